"""Which word of a death the other episodes of a patient must hear, and under which name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.asking.choices import Value
from domain.episode.facts import Answer, Ended, Ending, Facts, Person, Sense, Wrote
from domain.pathway import Role
from domain.protocol.word_of_death import word_of_death
from tests.domain.examples import ET
from tests.domain.plan.wandering import first_facts, rich
from tests.domain.protocol.test_protocol_laws import MONDAY

NURSE = Person(handle="rn-lopez", name="RN Lopez", role=Role.NURSE)
PATIENT = Person(handle="patient", name="the patient", role=Role.PATIENT)
AT = (MONDAY + timedelta(days=1)).astimezone(ET)
BEFORE = first_facts(rich(MONDAY), MONDAY)


def answered(facts: Facts, question: str, value: Value, hours: float = 0) -> Facts:
    """The facts with one answer more."""
    at = AT + timedelta(hours=hours)
    told = Answer(question=question, value=value, by=NURSE, happened_at=at, told_at=at)
    return facts.answered(told)


def written(facts: Facts, message_id: str, by: Person) -> Facts:
    """The facts with a word of death."""
    said = Wrote(message_id=message_id, at=AT, by=by, body="", sense=Sense.DEATH)
    return replace(facts, written=(*facts.written, said))


def ended(by: str, ending: Ending = Ending.DIED) -> Facts:
    """The facts of an episode that was ended."""
    return replace(BEFORE, ended=Ended(ending=ending, at=AT, by=by))


TOLD = {
    "on the call": answered(BEFORE, "contact/other/1", Value.DIED),
    "where they went": answered(BEFORE, "disposition/which/1", Value.DIED),
    "to a doubt": answered(BEFORE, "disposition/doubt/20260901120000", Value.DIED),
    "in a nurse's own words": written(BEFORE, "SM1", NURSE),
    "by hand": ended("key 7"),
}
NOT_TOLD = {
    "the hospital reports it": ended("hospital"),
    "another ending": ended("key 7", Ending.WITHDRAWN),
    "the family wrote it": written(BEFORE, "SM1", PATIENT),
    "another episode told it": written(BEFORE, "death:episode-b", NURSE),
    "something else": answered(BEFORE, "contact/call/1", Value.NO_ANSWER),
}


@pytest.mark.parametrize("case", TOLD)
def test_whoever_says_so_here_is_heard_elsewhere(case: str) -> None:
    """As a colleague's word, under the episode's name, with no words of anybody's; once."""
    word = word_of_death("episode-a", 0, BEFORE, TOLD[case])
    assert word is not None
    assert (word.message_id, word.sense, word.body) == ("death:episode-a", Sense.DEATH, "")
    assert word.by.role.is_staff
    assert word_of_death("episode-a", 1, TOLD[case], TOLD[case]) is None
    confirmed = replace(TOLD[case], ended=Ended(ending=Ending.DIED, at=AT, by="CM Diaz"))
    assert word_of_death("episode-a", 1, TOLD[case], confirmed) is None


@pytest.mark.parametrize("case", NOT_TOLD)
def test_what_the_others_hear_by_themselves_is_not_told(case: str) -> None:
    """The chart, the phone, and the episode that said it bring theirs."""
    assert word_of_death("episode-a", 0, BEFORE, NOT_TOLD[case]) is None


def test_a_death_that_was_a_mistake_and_is_said_again_is_another_word() -> None:
    """The first name was heard before: under it nobody would hear the second."""
    first = TOLD["on the call"]
    review = "review/death.contact.other.1.1/1"
    alive = answered(first, review, Value.MISTAKEN, 1)
    again = answered(alive, "contact/other/2", Value.DIED, 2)
    assert word_of_death("episode-a", 1, first, alive) is None
    word = word_of_death("episode-a", 1, alive, again)
    assert word is not None
    assert (word.message_id, word.at) == ("death:episode-a.2", AT + timedelta(hours=2))


def test_what_was_heard_and_is_confirmed_here_is_told() -> None:
    """Whoever said "a mistake" elsewhere must hear that somebody has confirmed it."""
    heard = NOT_TOLD["another episode told it"]
    by = {"ending": Ending.DIED, "at": AT, "by": "CM Diaz"}
    word = word_of_death("episode-a", 0, heard, replace(heard, ended=Ended(**by)))  # type: ignore[arg-type]
    assert word is not None
    assert word.message_id == "death:episode-a"
