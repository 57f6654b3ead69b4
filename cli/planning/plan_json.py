"""A plan as JSON: instants with the facility's offset, those of texts with their reader's."""

import dataclasses
from datetime import datetime, timedelta

from cli.planning.plan_recipients import Recipients, Told
from domain.clinical.drugs.tables import APPROVED as DRUG_TABLES_APPROVED
from domain.clinical.medications import compare, names_from
from domain.clinical.risk import Risk, Score, in_words
from domain.hospital.discharge import Discharge, Medication, Medications
from domain.hospital.languages import texted_in
from domain.languages import APPROVED
from domain.plan.plan import Plan, PlannedPrompt, PlannedStep
from domain.steps.tier import APPROVED as TIER_APPROVED
from domain.steps.tier import Standing
from domain.words.phrasebook import read_in, worded

Json = dict[str, object]


def plan_json(plan: Plan, discharge: Discharge, recipients: Recipients) -> Json:
    """Everything that the plan says, for programs."""
    zone = discharge.time_zone
    silence = tuple(zip(plan.silence, recipients.told(plan.silence), strict=True))
    told = dict(silence)
    return {
        "episode": True,
        "facility": discharge.facility,
        "encounter": discharge.encounter,
        "time_zone": zone,
        "opened_at": plan.opened_at.isoformat(),
        "deadlines": {
            name: value.isoformat() for name, value in dataclasses.asdict(plan.deadlines).items()
        },
        "reasons": {name: read_in(why, zone) for name, why in plan.reasons.items()},
        "lexicon_approved": APPROVED,
        "language": discharge.patient.language,
        "interpreter": not texted_in(discharge.patient.language),
        "risk": _risk(plan.risk, plan.tier),
        "must_know": [worded(known) for known in plan.must_know],
        "medications": _medications(discharge.medications),
        "steps": [_step(step, told, zone) for step in plan.steps],
        "if_answered_at_once": [
            {"step": prompt.step, **_prompt(prompt, told)}
            for prompt, told in zip(plan.answered, recipients.told(plan.answered), strict=True)
        ],
        "if_nobody_answers": [
            {"step": prompt.step, **_prompt(prompt, told)} for prompt, told in silence
        ],
        "rounds_until_taken": [
            {
                "step": one.step,
                "about": worded(one.about),
                "at": one.at.isoformat(),
                "every_minutes": one.every // timedelta(minutes=1),
            }
            for one in plan.rounds
        ],
        "closes_at": plan.closes_at.isoformat(),
    }


def no_episode_json(reason: str) -> Json:
    """A discharge that opens nothing."""
    return {"episode": False, "reason": worded(reason)}


def _risk(found: Risk, stands: Standing) -> Json:
    return {
        "lace": _score(found.lace),
        "hospital": _score(found.hospital),
        "counts_as_high": found.counts_as_high,
        "in_words": worded(in_words(found)),
        "tier": stands.tier,
        "reasons": [worded(one.words) for one in stands.reasons],
        "reasons_approved": TIER_APPROVED,
    }


def _score(score: Score) -> Json:
    return {
        "score": score.points,
        "at_least": score.at_least,
        "at_most": score.at_most,
        "band": score.band,
        "parts": {part.name: part.points for part in score.parts},
        "missing": list(score.missing),
    }


def _medications(lists: Medications) -> Json:
    found = compare(lists)
    return {
        "differences": [
            {
                "kind": one.kind,
                "danger": one.danger,
                "reason": worded(one.reason),
                "before": _line(one.before),
                "after": _line(one.after),
            }
            for one in found.differences
        ],
        "missing": list(found.missing),
        "names_from": worded(names_from(lists)),
        "tables_approved": DRUG_TABLES_APPROVED,
    }


def _line(drug: Medication | None) -> Json | None:
    return dataclasses.asdict(drug) if drug is not None else None


def _step(step: PlannedStep, told: dict[PlannedPrompt, Told], zone: str) -> Json:
    return {
        "step": step.step,
        "title": worded(step.title),
        "state": step.state,
        "due": _instant(step.due),
        "reason": read_in(step.reason, zone),
        "asked": _instant(step.asked),
        "to": step.to,
        "prompts": [_prompt(prompt, told[prompt]) for prompt in step.prompts],
    }


def _prompt(prompt: PlannedPrompt, told: Told) -> Json:
    return {
        "kind": prompt.kind,
        "to": prompt.to,
        "who": told.who,
        "at": told.at.isoformat(),
        "zone": told.zone,
        "text": told.text,
        "reminder": prompt.reminder,
        "late": prompt.late,
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
