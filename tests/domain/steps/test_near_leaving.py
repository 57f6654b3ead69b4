"""Somebody near leaving hears nothing until it is said which: so somebody is asked until then."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.episode.deadlines import window_ends
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.episode.facts import Answer, Asked, Facts, Person, Sense, Wrote
from domain.episode.family.recipient import pause
from domain.episode.family.recorded_consent import after_answer, refused
from domain.pathway import Role
from domain.protocol.protocol import decide
from domain.steps import review
from domain.steps.review import NEAR_LEAVING
from tests.domain.examples import ET
from tests.domain.plan.wandering import first_facts, rich

HOME = datetime(2026, 9, 8, 10, tzinfo=ET)
JANE = Person(handle="patient", name="the patient", role=Role.PATIENT)
WORDS = Wrote(
    message_id="SM1", at=HOME + timedelta(hours=1), by=JANE, body="?", sense=Sense.NEAR_LEAVING
)
CLOSINGS = [(Value.DONE,), (Value.STOPPED,), (Value.TAKEN, Value.DONE), (Value.PASSED_ON,)]


class Desk:
    """Whoever is asked, and what they say."""

    def __init__(self) -> None:
        self.facts: Facts = replace(first_facts(rich(HOME), HOME), written=(WORDS,))
        self.now = WORDS.at

    def standing(self) -> list[Question]:
        """What is asked by now; whoever is asked is known."""
        every = decide(review.NAME, self.facts, self.now).questions
        found = [one for one in every if one.ask_at <= self.now]
        asked = {one.question: one for one in self.facts.asked}
        for one in found:
            who = Person(handle=one.to.value, name=one.to.value, role=one.to)
            asked.setdefault(one.key, Asked(question=one.key, kind=one.kind, to=one.to, person=who))
        self.facts = replace(self.facts, asked=tuple(asked.values()))
        return found

    def rung(self, to: Role, kind: str = ESCALATION) -> Question:
        """The question of the ladder to a rung."""
        for _ in range(24 * 20):
            for one in self.standing():
                if one.kind == kind and one.to is to:
                    return one
            self.now += timedelta(minutes=30)
        raise AssertionError([one.key for one in self.standing()])

    def says(self, asked: Question, value: Value) -> None:
        """An answer, heard for what it says of texts too."""
        by = Person(handle=asked.to.value, name=asked.to.value, role=asked.to)
        told = Answer(
            question=asked.key, value=value, by=by, happened_at=self.now, told_at=self.now,
            message_id=f"SM-{self.now:%d%H%M}",
        )  # fmt: skip
        before = self.facts
        self.facts = after_answer(told, before.answered(told))

    def is_asked(self) -> None:
        """Texts are paused, somebody is asked which, and it goes on by itself."""
        assert pause(self.facts) is not None
        decision = decide(review.NAME, self.facts, self.now)
        assert decision.settled is None
        which = [one for one in self.standing() if one.kind == NEAR_LEAVING]
        assert which
        ahead = [at for one in decision.questions for at in one.remind_at if at > self.now]
        assert decision.decide_again_at is not None or ahead


@pytest.mark.parametrize("to", [Role.CASE_MANAGER, Role.SUPERVISOR])
@pytest.mark.parametrize("said", CLOSINGS, ids="-".join)
def test_what_is_said_on_the_ladder_leaves_it_to_somebody(
    said: tuple[Value, ...], to: Role
) -> None:
    """Settled, closed or passed on without a word of which: it stays asked, and climbs."""
    desk = Desk()
    desk.says(desk.rung(to), said[0])
    desk.is_asked()
    for value in said[1:]:
        desk.says(desk.rung(to, ESCALATION_DONE), value)
        desk.is_asked()
    last = window_ends(desk.facts) - timedelta(days=3)
    while desk.now < last:
        desk.now += timedelta(hours=7)
        desk.is_asked()


@pytest.mark.parametrize("value", [Value.TEXTS_WANTED, Value.NO_MORE_TEXTS])
def test_whoever_closes_it_is_asked_which_and_their_word_counts(value: Value) -> None:
    """As the nurse's would: texts go on, or there are no more."""
    desk = Desk()
    desk.says(desk.rung(Role.CASE_MANAGER), Value.DONE)
    own = [one for one in desk.standing() if one.whom]
    assert [(one.kind, one.to) for one in own] == [(NEAR_LEAVING, Role.CASE_MANAGER)]
    desk.now += timedelta(minutes=5)
    desk.says(own[0], value)
    assert pause(desk.facts) is None
    assert refused(desk.facts, Role.PATIENT) == (value is Value.NO_MORE_TEXTS)
    decision = decide(review.NAME, desk.facts, desk.now)
    assert decision.settled is not None
    assert decision.questions == ()


def test_the_nurses_late_answer_still_counts() -> None:
    """Their question stands beside the ladder."""
    desk = Desk()
    first = desk.standing()[0]
    desk.says(desk.rung(Role.SUPERVISOR), Value.DONE)
    desk.says(first, Value.TEXTS_WANTED)
    assert pause(desk.facts) is None
    assert decide(review.NAME, desk.facts, desk.now).questions == ()
