"""What episodes are called: said on the phone, given once, never computed again."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from adapters.encryption import Seal
from adapters.sql.database import Database
from intake.opening import SIGNS, Intake, drawn
from tests.keys import RING, TOKENS
from tests.stories.people import home

LATE = home("2026-09-08 23:30")
NOW = LATE.discharged_at


def given(database: Database, draw: Callable[[], str], times: int = 1) -> list[str]:
    """The ids of that many discharges."""
    intake = Intake(Seal(RING), TOKENS, {}, draw)
    with database.write() as session:
        found = []
        for n in range(times):
            other = replace(LATE, encounter=f"V-{n}")
            found.append(intake.identity(session, other, f"person-{n}", 1, NOW).episode)
            session.flush()
    return found


def test_an_id_is_place_day_and_four_signs(database: Database) -> None:
    """The day is the facility's, not Greenwich's; no sign is a vowel or looks like another."""
    (episode,) = given(database, drawn)
    assert re.fullmatch(r"mercy-general-0908-[bcdfghjkmnpqrstvwxz2346789]{4}", episode)
    assert len(set(SIGNS)) == len(SIGNS) == 26
    assert not set(SIGNS) & set("aeiouyl015")
    assert len({drawn() for _ in range(200)}) > 190


def test_a_collision_draws_again(database: Database) -> None:
    """Two discharges of a day never share an id."""
    signs = iter(["bbbb", "bbbb", "bbbb", "cccc"])
    assert given(database, lambda: next(signs), times=2) == [
        "mercy-general-0908-bbbb",
        "mercy-general-0908-cccc",
    ]


def test_an_id_holds_nothing_of_who_it_is(database: Database) -> None:
    """The same visit and person, in another store, are called otherwise."""
    first = Intake(Seal(RING), TOKENS, {}, lambda: "bbbb")
    with database.write() as session:
        one = first.identity(session, LATE, "person", 1, NOW).episode
    later = replace(LATE, discharged_at=NOW + timedelta(days=1))
    with database.write() as session:
        two = first.identity(session, later, "person", 2, NOW).episode
    assert (one, two) == ("mercy-general-0908-bbbb", "mercy-general-0909-bbbb")
