"""What arrives from hospitals on its way into the inbox, and what the sender may be told of it."""

from dataclasses import dataclass
from enum import StrEnum

from adapters.files.discharge import write_discharge
from adapters.messages.discharge_json import TRIGGER
from domain.hospital.discharge import Discharge

NOT_AGREED = "not agreed"
"""How the detail ends of what was refused to its sender as nothing that was agreed (AR)."""


class Format(StrEnum):
    """How a body is read; the first part of its row's key."""

    HL7 = "hl7"
    FHIR = "fhir"
    DISCHARGE = "discharge"
    CENSUS = "census"
    """One line of a nightly census that contradicts what is known."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One message, before it is committed. Nothing of it may be logged but `trigger`.

    `facility` is empty when no feed is this sender's. `sender_key` is the sender's own identity for
    the message (MSH-3, 4 and 10; an Idempotency-Key); it need not be unique: with another body it
    is another row, and a warning. `mrn` orders it among the patient's other messages; without one
    it stands alone. `refusal` is set when it is known already that nobody can use it: "PID-3:
    expected an identifier" (no PHI).
    """

    format: Format
    facility: str
    sender_key: str
    trigger: str
    body: str
    mrn: str | None = None
    refusal: str = ""
    ignored: str = ""


def arrival_of(discharge: Discharge) -> Arrival:
    """A discharge file on its way."""
    return Arrival(
        format=Format.DISCHARGE,
        facility=discharge.facility,
        sender_key="",
        trigger=TRIGGER,
        body=write_discharge(discharge),
        mrn=discharge.patient.mrn,
    )


@dataclass(frozen=True, kw_only=True)
class KeptArrival:
    """Durably kept. `already`: the same key and body were kept before.

    `reused`: the sender's key was kept before with another body. `ordering_key` is what to deliver.
    """

    inbox: int
    ordering_key: str
    already: bool = False
    reused: bool = False


@dataclass(frozen=True, kw_only=True)
class IntakeOutcome:
    """What came of an arrival so far. `outcome` is one of `store.inbox.Outcome`.

    `episodes` are the ids of the patient's episodes that it started or changed; `detail` says why
    in words without PHI.
    """

    outcome: str
    detail: str = ""
    episodes: tuple[str, ...] = ()
