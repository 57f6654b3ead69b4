"""What a patient last said of being texted, on whatever phone: each remembers it."""

from sqlmodel import Session, col, select

from adapters.encryption import Seal
from domain.episode.facts import RecordedConsent
from domain.episode.family.recorded_consent import said_before
from domain.pathway import Role
from models.payloads import PhoneMemory
from models.tables import Encounter, FamilyPhone, PhoneRow, place_of


def refusals(session: Session, seal: Seal, patient: str) -> tuple[RecordedConsent, ...]:
    """The no of an earlier episode of theirs, if that is their newest word; it is no number's."""
    rows = session.exec(
        select(PhoneRow)
        .join(FamilyPhone, col(FamilyPhone.phone_token) == col(PhoneRow.token))
        .join(Encounter, col(Encounter.episode) == col(FamilyPhone.episode))
        .where(Encounter.patient_token == patient, FamilyPhone.role == Role.PATIENT.value)
    )
    kept = (seal.open(row.memory_sealed, place_of(row)) for row in rows)
    memories = (PhoneMemory.model_validate_json(memory) for memory in kept)
    said = {one.decided_at: one.opted_out for one in memories if one.decided_at is not None}
    newest = max(said, default=None)
    return (said_before(newest),) if newest is not None and said[newest] else ()
