"""What vendors hear when an episode ends: never that oxygen in use is not needed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.asking.choices import Kind, Value
from domain.episode.facts import Answer, Ended, Ending, Facts, Person
from domain.pathway import Role
from domain.protocol.protocol import decide
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


def hears(ending: Ending, *answers: Answer) -> list[Kind]:
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
    assert hears(ending, ACCEPTED, *said) == [Kind.EQUIPMENT_CANCELLED]


@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("said", [DELIVERED, IN_PLACE], ids=["delivered", "in place"])
def test_what_is_in_place_is_not_called_off(ending: Ending, said: Answer) -> None:
    """The vendor said so, or a nurse did while the vendor's word came too late to be asked for."""
    assert hears(ending, ACCEPTED, said) == []


@pytest.mark.parametrize("ending", RAN_OUT)
def test_the_end_of_thirty_days_calls_nothing_off(ending: Ending) -> None:
    """The need does not end with the window: what was never confirmed is in the work queue."""
    assert hears(ending, ACCEPTED) == []
