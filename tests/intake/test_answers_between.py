"""An answer between a message's receipt and its episode's hearing of it, and the work beside it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from activities.records import Records
from adapters.sql.database import Database, migrate
from domain.asking.choices import Value
from domain.episode.amendment import amended
from domain.episode.facts import Answer, Facts, Person
from domain.episode.whereabouts import open_doubts
from domain.hospital.discharge import in_words
from domain.pathway import Role
from domain.protocol.overview import overview
from domain.protocol.protocol import decide
from domain.steps import disposition
from domain.steps.disposition import DISPOSITION
from domain.words.phrasebook import worded
from intake.changes import HOSPITAL, EpisodeSignal
from intake.running import RunningEpisodes
from models.payloads import Amend, OpenEpisode, Suspend
from models.tables import WorkItem
from store.arrivals import Arrival, Format
from tests.adt import adt, instant
from tests.intake.mixed_hospital import Hospital
from workflows.episode import mapping

HOME, FIRST, SECOND = "2026-09-08 10:00", "2026-09-09 09:00", "2026-09-09 11:00"
LEAD = Person(handle="cm-diaz", name="CM Diaz", role=Role.CASE_MANAGER)
A03 = adt("A03", HOME, disposition="01", discharged=HOME)
DOUBTS: dict[str, dict[str, Any]] = {
    "a cancellation": {"event": "A13", "patient_class": "O"},
    "a death": {"event": "A31", "visit": None, "patient_class": "", "died": "Y"},
    "news": {"event": "A31", "visit": None, "patient_class": "", "disposition": "03"},
    "another class": {"event": "A08", "patient_class": "O", "disposition": "03"},
}
PAIRS = [*pairwise(DOUBTS), ("another class", "a death"), ("a cancellation", "a cancellation")]


def says(doubt: str, recorded: str) -> str:
    """A message of it."""
    said = DOUBTS[doubt]
    return adt(recorded=recorded, control=f"{doubt} {recorded}", **said)


def arrived(text: str) -> Arrival:
    """A message on its way."""
    return Arrival(
        format=Format.HL7, facility="mercy-general", sender_key="", trigger="ADT", body=text,
        mrn="4821",
    )  # fmt: skip


@dataclass
class Living(RunningEpisodes):
    """Stands in for Temporal: one real episode, as its workflow knows, is asked and publishes."""

    desk: "Desk"
    opening: OpenEpisode | None = None
    facts: Facts | None = None
    version: int = 0
    mute: bool = False
    """Whether what it learns is not published yet: the next time says it."""
    between: list[str] = field(default_factory=list)
    """What the lead says at once when the episode hears, before the delivery notes it."""

    async def start(self, opening: OpenEpisode, suspended: Suspend | None = None) -> None:
        """Start it."""
        del suspended
        self.opening, self.facts = opening, mapping.first_facts(opening)
        await self.publishes()

    async def signal(self, tell: EpisodeSignal) -> None:
        """Tell it."""
        if isinstance(tell.payload, Amend):
            known = self.known
            self.facts = amended(known, mapping.news(tell.payload, known, self.desk.now))
            await self.publishes()
        while self.between:
            await self.desk.answers(self.between.pop())

    @property
    def known(self) -> Facts:
        """What it knows."""
        assert self.facts is not None
        return self.facts

    async def publishes(self) -> None:
        """Its read model, as the workflow writes it after whatever it learns."""
        if self.mute:
            return
        assert self.opening is not None
        self.version += 1
        seen = overview(self.known, self.desk.now)
        record = mapping.record(self.opening, self.known, seen, self.version)
        await self.desk.records.publish(record)


class Desk:
    """An intake lead before one episode and the work queue."""

    def __init__(self, database: Database) -> None:
        self.database, self.records = database, Records(database)
        self.hospital = Hospital(database, instant(HOME) + timedelta(minutes=1))
        self.living = Living(self)
        self.hospital.engine = self.living  # type: ignore[assignment]

    @property
    def now(self) -> Any:
        """What the clock says."""
        return self.hospital.now

    async def takes(self, text: str, at: str) -> str:
        """Keep a message; it is not delivered."""
        self.hospital.now = instant(at)
        return (await self.hospital.inbox.take(arrived(text))).ordering_key

    async def hears(self, text: str, at: str) -> None:
        """A message, delivered at once."""
        await self.hospital.inbox.deliver(await self.takes(text, at))

    def asked(self) -> str:
        """The question that stands."""
        found = decide(disposition.NAME, self.living.known, self.now + timedelta(days=4)).questions
        return next((one.key for one in found if one.kind == DISPOSITION), "")

    async def answers(self, question: str) -> None:
        """They are at home; "" answers what is asked now."""
        said = {"value": Value.WENT_HOME, "by": LEAD, "happened_at": self.now, "told_at": self.now}
        told = Answer(question=question or self.asked(), message_id="SM1", **said)
        self.living.facts = self.living.known.answered(told)
        await self.living.publishes()

    async def undoes(self) -> None:
        """The newest answer is taken back."""
        known = self.living.known
        self.living.facts = known.taken_back(known.answers[-1])
        await self.living.publishes()

    def dismisses(self) -> None:
        """Somebody closes the item in the queue, which answers nothing."""
        with self.database.write() as session:
            of_doubts = col(WorkItem.key).endswith("/doubt")
            item = session.exec(select(WorkItem).where(of_doubts)).one()
            item.resolved_at, item.resolved_by = self.now, "ops"

    def waits(self) -> list[str]:
        """The reasons of what waits in the queue; all of it has an owner and a time."""
        with self.database.read() as session:
            items = session.exec(select(WorkItem)).all()
        left = [one for one in items if one.resolved_at is None]
        assert all(one.owner and one.due for one in left)
        return [one.reason for one in left]

    def agrees(self) -> None:
        """The queue holds something exactly while the episode asks where they went."""
        assert bool(self.waits()) == bool(self.asked()), (self.waits(), self.asked())


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, to be copied."""
    path: Path = tmp_path_factory.mktemp("schema") / "homeward.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def desk(schema: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    """Somebody is at home, of whom nothing is doubtful."""
    shutil.copy(schema, tmp_path / "homeward.db")
    database = Database(f"sqlite:///{tmp_path / 'homeward.db'}?synchronous=NORMAL")
    yield await at_home(database)
    database.close()


async def at_home(database: Database) -> Desk:
    """A discharge of which nothing is doubtful."""
    desk = Desk(database)
    await desk.hears(A03, HOME)
    desk.agrees()
    assert desk.waits() == []
    return desk


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_an_answer_before_its_episode_heard_settles_no_work_of_what_came(
    desk: Desk, first: str, second: str
) -> None:
    """Kept at eleven, answered at noon, heard at one: it waits until that is answered."""
    await desk.hears(says(first, FIRST), FIRST)
    desk.agrees()
    asked = desk.asked()
    person = await desk.takes(says(second, SECOND), SECOND)
    desk.hospital.now = instant("2026-09-09 12:00")
    await desk.answers(asked)
    desk.agrees()
    assert desk.waits() == []
    desk.hospital.now = instant("2026-09-09 13:00")
    await desk.hospital.inbox.deliver(person)
    desk.agrees()
    (reason,) = desk.waits()
    assert reason in desk.living.known.discharge.doubts[-1].reason
    assert desk.asked() != asked
    desk.hospital.now = instant("2026-09-09 14:00")
    await desk.answers("")
    desk.agrees()
    assert desk.waits() == []


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("of_the_first", [True, False])
async def test_an_answer_between_hearing_and_the_note_of_it(
    desk: Desk, first: str, second: str, *, of_the_first: bool
) -> None:
    """Of the older question it leaves the newer open; of the newer it settles both, at once."""
    await desk.hears(says(first, FIRST), FIRST)
    desk.living.between.append(desk.asked() if of_the_first else "")
    await desk.hears(says(second, SECOND), SECOND)
    desk.agrees()
    repeated = first == second  # heard again while it stood: its question answers both
    assert bool(desk.waits()) == (of_the_first and not repeated)
    await desk.answers("")
    desk.agrees()


@pytest.mark.parametrize(("first", "second"), PAIRS[:-1])
async def test_of_two_within_a_second_an_answer_settles_what_its_question_named(
    desk: Desk, first: str, second: str
) -> None:
    """The lead was asked when the first was heard: the other is asked, and waits, by itself."""
    await desk.hears(says(first, FIRST), FIRST)
    asked = desk.asked()
    await desk.hears(says(second, FIRST), f"{FIRST}:00.400")
    desk.hospital.now = instant(SECOND)
    await desk.answers(asked)
    desk.agrees()
    assert len(desk.waits()) == 1
    await desk.answers("")
    desk.agrees()
    assert desk.waits() == []


@pytest.mark.parametrize("first", DOUBTS)
async def test_what_is_understood_at_last_is_asked_though_something_newer_was_answered(
    desk: Desk, first: str
) -> None:
    """Refused at nine, answered at noon of what came at eleven; at one it can be read."""
    desk.hospital.now = instant(FIRST)
    refused = replace(arrived(says(first, FIRST)), refusal="a feed that was wrong")
    kept = await desk.hospital.inbox.take(refused)
    newer = "news" if first != "news" else "a death"
    await desk.hears(says(newer, SECOND), SECOND)
    await desk.answers("")
    assert desk.asked() == ""
    desk.hospital.now = instant("2026-09-09 13:00")
    await desk.hospital.inbox.again(kept.ordering_key, {kept.inbox})
    (one,) = [doubt for doubt, _ in open_doubts(desk.living.known)]
    assert one.since == instant(FIRST)
    assert desk.asked()
    desk.agrees()
    assert desk.waits() == [one.reason]
    news = adt("A08", "2026-09-09 13:30", mobile="6175550139")
    await desk.hears(news, "2026-09-09 13:30")
    assert desk.waits() == [one.reason]
    await desk.answers("")
    desk.agrees()
    assert desk.waits() == []


@pytest.mark.parametrize("published", ["at once", "after the note"])
@pytest.mark.parametrize("closed", ["answered", "dismissed", "taken back"])
@pytest.mark.parametrize(("older", "newer"), [*PAIRS[:-1], *((b, a) for a, b in PAIRS[:-1])])
async def test_an_older_doubt_that_is_heard_late_waits_in_its_own_words(
    desk: Desk, older: str, newer: str, closed: str, published: str
) -> None:
    """Whatever became of the newer one, and whether the episode's word or the note comes first."""
    desk.hospital.now = instant(FIRST)
    refused = replace(arrived(says(older, FIRST)), refusal="a feed that was wrong")
    kept = await desk.hospital.inbox.take(refused)
    await desk.hears(says(newer, SECOND), SECOND)
    if closed == "dismissed":
        desk.dismisses()
    else:
        await desk.answers("")
    if closed == "taken back":
        await desk.undoes()
    desk.hospital.now = instant("2026-09-09 13:00")
    desk.living.mute = published != "at once"
    await desk.hospital.inbox.again(kept.ordering_key, {kept.inbox})
    desk.living.mute = False
    await desk.living.publishes()
    left = in_words(one for one, _ in open_doubts(desk.living.known))
    assert left
    assert {*desk.waits()} == {left}
    await desk.answers("")
    desk.agrees()
    assert desk.waits() == []


async def test_of_two_in_one_moment_each_says_what_it_left_doubtful(desk: Desk) -> None:
    """Kept in one transaction by two connections: the harmless one says that nobody is asked."""
    desk.hospital.now = instant(FIRST)
    texts = says("a death", FIRST), adt("A08", FIRST, mobile="6175550139")
    kept = await asyncio.gather(*(desk.hospital.inbox.take(arrived(text)) for text in texts))
    await desk.hospital.inbox.deliver(kept[0].ordering_key)
    came = [await desk.hospital.inbox.came(one.inbox) for one in kept]
    assert ["somebody is asked" in worded(one.detail) for one in came] == [True, False]


@pytest.mark.parametrize("first", DOUBTS)
async def test_the_first_doubt_of_all_may_be_answered_before_its_work_is_noted(
    desk: Desk, first: str
) -> None:
    """Then nothing waits for anybody."""
    desk.living.between.append("")
    await desk.hears(says(first, FIRST), FIRST)
    assert desk.asked() == ""
    desk.agrees()


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_two_that_wait_are_one_item_that_names_both_and_is_due_with_the_first(
    desk: Desk, first: str, second: str
) -> None:
    """An answer to the older question alone leaves it to whoever has it, with what is left."""
    await desk.hears(says(first, FIRST), FIRST)
    asked = desk.asked()
    with desk.database.read() as session:
        due = session.exec(select(WorkItem.due)).one()
    await desk.hears(says(second, SECOND), SECOND)
    (reason,) = desk.waits()
    assert {one.reason for one in desk.living.known.discharge.doubts} == set(reason.split("; "))
    with desk.database.read() as session:
        assert session.exec(select(WorkItem.due)).one() == due
    await desk.answers(asked)
    desk.agrees()
    await desk.hears(adt("A08", "2026-09-09 12:30", mobile="6175550139"), "2026-09-09 12:30")
    desk.agrees()
    if desk.waits():
        assert desk.waits() == [desk.living.known.discharge.doubts[-1].reason]


async def test_whose_answer_is_taken_back_waits_again(database: Database) -> None:
    """UNDO: the question stands again, and its work with it; on both kinds of store."""
    desk = await at_home(database)
    await desk.hears(says("a death", FIRST), FIRST)
    await desk.answers("")
    assert desk.waits() == []
    await desk.undoes()
    desk.agrees()
    assert desk.waits()


async def test_what_the_hospital_took_back_and_says_again_waits_again(desk: Desk) -> None:
    """A doubt that a certain word settled, and that arises anew by an older message read late."""
    await desk.hears(says("another class", FIRST), FIRST)
    certain = adt("A08", SECOND, disposition="01")
    await desk.hears(certain, SECOND)
    desk.agrees()
    assert desk.waits() == []
    with desk.database.read() as session:
        assert session.exec(select(WorkItem.resolved_by)).one() == HOSPITAL
    await desk.hears(says("another class", "2026-09-09 12:30"), "2026-09-09 12:30")
    desk.agrees()
    assert desk.waits()


async def test_a_closed_item_is_not_asked_anew_by_other_news(desk: Desk) -> None:
    """What somebody closed in the queue stays closed while nothing new is doubtful."""
    await desk.hears(says("news", FIRST), FIRST)
    desk.dismisses()
    await desk.hears(adt("A08", SECOND, mobile="6175550139"), SECOND)
    assert desk.waits() == []
    await desk.hears(says("a death", "2026-09-09 12:30"), "2026-09-09 12:30")
    assert len(desk.waits()) == 1
