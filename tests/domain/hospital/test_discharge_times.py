"""Times of a discharge: none counts later than its receipt; what cannot be is asked about."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.desired_episodes import DesiredState
from domain.hospital.events import Account, EventKind, HospitalEvent
from tests.domain.hospital.test_certainty import K, doubt_of, found, unmoved
from tests.domain.hospital.test_chart import NAMED, NOON, NOW, discharged, event


def a03(left: datetime, recorded: datetime, begun: datetime | None = None) -> HospitalEvent:
    """An A03 with a life of its own times."""
    account = replace(NAMED, disposition="01", discharged_at=left, admitted_at=begun)
    times = {"recorded_at": recorded, "sent_at": recorded, "received_at": recorded}
    return event(K.DISCHARGED, 0, account=account, happened_at=left, **times)


@pytest.mark.parametrize(
    ("days", "begun"), [(-33, -3), (-33, None), (-400, None), (-4, -3), (5, None), (13_000, None)]
)
def test_a_discharge_that_cannot_be_then_is_asked_about(days: int, begun: int | None) -> None:
    """Recorded today and told of last month, of before its admission, of 2062: never ignored."""
    admitted = None if begun is None else NOW + timedelta(days=begun)
    one = found(a03(NOW + timedelta(days=days), NOW, admitted))["V-1"]
    assert one.desired is DesiredState.OPEN
    assert one.discharge
    assert one.discharge.unclear
    assert one.discharge.discharged_at == NOW


def test_a_discharge_recorded_days_late_goes_on_and_is_asked_about() -> None:
    """Gone on Friday, told on Tuesday: followed from Friday, and somebody looks."""
    one = found(a03(NOW - timedelta(days=4), NOW))["V-1"]
    assert unmoved(one, NOW - timedelta(days=4))
    assert doubt_of(one) is not None
    assert doubt_of(found(a03(NOW - timedelta(days=1), NOW))["V-1"]) is None


@pytest.mark.parametrize("days", [-40, 30, -3])
def test_a_correction_to_an_impossible_time_moves_nothing(days: int) -> None:
    """An A08 with its number that puts the discharge weeks away is asked about."""
    wrong = event(K.UPDATED, 10, account=Account(discharged_at=NOON + timedelta(days=days)))
    one = found(discharged(0), wrong)["V-1"]
    assert unmoved(one)
    assert doubt_of(one) is not None
    hours = event(K.UPDATED, 12, account=Account(discharged_at=NOON - timedelta(hours=3)))
    after = found(discharged(0), wrong, hours)["V-1"]
    assert unmoved(after, NOON - timedelta(hours=3))
    assert doubt_of(after) is None


def test_a_clock_that_is_ahead_outranks_nobody() -> None:
    """EVN-2 a year ahead: a truer word that came later is newer all the same."""
    ahead = event(K.DISCHARGE_CANCELLED, 1, recorded_at=NOON + timedelta(days=365))
    ahead = replace(ahead, sent_at=ahead.recorded_at, received_at=NOON + timedelta(hours=1))
    assert found(discharged(0), ahead)["V-1"].desired is DesiredState.OVER
    assert found(discharged(0), ahead, discharged(2))["V-1"].desired is DesiredState.OPEN


@pytest.mark.parametrize("first", [K.DISCHARGED, K.DISCHARGE_CANCELLED])
def test_of_one_instant_what_came_first_is_older(first: EventKind) -> None:
    """A tie goes by receipt, and not by what kind of event it is."""
    kinds = [first, *({K.DISCHARGED, K.DISCHARGE_CANCELLED} - {first})]
    told = [
        discharged(0, receipt=n) if kind is K.DISCHARGED else event(kind, 0, receipt=n)
        for n, kind in enumerate(kinds)
    ]
    open_ = first is K.DISCHARGE_CANCELLED
    for order in (told, told[::-1]):
        one = found(discharged(-1), *order)["V-1"]
        assert one.desired is (DesiredState.OPEN if open_ else DesiredState.OVER)
