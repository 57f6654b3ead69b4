"""A hospital's own days: the team is asked on those that it works, whatever the law says."""

from dataclasses import replace
from datetime import date

import pytest

from adapters.encryption import Seal
from adapters.files.hospital import Hospital, HospitalHoliday
from adapters.sql.database import Database
from store.hospital_setup import load_hospital, prepare
from tests.keys import RING, TOKENS
from tests.stories import people
from tests.stories.conftest import FIRST, LAST
from tests.stories.people import at, home
from tests.stories.story import Story

FACILITY = people.HOSPITAL.facilities[0].handle
EVE, COLUMBUS_DAY = date(2026, 12, 24), date(2026, 10, 12)
OWN = (
    HospitalHoliday(facility=FACILITY, day=EVE, name="Christmas Eve"),
    HospitalHoliday(facility=FACILITY, day=COLUMBUS_DAY, works=True),
)


def hospital() -> Hospital:
    """The stories' own, closed on Christmas Eve, at work on Columbus Day."""
    return replace(people.HOSPITAL, holidays=OWN)


@pytest.fixture
def store(store: Database) -> Database:
    """Whose hospital is loaded once more."""
    prepared = prepare(hospital(), FIRST, (LAST - FIRST).days)
    with store.write() as session:
        load_hospital(session, prepared, Seal(RING), TOKENS)
    return store


@pytest.mark.parametrize(
    ("going", "called"),
    [
        ("2026-10-09 15:00", "2026-10-12 08:00"),  # a Friday: the federal Monday is worked
        ("2026-12-23 09:00", "2026-12-28 08:00"),  # a Wednesday: closed until Monday
        ("2026-12-22 09:00", "2026-12-23 08:00"),  # the day before is a day like another
    ],
)
async def test_the_call_is_asked_when_the_hospital_works(
    story: Story, going: str, called: str
) -> None:
    """The nurse's text comes on the first day after the discharge that the hospital works."""
    story.only("contact")
    call = story.nurse.expects("CALL J.S.").replies("{code} 1", told=("saved",))
    await story.begins(at(going))
    await story.discharge(home(going))
    await story.reaches(called.replace("08:00", "09:00"))
    assert call.at is not None
    assert at(called) <= call.at <= at(called.replace("08:00", "08:05"))
    await story.replays()
