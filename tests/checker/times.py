"""When somebody may be texted: shifts, civil hours, the next moment that is open."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.checker.evidence import Row
from tests.checker.joins import Ask

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CIVIL = (time(8), time(21))
"""Family is texted between these, in the patient's zone."""
AHEAD = 15
"""Days that are looked ahead for an open hour."""


def windows_on(ask: Ask, day: date) -> list[tuple[time, time]]:
    """The hours of one day in which the person of this ask may be texted, local."""
    for exception in ask.exceptions:
        if exception["day"] == day.isoformat():
            return [(_time(begins), _time(ends)) for begins, ends in exception["windows"]]
    return [_window(each) for each in ask.windows if each["day"] == DAYS[day.weekday()]]


def _time(text: str) -> time:
    return time.fromisoformat(text)


def _window(row: Row) -> tuple[time, time]:
    return _time(row["begins"]), _time(row["ends"])


def any_hour(ask: Ask) -> bool:
    """Whether this question may come at any hour: on call, a vendor, urgent, or about safety."""
    question = ask.question
    return not ask.windows or bool(question["urgent"] or question["safety"])


def next_open(ask: Ask, at: datetime) -> datetime | None:
    """The first moment from `at` on (clinical) at which this question may go to its person.

    None if there is none in the days ahead.
    """
    if any_hour(ask):
        return at
    zone = ZoneInfo(ask.zone)
    local = at.astimezone(zone)
    for ahead in range(AHEAD):
        day = local.date() + timedelta(days=ahead)
        for begins, ends in sorted(windows_on(ask, day)):
            opens = datetime.combine(day, begins, zone)
            closes = datetime.combine(day, ends, zone)
            if closes > local:
                return max(opens, local)
    return None


def in_shift(ask: Ask, at: datetime) -> bool:
    """Whether this moment (clinical) is in the hours of the person of this ask, urgent or not."""
    local = at.astimezone(ZoneInfo(ask.zone))
    hours = windows_on(ask, local.date())
    return any(begins <= local.time() <= ends for begins, ends in hours)


def is_civil(at: datetime, zone: str) -> bool:
    """Whether it is between eight and nine at night there."""
    local = at.astimezone(ZoneInfo(zone)).time()
    return CIVIL[0] <= local <= CIVIL[1]
