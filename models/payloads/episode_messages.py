"""What an episode is told, and what it asks of the clinics."""

from datetime import datetime

from domain.asking.reachability import Reachability
from domain.clinical.outline import Outline
from domain.episode.facts import EdVisit, Ending, Person, Slot, Wrote
from domain.hospital.events import Appointment
from domain.pathway import Role
from domain.time.calendar import Calendar
from models.payloads.base import Payload


class HeldSlots(Payload):
    """Hold up to `count` free slots of a clinic between two instants for one round of booking."""

    episode: str
    round: int
    clinic: str
    facility: str
    after: datetime
    before: datetime
    count: int
    until: datetime
    at: datetime


class Slots(Payload):
    """The slots that are held; none when the clinic is unknown or full."""

    slots: tuple[Slot, ...] = ()


class ChooseSlot(Payload):
    """Book one held slot for an episode and let the others go; without a slot, let all go."""

    episode: str
    round: int
    slot_id: str | None


class Close(Payload):
    """End an episode early. `next_episode` is where the patient's story goes on.

    `reason` is of the hospital's messages; `note` names what a person wrote beside the order.
    """

    ending: Ending
    at: datetime
    by: str
    reason: str = ""
    note: str = ""
    next_episode: str = ""


class Amend(Payload):
    """What became known of a discharge after its episode opened: the newer account, whole.

    Without a calendar or a zone those of the opening stay.
    """

    discharge: Outline
    at: datetime
    calendar: Calendar | None = None
    patient_zone: str = ""
    ed_visits: tuple[EdVisit, ...] = ()
    appointments: tuple[Appointment, ...] = ()


class CancelRequested(Payload):
    """Somebody asked Temporal to cancel an episode or a thread; it goes on all the same."""

    workflow: str
    at: datetime


class Suspend(Payload):
    """The patient is an inpatient again: hold everything."""

    at: datetime


class Resume(Payload):
    """The readmission was undone: go on where the episode stood."""

    at: datetime


class Written(Payload):
    """Words of a patient or caregiver, brought to the episode."""

    wrote: Wrote


class CardOpened(Payload):
    """A person has opened the card of a question; `written` texts stood on it."""

    key: str
    by: Person
    at: datetime
    written: int = 0


class NotReached(Payload):
    """A person of this episode could not be texted for this question."""

    key: str
    reason: str
    why: Reachability = Reachability.SILENT


class Reachable(Payload):
    """Somebody of the family can be texted again: their phone said so."""

    role: Role
