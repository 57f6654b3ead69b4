"""The phones of a story: what each expects, what it answers, and what came unexpected."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import OperationalError
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import interfaces
from adapters.wording.texts import Wording
from domain.texting.attachments import Attachment
from models.payloads import SendText, Sent, TextItem
from store.patient_data.numbers import NUMBER_OF
from tests.stories.cards import READS, SETTLES, Cards

TypeText = Callable[..., Awaitable[None]]
"""A number, words, and what is attached."""


def code_of(body: str) -> str:
    """The reply code at the start of a text."""
    found = re.match(r"(?:Reminder: )?(\d+) ", body)
    return found[1] if found else ""


_GATHERED = re.compile(r"\d+ [A-Z].*: .*\d ")
_AROUND = re.compile(
    r"Your shift, \d+ open:|Reply (?:like )?\d+ 1.*|Some were .*'s\. Reply like \d+ 1"
)


def prompts_in(body: str) -> list[str]:
    """The prompts of a text: one, or each line of those that were gathered into it."""
    lines = [line for line in body.splitlines() if not _AROUND.fullmatch(line)]
    gathered = lines and all(_GATHERED.match(line) for line in lines)
    return lines if gathered else [body]


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
        """Whether a text has all the words, in whatever case."""
        return self.body is None and all(word.lower() in body.lower() for word in self.words)

    @property
    def minute(self) -> datetime | None:
        """When it came, to the minute."""
        return self.at.replace(second=0, microsecond=0) if self.at else None

    @property
    def code(self) -> str:
        """The reply code at the start of the text that came."""
        return code_of(self.body or "")


@dataclass
class Phone:
    """One person's phone."""

    name: str
    number: str
    type_text: TypeText
    expectations: list[Expectation] = field(default_factory=list)
    received: list[tuple[datetime, str]] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    allowed: list[tuple[str, str | None]] = field(default_factory=list)
    cards: list[tuple[str, bool]] = field(default_factory=list)
    calls: list[tuple[datetime, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    refuses: bool = False
    landline: bool = False

    def expects(self, *words: str) -> "Expecting":
        """The next text with these words is expected."""
        expectation = Expectation(words=words)
        self.expectations.append(expectation)
        return Expecting(self, expectation)

    def allows(self, word: str, reply: str | None = None) -> None:
        """Texts with this word may come, any number; each gets the same answer, or none.

        The case counts: "MEDS" is in the prompt and "meds" in what is said back to its answer.
        """
        self.allowed.append((word, reply))

    def presses(self, *digits: str) -> None:
        """The person presses these in the next call; in the calls after it nothing."""
        self.keys.extend(digits)

    async def says(self, text: str) -> None:
        """The person types a text of their own accord, or answers late."""
        await self.type_text(self.number, text)

    async def sends_pictures(self, count: int = 1, *, words: str = "") -> None:
        """The person sends pictures, with words or without."""
        pictures = [Attachment(id=f"ME{number:032x}", kind="image/jpeg") for number in range(count)]
        await self.type_text(self.number, words, *pictures)

    def hears(self, words: str, at: datetime) -> list[str]:
        """A call is heard; gives the keys that are pressed in it."""
        self.calls.append((at, words))
        pressed, self.keys = self.keys, []
        return pressed

    def gets(self, body: str, at: datetime) -> str | None:
        """A text arrives; gives what its reader answers."""
        shown = {code_of(line) for _, text in self.received for line in prompts_in(text)}
        self.received.append((at, body))
        lines = prompts_in(body)
        if len(lines) == 1:
            return self._reads(lines[0], at)
        again = {line: f"Reminder: {line}" for line in lines if code_of(line) in shown}
        answers = [self._reads(again.get(line, line), at) for line in lines]
        return "\n".join(filter(None, answers)) or None

    def _reads(self, body: str, at: datetime) -> str | None:
        """One prompt is read; a line of a list that repeats a prompt surprises nobody."""
        fitting = next((e for e in self.expectations if e.fits(body)), None)
        if fitting is None:
            repeats = body.startswith("Reminder: ") and "\n" not in body
            return None if repeats else self._allowed(body)
        fitting.body, fitting.at = body, at
        return self._answer(body, fitting.reply)

    def _allowed(self, body: str) -> str | None:
        """What is answered to a text that nobody waited for."""
        reply = next(((reply,) for word, reply in self.allowed if word in body), None)
        if reply is None:
            self.unexpected.append(body)
            return None
        return self._answer(body, reply[0])

    def _answer(self, body: str, reply: str | None) -> str | None:
        """What is typed; a card that is opened or settled first is kept for the network."""
        if reply is None:
            return None
        if reply.startswith((READS, SETTLES)):
            self.cards.append((body, reply.startswith(SETTLES)))
        typed = reply.removeprefix(READS).removeprefix(SETTLES)
        return typed.format(code=code_of(body)) or None

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
    """Delivers to the phones of a story, in the real wording; each key is delivered once.

    Their readers answer once nothing is at work, as `local.rehearsal.skipping` says why; at once
    where the store is about to forget that the text was sent.
    """

    def __init__(self, wording: Wording, cards: Cards) -> None:
        self._wording = wording
        self.cards = cards
        self.phones: dict[str, Phone] = {}
        self.sent: dict[str, str] = {}
        self.failing: set[str] = set()
        self.forgetting: set[str] = set()
        self.attempts: list[str] = []
        self.rung: set[str] = set()
        self._answers: list[tuple[Phone, str]] = []

    @property
    def waiting(self) -> bool:
        """Whether anybody has an answer."""
        return bool(self._answers)

    async def answer(self) -> None:
        """Let all type theirs."""
        answers, self._answers = self._answers, []
        for phone, typed in answers:
            await phone.type_text(phone.number, typed)

    @property
    def voices(self) -> list[str]:
        """The numbers that were rung, once for each call."""
        return [number for number, phone in self.phones.items() for _ in phone.calls]

    @activity.defn
    async def send_text(self, text: SendText) -> Sent:
        """Put a text on its phone and let its reader answer."""
        self.attempts.append(text.key)
        number = next(one for one in self.phones if self.cards.tokens.phone(one) == text.to)
        phone = self.phones[number]
        no_texts = "CannotReach" if phone.landline else "OptedOut" if phone.refuses else ""
        if text.voice and (no_texts or not text.written):
            await self._rings(phone, text)
        if not text.written:
            return Sent(sid=f"CA{len(self.rung)}", status="rung")
        if no_texts:
            raise ApplicationError("no texts", type=no_texts, non_retryable=True)
        if number in self.failing:
            raise ApplicationError("not now", type="Busy")
        if text.key not in self.sent:
            body = self._wording.text(
                tuple(map(self._with_number, text.items)),
                language=text.language,
                time_zone=text.time_zone,
                now=text.now,
            )
            self.sent[text.key] = body
            if text.voice:
                await self._rings(phone, text)
            await self._reads(phone, body, text)
            if number in self.forgetting:
                self.forgetting.discard(number)
                raise OperationalError("commit", None, ConnectionError("the store went away"))
        return Sent(sid=f"SM{len(self.sent)}")

    def _with_number(self, item: TextItem) -> TextItem:
        """With the number that it names by its token, which the store keeps."""
        if NUMBER_OF not in item.words:
            return item
        tokens = {self.cards.tokens.phone(one): one for one in self.phones}
        number = tokens[item.words[NUMBER_OF]]
        return item.model_copy(update={"words": {**item.words, "number": number}})

    async def _reads(self, phone: Phone, body: str, text: SendText) -> None:
        """A phone shows a text; its reader opens cards first, then answers."""
        answer = phone.gets(body, text.now)
        while phone.cards:
            shown, settles = phone.cards.pop(0)
            act = self.cards.settles if settles else self.cards.opens
            await act(phone.number, shown, text.now)
        if answer is not None and phone.number in self.forgetting:
            await phone.type_text(phone.number, answer)
        elif answer is not None:
            self._answers.append((phone, answer))

    async def _rings(self, phone: Phone, text: SendText) -> None:
        """Call, once for each key; a 1 arrives as the gateway has it, other digits as nothing."""
        if text.key in self.rung:
            return
        self.rung.add(text.key)
        words = self._wording.spoken(text.items[0], language=text.language)
        if "1" in phone.hears(words, text.now):
            self._answers.append((phone, f"{text.codes[0]} 1"))
