"""What a hospital says about one discharge: the canonical form that every intake becomes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.hospital.address import Address

MOST_MEDICATIONS = 200
"""Lines of one drug list, by every way in: nobody takes as many, and what lists more is wrong."""

MOST_ALLERGIES = 100


@dataclass(frozen=True, kw_only=True)
class Caregiver:
    """Somebody who helps the patient; told of things only when `may_be_told`.

    `mobile` is E.164, `phone` to be called alone. A caregiver is texted only with their own
    consent.
    """

    name: str
    mobile: str | None = None
    phone: str | None = None
    may_be_told: bool = False
    consent_to_text: bool = False
    gets_texts: bool = False


@dataclass(frozen=True, kw_only=True)
class Patient:
    """The person going home. `mobile` is E.164; absent consent means no text is sent.

    `phone` can be called and not texted: a landline, a number behind an extension
    ("+16175550142;ext=204", RFC 3966), somebody else's.

    Many have one name, given or family: the other is "" then.
    """

    mrn: str
    given: str
    family: str
    birth_date: date | None = None
    mobile: str | None = None
    phone: str | None = None
    language: str = "en"
    postal_code: str | None = None
    address: Address | None = None
    consent_to_text: bool = False
    caregiver: Caregiver | None = None

    @property
    def initials(self) -> str:
        """What a text may say of the patient: "J.S."; of one name "S."."""
        return "".join(f"{name[:1]}." for name in (self.given, self.family) if name).upper()

    @property
    def name(self) -> str:
        """To be read on a card."""
        return " ".join(filter(None, (self.given, self.family)))


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """An ICD-10-CM code; `principal` is the reason for the stay."""

    code: str
    text: str = ""
    principal: bool = False


@dataclass(frozen=True, kw_only=True)
class PrimaryCare:
    """Where the follow-up visit belongs; `clinic` is a handle of the facility's roster."""

    clinic: str | None = None
    clinician: str | None = None


@dataclass(frozen=True, kw_only=True)
class Medication:
    """One line of a drug list; `rxcui` is the RxNorm concept where the sender knows it.

    `product` is ours to look up: what RxNorm says that code or name stands for, where an import
    has it.
    """

    name: str
    rxcui: str | None = None
    dose: str | None = None
    frequency: str | None = None
    route: str | None = None
    product: str | None = None


@dataclass(frozen=True, kw_only=True)
class Medications:
    """The two lists to reconcile. None is "missing", an empty tuple is "takes nothing"."""

    before_admission: tuple[Medication, ...] | None = None
    at_discharge: tuple[Medication, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Allergy:
    """What somebody should not be given, in the hospital's words, "no known allergies" too."""

    substance: str
    reaction: str = ""
    severity: str = ""


@dataclass(frozen=True, kw_only=True)
class EquipmentItem:
    """Something that must stand in the home, by then. `withdrawn`: the hospital took it back."""

    item: str
    needed_by: datetime | None = None
    withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class Transport:
    """Which rides were asked for: to the follow-up visit and back, and home from hospital."""

    to_visits: bool = False
    home: bool = False
    wheelchair: bool = False


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One thing that a hospital said of a stay and cannot be relied upon: a person is asked.

    `since` is when it came. `holds`: until they have answered it, nobody is texted. `death`: it may
    tell of one. `again`: when it came once more, each time. No PHI.
    """

    reason: str
    since: datetime
    holds: bool = False
    death: bool = False
    again: tuple[datetime, ...] = ()

    @property
    def times(self) -> tuple[datetime, ...]:
        """When it came, each time."""
        return (self.since, *self.again)

    def said_again(self, recorded: datetime | None, received: datetime) -> "Doubt":
        """One thing that was doubtful before, in the order in which it was recorded.

        It is said anew where it holds and was recorded after it last came; a message that is sent
        twice says nothing new, nor does an older one that comes late.
        """
        times = [at for at in self.times if at <= received]
        if not times or (self.holds and recorded and recorded > times[-1]):
            times.append(received)
        return replace(self, since=times[0], again=tuple(times[1:]))


def in_words(doubts: Iterable[Doubt]) -> str:
    """What is asked of all of them, each reason once."""
    return "; ".join(dict.fromkeys(one.reason for one in doubts))


def newest(doubts: Iterable[Doubt]) -> datetime | None:
    """When the last of them came."""
    return max((one.times[-1] for one in doubts), default=None)


@dataclass(frozen=True, kw_only=True)
class Discharge:
    """One discharge of one encounter. Instants carry their offset; dates are local.

    `disposition` is PV1-36 (NUBC); `time_zone` is the facility's IANA zone, in which every
    date of the episode is counted. `medical_decision_making` is moderate or high where known.
    `expected`: the discharge is announced (A16) and `discharged_at` is the hospital's estimate.
    `unclear`: what a person must clear up before anybody is asked for anything; no PHI.
    `doubts`: what came afterwards, the oldest first, and is asked beside whatever runs unless it
    holds that. `allergies`: the
    newest list; None is "not sent", which is never "none".
    """

    facility: str
    encounter: str
    time_zone: str
    discharged_at: datetime
    disposition: str
    patient: Patient
    admitted_at: datetime | None = None
    admission_type: str | None = None
    medical_decision_making: str | None = None
    ed_visits_6_months: int | None = None
    admissions_12_months: int | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    primary_care: PrimaryCare = PrimaryCare()
    medications: Medications = Medications()
    allergies: tuple[Allergy, ...] | None = None
    equipment: tuple[EquipmentItem, ...] = ()
    transport: Transport = Transport()
    expected: bool = False
    unclear: str = ""
    doubts: tuple[Doubt, ...] = ()
