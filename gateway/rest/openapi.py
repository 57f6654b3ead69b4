"""The OpenAPI document of the REST interface, made from the same types that are read and answered.

The discharge is `domain.discharge.Discharge`, narrowed by what its strict reader wants besides.
"""

from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from adapters.files.discharge import ADMISSION_TYPES, DECISION_MAKING
from domain.hospital.discharge import Discharge
from gateway.rest import responses
from gateway.rest.closing import LONGEST_NOTE, Reason
from gateway.rest.problems import PROBLEM_JSON
from store.api_keys import Scope

VERSION = "1.0.0"
_REFS = "#/components/schemas/{model}"
EPISODE = "episode-mercy-general-m6hd3cv2w4ao5nqjx7kb-1"

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
_MOBILE = {"pattern": r"^\+[1-9]\d{6,14}$", "examples": ["+16175550111"]}
_INSTANT = {"description": "With its offset; of the years 1900 to 2200."}
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
    },
    "Patient": {
        "mrn": _FILLED, "given": _FILLED, "family": _FILLED,
        "mobile": _MOBILE, "language": {"pattern": "^[a-z]{2}$"},
    },
    "Caregiver": {"name": _FILLED, "mobile": _MOBILE},
    "Diagnosis": {"code": _FILLED},
    "Medication": {"name": _FILLED},
    "EquipmentItem": {
        "item": _FILLED, "needed_by": _INSTANT, "withdrawn": {"enum": [False]},
    },
}  # fmt: skip
"""What a field must hold beyond its type; the last word is the reader's."""

_PROBLEMS = {
    "400": "No JSON object, or no Idempotency-Key that could be looked for.",
    "401": "No key, a wrong one, or one that holds no more.",
    "403": "A key that does not open this, or a body about another facility.",
    "404": "Nothing of this facility's.",
    "413": "More than 1 MiB, 5,000 fields or 10,000 list items.",
    "415": "A body of another media type.",
    "422": "Fields that will not do, or an Idempotency-Key that came with another body.",
    "429": "Too many requests; Retry-After says when.",
    "500": "Our fault. A request that is repeated counts only once.",
    "503": "The engine is away and nothing was done; Retry-After says when.",
}
_EVERYWHERE = ("401", "403", "429", "500")
_WITH_BODY = ("400", "413", "415", "422")


@cache
def document(base: str) -> dict[str, Any]:
    """Give the document. `base` is our public address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Homeward",
            "version": VERSION,
            "description": "Thirty days of care after a discharge. 202 means: durably kept.",
        },
        "servers": [{"url": base}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A facility's key, hw_<id>_<secret>. Scopes: "
                    f"{Scope.DISCHARGES_WRITE}, {Scope.EPISODES_READ}, {Scope.EPISODES_CLOSE}",
                }
            },
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/discharges": {
            "post": {
                "operationId": "sendDischarge",
                "summary": "Send a discharge, once or ten times: one episode starts",
                "description": "What is refused with 400 or 422 is kept too, and somebody of ours "
                "looks at it. Without an Idempotency-Key the body itself is the key.",
                "parameters": [_IDEMPOTENCY_KEY],
                "requestBody": _takes("Discharge", EXAMPLE),
                "responses": _gives(
                    "DischargeTaken",
                    {"202": "Durably kept."},
                    headers={"Location": True, "Idempotent-Replayed": False},
                )
                | _problems(*_EVERYWHERE, *_WITH_BODY),
            }
            | _with_scope(Scope.DISCHARGES_WRITE)
        },
        "/messages/{message}": {
            "get": {
                "operationId": "readMessage",
                "summary": "What came of a message so far",
                "parameters": [_path("message", "1")],
                "responses": _gives("MessageAnswer", {"200": "So far."})
                | _problems(*_EVERYWHERE, "404"),
            }
            | _with_scope(Scope.DISCHARGES_WRITE)
        },
        "/episodes/{episode}": {
            "get": {
                "operationId": "readEpisode",
                "summary": "How an episode stands, step by step",
                "parameters": [_path("episode", EPISODE)],
                "responses": _gives("EpisodeAnswer", {"200": "As it last said."})
                | _problems(*_EVERYWHERE, "404"),
            }
            | _with_scope(Scope.EPISODES_READ)
        },
        "/episodes/{episode}/close": {
            "post": {
                "operationId": "closeEpisode",
                "summary": "End an episode early",
                "parameters": [_path("episode", EPISODE)],
                "requestBody": _takes("ClosingOrder", {"reason": "withdrawn"}),
                "responses": _gives(
                    "Closing", {"200": "It had ended before.", "202": "It is told."}
                )
                | _problems(*_EVERYWHERE, *_WITH_BODY, "404", "503"),
            }
            | _with_scope(Scope.EPISODES_CLOSE)
        },
    }


def _with_scope(scope: Scope) -> dict[str, Any]:
    return {"security": [{"key": [scope]}]}


_TEXT = {"type": "string"}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Yours, the same whenever the same discharge is sent again.",
    "schema": {"type": "string", "pattern": r"^[\x21\x23-\x7e]{1,255}$"},
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}


def _path(name: str, example: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": _TEXT, "example": example}


def _takes(schema: str, example: object) -> dict[str, Any]:
    content = {"schema": {"$ref": _REFS.format(model=schema)}, "example": example}
    return {"required": True, "content": {"application/json": content}}


def _gives(
    schema: str, statuses: dict[str, str], headers: dict[str, bool] | None = None
) -> dict[str, Any]:
    """`headers` says of each whether it is always there."""
    content = {"application/json": {"schema": {"$ref": _REFS.format(model=schema)}}}
    described = {
        name: {"required": always, "schema": _TEXT} for name, always in (headers or {}).items()
    }
    return {
        status: {"description": words, "content": content, "headers": described}
        for status, words in statuses.items()
    }


def _problems(*statuses: str) -> dict[str, Any]:
    content = {PROBLEM_JSON: {"schema": {"$ref": _REFS.format(model="ProblemAnswer")}}}
    return {
        status: {"description": _PROBLEMS[status], "content": content}
        for status in sorted(statuses)
    }


def _schemas() -> dict[str, Any]:
    answers = (
        responses.DischargeTaken, responses.MessageAnswer, responses.EpisodeAnswer,
        responses.Closing, responses.ProblemAnswer,
    )  # fmt: skip
    _, found = models_json_schema(
        [(answer, "serialization") for answer in answers], ref_template=_REFS
    )
    schemas: dict[str, Any] = found["$defs"]
    return schemas | _discharge() | {"ClosingOrder": _CLOSING}


def _discharge() -> dict[str, Any]:
    whole = TypeAdapter(Discharge).json_schema(ref_template=_REFS)
    schemas = {"Discharge": whole, **whole.pop("$defs")}
    for schema in schemas.values():
        schema["additionalProperties"] = False
    for name, fields in NARROWER.items():
        for field, narrower in fields.items():
            known = schemas[name]["properties"][field]
            known.get("anyOf", [known])[0].update(narrower)
    return schemas


_CLOSING = {
    "type": "object",
    "additionalProperties": False,
    "required": ["reason"],
    "properties": {
        "reason": {"type": "string", "enum": [str(reason) for reason in Reason]},
        "note": {
            "anyOf": [{"type": "string", "maxLength": LONGEST_NOTE}, {"type": "null"}],
            "description": "For those who care for the patient; encrypted, and never logged.",
        },
    },
}
