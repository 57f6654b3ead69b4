"""Care coordination or case management: a fold of all that is known, which never falls by itself.

A reason that ever held keeps the tier up, whatever the hospital says later, until a case manager
lowers it; what comes after that raises it again. What was taken back never held: an answer by UNDO,
and what followed from it. The reasons are rows of the table beside this file, which says by what
rule and source, and who has signed it.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from domain.clinical.outline import Outline
from domain.clinical.risk import (
    Band,
    Score,
    Tapped,
    comorbidities,
    is_behavioural,
    risk,
    total,
)
from domain.episode.facts import Answer, Facts, Raised, once
from domain.pathway import Role, TextRules, TierRules
from domain.steps import catalogue
from domain.steps.tapped import case_consent, tapped, taps
from domain.words.phrasebook import phrase

_TABLE = tomllib.loads((Path(__file__).parent / "tier.toml").read_text(encoding="utf-8"))
APPROVED = bool(_TABLE["reviewer"] and _TABLE["signed"])
"""Whether a clinician has signed it; until then `plan` says that nobody has."""
REASONS = tuple(row["name"] for row in _TABLE["reason"])
"""Each by its name, in the order in which they are said."""


LOWERED = "tier/lowered/1"
"""Under this key a lowering is kept among the answers: nobody is ever asked for one."""


class Tier(StrEnum):
    """Logistics for everyone, or a named case manager with assessment and care plan."""

    CARE_COORDINATION = "care_coordination"
    CASE_MANAGEMENT = "case_management"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The tier, since when, and the reasons: of each the first time that it held."""

    tier: Tier = Tier.CARE_COORDINATION
    since: datetime | None = None
    reasons: tuple[Raised, ...] = ()


@once
def standing(facts: Facts) -> Standing:
    """Where the tier stands by all that is known."""
    found: dict[str, Raised] = {}
    lowered = facts.latest_answer(LOWERED)
    for one in sorted(_ever(facts), key=lambda one: one.since):
        if lowered is None or one.since > lowered.told_at:
            found.setdefault(one.name, one)
    if not found:
        return Standing()
    return Standing(
        tier=Tier.CASE_MANAGEMENT,
        since=min(one.since for one in found.values()),
        reasons=tuple(found[name] for name in REASONS if name in found),
    )


@once
def managed_since(facts: Facts) -> datetime | None:
    """Since when it is case management; never, where it is care coordination."""
    return standing(facts).since


def text_rules(facts: Facts, now: datetime) -> TextRules:
    """How often the family may be texted: more often in the first days of case management."""
    rules, day = facts.pathway.texts, facts.calendar.day
    last = day(facts.discharge.discharged_at) + timedelta(days=rules.case_management_days)
    if day(now) > last or managed_since(facts) is None:
        return rules
    return replace(rules, patient_per_week=rules.case_management_per_week)


def carried(before: Facts, after: Facts, now: datetime) -> Facts:
    """The newer facts with the reasons that held for an account that they have replaced."""
    if before.discharge == after.discharge:
        return after
    held = dict.fromkeys((*before.raised, *_new(before, before.opened_at)))
    known = replace(after, raised=tuple(held))
    return replace(known, raised=(*known.raised, *_new(known, now)))


def refusal(answer: Answer, facts: Facts) -> str:
    """Why a lowering cannot be taken, in words; empty when it can."""
    if answer.by.role is not Role.CASE_MANAGER:
        return phrase("tier.not_theirs")
    low = standing(facts).tier is Tier.CARE_COORDINATION
    return phrase("tier.is_low") if low else ""


def tier_in_words(facts: Facts) -> Iterator[str]:
    """The tier with its reasons, what is not known of it, and what was said to it: for a card."""
    now = standing(facts)
    if now.since is None:
        yield phrase("tier.care_coordination")
    else:
        reasons = "; ".join(one.words for one in now.reasons)
        yield phrase("tier.case_management", when=now.since, reasons=reasons)
    if (lowered := facts.latest_answer(LOWERED)) is not None:
        yield phrase("tier.lowered", who=lowered.by.name, when=lowered.told_at)
    days = facts.pathway.tier.stay_days
    if stay_before(facts.discharge, tapped(taps(facts)), facts.pathway.tier) is None:
        yield phrase("tier.not_known", missing=phrase("tier.stay_missing", days=days))
    if (said := case_consent(facts)) is not None:
        key = "agreed" if said.agreed else "declined"
        whose = phrase(f"roles.{said.whose}")
        yield phrase(f"tier.said_{key}", whose=whose, who=said.by, when=said.at)


def stay_before(discharge: Outline, said: Tapped, rules: TierRules) -> bool | None:
    """Whether another stay ended so shortly before; by our own records, else as was tapped."""
    began, home = discharge.admitted_at or discharge.discharged_at, discharge.home_before
    if home is not None and began - home <= timedelta(days=rules.stay_days):
        return True
    return False if discharge.admissions_12_months == 0 else said.stay_before


def _ever(facts: Facts) -> Iterator[Raised]:
    """Every reason that ever held and that nobody took back."""
    yield from _raised(facts)
    yield from _new(facts, facts.opened_at)
    for step in catalogue.STEPS:
        for name, answer, count in step.raises(facts):
            words = phrase(f"tier.step_{name}", count=count)
            yield Raised(name=name, words=words, since=answer.told_at, entry=answer.entry)


def _new(facts: Facts, since: datetime) -> Iterator[Raised]:
    """The reasons of the account as it stands that held for none before, with each tap in turn.

    What held once does not begin anew by being tapped or told again: a lowering was of that too.
    """
    known, told = {one.name for one in _raised(facts)}, taps(facts)
    for count in range(len(told) + 1):
        last = told[count - 1] if count else None
        entry = last.entry if last else ""
        at = max(since, last.told_at) if last else since
        said = tapped(told[:count])
        for name, words in _of_account(facts.discharge, said, facts.pathway.tier):
            if name not in known:
                known.add(name)
                yield Raised(name=name, words=words, since=at, entry=entry)


def _raised(facts: Facts) -> Iterator[Raised]:
    """The reasons of earlier accounts, but for those whose answer was taken back."""
    still = {"", *(one.entry for one in (*facts.answers, *facts.corrected))}
    yield from (one for one in facts.raised if one.entry in still)


def _of_account(discharge: Outline, said: Tapped, rules: TierRules) -> Iterator[tuple[str, str]]:
    """The reasons that a discharge gives, with what was tapped."""
    found, groups = risk(discharge, said), comorbidities(discharge.diagnoses)
    if found.lace.band is Band.HIGH:
        yield "lace", _high(found.lace)
    elif found.lace.may_be_high and rules.unknown:
        yield "unknown", phrase("tier.unknown", score=total(found.lace))
    if found.hospital.band is Band.HIGH:
        yield "hospital", _high(found.hospital)
    if len(groups) >= rules.chronic_groups:
        names = ", ".join(phrase(f"comorbidities.{row.name}") for row in groups)
        yield "chronic_groups", phrase("tier.chronic_groups", names=names)
    if stay_before(discharge, said, rules):
        yield "stay_before", phrase("tier.stay_before", days=rules.stay_days)
    if any(map(is_behavioural, discharge.diagnoses)):
        yield "behavioural", phrase("tier.behavioural")
    if not (discharge.primary_care.clinic or discharge.primary_care.has_clinician):
        yield "no_usual_care", phrase("tier.no_usual_care")


def _high(score: Score) -> str:
    return phrase("tier.high", score=total(score), high=score.high)
