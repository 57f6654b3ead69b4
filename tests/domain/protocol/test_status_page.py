"""The page of one episode: of one that has ended, why, and no open box of what nobody will do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.episode.facts import Ended, Ending
from domain.protocol.overview import overview
from domain.protocol.protocol import left_behind
from domain.protocol.status_page import LEFT, NOT_DONE, page
from domain.words.phrasebook import worded
from tests.domain.plan.wandering import first_facts, rich
from tests.texts import HOME

AT = HOME + timedelta(days=2)
OPEN = "◻"
LEAVES = (Ending.UNRESOLVED, Ending.WITHDRAWN, Ending.MERGED)


def page_of(ended: Ended | None) -> str:
    """The page of somebody with every kind of step, none of them settled."""
    facts = replace(first_facts(rich(HOME), HOME), ended=ended)
    return page(facts, overview(facts, AT))


def test_a_running_one_has_an_open_box_for_each_step() -> None:
    """And says until when it goes on."""
    shown = page_of(None)
    assert shown.count(OPEN) > 3
    assert "followed until" in shown
    assert worded(NOT_DONE) not in shown


def test_a_running_one_says_the_risk_by_its_parts_and_what_of_it_is_missing() -> None:
    """LACE and HOSPITAL, each part with its points; a part that nobody knows is named as such."""
    shown = page_of(None)
    for score, parts in (("LACE", 4), ("HOSPITAL", 7)):
        (line,) = (one for one in shown.splitlines() if one.startswith(f"{score}: "))
        assert line.count(",") == parts - 1
        assert "length of stay missing" in line
    assert "Risk unknown, counts as high: LACE 2 or more, length of stay" in shown


@pytest.mark.parametrize("ending", Ending)
def test_an_ended_one_says_why_and_opens_no_box_but_what_is_left(ending: Ending) -> None:
    """By whose word, for which reason; boxes for what is in the work queue, for nothing else."""
    ended = Ended(ending=ending, at=AT, by="hospital", reason="as the hospital says")
    shown = page_of(ended)
    assert f"**Closed Fri 11/20 10:45a: {ending}, as the hospital says**, by hospital." in shown
    assert "followed until" not in shown
    assert "urgent" not in shown
    facts = replace(first_facts(rich(HOME), HOME), ended=ended)
    left = left_behind(ended, facts)
    assert shown.count(OPEN) == shown.count(worded(LEFT)) == len(left)
    assert bool(left) is (ending in LEAVES)
    assert shown.count(worded(NOT_DONE)) == len(overview(facts, AT).open) - len(left)


def test_where_it_goes_on_is_said() -> None:
    """Somebody who looks at an old one finds the new one."""
    ended = Ended(ending=Ending.READMITTED, at=AT, by="", next_episode="mercy-general-0907-k7qd")
    assert "It goes on as mercy-general-0907-k7qd." in page_of(ended)


def test_times_that_were_taken_back_are_one_sentence() -> None:
    """Of two corrections one time was said first; one that was only announced says so."""
    facts = first_facts(rich(HOME), HOME)
    before = tuple(
        replace(facts.discharge, discharged_at=HOME - timedelta(hours=hours), expected=expected)
        for hours, expected in ((3, True), (2, False), (2, False), (1, False))
    )
    shown = page(replace(facts, earlier=before), overview(facts, HOME))
    assert shown.count("first said") == 1
    told = [f"home Wed 11/18 {at}" for at in ("7:45a", "8:45a", "9:45a")]
    assert f"The hospital first said: to go {', then '.join(told)}." in shown
