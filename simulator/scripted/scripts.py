"""Scripted people: what they see or hear, what they answer, by text, card or key, and when."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random  # noqa: TID251  # seeded, so that a run repeats

from simulator.background import Background
from simulator.delivery import Pace
from simulator.network import Call
from simulator.scripted.card_visits import link_in, visit
from simulator.scripted.people import OnCard, Person, Rule, Saying, Seconds

FIRST_CODE = 21  # smaller numbers are choices
_CODED = re.compile(r"([0-9]{2,}) ")


@dataclass(frozen=True)
class Prompt:
    """One question in a text; a text may gather several."""

    code: str | None
    text: str


@dataclass(frozen=True)
class Visit:
    """A card to open, and what to do there."""

    link: str
    task: OnCard


@dataclass(frozen=True)
class Reply:
    """What a person will do, and in how many seconds: open a card first, then type a text."""

    after: float
    text: str | None
    visit: Visit | None = None


def prompts_in(body: str) -> list[Prompt]:
    """Split a text at the lines that start with a reply code; without one it is a single prompt."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if (coded := _CODED.match(line)) and int(coded[1]) >= FIRST_CODE:
            found.append((coded[1], [line]))
        elif found:
            found[-1][1].append(line)
    return [Prompt(code, "\n".join(lines)) for code, lines in found] or [Prompt(None, body)]


class Script:
    """One person's rules and what is used up of them."""

    def __init__(self, person: Person, seed: int) -> None:
        self.person = person
        self._random = Random(f"{seed} {person.number}")  # noqa: S311  # a rehearsal, not a secret
        self._uses: Counter[int] = Counter()
        self._on_cards: set[Prompt] = set()
        self._unsaid = list(person.says)

    def opening(self) -> list[Reply]:
        """Give what the person says whatever they see, from the start."""
        return self._say(lambda saying: saying.after_see is None)

    def presses(self, said: str) -> tuple[str, float] | None:
        """Give the digit that is pressed at what a call says, and in how many seconds."""
        for place, rule in enumerate(self.person.rule):
            if rule.digit and rule.see.search(said) and not self._spent(place, rule):
                self._uses[place] += 1
                return rule.digit, self._draw(rule.after)
        return None

    def answers(self, body: str) -> list[Reply]:
        """Give the answers to a text, prompt by prompt, and what seeing it makes them say."""
        replies = [reply for prompt in prompts_in(body) for reply in self._answer(prompt)]
        seen = self._say(lambda saying: bool(saying.after_see and saying.after_see.search(body)))
        return replies + seen

    def _answer(self, prompt: Prompt) -> Iterator[Reply]:
        if prompt in self._on_cards:
            return
        link = link_in(prompt.text)
        for place, rule in enumerate(self.person.rule):
            seen = rule.see.search(prompt.text)
            if seen and self._usable(place, rule, prompt, link):
                self._uses[place] += 1
                words = seen.groupdict(default="") | {"code": prompt.code or ""}
                text = rule.reply and rule.reply.format(**words)
                yield Reply(self._draw(rule.after), text, self._visit(rule, prompt, link))
                return

    def _usable(self, place: int, rule: Rule, prompt: Prompt, link: str | None) -> bool:
        lacks_code = rule.wants_code and prompt.code is None
        lacks_link = rule.card is not None and link is None
        unfit = rule.digit is not None or self._spent(place, rule)
        return not (unfit or lacks_code or lacks_link)

    def _spent(self, place: int, rule: Rule) -> bool:
        return rule.times is not None and self._uses[place] >= rule.times

    def _visit(self, rule: Rule, prompt: Prompt, link: str | None) -> Visit | None:
        if rule.card is None or link is None:
            return None
        self._on_cards.add(prompt)  # that it is texted again changes nothing on the card
        return Visit(link, rule.card)

    def _say(self, is_due: Callable[[Saying], bool]) -> list[Reply]:
        due = [saying for saying in self._unsaid if is_due(saying)]
        self._unsaid = [saying for saying in self._unsaid if saying not in due]
        return [Reply(self._draw(saying.after or (0.0, 0.0)), saying.text) for saying in due]

    def _draw(self, after: Seconds) -> float:
        return self._random.uniform(*after)


@dataclass(frozen=True)
class Hands:
    """What can be done with a phone: a text from a number, a digit in a call."""

    text: Callable[[str, str], object]
    press: Callable[[Call, str], object]


class Cast:
    """Every scripted person, with their phones."""

    def __init__(
        self,
        people: Iterable[Person],
        seed: int,
        background: Background,
        hands: Hands,
        pace: Pace,
    ) -> None:
        self._scripts = {person.number: Script(person, seed) for person in people}
        self._background = background
        self._hands = hands
        self._pace = pace

    def start(self) -> None:
        """Begin to count the seconds of what is said unasked."""
        for script in self._scripts.values():
            self._begin(script.person, script.opening())

    def sees(self, phone: str, body: str) -> None:
        """Show a text to whoever has the phone."""
        if script := self._scripts.get(phone):
            self._begin(script.person, script.answers(body))

    def hears(self, call: Call) -> None:
        """Let whoever has the phone hear what was said last."""
        script = self._scripts.get(call.recipient)
        if script and (pressed := script.presses(call.said[-1] if call.said else "")):
            self._background.start(self._press_later(call, *pressed))

    def _begin(self, person: Person, replies: Iterable[Reply]) -> None:
        for reply in replies:
            self._background.start(self._do_later(person, reply))

    async def _do_later(self, person: Person, reply: Reply) -> None:
        """Whoever could not open a card says nothing of what is on it."""
        await asyncio.sleep(reply.after)
        to_open = reply.visit
        if to_open and not await visit(person, to_open.link, to_open.task, self._pace):
            return
        if reply.text is not None:
            self._hands.text(person.number, reply.text)

    async def _press_later(self, call: Call, digit: str, after: float) -> None:
        await asyncio.sleep(after)
        self._hands.press(call, digit)
