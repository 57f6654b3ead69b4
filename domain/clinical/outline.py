"""What an episode carries of a discharge: all that decides, and nothing that says who it is.

Names, numbers, birth dates, addresses, drugs and a hospital's free words stay in the store;
`Outline.account` is the version of the hospital's account there that this was derived from.
"""

from dataclasses import dataclass, field
from datetime import datetime

from domain.clinical.drugs.kinds import Danger, DifferenceKind
from domain.clinical.equipment import UNKNOWN
from domain.hospital.discharge import Diagnosis, Doubt, Transport


@dataclass(frozen=True, kw_only=True)
class ListDifference:
    """One difference between the drug lists. `id` depends on its content alone, and names no drug.

    `high_alert`: a person settles it by itself, on the card.
    """

    id: str
    kind: DifferenceKind
    danger: Danger
    high_alert: bool = False

    @property
    def matters(self) -> bool:
        """Whether somebody must decide it: no other code, nor another tablet of one dose."""
        return self.danger is not Danger.LEAST


@dataclass(frozen=True, kw_only=True)
class ListDifferences:
    """All differences, the deadliest first, and the names of the lists that are missing."""

    differences: tuple[ListDifference, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def to_settle(self) -> tuple[ListDifference, ...]:
        """Those that somebody must decide."""
        return tuple(one for one in self.differences if one.matters)


@dataclass(frozen=True, kw_only=True)
class CaregiverOutline:
    """Somebody who helps. `token` is the keyed hash of the name, `phone` that of the number."""

    token: str
    phone: str | None = None
    may_be_told: bool = False
    consent_to_text: bool = False
    gets_texts: bool = False


@dataclass(frozen=True, kw_only=True)
class PatientOutline:
    """The person going home. `token` is the keyed hash of the record, `phone` that of the number.

    `age` counts whole years on D; None where no date of birth can be right.
    """

    token: str
    initials: str
    age: int | None = None
    phone: str | None = None
    language: str = "en"
    consent_to_text: bool = False
    caregiver: CaregiverOutline | None = None


@dataclass(frozen=True, kw_only=True)
class PrimaryCareOutline:
    """Where the follow-up visit belongs; whether somebody there is named, whom the card names."""

    clinic: str | None = None
    has_clinician: bool = False


@dataclass(frozen=True, kw_only=True)
class EquipmentOutline:
    """An item by its kind. `token` is the keyed hash of the hospital's words, which name anybody.

    `number` is its place in the account, from 1; `kind` a title of the table. `grave`: the table or
    the pathway says that its absence is dangerous. `withdrawn`: the hospital took it back.
    """

    token: str
    number: int
    kind: str
    grave: bool = False
    of_hospice: bool = False
    needed_by: datetime | None = None
    withdrawn: bool = False

    @property
    def unknown(self) -> bool:
        """Whether the table knows no kind of it."""
        return self.kind == UNKNOWN.title


@dataclass(frozen=True, kw_only=True)
class Outline:
    """One discharge as `Discharge` has it, but for its people and drugs.

    `home_before` is when they last came home from here before this stay, as far as we know.
    Diagnoses are codes, and so is `disposition`: a table's, or `unread` with what was found in it.
    """

    account: int
    facility: str
    time_zone: str
    discharged_at: datetime
    disposition: str
    patient: PatientOutline
    admitted_at: datetime | None = None
    admission_type: str | None = None
    medical_decision_making: str | None = None
    ed_visits_6_months: int | None = None
    admissions_12_months: int | None = None
    home_before: datetime | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    primary_care: PrimaryCareOutline = field(default_factory=PrimaryCareOutline)
    medications: ListDifferences = field(default_factory=ListDifferences)
    equipment: tuple[EquipmentOutline, ...] = ()
    transport: Transport = field(default_factory=Transport)
    expected: bool = False
    unclear: str = ""
    doubts: tuple[Doubt, ...] = ()
