"""The REST interface for hospitals.

    POST /discharges                 a discharge: kept, then 202; the episode starts or is amended
    GET  /messages/{message}         what came of it, where that was not known at once
    GET  /episodes/{episode}         how an episode stands
    POST /episodes/{episode}/close   end it early
    GET  /openapi.json               all of this, for machines

Whatever body an authenticated sender posts as a discharge is kept, also when it is refused, of one
that is too large its beginning: only what was not read at all (401, 403 for a scope, 429) leaves
nothing. Another facility's messages and episodes are not there.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Request, Response, Security
from fastapi.responses import JSONResponse
from fastapi.security import SecurityScopes
from pydantic import BaseModel
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from temporalio.client import Client

from adapters.encryption import Tokens
from adapters.logging import get_logger
from adapters.sql.database import Database
from domain.episode.facts import Ending
from domain.words.phrasebook import worded
from gateway.http.background import Background
from gateway.http.refusals import NotOffered, Refusal
from gateway.http.worded_routes import worded_by
from gateway.ops.ui_links import UiLinks
from gateway.rest import closing, openapi, responses
from gateway.rest.problems import (
    BadKey,
    KeyReused,
    OtherFacility,
    RestRefusal,
    kept_as,
    kind_of,
    problem,
)
from gateway.rest.requests import MOST_BYTES, KeyHolder, SenderKey, read, read_json
from gateway.rest.responses import Closing, DischargeTaken, EpisodeAnswer, MessageAnswer
from models.payloads import Close
from store.api_keys import Holder, Scope
from store.arrivals import Arrival, Format, IntakeOutcome, KeptArrival, arrival_of
from store.hospital_inbox import settle
from store.inbox import Outcome
from store.patient_data.notes import Notes
from store.views import View, Viewer, audited

TRIGGER = "POST /discharges"
HOSPITAL = "hospital"
MOST_ORDER_BYTES = 16 * 1024
PATIENCE_SECONDS = 2.0
AT_ONCE = 8
_LONGEST_REFUSAL = 1_000
log = get_logger(__name__)

_Keyed = tuple[str, list[str], Callable[..., Awaitable[BaseModel]], Scope, dict[str, Any]]
"""A path, its methods, its handler, the scope that it needs, and what is said of it."""


class Receiving(Protocol):
    """What of `intake.hospital_inbox.HospitalInbox` is used here."""

    async def take(self, arrival: Arrival) -> KeptArrival:
        """Keep a message for good."""

    async def deliver(self, ordering_key: str) -> int:
        """Deliver what waits for one person."""

    async def came(self, inbox: int) -> IntakeOutcome:
        """What came of a message so far."""

    async def now(self) -> datetime:
        """The clinical time."""


@dataclass(kw_only=True)
class Rest:
    """The interface. `base` is its public address; `refused` counts refusals of bodies by kind.

    `patience` is how many seconds an answer may wait for the outcome of a delivery.
    """

    authenticate: Callable[[Request, Scope], Awaitable[Holder]]
    hospital_inbox: Receiving
    database: Database
    tokens: Tokens
    notes: Notes
    connect: Callable[[], Awaitable[Client]]
    links: UiLinks
    background: Background
    real_now: Callable[[], datetime]
    base: str
    patience: float = PATIENCE_SECONDS
    refused: Counter[str] = field(default_factory=Counter)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def router(self) -> APIRouter:
        """Give the routes; what Starlette refuses is worded by `problems.answer`."""
        looking = ["GET", "HEAD"]
        router = self._keyed(looking)
        router.add_api_route("/openapi.json", self.openapi, methods=looking)
        return router

    @cached_property
    def document(self) -> dict[str, Any]:
        """The OpenAPI document. Of GET alone: HEAD beside it would have the same operationId."""
        return openapi.document(self.base, self._keyed(["GET"]).routes)

    def _keyed(self, looking: list[str]) -> APIRouter:
        """Give the routes that need a key. `looking` are the methods that change nothing.

        Starlette's own routes for GET take HEAD as well, but FastAPI's do not.
        """
        router = APIRouter(route_class=worded_by(problem))
        routes: tuple[_Keyed, ...] = (
            ("/discharges", ["POST"], self.discharge, Scope.DISCHARGES_WRITE,
             openapi.SEND_DISCHARGE),
            ("/messages/{message}", looking, self.message, Scope.DISCHARGES_WRITE,
             openapi.READ_MESSAGE),
            ("/episodes/{episode}", looking, self.episode, Scope.EPISODES_READ,
             openapi.READ_EPISODE),
            ("/episodes/{episode}/close", ["POST"], self.close, Scope.EPISODES_CLOSE,
             openapi.CLOSE_EPISODE),
        )  # fmt: skip
        for path, methods, handler, scope, described in routes:
            admitted = [Security(self._admit, scopes=[scope])]
            router.add_api_route(path, handler, methods=methods, dependencies=admitted, **described)
        return router

    async def _admit(
        self,
        request: Request,
        needed: SecurityScopes,
        _scheme: Annotated[object, Depends(openapi.KEY)],
    ) -> None:
        """Check the key, before anything else of the request is looked at. Raises a Refusal."""
        request.state.holder = await self.authenticate(request, Scope(needed.scope_str))

    # ---- discharges

    async def discharge(
        self, request: Request, response: Response, holder: KeyHolder, sender_key: SenderKey
    ) -> DischargeTaken:
        """Keep a discharge, have it delivered, and say what came of it so far."""
        try:
            body = await read_json(request, MOST_BYTES)
            taken = await self._taken(holder, body, sender_key)
        except Refusal as refusal:
            if refusal.instance is None:
                await self._keep(holder, refusal)
            raise
        await self._deliver(taken.ordering_key)
        answer = self._answer(taken, await self.hospital_inbox.came(taken.inbox))
        response.headers["Location"] = answer.links.episode or answer.links.message or ""
        if taken.already:
            response.headers["Idempotent-Replayed"] = "true"
        return answer

    async def _taken(self, holder: Holder, body: bytes, sender_key: str | None) -> KeptArrival:
        """Read a body and keep its discharge. Raises a RestRefusal, with the body."""
        try:
            discharge = await run_in_threadpool(read, body)
            if discharge.facility != holder.facility:
                raise OtherFacility
            if sender_key is None:
                raise BadKey
            arrival = replace(arrival_of(discharge), trigger=TRIGGER, sender_key=sender_key)
            return await self._take(arrival)
        except RestRefusal as refusal:
            refusal.head = body
            raise

    async def _keep(self, holder: Holder, refusal: Refusal) -> None:
        """Bring what nobody can use to the work queue; its Idempotency-Key stays free."""
        self.refused[kind_of(refusal)] += 1
        body = refusal.head
        if not body.strip():
            return
        arrival = Arrival(
            format=Format.DISCHARGE,
            facility=holder.facility,
            sender_key="",
            trigger=TRIGGER,
            body=body.decode("utf-8", "backslashreplace"),
            refusal=kept_as(refusal)[:_LONGEST_REFUSAL],
        )
        taken = await self.hospital_inbox.take(arrival)
        refusal.instance = f"/messages/{taken.inbox}"
        total = self.refused.total()
        log.warning("discharge_refused", key=holder.id, inbox=taken.inbox, total=total)

    async def _take(self, arrival: Arrival) -> KeptArrival:
        """Keep a discharge. Raises KeyReused: then it is not delivered."""
        if arrival.sender_key:
            sender = (arrival.facility, arrival.format, arrival.sender_key)
            own = self.tokens.message(*sender, arrival.mrn or "", arrival.body)
            token, key = self.tokens.message(*sender), f"{arrival.format}:{own}"
            if await self.database.reading(lambda s: responses.was_another(s, token, key)):
                raise KeyReused
        taken = await self.hospital_inbox.take(arrival)
        if taken.reused:  # another body came between our look and now
            refusal = KeyReused()
            came = IntakeOutcome(outcome=Outcome.QUEUED, detail=refusal.words)
            await self.database.writing(lambda session: settle(session, taken.inbox, came))
            refusal.instance = f"/messages/{taken.inbox}"
            raise refusal
        log.info("discharge_taken", inbox=taken.inbox, already=taken.already)
        return taken

    async def _deliver(self, ordering_key: str) -> None:
        """Have a person's messages delivered; whoever runs out of patience stops nothing."""
        done = asyncio.Event()

        async def deliver() -> None:
            try:
                async with self._turns:
                    await self.hospital_inbox.deliver(ordering_key)
            finally:
                done.set()

        self.background.start(deliver())
        try:
            async with asyncio.timeout(self.patience):
                await done.wait()
        except TimeoutError:
            log.info("discharge_not_delivered_yet")

    def _answer(self, taken: KeptArrival, came: IntakeOutcome) -> DischargeTaken:
        episode = came.episodes[0] if came.episodes else None
        return DischargeTaken(
            status=came.outcome,
            message=taken.inbox,
            episode=episode,
            detail=worded(came.detail),
            links=responses.links(self.links, episode, taken.inbox),
        )

    # ---- looking and ending

    async def message(self, message: openapi.MessagePath, holder: KeyHolder) -> MessageAnswer:
        """Say what came of a message."""
        found = await self.database.reading(
            lambda session: responses.message(session, self.links, holder.facility, message)
        )
        if found is None:
            raise NotOffered("There is no such message.")
        return found

    async def episode(self, episode: openapi.EpisodePath, holder: KeyHolder) -> EpisodeAnswer:
        """Say how an episode stands."""
        now = await self.hospital_inbox.now()

        def read(session: Session) -> EpisodeAnswer | None:
            found = responses.encounter(session, holder.facility, episode)
            return responses.episode(session, self.links, found, now) if found else None

        found = await self.database.reading(read)
        if found is None:
            raise _no_episode()
        return found

    async def close(
        self,
        request: Request,
        response: Response,
        episode: openapi.EpisodePath,
        holder: KeyHolder,
    ) -> Closing:
        """End an episode early; one that has ended says how."""
        order = closing.read_order(await read_json(request, MOST_ORDER_BYTES))
        found = await self.database.reading(
            lambda session: responses.encounter(session, holder.facility, episode)
        )
        if found is None:
            raise _no_episode()
        links = responses.links(self.links, episode)
        if found.outcome:
            response.status_code = 200
            return Closing(episode=episode, status="closed", outcome=found.outcome, links=links)
        await self._tell(holder, episode, order)
        return Closing(episode=episode, status="closing", links=links)

    async def _tell(self, holder: Holder, episode: str, order: closing.ClosingOrder) -> None:
        who, at = Viewer(handle=f"key {holder.id}"), self.real_now()
        ordered = View(what="close by REST", about=episode)
        await self.database.writing(lambda session: audited(session, at, who, ordered))
        close = Close(
            ending=Ending(order.reason),
            at=await self.hospital_inbox.now(),
            by=HOSPITAL,
            note=await self.notes.of_closing(episode, order.note or ""),
        )
        await closing.tell(self.connect, episode, close)

    async def openapi(self) -> JSONResponse:
        """Describe all this, to anybody."""
        return JSONResponse(self.document)


def _no_episode() -> NotOffered:
    return NotOffered("There is no such episode.")
