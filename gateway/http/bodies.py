"""Bodies of requests: never more than a limit is read or unpacked; forms keep blank fields."""

import zlib
from urllib.parse import parse_qsl

from starlette.requests import Request

from gateway.http.refusals import OtherEncoding, Refusal, TooLarge, Unreadable

FORM_BYTES = 64 * 1024
FORM_FIELDS = 200
HEAD_BYTES = 4096
MOST_MEMBERS = 16
_GZIP, _PLAIN = ("gzip", "x-gzip"), ("", "identity")
_GZIP_ONLY = 16 + zlib.MAX_WBITS
FORM_TYPE = "application/x-www-form-urlencoded"


async def read_body(request: Request, limit: int) -> bytes:
    """Read a body of so many bytes at most, packed with gzip or not.

    Raises TooLarge, Unreadable (gzip that is cut off, or followed by something else) or
    OtherEncoding, each with the beginning of what came.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise TooLarge
        return _unpacked(bytes(body), limit) if _packed(request) else bytes(body)
    except Refusal as refusal:
        refusal.head = refusal.head or bytes(body[:HEAD_BYTES])
        raise


def _packed(request: Request) -> bool:
    """Whether a body is packed with gzip. Raises OtherEncoding."""
    said = ",".join(request.headers.getlist("content-encoding")).lower().split(",")
    packed = [one for each in said if (one := each.strip()) not in _PLAIN]
    if len(packed) > 1 or any(one not in _GZIP for one in packed):
        raise OtherEncoding
    return bool(packed)


def _unpacked(packed: bytes, limit: int) -> bytes:
    """What a gzip holds; never more than one byte above the limit is made of it."""
    body = bytearray()
    try:
        for _ in range(MOST_MEMBERS):
            member = zlib.decompressobj(_GZIP_ONLY)
            body += member.decompress(packed, limit + 1 - len(body))
            if len(body) > limit:
                raise TooLarge
            if not member.eof:
                raise Unreadable
            packed = member.unused_data
            if not packed:
                return bytes(body)
        raise Unreadable
    except zlib.error:
        refusal: Refusal = Unreadable()
    except Refusal as found:
        refusal = found
    refusal.head = bytes(body[:HEAD_BYTES])
    raise refusal from None


async def read_form(request: Request) -> dict[str, str]:
    """Read a form; of a field that comes twice the last counts. Raises Unreadable or TooLarge."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise Unreadable("Only a form can be sent here.")
    body = await read_body(request, FORM_BYTES)
    try:
        # Twilio signs blank fields too, and most parsers drop them.
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FORM_FIELDS)
    except ValueError:
        raise Unreadable from None
    return dict(pairs)
