"""Who gets the texts that are meant for the patient: one of the family at a time, or nobody.

The caregiver stands in when the patient asked for it or cannot be reached, with their own consent
and only when they may be told; never because the patient opted out.
"""

from datetime import datetime

from domain.asking.choices import Value
from domain.asking.reachability import Reachability
from domain.episode.facts import Facts, Sense, Wrote
from domain.pathway import Role

CONSENT, AGREED = "consent_to_text", "agreed"
"""How a card carries that the patient agreed, beside the answer to its question."""


def recipient(facts: Facts) -> Role | None:
    """The patient, the caregiver in the patient's place, or nobody."""
    patient, unreached = facts.discharge.patient, dict(facts.unreachable)
    if pause(facts) is not None:
        return None
    if unreached.get(Role.PATIENT) is Reachability.OPTED_OUT:
        return None
    reached = patient.mobile is not None and Role.PATIENT not in unreached
    stands_in = _caregiver(facts) and Role.CAREGIVER not in unreached
    if stands_in and patient.caregiver is not None and patient.caregiver.gets_texts:
        return Role.CAREGIVER
    if consents(facts) and reached:
        return Role.PATIENT
    return Role.CAREGIVER if stands_in and not reached else None


LEAVING = "review/leaving."


def pause(facts: Facts) -> Wrote | None:
    """What keeps the family from being texted: words near leaving, undecided or decided so.

    Once a person has said "no more", only START or a newly recorded consent is a yes.
    """
    near = [wrote for wrote in facts.written if wrote.sense is Sense.NEAR_LEAVING]
    for wrote in reversed(near):
        answer = facts.latest_answer(f"{LEAVING}{wrote.message_id}/1")
        if answer is None or answer.value is Value.NO_MORE_TEXTS:
            return None if _agreed_since(facts, answer.told_at if answer else wrote.at) else wrote
    return None


def _agreed_since(facts: Facts, at: datetime) -> bool:
    """Whether a consent was recorded, or the phone's own START came, after that instant."""
    recorded = any(
        (CONSENT, AGREED) in answer.card and answer.told_at > at for answer in facts.answers
    )
    return recorded or any(
        wrote.sense is Sense.WANTS_TEXTS and wrote.at > at for wrote in facts.written
    )


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
