"""The inbox of hospitals' messages, on SQLite and on PostgreSQL: kept first, delivered after."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from adapters.encryption import KeyRing, Seal, Tokens, new_keys, parse_key
from adapters.files.pathway import read_pathways
from adapters.messages.feed_file import read_feeds
from adapters.sql.database import Database
from domain.hospital.identity import ANOTHER_PERSON
from domain.words.phrasebook import worded
from intake import delivery
from intake.hospital_inbox import HospitalInbox
from intake.opening import Intake
from intake.readers import Readers
from intake.reconciler import Reconciler
from intake.running import on_temporal
from models.tables import Encounter, Facility, HospitalEventRow, InboxRow, WorkItem
from store.arrivals import Arrival, Format
from store.charts import Charts
from store.hospital_inbox import EVENTS_KEPT, IGNORED_KEPT
from store.inbox import LEASE, Outcome
from tests.adt import adt, instant
from tests.places import ROOT

HOME, ZONE = "2026-11-20 10:00", "America/New_York"
KEYS = new_keys()


@dataclass
class Engine:
    """Our own stand-in for the engine: it notes what it is told, or is away."""

    away: bool = False
    fails: bool = False
    told: list[tuple[str, str]] = field(default_factory=list)

    async def start_workflow(self, *_: Any, **more: Any) -> None:
        """Start an episode."""
        if self.fails:
            raise ValueError
        self.told.append(("start", str(more["id"])))
        if more["start_signal"]:
            self.told.append((f"start with {more['start_signal']}", str(more["id"])))

    def get_workflow_handle(self, episode: str) -> "Engine.Handle":
        """An episode."""
        return Engine.Handle(self, episode)

    @dataclass
    class Handle:
        """One episode."""

        engine: "Engine"
        episode: str

        async def signal(self, name: str, _: Any) -> None:
            """Tell it."""
            self.engine.told.append((name, self.episode))


class Desk:
    """An inbox with its store, its engine and its clock."""

    def __init__(self, database: Database) -> None:
        self.database, self.engine, self.now = database, Engine(), instant("2026-11-22 12:00")
        ring, self.tokens = KeyRing.parse(KEYS.encryption_keys), Tokens(parse_key(KEYS.token_key))
        seal, feeds = Seal(ring), read_feeds(ROOT / "feeds")
        intake = Intake(seal, self.tokens, read_pathways(ROOT / "pathways"))
        reconciler = Reconciler(Charts(seal, self.tokens), intake, feeds)
        self.hospital_inbox = HospitalInbox(
            database,
            seal,
            self.tokens,
            Readers(feeds),
            reconciler,
            on_temporal(self._connect),
            self._real_now,
        )
        with database.write() as session:
            session.add(
                Facility(handle="mercy-general", name="Mercy", time_zone="America/New_York")
            )

    async def _connect(self) -> Any:
        if self.engine.away:
            raise OSError
        return self.engine

    def _real_now(self) -> datetime:
        return self.now

    def rows(self, table: Any) -> list[Any]:
        """A whole table."""
        with self.database.read() as session:
            first = next(iter(table.__table__.primary_key.columns))
            return list(session.exec(select(table).order_by(first)).all())

    async def sends(self, text: str, mrn: str = "4821") -> str:
        """Keep and deliver; gives what came of it."""
        taken = await self.hospital_inbox.take(arrival(text, mrn))
        await self.hospital_inbox.deliver(taken.ordering_key)
        return (await self.hospital_inbox.came(taken.inbox)).outcome


def arrival(text: str, mrn: str | None = "4821", sender_key: str = "") -> Arrival:
    """A message on its way."""
    return Arrival(
        format=Format.HL7, facility="mercy-general", sender_key=sender_key, trigger="ADT^A03",
        body=text, mrn=mrn,
    )  # fmt: skip


@pytest.fixture
def desk(database: Database) -> Desk:
    """An inbox on an empty store."""
    return Desk(database)


def a03(mrn: str = "4821", visit: str = "V-1") -> str:
    """A discharge."""
    return adt("A03", HOME, mrn=mrn, visit=visit, disposition="01", discharged=HOME)


async def test_many_at_once_are_kept_each_once(desk: Desk) -> None:
    """Fifty senders at once, ten of them with the same message: forty-one rows, all answered."""
    texts = [a03(mrn=str(number), visit=f"V-{number}") for number in range(40)] + [a03()] * 10
    mrns = [str(number) for number in range(40)] + ["4821"] * 10
    taken = await asyncio.gather(
        *(
            desk.hospital_inbox.take(arrival(text, mrn))
            for text, mrn in zip(texts, mrns, strict=True)
        )
    )
    assert len(desk.rows(InboxRow)) == 41
    assert len({one.inbox for one in taken}) == 41
    assert [one.already for one in taken].count(True) == 9


async def test_what_comes_in_one_moment_is_told_apart_in_the_order_in_which_it_came(
    desk: Desk,
) -> None:
    """Three connections, one transaction: each has an instant, which is all that names a doubt."""
    texts = [adt("A08", HOME, control=str(number)) for number in range(3)]
    taken = await asyncio.gather(*(desk.hospital_inbox.take(arrival(text)) for text in texts))
    came = {row.id: row.received_at for row in desk.rows(InboxRow)}
    instants = [came[one.inbox] for one in taken]
    assert instants == sorted(set(instants))
    assert instants[-1] - instants[0] < timedelta(milliseconds=1)


async def test_a_sender_key_with_another_body_is_another_row(desk: Desk) -> None:
    """MSH-10 is not unique in the field: both are kept, and the second is marked."""
    first = await desk.hospital_inbox.take(arrival(a03(), sender_key="A|B|1"))
    other = await desk.hospital_inbox.take(arrival(a03(visit="V-2"), sender_key="A|B|1"))
    again = await desk.hospital_inbox.take(arrival(a03(), sender_key="A|B|1"))
    assert (first.reused, other.reused, again.already) == (False, True, True)
    assert again.inbox == first.inbox != other.inbox


async def test_what_cannot_be_delivered_waits_with_all_that_follows(desk: Desk) -> None:
    """The engine is away: nothing is lost, nothing overtakes; once it is back all is done once."""
    desk.engine.away = True
    assert await desk.sends(a03()) == Outcome.WAITING
    corrected = adt("A08", "2026-11-20 11:00", mobile="6175550139")
    assert await desk.sends(corrected) == Outcome.WAITING
    first, _ = desk.rows(InboxRow)
    assert (first.attempts > 0, first.error) == (True, "OSError")
    desk.engine.away = False
    desk.now += LEASE + timedelta(seconds=1)
    report = await desk.hospital_inbox.sweep()
    assert (report.delivered, report.waiting) == (2, 0)
    assert [kind for kind, _ in desk.engine.told] == ["start", "amend", "resume"]


async def test_a_person_is_delivered_by_one_at_a_time(desk: Desk) -> None:
    """While somebody delivers a person's messages nobody else does; a dead one's lease runs out."""
    taken = await desk.hospital_inbox.take(arrival(a03()))
    with desk.database.write() as session:
        row = session.get_one(InboxRow, taken.inbox)
        row.real_leased_until = desk.now + LEASE
        session.add(row)
    assert await desk.hospital_inbox.deliver(taken.ordering_key) == 0
    desk.now += LEASE + timedelta(seconds=1)
    assert await desk.hospital_inbox.deliver(taken.ordering_key) == 1


async def test_a_merge_brings_along_what_still_waits(desk: Desk) -> None:
    """Messages of the merged record that wait are the survivor's from then on."""
    waiting = await desk.hospital_inbox.take(arrival(a03(mrn="4799", visit="V-7"), mrn="4799"))
    merge = adt("A40", "2026-11-20 13:00", visit=None, merged="4799")
    await desk.sends(merge)
    survivor = desk.tokens.patient("mercy-general", "4821")
    assert {row.ordering_key for row in desk.rows(InboxRow)} == {survivor}
    assert (await desk.hospital_inbox.came(waiting.inbox)).outcome == Outcome.STARTED
    later = await desk.hospital_inbox.take(arrival(a03(mrn="4799", visit="V-8"), mrn="4799"))
    assert later.ordering_key == survivor
    assert {row.patient_token for row in desk.rows(Encounter)} == {survivor}


async def test_a_moved_encounter_is_the_other_persons(desk: Desk) -> None:
    """A45: the stay belongs to the record that it was moved to, whichever came first."""
    move = (
        adt("A45", "2026-11-20 09:00", visit=None, merged="4799")
        .replace("MRG|4799^^^MERCY^MR", "MRG|4799^^^MERCY^MR||||V-7^^^MERCY^VN")
    )  # fmt: skip
    await desk.sends(move)
    await desk.sends(a03(mrn="4799", visit="V-7"), mrn="4799")
    (row,) = desk.rows(Encounter)
    assert row.patient_token == desk.tokens.patient("mercy-general", "4821")


async def test_what_was_ignored_is_forgotten_and_what_matters_is_not(desk: Desk) -> None:
    """After some days the body of an ignored message goes; the row, and a running stay, remain."""
    assert await desk.sends(adt("A02", HOME)) == Outcome.IGNORED
    assert await desk.sends(a03()) == Outcome.STARTED
    desk.now += IGNORED_KEPT + timedelta(days=1)
    await desk.hospital_inbox.sweep()
    ignored, started = desk.rows(InboxRow)
    assert (ignored.body_sealed, bool(started.body_sealed)) == (b"", True)
    desk.now += EVENTS_KEPT
    await desk.hospital_inbox.sweep()
    assert desk.rows(HospitalEventRow) != []


async def test_an_unknown_facility_is_work_for_somebody(desk: Desk) -> None:
    """A message for a hospital that the store does not know is queued, owned and dated."""
    text = replace(arrival(a03()), facility="lakeside")
    taken = await desk.hospital_inbox.take(text)
    await desk.hospital_inbox.deliver(taken.ordering_key)
    (item,) = desk.rows(WorkItem)
    assert (item.owner, item.due) == ("intake_lead", desk.now + timedelta(hours=48))
    assert "not known" in worded(item.reason)


async def test_another_patients_visit_number_is_for_a_person(desk: Desk) -> None:
    """A recycled visit number turns nobody's episode into somebody else's."""
    assert await desk.sends(a03()) == Outcome.STARTED
    told = list(desk.engine.told)
    taken = await desk.hospital_inbox.take(arrival(a03(mrn="9999"), "9999"))
    await desk.hospital_inbox.deliver(taken.ordering_key)
    came = await desk.hospital_inbox.came(taken.inbox)
    assert came.outcome == Outcome.QUEUED
    assert worded(came.detail) == "the visit number is another patient's"
    assert (desk.engine.told, len(desk.rows(Encounter))) == (told, 1)


async def test_a_corrected_identity_is_taken_once_a_known_visit_bears_it_out(desk: Desk) -> None:
    """Another name and birth date wait for a person; an A08 of the known visit, then a retry."""
    await desk.sends(a03())
    corrected = {"Smith^Jane": "Collison^Bella", "19480302": "19440530"}

    def of_her(text: str) -> str:
        for before, after in corrected.items():
            assert before in text
            text = text.replace(before, after)
        return text

    told = list(desk.engine.told)
    waits = await desk.hospital_inbox.take(arrival(of_her(a03(visit="V-2"))))
    await desk.hospital_inbox.deliver(waits.ordering_key)
    came = await desk.hospital_inbox.came(waits.inbox)
    assert (came.outcome, came.detail) == (Outcome.QUEUED, ANOTHER_PERSON)
    assert (desk.engine.told, len(desk.rows(Encounter))) == (told, 1)
    assert await desk.sends(of_her(adt("A08", "2026-11-20 12:00"))) == Outcome.APPLIED
    await desk.hospital_inbox.again(waits.ordering_key, {waits.inbox})
    assert (await desk.hospital_inbox.came(waits.inbox)).outcome in (
        Outcome.STARTED, Outcome.APPLIED,
    )  # fmt: skip
    assert len(desk.rows(Encounter)) == 2


async def test_a_cancellation_that_came_first_is_applied_by_its_beginning(desk: Desk) -> None:
    """A13, then its A03: nothing starts, and both say what became of them."""
    assert await desk.sends(adt("A13", "2026-11-20 11:00")) == Outcome.HELD
    assert await desk.sends(a03()) == Outcome.IGNORED
    assert [row.outcome for row in desk.rows(InboxRow)] == [Outcome.APPLIED, Outcome.IGNORED]
    assert desk.engine.told == []


@pytest.mark.parametrize(
    ("event", "outcome"),
    [("A01", Outcome.IGNORED), ("A08", Outcome.IGNORED), ("A13", Outcome.HELD)],
)
async def test_what_could_not_be_used_is_named_whatever_came_of_a_message(
    desk: Desk, event: str, outcome: Outcome
) -> None:
    """Of one that is ignored or waits, too: by its place, and without what was found."""
    text = adt(event, HOME).replace("|eng|", "|Klingon|")
    assert "Klingon" in text
    taken = await desk.hospital_inbox.take(arrival(text))
    await desk.hospital_inbox.deliver(taken.ordering_key)
    came = await desk.hospital_inbox.came(taken.inbox)
    assert came.outcome == outcome
    assert "PID-15: a language that nobody knows" in came.detail
    assert "Klingon" not in came.detail


async def test_a_doubt_beside_work_for_a_person_is_named_too(desk: Desk) -> None:
    """Another patient's visit number, and a language that nobody knows: both stand there."""
    await desk.sends(a03())
    text = a03(mrn="9999").replace("|eng|", "|Klingon|")
    taken = await desk.hospital_inbox.take(arrival(text, "9999"))
    await desk.hospital_inbox.deliver(taken.ordering_key)
    came = await desk.hospital_inbox.came(taken.inbox)
    assert worded(came.detail).startswith("the visit number is another patient's; PID-15: ")


async def test_a_cancellation_of_nothing_is_before_a_person_after_a_day(desk: Desk) -> None:
    """An A13 whose A03 never comes does not wait unseen."""
    await desk.sends(adt("A13", "2026-11-20 11:00"))
    desk.now += timedelta(days=1, minutes=1)
    await desk.hospital_inbox.sweep()
    (item,) = desk.rows(WorkItem)
    assert (item.owner, item.about) == ("intake_lead", "inbox:1")


async def test_what_people_cancelled_no_correction_opens_again(desk: Desk) -> None:
    """An episode that somebody ended stays ended through any A08; a later discharge opens anew."""
    await desk.sends(a03())
    with desk.database.write() as session:
        row = session.exec(select(Encounter)).one()
        row.outcome = "cancelled"
        session.add(row)
    await desk.sends(adt("A08", "2026-11-20 12:00", mobile="6175550139"))
    assert len(desk.rows(Encounter)) == 1
    again = adt("A03", "2026-11-21 10:00", disposition="01", discharged="2026-11-21 10:00")
    assert await desk.sends(again) == Outcome.STARTED
    assert [row.n for row in desk.rows(Encounter)] == [1, 2]


async def test_an_episode_that_starts_held_asks_nobody_first(desk: Desk) -> None:
    """The A01 of the readmission is known before the A03: the start itself brings the hold."""
    await desk.sends(adt("A01", "2026-11-21 10:00", visit="V-2"))
    await desk.sends(a03())
    assert [kind for kind, _ in desk.engine.told] == ["start", "start with suspend"]


async def test_one_message_that_always_fails_stops_nobody_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After so many tries it goes to a person, and the patient's other messages go on."""
    monkeypatch.setattr(delivery, "TRIES", 3)
    desk.engine.fails = True
    await desk.sends(a03())
    for _ in range(3):
        desk.now += LEASE + timedelta(seconds=1)
        await desk.hospital_inbox.sweep()
    (row,) = desk.rows(InboxRow)
    assert (row.outcome, row.detail) == (Outcome.QUEUED, "failed 3 times: ValueError")


async def test_a_doubt_is_settled_by_the_next_word_that_is_understood(desk: Desk) -> None:
    """A disposition that nobody knows waits for a person until the hospital corrects it."""
    await desk.sends(a03())
    await desk.sends(adt("A08", "2026-11-20 11:00", disposition="Feeling great"))
    (item,) = desk.rows(WorkItem)
    assert (item.owner, item.resolved_at) == ("intake_lead", None)
    await desk.sends(adt("A08", "2026-11-20 12:00", disposition="06"))
    (item,) = desk.rows(WorkItem)
    assert item.resolved_by == "hospital"


async def test_what_is_sent_again_and_taken_leaves_no_older_work(desk: Desk) -> None:
    """The refused body is settled, and no other; one that was taken at once changes nothing."""
    lone = Arrival(
        format=Format.FHIR, facility="mercy-general", sender_key="Encounter/e1", trigger="FHIR",
        body="{}", refusal="Encounter.subject: expected a patient",
    )  # fmt: skip
    for one in (lone, replace(lone, body="[]")):
        await desk.hospital_inbox.take(one)
    for _ in range(2):
        await desk.hospital_inbox.overtake(replace(lone, refusal=""))
    await desk.hospital_inbox.overtake(replace(lone, body="never sent"))
    assert [row.outcome for row in desk.rows(InboxRow)] == ["dismissed", "queued"]
    assert [item.resolved_by for item in desk.rows(WorkItem)] == ["a later delivery", ""]
