"""The work queue on a real store, while Temporal is away: what is listed, and what may be done."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, col, select
from temporalio.client import Client

from adapters.encryption import KeyRing, Seal, new_keys
from adapters.messages.feed_file import read_feeds
from adapters.sql.database import Database, migrate
from adapters.temporal.connection import TemporalUnreachable
from domain.hospital import certainty
from domain.time.clock import Clock
from domain.words.phrasebook import phrase
from intake.hospital_inbox import HospitalInbox
from models.tables import (
    AuditRow,
    Dismissal,
    Facility,
    InboxRow,
    Party,
    PartyRole,
    WorkItem,
    place,
)
from operations.by_hand.episodes import UnknownPerson
from operations.queue import HospitalQueue, MayNotSettle, NotDismissed
from operations.shown_messages import NoMessage, NotReadable, Shown, ShownMessages
from store.inbox import Outcome
from store.work_queue import WaitingLine
from tests.gateway.world import settings
from tests.places import ROOT

NOON = datetime(2026, 9, 8, 16, 0, tzinfo=UTC)
MERCY = "mercy-general"
HL7 = (ROOT / "examples" / "hl7" / "a03-11-heart-failure.hl7").read_bytes().decode()


@dataclass
class World:
    """A store, and the queue on it."""

    database: Database
    seal: Seal
    queue: HospitalQueue

    async def shown(self, key: str) -> Shown:
        """A message or an item, as the case manager sees it."""
        shown = ShownMessages(database=self.database, seal=self.seal, real_now=lambda: NOON)
        return await shown.shown(key, "ortiz")

    def keeps(self, *rows: SQLModel) -> None:
        """Something is in the store."""
        with self.database.write() as session:
            session.add_all(rows)

    def row(self, inbox: int) -> InboxRow:
        """A message as it is now."""
        with self.database.read() as session:
            return session.get_one(InboxRow, inbox)

    def item(self, key: str) -> WorkItem:
        """An item of work as it is now."""
        with self.database.read() as session:
            return session.get_one(WorkItem, key)

    def audited(self) -> list[str]:
        """What was noted."""
        with self.database.read() as session:
            return [f"{row.what} {row.about}" for row in session.exec(select(AuditRow))]

    async def lists(self, facility: str | None = None, *, settled: bool = False) -> list[str]:
        """The keys of what waits."""
        return [line.key for line in await self.queue.listed(facility, settled=settled)]

    async def line(self, key: str) -> WaitingLine:
        """One line."""
        lines = await self.queue.listed(None, settled=True)
        return next(line for line in lines if line.key == key)

    def message(self, inbox: int, outcome: Outcome, key: str = "", **more: Any) -> InboxRow:
        """A row of the inbox."""
        values: dict[str, Any] = {
            "id": inbox,
            "key": key or f"hl7:{inbox}",
            "ordering_key": f"person-{inbox}",
            "body_sealed": self.seal.seal(HL7, place(InboxRow, key or f"hl7:{inbox}")),
            "received_at": NOON + timedelta(minutes=inbox),
            "real_received_at": NOON,
            "outcome": outcome,
            "facility": MERCY,
            "trigger": "ADT^A03",
        }
        return InboxRow(**(values | more))


def work(key: str, **more: Any) -> WorkItem:
    """An item of the work queue."""
    return WorkItem(**{"key": key, "reason": "why", "since": NOON, "facility": MERCY, **more})


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A hospital at noon; Temporal is away."""
    folders = {"pathways_dir": ROOT / "pathways", "feeds_dir": ROOT / "feeds"}
    found = settings(tmp_path / "homeward.db", **folders)
    migrate(found.database_url)
    database = Database(found.database_url)
    database.set_clock(Clock(real_origin=NOON, clinical_origin=NOON))

    async def away() -> Client:
        raise TemporalUnreachable("nowhere")

    seal = Seal(found.ring)
    queue = HospitalQueue(
        database=database,
        seal=seal,
        tokens=found.tokens,
        feeds=read_feeds(found.feeds_dir),
        hospital_inbox=HospitalInbox.of(found, database, away, lambda: NOON),
        real_now=lambda: NOON,
    )
    world = World(database, seal, queue)
    zone = "America/New_York"
    world.keeps(Facility(handle=MERCY, name="Mercy General", time_zone=zone))
    ortiz = Party(handle="ortiz", facility=MERCY, name="A. Ortiz", kind="person", time_zone=zone)
    world.keeps(ortiz)
    world.keeps(PartyRole(party="ortiz", role="case_manager", facility=MERCY))
    yield world
    database.close()


# ---- listed


async def test_stuck_messages_are_listed_beside_the_work(world: World) -> None:
    """Queued, held and failing messages wait, the longest first; one on its way does not."""
    world.keeps(
        world.message(1, Outcome.HELD, detail="waits for the discharge that it cancels"),
        world.message(2, Outcome.WAITING),
        world.message(3, Outcome.WAITING, attempts=4, error="TimeoutError"),
        world.message(4, Outcome.QUEUED, detail="PID-3: expected a number"),
        work("inbox:4", since=NOON + timedelta(minutes=4)),
        world.message(5, Outcome.APPLIED),
        work("carrier-30034", facility=""),
    )
    assert await world.lists() == ["carrier-30034", "1", "3", "4"]
    assert "goes on by itself" in (await world.line("1")).what_to_do
    assert "4 so far, TimeoutError" in (await world.line("3")).what_to_do
    assert await world.lists(MERCY) == ["1", "3", "4"]


async def test_reasons_are_kept_by_key_and_worded_for_who_looks(world: World) -> None:
    """The store says what is meant; the list, and what is shown of one, say it in words."""
    reasons = f"{certainty.A_DEATH}; {phrase('disposition.not_sent')}"
    kept = work("e/disposition", reason=reasons)
    why = phrase("intake.asked", why=certainty.BACKWARDS)
    world.keeps(kept, world.message(1, Outcome.QUEUED, detail=why))
    assert (await world.line("e/disposition")).reason == (
        "a death is reported with no inpatient stay that it belongs to; no disposition was sent"
    )
    said = "somebody is asked: the discharge is said to lie before the admission"
    assert (await world.line("1")).reason.endswith(said)
    assert ("detail", said) in (await world.shown("1")).facts
    with pytest.raises(NoMessage, match="a death is reported with no inpatient stay"):
        await world.shown("e/disposition")


async def test_what_a_newer_message_settled_waits_for_nobody(world: World) -> None:
    """Its work is not shown as open, whoever forgot to close it."""
    world.keeps(world.message(1, Outcome.APPLIED), work("inbox:1"))
    assert await world.lists() == []
    assert (await world.line("1")).what_to_do == "applied"


async def test_late_work_is_late_until_it_is_settled(world: World) -> None:
    """Due times are the queue's clock."""
    past = NOON - timedelta(hours=1)
    world.keeps(
        work("a", due=past),
        work("b", due=NOON + timedelta(hours=1)),
        work("c", due=past, resolved_at=NOON, resolved_by="ops"),
    )
    assert [(await world.line(key)).late for key in "abc"] == [True, False, False]
    assert await world.lists(settled=False) == ["a", "b"]
    assert (await world.line("c")).what_to_do == "settled by ops Tue 9/8 12p"


async def test_a_text_is_listed_by_its_key_and_shown_by_its_id(world: World) -> None:
    """A stranger's text is read like a message; settled, it stays what it was; it is no retry."""
    stranger = world.message(7, Outcome.UNKNOWN_SENDER, key="text:SM1", facility="", trigger="")
    world.keeps(stranger, work("text:SM1", facility=""))
    line = await world.line("text:SM1")
    assert line.what_to_do == "starter.py inbox show 7 --by YOU"
    assert (await world.shown("7")).facts[1] == ("what", "text")
    (tried,) = await world.queue.retry(["7"], "ortiz")
    assert (tried.words, tried.waits) == ("7 cannot be retried: it came from a phone", True)
    assert await world.queue.dismiss("text:SM1", "wrong number", "ortiz") == "text:SM1: dismissed"
    assert world.row(7).outcome == Outcome.UNKNOWN_SENDER
    assert world.item("text:SM1").resolved_by == "ortiz"
    with pytest.raises(NotDismissed):
        await world.queue.dismiss("7", "again", "ortiz")


# ---- shown


async def test_a_body_that_cannot_be_shown(world: World) -> None:
    """Dropped, or sealed with a key that is gone: said in a line, and audited all the same."""
    other = Seal(KeyRing.parse(new_keys().encryption_keys))
    world.keeps(
        world.message(1, Outcome.IGNORED, body_sealed=b""),
        world.message(2, Outcome.QUEUED, body_sealed=other.seal(HL7, place(InboxRow, "hl7:2"))),
    )
    assert (await world.shown("1")).body == "(it was dropped)"
    with pytest.raises(NotReadable, match="the body of 2 cannot be read"):
        await world.shown("2")
    assert world.audited() == ["inbox shown inbox:1", "inbox shown inbox:2"]


# ---- retried


async def test_a_retry_while_temporal_is_away_keeps_the_work(world: World) -> None:
    """The message waits again and the sweep goes on with it; its work is not settled by trying."""
    world.keeps(world.message(1, Outcome.QUEUED), work("inbox:1"))
    (tried,) = await world.queue.retry(["1"], "ortiz")
    assert (tried.waits, tried.words.partition(": ")[2][:7]) == (True, "waiting")
    assert world.item("inbox:1").resolved_at is None
    assert await world.lists() == ["1"]


async def test_a_message_without_a_feed_is_attributed_when_there_is_one(world: World) -> None:
    """Nobody's message becomes its hospital's, in the order of its patient."""
    world.keeps(
        world.message(1, Outcome.QUEUED, ordering_key="hl7:1", facility=""),
        work("inbox:1", facility=""),
    )
    without = replace(world.queue, feeds=type(world.queue.feeds)({}))
    assert (await without.retry(["1"], "ortiz"))[0].waits
    assert world.row(1).facility == ""
    await world.queue.retry(["1"], "ortiz")
    row = world.row(1)
    assert (row.facility, world.item("inbox:1").facility) == (MERCY, MERCY)
    assert row.ordering_key == world.queue.tokens.patient(MERCY, "4821")
    assert row.outcome == Outcome.WAITING


async def test_a_body_that_was_dropped_cannot_be_retried(world: World) -> None:
    """Of what was ignored long ago only that it came is kept."""
    world.keeps(world.message(1, Outcome.IGNORED, body_sealed=b""))
    (tried,) = await world.queue.retry(["1"], "ortiz")
    assert (tried.words, tried.waits) == ("1 cannot be retried: its body was dropped", True)


async def test_all_that_are_queued_are_the_hospitals(world: World) -> None:
    """Texts and what goes on by itself are none of them."""
    world.keeps(
        world.message(1, Outcome.HELD),
        world.message(2, Outcome.QUEUED),
        world.message(3, Outcome.QUEUED, key="fhir:3"),
        world.message(4, Outcome.UNKNOWN_SENDER, key="text:SM4"),
    )
    assert await world.queue.queued() == ["2", "3"]


# ---- dismissed


async def test_two_who_dismiss_the_same_are_told_apart(world: World) -> None:
    """One does it, the other hears that it was done; it is audited once."""
    world.keeps(world.message(1, Outcome.HELD))
    both = await asyncio.gather(
        *(world.queue.dismiss("1", "old", "ortiz") for _ in range(2)), return_exceptions=True
    )
    assert {type(one) for one in both} == {str, NotDismissed}
    assert world.audited() == ["inbox dismissed inbox:1"]
    assert world.row(1).detail == ""
    assert ("dismissed", "old") in (await world.shown("1")).facts


async def test_a_reason_opens_in_its_own_row_alone(world: World) -> None:
    """Dismissed, tried again and dismissed: two rows, and neither opens as the other."""
    world.keeps(world.message(1, Outcome.HELD))
    await world.queue.dismiss("1", "Jane Smith was there", "ortiz")
    with world.database.write() as session:
        session.get_one(InboxRow, 1).outcome = Outcome.HELD
    await world.queue.dismiss("1", "Jane Smith is gone", "ortiz")
    said = [words for name, words in (await world.shown("1")).facts if name == "dismissed"]
    assert said == ["Jane Smith was there", "Jane Smith is gone"]
    with world.database.write() as session:
        first, second = session.exec(select(Dismissal).order_by(col(Dismissal.number))).all()
        assert b"Jane" not in first.reason_sealed + second.reason_sealed
        second.reason_sealed = first.reason_sealed
    said = [words for name, words in (await world.shown("1")).facts if name == "dismissed"]
    assert said == ["Jane Smith was there", "(it cannot be read)"]


# ---- by whom


@pytest.mark.parametrize(
    ("role", "where", "item", "may"),
    [
        ("intake_lead", MERCY, "1", True), ("case_manager", MERCY, "1", True),
        ("supervisor", MERCY, "1", True), ("ops", "lakeside", "1", True),
        ("case_manager", "lakeside", "1", False), ("nurse", MERCY, "1", False),
        ("coordinator", MERCY, "1", False), ("auditor", MERCY, "1", False),
        ("nurse", MERCY, "2", True), ("nurse", "lakeside", "2", False),
        ("pharmacist", MERCY, "3", True), ("nurse", MERCY, "3", False),
        ("supervisor", "lakeside", "4", True), ("nurse", MERCY, "4", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("verb", ["retry", "dismiss"])
async def test_who_may_take_it_in_hand(
    world: World, role: str, where: str, item: str, verb: str, *, may: bool
) -> None:
    """Its owner, by role there or by handle, whoever leads the intake there, and ops anywhere.

    Of nobody's feed they may wherever they are. Whoever may not changes nothing and is named.
    """
    zone = "America/New_York"
    world.keeps(Facility(handle="lakeside", name="Lakeside", time_zone=zone))
    kim = Party(handle="kim", facility=where, name="K. Kim", kind="person", time_zone=zone)
    world.keeps(kim)
    world.keeps(PartyRole(party="kim", role=role, facility=where))
    owner = {"2": "nurse", "3": "kim" if role == "pharmacist" else "lee"}.get(item, "intake_lead")
    facility = "" if item == "4" else MERCY
    world.keeps(
        world.message(int(item), Outcome.QUEUED, facility=facility),
        work(f"inbox:{item}", owner=owner, facility=facility),
    )
    if verb == "retry":
        (tried,) = await world.queue.retry([item], "kim")
        assert ("kim may not take" in tried.words) is not may
    elif may:
        await world.queue.dismiss(item, "a test", "kim")
        assert world.item(f"inbox:{item}").resolved_by == "kim"
    else:
        with pytest.raises(MayNotSettle, match=f"kim may not take inbox:{item} in hand"):
            await world.queue.dismiss(item, "a test", "kim")
    noted = {"retry": "inbox retried", "dismiss": "inbox dismissed"}[verb]
    with world.database.read() as session:
        trail = [(row.who, row.role, row.what) for row in session.exec(select(AuditRow))]
    assert trail == ([("kim", role, noted)] if may else [])
    assert may or world.row(int(item)).outcome == Outcome.QUEUED


async def test_who_is_on_no_roster_takes_nothing_in_hand(world: World) -> None:
    """A handle that nobody has is said before anything is read."""
    world.keeps(world.message(1, Outcome.QUEUED))
    with pytest.raises(UnknownPerson, match="'ops' is nobody on the roster"):
        await world.queue.retry(["1"], "ops")
    assert world.audited() == []
