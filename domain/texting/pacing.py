"""How often a phone is disturbed: what goes together, what waits, what is dropped. Clinical time.

Staff get what comes within two minutes as one text, and a list when their shift begins. Patients
get so many texts a day and a week: a question takes along the reminder of its day; what would
still be one too many waits, or is dropped in this order: the 2-hour reminder, the 24-hour reminder.
Questions are never dropped: they wait, but for what is dangerous.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.asking.choices import Kind
from domain.pathway import TextRules
from domain.time.calendar import in_zone, on_the_wall
from domain.time.hours import Reach

GATHERED_WITHIN = timedelta(minutes=2)
MOST_TOGETHER = 3
MOST_LISTED = 4
FEWEST_LISTED = 2
"""A list of one would only repeat its prompt, which has reminders of its own."""
MORNING_LASTS = timedelta(minutes=30)
AGAIN_AFTER = (timedelta(minutes=5), timedelta(minutes=30))
"""A text that did not arrive for a reason that passes goes out again so much later."""
MOST_CORRECTIONS, LATELY = 3, timedelta(minutes=10)
"""How often a phone is told that it was not understood, and within what time: two machines could
talk to each other for ever. What comes then is read by a person; nobody is ever left unheard."""
WEEK = timedelta(days=7)

MERGED, VISIT = (Kind.VISIT_REMINDER,), "visit"
"""Kinds that a question to the same patient takes along, where it goes out on the same day,
and the time that it then names."""
DROPPED = (Kind.VISIT_REMINDER,)
"""Kinds that are dropped when a phone has had its texts; all others wait."""


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
    return tuple(each for each in texted if now - each < WEEK + timedelta(days=1))


def list_at(hours: Reach, listed_at: datetime | None, now: datetime) -> datetime | None:
    """When the next morning list is: when this shift began, while that is fresh, or the next.

    None for whoever has no shifts.
    """
    began = hours.began(now) if hours.windows else None
    fresh = began is not None and now - began < MORNING_LASTS
    if began is not None and fresh and (listed_at is None or listed_at < began):
        return began
    return hours.next_begin(now) if hours.windows else None


def review_at(hours: Reach, reviewed_at: datetime | None, now: datetime) -> datetime | None:
    """When the shift that was not looked at yet ends; None for whoever has no shifts."""
    return hours.next_end(reviewed_at or now) if hours.windows else None
