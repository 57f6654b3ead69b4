"""Discharges over REST: kept before 202, refused with their places, each only once."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.encryption import Seal
from domain.words.phrasebook import worded
from gateway.rest.routes import Receiving
from models.tables import InboxRow, WorkItem, place_of
from store.api_keys import Scope
from store.arrivals import Arrival, IntakeOutcome, KeptArrival
from tests.gateway.rest.world import (
    EXAMPLE,
    LAKESIDE,
    PHI,
    Clerk,
    RestWorld,
    discharge,
    rest,
    with_clerk,
)
from tests.gateway.world import EPISODE, settings

__all__ = ["rest"]

PROBLEM = "application/problem+json"


def patient(**others: object) -> dict[str, Any]:
    """Give the example with another patient."""
    return discharge(patient=discharge()["patient"] | others)


async def test_a_discharge_is_kept_while_temporal_is_away(rest: RestWorld) -> None:
    """202 says where the outcome can be asked; the row is there and sealed."""
    key = rest.key()
    answer = await rest.sends(discharge(), key=key)
    assert answer.status_code == 202
    body = answer.json()
    assert (body["status"], body["episode"], body["message"]) == ("waiting", None, 1)
    assert answer.headers["location"] == body["links"]["message"] == "/messages/1"
    (row,) = rest.rows(InboxRow)
    assert (row.trigger, row.facility) == ("POST /discharges", "mercy-general")
    assert not any(word.encode() in row.body_sealed for word in PHI)
    assert row.attempts == 1

    asked = await rest.http.get("/messages/1", headers=key)
    assert asked.json() == {
        "message": 1,
        "status": "waiting",
        "detail": "",
        "received_at": "2026-09-08T16:00:00Z",
        "episodes": [],
        "links": {"message": "/messages/1", "episode": None, "temporal_ui": None},
    }


@pytest.mark.parametrize(
    ("came", "location"),
    [
        (IntakeOutcome(outcome="started", episodes=(EPISODE,)), f"/episodes/{EPISODE}"),
        (IntakeOutcome(outcome="applied", episodes=(EPISODE,)), f"/episodes/{EPISODE}"),
        (IntakeOutcome(outcome="ignored", detail="a disposition that opens none"), "/messages/1"),
        (IntakeOutcome(outcome="queued", detail="no such clinic"), "/messages/1"),
        (IntakeOutcome(outcome="held", detail="waits for its beginning"), "/messages/1"),
    ],
)
async def test_the_answer_says_what_came_of_it(
    rest: RestWorld, came: IntakeOutcome, location: str
) -> None:
    """Status, reason and the episode's addresses, ours and the Temporal UI's."""
    with_clerk(rest, Clerk(came))
    answer = await rest.sends(discharge())
    body = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (202, location)
    assert (body["status"], body["detail"]) == (came.outcome, worded(came.detail))
    assert body["episode"] == next(iter(came.episodes), None)
    if came.episodes:
        assert body["links"]["temporal_ui"].endswith(f"/namespaces/default/workflows/{EPISODE}")


async def test_a_delivery_that_takes_long_is_not_waited_for(rest: RestWorld) -> None:
    """The answer is `waiting` after some patience, and the delivery goes on."""
    clerk = Slow(IntakeOutcome(outcome="waiting"))
    with_clerk(rest, clerk)
    rest.routes.patience = 0.01
    answer = await rest.sends(discharge())
    assert (answer.status_code, answer.json()["status"]) == (202, "waiting")
    clerk.may_end.set()
    await rest.routes.background.settled()
    assert clerk.delivered


class Slow(Clerk):
    """An inbox that delivers when it is allowed to."""

    def __init__(self, came: IntakeOutcome) -> None:
        super().__init__(came)
        self.may_end = asyncio.Event()
        self.delivered = False

    async def deliver(self, ordering_key: str) -> int:
        await self.may_end.wait()
        self.delivered = True
        return 1


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    (patient(mobile="617-555-0111"), "/patient/mobile", "expected a phone number"),
    (patient(mobil="+16175550111"), "/patient/mobil", 'did you mean "mobile"?'),
    (patient(Harriet=1), "/patient", "expected no field of this name"),
    (patient(**{"6175550111": 1}), "/patient", "expected no field of this name"),
    (discharge(**{"a.b[0].Dunmore": 1}), "/a/b/0", "expected no field of this name"),
    (discharge(facility="Mercy General"), "/facility", "expected lower-case letters"),
    (discharge(diagnoses=[{"code": "A"}, {"code": ""}]), "/diagnoses/1/code", "not empty"),
    (discharge(discharged_at="2026-09-01T09:00:00"), "/discharged_at", "with its offset"),
    (discharge(discharged_at="2026-08-30T07:09:00-04:00"), "/discharged_at", "after admitted_at"),
    (discharge(patient=None), "/patient", "expected a group of fields"),
    (discharge(unclear="Harriet"), "/unclear", "it is ours to find out"),
]


@pytest.mark.parametrize(("body", "pointer", "detail"), FAULTS)
async def test_fields_that_will_not_do_are_named(
    rest: RestWorld, body: dict[str, Any], pointer: str, detail: str
) -> None:
    """422 with a JSON pointer and what was expected, and no value; the original is kept."""
    with capture_logs() as logs:
        answer = await rest.sends(body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    found = answer.json()
    assert (found["type"], found["status"]) == ("urn:homeward:problem:invalid", 422)
    assert [place["pointer"] for place in found["errors"]] == [pointer]
    assert detail in found["errors"][0]["detail"]
    (row,) = rest.rows(InboxRow)
    (work,) = rest.rows(WorkItem)
    said = f"{answer.text}{logs}{row.detail}{work.reason}"
    assert [word for word in PHI if word in said] == []
    assert (row.outcome, found["instance"]) == ("queued", "/messages/1")
    assert rest.routes.refused.total() == 1


async def test_every_fault_is_named_at_once(rest: RestWorld) -> None:
    """An empty object lacks everything that is required."""
    answer = await rest.sends({})
    assert [place["pointer"] for place in answer.json()["errors"]] == [
        "/facility", "/encounter", "/time_zone", "/discharged_at", "/disposition", "/patient",
    ]  # fmt: skip


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"x"', b"\xff{}", b"[" * 90_000])
async def test_what_is_no_json_object_is_400_and_kept(rest: RestWorld, body: bytes) -> None:
    """A body that was cut short may have been somebody's discharge."""
    answer = await rest.sends(body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    assert answer.json()["type"] == "urn:homeward:problem:not-json"
    assert rest.outcomes() == ["queued"]


async def test_names_that_stand_twice_are_refused(rest: RestWorld) -> None:
    """Of two values for one name nobody knows which is meant."""
    text = EXAMPLE.read_bytes().replace(b'"encounter"', b'"facility": "x", "encounter"', 1)
    answer = await rest.sends(text)
    assert (answer.status_code, len(answer.json()["errors"])) == (422, 1)
    assert "stands once" in answer.json()["errors"][0]["detail"]


async def test_an_empty_body_leaves_nothing(rest: RestWorld) -> None:
    """There is nothing to keep of it."""
    assert (await rest.sends(b" \n")).status_code == 400
    assert rest.rows(InboxRow) == []


async def test_the_original_of_a_refusal_is_kept_once(rest: RestWorld) -> None:
    """What came twice is one row, and it opens as it was sent."""
    body = json.dumps(patient(mobile="none")).encode()
    for _ in range(2):
        assert (await rest.sends(body)).json()["instance"] == "/messages/1"
    (row,) = rest.rows(InboxRow)
    # The world's settings have keys of their own for each process.
    assert Seal(settings(EXAMPLE).ring).open(row.body_sealed, place_of(row)).encode() == body


@pytest.mark.parametrize("named", [LAKESIDE, "nowhere"])
async def test_a_key_speaks_for_its_own_facility(rest: RestWorld, named: str) -> None:
    """A body about another one is 403 in the same words, whether or not there is such a place."""
    answer = await rest.sends(discharge(facility=named))
    assert (answer.status_code, answer.headers["content-type"]) == (403, PROBLEM)
    assert answer.json()["type"] == "urn:homeward:problem:other-facility"
    assert named not in answer.text
    (row,) = rest.rows(InboxRow)
    assert (row.facility, row.outcome) == ("mercy-general", "queued")


async def test_a_charset_does_no_harm(rest: RestWorld) -> None:
    """JSON is UTF-8 whatever stands beside it; a byte order mark is passed over."""
    body = b"\xef\xbb\xbf" + EXAMPLE.read_bytes()
    answer = await rest.sends(body, content_type="Application/JSON; charset=utf-8")
    assert answer.status_code == 202


async def test_a_key_for_other_things_sends_nothing(rest: RestWorld) -> None:
    """Without discharges:write the body is not even read."""
    answer = await rest.sends(discharge(), key=rest.key(Scope.EPISODES_READ))
    assert answer.status_code == 403
    assert rest.rows(InboxRow) == []


async def test_without_a_key_nothing_else_is_looked_at(rest: RestWorld) -> None:
    """401 comes before the Idempotency-Key, the media type and the first byte of a body."""
    read = []

    async def body() -> AsyncIterator[bytes]:
        read.append("the body")
        yield b"{}"

    answer = await rest.http.post("/discharges", content=body(), headers={"idempotency-key": ""})
    assert (answer.status_code, read) == (401, [])


async def test_a_store_that_fails_is_told_without_words_of_ours(rest: RestWorld) -> None:
    """500 says nothing of the error, which may hold the body; nor does the log."""
    with_clerk(rest, Clerk(IntakeOutcome(outcome="started"), failing=True))
    with capture_logs() as logs:
        answer = await rest.sends(discharge())
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert logs[-1]["event"] == "request_failed"
    assert [word for word in PHI if word in f"{answer.text}{logs}"] == []


# ---- once


async def test_the_same_key_and_body_give_the_same_answer(rest: RestWorld) -> None:
    """A sender that is not sure sends again: one row, and the answer says that it is a repeat."""
    key = rest.key()
    first, again = [await rest.sends(discharge(), key=key, idempotency_key="k1") for _ in "ab"]
    assert first.json() == again.json()
    assert (first.status_code, again.status_code) == (202, 202)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert len(rest.rows(InboxRow)) == 1


async def test_white_space_and_quotes_make_no_difference(rest: RestWorld) -> None:
    """The same discharge written otherwise, under the same key in quotes, is the same."""
    await rest.sends(discharge(), idempotency_key="k1")
    answer = await rest.sends(EXAMPLE.read_bytes(), idempotency_key='"k1"')
    assert answer.headers["idempotent-replayed"] == "true"


async def test_the_same_key_with_another_body_starts_nothing(rest: RestWorld) -> None:
    """422, however often; what came first stays as it was, and a person sees the other."""
    await rest.sends(discharge(), idempotency_key="k1")
    for _ in range(2):
        answer = await rest.sends(discharge(disposition="06"), idempotency_key="k1")
        assert answer.status_code == 422
        assert answer.json()["type"] == "urn:homeward:problem:idempotency-key-reused"
        assert answer.json()["instance"] == "/messages/2"
    assert rest.outcomes() == ["waiting", "queued"]


async def test_a_key_is_the_senders_own(rest: RestWorld) -> None:
    """Two hospitals may choose the same Idempotency-Key, and a refusal does not use one up."""
    assert (await rest.sends(patient(mobile="x"), idempotency_key="k1")).status_code == 422
    assert (await rest.sends(discharge(), idempotency_key="k1")).status_code == 202
    other = discharge(facility=LAKESIDE)
    answer = await rest.sends(other, key=rest.key(facility=LAKESIDE), idempotency_key="k1")
    assert (answer.status_code, "idempotent-replayed" in answer.headers) == (202, False)


async def test_without_a_key_the_body_is_the_key(rest: RestWorld) -> None:
    """The same body is one message; another one is another."""
    answers = [await rest.sends(discharge()) for _ in range(2)]
    assert [one.headers.get("idempotent-replayed") for one in answers] == [None, "true"]
    await rest.sends(discharge(disposition="06"))
    assert len(rest.rows(InboxRow)) == 2


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "a b", "a\tb"])
async def test_a_key_that_is_none_is_refused(rest: RestWorld, key: str) -> None:
    """1 to 255 visible characters: nothing else could be looked for again; a person sees it."""
    answer = await rest.sends(discharge(), idempotency_key=key)
    assert (answer.status_code, rest.outcomes()) == (400, ["queued"])
    assert answer.json()["type"] == "urn:homeward:problem:bad-idempotency-key"


@pytest.mark.parametrize("headers", [{}, {"idempotency_key": "k1"}])
async def test_twenty_at_once_are_one(rest: RestWorld, headers: dict[str, str]) -> None:
    """Equal requests that race are one row, and every answer names it."""
    key = rest.key()
    answers = await asyncio.gather(
        *(rest.sends(discharge(), key=key, **headers) for _ in range(20))
    )
    assert {answer.status_code for answer in answers} == {202}
    assert {answer.json()["message"] for answer in answers} == {1}
    assert len(rest.rows(InboxRow)) == 1


async def test_two_bodies_that_race_for_a_key_are_one_discharge(rest: RestWorld) -> None:
    """Whichever is kept first wins; the other one is refused and never delivered."""
    key = rest.key()
    bodies = [discharge(), discharge(disposition="06")]
    answers = await asyncio.gather(
        *(rest.sends(body, key=key, idempotency_key="k1") for body in bodies)
    )
    assert sorted(answer.status_code for answer in answers) == [202, 422]
    assert rest.outcomes().count("waiting") == 1
    again = [await rest.sends(body, key=key, idempotency_key="k1") for body in bodies]
    assert [one.status_code for one in again] == [one.status_code for one in answers]


async def test_a_key_that_was_taken_meanwhile_is_refused(rest: RestWorld) -> None:
    """Between our look and the keeping another body came: its row is a person's work."""
    real = rest.routes.hospital_inbox
    await rest.sends(discharge(), idempotency_key="k0")
    rest.routes.hospital_inbox = Late(real, lambda arrival: replace(arrival, sender_key="rest:k0"))
    answer = await rest.sends(discharge(disposition="06"), idempotency_key="k1")
    assert answer.status_code == 422
    assert answer.json()["instance"] == "/messages/2"
    assert rest.outcomes() == ["waiting", "queued"]


class Late:
    """An inbox before which something changes an arrival."""

    def __init__(self, real: Receiving, change: Callable[[Arrival], Arrival]) -> None:
        self._change = change
        self._take = real.take
        self.deliver, self.came, self.now = real.deliver, real.came, real.now

    async def take(self, arrival: Arrival) -> KeptArrival:
        return await self._take(self._change(arrival))
