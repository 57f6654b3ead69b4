"""What was said of being texted: the newest word counts, a no outlives what it was told with."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.episode.facts import Answer, Facts, Person
from domain.episode.family.recipient import recipient
from domain.episode.family.recorded_consent import (
    AGREED,
    CONSENT,
    after_words,
    is_news,
    refused,
    said_before,
    to_tell,
    told_staff,
)
from domain.pathway import Role
from domain.protocol.verdict import Judgement, Ruling, judge, take_back
from domain.texting.leaving.told_no import told_no
from domain.words.phrasebook import worded
from tests.domain.plan.wandering import first_facts, rich
from tests.texts import HOME

CALLED = HOME + timedelta(days=1)
LOPEZ = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)


def facts_of(**changes: object) -> Facts:
    """What the episode of a patient who may be texted knows, with the patient so changed."""
    facts = first_facts(rich(HOME), HOME)
    patient = replace(facts.discharge.patient, **changes)  # type: ignore[arg-type]
    return replace(facts, discharge=replace(facts.discharge, patient=patient))


def called(note: str = "", card: tuple[tuple[str, str], ...] = ()) -> Answer:
    """The nurse spoke with the patient."""
    return Answer(
        question="contact/call/1",
        value=Value.SPOKE_WELL,
        by=LOPEZ,
        happened_at=CALLED,
        told_at=CALLED,
        note="a note" if note else "",
        told_no=told_no(note),
        card=card,
        message_id="SM1",
    )


def undone(facts: Facts) -> Judgement:
    """The same nurse takes it back a minute later."""
    return take_back("contact/call/1", LOPEZ, facts, CALLED + timedelta(minutes=1))


def test_a_no_told_twice_is_one() -> None:
    """The same answer and the same words tell nothing new, and no phone anything twice."""
    once = judge(called("pt wants no more texts"), facts_of(), CALLED)
    twice = judge(called("pt wants no more texts"), once.facts, CALLED)
    assert (once.ruling, twice.ruling) == (Ruling.RECORDED, Ruling.RECORDED)
    assert len(twice.facts.consents) == 1
    assert list(to_tell(once.facts, twice.facts)) == []
    by_hand = told_staff("hand-1", CALLED, LOPEZ, given=False)
    facts = after_words(by_hand, facts_of())
    assert after_words(by_hand, facts).consents == facts.consents


def test_an_answer_taken_back_leaves_its_no() -> None:
    """The call is to be made again; what the patient said on it was said."""
    after = undone(judge(called("pt wants no more texts"), facts_of(), CALLED).facts)
    assert (after.ruling, after.facts.answers) == (Ruling.TAKEN_BACK, ())
    assert refused(after.facts, Role.PATIENT)
    assert recipient(after.facts) is None
    assert "gets no more texts" in worded(after.follows)


def test_a_yes_taken_back_becomes_a_no() -> None:
    """Whoever takes back that the patient agreed leaves nobody who agreed, and the phone hears."""
    agreed = judge(called(card=((CONSENT, AGREED),)), facts_of(consent_to_text=False), CALLED)
    assert recipient(agreed.facts) is Role.PATIENT
    after = undone(agreed.facts).facts
    assert refused(after, Role.PATIENT)
    assert recipient(after) is None
    assert [said.given for _, said in to_tell(agreed.facts, after)] == [False]


_SAID = st.dictionaries(st.integers(0, 60), st.booleans(), min_size=1, max_size=6)


@given(_SAID.flatmap(lambda said: st.permutations(list(said.items()))))
def test_the_newest_word_counts_in_whatever_order_they_are_told(
    told: list[tuple[int, bool]],
) -> None:
    """Told late is said before: it undoes nothing newer."""
    facts = facts_of(caregiver=None)
    for minutes, yes in told:
        at = CALLED + timedelta(minutes=minutes)
        facts = after_words(told_staff(f"hand-{minutes}", at, LOPEZ, given=yes), facts)
    expected = Role.PATIENT if max(told)[1] else None
    assert recipient(facts) is expected


@pytest.mark.parametrize("number", ["+16175550139", None])
def test_a_no_of_an_earlier_episode_is_told_to_the_phone_that_there_is(number: str | None) -> None:
    """A no goes with the patient; without a phone there is nobody to tell and nobody to text."""
    before = facts_of(phone=number, caregiver=None)
    facts = replace(before, consents=(said_before(HOME - timedelta(days=9)),))
    assert recipient(facts) is None
    assert [told for told, _ in to_tell(before, facts)] == ([number] if number else [])


@pytest.mark.parametrize("at", [HOME, HOME + timedelta(days=3)])
def test_a_yes_after_a_no_of_an_earlier_episode_is_the_newer_word(at: datetime) -> None:
    """What is recorded now was said now."""
    facts = replace(facts_of(caregiver=None), consents=(said_before(HOME - timedelta(days=9)),))
    facts = after_words(told_staff("hand-1", at, LOPEZ, given=True), facts)
    assert recipient(facts) is Role.PATIENT


def hears(*said: tuple[str, int]) -> Facts:
    """The facts when these were said on one page, each so many minutes after the discharge."""
    facts = first_facts(rich(HOME), HOME)
    for word, minutes in said:
        at = HOME + timedelta(minutes=minutes)
        wrote = told_staff(f"page:{word}", at, LOPEZ, given=word == "yes")
        facts = after_words(wrote, facts) if is_news(wrote, facts) else facts
    return facts


@pytest.mark.parametrize(
    ("said", "is_no", "kept"),
    [
        ((("no", 1), ("yes", 2), ("no", 3)), True, 3),
        ((("no", 1), ("no", 2)), True, 1),
        ((("no", 1), ("yes", 2), ("no", 1)), False, 2),
        ((("yes", 1), ("no", 2), ("yes", 3)), True, 2),
        ((("no", 1), ("yes", 2), ("no", 3), ("no", 4)), True, 3),
    ],
)
def test_words_from_one_page(said: tuple[tuple[str, int], ...], *, is_no: bool, kept: int) -> None:
    """A no after a yes is a new no; delivered late or pressed twice it is the same; so is a yes."""
    facts = hears(*said)
    assert refused(facts, Role.PATIENT) is is_no
    assert (len(facts.consents), len(facts.written)) == (kept, kept)
