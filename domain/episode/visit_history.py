"""Where the primary-care visit stands by answers alone: other steps ask this too."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.asking.choices import Value
from domain.episode.facts import Answer, Facts

_NONE: tuple[Answer, ...] = ()
_AGAIN = (Value.NO_SHOW, Value.CANCELLED)
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
    """All bookings so far, and how the last one went.

    `round` is the one that it is in; `seeking` is the same while it still needs a booking, `since`
    when that began; `over` is the answer that ended the course: attended, declined, nothing in
    time, or a no-show too many.
    `unknown` counts the times that "attended?" was answered "not known yet".
    """

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


def offer_key(number: int) -> str:
    """The slot offer of a round."""
    return f"visit/offer/{number}"


def book_key(number: int) -> str:
    """The nurse's booking of a round."""
    return f"visit/book/{number}"


def date_key(number: int) -> str:
    """Asked of whoever said that a round is booked, and not for when."""
    return f"visit/date/{number}"


def attended_key(booking: Booking, number: int) -> str:
    """The n-th time that is asked whether a booked visit took place."""
    return f"visit/attended/{booking.number}-{number}"


def visit_history(facts: Facts) -> VisitHistory:
    """Fold the answers of every round of booking."""
    bookings: tuple[Booking, ...] = ()
    since, number, missed = facts.opened_at, 1, 0
    while True:
        made = _booked(number, len(bookings) + 1, facts)
        if made is None:
            return VisitHistory(bookings=bookings, round=number, seeking=number, since=since)
        if isinstance(made, Answer):
            return VisitHistory(bookings=bookings, round=number, over=made)
        bookings, over, unknown = _kept(made, bookings, facts)
        missed += over is not None and over.value is Value.NO_SHOW
        if over is None or over.value not in _AGAIN or missed > facts.pathway.visit.rebookings:
            return VisitHistory(bookings=bookings, round=number, over=over, unknown=unknown)
        since, number = over.told_at, number + 1


def _booked(number: int, count: int, facts: Facts) -> Booking | Answer | None:
    """The round's booking; or the answer that says that there will be none."""
    answer = facts.latest_answer(date_key(number)) or facts.latest_answer(book_key(number))
    if answer is not None:
        if answer.at is None:
            return answer
        return Booking(
            number=count,
            round=number,
            at=answer.at,
            told_at=answer.told_at,
            by=answer.by.name,
            entry=answer.entry,
        )
    answer, offer = facts.latest_answer(offer_key(number)), facts.offer(number)
    if answer is None or offer is None or answer.value not in _SLOTS:
        return None
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


def _kept(
    booking: Booking, before: tuple[Booking, ...], facts: Facts
) -> tuple[tuple[Booking, ...], Answer | None, tuple[Answer, ...]]:
    """Follow "attended?": moved makes a new booking, unknown asks again, the rest ends it."""
    bookings, unknown = (*before, booking), _NONE
    while (answer := facts.latest_answer(attended_key(booking, len(unknown) + 1))) is not None:
        if answer.value is Value.NOT_KNOWN:
            unknown = (*unknown, answer)
        elif answer.value is Value.MOVED and answer.at is not None:
            booking = Booking(
                number=booking.number + 1,
                round=booking.round,
                at=answer.at,
                told_at=answer.told_at,
                by=answer.by.name,
                entry=answer.entry,
            )
            bookings, unknown = (*bookings, booking), _NONE
        else:
            return bookings, answer, unknown
    return bookings, None, unknown


def began(facts: Facts) -> bool:
    """Whether times were ever held or a visit booked."""
    return bool(facts.offers) or bool(visit_history(facts).bookings)


def attended_day(facts: Facts) -> date:
    """The last day on which the visit is in time."""
    day = facts.calendar.day(facts.discharge.discharged_at)
    return day + timedelta(days=facts.pathway.visit.attended_day)
