"""When a thread has somebody's hours looked at, and what comes of it for them."""

from datetime import datetime

from domain.decision import earliest
from domain.pacing import review_at
from domain.phrasing import short_instant
from models.payloads import OpenTask, ReviewShift, Shifted, Wish, Wished
from workflows import pacing, wording
from workflows.thread import Thread, is_staff


def next_at(thread: Thread, now: datetime) -> datetime | None:
    """Now where somebody said so, else when the shift ends in which tasks stand open."""
    if not thread.paced or not thread.memory.handle:
        return None
    if thread.wishes:
        return now
    if thread.hours is None or not _tasks(thread):
        return None
    return review_at(thread.hours, thread.memory.reviewed_at, now)


def review(thread: Thread, now: datetime) -> ReviewShift:
    """What is to be looked at now."""
    wish = thread.wishes[0].wish if thread.wishes else Wish.LOOK
    return ReviewShift(
        handle=thread.memory.handle,
        wish=wish,
        tasks=_tasks(thread),
        now=now,
        clock=thread.clock,
    )


def reviewed(thread: Thread, asked: ReviewShift, shifted: Shifted, now: datetime) -> None:
    """Keep to the hours as they are now, and say what went to whom."""
    wished = thread.wishes.pop(0) if thread.wishes else Wished(wish=Wish.LOOK)
    thread.hours = shifted.reach
    thread.remember(reviewed_at=now)
    handed = {(task.episode, task.key): task for task in shifted.handed}
    gone = [
        (standing, handed[standing.prompt.episode, standing.prompt.question.key])
        for _, standing in thread.open_prompts()
        if (standing.prompt.episode, standing.prompt.question.key) in handed
    ]
    if not gone and asked.wish is Wish.LOOK:
        return
    names = tuple(dict.fromkeys(task.to_name for _, task in gone))
    said = tuple(f"{held.code} {held.label} {wording.task(held)}" for held, _ in gone if held.code)
    key = wished.key or f"shift-{short_instant(now, thread.memory.time_zone)}"
    if said or asked.wish is not Wish.LOOK:
        until = _until(thread, asked.wish, now)
        thread.say(f"{thread.token}/{key}#shift", wording.shift(asked.wish, said, names, until))


def _until(thread: Thread, wish: Wish, now: datetime) -> datetime | None:
    """Until when somebody is off, or on."""
    if thread.hours is None:
        return None
    return thread.hours.next_end(now) if wish is Wish.ON else thread.hours.next_begin(now)


def _tasks(thread: Thread) -> tuple[OpenTask, ...]:
    return tuple(
        OpenTask(
            episode=held.prompt.episode,
            key=held.prompt.question.key,
            to=held.prompt.question.to,
            due=held.prompt.question.due,
            urgent=held.prompt.question.urgent,
            patient_language=held.prompt.patient_language,
        )
        for _, held in sorted(thread.open_prompts(), key=pacing.rank)
        if is_staff(held) and held.prompt.question.choices
    )


def next_change(thread: Thread, now: datetime, send_at: datetime | None) -> datetime | None:
    """When this thread next has something to do."""
    return earliest(send_at, next_at(thread, now))
