"""What Temporal starts by itself, and how often."""

from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
)

from models import names

CATCH_UP = timedelta(minutes=1)


async def schedule_sweep(client: Client, every: timedelta) -> None:
    """Have the inbox swept regularly. Harmless to repeat; the newest settings count."""
    schedule = _sweep(every)
    try:
        await client.create_schedule(names.SWEEP_ID, schedule)
    except ScheduleAlreadyRunningError:
        handle = client.get_schedule_handle(names.SWEEP_ID)
        await handle.update(lambda _: ScheduleUpdate(schedule=schedule))


def _sweep(every: timedelta) -> Schedule:
    """One sweep catches up with any outage, so none that was missed is made good."""
    return Schedule(
        action=ScheduleActionStartWorkflow(
            names.SWEEP, id=names.SWEEP_ID, task_queue=names.TASK_QUEUE
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=CATCH_UP),
    )
