"""Rare states, counted: what a run must have reached before its silence proves anything."""

from collections import Counter
from collections.abc import Iterator

from tests.checker.evidence import Evidence, Row, instant
from tests.checker.joins import STARTS, STOPS, Ask, body_hash, joins, key_of, prompts_of

STATES = (
    "undo",
    "undo too late",
    "undo after hand-over",
    "fix",
    "answer after close",
    "late answer under an old code",
    "answer refused",
    "two answers to one prompt",
    "answer of two phones crossed",
    "reminder crossed by an answer",
    "reminder",
    "stop",
    "start again",
    "danger word",
    "unknown sender",
    "text in doubt",
    "text in doubt found again",
    "receipt before id",
    "text that did not arrive",
    "duplicate webhook",
    "webhook taken at a later try",
    "continue-as-new",
    "thread started again",
    "hand-over at shift end",
    "question asked anew",
    "withdrawn before shown",
    "expired",
    "dropped",
    "call placed",
    "taken by a digit",
    "several prompts in one text",
    "morning list",
    "escalation",
    "second rung",
    "always-on rung",
    "answered by hand",
    "answered on a card",
    "closed by hand",
    "suspended",
    "amended",
    "died",
    "unresolved step",
)
"""Every state that is counted."""


def rare(evidence: Evidence) -> dict[str, int]:
    """How often each rare state was reached."""
    found: Counter[str] = Counter()
    for states in (_answers, _texts, _asks, _history, _tables):
        found.update(states(evidence))
    return {state: found[state] for state in STATES}


def _answers(evidence: Evidence) -> Iterator[str]:
    made = joins(evidence)
    handed = _handed(evidence)
    told: set[str] = set()
    for update in sorted([*made.updates, *made.too_late], key=lambda each: each.at):
        undone = update.name == "take_back"
        yield from _of_state(update.state)
        if undone and any(
            episode == update.episode and at < update.given["at"] for episode, at in handed
        ):
            yield "undo after hand-over"
        if update.state == "closed":
            yield "answer after close"
        if update.prompt in told and not undone:
            yield "two answers to one prompt"
        told.add(update.prompt)
        via = update.given.get("via")
        if via in {"by_hand", "card"}:
            yield "answered by hand" if via == "by_hand" else "answered on a card"


def _of_state(state: str) -> Iterator[str]:
    names = {
        "taken_back": "undo",
        "too_late": "undo too late",
        "corrected": "fix",
        "refused": "answer refused",
        "already_settled": "answer of two phones crossed",
    }
    if state in names:
        yield names[state]


def _handed(evidence: Evidence) -> list[tuple[str, str]]:
    """(episode, clinical time) of each hand-over; the time as ISO text in UTC."""
    return [
        (
            history.workflow_id,
            evidence.clock.clinical(instant(fact["at"])).isoformat().replace("+00:00", "Z"),
        )
        for history in evidence.histories
        for fact in history.facts
        if fact["fact"] == "signal" and fact["name"] == "hand_over"
    ]


def _texts(evidence: Evidence) -> Iterator[str]:
    made = joins(evidence)
    for entry in made.typed:
        word = entry["body"].strip().lower()
        if word in STOPS:
            yield "stop"
        if word in STARTS:
            yield "start again"
        if entry["sid"].startswith("CA"):
            yield "taken by a digit"
        if (entry["webhook"] or {}).get("attempts", 0) > 1:
            yield "webhook taken at a later try"
        if len(made.received.get(entry["sid"], [])) > 1:
            yield "duplicate webhook"
    yield from ["duplicate webhook"] * sum("inbound_repeated" in each for each in evidence.faults)
    notices = [entry["body"] for entry in made.sent if "takes no answer" in entry["body"]]
    yield from ["late answer under an old code"] * len(notices)
    yield from ["answer after close"] * sum("episode closed" in body for body in notices)


def _asks(evidence: Evidence) -> Iterator[str]:
    made = joins(evidence)
    for where, ends in made.withdrawn.items():
        if ends and not made.shown.get(where):
            yield "withdrawn before shown"
    for ask in made.asks:
        yield from _of_ask(ask)
    for rows in made.shown.values():
        for row in rows[1:]:
            yield "reminder"
            if _crossed(evidence, row):
                yield "reminder crossed by an answer"


def _of_ask(ask: Ask) -> Iterator[str]:
    if "~" in ask.question["key"]:
        yield "question asked anew"
    if ask.question["kind"] == "escalation":
        yield "escalation"
        if ask.question["key"].split("/")[-1].startswith("2"):
            yield "second rung"
        if ask.role == "always_on":
            yield "always-on rung"


def _crossed(evidence: Evidence, row: Row) -> bool:
    """Whether an answer to one of a text's prompts was typed while the text was on its way."""
    made = joins(evidence)
    prompts = set(prompts_of(row["key"]))
    typed = {entry["sid"]: instant(entry["at"]) for entry in made.typed}
    began = instant(row["real_created_at"])
    return any(
        update.prompt in prompts
        and update.given.get("message_id") in typed
        and abs((typed[update.given["message_id"]] - began).total_seconds()) < 1
        for update in made.updates
    )


def _history(evidence: Evidence) -> Iterator[str]:
    made = joins(evidence)
    doubt = {send.key for send in made.sends if send.in_doubt}
    yield from ["text in doubt"] * len(doubt)
    yield from ["text in doubt found again"] * sum(
        bool(made.outbox.get(key, {}).get("sid")) for key in doubt
    )
    for send in made.sends:
        if len(prompts_of(send.key)) > 1:
            yield "several prompts in one text"
        if any(item["kind"] == "morning" for item in send.items):
            yield "morning list"
    runs = Counter(h.workflow_id for h in evidence.histories if h.type == "Conversation")
    yield from ["thread started again"] * sum(count - 1 for count in runs.values())
    for history in evidence.histories:
        for fact in history.facts:
            yield from _of_fact(evidence, fact)


def _of_fact(evidence: Evidence, fact: Row) -> Iterator[str]:
    match fact["fact"], fact["name"]:
        case "ended", "continued_as_new":
            yield "continue-as-new"
        case "signal", "hand_over":
            yield "hand-over at shift end"
        case "signal", "suspend":
            yield "suspended"
        case "signal", "amend":
            yield "amended"
        case "signal", "close":
            yield "closed by hand"
        case "activity", "pass_on" if fact["input"]["flag"]:
            yield "danger word"
        case "activity", "send_text" if (fact["result"] or {}).get("sid"):
            if fact["result"]["status"] not in {"queued", "accepted", "scheduled"}:
                yield "receipt before id"
        case _:
            pass


BY_COLUMN = {
    ("outbox", "status"): {
        "expired": "expired",
        "dropped": "dropped",
        "rung": "call placed",
        "undelivered": "text that did not arrive",
        "failed": "text that did not arrive",
    },
    ("inbox", "outcome"): {"unknown_sender": "unknown sender"},
    ("steps", "state"): {"unresolved": "unresolved step"},
    ("encounters", "outcome"): {"died": "died"},
}


def _tables(evidence: Evidence) -> Iterator[str]:
    for (table, column), states in BY_COLUMN.items():
        for row in evidence.rows(table):
            if row[column] in states:
                yield states[row[column]]


def counts(evidence: Evidence) -> dict[str, int]:
    """What was attempted and what became of it: the numbers of a verdict's first line."""
    made = joins(evidence)
    outbox = evidence.rows("outbox")
    keys = Counter(key_of(entry) for entry in made.sent if key_of(entry))
    doubt = {send.key for send in made.sends if send.in_doubt}
    there = {(key_of(entry), body_hash(entry["body"])) for entry in made.sent}
    return {
        "attempted": len(outbox),
        "sent": len(made.sent),
        "received": len(made.typed),
        "recovered from unknown": sum(bool(made.outbox.get(key, {}).get("sid")) for key in doubt),
        "twice": sum(count - 1 for count in keys.values()),
        "lost": sum(
            bool(row["sid"])
            and not row["key"].endswith("/voice")
            and (row["key"], row["body_hash"]) not in there
            for row in outbox
        ),
    }
