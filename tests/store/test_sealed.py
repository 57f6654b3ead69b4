"""What is sealed opens in its own row and column alone: every sealed table is tried."""

from itertools import permutations

import pytest
from sqlmodel import SQLModel, select

from adapters.encryption import SealBroken
from models.tables import AnswerNote, HospitalEventRow, InboxRow, PhoneNumber, place, place_of
from tests.sealed import sealed_column, sealed_tables
from tests.store.erasing_ward import Ward


def sealed_rows(ward: Ward) -> list[SQLModel]:
    """Every row of the store with something sealed in it; each sealed table has two at least."""
    with ward.database.read() as session:
        found = {one: list(session.exec(select(one)).all()) for one in sealed_tables()}
    assert {one.__tablename__: len(rows) for one, rows in found.items() if len(rows) < 2} == {}
    return [row for rows in found.values() for row in rows]


def cipher(row: SQLModel) -> bytes:
    """What is sealed in a row."""
    return bytes(getattr(row, sealed_column(type(row))))


async def test_a_cipher_opens_in_its_own_row_alone(ward: Ward) -> None:
    """Moved to any other row of any sealed column, the same bytes open nothing."""
    rows = sealed_rows(ward)
    for row in rows:
        ward.seal.open(cipher(row), place_of(row))
    for row, other in permutations(rows, 2):
        with pytest.raises(SealBroken):
            ward.seal.open(cipher(row), place_of(other))


def test_a_place_is_a_table_a_column_and_a_row() -> None:
    """Each part tells; a row of which the key is not known whole has no place."""
    assert place(PhoneNumber, "t") == ("phone_numbers", "number_sealed", ("t",))
    assert place(InboxRow, "text:SM1") == ("inbox", "body_sealed", ("text:SM1",))
    assert place(HospitalEventRow, 7, 1) == ("hospital_events", "event_sealed", ("7", "1"))
    with pytest.raises(ValueError, match="named by inbox, row"):
        place(HospitalEventRow, 7)


def test_parts_of_a_key_cannot_be_shifted(ward: Ward) -> None:
    """What is sealed for ("a", "bc") does not open for ("ab", "c")."""
    sealed = ward.seal.seal("x", place(AnswerNote, "a", "bc"))
    assert ward.seal.open(sealed, place(AnswerNote, "a", "bc")) == "x"
    with pytest.raises(SealBroken):
        ward.seal.open(sealed, place(AnswerNote, "ab", "c"))
