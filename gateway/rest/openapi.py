"""What the OpenAPI document says beyond the types of the routes, from which FastAPI makes it.

Ours are the bodies, because we read them ourselves: FastAPI would read one before it looks at the
key, and would not give us the original of what it refuses. And problems, because FastAPI describes
models in one media type. The discharge is `domain.hospital.discharge.Discharge`, narrowed by what
its strict reader wants besides.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Path
from fastapi.openapi.utils import get_openapi
from fastapi.security import HTTPBearer
from pydantic import TypeAdapter
from starlette.routing import BaseRoute

from adapters.files.discharge import ADMISSION_TYPES, DECISION_MAKING
from domain.hospital.discharge import MOST_ALLERGIES, MOST_MEDICATIONS, Discharge
from gateway.rest.closing import ClosingOrder
from gateway.rest.problems import PROBLEM_JSON
from gateway.rest.responses import Closing, ProblemAnswer
from store.api_keys import Scope

VERSION = "1.0.0"
_REFS = "#/components/schemas/{model}"
EPISODE = "mercy-general-0904-k7qd"

MessagePath = Annotated[str, Path(openapi_examples={"a message": {"value": "1"}})]
EpisodePath = Annotated[str, Path(openapi_examples={"an episode": {"value": EPISODE}})]
KEY = HTTPBearer(
    scheme_name="key",
    description="A facility's key, hw_<id>_<secret>. Scopes: "
    f"{Scope.DISCHARGES_WRITE}, {Scope.EPISODES_READ}, {Scope.EPISODES_CLOSE}",
    auto_error=False,
)
"""It describes keys; `ApiKeyAuth` checks them."""

EXAMPLE: dict[str, Any] = {
    "facility": "mercy-general",
    "encounter": "V-20260901-0012",
    "time_zone": "America/New_York",
    "admitted_at": "2026-08-30T07:10:00-04:00",
    "discharged_at": "2026-09-01T09:00:00-04:00",
    "disposition": "01",
    "admission_type": "elective",
    "patient": {
        "mrn": "5102",
        "given": "Harriet",
        "family": "Dunmore",
        "birth_date": "1961-11-19",
        "mobile": "+16175550111",
        "language": "en",
        "postal_code": "02143",
        "address": {"street": "40 SUMMER ST", "city": "SOMERVILLE", "state": "MA"},
        "consent_to_text": True,
    },
    "diagnoses": [{"code": "M17.11", "principal": True}],
    "primary_care": {"clinic": "riverside-family", "clinician": "Dr. Ann Lee"},
    "medications": {
        "before_admission": [{"name": "lisinopril", "dose": "10 mg", "frequency": "daily"}],
        "at_discharge": [{"name": "lisinopril", "dose": "10 mg", "frequency": "daily"}],
    },
    "equipment": [{"item": "walker", "needed_by": "2026-09-01T18:00:00-04:00"}],
    "transport": {"to_visits": True, "home": False, "wheelchair": False},
}
"""Nobody: the first of `examples/discharges`, shortened."""

_FILLED = {"pattern": r"\S"}
_ONE_NAME = {"anyOf": [{"properties": {name: _FILLED}} for name in ("given", "family")]}
_PHONE = {"pattern": r"^\+[1-9]\d{6,14}(;ext=\d{1,11})?$", "examples": ["+16175550142;ext=204"]}
_MOBILE = {"pattern": r"^\+[1-9]\d{6,14}$", "examples": ["+16175550111"]}
_INSTANT = {"description": "With its offset; of the years 1900 to 2200."}
_SOME = {"maxItems": MOST_MEDICATIONS}
NARROWER: dict[str, dict[str, dict[str, Any]]] = {
    "Discharge": {
        "facility": {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "encounter": _FILLED,
        "time_zone": {"examples": ["America/New_York"], "description": "An IANA time zone."},
        "admission_type": {"enum": list(ADMISSION_TYPES)},
        "medical_decision_making": {"enum": list(DECISION_MAKING)},
        "ed_visits_6_months": {"minimum": 0},
        "admissions_12_months": {"minimum": 0},
        "unclear": {"maxLength": 0},
        "discharged_at": _INSTANT, "admitted_at": _INSTANT,
        "allergies": {"maxItems": MOST_ALLERGIES},
    },
    "Patient": {
        "mrn": _FILLED, "mobile": _MOBILE, "phone": _PHONE,
    },
    "Caregiver": {"name": _FILLED, "mobile": _MOBILE, "phone": _PHONE},
    "Diagnosis": {"code": _FILLED},
    "Allergy": {"substance": _FILLED},
    "Medication": {"name": _FILLED, "product": {"maxLength": 0}},
    "Medications": {"before_admission": _SOME, "at_discharge": _SOME},
    "EquipmentItem": {
        "item": _FILLED, "needed_by": _INSTANT, "withdrawn": {"enum": [False]},
    },
}  # fmt: skip
"""What a field must hold beyond its type; the last word is the reader's."""

_PROBLEMS = {
    400: "No JSON object, or no Idempotency-Key that could be looked for.",
    401: "No key, a wrong one, or one that holds no more.",
    403: "A key that does not open this, or a body about another facility.",
    404: "Nothing of this facility's.",
    413: "More than 1 MiB, 5,000 fields or 10,000 list items.",
    415: "A body of another media type.",
    422: "Fields that will not do, or an Idempotency-Key that came with another body.",
    429: "Too many requests; Retry-After says when.",
    500: "Our fault. A request that is repeated counts only once.",
    503: "The engine is away and nothing was done; Retry-After says when.",
}
_EVERYWHERE = (401, 403, 429, 500)
_WITH_BODY = (400, 413, 415, 422)


def _takes(schema: str, example: object) -> dict[str, Any]:
    """Describe a body that we read."""
    content = {"schema": {"$ref": _REFS.format(model=schema)}, "example": example}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {PROBLEM_JSON: {"schema": {"$ref": _REFS.format(model=ProblemAnswer.__name__)}}}
    return {
        status: {"description": _PROBLEMS[status], "content": content}
        for status in sorted(statuses)
    }


_TEXT = {"type": "string"}
SEND_DISCHARGE: dict[str, Any] = {
    "operation_id": "sendDischarge",
    "summary": "Send a discharge, once or ten times: one episode starts",
    "description": "What is refused with 400, 413, 415 or 422 is kept too (of what is too large "
    "the beginning), and somebody of ours looks at it. Without an Idempotency-Key the body "
    "itself is the key.",
    "status_code": 202,
    "response_description": "Durably kept.",
    "responses": {
        202: {
            "headers": {
                "Location": {"required": True, "schema": _TEXT},
                "Idempotent-Replayed": {"required": False, "schema": _TEXT},
            }
        }
    }
    | _problems(*_EVERYWHERE, *_WITH_BODY),
    "openapi_extra": _takes(Discharge.__name__, EXAMPLE),
}
READ_MESSAGE: dict[str, Any] = {
    "operation_id": "readMessage",
    "summary": "What came of a message so far",
    "response_description": "So far.",
    "responses": _problems(*_EVERYWHERE, 404),
}
READ_EPISODE: dict[str, Any] = {
    "operation_id": "readEpisode",
    "summary": "How an episode stands, step by step",
    "response_description": "As it last said.",
    "responses": _problems(*_EVERYWHERE, 404),
}
CLOSE_EPISODE: dict[str, Any] = {
    "operation_id": "closeEpisode",
    "summary": "End an episode early",
    "status_code": 202,
    "response_description": "It is told.",
    "responses": {200: {"model": Closing, "description": "It had ended before."}}
    | _problems(*_EVERYWHERE, *_WITH_BODY, 404, 503),
    "openapi_extra": _takes(ClosingOrder.__name__, {"reason": "withdrawn"}),
}


def document(base: str, routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """Give the document of some routes. `base` is our public address."""
    found = get_openapi(
        title="Homeward",
        version=VERSION,
        description="Thirty days of care after a discharge. 202 means: durably kept.",
        servers=[{"url": base}],
        routes=routes,
    )
    _drop_validation_errors(found)
    found["components"]["schemas"] |= _schemas()
    return found


def _drop_validation_errors(found: dict[str, Any]) -> None:
    """FastAPI describes a 422 of its own wherever an address has a part: text is always valid."""
    for operations in found["paths"].values():
        for operation in operations.values():
            if "application/json" in operation["responses"].get("422", {}).get("content", {}):
                del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        del found["components"]["schemas"][name]


def _schemas() -> dict[str, Any]:
    """What FastAPI does not know of."""
    schemas = _schema(Discharge) | _schema(ClosingOrder)
    for schema in schemas.values():
        schema["additionalProperties"] = False
    for name, fields in NARROWER.items():
        for field, narrower in fields.items():
            known = schemas[name]["properties"][field]
            known.get("anyOf", [known])[0].update(narrower)
    schemas["Patient"] |= _ONE_NAME
    return schemas | _schema(ProblemAnswer)


def _schema(model: type) -> dict[str, Any]:
    """A type's schema and those of its parts, by their names."""
    whole = TypeAdapter(model).json_schema(mode="serialization", ref_template=_REFS)
    return {**whole.pop("$defs", {}), model.__name__: whole}
