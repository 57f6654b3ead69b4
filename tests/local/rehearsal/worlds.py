"""One discharge in both worlds, the protocol's and the workflows', and what they asked in each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cli.planning.plan_command import Begun, PlanFiles, opened
from domain.asking.question import Question
from domain.episode.closing import LEFT_OPEN
from domain.episode.facts import Person
from domain.pathway import Role
from domain.plan.people import People, Reply
from domain.plan.rehearsal import Rehearsed, rehearse
from domain.plan.simulation import simulate
from local.rehearsal.real import Lived, live
from local.rehearsal.stage import Stage
from local.rehearsal.told import ended_of, steps_of
from tests.cli.files import CASES, EXAMPLES
from tests.places import ROOT

FILES = [*EXAMPLES, *CASES]
SAME_INSTANT = timedelta(minutes=1)
"""A real text takes a moment on its way, and so does its answer."""

Ask = tuple[str, str, datetime]


@dataclass(frozen=True)
class AnsweredAsThere:
    """The same people, who answer when they did in the other world, and what they would.

    When somebody answers hangs on when their phone shows it: gathering, pacing and caps are a
    thread's, and so is whose shift ends.
    """

    people: People
    answered: dict[str, list[datetime]]

    def reply(self, asked: Question, texted: datetime) -> Reply | None:
        """What they draw, at the instant of the other world."""
        drawn = self.people.reply(asked, texted)
        there = (at for at in self.answered.get(asked.key, ()) if at >= texted - SAME_INSTANT)
        at = next(there, None)
        return Reply(at=at, choice=drawn.choice) if drawn and at else None

    def ever(self, asked: Question) -> bool:
        """As they do."""
        return self.people.ever(asked)


@dataclass(frozen=True)
class Both:
    """A discharge with the same people, in both worlds."""

    begun: Begun
    lived: Lived
    pure: Rehearsed
    people: People

    def differences(self, until: datetime | None = None) -> list[tuple[str, Ask]]:
        """What was asked in one of them alone: the question, of whom, and when.

        A question that is handed over at the end of a shift stands on, and makes its people
        others' equals: who has it now is asked next, which a walk without threads cannot know. Of
        an alarm that nobody will take the later rounds are not walked. Of nurses who are free
        alike either may come first, where two steps ask at once; so may whoever hears of what is
        left, while the steps take back what they asked.
        """
        moved = {one.question.to for one in self.lived.asks.asks.values() if one.handed_over}
        real = [
            (one.question.key, _who(one.question, one.person, moved), one.at)
            for one in self.lived.asks.asks.values()
            if not one.handed_over and (self.people.ever(one.question) or not one.question.again_of)
        ]
        pure = [
            (one.question.key, _who(one.question, one.person, moved), one.since)
            for one in self.pure.stood
        ]
        if until is not None:
            real = [one for one in real if one[2] < until]
            pure = [one for one in pure if one[2] < until]
        alone = [("workflows", one) for one in real if not _take(one, pure)]
        return [*alone, *(("protocol", one) for one in pure)]

    def ends(self) -> list[object]:
        """How it ended in the workflows, and each step, as a rehearsal tells it."""
        steps = steps_of(self.lived, self.begun)
        ended = ended_of(self.lived, self.begun).ending
        return [ended, *sorted((one.step, one.state, one.late) for one in steps)]

    def ends_purely(self) -> list[object]:
        """The same of the protocol alone."""
        assert self.begun.facts is not None
        there = AnsweredAsThere(self.people, self.lived.phones.answered)
        found = simulate(self.begun.facts, there, self.begun.setting)
        return [
            found.ended.ending,
            *sorted((one.step, one.state, one.late) for one in found.steps),
        ]


def _who(asked: Question, person: Person | None, moved: set[Role]) -> str:
    """By name, or nobody; by the role where any of it may be asked."""
    if person is None:
        return "nobody"
    alike = person.role is Role.NURSE or asked.kind == LEFT_OPEN or asked.to in moved
    return str(asked.to) if alike else person.handle


def _take(asked: Ask, others: list[Ask]) -> bool:
    """Whether it was asked there too; each counts once."""
    key, to, at = asked
    same = (one for one in others if one[:2] == (key, to) and abs(one[2] - at) < SAME_INSTANT)
    found = next(same, None)
    if found is not None:
        others.remove(found)
    return found is not None


def begun_by(file: Path) -> Begun:
    """What a discharge file begins at the sample hospital."""
    return opened(PlanFiles(ROOT, file, "standard", None))


async def both(stage: Stage, begun: Begun, people: People, until: datetime | None = None) -> Both:
    """Carry it through both."""
    assert begun.facts is not None
    lived = await live(stage, begun.discharge, begun.facts, people, begun.wording, until)
    there = AnsweredAsThere(people, lived.phones.answered)
    return Both(begun, lived, rehearse(begun.facts, there, begun.setting), people)
