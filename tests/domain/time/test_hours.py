"""A person's hours: weekly windows, dates that are otherwise, stretches of work, clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.time.hours import DayHours, Reach, Window, every_day

ZONE = "America/New_York"
OFFICE = (time(8), time(17))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
"""Sundays on which New York's clocks change."""
_DAY = timedelta(days=1)


def at(local: str) -> datetime:
    """A local instant, "2026-11-27 15:00"."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE))


def works(*hours: tuple[time, time], days: tuple[str, ...] = WEEKDAYS) -> Reach:
    """Somebody with the same hours on some days of the week."""
    windows = (Window(day=day, begins=one, ends=other) for day in days for one, other in hours)
    return Reach(time_zone=ZONE, windows=tuple(windows))


def but(reach: Reach, *exceptions: DayHours) -> Reach:
    """The same person, on some dates otherwise."""
    return Reach(time_zone=ZONE, windows=reach.windows, exceptions=exceptions)


def off(first: str, days: int = 1) -> tuple[DayHours, ...]:
    """So many days off."""
    begins = date.fromisoformat(first)
    return tuple(DayHours(day=begins + timedelta(days=n)) for n in range(days))


def on(day: str, *hours: tuple[time, time]) -> DayHours:
    """Other hours on a date."""
    return DayHours(day=date.fromisoformat(day), windows=hours)


DAYTIME = works(OFFICE)
SPLIT = works((time(8), time(12)), (time(12), time(17)))
NIGHTS = works((time(20), time(0)), (time(0), time(6)), days=("mon", "tue"))
THANKSGIVING = but(DAYTIME, *off("2026-11-26", 2), on("2026-11-28", (time(10), time(14))))
ANY_HOUR = Reach(time_zone=ZONE)
HOLIDAY = but(DAYTIME, *off("2026-11-23", 14))
OTHERWISE = but(ANY_HOUR, *off("2026-11-26"))


@pytest.mark.parametrize(
    ("reach", "asked", "opens"),
    [
        (DAYTIME, "2026-11-25 09:00", "2026-11-25 09:00"),
        (DAYTIME, "2026-11-25 17:00", "2026-11-26 08:00"),
        (THANKSGIVING, "2026-11-25 17:00", "2026-11-28 10:00"),
        (THANKSGIVING, "2026-11-28 14:00", "2026-11-30 08:00"),
        (HOLIDAY, "2026-11-22 12:00", "2026-12-07 08:00"),
        (but(DAYTIME, *off("2026-11-23", 61)), "2026-11-23 00:00", "2027-01-22 00:00"),
        (ANY_HOUR, "2026-11-26 03:00", "2026-11-26 03:00"),
        (OTHERWISE, "2026-11-25 23:59", "2026-11-25 23:59"),
        (OTHERWISE, "2026-11-26 03:00", "2026-11-27 00:00"),
    ],
)
def test_the_next_open_instant_skips_days_off(reach: Reach, asked: str, opens: str) -> None:
    """A date's own hours stand in place of its weekday's, however many days in a row are off."""
    assert reach.next_open(at(asked)) == at(opens)
    assert reach.open_at(at(asked)) == (asked == opens)


def test_a_date_off_counts_in_the_persons_own_zone() -> None:
    """Half past ten in the evening in New York is the next day in London, and no day off yet."""
    evening = at("2026-11-25 22:30").astimezone(ZoneInfo("Europe/London"))
    assert OTHERWISE.open_at(evening)
    assert not OTHERWISE.open_at(evening + timedelta(hours=2))


@pytest.mark.parametrize(
    ("reach", "asked", "last"),
    [
        (THANKSGIVING, "2026-11-27 09:00", "2026-11-25 16:59"),
        (THANKSGIVING, "2026-11-29 09:00", "2026-11-28 13:59"),
        (HOLIDAY, "2026-12-07 07:00", "2026-11-20 16:59"),
        (works((time(8), time(17)), (time(9), time(10))), "2026-11-25 18:00", "2026-11-25 16:59"),
        (every_day(ZONE, time(8), time(21)), "2026-03-08 02:30", "2026-03-07 20:59"),
    ],
)
def test_the_last_open_moment_lies_before(reach: Reach, asked: str, last: str) -> None:
    """What would fall in closed hours goes earlier, over days off too."""
    assert reach.last_open(at(asked)) == at(last)


@pytest.mark.parametrize(
    ("reach", "asked", "begins", "ends"),
    [
        (DAYTIME, "2026-11-25 07:00", "2026-11-25 08:00", "2026-11-25 17:00"),
        (DAYTIME, "2026-11-25 08:00", "2026-11-26 08:00", "2026-11-25 17:00"),
        (DAYTIME, "2026-11-25 17:00", "2026-11-26 08:00", "2026-11-26 17:00"),
        (SPLIT, "2026-11-25 11:59", "2026-11-26 08:00", "2026-11-25 17:00"),
        (NIGHTS, "2026-11-23 21:00", "2026-11-24 20:00", "2026-11-24 06:00"),
        (NIGHTS, "2026-11-24 00:00", "2026-11-24 20:00", "2026-11-24 06:00"),
        (THANKSGIVING, "2026-11-25 12:00", "2026-11-28 10:00", "2026-11-25 17:00"),
        (HOLIDAY, "2026-11-23 12:00", "2026-12-07 08:00", "2026-12-07 17:00"),
        (OTHERWISE, "2026-11-20 12:00", "2026-11-27 00:00", "2026-11-26 00:00"),
        (ANY_HOUR, "2026-11-20 12:00", None, None),
        (works((time(0), time(0)), days=(*WEEKDAYS, "sat", "sun")), "2026-11-20 12:00", None, None),
        (but(DAYTIME, *off("2026-11-23", 70)), "2026-11-23 12:00", None, None),
    ],
)
def test_work_begins_and_ends_by_stretches(
    reach: Reach, asked: str, begins: str | None, ends: str | None
) -> None:
    """Windows that touch are one stretch, over noon and midnight; what never comes is nothing."""
    assert reach.next_begin(at(asked)) == (at(begins) if begins else None)
    assert reach.next_end(at(asked)) == (at(ends) if ends else None)


@pytest.mark.parametrize(
    ("reach", "asked", "began"),
    [
        (SPLIT, "2026-11-25 16:59", "2026-11-25 08:00"),
        (SPLIT, "2026-11-25 08:00", "2026-11-25 08:00"),
        (SPLIT, "2026-11-25 17:00", None),
        (NIGHTS, "2026-11-24 05:00", "2026-11-23 20:00"),
        (NIGHTS, "2026-11-23 05:00", "2026-11-23 00:00"),
        (THANKSGIVING, "2026-11-27 12:00", None),
        (THANKSGIVING, "2026-11-28 12:00", "2026-11-28 10:00"),
        (OTHERWISE, "2026-11-27 12:00", "2026-11-27 00:00"),
        (OTHERWISE, "2026-11-26 12:00", None),
        (ANY_HOUR, "2026-11-27 12:00", None),
    ],
)
def test_a_stretch_knows_when_it_began(reach: Reach, asked: str, began: str | None) -> None:
    """Off, there is none; at any hour, it began at no time."""
    assert reach.began(at(asked)) == (at(began) if began else None)


@pytest.mark.parametrize(
    ("day", "hours", "lasts"),
    [
        (SPRING, (time(1), time(4)), timedelta(hours=2)),
        (SPRING, (time(0), time(0)), timedelta(hours=23)),
        (SPRING, (time(2, 30), time(5)), timedelta(hours=1, minutes=30)),
        (AUTUMN, (time(0), time(3)), timedelta(hours=4)),
        (AUTUMN, (time(0), time(0)), timedelta(hours=25)),
        (AUTUMN, (time(1, 30), time(2)), timedelta(hours=1, minutes=30)),
    ],
)
def test_clock_changes_make_a_stretch_shorter_or_longer(
    day: date, hours: tuple[time, time], lasts: timedelta
) -> None:
    """Windows are on the wall; what lies between their ends is elapsed time."""
    around = (DayHours(day=day - _DAY), DayHours(day=day + _DAY))
    reach = but(ANY_HOUR, *around, DayHours(day=day, windows=(hours,)))
    begins = reach.next_begin(datetime.combine(day - _DAY, time(12), ZoneInfo(ZONE)))
    assert begins is not None
    ends = reach.next_end(begins)
    assert ends is not None
    assert ends - begins == lasts
    assert reach.open_at(begins + lasts - timedelta(seconds=1))


def test_a_repeated_hour_is_open_both_times() -> None:
    """At the second half past one of the night, a window until two still holds."""
    reach = but(DAYTIME, DayHours(day=AUTUMN, windows=((time(1), time(2)),)))
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC).astimezone(ZoneInfo(ZONE))
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC).astimezone(ZoneInfo(ZONE))
    assert (first.time(), first.fold, second.fold) == (second.time(), 0, 1)
    assert reach.open_at(first)
    assert reach.open_at(second)
    assert reach.began(second) == datetime(2026, 11, 1, 5, 0, tzinfo=UTC)


def test_a_window_that_the_clocks_skip_is_no_window() -> None:
    """From two to three on a spring night nobody works: there is no such hour."""
    reach = but(DAYTIME, DayHours(day=SPRING, windows=((time(2), time(3)),)))
    assert reach.next_begin(at("2026-03-08 00:00")) == at("2026-03-09 08:00")


@pytest.mark.parametrize(
    ("reach", "now", "hours"),
    [
        (DAYTIME, "2026-11-25 07:15", (time(7, 15), time(17))),
        (SPLIT, "2026-11-25 18:00", (time(18), time(0))),
        (DAYTIME, "2026-11-28 10:30", (time(10, 30), time(0))),
        (NIGHTS, "2026-11-24 10:00", (time(10), time(0))),
        (THANKSGIVING, "2026-11-28 09:00", (time(9), time(14))),
    ],
)
def test_who_says_that_they_work_works_to_the_end_of_their_day(
    reach: Reach, now: str, hours: tuple[time, time]
) -> None:
    """From now to the last end that lies ahead, else to midnight."""
    found = reach.from_now_on(at(now))
    assert found == DayHours(day=at(now).date(), windows=(hours,))
    assert but(reach, found).open_at(at(now))
