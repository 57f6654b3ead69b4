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
from domain.episode.facts import Via
from domain.hospital import certainty
from domain.hospital.chart import Chart
from domain.hospital.feed import Feed
from domain.hospital.stay import Stay
from domain.pathway import Role
from domain.permissions import Thing
from domain.staffing.assignment import Need
from domain.time.calendar import in_zone
from intake.hospital_inbox import HospitalInbox
from models import names
from models.payloads import Notify, TextItem
from models.tables import Encounter, Facility, HospitalEventRow, WorkItem
from operations.episodes import OPS
from store.arrivals import Arrival, Format
from store.charts import Charts, root_of
from store.people.roster import Roster
from store.views import CENSUS as VIEWED
from store.views import View, Viewer, Views

CENSUS = "census"
SETTLE_WITHIN = timedelta(hours=4)
"""By when the intake lead has had a missed discharge sent: its first contact is due soon (set)."""
_BY_HAND = Viewer(handle=OPS, role=Role.OPS, via=Via.BY_HAND)
ENOUGH = 10
"""With so many open stays, a census that lacks more than half of them was cut off (set)."""
_ENDS_MRN = 2


class Finding(StrEnum):
    """What a line of the report is about, in its words."""

    BACK = "in house beside a running episode"
    STILL = "in house after the discharge"
    GONE = "no longer in house, and no discharge came"
    UNHEARD = "in house, and never heard of"


@dataclass(frozen=True, kw_only=True)
class CensusLine:
    """One stay that the two tell differently. The patient: initials, the number's last signs."""

    finding: Finding
    patient: str
    visit: str
    unit: str = ""
    came: str = ""

    def cells(self) -> tuple[str, ...]:
        """As a row: visit, patient, unit, what differs, what came of it."""
        return self.visit, self.patient, self.unit, self.finding, self.came

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "visit": self.visit,
            "patient": self.patient,
            "unit": self.unit,
            "finding": self.finding.name.lower(),
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
        views = Views(self.seal, self.real_now())
        await self.database.writing(lambda s: views.noted(s, _BY_HAND, _view(feed, at)))
        found = await self.database.reading(lambda s: self._compared(s, feed, rows, at))
        if found.open >= ENOUGH and len(found.gone) * 2 > found.open:
            lacks = f"{found.open - len(found.gone)} of the {found.open} stays that are open here"
            raise _refused("", lacks, "at least half of them: is the file whole, and this feed's?")
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

    def _compared(
        self, session: Session, feed: Feed, rows: Sequence[CensusRow], at: datetime
    ) -> _Compared:
        charts, facility = Charts(self.seal, self.tokens), feed.facility
        running = _running(session, facility, at)
        known = _roots(session, facility)
        as_known, back, unheard = 0, [], []
        for row in rows:
            if not certainty.may_be(row.patient_class):
                continue
            root = root_of(session, self.tokens.patient(facility, row.mrn))
            chart = charts.chart(session, root) if root in known else Chart()
            stay = chart.stay(row.visit)
            line = CensusLine(
                finding=Finding.STILL if stay and stay.discharged_at else Finding.BACK,
                patient=_label(chart, row.mrn),
                visit=row.visit,
                unit=row.unit,
            )
            told = stay or Stay(encounter=row.visit, mrn=row.mrn)
            if root in running and told.contradicted_by(at):
                back.append((row, line))
            elif stay is None:
                unheard.append(replace(line, finding=Finding.UNHEARD))
            else:
                as_known += 1
        counted = {row.visit for row in rows}
        stays = list(self._open_stays(session, facility, known, at))
        gone = [one for one in stays if one.line.visit not in counted]
        return _Compared(as_known, tuple(back), tuple(unheard), tuple(gone), len(stays))

    def _open_stays(
        self, session: Session, facility: str, roots: set[str], at: datetime
    ) -> Iterator[_Gone]:
        """Every inpatient stay that began before the census and was never told to have ended."""
        charts = Charts(self.seal, self.tokens)
        for root in sorted(roots):
            chart = charts.chart(session, root)
            for stay in chart.stays:
                since = stay.present_since
                if since is None or since >= at or stay.voided or not stay.inpatient:
                    continue
                token = self.tokens.encounter(facility, stay.encounter)
                line = CensusLine(
                    finding=Finding.GONE, patient=_label(chart, stay.mrn), visit=stay.encounter
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
            body=census_json.write(feed.facility, row.mrn, row.visit, at),
            mrn=row.mrn,
        )
        taken = await self.hospital_inbox.take(arrival)
        await self.hospital_inbox.deliver(taken.ordering_key)
        came = await self.hospital_inbox.came(taken.inbox)
        words = came.detail or ", ".join(came.episodes)
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
            due=now + SETTLE_WITHIN,
            words={"count": str(count), "facility": feed.facility},
        )
        told = Notify(key=f"{CENSUS}:{feed.facility}:{day}", item=item)
        await signal_thread(self.client, to, clock, names.NOTIFY, told)


def _view(feed: Feed, at: datetime) -> View:
    """Its report names stays by initials, the ends of numbers and visits: one view of them all."""
    about = f"{feed.facility} {at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    return View(what=VIEWED, things=(Thing.CONTACT, Thing.TIMES_AND_PLACES), about=about)


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
                reason=f"visit ..{one.line.visit[-_ENDS_MRN:]}: the census no longer counts it, "
                "and no discharge came",
                about=one.about,
                since=now,
                owner=Role.INTAKE_LEAD,
                due=now + SETTLE_WITHIN,
            )
            session.add(there)
        came = "settled" if there.resolved_at else f"{there.owner} by {there.due:%Y-%m-%d %H:%M}Z"
        lines.append(replace(one.line, came=came))
    return lines
