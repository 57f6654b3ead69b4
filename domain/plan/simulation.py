"""One rehearsal told: what each person was asked and said, what was late and why, how it ended."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from domain.asking.question import Question
from domain.episode.decision import Decision, StepState
from domain.episode.facts import Answer, Ended, Facts
from domain.plan.people import People
from domain.plan.plan import PlannedPrompt, told_of
from domain.plan.rehearsal import Rehearsed, rehearse
from domain.plan.setting import IMAGINED, Setting
from domain.words.phrasebook import phrase


@dataclass(frozen=True, kw_only=True)
class StepEnd:
    """How a step ended. `why`: of a late one, who was asked in vain, and how often."""

    step: str
    title: str
    state: StepState
    due: datetime | None
    settled_at: datetime | None
    late: bool
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """Thirty days of one discharge with these people; texts and answers in order of time.

    `course` is both together, each answer before what was asked because of it.
    """

    texts: tuple[PlannedPrompt, ...]
    answers: tuple[Answer, ...]
    course: tuple[PlannedPrompt | Answer, ...]
    steps: tuple[StepEnd, ...]
    ended: Ended


def simulate(facts: Facts, people: People, setting: Setting = IMAGINED) -> Simulation:
    """Walk through the thirty days, without a server."""
    found = rehearse(facts, people, setting)
    texts = told_of(found.stood, facts, by_silence=False)
    return Simulation(
        texts=texts,
        answers=found.facts.answers,
        course=_course(texts, found),
        steps=tuple(_end(one, found) for one in found.decisions),
        ended=found.ended,
    )


def _course(
    texts: tuple[PlannedPrompt, ...], found: Rehearsed
) -> tuple[PlannedPrompt | Answer, ...]:
    """At one instant in the order of the walk: a text after as many answers as it was asked."""
    after = {each.question.key: each.after for each in found.stood}
    came: list[tuple[tuple[datetime, int, int], PlannedPrompt | Answer]] = [
        ((one.at, after[one.question.key], 0), one) for one in texts
    ]
    came += [((one.told_at, number, 1), one) for number, one in enumerate(found.facts.answers)]
    return tuple(one for _, one in sorted(came, key=itemgetter(0)))


def _end(decision: Decision, found: Rehearsed) -> StepEnd:
    settled = decision.settled
    silent = (
        each.question
        for each in found.stood
        if each.question.choices and found.facts.latest_answer(each.question.key) is None
    )
    return end_of(
        StepEnd(
            step=decision.step,
            title=decision.title,
            state=settled.state if settled else StepState.UNRESOLVED,
            due=decision.due,
            settled_at=settled.at if settled else None,
            late=settled.late if settled else False,
        ),
        found.ended.at,
        silent,
    )


def end_of(step: StepEnd, ended_at: datetime, silent: Iterable[Question]) -> StepEnd:
    """With why it was late: whose silence it was, by role, in the order in which they were asked.

    What nobody settled is late when it was due by the end. `silent` are the unanswered questions.
    """
    open_ = step.settled_at is None
    late = step.due is not None and step.due < ended_at if open_ else step.late
    return replace(step, late=late, why=_why(step.step, silent) if late else "")


def _why(step: str, silent: Iterable[Question]) -> str:
    asked = Counter(one.to for one in silent if one.step == step)
    if not asked:
        return phrase("plan.left_to_do")
    said = (f"{phrase(f'roles.{role}')} {count}" for role, count in asked.items())
    return phrase("plan.unanswered", who=", ".join(said))
