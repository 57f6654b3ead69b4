"""What a hospital's newer word changes in a running episode.

Everything it says is taken as a whole, so that hearing it twice, or hearing only the last of three,
comes to the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.asking.choices import Value
from domain.clinical.outline import EquipmentOutline, Outline, PatientOutline
from domain.episode.facts import Answer, Asked, EdVisit, Facts, Person, Via
from domain.episode.family.recipient import recipient
from domain.episode.family.recorded_consent import after_another_number
from domain.episode.visit_history import visit_history
from domain.hospital.events import Appointment, AppointmentStatus
from domain.pathway import Role
from domain.time.calendar import Calendar

CLINIC = Person(handle="clinic", name="the clinic", role=Role.NURSE)
"""Who books when a scheduling system says that it did."""


@dataclass(frozen=True, kw_only=True)
class News:
    """The hospital's whole account of a discharge, as it stands now. `heard_at`: here."""

    discharge: Outline
    calendar: Calendar
    patient_zone: str
    at: datetime
    heard_at: datetime
    ed_visits: tuple[EdVisit, ...] = ()
    appointments: tuple[Appointment, ...] = ()


def amended(facts: Facts, news: News) -> Facts:
    """The facts after it. A corrected discharge time keeps the account that it replaces."""
    before, after = facts.discharge, news.discharge
    moved = before.discharged_at != after.discharged_at or before.expected != after.expected
    known = replace(
        facts,
        discharge=replace(after, equipment=_equipment(before.equipment, after.equipment)),
        calendar=news.calendar,
        patient_zone=news.patient_zone,
        ed_visits=news.ed_visits,
        earlier=(*facts.earlier, before) if moved else facts.earlier,
        lists_changed_at=news.at if _lists_differ(before, after) else facts.lists_changed_at,
        doubts_heard=_doubts_heard(facts, news),
    )
    if before.patient != after.patient:
        known = replace(known, asked=tuple(one for one in known.asked if not _found_nobody(one)))
    known = _reached_anew(before.patient, after.patient, known, news.at)
    for appointment in news.appointments:
        if appointment not in facts.appointments:
            known = _appointed(known, appointment, news.at)
    return replace(known, appointments=news.appointments)


def _doubts_heard(facts: Facts, news: News) -> tuple[tuple[datetime, bool, datetime], ...]:
    """When each doubt was first heard of; what was known when the episode began, when it came."""
    before, after = facts.discharge.doubts, news.discharge.doubts
    known = {(at, one.holds): facts.heard_of(one, at) for one in before for at in one.times}
    said = dict.fromkeys((at, one.holds) for one in after for at in one.times)
    return tuple((at, holds, known.get((at, holds), news.heard_at)) for at, holds in said)


def _lists_differ(before: Outline, after: Outline) -> bool:
    """Whether the newer drug lists bring other differences, or another list is missing."""
    return before.medications != after.medications


def retargeted(before: Facts, after: Facts) -> tuple[str, ...]:
    """The questions that stand with a person who is now reached elsewhere, or say a wrong time."""
    old, new = before.discharge, after.discharge
    moved = old.discharged_at != new.discharged_at and not old.expected
    stale = {
        Role.PATIENT: _reached(before) != _reached(after),
        Role.CAREGIVER: old.patient.caregiver != new.patient.caregiver,
        Role.VENDOR: False,
    }
    renamed = old.patient.initials != new.patient.initials
    return tuple(
        asked.question
        for asked in before.asked
        if asked.person is not None and stale.get(asked.person.role, moved or renamed)
    )


def moved_within_family(before: Facts, after: Facts) -> tuple[str, ...]:
    """The questions that stand with one of the family and now belong to the other, or to nobody."""
    if recipient(before) is recipient(after):
        return ()
    return tuple(
        asked.question
        for asked in after.asked
        if asked.person is not None
        and asked.person.role.is_family
        and asked.person.role is not recipient(after)
    )


def _reached(facts: Facts) -> tuple[str | None, bool, str, str]:
    patient = facts.discharge.patient
    return patient.phone, patient.consent_to_text, patient.language, facts.patient_zone


def _reached_anew(
    before: PatientOutline, after: PatientOutline, facts: Facts, at: datetime
) -> Facts:
    """A new number is given a chance, but for the STOP of the same person on the old one."""
    if before.phone != after.phone:
        facts = after_another_number(Role.PATIENT, facts, at).can_text(Role.PATIENT)
    old, new = before.caregiver, after.caregiver
    if old == new:
        return facts
    if old is not None and new is not None and old.token == new.token:
        facts = after_another_number(Role.CAREGIVER, facts, at)
    return facts.can_text(Role.CAREGIVER)


def _found_nobody(asked: Asked) -> bool:
    return asked.person is None and asked.to.is_family


def _equipment(
    before: tuple[EquipmentOutline, ...], after: tuple[EquipmentOutline, ...]
) -> tuple[EquipmentOutline, ...]:
    """The newer list, each known item in its old place: a step is its place in the list."""
    news = list(after)
    kept = []
    for item in before:
        same = next((one for one in news if one.token == item.token), None)
        kept.append(same or replace(item, withdrawn=True))
        if same is not None:
            news.remove(same)
    return (*kept, *news)


def _appointed(facts: Facts, said: Appointment, at: datetime) -> Facts:
    """What a clinic's own system says of the visit counts like an answer of somebody there."""
    found = _as_answer(facts, said)
    if found is None:
        return facts
    question, value, when = found
    return facts.answered(
        Answer(
            question=question,
            value=value,
            by=CLINIC,
            happened_at=at,
            told_at=at,
            via=Via.HOSPITAL,
            at=when,
            message_id=f"appointment:{said.id}:{said.status}:{said.starts_at}",
        )
    )


def _as_answer(facts: Facts, said: Appointment) -> tuple[str, Value, datetime | None] | None:
    """Which question the appointment answers, and how; none when it says nothing new."""
    where = visit_history(facts)
    standing = where.booked if where.over is None else None
    if said.status is AppointmentStatus.BOOKED:
        if standing is None:
            return where.book_key(where.round), Value.AT, said.starts_at
        if standing.at == said.starts_at:
            return None
        return where.attended_key(standing, len(where.unknown) + 1), Value.MOVED, said.starts_at
    if standing is None or standing.at != said.starts_at:
        return None
    values = {
        AppointmentStatus.CANCELLED: Value.CANCELLED,
        AppointmentStatus.MISSED: Value.NO_SHOW,
        AppointmentStatus.KEPT: Value.ATTENDED,
    }
    return where.attended_key(standing, len(where.unknown) + 1), values[said.status], None
