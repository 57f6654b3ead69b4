"""The call as it is asked: when its reminders come, and whom they wake."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.asking.choices import Value
from domain.episode.contact_timing import civil_hours, timing_of
from domain.episode.facts import Answer, Facts
from domain.pathway import Role
from domain.protocol.protocol import decide
from tests.domain.plan.test_plan import facts
from tests.domain.steps.told import LOPEZ


def left(hours: int, zone: str) -> Facts:
    """A discharge of unknown risk so many hours after Monday of a week, known as it happens."""
    known = facts()
    monday = known.calendar.local(known.opened_at).replace(hour=0, minute=10)
    monday -= timedelta(days=monday.weekday())
    at = known.calendar.later(monday, timedelta(hours=hours))
    stay = replace(known.discharge, discharged_at=at, ed_visits_6_months=None, diagnoses=())
    return replace(known, discharge=stay, opened_at=at, patient_zone=zone)


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Honolulu"])
def test_nobody_on_call_is_reminded_while_the_patient_sleeps(zone: str) -> None:
    """Of all 168 hours: a Saturday morning's call, due on Monday at eight, wakes nobody at four."""
    on_call = 0
    for hour in range(168):
        known = left(hour, zone)
        (asked, *_) = decide("contact", known, known.opened_at).questions
        if asked.to is not Role.ON_CALL:
            continue
        on_call += 1
        civil = civil_hours(known)
        assert all(civil.open_at(at) for at in asked.remind_at), (hour, asked)
        assert all(at < timing_of(known).due for at in asked.remind_at), (hour, asked)
        assert len(set(asked.remind_at)) == len(asked.remind_at)
    assert on_call > 20


@pytest.mark.parametrize(("hour", "to"), [(10, Role.NURSE), (110, Role.ON_CALL)])
def test_whoever_called_on_call_is_asked_on_call_what_was_wrong(hour: int, to: Role) -> None:
    """A nurse by role, as all on call are, whose next shift may begin after it is due."""
    known = left(hour, "America/New_York")
    (call, *_) = decide("contact", known, known.opened_at).questions
    spoke = Answer(
        question=call.key,
        value=Value.SPOKE_PROBLEM,
        by=LOPEZ,
        happened_at=call.ask_at,
        told_at=call.ask_at,
    )
    known = known.was_asked(call, LOPEZ, call.ask_at).answered(spoke)
    (which,) = decide("contact", known, call.ask_at).questions
    assert (call.to, which.kind, which.to, which.whom) == (to, "call_detail", to, LOPEZ.handle)
