"""Who gets the texts that are meant for the patient: one of the family at a time, or nobody.

The caregiver stands in when the patient asked for it or cannot be reached, with their own consent
and only when they may be told; never because the patient opted out. For a child it is the caregiver
or nobody; who may be one is texted once somebody here has heard that they agree. Nobody is texted
in a language that they may not read: where none of our texts is in the patient's, the nurse calls
instead. The caregiver's own language is not known, so they are then called as well.
"""

from datetime import datetime

from domain.asking.reachability import Reachability
from domain.clinical.age import is_minor
from domain.clinical.outline import CaregiverOutline
from domain.episode.facts import Facts, Wrote, once
from domain.episode.family.recorded_consent import consents, decided, near_leaving, refused
from domain.hospital.languages import texted_in
from domain.pathway import Role
from domain.words.phrasebook import phrase


@once
def recipient(facts: Facts) -> Role | None:
    """The patient, the caregiver in the patient's place, or nobody."""
    patient, unreached = facts.discharge.patient, dict(facts.unreachable)
    barred = refused(facts, Role.PATIENT) or not texted_in(patient.language)
    if barred or pause(facts) is not None:
        return None
    if unreached.get(Role.PATIENT) is Reachability.OPTED_OUT:
        return None
    reached = patient.phone is not None and Role.PATIENT not in unreached
    stands_in = _caregiver(facts) and Role.CAREGIVER not in unreached
    if stands_in and patient.caregiver is not None and patient.caregiver.gets_texts:
        return Role.CAREGIVER
    if minor(facts):
        return Role.CAREGIVER if stands_in else None
    if consents(facts) and reached:
        return Role.PATIENT
    return Role.CAREGIVER if stands_in and not reached else None


def textable(facts: Facts) -> bool:
    """Whether the patient, or the caregiver in their place, may be asked by text."""
    return recipient(facts) is not None


@once
def minor(facts: Facts) -> bool:
    """Whether the patient is a child, whom nobody texts and a guardian speaks for."""
    return is_minor(facts.discharge, facts.pathway.texts.adult_from_age)


@once
def guardian(facts: Facts) -> CaregiverOutline | None:
    """Who may be told of a child; whether they may be texted is another matter."""
    caregiver = facts.discharge.patient.caregiver
    return caregiver if caregiver is not None and caregiver.may_be_told else None


def for_a_child(facts: Facts) -> dict[str, str]:
    """Whom to call in place of a child; who it is stands on the card."""
    if not minor(facts):
        return {}
    known = phrase("contact.call_guardian") if guardian(facts) else phrase("contact.no_guardian")
    return {"child": known}


@once
def pause(facts: Facts) -> Wrote | None:
    """What keeps the family from being texted: words near leaving that nobody has decided about.

    Only START or a newly recorded consent is a yes in the meantime.
    """
    undecided = (wrote for wrote in reversed(near_leaving(facts)) if decided(wrote, facts) is None)
    return next((wrote for wrote in undecided if not _agreed_since(facts, wrote.at)), None)


def _agreed_since(facts: Facts, at: datetime) -> bool:
    return any(one.given and one.at > at for one in facts.consents)


def _caregiver(facts: Facts) -> bool:
    """Whether there is a caregiver whom texts may tell of the patient."""
    caregiver = facts.discharge.patient.caregiver
    return (
        caregiver is not None
        and caregiver.phone is not None
        and caregiver.may_be_told
        and caregiver.consent_to_text
        and not refused(facts, Role.CAREGIVER)
    )
