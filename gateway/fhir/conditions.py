"""What a sender of FHIR makes a request depend on: honoured, or refused by name.

    If-None-Exist, ifNoneExist       of an Encounter whose visit is known: nothing is taken, which
                                     is 200, and 412 in a Bundle; else taken, as nothing is held
                                     here that could match
    If-None-Match, ifNoneMatch       the same
    PUT {type}?criteria              the same
    If-Match, ifMatch                412: there are no versions here
    DELETE, PATCH of an entry        400: nothing can be deleted or changed in part
    Prefer: return=representation    an OperationOutcome all the same

Whatever is taken is said in the answer.
"""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import parse_qs

from fastapi import Request

from adapters.messages.fhir.bundles import Body
from adapters.messages.fhir.operation_outcome import Issue
from adapters.messages.fhir.values import Element
from gateway.fhir.responses import NotTaken

_TAKEN = "nothing is held here that could match; what was sent before changes nothing"
_KNOWN = "this visit is known already, so nothing was taken"
_NOT_DONE = "nothing can be deleted or changed in part here, send what is true of it now"
_UNDONE = {"DELETE", "PATCH"}
_STAY = "Encounter"
_NO_VERSIONS = "no versions are held here, send it without this condition"


class Unmet(NotTaken):
    """A condition that cannot be looked at, so that nothing was taken."""

    status = 412


def check(request: Request, body: Body) -> None:
    """Look for a version that the request depends on, and for what is not done. Raises NotTaken."""
    methods = {one.text("request", "method").upper() for one in _entries(body)}
    if undone := sorted(methods & _UNDONE):
        raise NotTaken(
            [_issue("error", f"Bundle.entry.request {one}", _NOT_DONE) for one in undone]
        )
    named = ["If-Match"] if "if-match" in request.headers else []
    named += _in_entries(body, "ifMatch")
    if named:
        raise Unmet([_issue("error", name, _NO_VERSIONS) for name in named])


def visits(request: Request, body: Body) -> list[str]:
    """The numbers of visits that must not be known for the request to create anything."""
    asked = [one.text("request", "ifNoneExist") for one in _entries(body) if _is_stay(one)]
    if body.type == _STAY:
        asked.append(request.headers.get("if-none-exist", ""))
    said = (parse_qs(one.rpartition("?")[2]).get("identifier", ()) for one in asked)
    return [number.rpartition("|")[2] for numbers in said for number in numbers]


def matched(body: Body) -> Issue:
    """What is said where a visit is known. Raises Unmet: of a Bundle there is more to take."""
    if body.type == "Bundle":
        raise Unmet([_issue("error", "ifNoneExist", _KNOWN)])
    return _issue("information", "If-None-Exist", _KNOWN)


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
    return [name] if any(one.get("request", name) for one in _entries(body)) else []


def _entries(body: Body) -> Iterator[Element]:
    yield from body.root.each("entry") if body.type == "Bundle" else ()


def _is_stay(entry: Element) -> bool:
    return entry.text("resource", "resourceType") == _STAY


def _issue(severity: Literal["error", "information"], name: str, words: str) -> Issue:
    code = "informational" if severity == "information" else "not-supported"
    return Issue(severity=severity, code=code, diagnostics=f"{name}: {words}")
