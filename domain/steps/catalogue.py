"""Every step, a line each: whoever must know of steps reads this list and no step by name."""

from collections.abc import Iterator
from itertools import chain

from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question
from domain.episode.closing import LEFT_OPEN
from domain.episode.escalation import ALARM_WAS, ESCALATION, ESCALATION_DONE
from domain.steps import (
    check_ins,
    contact,
    disposition,
    equipment,
    medicines,
    needs,
    opening,
    reconciliation,
    review,
    symptoms,
    teach_back,
    transport,
    visit,
)
from domain.steps.step import Step

STEPS: tuple[Step, ...] = (
    opening.STEP,
    contact.STEP,
    visit.STEP,
    reconciliation.STEP,
    transport.STEP,
    equipment.STEP,
    check_ins.STEP,
    symptoms.STEP,
    medicines.STEP,
    teach_back.STEP,
    needs.STEP,
    review.STEP,
    disposition.STEP,
)
"""In the order in which people think of them."""
_BESIDE = (ESCALATION, ESCALATION_DONE, ALARM_WAS, LEFT_OPEN)


def step_of(part: str) -> Step | None:
    """The step of a question's key, or of a part of a step ("equipment-2")."""
    name = part.partition("/")[0].partition("-")[0]
    return next((step for step in STEPS if step.name == name), None)


def yields(part: str) -> bool:
    """Whether what that part asks the family waits for what others ask them."""
    step = step_of(part)
    return step is not None and step.yields


def kinds() -> dict[str, Kind]:
    """All that may be asked or told, by name."""
    return {str(kind): kind for kind in _every_kind()}


def kind_of(name: str) -> Kind:
    """A kind by its name; of one that nobody declares nothing is known."""
    return next((kind for kind in _every_kind() if kind == name), None) or Kind(name)


def on_card(asked: Question) -> frozenset[OnCard]:
    """What a card shows beside a question, of its kind and of its step."""
    return kind_of(asked.kind).on_card | on_step_card(asked.key)


def on_step_card(key: str) -> frozenset[OnCard]:
    """What every card of a question's step shows."""
    step = step_of(key)
    return step.on_card if step else frozenset()


def _every_kind() -> Iterator[Kind]:
    yield from chain.from_iterable(step.kinds for step in STEPS)
    yield from _BESIDE
