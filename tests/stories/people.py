"""The small hospital of the stories: one nurse on weekdays, another behind her, and vendors."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from adapters.files.hospital import (
    Facility,
    Hospital,
    OnCallList,
    Organisation,
    Person,
    Shift,
    SlotPattern,
)
from domain.hospital.discharge import (
    Caregiver,
    Diagnosis,
    Discharge,
    EquipmentItem,
    Medication,
    Medications,
    Patient,
    PrimaryCare,
    Transport,
)
from domain.parties import ProviderKind, VendorKind
from domain.pathway import Role

FACILITY = "mercy-general"
ZONE = "America/New_York"
NURSE, OTHER_NURSE = "+16175550111", "+16175550112"
CASE_MANAGER, SUPERVISOR = "+16175550113", "+16175550114"
PATIENT, CAREGIVER = "+16175550123", "+16175550124"
DRIVER, OTHER_DRIVER = "+16175550131", "+16175550132"
SUPPLIER, OTHER_SUPPLIER = "+16175550133", "+16175550134"

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
_DAY = Shift(days=_WEEKDAYS, begins=time(8), ends=time(17))


def _staff(handle: str, name: str, role: Role, mobile: str) -> Person:
    return Person(
        handle=handle,
        facilities=("mercy-general",),
        name=name,
        roles=(role,),
        mobile=mobile,
        time_zone=ZONE,
        pin="1234",
        credential="RN",
        billing_group="mercy",
        shifts=(_DAY,),
    )


def _vendor(handle: str, name: str, kind: VendorKind, mobile: str) -> Organisation:
    return Organisation(
        handle=handle, facilities=("mercy-general",), name=name, roles=(kind,), mobile=mobile,
        time_zone=ZONE,
    )  # fmt: skip


HOSPITAL = Hospital(
    facilities=(Facility(handle="mercy-general", name="Mercy General", time_zone=ZONE),),
    people=(
        _staff("a-lopez", "RN Lopez", Role.NURSE, NURSE),
        _staff("b-kim", "RN Kim", Role.NURSE, OTHER_NURSE),
        _staff("diaz", "CM Diaz", Role.CASE_MANAGER, CASE_MANAGER),
        _staff("hale", "Hale", Role.SUPERVISOR, SUPERVISOR),
    ),
    on_call=(OnCallList(facility="mercy-general", role=Role.NURSE, order=("b-kim",)),),
    organisations=(
        Organisation(
            handle="riverside-family",
            name="Riverside Family",
            roles=(ProviderKind.PCP,),
            time_zone=ZONE,
            slots=(SlotPattern(days=_WEEKDAYS, times=(time(9), time(14, 30))),),
        ),
        _vendor("city-ride", "City Ride", VendorKind.RIDE, DRIVER),
        _vendor("blue-van", "Blue Van", VendorKind.RIDE, OTHER_DRIVER),
        _vendor("home-supply", "Home Supply", VendorKind.EQUIPMENT, SUPPLIER),
        _vendor("med-depot", "Med Depot", VendorKind.EQUIPMENT, OTHER_SUPPLIER),
    ),
)

_METOPROLOL = Medication(
    name="metoprolol succinate", rxcui="866427", dose="25 mg", frequency="daily"
)
LISTS = Medications(
    before_admission=(_METOPROLOL,), at_discharge=(replace(_METOPROLOL, dose="50 mg"),)
)


def at(local: str, zone: str = ZONE) -> datetime:
    """A local instant, "2026-09-08 10:00"."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))


def patient(**changes: object) -> Patient:
    """Jane Smith, who may be texted, with a caregiver."""
    jane = Patient(
        mrn="4821",
        given="Jane",
        family="Smith",
        birth_date=date(1948, 3, 2),
        mobile=PATIENT,
        postal_code="02139",
        consent_to_text=True,
        caregiver=Caregiver(name="Tom Smith", mobile=CAREGIVER, may_be_told=True),
    )
    return replace(jane, **changes)  # type: ignore[arg-type]


def home(local: str = "2026-09-08 10:00", **changes: object) -> Discharge:
    """Jane goes home with a clinic, two drug lists, and nothing else; low risk."""
    discharge = Discharge(
        facility="mercy-general",
        encounter="V-1",
        time_zone=ZONE,
        admitted_at=at(local).replace(hour=6),
        discharged_at=at(local),
        disposition="01",
        admission_type="elective",
        ed_visits_6_months=0,
        diagnoses=(Diagnosis(code="Z47.1", text="Aftercare", principal=True),),
        patient=patient(),
        primary_care=PrimaryCare(clinic="riverside-family"),
        medications=LISTS,
    )
    return replace(discharge, **changes)  # type: ignore[arg-type]


BED = (EquipmentItem(item="hospital bed"),)
OXYGEN = (EquipmentItem(item="home oxygen concentrator"),)
RIDES = Transport(to_visits=True)
