"""What becomes of a text that a crash cut short and that nobody wants any more."""

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from temporalio.client import Client

from activities.prompts import Prompts
from adapters.encryption import KeyRing, Seal, Tokens, new_keys
from adapters.sql.database import Database, migrate
from domain.time.clock import Clock
from models.payloads import Delivery, Withdraw
from models.tables import Assignment, OutboxRow
from store import receipts

AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
EPISODE, QUESTION = "episode-mercy-general-abc-1", "contact/call/1"
KEY = f"{EPISODE}|{QUESTION}#1"
OTHER = "visit/book/1"
TOGETHER = f"{EPISODE}|{QUESTION}&{EPISODE}|{OTHER}#1"
OTHERS = (f"{EPISODE}|contact/call/10#1", f"{EPISODE}|{QUESTION}~2#1", "SM1/1#said")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A store in which texts of several questions are still pending."""
    url = f"sqlite:///{tmp_path / 'homeward.db'}"
    migrate(url)
    database = Database(url)
    with database.write() as session:
        for question in (QUESTION, OTHER):
            session.add(Assignment(episode=EPISODE, question=question, phone_token="t"))  # noqa: S106
        for key in (KEY, TOGETHER, *OTHERS):
            row = OutboxRow(
                key=key, phone_token="t", body_sealed=b"", body_hash="", real_created_at=AT,  # noqa: S106
                created_at=AT,
            )  # fmt: skip
            session.add(row)
    return database


async def _withdraw(database: Database, question: str = QUESTION) -> None:
    keys = new_keys()
    nobody = cast(Client, None)  # nobody was asked, so no thread is told
    seal, tokens = Seal(KeyRing.parse(keys.encryption_keys)), Tokens.parse(keys.token_key)
    clock = Clock(real_origin=AT, clinical_origin=AT)
    gone = Withdraw(episode=EPISODE, keys=(question,), clock=clock)
    await Prompts(nobody, database, seal, tokens).withdraw(gone)


def _status(database: Database, key: str) -> str:
    with database.read() as session:
        return session.get_one(OutboxRow, key).status


async def test_a_withdrawn_question_leaves_no_text_pending(database: Database) -> None:
    """Its own texts are settled, those of every other question are not touched."""
    await _withdraw(database)
    assert _status(database, KEY) == "withdrawn"
    assert {_status(database, key) for key in (TOGETHER, *OTHERS)} == {"pending"}
    database.close()


async def test_a_text_with_several_prompts_waits_for_the_last_of_them(database: Database) -> None:
    """It is settled when nothing in it is wanted any more, and not before."""
    await _withdraw(database)
    assert _status(database, TOGETHER) == "pending"
    await _withdraw(database, OTHER)
    assert _status(database, TOGETHER) == "withdrawn"
    database.close()


async def test_a_receipt_still_claims_a_withdrawn_text(database: Database) -> None:
    """The text had got out before the crash: the receipt says so, and brings its id."""
    await _withdraw(database)
    with database.write() as session:
        receipts.apply(session, Delivery(key=KEY, status="delivered"), "SM7")
    with database.read() as session:
        row = session.get_one(OutboxRow, KEY)
    assert (row.status, row.sid) == ("delivered", "SM7")
    database.close()
