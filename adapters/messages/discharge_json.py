"""The discharge file as an event: the same road as every other hospital message."""

from datetime import datetime

from adapters.files.discharge import read_discharge
from adapters.messages.parsed import Parsed
from domain.hospital.discharge import Discharge
from domain.hospital.events import Account, EventKind, HospitalEvent, PatientClass

TRIGGER = "discharge file"


def read(body: str, received_at: datetime, source: str = "the discharge") -> Parsed:
    """Read one discharge. Raises Refused."""
    return Parsed(events=(event_of(read_discharge(body.encode(), source), received_at),))


def event_of(discharge: Discharge, received_at: datetime) -> HospitalEvent:
    """The event of a discharge file, which does not say when it was recorded.

    As early as can be: what else the hospital said after the discharge is newer.
    """
    at = discharge.discharged_at
    return HospitalEvent(
        kind=EventKind.DISCHARGE_EXPECTED if discharge.expected else EventKind.DISCHARGED,
        facility=discharge.facility,
        mrn=discharge.patient.mrn,
        encounter=discharge.encounter,
        recorded_at=received_at if discharge.expected else min(received_at, at),
        sent_at=received_at,
        received_at=received_at,
        happened_at=discharge.discharged_at,
        trigger=TRIGGER,
        patient_class=PatientClass.INPATIENT,
        account=_account(discharge),
    )


def _account(discharge: Discharge) -> Account:
    patient, lists = discharge.patient, discharge.medications
    at = discharge.discharged_at
    return Account(
        given=patient.given,
        family=patient.family,
        birth_date=patient.birth_date,
        mobile=patient.mobile,
        phone=patient.phone,
        language=patient.language,
        postal_code=patient.postal_code,
        address=patient.address,
        consent_to_text=patient.consent_to_text,
        caregiver=patient.caregiver,
        allergies=discharge.allergies,
        clinic=discharge.primary_care.clinic,
        clinician=discharge.primary_care.clinician,
        time_zone=discharge.time_zone,
        admitted_at=discharge.admitted_at,
        discharged_at=None if discharge.expected else at,
        expected_at=at if discharge.expected else None,
        disposition=discharge.disposition,
        admission_type=discharge.admission_type,
        medical_decision_making=discharge.medical_decision_making,
        ed_visits_6_months=discharge.ed_visits_6_months,
        admissions_12_months=discharge.admissions_12_months,
        diagnoses=discharge.diagnoses,
        before_admission=lists.before_admission,
        at_discharge=lists.at_discharge,
        equipment=discharge.equipment,
        transport=discharge.transport,
    )
