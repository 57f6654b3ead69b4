"""What is kept of an episode for good: an entry for each thing that was said, and none is changed.

An entry is named by its question and the message that brought it. What replaces an answer, or takes
it back, names the entry that it supersedes; what counts is what nothing supersedes.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.clinical.risk import Risk
from domain.episode.facts import Answer, Facts, Person, Via
from domain.episode.visit_history import Booking, visit_history
from domain.steps.tapped import risk_of
from domain.steps.tier import Tier, standing

TAKEN_BACK = "taken_back"


@dataclass(frozen=True, kw_only=True)
class Undo:
    """That somebody takes back their answer: when and how they told it, in which message.

    However late it is heard, it was told when it was.
    """

    by: Person
    at: datetime
    via: Via
    message_id: str


@dataclass(frozen=True, kw_only=True)
class AnswerEntry:
    """An answer; or with `value` TAKEN_BACK, that its giver took `supersedes` back at `told_at`.

    `answer` is then what was taken back, but with by whom and by which way that was done. `kind` is
    what was asked, None where nobody had been: a booking that the hospital told.
    """

    name: str
    answer: Answer
    value: str
    kind: str | None
    message_id: str
    told_at: datetime
    supersedes: str = ""

    @property
    def taken_back(self) -> bool:
        """Whether it says that an answer does not count any more."""
        return self.value == TAKEN_BACK


@dataclass(frozen=True, kw_only=True)
class BookingEntry:
    """The visit's `number`-th time, under the name of the answer that told it."""

    name: str
    booking: Booking
    supersedes: str = ""


@dataclass(frozen=True, kw_only=True)
class RiskEntry:
    """The `number`-th account of the risk, by its parts, and of the tier; the newest counts.

    `reasons` are those that keep the tier up, in words.
    """

    number: int
    at: datetime
    risk: Risk
    tier: Tier
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Entries:
    """What became known at once, of each kind in its order."""

    answers: tuple[AnswerEntry, ...] = ()
    bookings: tuple[BookingEntry, ...] = ()
    risk: RiskEntry | None = None

    @property
    def any(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.answers or self.bookings or self.risk)


def opened(facts: Facts) -> Entries:
    """What is kept when an episode opens: the risk that it opens with."""
    return Entries(risk=_risk_of(facts, 1, facts.opened_at))


def entries(
    before: Facts, after: Facts, now: datetime, *, undo: Undo | None = None, risks: int = 1
) -> Entries:
    """What is to be kept of the step from one account of an episode to the next.

    `undo` is what made the step, where one did; `risks` is how many accounts of the risk there are
    already.
    """
    return Entries(
        answers=(*_taken_back(before, after, now, undo), *_told(before, after)),
        bookings=_booked(before, after),
        risk=_assessed(before, after, now, risks),
    )


def _told(before: Facts, after: Facts) -> tuple[AnswerEntry, ...]:
    known = {answer.entry for answer in before.answers}
    replaced = [one for one in after.corrected if one not in before.corrected]
    wrong = replaced[-1].entry if replaced else ""
    return tuple(
        AnswerEntry(
            name=answer.entry,
            answer=answer,
            value=answer.value,
            kind=_kind(answer.question, after),
            message_id=_message(answer),
            told_at=answer.told_at,
            supersedes=wrong,
        )
        for answer in after.answers
        if answer.entry not in known
    )


def _taken_back(
    before: Facts, after: Facts, now: datetime, undo: Undo | None
) -> tuple[AnswerEntry, ...]:
    still = {answer.entry for answer in (*after.answers, *after.corrected)}
    return tuple(
        AnswerEntry(
            name=f"{answer.entry}/{TAKEN_BACK}",
            answer=replace(answer, by=undo.by, via=undo.via) if undo else answer,
            value=TAKEN_BACK,
            kind=_kind(answer.question, before),
            message_id=(undo and undo.message_id) or f"{_message(answer)}/{TAKEN_BACK}",
            told_at=min(now, max(undo.at, answer.told_at)) if undo else now,
            supersedes=answer.entry,
        )
        for answer in before.answers
        if answer.entry not in still
    )


def _booked(before: Facts, after: Facts) -> tuple[BookingEntry, ...]:
    """Each new time of the visit; one that was moved names the one before it."""
    if before.answers == after.answers and before.offers == after.offers:
        return ()
    known = {booking.entry for booking in visit_history(before).bookings}
    bookings = visit_history(after).bookings
    earlier = ("", *(booking.entry for booking in bookings))
    return tuple(
        BookingEntry(name=booking.entry, booking=booking, supersedes=last)
        for last, booking in zip(earlier, bookings, strict=False)
        if booking.entry not in known
    )


def _assessed(before: Facts, after: Facts, now: datetime, risks: int) -> RiskEntry | None:
    """The newer account of risk and tier, where it is another one."""
    known = (before.discharge, before.answers, before.corrected)
    if known == (after.discharge, after.answers, after.corrected):
        return None
    found = _risk_of(after, risks + 1, now)
    return None if found == _risk_of(before, risks + 1, now) else found


def _risk_of(facts: Facts, number: int, at: datetime) -> RiskEntry:
    stands = standing(facts)
    reasons = tuple(one.words for one in stands.reasons)
    return RiskEntry(number=number, at=at, risk=risk_of(facts), tier=stands.tier, reasons=reasons)


def _kind(question: str, facts: Facts) -> str | None:
    return next((asked.kind for asked in facts.asked if asked.question == question), None)


def _message(answer: Answer) -> str:
    return answer.message_id or answer.told_at.isoformat()
