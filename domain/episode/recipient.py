"""Who gets the texts that are meant for the patient: one of the family at a time, or nobody.

The caregiver stands in when the patient asked for it or cannot be reached, with their own consent
and only when they may be told; never because the patient opted out.
"""

from domain.asking.reachability import Reachability
from domain.episode.facts import Facts
from domain.pathway import Role

CONSENT, AGREED = "consent_to_text", "agreed"
"""How a card carries that the patient agreed, beside the answer to its question."""


def recipient(facts: Facts) -> Role | None:
    """The patient, the caregiver in the patient's place, or nobody."""
    patient, unreached = facts.discharge.patient, dict(facts.unreachable)
    if unreached.get(Role.PATIENT) is Reachability.OPTED_OUT:
        return None
    reached = patient.mobile is not None and Role.PATIENT not in unreached
    stands_in = _caregiver(facts) and Role.CAREGIVER not in unreached
    if stands_in and patient.caregiver is not None and patient.caregiver.gets_texts:
        return Role.CAREGIVER
    if consents(facts) and reached:
        return Role.PATIENT
    return Role.CAREGIVER if stands_in and not reached else None


def consents(facts: Facts) -> bool:
    """Whether the patient agreed to be texted: at the hospital, or on the phone to the nurse."""
    said = [word for answer in facts.answers for name, word in answer.card if name == CONSENT]
    return said[-1] == AGREED if said else facts.discharge.patient.consent_to_text


def _caregiver(facts: Facts) -> bool:
    """Whether there is a caregiver whom texts may tell of the patient."""
    caregiver = facts.discharge.patient.caregiver
    return (
        caregiver is not None
        and caregiver.mobile is not None
        and caregiver.may_be_told
        and caregiver.consent_to_text
    )
