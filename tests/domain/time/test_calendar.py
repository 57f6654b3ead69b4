"""Days, business days and staffed hours."""

from datetime import date, datetime, time, timedelta

import pytest

from domain.pathway import StaffedHours
from domain.time.calendar import Calendar, Holiday
from tests.domain.examples import OFFICE, calendar

C = calendar()


def at(text: str) -> datetime:
    """Read a wall time of the facility."""
    naive = datetime.fromisoformat(text)
    return C.at(naive.date(), naive.time())


@pytest.mark.parametrize(
    ("shown", "instant"),
    [
        ("2026-03-08T02:30", "2026-03-08T03:30:00-04:00"),
        ("2026-11-01T01:30", "2026-11-01T01:30:00-04:00"),
        ("2026-11-01T02:00", "2026-11-01T02:00:00-05:00"),
        ("2026-09-04T15:00", "2026-09-04T15:00:00-04:00"),
    ],
)
def test_wall_times_are_safe_across_clock_changes(shown: str, instant: str) -> None:
    """A skipped time moves on, and of a repeated time the first is meant."""
    assert at(shown).isoformat() == instant


def test_the_end_of_a_day_is_the_next_days_first_instant() -> None:
    """The day on which clocks go back has 25 hours, and its end comes after all of them."""
    assert C.end_of(date(2026, 11, 1)).isoformat() == "2026-11-02T00:00:00-05:00"


@pytest.mark.parametrize(
    ("instant", "staffed", "following"),
    [
        ("2026-09-04T08:00", True, "2026-09-04T08:00"),
        ("2026-09-04T16:59:59", True, "2026-09-04T16:59:59"),
        ("2026-09-04T17:00", False, "2026-09-08T08:00"),
        ("2026-09-07T10:00", False, "2026-09-08T08:00"),
        ("2026-09-08T07:59", False, "2026-09-08T08:00"),
    ],
)
def test_staffed_hours(instant: str, *, staffed: bool, following: str) -> None:
    """Nobody works at night, on weekends or on holidays; opening is included, closing is not."""
    assert (C.next_staffed(at(instant)) == at(instant)) is staffed
    assert C.next_staffed(at(instant)) == at(following)


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ("2026-09-04T17:00", "2026-09-08T08:00", 0),
        ("2026-09-04T16:00", "2026-09-08T10:00", 3),
        ("2026-09-03T10:00", "2026-09-03T10:00", 0),
        ("2026-09-03T12:00", "2026-09-03T10:00", 0),
        ("2026-03-06T16:00", "2026-03-09T09:00", 2),
    ],
)
def test_staffed_time(begin: str, end: str, hours: int) -> None:
    """Nights, weekends and holidays add nothing, clock changes neither; backwards is nothing."""
    assert C.staffed_time(at(begin), at(end)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("instant", "hours", "after", "before"),
    [
        ("2026-09-08T10:00", 2, "2026-09-08T12:00", "2026-09-08T08:00"),
        ("2026-09-04T16:00", 2, "2026-09-08T09:00", "2026-09-04T14:00"),
        ("2026-09-05T00:00", 2, "2026-09-08T10:00", "2026-09-04T15:00"),
        ("2026-09-08T08:30", 2, "2026-09-08T10:30", "2026-09-04T15:30"),
        ("2026-09-08T08:00", 10, "2026-09-09T09:00", "2026-09-03T16:00"),
    ],
)
def test_so_much_staffed_time_after_and_before(
    instant: str, hours: int, after: str, before: str
) -> None:
    """Counted forwards and backwards over closed days."""
    span, since = timedelta(hours=hours), at("2026-09-01T00:00")
    assert C.staffed_after(at(instant), span) == at(after)
    assert C.staffed_before(at(instant), span, since) == at(before)
    assert C.staffed_before(at(instant), span, at(before) + timedelta(minutes=1)) is None


def test_own_holidays_close_the_team_and_not_medicares_count() -> None:
    """A closed day is a business day all the same; a worked federal holiday is staffed and none."""
    own = Calendar(
        time_zone=C.time_zone,
        staffed=OFFICE,
        holidays=(
            Holiday(day=date(2026, 11, 26), name="Thanksgiving Day", closed=False),
            Holiday(day=date(2026, 11, 27), name="Day after", federal=False),
        ),
    )
    thursday, friday = date(2026, 11, 26), date(2026, 11, 27)
    assert [own.is_business_day(day) for day in (thursday, friday)] == [False, True]
    assert [own.is_working_day(day) for day in (thursday, friday)] == [False, False]
    assert own.staffed_on(thursday, at("2026-11-26T00:00")) == at("2026-11-26T08:00")
    assert own.staffed_on(friday, at("2026-11-27T00:00")) is None
    assert own.business_day_after(date(2026, 11, 25), 2) == date(2026, 11, 30)
    assert own.next_working_day(friday) == date(2026, 11, 30)
    assert own.skipped(date(2026, 11, 25), date(2026, 11, 30)) == ("Thanksgiving Day",)
    assert own.closed(date(2026, 11, 25), date(2026, 11, 30)) == ("Day after",)


def test_closing_is_that_of_the_hours_meant() -> None:
    """In staffed hours it is today's closing, outside of them the next one."""
    assert C.closing(at("2026-09-04T10:00")) == at("2026-09-04T17:00")
    assert C.closing(at("2026-09-04T18:00")) == at("2026-09-08T17:00")


def test_business_days_ignore_office_hours() -> None:
    """A team that works on Sundays only changes nothing for CMS's business days."""
    sundays = calendar(staffed=StaffedHours(days=("sun",), opens=time(8), closes=time(12)))
    assert sundays.business_day_after(date(2026, 9, 4), 2) == date(2026, 9, 9)
    assert sundays.next_working_day(date(2026, 9, 5)) == date(2026, 9, 8)
    assert sundays.next_working_day(date(2026, 9, 4)) == date(2026, 9, 4)


def test_hours_until_midnight() -> None:
    """Closing at 00:00 means the end of the day, so that a team may work around the clock."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    always = calendar(staffed=StaffedHours(days=days, opens=time(0), closes=time(0)))
    saturday, labor_day = at("2026-09-05T23:59:59"), at("2026-09-07T12:00")
    assert always.next_staffed(saturday) == saturday
    assert always.next_staffed(labor_day) > labor_day


def test_a_team_that_never_works_is_an_error() -> None:
    """No staffed day at all ends in an error and not in an endless search."""
    never = Calendar(
        time_zone=C.time_zone,
        holidays=C.holidays,
        staffed=StaffedHours(days=(), opens=OFFICE.opens, closes=OFFICE.closes),
    )
    with pytest.raises(ValueError, match="no staffed moment within"):
        never.next_staffed(at("2026-09-04T10:00"))
