"""The state of one phone's thread."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from domain.time.clock import Clock
from domain.time.hours import Reach
from models.payloads.answers import GiveAnswer, PassOn, PhoneMark, TakeBack, Unreachable
from models.payloads.asking import Prompt
from models.payloads.base import Payload
from models.payloads.shifts import ShiftChange
from models.payloads.texts import Delivery, PhoneMemory, ReceivedText, SendText, TextItem


class Outgoing(Payload):
    """A text that this thread still has to send beside its prompts: confirmations, notices.

    `safety` texts go out even to a phone that has opted out of all others.
    """

    key: str
    item: TextItem
    safety: bool = False
    then: tuple[TextItem, ...] = ()
    tried: bool = False


class PendingKind(StrEnum):
    """What of an answer is on its way."""

    ANSWER = "answer"
    CORRECTION = "correction"
    UNDO = "undo"


class PendingAnswer(Payload):
    """An answer, its correction or its undoing, on its way to the episode; `id` is its prompt's."""

    id: str
    kind: PendingKind
    said: GiveAnswer | TakeBack = Field(union_mode="left_to_right")

    @model_validator(mode="after")
    def _is_what_it_says(self) -> Self:
        """What cannot be read as an answer must not be taken for the undoing of one."""
        if (self.kind is PendingKind.UNDO) is not isinstance(self.said, TakeBack):
            raise ValueError(f"that is no {self.kind}")
        return self


class StandingPrompt(Payload):
    """A prompt that a phone holds: `code` once it was sent, `settled` once it is closed.

    `failed` counts the texts of it that did not arrive; the next waits until `not_before`. `text`
    is the outbox key of the newest. What is acknowledged ("I take it") stays open, and is not
    repeated. What is `withdrawn` never opens again. `snoozed_until` is when
    its reader wants to be reminded, in place of the next reminder. `held`, its asker knows that it
    waits.
    """

    prompt: Prompt
    label: str
    asked_at: datetime
    code: int | None = None
    sent: int = 0
    shown_at: datetime | None = None
    closed_at: datetime | None = None
    closed_words: str = ""
    answered: bool = False
    acknowledged_at: datetime | None = None
    handed_over: bool = False
    withdrawn: bool = False
    held: bool = False
    text: str = ""
    failed: int = 0
    not_before: datetime | None = None
    snoozed_until: datetime | None = None


class ShiftRequest(Payload):
    """Something that the roster is to be asked; `key` is of the text that wished it.

    `task` is the prompt that GIVE gives away, `to` the name that was said.
    """

    change: ShiftChange
    key: str = ""
    task: str = ""
    to: str = ""


class ConversationState(Payload):
    """The whole state of a thread, passed on when it continues as new."""

    memory: PhoneMemory = PhoneMemory()
    prompts: tuple[StandingPrompt, ...] = ()
    tombstones: tuple[str, ...] = ()
    received: tuple[ReceivedText, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    pending: tuple[PendingAnswer, ...] = ()
    words: tuple[PassOn, ...] = ()
    unreachable: tuple[Unreachable, ...] = ()
    last_reply_at: datetime | None = None
    replied_about: str = ""
    prompted_at: datetime | None = None
    hours: Reach | None = None
    shift_requests: tuple[ShiftRequest, ...] = ()
    listed: tuple[str, ...] = ()
    marks: tuple[PhoneMark, ...] = ()
    unsure: tuple[SendText, ...] = ()
    in_doubt: tuple[str, ...] = ()
    held_until: dict[str, datetime] = Field(default_factory=dict)
    being_sent: str = ""
    receipts: tuple[Delivery, ...] = ()


class OpenConversation(Payload):
    """The input of a thread. `state` is set when it continues as new."""

    token: str
    clock: Clock
    state: ConversationState | None = None
