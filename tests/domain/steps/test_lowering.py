"""Only a case manager lowers the tier, and what comes after that raises it again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.asking.choices import Value
from domain.episode.facts import Answer, Facts, Person, Via
from domain.hospital.discharge import Diagnosis
from domain.pathway import Role
from domain.protocol.ledger import entries
from domain.protocol.verdict import Judgement, Ruling, judge
from domain.steps.tapped import Tap
from domain.steps.tier import LOWERED, Standing, Tier, standing, tier_in_words
from domain.words.phrasebook import worded
from tests.domain.clinical.test_risk import JANE
from tests.domain.steps.test_tier import AT, CALM, amended, called, facts, told

DIAZ = Person(handle="diaz", name="CM Diaz", role=Role.CASE_MANAGER)


def lowers(known: Facts, by: Person = DIAZ, hours: int = 10, message: str = "SM-low") -> Judgement:
    """What an episode says to a lowering."""
    at = AT + timedelta(hours=hours)
    said = Answer(
        question=LOWERED, value=Value.LOWERED, by=by, happened_at=at, told_at=at,
        via=Via.BY_HAND, message_id=message,
    )  # fmt: skip
    return judge(said, known, at)


def test_a_case_manager_lowers_it_and_it_is_kept_who_did() -> None:
    """It is a row of the ledger, and the card says by whom and when."""
    before = facts(JANE)
    judged = lowers(before)
    assert judged.ruling is Ruling.RECORDED
    assert standing(judged.facts) == Standing()
    assert any("by CM Diaz" in worded(line) for line in tier_in_words(judged.facts))
    kept = entries(before, judged.facts, AT)
    assert [one.value for one in kept.answers] == [Value.LOWERED]
    assert kept.risk is not None
    assert (kept.risk.tier, kept.risk.reasons) == (Tier.CARE_COORDINATION, ())


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.CASE_MANAGER])
def test_nobody_else_does(role: Role) -> None:
    """A refusal in words, and the tier stands."""
    judged = lowers(facts(JANE), replace(DIAZ, role=role))
    assert (judged.ruling, worded(judged.follows)) == (
        Ruling.REFUSED,
        "Only a case manager lowers the tier.",
    )
    assert judged.facts == facts(JANE)


def test_what_is_low_is_not_lowered_and_what_is_told_twice_is_one() -> None:
    """Else a lowering would be kept against reasons that nobody has seen yet."""
    assert lowers(facts()).ruling is Ruling.REFUSED
    once = lowers(facts(JANE)).facts
    again = lowers(once)
    assert (again.ruling, again.facts) == (Ruling.RECORDED, once)
    assert lowers(once, message="SM-other").ruling is Ruling.REFUSED


def test_what_held_before_a_lowering_raises_nothing_by_being_told_again() -> None:
    """The same account, another that is as high, the same tap on a later card."""
    bare = replace(CALM, ed_visits_6_months=None)
    tapped = called(facts(bare), (Tap.ED_VISITS, "4"))
    low = lowers(tapped).facts
    assert standing(low) == Standing()
    again = told(low, "contact/call/2", Value.SPOKE_WELL, (Tap.ED_VISITS, "4"), hours=12)
    assert standing(again) == Standing()
    assert standing(amended(again, replace(bare, ed_visits_6_months=4), 13)) == Standing()


def test_what_comes_after_a_lowering_raises_it_again() -> None:
    """A new reason, or one more of those that are counted."""
    low = lowers(facts(JANE)).facts
    flagged = told(low, "review/words.SM1/was/1", Value.REAL, hours=12)
    assert [one.name for one in standing(flagged).reasons] == ["red_flag"]
    assert standing(flagged).since == AT + timedelta(hours=12)
    news = amended(low, replace(JANE, diagnoses=(Diagnosis(code="F32.9"),)), 12)
    assert [one.name for one in standing(news).reasons] == ["behavioural"]
    missed = facts()
    for number in (1, 2):
        missed = told(missed, f"visit/attended/{number}-1", Value.NO_SHOW, hours=number)
    low = lowers(missed).facts
    assert standing(low) == Standing()
    third = told(low, "visit/attended/3-1", Value.NO_SHOW, hours=20)
    assert [worded(one.words) for one in standing(third).reasons] == ["3 missed visits"]
