"""What somebody may see of a message: each part by its kind, as the permission matrix says."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from adapters.encryption import KeyRing, Seal, new_keys
from adapters.sql.database import Database, migrate
from domain.pathway import Role
from domain.permissions import Thing, sees
from models.tables import AuditRow, Facility, InboxRow, Party, PartyRole, WorkItem, place
from operations.by_hand.episodes import NotDone
from operations.message_parts import JSON, SEGMENTS, legible
from operations.shown_messages import ShownMessages
from store.inbox import Outcome
from tests.places import ROOT

NOON = datetime(2026, 9, 8, 16, 0, tzinfo=UTC)
MESSAGE = "\r".join(  # noqa: FLY002 - a segment a line
    ("MSH|^~\\&|EPIC", "PID|1||4821^^^MRN||Smith^Jane", "PV1|1|I|7W", "DG1|1||I50.9",
     "RXE|1|warfarin", "NTE|1||cried a lot", "ZPD|1|anything", "Jane Smith's own line")
)  # fmt: skip
WORDS = {
    Thing.CONTACT: "Smith^Jane",
    Thing.TIMES_AND_PLACES: "7W",
    Thing.CLINICAL: "I50.9",
    Thing.DRUGS: "warfarin",
    Thing.NOTES: "cried",
}
PEOPLE = {
    "lead": Role.INTAKE_LEAD, "nurse": Role.NURSE, "manager": Role.CASE_MANAGER, "ops": Role.OPS,
    "pharm": Role.PHARMACIST,
}  # fmt: skip


@pytest.fixture
def messages(tmp_path: Path) -> Iterator[ShownMessages]:
    """One message, which is the intake lead's work, and one of each role; one is elsewhere."""
    url = f"sqlite:///{tmp_path / 'homeward.db'}"
    migrate(url)
    database, seal = Database(url), Seal(KeyRing.parse(new_keys().encryption_keys))
    zone = "America/New_York"
    with database.write() as session:
        for one in ("mercy", "lakeside"):
            session.add(Facility(handle=one, name=one, time_zone=zone))
        for handle, role in (*PEOPLE.items(), ("away", Role.CASE_MANAGER)):
            here = "lakeside" if handle == "away" else "mercy"
            session.add(
                Party(handle=handle, facility=here, name=handle, kind="person", time_zone=zone)
            )
            session.flush()
            session.add(PartyRole(party=handle, role=role.value, facility=here))
        session.add(
            InboxRow(
                id=1, key="hl7:1", ordering_key="p", received_at=NOON, real_received_at=NOON,
                body_sealed=seal.seal(MESSAGE, place(InboxRow, "hl7:1")), facility="mercy",
                outcome=Outcome.QUEUED, trigger="ADT^A08",
            )
        )  # fmt: skip
        session.add(
            WorkItem(key="inbox:1", reason="why", facility="mercy", about="inbox:1", since=NOON,
                     owner=Role.INTAKE_LEAD, due=NOON + timedelta(hours=48))
        )  # fmt: skip
    yield ShownMessages(database=database, seal=seal, real_now=lambda: NOON)
    database.close()


@pytest.mark.parametrize(
    ("by", "kinds"),
    [("manager", set(WORDS)),
     ("lead", {Thing.CONTACT, Thing.TIMES_AND_PLACES, Thing.CLINICAL}),
     ("nurse", {Thing.TIMES_AND_PLACES}), ("ops", set()), ("pharm", set())],
)  # fmt: skip
async def test_each_part_is_shown_to_whom_the_matrix_shows_its_kind(
    messages: ShownMessages, by: str, kinds: set[Thing]
) -> None:
    """By what they are there, and for whoever owns the work by what that lets them see."""
    shown = await messages.shown("1", by)
    seen = {thing for thing, words in WORDS.items() if words in shown.body}
    assert seen == kinds
    everything = kinds == set(WORDS)
    assert ("anything" in shown.body, "own line" in shown.body) == (everything, everything)
    assert "MSH|" in shown.body
    hidden = dict(shown.facts).get("not shown", "")
    assert all((thing.value in hidden) is (thing not in kinds) for thing in WORDS)
    with messages.database.read() as session:
        (row,) = session.exec(select(AuditRow)).all()
    assert (row.who, row.role, row.what) == (by, PEOPLE[by].value, "inbox shown")
    assert {thing for thing in WORDS if thing.value in row.things} == kinds


async def test_of_another_house_nothing_is_shown(messages: ShownMessages) -> None:
    """Who has no role where the message belongs, or none at all, is told so."""
    with pytest.raises(NotDone, match="away has no role at mercy"):
        await messages.shown("1", "away")
    with pytest.raises(NotDone, match="stranger"):
        await messages.shown("1", "stranger")
    with messages.database.read() as session:
        assert session.exec(select(AuditRow)).all() == []


async def test_once_it_is_settled_its_owner_is_asked_no_more(messages: ShownMessages) -> None:
    """The intake lead sees of a message what they are asked of, while they are."""
    with messages.database.write() as session:
        session.get_one(WorkItem, "inbox:1").resolved_at = NOON
    assert "Smith" not in (await messages.shown("1", "lead")).body


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples").glob("*/*.[jh]*")), ids=lambda p: p.name
)
def test_whoever_may_see_every_kind_sees_the_whole(path: Path) -> None:
    """And whoever may see none sees no name, number or drug of any example."""
    body = path.read_text()
    whole, hidden = legible(body, sees(Role.CASE_MANAGER))
    assert not hidden
    assert whole.split() == (
        json.dumps(json.loads(body), indent=2, ensure_ascii=False) if path.suffix == ".json"
        else body
    ).split()  # fmt: skip
    nothing, hidden = legible(body, ())
    assert hidden
    assert not any(word in nothing for word in ("Smith", "Jane", "617555", "mg", "I50"))


@pytest.mark.parametrize("body", ['["Jane"]', '"Jane"', "Jane\nPID", '{"PID": "Jane"}', ""])
def test_what_no_table_names_is_for_whoever_may_see_everything(body: str) -> None:
    """Also JSON that is no bundle, and lines that are no segment."""
    assert "Jane" not in legible(body, {Thing.CONTACT, Thing.CLINICAL})[0]
    assert not {*SEGMENTS, *JSON} & {"Jane"}
