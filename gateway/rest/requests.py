"""Bodies and keys of REST requests, read strictly: Refusals name places and repeat no values."""

import json
import re

from starlette.requests import Request

from adapters.files.discharge import read_discharge
from adapters.validation import Refused
from domain.hospital.discharge import Discharge
from gateway.http.bodies import read_body
from gateway.http.refusals import TooLarge
from gateway.rest.problems import BadKey, Invalid, NotJson, OtherType

MOST_BYTES = 1024 * 1024
MOST_OF_A_MARK = {b":": 5_000, b",": 10_000}
"""So many fields and list items: more would be seconds of wording refusals."""
_SENDER_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def sender_key_of(request: Request) -> str:
    """The Idempotency-Key as it is kept; quotes, which its draft standard wants, do not count."""
    given = request.headers.getlist("idempotency-key")
    if not given:
        return ""
    bare = given[0].strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        bare = bare[1:-1]
    if len(given) > 1 or not _SENDER_KEY.fullmatch(bare):
        raise BadKey
    return f"rest:{bare}"


async def read_json(request: Request, limit: int) -> bytes:
    """Read a body that says it is JSON. Raises OtherType or TooLarge."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise OtherType
    body = await read_body(request, limit)
    if any(body.count(mark) > most for mark, most in MOST_OF_A_MARK.items()):
        raise TooLarge
    return body


def read(body: bytes) -> Discharge:
    """Read a discharge. Raises NotJson or Invalid."""
    try:
        return read_discharge(body, "the body")
    except Refused as refused:
        raise (Invalid(refused) if _is_object(body) else NotJson()) from None


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body.decode("utf-8-sig")), dict)
    except (ValueError, RecursionError):
        return False
