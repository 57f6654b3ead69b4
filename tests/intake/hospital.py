"""A hospital before the real gateway, by MLLP and FHIR, at a clinical instant; and what came of it.

There is no worker: what an episode knows is read from its history.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import col, select
from temporalio.client import Client

from adapters.encryption import Seal
from domain.hospital.discharge import Discharge
from domain.time.clock import Clock
from domain.words.phrasebook import worded
from models import names
from models.payloads.episode import OpenEpisode
from models.payloads.episode_messages import Amend
from models.tables import Encounter, InboxRow, WorkItem
from store.api_keys import Scope, create
from store.charts import root_of
from store.patient_data.accounts import Accounts
from tests.adt import ZONE
from tests.intake.world import HOST, Place, gateway, http, temporal, until

FACILITY = "mercy-general"
NOW = datetime(2026, 11, 27, 21, tzinfo=UTC)
"""A Friday, four in the afternoon in New York: when everything arrives."""


def ago(hours: float) -> str:
    """So many hours before now, as the hospital writes it."""
    return f"{NOW.astimezone(ZONE) - timedelta(hours=hours):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Seen:
    """One person in our tables: episodes as (left, on the hospital's clock, how it stands)."""

    episodes: list[tuple[str, str]]
    asked: list[str]
    rows: list[Encounter] = field(repr=False)
    items: list[WorkItem] = field(repr=False)
    messages: list[InboxRow] = field(repr=False)


@dataclass
class Hospital:
    """One sender, and the installation that it sends to."""

    place: Place
    client: Client
    http: httpx.AsyncClient = field(repr=False)

    async def speaks(self, *texts: str) -> list[str]:
        """Send each by MLLP, in a block of its own; give each MSA-1, once it is delivered."""
        found = []
        for text in texts:
            (answer, *_) = await self.exchanges(text.encode())
            segments = (line.split("|") for line in answer.split("\r"))
            found += [line[1] for line in segments if line[0] == "MSA"]
        return found

    async def exchanges(self, *blocks: bytes, answers: int = 1) -> list[str]:
        """Send blocks over one connection; give so many answers, and no more came."""
        reader, writer = await asyncio.open_connection(HOST, self.place.mllp_port)
        writer.write(b"".join(b"\x0b" + one + b"\x1c\r" for one in blocks))
        writer.write_eof()
        async with asyncio.timeout(30):
            said = await reader.read()
        writer.close()
        found = [one.strip(b"\x0b\r").decode() for one in said.split(b"\x1c") if one.strip(b"\r")]
        assert len(found) == answers, found
        await self.delivered()
        return found

    async def posts(
        self, body: dict[str, Any] | bytes, path: str = "", method: str = "POST", **headers: str
    ) -> httpx.Response:
        """Send FHIR; give the answer, once what it says is delivered."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await self.http.request(method, f"/fhir{path}", content=content, headers=headers)
        await self.delivered()
        return answer

    async def delivered(self) -> None:
        """Wait until nothing waits."""
        await until(lambda: self.place.count(InboxRow, InboxRow.outcome == "waiting") == 0)

    def seen(self, mrn: str) -> Seen:
        """What came of a person, so far."""
        token = self.place.settings.tokens.patient(FACILITY, mrn)
        with self.place.database.read() as session:
            mine = col(Encounter.patient_token) == root_of(session, token)
            rows = session.exec(
                select(Encounter)
                .where(mine)
                .order_by(col(Encounter.discharged_at), col(Encounter.n))
            )
            known = list(rows)
            sent = select(InboxRow).where(InboxRow.ordering_key == root_of(session, token))
            messages = list(session.exec(sent.order_by(col(InboxRow.id))))
            items = session.exec(select(WorkItem).where(col(WorkItem.resolved_at).is_(None))).all()
        about = {row.episode for row in known} | {names.message(one.id or 0) for one in messages}
        mine_too = [one for one in items if one.about in about or one.key in about]
        assert all(one.owner and one.due for one in mine_too)
        return Seen(
            [(_local(row.discharged_at), _stands(row)) for row in known],
            sorted(one.reason for one in mine_too),
            known,
            mine_too,
            messages,
        )

    async def told(self, row: Encounter) -> Discharge:
        """The hospital's account as an episode was last told it."""
        history = await self.client.get_workflow_handle(row.episode).fetch_history()
        decode = self.client.data_converter.decode
        begun = history.events[0].workflow_execution_started_event_attributes
        (opening,) = await decode(begun.input.payloads, [OpenEpisode])
        known = opening.discharge
        for event in history.events:
            heard = event.workflow_execution_signaled_event_attributes
            if heard.signal_name == names.AMEND:
                known = (await decode(heard.input.payloads, [Amend]))[0].discharge
        accounts = Accounts(Seal(self.place.settings.ring))
        with self.place.database.read() as session:
            account = accounts.account(session, row.episode, known.account)
        assert account is not None
        return account


def _local(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%m-%d %H:%M}"


def _stands(row: Encounter) -> str:
    return row.ending or ("held" if row.held else "runs")


@contextlib.asynccontextmanager
async def hospital(folder: Path) -> AsyncIterator[Hospital]:
    """The server and the gateway as processes of their own, and a key for FHIR."""
    place = Place(folder)
    place.database.set_clock(Clock(real_origin=datetime.now(UTC), clinical_origin=NOW))
    with place.database.write() as session:
        key = create(session, FACILITY, [Scope.FHIR_WRITE], datetime.now(UTC))
    async with temporal(place) as client, gateway(place), http(place) as sender:
        sender.headers["authorization"] = f"Bearer {key.text}"
        sender.headers["content-type"] = "application/fhir+json"
        yield Hospital(place, client, sender)
    place.database.close()


def fits(asked: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether as many things are asked as wanted, each in its words."""
    left, words = list(map(worded, asked)), list(map(worded, wanted))
    return len(left) == len(words) and all(any(one in said for said in left) for one in words)
