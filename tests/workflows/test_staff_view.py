"""What staff see of lateness moves where something is done, and never by a look alone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from domain.episode.facts import Facts
from domain.time.clock import Clock
from models.payloads import OpenEpisode
from tests.domain.plan.wandering import first_facts, rich
from workflows.episode.known import Known
from workflows.episode.staff_view import StaffView

HOME = datetime(2026, 9, 8, 14, tzinfo=UTC)


@dataclass
class At:
    """What an episode knows, at a time that the test moves."""

    facts: Facts
    time: datetime = HOME
    news: bool = True

    def now(self) -> datetime:
        """The test's."""
        return self.time


def test_what_is_late_is_seen_once_something_is_done() -> None:
    """An activity's result that leads to nothing is replayed at a later time: it shows the same."""
    facts = first_facts(rich(HOME), HOME)
    known = At(facts)
    opening = OpenEpisode(
        episode="e",
        n=1,
        discharge=facts.discharge,
        pathway=facts.pathway,
        calendar=facts.calendar,
        clock=Clock(real_origin=HOME, clinical_origin=HOME),
        facility_name="Mercy",
        patient_zone=facts.calendar.time_zone,
        opened_at=HOME,
    )
    view = StaffView(opening, cast("Known", known))
    view.listed(view.unlisted())
    assert not known.news

    known.time, known.news = HOME + timedelta(days=20), True
    assert view.unlisted() is None
    view.looks()
    known.news = True
    late = view.unlisted()
    assert late is not None
    assert any(step.late for step in late.steps)
