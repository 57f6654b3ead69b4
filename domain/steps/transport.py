"""Transport: a ride for the booked visit, there and back, and home from hospital when asked for.

Placed 24 hours before the need, or by half of what is left. A moved visit moves the ride.
"""

from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.asking.question import Question, question
from domain.episode.decision import Decision, Settlement, StepState, earliest, later_than
from domain.episode.escalation import Climb
from domain.episode.facts import Answer, Facts
from domain.episode.vendor_offers import Need
from domain.episode.visit_history import Booking, VisitHistory, visit_history
from domain.episode.whereabouts import hospice, queued
from domain.parties import VendorKind
from domain.pathway import Role
from domain.steps.owed import beside
from domain.steps.problems import problems_of
from domain.steps.ride_problem import RIDE_PROBLEM, problems_with
from domain.steps.step import Step, one
from domain.steps.transport_legs import (
    ARRANGE_RIDE,
    RIDE_CONFIRM,
    RIDE_PICKED_UP,
    Leg,
    climb_of,
    leg_of,
)
from domain.words.phrasebook import phrase

NAME = "transport"
TITLE = phrase("transport.title")

RIDE_OFFER = Kind("ride_offer", Value.ACCEPTED, Value.DECLINED)
RIDE_CANCELLED = Kind("ride_cancelled")


def wanted(facts: Facts) -> bool:
    """Whether any ride was asked for, or is said to be a problem, or a driver has accepted one."""
    rides = facts.discharge.transport
    asked_for = (rides.to_visits or rides.home) and not hospice(facts)
    told = bool(problems_of(facts, Value.RIDE))
    return asked_for or told or any(map(_accepted, facts.answers))


def _accepted(answer: Answer) -> bool:
    return answer.value is Value.ACCEPTED and answer.question.startswith(f"{NAME}/")


def decide(facts: Facts, now: datetime) -> Decision:
    """The rides, and what somebody said is wrong with one."""
    return beside(_rides(facts, now), problems_with(NAME, facts, now))


def _rides(facts: Facts, now: datetime) -> Decision:
    """Every ride that is needed now; those of a visit that was moved are called off."""
    legs = tuple(leg_of(need, facts, now) for need in _needs(facts))
    off = _called_off(facts, {leg.need.key for leg in legs})
    climbs = {leg.need.key: climb_of(leg, facts, now) for leg in legs if leg.done is None}
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
    kinds=(RIDE_OFFER, RIDE_CONFIRM, RIDE_PICKED_UP, RIDE_CANCELLED, ARRANGE_RIDE, RIDE_PROBLEM),
    farewell=lambda _, facts: _called_off(facts, set()),
    vendor=VendorKind.RIDE,
)
