"""The SQL store: what is shared or asked across episodes. Never the truth of a running episode.

Numbers and bodies are encrypted (`*_sealed`); `*_token` are keyed hashes to find them by.
Instants are stored in UTC. `real_*` columns are wall time, all others clinical time.
"""

from datetime import date, datetime, time

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.instant import Instant


class ClockRow(SQLModel, table=True):
    """The store's one clock (id 1)."""

    __tablename__ = "clock"

    id: int = Field(default=1, primary_key=True)
    real_origin: datetime = Field(sa_type=Instant)
    clinical_origin: datetime = Field(sa_type=Instant)
    speed: float = 1.0


class Facility(SQLModel, table=True):
    """A hospital. `pathway` names the file in `pathways/`."""

    __tablename__ = "facilities"

    handle: str = Field(primary_key=True)
    name: str
    time_zone: str
    pathway: str = "standard"


class Staff(SQLModel, table=True):
    """Somebody who can be asked. `cap` is how many open tasks they hold before others are asked.

    `language` is that of their texts, `languages` those that they speak ("en,es"). Who is no
    longer named in the hospital file stays, without shifts and coverage.
    """

    __tablename__ = "staff"

    handle: str = Field(primary_key=True)
    facility: str = Field(foreign_key="facilities.handle", index=True)
    name: str
    role: str
    phone_token: str = Field(index=True)
    phone_sealed: bytes
    time_zone: str
    language: str = "en"
    credential: str = ""
    billing_group: str = ""
    pin_hash: str = ""
    cap: int = 40
    languages: str = ""


class StaffCoverage(SQLModel, table=True):
    """The facilities that somebody covers, their own included."""

    __tablename__ = "staff_coverage"

    staff: str = Field(foreign_key="staff.handle", primary_key=True)
    facility: str = Field(foreign_key="facilities.handle", primary_key=True)


class Shift(SQLModel, table=True):
    """A weekly window in which somebody works, in their own zone."""

    __tablename__ = "shifts"

    id: int | None = Field(default=None, primary_key=True)
    staff: str = Field(foreign_key="staff.handle", index=True)
    day: str
    begins: time
    ends: time


class ShiftException(SQLModel, table=True):
    """Hours of one date, in place of its weekday's; without begin and end, a day off.

    `source` is "file", or "text" of what somebody said on the day, which holds against the file.
    """

    __tablename__ = "shift_exceptions"
    __table_args__ = (Index("ix_shift_exceptions_staff_day", "staff", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    staff: str = Field(foreign_key="staff.handle")
    day: date
    begins: time | None = None
    ends: time | None = None
    source: str


class OnCall(SQLModel, table=True):
    """The order in which people are asked when nobody of their role is on shift.

    `days` are the days on which that holds ("sat,sun"); empty means every day.
    """

    __tablename__ = "on_call"

    id: int | None = Field(default=None, primary_key=True)
    facility: str = Field(foreign_key="facilities.handle", index=True)
    role: str
    position: int
    days: str = ""
    staff: str = Field(foreign_key="staff.handle")


class Clinic(SQLModel, table=True):
    """A primary-care clinic. `neutral_name` stands in patients' texts where the real one tells."""

    __tablename__ = "clinics"

    handle: str = Field(primary_key=True)
    name: str
    neutral_name: str = ""
    time_zone: str


class SlotRow(SQLModel, table=True):
    """One appointment: free, held for an episode until an instant, or booked by it."""

    __tablename__ = "slots"

    id: str = Field(primary_key=True)
    clinic: str = Field(foreign_key="clinics.handle", index=True)
    starts_at: datetime = Field(sa_type=Instant, index=True)
    episode: str | None = Field(default=None, index=True)
    round: int | None = None
    held_until: datetime | None = Field(default=None, sa_type=Instant)
    booked: bool = False


class Vendor(SQLModel, table=True):
    """Somebody who drives or delivers. `kind` is ride or equipment."""

    __tablename__ = "vendors"

    handle: str = Field(primary_key=True)
    name: str
    kind: str
    phone_token: str = Field(index=True)
    phone_sealed: bytes
    time_zone: str


class VendorCoverage(SQLModel, table=True):
    """The facilities that a vendor serves; asked in the order of `position`."""

    __tablename__ = "vendor_coverage"

    vendor: str = Field(foreign_key="vendors.handle", primary_key=True)
    facility: str = Field(foreign_key="facilities.handle", primary_key=True)
    position: int


class Encounter(SQLModel, table=True):
    """The identity of one discharge: the n-th of an encounter. `outcome` is set at the end.

    `body_hash` is of the hospital's account as its episode was last told it, `held` whether it is
    readmitted, `returns` how often the encounter had begun again under the same number. `ending`:
    the hospital took the discharge back, so that a newer one is the next n. `unsure`: something is
    being told, and a crash may leave it open whether it was heard; `plan` counts the plans made
    for it, so that an older one that ends late notes nothing.
    """

    __tablename__ = "encounters"
    __table_args__ = (UniqueConstraint("facility", "encounter_token", "n"),)

    episode: str = Field(primary_key=True)
    facility: str = Field(index=True)
    encounter_token: str = Field(index=True)
    patient_token: str = Field(index=True)
    n: int
    body_hash: str
    discharged_at: datetime = Field(sa_type=Instant)
    opened_at: datetime = Field(sa_type=Instant)
    held: bool = False
    returns: int = 0
    ending: str = ""
    unsure: bool = False
    plan: int = 0
    outcome: str = ""


class Assignment(SQLModel, table=True):
    """Who one question went to. A withdrawn row is a tombstone: it is never asked again.

    Settled is what nobody need answer any more; what is neither is an open task.
    """

    __tablename__ = "assignments"
    __table_args__ = (Index("ix_assignments_open", "handle", "settled", "withdrawn"),)

    episode: str = Field(primary_key=True)
    question: str = Field(primary_key=True)
    role: str = ""
    handle: str = ""
    person_name: str = ""
    phone_token: str = Field(default="", index=True)
    phone_sealed: bytes = b""
    card: str = Field(default="", index=True)
    withdrawn: bool = False
    settled: bool = False


class PhoneRow(SQLModel, table=True):
    """What of a phone's thread outlives it. `mark` says why no text reaches it; empty: they do."""

    __tablename__ = "phones"

    token: str = Field(primary_key=True)
    memory_sealed: bytes
    mark: str = ""


class InboxRow(SQLModel, table=True):
    """Something that arrived, committed before it was acknowledged.

    `sender_token` is a keyed hash of the sender's own key: it may come again with another body.
    `trigger` says what it is ("ADT^A03"), `detail` what came of it; neither holds PHI. A body that
    is empty was dropped: of what was ignored only that it came is kept.
    """

    __tablename__ = "inbox"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    ordering_key: str = Field(index=True)
    body_sealed: bytes
    received_at: datetime = Field(sa_type=Instant)
    real_received_at: datetime = Field(sa_type=Instant, index=True)
    outcome: str = Field(default="waiting", index=True)
    attempts: int = 0
    error: str = ""
    facility: str = Field(default="", index=True)
    trigger: str = ""
    sender_token: str = Field(default="", index=True)
    detail: str = ""
    episodes: str = ""
    real_leased_until: datetime | None = Field(default=None, sa_type=Instant)


class HospitalEventRow(SQLModel, table=True):
    """One event of a hospital's message, as its adapter read it; `row` orders within a message."""

    __tablename__ = "hospital_events"

    inbox: int = Field(foreign_key="inbox.id", primary_key=True)
    row: int = Field(primary_key=True)
    facility: str
    patient_token: str = Field(index=True)
    encounter_token: str = Field(default="", index=True)
    event_sealed: bytes


class MergedPatient(SQLModel, table=True):
    """A record that a hospital merged into another: the same person, whatever comes next."""

    __tablename__ = "merged_patients"

    patient_token: str = Field(primary_key=True)
    into_token: str = Field(index=True)


class MovedEncounter(SQLModel, table=True):
    """An encounter that a hospital moved to another person's record; the newest move holds."""

    __tablename__ = "moved_encounters"

    encounter_token: str = Field(primary_key=True)
    patient_token: str
    moved_at: datetime = Field(sa_type=Instant)


class Subscription(SQLModel, table=True):
    """The highest event number that a FHIR subscription has told us."""

    __tablename__ = "subscriptions"

    token: str = Field(primary_key=True)
    facility: str
    highest: int


class ApiKey(SQLModel, table=True):
    """A facility's key to our HTTP interface. Only its hash is kept; two may hold at once."""

    __tablename__ = "api_keys"

    id: str = Field(primary_key=True)
    facility: str = Field(index=True)
    key_hash: str
    scopes: str
    real_created_at: datetime = Field(sa_type=Instant)
    real_expires_at: datetime | None = Field(default=None, sa_type=Instant)


class OutboxRow(SQLModel, table=True):
    """A text we mean to send, committed before the call; pending until Twilio's word."""

    __tablename__ = "outbox"

    key: str = Field(primary_key=True)
    phone_token: str = Field(index=True)
    body_sealed: bytes
    body_hash: str
    status: str = Field(default="pending", index=True)
    sid: str | None = Field(default=None, unique=True)
    error_code: int | None = None
    highest_code: int = 0
    voice: bool = False
    real_created_at: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class AuditRow(SQLModel, table=True):
    """Who looked at or did what: card views, codec uses, answers by hand."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    real_at: datetime = Field(sa_type=Instant)
    who: str = Field(index=True)
    what: str
    about: str = ""


class EpisodeRow(SQLModel, table=True):
    """The read model of one episode."""

    __tablename__ = "episodes"

    episode: str = Field(primary_key=True)
    version: int
    phase: str = Field(index=True)
    outcome: str = ""
    at: datetime = Field(sa_type=Instant)
    next_due: datetime | None = Field(default=None, sa_type=Instant)
    unowned: bool = False
    urgent: bool = False


class StepRow(SQLModel, table=True):
    """The read model of one step."""

    __tablename__ = "steps"

    episode: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    title: str
    state: str
    owner: str = ""
    due: datetime | None = Field(default=None, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    by: str = ""
    late: bool = False
    escalated: bool = False
    detail: str = ""


class WorkItem(SQLModel, table=True):
    """The work queue: what nobody could settle, visible until somebody does.

    `about` is an episode, or `inbox:<id>` of a message. `owner` is a role or a roster handle.
    """

    __tablename__ = "work_queue"

    key: str = Field(primary_key=True)
    facility: str = Field(default="", index=True)
    reason: str
    about: str = ""
    since: datetime = Field(sa_type=Instant)
    owner: str = ""
    due: datetime | None = Field(default=None, sa_type=Instant)
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    resolved_by: str = ""
