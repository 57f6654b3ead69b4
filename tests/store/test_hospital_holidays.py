"""Holidays close weekly shifts; exceptions open them; who is on call stays reachable."""

from datetime import date

import pytest

from adapters.reference.holidays import observed
from adapters.sql.database import Database
from domain.pathway import Role
from domain.staffing.assignment import Need
from domain.time.calendar import Holiday, OwnHoliday
from models.tables import FacilityHoliday, ShiftException
from store.people.roster import Roster, own_holidays
from tests.activities.wards import WARD, Ward, at

CHRISTMAS = at("2026-12-25 10:00")  # a Friday
EVE = at("2026-12-24 10:00")


@pytest.fixture
def ward(database: Database) -> Ward:
    """Two nurses by day."""
    ward = Ward(database)
    ward.opens()
    ward.has("ada")
    ward.has("bo")
    return ward


def working(ward: Ward, instant: str) -> list[str]:
    """Whose shift holds that instant."""
    with ward.database.read() as session:
        found = Roster(session, WARD).candidates(Need(role=Role.NURSE, at=at(instant)))
        return [each.handle for each in found if each.reach.open_at(at(instant))]


def test_a_federal_holiday_closes_weekly_shifts(ward: Ward) -> None:
    """Nobody is on shift at Christmas, the next who works is there on Monday."""
    assert working(ward, "2026-12-24 10:00") == ["ada", "bo"]
    assert working(ward, "2026-12-25 10:00") == []
    assert working(ward, "2026-07-03 10:00") == []  # observed
    with ward.database.read() as session:
        (ada, _) = Roster(session, WARD).candidates(Need(role=Role.NURSE, at=CHRISTMAS))
        assert ada.reach.next_open(CHRISTMAS) > at("2026-12-26 00:00")


def test_an_exception_opens_a_holiday_for_one(ward: Ward) -> None:
    """A dated shift is worked, whatever the day."""
    with ward.database.write() as session:
        opens, closes = at("2026-12-25 09:00").time(), at("2026-12-25 13:00").time()
        session.add(
            ShiftException(
                party="ada", day=date(2026, 12, 25), begins=opens, ends=closes, source="file"
            )
        )
    assert working(ward, "2026-12-25 10:00") == ["ada"]
    assert working(ward, "2026-12-25 14:00") == []


def test_a_hospitals_own_days(ward: Ward) -> None:
    """It closes Christmas Eve and works on Columbus Day; other hospitals do neither."""
    with ward.database.write() as session:
        session.add(FacilityHoliday(facility=WARD, day=EVE.date(), name="Christmas Eve"))
        session.add(FacilityHoliday(facility=WARD, day=date(2026, 10, 12), works=True))
    assert working(ward, "2026-12-24 10:00") == []
    assert working(ward, "2026-10-12 10:00") == ["ada", "bo"]
    assert working(ward, "2026-11-11 10:00") == []
    with ward.database.read() as session:
        assert len(own_holidays(session, WARD)) == 2
        assert own_holidays(session, "elsewhere") == ()


def test_on_call_nothing_closes(ward: Ward) -> None:
    """Without the week's windows, as for what is urgent, the holiday is an hour like another."""
    with ward.database.read() as session:
        found = Roster(session, WARD).candidates(Need(role=Role.NURSE, at=CHRISTMAS))
    for each in found:
        assert each.reach.holidays
        assert not each.reach.open_at(CHRISTMAS)
        assert each.reach.at_any_hour().open_at(CHRISTMAS)


def test_own_days_beside_the_federal_ones() -> None:
    """A closed day is no federal one, a worked one stays federal; out of the span is left out."""
    own = (
        OwnHoliday(day=date(2026, 11, 27), name="Day after Thanksgiving"),
        OwnHoliday(day=date(2026, 11, 26), works=True),
        OwnHoliday(day=date(2027, 1, 4), name="Inventory"),
    )
    assert observed(own, date(2026, 11, 20), date(2026, 12, 20)) == (
        Holiday(day=date(2026, 11, 26), name="Thanksgiving Day", closed=False),
        Holiday(day=date(2026, 11, 27), name="Day after Thanksgiving", federal=False),
    )


@pytest.mark.parametrize(
    ("own", "closed", "federal"),
    [
        ((OwnHoliday(day=date(2026, 11, 25), works=True),), [26], [26]),
        ((OwnHoliday(day=date(2026, 11, 26), name="Thanksgiving"),), [26], [26]),
        ((OwnHoliday(day=date(2026, 11, 28), name="Saturday"),), [26, 28], [26]),
        ((OwnHoliday(day=date(2026, 11, 27), name="Friday"),), [26, 27], [26]),
        ((OwnHoliday(day=date(2026, 11, 26), works=True),), [], [26]),
        ((OwnHoliday(day=date(2026, 11, 20), name="the day before"),), [26], [26]),
    ],
)
def test_siblings_of_a_hospitals_own_day(
    own: tuple[OwnHoliday, ...], closed: list[int], federal: list[int]
) -> None:
    """To work on an ordinary day changes nothing; a closed day is never one that Medicare skips."""
    found = observed(own, date(2026, 11, 23), date(2026, 11, 30))
    assert [one.day.day for one in found if one.closed] == closed
    assert [one.day.day for one in found if one.federal] == federal
