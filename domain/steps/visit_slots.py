"""Times that the clinic holds for the patient to choose from, and why the nurse books instead."""

from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.asking.question import Question, question
from domain.episode.contact_timing import civil_hours
from domain.episode.decision import Action, ChooseSlot, HoldSlots
from domain.episode.facts import Facts
from domain.episode.family.recipient import recipient, textable
from domain.episode.visit_history import VisitHistory
from domain.hospital.languages import language_name, texted_in
from domain.pathway import Role
from domain.words.phrasebook import phrase

SLOT_OFFER = Kind(
    "slot_offer", Value.SLOT_1, Value.SLOT_2, Value.SLOT_3, Value.NONE_FITS, families=True
)


def action_of(
    where: VisitHistory, facts: Facts, now: datetime, attend_by: datetime
) -> Action | None:
    """Hold slots for a round that has none yet; turn a choice into a booking, or let go."""
    if where.seeking is not None and facts.offer(where.seeking) is None:
        return hold(where, facts, now, attend_by)
    declined = where.over is not None and where.over.value is Value.DECLINED
    kept = () if declined else where.bookings
    wanted = {booking.round: booking.slot or "" for booking in kept}
    done = dict(facts.booked)
    for offer in facts.offers:
        asking = offer.round == where.seeking and asks_patient(where, facts, now)
        slot = wanted.get(offer.round, "")
        if offer.slots and not asking and done.get(offer.round) != slot:
            return ChooseSlot(round=offer.round, slot=slot)
    return None


def hold(where: VisitHistory, facts: Facts, now: datetime, attend_by: datetime) -> HoldSlots | None:
    """What to ask the clinic for; nothing where nobody could be offered it."""
    clinic = facts.discharge.primary_care.clinic
    if clinic is None or not textable(facts) or where.seeking is None or where.since is None:
        return None
    tomorrow = facts.calendar.end_of(facts.calendar.day(max(now, where.since)))
    before = tomorrow + timedelta(days=facts.pathway.visit.search_days)
    before = attend_by if where.seeking == 1 and attend_by > tomorrow else before
    return HoldSlots(
        round=where.seeking,
        clinic=clinic,
        after=tomorrow,
        before=before,
        until=silent_at(where.since, facts),
    )


def silent_at(since: datetime, facts: Facts) -> datetime:
    """When an offer that nobody answered is not waited for any longer."""
    return civil_hours(facts).next_open(since) + timedelta(hours=facts.pathway.visit.reply_hours)


def asks_patient(where: VisitHistory, facts: Facts, now: datetime) -> bool:
    """Whether the slot offer is what stands: slots held, not answered, not silent for a day."""
    if where.seeking is None or where.since is None:
        return False
    offer, key = facts.offer(where.seeking), where.offer_key(where.seeking)
    held = offer is not None and bool(offer.slots)
    answerable = facts.latest_answer(key) is None and not facts.nobody_for(key) and textable(facts)
    return held and answerable and now < silent_at(where.since, facts)


def offer_of(where: VisitHistory, since: datetime, facts: Facts) -> Question:
    """The times that are held, to choose from by a digit; the last one is that none fits."""
    offer, choices = facts.offer(where.round), SLOT_OFFER.choices
    slots = offer.slots if offer else ()
    return question(
        where.offer_key(where.round),
        SLOT_OFFER,
        recipient(facts) or Role.PATIENT,
        since,
        choices=(*choices[: len(slots)], choices[-1]),
        useless_after=silent_at(since, facts),
        words={"clinic": facts.discharge.primary_care.clinic or ""},
        times={f"slot_{n}": slot.starts_at for n, slot in enumerate(slots, start=1)},
    )


def why_by_phone(where: VisitHistory, since: datetime, facts: Facts) -> tuple[datetime, str]:
    """Since when it is clear that the patient does not choose, and why."""
    offer, answer = facts.offer(where.round), facts.latest_answer(where.offer_key(where.round))
    if answer is not None:
        return answer.told_at, phrase("visit.none_fits")
    if not texted_in(language := facts.discharge.patient.language):
        return since, phrase("visit.no_texts_in", language=language_name(language))
    if facts.discharge.primary_care.clinic is None:
        return since, phrase("visit.no_clinic")
    if not textable(facts) or facts.nobody_for(where.offer_key(where.round)):
        return since, phrase("visit.not_texted")
    if offer is None or not offer.slots:
        return since, phrase("visit.no_free_time")
    return silent_at(since, facts), phrase("visit.no_reply")
