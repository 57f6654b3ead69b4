"""The roster as the store has it: hours with their exceptions, caps, languages, marks, on call."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from adapters.sql.database import Database
from domain.pathway import Role
from domain.staffing.assignment import Need
from models.tables import Party, PartyLanguage, PartyRole, StandInRow
from store.people.roster import Roster, hours
from tests.activities.wards import EVENING, WARD, Ward, at

MONDAY = at("2026-11-23 10:00")
NEED = Need(role=Role.NURSE, at=MONDAY, due=MONDAY + timedelta(hours=48))
TONIGHT = Need(role=Role.NURSE, at=at("2026-11-23 22:00"), urgent=True)


@pytest.fixture
def ward(database: Database) -> Ward:
    """Two nurses by day, a case manager behind them."""
    ward = Ward(database)
    ward.opens()
    ward.has("ada")
    ward.has("bo")
    ward.has("cm", role=Role.CASE_MANAGER)
    return ward


def asked(
    ward: Ward, need: Need = NEED, *, episode: str = "episode-x", without: tuple[str, ...] = ()
) -> str | None:
    """Who is asked."""
    with ward.database.read() as session:
        found = Roster(session, WARD).choose(need, episode=episode, without=without)
        return found[1].party.handle if found else None


def test_whoever_holds_the_fewest_open_tasks_is_asked(ward: Ward) -> None:
    """Withdrawn and settled questions, and those of episodes that are over, are no open tasks."""
    assert asked(ward) == "ada"
    ward.treats("episode-1", "ada", outcome="completed")
    ward.treats("episode-2", "ada", withdrawn=True)
    ward.treats("episode-3", "ada", settled=True)
    assert asked(ward) == "ada"
    ward.treats("episode-4", "ada", "ada", "bo")
    assert asked(ward) == "bo"


def test_who_knows_the_episode_is_asked_again_below_the_cap(ward: Ward) -> None:
    """Continuity beats an even load, and a full plate beats continuity."""
    ward.treats("episode-1", "ada", "ada", "ada")
    assert asked(ward, episode="episode-1") == "ada"
    ward.keep(_with(ward, "ada", cap=3))
    assert asked(ward, episode="episode-1") == "bo"


def test_the_patients_language_is_spoken_where_somebody_can(ward: Ward) -> None:
    """`languages` counts beside the language of one's own texts."""
    spanish = replace(NEED, language="es")
    assert asked(ward, spanish) == "ada"
    ward.keep(PartyLanguage(party="bo", language="es"))
    assert asked(ward, spanish) == "bo"


def test_nobody_is_asked_whom_no_text_reaches(ward: Ward) -> None:
    """A marked phone is passed over, as whoever is to be avoided; then the next role answers."""
    ward.marks("ada", "opted_out")
    assert asked(ward) == "bo"
    assert asked(ward, without=("bo",)) == "cm"
    ward.marks("cm", "silent")
    assert asked(ward, without=("bo",)) is None


def test_who_is_off_until_it_is_due_is_not_asked(ward: Ward) -> None:
    """A date's own hours decide, the file's or what somebody said by text, which holds."""
    ward.is_otherwise("ada", "2026-11-23")
    by_noon = replace(NEED, due=at("2026-11-23 12:00"))
    assert asked(ward, by_noon) == "bo"
    ward.is_otherwise("ada", "2026-11-23", (at("2026-11-23 09:00").time(), EVENING[0]), "text")
    assert asked(ward, by_noon) == "ada"


def test_who_left_the_roster_is_never_asked(ward: Ward) -> None:
    """Without shifts somebody works at any hour; without coverage nowhere."""
    ward.lets_go("ada")
    assert asked(ward) == "bo"
    assert asked(ward, TONIGHT) == "bo"


def test_the_on_call_list_skips_who_is_off_that_day(ward: Ward) -> None:
    """At night the first of the list is asked who is not off."""
    ward.calls("bo", "ada")
    assert asked(ward, TONIGHT) == "bo"
    ward.is_otherwise("bo", "2026-11-23", source="text")
    assert asked(ward, TONIGHT) == "ada"
    assert asked(ward, replace(NEED, role=Role.ON_CALL)) == "ada"


def test_hours_are_read_with_the_dates_that_still_count(ward: Ward) -> None:
    """The week, and exceptions from a fortnight ago on; of one date all its windows."""
    ward.is_otherwise("ada", "2026-10-01")
    ward.is_otherwise("ada", "2026-11-24", (EVENING[0], EVENING[1]))
    ward.is_otherwise("ada", "2026-11-24", (at("2026-11-24 08:00").time(), EVENING[0]))
    with ward.database.read() as session:
        reach = hours(session, [session.get_one(Party, "ada")], MONDAY)["ada"]
    assert len(reach.windows) == 5
    assert [each.day.isoformat() for each in reach.exceptions] == ["2026-11-24"]
    assert reach.next_end(at("2026-11-24 09:00")) == at("2026-11-25 00:00")


def test_the_number_of_questions_to_the_store_does_not_grow_with_the_staff(ward: Ward) -> None:
    """One nurse or twenty: the same few statements."""

    def statements() -> int:
        counted: list[str] = []

        def count(*told: object) -> None:
            counted.append(str(told[2]))

        event.listen(Engine, "after_cursor_execute", count)
        asked(ward)
        event.remove(Engine, "after_cursor_execute", count)
        return len([each for each in counted if each.startswith("SELECT")])

    few = statements()
    for n in range(18):
        ward.has(f"n{n}", hours=None)
    assert statements() == few


def test_who_has_two_roles_is_asked_in_each_and_counted_once(ward: Ward) -> None:
    """Ada is coordinator too: she stands once for each role, with the same open tasks."""
    ward.keep(PartyRole(party="ada", role=Role.COORDINATOR, facility=WARD))
    ward.treats("episode-1", "ada")
    need = replace(NEED, role=Role.COORDINATOR)
    ward.keep(StandInRow(facility=WARD, role=Role.COORDINATOR, stand_in=Role.NURSE))
    with ward.database.read() as session:
        found = Roster(session, WARD).candidates(need)
        chosen = Roster(session, WARD).choose(need, episode="episode-x")
    tasks = {(one.handle, one.role): one.open_tasks for one in found}
    assert tasks["ada", Role.COORDINATOR] == tasks["ada", Role.NURSE] == 1
    assert chosen is not None
    assert (chosen[0], chosen[1].party.handle) == (Role.COORDINATOR, "ada")


def test_a_stand_in_is_asked_where_nobody_has_the_role(ward: Ward) -> None:
    """A nurse for a pharmacist, by the hospital's own rule whoever it says, never nobody."""
    need = replace(NEED, role=Role.PHARMACIST)
    assert asked(ward, need) == "ada"
    ward.keep(StandInRow(facility="lakeside", role=Role.PHARMACIST, stand_in=Role.CASE_MANAGER))
    assert asked(ward, need) == "ada"
    ward.keep(StandInRow(facility=WARD, role=Role.PHARMACIST, stand_in=Role.CASE_MANAGER))
    assert asked(ward, need) == "cm"
    ward.has("cora", role=Role.PHARMACIST)
    assert asked(ward, need) == "cora"
    ward.marks("cora", "opted_out")
    assert asked(ward, need) == "cm"


def _with(ward: Ward, handle: str, **changes: object) -> Party:
    with ward.database.read() as session:
        return Party(**session.get_one(Party, handle).model_dump() | changes)
