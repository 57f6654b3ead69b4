"""A no in a note counts whatever becomes of the answer beside it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.asking.choices import Value
from domain.clinical.flag import Flag
from domain.episode.facts import Answer, Facts, Person, Sense, Wrote
from domain.episode.family.recorded_consent import near_leaving, newest, refused
from domain.languages import Level
from domain.pathway import Role
from domain.protocol.verdict import Judgement, Ruling, correct, judge
from domain.steps import review
from domain.texting.leaving.told_no import told_no
from domain.words.phrasebook import worded
from tests.domain.plan.wandering import first_facts, rich
from tests.texts import HOME

AT = HOME + timedelta(days=1)
LOPEZ = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
KIM = Person(handle="kim", name="RN Kim", role=Role.NURSE)
CALL = "contact/call/1"


def said(
    note: str, *, by: Person = KIM, happened: datetime = AT, value: Value = Value.SPOKE_WELL
) -> Answer:
    """The nurse's answer to the call, with a note."""
    return Answer(
        question=CALL,
        value=value,
        by=by,
        happened_at=happened,
        told_at=AT,
        note="a note" if note else "",
        told_no=told_no(note),
        message_id=f"SM-{by.handle}",
    )


def facts() -> Facts:
    """As the episode begins."""
    return first_facts(rich(HOME), HOME)


def settled() -> Facts:
    """A colleague answered on the card first."""
    return judge(said("", by=LOPEZ), facts(), AT).facts


def refused_too_early(note: str) -> Judgement:
    """A call that was before the patient went home."""
    return judge(said(note, happened=HOME - timedelta(days=2)), facts(), AT)


@pytest.mark.parametrize(
    ("judged", "ruling"),
    [
        (judge(said("pt wants no more texts"), settled(), AT), Ruling.ALREADY_SETTLED),
        (refused_too_early("pt wants no more texts"), Ruling.REFUSED),
        (correct(said("pt wants no more texts"), settled(), AT), Ruling.ALREADY_SETTLED),
        (
            judge(replace(said("no more texts"), question="gone/1"), facts(), AT),
            Ruling.ALREADY_SETTLED,
        ),
    ],
)
def test_a_no_beside_an_answer_that_is_not_recorded(judged: Judgement, ruling: Ruling) -> None:
    """Settled by a colleague, refused, corrected too late: the no is kept, and said back."""
    assert judged.ruling is ruling
    assert refused(judged.facts, Role.PATIENT)
    assert "gets no more texts" in worded(judged.follows)
    answers = len(judged.facts.answers)
    again = judge(said("pt wants no more texts"), judged.facts, AT)
    assert len(again.facts.consents) == 1 or answers == 0, "twice is once"


def test_a_yes_beside_it_is_none() -> None:
    """Nobody is texted on the strength of an answer that does not stand."""
    agreed = replace(said(""), card=(("consent_to_text", "agreed"),))
    judged = judge(agreed, settled(), AT)
    assert judged.ruling is Ruling.ALREADY_SETTLED
    assert newest(judged.facts, Role.PATIENT) is None


def test_a_doubt_beside_it_is_asked_about_once() -> None:
    """Refused, said again, recorded: texts pause, and the nurse is asked one time."""
    once = refused_too_early("may want to opt out")
    assert "texts pause" in worded(once.follows)
    twice = judge(said("may want to opt out"), once.facts, AT)
    assert twice.ruling is Ruling.RECORDED
    assert len(near_leaving(twice.facts)) == 1


def test_a_doubt_is_no_danger_and_hides_none() -> None:
    """The same text's danger and picture come under its own id: the doubt has another."""
    judged = judge(said("may want to opt out"), facts(), AT)
    known = {one.message_id for one in judged.facts.written}
    assert "SM-kim" not in known
    flag = Flag(level=Level.EMERGENCY, name="chest_pain")
    danger = Wrote(message_id="SM-kim", at=AT, by=KIM, body="chest pain", flag=flag)
    after = replace(judged.facts, written=(*judged.facts.written, danger))
    asked = {question.key for question in review.decide(after, AT).questions}
    assert len(asked) > 1, asked
    assert {one.sense for one in after.written} == {Sense.NEAR_LEAVING, Sense.WORDS}
