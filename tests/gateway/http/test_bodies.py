"""Packed bodies: gzip within bounds, everything else refused by name."""

import gzip
import zlib
from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request

from gateway.http.bodies import MOST_MEMBERS, read_body
from gateway.http.refusals import OtherEncoding, Refusal, TooLarge, Unreadable

LIMIT = 1_000
TEXT = b'{"a": 1}'
PACKED = gzip.compress(TEXT, mtime=0)


async def read(body: bytes, *encodings: str, chunk: int = 100) -> bytes:
    """Read a request's body as a route does."""

    async def receive() -> dict[str, object]:
        return await anext(parts)

    async def sent() -> AsyncIterator[dict[str, object]]:
        for at in range(0, len(body), chunk):
            yield {"type": "http.request", "body": body[at : at + chunk], "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}

    parts = sent()
    headers = [(b"content-encoding", one.encode()) for one in encodings]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    return await read_body(Request(scope, receive), LIMIT)


@pytest.mark.parametrize("encodings", [("gzip",), ("GZip",), ("x-gzip",), ("identity", "gzip")])
@pytest.mark.parametrize("chunk", [1, 100])
async def test_gzip_is_unpacked(encodings: tuple[str, ...], chunk: int) -> None:
    """However it is spelled and cut; several members are one body."""
    assert await read(PACKED, *encodings, chunk=chunk) == TEXT
    assert await read(PACKED + gzip.compress(b"x"), *encodings, chunk=chunk) == TEXT + b"x"


async def test_what_is_not_packed_stays_as_it_is() -> None:
    """Without the header, or as identity, no byte is looked at."""
    assert await read(PACKED) == await read(PACKED, "identity") == PACKED
    assert await read(gzip.compress(PACKED), "gzip") == PACKED  # a gzip of a gzip is no JSON


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (gzip.compress(b"0" * LIMIT, mtime=0), None),
        (gzip.compress(b"0" * (LIMIT + 1), mtime=0), TooLarge),
        (gzip.compress(b"0" * 900_000, mtime=0), TooLarge),
        (gzip.compress(b"0" * LIMIT, mtime=0) + gzip.compress(b"0", mtime=0), TooLarge),
        (gzip.compress(b"", mtime=0) * (MOST_MEMBERS + 1), Unreadable),
        (PACKED[:-1], Unreadable),
        (PACKED[:10], Unreadable),
        (PACKED + b"junk", Unreadable),
        (PACKED[:-5] + b"00000", Unreadable),
        (TEXT, Unreadable),
        (b"", Unreadable),
        (zlib.compress(TEXT), Unreadable),
    ],
)
async def test_it_is_bounded_and_whole(body: bytes, refusal: type[Refusal] | None) -> None:
    """Bombs, cut ends, other sums and what stands behind are refused."""
    if refusal is None:
        assert len(await read(body, "gzip")) == LIMIT
        return
    with pytest.raises(refusal):
        await read(body, "gzip")


@pytest.mark.parametrize("encodings", [("deflate",), ("br",), ("gzip, gzip",), ("gzip", "gzip")])
async def test_another_encoding_is_refused_with_ours(encodings: tuple[str, ...]) -> None:
    """415 says what would be taken."""
    with pytest.raises(OtherEncoding) as refused:
        await read(PACKED, *encodings)
    assert (refused.value.status, refused.value.headers) == (415, {"Accept-Encoding": "gzip"})
