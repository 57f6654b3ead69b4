"""Escalation: who is told next, and after how long, until somebody owns it and it is done.

"I take it" is not "done": it is asked after, and silence then is nobody's ownership any more. A
rung that stays silent keeps its question, so that a late answer still counts. After the last rung
a routine ladder has one reminder a day; the urgent one begins again from the top, each round a new
occurrence for which the older codes count as well, until somebody has taken it. What happened in
rounds that nobody answered follows from their number: the fold begins at the last answered one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.asking.choices import Value, Wants
from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question, question
from domain.episode.decision import Settlement, StepState
from domain.episode.facts import Answer, Facts, Person
from domain.pathway import Ladder, Role, Rung
from domain.words.phrasebook import phrase

_TAKE_IT = (Value.TAKEN, Value.DONE, Value.PASSED_ON, (Value.STOPPED, Wants.REASON))
ESCALATION = Kind("escalation", *_TAKE_IT, on_card=(OnCard.WORDS,))
ESCALATION_DONE = Kind("escalation_done", *_TAKE_IT, on_card=(OnCard.WORDS,))
ALARM_WAS = Kind("alarm_was", Value.REAL, Value.NOT_REAL)
_OCCURRENCE = re.compile(r"/\d+\.(\d+)(?:/done-\d+)?$")
WAS = "/was/"
"""In the key of the question whether an alarm was real, between the alarm's and its number."""


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """Something that a person must own: `key` is "step/name", `since` when it became so.

    `headline` opens the text ("NOT REACHED"), `why` says what was tried, `done` what 2 means.
    `on_call`: its first rung cannot wait for staffed hours, and is told at once. `asks`: that it is
    done is not enough; who says so is asked this as well, and the next rung is told if they do not
    say.
    """

    key: str
    since: datetime
    headline: str
    why: str
    done: str = phrase("ladder.done")
    urgent: bool = False
    on_call: bool = False
    asks: Question | None = None


@dataclass(frozen=True, kw_only=True)
class Climb:
    """Where an escalation stands: its open questions, its owner, when the next rung is told.

    `urgent` also while nothing of it stands open, as between two rounds.
    """

    questions: tuple[Question, ...] = ()
    decide_again_at: datetime | None = None
    settled: Settlement | None = None
    stopped: bool = False
    taken_by: Person | None = None
    rung: Role = Role.CASE_MANAGER
    urgent: bool = False
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class _Round:
    """Once through a ladder from the top: the how manieth time, and since when."""

    escalation: Escalation
    ladder: Ladder
    number: int
    begins: datetime

    def occurrence(self, position: int) -> str:
        """Name the question to a rung; of the first round by the rung alone."""
        again = f".{self.number}" if self.number > 1 else ""
        return f"{self.escalation.key}/{position}{again}"


@dataclass(frozen=True)
class _Rung:
    """One rung at the moment it is told."""

    round: _Round
    rung: Rung
    position: int
    at: datetime
    before: str

    @property
    def last(self) -> bool:
        """Whether nobody comes after it in its round."""
        return self.position == len(self.round.ladder.rungs)


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What came of one rung: its standing questions, and when (if ever) the next is told."""

    questions: tuple[Question, ...] = ()
    rises_at: datetime
    answer: Answer | None = None
    taken_by: Person | None = None
    why: str = ""


_Told = tuple[Climb, datetime | None]
"""Where a round stands, and when it is over with nobody who has taken it."""


def climb(escalation: Escalation, facts: Facts, now: datetime) -> Climb:
    """Fold the answers of each rung, round by round, into where the escalation stands now."""
    ladder = facts.pathway.ladders.urgent if escalation.urgent else facts.pathway.ladders.routine
    this = _Round(escalation=escalation, ladder=ladder, number=1, begins=escalation.since)
    while True:
        climbed, over = (_first if this.number == 1 else _again)(this, facts, now)
        if over is None or over > now:
            return replace(climbed, urgent=escalation.urgent)
        this = _next_round(this, over, facts, now)


def _next_round(this: _Round, begins: datetime, facts: Facts, now: datetime) -> _Round:
    """The round that was answered next, or the one that is under way: silent ones are alike."""
    answered = (
        int(found[1])
        for one in facts.answers
        if one.question.startswith(f"{this.escalation.key}/")
        and (found := _OCCURRENCE.search(one.question))
    )
    following, length = this.number + 1, _length(this.ladder)
    silent = (now - begins) // length
    ahead = min((number - following for number in answered if number >= following), default=silent)
    skipped = min(silent, ahead)
    return replace(this, number=following + skipped, begins=begins + length * skipped)


def _length(ladder: Ladder) -> timedelta:
    """How long a round takes in which nobody says anything."""
    before = sum(rung.reply_minutes for rung in ladder.rungs[:-1])
    return timedelta(minutes=before + ladder.again_minutes)


def _first(this: _Round, facts: Facts, now: datetime) -> _Told:
    """The first round: each rung is told as soon as the one before is silent or passes it on."""
    standing: tuple[Question, ...] = ()
    at, told, why = this.begins, Role.CASE_MANAGER, ""
    taken_by: Person | None = None
    for position, rung in enumerate(this.ladder.rungs, start=1):
        on_call = this.escalation.on_call and position == 1
        at = at if on_call else _when(at, this.ladder, facts)
        if at > now:
            words = _rises_words(rung.role, at, standing if taken_by else ())
            return Climb(
                questions=standing, decide_again_at=at, taken_by=taken_by, rung=told, next=words
            ), None
        outcome = _outcome(_Rung(this, rung, position, at, why), facts)
        standing += outcome.questions
        if outcome.answer is not None:
            return _settled(outcome.answer, this, facts), None
        told, why, at, taken_by = rung.role, outcome.why, outcome.rises_at, outcome.taken_by
    all_told = Climb(questions=standing, taken_by=taken_by, rung=told)
    if not this.ladder.again_minutes:
        return _reminded_daily(all_told, at, now), None
    over = max(at, this.begins + _length(this.ladder))
    return _until_the_next(all_told, over), over


def _reminded_daily(told: Climb, silent_at: datetime, now: datetime) -> Climb:
    """Of a ladder with one round: the last rung hears it each morning, also who took it."""
    if told.taken_by is None or silent_at <= now:
        return replace(told, taken_by=None, next=phrase("ladder.all_told"))
    words = _rises_words(told.rung, silent_at, told.questions)
    return replace(told, decide_again_at=silent_at, next=words)


def _again(this: _Round, facts: Facts, now: datetime) -> _Told:
    """A later round: all rungs are asked at once, each for its time, so that one activity does."""
    standing: tuple[Question, ...] = ()
    over, last = this.begins + _length(this.ladder), this.ladder.rungs[0].role
    for told in _rungs(this):
        outcome = _outcome(told, facts)
        standing += outcome.questions
        if outcome.answer is not None:
            return _settled(outcome.answer, this, facts), None
        if told.at <= now:
            last = told.rung.role
        if outcome.taken_by is not None:
            over = max(over, outcome.rises_at)
            if outcome.rises_at > now:
                standing = _of_whom_it_was_told(standing, outcome, facts)
                words = _rises_words(Role.CASE_MANAGER, outcome.rises_at, standing)
                return Climb(
                    questions=standing,
                    decide_again_at=outcome.rises_at,
                    taken_by=outcome.taken_by,
                    rung=told.rung.role,
                    next=words,
                ), None
    return _until_the_next(Climb(questions=standing, rung=last), over), over


def _of_whom_it_was_told(
    standing: tuple[Question, ...], taken: _Outcome, facts: Facts
) -> tuple[Question, ...]:
    """Without the rungs that had not heard of this round when an older code took it."""
    answers = (facts.latest_answer(asked.key) for asked in taken.questions)
    taken_at = max(answer.told_at for answer in answers if answer is not None)
    return tuple(
        asked for asked in standing if asked in taken.questions or asked.ask_at <= taken_at
    )


def _rungs(this: _Round) -> Iterator[_Rung]:
    at = this.begins
    again = phrase("ladder.again", since=this.escalation.since)
    for position, rung in enumerate(this.ladder.rungs, start=1):
        yield _Rung(this, rung, position, at, again)
        at += timedelta(minutes=rung.reply_minutes)


def _until_the_next(told: Climb, over: datetime) -> Climb:
    words = phrase("ladder.from_the_top", when=over)
    if told.taken_by is not None:
        words = phrase("ladder.asked_again", when=told.questions[-1].ask_at)
    return replace(told, decide_again_at=over, next=words)


def _when(at: datetime, ladder: Ladder, facts: Facts) -> datetime:
    return facts.calendar.next_staffed(at) if ladder.staffed_only else at


def _outcome(told: _Rung, facts: Facts) -> _Outcome:
    """Follow one rung's answers: the first question, then each "done?" that came of taking it."""
    asked = _first_question(told, facts)
    if facts.nobody_for(asked.key):
        return _Outcome(
            rises_at=told.at, why=phrase("ladder.nobody", who=_role_words(told.rung.role))
        )
    standing = [asked]
    silent_at, silence = _reply_by(told, asked.ask_at, facts), "no_reply"
    while (answer := facts.latest_answer(asked.key)) is not None:
        match answer.value:
            case Value.DONE | Value.STOPPED:
                return _closed(answer, told, facts)
            case Value.PASSED_ON:
                return _passed_on(answer, told, tuple(standing))
            case _:
                taken = answer
        asked = _done_question(told, taken, facts)
        standing.append(asked)
        silent_at, silence = _reply_by(told, asked.ask_at, facts), "taken"
    owner = facts.latest_answer(standing[-2].key) if len(standing) > 1 else None
    person = owner.by if owner else facts.asked_of(asked.key)
    return _Outcome(
        questions=tuple(standing),
        rises_at=silent_at,
        taken_by=owner.by if owner else None,
        why=phrase(
            f"ladder.silent_{silence}", who=person.name if person else _role_words(told.rung.role)
        ),
    )


def _closed(answer: Answer, told: _Rung, facts: Facts) -> _Outcome:
    """What settles it, or whoever says so and has left open what it takes."""
    escalation = told.round.escalation
    if escalation.asks is None:
        return _Outcome(answer=answer, rises_at=told.at)
    key, at, by = f"{escalation.key}/said/{told.position}", answer.told_at, answer.by
    due, again = _reply_by(told, at, facts), (one for one in _repeated(told, facts) if one > at)
    unsaid = replace(escalation.asks, key=key, to=told.rung.role, ask_at=at, due=due)
    asked = replace(unsaid, whom=by.handle, remind_at=tuple(again))
    silent_at = at if facts.nobody_for(key) else due
    why = phrase("ladder.more_not_said", who=by.name)
    return _Outcome(questions=(asked,), rises_at=silent_at, taken_by=by, why=why)


def _passed_on(answer: Answer, told: _Rung, standing: tuple[Question, ...]) -> _Outcome:
    """To the next rung; after the last of a ladder with one round there is nobody but them."""
    stays = told.last and not told.round.ladder.again_minutes
    why = phrase("ladder.passed_on", who=answer.by.name)
    return _Outcome(questions=standing if stays else (), rises_at=answer.told_at, why=why)


def _first_question(told: _Rung, facts: Facts) -> Question:
    this = told.round
    asked = question(
        this.occurrence(told.position),
        ESCALATION,
        told.rung.role,
        told.at,
        due=_reply_by(told, told.at, facts),
        remind_at=_repeated(told, facts),
        urgent=this.escalation.urgent or (this.escalation.on_call and told.position == 1),
        words=_words(told),
    )
    if this.number == 1:
        return asked
    return replace(asked, again_of=replace(this, number=1).occurrence(told.position))


def _repeated(told: _Rung, facts: Facts) -> tuple[datetime, ...]:
    """When the last rung hears it again: each staffed morning, or while its round lasts."""
    ladder = told.round.ladder
    if not told.last:
        return ()
    if not ladder.again_minutes:
        return _daily(told.at, facts)
    minutes = range(ladder.ring_again_minutes, ladder.again_minutes, ladder.ring_again_minutes)
    return tuple(told.at + timedelta(minutes=after) for after in minutes)


def _done_question(told: _Rung, taken: Answer, facts: Facts) -> Question:
    """Ask whoever took it whether it is done, once for each time they say that they are at it."""
    root, _, count = taken.question.partition("/done-")
    ladder = told.round.ladder
    asked_at = taken.told_at + timedelta(minutes=ladder.ask_done_minutes)
    asked_at = _when(asked_at, ladder, facts)
    return question(
        f"{root}/done-{int(count or 0) + 1}",
        ESCALATION_DONE,
        told.rung.role,
        asked_at,
        due=_reply_by(told, asked_at, facts),
        remind_at=() if ladder.again_minutes or not told.last else _daily(asked_at, facts),
        urgent=told.round.escalation.urgent,
        words=_words(told),
    )


def _words(told: _Rung) -> dict[str, str]:
    escalation, after = told.round.escalation, told.round.ladder.rungs[told.position :]
    return {
        "headline": escalation.headline,
        "why": escalation.why,
        "before": told.before,
        "done": escalation.done,
        "then": _role_words(after[0].role) if after else "",
    }


def _reply_by(told: _Rung, at: datetime, facts: Facts) -> datetime:
    by = at + timedelta(minutes=told.rung.reply_minutes)
    return _when(by, told.round.ladder, facts)


def _daily(at: datetime, facts: Facts) -> tuple[datetime, ...]:
    """Each staffed morning after the last rung was told, until the window ends."""
    calendar, window = facts.calendar, facts.pathway.window_days
    days = (calendar.day(at) + timedelta(days=ahead) for ahead in range(1, window + 1))
    ends = calendar.day(facts.discharge.discharged_at) + timedelta(days=window)
    mornings = (calendar.staffed_on(day, at) for day in days if day <= ends)
    return tuple(morning for morning in mornings if morning is not None)


def _settled(answer: Answer, this: _Round, facts: Facts) -> Climb:
    stopped = answer.value is Value.STOPPED
    state, by = StepState.STOPPED if stopped else StepState.DONE, answer.by.name
    settlement = Settlement(state=state, at=answer.happened_at, by=by, late=True)
    asked = (_was_it_real(answer, this.escalation, facts),) if this.escalation.urgent else ()
    unsaid = tuple(one for one in asked if facts.latest_answer(one.key) is None)
    return Climb(settled=settlement, stopped=stopped, questions=unsaid)


def _was_it_real(answer: Answer, alarm: Escalation, facts: Facts) -> Question:
    """One digit from whoever closed it: what wakes people for nothing must be known.

    What was said of an earlier closing says nothing. A real one raises the tier: it has a clock.
    """
    key = f"{alarm.key}{WAS}"
    said = (one for one in facts.answers if one.question.startswith(key))
    before = sum(one.told_at < answer.happened_at for one in said)
    asked = question(
        f"{key}{before + 1}",
        ALARM_WAS,
        answer.by.role,
        answer.told_at,
        due=facts.calendar.closing(answer.told_at),
        remind_at=_daily(answer.told_at, facts),
        urgent=True,
        words={"headline": alarm.headline},
    )
    return replace(asked, whom=answer.by.handle)


def _rises_words(role: Role, at: datetime, taken: tuple[Question, ...]) -> str:
    """When the next rung hears; whoever took it is asked before that."""
    if taken:
        return phrase("ladder.asked_again", when=taken[-1].ask_at)
    return phrase("ladder.next", who=_role_words(role), when=at)


def _role_words(role: Role) -> str:
    return phrase(f"roles.{role}")
