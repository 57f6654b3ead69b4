"""An episode has one timer, for what time alone changes first."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from domain.episode.deadlines import window_ends
from domain.protocol import protocol
from tests.domain.plan.wandering import first_facts, rich
from tests.stories.timers import most_at_once
from tests.test_golden_histories import HISTORIES
from tests.texts import HOME

FACTS = first_facts(rich(HOME), HOME)
EPISODES = [one for one in HISTORIES if not one.stem.startswith("conversation-")]


def wakes(now: datetime) -> list[datetime]:
    """When each step would wake by itself."""
    found = (protocol.decide(step, FACTS, now).decide_again_at for step in protocol.steps(FACTS))
    return [at for at in found if at is not None]


def test_it_is_set_for_what_comes_first() -> None:
    """Through two days of silence each time the earliest of all steps, and later than the last."""
    now, turns = HOME, 0
    while now < HOME + timedelta(days=2):
        at, whose = protocol.next_change(FACTS, now)
        assert at == min(wakes(now))
        assert whose is not None
        assert whose.decide_again_at == at > now
        now, turns = at, turns + 1
    assert turns > 10


def test_where_no_step_waits_it_is_set_for_the_windows_end() -> None:
    """As while the patient is in hospital; after it for nothing any more."""
    held, ends = replace(FACTS, suspended_at=HOME), window_ends(FACTS)
    assert protocol.next_change(held, HOME) == (ends, None)
    assert protocol.next_change(held, ends) == (None, None)


def test_what_was_decided_is_of_its_facts_and_its_instant_alone() -> None:
    """Other facts, be they equal, or another time are decided anew; what is kept is no part."""
    facts, later = replace(FACTS), HOME + timedelta(days=9)
    first = protocol.decide("contact", facts, HOME)
    assert protocol.decide("contact", facts, HOME) is first
    for at in (later, later + timedelta(days=1), HOME):
        assert protocol.decide("contact", facts, at) == protocol.decide(
            "contact", replace(FACTS), at
        )
    anew = protocol.decide("contact", facts, HOME)
    assert anew == first
    assert anew is not first
    assert replace(facts) == facts


@pytest.mark.parametrize("path", EPISODES, ids=lambda path: path.parent.name)
def test_no_recorded_episode_had_two(path: Path) -> None:
    """As their histories tell."""
    history = WorkflowHistory.from_json(path.stem, path.read_text())
    assert most_at_once(history.events) == 1


def test_two_would_be_counted() -> None:
    """Set side by side; one that takes another's place is none more."""
    started, taken_back, task = (
        HistoryEvent(event_type=one)
        for one in (
            EventType.EVENT_TYPE_TIMER_STARTED,
            EventType.EVENT_TYPE_TIMER_CANCELED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
        )
    )
    assert most_at_once([started, started, task, taken_back]) == 2
    assert most_at_once([started, task, started, taken_back, task]) == 1
