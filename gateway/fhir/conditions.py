"""What a sender of FHIR makes a request depend on: honoured, or refused by name.

    If-None-Exist, ifNoneExist       taken: nothing is held here that could match, and what was
                                     sent before changes nothing
    If-None-Match, ifNoneMatch       the same
    PUT {type}?criteria              the same
    If-Match, ifMatch                412: there are no versions here
    Prefer: return=representation    an OperationOutcome all the same

Whatever is taken is said in the answer.
"""

from typing import Literal

from fastapi import Request

from adapters.messages.fhir.bundles import Body
from adapters.messages.fhir.operation_outcome import Issue
from gateway.fhir.responses import NotTaken

_TAKEN = "nothing is held here that could match; what was sent before changes nothing"
_NO_VERSIONS = "no versions are held here, send it without this condition"


class Unmet(NotTaken):
    """A condition that cannot be looked at, so that nothing was taken."""

    status = 412


def check(request: Request, body: Body) -> None:
    """Look for a version that the request depends on. Raises Unmet."""
    named = ["If-Match"] if "if-match" in request.headers else []
    named += _in_entries(body, "ifMatch")
    if named:
        raise Unmet([_issue("error", name, _NO_VERSIONS) for name in named])


def remarks(request: Request, body: Body) -> list[Issue]:
    """What was asked for and could not matter, by name."""
    headers = ("If-None-Exist", "If-None-Match", "If-Modified-Since")
    named = [name for name in headers if name.lower() in request.headers]
    named += [*_in_entries(body, "ifNoneExist"), *_in_entries(body, "ifNoneMatch")]
    if request.method == "PUT" and request.query_params.keys() - {"_format"}:
        named.append("criteria")
    told = [_issue("information", name, _TAKEN) for name in named]
    if "representation" in request.headers.get("prefer", ""):
        words = "nothing can be read back, an OperationOutcome is the answer"
        told.append(_issue("information", "Prefer", words))
    return told


def _in_entries(body: Body, name: str) -> list[str]:
    """The name once, where any entry of a Bundle carries it."""
    entries = body.root.each("entry") if body.type == "Bundle" else ()
    return [name] if any(one.get("request", name) for one in entries) else []


def _issue(severity: Literal["error", "information"], name: str, words: str) -> Issue:
    code = "informational" if severity == "information" else "not-supported"
    return Issue(severity=severity, code=code, diagnostics=f"{name}: {words}")
