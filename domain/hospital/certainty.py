"""How far an event is to be relied upon: which stay it may be about, and what it may change there.

A visit number and a class that is understood are certain. Whatever lacks one of them changes
neither class nor times, disposition or diagnoses of an inpatient stay that is known, and neither
ends nor moves it: it is a doubt, and a person is asked. A cancellation is taken where one stay
alone fits.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from domain.hospital.discharge import Doubt
from domain.hospital.disposition import died
from domain.hospital.events import (
    Account,
    EventKind,
    HospitalEvent,
    PatientClass,
)
from domain.words.phrasebook import phrase

APART = timedelta(days=2)
"""A discharge that is told further from when it was recorded is doubted: one of them is a slip."""
AHEAD = timedelta(hours=24)
"""Clocks differ; a discharge that lies further ahead than this was not a discharge yet."""

UNNUMBERED = phrase("doubts.unnumbered")
NO_NUMBER = phrase("doubts.no_number")
OTHER_CLASS = phrase("doubts.other_class")
CANCELLED_OTHERWISE = phrase("doubts.cancelled_otherwise")
WHICH_CANCELLED = phrase("doubts.which_cancelled")
BEGUN_AGAIN = phrase("doubts.begun_again")
CANCELLED_LATE = phrase("doubts.cancelled_late")
DELETED = phrase("doubts.deleted")
A_DEATH = phrase("doubts.a_death")
A_WORD_OF_DEATH = phrase("doubts.a_word_of_death")
TIMES_APART = phrase("doubts.times_apart")
BACKWARDS = phrase("doubts.backwards")
ADMITTED_SOMEWHERE = phrase("doubts.admitted_somewhere")
COUNTED_BACK = phrase("doubts.counted_back")
STILL_COUNTED = phrase("doubts.still_counted")
ENDED_ORDER = phrase("doubts.ended_order")
NEWS_APART = phrase("doubts.news_apart")
REGISTERED = phrase("doubts.registered")

_NO_VISIT, _NO_TIME = "no number", "no time"
"""What stands before the names of visits that have none, or no time."""

ENDS = (EventKind.DISCHARGE_CANCELLED, EventKind.EXPECTED_CANCELLED, EventKind.VOIDED)
_SURE = (PatientClass.INPATIENT, PatientClass.OBSERVATION, PatientClass.EMERGENCY)
_OTHERS = (PatientClass.OUTPATIENT, PatientClass.UNKNOWN, PatientClass.EMERGENCY)
_ELSEWHERE = (PatientClass.OUTPATIENT, PatientClass.OBSERVATION, PatientClass.EMERGENCY)
_NO_YEAR = "1970"
"""The last year that programs write where they know no time; 1900 is the other."""
_LISTS = ("before_admission", "at_discharge", "orders", "orders_ended", "equipment", "transport")


def sure_of_death(known: PatientClass | None, event: HospitalEvent) -> bool:
    """Whether a death that an event tells needs no second word: it names its stay and class."""
    said = event.patient_class or known
    return bool(event.encounter) and said in _SURE and not at_odds(known, event)


def tells_of_death(event: HospitalEvent) -> bool:
    """Whether an event says, by indicator or disposition, that the patient died."""
    return bool(event.account.died) or died(event.account.disposition or "")


def is_asked(reason: str, doubts: Iterable[Doubt]) -> bool:
    """Whether that is among what a person is asked."""
    return any(one.reason == reason for one in doubts)


def can_have_died(when: str, alive: Iterable[date | None], told: datetime) -> bool:
    """Whether a time of death can be meant: an ISO date, or a month or a year alone.

    It lies neither before a day on which they were `alive` nor ahead, and fills up no field.
    """
    last = max((one.isoformat() for one in alive if one), default="")
    latest = (told + AHEAD).date().isoformat()
    known = when[: len(_NO_YEAR)] > _NO_YEAR
    return known and last[: len(when)] <= when <= latest[: len(when)]


def at_odds(known: PatientClass | None, event: HospitalEvent) -> bool:
    """Whether an event gives an inpatient stay a class that would end it for no good reason.

    An admission is cancelled by its own class alone, a blank one too is not enough: texts would go
    to somebody who is in hospital.
    """
    blank = event.patient_class is None and event.kind is EventKind.ADMISSION_CANCELLED
    return known is PatientClass.INPATIENT and (blank or event.patient_class in _OTHERS)


def may_be(known: PatientClass | None) -> bool:
    """Whether a stay may be an inpatient one: a class that nobody knows is not a no."""
    return known in (None, PatientClass.UNKNOWN, PatientClass.INPATIENT)


def fits(known: PatientClass | None, event: HospitalEvent) -> bool:
    """Whether an event without a visit number may be about a stay of this class."""
    if event.patient_class in (None, PatientClass.UNKNOWN):
        return True
    if event.patient_class is PatientClass.INPATIENT:
        return may_be(known)
    return known is event.patient_class


def about_another(event: HospitalEvent) -> bool:
    """Whether news without a visit number says itself that it is of no inpatient stay."""
    return event.patient_class in _ELSEWHERE


def lists_of(event: HospitalEvent) -> tuple[str, ...]:
    """What news without a visit number may bring to the stay that is meant: its lists alone."""
    return _LISTS if event.patient_class in (None, PatientClass.INPATIENT) else ()


def differs(known: Account, discharged_at: datetime | None, said: Account) -> bool:
    """Whether news says otherwise where the patient went, or when."""
    when = said.discharged_at is not None and said.discharged_at != discharged_at
    return when or (said.disposition is not None and said.disposition != known.disposition)


def contradictions(
    begun: datetime | None, left: datetime | None, recorded: datetime | None
) -> Iterable[str]:
    """What is wrong with the times of a discharge, among themselves."""
    if begun is not None and left is not None and _before(left, begun):
        yield BACKWARDS
    if left is not None and recorded is not None and misses(left, recorded):
        yield TIMES_APART


def worse(
    told: tuple[datetime | None, datetime], known: tuple[datetime | None, datetime], since: datetime
) -> bool:
    """Whether other times (begun, left) of a discharge can be less than those that are known.

    `since` is when the discharge was recorded. Told late is likelier than told ahead.
    """
    wrong = set(contradictions(*told, since))
    if not wrong <= set(contradictions(*known, since)):
        return True
    ahead, was_ahead = told[1] - since > AHEAD, known[1] - since > AHEAD
    further = abs(told[1] - since) > abs(known[1] - since) + APART
    return bool(wrong) and ((ahead and not was_ahead) or further)


def unnumbered(mrn: str, left: datetime) -> str:
    """What stands for the visit number of a discharge that names none: one for each day."""
    return f"{_NO_VISIT}, {mrn}, {left.astimezone(UTC):%Y-%m-%d}"


def undated(visit: str) -> str:
    """What stands for a visit whose discharge has no time, until one that has takes its place."""
    return f"{_NO_TIME}, {visit}"


def one_discharge(left: datetime, other: datetime) -> bool:
    """Whether a discharge without a number may be one that is told with it."""
    return abs(left - other) <= APART


def _before(left: datetime, begun: datetime) -> bool:
    """Whether an end lies before its beginning; a midnight stands for the whole of its day."""
    if left.time() == time(0):
        return left.date() < begun.astimezone(left.tzinfo).date()
    return left < begun


def misses(left: datetime, recorded: datetime) -> bool:
    """Whether a discharge lies further from when it was recorded than people are late."""
    return left - recorded > AHEAD or recorded - left > APART
