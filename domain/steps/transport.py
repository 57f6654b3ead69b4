"""Transport: a ride for the booked visit, there and back, and home from hospital when asked for.

Placed 24 hours before the need, or by half of what is left. A moved visit moves the ride.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.answers import Kind, Value
from domain.decision import Decision, Settlement, StepState, earliest, later_than
from domain.facts import Answer, Facts
from domain.ladder import Climb, Escalation, climb
from domain.pathway import Role
from domain.phrasing import short_instant
from domain.placement import MOST_VENDORS, Need, Placement, place
from domain.questions import Question, question
from domain.visit_course import course

STEP = "transport"
TITLE = "Transport"


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One ride: where it stands."""

    need: Need
    due: datetime
    questions: tuple[Question, ...] = ()
    wake: datetime | None = None
    done: Answer | None = None
    failed_at: datetime | None = None
    failure: str = ""
    accepted: Answer | None = None
    rank: int = 0


def wanted(facts: Facts) -> bool:
    """Whether any ride was asked for."""
    return facts.discharge.transport.to_visits or facts.discharge.transport.home


def decide(facts: Facts, now: datetime) -> Decision:
    """Every ride that is needed now; those of a visit that was moved are called off."""
    legs = tuple(_leg(need, facts, now) for need in _needs(facts))
    off = _called_off(facts, {leg.need.key for leg in legs})
    open_legs = tuple(leg for leg in legs if leg.done is None)
    if not open_legs and _nothing_to_come(facts):
        return _done(legs, off, facts)
    climbs = tuple(_climb(leg, facts, now) for leg in open_legs)
    late = tuple(climbed for climbed in climbs if climbed is not None)
    closed = next((climbed.settled for climbed in late if climbed.settled), None)
    questions = tuple(question for leg in open_legs for question in leg.questions)
    ladders = tuple(question for climbed in late for question in climbed.questions)
    dues = tuple(leg.due for leg in open_legs)
    return Decision(
        step=STEP,
        title=TITLE,
        due=earliest(*dues),
        reason="24 hours before the ride, or half of what is left",
        questions=off if closed else (*off, *questions, *ladders),
        wake=earliest(
            later_than(now, *dues), *(leg.wake for leg in open_legs), *(up.wake for up in late)
        ),
        settled=closed,
        escalated=bool(late),
        taken_by=next((climbed.taken_by for climbed in late), None),
        owner=late[0].rung if late else Role.NURSE if _failed(open_legs) else Role.VENDOR,
        next=late[0].next if late else _next_words(open_legs, facts),
    )


def calls_off(facts: Facts) -> tuple[Question, ...]:
    """What vendors who accepted must hear when the episode ends: no ride is needed."""
    return _called_off(facts, set())


def _needs(facts: Facts) -> tuple[Need, ...]:
    """The ride home, and the rides of the visit that is booked now."""
    needs = []
    if facts.discharge.transport.home:
        since = facts.opened_at
        at = max(facts.discharge.discharged_at, since)
        needs.append(_need("home", at + timedelta(hours=1), since, "home from hospital", facts))
    booked = course(facts).booked
    if facts.discharge.transport.to_visits and booked is not None and not _attended(facts):
        before = timedelta(minutes=facts.pathway.transport.ride_before_visit_minutes)
        name, at = f"visit-{booked.number}", booked.at - before
        needs.append(_need(name, at, booked.told_at, "to a visit and back", facts))
    return tuple(needs)


def _attended(facts: Facts) -> bool:
    """Whether the visit took place although its ride was never reported."""
    where = course(facts)
    if where.over is None or where.booked is None:
        return False
    return facts.last(f"{STEP}/visit-{where.booked.number}-picked-up/1") is None


def _need(name: str, at: datetime, since: datetime, what: str, facts: Facts) -> Need:
    chair = ", wheelchair" if facts.discharge.transport.wheelchair else ""
    return Need(
        key=f"{STEP}/{name}",
        kind=Kind.RIDE_OFFER,
        at=at,
        since=since,
        words={"what": f"{what}{chair}"},
        times={"pickup": at},
    )


def _leg(need: Need, facts: Facts, now: datetime) -> Leg:
    """Offer, confirm the day before, check the pick-up; the nurse takes over when vendors fail."""
    lead = timedelta(hours=facts.pathway.transport.due_hours_before)
    due = need.at - min(lead, max((need.at - need.since) / 2, timedelta(0)))
    arranged = facts.last(f"{need.key}-nurse/1")
    if arranged is not None:
        return Leg(need=need, due=due, done=arranged)
    dropped, failed = _dropped(need, facts)
    placement = place(need, facts, now, dropped=dropped)
    if failed is not None:
        return _by_nurse(need, due, failed.told_at, "the vendor did not pick up", facts)
    if placement.accepted is None:
        return _unplaced(need, due, placement, facts)
    return _placed(need, due, placement, facts, now)


def _dropped(need: Need, facts: Facts) -> tuple[dict[int, datetime], Answer | None]:
    """Ranks that accepted and then could not, with when, and the pick-up that failed."""
    dropped: dict[int, datetime] = {}
    for rank in range(1, MOST_VENDORS + 1):
        confirm = facts.last(f"{need.key}-confirm/{rank}")
        picked_up = facts.last(f"{need.key}-picked-up/{rank}")
        if picked_up is not None and picked_up.value is Value.NOT_PICKED_UP:
            return dropped, picked_up
        if confirm is not None and confirm.value is Value.DECLINED:
            dropped[rank] = confirm.told_at
    return dropped, None


def _unplaced(need: Need, due: datetime, placement: Placement, facts: Facts) -> Leg:
    if placement.refused_at is not None:
        return _by_nurse(
            need, due, placement.refused_at, "no vendor can", facts, placement.questions
        )
    return Leg(need=need, due=due, questions=placement.questions, wake=placement.wake)


def _placed(need: Need, due: datetime, placement: Placement, facts: Facts, now: datetime) -> Leg:
    accepted = placement.accepted
    picked_up = facts.last(f"{need.key}-picked-up/{placement.rank}")
    if picked_up is not None:
        return Leg(need=need, due=due, done=picked_up, accepted=accepted, rank=placement.rank)
    asked = _checks(need, placement, facts)
    silent_at = asked[-1].ask_at + timedelta(hours=1)
    if silent_at <= now:
        return _by_nurse(need, due, silent_at, "pick-up not confirmed", facts, asked)
    return Leg(
        need=need,
        due=due,
        questions=asked,
        wake=silent_at,
        accepted=accepted,
        rank=placement.rank,
    )


def _checks(need: Need, placement: Placement, facts: Facts) -> tuple[Question, ...]:
    """The day-before confirmation, where there is a day left, and the pick-up check."""
    rules, rank = facts.pathway.transport, placement.rank
    told_at = placement.accepted.told_at if placement.accepted else need.since
    confirm_at = need.at - timedelta(hours=rules.confirm_hours_before)
    confirm = _to_vendor(need, "confirm", Kind.RIDE_CONFIRM, rank, confirm_at)
    check_at = need.at + timedelta(minutes=rules.picked_up_after_minutes)
    check = _to_vendor(need, "picked-up", Kind.RIDE_PICKED_UP, rank, check_at)
    confirmed = facts.last(confirm.key) is not None
    return (check,) if confirmed or confirm_at <= told_at else (confirm, check)


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
    need: Need,
    due: datetime,
    at: datetime,
    why: str,
    facts: Facts,
    standing: tuple[Question, ...] = (),
) -> Leg:
    """The nurse hears at once and arranges it; in staffed hours, since a ride is routine."""
    asked = question(
        f"{need.key}-nurse/1",
        Kind.ARRANGE_RIDE,
        Role.NURSE,
        facts.calendar.next_staffed(at),
        due=due,
        words={**need.words, "why": why},
        times=need.times,
    )
    return Leg(need=need, due=due, questions=(*standing, asked), failed_at=at, failure=f"{why}.")


def _climb(leg: Leg, facts: Facts, now: datetime) -> Climb | None:
    """The ladder starts when nobody has taken the ride by its due time."""
    if leg.accepted is not None or leg.due > now:
        return None
    return climb(
        Escalation(
            key=f"{leg.need.key}-late",
            since=max(leg.due, leg.need.since, facts.opened_at),
            headline="NO RIDE",
            why=f"Ride {leg.need.words['what']}: {leg.failure or 'no vendor has taken it.'}",
            done="arranged",
        ),
        facts,
        now,
    )


def _called_off(facts: Facts, live: set[str]) -> tuple[Question, ...]:
    """Tell each vendor who accepted a ride that no longer stands."""
    return tuple(
        question(
            f"{answer.question.rpartition('/')[0]}-off/{answer.question.rpartition('/')[2]}",
            Kind.RIDE_CANCELLED,
            Role.VENDOR,
            answer.told_at,
            rank=int(answer.question.rpartition("/")[2]),
            about=answer.question,
        )
        for answer in facts.answers
        if answer.question.startswith(f"{STEP}/")
        and answer.value is Value.ACCEPTED
        and answer.question.rpartition("/")[0] not in live
        and not _ridden(answer, facts)
    )


def _ridden(accepted: Answer, facts: Facts) -> bool:
    key, _, rank = accepted.question.rpartition("/")
    after = (facts.last(f"{key}-picked-up/{rank}"), facts.last(f"{key}-confirm/{rank}"))
    values = {answer.value for answer in after if answer is not None}
    return bool(values & {Value.PICKED_UP, Value.NOT_PICKED_UP, Value.DECLINED})


def _failed(legs: tuple[Leg, ...]) -> bool:
    return any(leg.failed_at is not None for leg in legs)


def _nothing_to_come(facts: Facts) -> bool:
    """Whether no further ride can be needed: the visit is booked or over, or none was asked for."""
    where = course(facts)
    return not facts.discharge.transport.to_visits or where.seeking is None


def _done(legs: tuple[Leg, ...], off: tuple[Question, ...], facts: Facts) -> Decision:
    last = legs[-1].done if legs else None
    settled = Settlement(
        state=StepState.DONE if last else StepState.STOPPED,
        at=last.happened_at if last else facts.answers[-1].told_at,
        by=last.by.name if last else "",
        detail=last.value.replace("_", " ") if last else "no ride is needed",
    )
    due = legs[-1].due if legs else None
    words = "The ride is done." if last else "No ride is needed."
    return Decision(step=STEP, title=TITLE, due=due, questions=off, settled=settled, next=words)


def _next_words(legs: tuple[Leg, ...], facts: Facts) -> str:
    if not legs:
        return "Waits for a booked visit."
    leg = legs[0]
    when = short_instant(leg.need.at, facts.calendar.time_zone)
    if leg.failed_at is not None:
        return f"The nurse arranges the ride for {when}."
    if leg.accepted is not None:
        return f"{leg.accepted.by.name} drives {when}."
    return f"Vendors are asked for a ride {when}."
