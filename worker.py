"""Composition root: the worker process. `python worker.py`."""

import asyncio
import signal
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig

from activities.carrier_catch_up import CarrierCatchUp
from activities.conversations import Conversations
from activities.errands import Errands
from activities.inbox import Inboxes
from activities.ledger import Ledger
from activities.messaging import Texting
from activities.prompts import Prompts
from activities.records import Records
from activities.scheduling import Scheduling
from activities.shifts import Shifts
from activities.silences import Silences
from activities.text_inbox import TextInbox
from activities.unread_discharges import UnreadDischarges
from adapters import logging, settings, wall_clock
from adapters.encryption import Seal
from adapters.files.pathway import read_pathways
from adapters.messages.feed_folder import FeedFolder
from adapters.settings import Settings
from adapters.sql.database import Database
from adapters.temporal import connection
from adapters.temporal.schedules import schedule_sweep
from adapters.twilio.carrier import TwilioCarrier
from adapters.wording.texts import Wording
from intake.hospital_inbox import HospitalInbox
from models import names
from store.patient_data.numbers import Numbers
from workflows.conversation.workflow import Conversation
from workflows.episode.workflow import Episode
from workflows.sweep import Sweep

TEMPLATES = Path(__file__).parent / "templates"
WORKFLOWS = (Episode, Conversation, Sweep)
WORKFLOW_TASKS = 3
"""So many at once: they share one interpreter. A worker that starts anew replays every episode;
were all replayed at once, each would take longer than a task may, and all of them begin again.
"""
GRACE = timedelta(seconds=30)
SENDING_SECONDS, LISTING_SECONDS = 4.0, 10.0
"""To connect to the carrier, and again to wait for it. One call must fit into what an attempt
at a text has left; a long list takes the carrier longer, and holds up nobody.
"""

log = logging.get_logger(__name__)


def carrier(found: Settings, seconds: float) -> TwilioCarrier:
    """The carrier that the settings name: Twilio, or a simulator in its place."""
    return TwilioCarrier(
        found.twilio_account_sid,
        found.twilio_auth_token.get_secret_value(),
        found.twilio_from_number,
        base_url=found.twilio_base_url,
        timeout=seconds,
    )


def main_worker(client: Client, database: Database, found: Settings) -> Worker:
    """The worker for everything but sending texts."""
    seal, tokens = Seal(found.ring), found.tokens

    async def connected() -> Client:
        return client

    prompts = Prompts(client, database, seal, tokens)
    scheduling, records = Scheduling(database), Records(database)
    errands = Errands(prompts, Ledger(database, seal), records)
    threads = Conversations(client, database, seal)
    shifts = Shifts(client, database)
    texts = TextInbox(database, seal, tokens, connected)
    lag = timedelta(seconds=found.carrier_lag_seconds)
    lists = carrier(found, LISTING_SECONDS)
    news = CarrierCatchUp(lists, texts, database, seal, lag)
    feeds = FeedFolder(found.feeds_dir)
    hospitals = HospitalInbox.of(found, database, connected, feeds=feeds)
    inbox = Inboxes(texts, hospitals, news, _watches(client, database, found, feeds))
    return Worker(
        client,
        task_queue=names.TASK_QUEUE,
        workflows=WORKFLOWS,
        activities=[
            errands.run_errand,
            prompts.tell_consent,
            prompts.tell_death,
            scheduling.hold_slots,
            scheduling.choose_slot,
            records.close_episode,
            records.note_cancel_request,
            threads.load_phone,
            threads.save_phone,
            threads.hand_over,
            threads.take_back,
            threads.pass_on,
            threads.tell_unreachable,
            threads.correct,
            threads.mark_phone,
            shifts.review_shift,
            inbox.deliver,
            inbox.sweep,
        ],
        workflow_runner=UnsandboxedWorkflowRunner(),  # tests run the sandbox; here it costs a third
        max_concurrent_workflow_tasks=WORKFLOW_TASKS,
        max_concurrent_workflow_task_polls=WORKFLOW_TASKS,
        deployment_config=_versioned(found),
        graceful_shutdown_timeout=GRACE,
    )


def _watches(
    client: Client, database: Database, found: Settings, feeds: FeedFolder
) -> dict[str, Silences | UnreadDischarges]:
    """What each sweep looks for beside what it delivers."""
    seal, pathways = Seal(found.ring), read_pathways(found.pathways_dir)
    unread = UnreadDischarges(client, database, seal, found.tokens, feeds, pathways)
    return {"silence": Silences(client, database, feeds), "unread discharges": unread}


def messages_worker(client: Client, database: Database, found: Settings) -> Worker:
    """The worker that sends texts, on a queue of its own: a long code sends one a second."""
    wording = Wording(TEMPLATES, found.cards_url)
    callback = f"{found.public_base_url}/twilio"
    sender, numbers = carrier(found, SENDING_SECONDS), Numbers(Seal(found.ring), found.tokens)
    texting = Texting(sender, database, numbers, wording, callback, wall_clock.now)
    return Worker(
        client,
        task_queue=names.MESSAGES_TASK_QUEUE,
        activities=[texting.send_text],
        max_task_queue_activities_per_second=found.texts_per_second,
        graceful_shutdown_timeout=GRACE,
    )


async def run() -> None:
    """Work until told to stop; what is under way is finished first."""
    found = settings.load()
    logging.configure(found.log_format)
    database = Database(found.database_url)
    client = await connection.connect(found, identity="worker", runtime=_runtime(found))
    await schedule_sweep(client, timedelta(seconds=found.sweep_seconds))
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with main_worker(client, database, found), messages_worker(client, database, found):
        log.info("worker_started", task_queue=names.TASK_QUEUE)
        await stop.wait()
    database.close()
    log.info("worker_stopped")


def _versioned(found: Settings) -> WorkerDeploymentConfig | None:
    """Worker versioning, where a build is named: an episode moves to the newest build.

    A worker without it may declare no behaviour: the server would refuse its workflow tasks.
    """
    if found.worker_build is None:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name="homeward", build_id=found.worker_build),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


def _runtime(found: Settings) -> Runtime | None:
    """Metrics for Prometheus, where an address for them is set."""
    if found.metrics_bind is None:
        return None
    metrics = PrometheusConfig(bind_address=found.metrics_bind)
    return Runtime(telemetry=TelemetryConfig(metrics=metrics))


if __name__ == "__main__":
    asyncio.run(run())
