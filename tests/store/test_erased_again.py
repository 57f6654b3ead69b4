"""What comes of somebody after they were erased: heard, never brought back by itself."""

from dataclasses import replace

import pytest

from models.tables import Encounter, ErasedPatient, InboxRow, WorkItem
from operations.by_hand.erasing import StillNamed
from store.arrivals import arrival_of
from store.inbox import Outcome
from store.patient_data.erasing import ERASED, TEXTED, WAITS
from tests.adt import adt
from tests.store.erasing_ward import SHARED, WHO, Ward, hl7, neighbour, wilhelmina

HERS = "+16175550123"
LATE = (
    adt("A08", "2026-09-09 09:00", mrn="MRN-77120", visit="ENC-88213"),
    adt("A03", "2026-09-09 09:00", mrn="MRN-77120", visit="ENC-9", discharged="2026-09-09 08:00"),
    adt("A13", "2026-09-09 09:00", mrn="MRN-77120", visit="ENC-88213"),
    adt("A40", "2026-09-09 09:00", mrn="MRN-77120", merged="MRN-OTHER", visit=None),
    adt("A40", "2026-09-09 09:00", mrn="MRN-OTHER", merged="MRN-77120", visit=None),
)


@pytest.mark.parametrize("late", LATE, ids=range(len(LATE)))
async def test_a_late_message_waits_for_the_intake_lead(ward: Ward, late: str) -> None:
    """An update, another discharge, a cancellation, a merge either way: none of theirs comes back.

    The message is the intake lead's work, with a due time; no episode hears of it.
    """
    await ward.erase()
    episodes, told = ward.table(Encounter), dict(ward.hospital.engine.episodes)
    mrn = "MRN-OTHER" if "PID|||MRN-OTHER" in late else "MRN-77120"
    came = await ward.arrives(hl7(late, mrn))
    assert (came.outcome, came.detail) == (Outcome.QUEUED, WAITS)
    assert ward.table(Encounter) == episodes
    assert ward.hospital.engine.episodes == told
    row = ward.table(InboxRow)[-1]
    assert row.body_sealed
    item = next(one for one in ward.table(WorkItem) if one.key == f"inbox:{row.id}")
    assert (item.owner, item.resolved_at) == ("intake_lead", None)
    assert item.due is not None


async def test_retrying_it_changes_nothing_before_it_is_lifted(ward: Ward) -> None:
    """Whoever tries all that waits brings nobody back; once it is lifted, a discharge is one."""
    await ward.erase()
    came = await ward.arrives(hl7(LATE[1], "MRN-77120"))
    inbox = ward.table(InboxRow)[-1].id or 0
    await ward.hospital.inbox.again(ward.tokens.patient(*WHO), {inbox})
    assert (await ward.hospital.inbox.came(inbox)).detail == came.detail

    assert "inbox retry" in await ward.erasures.lift("", WHO, "hale")
    assert ward.table(ErasedPatient) == []
    await ward.hospital.inbox.again(ward.tokens.patient(*WHO), {inbox})
    came = await ward.hospital.inbox.came(inbox)
    assert came.outcome == Outcome.STARTED
    assert "Quillfeather" not in ward.said()


async def test_erasing_again_takes_what_waits(ward: Ward) -> None:
    """The late message is emptied and dismissed, and its work settled."""
    await ward.erase()
    await ward.arrives(hl7(LATE[0], "MRN-77120"))
    assert "MRN-77120" in ward.said()
    assert await ward.erase() == "emptied: 1 hospital messages"
    assert ward.left() == set()
    row = ward.table(InboxRow)[-1]
    assert (row.outcome, row.detail) == (Outcome.DISMISSED, ERASED)
    assert all(item.resolved_at for item in ward.table(WorkItem) if item.about == f"inbox:{row.id}")


async def test_a_text_of_theirs_is_heard_and_somebody_is_told(ward: Ward) -> None:
    """It is kept to be delivered, danger or not, and that their number is known again is work."""
    await ward.erase()
    assert ward.number_of(HERS) is None
    await ward.texts(HERS, "I have chest pain", "SM-late")
    await ward.texts(HERS, "and again", "SM-later")
    assert ward.number_of(HERS) is not None
    (item,) = [one for one in ward.table(WorkItem) if one.key.startswith(ERASED)]
    assert (item.reason, item.owner) == (TEXTED, "intake_lead")
    assert item.about.startswith("mercy-general-0908-")
    await ward.erase()
    assert ward.number_of(HERS) is None
    (item,) = [one for one in ward.table(WorkItem) if one.key.startswith(ERASED)]
    assert item.resolved_by == ERASED


async def test_a_text_that_waits_is_not_taken_from_its_thread(ward: Ward) -> None:
    """What nobody has heard may be danger: it goes once it was delivered."""
    await ward.texts(HERS, "xylophones hurt", "SM-waits")
    ward.stands("text:SM-waits", Outcome.WAITING)
    await ward.erase()
    assert ward.left() == {"xylophones", "6175550123"} & ward.left()
    assert "xylophones hurt" in ward.said()
    ward.stands("text:SM-waits", Outcome.DELIVERED)
    await ward.erase()
    assert ward.left() == set()


async def test_who_nobody_knows_or_erased_is_no_work(ward: Ward) -> None:
    """A stranger's first text, and one from a phone that two families share."""
    await ward.erase()
    await ward.texts("+16175550177", "who is this", "SM-stranger")
    await ward.texts(SHARED, "it is me", "SM-shared")
    assert not [one for one in ward.table(WorkItem) if one.key.startswith(ERASED)]


async def test_a_message_that_names_them_under_another_record_is_told(ward: Ward) -> None:
    """While one waits for a person nothing goes, and it is said; once it is settled all goes."""
    body = adt("A03", "2026-09-08 13:00", mrn="MRN-77120", visit="V-3")
    await ward.arrives(hl7(body.replace("MERCY^MR", "LAKE^MR"), "9999"))
    row = ward.table(InboxRow)[-1]
    assert row.outcome == Outcome.QUEUED
    looked = await ward.erasures.look("", WHO, "hale")
    told = f"inbox:{row.id}: names them under another record and waits for a person"
    assert looked.lines[-1].startswith(told)
    before = ward.said()
    with pytest.raises(StillNamed, match=told):
        await ward.erase()
    assert ward.said() == before
    ward.stands(row.key, Outcome.DISMISSED)
    assert "3 hospital messages" in await ward.erase()
    assert ward.left() == set()


async def test_the_other_patient_goes_on(ward: Ward) -> None:
    """A newer account of the neighbour reaches their episode as ever."""
    await ward.erase()
    came = await ward.arrives(arrival_of(replace(neighbour(), disposition="06")))
    assert came.outcome == Outcome.APPLIED
    assert came.episodes


@pytest.mark.parametrize("told", [wilhelmina()])
async def test_a_message_already_taken_is_not_taken_twice(ward: Ward, told: object) -> None:
    """The very message that was emptied comes again: it is known, and brings nothing back."""
    del told
    await ward.erase()
    await ward.arrives(arrival_of(wilhelmina()))
    assert ward.left() == set()
