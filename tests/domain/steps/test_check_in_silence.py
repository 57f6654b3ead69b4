"""Silence after check-ins: when it is one, who calls, and what else ends it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Facts, Wrote
from domain.pathway import Role
from domain.protocol import protocol
from domain.steps.check_in_kinds import CHECK_IN, NAME, SILENT, STILL
from domain.steps.contact import LETTER
from domain.words.phrasebook import worded
from tests.domain.examples import ET
from tests.domain.steps.test_check_ins import LOPEZ, PATIENT, TUESDAY, home, managed, said

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAST = datetime(2026, 9, 28, 10, tzinfo=ET)
"""When the last question comes: the 17th day is a Friday, and nobody works the day after."""
OPENS = datetime(2026, 9, 15, 10, tzinfo=ET)
"""A day after the second check-in of case management is a Saturday: the third comes first."""


def run(facts: Facts, until: datetime, **told: Value) -> Facts:
    """The facts when each question of the step went out in its time, the family silent."""
    now = facts.opened_at
    while now < until:
        for one in tuple(_new(facts, now)):
            person = LOPEZ if one.to.is_staff else PATIENT
            facts = facts.was_asked(one, person, now)
            if (value := told.get(one.kind)) is not None:
                facts = facts.answered(said(one.key, value, now + HOUR, person))
        now += HOUR
    return facts


def _new(facts: Facts, now: datetime) -> Iterator[Question]:
    known = {one.question for one in facts.asked}
    asked = protocol.decide(NAME, facts, now).questions
    return (one for one in asked if one.ask_at <= now and one.key not in known)


def keys(facts: Facts, kind: str) -> list[str]:
    """What was asked of a kind, in order."""
    return [one.question for one in facts.asked if one.kind == kind]


def in_case_management() -> Facts:
    """Who is asked nine times."""
    return managed(home(), TUESDAY)


def test_three_in_coordination_bring_one_last_question_and_no_call() -> None:
    """Silence is usual: who was spoken with once is sent nobody."""
    facts = home().answered(said("contact/call/1", Value.SPOKE_WELL, TUESDAY + DAY, LOPEZ))
    facts = run(facts, TUESDAY + 28 * DAY)
    assert keys(facts, CHECK_IN) == [f"{NAME}/ask/{day}" for day in (4, 10, 17)]
    assert keys(facts, STILL) == [f"{NAME}/still/17"]
    assert next(one.at for one in facts.asked if one.kind == STILL) == LAST
    assert keys(facts, SILENT) == []


def test_who_was_never_reached_at_all_is_called_after_it() -> None:
    """Nobody knows whether they are well."""
    facts = run(home(), TUESDAY + 24 * DAY)
    assert keys(facts, SILENT) == [f"{NAME}/call/silent.still.17/1"]


def test_an_answer_to_the_last_question_goes_on() -> None:
    """The next is asked by the calendar."""
    facts = run(home(), TUESDAY + 28 * DAY, still=Value.FINE)
    assert keys(facts, CHECK_IN)[-1] == f"{NAME}/ask/24"


def test_a_nine_ends_them() -> None:
    """No more of them, and no call; nor is one announced."""
    facts = run(home(), TUESDAY + 28 * DAY, still=Value.NO_MORE_CHECK_INS)
    said = protocol.decide(NAME, facts, LAST + 2 * HOUR)
    assert worded(said.next) == "No more check-ins come."
    assert keys(facts, CHECK_IN)[-1] == f"{NAME}/ask/17"
    assert keys(facts, SILENT) == []


def test_two_of_case_management_bring_a_call_of_that_day() -> None:
    """A day after the second, as the team opens, due as it closes."""
    facts = in_case_management()
    facts = run(facts, OPENS)
    (asked,) = [one for one in _standing(facts, OPENS) if one.kind == SILENT]
    assert asked.to is Role.NURSE
    assert worded(asked.words["what"]) == "no word on 2 check-ins"
    assert asked.due is not None
    assert asked.due.date() == asked.ask_at.date()


def _standing(facts: Facts, now: datetime) -> tuple[Question, ...]:
    return protocol.decide(NAME, facts, now).questions


@pytest.mark.parametrize(
    "heard",
    [
        said("contact/call/1", Value.SPOKE_WELL, TUESDAY + 2 * DAY, LOPEZ),
        said("symptoms/review/1", Value.SAFE_AT_HOME, TUESDAY + 3 * DAY, LOPEZ),
        said("visit/offer/1", Value.SLOT_1, TUESDAY + 3 * DAY),
    ],
)
def test_no_call_to_whom_somebody_just_spoke_with(heard: object) -> None:
    """Within three days, or who answered anything else."""
    facts = in_case_management().answered(heard)  # type: ignore[arg-type]
    assert keys(run(facts, OPENS), SILENT) == []


def test_words_of_the_family_end_a_silence_even_after_it_began() -> None:
    """The call is taken back: they were heard."""
    facts = run(in_case_management(), OPENS)
    wrote = Wrote(message_id="SM9", at=OPENS, by=PATIENT, body="sorry, was away")
    assert any(one.kind == SILENT for one in _standing(facts, OPENS + HOUR))
    heard = replace(facts, written=(wrote,))
    assert not any(one.kind == SILENT for one in _standing(heard, OPENS + HOUR))


def test_a_check_in_that_found_no_room_on_the_phone_is_no_silence() -> None:
    """Held back by the caps it asked nobody anything."""
    facts = run(in_case_management(), TUESDAY + 3 * DAY)
    held = replace(facts, held_back=(keys(facts, CHECK_IN)[-1],))
    assert keys(run(held, OPENS), SILENT) == []


def test_whom_no_text_reaches_is_not_silent() -> None:
    """They are called on days of their own."""
    facts = run(in_case_management(), OPENS)
    gone = facts.cannot_text(Role.PATIENT, Reachability.OPTED_OUT)
    gone = gone.cannot_text(Role.CAREGIVER, Reachability.NO_TEXTS)
    assert not any(one.kind == SILENT for one in _standing(gone, OPENS + HOUR))


def test_not_reached_twice_climbs_and_asks_for_a_letter() -> None:
    """The case manager hears, with the caregiver and a welfare check; the coordinator writes."""
    facts = run(in_case_management(), TUESDAY + 13 * DAY, silent=Value.NOT_REACHED)
    assert keys(facts, SILENT) == [f"{NAME}/call/silent.4/{n}" for n in (1, 2)]
    told = next(one for one in facts.asked if one.kind == ESCALATION)
    assert (told.question, told.to) == (f"{NAME}/late/silent.4/1", Role.CASE_MANAGER)
    sent = next(one for one in facts.asked if one.kind == LETTER)
    assert (sent.question, sent.to) == (f"{NAME}/letter/silent.4", Role.COORDINATOR)


def test_reached_and_wants_no_more() -> None:
    """Nothing is asked of them from then on."""
    facts = run(in_case_management(), TUESDAY + 28 * DAY, silent=Value.NO_MORE_CHECK_INS)
    assert len(keys(facts, SILENT)) == 1
    assert len(keys(facts, CHECK_IN)) < len(keys(run(in_case_management(), LAST), CHECK_IN))


def test_a_problem_that_the_call_finds_is_named() -> None:
    """As with every call: digits say what it is."""
    facts = run(in_case_management(), OPENS + 5 * HOUR, silent=Value.PROBLEM)
    assert keys(facts, "call_detail") == [f"{NAME}/detail/silent.4"]


@settings(max_examples=15)
@given(heard=st.lists(st.integers(0, 7), max_size=6), case=st.booleans())
def test_a_call_of_silence_follows_a_day_without_a_word(heard: list[int], *, case: bool) -> None:
    """Whatever days they write on."""
    facts = in_case_management() if case else home()
    written = tuple(
        Wrote(message_id=f"SM{n}", at=TUESDAY + n * DAY, by=PATIENT, body="ok") for n in heard
    )
    facts = run(replace(facts, written=written), TUESDAY + 8 * DAY)
    for one in facts.asked:
        if one.kind == SILENT and one.at is not None:
            assert not any(one.at - DAY <= wrote.at <= one.at for wrote in written)
