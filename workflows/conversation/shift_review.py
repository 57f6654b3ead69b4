"""When a thread has somebody's hours looked at, and what comes of it for them."""

from datetime import datetime

from domain.episode.decision import earliest
from domain.texting.pacing import review_at
from models.payloads import (
    OpenTask,
    ReviewShift,
    ShiftChange,
    ShiftRequest,
    ShiftReviewed,
    StandingPrompt,
    TextItem,
)
from workflows.conversation import pacing, wording
from workflows.conversation.prompt import is_staff
from workflows.conversation.state import Thread


def next_at(thread: Thread, now: datetime) -> datetime | None:
    """Now where somebody said so, else when the shift ends in which tasks stand open."""
    if not thread.memory.handle:
        return None
    if thread.shift_requests:
        return now
    if thread.hours is None or not any(_is_task(standing) for _, standing in thread.open_prompts()):
        return None
    return review_at(thread.hours, thread.memory.reviewed_at, now)


def review(thread: Thread, requested: ShiftRequest | None, now: datetime) -> ReviewShift:
    """What is to be looked at now, for what somebody wished or because a shift has ended."""
    return ReviewShift(
        handle=thread.memory.handle,
        token=thread.token,
        change=requested.change if requested else ShiftChange.LOOK,
        tasks=_tasks(thread, requested.task if requested else ""),
        to=requested.to if requested else "",
        now=now,
        clock=thread.clock,
    )


def reviewed(
    thread: Thread, requested: ShiftRequest | None, shifted: ShiftReviewed, now: datetime
) -> None:
    """Keep to the hours as they are now, and say what went to whom.

    `requested` is what the review was made for; the withdrawals of what moved may be here already.
    """
    if requested is not None:
        thread.shift_requests.remove(requested)
    if requested is not None and requested.change in (ShiftChange.GIVE, ShiftChange.ON_CALL):
        thread.say(requested.key, _told(thread, requested, shifted))
        return
    thread.hours = shifted.reach if shifted.known else thread.hours
    thread.remember(reviewed_at=now)
    gone = {f"{task.episode}|{task.key}": task for task in shifted.handed}
    handed = [(thread.prompts[key], task) for key, task in gone.items() if key in thread.prompts]
    said = tuple(f"{one.code} {one.label} {wording.task(one)}" for one, _ in handed if one.code)
    change = requested.change if requested else ShiftChange.LOOK
    if said or change is not ShiftChange.LOOK:
        to = tuple(dict.fromkeys(task.to_name for _, task in handed))
        key = requested.key if requested and requested.key else f"shift-{now:%Y%m%dT%H%M%S%f}"
        item = wording.shift(change, said, to, _until(thread, change, now))
        thread.say(f"{thread.token}/{key}#shift", item)


def _told(thread: Thread, requested: ShiftRequest, shifted: ShiftReviewed) -> TextItem:
    """What came of GIVE; who is on call."""
    if requested.change is ShiftChange.ON_CALL:
        return wording.on_call(shifted.names, thread.memory.line)
    standing = thread.prompts.get(requested.task)
    if standing is None:
        return wording.not_read(None, thread.memory.facility_name)
    if shifted.handed:
        return wording.given(standing, shifted.handed[0].to_name)
    if standing.closed_at is not None and standing.code is not None:
        return wording.not_open(standing.code, f"{standing.label}: {standing.closed_words}")
    return wording.not_given(standing, shifted.not_given, requested.to, shifted.names)


def _until(thread: Thread, change: ShiftChange, now: datetime) -> datetime | None:
    """Until when somebody is off, or on."""
    if thread.hours is None:
        return None
    return thread.hours.next_end(now) if change is ShiftChange.ON else thread.hours.next_begin(now)


def _tasks(thread: Thread, only: str = "") -> tuple[OpenTask, ...]:
    return tuple(
        OpenTask(
            episode=standing.prompt.episode,
            key=standing.prompt.question.key,
            to=standing.prompt.question.to,
            due=standing.prompt.question.due,
            urgent=standing.prompt.question.urgent,
            patient_language=standing.prompt.patient_language,
        )
        for key, standing in sorted(thread.open_prompts(), key=pacing.rank)
        if _is_task(standing) and only in ("", key)
    )


def _is_task(standing: StandingPrompt) -> bool:
    """Whether somebody on the roster is to answer it."""
    return is_staff(standing) and bool(standing.prompt.question.choices)


def next_change(thread: Thread, now: datetime, send_at: datetime | None) -> datetime | None:
    """When this thread next has something to do."""
    return earliest(send_at, next_at(thread, now))
