"""Temporal's events, as JSON, made into facts: what was told, done and answered, and when."""

import base64
import json
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from tests.checker.evidence import Row

SEALED = base64.b64encode(b"binary/encrypted").decode()


def payloads_in(node: object) -> Iterator[Row]:
    """Every sealed payload under a node, to be replaced in place."""
    if isinstance(node, dict):
        metadata = node.get("metadata")
        if isinstance(metadata, dict) and metadata.get("encoding") == SEALED:
            yield node
            return
        for each in node.values():
            yield from payloads_in(each)
    elif isinstance(node, list):
        for each in node:
            yield from payloads_in(each)


def clear(payload: Row) -> Any:
    """The JSON in a payload; None for a null."""
    data = payload.get("data", "")
    return json.loads(base64.b64decode(data)) if data else None


def _first(holder: Row | None) -> Any:
    values = (holder or {}).get("payloads", [])
    return clear(values[0]) if values else None


def _failure(holder: Row | None) -> str:
    """The type of a failure, the innermost that has one; '' if there is none."""
    kind = ""
    while holder:
        info = holder.get("applicationFailureInfo", {})
        timeout = "Timeout" if "timeoutFailureInfo" in holder else ""
        kind = info.get("type") or timeout or kind
        holder = holder.get("cause")
    return kind


class _Reader:
    """Goes through one history once; what belongs together becomes one fact."""

    def __init__(self) -> None:
        self.facts: list[Row] = []
        self.scheduled: dict[str, Row] = {}
        self.updates: dict[str, Row] = {}

    def read(self, event: Row) -> None:
        """Take one event."""
        kind = event["eventType"].removeprefix("EVENT_TYPE_")
        handler = _HANDLERS.get(kind)
        if handler is None:
            return
        body: Row = next((event[key] for key in event if key.endswith("EventAttributes")), {})
        handler(self, event, body)

    def add(self, event: Row, fact: str, name: str, **more: Any) -> Row:
        """A new fact of an event."""
        made = {
            "fact": fact,
            "name": name,
            "at": event["eventTime"],
            "event": int(event["eventId"]),
            **more,
        }
        self.facts.append(made)
        return made


def _started(reader: _Reader, event: Row, body: Row) -> None:
    came_from = body.get("continuedExecutionRunId", "")
    reader.add(event, "started", "", input=_first(body.get("input")), after=came_from)


def _signalled(reader: _Reader, event: Row, body: Row) -> None:
    reader.add(event, "signal", body["signalName"], input=_first(body.get("input")))


def _accepted(reader: _Reader, event: Row, body: Row) -> None:
    asked = body["acceptedRequest"]
    name = asked["input"]["name"]
    given = _first(asked["input"].get("args"))
    known = asked["meta"]["updateId"]
    made = reader.add(event, "update", name, id=known, input=given, result=None, until="")
    reader.updates[body.get("protocolInstanceId", known)] = made
    reader.updates[known] = made


def _completed_update(reader: _Reader, event: Row, body: Row) -> None:
    made = reader.updates[body["meta"]["updateId"]]
    outcome = body.get("outcome", {})
    made["result"] = _first(outcome.get("success"))
    made["until"] = event["eventTime"]
    made["failure"] = _failure(outcome.get("failure"))


def _scheduled(reader: _Reader, event: Row, body: Row) -> None:
    name = body["activityType"]["name"]
    reader.scheduled[event["eventId"]] = reader.add(
        event, "activity", name, input=_first(body.get("input")), result=None, failure="", until=""
    )


def _activity_began(reader: _Reader, event: Row, body: Row) -> None:
    reader.scheduled[body["scheduledEventId"]]["began"] = event["eventTime"]


def _activity_over(reader: _Reader, event: Row, body: Row) -> None:
    made = reader.scheduled[body["scheduledEventId"]]
    made["until"] = event["eventTime"]
    made["result"] = _first(body.get("result"))
    made["failure"] = _failure(body.get("failure"))
    if "TIMED_OUT" in event["eventType"]:
        made["failure"] = made["failure"] or "Timeout"


def _ended(reader: _Reader, event: Row, body: Row) -> None:
    how = event["eventType"].removeprefix("EVENT_TYPE_WORKFLOW_EXECUTION_").lower()
    reader.add(
        event,
        "ended",
        how,
        result=_first(body.get("result")),
        input=_first(body.get("input")),
        failure=_failure(body.get("failure")),
    )


_HANDLERS: dict[str, Callable[[_Reader, Row, Row], None]] = {
    "WORKFLOW_EXECUTION_STARTED": _started,
    "WORKFLOW_EXECUTION_SIGNALED": _signalled,
    "WORKFLOW_EXECUTION_UPDATE_ACCEPTED": _accepted,
    "WORKFLOW_EXECUTION_UPDATE_COMPLETED": _completed_update,
    "ACTIVITY_TASK_SCHEDULED": _scheduled,
    "ACTIVITY_TASK_STARTED": _activity_began,
    "ACTIVITY_TASK_COMPLETED": _activity_over,
    "ACTIVITY_TASK_FAILED": _activity_over,
    "ACTIVITY_TASK_TIMED_OUT": _activity_over,
    "ACTIVITY_TASK_CANCELED": _activity_over,
    "WORKFLOW_EXECUTION_COMPLETED": _ended,
    "WORKFLOW_EXECUTION_FAILED": _ended,
    "WORKFLOW_EXECUTION_CONTINUED_AS_NEW": _ended,
    "WORKFLOW_EXECUTION_TERMINATED": _ended,
    "WORKFLOW_EXECUTION_CANCELED": _ended,
    "WORKFLOW_EXECUTION_TIMED_OUT": _ended,
}


def facts_of(events: list[Row]) -> list[Row]:
    """The facts of one history whose payloads are in clear."""
    reader = _Reader()
    for each in events:
        reader.read(each)
    return [part for fact in reader.facts for part in _parts(fact)]


def _parts(fact: Row) -> Iterator[Row]:
    """An activity as it is; an errand as what each of its parts would be alone."""
    if (fact["fact"], fact["name"]) != ("activity", "run_errand"):
        yield fact
        return
    errand, result = fact["input"], fact["result"] or {}
    for one in errand["keep"]:
        yield {**fact, "name": "keep", "input": one, "result": None}
    for one in errand["withdraw"]:
        yield {**fact, "name": "withdraw", "input": one, "result": None}
    for one, asked in zip_longest(errand["ask"], result.get("asked", ())):
        yield {**fact, "name": "ask", "input": one, "result": asked}
    if errand["record"]:
        yield {**fact, "name": "publish", "input": errand["record"], "result": None}
