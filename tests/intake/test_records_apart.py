"""Unmerges, links, another number, another person under one: nothing moves, a person must look."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from domain.hospital.identity import ANOTHER_PERSON
from domain.words.phrasebook import worded
from models.tables import Encounter, InboxRow, WorkItem
from tests.adt import adt
from tests.intake.test_doubtful_messages import LATE, LEFT, local, sent
from tests.intake.world import Place, gateway, temporal


@pytest.fixture(scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """The server and the gateway, as processes of their own."""
    made = Place(tmp_path_factory.mktemp("apart"))
    async with temporal(made), gateway(made):
        yield made


def unmerge(control: str, first: str, second: str) -> str:
    """An A37: two people, each with a PID and a PV1 of their own."""
    one = adt("A37", LATE, control=control, mrn=first, visit=None)
    other = adt("A37", LATE, control=control, mrn=second, visit=None)
    return one + "".join(f"{line}\r" for line in other.split("\r") if line[:3] in ("PID", "PV1"))


def home(number: str) -> str:
    """A discharge home four days ago."""
    return adt("A03", local(96), control=f"{number}-1", mrn=number, visit=f"V-{number}", **LEFT)


def newest(place: Place) -> tuple[str, str, str]:
    """Of the newest message: its outcome, and its item's reason and owner, if there is one."""
    with place.database.read() as session:
        rows = session.exec(select(InboxRow).order_by(InboxRow.id)).all()  # type: ignore[arg-type]
        found = session.get(WorkItem, f"inbox:{rows[-1].id}")
        assert found is None or found.due is not None
        return rows[-1].outcome, worded(found.reason) if found else "", found.owner if found else ""


async def test_an_unmerge_is_work_that_names_the_episode_of_each_record(place: Place) -> None:
    """Two were one, and are two again: both episodes go on, and the intake lead must look."""
    merge = adt("A40", local(80), control="m-1", mrn="61001", visit=None, merged="61002")
    await sent(place, home("61001"), home("61002"), merge, unmerge("u-1", "61001", "61002"))
    outcome, reason, owner = newest(place)
    with place.database.read() as session:
        before = [row.ending for row in session.exec(select(Encounter)).all()]
    assert (outcome, owner) == ("queued", "intake_lead")
    assert reason.count("record") >= 2
    assert "61001" not in reason
    assert "mercy-general-" in reason
    assert before.count("") == 1, "the merge ended one of the two; the unmerge nothing"


async def test_an_unmerge_of_two_whom_nobody_merged_is_work_too(place: Place) -> None:
    """Also of strangers: what the hospital takes apart was together somewhere."""
    await sent(place, unmerge("u-2", "61003", "61004"))
    outcome, reason, _ = newest(place)
    assert outcome == "queued"
    assert "record 1: no episode; record 2: no episode" in reason


@pytest.mark.parametrize("trigger", ["A24", "A42", "A43", "A44", "A48", "A49", "A50", "A51"])
async def test_another_number_of_somebody_with_an_episode_is_work(
    place: Place, trigger: str
) -> None:
    """Where nobody of these numbers has one it is ignored: hospitals send many."""
    number = f"62{trigger[1:]}"
    change = adt(trigger, LATE, control=f"c-{trigger}", mrn=number, visit=None, merged="99")
    await sent(place, change)
    assert newest(place)[:2] == ("ignored", "")
    again = adt(trigger, LATE, control=f"d-{trigger}", mrn=number, visit=None, merged="98")
    await sent(place, home(number), again)
    outcome, reason, owner = newest(place)
    assert (outcome, owner) == ("queued", "intake_lead")
    assert "record 1: mercy-general-" in reason


async def test_one_without_a_number_is_refused_at_its_place(place: Place) -> None:
    """Nobody can be looked up: the item says what is missing."""
    nobody = unmerge("u-3", "61005", "61006").replace("61005^^^MERCY^MR", "")
    await sent(place, nobody)
    outcome, reason, _ = newest(place)
    assert outcome == "queued"
    assert "PID-3: expected the hospital's number" in reason


STRANGER = {"name": "Collison^Bella"}


def stranger(event: str, recorded: str, *, visit: str, control: str, **more: str) -> str:
    """Somebody else under the same record number, in words of her own hospital."""
    text = adt(event, recorded, control=control, mrn="63001", visit=visit, **STRANGER, **more)
    return text.replace("19480302", "19440530")


async def test_another_person_under_a_record_number_moves_nothing_and_is_work(place: Place) -> None:
    """Two numbering systems meet: she is nobody's readmission, and her discharge waits for a look.

    An A08 of a visit that is known says that it is one person after all, and is taken.
    """
    await sent(place, home("63001"))
    with place.database.read() as session:
        mine = session.exec(select(Encounter).order_by(Encounter.episode)).all()
    before = {row.episode: (row.ending, row.held, row.body_hash) for row in mine}
    came = stranger("A01", local(30), visit="V-B", control="b-1", admitted=local(30))
    left = {"admitted": local(30), "discharged": local(20), "disposition": "01"}
    gone = stranger("A03", local(20), visit="V-B", control="b-2", **left)
    await sent(place, came)
    assert newest(place)[:2] == ("queued", f"ADT^A01: {worded(ANOTHER_PERSON)}")
    await sent(place, gone)
    assert newest(place) == ("queued", f"ADT^A03: {worded(ANOTHER_PERSON)}", "intake_lead")
    with place.database.read() as session:
        after = session.exec(select(Encounter).order_by(Encounter.episode)).all()
    assert {row.episode: (row.ending, row.held, row.body_hash) for row in after} == before
    await sent(place, stranger("A08", local(10), visit="V-63001", control="b-3"))
    assert newest(place)[0] == "applied"
