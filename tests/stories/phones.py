"""The phones of a story: what each expects, what it answers, and what came unexpected."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from activities import interfaces
from adapters.templates import Wording
from models.payloads import SendText, Sent
from temporalio import activity
from temporalio.exceptions import ApplicationError

TypeText = Callable[[str, str], Awaitable[None]]


@dataclass
class Expectation:
    """A text that must come, and what its reader does."""

    words: tuple[str, ...]
    reply: str | None = None
    body: str | None = None
    at: datetime | None = None

    def ignores(self) -> "Expectation":
        """The reader does nothing."""
        self.reply = None
        return self

    def fits(self, body: str) -> bool:
        """Whether a text has all the words."""
        return self.body is None and all(word in body for word in self.words)

    @property
    def code(self) -> str:
        """The reply code at the start of the text that came."""
        found = re.match(r"(?:Reminder: )?(\d+) ", self.body or "")
        return found[1] if found else ""


@dataclass
class Phone:
    """One person's phone."""

    name: str
    number: str
    type_text: TypeText
    expectations: list[Expectation] = field(default_factory=list)
    received: list[tuple[datetime, str]] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    refuses: bool = False

    def expects(self, *words: str) -> "Expecting":
        """The next text with these words is expected."""
        expectation = Expectation(words=words)
        self.expectations.append(expectation)
        return Expecting(self, expectation)

    async def says(self, text: str) -> None:
        """The person types a text of their own accord, or answers late."""
        await self.type_text(self.number, text)

    def gets(self, body: str, at: datetime) -> str | None:
        """A text arrives; gives what its reader answers."""
        self.received.append((at, body))
        fitting = next((e for e in self.expectations if e.fits(body)), None)
        if fitting is None:
            self.unexpected.append(body)
            return None
        fitting.body, fitting.at = body, at
        return fitting.reply.format(code=fitting.code) if fitting.reply else None

    def missing(self) -> list[str]:
        """What was expected and has not come."""
        return [" ".join(e.words) for e in self.expectations if e.body is None]


@dataclass
class Expecting:
    """What the reader of an expected text will do."""

    phone: Phone
    expectation: Expectation

    def replies(self, reply: str, *, told: tuple[str, ...] = ("saved",)) -> Expectation:
        """Answer at once; `{code}` is the text's code. What is said back is expected too."""
        self.expectation.reply = reply
        if told:
            self.phone.expects(*told)
        return self.expectation

    def ignores(self) -> Expectation:
        """Read it and do nothing."""
        return self.expectation


class PhoneNetwork(interfaces.Messaging):
    """Delivers to the phones of a story, in the real wording; each key is delivered once."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self.phones: dict[str, Phone] = {}
        self.sent: dict[str, str] = {}
        self.failures = 0
        self.attempts: list[str] = []

    @activity.defn
    async def send_text(self, text: SendText) -> Sent:
        """Put a text on its phone and let its reader answer."""
        self.attempts.append(text.key)
        phone = self.phones[text.to_number]
        if phone.refuses:
            raise ApplicationError("opted out", type="OptedOut", non_retryable=True)
        if self.failures:
            self.failures -= 1
            raise ApplicationError("not now", type="Busy")
        if text.key not in self.sent:
            body = self._wording.text(
                text.items, language=text.language, time_zone=text.time_zone, now=text.now
            )
            self.sent[text.key] = body
            answer = phone.gets(body, text.now)
            if answer is not None:
                await phone.type_text(phone.number, answer)
        return Sent(sid=f"SM{len(self.sent)}")
