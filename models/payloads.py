"""Everything that crosses Temporal, one frozen value in and one out.

Fields are only ever added, with defaults; unknown fields are ignored, since histories hold old
and new payloads side by side. All instants are clinical unless the name says `real`.
"""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.answers import Choice, Value
from domain.calendar import Calendar
from domain.clock import Clock
from domain.discharge import Discharge
from domain.facts import Ending, Facts, Person, Slot, Via, Wrote
from domain.pathway import Pathway, Role
from domain.questions import Question
from domain.reach import Reach
from domain.triage import Flag


class Payload(BaseModel):
    """The base of all payloads."""

    model_config = ConfigDict(frozen=True, extra="ignore")


# ---- opening an episode ----


class OpenEpisode(Payload):
    """The input of an episode. `state` is set when it continues as new."""

    episode: str
    n: int
    discharge: Discharge
    pathway: Pathway
    calendar: Calendar
    clock: Clock
    facility_name: str
    patient_zone: str
    opened_at: datetime
    state: "EpisodeState | None" = None


class EpisodeState(Payload):
    """What an episode carries over when it continues as new."""

    facts: Facts
    standing: tuple[tuple[str, str, int], ...] = ()
    avoid: tuple[str, ...] = ()
    version: int = 0


class StepSummary(Payload):
    """How one step went: `state` is open, done, stopped or unresolved."""

    step: str
    title: str
    state: str
    due: datetime | None = None
    settled_at: datetime | None = None
    by: str = ""
    late: bool = False
    escalated: bool = False
    detail: str = ""


class EpisodeSummary(Payload):
    """The result of an episode."""

    episode: str
    ending: Ending
    ended_at: datetime
    reason: str = ""
    steps: tuple[StepSummary, ...] = ()


class EpisodeRecord(Payload):
    """What the read model holds of a running or closed episode. Written only if `version` grew."""

    episode: str
    version: int
    phase: str
    outcome: str = ""
    at: datetime
    next_due: datetime | None = None
    unowned: bool = False
    urgent: bool = False
    steps: tuple[StepSummary, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()


# ---- asking people ----


class Ask(Payload):
    """Have one question asked: the roster resolves the role, the person's thread sends it."""

    episode: str
    facility: str
    facility_name: str
    initials: str
    question: Question
    discharge: Discharge
    patient_zone: str
    pathway: Pathway
    clock: Clock
    avoid: tuple[str, ...] = ()


class AskedPerson(Payload):
    """Who was asked; nobody when no one could be found or the question was withdrawn first."""

    person: Person | None = None


class Settled(Payload):
    """Why a question needs no answer any more, said to those who saw it when `by` is named."""

    words: str = ""
    by: str = ""
    handle: str = ""
    at: datetime | None = None
    silent: bool = False


class Withdraw(Payload):
    """Take questions back from whoever may have been asked, even while they are being asked."""

    episode: str
    keys: tuple[str, ...]
    settled: Settled = Settled()
    clock: Clock


class Contact(Payload):
    """One person's phone. `token` is the keyed hash of `number` that may stand in ids and logs."""

    person: Person
    number: str
    token: str
    language: str = "en"
    time_zone: str
    reach: Reach


class Prompt(Payload):
    """A question on its way to one phone. `card` is the token of its link, or empty."""

    episode: str
    facility_name: str
    initials: str
    question: Question
    to: Contact
    care_line: str
    undo_minutes: int = 10
    card: str = ""


class Retraction(Payload):
    """A prompt that is taken back. It leaves a tombstone when it comes before its prompt."""

    episode: str
    key: str
    settled: Settled = Settled()


# ---- one phone's thread ----


class ReceivedText(Payload):
    """A text from this phone. `message_id` is Twilio's; a text is acted on once."""

    message_id: str
    number: str
    body: str
    at: datetime
    carrier_confirms: bool = False


class Delivery(Payload):
    """A receipt: what became of the outbox row `key`. `status` is Twilio's word."""

    key: str
    status: str
    error_code: int | None = None


class PhoneMemory(Payload):
    """What of a thread outlives it."""

    next_code: int = 21
    opted_out: bool = False
    corrections: int = 0
    thanked_at: datetime | None = None
    labels: dict[str, str] = {}
    recent: tuple[str, ...] = ()
    closed: dict[int, str] = {}
    facility_name: str = ""
    care_line: str = ""
    language: str = "en"
    time_zone: str = "UTC"


class RememberPhone(Payload):
    """Keep this of a phone's thread."""

    token: str
    memory: PhoneMemory


class TextItem(Payload):
    """One thing that a text says: a template's name and what fills it."""

    kind: str
    code: int | None = None
    label: str = ""
    facility_name: str = ""
    due: datetime | None = None
    choices: tuple[Choice, ...] = ()
    words: dict[str, str] = {}
    times: dict[str, datetime] = {}
    card: str = ""
    care_line: str = ""
    reminder: bool = False
    introduce: bool = False


class SendText(Payload):
    """One text to one phone. `key` is its outbox row: the same key is sent once.

    `useless_after_real` bounds how long the carrier may hold it.
    """

    key: str
    to_number: str
    to_token: str
    language: str = "en"
    time_zone: str
    items: tuple[TextItem, ...]
    useless_after_real: datetime | None = None
    codes: tuple[int, ...] = ()
    voice: bool = False
    now: datetime


class Sent(Payload):
    """What became of a text: `sid` is Twilio's id."""

    sid: str
    status: str = "queued"


# ---- answers and verdicts ----


class GiveAnswer(Payload):
    """An answer, handed to its episode."""

    episode: str
    key: str
    value: Value
    by: Person
    happened_at: datetime
    told_at: datetime
    via: Via = Via.TEXT
    at: datetime | None = None
    note: str = ""
    flag: Flag | None = None
    card: tuple[tuple[str, str], ...] = ()
    message_id: str = ""


class TakeBack(Payload):
    """Take back the newest answer that this person gave to a question."""

    episode: str
    key: str
    by: Person
    at: datetime
    message_id: str = ""


class VerdictState(StrEnum):
    """What an episode says to an answer."""

    RECORDED = "recorded"
    ALREADY_SETTLED = "already_settled"
    CLOSED = "closed"
    TAKEN_BACK = "taken_back"
    TOO_LATE = "too_late"
    REFUSED = "refused"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, _value: object) -> "VerdictState":
        return cls.UNKNOWN


class Verdict(Payload):
    """The episode's word: only this is confirmed to the person.

    `follows` says what happens next, `by` and `at` who settled it before, `keeps_open` that the
    prompt still takes answers ("I take it" is not "done").
    """

    state: VerdictState
    follows: str = ""
    by: str = ""
    at: datetime | None = None
    keeps_open: bool = False


class PassOn(Payload):
    """Words from a phone that answered nothing, for whoever should read them."""

    text: ReceivedText
    phone_token: str
    episodes: tuple[str, ...] = ()
    flag: Flag | None = None
    clock: Clock


class Unreachable(Payload):
    """A prompt that cannot reach its phone, told to the episode that asked."""

    episode: str
    key: str
    reason: str
    clock: Clock


class OpenConversation(Payload):
    """The input of a thread. `state` is set when it continues as new."""

    number: str
    token: str
    clock: Clock
    state: "ConversationState | None" = None


class StandingPrompt(Payload):
    """A prompt that a phone holds: `code` once it was sent, `settled` once it is closed."""

    prompt: Prompt
    label: str
    code: int | None = None
    sent: int = 0
    shown_at: datetime | None = None
    closed_at: datetime | None = None
    closed_words: str = ""
    answered: bool = False
    acknowledged: bool = False


class ConversationState(Payload):
    """The whole state of a thread, passed on when it continues as new."""

    memory: PhoneMemory = PhoneMemory()
    prompts: tuple[StandingPrompt, ...] = ()
    tombstones: tuple[str, ...] = ()
    received: tuple[ReceivedText, ...] = ()
    outgoing: tuple["Outgoing", ...] = ()
    handing: tuple["Handing", ...] = ()
    words: tuple["PassOn", ...] = ()
    unreachable: tuple["Unreachable", ...] = ()
    last_reply_at: datetime | None = None


class Outgoing(Payload):
    """A text that this thread still has to send beside its prompts: confirmations, notices.

    `safety` texts go out even to a phone that has opted out of all others.
    """

    key: str
    item: TextItem
    safety: bool = False


class Handing(Payload):
    """An answer (or its taking back) on its way to the episode; `id` names its prompt."""

    id: str
    answer: GiveAnswer | None = None
    take_back: TakeBack | None = None


# ---- the episode's other commands ----


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
    """End an episode early."""

    ending: Ending
    at: datetime
    by: str
    reason: str = ""


class Amend(Payload):
    """What became known of a discharge after its episode opened: the newer account of it."""

    discharge: Discharge
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


class NotReached(Payload):
    """A person of this episode could not be texted for this question."""

    key: str
    reason: str


# ---- cards, status, sweep ----


class CardRequest(Payload):
    """Which question a card is opened for."""

    key: str


class Card(Payload):
    """The page behind a prompt's link: what may not stand in a text, while `open`."""

    open: bool
    title: str = ""
    why: str = ""
    patient: str = ""
    born: str = ""
    number: str = ""
    language: str = ""
    caregiver: str = ""
    address: str = ""
    script: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    differences: tuple[tuple[str, str, bool], ...] = ()
    medications: tuple[tuple[str, tuple[str, ...]], ...] = ()
    words: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    role: Role = Role.NURSE
    due: datetime | None = None
    time_zone: str = "UTC"


class StatusPage(Payload):
    """An episode at a glance."""

    phase: str
    day: int
    window_days: int
    markdown: str
    record: EpisodeRecord


class Pending(Payload):
    """Whether a workflow is at work now, and when time alone makes it go on."""

    busy: bool
    wake: datetime | None = None


class DeliverInbox(Payload):
    """Deliver the texts of one phone that still wait in the inbox, oldest first."""

    ordering_key: str


class SweepReport(Payload):
    """What a sweep found and did."""

    delivered: int = 0
    waiting: int = 0


OpenEpisode.model_rebuild()
OpenConversation.model_rebuild()
ConversationState.model_rebuild()
