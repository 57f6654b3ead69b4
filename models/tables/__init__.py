"""The SQL store: what is shared or asked across episodes. Never the truth of a running episode.

Numbers and bodies are encrypted (`*_sealed`); `*_token` are keyed hashes to find them by.
Instants are stored in UTC. `real_*` columns are wall time, all others clinical time.
"""

from models.tables.access import ApiKey, AuditRow
from models.tables.clock import ClockRow
from models.tables.encounters import (
    AccountRow,
    Assignment,
    Encounter,
    ErasedPatient,
    FamilyPhone,
    HospitalEventRow,
    MergedPatient,
    MovedEncounter,
)
from models.tables.hospital import Facility, FacilityHoliday, StandInRow
from models.tables.inbox import InboxRow, Subscription, UnreadDischarge, UnreadText
from models.tables.ledger import AnswerNote, AnswerRow, BookingRow, RiskRow, WordOfDeath
from models.tables.outbox import OutboxRow, PhoneNumber, PhoneRow
from models.tables.parties import (
    OnCall,
    Party,
    PartyLanguage,
    PartyPhone,
    PartyRole,
    Shift,
    ShiftException,
)
from models.tables.read_model import Dismissal, EpisodeRow, StepRow, WorkItem, written
from models.tables.reference import DrugName
from models.tables.sealed import Place, place, place_of
from models.tables.slots import SlotRow

__all__ = [
    "AccountRow",
    "AnswerNote",
    "AnswerRow",
    "ApiKey",
    "Assignment",
    "AuditRow",
    "BookingRow",
    "ClockRow",
    "Dismissal",
    "DrugName",
    "Encounter",
    "EpisodeRow",
    "ErasedPatient",
    "Facility",
    "FacilityHoliday",
    "FamilyPhone",
    "HospitalEventRow",
    "InboxRow",
    "MergedPatient",
    "MovedEncounter",
    "OnCall",
    "OutboxRow",
    "Party",
    "PartyLanguage",
    "PartyPhone",
    "PartyRole",
    "PhoneNumber",
    "PhoneRow",
    "Place",
    "RiskRow",
    "Shift",
    "ShiftException",
    "SlotRow",
    "StandInRow",
    "StepRow",
    "Subscription",
    "UnreadDischarge",
    "UnreadText",
    "WordOfDeath",
    "WorkItem",
    "place",
    "place_of",
    "written",
]
