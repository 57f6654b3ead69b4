"""The pathway file: one hospital's numbers for every step, in TOML, checked when it is loaded."""

from collections.abc import Iterator
from datetime import time
from itertools import pairwise
from pathlib import Path

from adapters import validation
from adapters.files.discharge import MOBILE, SLUG
from adapters.validation import Found, Problem, Rule
from domain.pathway import Pathway, Role
from domain.time.calendar import WEEKDAYS


def read_pathway(path: Path) -> Pathway:
    """Read a pathway, or raise `Refused` naming everything that is wrong with it."""
    return validation.read(
        Pathway,
        validation.decode_toml(path),
        source=str(path),
        rules=RULES,
        across=_between_fields,
    )


def read_pathways(folder: Path) -> dict[str, Pathway]:
    """Read every pathway of a folder, by the name of its file. Raises Refused."""
    return {file.stem: read_pathway(file) for file in sorted(folder.glob("*.toml"))}


def _descending(hours: tuple[int, ...]) -> bool:
    return all(hour > 0 for hour in hours) and all(one > two for one, two in pairwise(hours))


def _ascending(minutes: tuple[int, ...]) -> bool:
    return _descending(minutes[::-1])


def _up_to(most: int, least: int = 1) -> Rule:
    expected = f"a whole number from {least} to {most}"
    return Rule(expected, lambda value: least <= value <= most)


MAY_BE_ON_A_RUNG = {Role.NURSE, Role.ON_CALL, Role.CASE_MANAGER, Role.SUPERVISOR, Role.ALWAYS_ON}
_POSITIVE = Rule("a whole number, 1 or more", lambda value: value >= 1)
_COUNT = Rule("a whole number, 0 or more", lambda value: value >= 0)
_HOURS_OF_A_DAY = _up_to(12)
MOST_TOGETHER, MOST_LISTED = 3, 4
"""What is proven to fit into two segments, whatever is asked (`tests/texts.py`)."""
_LONGEST_GATHERED = 60
_REMINDERS = Rule("a list of whole hours, each less than the one before it", _descending)
_DAYS = Rule("a list of whole days from 1 on, each more than the one before it", _ascending)
_WEEKDAYS = Rule(
    f"some of {', '.join(WEEKDAYS)}, each once",
    lambda days: bool(days) and set(days) <= set(WEEKDAYS) and len(set(days)) == len(days),
)
_RUNGS = Rule("at least one rung", bool)
_RUNG_ROLE = Rule(
    f"one of {', '.join(sorted(MAY_BE_ON_A_RUNG))}", lambda role: role in MAY_BE_ON_A_RUNG
)
_ALWAYS_ON_LAST = Rule(
    "at least one rung, the last with the role always_on",
    lambda rungs: bool(rungs) and rungs[-1].role is Role.ALWAYS_ON,
)

RULES = {
    "name": SLUG,
    "window_days": _POSITIVE,
    "undo_minutes": _COUNT,
    "lines.care": MOBILE,
    "lines.hours": Rule(
        "days, opens and closes of the care line: no text names it while nobody answers there",
        bool,
    ),
    "lines.hours.days": _WEEKDAYS,
    "lines.night": Rule(
        "the number that answers a patient when the care line does not, with its country code, "
        "such as +16175550123",
        MOBILE.holds,
    ),
    "lines.always_on": MOBILE,
    "staffed.days": _WEEKDAYS,
    "texts.patient_per_day": _POSITIVE,
    "texts.patient_per_week": _POSITIVE,
    "texts.case_management_per_week": _POSITIVE,
    "texts.case_management_days": _COUNT,
    "texts.adult_from_age": _POSITIVE,
    "texts.gather_minutes": _up_to(_LONGEST_GATHERED, 0),
    "texts.together": _up_to(MOST_TOGETHER),
    "texts.list_from": Rule(
        "2 or more: a list of one would repeat its prompt",
        lambda value: value >= 2,  # noqa: PLR2004
    ),
    "texts.list_minutes": _POSITIVE,
    "texts.listed": _up_to(MOST_LISTED),
    "texts.resend_minutes": Rule(
        "a list of whole minutes, each more than the one before it", _ascending
    ),
    "texts.corrections": _POSITIVE,
    "texts.repeat_minutes": _POSITIVE,
    "texts.awake_minutes": _COUNT,
    "texts.fix_days": _POSITIVE,
    "texts.lost_phone_hours": _POSITIVE,
    "opening.latest_day": _COUNT,
    "contact.due_hours": _POSITIVE,
    "contact.first_ask_day": _COUNT,
    "contact.first_ask_day_against_advice": _COUNT,
    "contact.remind_hours_before": _REMINDERS,
    "contact.attempts": _POSITIVE,
    "contact.attempts_in_time": _POSITIVE,
    "contact.attempt_gap_hours": _POSITIVE,
    "contact.in_transit_minutes": _COUNT,
    "contact.nurse_hours": _HOURS_OF_A_DAY,
    "contact.ladder_hours": _HOURS_OF_A_DAY,
    "visit.offers": Rule("1, 2 or 3", lambda offers: offers in (1, 2, 3)),
    "visit.reply_hours": _POSITIVE,
    "visit.booked_day": _POSITIVE,
    "visit.attended_day": _POSITIVE,
    "visit.patient_reminder_hours": _REMINDERS,
    "visit.rebookings": _COUNT,
    "visit.unknown_business_days": _POSITIVE,
    "visit.search_days": _POSITIVE,
    "visit.quiet_hours_after_booking": _COUNT,
    "visit.remind_hours_before_closing": _COUNT,
    "reconciliation.due_hours": _POSITIVE,
    "reconciliation.remind_hours_before": _REMINDERS,
    "reconciliation.ask_again_hours": _POSITIVE,
    "vendors.reply_share": Rule("a share above 0 and up to 1", lambda share: 0 < share <= 1),
    "vendors.reply_minutes_least": _POSITIVE,
    "vendors.reply_minutes_most": _POSITIVE,
    "vendors.two_at_once_hours": _COUNT,
    "transport.due_hours_before": _POSITIVE,
    "transport.confirm_hours_before": _POSITIVE,
    "transport.picked_up_after_minutes": _POSITIVE,
    "transport.ride_before_visit_minutes": _POSITIVE,
    "transport.home_minutes_after": _COUNT,
    "transport.silent_minutes": _POSITIVE,
    "equipment.due_hours": _POSITIVE,
    "equipment.hours_before": _COUNT,
    "equipment.works_hours": _POSITIVE,
    "equipment.works_hours_urgent": _POSITIVE,
    "review.answer_hours": _POSITIVE,
    "review.call_hours": _POSITIVE,
    "review.same_danger_minutes": _COUNT,
    "intake.answer_hours": _POSITIVE,
    "intake.gather_minutes": _COUNT,
    "check_ins.pause_hours": _POSITIVE,
    "check_ins.coordination_days": _DAYS,
    "check_ins.case_management_days": _DAYS,
    "check_ins.call_days_coordination": _DAYS,
    "check_ins.call_days_case_management": _DAYS,
    "check_ins.texted_days": _POSITIVE,
    "check_ins.menu_minutes": _POSITIVE,
    "check_ins.call_back_business_days": _POSITIVE,
    "check_ins.silent_hours": _POSITIVE,
    "check_ins.silent_case_management": _POSITIVE,
    "check_ins.silent_coordination": _POSITIVE,
    "check_ins.spoken_days": _POSITIVE,
    "check_ins.silent_call_hours": _POSITIVE,
    "symptoms.review_hours": _POSITIVE,
    "medicines.on_call_under_hours": _HOURS_OF_A_DAY,
    "problems.due_business_days": _POSITIVE,
    "tier.chronic_groups": _POSITIVE,
    "tier.stay_days": _POSITIVE,
    "tier.no_shows": _POSITIVE,
    "closing.left_due_business_days": _POSITIVE,
    "equipment.urgent_items[]": Rule("text that is not empty", lambda item: bool(item.strip())),
    "ladders.routine.rungs": _RUNGS,
    "ladders.routine.rungs[].role": _RUNG_ROLE,
    "ladders.routine.rungs[].reply_minutes": _POSITIVE,
    "ladders.routine.ask_done_minutes": _POSITIVE,
    "ladders.routine.again_minutes": _COUNT,
    "ladders.routine.ring_again_minutes": _COUNT,
    "ladders.urgent.rungs": _ALWAYS_ON_LAST,
    "ladders.urgent.rungs[].role": _RUNG_ROLE,
    "ladders.urgent.rungs[].reply_minutes": _POSITIVE,
    "ladders.urgent.ask_done_minutes": _POSITIVE,
    "ladders.urgent.again_minutes": _POSITIVE,
    "ladders.urgent.ring_again_minutes": _POSITIVE,
}

_BEFORE = (
    ("staffed.opens", "staffed.closes"),
    ("lines.hours.opens", "lines.hours.closes"),
    ("patient_hours.begins", "patient_hours.ends"),
)
_NOT_ABOVE = (
    ("contact.attempts_in_time", "contact.attempts"),
    ("visit.booked_day", "visit.attended_day"),
    ("equipment.works_hours_urgent", "equipment.works_hours"),
    ("review.call_hours", "review.answer_hours"),
    ("visit.attended_day", "window_days"),
    ("vendors.reply_minutes_least", "vendors.reply_minutes_most"),
    ("ladders.routine.ring_again_minutes", "ladders.routine.again_minutes"),
    ("ladders.urgent.ring_again_minutes", "ladders.urgent.again_minutes"),
)
_BELOW = (("texts.gather_minutes", "texts.list_minutes"),)
"""The list waits for what is gathered, and would be too late."""
_INSIDE = (
    ("contact.remind_hours_before", "contact.due_hours"),
    ("reconciliation.remind_hours_before", "reconciliation.due_hours"),
)
_IN_THE_WINDOW = (
    "check_ins.coordination_days",
    "check_ins.case_management_days",
    "check_ins.call_days_coordination",
    "check_ins.call_days_case_management",
)
_AT_CIVIL_HOURS = ("check_ins.at",)


def _between_fields(found: Found) -> Iterator[Problem]:
    """Compare the fields that must fit one another, where both could be read."""
    for first, second in _BEFORE:
        if _both(found, first, second) and not _before(found[first], found[second]):
            yield _unfit(found, first, f"a time before {second}, {found[second]:%H:%M}")
    for small, large in _NOT_ABOVE:
        if _both(found, small, large) and found[small] > found[large]:
            yield _unfit(found, small, f"at most {large}, {found[large]}")
    for small, large in _BELOW:
        if _both(found, small, large) and found[small] >= found[large]:
            yield _unfit(found, small, f"less than {large}, {found[large]}")
    for reminders, due in _INSIDE:
        if _both(found, reminders, due) and max(found[reminders], default=0) >= found[due]:
            yield _unfit(found, reminders, f"hours less than {due}, {found[due]}")
    yield from _in_the_window(found)
    yield from _at_civil_hours(found)


def _in_the_window(found: Found) -> Iterator[Problem]:
    """Days from D are days of the thirty."""
    for days in _IN_THE_WINDOW:
        if _both(found, days, "window_days") and max(found[days], default=0) > found["window_days"]:
            yield _unfit(found, days, f"days up to window_days, {found['window_days']}")


def _at_civil_hours(found: Found) -> Iterator[Problem]:
    """What is asked of a patient at a time of day is asked when a patient may be texted."""
    begins, ends = "patient_hours.begins", "patient_hours.ends"
    for at in _AT_CIVIL_HOURS:
        if not (_both(found, at, begins) and _both(found, at, ends)):
            continue
        last = time.max if found[ends] == time.min else found[ends]
        if not found[begins] <= found[at] < last:
            yield _unfit(found, at, f"a time within patient_hours, {found[begins]:%H:%M} on")


def _before(begins: time, ends: time) -> bool:
    """Whether hours are not empty; an end at 00:00 is the end of the day."""
    return begins < ends or ends == time.min


def _both(found: Found, first: str, second: str) -> bool:
    return first in found and second in found


def _unfit(found: Found, field: str, expected: str) -> Problem:
    return Problem(field=field, found=validation.show(found[field]), expected=expected)
