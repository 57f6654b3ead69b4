"""How one hospital speaks: the settings by which its messages are read. A new hospital is a file.

`feeds/<facility>.toml`, read by `adapters/messages/feed_file.py`; `docs/hospitals.md` explains each
field.
"""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum


class Acknowledge(StrEnum):
    """What the sender's interface engine can bear."""

    ALWAYS_ACCEPT = "always_accept"
    """AA for whatever could be stored: anything else stops many an engine's whole queue."""
    BY_CONTENT = "by_content"
    """AE for content that cannot be read, AR for a version, event or processing id not agreed."""
    ALWAYS_AA = "always_aa"
    """One AA for whatever could be stored, whatever MSH-15 and MSH-16 ask for."""


@dataclass(frozen=True, kw_only=True)
class Hl7Feed:
    """HL7 v2. Whose message it is: MSH-3 and MSH-4, first components; an empty tuple is "any".

    Both empty: this hospital sends none.
    """

    applications: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    processing_ids: tuple[str, ...] = ("P",)
    charset: str = "utf-8"
    """Python's name, where MSH-18 is silent or unknown."""
    patient_types: tuple[str, ...] = ("MR", "PI", "PT")
    """PID-3.5, in the order of preference."""
    patient_authorities: tuple[str, ...] = ()
    """PID-3.4.1, in the order of preference, which goes before that of types; empty: "any"."""
    test_numbers: tuple[str, ...] = ()
    """Numbers of invented patients in the hospital's live system; what is said of them is kept and
    ignored."""
    visit_fields: tuple[str, ...] = ("PV1-19",)
    """Where the visit number is, the best first. An account number (PID-18) only where it is the
    visit at this hospital: else a message without PV1-19 would be about a stay that nobody knows.
    """
    phone_fields: tuple[str, ...] = ("PID-13", "PID-14", "PID-40")
    discharge_time_fields: tuple[str, ...] = ("PV1-45", "EVN-6", "EVN-2")
    order_fields: tuple[str, ...] = ("ORC-29",)
    """Where it stands what an order is for, the best first; `Feed.orders` holds the words."""
    ignore_offsets: tuple[str, ...] = ()
    """MSH-3 of senders whose clock is the hospital's, though they write another's offset."""
    acknowledge: Acknowledge = Acknowledge.ALWAYS_ACCEPT
    versions: tuple[str, ...] = ()
    """MSH-12 that were agreed, for AR; an empty tuple is "any"."""


@dataclass(frozen=True, kw_only=True)
class FhirFeed:
    """FHIR R4. `server` is the base address from which is fetched what a notification leaves out.

    Its bearer token is a setting (HOMEWARD_FHIR_TOKENS) and stands in no file.
    """

    patient_systems: tuple[str, ...] = ()
    """Identifier systems that hold the MRN, in order; empty: type MR, else the first."""
    encounter_systems: tuple[str, ...] = ()
    server: str | None = None


@dataclass(frozen=True, kw_only=True)
class CensusFeed:
    """The nightly census file: the headings of its columns, as the hospital writes them.

    `unit` and `admitted` may be missing in a file; what else stands in it is not read. A bed may
    be counted `late_bed_hours` after its patient left; a missed discharge is to be settled within
    `settle_hours`, for its first contact is due soon.
    """

    patient: str = "patient_number"
    visit: str = "visit_number"
    patient_class: str = "class"
    unit: str = "unit"
    admitted: str = "admitted_at"
    delimiter: str = ","
    charset: str = "utf-8"
    late_bed_hours: float = 2
    settle_hours: float = 4


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One facility's way of speaking.

    `accept_from`: a discharge before it opens nothing, so that a replayed backlog opens nothing
    old. `consent_on_file`: this hospital records consent to text before it sends anybody.
    `silence_hours`, `silence_hours_off`: after so many without a message people are told, by
    day and at night or on a weekend (`domain/time/silence.py`); 0: never. By day is Monday to
    Friday between the two times on the facility's clock; each has `silence_reply_hours`.

    Each table maps the hospital's own words to what they mean (`domain/hospital/codes.py`), case
    and spaces ignored, before any standard's: `dispositions` to NUBC or FHIR codes, `clinics` (the
    names and ids of primary-care practices) to clinic handles, `languages` to language codes.
    """

    facility: str
    time_zone: str
    accept_from: datetime
    country: str = "US"
    consent_on_file: bool = False
    strip_zeros: bool = False
    """Some sender pads numbers of patients and visits: zeros at their beginning do not count."""
    silence_hours: float = 6
    silence_hours_off: float = 14
    silence_day_begins: time = time(7)
    silence_day_ends: time = time(19)
    silence_reply_hours: float = 1
    dispositions: dict[str, str] = field(default_factory=dict)
    clinics: dict[str, str] = field(default_factory=dict)
    patient_classes: dict[str, str] = field(default_factory=dict)
    admission_types: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    relationships: dict[str, str] = field(default_factory=dict)
    deaths: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    order_controls: dict[str, str] = field(default_factory=dict)
    appointments: dict[str, str] = field(default_factory=dict)
    hl7: Hl7Feed = field(default_factory=Hl7Feed)
    fhir: FhirFeed = field(default_factory=FhirFeed)
    census: CensusFeed = field(default_factory=CensusFeed)

    def number(self, text: str) -> str:
        """A patient's or a visit's number as it counts here: whoever pads it means the same one."""
        return (text.lstrip("0") or text) if self.strip_zeros else text

    @property
    def takes_any_system(self) -> bool:
        """Whether record numbers of anybody's are taken over FHIR, though HL7 names whose are."""
        return bool(self.hl7.patient_authorities) and not self.fhir.patient_systems


@dataclass(frozen=True)
class Feeds:
    """Every feed there is, by facility."""

    by_facility: dict[str, Feed]

    def of(self, facility: str) -> Feed | None:
        """The feed of a facility."""
        return self.by_facility.get(facility)

    def speaking(self, application: str, facility: str) -> Feed | None:
        """The feed that an HL7 message belongs to, by its first components of MSH-3 and MSH-4."""
        return next(
            (feed for feed in self.by_facility.values() if _names(feed.hl7, application, facility)),
            None,
        )


def _names(hl7: Hl7Feed, application: str, facility: str) -> bool:
    if not (hl7.applications or hl7.facilities):
        return False
    return (not hl7.applications or application in hl7.applications) and (
        not hl7.facilities or facility in hl7.facilities
    )
