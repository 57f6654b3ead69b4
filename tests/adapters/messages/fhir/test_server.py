"""Asking the sender's server: only below its base address, bounded, and never half a list."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from adapters.messages.fhir.server import FhirServer, NotItsReference, ServerAway
from tests.adapters.messages.fhir.bodies import SERVER, bundle, of_stay, patient

Answer = Callable[[httpx.Request], httpx.Response]
SEARCH = "MedicationRequest?encounter=Encounter/e1"


def _json(data: object, status: int = 200) -> Answer:
    return lambda _: httpx.Response(status, content=json.dumps(data))


class Asked:
    """A server that answers by path, and what it was asked."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = answers

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answers[request.url.path.removeprefix("/r4/")](request)

    async def fetch(self, *references: str, **others: Any) -> dict[str, Any]:
        """Fetch from this server."""
        server = FhirServer(
            SERVER, "a key for tests", transport=httpx.MockTransport(self), **others
        )
        return await server.fetch(references)


async def test_a_reference_is_asked_for_with_the_token() -> None:
    """One GET below the base address, in FHIR's JSON."""
    asked = Asked({"Patient/p1": _json(patient())})
    assert await asked.fetch("Patient/p1") == {"Patient/p1": patient()}
    (request,) = asked.requests
    assert str(request.url) == f"{SERVER}/Patient/p1"
    assert request.headers["Authorization"] == "Bearer a key for tests"


async def test_an_absolute_reference_below_the_base_is_its_own() -> None:
    """A sender may write its addresses in full."""
    asked = Asked({"Patient/p1": _json(patient())})
    assert list(await asked.fetch(f"{SERVER}/Patient/p1")) == [f"{SERVER}/Patient/p1"]


@pytest.mark.parametrize(
    "reference",
    [
        "https://elsewhere.example/r4/Patient/p1",
        "https://fhir.mercy-general.example/other/Patient/p1",
        f"{SERVER}.elsewhere.example/Patient/p1",
        "http://169.254.169.254/latest/meta-data",
        "//elsewhere.example/Patient/p1",
        "file:///etc/passwd",
        "Patient/..",
        "Patient/../Binary/1",
        "Patient/p1/$everything",
        "Patient/p1?x=y",
        "Patient/p%2f1",
        "Patient?name=smith",
        "MedicationRequest?encounter=Encounter/..",
        "MedicationRequest?encounter=Encounter/e1&_count=9",
        "",
        "#p1",
    ],
)
async def test_nothing_else_is_asked_for(reference: str) -> None:
    """What is not below the base address is refused before anything is sent."""
    asked = Asked({})
    with pytest.raises(NotItsReference):
        await asked.fetch("Patient/p1", reference)
    assert asked.requests == []


async def test_no_redirect_is_followed() -> None:
    """A server that points elsewhere did not answer."""
    asked = Asked(
        {"Patient/p1": lambda _: httpx.Response(302, headers={"Location": "http://127.0.0.1/"})}
    )
    with pytest.raises(ServerAway):
        await asked.fetch("Patient/p1")
    assert len(asked.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        _json({}, 404),
        _json({}, 410),
        _json({}, 403),
        _json(patient(id="another")),
        _json({"resourceType": "OperationOutcome"}),
        lambda _: httpx.Response(200, content=b"<html>"),
        lambda _: httpx.Response(200, content=b" " * 2_000),
        lambda _: httpx.Response(200, content=b"[" * 900),
    ],
)
async def test_what_is_not_what_was_asked_for_is_left_out(answer: Answer) -> None:
    """Not there, somebody else, no FHIR, too large: nothing is used of it."""
    assert await Asked({"Patient/p1": answer}).fetch("Patient/p1", largest=1_000) == {}


async def test_a_failing_server_is_away() -> None:
    """What may work later is told apart from what is not there."""
    with pytest.raises(ServerAway, match="503"):
        await Asked({"Patient/p1": _json({}, 503)}).fetch("Patient/p1")

    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route to 10.0.0.1")

    with pytest.raises(ServerAway, match="ConnectError"):
        await Asked({"Patient/p1": refuse}).fetch("Patient/p1")


async def test_a_search_may_fail() -> None:
    """Lists are welcome and not needed: their failure is tolerated."""
    asked = Asked({"Patient/p1": _json(patient()), "MedicationRequest": _json({}, 500)})
    assert list(await asked.fetch("Patient/p1", SEARCH)) == ["Patient/p1"]


async def test_a_search_is_given_whole_or_not_at_all() -> None:
    """Half a drug list would read as drugs that were stopped."""
    order = of_stay("MedicationRequest")
    page = bundle(order, patient(), kind="searchset")
    asked = Asked({"MedicationRequest": _json(page)})
    assert await asked.fetch(SEARCH) == {SEARCH: bundle(order)}
    assert asked.requests[0].url.params["encounter"] == "Encounter/e1"

    more = page | {"link": [{"relation": "next", "url": f"{SERVER}?page=2"}]}
    assert await Asked({"MedicationRequest": _json(more)}).fetch(SEARCH) == {}


async def test_a_slow_server_is_away() -> None:
    """All of it together takes no longer than it may."""

    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    server = FhirServer(
        SERVER, "", within=timedelta(milliseconds=20), transport=httpx.MockTransport(never)
    )
    with pytest.raises(ServerAway, match="timeout"):
        await server.fetch(("Patient/p1",))
    assert await server.fetch((SEARCH,)) == {}
