"""The state of one phone's thread."""

from datetime import datetime

from domain.clock import Clock
from models.payloads.asking import Prompt
from models.payloads.base import Payload
from models.payloads.texts import PhoneMemory, ReceivedText, TextItem
from models.payloads.verdicts import GiveAnswer, PassOn, TakeBack, Unreachable


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
    outgoing: tuple[Outgoing, ...] = ()
    handing: tuple[Handing, ...] = ()
    words: tuple[PassOn, ...] = ()
    unreachable: tuple[Unreachable, ...] = ()
    last_reply_at: datetime | None = None


class OpenConversation(Payload):
    """The input of a thread. `state` is set when it continues as new."""

    number: str
    token: str
    clock: Clock
    state: ConversationState | None = None
