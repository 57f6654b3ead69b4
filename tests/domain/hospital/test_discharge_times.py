"""Times of a discharge: none counts later than its receipt; what cannot be is asked about."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.desired_episodes import DesiredState
from domain.hospital import certainty
from domain.hospital.events import Account, EventKind, HospitalEvent
from tests.domain.hospital.test_certainty import K, doubt_of, found, unmoved
from tests.domain.hospital.test_chart import NAMED, NOON, NOW, discharged, event

H = timedelta(hours=1)


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


@pytest.mark.parametrize("days", [-2, -5, -33, -400, -20_000])
@pytest.mark.parametrize("late", [0, 9])
def test_a_record_whose_clock_was_behind_drops_no_discharge(days: int, late: int) -> None:
    """EVN-2 of last month or last year, left as it is told and received: asked, never "past"."""
    received = NOW + timedelta(days=late)
    told = a03(NOW - 3 * H, NOW + timedelta(days=days))
    one = found(replace(told, sent_at=received, received_at=received))["V-1"]
    assert one.desired is DesiredState.OPEN
    assert doubt_of(one) is not None
    assert one.discharge
    believed = late == 0 or days < -30
    assert one.discharge.discharged_at == (told.happened_at if believed else told.recorded_at)


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


@pytest.mark.parametrize("days", [3, 9])
def test_a_discharge_told_once_more_is_as_old_as_it_was(days: int) -> None:
    """The same A03, or a finished Encounter, recorded days later: no slip, and nobody is asked."""
    again = a03(NOON, NOON + timedelta(days=days))
    assert found(discharged(0), again)["V-1"] == found(discharged(0))["V-1"]
    hours = found(discharged(0), replace(again, account=a03(NOON - H, NOON, None).account))["V-1"]
    assert unmoved(hours, NOON - H)
    assert doubt_of(hours) is None


@pytest.mark.parametrize(("left", "begun"), [(-40, None), (30, None), (-3, None), (0, 2)])
def test_a_discharge_told_once_more_with_an_impossible_time_moves_nothing(
    left: int, begun: int | None
) -> None:
    """It is asked about, until a time that can be is told; one that fits its own record is new."""
    admitted = None if begun is None else NOON + timedelta(days=begun)
    recorded = NOON + timedelta(hours=10)
    wrong = a03(NOON + timedelta(days=left), recorded, admitted)
    one = found(discharged(0), wrong)["V-1"]
    assert unmoved(one)
    assert doubt_of(one) is not None
    assert doubt_of(found(discharged(0), wrong, discharged(12))["V-1"]) is None
    later = a03(NOON + timedelta(days=4), NOON + timedelta(days=4))
    assert unmoved(found(discharged(0), later)["V-1"], NOON + timedelta(days=4))


@pytest.mark.parametrize("kind", [K.UPDATED, K.DISCHARGED])
@pytest.mark.parametrize(("days", "moves"), [(9, False), (-50, False), (-5, True), (-1, True)])
def test_a_discharge_told_late_is_moved_by_no_time_that_is_worse(
    kind: EventKind, days: int, *, moves: bool
) -> None:
    """Gone on Friday, told on Tuesday: a time still to come, or of last month, is asked about."""
    recorded, left = NOW - timedelta(days=1), NOW - timedelta(days=5)
    late = a03(left, recorded)
    told = NOW - timedelta(days=1) + timedelta(days=days)
    news = replace(a03(told, recorded + H), kind=kind)
    one = found(late, news)["V-1"]
    assert unmoved(one, told if moves else left)
    assert (doubt_of(one) is None) == (days == -1)


def undated(hours: float, **more: object) -> HospitalEvent:
    """A discharge with its number, whose time cannot be read."""
    account = replace(NAMED, disposition="01")
    return event(K.DISCHARGED, hours, **{"account": account, "happened_at": None, **more})


def test_a_discharge_without_a_time_asks_once_until_it_has_one() -> None:
    """However often and on whatever days it comes: one question, from when it was recorded."""
    key = certainty.undated("V-1")
    once = found(undated(0))
    assert list(once) == [key]
    said = once[key].discharge
    assert said
    assert (said.unclear, said.discharged_at) == (certainty.UNNUMBERED, NOON)
    assert found(undated(0), undated(30), undated(60)) == once
    whole = found(undated(0), undated(60), a03(NOON - 90 * H, NOON + 70 * H))
    assert whole[key].desired is DesiredState.OVER
    assert whole["V-1"].desired is DesiredState.OPEN


@pytest.mark.parametrize("kind", [K.VOIDED, K.DISCHARGE_CANCELLED])
def test_a_discharge_without_a_time_can_be_taken_back(kind: EventKind) -> None:
    """By the number of its visit; told again afterwards it asks again."""
    key = certainty.undated("V-1")
    assert found(undated(0), event(kind, 5))[key].desired is DesiredState.OVER
    assert found(undated(0), event(kind, 5), undated(9))[key].desired is DesiredState.OPEN


def test_a_discharge_without_a_time_moves_none_that_is_known() -> None:
    """Of the same visit it is news; of another one it asks beside, and takes nobody's place."""
    assert found(discharged(0), undated(30))["V-1"] == found(discharged(0))["V-1"]
    both = found(discharged(0), undated(30, encounter="V-2"))
    assert unmoved(both["V-1"])
    assert both[certainty.undated("V-2")].desired is DesiredState.OPEN
    back = found(discharged(0), event(K.ADMITTED, 20), undated(30))
    assert certainty.undated("V-1") in back
