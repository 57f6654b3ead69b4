"""Escalation: who is told next, and after how long, until somebody owns it and it is done.

"I take it" is not "done": it is asked after. A rung that stays silent keeps its question, so that
a late answer still counts. After the last rung one reminder a day goes out until it is settled.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.asking.choices import Kind, Value
from domain.asking.question import Question, question
from domain.episode.decision import Settlement, StepState
from domain.episode.facts import Answer, Facts, Person
from domain.pathway import Ladder, Role, Rung
from domain.time.phrasing import short_instant


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """Something that a person must own: `key` is "step/name", `since` when it became so.

    `headline` opens the text ("NOT REACHED"), `why` says what was tried, `done` what 2 means.
    `on_call`: its first rung cannot wait for staffed hours, and is told at once.
    """

    key: str
    since: datetime
    headline: str
    why: str
    done: str = "done"
    urgent: bool = False
    on_call: bool = False


@dataclass(frozen=True, kw_only=True)
class Climb:
    """Where an escalation stands: its open questions, its owner, when the next rung is told."""

    questions: tuple[Question, ...] = ()
    decide_again_at: datetime | None = None
    settled: Settlement | None = None
    stopped: bool = False
    taken_by: Person | None = None
    rung: Role = Role.CASE_MANAGER
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What came of one rung: its standing questions, and when (if ever) the next is told."""

    questions: tuple[Question, ...] = ()
    rises_at: datetime | None = None
    answer: Answer | None = None
    taken_by: Person | None = None
    why: str = ""


def climb(escalation: Escalation, facts: Facts, now: datetime) -> Climb:
    """Fold the answers of each rung into where the escalation stands now."""
    ladder = _ladder(escalation, facts)
    standing: tuple[Question, ...] = ()
    at, told, why = escalation.since, Role.CASE_MANAGER, ""
    taken_by: Person | None = None
    for position, rung in enumerate(ladder.rungs, start=1):
        on_call = escalation.on_call and position == 1
        at = at if on_call else _when(at, ladder, facts)
        if at > now:
            words = _rises_words(rung.role, at, facts, standing if taken_by else ())
            return Climb(
                questions=standing, decide_again_at=at, taken_by=taken_by, rung=told, next=words
            )
        outcome = _outcome(_Rung(escalation, ladder, rung, position, at, why), facts)
        standing += outcome.questions
        if outcome.answer is not None:
            return _settled(outcome.answer)
        told, why = rung.role, outcome.why
        taken_by = outcome.taken_by or taken_by
        if outcome.rises_at is None:
            return Climb(
                questions=standing, taken_by=taken_by, rung=told, next="It is being seen to."
            )
        at = outcome.rises_at
    words = "All were told; a reminder each morning."
    return Climb(questions=standing, taken_by=taken_by, rung=told, next=words)


@dataclass(frozen=True)
class _Rung:
    """One rung at the moment it is told."""

    escalation: Escalation
    ladder: Ladder
    rung: Rung
    position: int
    at: datetime
    before: str


def _ladder(escalation: Escalation, facts: Facts) -> Ladder:
    ladders = facts.pathway.ladders
    return ladders.urgent if escalation.urgent else ladders.routine


def _when(at: datetime, ladder: Ladder, facts: Facts) -> datetime:
    return facts.calendar.next_staffed(at) if ladder.staffed_only else at


def _outcome(told: _Rung, facts: Facts) -> _Outcome:
    """Follow one rung's answers: the first question, then each "done?" that came of taking it."""
    asked = _first_question(told, facts)
    if facts.nobody_for(asked.key):
        return _Outcome(rises_at=told.at, why=f"no {_role_words(told.rung.role)} to be found")
    standing = [asked]
    silent_at, silence = _reply_by(told, asked.ask_at, facts), "no reply"
    while (answer := facts.latest_answer(asked.key)) is not None:
        match answer.value:
            case Value.DONE | Value.STOPPED:
                return _Outcome(answer=answer)
            case Value.PASSED_ON:
                return _Outcome(rises_at=answer.told_at, why=f"passed on by {answer.by.name}")
            case _:
                taken = answer
        asked = _done_question(told, taken, facts)
        standing.append(asked)
        silent_at, silence = _reply_by(told, asked.ask_at, facts), "took it, no word since"
    owner = facts.latest_answer(standing[-2].key) if len(standing) > 1 else None
    person = owner.by if owner else facts.asked_of(asked.key)
    return _Outcome(
        questions=tuple(standing),
        rises_at=silent_at,
        taken_by=owner.by if owner else None,
        why=f"{person.name if person else _role_words(told.rung.role)}: {silence}",
    )


def _first_question(told: _Rung, facts: Facts) -> Question:
    last = told.position == len(told.ladder.rungs)
    reply_by = _reply_by(told, told.at, facts)
    return question(
        f"{told.escalation.key}/{told.position}",
        Kind.ESCALATION,
        told.rung.role,
        told.at,
        due=reply_by,
        remind_at=_daily(told.at, facts) if last else (),
        urgent=told.escalation.urgent or (told.escalation.on_call and told.position == 1),
        words=_words(told),
    )


def _done_question(told: _Rung, taken: Answer, facts: Facts) -> Question:
    """Ask whoever took it whether it is done, once for each time they say that they are at it."""
    root, _, count = taken.question.partition("/done-")
    asked_at = taken.told_at + timedelta(minutes=told.ladder.ask_done_minutes)
    asked_at = _when(asked_at, told.ladder, facts)
    return question(
        f"{root}/done-{int(count or 0) + 1}",
        Kind.ESCALATION_DONE,
        told.rung.role,
        asked_at,
        due=_reply_by(told, asked_at, facts),
        urgent=told.escalation.urgent,
        words=_words(told),
    )


def _words(told: _Rung) -> dict[str, str]:
    after = told.ladder.rungs[told.position :]
    return {
        "headline": told.escalation.headline,
        "why": told.escalation.why,
        "before": told.before,
        "done": told.escalation.done,
        "then": _role_words(after[0].role) if after else "",
    }


def _reply_by(told: _Rung, at: datetime, facts: Facts) -> datetime:
    by = at + timedelta(minutes=told.rung.reply_minutes)
    return _when(by, told.ladder, facts)


def _daily(at: datetime, facts: Facts) -> tuple[datetime, ...]:
    """Each staffed morning after the last rung was told, until the window ends."""
    calendar = facts.calendar
    first = calendar.day(at) + timedelta(days=1)
    days = (first + timedelta(days=ahead) for ahead in range(facts.pathway.window_days))
    ends = calendar.day(facts.discharge.discharged_at) + timedelta(days=facts.pathway.window_days)
    opens = facts.pathway.staffed.opens
    return tuple(
        calendar.at(day, opens) for day in days if day <= ends and calendar.is_working_day(day)
    )


def _settled(answer: Answer) -> Climb:
    stopped = answer.value is Value.STOPPED
    state = StepState.STOPPED if stopped else StepState.DONE
    settlement = Settlement(
        state=state, at=answer.happened_at, by=answer.by.name, late=True, detail=answer.note
    )
    return Climb(settled=settlement, stopped=stopped)


def _rises_words(role: Role, at: datetime, facts: Facts, taken: tuple[Question, ...]) -> str:
    """When the next rung hears; whoever took it is asked before that."""
    if taken:
        return f"You are asked again {short_instant(taken[-1].ask_at, facts.calendar.time_zone)}."
    return f"Next, {_role_words(role)} {short_instant(at, facts.calendar.time_zone)}."


def _role_words(role: Role) -> str:
    return "the always-on number" if role is Role.ALWAYS_ON else role.replace("_", " ")
