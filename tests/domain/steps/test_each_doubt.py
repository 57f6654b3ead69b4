"""Each doubt of a hospital's holds, is answered and is forgotten by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.episode import whereabouts
from domain.episode.amendment import News, amended
from domain.episode.facts import Answer, Ended, Ending, Facts, Person
from domain.hospital.discharge import Doubt
from domain.pathway import Role
from domain.protocol.protocol import decide, ending
from domain.steps import disposition
from domain.steps.disposition import DISPOSITION
from tests.domain.examples import ET
from tests.domain.plan.wandering import first_facts, rich
from tests.outlines import outlined

HOME = datetime(2026, 9, 8, 10, tzinfo=ET)
LEAD = Person(handle="cm", name="CM Diaz", role=Role.CASE_MANAGER)
HOLDS, DEATH, BESIDE, OTHER = "a cancellation", "a death", "news", "another class"
HOLDING = {HOLDS, DEATH}


def at(hours: float) -> datetime:
    """So many hours after they went home."""
    return HOME + timedelta(hours=hours)


def doubt(reason: str, hours: float, *again: float) -> Doubt:
    """One thing that was said so many hours after they went home."""
    holds, death = reason in HOLDING, reason == DEATH
    more = tuple(map(at, again))
    return Doubt(reason=reason, since=at(hours), holds=holds, death=death, again=more)


@dataclass
class Lead:
    """An episode, and the intake lead who is asked of it."""

    facts: Facts = field(default_factory=lambda: first_facts(rich(HOME), HOME))

    def hears(self, now: float, *doubts: Doubt) -> None:
        """The hospital's whole account reaches the episode."""
        known = self.facts
        discharge = outlined(rich(HOME, doubts=doubts))
        same = {"calendar": known.calendar, "patient_zone": known.patient_zone}
        news = News(discharge=discharge, at=at(now), heard_at=at(now), **same)  # type: ignore[arg-type]
        self.facts = amended(known, news)

    def asked(self, now: float) -> str:
        """The question that stands, if one does."""
        found = decide(disposition.NAME, self.facts, at(now + 96)).questions
        return next((one.key for one in found if one.kind == DISPOSITION), "")

    def words(self, now: float) -> str:
        """What is asked, in words."""
        found = decide(disposition.NAME, self.facts, at(now + 96)).questions
        return next((one.words["why"] for one in found if one.kind == DISPOSITION), "")

    def answers(self, question: str, told: float, value: Value = Value.WENT_HOME) -> None:
        """What they say of a question that they were asked."""
        said = {"value": value, "by": LEAD, "happened_at": at(told), "told_at": at(told)}
        self.facts = self.facts.answered(Answer(question=question, **said))  # type: ignore[arg-type]

    @property
    def silent(self) -> bool:
        """Whether the patient hears nothing."""
        return whereabouts.queued(self.facts)


@pytest.mark.parametrize("holding", sorted(HOLDING))
@pytest.mark.parametrize("beside", [BESIDE, OTHER])
def test_what_was_answered_holds_no_more_when_something_is_asked_beside(
    holding: str, beside: str
) -> None:
    """A cancellation answered "home", then news without a number: asked of, and texts go on."""
    lead = Lead()
    lead.hears(1, doubt(holding, 1))
    assert lead.silent
    lead.answers(lead.asked(2), 2)
    assert not lead.silent
    lead.hears(3, doubt(holding, 1), doubt(beside, 3))
    assert not lead.silent
    assert lead.words(3) == beside
    lead.hears(4, doubt(holding, 1, 4), doubt(beside, 3))
    assert lead.silent
    assert lead.words(4) in {f"{holding}; {beside}", f"{beside}; {holding}"}


def test_one_answer_settles_all_that_its_question_named_and_nothing_newer() -> None:
    """Whichever holds and whichever came first: by what each is, not by what they are together."""
    for first, second, third in permutations((HOLDS, DEATH, BESIDE)):
        lead = Lead()
        two = (doubt(first, 1), doubt(second, 2))
        lead.hears(2, *two)
        assert lead.silent
        older = lead.asked(2)
        lead.hears(3, *two, doubt(third, 3))
        assert lead.silent
        lead.answers(older, 4)
        assert lead.silent == (third in HOLDING)
        assert lead.words(4) == third
        lead.answers(lead.asked(4), 5)
        assert not lead.silent
        assert lead.asked(5) == ""


def test_died_ends_it_where_its_question_told_of_a_death_whatever_else_came_since() -> None:
    """News beside, heard just before the answer, does not make a second word of it a first."""
    lead = Lead()
    lead.hears(1, doubt(DEATH, 1))
    asked = lead.asked(1)
    lead.hears(2, doubt(DEATH, 1), doubt(BESIDE, 2))
    lead.answers(asked, 2, Value.DIED)
    assert ending(lead.facts) == Ended(ending=Ending.DIED, at=at(2), by=LEAD.name)
    early = Lead()
    early.hears(1, doubt(BESIDE, 1))
    asked = early.asked(1)
    early.hears(2, doubt(BESIDE, 1), doubt(DEATH, 2))
    early.answers(asked, 2, Value.DIED)
    assert ending(early.facts) is None
    assert early.silent


def test_what_an_episode_had_not_heard_was_not_answered() -> None:
    """Said again, and kept by us at three; answered at four; heard at five: asked at five."""
    lead = Lead()
    lead.hears(1, doubt(HOLDS, 1))
    first = lead.asked(1)
    lead.answers(first, 4)
    lead.hears(5, doubt(HOLDS, 1, 3))
    assert lead.silent
    assert lead.asked(5) not in {"", first}
    lead.hears(6, doubt(HOLDS, 1, 3))
    lead.answers(lead.asked(6), 6)
    assert not lead.silent
    lead.hears(7, doubt(HOLDS, 1, 3))
    assert lead.asked(7) == ""


def test_what_was_heard_again_before_the_answer_is_answered_by_it() -> None:
    """The question stood when it came again: whoever was asked answers both."""
    lead = Lead()
    lead.hears(1, doubt(HOLDS, 1))
    first = lead.asked(1)
    lead.hears(3, doubt(HOLDS, 1, 3))
    assert lead.asked(3) == first
    lead.answers(first, 4)
    assert lead.asked(4) == ""
    assert not lead.silent


@dataclass(frozen=True)
class Said:
    """One thing that comes to us, and how long until the episode hears of it."""

    reason: str
    later: float
    delay: float
    answered: bool


_SAID = st.lists(
    st.builds(
        Said,
        reason=st.sampled_from([HOLDS, DEATH, BESIDE, OTHER]),
        later=st.floats(min_value=0.1, max_value=3),
        delay=st.sampled_from([0.0, 0.05, 0.5]),
        answered=st.booleans(),
    ),
    max_size=10,
)


@settings(max_examples=200, deadline=None)
@given(said=_SAID)
def test_texts_wait_exactly_for_what_holds_and_was_not_answered(said: list[Said]) -> None:
    """Of any order of doubts, delays and answers, told between receipt and hearing or after it."""
    lead, now = Lead(), 1.0
    came: dict[str, list[float]] = {}
    open_: set[str] = set()
    for one in said:
        now += one.later
        if one.reason in HOLDING or one.reason not in came:
            came.setdefault(one.reason, []).append(now)
            news = {one.reason}
        else:
            news = set()
        if one.answered and one.delay and (question := lead.asked(now)):
            lead.answers(question, now + one.delay / 2)  # told before the episode hears
            open_ = set()
        now += one.delay
        lead.hears(now, *_doubts(came))
        open_ |= news
        if one.answered and not one.delay and (question := lead.asked(now)):
            now += 0.01
            lead.answers(question, now)
            open_ = set()
        assert lead.silent == bool(open_ & HOLDING)
        assert bool(lead.asked(now)) == bool(open_)


def _doubts(came: dict[str, list[float]]) -> Iterable[Doubt]:
    found = [doubt(reason, *times) for reason, times in came.items()]
    return sorted(found, key=lambda one: one.since)


@pytest.mark.parametrize("apart", [0.4 / 3600, 1e-6 / 3600])
def test_of_two_within_a_second_an_answer_settles_the_one_that_its_question_named(
    apart: float,
) -> None:
    """News, and a moment behind it a cancellation: who was asked of the news alone ends no hold."""
    lead = Lead()
    lead.hears(1, doubt(BESIDE, 1))
    asked = lead.asked(1)
    lead.hears(1 + apart, doubt(BESIDE, 1), doubt(HOLDS, 1 + apart))
    assert lead.silent
    assert lead.asked(1 + apart) != asked
    lead.answers(asked, 2)
    assert lead.silent
    assert lead.words(2) == HOLDS
    lead.answers(lead.asked(2), 3)
    assert lead.asked(3) == ""


@pytest.mark.parametrize("answered", [4, 6])
def test_what_came_before_and_is_heard_later_is_asked_by_itself(answered: float) -> None:
    """A message that is read at last: no answer to what came after it knew of it."""
    lead = Lead()
    lead.hears(3, doubt(BESIDE, 3))
    asked = lead.asked(3)
    if answered < 5:
        lead.answers(asked, answered)
    lead.hears(5, doubt(DEATH, 1), doubt(BESIDE, 3))
    assert lead.asked(5) != asked
    if answered > 5:
        lead.answers(asked, answered)
    assert lead.silent
    assert lead.words(6) == DEATH
    lead.answers(lead.asked(6), 7)
    assert not lead.silent
    assert lead.asked(7) == ""


def test_a_message_that_is_read_anew_and_now_holds_was_answered_by_nobody() -> None:
    """It came when it came, and somebody answered what was then understood of it."""
    lead = Lead()
    lead.hears(1, doubt(BESIDE, 1))
    lead.answers(lead.asked(1), 2)
    lead.hears(3, doubt(HOLDS, 1))
    assert lead.silent
    assert lead.words(3) == HOLDS
    lead.answers(lead.asked(3), 4)
    assert not lead.silent
