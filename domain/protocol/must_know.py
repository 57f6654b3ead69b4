"""What whoever looks at an episode must know before anything else, a line for each thing."""

from collections.abc import Iterator

from domain.clinical.age import age_unknown
from domain.clinical.risk import in_words, parts_in_words
from domain.episode import whereabouts
from domain.episode.facts import Facts
from domain.episode.family.recipient import guardian, minor, recipient
from domain.episode.family.recorded_consent import newest
from domain.hospital.disposition import speaks_of_hospice
from domain.pathway import Role
from domain.steps import catalogue
from domain.steps.tapped import risk_of
from domain.words.phrasebook import phrase

_PALLIATIVE = "Z515"
"""ICD-10-CM: an encounter for palliative care."""


def must_know(facts: Facts) -> tuple[str, ...]:
    """Hospice, a child, left against advice, an unknown age or item; and the risk.

    It names nobody: plans and pages show it too, and the card has the people beside it.
    """
    return (*_different(facts), phrase("must_know.risk", risk=in_words(risk_of(facts))))


def risk_by_parts(facts: Facts) -> tuple[str, ...]:
    """Both scores by their parts, with what is missing: to be looked up, not to be read first."""
    found = risk_of(facts)
    return (f"{parts_in_words(found.lace)}.", f"{parts_in_words(found.hospital)}.")


def whom_to_call(facts: Facts) -> tuple[str, ...]:
    """Only what says with whom to speak: of a child, or of somebody who may be one."""
    return tuple(_age(facts))


def _different(facts: Facts) -> Iterator[str]:
    if whereabouts.hospice(facts):
        yield phrase("must_know.hospice")
    elif _speaks_of_hospice(facts):
        yield phrase("must_know.hospice_coded")
    if facts.against_advice:
        yield phrase("must_know.against_advice")
    yield from _age(facts)
    for step in catalogue.STEPS:
        yield from step.must_know(facts)


def _age(facts: Facts) -> Iterator[str]:
    if minor(facts):
        yield _child(facts)
    elif age_unknown(facts.discharge):
        heard = newest(facts, Role.PATIENT) is not None
        not_texted = phrase("must_know.age_unknown_not_texted")
        yield phrase("must_know.age_unknown") if heard else not_texted


def _speaks_of_hospice(facts: Facts) -> bool:
    """Whether an order or a code says so of somebody whose disposition does not."""
    codes = (one.code.replace(".", "").strip().upper() for one in facts.discharge.diagnoses)
    ordered = any(one.of_hospice and not one.withdrawn for one in facts.discharge.equipment)
    said = ordered or speaks_of_hospice(facts.discharge.disposition)
    return said or any(code.startswith(_PALLIATIVE) for code in codes)


def _child(facts: Facts) -> str:
    age = facts.pathway.texts.adult_from_age
    if guardian(facts) is None:
        return phrase("must_know.no_guardian", age=age)
    if recipient(facts):
        return phrase("must_know.guardian_texted", age=age)
    return phrase("must_know.guardian_not_texted", age=age)
