"""From the inbox to the threads, on the real server: in order, each once, nothing lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import Client
from temporalio.service import RPCError

from domain.words.phrasebook import worded
from models import names
from models.payloads import DeliverInbox
from models.tables import InboxRow, WorkItem
from store import inbox
from tests.gateway.stubs import Thread
from tests.gateway.world import LOPEZ, STRANGER, World


@pytest.fixture
async def online(world: World, temporal: Client) -> AsyncIterator[World]:
    """A gateway whose Temporal is up; the nurse's thread ends with the test."""
    world.hands.client = temporal
    yield world
    await end_thread(world, temporal)


async def end_thread(world: World, temporal: Client) -> None:
    """End the nurse's thread, if there is one."""
    try:
        await thread_of(world, temporal).terminate()
    except RPCError:
        return


def thread_of(world: World, temporal: Client):  # type: ignore[no-untyped-def] # a handle of Any
    """Give the nurse's thread."""
    return temporal.get_workflow_handle_for(
        Thread.run, names.conversation_id(world.tokens.phone(LOPEZ))
    )


async def test_a_text_reaches_its_thread(online: World, temporal: Client) -> None:
    """A text starts the thread of its phone, with the number, its token and the clock."""
    await online.texts(LOPEZ, "27 1")
    thread = thread_of(online, temporal)
    assert await thread.query(Thread.texts) == ["27 1"]
    opening = await thread.query(Thread.opening)
    assert opening.token == online.tokens.phone(LOPEZ)
    assert opening.clock == await online.database.clock()
    assert online.outcomes() == ["delivered"]


async def test_texts_taken_during_an_outage_arrive_in_order(world: World, temporal: Client) -> None:
    """Ten texts are taken while Temporal is away; the sweep delivers them as they were sent."""
    for number in range(10):
        await world.texts(LOPEZ, f"2{number} 1")
    assert set(world.outcomes()) == {"waiting"}
    world.hands.client = temporal
    report = await world.inbox.sweep()
    assert (report.delivered, report.waiting) == (10, 0)
    texts = await thread_of(world, temporal).query(Thread.texts)
    assert texts == [f"2{number} 1" for number in range(10)]
    await end_thread(world, temporal)


async def test_a_live_text_never_overtakes_a_waiting_one(world: World, temporal: Client) -> None:
    """An UNDO that comes after the outage is delivered after the answer that came in it."""
    await world.texts(LOPEZ, "27 1")
    world.hands.client = temporal
    await world.texts(LOPEZ, "UNDO")
    assert await thread_of(world, temporal).query(Thread.texts) == ["27 1", "UNDO"]
    await end_thread(world, temporal)


async def test_deliveries_at_once_neither_reorder_nor_repeat(
    world: World, temporal: Client
) -> None:
    """Eight deliveries of one phone at the same moment signal each text once, in order."""
    for number in range(12):
        await world.texts(LOPEZ, str(number))
    world.hands.client = temporal
    wanted = DeliverInbox(ordering_key=world.tokens.phone(LOPEZ))
    done = await asyncio.gather(*(world.inbox.deliver(wanted) for _ in range(8)))
    assert sum(done) == 12
    texts = await thread_of(world, temporal).query(Thread.texts)
    assert texts == [str(number) for number in range(12)]
    await end_thread(world, temporal)


async def test_an_unknown_number_is_recorded_and_not_answered(online: World) -> None:
    """A text from nobody we know is a case manager's work within a day, and no thread begins."""
    await online.texts(STRANGER, "who is this", sid="SM9")
    assert online.outcomes() == ["unknown_sender"]
    (item,) = online.rows(WorkItem)
    assert (item.key, worded(item.reason)) == ("text:SM9", "text from an unknown number")
    assert (item.owner, item.due) == ("case_manager", item.since + timedelta(days=1))


async def test_whoever_was_asked_is_known(online: World, temporal: Client) -> None:
    """A patient's number is known once a question went to it."""
    assert inbox_known(online, LOPEZ)
    assert not inbox_known(online, STRANGER)


def inbox_known(world: World, number: str) -> bool:
    """Whether a number is known."""
    with world.database.read() as session:
        return inbox.is_known(session, world.tokens.phone(number))


async def test_a_failure_names_its_type_alone(world: World) -> None:
    """What could not be delivered waits, counted, with an error that holds no words of anybody."""
    await world.texts(LOPEZ, "27 1 chest pain")
    (row,) = world.rows(InboxRow)
    assert (row.attempts, row.error, row.outcome) == (1, "TemporalUnreachable", "waiting")
    assert row.real_leased_until is None


async def test_a_row_that_a_dead_process_leased_is_taken_up_later(
    world: World, temporal: Client
) -> None:
    """A lease holds others off while it lasts, and not for ever."""
    await world.texts(LOPEZ, "27 1")
    world.hands.client = temporal
    phone = world.tokens.phone(LOPEZ)
    with world.database.write() as session:
        assert inbox.claim(session, phone, world.hands.now) is not None
    assert (await world.inbox.sweep()).waiting == 1
    world.hands.passes(inbox.LEASE + timedelta(seconds=1))
    assert (await world.inbox.sweep()).delivered == 1
    await end_thread(world, temporal)


async def test_one_phone_that_fails_holds_up_no_other(online: World, temporal: Client) -> None:
    """A row that cannot be opened stays, and the sweep goes on with the next phone."""
    other = "+16175550112"
    online.hires("rn-kim", other)
    await online.texts(LOPEZ, "27 1")
    with online.database.write() as session:
        row = session.get_one(InboxRow, 1)
        row.body_sealed, row.outcome = b"broken", "waiting"
    online.hands.client = None
    await online.texts(other, "31 1")
    online.hands.client = temporal
    report = await online.inbox.sweep()
    assert (report.delivered, report.waiting) == (1, 1)
    await temporal.get_workflow_handle(
        names.conversation_id(online.tokens.phone(other))
    ).terminate()


async def test_a_text_that_did_not_arrive_is_told_to_its_thread(
    online: World, temporal: Client
) -> None:
    """The thread hears of an undelivered text, with the carrier's code; of others it does not."""
    await online.texts(LOPEZ, "27 1")
    for key, status in (("one", "delivered"), ("two", "failed")):
        online.mailed(key, sid=f"SM{key}", status="sent")
        await online.reports(key, status, MessageSid=f"SM{key}", ErrorCode="30005")
    assert await thread_of(online, temporal).query(Thread.deliveries) == ["two failed 30005"]


async def test_a_receipt_survives_an_outage(world: World, temporal: Client) -> None:
    """What Twilio reported while Temporal was away is told when it is back."""
    await world.texts(LOPEZ, "27 1")
    world.mailed("two", sid="SM1", status="sent")
    await world.reports("two", "undelivered", ErrorCode="30003")
    world.hands.client = temporal
    await world.inbox.sweep()
    assert await thread_of(world, temporal).query(Thread.deliveries) == ["two undelivered 30003"]
    await end_thread(world, temporal)


async def test_a_receipt_for_a_thread_that_ended_is_done(online: World) -> None:
    """A thread that is not there wants no receipt: nothing is started and nothing waits."""
    online.mailed("two", sid="SM1", status="sent")
    await online.reports("two", "failed")
    assert online.outcomes() == ["no_thread"]
