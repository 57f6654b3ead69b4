"""The FHIR endpoint over HTTP: what is kept, what is answered, what is never repeated."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from httpx import Response
from structlog.testing import capture_logs

from adapters.messages.fhir.events import MOST_PATIENTS
from adapters.messages.fhir.operation_outcome import problems
from adapters.messages.fhir.server import ServerAway
from domain.hospital.feed import Feed
from gateway.fhir.routes import MOST_BYTES, FhirRoutes
from gateway.http.refusals import Refusal, TryAgain
from store.arrivals import Arrival, KeptArrival
from tests.adapters.messages.fhir.bodies import (
    ARRIVED,
    FEED,
    IDENTIFIER_TYPE,
    bundle,
    concept,
    encounter,
    message,
    notification,
    patient,
)

BASE = "https://hw.example/fhir"
KEY = {"authorization": "Bearer a key", "content-type": "application/fhir+json"}


class NoKey(Refusal):
    status = 401
    words = "A bearer key is needed."
    headers = {"WWW-Authenticate": "Bearer"}  # noqa: RUF012 - as theirs


class TooMany(Refusal):
    status = 429
    words = "Later, please."
    headers = {"Retry-After": "30"}  # noqa: RUF012 - as theirs


@dataclass
class Hospital:
    """The gateway's surroundings, and a sender before it."""

    http: httpx.AsyncClient = field(init=False)
    kept: list[Arrival] = field(default_factory=list)
    delivered: list[str] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    server: dict[str, Any] = field(default_factory=dict)
    highest: dict[str, int] = field(default_factory=dict)
    overtaken: list[str] = field(default_factory=list)
    away: bool = False
    full: bool = False
    visits: set[str] = field(default_factory=set)
    store_down: bool = False
    broken: bool = False

    async def authenticate(self, request: Request, scope: str) -> Feed:
        assert scope == "fhir:write"
        if self.full:
            raise TooMany
        if request.headers.get("authorization") != KEY["authorization"]:
            raise NoKey
        return FEED

    async def take(self, arrival: Arrival) -> KeptArrival:
        if self.store_down:
            raise TryAgain
        if self.broken:
            raise ConnectionError(f"cannot keep {arrival.body}")
        already = arrival in self.kept
        self.kept.append(arrival)
        return KeptArrival(inbox=len(self.kept), ordering_key=f"p:{arrival.mrn}", already=already)

    async def overtake(self, refused: Arrival) -> None:
        self.overtaken.append(refused.body)

    async def fetch(self, feed: Feed, references: tuple[str, ...]) -> dict[str, Any]:
        self.asked.append(references)
        if self.away:
            raise ServerAway("503")
        return {one: self.server[one] for one in references if one in self.server}

    async def known(self, feed: Feed, number: str) -> bool:
        assert feed is FEED
        return number in self.visits

    async def seen(self, facility: str, subscription: str, number: int) -> tuple[int, ...]:
        before = self.highest.get(subscription, number)
        self.highest[subscription] = max(before, number)
        return tuple(range(before + 1, number))

    async def now(self) -> datetime:
        return ARRIVED

    async def sends(
        self, data: object, path: str = "", method: str = "POST", **headers: str
    ) -> Response:
        """Send a body and check that the answer is FHIR."""
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        sent = {**KEY, **{name.replace("_", "-"): value for name, value in headers.items()}}
        answer = await self.http.request(method, f"/fhir{path}", content=body, headers=sent)
        assert answer.headers["content-type"] == "application/fhir+json"
        assert problems(answer.json()) == ()
        return answer


@pytest.fixture
async def hospital() -> AsyncIterator[Hospital]:
    """An endpoint, and one who sends to it."""
    found = Hospital()
    routes = FhirRoutes(
        authenticate=found.authenticate,
        take=found.take,
        overtake=found.overtake,
        deliver=found.delivered.append,
        fetch=found.fetch,
        known=found.known,
        subscriptions=found,
        clinical_now=found.now,
        base=BASE,
    )
    app = FastAPI(openapi_url=None)
    app.include_router(routes.router())
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://127.0.0.1:8080"
    ) as http:
        found.http = http
        yield found


def _issues(answer: Response) -> list[dict[str, Any]]:
    data = answer.json()
    found: list[dict[str, Any]] = data["issue"]
    return found


async def test_a_message_is_kept_and_answered_with_a_message(hospital: Hospital) -> None:
    """The row is there before the answer, and the answer names the request."""
    answer = await hospital.sends(message("A03", encounter(), patient()), "/$process-message")

    (kept,) = hospital.kept
    assert (kept.mrn, kept.trigger, kept.refusal) == ("4821", "FHIR A03", "")
    assert kept.sender_key == "MessageHeader/m1"
    assert hospital.delivered == ["p:4821"]
    header, outcome = (one["resource"] for one in answer.json()["entry"])
    assert header["response"]["identifier"] == "m1"
    assert header["response"]["code"] == "ok"
    assert outcome["issue"][0]["severity"] == "information"


async def test_a_message_that_cannot_be_used_is_kept_and_told(hospital: Hospital) -> None:
    """A fatal error names the element; nothing is lost and nothing is delivered."""
    answer = await hospital.sends(message("A03", encounter(period={}), patient()),
                                  "/$process-message")  # fmt: skip

    assert answer.status_code == 200
    header, outcome = (one["resource"] for one in answer.json()["entry"])
    assert header["response"]["code"] == "fatal-error"
    assert outcome["issue"][0]["expression"] == ["Bundle.entry[1].resource.period.end"]
    assert hospital.kept[0].refusal.startswith("Bundle.entry[1].resource.period.end: expected")
    assert hospital.delivered == []


async def test_only_messages_are_processed_as_messages(hospital: Hospital) -> None:
    """Another Bundle has another address."""
    answer = await hospital.sends(bundle(patient()), "/$process-message")
    assert answer.status_code == 400
    assert hospital.kept == []


async def test_a_rest_hook_is_completed_from_the_senders_server(hospital: Hospital) -> None:
    """A lone Encounter brings its patient and its list with it into the row."""
    hospital.server = {"Patient/p1": patient()}
    answer = await hospital.sends(encounter(), "/Encounter/e1", "PUT")

    assert answer.status_code == 200
    (kept,) = hospital.kept
    assert (kept.mrn, kept.sender_key) == ("4821", "Encounter/e1/_history/3")
    assert kept.trigger == "FHIR Encounter finished"
    assert json.loads(kept.body)["type"] == "collection"
    assert hospital.asked[0][0] == "Patient/p1"
    assert len(hospital.asked) == 1


async def test_an_id_alone_is_followed_to_the_person(hospital: Hospital) -> None:
    """A notification of ids alone asks for the Encounter, then for its patient."""
    hospital.server = {"Encounter/e1": encounter(), "Patient/p1": patient()}
    answer = await hospital.sends(notification())
    assert answer.status_code == 200
    assert [asked[0] for asked in hospital.asked] == ["Encounter/e1", "Patient/p1"]
    assert hospital.kept[0].mrn == "4821"


async def test_a_server_that_is_away_is_tried_again(hospital: Hospital) -> None:
    """What came is kept as it is, and the sender is asked to send it again."""
    hospital.away = True
    answer = await hospital.sends(encounter(), "/Encounter/e1", "PUT")
    assert answer.status_code == 503
    assert hospital.kept[0].refusal
    assert json.loads(hospital.kept[0].body) == encounter()
    hospital.away, hospital.server["Patient/p1"] = False, patient()
    assert (await hospital.sends(encounter(), "/Encounter/e1", "PUT")).status_code == 200
    assert hospital.overtaken == [hospital.kept[0].body]


async def test_what_cannot_be_used_is_kept_and_answered_422(hospital: Hospital) -> None:
    """The element is named; the strict reader adds what else is wrong; no value is repeated."""
    lone = encounter(period={"end": "Zyx Wv"}, shoes="Zyx Wv")
    answer = await hospital.sends(lone, "/Encounter/e1", "PUT")

    assert answer.status_code == 422
    places = [one["expression"][0] for one in _issues(answer)]
    assert places == ["Encounter.period.end", "Encounter.subject", "Encounter.shoes"]
    assert "Zyx" not in answer.text
    assert hospital.kept[0].refusal
    assert hospital.delivered == []


@pytest.mark.parametrize("kind", ["transaction", "batch"])
async def test_a_transaction_is_answered_entry_by_entry(hospital: Hospital, kind: str) -> None:
    """A client of FHIR's counts the answers."""
    answer = await hospital.sends(bundle(patient(), encounter(), kind=kind))
    assert answer.json()["type"] == f"{kind}-response"
    assert [one["response"]["status"] for one in answer.json()["entry"]] == ["200", "200"]


async def test_a_bundle_of_two_patients_is_two_arrivals(hospital: Hospital) -> None:
    """Each patient's order holds, so each has a row of their own, with a key of its own."""
    other = {"identifier": [{"type": concept(IDENTIFIER_TYPE, "MR"), "value": "4822"}]}
    second = encounter(id="e2", subject={"reference": "Patient/p2"})
    await hospital.sends(bundle(patient(), patient(id="p2", **other), encounter(), second, id="b1"))
    assert [(one.mrn, one.sender_key) for one in hospital.kept] == [
        ("4821", "Bundle/b1"),
        ("4822", "Bundle/b1#2"),
    ]
    assert hospital.delivered == ["p:4821", "p:4822"]


@pytest.mark.parametrize("kind", ["collection", "transaction"])
async def test_what_stands_aside_is_warned_of(hospital: Hospital, kind: str) -> None:
    """The rest is taken with 200; each stay that could not be used is a warning at its place."""
    wrong = [encounter(id=f"e{n}", period={}) for n in (2, 3)]
    answer = await hospital.sends(bundle(patient(), encounter(), *wrong, kind=kind))
    assert answer.status_code == 200
    data = answer.json()
    told = data if kind == "collection" else data["entry"][0]["response"]["outcome"]
    warnings = [one["diagnostics"] for one in told["issue"] if one["severity"] == "warning"]
    assert [one.partition(":")[0] for one in warnings] == [
        "Bundle.entry[2].resource.period.end",
        "Bundle.entry[3].resource.period.end",
    ]
    assert (len(hospital.kept), hospital.delivered) == (1, ["p:4821"])


def _crowd(count: int) -> dict[str, Any]:
    """The discharges of as many people."""
    people = ({"identifier": {"value": f"{number}"}} for number in range(1, count + 1))
    return bundle(*(encounter(id=f"e{n}", subject=one) for n, one in enumerate(people)))


async def test_a_body_about_a_crowd_is_kept_once_and_refused(hospital: Hospital) -> None:
    """Fifty patients have fifty rows; a body about more is answered 422 and has one, refused."""
    answer = await hospital.sends(_crowd(MOST_PATIENTS + 1))
    assert answer.status_code == 422
    assert _issues(answer)[0]["expression"] == ["Bundle.entry"]
    (kept,) = hospital.kept
    assert (kept.mrn, kept.refusal) == (
        None,
        "Bundle.entry: expected at most 50 patients in one body",
    )
    assert hospital.delivered == []
    assert (await hospital.sends(_crowd(MOST_PATIENTS))).status_code == 200
    assert len(hospital.delivered) == MOST_PATIENTS


async def test_what_is_none_of_our_business_is_kept_and_not_delivered(hospital: Hospital) -> None:
    """An outpatient visit is taken, with the reason why nothing follows."""
    answer = await hospital.sends(encounter(code="AMB"), "/Encounter/e1", "PUT")
    assert answer.status_code == 200
    assert hospital.kept[0].ignored == "an encounter of the class outpatient that is finished"
    assert hospital.delivered == []


async def test_what_was_taken_before_is_only_answered(hospital: Hospital) -> None:
    """A sender that is not sure sends again."""
    for _ in range(2):
        answer = await hospital.sends(bundle(patient(), encounter(), id="b1"))
        assert answer.status_code == 200
    assert hospital.delivered == ["p:4821"]


@pytest.mark.parametrize("kind", ["handshake", "heartbeat"])
async def test_a_sign_of_life_is_answered_and_changes_nothing(
    hospital: Hospital, kind: str
) -> None:
    """A subscription that begins, or has nothing to say."""
    answer = await hospital.sends(notification(kind=kind))
    assert answer.status_code == 200
    assert (hospital.kept, hospital.highest) == ([], {})


async def test_a_gap_in_event_numbers_is_told(hospital: Hospital) -> None:
    """Somebody was discharged and we never heard: the sender is told which events are missing."""
    await hospital.sends(notification(patient(), encounter(), number=41))
    answer = await hospital.sends(notification(patient(), encounter(), number=44))
    (told,) = [one for one in _issues(answer) if one["code"] == "incomplete"]
    assert told["severity"] == "warning"
    assert told["diagnostics"].endswith(": 42, 43")


Sent = tuple[str, str, object, dict[str, str]]
REFUSED: list[tuple[Sent, int, str]] = [
    (("POST", "", b"nonsense", {}), 400, "invalid"),
    (("POST", "", b"\xff\xfe", {}), 400, "invalid"),
    (("POST", "", b"", {}), 400, "invalid"),
    (("POST", "", b"[" * 99_999, {}), 400, "invalid"),
    (("POST", "", b'{"resourceType":"Bundle","id":"1","id":"2"}', {}), 400, "invalid"),
    (("POST", "", {"resource": "none"}, {}), 400, "invalid"),
    (("POST", "", patient(), {}), 400, "invalid"),
    (("PUT", "/Encounter/e1", patient(), {}), 400, "invalid"),
    (("PUT", "/Patient/another", patient(), {}), 400, "invalid"),
    (("POST", "/$process-message", patient(), {}), 400, "invalid"),
    (("POST", "", patient(), {"authorization": "Bearer another"}), 401, "login"),
    (("GET", "/Patient/p1", b"", {}), 404, "not-found"),
    (("DELETE", "/Patient/p1", b"", {}), 404, "not-found"),
    (("POST", "/a/b/c", b"", {}), 404, "not-found"),
    (("POST", "", patient(), {"accept": "application/fhir+xml"}), 406, "not-supported"),
    (("GET", "/metadata", b"", {"accept": "text/xml"}), 406, "not-supported"),
    (("POST", "", b" " * (MOST_BYTES + 1), {}), 413, "too-long"),
    (("POST", "", b"<Patient/>", {"content_type": "application/fhir+xml"}), 415, "not-supported"),
]


@pytest.mark.parametrize(("sent", "status", "code"), REFUSED)
async def test_what_is_not_taken_is_an_outcome(
    hospital: Hospital, sent: Sent, status: int, code: str
) -> None:
    """Every refusal is an OperationOutcome with its HTTP status, and nothing is kept."""
    method, path, data, headers = sent
    answer = await hospital.sends(data, path, method, **headers)
    assert answer.status_code == status
    assert _issues(answer)[0]["code"] == code
    assert hospital.kept == []


async def test_headers_of_a_refusal_go_with_it(hospital: Hospital) -> None:
    """Who must wait is told how long, who has no key is told which kind."""
    answer = await hospital.sends(patient(), authorization="")
    assert answer.headers["www-authenticate"] == "Bearer"
    hospital.full = True
    answer = await hospital.sends(patient())
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert _issues(answer)[0]["code"] == "throttled"


async def test_what_cannot_be_kept_is_not_accepted(hospital: Hospital) -> None:
    """Without a store there is no 200: the sender keeps it and tries again."""
    hospital.store_down = True
    answer = await hospital.sends(bundle(patient(), encounter()))
    assert (answer.status_code, _issues(answer)[0]["code"]) == (503, "transient")


async def test_what_was_not_foreseen_is_told_in_fhir_without_its_words(hospital: Hospital) -> None:
    """500 says nothing of the error, which may hold the body; nor does the log."""
    hospital.broken = True
    with capture_logs() as logs:
        answer = await hospital.sends(bundle(patient(), encounter()))
    assert (answer.status_code, _issues(answer)[0]["code"]) == (500, "exception")
    assert logs[-1]["event"] == "request_failed"
    assert "4821" not in f"{answer.text}{logs}"


async def test_the_statement_is_for_everybody_and_valid(hospital: Hospital) -> None:
    """The CapabilityStatement needs no key and is FHIR R4."""
    answer = await hospital.http.get("/fhir/metadata")
    statement = answer.json()
    assert answer.status_code == 200
    assert problems(statement) == ()
    assert statement["fhirVersion"] == "4.0.1"
    assert statement["implementation"]["url"] == BASE
