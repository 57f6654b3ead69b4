"""Where the patient went, as far as anybody has said: what an episode may do hangs on it."""

from datetime import UTC, datetime, timedelta

from domain.asking.choices import Value
from domain.clinical.outline import Outline
from domain.episode.deadlines import deadlines
from domain.episode.decision import Settlement
from domain.episode.facts import Answer, Facts, once
from domain.hospital.discharge import Discharge, Doubt
from domain.hospital.disposition import Route, route
from domain.pathway import Pathway
from domain.time.calendar import Calendar
from domain.words.phrasebook import phrase

ASKED_AS = "disposition"
"""The step whose questions ask it."""
_DOUBT = f"{ASKED_AS}/doubt/"
_AT_HOME = (Value.WENT_HOME, Value.HOSPICE_AT_HOME)
WHERE = (*_AT_HOME, Value.WENT_ELSEWHERE, Value.DIED, Value.NOT_DISCHARGED)
"""What may be said, in the order in which it is asked."""


@once
def unplaced(facts: Facts) -> bool:
    """Whether the hospital left open where the patient went; an answer does not change that.

    So it did when it announced a discharge and has not said that it took place.
    """
    discharge = facts.discharge
    return bool(discharge.expected or unsaid(discharge) or discharge.doubts)


def unsaid(discharge: Discharge | Outline) -> str:
    """What the hospital leaves open of where they went, in words; or nothing."""
    return discharge.unclear or (
        "" if discharge.disposition.strip() else phrase("disposition.not_sent")
    )


@once
def preparing(facts: Facts) -> bool:
    """Whether the patient has not gone home yet, so far as anybody has said."""
    return facts.discharge.expected and said(facts) is None


@once
def queued(facts: Facts) -> bool:
    """Whether everything else waits for the answer."""
    if any(doubt.holds for doubt, _ in open_doubts(facts)):
        return True
    if facts.discharge.expected or not unplaced(facts) or said(facts) is not None:
        return False
    if facts.discharge.disposition.strip() and not facts.discharge.unclear:
        return False  # a doubt that holds nothing is asked beside whatever runs
    return bool(facts.discharge.unclear) or not facts.pathway.intake.provisional


def waits(facts: Facts) -> bool:
    """Whether the patient hears nothing until somebody has said where they went."""
    return queued(facts) or preparing(facts)


def at_home(facts: Facts) -> bool:
    """Whether the patient is taken to be home."""
    return not waits(facts)


@once
def hospice(facts: Facts) -> bool:
    """Whether the patient went home with hospice, as the hospital or the intake lead says."""
    told = said(facts) if unplaced(facts) else None
    if told is not None and told.value in _AT_HOME:
        return told.value is Value.HOSPICE_AT_HOME
    return route(facts.discharge.disposition).route is Route.HOSPICE


def due(
    discharged_at: datetime, calendar: Calendar, pathway: Pathway, doubted_at: datetime | None
) -> datetime:
    """With the first contact; of what was doubted later, once the intake lead has had hours."""
    contact = deadlines(discharged_at, calendar, pathway).contact_48h
    if doubted_at is None:
        return contact
    hours = timedelta(hours=pathway.intake.answer_hours)
    return max(contact, calendar.next_staffed(calendar.next_staffed(doubted_at) + hours))


def answer(facts: Facts) -> Answer | None:
    """To what is asked now."""
    return None if unanswered(facts) else said(facts)


@once
def said(facts: Facts) -> Answer | None:
    """The newest word of where the patient went, whatever it was asked for."""
    words = (one for one in reversed(facts.answers) if _says_where(one))
    return next(words, None)


def _says_where(one: Answer) -> bool:
    """Whether it answers the question itself, whoever was asked; to take its ladder does not."""
    return one.question.startswith(f"{ASKED_AS}/") and one.value in WHERE


def answered_doubts(facts: Facts, settled: Settlement | None) -> tuple[Doubt, ...]:
    """Those that are answered, or called settled where that is enough."""
    left = [] if settled else [one for one, _ in open_doubts(facts)]
    return tuple(one for one in facts.discharge.doubts if one not in left)


def unanswered(facts: Facts) -> datetime | None:
    """When the last of what is doubtful and unanswered came."""
    return max((at for _, at in open_doubts(facts)), default=None)


@once
def open_doubts(facts: Facts) -> list[tuple[Doubt, datetime]]:
    """Each doubt that is not answered, and when it first came since it was.

    An answer counts for what its question could name, and for what was only said again since: as
    far as the episode had heard of it when it was told.
    """
    words = [one for one in facts.answers if _says_where(one)]
    left = [(one, _left(one, words, facts)) for one in facts.discharge.doubts]
    return [(one, at) for one, at in left if at is not None]


def _left(doubt: Doubt, words: list[Answer], facts: Facts) -> datetime | None:
    """The first time that no answer covers."""
    times = doubt.times
    for one in words:
        if times and covers(one, facts.heard_of(doubt, times[0])):
            told = one.told_at
            times = tuple(at for at in times[1:] if facts.heard_of(doubt, at) > told)
    return times[0] if times else None


def covers(told: Answer, heard_at: datetime) -> bool:
    """Whether whoever answered was asked about a doubt of which the episode had heard then."""
    of_a_doubt = told.question.startswith(_DOUBT)
    return of_a_doubt and asking(heard_at) <= told.question


def asks(facts: Facts) -> str:
    """What the question of all that is doubtful and unanswered is called; nothing, of none."""
    heard = [facts.heard_of(one, at) for one, at in open_doubts(facts)]
    return asking(max(heard)) if heard else ""


def asking(heard_at: datetime) -> str:
    """By when the newest was heard of: what comes later, or is heard later, is another question.

    To the microsecond: a sender's next message may be a moment behind.
    """
    return f"{_DOUBT}{heard_at.astimezone(UTC):%Y%m%d%H%M%S%f}"
