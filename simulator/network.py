"""What the phone network remembers: every text and call in order, and every phone. No HTTP."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from simulator.clock import now

E164 = r"^\+[1-9]\d{6,14}$"


class Direction(StrEnum):
    """Who began a text, in Twilio's words."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_REPLY = "outbound-reply"  # what the carrier answers to STOP, START and HELP


class MessageStatus(StrEnum):
    """The part of Twilio's statuses that a plain text goes through."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"  # the other carrier could not, after `sent`
    FAILED = "failed"  # Twilio itself could not: it was never `sent`
    RECEIVED = "received"


class CallStatus(StrEnum):
    """A call is picked up by whoever has the phone, and heard to its end."""

    QUEUED = "queued"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"


class Algorithm(StrEnum):
    """How webhooks are signed, in the words of `X-Twilio-Webhooks-Signature-Settings`."""

    SHA1 = "HMAC_SHA1"  # the usual; then that header is not sent
    SHA256 = "HMAC_SHA256"


class PhoneKind(StrEnum):
    """What a number belongs to."""

    MOBILE = "mobile"
    LANDLINE = "landline"  # Twilio accepts a text for it, then reports it undelivered (30006)


@dataclass(frozen=True)
class Account:
    """The one customer of this network."""

    sid: str
    token: str
    number: str  # sends for a messaging service, and gets what a phone sends before it was texted
    inbound_url: str
    algorithm: Algorithm = Algorithm.SHA1


@dataclass(kw_only=True)
class Phone:
    """What the network knows of one number."""

    number: str
    kind: PhoneKind = PhoneKind.MOBILE
    opted_out: bool = False
    revision: int = 0


@dataclass(frozen=True, kw_only=True)
class Media:
    """A picture, or whatever else came with a text."""

    sid: str = field(default_factory=lambda: f"ME{secrets.token_hex(16)}")
    content_type: str
    content: bytes = field(repr=False)


@dataclass(kw_only=True)
class Message:
    """One text, either way."""

    sid: str = field(default_factory=lambda: f"SM{secrets.token_hex(16)}")
    direction: Direction
    sender: str
    recipient: str
    body: str
    media: dict[str, Media] = field(default_factory=dict)
    status: MessageStatus
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)
    sent_at: datetime | None = None
    listed_at: datetime | None = None  # in no list before; Twilio's are eventually consistent
    service_sid: str | None = None
    status_callback: str | None = None
    error_code: int | None = None
    attempts: int = 0  # posts of an inbound text to the customer's webhook
    taken: bool = False  # one of them was answered with 2xx
    revision: int = 0


@dataclass(kw_only=True)
class Press:
    """A digit that somebody pressed in a call, when so many things had been said in it.

    `taken`: its webhook was answered with 2xx.
    """

    digit: str
    after: int
    at: datetime = field(default_factory=now)
    taken: bool = False


@dataclass(kw_only=True)
class Call:
    """One call to a phone. It `listens` for a digit where its TwiML says that it goes."""

    sid: str = field(default_factory=lambda: f"CA{secrets.token_hex(16)}")
    sender: str
    recipient: str
    body: str  # TwiML, or where TwiML is
    status: CallStatus = CallStatus.QUEUED
    said: list[str] = field(default_factory=list)
    pressed: list[Press] = field(default_factory=list)
    digits_to: str | None = None
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)
    revision: int = 0

    @property
    def listens(self) -> bool:
        """Whether a digit that is pressed now goes anywhere, also when it was just heard out."""
        return self.digits_to is not None and self.status is not CallStatus.QUEUED


class Network:
    """The record of one run; every change gets a revision, so that a reader can catch up."""

    def __init__(self) -> None:
        self.run = secrets.token_hex(4)
        self._phones: dict[str, Phone] = {}
        self._entries: dict[str, Message | Call] = {}
        self._revision = 0
        self._changed = asyncio.Event()

    def record(self, entry: Message | Call) -> None:
        """Remember a new entry, or that a known one changed."""
        entry.updated_at, entry.revision = now(), self._next_revision()
        self._entries[entry.sid] = entry
        self.wake()

    def phone(self, number: str) -> Phone:
        """Give what is known of a number; of one that nothing was recorded for, the usual."""
        return self._phones.get(number) or Phone(number=number)

    def mark(self, phone: Phone) -> None:
        """Remember that a phone changed."""
        phone.revision = self._next_revision()
        self._phones[phone.number] = phone
        self.wake()

    def wake(self) -> None:
        """Let those who wait for news look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    def entries(self) -> list[Message | Call]:
        """Give everything, in the order in which it began."""
        return list(self._entries.values())

    def messages(self) -> Iterator[Message]:
        """Give every text, newest first."""
        return (entry for entry in reversed(self._entries.values()) if isinstance(entry, Message))

    def calls(self) -> Iterator[Call]:
        """Give every call, newest first."""
        return (entry for entry in reversed(self._entries.values()) if isinstance(entry, Call))

    def message(self, sid: str) -> Message | None:
        """Find one text."""
        entry = self._entries.get(sid)
        return entry if isinstance(entry, Message) else None

    def call(self, sid: str) -> Call | None:
        """Find one call."""
        entry = self._entries.get(sid)
        return entry if isinstance(entry, Call) else None

    def customer_number_of(self, phone: str) -> str | None:
        """Give the number that last texted this phone: the thread a reply goes into."""
        return next((text.sender for text in self.messages() if text.recipient == phone), None)

    async def news(self, after: int, within: float) -> list[Message | Call | Phone]:
        """Wait at most so many seconds for changes after a revision; oldest change first."""
        if self._revision <= after:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), within)
        known = (*self._phones.values(), *self._entries.values())
        changed = [thing for thing in known if thing.revision > after]
        return sorted(changed, key=lambda thing: thing.revision)

    def _next_revision(self) -> int:
        self._revision += 1
        return self._revision
