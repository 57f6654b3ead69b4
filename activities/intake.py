"""Opening an episode: identity first, in SQL, then the workflow; repeating it is harmless."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from adapters.database import Database
from adapters.encryption import Tokens
from adapters.holidays import calendar_for
from domain.clock import Clock
from domain.discharge import Discharge
from domain.disposition import Route, Routed, route
from domain.facts import Ending
from domain.pathway import Pathway
from models import names
from models.payloads import OpenEpisode
from models.tables import Encounter, Facility, WorkItem


class NotOpened(Exception):  # noqa: N818 - an outcome, not a fault
    """A discharge that opens no episode, with the reason in words."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The episode of a discharge, and whether it was there before."""

    episode: str
    n: int
    already: bool


class Intake:
    """Turns one discharge into one running episode."""

    def __init__(
        self, client: Client, database: Database, tokens: Tokens, pathways: dict[str, Pathway]
    ) -> None:
        self._client = client
        self._database = database
        self._tokens = tokens
        self._pathways = pathways

    async def open(self, discharge: Discharge, now: datetime, clock: Clock) -> Opened:
        """Start the episode of a discharge. Raises `NotOpened` when there must be none."""
        routed = route(discharge.disposition)
        if not routed.opens:
            raise NotOpened(f"disposition {discharge.disposition!r}: {routed.reason}")
        row, known, facility = await self._database.writing(
            lambda session: self._identify(session, discharge, now)
        )
        opening = self._opening(row, facility, discharge, clock)
        started = await self._start(opening)
        return Opened(episode=row.episode, n=row.n, already=known and not started)

    async def set_aside(self, discharge: Discharge, routed: Routed, now: datetime) -> None:
        """A disposition that nobody can be sure of is put before a person: never guessed."""
        if routed.route not in (Route.REVIEW, Route.WORK_QUEUE):
            return
        token = self._tokens.encounter(discharge.facility, discharge.encounter)
        item = WorkItem(
            key=f"discharge:{discharge.facility}-{token}",
            facility=discharge.facility,
            reason=f"disposition {discharge.disposition}: {routed.reason}",
            since=now,
        )
        await self._database.writing(lambda session: session.merge(item))

    def _identify(
        self, session: Session, discharge: Discharge, now: datetime
    ) -> tuple[Encounter, bool, Facility]:
        """The identity of this discharge: a new n only after a cancelled one."""
        facility = session.get(Facility, discharge.facility)
        if facility is None:
            known = ", ".join(sorted(session.exec(select(Facility.handle)).all())) or "none"
            raise NotOpened(f"facility {discharge.facility!r} is not known (known: {known})")
        if facility.pathway not in self._pathways:
            raise NotOpened(f"facility {facility.handle!r}: no pathway {facility.pathway!r}")
        token = self._tokens.encounter(discharge.facility, discharge.encounter)
        last = session.exec(
            select(Encounter)
            .where(Encounter.facility == discharge.facility, Encounter.encounter_token == token)
            .order_by(col(Encounter.n).desc())
        ).first()
        if last is not None and last.outcome != Ending.CANCELLED:
            return last, True, facility
        row = self._row(discharge, token, last.n + 1 if last else 1, now)
        session.add(row)
        return row, False, facility

    def _row(self, discharge: Discharge, token: str, n: int, now: datetime) -> Encounter:
        return Encounter(
            episode=names.episode_id(discharge.facility, token, n),
            facility=discharge.facility,
            encounter_token=token,
            patient_token=self._tokens.patient(discharge.facility, discharge.patient.mrn),
            n=n,
            body_hash=_hash(discharge),
            discharged_at=discharge.discharged_at,
            opened_at=now,
        )

    def _opening(
        self, row: Encounter, facility: Facility, discharge: Discharge, clock: Clock
    ) -> OpenEpisode:
        pathway = self._pathways[facility.pathway]
        return OpenEpisode(
            episode=row.episode,
            n=row.n,
            discharge=discharge,
            pathway=pathway,
            calendar=calendar_for(discharge, pathway),
            clock=clock,
            facility_name=facility.name,
            patient_zone=discharge.time_zone,
            opened_at=max(row.opened_at, discharge.discharged_at),
        )

    async def _start(self, opening: OpenEpisode) -> bool:
        """Start the workflow; one that was started before, even one that has ended, stays."""
        try:
            await self._client.start_workflow(
                names.EPISODE,
                opening,
                id=opening.episode,
                task_queue=names.TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                static_summary=_summary(opening),
                memo={"pathway": opening.pathway.name},
            )
        except WorkflowAlreadyStartedError:
            return False
        return True


def _hash(discharge: Discharge) -> str:
    body = json.dumps(asdict(discharge), default=str, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def _summary(opening: OpenEpisode) -> str:
    patient = opening.discharge.patient
    return f"{patient.initials} home from {opening.facility_name}"
