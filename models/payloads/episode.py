"""An episode: its input, state, record and end."""

from datetime import datetime

from domain.clinical.outline import Outline
from domain.episode.closing import LeftOpen
from domain.episode.decision import Phase, StepState
from domain.episode.facts import Ending, Facts, RecordedConsent, Wrote
from domain.pathway import Pathway
from domain.protocol.ledger import Entries
from domain.time.calendar import Calendar
from domain.time.clock import Clock
from models.payloads.answers import TellConsent, TellDeath
from models.payloads.base import Payload
from models.payloads.shifts import ReassignQuestion


class KeepEntries(Payload):
    """What is to be kept for good of an episode: each entry once, however often it is brought."""

    episode: str
    entries: Entries


class EpisodeState(Payload):
    """What an episode carries over when it continues as new."""

    facts: Facts
    asked_questions: tuple[tuple[str, str, int], ...] = ()
    avoid: tuple[str, ...] = ()
    handovers: tuple[ReassignQuestion, ...] = ()
    untold: tuple[TellConsent, ...] = ()
    deaths: tuple[TellDeath, ...] = ()
    deaths_said: int = 0
    unkept: tuple[Entries, ...] = ()
    risks: int = 1
    version: int = 0


class OpenEpisode(Payload):
    """The input of an episode. `state` is set when it continues as new.

    `follows` is the episode of the discharge before this one, when that was of the last weeks;
    `consents` is what the patient had said of being texted before it, on whatever phone; `deaths`
    what somebody had said of their death in another episode.
    """

    episode: str
    n: int
    discharge: Outline
    pathway: Pathway
    calendar: Calendar
    clock: Clock
    facility_name: str
    patient_zone: str
    opened_at: datetime
    follows: str = ""
    consents: tuple[RecordedConsent, ...] = ()
    deaths: tuple[Wrote, ...] = ()
    state: EpisodeState | None = None


class StepSummary(Payload):
    """How one step went.

    `detail` is what happens next, once settled how that came about; `record` what was done, in
    words that name no drug and nobody.
    """

    step: str
    title: str
    state: StepState
    due: datetime | None = None
    settled_at: datetime | None = None
    by: str = ""
    late: bool = False
    escalated: bool = False
    detail: str = ""
    record: str = ""


class EpisodeSummary(Payload):
    """The result of an episode; `left` is what it leaves to somebody.

    `note` is the name of what was written beside an order to end it.
    """

    episode: str
    ending: Ending
    ended_at: datetime
    reason: str = ""
    note: str = ""
    next_episode: str = ""
    steps: tuple[StepSummary, ...] = ()
    left: tuple[LeftOpen, ...] = ()


class KnownDoubt(Payload):
    """One of the hospital's doubts of which an episode has heard, and when it last came."""

    reason: str
    came_at: datetime
    answered: bool = False


class EpisodeRecord(Payload):
    """What the read model holds of a running or closed episode. Written only if `version` grew."""

    episode: str
    version: int
    phase: Phase
    outcome: str = ""
    at: datetime
    next_due: datetime | None = None
    unowned: bool = False
    urgent: bool = False
    alarms_real: int = 0
    alarms_false: int = 0
    steps: tuple[StepSummary, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()
    doubts: tuple[KnownDoubt, ...] = ()
