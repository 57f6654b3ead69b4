"""How often a phone is disturbed: what goes together, what waits, what is dropped. Clinical time.

Staff get what comes within minutes as one text, and a list when their shift begins; a question
that is first shown shortly before its reminder takes that along, unless it is urgent. Patients
get so many texts a day and a week: a question takes along the reminder of its day; what would
still be one too many waits, or is dropped in this order: the 2-hour reminder, the 24-hour reminder.
Questions are never dropped: they wait, but for what is dangerous.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.pathway import TextRules
from domain.time.calendar import in_zone, on_the_wall
from domain.time.hours import Reach

_DAY, WEEK = timedelta(days=1), timedelta(days=7)


def gathered_within(rules: TextRules) -> timedelta:
    """Within what time prompts of one phone become one text."""
    return timedelta(minutes=rules.gather_minutes)


def given_with(rules: TextRules, *, first: bool, urgent: bool) -> timedelta:
    """Within what time of a showing a reminder is given with it: of the first there is more."""
    return timedelta(minutes=rules.list_minutes if first and not urgent else rules.gather_minutes)


def a_while(rules: TextRules) -> timedelta:
    """Within what time what a phone is told is not said again."""
    return timedelta(minutes=rules.repeat_minutes)


def is_lately(then: datetime | None, at: datetime, rules: TextRules) -> bool:
    """Whether what was said then, if ever, was said too lately to be said again."""
    return then is not None and abs(at - then) < a_while(rules)


def is_awake(wrote_at: datetime, now: datetime, rules: TextRules) -> bool:
    """Whether somebody wrote so lately that an answer disturbs nobody, at whatever hour."""
    return now - wrote_at < timedelta(minutes=rules.awake_minutes)


def fixable_for(rules: TextRules) -> timedelta:
    """How long an answer can be corrected."""
    return timedelta(days=rules.fix_days)


def resend_at(failed: int, now: datetime, rules: TextRules) -> datetime | None:
    """When a text that did not arrive so many times before goes out again; None if no more."""
    after = rules.resend_minutes[failed : failed + 1]
    return now + timedelta(minutes=after[0]) if after else None


def cap_frees_at(texted: Iterable[datetime], at: datetime, zone: str, rules: TextRules) -> datetime:
    """The first instant from `at` on when one more text is within the caps."""
    days = [in_zone(each, zone).date() for each in texted]
    day = in_zone(at, zone).date()
    for ahead in range(WEEK.days + 1):
        then = day + timedelta(days=ahead)
        week = [one for one in days if then - WEEK < one <= then]
        if week.count(then) < rules.patient_per_day and len(week) < rules.patient_per_week:
            return at if ahead == 0 else on_the_wall(then, datetime.min.time(), zone)
    return at + WEEK


def lately(texted: Iterable[datetime], now: datetime) -> tuple[datetime, ...]:
    """Those texts that still count."""
    return tuple(each for each in texted if now - each < WEEK + _DAY)


def list_at(
    hours: Reach, listed_at: datetime | None, now: datetime, rules: TextRules
) -> datetime | None:
    """When the next morning list is: when this shift began, while that is fresh, or the next.

    None for whoever has no shifts.
    """
    began = hours.began(now) if hours.windows else None
    fresh = began is not None and now - began < timedelta(minutes=rules.list_minutes)
    if began is not None and fresh and (listed_at is None or listed_at < began):
        return began
    return hours.next_begin(now) if hours.windows else None


def review_at(hours: Reach, reviewed_at: datetime | None, now: datetime) -> datetime | None:
    """When the shift that was not looked at yet ends; None for whoever has no shifts."""
    return hours.next_end(reviewed_at or now) if hours.windows else None
