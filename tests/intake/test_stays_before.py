"""An earlier stay of the same person here, as our own records have it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from adapters.encryption import Seal
from adapters.sql.database import Database
from domain.episode.facts import Ending
from domain.hospital.discharge import Discharge
from intake.opening import Intake
from tests.domain.examples import STANDARD
from tests.keys import RING, TOKENS
from tests.stories.people import home

NOW_HOME = home("2026-09-08 23:30")
CAME = NOW_HOME.admitted_at or NOW_HOME.discharged_at
INTAKE = Intake(Seal(RING), TOKENS, {})


def stays(session: Session, *earlier: tuple[str, timedelta, str]) -> str:
    """Earlier discharges, by whose, how long before this stay, and their end; then this one's."""
    for number, (person, ago, ending) in enumerate(earlier):
        other = _other(number, CAME - ago)
        INTAKE.identity(session, other, person, 1, other.discharged_at).ending = ending
        session.flush()
    row = INTAKE.identity(session, NOW_HOME, "jane", 1, NOW_HOME.discharged_at)
    session.flush()
    return row.episode


def _other(number: int, at: datetime) -> Discharge:
    return replace(NOW_HOME, encounter=f"V-0{number}", admitted_at=None, discharged_at=at)


def test_the_newest_stay_that_ended_before_this_one_is_known(database: Database) -> None:
    """Of the same person, not of another, none that was taken back, nor one that came after."""
    days = timedelta(days=1)
    with database.write() as session:
        episode = stays(
            session,
            ("jane", 200 * days, ""),
            ("jane", 40 * days, Ending.READMITTED),
            ("jane", 10 * days, Ending.CANCELLED),
            ("tom", 5 * days, ""),
            ("jane", -3 * days, ""),
        )
        found = INTAKE.outline(session, episode, NOW_HOME, STANDARD)
    assert found.home_before == CAME - 40 * days


def test_without_one_nothing_is_known(database: Database) -> None:
    """A first stay here is no sign that there was none elsewhere."""
    with database.write() as session:
        found = INTAKE.outline(session, stays(session), NOW_HOME, STANDARD)
    assert found.home_before is None
