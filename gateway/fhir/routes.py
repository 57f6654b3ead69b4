"""FHIR R4 from hospitals: checked, committed, answered; everything else happens afterwards.

    POST /fhir/$process-message   a message Bundle; the answer is a message
    PUT  /fhir/{type}/{id}        a rest-hook subscription's resource
    POST /fhir/{type}             the same, for senders that create
    POST /fhir                    a transaction, batch or collection, or a backport notification
    GET  /fhir/metadata           what we can do

A backport notification comes to whatever address its subscription names: that is POST /fhir too.
Whatever could be stored is kept: what cannot be used is answered 422, and 503 when the sender's
server could not be asked, so that it is sent again. Of what is refused before that (no JSON,
another address, type or packing, a version) what may be a discharge is kept for a person. A stay
that cannot be used beside one that can is a warning with 200. Models are imported only to word a
refusal.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from adapters.logging import get_logger
from adapters.messages import glimpse
from adapters.messages.fhir import events, missing_references, operation_outcome
from adapters.messages.fhir.bundles import (
    SOURCE,
    Body,
    Notification,
    NotificationType,
    Shape,
    decode,
)
from adapters.messages.fhir.operation_outcome import Issue
from adapters.messages.fhir.server import FhirServerError, ServerAway
from adapters.messages.hl7.segments import text_of
from adapters.messages.parsed import Parsed, places
from adapters.validation import Refused
from domain.desired_episodes import asked_alone
from domain.hospital.feed import Feed
from domain.words.phrasebook import worded
from gateway.fhir import conditions
from gateway.fhir.capability_statement import capability_statement
from gateway.fhir.responses import (
    JSON_TYPES,
    PATH,
    NotAcceptable,
    NotJson,
    NotTaken,
    Result,
    bundle_answer,
    in_fhir,
    kept_as,
    message_answer,
    outcome,
    refused,
)
from gateway.http.bodies import read_body
from gateway.http.refusals import NotOffered, Refusal
from gateway.http.worded_routes import worded_by
from store.arrivals import Arrival, Format, KeptArrival

SCOPE = "fhir:write"
MOST_BYTES = 16 * 1024 * 1024
ROUNDS = 3
"""An id brings an Encounter, that its Patient and lists, that whom the Patient is merged with:
further nobody needs to ask."""
_SHOWN = 20
_LONGEST_REFUSAL = 1_000
log = get_logger(__name__)


class Subscriptions(Protocol):
    """Remembers the highest event number of every subscription."""

    async def seen(self, facility: str, subscription: str, number: int) -> tuple[int, ...]:
        """Note an event number; gives those between the highest before and this one.

        The first number of a subscription has no gap before it; a lower one changes nothing.
        """


@dataclass(kw_only=True)
class FhirRoutes:
    """The FHIR endpoint. `base` is its public address, without a slash at the end.

    `known` is whether something came of a visit before, by its number.
    `gaps` counts notifications that never came.
    """

    authenticate: Callable[[Request, str], Awaitable[Feed]]
    take: Callable[[Arrival], Awaitable[KeptArrival]]
    overtake: Callable[[Arrival], Awaitable[None]]
    deliver: Callable[[str], None]
    fetch: Callable[[Feed, tuple[str, ...]], Awaitable[dict[str, Any]]]
    known: Callable[[Feed, str], Awaitable[bool]]
    subscriptions: Subscriptions
    clinical_now: Callable[[], Awaitable[datetime]]
    base: str
    gaps: int = 0

    def router(self) -> APIRouter:
        """Give the routes. Whatever else is asked for below /fhir is not there, by any method.

        Starlette's own 405 would stop who looks for a resource before they send it, and it answers
        a slash at the end with a redirect, to an address that may be without TLS.
        """
        router = APIRouter(prefix=PATH, route_class=worded_by(refused))
        router.add_api_route("/metadata", self.metadata, methods=["GET"])
        router.add_api_route("/$process-message", self.process_message, methods=["POST"])
        router.add_api_route("", self.bundle, methods=["POST"])
        router.add_api_route("/", self.bundle, methods=["POST"])
        router.add_api_route("/{kind}", self.create, methods=["POST"])
        router.add_api_route("/{kind}", self.update, methods=["PUT"])
        router.add_api_route("/{kind}/{own}", self.update, methods=["PUT"])
        router.mount(PATH, refused(NotOffered("Nothing can be read or deleted here.")))
        return router

    async def metadata(self, request: Request) -> Response:
        """Say what we can do, to anybody."""
        _answerable(request)
        return in_fhir(capability_statement(self.base))

    async def process_message(self, request: Request) -> Response:
        """Take a message and answer with one. Raises a Refusal."""
        feed, text, body = await self._sent(request, _no_message)
        result = await self._processed(request, feed, text, body)
        endpoint = f"{self.base}/$process-message"
        return in_fhir(message_answer(body, result, endpoint, await self.clinical_now()))

    async def bundle(self, request: Request) -> Response:
        """Take a Bundle of whatever type. Raises a Refusal."""
        feed, text, body = await self._sent(request, _no_bundle)
        result = await self._processed(request, feed, text, body)
        answered = body.root.text("type") in ("transaction", "batch")
        if answered and result.response_code == "ok":
            return in_fhir(bundle_answer(body, result))
        return outcome(result)

    async def update(self, request: Request) -> Response:
        """Take a resource under its own address, or under criteria. Raises a Refusal."""
        nameless = "own" not in request.path_params and not request.query_params
        wrong = _wrong("", "an id in the address, or criteria behind it") if nameless else None
        return await self._resource(request, wrong)

    async def create(self, request: Request) -> Response:
        """Take a resource by its type. Raises a Refusal."""
        return await self._resource(request, None)

    async def _resource(self, request: Request, wrong: Issue | None) -> Response:
        def misplaced(body: Body) -> Issue | None:
            return wrong or _misplaced(request, body)

        feed, text, body = await self._sent(request, misplaced)
        if await self._is_known(request, feed, body):
            return outcome(Result(status=200, issues=[conditions.matched(body)]))
        return outcome(await self._processed(request, feed, text, body))

    async def _is_known(self, request: Request, feed: Feed, body: Body) -> bool:
        """Whether a visit is known that must not be for this to be created."""
        visits = conditions.visits(request, body)
        return any([await self.known(feed, number) for number in visits])

    async def _sent(
        self, request: Request, wrong: Callable[[Body], Issue | None]
    ) -> tuple[Feed, str, Body]:
        """Read who sends what. Raises a Refusal; what may be a discharge is kept all the same."""
        feed = await self.authenticate(request, SCOPE)
        sent = b""
        try:
            sent = await read_body(request, MOST_BYTES)
            text, body = await _understood(request, sent)
            if issue := wrong(body):
                raise NotTaken([issue])
            if body.type == "Bundle" and await self._is_known(request, feed, body):
                conditions.matched(body)
        except Refusal as refusal:
            await self._keep_refused(feed, sent or refusal.head, refusal)
            raise
        return feed, text, body

    async def _keep_refused(self, feed: Feed, sent: bytes, refusal: Refusal) -> None:
        """Keep for a person what the sender may never look at."""
        text = text_of(sent, ("utf-8-sig",)).replace("\x00", "")
        seen = await run_in_threadpool(glimpse.in_fhir, text, ZoneInfo(feed.time_zone))
        if seen.may_be_discharge:
            await self._keep(_unusable(feed, text, refusal))

    async def _processed(self, request: Request, feed: Feed, text: str, body: Body) -> Result:
        """Keep a body, for every patient in it, and say what will come of it."""
        status = body.notification
        if status is not None and status.type in _QUIET:
            return Result(status=200, issues=[_told(f"The {status.type} was understood.")])
        sent = text
        text, away = await self._completed(feed, sent)
        now = await self.clinical_now()
        try:
            heard = await run_in_threadpool(events.read, text, feed, now)
        except Refused as refused:
            await self._keep(_unusable(feed, sent if away else text, refused, body))
            issues = await run_in_threadpool(_issues, refused, body)
            result = Result(status=503 if away else 422, issues=issues)
        else:
            for arrival in _arrivals(feed, text, body, heard):
                await self._keep(arrival)
            if text != sent:  # the server may have been away when it was sent before
                await self.overtake(_unusable(feed, sent, Refused(SOURCE, []), body))
            result = Result(status=200, issues=await run_in_threadpool(_remarks, heard))
        result.issues.extend(await self._gap(feed, status))
        result.issues.extend(conditions.remarks(request, body))
        return result

    async def _completed(self, feed: Feed, text: str) -> tuple[str, bool]:
        """Fetch what the body leaves out; says too whether the sender's server was away."""
        asked: set[str] = set()
        try:
            for _ in range(ROUNDS):
                missing = await run_in_threadpool(missing_references.missing, text, feed)
                wanted = tuple(one for one in missing if one not in asked)
                if not wanted:
                    break
                asked.update(wanted)
                if found := await self.fetch(feed, wanted):
                    text = missing_references.with_fetched(text, found)
        except FhirServerError as error:
            log.warning("fhir_fetch_failed", facility=feed.facility, error=type(error).__name__)
            return text, isinstance(error, ServerAway)
        return text, False

    async def _keep(self, arrival: Arrival) -> None:
        """Commit one arrival, then start what follows from it."""
        taken = await self.take(arrival)
        log.info("fhir_taken", facility=arrival.facility, inbox=taken.inbox, what=arrival.trigger)
        if taken.reused:
            log.warning("fhir_key_reused", facility=arrival.facility, inbox=taken.inbox)
        if not (arrival.refusal or arrival.ignored or taken.already):
            self.deliver(taken.ordering_key)

    async def _gap(self, feed: Feed, status: Notification | None) -> list[Issue]:
        """Tell of notifications that never came; theirs is the number before this one's."""
        if status is None or not status.subscription:
            return []
        missed: list[int] = []
        for number in status.numbers:
            missed += await self.subscriptions.seen(feed.facility, status.subscription, number)
        if not missed:
            return []
        self.gaps += len(missed)
        log.warning("fhir_notifications_missed", facility=feed.facility, count=len(missed))
        shown = ", ".join(str(number) for number in missed[:_SHOWN])
        words = f"Events that never came: {shown}{', ...' if len(missed) > _SHOWN else ''}"
        return [Issue(severity="warning", code="incomplete", diagnostics=words)]


_ASKED = "Somebody is asked, unless another message says it"
_QUIET = (NotificationType.HANDSHAKE, NotificationType.HEARTBEAT)


def _answerable(request: Request) -> None:
    """Refuse who wants XML, and only that."""
    wanted = request.query_params.get("_format") or request.headers.get("accept", "")
    if "xml" in wanted and "json" not in wanted and "*/*" not in wanted:
        raise NotAcceptable


async def _understood(request: Request, sent: bytes) -> tuple[str, Body]:
    """A body as a resource. Raises a Refusal."""
    _answerable(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in JSON_TYPES:
        raise NotJson
    try:
        text = sent.decode("utf-8-sig")
        body = Body(await run_in_threadpool(decode, text))
    except UnicodeDecodeError:
        raise NotTaken([_wrong("", "JSON in UTF-8")]) from None
    except Refused as refused:
        raise NotTaken(operation_outcome.issues_of(refused.problems)) from None
    conditions.check(request, body)
    return text, body


def _no_message(body: Body) -> Issue | None:
    if body.shape is not Shape.MESSAGE:
        return _wrong("Bundle.type", "message")
    return None if body.header else _wrong("Bundle.entry[0].resource", "a MessageHeader")


def _no_bundle(body: Body) -> Issue | None:
    return None if body.type == "Bundle" else _wrong("resourceType", "Bundle")


def _misplaced(request: Request, body: Body) -> Issue | None:
    kind, own = request.path_params["kind"], request.path_params.get("own")
    if body.type != kind:
        return _wrong("resourceType", "the type in the address")
    if own is not None and body.root.text("id") != own:
        return _wrong(f"{body.type}.id", "the id in the address")
    return None


def _wrong(place: str, expected: str) -> Issue:
    words = f"{place or 'the body'}: expected {expected}"
    return Issue(severity="error", code="invalid", diagnostics=words, expression=place)


def _told(words: str) -> Issue:
    return Issue(severity="information", code="informational", diagnostics=words)


def _remarks(heard: Parsed) -> list[Issue]:
    said = heard.ignored or heard.for_a_person or f"Taken: {len(heard.events)} event(s)."
    aside = [Issue(severity="warning", code="processing", diagnostics=one) for one in heard.aside]
    doubts = [
        Issue(severity="warning", code="value", diagnostics=one) for one in heard.doubts[:_SHOWN]
    ]
    asked = [
        Issue(severity="warning", code="business-rule", diagnostics=f"{_ASKED}: {worded(one)}")
        for one in asked_alone(heard.events)[:_SHOWN]
    ]
    return [_told(said), *aside, *doubts, *asked]


def _issues(refused: Refused, body: Body) -> list[Issue]:
    """What made it unusable, then whatever else R4 forbids in it."""
    found = operation_outcome.issues_of(refused.problems)
    places_found = {one.expression for one in found}
    strictly = operation_outcome.issues_of(operation_outcome.problems(body.root.value), "warning")
    return found + [one for one in strictly if one.expression not in places_found]


def _unusable(
    feed: Feed, text: str, refused: Refused | Refusal, body: Body | None = None
) -> Arrival:
    words = places(refused) if isinstance(refused, Refused) else kept_as(refused)
    return Arrival(
        format=Format.FHIR,
        facility=feed.facility,
        sender_key=body.sender_key if body else "",
        trigger=body.trigger if body else "FHIR",
        body=text,
        refusal=words[:_LONGEST_REFUSAL],
    )


def _arrivals(feed: Feed, text: str, body: Body, heard: Parsed) -> list[Arrival]:
    """One for every patient, so that each one's order holds; their keys are told apart by "#2"."""
    mrns: list[str | None] = list(dict.fromkeys(one.mrn for one in heard.events))
    mrns = mrns or list(heard.records[:1])
    return [
        Arrival(
            format=Format.FHIR,
            facility=feed.facility,
            sender_key=f"{body.sender_key}#{number}" if number > 1 else body.sender_key,
            trigger=body.trigger,
            body=text,
            mrn=mrn,
            ignored=heard.ignored,
        )
        for number, mrn in enumerate(mrns or [None], start=1)
    ]
