"""Equipment: each item is accepted by a vendor, delivered, and then works in the home.

"Sent to the vendor" is not "confirmed". What keeps somebody alive is due before they go home, and
its ladder is the urgent one. Only a kind's title leaves here: a hospital's own words for an item
may name anybody, and stand on cards alone.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.asking.choices import Kind, Value
from domain.asking.question import Question, question
from domain.clinical.equipment import keeps_alive, kind_of, names_one_of
from domain.episode.contact_timing import civil_hours
from domain.episode.decision import Decision, Settlement, StepState, earliest, later_than
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, Facts
from domain.episode.recipient import recipient
from domain.episode.vendor_offers import Need, Placement, civil, place
from domain.hospital.discharge import EquipmentItem
from domain.hospital.languages import untexted
from domain.pathway import Role
from domain.steps.visit import textable
from domain.time.phrasing import short_instant

STEP = "equipment"
_WORKS_WITHIN = {True: timedelta(hours=2), False: timedelta(hours=24)}


def decide(number: int, facts: Facts, now: datetime) -> Decision:
    """Find a vendor, see it delivered, hear that it works; climb the ladder where that slips."""
    item = facts.discharge.equipment[number - 1]
    if item.withdrawn:
        return _withdrawn(number, facts)
    need = _need(number, item, facts)
    settled_by = facts.latest_answer(f"{need.key}-nurse/1") or _works(need, facts)
    if settled_by is not None:
        return _done(number, need, settled_by, facts)
    questions, decide_again_at, trouble = _stage(need, item, facts, now)
    due = _due(need, item, facts)
    since = min(due, trouble[0]) if trouble and is_urgent(item, facts) else due
    late = _climb(need, item, since, trouble[1] if trouble else "", facts, now)
    settled = late.settled if late else None
    return Decision(
        step=f"{STEP}-{number}",
        title=_title(number, facts),
        due=need.at,
        reason=_reason(item, facts),
        questions=(*(() if settled else questions), *(late.questions if late else ())),
        decide_again_at=earliest(
            decide_again_at, later_than(now, since), late.decide_again_at if late else None
        ),
        settled=settled,
        escalated=late is not None,
        urgent=late is not None and settled is None and is_urgent(item, facts),
        taken_by=late.taken_by if late else None,
        owner=late.rung if late else questions[-1].to if questions else Role.VENDOR,
        next=late.next if late else _next_words(questions),
    )


def _withdrawn(number: int, facts: Facts) -> Decision:
    """The hospital ordered it no more: nobody is asked, and whoever accepted it hears so."""
    return Decision(
        step=f"{STEP}-{number}",
        title=_title(number, facts),
        due=None,
        questions=calls_off(number, facts),
        settled=Settlement(
            state=StepState.STOPPED,
            at=facts.answers[-1].told_at if facts.answers else facts.opened_at,
            by="the hospital",
            detail="not ordered any more",
        ),
        next="It is not needed any more.",
    )


def is_urgent(item: EquipmentItem, facts: Facts) -> bool:
    """Whether its absence is dangerous: it keeps somebody alive, or the pathway names it."""
    named = facts.pathway.equipment.urgent_items
    return keeps_alive(item.item) or names_one_of(item.item, named)


def called(number: int, facts: Facts) -> str:
    """What texts call an item: its kind, with a number where a discharge has several of it."""
    items = facts.discharge.equipment
    titles = [kind_of(item.item).title for item in items]
    title = titles[number - 1]
    return title if titles.count(title) == 1 else f"{title} ({titles[:number].count(title)})"


def calls_off(number: int, facts: Facts) -> tuple[Question, ...]:
    """What a vendor who accepted and has not delivered must hear when the episode ends."""
    key = _key(number)
    return tuple(
        question(
            f"{key}-off/{answer.question.rpartition('/')[2]}",
            Kind.EQUIPMENT_CANCELLED,
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
    return f"{STEP}-{number}/place"


def _need(number: int, item: EquipmentItem, facts: Facts) -> Need:
    since, at = facts.opened_at, _needed_at(item, facts)
    return Need(
        key=_key(number),
        kind=Kind.EQUIPMENT_OFFER,
        at=at,
        since=since,
        words={"what": called(number, facts)},
        times={"needed": at} if at > since else {},
        any_hour=is_urgent(item, facts),
    )


def _needed_at(item: EquipmentItem, facts: Facts) -> datetime:
    """As the hospital says; what is dangerous to lack on the day of discharge at the latest.

    A time on that day is the hospital's to know: a portable tank may bridge it. Else it is before
    they leave.
    """
    rules, discharged_at = facts.pathway.equipment, facts.discharge.discharged_at
    at = item.needed_by or discharged_at + timedelta(hours=rules.due_hours)
    if not is_urgent(item, facts) or _said_for_that_day(item, facts):
        return at
    return min(at, discharged_at - timedelta(hours=rules.hours_before))


def _said_for_that_day(item: EquipmentItem, facts: Facts) -> bool:
    day = facts.calendar.day
    said = item.needed_by
    return said is not None and day(said) <= day(facts.discharge.discharged_at)


def _reason(item: EquipmentItem, facts: Facts) -> str:
    if not is_urgent(item, facts) or _said_for_that_day(item, facts):
        return "when it is needed" if item.needed_by else "24 hours after discharge"
    said = ""
    if item.needed_by is not None:
        by = short_instant(item.needed_by, facts.calendar.time_zone)
        said = f"; needed by {by} was said"
    return f"dangerous to lack: before they go home, else at once{said}"


def _title(number: int, facts: Facts) -> str:
    return f"Equipment: {called(number, facts)}"


_Stage = tuple[tuple[Question, ...], datetime | None, tuple[datetime, str] | None]


def _stage(need: Need, item: EquipmentItem, facts: Facts, now: datetime) -> _Stage:
    """The questions that stand, when to look again, and since when what has gone wrong."""
    placement = place(need, facts, now)
    if placement.accepted is None:
        return _unplaced(need, placement, facts)
    delivered_key = f"{need.key}-delivered/{placement.rank}"
    delivered = facts.latest_answer(delivered_key)
    if delivered is None:
        return (_delivered(need, placement, delivered_key, facts),), None, None
    if delivered.value is Value.DELAYED:
        why = f"{delivered.by.name} will be late."
        return (_by_nurse(need, delivered.told_at, why, facts),), None, (delivered.told_at, why)
    return _working(need, item, delivered, facts, now)


def _unplaced(need: Need, placement: Placement, facts: Facts) -> _Stage:
    if placement.refused_at is None:
        return placement.questions, placement.decide_again_at, None
    why = "No vendor can deliver it."
    asked = _by_nurse(need, placement.refused_at, why, facts)
    return (*placement.questions, asked), None, (placement.refused_at, why)


def _delivered(need: Need, placement: Placement, key: str, facts: Facts) -> Question:
    """Ask for delivery half-way to the need: the vendor has only just accepted."""
    accepted_at = placement.accepted.told_at if placement.accepted else need.since
    half_way = accepted_at + max((need.at - accepted_at) / 2, timedelta(0))
    return question(
        key,
        Kind.EQUIPMENT_DELIVERED,
        Role.VENDOR,
        civil(need, half_way, facts),
        due=need.at,
        remind_at=(need.at,),
        rank=placement.rank,
        about=f"{need.key}/{placement.rank}",
        words=need.words,
        times=need.times,
    )


def _working(
    need: Need, item: EquipmentItem, delivered: Answer, facts: Facts, now: datetime
) -> _Stage:
    """Ask the patient whether it works, and the nurse when the patient cannot say."""
    told_at = delivered.told_at
    family = recipient(facts) or Role.PATIENT
    patient = _works_question(need, "patient", family, told_at, delivered, facts)
    patient = replace(patient, safety=is_urgent(item, facts))
    answer = facts.latest_answer(patient.key) or facts.latest_answer(f"{need.key}-works-nurse/1")
    if answer is not None:
        why = "It was delivered and does not work."
        return (_by_nurse(need, answer.told_at, why, facts),), None, (answer.told_at, why)
    silent_at = civil_hours(facts).next_open(told_at) + _WORKS_WITHIN[is_urgent(item, facts)]
    if textable(facts) and not facts.nobody_for(patient.key) and now < silent_at:
        return (patient,), silent_at, None
    asked_at = told_at if not textable(facts) or facts.nobody_for(patient.key) else silent_at
    standing = (patient,) if textable(facts) and not facts.nobody_for(patient.key) else ()
    staffed = asked_at if is_urgent(item, facts) else facts.calendar.next_staffed(asked_at)
    nurse = _works_question(need, "nurse", Role.NURSE, staffed, delivered, facts)
    nurse = replace(nurse, urgent=is_urgent(item, facts))
    return (*standing, nurse), None, None


def _works_question(
    need: Need, who: str, to: Role, asked_at: datetime, delivered: Answer, facts: Facts
) -> Question:
    return question(
        f"{need.key}-works-{who}/1",
        Kind.EQUIPMENT_WORKS,
        to,
        asked_at,
        words={**need.words, **untexted(facts.discharge.patient.language)},
        times={"delivered": delivered.happened_at},
    )


def _works(need: Need, facts: Facts) -> Answer | None:
    keys = (f"{need.key}-works-patient/1", f"{need.key}-works-nurse/1")
    answers = (facts.latest_answer(key) for key in keys)
    return next((answer for answer in answers if answer and answer.value is Value.WORKS), None)


def _by_nurse(need: Need, at: datetime, why: str, facts: Facts) -> Question:
    """The nurse hears at once, at any hour when it is dangerous."""
    urgent = need.any_hour
    return question(
        f"{need.key}-nurse/1",
        Kind.ARRANGE_EQUIPMENT,
        Role.NURSE,
        at if urgent else facts.calendar.next_staffed(at),
        due=need.at,
        urgent=urgent,
        words={**need.words, "why": why},
        times=need.times,
    )


def _due(need: Need, item: EquipmentItem, facts: Facts) -> datetime:
    """When the ladder starts: at the need, or a while after delivery while it is asked for."""
    delivered = [
        answer.told_at
        for answer in facts.answers
        if answer.question.startswith(f"{need.key}-delivered/") and answer.value is Value.DELIVERED
    ]
    if not delivered:
        return max(need.at, facts.opened_at)
    said_by = civil_hours(facts).next_open(delivered[-1])
    return max(need.at, said_by + 2 * _WORKS_WITHIN[is_urgent(item, facts)])


def _climb(
    need: Need, item: EquipmentItem, since: datetime, why: str, facts: Facts, now: datetime
) -> Climb | None:
    if since > now:
        return None
    urgent = is_urgent(item, facts)
    escalation = Escalation(
        key=f"{need.key}-late",
        since=since,
        headline=_headline(item) if urgent else "NO EQUIPMENT",
        why=f"{need.words['what']}: {why or 'not confirmed as working.'}",
        done="in place",
        urgent=urgent,
    )
    return climb(escalation, facts, now)


def _headline(item: EquipmentItem) -> str:
    """NO OXYGEN, whichever kind of it; else what is lacking."""
    title = kind_of(item.item).title
    return "NO OXYGEN" if "oxygen" in title else f"NO {title.upper()}"


def _done(number: int, need: Need, answer: Answer, facts: Facts) -> Decision:
    delivered = next(
        (
            told.happened_at
            for told in facts.answers
            if told.question.startswith(f"{need.key}-delivered/") and told.value is Value.DELIVERED
        ),
        answer.happened_at,
    )
    stopped = answer.value is Value.DECLINED
    settled = Settlement(
        state=StepState.STOPPED if stopped else StepState.DONE,
        at=answer.happened_at,
        by=answer.by.name,
        late=not stopped and delivered > need.at,
        detail="not needed any more" if stopped else "works",
    )
    return Decision(
        step=f"{STEP}-{number}",
        title=_title(number, facts),
        due=need.at,
        questions=calls_off(number, facts) if stopped else (),
        settled=settled,
        next="It is not delivered." if stopped else "It is in place.",
    )


def _next_words(questions: tuple[Question, ...]) -> str:
    match questions[-1].kind if questions else None:
        case Kind.EQUIPMENT_OFFER:
            return "A vendor is asked."
        case Kind.EQUIPMENT_DELIVERED:
            return "The vendor delivers."
        case Kind.EQUIPMENT_WORKS:
            return "It is asked whether it works."
        case _:
            return "The nurse sees to it."
