"""The sample hospital of the domain's tests: its calendar and its pathway, as shipped."""

import dataclasses
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.asking.care_line import care_line
from domain.pathway import (
    CivilHours,
    ClosingRules,
    ContactRules,
    EquipmentRules,
    Ladder,
    Ladders,
    Lines,
    Pathway,
    ReconciliationRules,
    ReviewRules,
    Role,
    Rung,
    StaffedHours,
    TransportRules,
    VendorRules,
    VisitRules,
    WhenUnstaffed,
)
from domain.time.calendar import Calendar, Holiday

NEW_YORK = "America/New_York"
LOS_ANGELES = "America/Los_Angeles"
ET = ZoneInfo(NEW_YORK)

OFFICE = StaffedHours(days=("mon", "tue", "wed", "thu", "fri"), opens=time(8), closes=time(17))
HOLIDAYS = (
    Holiday(day=date(2026, 7, 3), name="Independence Day (observed)"),
    Holiday(day=date(2026, 7, 4), name="Independence Day"),
    Holiday(day=date(2026, 9, 7), name="Labor Day"),
    Holiday(day=date(2026, 11, 26), name="Thanksgiving Day"),
)


def calendar(zone: str = NEW_YORK, staffed: StaffedHours = OFFICE) -> Calendar:
    """Build the hospital's calendar in any zone."""
    return Calendar(time_zone=zone, holidays=HOLIDAYS, staffed=staffed)


def pathway(when_unstaffed: WhenUnstaffed = WhenUnstaffed.NEXT_STAFFED) -> Pathway:
    """Build the standard pathway, with another staffing rule if wanted."""
    contact = dataclasses.replace(STANDARD.contact, when_unstaffed=when_unstaffed)
    return dataclasses.replace(STANDARD, contact=contact)


_RUNG = Rung(role=Role.CASE_MANAGER, reply_minutes=120)
_LADDER = Ladder(
    rungs=(_RUNG,), ask_done_minutes=1440, again_minutes=0, ring_again_minutes=0, staffed_only=True
)
STANDARD = Pathway(
    name="standard",
    window_days=30,
    undo_minutes=10,
    lines=Lines(care="+16175550100", hours=OFFICE, night="+16175550150", always_on="+16175550199"),
    staffed=OFFICE,
    patient_hours=CivilHours(begins=time(8), ends=time(21)),
    contact=ContactRules(
        due_hours=48,
        first_ask_day=1,
        remind_hours_before=(24, 4),
        attempts=4,
        attempts_in_time=2,
        attempt_gap_hours=4,
        when_unstaffed=WhenUnstaffed.NEXT_STAFFED,
        when_unstaffed_high_risk=WhenUnstaffed.ON_CALL,
        in_transit_minutes=15,
    ),
    visit=VisitRules(
        offers=3,
        reply_hours=24,
        booked_day=3,
        attended_day=7,
        patient_reminder_hours=(24, 2),
        rebookings=1,
        unknown_business_days=2,
        search_days=7,
        quiet_hours_after_booking=4,
        remind_hours_before_closing=4,
    ),
    reconciliation=ReconciliationRules(due_hours=72, remind_hours_before=(24,), ask_again_hours=24),
    vendors=VendorRules(
        reply_share=0.25, reply_minutes_least=15, reply_minutes_most=240, two_at_once_hours=6
    ),
    transport=TransportRules(
        due_hours_before=24,
        confirm_hours_before=24,
        picked_up_after_minutes=15,
        ride_before_visit_minutes=60,
        home_minutes_after=60,
        silent_minutes=60,
    ),
    equipment=EquipmentRules(
        due_hours=24, urgent_items=("oxygen",), works_hours=24, works_hours_urgent=2
    ),
    ladders=Ladders(routine=_LADDER, urgent=_LADDER),
    review=ReviewRules(answer_hours=4, call_hours=2, same_danger_minutes=60),
    closing=ClosingRules(left_due_business_days=1),
)
LINE = care_line(STANDARD.lines, calendar(), datetime(2026, 9, 1, tzinfo=ET))
"""The hospital's line, as it travels with a question."""
