"""Where a visit stands by answers alone: other steps ask this too."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.asking.choices import Value
from domain.episode.facts import Answer, Facts

PRIMARY_CARE = "visit"
"""What the keys of the primary-care visit begin with."""
_NONE: tuple[Answer, ...] = ()
_AGAIN = (Value.NO_SHOW, Value.CANCELLED)
_PROBLEM = "/visit_problem/"
_ENDS = (Value.DECLINED, Value.NOTHING_IN_TIME)
_SLOTS = {Value.SLOT_1: 0, Value.SLOT_2: 1, Value.SLOT_3: 2}


@dataclass(frozen=True, kw_only=True)
class Booking:
    """The `number`-th booking of the episode: when, who made it, and when that was told.

    `entry` names the answer that told it.
    """

    number: int
    round: int
    at: datetime
    told_at: datetime
    by: str
    entry: str
    slot: str | None = None


@dataclass(frozen=True, kw_only=True)
class VisitHistory:
    """All bookings so far of the visit whose keys begin with `prefix`, and how the last one went.

    `round` is the one that it is in; `seeking` is the same while it still needs a booking, `since`
    when that began; `over` is the answer that ended the course: attended, declined, nothing in
    time, or a no-show too many.
    `unknown` counts the times that "attended?" was answered "not known yet".
    """

    prefix: str
    bookings: tuple[Booking, ...] = ()
    round: int = 1
    seeking: int | None = None
    since: datetime | None = None
    over: Answer | None = None
    unknown: tuple[Answer, ...] = ()

    @property
    def booked(self) -> Booking | None:
        """The booking that stands, or the one that the course ended with."""
        last = self.bookings[-1] if self.bookings else None
        return last if last is not None and last.round == self.round else None

    def offer_key(self, number: int) -> str:
        """The slot offer of a round."""
        return f"{self.prefix}/offer/{number}"

    def book_key(self, number: int) -> str:
        """The nurse's booking of a round."""
        return f"{self.prefix}/book/{number}"

    def date_key(self, number: int) -> str:
        """Asked of whoever said that a round is booked, and not for when."""
        return f"{self.prefix}/date/{number}"

    def attended_key(self, booking: Booking, number: int) -> str:
        """The n-th time that is asked whether a booked visit took place."""
        return f"{self.prefix}/attended/{booking.number}-{number}"

    def problem_key(self, source: str) -> str:
        """What is to become of it, since somebody said that something is wrong with it."""
        return f"{self.prefix}{_PROBLEM}{source}"

    def reminder_key(self, booking: Booking) -> str:
        """The patient's reminders of one booking."""
        return f"{self.prefix}/reminder/{booking.number}"


def visit_history(facts: Facts, prefix: str = PRIMARY_CARE) -> VisitHistory:
    """Fold the answers of every round of booking."""
    where = VisitHistory(prefix=prefix, since=facts.opened_at)
    missed = 0
    while True:
        made = _booked(where, facts)
        if made is None:
            return replace(where, seeking=where.round)
        if isinstance(made, Answer):
            moved = _of_problem(where, made.told_at, facts)
            if moved is None or moved.at is None:
                return replace(where, over=moved or made, since=None)
            made = _booking(len(where.bookings) + 1, where.round, moved, moved.at)
        where = _kept(where, made, facts)
        over = where.over
        missed += over is not None and over.value is Value.NO_SHOW
        if over is None or over.value not in _AGAIN or missed > facts.pathway.visit.rebookings:
            return where
        where = replace(where, round=where.round + 1, since=over.told_at, over=None, unknown=_NONE)


def _booked(where: VisitHistory, facts: Facts) -> Booking | Answer | None:
    """The round's booking; or the answer that says that there will be none."""
    number, count = where.round, len(where.bookings) + 1
    answer = facts.latest_answer(where.date_key(number))
    answer = answer or facts.latest_answer(where.book_key(number))
    if answer is not None:
        if answer.at is None:
            return answer
        return _booking(count, number, answer, answer.at)
    answer, offer = facts.latest_answer(where.offer_key(number)), facts.offer(number)
    if answer is None or offer is None or answer.value not in _SLOTS:
        said = _of_problem(where, where.since, facts)
        return _booking(count, number, said, said.at) if said is not None and said.at else said
    slot = offer.slots[_SLOTS[answer.value]]
    return Booking(
        number=count,
        round=number,
        at=slot.starts_at,
        told_at=answer.told_at,
        by=answer.by.name,
        entry=answer.entry,
        slot=slot.id,
    )


def _kept(where: VisitHistory, booking: Booking, facts: Facts) -> VisitHistory:
    """Follow "attended?": moved makes a new booking, unknown asks again, the rest ends it."""
    bookings, unknown = (*where.bookings, booking), _NONE
    while True:
        answer = facts.latest_answer(where.attended_key(booking, len(unknown) + 1))
        said = _of_problem(where, booking.told_at, facts)
        if said is not None and (answer is None or answer.told_at < said.told_at):
            answer = said
        if answer is None or (answer.at is None and answer.value is not Value.NOT_KNOWN):
            break
        if answer.at is None:
            unknown = (*unknown, answer)
        else:
            booking = _booking(booking.number + 1, booking.round, answer, answer.at)
            bookings, unknown = (*bookings, booking), _NONE
    return replace(where, bookings=bookings, since=None, over=answer, unknown=unknown)


def _booking(number: int, round_: int, answer: Answer, at: datetime) -> Booking:
    """A booking as an answer names it."""
    return Booking(
        number=number,
        round=round_,
        at=at,
        told_at=answer.told_at,
        by=answer.by.name,
        entry=answer.entry,
    )


def _of_problem(where: VisitHistory, since: datetime | None, facts: Facts) -> Answer | None:
    """What was last said to become of it, after that, because something was wrong with it."""
    asked = f"{where.prefix}{_PROBLEM}"
    said = (
        one
        for one in facts.answers
        if one.question.startswith(asked) and (since is None or one.told_at > since)
    )
    return max(
        (one for one in said if one.at is not None or one.value in _ENDS),
        key=lambda one: one.told_at,
        default=None,
    )


def began(facts: Facts) -> bool:
    """Whether times were ever held or a visit booked."""
    return bool(facts.offers) or bool(visit_history(facts).bookings)


def attended_day(facts: Facts) -> date:
    """The last day on which the visit is in time."""
    day = facts.calendar.day(facts.discharge.discharged_at)
    return day + timedelta(days=facts.pathway.visit.attended_day)
