"""The discharge as a stay tells it, and what a person must clear up of it first."""

from datetime import datetime

from domain.hospital import certainty
from domain.hospital.chart import Chart
from domain.hospital.discharge import (
    MOST_MEDICATIONS,
    Discharge,
    Medication,
    Medications,
    Patient,
    PrimaryCare,
    Transport,
)
from domain.hospital.disposition import Route, route
from domain.hospital.events import PatientClass
from domain.hospital.languages import ENGLISH
from domain.hospital.stay import Stay
from domain.words.phrasebook import phrase

MISDATED = phrase("doubts.misdated")
UNNAMED = "?"
"""In the place of a name, of a patient whom nobody has named."""


def account_of(
    stay: Stay, at: datetime, known: Chart, *, facility: str, time_zone: str
) -> Discharge:
    """The canonical discharge. What is missing and needed is named in `unclear`."""
    said, person = stay.account, known.person
    admitted = said.admitted_at or stay.admitted_at
    return Discharge(
        facility=facility,
        encounter=stay.encounter,
        time_zone=said.time_zone or time_zone,
        discharged_at=at,
        disposition=said.disposition or "",
        patient=_patient(stay, known),
        admitted_at=admitted if admitted and admitted < at else None,
        admission_type=said.admission_type,
        medical_decision_making=said.medical_decision_making,
        ed_visits_6_months=said.ed_visits_6_months,
        admissions_12_months=said.admissions_12_months,
        diagnoses=said.diagnoses or (),
        primary_care=PrimaryCare(clinic=person.clinic, clinician=person.clinician),
        medications=Medications(
            before_admission=_bounded(said.before_admission),
            at_discharge=_bounded(said.orders if said.at_discharge is None else said.at_discharge),
        ),
        allergies=person.allergies,
        equipment=said.equipment or (),
        transport=said.transport or Transport(),
        expected=stay.discharged_at is None,
        unclear=unclear(stay, known),
    )


def _bounded(lines: tuple[Medication, ...] | None) -> tuple[Medication, ...] | None:
    """A list, unless orders added up to more than anybody takes: then there is none."""
    return None if lines is not None and len(lines) > MOST_MEDICATIONS else lines


def unclear(stay: Stay, known: Chart) -> str:
    """What a person must clear up first; a blank disposition alone is provisional, not unclear."""
    if stay.unnumbered:
        return certainty.UNNUMBERED
    if stay.patient_class is not PatientClass.INPATIENT:
        sent = stay.patient_class is not None
        return phrase("stays.class_not_understood") if sent else phrase("stays.class_not_sent")
    if certainty.is_asked(MISDATED, stay.doubts):
        return MISDATED
    if not (known.person.given or known.person.family):
        return phrase("stays.no_name")
    routed = route(stay.account.disposition or "")
    strange = stay.account.disposition and routed.route in (Route.REVIEW, Route.WORK_QUEUE)
    return phrase("stays.unclear_disposition", where=routed.reason) if strange else ""


def _patient(stay: Stay, known: Chart) -> Patient:
    person = known.person
    return Patient(
        mrn=stay.mrn,
        given=person.given or "",
        family=person.family or ("" if person.given else UNNAMED),
        birth_date=person.birth_date,
        mobile=person.mobile,
        phone=person.phone,
        language=person.language or ENGLISH,
        postal_code=person.postal_code,
        address=person.address,
        consent_to_text=bool(person.consent_to_text),
        caregiver=person.caregiver,
    )
