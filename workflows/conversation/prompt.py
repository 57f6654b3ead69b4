"""What can be said of one prompt on a phone, without its thread: whose it is, when it is due."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from domain.asking.question import Question
from domain.episode.escalation import ESCALATION
from domain.pathway import Role
from domain.texting.interpretation import PromptOnPhone
from domain.texting.pacing import fixable_for, given_with
from domain.time.calendar import end_of_day
from domain.time.hours import Reach
from models.payloads import Outgoing, PhoneMemory, Prompt, StandingPrompt

IDLE_AFTER = timedelta(hours=24)
MOST_FIXABLE, MOST_CLOSED = 60, 100
"""The state travels whole when a thread continues as new: what is closed is kept within bounds."""


def prompt_id(prompt: Prompt) -> str:
    """A prompt's own name on its phone."""
    return f"{prompt.episode}|{prompt.question.key}"


def is_family(standing: StandingPrompt) -> bool:
    """Whether it is for a patient or caregiver."""
    return standing.prompt.to.person.role.is_family


def is_staff(standing: StandingPrompt) -> bool:
    """Whether it is for somebody on the roster."""
    return standing.prompt.to.person.role.is_staff


def rings(standing: StandingPrompt) -> bool:
    """Whether it is said aloud too: an alarm to the number that answers at any hour."""
    prompt = standing.prompt
    alarm = prompt.question.kind == ESCALATION
    return alarm and prompt.to.person.role is Role.ALWAYS_ON


def alarm_of(standing: StandingPrompt) -> tuple[str, str]:
    """What all rounds of one alarm to one phone share."""
    asked = standing.prompt.question
    return standing.prompt.episode, asked.again_of or asked.key.partition("~")[0]


def on_phone(key: str, standing: StandingPrompt, code: int, shown_at: datetime) -> PromptOnPhone:
    """The prompt as the domain knows it when a text comes in."""
    prompt = standing.prompt
    return PromptOnPhone(
        id=key,
        code=code,
        label=standing.label,
        role=prompt.to.person.role,
        choices=prompt.question.choices,
        shown_at=shown_at,
        time_zone=prompt.to.time_zone,
        closed_at=standing.closed_at,
        closed_words=f"{standing.label}: {standing.closed_words}",
        answered=standing.answered,
        taken_at=standing.acknowledged_at,
        handed_over=standing.handed_over,
        episode=prompt.episode,
        times=tuple(
            (choice.value, prompt.question.times[choice.value])
            for choice in prompt.question.choices
            if choice.value in prompt.question.times
        ),
    )


def next_time(standing: StandingPrompt, now: datetime) -> datetime | None:
    """The first time that is not sent yet; of several that are past, only the newest counts."""
    left = [
        at
        for number, at in enumerate(send_times(standing.prompt.question))
        if number >= standing.sent and (number == 0 or _in_time(standing.prompt, at))
    ]
    past = [at for at in left if at <= now]
    return past[-1] if past else min(left, default=None)


def given_until(standing: StandingPrompt, now: datetime, *, joins: bool) -> datetime:
    """Until when its times are given by a text of now; a reminder that `joins` one: for its day."""
    prompt = standing.prompt
    question, zone = prompt.question, prompt.to.time_zone
    soon = now + given_with(prompt.texts, first=not standing.sent, urgent=question.urgent)
    if not (joins and question.incidental):
        return soon
    return max(soon, end_of_day(now, zone))


def is_pressing(standing: StandingPrompt) -> bool:
    """Whether nobody can put its reminders off: it is urgent, or the rung of a ladder."""
    question = standing.prompt.question
    return question.urgent or question.kind == ESCALATION


def soonest_of(standing: StandingPrompt, usual: datetime | None) -> datetime | None:
    """When it goes out: as its reader wished, but what is urgent or climbs no later than usual."""
    wished = standing.snoozed_until
    if wished is None or (is_pressing(standing) and usual is not None and usual < wished):
        return usual
    return wished


def goes_next(standing: StandingPrompt, on_shift: Reach | None, now: datetime) -> datetime | None:
    """When it is next to be sent, or never again; to who is on shift, then."""
    at = soonest_of(standing, next_time(standing, now))
    question, reach = standing.prompt.question, standing.prompt.to.reach
    if at is None or (standing.acknowledged_at and standing.snoozed_until is None):
        return None
    if standing.not_before is not None:
        at = max(at, standing.not_before)
    if on_shift is not None and reach.windows and is_staff(standing):
        reach = on_shift
    return at if question.urgent else reach.next_open(max(at, now))


def _in_time(prompt: Prompt, at: datetime) -> bool:
    """Whether a reminder can still be read before the due time that it reminds of."""
    due = prompt.question.due
    return due is None or at >= due or prompt.to.reach.next_open(at) < due


def shows_again(out: Outgoing, standing: StandingPrompt) -> bool:
    """Whether a text that waits, and was not tried, only shows this prompt once more."""
    same = (out.item.kind, out.item.code) == (standing.prompt.question.kind, standing.code)
    return same and not out.tried


def send_times(question: Question) -> tuple[datetime, ...]:
    """When its texts are due: the first, then each reminder."""
    return (question.ask_at, *question.remind_at)


def idle_after(memory: PhoneMemory, prompts: Iterable[StandingPrompt]) -> timedelta:
    """How long an idle thread stays: on a staff phone as long as an answer can be corrected."""
    if not memory.handle:
        return IDLE_AFTER
    return max(map(fixable_for, (memory.texts, *(one.prompt.texts for one in prompts))))


def kept(prompts: Mapping[str, StandingPrompt], now: datetime) -> dict[str, StandingPrompt]:
    """Without those that closed long ago; what can be corrected stays longer."""
    closed = [key for key, standing in prompts.items() if standing.closed_at is not None]
    fixable = [key for key in closed if prompts[key].answered]
    kept_longer = set(fixable[-MOST_FIXABLE:])
    too_many = set(closed[:-MOST_CLOSED])
    return {
        key: standing
        for key, standing in prompts.items()
        if standing.closed_at is None
        or (
            key not in too_many
            and now - standing.closed_at
            < (fixable_for(standing.prompt.texts) if key in kept_longer else IDLE_AFTER)
        )
    }
