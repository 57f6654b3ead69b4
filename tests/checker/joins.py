"""The same evidence, joined: which text belongs to which prompt, which code to which question.

A prompt's name is `<episode>|<question>`, as in outbox keys.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import zip_longest
from urllib.parse import parse_qs, urlsplit

from tests.checker.evidence import Evidence, Row, instant

FAMILY = ("patient", "caregiver")
_PROMPT = r"[a-z0-9-]+-\d{4}-[b-z2-9]{4}\|[^#]+"
PROMPT_KEY = re.compile(
    rf"^(?P<prompts>{_PROMPT})#(?P<n>\d+)(\.\d+)?(@\d{{4}})?(?P<voice>/voice)?$"
)
SAID_KEY = re.compile(
    rf"^(?P<sid>(?:[SM]M|CA)\w+)/(?P<prompt>{_PROMPT})#(?P<what>said|undo|fixed)$"
)
REPLY_KEY = re.compile(r"^(?P<sid>(?:[SM]M|CA)\w+)/\d+$")
CALL_CODE = re.compile(r"[?&]code=(\d+)")
CARRIERS_OWN = {
    *("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"),
    *("start", "yes", "unstop", "help", "info"),
}
STOPS = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
STARTS = {"start", "yes", "unstop"}
AGAIN_AFTER = [timedelta(seconds=each) for each in (1, 5, 30, 120, 600)]
"""How long a phone waits after its first, second, ... attempt in a row that failed; real."""
ONE_AFTER_ANOTHER = timedelta(seconds=0.5)
"""Real: the most between two texts to a phone that has a queue of them."""
ATTEMPT = timedelta(seconds=12)
"""An attempt that nobody heard of again is given up after so long; real."""
NOT_OUT_OR_NEVER = (
    *("Busy", "Ops", "Refused", "WordingUnusable"),
    *("OptedOut", "CannotReach", "TooLate"),
)
"""Failures of an attempt that say for certain that nothing went out."""


def key_of(entry: Row) -> str:
    """The outbox key in an entry's status callback; '' if it has none."""
    keys = parse_qs(urlsplit(entry["status_callback"] or "").query).get("key", [""])
    return keys[0]


def body_hash(body: str) -> str:
    """The hash of a body as the outbox keeps it."""
    return hashlib.sha256(re.sub(r"\s+", " ", body).strip().encode()).hexdigest()


def _taken_by_digit(entry: Row, evidence: Evidence) -> Row | None:
    """The text that a 1 in a call is, as if it had been typed, under the call's own sid.

    None if none was pressed, and if the webhook failed and kept nothing: it is tried once.
    """
    kept = any(row["key"] == f"text:{entry['sid']}" for row in evidence.rows("inbox"))
    pressed = (entry.get("call") or {}).get("pressed", [])
    ones = [one for one in pressed if one["digit"] == "1" and (one["taken"] or kept)]
    if not ones:
        return None
    first = ones[0]
    code = CALL_CODE.search(entry["body"])
    return {
        **entry,
        "direction": "inbound",
        "from": entry["to"],
        "to": entry["from"],
        "body": f"{code[1] if code else ''} 1",
        "at": first["at"],
        "webhook": {"delivered": True, "attempts": 1},
    }


def prompts_of(key: str) -> list[str]:
    """The prompts that a text with this outbox key shows; none if it is no prompt's text."""
    found = PROMPT_KEY.match(key)
    return found["prompts"].split("&") if found else []


def update_id(name: str, given: Row) -> str:
    """The update's id of what a thread told an episode."""
    prefix = {"take_back": "undo-", "correct": "fix-"}.get(name, "")
    return f"{prefix}{given['message_id']}:{given['key']}"


def base(question: str) -> str:
    """A question's name without `~1`, `~2`: the same however often it was asked anew."""
    return re.sub(r"~\d+", "", question)


@dataclass(frozen=True)
class Ask:
    """A question as it was told to the thread of a phone."""

    prompt: str
    episode: str
    question: Row
    role: str
    zone: str
    windows: list[Row]
    exceptions: list[Row]
    token: str
    at: datetime
    number: str
    order: tuple[str, int] = ("", 0)
    texts: Row = field(default_factory=dict)
    """The pathway's rules for the texts of a phone."""

    @property
    def gathers(self) -> timedelta:
        """How long what is not urgent waits for others, clinical, again after each such text."""
        return timedelta(minutes=self.texts.get("gather_minutes", 2))

    @property
    def family(self) -> bool:
        """Whether a patient or a caregiver is asked."""
        return self.role in FAMILY


@dataclass(frozen=True)
class Send:
    """One attempt to send a text: `at` and `until` are real, `until` None if it never ended."""

    key: str
    token: str
    at: datetime
    until: datetime | None
    codes: list[int]
    items: list[Row]
    zone: str
    sid: str
    failure: str
    order: tuple[str, int] = ("", 0)
    """The run's beginning and the event's number: what a thread knew when, without clocks."""

    @property
    def in_doubt(self) -> bool:
        """Whether it may have got out, and nobody knew."""
        known = self.failure == "" or self.failure.endswith(NOT_OUT_OR_NEVER)
        return not known or self.until is None


@dataclass(frozen=True)
class Update:
    """An answer, correction or undoing at an episode; real times."""

    episode: str
    name: str
    id: str
    given: Row
    state: str
    at: datetime
    until: datetime | None
    run_id: str
    keeps_open: bool = False

    @property
    def prompt(self) -> str:
        """The prompt that it is about, under the name that it went out under."""
        return f"{self.episode}|{self.given['key']}"


@dataclass(frozen=True)
class Joins:
    """Everything that more than one law looks up."""

    sent: list[Row] = field(default_factory=list)
    typed: list[Row] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    sends: list[Send] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    told: list[tuple[str, Row]] = field(default_factory=list)
    """(token, fact) of each answer, undo or fix that a thread gave to an episode."""
    too_late: list[Update] = field(default_factory=list)
    """What threads told episodes that had ended: `closed`, and in no episode's history."""
    received: dict[str, list[tuple[str, Row]]] = field(default_factory=dict)
    """(token, fact) of each `received` signal, by message id."""
    withdrawn: dict[tuple[str, str], list[datetime]] = field(default_factory=dict)
    """When a prompt was withdrawn from a phone, real, by (token, prompt)."""
    taken: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)
    """The same, by order."""
    outbox: dict[str, Row] = field(default_factory=dict)
    codes: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    """The prompts that a code stood for, by (token, code)."""
    shown: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    """Outbox rows that have a sid and show a prompt, by (token, prompt), oldest first."""
    passed_on: set[str] = field(default_factory=set)
    """The ids of the texts that were brought to a person's notice."""
    pauses: dict[str, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    """From the beginning of an attempt that failed until the next is due, real, by token."""
    busy: dict[str, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    """While one text after another went to a phone, real, by token."""
    marks: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    """When a phone was marked, real, and why, `''` once it is back; in order, by token."""

    def marked(self, token: str, after: datetime, before: datetime) -> datetime | None:
        """Since when a phone was marked at any moment between these; None if it was not."""
        marks = self.marks.get(token, [])
        for (at, why), following in zip_longest(marks, marks[1:]):
            if why and at < before and (following is None or following[0] > after):
                return at
        return None


@lru_cache(maxsize=4)
def joins(evidence: Evidence) -> Joins:
    """The joins of this evidence; made once."""
    made = Joins(
        sent=[each for each in evidence.phones if each["direction"] == "outbound-api"],
        typed=[
            *(each for each in evidence.phones if each["direction"] == "inbound"),
            *(
                taken
                for each in evidence.phones
                if (taken := _taken_by_digit(each, evidence)) is not None
            ),
        ],
        outbox={row["key"]: row for row in evidence.rows("outbox")},
        received=defaultdict(list),
        withdrawn=defaultdict(list),
        taken=defaultdict(list),
        codes=defaultdict(set),
        shown=defaultdict(list),
    )
    for token, number, run, fact in _threads(evidence):
        _thread_fact(made, token, number, run, fact)
    for history in evidence.histories:
        if history.type == "Episode":
            made.updates.extend(
                _update(history.workflow_id, history.run_id, fact)
                for fact in history.facts
                if fact["fact"] == "update"
            )
    for send in made.sends:
        _codes(made, send)
    for token in {send.token for send in made.sends}:
        own = sorted((s for s in made.sends if s.token == token), key=lambda each: each.at)
        made.pauses[token] = list(_pauses(own))
        made.busy[token] = list(_busy(own))
    for row in sorted(evidence.rows("outbox"), key=lambda each: str(each["real_created_at"])):
        for prompt in prompts_of(row["key"]) if row["sid"] else []:
            made.shown[row["phone_token"], prompt].append(row)
    return made


def _threads(evidence: Evidence) -> Iterator[tuple[str, str, str, Row]]:
    """Histories have phones by their tokens alone."""
    numbers = {token: number for number, token in evidence.tokens.items()}
    for history in evidence.histories:
        if history.type != "Conversation":
            continue
        token = history.facts[0]["input"]["token"]
        for fact in history.facts:
            yield token, numbers.get(token, ""), history.facts[0]["at"], fact


def _thread_fact(made: Joins, token: str, number: str, run: str, fact: Row) -> None:
    given = fact.get("input") or {}
    order = (run, fact["event"])
    match fact["fact"], fact["name"]:
        case "signal", "ask":
            made.asks.append(_ask(token, number, order, fact))
        case "signal", "withdraw":
            prompt = f"{given['episode']}|{given['key']}"
            made.withdrawn[token, prompt].append(instant(fact["at"]))
            made.taken[token, prompt].append(order)
        case "signal", "received":
            made.received[given["message_id"]].append((token, fact))
        case "activity", "send_text":
            made.sends.append(_send(token, order, fact))
        case "activity", "hand_over" | "correct" | "take_back":
            made.told.append((token, fact))
            if (fact["result"] or {}).get("state") == "closed":
                name = "answer" if fact["name"] == "hand_over" else fact["name"]
                late = {**fact, "name": name, "id": update_id(name, given)}
                made.too_late.append(_update(given["episode"], "", late))
        case "activity", "pass_on":
            made.passed_on.add(given["text"]["message_id"])
        case "activity", "mark_phone":
            made.marks.setdefault(token, []).append((instant(fact["at"]), given["why"]))
        case _:
            pass


def _ask(token: str, number: str, order: tuple[str, int], fact: Row) -> Ask:
    given = fact["input"]
    to = given["to"]
    return Ask(
        prompt=f"{given['episode']}|{given['question']['key']}",
        episode=given["episode"],
        question=given["question"],
        role=to["person"]["role"],
        zone=to["reach"]["time_zone"],
        windows=to["reach"]["windows"],
        exceptions=to["reach"]["exceptions"],
        token=token,
        at=instant(fact["at"]),
        number=number,
        order=order,
        texts=given.get("texts", {}),
    )


def _send(token: str, order: tuple[str, int], fact: Row) -> Send:
    given = fact["input"]
    return Send(
        key=given["key"],
        token=token,
        at=instant(fact["at"]),
        until=instant(fact["until"]) if fact["until"] else None,
        codes=given["codes"],
        items=given["items"],
        zone=given["time_zone"],
        sid=(fact["result"] or {}).get("sid", ""),
        failure=fact["failure"],
        order=order,
    )


def _update(episode: str, run_id: str, fact: Row) -> Update:
    return Update(
        episode=episode,
        name=fact["name"],
        id=fact["id"],
        given=fact["input"],
        state=(fact["result"] or {}).get("state", ""),
        at=instant(fact["at"]),
        until=instant(fact["until"]) if fact["until"] else None,
        run_id=run_id,
        keeps_open=bool((fact["result"] or {}).get("keeps_open")),
    )


def _pauses(sends: list[Send]) -> Iterator[tuple[datetime, datetime]]:
    failures = 0
    for send in sends:
        if send.until is not None and not send.failure:
            failures = 0
            continue
        pause = AGAIN_AFTER[min(failures, len(AGAIN_AFTER) - 1)]
        failures += 1
        yield send.at, (send.until or send.at + ATTEMPT) + pause


def _busy(sends: list[Send]) -> Iterator[tuple[datetime, datetime]]:
    begins = ends = None
    for send in sends:
        if begins is not None and ends is not None and send.at - ends > ONE_AFTER_ANOTHER:
            yield begins, ends
            begins = None
        begins = begins or send.at
        ends = max(filter(None, (ends, send.until or send.at)))
    if begins is not None and ends is not None:
        yield begins, ends


def _codes(made: Joins, send: Send) -> None:
    for prompt, code in zip(prompts_of(send.key), send.codes, strict=False):
        made.codes[send.token, code].add(prompt)
