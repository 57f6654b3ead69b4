"""The phones of a rehearsal: what they show, and what their people type, and when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from temporalio import activity

from activities import interfaces
from adapters.wording.texts import Wording
from domain.asking.choices import Wants
from domain.episode.decision import earliest
from domain.plan.answering import REASON, Said, in_turn
from domain.plan.people import People
from domain.time.calendar import in_zone
from domain.time.phrasing import short_time
from local.rehearsal.asks import NotedAsk, NotedPrompts
from models.payloads import SendText, Sent

ON_THE_CARD, _CALLED = "(on the card) ", "(call) "


@dataclass(frozen=True, kw_only=True)
class PhoneText:
    """One text on a phone, as it shows it. `ours`: it came from Homeward."""

    at: datetime
    body: str
    ours: bool


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A prompt that a phone showed; `first`, and the text in which it stood."""

    ask: NotedAsk
    at: datetime
    first: bool
    zone: str
    body: str


@dataclass(kw_only=True)
class Waiting:
    """An answer that somebody will give: what they choose first, and what if that is refused."""

    at: datetime
    phone: str
    zone: str
    code: int
    ask: NotedAsk
    turns: list[Said]


@dataclass
class RehearsedPhones(interfaces.Messaging):
    """Delivers at once, in the real wording; each key is delivered once.

    `instant_said` gives the time that somebody names when they answer then.
    """

    wording: Wording
    asks: NotedPrompts
    people: People
    instant_said: Callable[[datetime], datetime]
    transcripts: dict[str, list[PhoneText]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    answered: dict[str, list[datetime]] = field(default_factory=dict)
    _sent: dict[str, str] = field(default_factory=dict)

    @activity.defn
    async def send_text(self, text: SendText) -> Sent:
        """Put a text on its phone, and let its reader think of an answer."""
        if text.key not in self._sent:
            self._sent[text.key] = f"SM{len(self._sent)}"
            body = self._body(text)
            self.transcripts.setdefault(text.to, []).append(
                PhoneText(at=text.now, body=body, ours=True)
            )
            if text.codes:  # else it says something back, and asks nothing
                self._read(text, body)
        return Sent(sid=self._sent[text.key])

    def typed(self, phone: str, body: str, at: datetime) -> None:
        """Somebody has typed this."""
        self.transcripts.setdefault(phone, []).append(PhoneText(at=at, body=body, ours=False))

    def next_at(self) -> datetime | None:
        """When somebody answers next."""
        return earliest(*(one.at for one in self._wanted()))

    def next_answer(self, now: datetime) -> Waiting | None:
        """An answer that is to be given by now: the first that was thought of."""
        due = (one for one in self._wanted() if one.at <= now)
        return min(due, key=lambda one: one.at, default=None)

    def _wanted(self) -> list[Waiting]:
        """Nobody answers what was taken back."""
        self.waiting = [
            one for one in self.waiting if one.turns and self.asks.standing(one.ask.sent_key)
        ]
        return self.waiting

    def _body(self, text: SendText) -> str:
        if not text.written:
            return _CALLED + self.wording.spoken(text.items[0], language=text.language)
        return self.wording.text(
            text.items, language=text.language, time_zone=text.time_zone, now=text.now
        )

    def _read(self, text: SendText, body: str) -> None:
        """Whoever sees a question for the first time makes up their mind."""
        named = [one.partition("|")[2] for one in text.key.rpartition("#")[0].split("&")]
        codes = dict(zip(named, text.codes, strict=False))  # a reminder taken along has none
        for sent_key in named:
            ask = self.asks.standing(sent_key)
            if ask is None:
                continue
            first = all(one.ask.sent_key != sent_key for one in self.shown)
            zone = text.time_zone
            self.shown.append(Shown(ask=ask, at=text.now, first=first, zone=zone, body=body))
            if ask.person is not None:
                self.owners[text.to] = ask.person.handle
            code = codes.get(sent_key)
            if first and code is not None and ask.question.choices:
                self._decide(text, ask, code)

    def _decide(self, text: SendText, ask: NotedAsk, code: int) -> None:
        reply = self.people.reply(ask.question, text.now)
        if reply is not None:
            turns = list(in_turn(ask.question, reply.choice))
            self.waiting.append(
                Waiting(
                    at=reply.at, phone=text.to, zone=text.time_zone, code=code, ask=ask, turns=turns
                )
            )

    def words_of(self, answer: Waiting, said: Said, now: datetime) -> str:
        """What is typed: the code, the digit, and what the choice wants."""
        choice = said.choice
        words = [str(answer.code), str(choice.digit) if choice.digit else ""]
        if choice.wants is Wants.INSTANT:
            there = in_zone(self.instant_said(now), answer.zone)
            words.append(f"{there.month}/{there.day} {short_time(there, answer.zone)}")
        if said.noted:
            words.append(REASON)
        return " ".join(filter(None, words))
