"""When a silence is too long: a function of two instants and the clinic's hours."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.time.silence import RUNGS, Patience, heard_by, too_long_at

ZONE = "America/New_York"
HOURS = st.floats(0.5, 200)
INSTANTS = st.integers(0, 730 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def patient(by_day: float, at_night: float, begins: int = 7, ends: int = 19) -> Patience:
    """A clinic's hours."""
    return Patience(
        by_day=by_day,
        at_night=at_night,
        day_begins=time(begins),
        day_ends=time(ends),
        reply_hours=1,
        time_zone=ZONE,
    )


@given(INSTANTS, HOURS, HOURS)
def test_never_before_the_shorter_nor_after_the_longer_hours(
    since: datetime, by_day: float, at_night: float
) -> None:
    """Whatever the clocks do, it lies between the two patiences; and the rungs come in order."""
    patience = patient(by_day=by_day, at_night=at_night)
    at = too_long_at(since, patience)
    assert at is not None
    short, long = sorted((by_day, at_night))
    slack = timedelta(seconds=1)
    assert since + timedelta(hours=short) - slack <= at <= since + timedelta(hours=long) + slack
    assert heard_by(at, at - slack, patience) == ()
    assert heard_by(at, at, patience) == RUNGS[:1]
    assert heard_by(at, at + timedelta(days=1), patience) == RUNGS


def test_a_clock_that_is_put_back_makes_no_silence_longer() -> None:
    """The night of 1 November 2026 has an hour more, and fourteen hours are fourteen hours."""
    patience = patient(by_day=6, at_night=14)
    since = datetime(2026, 11, 1, 1, tzinfo=UTC)
    assert too_long_at(since, patience) == since + timedelta(hours=14)


def test_a_quiet_night_raises_nothing_when_the_day_begins() -> None:
    """Twelve of fourteen hours of a night leave a seventh of the six hours of a day."""
    patience = patient(by_day=7, at_night=14)
    since = datetime(2026, 11, 25, 0, tzinfo=UTC)
    assert too_long_at(since, patience) == since + timedelta(hours=13)


def test_no_hours_are_never() -> None:
    """Nothing at night counts by day only; nothing at all is no alarm."""
    since = datetime(2026, 11, 25, 0, tzinfo=UTC)
    never = patient(by_day=0, at_night=0)
    assert too_long_at(since, never) is None
    by_day = patient(by_day=2, at_night=0)
    assert too_long_at(since, by_day) == since + timedelta(hours=14)


def test_the_day_is_as_long_as_the_clinic_says() -> None:
    """From ten to twelve half of the patience is gone; half of the night's is left."""
    since = datetime(2026, 11, 25, 15, tzinfo=UTC)
    short = patient(by_day=4, at_night=8, begins=10, ends=12)
    assert too_long_at(since, short) == since + timedelta(hours=6)


def test_each_has_the_clinics_own_time() -> None:
    """Half an hour or three: the next one hears then and not before."""
    at = datetime(2026, 11, 25, 15, tzinfo=UTC)
    for hours in (0.5, 3):
        patience = replace(patient(6, 14), reply_hours=hours)
        second = at + timedelta(hours=hours)
        assert heard_by(at, second - timedelta(seconds=1), patience) == RUNGS[:1]
        assert heard_by(at, second, patience) == RUNGS[:2]
