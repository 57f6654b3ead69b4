"""Bodies and keys of REST requests, read strictly: Refusals name places and repeat no values."""

import json
import re
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic.json_schema import SkipJsonSchema

from adapters.files.discharge import read_discharge
from adapters.validation import Refused
from domain.hospital.discharge import Discharge
from gateway.http.bodies import read_body
from gateway.http.refusals import Refusal, TooLarge
from gateway.rest.problems import Invalid, NotJson, OtherType
from store.api_keys import Holder

MOST_BYTES = 1024 * 1024
MOST_OF_A_MARK = {b":": 5_000, b",": 10_000}
"""So many fields and list items: more would be seconds of wording refusals."""
_SENDER_KEY = re.compile(r"[\x21-\x7e]{1,255}")


async def holder_of(request: Request) -> Holder:
    """Whose key it is, as the route checked it before anything else."""
    holder: Holder = request.state.holder
    return holder


async def sender_key_of(
    request: Request,
    idempotency_key: Annotated[
        str | SkipJsonSchema[None],
        Header(
            alias="Idempotency-Key",
            description="Yours, the same whenever the same discharge is sent again.",
            json_schema_extra={"pattern": r"^[\x21\x23-\x7e]{1,255}$"},
            openapi_examples={"a UUID": {"value": "8e03978e-40d5-43dd-bc93-6894a57f9324"}},
        ),
    ] = None,
) -> str | None:
    """The Idempotency-Key as it is kept; quotes, which its draft standard wants, do not count.

    None: it is no such key. It is refused once the body is kept, and not by FastAPI, which would
    repeat what was sent.
    """
    if idempotency_key is None:
        return ""
    bare = idempotency_key.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        bare = bare[1:-1]
    twice = len(request.headers.getlist("idempotency-key")) > 1
    return None if twice or not _SENDER_KEY.fullmatch(bare) else f"rest:{bare}"


KeyHolder = Annotated[Holder, Depends(holder_of)]
SenderKey = Annotated[str | None, Depends(sender_key_of)]


async def read_json(request: Request, limit: int) -> bytes:
    """Read a body that says it is JSON. Raises OtherType or TooLarge, with its beginning."""
    body = await read_body(request, limit)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    refusal: Refusal | None = None
    if kind != "application/json":
        refusal = OtherType()
    elif any(body.count(mark) > most for mark, most in MOST_OF_A_MARK.items()):
        refusal = TooLarge()
    if refusal is None:
        return body
    refusal.head = body
    raise refusal


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
