"""The ledger's rows: appended once, never changed, and no note in clear."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from activities.ledger import Ledger
from adapters.encryption import Seal
from adapters.sql.database import Database
from domain.asking.choices import Value
from domain.episode.facts import Answer, Person
from domain.episode.ledger import Entries, entries, opened
from domain.pathway import Role
from models.payloads import KeepEntries
from models.tables import AnswerNote, AnswerRow, Facility, Party, RiskRow, place_of
from tests.domain.plan.wandering import first_facts, rich
from tests.keys import RING
from tests.texts import HOME

EPISODE = "episode-mercy-general-abc-1"
AT = HOME + timedelta(hours=30)
FACTS = first_facts(rich(HOME), HOME)
NURSE = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
SAID = Answer(
    question="contact/call/1",
    value=Value.OTHER,
    by=NURSE,
    happened_at=AT,
    told_at=AT,
    message_id="SM1",
    note="her son Abel has the pills",
)


@pytest.fixture
def ledger(database: Database) -> Ledger:
    """On a store whose nurse has a licence and bills with a group."""
    with database.write() as session:
        session.add(Facility(handle="mercy-general", name="Mercy", time_zone="America/New_York"))
        session.flush()
        session.add(_staff())
    return Ledger(database, Seal(RING))


def _staff() -> Party:
    return Party(
        handle="lopez",
        facility="mercy-general",
        name="RN Lopez",
        kind="person",
        time_zone="America/New_York",
        credential="RN",
        billing_group="mercy-primary",
    )


def answers(session: Session) -> list[AnswerRow]:
    """All rows."""
    return list(session.exec(select(AnswerRow).order_by(AnswerRow.name)).all())


async def keep(ledger: Ledger, kept: Entries) -> None:
    """As the workflow has it done."""
    await ledger.keep(KeepEntries(episode=EPISODE, entries=kept))


async def test_what_is_kept_twice_is_one_row(ledger: Ledger, database: Database) -> None:
    """An activity that runs again appends nothing and changes nothing."""
    told = entries(FACTS, FACTS.answered(SAID), AT)
    await keep(ledger, told)
    with database.write() as session:
        row = answers(session)[0]
        row.credential = "as it was"
        session.add(row)
    await keep(ledger, told)
    with database.read() as session:
        (row,) = answers(session)
        assert (row.credential, row.billing_group, row.role) == (
            "as it was",
            "mercy-primary",
            "nurse",
        )
        assert (row.step, row.question, row.occurrence) == ("contact", "call", "1")


async def test_a_note_is_sealed_and_in_a_row_of_its_own(ledger: Ledger, database: Database) -> None:
    """It can be erased, and the answer stays."""
    await keep(ledger, entries(FACTS, FACTS.answered(SAID), AT))
    with database.read() as session:
        (note,) = session.exec(select(AnswerNote)).all()
        assert b"Abel" not in note.body_sealed
        assert json.loads(Seal(RING).open(note.body_sealed, place_of(note)))["note"] == SAID.note
        assert "Abel" not in str(answers(session)[0].model_dump())


async def test_what_was_taken_back_stays_and_is_superseded(
    ledger: Ledger, database: Database
) -> None:
    """An UNDO is a row of its own; the answer's row is as it was."""
    after = FACTS.answered(SAID)
    await keep(ledger, entries(FACTS, after, AT))
    await keep(ledger, entries(after, FACTS, AT + timedelta(minutes=5), message_id="SM2"))
    with database.read() as session:
        said, undone = answers(session)
        assert (said.value, said.supersedes) == ("other", "")
        assert (undone.value, undone.supersedes, undone.noted) == ("taken_back", said.name, False)


async def test_the_risk_stands_by_its_parts(ledger: Ledger, database: Database) -> None:
    """Each part of both scores, with the least and the most that it can be."""
    await keep(ledger, opened(FACTS))
    with database.read() as session:
        (row,) = session.exec(select(RiskRow)).all()
        scores = {score for score, *_ in json.loads(row.parts)}
        assert (scores, row.number) == ({"LACE", "HOSPITAL"}, 1)
