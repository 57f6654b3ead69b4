"""Texts in and out, and what of a phone is remembered."""

from datetime import datetime

from pydantic import Field

from domain.asking.care_line import CareLine
from domain.asking.choices import Choice
from domain.asking.reachability import Reachability
from domain.pathway import TextRules
from domain.texting.attachments import Attachment
from domain.texting.interpretation import PromptOnPhone
from domain.wire_enum import WireEnum
from models.payloads.base import Payload


class ReceivedText(Payload):
    """A text from this phone. `message_id` is Twilio's; a text is acted on once.

    `phone` is the token of the number that it came from.
    """

    message_id: str
    phone: str
    body: str
    at: datetime
    carrier_confirms: bool = False
    attached: tuple[Attachment, ...] = ()


class DeliveryOutcome(WireEnum):
    """What a text that did not arrive means for the next one to that phone."""

    NEVER = "never"
    OPTED_OUT = "opted_out"
    LATER = "later"
    OPS = "ops"
    UNKNOWN = "unknown"


class Delivery(Payload):
    """A receipt: what became of the outbox row `key`. `status` is Twilio's word."""

    key: str
    status: str
    error_code: int | None = None
    outcome: DeliveryOutcome = DeliveryOutcome.UNKNOWN


class PhoneMemory(Payload):
    """What of a thread outlives it.

    `stale` is the newest question that was closed since its person last wrote: a bare answer may
    be meant for it. `after_at` is when a family was last told that nobody follows their patient any
    more. `decided_at` is when it was last said, by this phone or to a colleague, whether
    it is to be texted. `introduced` are the episodes of which this phone has got a text as one of
    the family's, `patients` the last two whom it was asked about. `texts` are the rules of the
    prompt that came last.
    """

    next_code: int = 21
    opted_out: bool = False
    decided_at: datetime | None = None
    corrected_at: tuple[datetime, ...] = ()
    thanked_at: datetime | None = None
    after_at: datetime | None = None
    emergency_at: datetime | None = None
    told_at: datetime | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    patients: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    closed: dict[int, str] = Field(default_factory=dict)
    facility_name: str = ""
    line: CareLine | None = None
    staff: bool = False
    handle: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    texts: TextRules = TextRules()
    reachability: Reachability = Reachability.REACHABLE
    texted: tuple[datetime, ...] = ()
    introduced: tuple[str, ...] = ()
    listed_at: datetime | None = None
    reviewed_at: datetime | None = None
    stale: PromptOnPhone | None = None


class RememberPhone(Payload):
    """Keep this of a phone's thread."""

    token: str
    memory: PhoneMemory


class TextItem(Payload):
    """One thing that a text says: a template's name and what fills it.

    `first`: the first that its reader gets of an episode, which says whose and why. `named`: its
    reader must be told which patient it is about. A visit is on the clock of `facility_zone`, all
    else on that of `zone`, or of the text where there is none; `zoned` says its name.
    """

    kind: str
    code: int | None = None
    label: str = ""
    facility_name: str = ""
    due: datetime | None = None
    choices: tuple[Choice, ...] = ()
    words: dict[str, str] = Field(default_factory=dict)
    times: dict[str, datetime] = Field(default_factory=dict)
    facility_zone: str = ""
    zone: str = ""
    zoned: bool = False
    card: str = ""
    care_line: CareLine | None = None
    reminder: bool = False
    first: bool = False
    named: bool = False


class SendText(Payload):
    """One text to the phone of that token. `key` is its outbox row: the same key is sent once.

    A `page` is urgent and disturbs somebody of the staff. `useless_after_real` bounds how long the
    carrier may hold it. With `voice` it is said aloud too; to a phone that gets no texts it is not
    `written` and said aloud alone.
    """

    key: str
    to: str
    language: str = "en"
    time_zone: str
    items: tuple[TextItem, ...]
    useless_after_real: datetime | None = None
    codes: tuple[int, ...] = ()
    voice: bool = False
    page: bool = False
    written: bool = True
    now: datetime


class Sent(Payload):
    """What became of a text, or of the call where it was only said: `sid` is Twilio's id."""

    sid: str
    status: str = "queued"
