"""Equipment: each item is accepted by a vendor, delivered, and then works in the home.

"Sent to the vendor" is not "confirmed". What keeps somebody alive is due before they go home, and
its ladder is the urgent one. Only a kind's title leaves here: a hospital's own words for an item
may name anybody, and stand on cards alone.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from domain.asking.choices import Value
from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question, question
from domain.clinical.outline import EquipmentOutline
from domain.episode.contact_timing import civil_hours
from domain.episode.decision import Decision, Settlement, StepState, earliest, later_than
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import RAN_OUT, Answer, Facts
from domain.episode.family.recipient import for_a_child, recipient, textable
from domain.episode.vendor_offers import Need, Placement, civil, place
from domain.episode.whereabouts import queued
from domain.hospital.languages import untexted
from domain.parties import VendorKind
from domain.pathway import Role
from domain.steps.equipment_problem import ARRANGE_EQUIPMENT, parts
from domain.steps.step import Decide, Parting, Step
from domain.steps.unknown_items import EQUIPMENT_GRAVE, gravity, refusal, unread
from domain.words.phrasebook import phrase

NAME = "equipment"
HOSPITAL = "the hospital"
"""Who took back what it had ordered."""

EQUIPMENT_OFFER = Kind("equipment_offer", Value.ACCEPTED, Value.DECLINED)
EQUIPMENT_DELIVERED = Kind(
    "equipment_delivered", Value.DELIVERED, Value.DELAYED, on_card=(OnCard.PLACE,)
)
EQUIPMENT_WORKS = Kind("equipment_works", Value.WORKS, Value.DOES_NOT_WORK, families=True)
EQUIPMENT_CANCELLED = Kind("equipment_cancelled")


def decide(number: int, facts: Facts, now: datetime) -> Decision:
    """Find a vendor, see it delivered, hear that it works; climb the ladder where that slips."""
    item = facts.discharge.equipment[number - 1]
    if item.withdrawn:
        return _withdrawn(number, facts)
    grave = gravity(f"{NAME}-{number}", item, called(number, facts), facts, now)
    need = _need(number, item, grave.since, facts)
    settled_by = facts.latest_answer(f"{need.key}-nurse/1") or _works(need, facts)
    if settled_by is not None:
        return _done(number, need, settled_by, facts)
    questions, decide_again_at, trouble = _stage(need, facts, now)
    due = max(_due(need, facts), grave.since or facts.opened_at)
    since = min(due, trouble[0]) if trouble and need.any_hour else due
    late = _climb(need, item, since, trouble[1] if trouble else "", facts, now)
    settled = late.settled if late else None
    return Decision(
        step=f"{NAME}-{number}",
        title=_title(number, facts),
        due=need.at,
        reason=_reason(item, need, facts),
        questions=(
            *(() if settled else (*grave.questions, *questions)),
            *(late.questions if late else ()),
        ),
        decide_again_at=earliest(
            decide_again_at,
            grave.decide_again_at,
            later_than(now, since),
            late.decide_again_at if late else None,
        ),
        settled=settled,
        escalated=late is not None,
        urgent=late is not None and settled is None and need.any_hour,
        taken_by=late.taken_by if late else None,
        owner=late.rung if late else questions[-1].to if questions else Role.VENDOR,
        next=late.next if late else _next_words(questions),
    )


def _withdrawn(number: int, facts: Facts) -> Decision:
    """The hospital ordered it no more: nobody is asked, and whoever accepted it hears so."""
    return Decision(
        step=f"{NAME}-{number}",
        title=_title(number, facts),
        due=None,
        questions=calls_off(number, facts),
        settled=Settlement(
            state=StepState.STOPPED,
            at=facts.answers[-1].told_at if facts.answers else facts.opened_at,
            by=HOSPITAL,
            detail=phrase("equipment.not_ordered"),
        ),
        next=phrase("equipment.not_needed_now"),
    )


def _title(number: int, facts: Facts) -> str:
    return phrase("equipment.title", what=called(number, facts))


def called(number: int, facts: Facts) -> str:
    """What texts call an item: its kind, with a number where a discharge has several of it."""
    items = facts.discharge.equipment
    titles = [item.kind for item in items]
    title = titles[number - 1]
    return title if titles.count(title) == 1 else f"{title} ({titles[:number].count(title)})"


def calls_off(number: int, facts: Facts) -> tuple[Question, ...]:
    """What a vendor who accepted and has not delivered must hear when the episode ends."""
    key = _key(number)
    return tuple(
        question(
            f"{key}-off/{answer.question.rpartition('/')[2]}",
            EQUIPMENT_CANCELLED,
            Role.VENDOR,
            answer.told_at,
            rank=int(answer.question.rpartition("/")[2]),
            about=answer.question,
            words={"what": called(number, facts)},
        )
        for answer in facts.answers
        if answer.question.startswith(f"{key}/")
        and answer.value is Value.ACCEPTED
        and not _brought(f"{key}-delivered/{answer.question.rpartition('/')[2]}", facts)
    )


def _brought(delivered_key: str, facts: Facts) -> bool:
    told = facts.latest_answer(delivered_key)
    return told is not None and told.value is Value.DELIVERED


def _key(number: int) -> str:
    return f"{NAME}-{number}/place"


def _need(number: int, item: EquipmentOutline, grave: datetime | None, facts: Facts) -> Need:
    since, urgent = facts.opened_at, grave is not None
    at = _needed_at(item, facts, urgent=urgent)
    return Need(
        key=_key(number),
        kind=EQUIPMENT_OFFER,
        at=at,
        since=since,
        words={"what": called(number, facts)},
        times={"needed": at} if at > since else {},
        any_hour=urgent,
    )


def _needed_at(item: EquipmentOutline, facts: Facts, *, urgent: bool) -> datetime:
    """As the hospital says; what is dangerous to lack on the day of discharge at the latest.

    A time on that day is the hospital's to know: a portable tank may bridge it. Else it is before
    they leave; 11:59 p.m. is a date that some system made an hour of.
    """
    rules, discharged_at = facts.pathway.equipment, facts.discharge.discharged_at
    at = item.needed_by or discharged_at + timedelta(hours=rules.due_hours)
    if not urgent or _said_for_that_day(item, facts):
        return at
    return min(at, discharged_at - timedelta(hours=rules.hours_before))


def _said_for_that_day(item: EquipmentOutline, facts: Facts) -> bool:
    day = facts.calendar.day
    said, left = item.needed_by, facts.discharge.discharged_at
    if said is None or said <= left:
        return said is not None
    return day(said) == day(left) and civil_hours(facts).open_at(said)


def _reason(item: EquipmentOutline, need: Need, facts: Facts) -> str:
    if not need.any_hour or _said_for_that_day(item, facts):
        if item.needed_by:
            return phrase("equipment.when_needed")
        return phrase("deadlines.hours_after", hours=facts.pathway.equipment.due_hours)
    if item.needed_by is None:
        return phrase("equipment.grave")
    return phrase("equipment.grave_though_said", by=item.needed_by)


_Stage = tuple[tuple[Question, ...], datetime | None, tuple[datetime, str] | None]


def _stage(need: Need, facts: Facts, now: datetime) -> _Stage:
    """The questions that stand, when to look again, and since when what has gone wrong."""
    placement = place(need, facts, now)
    if placement.accepted is None:
        return _unplaced(need, placement, facts)
    delivered_key = f"{need.key}-delivered/{placement.rank}"
    delivered = facts.latest_answer(delivered_key)
    if delivered is None:
        return (_delivered(need, placement, delivered_key, facts),), None, None
    if delivered.value is Value.DELAYED:
        why = phrase("equipment.vendor_late", who=delivered.by.name)
        return (_by_nurse(need, delivered.told_at, why, facts),), None, (delivered.told_at, why)
    return _working(need, delivered, facts, now)


def _unplaced(need: Need, placement: Placement, facts: Facts) -> _Stage:
    if placement.refused_at is None:
        return placement.questions, placement.decide_again_at, None
    why = phrase("equipment.no_vendor_can")
    asked = _by_nurse(need, placement.refused_at, why, facts)
    return (*placement.questions, asked), None, (placement.refused_at, why)


def _delivered(need: Need, placement: Placement, key: str, facts: Facts) -> Question:
    """Ask for delivery half-way to the need: the vendor has only just accepted."""
    accepted_at = placement.accepted.told_at if placement.accepted else need.since
    half_way = accepted_at + max((need.at - accepted_at) / 2, timedelta(0))
    return question(
        key,
        EQUIPMENT_DELIVERED,
        Role.VENDOR,
        civil(need, half_way, facts),
        due=need.at,
        remind_at=(need.at,),
        rank=placement.rank,
        about=f"{need.key}/{placement.rank}",
        words=need.words,
        times=need.times,
    )


def _working(need: Need, delivered: Answer, facts: Facts, now: datetime) -> _Stage:
    """Ask the patient whether it works, and the nurse when the patient cannot say."""
    told_at = delivered.told_at
    family = recipient(facts) or Role.PATIENT
    patient = _works_question(need, "patient", family, told_at, delivered, facts)
    patient = replace(patient, safety=need.any_hour)
    answer = facts.latest_answer(patient.key) or facts.latest_answer(f"{need.key}-works-nurse/1")
    if answer is not None:
        why = phrase("equipment.does_not_work")
        return (_by_nurse(need, answer.told_at, why, facts),), None, (answer.told_at, why)
    silent_at = civil_hours(facts).next_open(told_at) + _works_within(need, facts)
    reached = textable(facts) and not facts.nobody_for(patient.key)
    if reached and now < silent_at:
        return (patient,), silent_at, None
    asked_at, standing = (silent_at, (patient,)) if reached else (told_at, ())
    staffed = asked_at if need.any_hour else facts.calendar.next_staffed(asked_at)
    nurse = _works_question(need, "nurse", Role.NURSE, staffed, delivered, facts)
    nurse = replace(nurse, urgent=need.any_hour)
    return (*standing, nurse), None, None


def _works_question(
    need: Need, who: str, to: Role, asked_at: datetime, delivered: Answer, facts: Facts
) -> Question:
    return question(
        f"{need.key}-works-{who}/1",
        EQUIPMENT_WORKS,
        to,
        asked_at,
        words=need.words | untexted(facts.discharge.patient.language) | for_a_child(facts),
        times={"delivered": delivered.happened_at},
    )


def _works(need: Need, facts: Facts) -> Answer | None:
    keys = (f"{need.key}-works-patient/1", f"{need.key}-works-nurse/1")
    answers = (facts.latest_answer(key) for key in keys)
    return next((answer for answer in answers if answer and answer.value is Value.WORKS), None)


def _by_nurse(need: Need, at: datetime, why: str, facts: Facts) -> Question:
    """The coordinator hears at once; where it is dangerous a nurse, at any hour: one is on call."""
    urgent = need.any_hour
    return question(
        f"{need.key}-nurse/1",
        ARRANGE_EQUIPMENT,
        Role.NURSE if urgent else Role.COORDINATOR,
        at if urgent else facts.calendar.next_staffed(at),
        due=need.at,
        urgent=urgent,
        words={**need.words, "why": why},
        times=need.times,
    )


def _due(need: Need, facts: Facts) -> datetime:
    """When the ladder starts: at the need, or a while after delivery while it is asked for."""
    delivered = [one.told_at for one in facts.answers if _is_delivery(one, need)]
    if not delivered:
        return max(need.at, facts.opened_at)
    said_by = civil_hours(facts).next_open(delivered[-1])
    return max(need.at, said_by + 2 * _works_within(need, facts))


def _works_within(need: Need, facts: Facts) -> timedelta:
    rules = facts.pathway.equipment
    return timedelta(hours=rules.works_hours_urgent if need.any_hour else rules.works_hours)


def _is_delivery(one: Answer, need: Need) -> bool:
    return one.question.startswith(f"{need.key}-delivered/") and one.value is Value.DELIVERED


def _climb(
    need: Need, item: EquipmentOutline, since: datetime, why: str, facts: Facts, now: datetime
) -> Climb | None:
    if since > now:
        return None
    urgent, title = need.any_hour, item.kind
    lacking = "oxygen" if "oxygen" in title else title  # whichever kind of it
    escalation = Escalation(
        key=f"{need.key}-late",
        since=since,
        headline=phrase("equipment.no", what=lacking.upper())
        if urgent
        else phrase("equipment.none"),
        why=f"{need.words['what']}: {why or phrase('equipment.not_confirmed')}",
        done=phrase("equipment.in_place"),
        urgent=urgent,
    )
    return climb(escalation, facts, now)


def _done(number: int, need: Need, answer: Answer, facts: Facts) -> Decision:
    came = [one for one in facts.answers if _is_delivery(one, need)]
    delivered = came[0].happened_at if came else answer.happened_at
    stopped = answer.value is Value.DECLINED
    settled = Settlement(
        state=StepState.STOPPED if stopped else StepState.DONE,
        at=answer.happened_at,
        by=answer.by.name,
        late=not stopped and delivered > need.at,
        detail=phrase("equipment.not_needed") if stopped else phrase("equipment.works"),
    )
    return Decision(
        step=f"{NAME}-{number}",
        title=_title(number, facts),
        due=need.at,
        questions=calls_off(number, facts) if stopped else (),
        settled=settled,
        next=phrase("equipment.not_delivered") if stopped else phrase("equipment.is_in_place"),
    )


def _next_words(questions: tuple[Question, ...]) -> str:
    kind = questions[-1].kind if questions else ""
    if kind in (EQUIPMENT_OFFER, EQUIPMENT_DELIVERED, EQUIPMENT_WORKS):
        return phrase(f"equipment.next_{kind}")
    return phrase("equipment.seen_to")


def _parts(facts: Facts) -> Mapping[str, Decide]:
    if queued(facts):
        return {}
    items = range(1, len(facts.discharge.equipment) + 1)
    return {f"{NAME}-{number}": partial(decide, number) for number in items} | parts(NAME, facts)


def _farewell(parting: Parting, facts: Facts) -> tuple[Question, ...]:
    """Only what is truly off: a vendor who hears so may fetch oxygen that is in use.

    Not what somebody has said is in place, whoever brought it, and nothing because thirty days are
    over: the need does not end with the window, and what is unresolved is a person's by then.
    """
    off = parting.ended.ending not in RAN_OUT and not parting.decision.in_place
    number = _number(parting.decision.step)
    return calls_off(number, facts) if off and number else ()


def _number(part: str) -> int:
    """The item that a part is about; none: what was told of all of them."""
    number = part.rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def _item(part: str, facts: Facts) -> int:
    number = _number(part)
    return facts.discharge.equipment[number - 1].number if number else 0


STEP = Step(
    name=NAME,
    heading="equip",
    parts=_parts,
    kinds=(
        EQUIPMENT_OFFER,
        EQUIPMENT_DELIVERED,
        EQUIPMENT_WORKS,
        EQUIPMENT_CANCELLED,
        ARRANGE_EQUIPMENT,
        EQUIPMENT_GRAVE,
    ),
    farewell=_farewell,
    refusal=refusal,
    must_know=lambda facts: unread(NAME, facts),
    item=_item,
    vendor=VendorKind.EQUIPMENT,
)
