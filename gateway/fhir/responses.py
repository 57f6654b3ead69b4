"""How we answer a FHIR sender: always in FHIR, never with what was sent.

Refusal
├── NotTaken         400  not JSON, or no FHIR resource: its issues name the element
├── NotAcceptable    406  an answer in XML is wanted
└── NotJson          415  a body that is not JSON
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from fastapi import Response
from starlette.exceptions import HTTPException

from adapters.messages.fhir.bundles import Body
from adapters.messages.fhir.operation_outcome import Issue, operation_outcome
from gateway.http.refusals import Refusal, status_and_words

PATH = "/fhir"
FHIR_JSON = "application/fhir+json"
JSON_TYPES = (FHIR_JSON, "application/json")
CODES = {
    400: "invalid", 401: "login", 403: "forbidden", 404: "not-found", 405: "not-supported",
    406: "not-supported", 409: "conflict", 412: "not-supported", 413: "too-long",
    415: "not-supported", 422: "processing", 429: "throttled", 503: "transient",
}  # fmt: skip
"""FHIR's IssueType for an HTTP status; whatever else is an exception."""
_SERVER = 500


class NotTaken(Refusal):
    """Nothing that could be used; kept where it may be a discharge."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__()
        self.issues = issues


class NotAcceptable(Refusal):
    """We speak JSON."""

    status = 406
    words = "Answers are in application/fhir+json."


class NotJson(Refusal):
    """We read JSON."""

    status = 415
    words = "A body is application/fhir+json or application/json."


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a body: the HTTP status, and what the sender should know of it."""

    status: int
    issues: list[Issue] = field(default_factory=list)

    @property
    def response_code(self) -> str:
        """The answer to a message, by MessageHeader.response.code."""
        if self.status >= _SERVER:
            return "transient-error"
        return "fatal-error" if self.status >= 400 else "ok"  # noqa: PLR2004 - HTTP


def kept_as(error: Refusal) -> str:
    """A refusal in words that may be stored: no PHI."""
    issues: list[Issue] = getattr(error, "issues", [])
    return "; ".join(one.diagnostics for one in issues) or error.words


def covers(path: str) -> bool:
    """Whether refusals under this path are OperationOutcomes."""
    return path == PATH or path.startswith(f"{PATH}/")


def in_fhir(resource: dict[str, Any], status: int = 200) -> Response:
    """Answer with a resource."""
    return Response(json.dumps(resource), status, media_type=FHIR_JSON)


def outcome(result: Result) -> Response:
    """Answer with an OperationOutcome."""
    return in_fhir(operation_outcome(result.issues), result.status)


def refused(error: Refusal | HTTPException) -> Response:
    """Word what is not taken as an OperationOutcome."""
    status, words = status_and_words(error)
    issues = getattr(error, "issues", None) or [
        Issue(severity="error", code=CODES.get(status, "exception"), diagnostics=words)
    ]
    answer = in_fhir(operation_outcome(issues), status)
    answer.headers.update(error.headers or {})
    return answer


def message_answer(asked: Body, result: Result, endpoint: str, now: datetime) -> dict[str, Any]:
    """Answer a message with a message: MessageHeader.response, and the details beside it."""
    header = asked.header
    request_id = header.text("id") if header else ""
    own = str(uuid5(NAMESPACE_URL, f"{endpoint}#{asked.sender_key}#{now.isoformat()}"))
    details = str(uuid5(NAMESPACE_URL, f"{own}#details"))
    answer: dict[str, Any] = {
        "resourceType": "MessageHeader",
        "id": own,
        "source": {"name": "Homeward", "endpoint": endpoint},
        "response": {
            "identifier": request_id or "unknown",
            "code": result.response_code,
            "details": {"reference": f"urn:uuid:{details}"},
        },
    } | _event_of(asked)
    return {
        "resourceType": "Bundle",
        "type": "message",
        "timestamp": now.isoformat(),
        "entry": [
            {"fullUrl": f"urn:uuid:{own}", "resource": answer},
            {
                "fullUrl": f"urn:uuid:{details}",
                "resource": operation_outcome(result.issues) | {"id": details},
            },
        ],
    }


def _event_of(asked: Body) -> dict[str, Any]:
    """The event that is answered, as the sender named it."""
    header = asked.header
    code = header.get("eventCoding") if header else None
    if code is None or not asked.event_code:
        return {"eventUri": "urn:unknown"}
    named = {"system": code.text("system"), "code": asked.event_code}
    return {"eventCoding": {name: value for name, value in named.items() if value}}


def bundle_answer(asked: Body, result: Result) -> dict[str, Any]:
    """Answer a transaction or batch: every entry was kept, what there is to say with the first."""
    entries: list[dict[str, Any]] = [
        {"response": {"status": str(result.status)}} for _ in asked.root.each("entry")
    ]
    for first in entries[:1]:
        first["response"]["outcome"] = operation_outcome(result.issues)
    kind = f"{asked.root.text('type')}-response"
    return {"resourceType": "Bundle", "type": kind, "entry": entries}
