"""Erasing one person: nothing readable of them is left in any table, and nobody else loses any."""

import pytest
from sqlmodel import select

from domain.hospital.erasure import Why
from models.payloads import PhoneMemory
from models.tables import AnswerRow, AuditRow, Encounter, FamilyPhone, PhoneRow, place_of
from operations.episodes import UnknownEpisode, UnknownPerson
from operations.erasing import NotConfirmed, NotErased, NothingKept
from tests.adt import adt
from tests.sealed import readable, sealed_tables
from tests.store.erasing_ward import NOW, OTHER_PHONE, SHARED, WHO, WORDS, Ward, hl7


async def test_nothing_readable_of_a_person_is_left(ward: Ward) -> None:
    """Every column of every table is read, with the keys: no word of hers stands in any."""
    before = readable(ward.database, ward.seal)
    sealed = {str(table.__tablename__) for table in sealed_tables()}
    assert {name for name in sealed if any(word in str(before[name]) for word in WORDS)} == sealed

    await ward.erase()

    assert ward.left() == set()
    after = ward.said()
    for word in ("Oswald", "Pemberley", "4821", "V-2", "gladness", OTHER_PHONE, SHARED):
        assert word in after, word


async def test_answers_stay_with_their_dates(ward: Ward) -> None:
    """What is appended for good is as it was: who answered what, when; the note alone is gone."""
    before = ward.table(AnswerRow)
    await ward.erase()
    assert ward.table(AnswerRow) == before


async def test_a_no_to_texts_outlives_its_person_s_data(ward: Ward) -> None:
    """The phone's memory of it is no name: it holds if they ever come again."""
    await ward.erase()
    token = ward.tokens.phone("+16175550123")
    with ward.database.read() as session:
        row = session.get_one(PhoneRow, token)
        assert session.exec(select(FamilyPhone).where(FamilyPhone.phone_token == token)).all()
    memory = PhoneMemory.model_validate_json(ward.seal.open(row.memory_sealed, place_of(row)))
    assert (memory.opted_out, memory.decided_at, memory.labels) == (True, NOW, {})


async def test_it_is_said_first_and_takes_two_steps(ward: Ward) -> None:
    """Looking changes nothing, names nobody, and gives the code without which nothing goes."""
    before = ward.said()
    looked = await ward.erasures.look("", WHO)
    assert ward.said() == before
    said = "\n".join(looked.lines)
    assert "2 accounts, 1 notes, 2 events, 2 hospital messages, 2 texts received" in said
    assert "3 texts sent, 1 phone numbers" in said
    assert "go on without a name or a number" in said
    assert not [word for word in WORDS if word in said]
    for code in ("", "aaaaaa", (await ward.erasures.look("", ("mercy-general", "4821"))).code):
        with pytest.raises(NotConfirmed):
            await ward.erasures.erase("", WHO, Why.ASKED, "diaz", code)
    assert ward.said() == before


async def test_who_cannot_be_erased_is_said(ward: Ward) -> None:
    """A number nobody has, an episode that is none, somebody who is nobody, nothing to lift."""
    with pytest.raises(NothingKept):
        await ward.erasures.look("", ("mercy-general", "MRN-0"))
    with pytest.raises(UnknownEpisode):
        await ward.erasures.look("mercy-general-0908-none", None)
    code = (await ward.erasures.look("", WHO)).code
    with pytest.raises(UnknownPerson):
        await ward.erasures.erase("", WHO, Why.ASKED, "stranger", code)
    with pytest.raises(NotErased):
        await ward.erasures.lift("", WHO, "diaz")
    assert ward.left() == set(WORDS)


async def test_it_is_audited_without_a_word_of_theirs(ward: Ward) -> None:
    """Who, why, which episodes, how many rows; doing it again with nothing left adds no row."""
    await ward.erase()
    said = await ward.erase()
    assert said == "emptied: nothing"
    (row,) = ward.table(AuditRow)
    assert (row.who, row.role, row.what) == ("diaz", "case_manager", "person erased")
    assert row.about.startswith("asked; 2 accounts, 1 notes, ")
    assert "mercy-general-0908-" in row.about


async def test_by_any_record_and_by_any_episode(ward: Ward) -> None:
    """A record that was merged away finds the same person: one code, one erasing."""
    merge = adt("A40", "2026-09-08 12:00", mrn="MRN-77120", merged="MRN-OLD", visit=None)
    await ward.arrives(hl7(merge, "MRN-77120"))
    by_record = await ward.erasures.look("", ("mercy-general", "MRN-OLD"))
    with ward.database.read() as session:
        token = ward.tokens.patient(*WHO)
        rows = session.exec(select(Encounter).where(Encounter.patient_token == token)).all()
    by_episode = await ward.erasures.look(rows[0].episode, None)
    assert by_record == by_episode
    await ward.erasures.erase(rows[0].episode, None, Why.NEVER_OURS, "diaz", by_episode.code)
    assert ward.left() == set()
    assert "MRN-OLD" not in ward.said()
