"""As long as the patient hears nothing until it is known where they went, somebody is asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.episode import whereabouts
from domain.episode.deadlines import window_ends
from domain.episode.decision import Decision
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.episode.facts import Answer, Asked, Person
from domain.hospital.discharge import Discharge, Doubt
from domain.pathway import Role
from domain.protocol.protocol import decide
from domain.protocol.verdict import Ruling, judge, take_back
from domain.steps import disposition
from domain.steps.disposition import DISPOSITION
from domain.words.phrasebook import worded
from tests.domain.examples import ET
from tests.domain.plan.wandering import first_facts, rich
from tests.outlines import outlined

HOME = datetime(2026, 9, 8, 10, tzinfo=ET)
CAME = datetime(2026, 9, 9, 11, tzinfo=ET)
CM = Person(handle="cm", name="CM Diaz", role=Role.CASE_MANAGER)
SUPERVISOR = Person(handle="su", name="Supervisor Hale", role=Role.SUPERVISOR)
WHO = {Role.CASE_MANAGER: CM, Role.SUPERVISOR: SUPERVISOR, Role.INTAKE_LEAD: CM}
CANCELLED = Doubt(reason="a cancellation", since=CAME, holds=True)
DEATH = Doubt(reason="a death", since=CAME, holds=True, death=True)
BESIDE = Doubt(reason="news", since=CAME)
WAITS: dict[str, Discharge] = {
    "a cancellation": rich(HOME, doubts=(CANCELLED,)),
    "a death": rich(HOME, doubts=(DEATH,)),
    "a death of nobody who is placed": rich(
        HOME, doubts=(DEATH,), unclear="no class", disposition=""
    ),
    "no class": rich(HOME, unclear="the patient class was not sent"),
    "no class, and news beside": rich(HOME, unclear="no class", doubts=(BESIDE,)),
    "announced": rich(HOME, expected=True),
    "announced, with a cancellation": rich(HOME, expected=True, doubts=(CANCELLED,)),
}
"""What leaves the patient without a text until it is answered."""
ASIDE: dict[str, Discharge] = {
    "news": rich(HOME, doubts=(BESIDE,)),
    "nothing was sent": rich(HOME, disposition=""),
}
"""What is asked while the episode runs."""


class Desk:
    """Whoever is asked of one discharge, and what they say."""

    def __init__(self, discharge: Discharge) -> None:
        self.facts = first_facts(discharge, HOME)
        self.now, self._told = CAME, 0

    @property
    def decision(self) -> Decision:
        """What is decided now; whoever is asked is known."""
        found = decide(disposition.NAME, self.facts, self.now)
        asked = {one.question: one for one in self.facts.asked}
        for one in found.questions:
            if one.ask_at <= self.now:
                new = Asked(question=one.key, kind=one.kind, to=one.to, person=WHO[one.to])
                asked.setdefault(one.key, new)
        self.facts = replace(self.facts, asked=tuple(asked.values()))
        return found

    def until(self, wanted: Callable[[Question], bool]) -> Question:
        """The first question of a kind that stands, once its time has come."""
        for _ in range(24 * 20):
            for one in self.decision.questions:
                if one.ask_at <= self.now and wanted(one):
                    return one
            self.now += timedelta(minutes=30)
        raise AssertionError([one.key for one in self.decision.questions])

    def says(self, asked: Question, value: Value, *, before: float = 0) -> None:
        """An answer of whoever was asked, of so many hours ago."""
        self._told += 1
        told = Answer(
            question=asked.key,
            value=value,
            by=WHO[asked.to],
            happened_at=self.now - timedelta(hours=before),
            told_at=self.now,
            note="because",
            message_id=f"SM{self._told}",
        )
        judged = judge(told, self.facts, self.now)
        assert judged.ruling is Ruling.RECORDED, judged
        self.facts = judged.facts

    def rung(self, to: Role) -> Question:
        """The question of the ladder to a rung."""
        return self.until(lambda one: one.kind == ESCALATION and one.to is to)

    def is_asked(self) -> None:
        """Somebody is asked where they went, it is theirs by a time, and it goes on by itself."""
        decision = self.decision
        assert whereabouts.waits(self.facts)
        assert decision.settled is None
        where = [one for one in decision.questions if one.kind == DISPOSITION]
        assert where
        assert all(one.due is not None for one in where)
        assert decision.owner
        assert decision.due is not None
        ahead = [at for one in decision.questions for at in one.remind_at if at > self.now]
        assert decision.decide_again_at is not None or ahead


CLOSINGS = [(Value.DONE,), (Value.STOPPED,), (Value.TAKEN, Value.DONE), (Value.PASSED_ON,)]


@pytest.mark.parametrize("to", [Role.CASE_MANAGER, Role.SUPERVISOR])
@pytest.mark.parametrize("said", CLOSINGS, ids="-".join)
@pytest.mark.parametrize("case", WAITS)
def test_nothing_that_is_said_on_the_ladder_ends_the_asking(
    case: str, said: tuple[Value, ...], to: Role
) -> None:
    """Settled, closed or passed on: the question stays, whoever said so is asked, and it climbs."""
    desk = Desk(WAITS[case])
    asked = desk.rung(to)
    desk.says(asked, said[0])
    desk.is_asked()
    for value in said[1:]:
        desk.says(desk.until(lambda one: one.kind == ESCALATION_DONE), value)
        desk.is_asked()
    for _ in range(7):
        desk.now += timedelta(days=1)
        desk.is_asked()
    everybody = {one.to for one in desk.decision.questions}
    assert {Role.INTAKE_LEAD, Role.SUPERVISOR} <= everybody
    assert "Only this is asked" not in worded(desk.decision.next)


@pytest.mark.parametrize("case", WAITS)
def test_everybody_may_pass_it_on_or_call_it_settled_and_it_stays(case: str) -> None:
    """Whatever all of them say of the ladder until the window ends, somebody hears each morning."""
    desk = Desk(WAITS[case])
    desk.says(desk.rung(Role.CASE_MANAGER), Value.DONE)
    desk.says(desk.rung(Role.SUPERVISOR), Value.PASSED_ON)
    last = window_ends(desk.facts) - timedelta(days=3)
    while desk.now < last:
        desk.is_asked()
        desk.now += timedelta(hours=7)


@pytest.mark.parametrize("value", [Value.DONE, Value.STOPPED])
@pytest.mark.parametrize("case", WAITS)
def test_whoever_says_that_it_is_settled_is_asked_where_they_went(case: str, value: Value) -> None:
    """At once and by name; "home" lifts what was asked, and the same said twice is one question."""
    desk = Desk(WAITS[case])
    desk.says(desk.rung(Role.CASE_MANAGER), value)
    own = [one for one in desk.decision.questions if one.whom == CM.handle]
    assert [(one.kind, one.ask_at, one.to) for one in own] == [
        (DISPOSITION, desk.now, Role.CASE_MANAGER)
    ]
    assert desk.decision.taken_by == CM
    assert "answer where they went" in worded(desk.decision.next)
    desk.now += timedelta(minutes=5)
    desk.says(own[0], Value.WENT_HOME)
    assert not whereabouts.waits(desk.facts)
    assert desk.decision.questions == ()
    assert desk.decision.settled is not None


@pytest.mark.parametrize("case", WAITS)
def test_what_was_called_settled_by_mistake_can_be_taken_back(case: str) -> None:
    """UNDO: the ladder asks as before, and nobody where they went but the intake lead."""
    desk = Desk(WAITS[case])
    asked = desk.rung(Role.CASE_MANAGER)
    before = {one.key for one in desk.decision.questions}
    desk.says(asked, Value.DONE)
    desk.facts = take_back(asked.key, CM, desk.facts, desk.now).facts
    assert {one.key for one in desk.decision.questions} == before


def test_a_newer_doubt_is_not_lifted_by_an_answer_to_the_older() -> None:
    """Called settled, answered "home", and a death told meanwhile: that is asked, and climbs."""
    desk = Desk(WAITS["a cancellation"])
    desk.says(desk.rung(Role.CASE_MANAGER), Value.DONE)
    mine = desk.until(lambda one: one.whom == CM.handle)
    desk.says(mine, Value.WENT_HOME)
    desk.now += timedelta(hours=1)
    newer = replace(DEATH, since=desk.now)
    desk.facts = replace(desk.facts, discharge=outlined(rich(HOME, doubts=(CANCELLED, newer))))
    desk.is_asked()
    desk.says(desk.rung(Role.SUPERVISOR), Value.DONE)
    desk.is_asked()


@pytest.mark.parametrize("case", ASIDE)
def test_what_holds_no_text_is_settled_by_whoever_says_so(case: str) -> None:
    """The episode runs: nobody need say more."""
    desk = Desk(ASIDE[case])
    desk.says(desk.rung(Role.CASE_MANAGER), Value.DONE)
    assert desk.decision.settled is not None
    assert desk.decision.questions == ()
    assert not whereabouts.waits(desk.facts)


@pytest.mark.parametrize("case", [*WAITS, *ASIDE])
def test_it_is_settled_when_it_was_told_and_not_when_it_happened(case: str) -> None:
    """A "home" of this morning answers what came at noon: its work waits for nobody any more."""
    desk = Desk((WAITS | ASIDE)[case])
    asked = desk.until(lambda one: one.kind == DISPOSITION)
    desk.says(asked, Value.WENT_HOME, before=24)
    settled = desk.decision.settled
    assert settled is not None
    assert settled.at == desk.now


@pytest.mark.parametrize("case", ASIDE)
def test_what_was_called_settled_is_so_since_it_was_told(case: str) -> None:
    """The same of a word on the ladder."""
    desk = Desk(ASIDE[case])
    desk.says(desk.rung(Role.CASE_MANAGER), Value.DONE, before=20)
    settled = desk.decision.settled
    assert settled is not None
    assert settled.at == desk.now


def test_what_was_called_settled_and_then_holds_is_asked() -> None:
    """News was called settled; the class is taken back afterwards, and texts wait for it again."""
    desk = Desk(ASIDE["news"])
    desk.says(desk.rung(Role.CASE_MANAGER), Value.DONE)
    unclear = rich(HOME, doubts=(BESIDE,), unclear="no class")
    desk.facts = replace(desk.facts, discharge=outlined(unclear))
    desk.is_asked()


SATURDAY = datetime(2026, 9, 12, 8, 10, tzinfo=ET)


@pytest.mark.parametrize(
    ("said", "asked_at", "of"),
    [
        ("Left AMA", SATURDAY, Role.ON_CALL),
        ("Home with hospice", datetime(2026, 9, 13, 8, tzinfo=ET), Role.ON_CALL),
        ("gone fishing", datetime(2026, 9, 13, 8, tzinfo=ET), Role.ON_CALL),
    ],
)
def test_words_that_nobody_can_read_do_not_wait_for_monday(
    said: str, asked_at: datetime, of: Role
) -> None:
    """The question goes where the call would go: no call waits for one that waits for Monday."""
    facts = first_facts(rich(SATURDAY, disposition=said, unclear="no code"), SATURDAY)
    (asked,) = decide(disposition.NAME, facts, asked_at).questions
    assert (asked.to, asked.ask_at) == (of, asked_at)
    assert asked.due is not None
    assert asked.due - asked.ask_at >= timedelta(hours=2)


@pytest.mark.parametrize("hour", range(168))
def test_whoever_is_asked_where_they_went_has_hours_before_the_ladder(hour: int) -> None:
    """Of each hour of a week: two staffed hours, or on call, between the question and its due."""
    home = datetime(2026, 9, 7, tzinfo=ET) + timedelta(hours=hour)
    facts = first_facts(rich(home, disposition="gone fishing", unclear="no code"), home)
    look = decide(disposition.NAME, facts, home)
    then = look.decide_again_at or home
    (asked,) = look.questions or decide(disposition.NAME, facts, then).questions
    assert asked.due is not None
    hours = timedelta(hours=facts.pathway.contact.nurse_hours)
    if asked.to is Role.INTAKE_LEAD:
        assert facts.calendar.staffed_time(asked.ask_at, asked.due) >= hours
    else:
        assert asked.to is Role.ON_CALL
        assert asked.due - asked.ask_at >= hours
