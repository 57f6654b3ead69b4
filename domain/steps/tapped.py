"""What a colleague taps on the call's card: inputs of the scores, and consent to case management.

It is kept with the answer whose card it stood on, so that an UNDO takes it back too. A correction
replaces a digit: what was tapped beside it stands until it is tapped anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.clinical.outline import Outline
from domain.clinical.risk import NOTHING_TAPPED, Risk, Tapped, risk
from domain.episode.facts import Answer, Facts
from domain.pathway import Role
from domain.words.phrasebook import phrase


class Tap(StrEnum):
    """What a score or the tier lacks and no message brings: the name of its field on a card."""

    HAEMOGLOBIN = "input-haemoglobin"
    SODIUM = "input-sodium"
    ONCOLOGY = "input-oncology"
    PROCEDURE = "input-procedure"
    ED_VISITS = "input-ed_visits"
    STAY_BEFORE = "input-stay_before"


CASE_CONSENT = "case_management"
"""The field of a card for whether somebody agrees to case management."""
WHOSE_CONSENT: Mapping[str, tuple[bool, Role]] = {
    "patient_agrees": (True, Role.PATIENT),
    "patient_declines": (False, Role.PATIENT),
    "caregiver_agrees": (True, Role.CAREGIVER),
    "caregiver_declines": (False, Role.CAREGIVER),
}
_YES_NO = {"yes": True, "no": False}
_VISITS = {str(visits): visits for visits in range(5)}
"""Four is four or more: no score tells them apart."""
_FIELDS = {
    Tap.HAEMOGLOBIN: "low_haemoglobin",
    Tap.SODIUM: "low_sodium",
    Tap.ONCOLOGY: "oncology",
    Tap.PROCEDURE: "procedure",
    Tap.ED_VISITS: "ed_visits",
    Tap.STAY_BEFORE: "stay_before",
}


@dataclass(frozen=True, kw_only=True)
class AskedTap:
    """One input that a card asks for: its choices with their words, and what was tapped before."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseConsent:
    """What patient or caregiver said to case management, and who wrote it down when."""

    agreed: bool
    whose: Role
    by: str
    at: datetime


def taps(facts: Facts) -> tuple[Answer, ...]:
    """The answers whose cards tapped an input, oldest first."""
    return tuple(one for one in _told(facts) if any(name in _FIELDS for name, _ in one.card))


def tapped(answers: Iterable[Answer]) -> Tapped:
    """What they tapped, of each input the newest."""
    found = NOTHING_TAPPED
    for name, chosen in _newest(answers).items():
        if name in _FIELDS:
            values = _VISITS if name == Tap.ED_VISITS else _YES_NO
            found = replace(found, **{_FIELDS[Tap(name)]: values.get(chosen)})  # type: ignore[arg-type]
    return found


def risk_of(facts: Facts) -> Risk:
    """The risk by the hospital's account, and by what was tapped."""
    return risk(facts.discharge, tapped(taps(facts)))


def case_consent(facts: Facts) -> CaseConsent | None:
    """The newest word on case management; None: nobody was asked."""
    for answer in reversed(_told(facts)):
        said = WHOSE_CONSENT.get(dict(answer.card).get(CASE_CONSENT, ""))
        if said is not None:
            agreed, whose = said
            return CaseConsent(agreed=agreed, whose=whose, by=answer.by.name, at=answer.told_at)
    return None


def asked_taps(facts: Facts) -> Iterator[AskedTap]:
    """What to tap: each input that the hospital has not told, with what was tapped of it."""
    said = _newest(taps(facts))
    for tap in _lacking(facts.discharge):
        choices = _VISITS if tap is Tap.ED_VISITS else _YES_NO
        yield AskedTap(
            name=tap,
            label=phrase(f"tier.asked_{_named(tap)}", days=facts.pathway.tier.stay_days),
            choices=tuple((one, _choice(one)) for one in choices),
            said=said.get(tap, ""),
        )


def taps_in(form: Mapping[str, str], asked: Iterable[AskedTap]) -> tuple[tuple[str, str], ...]:
    """What a card's form brings of the inputs that the card asked for."""
    return tuple(
        (one.name, chosen)
        for one in asked
        if (chosen := form.get(one.name, "")) in dict(one.choices)
    )


def _lacking(discharge: Outline) -> Iterator[Tap]:
    """Three of HOSPITAL's no message brings; a year without a stay is ninety days without one."""
    yield from (Tap.HAEMOGLOBIN, Tap.SODIUM, Tap.ONCOLOGY, Tap.PROCEDURE)
    if discharge.ed_visits_6_months is None:
        yield Tap.ED_VISITS
    if discharge.admissions_12_months != 0:
        yield Tap.STAY_BEFORE


def _told(facts: Facts) -> tuple[Answer, ...]:
    """All answers that nobody took back, in the order in which they were told."""
    every = (*facts.corrected, *facts.answers)
    return tuple(sorted((one for one in every if one.card), key=lambda one: one.told_at))


def _newest(answers: Iterable[Answer]) -> dict[str, str]:
    return {name: chosen for answer in answers for name, chosen in answer.card}


def _named(tap: Tap) -> str:
    return tap.partition("-")[2]


def _choice(one: str) -> str:
    most = max(_VISITS)
    return one if one in _VISITS and one != most else phrase(f"tier.tap_{one}")
