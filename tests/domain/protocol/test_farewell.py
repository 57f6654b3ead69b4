"""What vendors hear when an episode ends: never that oxygen in use is not needed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.episode.facts import Answer, Ended, Ending, Facts, Person
from domain.pathway import Role
from domain.protocol.protocol import decide
from domain.steps.equipment import EQUIPMENT_CANCELLED
from tests.domain.plan.wandering import first_facts, rich
from tests.texts import HOME

AT = HOME + timedelta(hours=3)
SUPPLIER = Person(handle="home-supply", name="Home Supply", role=Role.VENDOR)
NURSE = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
RAN_OUT = [Ending.COMPLETED, Ending.UNRESOLVED]
TRULY_OVER = [ending for ending in Ending if ending not in RAN_OUT]


def told(question: str, value: Value, by: Person = SUPPLIER) -> Answer:
    """What somebody said of the first item."""
    return Answer(question=question, value=value, by=by, happened_at=AT, told_at=AT)


ACCEPTED = told("equipment-1/place/1", Value.ACCEPTED)
DELIVERED = told("equipment-1/place-delivered/1", Value.DELIVERED)
DELAYED = told("equipment-1/place-delivered/1", Value.DELAYED)
IN_PLACE = told("equipment-1/place-nurse/1", Value.ARRANGED, NURSE)


def hears(ending: Ending, *answers: Answer) -> list[str]:
    """What is still said about the first item once the episode has ended."""
    facts: Facts = first_facts(rich(HOME), HOME)
    for answer in answers:
        facts = facts.answered(answer)
    ended = replace(facts, ended=Ended(ending=ending, at=AT, by="the hospital"))
    return [asked.kind for asked in decide("equipment-1", ended, AT).questions]


@pytest.mark.parametrize("ending", TRULY_OVER)
@pytest.mark.parametrize("said", [(), (DELAYED,)], ids=["accepted", "delayed"])
def test_whoever_accepted_and_has_not_delivered_hears_that_it_is_off(
    ending: Ending, said: tuple[Answer, ...]
) -> None:
    """Also a vendor who said that it would be late: it would come to nobody."""
    assert hears(ending, ACCEPTED, *said) == [EQUIPMENT_CANCELLED]


@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("said", [DELIVERED, IN_PLACE], ids=["delivered", "in place"])
def test_what_is_in_place_is_not_called_off(ending: Ending, said: Answer) -> None:
    """The vendor said so, or a nurse did while the vendor's word came too late to be asked for."""
    assert hears(ending, ACCEPTED, said) == []


@pytest.mark.parametrize("ending", RAN_OUT)
def test_the_end_of_thirty_days_calls_nothing_off(ending: Ending) -> None:
    """The need does not end with the window: what was never confirmed is in the work queue."""
    assert hears(ending, ACCEPTED) == []


MINUTES = timedelta(minutes=10)
LINE = Person(handle="always-on", name="the always-on number", role=Role.ALWAYS_ON)


def left(ending: Ending, *answers: Answer) -> list[Question]:
    """What is told of an episode whose oxygen nobody has placed."""
    facts = first_facts(rich(HOME), HOME)
    for answer in answers:
        facts = facts.answered(answer)
    ended = Ended(ending=ending, at=AT, by="the hospital")
    return list(decide("review", replace(facts, ended=ended), AT).questions)


@pytest.mark.parametrize("ending", [Ending.WITHDRAWN, Ending.MERGED])
def test_an_alarm_that_an_early_end_leaves_is_told_at_any_hour(ending: Ending) -> None:
    """No round follows: the case manager is told at once, and of no days that are over."""
    (found,) = left(ending)
    assert (found.to, found.urgent, found.words["days"]) == (Role.CASE_MANAGER, True, "")
    assert "oxygen concentrator" in found.words["left"]


def test_what_the_days_leave_can_wait_for_the_morning() -> None:
    """The window ends at midnight, over no untaken alarm: its taker is not woken."""
    keys = ("equipment-1/place-late/1",)
    diaz = Person(handle="diaz", name="CM Diaz", role=Role.CASE_MANAGER)
    taken = [replace(told(key, Value.TAKEN, diaz), told_at=AT - MINUTES) for key in keys]
    found = left(Ending.UNRESOLVED, *taken)
    assert {(one.whom, one.urgent, one.words["days"]) for one in found} == {
        ("diaz", False, "30"), ("", False, "30"),
    }  # fmt: skip


def test_the_always_on_number_owns_nothing_that_is_left() -> None:
    """It is nobody on the roster, has no card, and may get no texts: it is the case manager's."""
    taken = replace(told("equipment-1/place-late/3", Value.TAKEN, LINE), told_at=AT - MINUTES)
    assert {(one.to, one.whom) for one in left(Ending.UNRESOLVED, taken)} == {
        (Role.CASE_MANAGER, "")
    }
