"""Six phones, forty episodes, one carrier and one clock: whatever may happen to them, as moves.

Each move takes plain numbers, so that hypothesis and a seeded walk play the same game.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import TypeVar

from domain.episode.decision import earliest
from domain.texting.leaving.consent import carrier_keyword
from domain.time.clock import Clock
from models.payloads import (
    Contact,
    Delivery,
    DeliveryOutcome,
    PendingKind,
    Prompt,
    ReceivedText,
    Retraction,
    Settled,
)
from tests.model_checking.carrier import Accepted, Carrier, Mood
from tests.model_checking.driver import Driver, Signal
from tests.model_checking.episodes import Episodes
from tests.model_checking.people import (
    EPISODES,
    FOR_PATIENTS,
    NUMBERS,
    PATIENTS,
    PUBLIC,
    STAFF,
    TASKS,
    in_words,
)
from workflows.conversation import outbound

_Found = TypeVar("_Found")
MOST_ROUNDS = 60
_CODES = {
    DeliveryOutcome.NEVER: 30006,
    DeliveryOutcome.OPTED_OUT: 21610,
    DeliveryOutcome.LATER: 30003,
    DeliveryOutcome.OPS: 30007,
    DeliveryOutcome.UNKNOWN: 30008,
}


class Intent(StrEnum):
    """What somebody means by a text, as far as the laws ask."""

    ANSWER = "answer"
    STOP = "stop"
    START = "start"
    WRONG_NUMBER = "wrong number"
    OTHER = "other"


@dataclass
class Said:
    """A text of a person: the codes it names, and what stood open since their last one."""

    text: ReceivedText
    codes: frozenset[int]
    intent: Intent
    exposed: set[str]


DEATH = "he passed away last night"
HEARD_ALWAYS = ("she is not breathing", DEATH)
"""Danger and death, from anybody, whatever was said before."""
OTHER_TEXTS = (
    ("LIST", Intent.OTHER),
    ("MORE", Intent.OTHER),
    ("OFF", Intent.OTHER),
    ("ON", Intent.OTHER),
    ("UNDO", Intent.OTHER),
    ("thanks", Intent.OTHER),
    ("what is all this about", Intent.OTHER),
    ("271", Intent.OTHER),
    ("HELP", Intent.OTHER),
    ("I can't breathe", Intent.OTHER),
    *((text, Intent.OTHER) for text in HEARD_ALWAYS),
    ("who is on call", Intent.OTHER),
    ("JS 1", Intent.OTHER),
    ("wrong number", Intent.WRONG_NUMBER),
    ("please stop texting me", Intent.STOP),
    ("STOP", Intent.STOP),
    *(("START", Intent.START),) * 6,
)


class World:
    """Everything, at one instant. `codes`: which prompt each code of a phone was shown for."""

    def __init__(self, start: datetime, seed: int) -> None:
        self.now = start.astimezone(UTC)
        self.dice = Random(seed)  # noqa: S311 - a game
        self.carrier = Carrier()
        self.episodes = Episodes(self.dice, self._asks, self._withdraws)
        self.clock = Clock(real_origin=self.now, clinical_origin=self.now)
        self.phones = {
            number: Driver(
                number, number, self.carrier, self.episodes, self.clock, _on_roster(number)
            )
            for number in NUMBERS
        }
        self.said: dict[str, Said] = {}
        self.undelivered: dict[str, int] = defaultdict(int)
        self._later: list[tuple[str, Signal]] = []
        self._exposed: dict[str, set[str]] = defaultdict(set)
        self._acts: dict[str, int] = defaultdict(int)
        self._unread: dict[str, dict[str, Said]] = defaultdict(dict)
        self._codes: dict[str, dict[str, int]] = defaultdict(dict)
        self._looked = 0
        self._asked = 0

    # ---- moves: episodes

    def asks(self, episode: int, task: int, ahead: int) -> None:
        """An episode wants something, now or later, at its patient's phone or of the staff."""
        name, ask_at = EPISODES[episode % len(EPISODES)], self.now + timedelta(minutes=ahead)
        self._asked += 1
        if name in PATIENTS and task % 2:
            chosen = FOR_PATIENTS[task // 2 % len(FOR_PATIENTS)]
            holder = PATIENTS[name]
        else:
            chosen = TASKS[task % len(TASKS)]
            able = [one for one in STAFF.values() if one.person.role is chosen.to]
            holder = able[(episode + task) % len(able)]
        asked = chosen.question(self._asked, ask_at, None)
        self.episodes.want(name, asked, holder)
        self.settles()

    def takes_back(self, which: int, *, silent: bool) -> None:
        """An episode needs an answer no more; it says so once, or twice."""
        wanted = _one_of(self.episodes.standing(), which)
        if wanted is None:
            return
        settled = Settled(words="done", by="RN Ward", at=self.now, silent=silent)
        self.episodes.takes_back(wanted, settled=settled)
        if which % 3 == 0:
            self.episodes.takes_back(wanted, settled=settled)
        self.settles()

    # ---- moves: people

    def replies(self, phone: int, picks: tuple[int, ...], verb: int) -> None:
        """Somebody answers by code, or asks UNDO, FIX, GIVE ... of it; also of what is closed."""
        number = self.number(phone)
        shown = self.shown(number)
        if not shown:
            return
        lines, codes = [], set()
        for pick in picks:
            open_ = [key for key in shown if key in self._exposed[number]] if pick % 2 else []
            among = open_ or shown[-8:]
            prompt_id = among[-1 - pick % len(among)]
            code, words = self.codes(number)[prompt_id], self._answer(prompt_id, pick // 8)
            codes.add(code)
            verbs = (
                *(words, words, words, words, "UNDO", "UNDO", "WHO", *(f"FIX {words}",) * 4),
                *("banana", "give to Kim", "remind me in 2 hours", "resend"),
            )
            lines.append(f"{code} {verbs[verb % len(verbs)]}")
        self.says(number, "\n".join(lines), Intent.ANSWER, frozenset(codes))

    def replies_bare(self, phone: int, pick: int) -> None:
        """Somebody answers without a code."""
        number = self.number(phone)
        open_ = [key for key in self.shown(number) if key in self._open(number)]
        if open_:
            self.says(number, self._answer(open_[-1], pick), Intent.ANSWER)

    def says_something(self, phone: int, what: int) -> None:
        """Somebody texts what is no answer."""
        body, intent = OTHER_TEXTS[what % len(OTHER_TEXTS)]
        if body == DEATH and self.number(phone) not in PUBLIC:
            return  # it closes a colleague's prompt until the episode asks what is true
        self.says(self.number(phone), body, intent)

    def says(
        self, number: str, body: str, intent: Intent, codes: frozenset[int] = frozenset()
    ) -> None:
        """A text arrives, as the webhook brings it: once or twice."""
        message_id = f"SM{len(self.said) + 1}"
        confirms = carrier_keyword(body)
        if confirms and intent is Intent.STOP:
            self.carrier.opted_out.add(number)
        elif confirms and intent is Intent.START:
            self.carrier.opted_out.discard(number)
        text = ReceivedText(
            message_id=message_id,
            phone=number,
            body=body,
            at=self.now,
            carrier_confirms=confirms,
        )
        said = Said(text, codes, intent, set(self._exposed[number]))
        self.said[message_id] = self._unread[number][message_id] = said
        self._exposed[number] = self._open(number)
        for _ in range(1 + len(self.said) % 2):
            self.phones[number].gets(lambda thread, _now: thread.take(text))
        self.settles()

    # ---- moves: the carrier, the workers, time

    def receipt(self, phone: int, which: int, outcome: int) -> None:
        """A text turns out not to have arrived, maybe an old one."""
        sent = self.carrier.to(self.number(phone))[-40:]
        text = _one_of(sent[::-1], which)
        if text is None or not self.carrier.gives_up(text.text.key):
            return
        why = tuple(_CODES)[outcome % len(_CODES)]
        if why in (DeliveryOutcome.LATER, DeliveryOutcome.UNKNOWN):
            for prompt_id in prompts_of(text):
                self.undelivered[prompt_id] += 1
        delivery = Delivery(
            key=text.text.key, status="undelivered", error_code=_CODES[why], outcome=why
        )
        self.phones[text.text.to].gets(_delivered(delivery))
        self.settles()

    def carrier_is(self, phone: int, mood: Mood, times: int) -> None:
        """The next attempts to a phone go so."""
        self.carrier.moods[self.number(phone)].extend([mood] * times)

    def goes_slow(self, phone: int) -> None:
        """What a thread begins from here on takes a while."""
        self.phones[self.number(phone)].slow = True

    def falls_asleep(self, phone: int) -> None:
        """A phone's worker is down."""
        self.phones[self.number(phone)].asleep = True

    def crashes(self, phone: int) -> None:
        """A thread is read back from what it wrote down."""
        self.phones[self.number(phone)].continues_as_new()
        self.settles()

    def passes(self, span: timedelta) -> None:
        """Time passes; whatever falls due on the way is done on the way."""
        until = self.now + span
        self._wakes_all(span)
        while (at := self._next()) is not None and at <= until:
            self.now = max(at, self.now)
            self.settles()
        self.now = max(until, self.now)
        self.settles()

    def recovers(self) -> None:
        """Everybody is up, nothing goes wrong any more."""
        self.carrier.recovers()
        for phone in self.phones.values():
            phone.stirs()
        self.passes(timedelta(minutes=2))

    def settles(self) -> None:
        """Do all that is to be done now."""
        for _ in range(MOST_ROUNDS):
            for number, phone in self.phones.items():
                self.episodes.now = self.now
                self.now = phone.runs(self.now)
                self._sees(number)
            later, self._later = self._later, []
            for number, signal in later:
                self.phones[number].gets(signal)
            if not any(phone.post for phone in self.phones.values() if not phone.asleep):
                return
        raise AssertionError("the phones do not come to rest")

    # ---- what can be seen

    @property
    def at_rest(self) -> bool:
        """Whether nothing is on its way anywhere."""
        return not self._later and all(phone.at_rest for phone in self.phones.values())

    @property
    def lasted(self) -> timedelta:
        """How long the game has been going on."""
        return self.now - self.clock.clinical_origin

    def number(self, phone: int) -> str:
        """The number of the n-th phone."""
        return NUMBERS[phone % len(NUMBERS)]

    def codes(self, number: str) -> dict[str, int]:
        """The code under which each prompt was tried to be shown on a phone."""
        for text in self.carrier.attempts[self._looked :]:
            codes = zip(ids_of(text.key), text.codes, strict=True) if text.codes else ()
            self._codes[text.to].update(codes)
        self._looked = len(self.carrier.attempts)
        return self._codes[number]

    def shown(self, number: str) -> list[str]:
        """The prompts that a phone was shown lately, in the order of their codes."""
        codes = self.codes(number)
        seen = {key for each in self.carrier.to(number)[-40:] for key in prompts_of(each)}
        return sorted(seen, key=lambda key: codes[key])

    def prompt(self, prompt_id: str) -> Prompt:
        """What was asked under that name."""
        episode, _, wire = prompt_id.partition("|")
        return self.episodes.asked[episode, wire]

    # ---- how

    def _asks(self, prompt: Prompt) -> None:
        """Once, or twice."""
        for _ in range(1 + self.dice.randrange(2)):
            self._post(prompt.to.token, lambda thread, now: thread.ask(prompt, now))

    def _withdraws(self, holder: Contact, retraction: Retraction) -> None:
        self._post(holder.token, lambda thread, now: thread.retract(retraction, now))

    def _post(self, number: str, signal: Signal) -> None:
        """At once or a little later: signals of different senders keep no order."""
        if self.dice.random() < 0.5:
            self._later.append((number, signal))
        else:
            self.phones[number].gets(signal)

    def _sees(self, number: str) -> None:
        """Keep what stood open: what a text has answered does not, for those that come after."""
        for act in self.phones[number].acts[self._acts[number] :]:
            answered = {pending.id for pending in act.handed if pending.kind is PendingKind.ANSWER}
            self._exposed[number] -= answered
            self._unread[number].pop(act.text.message_id, None)
            for said in self._unread[number].values():
                said.exposed -= answered
        self._acts[number] = len(self.phones[number].acts)
        self._exposed[number] |= self._open(number)

    def _open(self, number: str) -> set[str]:
        return {
            key
            for key, held in self.phones[number].thread.open_prompts()
            if held.code is not None and held.prompt.question.choices
        }

    def _wakes_all(self, span: timedelta) -> None:
        for phone in self.phones.values():
            phone.slow = False
            if span >= timedelta(hours=1) or not phone.asleep:
                phone.stirs()
        self.settles()

    def _next(self) -> datetime | None:
        return earliest(*(phone.wakes_at for phone in self.phones.values()))

    def _answer(self, prompt_id: str, pick: int) -> str:
        choices = self.prompt(prompt_id).question.choices
        return in_words(choices[pick % len(choices)]) if choices else "1"


def _one_of(found: list[_Found], which: int) -> _Found | None:
    return found[which % len(found)] if found else None


def ids_of(key: str) -> list[str]:
    """The prompts that an outbox key names."""
    return key.rpartition("#")[0].split("&")


def prompts_of(accepted: Accepted) -> list[str]:
    """The prompts that a text shows."""
    return ids_of(accepted.text.key) if accepted.text.codes else []


def _on_roster(number: str) -> dict[str, object]:
    people = (one.person for one in STAFF.values() if one.token == number)
    person = next(people, None)
    return {"staff": True, "handle": person.handle} if person else {}


def _delivered(delivery: Delivery) -> Signal:
    return lambda thread, now: outbound.undelivered(thread, delivery, now)
