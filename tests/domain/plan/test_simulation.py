"""Thirty days rehearsed with people: the same rules, whoever answers what."""

from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.episode.closing import LEFT_OPEN
from domain.episode.deadlines import window_ends
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Answer, Ending, Facts
from domain.pathway import Role
from domain.plan.people import Drawn, Line, Prompt, Scripted, Silent
from domain.plan.plan import plan
from domain.plan.simulation import Simulation, simulate
from domain.steps.contact import CALL, CALL_OTHER
from domain.steps.opening import LAST
from domain.steps.transport import RIDE_OFFER
from domain.steps.visit_course import ATTENDED, BOOK_VISIT
from domain.steps.visit_slots import SLOT_OFFER
from domain.words.phrasebook import worded
from tests.domain.examples import ET
from tests.domain.plan.test_plan import facts, openings

_AFTER_IT = (LEFT_OPEN, LAST)
GIVEN_UP = Line(kind=ESCALATION, answers=(Value.STOPPED,))
"""Whoever is told closes it with a reason; "2 seen" would say that the visit took place."""


def of_step(found: Simulation, step: str) -> list[tuple[str, Value]]:
    """What was answered of a step, in order: the question's name and the value."""
    return [
        (one.question, one.value) for one in found.answers if one.question.startswith(f"{step}/")
    ]


def test_nobody_and_everybody_are_the_plans_two_rehearsals() -> None:
    """A plan's texts are those of a simulation with silent, and with prompt people."""
    known = facts()
    planned = plan(known)
    asked = [(one.question.key, one.at) for one in simulate(known, Silent()).texts]
    assert asked == [(one.question.key, one.at) for one in planned.silence]
    asked = [(one.question.key, one.at) for one in simulate(known, Prompt()).texts]
    assert asked == [(one.question.key, one.at) for one in planned.answered]


def test_prompt_people_complete_the_thirty_days() -> None:
    """Nothing is left, nothing is late, and it ends when the window does."""
    known = facts()
    found = simulate(known, Prompt())
    assert (found.ended.ending, found.ended.at) == (Ending.COMPLETED, window_ends(known))
    assert [one.step for one in found.steps if one.late] == []


@pytest.mark.parametrize(
    "lines",
    [
        (Line(kind=ATTENDED, answers=(Value.NO_SHOW,)), GIVEN_UP),
        (Line(kind=ATTENDED, answers=(Value.NOT_KNOWN,)), GIVEN_UP),
        (Line(kind=ATTENDED), GIVEN_UP),
        (Line(kind=SLOT_OFFER), Line(kind=BOOK_VISIT, answers=(Value.DECLINED,))),
        (Line(kind=SLOT_OFFER), Line(kind=BOOK_VISIT, answers=(Value.NOTHING_IN_TIME,)), GIVEN_UP),
        (Line(kind=SLOT_OFFER), Line(kind=BOOK_VISIT), GIVEN_UP),
    ],
    ids=["no-show", "not known", "nobody says", "declined", "nothing in time", "not booked"],
)
def test_without_its_visit_an_episode_is_not_completed(lines: tuple[Line, ...]) -> None:
    """However well all else went, and whoever closed what of it: the ending says why."""
    found = simulate(facts(), Scripted(lines, Prompt()))
    assert found.ended.ending is Ending.UNRESOLVED
    assert worded(found.ended.reason) == "the visit did not take place"


def test_silence_is_told_with_whose_it_was() -> None:
    """What nobody answered is unresolved, late, and says who was asked in vain."""
    found = simulate(facts(), Silent())
    assert found.ended.ending is Ending.UNRESOLVED
    call = next(one for one in found.steps if one.step == "contact")
    assert call.late
    assert "nurse 1" in worded(call.why)
    assert "case manager 1" in worded(call.why)


@settings(max_examples=25)
@given(openings(), st.integers(0, 10_000))
def test_a_seed_is_the_same_story_twice(known: Facts, seed: int) -> None:
    """Drawn people do the same again; patients are texted at civil hours, all within the window.

    But for what an ending leaves to somebody and the family's last text, and an alarm that somebody
    takes after it.
    """
    found = simulate(known, Drawn(seed))
    assert simulate(known, Drawn(seed)) == found
    assert all(known.opened_at <= one.at for one in found.texts)
    routine = [one for one in found.texts if not one.urgent and one.kind not in _AFTER_IT]
    assert all(one.at < window_ends(known) for one in routine)
    patients = [one.at.astimezone(ET).time() for one in found.texts if one.to is Role.PATIENT]
    assert all(time(8) <= at < time(21) for at in patients)
    asked = {one.question.key: one.at for one in reversed(found.texts)}
    assert all(asked[one.question] <= one.told_at for one in found.answers)


@settings(max_examples=10)
@given(openings(), st.integers(0, 10_000))
def test_a_course_is_all_that_came_and_causes_come_first(known: Facts, seed: int) -> None:
    """Texts and answers in order of time, each once; nothing is answered before it was asked.

    What was asked because of an answer comes after it, at the same instant too.
    """
    found = simulate(known, Drawn(seed))
    assert [one for one in found.course if isinstance(one, Answer)] == list(found.answers)
    assert [one for one in found.course if not isinstance(one, Answer)] == list(found.texts)
    at = [one.told_at if isinstance(one, Answer) else one.at for one in found.course]
    assert at == sorted(at)
    asked: set[str] = set()
    said: set[Value] = set()
    for one in found.course:
        if isinstance(one, Answer):
            assert one.question in asked
            said.add(one.value)
        else:
            asked.add(one.question.key)
            assert one.kind != CALL_OTHER or Value.OTHER in said


def test_fifty_seeds_are_not_one_story() -> None:
    """They end in more than one way, and no question is answered twice."""
    found = [simulate(facts(), Drawn(seed)) for seed in range(50)]
    assert {one.ended.ending for one in found} >= {Ending.COMPLETED, Ending.UNRESOLVED}
    assert len({len(one.texts) for one in found}) > 5
    for one in found:
        questions = [answer.question for answer in one.answers]
        assert len(questions) == len(set(questions))


def test_a_script_is_followed_in_its_turns() -> None:
    """The first line that fits; of several answers each in its turn, and then the last."""
    lines = (
        Line(role=Role.NURSE, kind=CALL, answers=(Value.NO_ANSWER, Value.SPOKE_WELL)),
        Line(role=Role.NURSE, kind=CALL),
    )
    found = simulate(facts(), Scripted(lines, Prompt()))
    assert of_step(found, "contact") == [
        ("contact/call/1", Value.NO_ANSWER),
        ("contact/call/2", Value.SPOKE_WELL),
    ]


def test_a_line_without_answers_is_silence() -> None:
    """Of that role alone: the others go on as they would."""
    found = simulate(facts(), Scripted((Line(role=Role.PATIENT),), Prompt()))
    assert {one.by.role for one in found.answers} >= {Role.NURSE}
    assert Role.PATIENT not in {one.by.role for one in found.answers}


def test_an_answer_comes_when_the_script_says() -> None:
    """So many minutes after the first text; reminders before it still go out."""
    line = Line(kind=CALL, answers=(Value.SPOKE_WELL,), after_minutes=60 * 8)
    found = simulate(facts(), Scripted((line,), Prompt()))
    asked = [one.at for one in found.texts if one.question.key == "contact/call/1"]
    (told,) = (one.told_at for one in found.answers if one.question == "contact/call/1")
    assert told - asked[0] == timedelta(hours=8)
    assert len(asked) > 1
    assert all(at <= told for at in asked)


@pytest.mark.parametrize("value", [Value.SPOKE_WELL, Value.UNKNOWN])
def test_an_answer_that_the_question_does_not_take_is_none(value: Value) -> None:
    """A script cannot say what nobody could."""
    found = simulate(facts(), Scripted((Line(kind=RIDE_OFFER, answers=(value,)),), Prompt()))
    assert [one for one in found.answers if one.question.startswith("transport/")][:1] == [] or all(
        one.by.role is not Role.VENDOR
        for one in found.answers
        if one.question.startswith("transport/")
    )


def test_a_no_in_a_script_stops_the_texts() -> None:
    """As in life: whoever wants no more texts gets none, and a wrong number is texted no more."""
    for value in (Value.NO_MORE_TEXTS, Value.WRONG_NUMBER):
        lines = (
            Line(kind=CALL, answers=(Value.OTHER,)),
            Line(kind=CALL_OTHER, answers=(value,)),
        )
        found = simulate(facts(), Scripted(lines, Prompt()))
        told = next(one.told_at for one in found.answers if one.value is value)
        late = [one for one in found.texts if one.to is Role.PATIENT and one.at > told]
        assert late == [], value


def test_what_was_not_due_when_it_ended_is_not_late() -> None:
    """Who died on the second day had no visit to be late for."""
    lines = (
        Line(kind=CALL, answers=(Value.OTHER,)),
        Line(kind=CALL_OTHER, answers=(Value.DIED,)),
    )
    found = simulate(facts(), Scripted(lines, Prompt()))
    assert found.ended.ending is Ending.DIED
    assert not any(one.late for one in found.steps if one.due and one.due > found.ended.at)
