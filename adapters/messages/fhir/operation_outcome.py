"""OperationOutcome, and the strict reader that fills it: the R4B models of fhir.resources.

The only importer of `fhir.resources`. Its models take seconds to import, so each type is imported
when it is first wanted, and that is when a body was refused: accepting costs none of it.
"""

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from adapters.validation import Problem

Severity = Literal["fatal", "error", "warning", "information"]
MOST = 20
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_EXPECTED = {
    "missing": "this element, which FHIR R4 requires",
    "extra_forbidden": "no element of this name",
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "model_type": "a group of fields",
    "dict_type": "a group of fields",
    "model_validation_format": "a group of fields",
    "fhir-validation-wrong-resource-type": "another type of resource",
}
_OTHERWISE = "a value as FHIR R4 defines this element"


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One thing to tell a sender. `expression` says where; what was found is never repeated.

    `code` is one of FHIR's IssueType: invalid, required, not-found, login, too-long, ...
    """

    severity: Severity
    code: str
    diagnostics: str
    expression: str = ""


def operation_outcome(issues: Iterable[Issue]) -> dict[str, Any]:
    """Word issues as the resource; at least one stands in it."""
    found = list(issues) or [
        Issue(severity="information", code="informational", diagnostics="All OK")
    ]
    return {"resourceType": "OperationOutcome", "issue": [_worded(one) for one in found]}


def _worded(issue: Issue) -> dict[str, Any]:
    worded: dict[str, Any] = {
        "severity": issue.severity,
        "code": issue.code,
        "diagnostics": issue.diagnostics,
    }
    return worded | ({"expression": [issue.expression]} if issue.expression else {})


def issues_of(problems: Iterable[Problem], severity: Severity = "error") -> list[Issue]:
    """What is wrong, by place and expectation; what was found is left out."""
    return [
        Issue(
            severity=severity,
            code="required" if one.found == "nothing" else "invalid",
            diagnostics=f"{one.field or 'the body'}: expected {one.expected}",
            expression=one.field,
        )
        for one in problems
    ]


def problems(resource: dict[str, Any]) -> tuple[Problem, ...]:
    """Every element that FHIR R4B does not allow, by its path; values are left out."""
    kind = resource.get("resourceType")
    model = _model(kind) if isinstance(kind, str) else None
    if model is None:
        return (_problem("resourceType", "the type of a FHIR R4 resource"),)
    try:
        model.model_validate(resource)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        places = {_path(str(kind), one["loc"]): one["type"] for one in found}
        return tuple(
            _problem(place, _EXPECTED.get(type_, _OTHERWISE), absent=type_ == "missing")
            for place, type_ in list(places.items())[:MOST]
        )
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        # An unknown type of resource inside a Bundle is a KeyError of the library's.
        return (_problem(str(kind), "resources of FHIR R4 alone"),)
    return ()


def _model(kind: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415 - costs seconds

        try:
            return get_fhir_model_class(kind)
        except (ValueError, KeyError):
            return None


def _problem(place: str, expected: str, *, absent: bool = False) -> Problem:
    return Problem(field=place, found="nothing" if absent else "something else", expected=expected)


def _path(kind: str, location: tuple[int | str, ...]) -> str:
    """Write pydantic's location as FHIRPath does: "Bundle.entry[1].resource.period.end"."""
    path = kind
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif _NAME.fullmatch(part) and part != "root":
            path += f".{part}"
    return path
