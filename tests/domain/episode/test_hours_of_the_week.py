"""All 168 hours of a week: the nurse has two hours before the ladder, the ladder two before TCM."""

import dataclasses
from datetime import datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.episode.contact_timing import ContactTiming, contact_timing, ladder_on_call
from domain.episode.deadlines import deadlines
from domain.pathway import Pathway, Role, StaffedHours, WhenUnstaffed
from domain.time.calendar import WEEKDAYS, Calendar
from domain.time.hours import every_day
from domain.words.phrasebook import read_in
from tests.domain.examples import LOS_ANGELES, NEW_YORK, OFFICE, calendar, pathway

TWO_HOURS = timedelta(hours=2)
QUARTER = timedelta(minutes=15)
WEEKS = {
    "ordinary": "2026-09-14",
    "Labor Day": "2026-08-31",
    "after Labor Day": "2026-09-07",
    "Thanksgiving": "2026-11-23",
    "Independence Day on a Saturday": "2026-06-29",
    "clocks forward": "2026-03-02",
    "clocks back": "2026-10-26",
}
FACILITIES = {
    "weekdays": (NEW_YORK, OFFICE),
    "weekdays in the west": (LOS_ANGELES, OFFICE),
    "Saturdays too": (
        LOS_ANGELES,
        StaffedHours(
            days=("mon", "tue", "wed", "thu", "fri", "sat"), opens=time(7), closes=time(15)
        ),
    ),
    "evenings": (NEW_YORK, StaffedHours(days=OFFICE.days, opens=time(16), closes=time(0))),
    "three days": (
        "America/Phoenix",
        StaffedHours(days=("mon", "wed", "fri"), opens=time(9), closes=time(12)),
    ),
    "Wednesdays": (NEW_YORK, StaffedHours(days=("wed",), opens=time(8), closes=time(17))),
    "two hours a day": (
        LOS_ANGELES,
        StaffedHours(days=OFFICE.days, opens=time(8), closes=time(10)),
    ),
}


def _on_the_quarter(wall: datetime) -> datetime:
    return wall.replace(minute=wall.minute // 15 * 15, second=0, microsecond=0)


@pytest.mark.parametrize("facility", FACILITIES)
@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("high_risk", [True, False])
def test_every_hour_of_a_week(week: str, facility: str, *, high_risk: bool) -> None:
    """Each hour of discharge leaves the nurse and the ladder their two hours, in every zone."""
    zone, staffed = FACILITIES[facility]
    at = calendar(zone, staffed)
    monday = at.at(datetime.fromisoformat(WEEKS[week]).date(), time(0))
    rules = (WhenUnstaffed.NEXT_STAFFED,) if high_risk else tuple(WhenUnstaffed)
    for rule, hour in product(rules, range(168)):
        discharged = at.later(monday, timedelta(hours=hour, minutes=15 * (hour % 2)))
        _two_hours_each(discharged, at, _by(pathway(rule), at), high_risk=high_risk)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(_on_the_quarter),  # noqa: DTZ001
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    st.integers(0, 20),
    st.integers(1, 23),
    st.sampled_from(WhenUnstaffed),
    st.sampled_from([24, 36, 48, 72]),
)
def test_whatever_the_hours_and_settings(
    wall: datetime, days: set[str], opens: int, long: int, rule: WhenUnstaffed, due_hours: int
) -> None:
    """Any hours that a hospital may choose, any service target: the two spans hold."""
    closes = time(min(opens + long, 24) % 24)
    staffed = StaffedHours(days=tuple(sorted(days)), opens=time(opens), closes=closes)
    at = calendar(NEW_YORK, staffed)
    by = _by(pathway(rule), at)
    by = dataclasses.replace(by, contact=dataclasses.replace(by.contact, due_hours=due_hours))
    _two_hours_each(at.at(wall.date(), wall.time()), at, by, high_risk=False)


@pytest.mark.parametrize(
    ("discharged", "first_ask", "due", "reason"),
    [
        (
            "2026-09-12T08:10",  # row 34
            "2026-09-14T08:00",
            "2026-09-14T17:00",
            (
                "48th hour is Mon 9/14 8:10a, less than 2 staffed hours are left to call: "
                "first staffed day, Mon 9/14"
            ),
        ),
        (
            "2026-09-15T18:30",  # row 36
            "2026-09-16T08:00",
            "2026-09-17T15:00",
            (
                "48th hour is Thu 9/17 6:30p, too late for the TCM contact day, Thu 9/17: "
                "2 staffed hours before its end"
            ),
        ),
        (
            "2026-09-13T16:00",
            "2026-09-14T08:00",
            "2026-09-15T15:00",
            (
                "48th hour is Tue 9/15 4p, too late for the TCM contact day, Tue 9/15: "
                "2 staffed hours before its end"
            ),
        ),
    ],
)
def test_what_was_chosen_is_said(discharged: str, first_ask: str, due: str, reason: str) -> None:
    """Saturday 8:10a, Tuesday 6:30p, Sunday 4p: the reason names what the target lacked."""
    at = calendar()
    found = contact_timing(_local(discharged, at), at, pathway(), high_risk=False)
    assert (found.first_ask, found.due) == (_local(first_ask, at), _local(due, at))
    assert (found.to, read_in(found.reason, at.time_zone)) == (Role.NURSE, reason)


def test_high_risk_on_a_saturday_morning_is_called_on_sunday() -> None:
    """Row 34 at high risk: the on-call nurse keeps the 48 hours."""
    at = calendar()
    found = contact_timing(_local("2026-09-12T08:10", at), at, pathway(), high_risk=True)
    assert found.to is Role.ON_CALL
    assert found.first_ask == _local("2026-09-13T08:00", at)
    assert found.due == _local("2026-09-14T08:10", at)


@pytest.mark.parametrize(
    ("known", "first_ask", "due", "to"),
    [
        ("2026-09-16T09:30", "2026-09-16T09:30", "2026-09-16T15:00", Role.NURSE),
        ("2026-09-16T10:00", "2026-09-16T10:00", "2026-09-16T10:00", Role.NURSE),
        ("2026-09-18T12:00", "2026-09-18T12:00", "2026-09-16T10:00", Role.NURSE),
    ],
)
def test_a_discharge_learnt_of_late(known: str, first_ask: str, due: str, to: Role) -> None:
    """Half an hour before it is due the nurse still gets hours; once it is past it is overdue."""
    at = calendar()
    found = contact_timing(
        _local("2026-09-14T10:00", at), at, pathway(), high_risk=False, known_at=_local(known, at)
    )
    assert (found.first_ask, found.due, found.to) == (_local(first_ask, at), _local(due, at), to)


def test_the_two_numbers_are_the_pathways() -> None:
    """A hospital that wants four hours for each gets them."""
    at, by = calendar(), pathway()
    contact = dataclasses.replace(by.contact, nurse_hours=4, ladder_hours=4)
    found = contact_timing(
        _local("2026-09-15T18:30", at),
        at,
        dataclasses.replace(by, contact=contact),
        high_risk=False,
    )
    assert found.due == _local("2026-09-17T13:00", at)


def _two_hours_each(discharged: datetime, at: Calendar, by: Pathway, *, high_risk: bool) -> None:
    found = contact_timing(discharged, at, by, high_risk=high_risk)
    tcm = deadlines(discharged, at, by).tcm_contact
    on_call = ladder_on_call(found.due, discharged, at, by)
    ladder = found.due if on_call else at.next_staffed(found.due)
    where = f"{discharged} {at.time_zone} {at.staffed}: {found}, ladder {ladder}"
    assert _first_ask_is_allowed(found, discharged, at, by, high_risk=high_risk), where
    if found.to is Role.ON_CALL:
        assert ladder - found.first_ask >= TWO_HOURS, where
    else:
        assert _staffed(found.first_ask, ladder, at) >= TWO_HOURS, where
    if on_call:
        assert at.end_of(tcm) - ladder >= TWO_HOURS, where
    else:
        assert _staffed(ladder, at.end_of(tcm), at) >= TWO_HOURS, where


def _first_ask_is_allowed(
    found: ContactTiming, discharged: datetime, at: Calendar, by: Pathway, *, high_risk: bool
) -> bool:
    """Never on D, unless the pathway says earlier; and never before the patient has gone."""
    rules = by.contact
    rule = rules.when_unstaffed_high_risk if high_risk else rules.when_unstaffed
    later = at.day(found.first_ask) > at.day(discharged)
    return later or (rule is WhenUnstaffed.EARLIER and found.first_ask >= discharged)


def _staffed(begin: datetime, end: datetime, at: Calendar) -> timedelta:
    """Counted on its own, quarter by quarter."""
    count = int((end - begin) / QUARTER) if end > begin else 0
    return QUARTER * sum(_works(at.later(begin, QUARTER * n), at) for n in range(count))


def _works(instant: datetime, at: Calendar) -> bool:
    wall = at.local(instant)
    staffed = at.staffed
    closes = time.max if staffed.closes == time(0) else staffed.closes
    inside = staffed.opens <= wall.time() < closes
    on_the_day = WEEKDAYS[wall.weekday()] in staffed.days and at.holiday(wall.date()) is None
    return on_the_day and inside


def _by(by: Pathway, at: Calendar) -> Pathway:
    return dataclasses.replace(by, staffed=at.staffed)


def _local(text: str, at: Calendar) -> datetime:
    naive = datetime.fromisoformat(text)
    return at.at(naive.date(), naive.time())


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("2026-09-12T21:30", "2026-09-13T08:00"),
        ("2026-09-12T23:59", "2026-09-13T08:00"),
        ("2026-09-13T02:00", "2026-09-13T08:00"),
        ("2026-09-12T20:30", "2026-09-12T20:30"),
    ],
)
def test_nobody_is_called_while_they_sleep(known: str, asked: str) -> None:
    """A Friday's discharge that is learnt of at night: on call hears in the morning."""
    at = calendar()
    found = contact_timing(
        _local("2026-09-11T15:00", at), at, pathway(), high_risk=True, known_at=_local(known, at)
    )
    assert (found.first_ask, found.to) == (_local(asked, at), Role.ON_CALL)
    assert found.due - found.first_ask >= TWO_HOURS


def test_the_patients_own_night_counts() -> None:
    """Home to Honolulu from New York: on call is asked when it is morning there."""
    at = calendar()
    civil = every_day("Pacific/Honolulu", time(8), time(21))
    found = contact_timing(
        _local("2026-09-11T15:00", at), at, pathway(), high_risk=True, civil=civil
    )
    assert found.first_ask == _local("2026-09-12T14:00", at)


def test_high_risk_on_a_friday_is_first_asked_on_saturday() -> None:
    """Row 39: LACE 10 and more, home on Friday at three: on call on Saturday, due on Sunday."""
    at = calendar()
    found = contact_timing(_local("2026-09-11T15:00", at), at, pathway(), high_risk=True)
    assert (found.first_ask, found.due, found.to) == (
        _local("2026-09-12T08:00", at), _local("2026-09-13T15:00", at), Role.ON_CALL,
    )  # fmt: skip
