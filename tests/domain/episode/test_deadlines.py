"""Every vector of clinical-rules.md on deadlines, and the three staffing rules."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.episode.contact_timing import contact_timing
from domain.episode.deadlines import deadlines, reasons
from domain.pathway import Role, StaffedHours, WhenUnstaffed
from domain.words.phrasebook import read_in, worded
from tests.domain.examples import ET, LOS_ANGELES, NEW_YORK, OFFICE, calendar, pathway

DATES = [
    ("2026-06-01", "2026-06-03", "2026-06-08", "2026-06-15", "2026-06-30", "2026-07-01"),
    ("2026-06-04", "2026-06-08", "2026-06-11", "2026-06-18", "2026-07-03", "2026-07-04"),
    ("2026-06-05", "2026-06-09", "2026-06-12", "2026-06-19", "2026-07-04", "2026-07-05"),
    ("2026-06-06", "2026-06-09", "2026-06-13", "2026-06-20", "2026-07-05", "2026-07-06"),
    ("2026-06-07", "2026-06-09", "2026-06-14", "2026-06-21", "2026-07-06", "2026-07-07"),
    ("2026-09-04", "2026-09-09", "2026-09-11", "2026-09-18", "2026-10-03", "2026-10-04"),
    ("2026-11-25", "2026-11-30", "2026-12-02", "2026-12-09", "2026-12-24", "2026-12-25"),
    ("2026-07-02", "2026-07-07", "2026-07-09", "2026-07-16", "2026-07-31", "2026-08-01"),
    ("2028-02-28", "2028-03-01", "2028-03-06", "2028-03-13", "2028-03-28", "2028-03-29"),
]


@pytest.mark.parametrize(("d", "contact", "week", "fortnight", "tcm", "hedis"), DATES)
def test_the_programmes_dates(
    d: str, contact: str, week: str, fortnight: str, tcm: str, hedis: str
) -> None:
    """Each row of the clinical rules' table holds, whatever the hour of discharge."""
    for hour in ("00:00:00", "15:00:00", "23:59:59"):
        found = deadlines(_local(f"{d}T{hour}"), calendar(), pathway())
        assert (
            found.tcm_contact.isoformat(),
            found.visit_7d.isoformat(),
            found.visit_14d.isoformat(),
            found.tcm_last_day.isoformat(),
            found.hedis_last_day.isoformat(),
        ) == (contact, week, fortnight, tcm, hedis)


@pytest.mark.parametrize(
    ("discharged", "due"),
    [
        ("2026-03-07T14:00", "2026-03-09T15:00:00-04:00"),
        ("2026-10-31T14:00", "2026-11-02T13:00:00-05:00"),
        ("2026-09-04T15:00", "2026-09-06T15:00:00-04:00"),
    ],
)
def test_48_hours_are_elapsed_time(discharged: str, due: str) -> None:
    """The 48th hour is counted in elapsed hours across a change of the clocks."""
    found = deadlines(_local(discharged), calendar(), pathway())
    assert found.contact_48h.isoformat() == due


def test_d_is_the_facilitys_date() -> None:
    """A discharge just before midnight in Los Angeles has that date, whatever zone says it."""
    told_in_utc = datetime.fromisoformat("2026-06-06T06:50:00+00:00")
    found = deadlines(told_in_utc, calendar(LOS_ANGELES), pathway())
    assert found.visit_7d == date(2026, 6, 12)
    assert found.contact_48h.isoformat() == "2026-06-07T23:50:00-07:00"


@pytest.mark.parametrize(
    ("d", "booked"),
    [
        ("2026-06-01", "2026-06-04"),
        ("2026-06-03", "2026-06-08"),
        ("2026-09-04", "2026-09-08"),
        ("2026-11-23", "2026-11-27"),
    ],
)
def test_booking_moves_to_a_business_day(d: str, booked: str) -> None:
    """D+3 on a weekend or holiday becomes the next business day."""
    found = deadlines(_local(f"{d}T10:00"), calendar(), pathway())
    assert found.visit_booked.isoformat() == booked


def test_reasons_are_words_for_every_date() -> None:
    """Every deadline has its reason, and the reason names the holiday that was skipped."""
    labor_day = _local("2026-09-04T15:00")
    found = reasons(labor_day, calendar(), pathway())
    words = {name: worded(why) for name, why in found.items()}
    assert set(words) == set(vars(deadlines(labor_day, calendar(), pathway())))
    assert words["tcm_contact"] == "second business day after discharge, Labor Day skipped"
    assert words["contact_48h"] == "48 hours after discharge"
    assert (
        words["visit_booked"]
        == "3 days after discharge is Mon 9/7, Labor Day: the next business day"
    )


STAFFING = [
    (WhenUnstaffed.NEXT_STAFFED, "2026-09-08T08:00", "2026-09-08T17:00", Role.NURSE),
    (WhenUnstaffed.ON_CALL, "2026-09-05T08:00", "2026-09-06T15:00", Role.ON_CALL),
    (WhenUnstaffed.EARLIER, "2026-09-04T15:00", "2026-09-06T15:00", Role.NURSE),
]


@pytest.mark.parametrize(("rule", "first_ask", "due", "to"), STAFFING)
def test_friday_before_labor_day(rule: WhenUnstaffed, first_ask: str, due: str, to: Role) -> None:
    """Discharged on Friday at 15:00: the pathway's rule says who is asked, and by when."""
    found = contact_timing(_FRIDAY, calendar(), pathway(rule), high_risk=False)
    assert (found.first_ask, found.due, found.to) == (_local(first_ask), _local(due), to)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (
            WhenUnstaffed.NEXT_STAFFED,
            "first staffed day, Tue 9/8, Labor Day skipped",
        ),
        (
            WhenUnstaffed.ON_CALL,
            "the on-call nurse is asked",
        ),
        (
            WhenUnstaffed.EARLIER,
            "asked before, on Fri 9/4; a contact on the day of discharge does not count for HEDIS",
        ),
    ],
)
def test_the_staffing_rule_explains_itself(rule: WhenUnstaffed, reason: str) -> None:
    """The plan shows what was chosen and why."""
    found = contact_timing(_FRIDAY, calendar(), pathway(rule), high_risk=False)
    assert (
        read_in(found.reason, calendar().time_zone)
        == f"48th hour is Sun 9/6 3p, nobody is on shift: {reason}"
    )


def test_high_risk_has_its_own_staffing_rule() -> None:
    """A patient at high risk is called by the on-call nurse where others wait for Tuesday."""
    found = contact_timing(_FRIDAY, calendar(), pathway(), high_risk=True)
    assert found.to is Role.ON_CALL


@pytest.mark.parametrize("discharged", ["2026-09-04T17:00", "2026-09-05T09:00"])
def test_earlier_without_hours_left_is_on_call(discharged: str) -> None:
    """When the team has gone home already, `earlier` asks the on-call nurse instead."""
    late = contact_timing(
        _local(discharged), calendar(), pathway(WhenUnstaffed.EARLIER), high_risk=False
    )
    assert late.to is Role.ON_CALL


@pytest.mark.parametrize(
    ("discharged", "first_ask"),
    [
        ("2026-09-08T10:00", "2026-09-09T08:00"),
        ("2026-09-03T10:00", "2026-09-04T08:00"),
        ("2026-11-25T15:00", "2026-11-27T08:00"),
        ("2026-06-06T10:00", "2026-06-08T08:00"),
    ],
)
def test_the_ordinary_call(discharged: str, first_ask: str) -> None:
    """The nurse is asked at the first staffed moment from D+1, due at the 48th hour."""
    found = contact_timing(_local(discharged), calendar(), pathway(), high_risk=True)
    assert found.first_ask == _local(first_ask)
    assert found.due == _local(discharged) + timedelta(hours=48)
    assert (found.to, worded(found.reason)) == (Role.NURSE, "48 hours after discharge")


def test_a_team_that_works_too_late_for_tcm_is_not_waited_for() -> None:
    """When the next staffed hours are after the TCM contact date, the on-call nurse is asked."""
    wednesdays = StaffedHours(days=("wed",), opens=OFFICE.opens, closes=OFFICE.closes)
    found = contact_timing(
        _local("2026-06-05T15:00"), calendar(staffed=wednesdays), pathway(), high_risk=False
    )
    assert found.to is Role.ON_CALL


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(ET)))  # noqa: DTZ001
def test_next_staffed_is_never_past_tcm(discharged_at: datetime) -> None:
    """However the hours fall, the call is due after it is asked and by the TCM contact date."""
    at = calendar()
    found = contact_timing(discharged_at, at, pathway(), high_risk=False)
    latest = at.end_of(deadlines(discharged_at, at, pathway()).tcm_contact)
    assert at.local(discharged_at) < found.first_ask < found.due <= latest


def _local(text: str, zone: str = NEW_YORK) -> datetime:
    naive = datetime.fromisoformat(text)
    return calendar(zone).at(naive.date(), naive.time())


_FRIDAY = _local("2026-09-04T15:00")
