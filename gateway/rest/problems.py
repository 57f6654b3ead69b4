"""How the REST interface says no: application/problem+json (RFC 9457), and never what was sent.

    Refusal
    ├── NotJson         400  no JSON object
    ├── BadKey          400  an Idempotency-Key that is none
    ├── OtherFacility   403  a body about another hospital than the key's
    ├── NotAllowed      405  another method
    ├── OtherType       415  a body of another media type
    ├── Invalid         422  fields that will not do, each with its place
    ├── KeyReused       422  an Idempotency-Key that came before with another body
    └── Away            503  the engine is away for the moment

A place is a JSON pointer. A name that does not look like a field's is not repeated either: it may
be somebody's.
"""

import re
from http import HTTPStatus

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from adapters.validation import Problem, Refused
from gateway.http.refusals import Refusal, TryAgain, status_and_words
from gateway.rest.responses import Place, ProblemAnswer

PROBLEM_JSON = "application/problem+json"
PATHS = ("/discharges", "/messages", "/episodes", "/openapi.json")
MOST_PLACES = 100
AWAY_SECONDS = 10
_KINDS = {
    400: "unreadable", 401: "not-authorized", 403: "not-permitted", 404: "not-found",
    405: "method-not-allowed", 413: "too-large", 415: "unsupported-media-type", 422: "invalid",
    429: "too-many-requests", 500: "failed", 503: "try-again",
}  # fmt: skip
_STEP = re.compile(r"\[(?P<index>\d+)\]|(?P<name>[^.\[\]]+)")
_SHOWN = re.compile(r"[a-z][a-z_]{0,40}|\d{1,3}")
_VALUE = re.compile(r", \d{4}-\d{2}-\d{2}\S*$")  # "an instant after admitted_at, 2026-..."
_WHOLE = "expected JSON in UTF-8 in which every name of a group stands once"


class RestRefusal(Refusal):
    """`kind` ends the problem's type."""

    kind = ""
    places: tuple[Place, ...] = ()
    headers: dict[str, str] | None = None


class NotJson(RestRefusal):
    """Cut short, perhaps."""

    kind = "not-json"
    words = "The body is not a JSON object in UTF-8 (RFC 8259)."


class BadKey(RestRefusal):
    """A key for whose repetition nobody could look."""

    kind = "bad-idempotency-key"
    words = "An Idempotency-Key is one value of 1 to 255 visible ASCII characters."


class OtherFacility(RestRefusal):
    """In the same words whether or not there is such a facility."""

    status = 403
    kind = "other-facility"
    words = "This key is not the one of the facility that the body names."
    places = (Place(pointer="/facility", detail="expected the facility that the key belongs to"),)


class NotAllowed(RestRefusal):
    """`headers` say which methods there are, OPTIONS among them."""

    status = 405
    words = "This address takes other methods."

    def __init__(self, others: str) -> None:
        super().__init__()
        self.headers = {"Allow": ", ".join(sorted({*others.split(", "), "OPTIONS"}))}


class OtherType(RestRefusal):
    """We read JSON."""

    status = 415
    words = "A body is application/json."
    headers = {"Accept-Post": "application/json"}  # noqa: RUF012 - never changed


class Invalid(RestRefusal):
    """Every field that will not do, without what was found there."""

    status = 422
    words = "The body cannot be used; `errors` names every place and what was expected there."

    def __init__(self, refused: Refused) -> None:
        super().__init__()
        self.places = tuple(map(_place, refused.problems[:MOST_PLACES]))


class KeyReused(RestRefusal):
    """Nothing new was started."""

    status = 422
    kind = "idempotency-key-reused"
    words = "This Idempotency-Key came before with another body. A new body needs a new key."


def kind_of(error: Refusal | HTTPException) -> str:
    """What ends the problem's type."""
    status, _ = status_and_words(error)
    return getattr(error, "kind", "") or _KINDS.get(status, "refused")


def kept_as(error: Refusal) -> str:
    """A refusal in words that may be stored: no PHI."""
    places: tuple[Place, ...] = getattr(error, "places", ())
    return "; ".join(f"{place.pointer or '/'}: {place.detail}" for place in places) or error.words


class Unavailable(TryAgain):
    """Nothing is lost, and nothing was done."""

    headers = {"Retry-After": str(AWAY_SECONDS)}  # noqa: RUF012 - never changed


def covers(path: str) -> bool:
    """Whether refusals under this path are problems."""
    return any(path == each or path.startswith(f"{each}/") for each in PATHS)


def answer(request: Request, error: Refusal | HTTPException) -> Response:
    """Word what no route took. Starlette's 405 says which methods there are: OPTIONS asks that."""
    if isinstance(error, HTTPException) and error.status_code == NotAllowed.status:
        error = NotAllowed((error.headers or {})["Allow"])
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=error.headers)
    return problem(error)


def problem(error: Refusal | HTTPException) -> Response:
    """Word what is not taken."""
    status, words = status_and_words(error)
    kind = kind_of(error)
    told = ProblemAnswer(
        type=f"urn:homeward:problem:{kind}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=words,
        instance=error.instance if isinstance(error, Refusal) else None,
        errors=getattr(error, "places", ()) or None,
    )
    body = told.model_dump_json(exclude_none=True)
    return Response(body, status, error.headers, media_type=PROBLEM_JSON)


def pointer(field: str) -> str:
    """`diagnoses[1].code` as a JSON pointer, up to what does not look like a field's name."""
    steps = []
    for found in _STEP.finditer(field):
        step = found["index"] or found["name"]
        if not _SHOWN.fullmatch(step) or (found["name"] or "").isdigit():
            break
        steps.append(step)
    return "".join(f"/{step}" for step in steps)


def _place(fault: Problem) -> Place:
    if not fault.field and "JSON file" in fault.expected:
        return Place(pointer="", detail=_WHOLE)
    return Place(pointer=pointer(fault.field), detail=f"expected {_VALUE.sub('', fault.expected)}")
