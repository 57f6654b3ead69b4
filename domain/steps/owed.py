"""What somebody owes an answer to by a time.

Silence past it climbs a ladder, and so does an answer that mends nothing. The question stays, so
that a late answer counts.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.episode.decision import Decision, StepState, earliest, settled_by
from domain.episode.escalation import ESCALATION, Climb, Escalation, climb
from domain.episode.facts import Answer, Facts
from domain.pathway import Role
from domain.words.phrasebook import phrase

_STOPS = (Value.DECLINED, Value.CANNOT)


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A question with its due time, and what is raised where nothing comes of it.

    `mends_not` are the answers after which it climbs at once.
    """

    asked: Question
    late: Escalation
    mends_not: tuple[Value, ...] = ()


def stands(owed: Owed, facts: Facts, now: datetime) -> Climb:
    """Where it stands: asked, answered, or on its ladder."""
    asked, answer = owed.asked, facts.latest_answer(owed.asked.key)
    due = asked.due or asked.ask_at
    if answer is not None and answer.value not in owed.mends_not:
        state = StepState.STOPPED if answer.value in _STOPS else StepState.DONE
        settled = replace(settled_by(answer), state=state, late=answer.told_at > due)
        return Climb(settled=settled, rung=asked.to)
    questions = () if answer else (asked,)
    since = answer.told_at if answer else owed.late.since
    if facts.nobody_for(asked.key):
        since = min(since, asked.ask_at)
    if since > now:
        words = phrase("owed.asked", who=phrase(f"roles.{asked.to}"), due=due)
        return Climb(questions=questions, decide_again_at=since, rung=asked.to, next=words)
    up = climb(replace(owed.late, since=since), facts, now)
    return up if up.settled else replace(up, questions=(*questions, *up.questions))


def in_turn(
    asks: Callable[[int, datetime], Owed],
    at: datetime,
    again: Callable[[Answer, int], datetime | None],
    facts: Facts,
    now: datetime,
) -> Climb:
    """The n-th question of the same thing: each answer says when it is asked once more, if ever."""
    number, owed = 1, asks(1, at)
    while (answer := facts.latest_answer(owed.asked.key)) is not None:
        next_at = again(answer, number)
        if next_at is None:
            break
        number += 1
        owed = asks(number, next_at)
    return stands(owed, facts, now)


def together(step: str, title: str, items: tuple[Climb, ...]) -> Decision:
    """The decision of a step that has nothing but these."""
    ends = [one.settled for one in items if one.settled]
    last = max(ends, key=lambda one: one.at, default=None)
    return beside(Decision(step=step, title=title, due=None, settled=last), items)


def beside(decision: Decision, items: tuple[Climb, ...]) -> Decision:
    """The decision with these beside what it decided: it is open again while one of them is."""
    questions = (*decision.questions, *(asked for one in items for asked in one.questions))
    open_ = tuple(one for one in items if one.settled is None)
    if not open_:
        return replace(decision, questions=questions)
    dues = (asked.due for one in open_ for asked in one.questions)
    climbing = tuple(one for one in open_ if _climbs(one))
    own = decision.settled is None and decision.next != ""
    taken_by = climbing[0].taken_by if climbing else None
    return replace(
        decision,
        due=earliest(*dues, decision.due if own else None),
        questions=questions,
        decide_again_at=earliest(decision.decide_again_at, *(one.decide_again_at for one in open_)),
        settled=None,
        escalated=decision.escalated or bool(climbing),
        urgent=decision.urgent or any(one.urgent for one in climbing),
        taken_by=decision.taken_by if decision.escalated else taken_by,
        owner=open_[0].rung,
        next=open_[0].next,
    )


def _climbs(item: Climb) -> bool:
    return item.urgent or any(asked.kind == ESCALATION for asked in item.questions)


def on_a_business_day(at: datetime, facts: Facts) -> datetime:
    """By when what cannot wait longer than a business day must be answered."""
    calendar, days = facts.calendar, facts.pathway.problems.due_business_days
    day = calendar.business_day_after(calendar.day(at), days)
    return calendar.closing(calendar.at(day, facts.pathway.staffed.opens))


def whoever_is_there(at: datetime, hours: int, facts: Facts) -> Role:
    """The team while it has so many hours left today, else whoever is on call."""
    calendar = facts.calendar
    staffed = calendar.next_staffed(at) <= at
    left = calendar.closing(at) - at >= timedelta(hours=hours)
    return Role.NURSE if staffed and left else Role.ON_CALL
