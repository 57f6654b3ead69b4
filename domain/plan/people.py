"""How people behave in a rehearsal: who answers what, after how long, or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import log
from typing import Protocol

from domain.asking.choices import Choice, Value
from domain.asking.question import Question
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.pathway import Role


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What somebody answers, and when."""

    at: datetime
    choice: Choice


class People(Protocol):
    """Everybody who may be asked."""

    def reply(self, asked: Question, texted: datetime) -> Reply | None:
        """Their answer to a question whose first text came then; nothing, if they never answer.

        The same question gets the same reply whenever it is looked at.
        """

    def ever(self, asked: Question) -> bool:
        """Whether asking such a question again and again may bring an answer."""


class Silent:
    """Nobody ever answers."""

    def reply(self, asked: Question, texted: datetime) -> Reply | None:
        """Nothing."""
        del asked, texted
        return None

    def ever(self, asked: Question) -> bool:
        """Never."""
        del asked
        return False


class Prompt:
    """Everybody answers each first text at once, and well."""

    def reply(self, asked: Question, texted: datetime) -> Reply | None:
        """The good answer."""
        return Reply(at=texted, choice=good_choice(asked))

    def ever(self, asked: Question) -> bool:
        """Always."""
        del asked
        return True


_GOOD: dict[str, Value] = {ESCALATION: Value.DONE, ESCALATION_DONE: Value.DONE}
"""Of all other kinds the first choice is the good one."""


def good_choice(asked: Question) -> Choice:
    """What somebody answers when all is well."""
    good = _GOOD.get(asked.kind)
    return next((one for one in asked.choices if one.value is good), asked.choices[0])


_NEVER, _OTHERWISE, _USUAL_MINUTES = 1 / 6, 1 / 4, 45


@dataclass(frozen=True)
class Drawn:
    """People as a seed draws them: one in six never answers, one in four has something to say.

    The shares are ours, made to see all ways of a protocol; they say nothing of real people.
    """

    seed: int

    def reply(self, asked: Question, texted: datetime) -> Reply | None:
        """Drawn by the question's name, so that the order of looking changes nothing."""
        if self._drawn(asked, "silence") < _NEVER:
            return None
        after = timedelta(minutes=round(-log(1 - self._drawn(asked, "after")) * _USUAL_MINUTES))
        choice = good_choice(asked)
        if self._drawn(asked, "well") < _OTHERWISE:
            choice = asked.choices[int(self._drawn(asked, "choice") * len(asked.choices))]
        return Reply(at=texted + after, choice=choice)

    def ever(self, asked: Question) -> bool:
        """Sooner or later."""
        del asked
        return True

    def _drawn(self, asked: Question, what: str) -> float:
        """A number from 0 to below 1 for each thing that is drawn."""
        found = sha256(f"{self.seed}|{asked.key}|{what}".encode()).digest()
        return int.from_bytes(found[:6]) / 2**48


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a script: whoever has that role answers that kind so, each time it is asked.

    Empty is any. Of several `answers` the last goes on; none: silence.
    """

    role: Role | None = None
    kind: str = ""
    answers: tuple[str, ...] = ()
    after_minutes: int = 0

    def is_for(self, asked: Question) -> bool:
        """Whether it says what becomes of that question."""
        return self.role in (None, asked.to) and self.kind in ("", asked.kind)


@dataclass
class Scripted:
    """People who do as a script says, its first line that fits; others as `else_` says."""

    lines: Sequence[Line]
    else_: People

    def __post_init__(self) -> None:
        self._turns: dict[int, list[str]] = {}

    def reply(self, asked: Question, texted: datetime) -> Reply | None:
        """As the line says, by how often it was asked before."""
        found = self._line(asked)
        if found is None:
            return self.else_.reply(asked, texted)
        number, line = found
        turns = self._turns.setdefault(number, [])
        if asked.key not in turns:
            turns.append(asked.key)
        if not line.answers:
            return None
        value = line.answers[min(turns.index(asked.key), len(line.answers) - 1)]
        choice = next((one for one in asked.choices if one.value == value), None)
        return (
            Reply(at=texted + timedelta(minutes=line.after_minutes), choice=choice)
            if choice
            else None
        )

    def ever(self, asked: Question) -> bool:
        """Unless a line says nothing."""
        found = self._line(asked)
        return bool(found[1].answers) if found else self.else_.ever(asked)

    def _line(self, asked: Question) -> tuple[int, Line] | None:
        return _first_for(asked, self.lines)


@dataclass(frozen=True, kw_only=True)
class Idle:
    """A line of a script that did nothing, or not all that it says, by its number from 0.

    It met no question; or it did, and to none of them may be answered what is `untaken`.
    """

    number: int
    line: Line
    met: bool
    untaken: tuple[str, ...]


def idle(lines: Sequence[Line], asked: Iterable[Question]) -> tuple[Idle, ...]:
    """The lines of a script that the questions of a rehearsal left idle, in their order."""
    taken: dict[int, set[str]] = {}
    for each in asked:
        if each.choices and (found := _first_for(each, lines)):
            taken.setdefault(found[0], set()).update(one.value for one in each.choices)
    left = (
        Idle(
            number=number,
            line=line,
            met=number in taken,
            untaken=tuple(
                one for one in line.answers if one not in taken.get(number, line.answers)
            ),
        )
        for number, line in enumerate(lines)
    )
    return tuple(one for one in left if one.untaken or not one.met)


def _first_for(asked: Question, lines: Sequence[Line]) -> tuple[int, Line] | None:
    return next(((n, line) for n, line in enumerate(lines) if line.is_for(asked)), None)
