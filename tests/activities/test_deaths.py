"""A word of death and a discharge that is read meanwhile: one of the two sees the other."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.deaths import Deaths
from adapters.sql.database import Database
from domain.episode.facts import Person, Sense, Wrote
from domain.pathway import Role
from models.tables import Encounter
from store.deaths import death_in_question, deaths_told, said_of
from tests.activities.wards import at

NOW = at("2026-11-23 12:00")
FIRST, SECOND, STRANGER = "mercy-1", "mercy-2", "mercy-3"
LEAD = Person(handle="cm", name="CM Diaz", role=Role.CASE_MANAGER)
WORD = Wrote(message_id=f"death:{FIRST}", at=NOW, by=LEAD, body="", sense=Sense.DEATH)


@dataclass
class Engine:
    """Stands in for Temporal: what has begun there, and what each heard."""

    running: set[str] = field(default_factory=set)
    heard: list[tuple[str, str]] = field(default_factory=list)

    def get_workflow_handle(self, episode: str) -> Any:
        """A handle to signal."""
        engine = self

        class Handle:
            async def signal(self, name: str, payload: Any) -> None:
                if episode not in engine.running:
                    raise RPCError("gone", RPCStatusCode.NOT_FOUND, b"")
                engine.heard.append((episode, payload.wrote.message_id))

        return Handle()


@dataclass
class Ward:
    """One person's episode, and a discharge that intake reads at some time."""

    database: Database
    engine: Engine = field(default_factory=Engine)
    knew: set[str] = field(default_factory=set)
    """What the second episode began with."""

    @property
    def deaths(self) -> Deaths:
        """As the worker has it."""
        return Deaths(self.engine, self.database)  # type: ignore[arg-type]

    def keeps(self, episode: str, patient: str = "p", **more: Any) -> None:
        """An episode's row."""
        with self.database.write() as session:
            session.add(_row(episode, patient, **more))

    def plans(self) -> None:
        """Intake's transaction: it looks for deaths and keeps the new episode's row."""
        with self.database.write() as session:
            known = deaths_told(said_of(session, "p"), NOW) | death_in_question(
                session, said_of(session, "p"), NOW
            )
            session.add(_row(SECOND, "p"))
        self.knew = set(known)

    def begins(self) -> None:
        """Intake's signal and its note."""
        self.engine.running.add(SECOND)
        with self.database.write() as session:
            session.get_one(Encounter, SECOND).body_hash = "x"


def _row(episode: str, patient: str, **more: Any) -> Encounter:
    return Encounter(
        episode=episode, facility="mercy-general", encounter_token=episode,
        patient_token=patient, n=1, body_hash="", discharged_at=NOW, opened_at=NOW, **more,
    )  # fmt: skip


@pytest.fixture
def ward(database: Database) -> Ward:
    """The first episode runs."""
    ward = Ward(database)
    ward.keeps(FIRST)
    ward.keeps(STRANGER, "q")
    ward.engine.running |= {FIRST, STRANGER}
    return ward


async def test_a_discharge_read_after_the_word_was_told_begins_with_it(ward: Ward) -> None:
    """Told to nobody, for nobody was there; a crash before any question of it is asked."""
    await ward.deaths.tell(FIRST, WORD)
    assert ward.engine.heard == []
    ward.plans()
    assert ward.knew == {FIRST}


async def test_a_discharge_read_before_the_word_is_told_hears_it_once_it_has_begun(
    ward: Ward,
) -> None:
    """Kept and not begun: the telling is tried again, and says the same."""
    ward.plans()
    assert ward.knew == set()
    with pytest.raises(ApplicationError):
        await ward.deaths.tell(FIRST, WORD)
    ward.begins()
    await ward.deaths.tell(FIRST, WORD)
    assert ward.engine.heard == [(SECOND, WORD.message_id)]


async def test_what_is_said_of_an_episode_that_is_over_is_kept_and_told(ward: Ward) -> None:
    """Its place was taken while the colleague was typing; a third that begins knows it too."""
    with ward.database.write() as session:
        session.get_one(Encounter, FIRST).outcome = "readmitted"
    ward.engine.running.discard(FIRST)
    ward.plans()
    ward.begins()
    said = ("SM7", NOW + timedelta(minutes=1))
    assert await ward.deaths.tell_of_one_that_is_over(FIRST, *said) == 1
    assert ward.engine.heard == [(SECOND, WORD.message_id)]
    with ward.database.read() as session:
        assert list(deaths_told(said_of(session, "p"), NOW)) == [FIRST]
        assert deaths_told(said_of(session, "q"), NOW) == {}
