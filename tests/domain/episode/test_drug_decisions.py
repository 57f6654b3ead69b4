"""Settling two drug lists: only what was decided is settled, and the record says what was done."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.asking.choices import Value
from domain.episode.amendment import News, amended
from domain.episode.decision import StepState
from domain.episode.drug_decisions import comparison, undecided
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Answer, Facts, Person, Via, Viewed
from domain.hospital.discharge import Medication, Medications
from domain.pathway import Role
from domain.protocol.protocol import decide
from domain.protocol.verdict import Judgement, Ruling, judge, take_back
from domain.steps.reconciliation import MISSING_LIST, PRESCRIBER, RECONCILE
from domain.words.phrasebook import worded
from tests.domain.plan.wandering import first_facts, rich
from tests.texts import HOME

STEP = "reconciliation"
AT = HOME + timedelta(hours=3)
LOPEZ = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
ORTIZ = Person(handle="ortiz", name="CM Ortiz", role=Role.CASE_MANAGER)
WARFARIN = Medication(name="warfarin 5 mg tablet", dose="1 tablet", frequency="daily")
HALF = replace(WARFARIN, name="warfarin 2.5 mg tablet")
ASPIRIN = Medication(name="aspirin", dose="81 mg", frequency="daily")
LISTS = Medications(before_admission=(WARFARIN,), at_discharge=(HALF, ASPIRIN))
EQUAL = Medications(before_admission=(WARFARIN,), at_discharge=(WARFARIN,))
FIRST = f"{STEP}/{RECONCILE}/1"


def opening(lists: Medications = LISTS) -> Facts:
    """An episode with these lists, before anybody answered."""
    return first_facts(rich(HOME, medications=lists), HOME)


def says(  # noqa: PLR0913 - an answer in one readable call
    facts: Facts,
    value: Value,
    *,
    key: str = FIRST,
    card: tuple[str, ...] = (),
    note: str = "",
    by: Person = LOPEZ,
    at: datetime = AT,
) -> Judgement:
    """What is said to an answer; `card` are decisions on the differences, in their order."""
    ids = [one.id for one in comparison(facts).to_settle]
    decided = tuple(zip(ids, card, strict=False))
    answer = Answer(
        question=key, value=value, by=by, happened_at=at, told_at=at, note=note,
        via=Via.CARD if card else Via.TEXT, card=decided,
    )  # fmt: skip
    return judge(answer, facts, at)


def opens(facts: Facts, by: Person = LOPEZ, at: datetime = AT) -> Facts:
    """The facts after this person opened the card."""
    return facts.viewed(Viewed(question=FIRST, by=by, first=at))


def settled(facts: Facts, now: datetime = AT) -> tuple[StepState, str] | None:
    """How the step was settled and what the record says, or nothing."""
    found = decide(STEP, facts, now).settled
    return (found.state, worded(found.record)) if found else None


def test_a_text_settles_nothing_that_nobody_decided() -> None:
    """`1` for warfarin of another strength is refused, says how many wait, and leaves it open."""
    judged = says(opens(opening()), Value.SETTLED)
    assert judged.ruling is Ruling.REFUSED
    assert worded(judged.follows) == "2 differences are not decided: decide each on the card."
    assert settled(judged.facts) is None


@pytest.mark.parametrize(
    ("card", "left"),
    [(("change",), 1), (("change", "ask_prescriber"), 1), (("change", "intended"), 1)],
)
def test_each_difference_must_be_decided(card: tuple[str, ...], left: int) -> None:
    """One undecided, one that waits for the prescriber, one intended without its reason: open."""
    judged = says(opening(), Value.SETTLED, card=card)
    assert judged.ruling is Ruling.REFUSED
    assert worded(judged.follows).startswith(f"{left} difference is not decided")


def test_what_was_decided_is_the_record() -> None:
    """With each decided it is done, and the record counts what was decided on the card."""
    judged = says(opening(), Value.SETTLED, card=("change", "intended: new stent"), note="called")
    assert settled(judged.facts) == (
        StepState.DONE,
        "2 differences decided on the card; card opened",
    )


def test_decisions_of_two_answers_add_up() -> None:
    """One decided with "prescriber needed", the other once the prescriber answered."""
    first = says(opening(), Value.PRESCRIBER_NEEDED, card=("ask_prescriber", "stop")).facts
    later = AT + timedelta(days=1)
    asked = decide(STEP, first, later).questions[0]
    assert (asked.kind, asked.words["differences"]) == (PRESCRIBER, "1")
    last = says(first, Value.SETTLED, key=asked.key, card=("change",), at=later)
    assert last.ruling is Ruling.RECORDED
    assert settled(last.facts, later) is not None


def test_an_undo_takes_the_decisions_back() -> None:
    """What an answer decided goes with it."""
    done = says(opening(), Value.SETTLED, card=("change", "stop")).facts
    undone = take_back(FIRST, LOPEZ, done, AT + timedelta(minutes=5)).facts
    assert len(undecided(undone)) == 2
    assert settled(undone) is None


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (None, "no difference between the lists; card not opened"),
        (AT - timedelta(minutes=1), "no difference between the lists; card opened"),
        (AT + timedelta(minutes=1), "no difference between the lists; card not opened"),
    ],
)
def test_card_opened_only_if_it_was(when: datetime | None, said: str) -> None:
    """Equal lists are settled by text; whether the card had been opened by then is recorded."""
    done = says(opening(EQUAL), Value.SETTLED).facts
    seen = opens(opening(EQUAL), at=when) if when is not None else opening(EQUAL)
    assert settled(replace(done, views=seen.views)) == (StepState.DONE, said)


def test_a_colleagues_look_is_not_the_nurses() -> None:
    """That somebody else opened a card says nothing of who settled it."""
    facts = opens(opening(EQUAL), by=ORTIZ, at=AT - timedelta(hours=1))
    assert settled(says(facts, Value.SETTLED).facts) == (
        StepState.DONE,
        "no difference between the lists; card not opened",
    )


def test_a_missing_list_is_never_settled_by_a_digit() -> None:
    """Nothing was compared: `1` is refused, and a list that was found says what it showed."""
    facts = opening(Medications(before_admission=None, at_discharge=(WARFARIN,)))
    refused = says(facts, Value.SETTLED)
    assert worded(refused.follows) == (
        "The list before admission is missing, so nothing was compared: reply 3."
    )
    waits, later = says(facts, Value.LIST_MISSING).facts, AT + timedelta(days=1)
    key = f"{STEP}/{MISSING_LIST}/1"
    assert says(waits, Value.LIST_FOUND, key=key, at=later).ruling is Ruling.REFUSED
    found = says(waits, Value.LIST_FOUND, key=key, at=later, note="from CVS, the same")
    assert settled(found.facts, later) == (
        StepState.DONE,
        "without the list before admission; card not opened",
    )


def test_a_ladder_settles_no_more_than_the_nurse() -> None:
    """The case manager's "done" needs each decision as well; who closes it says so, and why."""
    facts, late = opening(), HOME + timedelta(days=6)
    asked = next(q for q in decide(STEP, facts, late).questions if q.kind == ESCALATION)
    done = says(facts, Value.DONE, key=asked.key, by=ORTIZ, at=late, note="settled")
    assert done.ruling is Ruling.REFUSED
    closed = says(facts, Value.STOPPED, key=asked.key, by=ORTIZ, at=late, note="PCP has it")
    assert settled(closed.facts, late) == (
        StepState.STOPPED,
        "2 of 2 differences not decided; card not opened",
    )
    every = says(facts, Value.DONE, key=asked.key, by=ORTIZ, at=late, card=("change", "stop"))
    assert settled(every.facts, late) == (
        StepState.DONE,
        "2 differences decided on the card; card opened",
    )


def with_lists(facts: Facts, lists: Medications, at: datetime) -> Facts:
    """The facts after the hospital sent other lists."""
    discharge = opening(lists).discharge
    same = {"calendar": facts.calendar, "patient_zone": facts.patient_zone}
    news = News(discharge=discharge, at=at, heard_at=at, **same)  # type: ignore[arg-type]
    return amended(facts, news)


def test_lists_that_change_later_are_decided_again() -> None:
    """A newer list with another difference opens the step anew, on the day it came."""
    done = says(opening(EQUAL), Value.SETTLED).facts
    later = AT + timedelta(days=6)
    again = with_lists(done, LISTS, later)
    found = decide(STEP, again, later)
    assert found.settled is None
    assert [(q.key, q.words["changed"]) for q in found.questions] == [
        (f"{STEP}/{RECONCILE}/2", "1")
    ]
    assert found.due is not None
    assert found.due > later
    assert worded(found.reason) == "the drug lists changed"


def test_what_was_in_time_is_not_late_by_a_newer_list() -> None:
    """Decided again on the day a newer list came, the step is in time, days after the first due."""
    done = says(opening(EQUAL), Value.SETTLED).facts
    later = AT + timedelta(days=6)
    key = f"{STEP}/{RECONCILE}/2"
    again = says(
        with_lists(done, LISTS, later), Value.SETTLED, key=key, card=("change", "stop"), at=later
    )
    found = decide(STEP, again.facts, later + timedelta(days=9)).settled
    assert found is not None
    assert not found.late
    assert found.at == later


def test_the_same_differences_told_again_stay_settled() -> None:
    """A drug more on both lists brings no difference: what was decided of the others holds."""
    done = says(opening(), Value.SETTLED, card=("change", "stop")).facts
    statin = Medication(name="atorvastatin", dose="40 mg", frequency="daily")
    longer = Medications(before_admission=(WARFARIN, statin), at_discharge=(HALF, ASPIRIN, statin))
    later = AT + timedelta(days=1)
    assert settled(with_lists(done, longer, later), later) is not None


def test_an_overdue_ladder_is_not_silenced_by_a_newer_list() -> None:
    """Another list moves no deadline of a step that nobody had settled."""
    late = HOME + timedelta(days=6)
    before = decide(STEP, opening(), late)
    after = decide(STEP, with_lists(opening(), EQUAL, late), late)
    assert (after.due, after.escalated) == (before.due, True)


def test_the_missing_list_that_came_is_compared() -> None:
    """After "a list is missing" the hospital's list is compared, whatever was asked meanwhile."""
    facts = opening(Medications(before_admission=None, at_discharge=(WARFARIN,)))
    waits = says(facts, Value.LIST_MISSING).facts
    later = AT + timedelta(hours=5)
    came = with_lists(waits, LISTS, later)
    asked = decide(STEP, came, later).questions[0]
    assert (asked.key, asked.words["missing"]) == (f"{STEP}/{RECONCILE}/2", "")
    assert asked.ask_at >= later


def test_who_settled_it_last_is_the_record() -> None:
    """Settled by the nurse, opened by newer lists, decided by the case manager: theirs it is."""
    done = says(opening(EQUAL), Value.SETTLED).facts
    later = AT + timedelta(days=6)
    changed, late = with_lists(done, LISTS, later), later + timedelta(days=3)
    asked = next(q for q in decide(STEP, changed, late).questions if q.kind == ESCALATION)
    assert asked.key == f"{STEP}/late-2/1"
    closed = says(changed, Value.DONE, key=asked.key, by=ORTIZ, at=late, card=("change", "stop"))
    found = decide(STEP, closed.facts, late).settled
    assert found is not None
    assert (found.by, found.at, worded(found.record)) == (
        "CM Ortiz",
        late,
        "2 differences decided on the card; card opened",
    )
