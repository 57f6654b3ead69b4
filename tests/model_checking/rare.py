"""Rare states of a game, counted: what it must have reached before its silence proves anything."""

from collections import Counter
from collections.abc import Iterator

from models.payloads import PendingKind
from tests.model_checking.driver import Act, Driver
from tests.model_checking.people import PUBLIC
from tests.model_checking.world import Intent, World

STATES = (
    "undo",
    "undo after hand-over",
    "correction",
    "answer to a code that is closed",
    "answer after hand-over",
    "two answers in one text",
    "which one",
    "read by a person after three words back",
    "danger word",
    "stop",
    "start again",
    "wrong number",
    "hours changed by text",
    "hand-over at shift end",
    "given up",
    "text in doubt",
    "text that did not arrive",
    "morning list",
    "several prompts in one text",
)
"""Every state that is counted."""
_KINDS = {
    "not_open": "answer to a code that is closed",
    "which_one": "which one",
    "emergency": "danger word",
}
_PENDING = {PendingKind.UNDO: "undo", PendingKind.CORRECTION: "correction"}
_INTENTS = {
    Intent.STOP: "stop",
    Intent.START: "start again",
    Intent.WRONG_NUMBER: "wrong number",
}


def rare(world: World) -> dict[str, int]:
    """How often each was reached."""
    found = Counter(
        _INTENTS[said.intent] for said in world.said.values() if said.intent in _INTENTS
    )
    for phone in world.phones.values():
        found.update(_of_phone(phone))
    found.update(_of_texts(world))
    found["text that did not arrive"] = sum(world.undelivered.values())
    return {state: found[state] for state in STATES}


def _of_phone(phone: Driver) -> Iterator[str]:
    handed = {
        f"{task.episode}|{task.key}" for shifted, _ in phone.shifts for task in shifted.handed
    }
    yield from ["hand-over at shift end"] * len(handed)
    yield from ["given up"] * len(phone.given_up)
    for act in phone.acts:
        yield from _of_act(act, handed, staff=phone.number not in PUBLIC)


def _of_act(act: Act, handed: set[str], *, staff: bool) -> Iterator[str]:
    kinds = {item.kind for out in act.said for item in (out.item, *out.then)}
    yield from (state for kind, state in _KINDS.items() if kind in kinds)
    if act.shift_requests:
        yield "hours changed by text"
    if staff and act.passed_on and not act.said and not act.handed:
        yield "read by a person after three words back"
    if sum(one.kind is PendingKind.ANSWER for one in act.handed) > 1:
        yield "two answers in one text"
    for one in act.handed:
        if one.kind in _PENDING:
            yield _PENDING[one.kind]
        if one.id in handed:
            undone = one.kind is PendingKind.UNDO
            yield "undo after hand-over" if undone else "answer after hand-over"


def _of_texts(world: World) -> Iterator[str]:
    for each in world.carrier.accepted.values():
        if each.doubt:
            yield "text in doubt"
        if each.text.items[0].kind == "morning":
            yield "morning list"
        if len(each.text.codes) > 1:
            yield "several prompts in one text"
