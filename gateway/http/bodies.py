"""Bodies of requests: never more than a limit is read, and forms keep their blank fields."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from gateway.http.refusals import TooLarge, Unreadable

FORM_BYTES = 64 * 1024
FORM_FIELDS = 200
FORM_TYPE = "application/x-www-form-urlencoded"


async def read_body(request: Request, limit: int) -> bytes:
    """Read a body of so many bytes at most. Raises TooLarge."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge
    return bytes(body)


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
