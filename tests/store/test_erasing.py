"""Erasing one person: nothing readable of them is left in any table, and nobody else loses any."""

import pytest
from sqlmodel import select

from domain.hospital.erasure import Why
from domain.pathway import Role
from models.payloads import PhoneMemory
from models.tables import (
    AnswerRow,
    AuditRow,
    Encounter,
    Facility,
    FamilyPhone,
    InboxRow,
    Party,
    PartyRole,
    PhoneRow,
    place_of,
)
from operations.by_hand.episodes import UnknownEpisode, UnknownPerson
from operations.by_hand.erasing import MayNotErase, NotConfirmed, NotErased, NothingKept
from store.patient_data.reasons import Reasons
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


SAID_OF_HER = {
    "of work about her episode": "{episode}/visit",
    "of a message under her record": "inbox:{own}",
    "of a part of it": "inbox:{own}/aside",
    "of a text of hers": "text:SM-{signs}-p",
    "of anything, with her number": "carrier-30034",
}


@pytest.mark.parametrize("item", SAID_OF_HER.values(), ids=SAID_OF_HER)
async def test_why_something_about_her_was_dismissed_goes(ward: Ward, item: str) -> None:
    """By whatever the item is known, or by her record's number; also once its message has no body.

    Why the neighbour's was dismissed stays.
    """
    (episode, *_) = ward.hers()
    token = ward.tokens.patient(*WHO)
    own = next(row for row in ward.table(InboxRow) if row.ordering_key == token)
    named = item.format(episode=episode, own=own.id, signs=episode[-4:])
    with ward.database.write() as session:
        Reasons(ward.seal).keep(session, named, "xylophones of MRN-77120, the second time")
        session.get_one(InboxRow, own.id).body_sealed = b""
    await ward.erase()
    assert ward.left() == set()
    assert "gladness are known" in ward.said()
    with ward.database.read() as session:
        assert Reasons(ward.seal).opened(session, named) == []


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
    looked = await ward.erasures.look("", WHO, "hale")
    assert ward.said() == before
    said = "\n".join(looked.lines)
    assert "2 accounts, 1 notes, 2 events, 2 hospital messages, 2 texts received" in said
    assert "3 texts sent, 1 phone numbers, 1 reasons" in said
    assert "go on without a name or a number" in said
    assert not [word for word in WORDS if word in said]
    neighbour = await ward.erasures.look("", ("mercy-general", "4821"), "hale")
    for code in ("", "aaaaaa", neighbour.code):
        with pytest.raises(NotConfirmed):
            await ward.erasures.erase("", WHO, Why.ASKED, "hale", code)
    assert ward.said() == before


async def test_who_cannot_be_erased_is_said(ward: Ward) -> None:
    """A number nobody has, an episode that is none, somebody who is nobody, nothing to lift."""
    with pytest.raises(NothingKept):
        await ward.erasures.look("", ("mercy-general", "MRN-0"), "hale")
    with pytest.raises(UnknownEpisode):
        await ward.erasures.look("mercy-general-0908-none", None, "hale")
    code = (await ward.erasures.look("", WHO, "hale")).code
    with pytest.raises(UnknownPerson):
        await ward.erasures.erase("", WHO, Why.ASKED, "stranger", code)
    with pytest.raises(NotErased):
        await ward.erasures.lift("", WHO, "hale")
    assert ward.left() == set(WORDS)


MAY = {
    "a supervisor there": ([("supervisor", "mercy-general")], "supervisor"),
    "who is a nurse as well": (
        [("nurse", "mercy-general"), ("supervisor", "mercy-general")], "supervisor",
    ),
    "ops, wherever they belong": ([("ops", "lakeside")], "ops"),
    "a supervisor of another hospital": ([("supervisor", "lakeside")], ""),
    "who is a supervisor there and a nurse here": (
        [("supervisor", "lakeside"), ("nurse", "mercy-general")], "",
    ),
    "who has left": ([], ""),
    **{
        f"a colleague: {role}": ([(role.value, "mercy-general")], "")
        for role in Role
        if role not in (Role.SUPERVISOR, Role.OPS)
    },
}  # fmt: skip


@pytest.mark.parametrize(("roles", "by"), MAY.values(), ids=MAY)
async def test_who_may_decide_it(ward: Ward, roles: list[tuple[str, str]], by: str) -> None:
    """A supervisor of all hospitals that it is about, or ops; nobody else looks, erases, lifts."""
    with ward.database.write() as session:
        if session.get(Facility, "lakeside") is None:
            session.add(Facility(handle="lakeside", name="Lakeside", time_zone="America/Chicago"))
        session.add(
            Party(handle="reed", facility="mercy-general", name="Reed", kind="person",
                  time_zone="America/New_York")
        )  # fmt: skip
        session.flush()
        for role, facility in roles:
            session.add(PartyRole(party="reed", role=role, facility=facility))
    code = (await ward.erasures.look("", WHO, "hale")).code
    tries = (
        lambda: ward.erasures.look("", WHO, "reed"),
        lambda: ward.erasures.erase("", WHO, Why.ASKED, "reed", code),
        lambda: ward.erasures.lift("", WHO, "reed"),
    )
    before = ward.said()
    for one in tries:
        if by:
            await one()
            continue
        with pytest.raises(
            MayNotErase, match=r"reed may not decide .* mercy-general .* a supervis"
        ):
            await one()
        assert ward.said() == before
    assert [row.role for row in ward.table(AuditRow) if row.who == "reed"] == [by] * (2 * bool(by))


async def test_a_person_of_two_hospitals_wants_a_supervisor_of_both(ward: Ward) -> None:
    """Where one of their episodes is another hospital's, its own supervisor has a say."""
    with ward.database.write() as session:
        session.add(Facility(handle="lakeside", name="Lakeside", time_zone="America/Chicago"))
        session.get_one(Encounter, ward.hers()[0]).facility = "lakeside"
    with pytest.raises(MayNotErase, match="lakeside, mercy-general"):
        await ward.erasures.look("", WHO, "hale")
    with ward.database.write() as session:
        session.add(PartyRole(party="hale", role="supervisor", facility="lakeside"))
    await ward.erase()
    assert ward.left() == set()


async def test_it_is_audited_without_a_word_of_theirs(ward: Ward) -> None:
    """Who, why, which episodes, how many rows; doing it again with nothing left adds no row."""
    await ward.erase()
    said = await ward.erase()
    assert said == "emptied: nothing"
    (row,) = ward.table(AuditRow)
    assert (row.who, row.role, row.what) == ("hale", "supervisor", "person erased")
    assert row.about.startswith("asked; 2 accounts, 1 notes, ")
    assert "mercy-general-0908-" in row.about


async def test_by_any_record_and_by_any_episode(ward: Ward) -> None:
    """A record that was merged away finds the same person: one code, one erasing."""
    merge = adt("A40", "2026-09-08 12:00", mrn="MRN-77120", merged="MRN-OLD", visit=None)
    await ward.arrives(hl7(merge, "MRN-77120"))
    by_record = await ward.erasures.look("", ("mercy-general", "MRN-OLD"), "hale")
    with ward.database.read() as session:
        token = ward.tokens.patient(*WHO)
        rows = session.exec(select(Encounter).where(Encounter.patient_token == token)).all()
    by_episode = await ward.erasures.look(rows[0].episode, None, "hale")
    assert by_record == by_episode
    await ward.erasures.erase(rows[0].episode, None, Why.NEVER_OURS, "hale", by_episode.code)
    ward.sweep()
    assert ward.left() == set()
    assert "MRN-OLD" not in ward.said()
