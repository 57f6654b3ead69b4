"""Bodies that are refused before they are read as a discharge: a person sees them all the same."""

import gzip
import json

import pytest

from gateway.rest.problems import PROBLEM_JSON as PROBLEM
from gateway.rest.requests import MOST_BYTES
from models.tables import InboxRow
from tests.gateway.rest.world import EXAMPLE, RestWorld, discharge, rest

__all__ = ["rest"]


@pytest.mark.parametrize("kind", ["text/plain", "", "application/xml", "application/json-patch"])
async def test_only_json_is_read(rest: RestWorld, kind: str) -> None:
    """Another media type is 415, and the body waits for a person: it may be a discharge."""
    answer = await rest.sends(discharge(), content_type=kind)
    assert (answer.status_code, answer.headers["content-type"]) == (415, PROBLEM)
    assert answer.json()["instance"] == "/messages/1"
    assert rest.outcomes() == ["queued"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"facility": "mercy-general"' + b" " * MOST_BYTES,
        json.dumps({f"a{n}": 1 for n in range(5_001)}).encode(),
        json.dumps(discharge(diagnoses=[{}] * 10_001)).encode(),
    ],
    ids=["bytes", "fields", "items"],
)
async def test_a_body_beyond_the_limits_is_not_read(rest: RestWorld, body: bytes) -> None:
    """More bytes, fields or items than any discharge has are 413; a person sees what was read."""
    answer = await rest.sends(body)
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)
    assert rest.outcomes() == ["queued"]
    (row,) = rest.rows(InboxRow)
    assert len(row.body_sealed) < MOST_BYTES


async def test_a_large_nothing_is_not_kept(rest: RestWorld) -> None:
    """Blanks are no discharge."""
    assert (await rest.sends(b" " * (MOST_BYTES + 1))).status_code == 413
    assert rest.rows(InboxRow) == []


@pytest.mark.parametrize("encoding", ["gzip", "br"])
async def test_a_body_that_cannot_be_unpacked_is_kept(rest: RestWorld, encoding: str) -> None:
    """What was unpacked of it; packed otherwise, its beginning as it came."""
    packed = gzip.compress(EXAMPLE.read_bytes())[:-9]
    answer = await rest.sends(packed, content_encoding=encoding)
    assert answer.status_code == (400 if encoding == "gzip" else 415)
    assert rest.outcomes() == ["queued"]
