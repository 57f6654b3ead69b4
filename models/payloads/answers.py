"""Answers on their way to an episode, and what it says to them."""

from datetime import datetime
from typing import Self

from domain.asking.choices import Value
from domain.asking.reachability import Reachability
from domain.clinical.flag import Flag
from domain.clinical.triage import look
from domain.episode.facts import Person, Sense, Via, Wrote
from domain.steps.tier import LOWERED
from domain.texting.leaving.told_no import ToldNo
from domain.time.clock import Clock
from domain.wire_enum import WireEnum
from models.payloads.base import Payload
from models.payloads.texts import PhoneMemory, ReceivedText, TextItem


class GiveAnswer(Payload):
    """An answer in the words of its giver. `zoned`: a time was said with its zone; so is the echo.

    No episode gets it as it is: `note` and the reasons on `card` are kept in the store first.
    """

    episode: str
    key: str
    value: Value
    also: tuple[Value, ...] = ()
    by: Person
    happened_at: datetime
    told_at: datetime
    via: Via = Via.TEXT
    at: datetime | None = None
    note: str = ""
    zoned: bool = False
    flag: Flag | None = None
    card: tuple[tuple[str, str], ...] = ()
    message_id: str = ""

    @classmethod
    def lowering(cls, episode: str, by: Person, at: datetime, why: str, message_id: str) -> Self:
        """A case manager lowers the tier: an answer to no question, kept among the others."""
        return cls(
            episode=episode,
            key=LOWERED,
            value=Value.LOWERED,
            by=by,
            happened_at=at,
            told_at=at,
            via=Via.BY_HAND,
            note=why,
            flag=look(why),
            message_id=message_id,
        )


class GivenAnswer(Payload):
    """An answer as its episode is told it: `note` is the name of what was written beside it.

    `told_no` and `flag` are what was read in the words; of a reason `card` says only that it is
    there.
    """

    episode: str
    key: str
    value: Value
    also: tuple[Value, ...] = ()
    by: Person
    happened_at: datetime
    told_at: datetime
    via: Via = Via.TEXT
    at: datetime | None = None
    note: str = ""
    told_no: ToldNo | None = None
    flag: Flag | None = None
    card: tuple[tuple[str, str], ...] = ()
    message_id: str = ""


class TakeBack(Payload):
    """Take back the newest answer that this person gave to a question."""

    episode: str
    key: str
    by: Person
    at: datetime
    via: Via = Via.TEXT
    message_id: str = ""


class VerdictState(WireEnum):
    """What an episode says to an answer."""

    RECORDED = "recorded"
    ALREADY_SETTLED = "already_settled"
    CLOSED = "closed"
    TAKEN_BACK = "taken_back"
    TOO_LATE = "too_late"
    REFUSED = "refused"
    CORRECTED = "corrected"
    UNKNOWN = "unknown"


class Verdict(Payload):
    """The episode's word: only this is confirmed to the person.

    `follows` says what happens next, `by` and `at` who settled it before, `keeps_open` that the
    prompt still takes answers ("I take it" is not "done"). Of a family's answer `due` is by when
    somebody acts on it, `urgent` that they do now, `asks_back` that the next question is the reply.
    """

    state: VerdictState
    follows: str = ""
    by: str = ""
    at: datetime | None = None
    keeps_open: bool = False
    due: datetime | None = None
    urgent: bool = False
    asks_back: bool = False


class SaidBack(Payload):
    """What a family's phone is told once its words were passed on: that somebody reads them.

    What `waits` is said in civil hours.
    """

    key: str
    kind: str
    waits: bool


class PassOn(Payload):
    """Words from a phone that answered nothing, for whoever should read them.

    `by` is the colleague who wrote them, where they are no family's, `prompt` the one on that phone
    of whose patient they are. Of words beside an answer to one episode `note` is here, their name
    there in the store, and no body. `said_back` is said unless nobody follows their patient now.
    """

    text: ReceivedText
    phone_token: str
    episodes: tuple[str, ...] = ()
    flag: Flag | None = None
    sense: Sense = Sense.WORDS
    by: Person | None = None
    prompt: str = ""
    note: str = ""
    said_back: tuple[SaidBack, ...] = ()
    clock: Clock


class PassedOn(Payload):
    """What became of words that were passed on.

    `kept`: an episode has heard them, or of a no, somebody's texts stop by it. `over`: they are of
    a family of whom no episode is open any more.
    """

    kept: bool
    over: bool = False


class Unreachable(Payload):
    """A prompt that cannot reach its phone, told to the episode that asked."""

    episode: str
    key: str
    reason: str
    clock: Clock
    why: Reachability = Reachability.SILENT


class PhoneMark(Payload):
    """A phone gets no texts any more, or does again (REACHABLE). `memory` is kept with it."""

    token: str
    why: Reachability
    memory: PhoneMemory
    at: datetime
    clock: Clock


class ToldConsent(Payload):
    """What the holder of a phone said to a colleague of being texted, a yes or a no.

    `at` is when it was said: the newest word of the same phone counts, whoever brings it.
    """

    key: str
    given: bool
    at: datetime


class TellConsent(Payload):
    """Tell a phone's thread what its holder said; `phone` is its token."""

    phone: str
    told: ToldConsent
    clock: Clock


class TellDeath(Payload):
    """Tell the other running episodes of a patient what was said of a death, once per message."""

    episode: str
    wrote: Wrote


class Notify(Payload):
    """Something that a phone is told beside any prompt, once per key."""

    key: str
    item: TextItem
