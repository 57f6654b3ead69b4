"""The sealed rows of who people are: each opens in its own place alone, and may be gone."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from adapters.encryption import Seal, SealBroken
from adapters.sql.database import Database
from domain.hospital.discharge import Discharge
from models.tables import AccountRow, Encounter, PhoneNumber
from store.patient_data.accounts import Accounts
from store.patient_data.numbers import Numbers
from tests.keys import RING, TOKENS
from tests.stories.people import home

JANE = home("2026-09-08 10:00")
ACCOUNTS, NUMBERS = Accounts(Seal(RING)), Numbers(Seal(RING), TOKENS)


def begun(session: Session, episode: str = "mercy-general-0908-bcdf") -> str:
    """An episode that accounts can belong to."""
    session.add(
        Encounter(
            episode=episode, facility="mercy-general", encounter_token=episode,
            patient_token=episode,
            n=1, body_hash="", discharged_at=JANE.discharged_at, opened_at=JANE.discharged_at,
        )
    )  # fmt: skip
    session.flush()
    return episode


def test_an_account_is_kept_once_and_a_newer_wording_beside_it(database: Database) -> None:
    """The same again is the same version; what was decided on the older one can still be read."""
    moved: Discharge = replace(JANE, disposition="06")
    with database.write() as session:
        episode = begun(session)
        versions = [ACCOUNTS.keep(session, episode, one) for one in (JANE, JANE, moved, moved)]
        back = ACCOUNTS.keep(session, episode, JANE)
    assert (versions, back) == ([1, 1, 2, 2], 3)
    with database.read() as session:
        assert ACCOUNTS.account(session, episode, 1) == JANE
        assert ACCOUNTS.account(session, episode, 2) == moved


def test_what_was_erased_is_a_normal_answer(database: Database) -> None:
    """An emptied account, one that never was, a number that is gone: nothing, and no error."""
    with database.write() as session:
        episode = begun(session)
        version = ACCOUNTS.keep(session, episode, JANE)
        session.get_one(AccountRow, (episode, version)).body_sealed = b""
    with database.read() as session:
        assert ACCOUNTS.account(session, episode, version) is None
        assert ACCOUNTS.account(session, episode, 7) is None
        assert NUMBERS.number(session, "nobody") is None


def test_a_sealed_row_opens_nowhere_else(database: Database) -> None:
    """Who may write in the database cannot show one patient's data as another's."""
    with database.write() as session:
        one, other = begun(session), begun(session, "mercy-general-0908-ghjk")
        ACCOUNTS.keep(session, one, JANE)
        ACCOUNTS.keep(session, other, JANE)
        stolen = session.get_one(AccountRow, (one, 1)).body_sealed
        session.get_one(AccountRow, (other, 1)).body_sealed = stolen
        tokens = [NUMBERS.keep(session, number) for number in ("+16175550111", "+16175550112")]
        session.flush()
        first, second = (session.get_one(PhoneNumber, token) for token in tokens)
        second.number_sealed = first.number_sealed
    with database.read() as session:
        with pytest.raises(SealBroken):
            ACCOUNTS.account(session, other, 1)
        with pytest.raises(SealBroken):
            NUMBERS.number(session, tokens[1])
        assert NUMBERS.number(session, tokens[0]) == "+16175550111"
