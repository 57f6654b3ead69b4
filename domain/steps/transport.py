"""Transport: a ride for the booked visit, there and back, and home from hospital when asked for.

Placed 24 hours before the need, or by half of what is left. A moved visit moves the ride.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question, question
from domain.episode.decision import Decision, Settlement, StepState, earliest, later_than
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, Facts
from domain.episode.vendor_offers import MOST_VENDORS, Need, Placement, place
from domain.episode.visit_history import Booking, VisitHistory, visit_history
from domain.episode.whereabouts import hospice, queued
from domain.parties import VendorKind
from domain.pathway import Role
from domain.steps.step import Step, one
from domain.words.phrasebook import phrase

NAME = "transport"
TITLE = phrase("transport.title")

RIDE_OFFER = Kind("ride_offer", Value.ACCEPTED, Value.DECLINED)
RIDE_CONFIRM = Kind("ride_confirm", Value.CONFIRMED, Value.DECLINED, on_card=(OnCard.PLACE,))
RIDE_PICKED_UP = Kind(
    "ride_picked_up", Value.PICKED_UP, Value.NOT_PICKED_UP, on_card=(OnCard.PLACE,)
)
RIDE_CANCELLED = Kind("ride_cancelled")
ARRANGE_RIDE = Kind("arrange_ride", Value.ARRANGED, Value.DECLINED, on_card=(OnCard.ADDRESS,))


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One ride: where it stands. `late_from` is when its ladder starts; a placed ride has none."""

    need: Need
    due: datetime
    questions: tuple[Question, ...] = ()
    decide_again_at: datetime | None = None
    done: Answer | None = None
    late_from: datetime | None = None
    failure: str = ""
    accepted: Answer | None = None


def wanted(facts: Facts) -> bool:
    """Whether any ride was asked for, or somebody has accepted one and must hear otherwise."""
    rides = facts.discharge.transport
    asked_for = (rides.to_visits or rides.home) and not hospice(facts)
    return asked_for or any(map(_accepted, facts.answers))


def _accepted(answer: Answer) -> bool:
    return answer.value is Value.ACCEPTED and answer.question.startswith(f"{NAME}/")


def decide(facts: Facts, now: datetime) -> Decision:
    """Every ride that is needed now; those of a visit that was moved are called off."""
    legs = tuple(_leg(need, facts, now) for need in _needs(facts))
    off = _called_off(facts, {leg.need.key for leg in legs})
    climbs = {leg.need.key: _climb(leg, facts, now) for leg in legs if leg.done is None}
    closed = tuple(climbed.settled for climbed in climbs.values() if climbed and climbed.settled)
    open_legs = tuple(leg for leg in legs if leg.done is None and not _closed(leg, climbs))
    if not open_legs and _nothing_to_come(facts):
        return _done(legs, closed, off, facts)
    late = tuple(climbed for leg in open_legs if (climbed := climbs[leg.need.key]) is not None)
    ladders = tuple(question for climbed in late for question in climbed.questions)
    hours = facts.pathway.transport.due_hours_before
    return Decision(
        step=NAME,
        title=TITLE,
        due=earliest(*(leg.due for leg in open_legs)),
        reason=phrase("transport.due", hours=hours),
        questions=(*off, *(asked for leg in open_legs for asked in leg.questions), *ladders),
        decide_again_at=earliest(
            later_than(now, *(leg.late_from for leg in open_legs)),
            *(leg.decide_again_at for leg in open_legs),
            *(up.decide_again_at for up in late),
        ),
        escalated=bool(late),
        taken_by=next((climbed.taken_by for climbed in late), None),
        owner=late[0].rung if late else _owner(open_legs),
        next=late[0].next if late else _next_words(open_legs),
    )


def _needs(facts: Facts) -> tuple[Need, ...]:
    """The ride home, and the rides of the visit that is booked now; for hospice none."""
    if hospice(facts):
        return ()
    needs = []
    if facts.discharge.transport.home:
        at = _home_at(facts)
        needs.append(_need(f"{NAME}/home", at, facts.opened_at, "home", facts))
    booked = visit_history(facts).booked
    if facts.discharge.transport.to_visits and booked is not None and not _attended(facts):
        before = timedelta(minutes=facts.pathway.transport.ride_before_visit_minutes)
        at = booked.at - before
        needs.append(_need(_visit_key(booked), at, booked.told_at, "visit", facts))
    return tuple(needs)


def _home_at(facts: Facts) -> datetime:
    after = timedelta(minutes=facts.pathway.transport.home_minutes_after)
    return max(facts.discharge.discharged_at, facts.opened_at) + after


def _attended(facts: Facts) -> bool:
    """Whether the visit is over although its ride was never reported."""
    where = visit_history(facts)
    if where.over is None or where.booked is None:
        return False
    reports = (f"{_visit_key(where.booked)}-picked-up/", f"{_visit_key(where.booked)}-nurse/")
    return not any(answer.question.startswith(reports) for answer in facts.answers)


def _visit_key(booking: Booking) -> str:
    return f"{NAME}/visit-{booking.number}"


def _need(key: str, at: datetime, since: datetime, where: str, facts: Facts) -> Need:
    chair = "_by_wheelchair" if facts.discharge.transport.wheelchair else ""
    return Need(
        key=key,
        kind=RIDE_OFFER,
        at=at,
        since=since,
        words={"what": phrase(f"transport.ride_{where}{chair}")},
        times={"pickup": at},
        useless_after=at,
    )


def _leg(need: Need, facts: Facts, now: datetime) -> Leg:
    """Offer, confirm the day before, check the pick-up; the nurse takes over when vendors fail.

    After a missed pick-up the ladder starts when the visit begins.
    """
    lead = timedelta(hours=facts.pathway.transport.due_hours_before)
    due = need.at - min(lead, max((need.at - need.since) / 2, timedelta(0)))
    arranged = facts.latest_answer(f"{need.key}-nurse/1")
    if arranged is not None:
        return Leg(need=need, due=due, done=arranged)
    dropped, failed = _dropped(need, facts)
    if failed is not None:
        begins = need.at + timedelta(minutes=facts.pathway.transport.ride_before_visit_minutes)
        late_from = max(begins, failed.told_at)
        return _by_nurse(
            need, due, late_from, (failed.told_at, phrase("transport.not_picked_up")), facts
        )
    placement = place(need, facts, now, dropped=dropped)
    if placement.accepted is None:
        again = (at + max((need.at - at) / 2, timedelta(0)) for at in dropped.values())
        return _unplaced(need, due, max(due, *again) if dropped else due, placement, facts)
    return _placed(need, due, placement, facts, now)


def _dropped(need: Need, facts: Facts) -> tuple[dict[int, datetime], Answer | None]:
    """Ranks that accepted and then could not, with when, and the pick-up that failed."""
    dropped: dict[int, datetime] = {}
    for rank in range(1, MOST_VENDORS + 1):
        confirm = facts.latest_answer(f"{need.key}-confirm/{rank}")
        picked_up = facts.latest_answer(f"{need.key}-picked-up/{rank}")
        if picked_up is not None and picked_up.value is Value.NOT_PICKED_UP:
            return dropped, picked_up
        if confirm is not None and confirm.value is Value.DECLINED:
            dropped[rank] = confirm.told_at
    return dropped, None


def _unplaced(
    need: Need, due: datetime, late_from: datetime, placement: Placement, facts: Facts
) -> Leg:
    """Offers stand, or all have declined. A vendor's drop-out leaves half of the rest to mend."""
    if placement.refused_at is not None:
        failure = (placement.refused_at, phrase("transport.no_vendor_can"))
        leg = _by_nurse(need, due, late_from, failure, facts)
        return replace(leg, questions=(*placement.questions, *leg.questions))
    return Leg(
        need=need,
        due=due,
        late_from=late_from,
        questions=placement.questions,
        decide_again_at=placement.decide_again_at,
        failure=phrase("transport.not_taken"),
    )


def _placed(need: Need, due: datetime, placement: Placement, facts: Facts, now: datetime) -> Leg:
    """A vendor has it; when no pick-up is reported the nurse is asked to look after it."""
    picked_up = facts.latest_answer(f"{need.key}-picked-up/{placement.rank}")
    if picked_up is not None:
        return Leg(need=need, due=due, done=picked_up, accepted=placement.accepted)
    asked = _checks(need, placement, facts)
    silent = timedelta(minutes=facts.pathway.transport.silent_minutes)
    silent_at = asked[-1].ask_at + silent
    leg = Leg(
        need=need, due=due, questions=asked, decide_again_at=silent_at, accepted=placement.accepted
    )
    if silent_at > now:
        return leg
    nurse = _nurse_question(need, due, silent_at, phrase("transport.no_word"), facts)
    return replace(leg, questions=(*asked, nurse), decide_again_at=None)


def _checks(need: Need, placement: Placement, facts: Facts) -> tuple[Question, ...]:
    """The day-before confirmation, which brings the address, and the pick-up check.

    Whoever accepts later than that is asked at once: a driver cannot drive to initials.
    """
    rules, rank = facts.pathway.transport, placement.rank
    told_at = placement.accepted.told_at if placement.accepted else need.since
    confirm_at = need.at - timedelta(hours=rules.confirm_hours_before)
    asked_at = max(confirm_at, told_at)
    confirm = _to_vendor(need, "confirm", RIDE_CONFIRM, rank, asked_at)
    check_at = need.at + timedelta(minutes=rules.picked_up_after_minutes)
    check = _to_vendor(need, "picked-up", RIDE_PICKED_UP, rank, check_at)
    confirm = replace(confirm, useless_after=need.at)
    confirmed = facts.latest_answer(confirm.key) is not None
    return (check,) if confirmed else (confirm, check)


def _to_vendor(need: Need, name: str, kind: Kind, rank: int, at: datetime) -> Question:
    return question(
        f"{need.key}-{name}/{rank}",
        kind,
        Role.VENDOR,
        at,
        due=need.at,
        rank=rank,
        about=f"{need.key}/{rank}",
        words=need.words,
        times=need.times,
    )


def _by_nurse(
    need: Need, due: datetime, late_from: datetime, failure: tuple[datetime, str], facts: Facts
) -> Leg:
    """The coordinator hears at once; the ladder starts later."""
    at, why = failure
    asked = _nurse_question(need, due, at, why, facts)
    return Leg(need=need, due=due, questions=(asked,), late_from=late_from, failure=why)


def _nurse_question(need: Need, due: datetime, at: datetime, why: str, facts: Facts) -> Question:
    """In staffed hours, since a ride is routine."""
    return question(
        f"{need.key}-nurse/1",
        ARRANGE_RIDE,
        Role.COORDINATOR,
        facts.calendar.next_staffed(at),
        due=due,
        words={**need.words, "why": why},
        times=need.times,
    )


def _climb(leg: Leg, facts: Facts, now: datetime) -> Climb | None:
    """The ladder: nobody has taken the ride in time, or it did not come."""
    if leg.late_from is None or leg.late_from > now:
        return None
    return climb(
        Escalation(
            key=f"{leg.need.key}-late",
            since=max(leg.late_from, leg.need.since, facts.opened_at),
            headline=phrase("transport.no_ride"),
            why=phrase(
                "transport.why", what=leg.need.words["what"], when=leg.need.at, why=leg.failure
            ),
            done=phrase("transport.arranged"),
        ),
        facts,
        now,
    )


def _closed(leg: Leg, climbs: dict[str, Climb | None]) -> bool:
    climbed = climbs[leg.need.key]
    return climbed is not None and climbed.settled is not None


def _called_off(facts: Facts, live: set[str]) -> tuple[Question, ...]:
    """Tell each vendor who accepted a ride that is no longer wanted, while it lies ahead."""
    where = visit_history(facts)
    stale = [*_stale_visits(where, facts), (f"{NAME}/home", _ended_at(facts))]
    wanted_until = {key: until for key, until in stale if key not in live}
    return tuple(
        question(
            f"{key}-off/{rank}",
            RIDE_CANCELLED,
            Role.VENDOR,
            answer.told_at,
            rank=int(rank),
            about=answer.question,
            times={"pickup": pickup},
        )
        for answer in facts.answers
        if answer.value is Value.ACCEPTED
        for key, _, rank in (answer.question.rpartition("/"),)
        if key in wanted_until and not _ridden(answer, facts)
        for pickup in (_pickup(key, where, facts),)
        if pickup > wanted_until[key]
    )


def _stale_visits(where: VisitHistory, facts: Facts) -> list[tuple[str, datetime]]:
    """Each booking's ride, and when it was told that it will not be needed."""
    told = [booking.told_at for booking in where.bookings[1:]]
    last = where.since if where.seeking is not None else where.over and where.over.told_at
    untils = [*told, last or _ended_at(facts)]
    keys = [_visit_key(booking) for booking in where.bookings]
    return list(zip(keys, untils, strict=False))


def _ended_at(facts: Facts) -> datetime:
    if facts.ended is not None:
        return facts.ended.at
    return facts.answers[-1].told_at if facts.answers else facts.opened_at


def _pickup(key: str, where: VisitHistory, facts: Facts) -> datetime:
    before = timedelta(minutes=facts.pathway.transport.ride_before_visit_minutes)
    for booking in where.bookings:
        if _visit_key(booking) == key:
            return booking.at - before
    return _home_at(facts)


def _ridden(accepted: Answer, facts: Facts) -> bool:
    key, _, rank = accepted.question.rpartition("/")
    after = (
        facts.latest_answer(f"{key}-picked-up/{rank}"),
        facts.latest_answer(f"{key}-confirm/{rank}"),
    )
    values = {answer.value for answer in after if answer is not None}
    return bool(values & {Value.PICKED_UP, Value.NOT_PICKED_UP, Value.DECLINED})


def _owner(legs: tuple[Leg, ...]) -> Role:
    asked = tuple(question for leg in legs for question in leg.questions)
    return asked[-1].to if asked else Role.VENDOR


def _nothing_to_come(facts: Facts) -> bool:
    """Whether no further ride can be needed: the visit is booked or over, or none was asked for."""
    where = visit_history(facts)
    return (
        not facts.discharge.transport.to_visits
        or where.booked is not None
        or (where.over is not None and where.over.value is Value.DECLINED)
    )


def _done(
    legs: tuple[Leg, ...], closed: tuple[Settlement, ...], off: tuple[Question, ...], facts: Facts
) -> Decision:
    """Every ride that was wanted took place, was arranged, or is wanted no more."""
    last = legs[-1].done if legs else None
    where = visit_history(facts)
    at = where.over.told_at if where.over else facts.opened_at
    rode = last is not None and last.value is not Value.DECLINED
    settled = Settlement(
        state=StepState.DONE if rode else StepState.STOPPED,
        at=last.happened_at if last else at,
        by=last.by.name if last else "",
        detail=phrase(f"values.{last.value}") if last and rode else phrase("transport.not_needed"),
    )
    return Decision(
        step=NAME,
        title=TITLE,
        due=legs[-1].due if legs else None,
        questions=off,
        settled=closed[-1] if closed and not rode else settled,
        next=phrase("transport.done") if rode or closed else phrase("transport.none_needed"),
    )


def _next_words(legs: tuple[Leg, ...]) -> str:
    if not legs:
        return phrase("transport.waits")
    leg = legs[0]
    if leg.questions and leg.questions[-1].kind == ARRANGE_RIDE:
        return phrase("transport.coordinator_sees_to_it", when=leg.need.at)
    if leg.accepted is not None:
        return phrase("transport.drives", who=leg.accepted.by.name, when=leg.need.at)
    return phrase("transport.vendors_are_asked", when=leg.need.at)


STEP = Step(
    name=NAME,
    heading="ride",
    parts=one(NAME, decide, when=lambda facts: not queued(facts) and wanted(facts)),
    kinds=(RIDE_OFFER, RIDE_CONFIRM, RIDE_PICKED_UP, RIDE_CANCELLED, ARRANGE_RIDE),
    farewell=lambda _, facts: _called_off(facts, set()),
    vendor=VendorKind.RIDE,
)
