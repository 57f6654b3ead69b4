"""The card behind an older text of an alarm: it stands for as long as somebody must still act."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.asking.choices import Value
from domain.episode.facts import Answer, Facts, Person, Viewed
from domain.pathway import Role
from domain.protocol.protocol import decide
from domain.protocol.verdict import judge
from tests.domain.episode.test_escalation import SATURDAY, two_alarms
from workflows.episode.card import card_for

FIRST = "review/wrote.SM1/1"
SUPERVISORS = "review/wrote.SM1/2"
LATER = timedelta(hours=9, minutes=5)
DIAZ = Person(handle="diaz", name="CM Diaz", role=Role.CASE_MANAGER)
HALE = Person(handle="hale", name="Supervisor Hale", role=Role.SUPERVISOR)


def answered(key: str, value: Value, by: Person, facts: Facts, at: datetime) -> Facts:
    """What an episode knows after somebody answered under any of an alarm's names."""
    said = Answer(question=key, value=value, by=by, happened_at=at, told_at=at)
    return judge(said, facts, at).facts


@pytest.mark.parametrize("after", [timedelta(minutes=1), timedelta(hours=1), LATER, 20 * LATER])
def test_the_first_text_opens_the_card_in_every_round(after: timedelta) -> None:
    """Nobody has taken it: whoever taps the oldest of twenty texts reads what was written."""
    facts, now = two_alarms(), SATURDAY + after
    card = card_for(FIRST, facts, now, Role.CASE_MANAGER)
    assert (card.open, card.rings_on) == (True, after >= timedelta(hours=1))
    assert any("chest pain" in line for line in (*card.words, card.why))
    assert card.title == "URGENT: Case review"
    assert [choice.label for choice in card.choices][:2] == ["I take it", "Reached and safe"]
    assert [line.split(",")[0] for line in card.must_know] == ["Risk unknown"]
    assert [line.partition(":")[0] for line in card.risk[:2]] == ["LACE", "HOSPITAL"]
    standing = decide("review", facts, now).questions
    newest = next(one.key for one in standing if FIRST in {one.key, one.again_of})
    exact = card_for(newest, facts, now, Role.CASE_MANAGER)
    assert exact == card.model_copy(update={"rings_on": False})


def test_who_takes_it_under_an_old_code_can_still_read_it() -> None:
    """The text that was answered has the link; what must be read first stands behind it."""
    now = SATURDAY + LATER
    facts = answered(FIRST, Value.TAKEN, DIAZ, two_alarms(), now)
    assert card_for(FIRST, facts, now, Role.CASE_MANAGER).rings_on


def test_what_somebody_else_has_taken_rings_no_more() -> None:
    """The supervisor hears that it is taken; an older link says no more than the newest does."""
    now = SATURDAY + LATER
    facts = answered(FIRST, Value.TAKEN, DIAZ, two_alarms(), now)
    assert not card_for(SUPERVISORS, facts, now, Role.SUPERVISOR).rings_on
    silent = now + timedelta(hours=2)
    assert card_for(SUPERVISORS, facts, silent, Role.SUPERVISOR).rings_on


@pytest.mark.parametrize("value", [Value.DONE, Value.STOPPED])
def test_a_closed_alarm_closes_all_its_cards(value: Value) -> None:
    """Done or closed under whichever name: no older link opens anything."""
    now = SATURDAY + LATER
    read = Viewed(question=SUPERVISORS, by=HALE, first=now, words=1)
    facts = replace(two_alarms(), views=(read,))
    facts = answered(f"{SUPERVISORS}.3", value, HALE, facts, now)
    for key in (FIRST, f"{FIRST}.4", f"{FIRST}/done-1", SUPERVISORS):
        assert not card_for(key, facts, now, Role.CASE_MANAGER).open


def test_another_alarm_does_not_open_it() -> None:
    """An alarm that is over is not opened by the next one, nor is a question that is no alarm."""
    now = SATURDAY + LATER
    for key in ("review/wrote.SM2/1", "review/wrote.SM1/9", "contact/call/1.2"):
        assert not card_for(key, two_alarms(), now, Role.CASE_MANAGER).rings_on
