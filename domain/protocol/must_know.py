"""What whoever looks at an episode must know before anything else, a line for each thing."""

import re
from collections.abc import Iterator

from domain.clinical.age import age_unknown
from domain.clinical.equipment import UNKNOWN, kind_of
from domain.clinical.risk import in_words, parts_in_words, risk
from domain.episode.facts import Facts
from domain.episode.recipient import guardian, minor, recipient
from domain.normalize import bare
from domain.steps import disposition
from domain.steps.equipment import is_urgent

_HOSPICE = re.compile(r"\b(?:hospice|hospicio|palliative|paliativ[oa]s?|comfort (?:care|kit))\b")
_PALLIATIVE = "Z515"
"""ICD-10-CM: an encounter for palliative care."""


def must_know(facts: Facts) -> tuple[str, ...]:
    """Hospice, a child, left against advice, an unknown age or item; and the risk by its parts.

    It names nobody: plans and pages show it too, and the card has the people beside it.
    """
    return (*_different(facts), *_risk(facts))


def whom_to_call(facts: Facts) -> tuple[str, ...]:
    """Only what says with whom to speak: of a child, or of somebody who may be one."""
    return tuple(_age(facts))


def _different(facts: Facts) -> Iterator[str]:
    if disposition.hospice(facts):
        yield "Hospice at home: no visit, no rides, no reminders. The call and equipment only."
    elif _speaks_of_hospice(facts):
        yield "Hospice or palliative care was ordered or coded: ask who has them now."
    if facts.against_advice:
        yield "Left against medical advice: call at once."
    yield from _age(facts)
    yield from _unknown_items(facts)


def _age(facts: Facts) -> Iterator[str]:
    if minor(facts):
        yield _child(facts)
    elif age_unknown(facts.discharge):
        yield "Birth date not known: ask for it. For a child, speak with the guardian."


def _speaks_of_hospice(facts: Facts) -> bool:
    """Whether an order or a code says so of somebody whose disposition does not."""
    items = " ".join(bare(one.item) for one in facts.discharge.equipment if not one.withdrawn)
    codes = (one.code.replace(".", "").strip().upper() for one in facts.discharge.diagnoses)
    return bool(_HOSPICE.search(items)) or any(code.startswith(_PALLIATIVE) for code in codes)


def _unknown_items(facts: Facts) -> Iterator[str]:
    """Items that the table does not know go the routine way; one of them may keep somebody alive.

    A hospital's own words for an item go on that item's card alone.
    """
    items = [one for one in facts.discharge.equipment if not one.withdrawn]
    unknown = [one for one in items if kind_of(one.item) is UNKNOWN and not is_urgent(one, facts)]
    if unknown:
        yield (
            f"Equipment of no known kind: {len(unknown)}. Read the hospital's order: "
            "if the patient cannot do without it, see that it is there now."
        )


def _child(facts: Facts) -> str:
    who = guardian(facts)
    age = f"Under {facts.pathway.texts.adult_from_age}"
    if who is None:
        return f"{age}: no guardian is known who may be told. Find out who it is; nobody is texted."
    texted = "who alone is texted" if recipient(facts) else "who cannot be texted; nor is the child"
    return f"{age}: call the guardian (the caregiver), {texted}."


def _risk(facts: Facts) -> Iterator[str]:
    found = risk(facts.discharge)
    yield f"Risk {in_words(found)}."
    yield f"{parts_in_words(found.lace)}."
    yield f"{parts_in_words(found.hospital)}."
