"""Deriving what an episode carries from the hospital's account, once for each version of it.

Whoever reads the account does this, at intake; an episode never sees more than the outline.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from domain.clinical.age import age_on
from domain.clinical.comorbidity import icd_10
from domain.clinical.equipment import keeps_alive, kind_of, names_one_of
from domain.clinical.medications import compare
from domain.clinical.outline import (
    CaregiverOutline,
    EquipmentOutline,
    ListDifference,
    ListDifferences,
    Outline,
    PatientOutline,
    PrimaryCareOutline,
)
from domain.hospital.discharge import (
    Caregiver,
    Diagnosis,
    Discharge,
    EquipmentItem,
    Medications,
    Patient,
)
from domain.hospital.disposition import coded, speaks_of_hospice
from domain.hospital.events import Appointment


class Pseudonyms(Protocol):
    """Keyed hashes: the same person gives the same one, and it gives nobody away."""

    def phone(self, number: str) -> str:
        """Of an E.164 number."""
        ...

    def patient(self, facility: str, mrn: str) -> str:
        """Of a facility's patient."""
        ...

    def caregiver(self, facility: str, name: str) -> str:
        """Of somebody who helps, by their name."""
        ...

    def appointment(self, facility: str, number: str) -> str:
        """Of a clinic's appointment: its number may hold the patient's."""
        ...

    def item(self, facility: str, words: str) -> str:
        """Of what a hospital wrote for an item of equipment, in whatever case."""
        ...


class NothingHidden:
    """What people are called stands as it is: in plans and rehearsals, which nothing keeps."""

    def phone(self, number: str) -> str:
        """The number."""
        return number

    def patient(self, facility: str, mrn: str) -> str:
        """The number of the record, at its facility."""
        return f"{facility}/{mrn}"

    def caregiver(self, facility: str, name: str) -> str:
        """The name."""
        del facility
        return name

    def appointment(self, facility: str, number: str) -> str:
        """Its number."""
        del facility
        return number

    def item(self, facility: str, words: str) -> str:
        """The words."""
        del facility
        return words.casefold()


def outline_of(
    discharge: Discharge,
    account: int,
    pseudonyms: Pseudonyms,
    *,
    urgent_items: Sequence[str],
    home_before: datetime | None = None,
) -> Outline:
    """What an episode carries of a discharge; `account` is the version that the store keeps.

    `urgent_items` are the pathway's own; `home_before` is when they last came home before, as our
    own records have it.
    """
    return Outline(
        account=account,
        facility=discharge.facility,
        time_zone=discharge.time_zone,
        discharged_at=discharge.discharged_at,
        disposition=coded(discharge.disposition),
        patient=_patient(discharge, pseudonyms),
        admitted_at=discharge.admitted_at,
        admission_type=discharge.admission_type,
        medical_decision_making=discharge.medical_decision_making,
        ed_visits_6_months=discharge.ed_visits_6_months,
        admissions_12_months=discharge.admissions_12_months,
        home_before=home_before,
        diagnoses=tuple(map(_code, discharge.diagnoses)),
        primary_care=PrimaryCareOutline(
            clinic=discharge.primary_care.clinic,
            has_clinician=bool(discharge.primary_care.clinician),
        ),
        medications=_differences(discharge.medications),
        equipment=tuple(
            _item(number, one, discharge.facility, pseudonyms, urgent_items)
            for number, one in enumerate(discharge.equipment, start=1)
        ),
        transport=discharge.transport,
        expected=discharge.expected,
        unclear=discharge.unclear,
        doubts=discharge.doubts,
    )


def appointments_of(
    facility: str, said: Iterable[Appointment], pseudonyms: Pseudonyms
) -> tuple[Appointment, ...]:
    """What an episode carries of a clinic's own bookings."""
    return tuple(replace(one, id=pseudonyms.appointment(facility, one.id)) for one in said)


def _code(diagnosis: Diagnosis) -> Diagnosis:
    """Without the hospital's own words, wherever they stand."""
    return replace(diagnosis, code=icd_10(diagnosis.code), text="")


def _item(
    number: int,
    one: EquipmentItem,
    facility: str,
    pseudonyms: Pseudonyms,
    urgent_items: Sequence[str],
) -> EquipmentOutline:
    """What its words tell of it; they themselves may name anybody."""
    return EquipmentOutline(
        token=pseudonyms.item(facility, one.item),
        number=number,
        kind=kind_of(one.item).title,
        grave=keeps_alive(one.item) or names_one_of(one.item, urgent_items),
        of_hospice=speaks_of_hospice(one.item),
        needed_by=one.needed_by,
        withdrawn=one.withdrawn,
    )


def _patient(discharge: Discharge, pseudonyms: Pseudonyms) -> PatientOutline:
    patient: Patient = discharge.patient
    return PatientOutline(
        token=pseudonyms.patient(discharge.facility, patient.mrn),
        initials=patient.initials,
        age=age_on(patient.birth_date, discharge.discharged_at, discharge.time_zone),
        phone=pseudonyms.phone(patient.mobile) if patient.mobile else None,
        language=patient.language,
        consent_to_text=patient.consent_to_text,
        caregiver=_caregiver(patient.caregiver, discharge.facility, pseudonyms),
    )


def _caregiver(
    caregiver: Caregiver | None, facility: str, pseudonyms: Pseudonyms
) -> CaregiverOutline | None:
    if caregiver is None:
        return None
    return CaregiverOutline(
        token=pseudonyms.caregiver(facility, caregiver.name),
        phone=pseudonyms.phone(caregiver.mobile) if caregiver.mobile else None,
        may_be_told=caregiver.may_be_told,
        consent_to_text=caregiver.consent_to_text,
        gets_texts=caregiver.gets_texts,
    )


def _differences(lists: Medications) -> ListDifferences:
    found = compare(lists)
    return ListDifferences(
        differences=tuple(
            ListDifference(
                id=each.id, kind=each.kind, danger=each.danger, high_alert=each.high_alert
            )
            for each in found.differences
        ),
        missing=found.missing,
    )
