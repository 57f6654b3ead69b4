"""One ride: offered, confirmed the day before, looked after; the nurse's when vendors fail."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question, question
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, Facts
from domain.episode.vendor_offers import MOST_VENDORS, Need, Placement, place
from domain.pathway import Role
from domain.words.phrasebook import phrase

RIDE_CONFIRM = Kind("ride_confirm", Value.CONFIRMED, Value.DECLINED, on_card=(OnCard.PLACE,))
RIDE_PICKED_UP = Kind(
    "ride_picked_up", Value.PICKED_UP, Value.NOT_PICKED_UP, on_card=(OnCard.PLACE,)
)
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


def leg_of(need: Need, facts: Facts, now: datetime) -> Leg:
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


def climb_of(leg: Leg, facts: Facts, now: datetime) -> Climb | None:
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
