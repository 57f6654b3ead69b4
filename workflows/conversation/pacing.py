"""When each prompt of a thread goes out and which go together; the rules are in `domain/pacing`.

Staff: what comes within minutes is one text, and when a shift begins one list of what is open.
Patients: one open question at a time on a shared phone, and so many texts a day and a week.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from domain.episode.decision import earliest
from domain.texting.pacing import cap_frees_at, gathered_within, lately, list_at
from domain.time.calendar import in_zone
from models.payloads import StandingPrompt
from workflows.conversation.prompt import is_family, is_staff
from workflows.conversation.state import Thread

_Known = tuple[str, StandingPrompt]
MOST_INTRODUCED = 20
"""How many episodes a family's phone is remembered to have been told of."""


def goes_at(thread: Thread, standing: StandingPrompt, now: datetime) -> datetime | None:
    """When a prompt's next text goes out: now or later, or not before something else happens."""
    at = thread.next_time(standing, now)
    if at is None:
        return None
    if thread.in_doubt and not standing.prompt.question.urgent:
        return None
    if is_family(standing):
        return _to_family(thread, standing, at)
    return _gathered_at(thread, standing, at) if _gathers(standing) else at


def together(thread: Thread, first: _Known, now: datetime) -> list[_Known]:
    """What goes into one text with a prompt that goes now, itself included, in order."""
    if not is_staff(first[1]) or not first[1].prompt.question.choices:
        return [first]
    urgent, rules = first[1].prompt.question.urgent, first[1].prompt.texts
    horizon = now if urgent else now + gathered_within(rules)
    found = [
        (key, standing)
        for key, standing in thread.open_prompts()
        if is_staff(standing)
        and key not in {first[0], *unsure(thread)}
        and standing.prompt.question.choices
        and standing.prompt.question.urgent is urgent
        and (at := thread.next_time(standing, now)) is not None
        and at <= horizon
    ]
    others = sorted(found, key=rank)[: rules.together - 1]
    return sorted((first, *others), key=rank)


def rank(known: _Known) -> tuple[bool, bool, datetime, datetime, str]:
    """Urgent first, then what is due first, then the oldest."""
    asked = known[1].prompt.question
    due = asked.due or asked.ask_at
    return (not asked.urgent, asked.due is None, due, asked.ask_at, known[0])


def listable(thread: Thread, by: datetime) -> list[_Known]:
    """What a list of open prompts names, in order: what was shown, or is to be by then."""
    return sorted(_listable(thread, by), key=rank)


def _listable(thread: Thread, by: datetime) -> Iterator[_Known]:
    return (
        (key, standing)
        for key, standing in thread.open_prompts()
        if is_staff(standing) or standing.code is not None
        if standing.prompt.question.choices
        if standing.code is not None or _due_by(thread, standing, by)
    )


def morning_at(thread: Thread, now: datetime) -> datetime | None:
    """When the list of a new shift goes out; never where it would name one prompt or none."""
    if thread.in_doubt or thread.hours is None or not thread.memory.handle:
        return None
    rules = thread.memory.texts
    at = list_at(thread.hours, thread.memory.listed_at, now, rules)
    if at is None:
        return None
    before = (
        known
        for known in _listable(thread, at)
        if not known[1].acknowledged_at and known[1].asked_at < at
    )
    enough = len(list(islice(before, rules.list_from))) == rules.list_from
    return at + gathered_within(rules) if enough else None


def morning_list(thread: Thread, by: datetime) -> list[_Known]:
    """What the list of a new shift names; what its person has taken already is asked after."""
    return [known for known in listable(thread, by) if not known[1].acknowledged_at]


def page(thread: Thread, now: datetime, *, more: bool) -> tuple[list[_Known], int]:
    """The next few of the open prompts that a list has not named yet, and how many then remain."""
    found = [known for known in listable(thread, now) if known[1].code is not None]
    left = [known for known in found if not more or known[0] not in thread.listed]
    most = thread.memory.texts.listed
    return left[:most], max(len(left) - most, 0)


def drop_what_is_too_much(thread: Thread, now: datetime) -> None:
    """Reminders that a patient's phone has no room for are not sent."""
    for key, standing in thread.open_prompts():
        if not is_family(standing) or not standing.prompt.question.incidental:
            continue
        at = thread.next_time(standing, now)
        if at is not None and at <= now and _cap_frees_at(thread, standing, now) > now:
            thread.shown((key,), now)


def tell_what_waits(thread: Thread, now: datetime) -> None:
    """Whoever asks the family hears that their phone has no room for it yet: silence is no answer.

    Once for each question; a reply to what they said waits for nothing.
    """
    for key, standing in thread.open_prompts():
        question = standing.prompt.question
        if standing.held or standing.code is not None or not is_family(standing):
            continue
        at = thread.next_time(standing, now) if question.choices else None
        if at is None or at > now:
            continue
        goes = _to_family(thread, standing, at)
        if goes is None or goes > now:
            thread.hold_back(key)


def counted(thread: Thread, keys: tuple[str, ...], now: datetime) -> None:
    """Note that a text with these prompts went out."""
    standing = [thread.prompts[key] for key in keys]
    if any(is_family(one) for one in standing):
        if not all(one.prompt.question.beside_caps for one in standing):
            thread.remember(texted=(*lately(thread.memory.texted, now), now))
        known = (*thread.memory.introduced, *(one.prompt.episode for one in standing))
        thread.remember(introduced=tuple(dict.fromkeys(known))[-MOST_INTRODUCED:])
    elif any(is_staff(one) and not one.prompt.question.urgent for one in standing):
        thread.prompted_at = now


def introduces(thread: Thread, standing: StandingPrompt) -> bool:
    """Whether this would be the first text that a family's phone gets of an episode."""
    return is_family(standing) and standing.prompt.episode not in thread.memory.introduced


def lost(thread: Thread, standing: StandingPrompt) -> None:
    """A text that did not arrive told nobody anything: what comes next says whose it is."""
    known = thread.memory.introduced
    thread.remember(introduced=tuple(one for one in known if one != standing.prompt.episode))


def _gathers(standing: StandingPrompt) -> bool:
    question = standing.prompt.question
    return is_staff(standing) and not question.urgent and bool(question.choices)


def _gathered_at(thread: Thread, standing: StandingPrompt, at: datetime) -> datetime:
    """When it goes with others; what follows from a reply just given waits for nobody."""
    replied_at, soon = thread.last_reply_at, gathered_within(standing.prompt.texts)
    about = standing.prompt.episode == thread.replied_about and not standing.sent
    if about and replied_at is not None and at - replied_at < soon:
        return at
    before = thread.prompted_at or standing.asked_at
    return max(at, max(standing.asked_at, before) + soon)


def _due_by(thread: Thread, standing: StandingPrompt, by: datetime) -> bool:
    at = thread.next_time(standing, by)
    return at is not None and at <= by


def _to_family(thread: Thread, standing: StandingPrompt, at: datetime) -> datetime | None:
    question = standing.prompt.question
    if question.choices and _another_is_open(thread, standing):
        return None
    again = standing.not_before is not None
    if again or question.incidental or question.safety or question.beside_caps:
        return at
    frees_at = _cap_frees_at(thread, standing, at)
    return standing.prompt.to.reach.next_open(frees_at)


def _cap_frees_at(thread: Thread, standing: StandingPrompt, at: datetime) -> datetime:
    prompt = standing.prompt
    return cap_frees_at(thread.memory.texted, at, prompt.to.time_zone, prompt.texts)


def _another_is_open(thread: Thread, standing: StandingPrompt) -> bool:
    """Whether this phone is being asked something about somebody else."""
    return any(
        other.code is not None
        and other.prompt.question.choices
        and other.prompt.episode != standing.prompt.episode
        and is_family(other)
        for _, other in thread.open_prompts()
    )


def unsure(thread: Thread) -> frozenset[str]:
    """The prompts in texts of which it is not known whether they went out: those go first."""
    return frozenset(key for text in thread.unsure for key in text.rpartition("#")[0].split("&"))


def due_times(thread: Thread, now: datetime) -> list[tuple[_Known, datetime]]:
    """When each open prompt goes out; what is due as a shift begins waits for the list."""
    waiting, morning = unsure(thread), morning_at(thread, now)
    found = []
    for key, standing in thread.open_prompts():
        at = goes_at(thread, standing, now) if key not in waiting else None
        if at is None:
            continue
        soon = gathered_within(standing.prompt.texts)
        if morning is not None and _gathers(standing) and morning - soon <= at < morning:
            at = morning
        found.append(((key, standing), at))
    return found


def soonest(thread: Thread, now: datetime) -> datetime | None:
    """When the next prompt goes out."""
    return earliest(morning_at(thread, now), *(at for _, at in due_times(thread, now)))


def merged(thread: Thread, question: StandingPrompt, now: datetime) -> list[_Known]:
    """The reminder that would be the same patient's second text of the day: it joins the first."""
    if not is_family(question) or not question.prompt.question.choices:
        return []
    zone = question.prompt.to.time_zone
    today = in_zone(now, zone).date()
    return [
        (key, standing)
        for key, standing in thread.open_prompts()
        if standing.prompt.episode == question.prompt.episode
        and standing.prompt.question.incidental
        and standing.prompt.question.times  # what it adds to the other is a time
        and (at := thread.next_time(standing, now)) is not None
        and in_zone(at, zone).date() == today
    ][:1]
