"""A nightly census on SQLite and on PostgreSQL: what it finds, what it keeps, and that once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlmodel import Session, col, select
from temporalio.client import Client

from adapters.encryption import KeyRing, Seal
from adapters.messages.census_csv import CensusRow
from adapters.messages.feed_file import read_feed
from adapters.sql.database import Database
from adapters.validation import Refused
from domain.hospital.chart import Chart
from domain.hospital.events import PatientClass
from domain.pathway import Role
from domain.words.phrasebook import worded
from intake.hospital_inbox import HospitalInbox
from models.tables import AuditRow, Encounter, InboxRow, WorkItem
from operations.census import ENOUGH, Census, CensusReport, Finding
from store.arrivals import Arrival, KeptArrival
from store.charts import Charts
from tests.activities.wards import Ward
from tests.adt import adt, instant
from tests.intake.test_hospital_inbox import HOME, KEYS, Desk, a03
from tests.places import ROOT

FEED = read_feed(ROOT / "feeds" / "mercy-general.toml")
MIDNIGHT = instant("2026-11-22 00:00")
SEAL = Seal(KeyRing.parse(KEYS.encryption_keys))


class Phones:
    """Stands where Temporal's client does: which text a phone's thread was given, by its key."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, str]] = {}

    async def start_workflow(self, _: str, opened: Any, **how: Any) -> None:
        """Hear something."""
        (told,) = how["start_signal_args"]
        self.told.setdefault(told.key, {"to": opened.token, **told.item.words})


class Night:
    """A desk with an intake lead, and the census of one night."""

    def __init__(self, database: Database) -> None:
        self.desk, self.phones = Desk(database), Phones()
        Ward(database).has("lea", role=Role.INTAKE_LEAD)
        self.census = Census(
            client=cast(Client, self.phones),
            database=database,
            seal=SEAL,
            tokens=self.desk.tokens,
            hospital_inbox=self.desk.hospital_inbox,
            real_now=lambda: self.desk.now,
        )

    async def counts(
        self, *rows: CensusRow, at: str = "2026-11-22 00:00"
    ) -> dict[str, tuple[Finding, str]]:
        """Take a census; gives what it found, by visit, and the patient."""
        report = await self.reports(rows, at)
        return {one.visit: (one.finding, one.patient) for one in report.lines}

    async def reports(
        self, rows: Sequence[CensusRow], at: str = "2026-11-22 00:00"
    ) -> CensusReport:
        """Take a census as of midnight."""
        return await self.census.take(FEED, rows, instant(at))

    async def admits(self, number: int) -> None:
        """An inpatient of two days ago."""
        mrn, visit = f"70{number:02}", f"B-{number}"
        admitted = "2026-11-20 08:00"
        text = adt("A01", admitted, mrn=mrn, visit=visit, name="Doe^Ann", admitted=admitted)
        await self.desk.sends(text, mrn)

    def work(self) -> list[WorkItem]:
        """What waits for somebody."""
        rows: list[WorkItem] = self.desk.rows(WorkItem)
        return [one for one in rows if one.resolved_at is None]


def row(
    mrn: str, visit: str, patient_class: PatientClass | None = PatientClass.INPATIENT
) -> CensusRow:
    """Somebody in house."""
    return CensusRow(
        line=2, mrn=mrn, visit=visit, patient_class=patient_class, unit="4E", admitted_at=None
    )


class Away(HospitalInbox):
    """Takes nothing in."""

    def __init__(self, real: HospitalInbox) -> None:
        self._desk = real

    async def now(self) -> datetime:
        """The clinical time."""
        return await self._desk.now()

    async def take(self, arrival: Arrival) -> KeptArrival:
        """The store is away."""
        del arrival
        raise OSError("away")


@pytest.fixture
def night(database: Database) -> Night:
    """A hospital at night."""
    return Night(database)


async def test_each_patient_who_is_shown_is_one_view(night: Night) -> None:
    """By the token of their record, with their episode if they have one; who is as known is none.

    Nobody is shown before it is kept: also where what follows fails, and again the next time.
    """
    await night.desk.sends(a03())
    await night.desk.sends(a03("4822", "V-2"), "4822")
    await night.admits(1)
    for number in (2, 3):
        await night.admits(number)
    rows = (
        row("4821", "V-9"), row("4821", "V-8"), row("7001", "B-1"), row("7002", "B-2"),
        row("9999", "X-1"),
    )  # fmt: skip
    tokens = night.desk.tokens
    shown = {mrn: tokens.patient("mercy-general", mrn) for mrn in ("4821", "9999", "7003")}
    (mine,) = [
        one.episode for one in night.desk.rows(Encounter) if one.patient_token == shown["4821"]
    ]
    await night.reports(rows)
    views = night.desk.rows(AuditRow)
    at = "mercy-general 2026-11-22T05:00Z"
    assert {(one.about, one.episode) for one in views} == {
        (f"{at} {shown['4821']}", mine),
        (f"{at} {shown['9999']}", ""),
        (f"{at} {shown['7003']}", ""),
    }  # fmt: skip
    assert len(views) == len(shown)
    assert {(one.who, one.role, one.things) for one in views} == {
        ("ops", "ops", "times and places, contact")
    }
    assert not [word for word in ("Smith", "4821", "7003", "V-9") if word in str(views)]

    failing = replace(night.census, hospital_inbox=Away(night.desk.hospital_inbox))
    with pytest.raises(OSError, match="away"):
        await failing.take(FEED, rows, instant("2026-11-22 00:00"))
    assert len(night.desk.rows(AuditRow)) == 2 * len(shown)


async def test_a_stay_that_is_gone_is_work_without_a_sign_of_its_number(night: Night) -> None:
    """The item leads to the message, where looking is kept; no sign of the visit stands in it."""
    for number in (77, 78):
        await night.admits(number)
    await night.reports([row("7078", "B-78")])
    (item,) = night.work()
    assert item.about.startswith("inbox:")
    assert "77" not in f"{item.reason} {item.facility} {item.owner}"


async def test_each_patient_is_found_as_they_are(night: Night) -> None:
    """Back, still there, as we know them, never heard of, and one whose discharge never came."""
    await night.desk.sends(a03())
    await night.desk.sends(a03("4822", "V-2"), "4822")
    await night.admits(1)
    await night.admits(2)
    found = await night.counts(
        row("4821", "V-9"), row("4822", "V-2"), row("7001", "B-1"), row("9999", "X-1"),
        row("8888", "O-1", PatientClass.OUTPATIENT),
    )  # fmt: skip
    assert found == {
        "V-9": (Finding.BACK, "J.S. ..21"),
        "V-2": (Finding.STILL, "J.S. ..22"),
        "X-1": (Finding.UNHEARD, "..99"),
        "B-2": (Finding.GONE, "A.D. ..02"),
    }


async def test_who_is_back_is_a_doubt_of_the_running_episode(night: Night) -> None:
    """Owned, due, asked as any other doubt; the episode runs, is not held and has not ended."""
    await night.desk.sends(a03())
    await night.counts(row("4821", "V-9"))
    (item,) = night.work()
    (episode,) = night.desk.rows(Encounter)
    assert (item.key, item.owner) == (f"{episode.episode}/doubt", Role.INTAKE_LEAD)
    assert item.due is not None
    assert item.due > night.desk.now
    assert "the census counts the patient in hospital again" in worded(item.reason)
    assert (episode.held, episode.ending, episode.outcome) == (False, "", "")
    assert ("amend", episode.episode) in night.desk.engine.told
    assert not {"suspend", "close"} & {name for name, _ in night.desk.engine.told}


async def test_a_missed_discharge_is_the_leads_work_and_one_text(night: Night) -> None:
    """The item points at the message that has the number in clear; no number stands in a text."""
    for number in (1, 2, 3):
        await night.admits(number)
    await night.counts(row("7001", "B-1"))
    items = night.work()
    assert {one.owner for one in items} == {Role.INTAKE_LEAD}
    assert {one.due for one in items} == {night.desk.now + timedelta(hours=4)}
    assert {one.about for one in items} == {"inbox:2", "inbox:3"}
    assert all("B-2" not in f"{one.key} {one.reason}" for one in items)
    facility = {"facility": "mercy-general"}
    told = {"census:mercy-general:2026-11-22": {"to": "phone-lea", "count": "2", **facility}}
    assert night.phones.told == told


async def test_taking_it_twice_makes_nothing_twice(night: Night) -> None:
    """The same file again, and the next night's: the same rows, items and texts as after once."""
    await night.desk.sends(a03())
    await night.admits(1)
    await night.admits(2)
    rows = (row("4821", "V-9"), row("7001", "B-1"))
    first = await night.reports(rows)
    kept = len(night.desk.rows(InboxRow)), {one.key for one in night.work()}
    told = [one for one in night.desk.engine.told if one[0] == "amend"]
    again = await night.reports(rows)
    assert [one.finding for one in again.lines] == [one.finding for one in first.lines]
    assert (len(night.desk.rows(InboxRow)), {one.key for one in night.work()}) == kept
    night.desk.now = instant("2026-11-23 06:00")
    await night.counts(*rows, at="2026-11-23 00:00")
    assert {one.key for one in night.work()} == kept[1]
    assert len(night.phones.told) == 1
    assert [one for one in night.desk.engine.told if one[0] == "amend"] == told


async def test_what_came_right_is_settled_by_the_next_census(night: Night) -> None:
    """Once its discharge came, or it is counted again; what was dismissed comes the next night."""
    for number in (1, 2, 3):
        await night.admits(number)
    await night.counts(row("9999", "X-1"))
    assert len(night.work()) == 3
    left = "2026-11-21 10:00"
    text = adt("A03", left, mrn="7001", visit="B-1", disposition="01", discharged=left)
    assert await night.desk.sends(text, "7001") == "started"
    with night.desk.database.write() as session:
        third = session.exec(select(WorkItem).where(col(WorkItem.about) == "inbox:3")).one()
        third.resolved_at, third.resolved_by = night.desk.now, "ops"
    found = await night.counts(row("7002", "B-2"))
    assert found == {"B-3": (Finding.GONE, "A.D. ..03")}
    assert night.work() == []
    night.desk.now = instant("2026-11-23 06:00")
    await night.counts(row("7002", "B-2"), at="2026-11-23 00:00")
    assert [one.about for one in night.work()] == ["inbox:3"]


async def test_a_merged_number_is_the_same_person(night: Night) -> None:
    """The census has the old number: no stranger, and the episode is asked about."""
    await night.desk.sends(a03())
    merge = adt("A40", "2026-11-20 12:00", mrn="4821", merged="4700", visit=None)
    await night.desk.sends(merge)
    found = await night.counts(row("4700", "V-9"))
    assert found["V-9"][0] is Finding.BACK


async def test_a_class_that_nobody_knows_may_be_an_inpatient(night: Night) -> None:
    """In doubt, towards a person."""
    await night.desk.sends(a03())
    assert await night.counts(row("4821", "V-9", None))
    assert len(night.work()) == 1


async def test_who_left_or_came_since_midnight_is_as_known(night: Night) -> None:
    """A discharge at nine, an admission at eight, of the night's census at noon."""
    await night.admits(1)
    left, came = "2026-11-22 09:00", "2026-11-22 08:00"
    text = adt("A03", left, mrn="7001", visit="B-1", disposition="01", discharged=left)
    await night.desk.sends(text, "7001")
    await night.desk.sends(adt("A01", came, mrn="7002", visit="B-2", admitted=came), "7002")
    report = await night.reports([row("7001", "B-1")])
    assert (report.lines, report.as_known, report.in_house) == ((), 1, 1)


async def test_a_file_that_was_cut_off_keeps_nothing(night: Night) -> None:
    """More than half of the open stays are missing: it is refused, and nobody is told."""
    for number in range(ENOUGH):
        await night.admits(number)
    kept = len(night.desk.rows(InboxRow))
    rows = [row(f"70{number:02}", f"B-{number}") for number in range(ENOUGH // 2 - 1)]
    with pytest.raises(Refused, match="is the file whole"):
        await night.counts(*rows)
    with pytest.raises(Refused, match="--at"):
        await night.counts(*rows, at="2027-01-01 00:00")
    assert (night.work(), night.phones.told) == ([], {})
    assert len(night.desk.rows(InboxRow)) == kept


async def test_each_chart_is_folded_once(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many stays of theirs the census counts, and whether or not it counts any."""
    folded: list[str] = []

    class Counting(Charts):
        def chart(self, session: Session, root: str) -> Chart:
            folded.append(root)
            return super().chart(session, root)

    await night.desk.sends(a03())
    for number in (1, 2, 3):
        await night.admits(number)
    monkeypatch.setattr("operations.census.Charts", Counting)
    await night.counts(row("7001", "B-1"), row("7001", "X-1"), row("7002", "B-2"), row("99", "Y"))
    assert len(folded) == len(set(folded)) == 4


@pytest.mark.parametrize("hours", [1, 12])
async def test_a_hospital_says_by_when_a_missed_discharge_is_settled(
    night: Night, hours: float
) -> None:
    """The feed's own hours are the due time of the work."""
    feed = replace(FEED, census=replace(FEED.census, settle_hours=hours))
    await night.admits(1)
    await night.census.take(feed, [row("9999", "X-1")], MIDNIGHT)
    assert [one.due for one in night.work()] == [night.desk.now + timedelta(hours=hours)]


@pytest.mark.parametrize(("late", "found"), [(2, True), (4, False)])
async def test_a_hospital_says_how_late_its_beds_are(
    night: Night, late: float, *, found: bool
) -> None:
    """Counted three hours after they left: news for the one, a bed not made yet for the other."""
    feed = replace(FEED, census=replace(FEED.census, late_bed_hours=late))
    await night.desk.sends(a03(), "4821")
    left = instant(HOME)
    report = await night.census.take(feed, [row("4821", "V-1")], left + timedelta(hours=3))
    assert [one.finding for one in report.lines] == [Finding.STILL] * found
