"""What the webhooks did not bring is asked for, and taken as if they had."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select
from temporalio.client import Client

from activities import carrier_catch_up
from activities.carrier_catch_up import FARTHEST, LAG, LOOK_BACK, WHOLE_SECOND, CarrierCatchUp
from activities.inbox import Inboxes
from activities.text_inbox import TextInbox
from adapters.carrier import CarrierOutcomeUnknown, Lists, Received, Reported
from adapters.sql.database import Database
from domain.texting.attachments import Attachment
from domain.time.clock import Clock
from domain.words.phrasebook import worded
from models.payloads import Delivery, DeliveryOutcome, ReceivedText
from models.tables import Assignment, InboxRow, OutboxRow, PhoneRow, WorkItem, place, place_of
from simulator.faults import Fault, FaultOrder
from store.inbox import TEXT
from store.patient_data.numbers import Numbers
from store.receipts import CALL
from tests.activities.crashing import Plan, When, office
from tests.activities.texts_out import NOW, PHONE, SEAL, TOKENS, plain_wording, store, text
from tests.activities.wards import NoHospitals
from tests.simulator.world import new_phone, until

MINUTE = timedelta(minutes=1)
SLOWEST = 60.0


@dataclass
class Listed(Lists):
    """A carrier with lists that are told, or that is away."""

    received: list[Received] = field(default_factory=list)
    sent: list[Reported] = field(default_factory=list)
    away: bool = False
    asked: list[datetime] = field(default_factory=list)
    asked_of_ours: list[datetime] = field(default_factory=list)
    found: dict[str, tuple[str, ...]] = field(default_factory=dict)
    looked_for: list[str] = field(default_factory=list)
    kept: dict[str, tuple[Attachment, ...]] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    looked: threading.Event = field(default_factory=threading.Event)

    def find(self, to: str, body: str, since: datetime) -> tuple[str, ...]:
        """Give what was told of this body."""
        assert to == PHONE
        self.looked_for.append(body)
        return self.found.get(body, ())

    def find_calls(self, to: str, since: datetime) -> tuple[str, ...]:
        """Give what was told of calls."""
        return self.find(to, "a call", since)

    def received_since(self, instant: datetime) -> tuple[Received, ...]:
        """Give all, oldest first."""
        self.asked.append(instant)
        if self.away:
            raise CarrierOutcomeUnknown("ReadTimeout")
        return tuple(self.received)

    def attachments(self, message: str) -> tuple[Attachment, ...]:
        """Give what was told of this text; of another nobody can say anything."""
        if message in self.slow:
            self.looked.wait(SLOWEST)
        if message not in self.kept:
            raise CarrierOutcomeUnknown("ReadTimeout")
        return self.kept[message]

    def sent_since(self, instant: datetime) -> tuple[Reported, ...]:
        """Give all."""
        self.asked_of_ours.append(instant)
        return tuple(self.sent)


@dataclass
class Newsroom:
    """The news on a store of its own, at a time that is told."""

    database: Database
    carrier: Listed
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.inbox = TextInbox(self.database, SEAL, TOKENS, nobody, self.real_now)
        self.news = CarrierCatchUp(
            self.carrier, self.inbox, self.database, SEAL, real_now=self.real_now
        )

    def real_now(self) -> datetime:
        """Tell the time."""
        return self.now

    def hears(self, sid: str, body: str, at: datetime = NOW, sender: str = PHONE) -> None:
        """Let the carrier have a text for us."""
        self.carrier.received.append(Received(sid=sid, sender=sender, body=body, at=at))

    def kept(self) -> list[ReceivedText]:
        """Read the texts of the inbox, in order."""
        with self.database.read() as session:
            rows = session.exec(select(InboxRow).where(col(InboxRow.key).startswith(TEXT))).all()
        return [
            ReceivedText.model_validate_json(SEAL.open(row.body_sealed, place_of(row)))
            for row in rows
        ]

    def mailed(
        self,
        key: str,
        sid: str | None,
        status: str,
        age: timedelta = 10 * MINUTE,
        body: str = "",
        body_hash: str = "",
    ) -> None:
        """Put a text of ours, to somebody who was asked, into the outbox."""
        row = OutboxRow(
            key=key,
            phone_token=TOKENS.phone(PHONE),
            body_sealed=SEAL.seal(body, place(OutboxRow, key)),
            body_hash=body_hash,
            sid=sid,
            status=status,
            real_created_at=self.now - age,
            created_at=self.now - age,
        )
        asked = Assignment(episode="e", question=key, phone_token=row.phone_token)
        with self.database.write() as session:
            session.add(row)
            session.merge(asked)
            Numbers(SEAL, TOKENS).keep(session, PHONE)

    def status(self, key: str) -> str:
        """Read how a text of ours stands."""
        with self.database.read() as session:
            return session.get_one(OutboxRow, key).status


async def nobody() -> Client:
    """Temporal is not asked."""
    raise AssertionError


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    """A newsroom of its own, on a clock that runs."""
    database = store(tmp_path)
    database.set_clock(Clock(real_origin=NOW, clinical_origin=NOW))
    yield Newsroom(database, Listed())
    database.close()


async def test_pictures_that_no_webhook_brought_are_told(room: Newsroom) -> None:
    """With what the carrier still has of them; and as many more as it said that there were."""
    photo = Attachment(id="ME1", kind="image/png")
    room.carrier.kept = {"MM1": (photo,)}
    room.carrier.received += [
        Received(sid=sid, sender=PHONE, body="", at=NOW, attached=count)
        for sid, count in (("MM1", 2), ("MM2", 1))
    ]
    await room.news.fetch()
    assert [one.attached for one in room.kept()] == [(photo, Attachment()), (Attachment(),)]


async def test_a_list_of_pictures_that_takes_long_holds_up_nobody(room: Newsroom) -> None:
    """That something came is told without it; what stands behind it is kept in the same minute."""
    room.carrier.slow = {"MM1"}
    photo = Received(sid="MM1", sender=PHONE, body="", at=NOW - MINUTE, attached=1)
    room.carrier.received.append(photo)
    room.hears("SM2", "help i fell")
    room.carrier.sent = []
    await room.news.fetch()
    room.carrier.looked.set()
    assert [(one.body, one.attached) for one in room.kept()] == [
        ("", (Attachment(),)),
        ("help i fell", ()),
    ]


async def test_what_no_webhook_brought_is_kept_in_the_carriers_order(room: Newsroom) -> None:
    """As the webhook would have: under the same key, with what the carrier confirms itself."""
    room.hears("SM1", "27 1", NOW - 2 * MINUTE)
    room.hears("SM2", "STOP", NOW - MINUTE)
    await room.news.fetch()
    first, second = room.kept()
    assert (first.message_id, first.body, first.phone) == ("SM1", "27 1", TOKENS.phone(PHONE))
    assert (first.at, first.carrier_confirms) == (NOW - 2 * MINUTE + WHOLE_SECOND, False)
    assert (second.message_id, second.carrier_confirms) == ("SM2", True)


async def test_what_is_kept_is_not_kept_again(room: Newsroom) -> None:
    """A text that its webhook brought, before or after the list did, is one row."""
    brought = ReceivedText(message_id="SM1", phone=TOKENS.phone(PHONE), body="27 1", at=NOW)
    late = ReceivedText(message_id="SM2", phone=TOKENS.phone(PHONE), body="28 1", at=NOW)
    await room.inbox.commit(PHONE, brought, NOW)
    room.hears("SM1", "27 1")
    room.hears("SM2", "28 1")
    await room.news.fetch()
    assert not await room.inbox.commit(PHONE, late, NOW)
    assert [one.message_id for one in room.kept()] == ["SM1", "SM2"]


async def test_a_text_is_kept_at_its_clinical_time(tmp_path: Path) -> None:
    """On a clock that runs faster, listed times are mapped, and never into the future."""
    database = store(tmp_path)
    database.set_clock(Clock(real_origin=NOW - MINUTE, clinical_origin=NOW, speed=60))
    room = Newsroom(database, Listed())
    room.hears("SM1", "27 1", NOW - 31 * WHOLE_SECOND)
    room.hears("SM2", "27 1", NOW + MINUTE)
    await room.news.fetch()
    assert [one.at - NOW for one in room.kept()] == [30 * MINUTE, 60 * MINUTE]
    database.close()


async def test_the_carrier_is_asked_every_five_minutes(room: Newsroom) -> None:
    """At once after a start, and then not at every sweep."""
    for _ in range(3):
        await room.news.fetch()
    room.now += LAG - WHOLE_SECOND
    await room.news.fetch()
    assert len(room.carrier.asked) == 1
    room.now += WHOLE_SECOND
    await room.news.fetch()
    assert room.carrier.asked == [NOW - LOOK_BACK, NOW - LOOK_BACK]


async def test_after_an_outage_it_is_asked_as_far_back(room: Newsroom) -> None:
    """From three hours before what was last heard, over a start too, and a day at most."""
    await room.news.fetch()
    room.carrier.away = True
    room.now += 5 * timedelta(hours=1)
    await room.news.fetch()
    assert room.carrier.asked[-1] == NOW - LOOK_BACK

    await room.inbox.commit(
        PHONE, ReceivedText(message_id="SM1", phone=TOKENS.phone(PHONE), body="", at=NOW), NOW
    )
    started = CarrierCatchUp(room.carrier, room.inbox, room.database, SEAL, real_now=room.real_now)
    await started.fetch()
    assert room.carrier.asked[-1] == NOW - LOOK_BACK
    room.now += 2 * FARTHEST
    await started.fetch()
    assert room.carrier.asked[-1] == room.now - FARTHEST


async def test_a_carrier_that_is_away_or_hangs_holds_up_nothing(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it does, the sweep goes on; it is asked again in five minutes."""
    room.carrier.away = True
    await room.news.fetch()

    monkeypatch.setattr(carrier_catch_up, "PATIENCE_SECONDS", 0.05)
    room.carrier.away, room.now = False, room.now + LAG
    released = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hangs(_: datetime) -> tuple[Received, ...]:
        asyncio.run_coroutine_threadsafe(released.wait(), loop).result(5)
        return ()

    monkeypatch.setattr(room.carrier, "received_since", hangs)
    await room.news.fetch()
    released.set()
    monkeypatch.undo()
    room.hears("SM1", "27 1")
    room.now += LAG
    await room.news.fetch()
    assert len(room.kept()) == 1


async def test_a_receipt_that_never_came_is_made_good(room: Newsroom) -> None:
    """What is under way for minutes is asked about; what is young or done is left alone."""
    room.mailed("arrived", "SM1", "sent")
    room.mailed("lost", "SM2", "queued")
    room.mailed("young", "SM3", "queued", age=MINUTE)
    room.mailed("done", "SM4", "delivered")
    room.carrier.sent = [
        Reported("SM1", PHONE, "delivered", None),
        Reported("SM2", PHONE, "undelivered", 30005),
        Reported("SM3", PHONE, "delivered", None),
        Reported("SM4", PHONE, "failed", 30003),
        Reported("SM5", PHONE, "delivered", None),
    ]
    await room.news.fetch()
    found = [room.status(key) for key in ("arrived", "lost", "young", "done")]
    assert found == ["delivered", "undelivered", "queued", "delivered"]
    assert room.carrier.asked_of_ours == [NOW - 10 * MINUTE]
    with room.database.read() as session:
        (told,) = session.exec(select(InboxRow)).all()
    delivery = Delivery.model_validate_json(SEAL.open(told.body_sealed, place_of(told)))
    assert (delivery.key, delivery.outcome, delivery.error_code) == (
        "lost",
        DeliveryOutcome.NEVER,
        30005,
    )


async def test_nothing_under_way_is_nothing_to_ask(room: Newsroom) -> None:
    """The list of our texts is long: it is only read for somebody."""
    room.mailed("done", "SM1", "delivered")
    room.mailed("rung", "CA1", "rung")
    room.mailed("intended", None, "pending")
    room.mailed("old", "SM2", "sent", age=FARTHEST + MINUTE)
    await room.news.fetch()
    assert room.carrier.asked_of_ours == []


@pytest.mark.parametrize(
    ("body_hash", "sids", "stands"),
    [
        ("h", ("SM9",), ("queued", "SM9")),
        ("h", (), ("dropped", None)),
        (CALL, ("CA9",), ("queued", "CA9")),
        (CALL, (), ("dropped", None)),
    ],
)
async def test_a_text_taken_back_in_doubt_is_looked_for(
    room: Newsroom, body_hash: str, sids: tuple[str, ...], stands: tuple[str, str | None]
) -> None:
    """Its row says nothing final before the carrier was asked; a young one may still be tried."""
    body = "a call" if body_hash == CALL else "27 CALL"
    room.carrier.found[body] = sids
    for key, age in (("doubtful", 10 * MINUTE), ("young", MINUTE)):
        room.mailed(key, None, "withdrawn", age, body="27 CALL", body_hash=body_hash)
    await room.news.fetch()
    with room.database.read() as session:
        row, young = (session.get_one(OutboxRow, key) for key in ("doubtful", "young"))
        assert (row.status, row.sid) == stands
        assert (young.status, young.sid) == ("withdrawn", None)
    assert room.carrier.looked_for == [body]


async def test_a_text_that_nobody_tries_again_is_settled(room: Newsroom) -> None:
    """Taken back before it began, or STOP came between attempts: no row stays unsent for ever."""
    stands = {"contact/call/1": (True, ""), "a/b/2": (False, "opted_out"), "a/c/1": (False, "")}
    for question, (withdrawn, mark) in stands.items():
        room.mailed(f"e|{question}#1", None, "unsent")
        asked = Assignment(
            episode="e", question=question, withdrawn=withdrawn, phone_token=question
        )
        with room.database.write() as session:
            session.add_all((asked, PhoneRow(token=question, memory_sealed=b"", mark=mark)))
    await room.news.fetch()
    assert [room.status(f"e|{one}#1") for one in stands] == ["dropped", "dropped", "unsent"]


async def test_what_only_we_can_mend_is_found_out_too(room: Newsroom) -> None:
    """A text that was filtered as spam stands in the work queue, once."""
    for number in range(2):
        room.mailed(f"spam{number}", f"SM{number}", "sent")
        room.carrier.sent.append(Reported(f"SM{number}", PHONE, "undelivered", 30007))
    await room.news.fetch()
    with room.database.read() as session:
        (item,) = session.exec(select(WorkItem)).all()
    assert (item.key, worded(item.reason)) == (
        "carrier-30007",
        "the carrier refuses our texts, error 30007",
    )


async def test_what_is_found_goes_out_with_the_same_sweep(room: Newsroom) -> None:
    """The carrier is asked first: a text from an unknown number is set aside at once."""
    room.hears("SM1", "who is this")
    await Inboxes(room.inbox, NoHospitals(), room.news, {}).sweep()
    with room.database.read() as session:
        (row,) = session.exec(select(InboxRow)).all()
    assert row.outcome == "unknown_sender"


async def test_the_real_lists_say_what_the_webhooks_would_have(tmp_path: Path) -> None:
    """Before the simulator, with each webhook lost: the text and the receipt are both found."""
    database, phone = store(tmp_path), new_phone()
    async with office(database, plain_wording(tmp_path / "templates")) as post:
        network = post.world.exchange.network
        for fault in (Fault.RECEIPTS_DROPPED, Fault.INBOUND_DROPPED):
            post.world.exchange.faults.order(FaultOrder(fault=fault, to=phone))
        await post.carry([Plan(text("k#1", to=phone), [], When.NEVER)])
        await post.world.types(phone, "27 1")
        await until(lambda: [one for one in network.messages() if one.status == "delivered"])

        later = post.row("k#1").real_created_at + 10 * MINUTE
        news = CarrierCatchUp(post.carrier, post.inbox, database, SEAL, real_now=lambda: later)
        await news.fetch()
        assert post.row("k#1").status == "delivered"
        with database.read() as session:
            (kept,) = session.exec(select(InboxRow)).all()
        assert (
            ReceivedText.model_validate_json(SEAL.open(kept.body_sealed, place_of(kept))).body
            == "27 1"
        )
    database.close()
