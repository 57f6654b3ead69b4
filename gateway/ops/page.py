"""The page of operations staff: filters of the Temporal UI, what is open, what nobody could settle.

It has no login, as the embedded UI has none: it answers only on a loopback name and never through
a proxy. What it shows names no patient; the dates on it are to be protected all the same.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from adapters.messages.feed_folder import READ, FeedFolder
from adapters.sql.database import Database
from adapters.wording.pages import Pages
from domain.episode.decision import Phase, StepState
from domain.hospital.feed import Feeds
from domain.steps import catalogue
from gateway.http.refusals import NotOffered
from gateway.ops import alarms
from gateway.ops.feeds import FeedStanding, feed_standings
from gateway.ops.ui_links import UiLinks
from models.tables import Encounter, EpisodeRow, Facility, StepRow, WorkItem

MOST_SHOWN = 200
MOST_CLOSED = 20
_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?")
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_ANY_ZONE = "UTC"


@dataclass(frozen=True)
class EpisodeLine:
    """One open episode, as the read model has it."""

    episode: str
    facility: str
    time_zone: str
    phase: str
    open_steps: int
    late_steps: int
    owners: tuple[str, ...]
    next_due: datetime | None
    unowned: bool
    urgent: bool


@dataclass(frozen=True)
class ClosedLine:
    """One closed episode: how it ended, and what its record says of drug lists and open steps."""

    episode: str
    facility: str
    outcome: str
    done: int
    lists: str
    unresolved: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """Everything on the page."""

    facilities: Sequence[Facility]
    episodes: Sequence[EpisodeLine]
    work: Sequence[WorkItem]
    closed: Sequence[ClosedLine]
    alarms: Mapping[str, alarms.AlarmCounts]
    feeds: Sequence[FeedStanding]

    @property
    def time_zone(self) -> str:
        """The zone of what belongs to no hospital: that of the first one."""
        return self.facilities[0].time_zone if self.facilities else _ANY_ZONE


class Ops:
    """The page, and the one link that is computed when it is clicked."""

    def __init__(
        self,
        database: Database,
        pages: Pages,
        links: UiLinks,
        clinical_now: Callable[[], Awaitable[datetime]],
        feeds: FeedFolder,
    ) -> None:
        self._database = database
        self._pages = pages
        self._links = links
        self._clinical_now = clinical_now
        self._feeds = feeds

    def router(self) -> APIRouter:
        """Give the routes."""
        router = APIRouter()
        router.add_api_route("/ops", self.show, methods=["GET"])
        router.add_api_route("/ops/due-today/{facility}", self.due_today, methods=["GET"])
        return router

    async def show(self, request: Request) -> Response:
        """Show what is open and what waits for somebody."""
        _admit(request)
        now = await self._clinical_now()
        seen = await self._database.reading(lambda session: _look(session, self._feeds, now))
        zones = {facility.handle: facility.time_zone for facility in seen.facilities}
        files = self._feeds.state()
        return HTMLResponse(
            self._pages.render(
                "ops/ops",
                seen=seen,
                links=self._links,
                now=now,
                zones=zones,
                refused=files if files != READ else "",
            )
        )

    async def due_today(self, facility: str, request: Request) -> Response:
        """Lead to the UI with the filter of this moment. Raises NotOffered."""
        _admit(request)
        known = await self._database.reading(lambda session: session.exec(select(Facility)).all())
        found = next((one for one in known if one.handle == facility), None)
        if found is None:
            raise NotOffered
        now = await self._clinical_now()
        return RedirectResponse(self._links.due_today(found.handle, found.time_zone, now), 303)


def _admit(request: Request) -> None:
    here = _LOOPBACK.fullmatch(request.headers.get("host", ""))
    if not here or any(name in request.headers for name in _PROXIED):
        raise NotOffered


def _look(session: Session, feeds: Feeds, now: datetime) -> Seen:
    facilities = session.exec(select(Facility).order_by(col(Facility.name))).all()
    waiting = select(WorkItem).where(col(WorkItem.resolved_at).is_(None))
    first = (col(WorkItem.due).is_(None), col(WorkItem.due), col(WorkItem.since))
    work = session.exec(waiting.order_by(*first).limit(MOST_SHOWN)).all()
    known = {facility.handle: facility for facility in facilities}
    counted = {
        one.handle: alarms.counts(session, one.handle, one.time_zone, now) for one in facilities
    }
    zone = facilities[0].time_zone if facilities else _ANY_ZONE
    return Seen(
        facilities,
        _episodes(session, known, now),
        work,
        _closed(session, known),
        counted,
        feed_standings(session, feeds, facilities, now, zone),
    )


def _closed(session: Session, known: Mapping[str, Facility]) -> list[ClosedLine]:
    """Those that ended last, the newest first."""
    ended = (
        _with_facility()
        .where(EpisodeRow.phase == Phase.CLOSED)
        .order_by(col(EpisodeRow.at).desc())
        .limit(MOST_CLOSED)
    )
    return [
        _closed_line(row, known.get(handle or ""), _steps(session, row.episode))
        for row, handle in session.exec(ended)
    ]


def _closed_line(
    row: EpisodeRow, facility: Facility | None, steps: Sequence[StepRow]
) -> ClosedLine:
    told = {step.name for step in catalogue.STEPS if step.tells_how}
    how = [": ".join(filter(None, (one.state, one.detail))) for one in steps if one.step in told]
    return ClosedLine(
        episode=row.episode,
        facility=facility.name if facility else "",
        outcome=row.outcome,
        done=sum(one.state == StepState.DONE for one in steps),
        lists="; ".join(how),
        unresolved=tuple(one.title for one in steps if one.state == StepState.UNRESOLVED),
    )


def _with_facility() -> Select[EpisodeRow, str]:
    """Each episode with the handle of its hospital."""
    return select(EpisodeRow, Encounter.facility).join(
        Encounter, col(Encounter.episode) == col(EpisodeRow.episode), isouter=True
    )


def _episodes(session: Session, known: Mapping[str, Facility], now: datetime) -> list[EpisodeLine]:
    """The urgent first, then what nobody owns, then what is due first."""
    running = (
        _with_facility()
        .where(EpisodeRow.phase != Phase.CLOSED)
        .order_by(
            col(EpisodeRow.urgent).desc(),
            col(EpisodeRow.unowned).desc(),
            col(EpisodeRow.next_due).is_(None),
            col(EpisodeRow.next_due),
        )
        .limit(MOST_SHOWN)
    )
    return [
        _line(row, known.get(handle or ""), _steps(session, row.episode), now)
        for row, handle in session.exec(running)
    ]


def _steps(session: Session, episode: str) -> Sequence[StepRow]:
    return session.exec(select(StepRow).where(StepRow.episode == episode)).all()


def _line(
    row: EpisodeRow, facility: Facility | None, steps: Sequence[StepRow], now: datetime
) -> EpisodeLine:
    still = [step for step in steps if step.state == StepState.OPEN]
    return EpisodeLine(
        episode=row.episode,
        facility=facility.name if facility else "",
        time_zone=facility.time_zone if facility else _ANY_ZONE,
        phase=row.phase,
        open_steps=len(still),
        late_steps=sum(1 for step in still if step.due is not None and step.due < now),
        owners=tuple(sorted({step.owner for step in still if step.owner})),
        next_due=row.next_due,
        unowned=row.unowned,
        urgent=row.urgent,
    )
