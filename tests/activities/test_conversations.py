"""What of a phone outlives its thread."""

from pathlib import Path
from typing import cast

import pytest
from sqlmodel import select
from temporalio.client import Client

from activities.conversations import Conversations
from adapters.sql.database import Database
from domain.asking.choices import Value
from domain.asking.reachability import Reachability
from domain.clinical.flag import Flag
from domain.episode.facts import Person
from domain.languages import Level
from domain.pathway import Role
from domain.time.clock import Clock
from models import names
from models.payloads import GiveAnswer, PassOn, PhoneMemory, ReceivedText, RememberPhone
from models.tables import AnswerNote, PhoneRow, WorkItem, place_of
from tests.activities.test_silences import Phones
from tests.activities.texts_out import SEAL, TOKENS, store
from tests.activities.wards import EVENING, Line, Ward, at

NOBODY = cast("Client", None)
NOW = at("2026-11-23 12:00")
CLOCK = Clock(real_origin=NOW, clinical_origin=NOW)
OVER, OPEN = "ep-over", "ep-open"
PATIENT = Person(handle="patient", name="the patient", role=Role.PATIENT)
TOKEN = TOKENS.phone("+16175550111")


async def test_a_mark_is_not_lost_with_the_memory_beside_it(tmp_path: Path) -> None:
    """Whatever else of a phone cannot be read: a stranger's number stays one until START."""
    database = store(tmp_path)
    phones = Conversations(NOBODY, database, SEAL)
    await phones.save_phone(
        RememberPhone(token=TOKEN, memory=PhoneMemory(reachability=Reachability.WRONG_NUMBER))
    )
    with database.write() as session:
        row = session.get(PhoneRow, TOKEN)
        assert row is not None
        row.memory_sealed = SEAL.seal(
            '{"next_code": 31, "unusable": "wrong_number"}', place_of(row)
        )
        session.add(row)

    memory = await phones.load_phone(TOKEN)
    assert (memory.reachability, memory.next_code) == (Reachability.WRONG_NUMBER, 31)
    database.close()


@pytest.fixture
def ward(database: Database) -> Ward:
    """A phone that two families share: of one the episode is over, of the other it is open."""
    ward = Ward(database)
    ward.opens()
    for episode, outcome in ((OVER, "completed"), (OPEN, "")):
        ward.treats(
            episode, "patient", role="patient", phone_token=TOKEN, person_name="the patient",
            outcome=outcome,
        )  # fmt: skip
    return ward


async def test_a_danger_in_a_note_is_told_by_its_name(ward: Ward) -> None:
    """Her answer came too late: who hears of it opens the note in their own episode's rows.

    No word of it is in the signal; told twice, it is one row.
    """
    line = Line()
    phones = Conversations(line.client(), ward.database, SEAL)
    kept = await phones.notes.by_reference(
        GiveAnswer(
            episode=OVER,
            key="visit/offer/1",
            value=Value.OTHER,
            by=PATIENT,
            happened_at=NOW,
            told_at=NOW,
            note="chest pain",
            message_id="SM1",
        )
    )
    words = PassOn(
        text=ReceivedText(message_id="SM1", phone=TOKEN, body="", at=NOW),
        phone_token=TOKEN, episodes=(OVER,), clock=CLOCK, note=kept.note,
        flag=Flag(level=Level.EMERGENCY, name="chest_pain"),
    )  # fmt: skip
    for _ in "ab":
        await phones.pass_on(words)
    assert {(episode, name) for episode, name, _ in line.told} == {(OPEN, names.WROTE)}
    told = line.told[0][2].wrote  # type: ignore[attr-defined]
    assert (told.body, told.note, told.flag.name) == ("", kept.note, "chest_pain")
    found = await phones.notes.opened(OPEN, [told.note])
    assert found[told.note].note == "chest pain"
    with ward.database.read() as session:
        assert len(session.exec(select(AnswerNote)).all()) == 2


@pytest.mark.parametrize(
    ("level", "heard"),
    [(Level.EMERGENCY, [("cam", "stranger_danger")]), (Level.SAME_DAY, [])],
)
async def test_a_strangers_danger_is_told_to_the_case_manager_on_duty(
    database: Database, level: Level, heard: list[tuple[str, str]]
) -> None:
    """Their number is in no chart: whoever is on hears once, and the words are somebody's work."""
    ward, line = Ward(database), Phones()
    ward.opens()
    ward.has("cam", role=Role.CASE_MANAGER)
    ward.has("eve", EVENING, role=Role.CASE_MANAGER)
    words = PassOn(
        text=ReceivedText(message_id="SM1", phone=TOKEN, body="she is not waking up", at=NOW),
        phone_token=TOKEN, clock=CLOCK, flag=Flag(level=level, name="fainting"),
    )  # fmt: skip
    for _ in "ab":
        await Conversations(cast("Client", line), database, SEAL).pass_on(words)
    assert line.heard() == heard
    with database.read() as session:
        assert len(session.exec(select(WorkItem)).all()) == 1
