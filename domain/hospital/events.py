"""What hospitals tell us, whatever they speak: one event is one message's word on one encounter.

An adapter turns bytes into events; `domain/hospital/chart.py` folds a person's events into what is
true. A field that is None was not said: it leaves what is known. What the sender deleted on purpose
(HL7's `""`) stands in `deleted`.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.hospital.address import Address
from domain.hospital.discharge import (
    Allergy,
    Caregiver,
    Diagnosis,
    EquipmentItem,
    Medication,
    Transport,
)

A_DAY = timedelta(hours=23, minutes=59)
"""From the first minute of a day to its last."""


class EventKind(StrEnum):
    """What happened, with the HL7 v2 triggers that say so."""

    ADMITTED = "admitted"
    """A01, A06: in hospital now, as whatever class the event carries."""
    REGISTERED = "registered"
    """A04: a visit without admission; one to the emergency department is told to the owner."""
    DISCHARGED = "discharged"
    """A03."""
    UPDATED = "updated"
    """A08, A31, RDE, MDM: nothing happened, something became known."""
    DISCHARGE_EXPECTED = "discharge_expected"
    """A16."""
    EXPECTED_CANCELLED = "expected_cancelled"
    """A25."""
    DISCHARGE_CANCELLED = "discharge_cancelled"
    """A13."""
    ADMISSION_CANCELLED = "admission_cancelled"
    """A11."""
    VOIDED = "voided"
    """A23, A29: the encounter (or, without one, the person) should never have been known."""
    APPOINTMENT = "appointment"
    """SIU: the follow-up visit was booked, moved, cancelled or missed."""
    MERGED = "merged"
    """A40, A34, A35, A18, A47: `other_mrn` is `mrn` from now on, as it always was."""
    MOVED = "moved"
    """A45, A41: the encounter was `other_mrn`'s and is `mrn`'s."""
    COUNTED = "counted"
    """A nightly census has them in house, as an inpatient: no more than a doubt."""
    DEATH_TOLD = "death_told"
    """Any message whose PID or Patient says that they died: of the person, and nothing else."""


class PatientClass(StrEnum):
    """PV1-2 or Encounter.class, as far as it matters to us."""

    INPATIENT = "inpatient"
    OBSERVATION = "observation"
    EMERGENCY = "emergency"
    OUTPATIENT = "outpatient"
    UNKNOWN = "unknown"


class AppointmentStatus(StrEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    MISSED = "missed"
    KEPT = "kept"


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A follow-up visit at a clinic, as the scheduling system has it. A move is booked anew.

    `id` stays the same through moves (SCH-1 or SCH-2, Appointment.id). `clinic` is the handle that
    `feed.clinics` gives for the place or clinician (AIL-3, AIP-3, Appointment.participant); without
    one it is some other appointment, an X-ray, and never taken for the follow-up visit.
    """

    id: str
    status: AppointmentStatus
    starts_at: datetime | None = None
    clinic: str | None = None


@dataclass(frozen=True, kw_only=True)
class Account:
    """What one event says of the person and the stay. None is "not said".

    `deleted` names fields of this class whose value the sender took away. `mobile` is E.164 and
    valid: what could not be read as a number is a doubt of the adapter's and not here; `phone` can
    be called alone, with its extension ("+16175550142;ext=204"). Of `orders`
    to take home each message brings some, and takes back `orders_ended` (where
    nothing is left the list is missing); `at_discharge` is a whole list. So are `allergies`, beside
    which a message may bring `allergies_added` and `allergies_ended`. `perhaps_died`: a field
    that tells of deaths held something that nobody understands.
    """

    given: str | None = None
    family: str | None = None
    birth_date: date | None = None
    mobile: str | None = None
    phone: str | None = None
    language: str | None = None
    postal_code: str | None = None
    address: Address | None = None
    consent_to_text: bool | None = None
    caregiver: Caregiver | None = None
    allergies: tuple[Allergy, ...] | None = None
    allergies_added: tuple[Allergy, ...] | None = None
    allergies_ended: tuple[Allergy, ...] | None = None
    clinic: str | None = None
    clinician: str | None = None
    died: bool | None = None
    perhaps_died: bool | None = None

    time_zone: str | None = None
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None
    expected_at: datetime | None = None
    disposition: str | None = None
    admission_type: str | None = None
    medical_decision_making: str | None = None
    ed_visits_6_months: int | None = None
    admissions_12_months: int | None = None
    diagnoses: tuple[Diagnosis, ...] | None = None
    before_admission: tuple[Medication, ...] | None = None
    at_discharge: tuple[Medication, ...] | None = None
    orders: tuple[Medication, ...] | None = None
    orders_ended: tuple[Medication, ...] | None = None
    equipment: tuple[EquipmentItem, ...] | None = None
    transport: Transport | None = None

    deleted: frozenset[str] = frozenset()


ALLERGIES_CHANGED = ("allergies_added", "allergies_ended")
OF_THE_PERSON = (
    "given",
    "family",
    "birth_date",
    "mobile",
    "phone",
    "language",
    "postal_code",
    "address",
    "consent_to_text",
    "caregiver",
    "allergies",
    *ALLERGIES_CHANGED,
    "clinic",
    "clinician",
    "died",
)
"""Fields of an account that hold for the person, whichever encounter they came with."""


@dataclass(frozen=True, kw_only=True)
class HospitalEvent:
    """One event. A person's apply in the order of `recorded_at`, `sent_at`, then of receipt.

    None counts as later than it was received.
    `recorded_at` is EVN-2 (or Encounter.meta.lastUpdated), `sent_at` MSH-7 (or the bundle's
    timestamp); `happened_at` is when it took place, where that is known better (EVN-6, PV1-44,
    PV1-45, Encounter.period). `encounter` is the visit number; without one the event is about the
    person, or about a stay that must be found. `trigger` says what arrived, without PHI: "ADT^A03".
    Of a census, who left less than `late_bed_hours` before it may be counted all the same.
    `receipt` is its place among everything that was ever received; `says_when` is False where the
    message does not tell when it was recorded: then `recorded_at` is when it was received.
    `by_day`: its day alone was told, and `happened_at` is the last minute of it.
    """

    kind: EventKind
    facility: str
    mrn: str
    recorded_at: datetime
    sent_at: datetime
    received_at: datetime
    trigger: str
    encounter: str | None = None
    happened_at: datetime | None = None
    patient_class: PatientClass | None = None
    account: Account = field(default_factory=Account)
    appointment: Appointment | None = None
    other_mrn: str | None = None
    receipt: int = 0
    says_when: bool = True
    late_bed_hours: float = 0
    by_day: bool = False

    @property
    def undated(self) -> bool:
        """Whether it tells of a discharge, and of no time of it that can be read."""
        told = self.account.discharged_at or self.happened_at
        return self.kind is EventKind.DISCHARGED and told is None

    def on_the_day_of(self, other: datetime | None) -> bool:
        """Whether no more is told than the day on which something else was: before it, or after."""
        at = self.happened_at if self.by_day else None
        return at is not None and other is not None and at - A_DAY <= other <= at

    @property
    def counts_at(self) -> datetime:
        """When it was recorded: a sender's clock that is ahead gains nothing by it."""
        return min(self.recorded_at, self.received_at)

    @property
    def surely_recorded_at(self) -> datetime | None:
        """When it was recorded, where its message says it: what does not makes nothing new."""
        return self.counts_at if self.says_when else None


def with_changes(known: Account, said: Account) -> Account:
    """The account with the allergies that a message adds, in place of its own, and without others.

    By what they are to, in the hospital's words.
    """
    ended = {_of(one) for one in said.allergies_ended or ()}
    stands = {_of(one): one for one in known.allergies or () if _of(one) not in ended}
    stands |= {_of(one): one for one in said.allergies_added or ()}
    nothing_known = known.allergies is None and not stands
    return replace(known, allergies=None if nothing_known else tuple(stands.values()))


def _of(allergy: Allergy) -> str:
    return allergy.substance.casefold()
