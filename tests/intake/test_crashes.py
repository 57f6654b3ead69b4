"""The crash between any two lines of a delivery: it is begun again and ends as if nothing was."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import permutations, product
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.encryption import Seal
from domain.words.phrasebook import worded
from intake.hospital_inbox import HospitalInbox
from models import names
from models.tables import Encounter, InboxRow, WorkItem
from store.arrivals import Arrival, Format
from store.hospital_inbox import ANSWER_WITHIN as WITHIN
from store.inbox import LEASE, Outcome
from store.patient_data.accounts import Accounts
from tests.adt import MRN, adt, instant, siu
from tests.intake.world import Place, temporal

HOME = "2026-11-20 10:00"
NOW = instant("2026-11-22 12:00")
A03 = adt("A03", HOME, disposition="01", discharged=HOME)
STORIES = {
    "home": [A03],
    "held and let go": [
        A03,
        adt("A01", "2026-11-21 10:00", visit="V-2"),
        adt("A11", "2026-11-21 11:00", visit="V-2"),
    ],
    "corrected and back": [
        A03,
        adt("A08", "2026-11-20 11:00", mobile="6175550139"),
        adt("A08", "2026-11-20 12:00"),
    ],
    "corrected": [A03, adt("A08", "2026-11-20 11:00", mobile="6175550139")],
    "cancelled": [A03, adt("A13", "2026-11-20 11:00")],
    "home again": [
        A03,
        adt("A13", "2026-11-20 11:00"),
        adt("A03", "2026-11-20 15:00", disposition="01", discharged="2026-11-20 15:00"),
    ],
    "readmitted": [A03, adt("A01", "2026-11-21 10:00", visit="V-2")],
    "readmitted and home": [
        A03,
        adt("A01", "2026-11-21 10:00", visit="V-2"),
        adt("A03", "2026-11-22 10:00", visit="V-2", disposition="01",
            discharged="2026-11-22 10:00"),
    ],
    "the same visit again": [
        A03,
        adt("A01", "2026-11-21 10:00"),
        adt("A03", "2026-11-22 10:00", disposition="01", discharged="2026-11-22 10:00"),
    ],
    "the same visit, by mistake": [
        A03,
        adt("A01", "2026-11-21 10:00"),
        adt("A11", "2026-11-21 11:00"),
    ],
    "visit booked": [A03, siu("S12", "2026-11-20 12:00", "2026-11-24 09:00")],
    "facility after all": [A03, adt("A08", "2026-11-20 12:00", disposition="SNF")],
    "announced": [adt("A16", "2026-11-19 10:00", expected=HOME), A03],
    "two records": [
        A03,
        adt("A03", "2026-11-20 12:00", mrn="4799", visit="V-7", disposition="01",
            discharged="2026-11-20 11:50"),
        adt("A40", "2026-11-20 13:00", visit=None, merged="4799"),
    ],
}  # fmt: skip


_HOLDS = (names.SUSPEND, names.RESUME)


class Crash(Exception):  # noqa: N818 - what happened
    """The process ends here."""


@dataclass
class Falling:
    """A Temporal client that falls over at its n-th call, before or after doing it."""

    client: Client
    at: int = 0
    after: bool = False
    calls: int = field(default=0)
    apart: str = field(default_factory=lambda: uuid4().hex)
    """Of each store: what people can say is not unique among a thousand stores."""

    async def start_workflow(self, *args: Any, **kwargs: Any) -> Any:
        """Start one, perhaps."""
        kwargs["id"] = self.named(kwargs["id"])
        return await self._perhaps(self.client.start_workflow, *args, **kwargs)

    def get_workflow_handle(self, workflow_id: str) -> "Falling.Handle":
        """A handle whose signals may fall over too."""
        return Falling.Handle(self, self.named(workflow_id))

    def named(self, workflow_id: str) -> str:
        """As the server has it."""
        return f"{workflow_id}-{self.apart}"

    async def _perhaps(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        if self.calls == self.at and not self.after:
            raise Crash
        done = await work(*args, **kwargs)
        if self.calls == self.at:
            raise Crash
        return done

    @dataclass
    class Handle:
        """One workflow."""

        falling: "Falling"
        workflow_id: str

        async def signal(self, *args: Any) -> None:
            """Signal it, perhaps."""
            handle = self.falling.client.get_workflow_handle(self.workflow_id)
            await self.falling._perhaps(handle.signal, *args)  # noqa: SLF001 - its own


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    """One real server for all of them."""
    place = Place(tmp_path_factory.mktemp("server"))
    async with temporal(place) as made:
        yield made
    place.database.close()


class Hospital:
    """One store of its own on that server; ids never meet, since each names its own apart."""

    def __init__(self, folder: Path, falling: Falling) -> None:
        folder.mkdir()
        self.place = Place(folder)
        self.falling = falling
        self.passed = timedelta()

        async def connect() -> Any:
            return falling

        settings, database = self.place.settings, self.place.database
        self.hospital_inbox = HospitalInbox.of(
            settings, database, connect, lambda: NOW + self.passed
        )

    async def sends(self, text: str) -> str:
        """Keep a message and deliver it; gives the person whose it is."""
        mrn = text.split("PID|||", 1)[1].partition("^")[0]
        taken = await self.hospital_inbox.take(
            Arrival(
                format=Format.HL7, facility="mercy-general", sender_key="", trigger="ADT",
                body=text, mrn=mrn,
            )
        )  # fmt: skip
        await self.hospital_inbox.deliver(taken.ordering_key)
        return taken.ordering_key

    async def goes_on(self, person: str) -> None:
        """What fell over is delivered again, once its lease has ended."""
        self.passed += LEASE + timedelta(seconds=1)
        await self.hospital_inbox.deliver(person)

    def ends(self) -> list[tuple[str, str, bool, str]]:
        """What runs and what it was last told, whichever discharge of the encounter it is."""
        with self.place.database.read() as session:
            rows = session.exec(select(Encounter)).all()
            waiting = session.exec(
                select(InboxRow).where(InboxRow.outcome == Outcome.WAITING)
            ).all()
        assert waiting == []
        return sorted(
            (self._name(row), row.body_hash, row.held, row.outcome)
            for row in rows
            if not row.ending
        )

    def _name(self, row: Encounter) -> str:
        tokens = self.place.settings.tokens
        found = {tokens.encounter("mercy-general", visit): visit for visit in ("V-1", "V-2", "V-7")}
        return found[row.encounter_token]

    async def running(self) -> list[tuple[str, bool]]:
        """The workflows that were started and never told to end, and whether they are held."""
        with self.place.database.read() as session:
            rows = session.exec(select(Encounter)).all()
        heard = [(self._name(row), await self._heard(row.episode)) for row in rows]
        return sorted(
            (visit, [one for one in signals if one in _HOLDS][-1:] == [names.SUSPEND])
            for visit, signals in heard
            if signals is not None and names.CLOSE not in signals
        )

    async def _heard(self, episode: str) -> list[str] | None:
        handle = self.falling.client.get_workflow_handle(self.falling.named(episode))
        try:
            history = await handle.fetch_history()
        except RPCError as error:
            assert error.status is RPCStatusCode.NOT_FOUND  # noqa: PT017 - it never began
            return None
        return [
            event.workflow_execution_signaled_event_attributes.signal_name
            for event in history.events
            if event.HasField("workflow_execution_signaled_event_attributes")
        ]

    def close(self) -> None:
        """Let go of the store."""
        self.place.database.close()


@pytest.mark.parametrize("name", STORIES)
async def test_a_delivery_that_falls_over_anywhere_ends_the_same(
    name: str, server: Client, tmp_path: Path
) -> None:
    """At every call to Temporal, before it and after it: nothing is lost, nothing runs twice."""
    whole = await _told(STORIES[name], Falling(server), tmp_path / "whole")
    assert whole.falling.calls > 0
    expected, runs = whole.ends(), await whole.running()
    assert [(visit, held) for visit, _, held, _ in expected] == runs
    whole.close()
    for at in range(1, whole.falling.calls + 1):
        for after, at_once in product((False, True), repeat=2):
            falling = Falling(server, at=at, after=after)
            folder = tmp_path / f"{at}{after}{at_once}"
            fell = await _told(STORIES[name], falling, folder, at_once=at_once)
            assert (fell.ends(), await fell.running()) == (expected, runs), (at, after, at_once)
            fell.close()


@pytest.mark.parametrize("name", [name for name, texts in STORIES.items() if len(texts) > 1])
async def test_any_order_of_arrival_ends_the_same(
    name: str, server: Client, tmp_path: Path
) -> None:
    """The same messages in any order leave the same episodes running, told the same."""
    whole = await _told(STORIES[name], Falling(server), tmp_path / "whole")
    expected, runs = whole.ends(), await whole.running()
    whole.close()
    orders = list(permutations(STORIES[name]))[1:]
    Random(name).shuffle(orders)  # noqa: S311 - a choice of orders
    for number, order in enumerate(orders[:3]):
        other = await _told(order, Falling(server), tmp_path / str(number))
        assert (other.ends(), await other.running()) == (expected, runs), number
        other.close()


async def test_what_could_not_begin_before_its_window_passed_is_a_persons(
    server: Client, tmp_path: Path
) -> None:
    """It has its name already, and runs nowhere: no message of it is "applied", and it has ended.

    An owner and a clock, and nobody is asked twice of it.
    """
    hospital = Hospital(tmp_path / "late", Falling(server, at=1))
    person = await hospital.sends(A03)
    hospital.passed += timedelta(days=40)
    await hospital.goes_on(person)
    await hospital.sends(adt("A08", "2026-12-30 11:00", mobile="6175550139"))
    with hospital.place.database.read() as session:
        (row,) = session.exec(select(Encounter)).all()
        said = [one.outcome for one in session.exec(select(InboxRow).order_by(col(InboxRow.id)))]
        (item,) = session.exec(select(WorkItem)).all()
    assert (row.outcome, await hospital.running()) == ("unresolved", [])
    assert said == [Outcome.QUEUED, Outcome.APPLIED]
    assert (item.key, item.owner, item.due) == ("inbox:1", "intake_lead", item.since + WITHIN)
    assert "could not be begun in time" in worded(item.reason)
    hospital.close()


@pytest.mark.parametrize("trigger", ["A01", "A06", "A23"])
async def test_a_bed_without_a_number_is_asked_about(
    trigger: str, server: Client, tmp_path: Path
) -> None:
    """Of somebody who went home it holds texts and asks; of nobody who is followed it is work.

    Each has an owner and a clock.
    """
    hospital = Hospital(tmp_path / "asked", Falling(server))
    stranger = adt(trigger, "2026-11-21 09:00", mrn="5555", visit=None)
    await hospital.sends(A03)
    await hospital.sends(adt(trigger, "2026-11-21 10:00", visit=None))
    await hospital.sends(stranger)
    with hospital.place.database.read() as session:
        (row,) = session.exec(select(Encounter)).all()
        said = [one.outcome for one in session.exec(select(InboxRow).order_by(col(InboxRow.id)))]
        work = {one.about: one for one in session.exec(select(WorkItem)).all()}
        account = Accounts(Seal(hospital.place.settings.ring)).newest(session, row.episode)
    assert (row.ending, row.outcome) == ("", "")
    assert said == [Outcome.STARTED, Outcome.APPLIED, Outcome.QUEUED]
    assert {*work} == {row.episode, "inbox:3"}
    assert all(one.owner and one.due for one in work.values())
    assert account is not None
    assert [one.holds for one in account.doubts] == [True]
    hospital.close()


async def _told(texts: Any, falling: Falling, folder: Path, *, at_once: bool = True) -> Hospital:
    hospital = Hospital(folder, falling)
    person = ""
    for text in texts:
        person = await hospital.sends(text)
        if at_once:
            await hospital.goes_on(person)
    await hospital.hospital_inbox.sweep()
    await hospital.goes_on(person)
    await hospital.hospital_inbox.sweep()
    return hospital


def test_the_patients_of_the_stories_are_told_apart() -> None:
    """Every message is about Jane, but the one that is merged into her."""
    assert all(MRN in text for texts in STORIES.values() for text in texts if "4799^" not in text)
