"""A nightly census beside what we know: who is back, whose discharge never came, who is unheard of.

A census ends nothing and holds nothing. Who is in house beside a running episode is a doubt of that
episode, asked like any other; a stay that it no longer counts is work of the intake lead. Done
twice, nothing happens twice: what is kept has a key of facility, census date and visit.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, func, select
from temporalio.client import Client

from adapters.encryption import Seal, Tokens
from adapters.messages import census_json
from adapters.messages.census_csv import CensusRow
from adapters.sql.database import Database
from adapters.temporal.threads import signal_thread
from adapters.validation import Problem, Refused
from domain.hospital import certainty
from domain.hospital.chart import Chart
from domain.hospital.feed import Feed
from domain.hospital.stay import Counted, Stay
from domain.pathway import Role
from domain.permissions import Thing
from domain.staffing.assignment import Need
from domain.time.calendar import in_zone
from domain.words.phrasebook import phrase, worded
from intake.hospital_inbox import HospitalInbox
from models import names
from models.payloads import Notify, TextItem
from models.tables import Encounter, Facility, HospitalEventRow, WorkItem
from store.arrivals import Arrival, Format
from store.charts import Charts, newest_episode, root_of
from store.people.roster import Roster
from store.views import BY_OPS, View, Views
from store.views import CENSUS as VIEWED

CENSUS = "census"
ENOUGH = 10
"""With so many open stays, a census that lacks more than half of them was cut off (set)."""
_ENDS_MRN = 2


class Finding(StrEnum):
    """What a line of the report is about."""

    BACK = "back"
    STILL = "still"
    GONE = "gone"
    UNHEARD = "unheard"

    @property
    def words(self) -> str:
        """What the two tell differently."""
        return worded(phrase(f"census.{self.value}"))


@dataclass(frozen=True, kw_only=True)
class CensusLine:
    """One stay that the two tell differently. The patient: initials, the number's last signs.

    `root` is their record's token, by which the trail says whom it was about.
    """

    finding: Finding
    root: str
    patient: str
    visit: str
    unit: str = ""
    came: str = ""

    def cells(self) -> tuple[str, ...]:
        """As a row: visit, patient, unit, what differs, what came of it."""
        return self.visit, self.patient, self.unit, self.finding.words, self.came

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "visit": self.visit,
            "patient": self.patient,
            "unit": self.unit,
            "finding": self.finding.value,
            "came": self.came,
        }


@dataclass(frozen=True, kw_only=True)
class CensusReport:
    """The census as of `at`: how many it counts, how many inpatients are as we know them."""

    facility: str
    at: datetime
    in_house: int
    as_known: int
    lines: tuple[CensusLine, ...]

    @property
    def for_people(self) -> bool:
        """Whether somebody has to look."""
        return bool(self.lines)


@dataclass(frozen=True, kw_only=True)
class _Gone:
    """An open stay that the census does not count; `item` is its work."""

    line: CensusLine
    token: str
    about: str


@dataclass(frozen=True)
class _Compared:
    as_known: int
    back: tuple[tuple[CensusRow, CensusLine], ...]
    unheard: tuple[CensusLine, ...]
    gone: tuple[_Gone, ...]
    open: int

    @property
    def lines(self) -> tuple[CensusLine, ...]:
        """Whatever the report will show."""
        back = tuple(line for _, line in self.back)
        return (*back, *self.unheard, *(one.line for one in self.gone))


@dataclass(frozen=True, kw_only=True)
class Census:
    """Compares, and makes work of what differs."""

    client: Client
    database: Database
    seal: Seal
    tokens: Tokens
    hospital_inbox: HospitalInbox
    real_now: Callable[[], datetime]

    async def take(self, feed: Feed, rows: Sequence[CensusRow], at: datetime) -> CensusReport:
        """Compare a census as of an instant. Raises Refused, before anything is kept.

        Raises what the store and Temporal raise: then the same file can be taken again.
        """
        now = await self.hospital_inbox.now()
        if at > now:
            raise _refused("--at", f"{at:%Y-%m-%d %H:%M}", "an instant that has passed")
        found = await self.database.reading(lambda s: self._compared(s, feed, rows, at))
        if found.open >= ENOUGH and len(found.gone) * 2 > found.open:
            raise _refused(
                "",
                f"{found.open - len(found.gone)} of the {found.open} stays that are open here",
                "at least half of them: is the file whole, and this feed's?",
            )
        await self.database.writing(lambda s: self._noted(s, feed, found, at))
        back = [await self._asked(feed, row, line, at) for row, line in found.back]
        day = f"{in_zone(at, feed.time_zone):%Y-%m-%d}"
        gone = await self.database.writing(lambda s: _queue(s, feed, found.gone, day, now))
        await self._tell(feed, day, now)
        lines = (*gone, *back, *found.unheard)
        return CensusReport(
            facility=feed.facility,
            at=at,
            in_house=len(rows),
            as_known=found.as_known,
            lines=lines,
        )

    def _noted(self, session: Session, feed: Feed, found: _Compared, at: datetime) -> None:
        """Its report names stays by initials, the ends of numbers and visits: a view of each."""
        views = Views(self.seal, self.real_now())
        for root in dict.fromkeys(line.root for line in found.lines):
            episode = newest_episode(session, root)
            view = View(
                what=VIEWED,
                things=(Thing.CONTACT, Thing.TIMES_AND_PLACES),
                about=f"{feed.facility} {at.astimezone(UTC):%Y-%m-%dT%H:%MZ} {root}",
                episode=episode.episode if episode else "",
            )
            views.noted(session, BY_OPS, view)

    def _compared(
        self, session: Session, feed: Feed, rows: Sequence[CensusRow], at: datetime
    ) -> _Compared:
        charts, facility = Charts(self.seal, self.tokens), feed.facility
        census = Counted(at=at, since=at, late_bed_hours=feed.census.late_bed_hours)
        running = _running(session, facility, at)
        known = _roots(session, facility)
        theirs: dict[str, list[int]] = {root: [] for root in known}
        for number, row in enumerate(rows):
            if certainty.may_be(row.patient_class):
                root = root_of(session, self.tokens.patient(facility, row.mrn))
                theirs.setdefault(root, []).append(number)
        found: dict[int, CensusLine | None] = {}
        stays: list[_Gone] = []
        for root in sorted(theirs):
            chart = charts.chart(session, root) if root in known else Chart()
            stays += self._open_stays(session, facility, root, chart, at)
            for number in theirs[root]:
                found[number] = _differs(rows[number], root, chart, census, runs=root in running)
        differing = [(rows[n], line) for n, line in sorted(found.items()) if line is not None]
        counted = {row.visit for row in rows}
        return _Compared(
            as_known=len(found) - len(differing),
            back=tuple(one for one in differing if one[1].finding is not Finding.UNHEARD),
            unheard=tuple(line for _, line in differing if line.finding is Finding.UNHEARD),
            gone=tuple(one for one in stays if one.line.visit not in counted),
            open=len(stays),
        )

    def _open_stays(
        self, session: Session, facility: str, root: str, chart: Chart, at: datetime
    ) -> Iterator[_Gone]:
        """Each inpatient stay that began before the census and was never told to have ended."""
        for stay in chart.stays:
            since = stay.present_since
            if since is None or since >= at or stay.voided or not stay.inpatient:
                continue
            token = self.tokens.encounter(facility, stay.encounter)
            line = CensusLine(
                finding=Finding.GONE,
                root=root,
                patient=_label(chart, stay.mrn),
                visit=stay.encounter,
            )
            yield _Gone(line=line, token=token, about=_last_message(session, token))

    async def _asked(
        self, feed: Feed, row: CensusRow, line: CensusLine, at: datetime
    ) -> CensusLine:
        """Keep the line as a message of the hospital's; it makes the doubt, and is asked once."""
        arrival = Arrival(
            format=Format.CENSUS,
            facility=feed.facility,
            sender_key=f"{CENSUS}|{in_zone(at, feed.time_zone):%Y-%m-%d}|{row.visit}",
            trigger=census_json.TRIGGER,
            body=census_json.write(feed, row.mrn, row.visit, at),
            mrn=row.mrn,
        )
        taken = await self.hospital_inbox.take(arrival)
        await self.hospital_inbox.deliver(taken.ordering_key)
        came = await self.hospital_inbox.came(taken.inbox)
        words = worded(came.detail) or ", ".join(came.episodes)
        return replace(line, came=f"{came.outcome}{': ' if words else ''}{words}")

    async def _tell(self, feed: Feed, day: str, now: datetime) -> None:
        """Text the intake lead, once for each census, while work of it is open."""
        clock = await self.database.clock()

        def look(session: Session) -> tuple[int, Facility | None, str | None]:
            count = len(_open_items(session, feed.facility, day))
            need = Need(role=Role.INTAKE_LEAD, at=now, urgent=False)
            lead = Roster(session, feed.facility).choose(need, episode="")
            facility = session.get(Facility, feed.facility)
            return count, facility, lead[1].phone_token if lead else None

        count, facility, to = await self.database.reading(look)
        if not count or facility is None or to is None:
            return
        item = TextItem(
            kind="census_gone",
            facility_name=facility.name,
            due=now + timedelta(hours=feed.census.settle_hours),
            words={"count": str(count), "facility": feed.facility},
        )
        told = Notify(key=f"{CENSUS}:{feed.facility}:{day}", item=item)
        await signal_thread(self.client, to, clock, names.NOTIFY, told)


def _differs(
    row: CensusRow, root: str, chart: Chart, census: Counted, *, runs: bool
) -> CensusLine | None:
    """What a line of the census says that the chart does not; `runs`: so does an episode."""
    stay = chart.stay(row.visit)
    told = stay or Stay(encounter=row.visit, mrn=row.mrn)
    if runs and told.contradicted_by(census):
        finding = Finding.STILL if stay and stay.discharged_at else Finding.BACK
    elif stay is None:
        finding = Finding.UNHEARD
    else:
        return None
    patient = _label(chart, row.mrn)
    return CensusLine(finding=finding, root=root, patient=patient, visit=row.visit, unit=row.unit)


def _refused(place: str, found: str, expected: str) -> Refused:
    return Refused("the census", [Problem(field=place, found=found, expected=expected)])


def _running(session: Session, facility: str, at: datetime) -> set[str]:
    """Whose episode runs, of a discharge before that instant."""
    rows = select(Encounter).where(
        Encounter.facility == facility, Encounter.outcome == "", Encounter.ending == ""
    )
    found = session.exec(rows.where(col(Encounter.discharged_at) < at)).all()
    return {root_of(session, row.patient_token) for row in found}


def _roots(session: Session, facility: str) -> set[str]:
    """Everybody of whom the facility told anything."""
    told = select(HospitalEventRow.patient_token).where(HospitalEventRow.facility == facility)
    return set(session.exec(told.distinct()).all())


def _last_message(session: Session, token: str) -> str:
    """The last message about a visit: there its number stands in clear, and looking is audited."""
    last = select(func.max(HospitalEventRow.inbox)).where(HospitalEventRow.encounter_token == token)
    inbox = session.exec(last).one()
    return names.message(inbox)


def _label(chart: Chart, mrn: str) -> str:
    said = (chart.person.given, chart.person.family)
    return " ".join(
        filter(None, ("".join(f"{name[0]}." for name in said if name), f"..{mrn[-_ENDS_MRN:]}"))
    )


def _items(session: Session, facility: str) -> list[WorkItem]:
    """The open work of all censuses of a facility."""
    mine = select(WorkItem).where(
        col(WorkItem.key).startswith(f"{CENSUS}:{facility}:", autoescape=True),
        col(WorkItem.resolved_at).is_(None),
    )
    return list(session.exec(mine).all())


def _open_items(session: Session, facility: str, day: str) -> list[WorkItem]:
    return [one for one in _items(session, facility) if one.key.split(":")[2] == day]


def _queue(
    session: Session, feed: Feed, gone: Sequence[_Gone], day: str, now: datetime
) -> list[CensusLine]:
    """Make each stay that is gone the intake lead's work; what came right since is settled."""
    waits = {one.key.rpartition(":")[2]: one for one in _items(session, feed.facility)}
    missing = {one.token for one in gone}
    for token, item in waits.items():
        if token not in missing:
            item.resolved_at, item.resolved_by = now, CENSUS
            session.add(item)
    lines = []
    for one in gone:
        key = f"{CENSUS}:{feed.facility}:{day}:{one.token}"
        there = waits.get(one.token) or session.get(WorkItem, key)
        if there is None:
            there = WorkItem(
                key=key,
                facility=feed.facility,
                reason=phrase("queue.census_gone"),
                about=one.about,
                since=now,
                owner=Role.INTAKE_LEAD,
                due=now + timedelta(hours=feed.census.settle_hours),
            )
            session.add(there)
        came = phrase("values.settled")
        if not there.resolved_at:
            due = f"{there.due:%Y-%m-%d %H:%M}Z"
            came = phrase("queue.asked", who=there.owner, due=due)
        lines.append(replace(one.line, came=worded(came)))
    return lines
