"""The first schema."""

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Time,
    UniqueConstraint,
)

revision = "0001"
down_revision = None

INSTANT = DateTime(timezone=True)
SCHEMA = MetaData()

Table(
    "assignments",
    SCHEMA,
    Column("episode", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("handle", String, nullable=False, index=True),
    Column("person_name", String, nullable=False),
    Column("phone_token", String, nullable=False, index=True),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("card", String, nullable=False, index=True),
    Column("withdrawn", Boolean, nullable=False),
)
Table(
    "audit",
    SCHEMA,
    Column("id", Integer, primary_key=True),
    Column("real_at", INSTANT, nullable=False),
    Column("who", String, nullable=False, index=True),
    Column("what", String, nullable=False),
    Column("about", String, nullable=False),
)
Table(
    "clinics",
    SCHEMA,
    Column("handle", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("neutral_name", String, nullable=False),
    Column("time_zone", String, nullable=False),
)
Table(
    "clock",
    SCHEMA,
    Column("id", Integer, primary_key=True),
    Column("real_origin", INSTANT, nullable=False),
    Column("clinical_origin", INSTANT, nullable=False),
    Column("speed", Float, nullable=False),
)
Table(
    "encounters",
    SCHEMA,
    Column("episode", String, primary_key=True),
    Column("facility", String, nullable=False, index=True),
    Column("encounter_token", String, nullable=False, index=True),
    Column("patient_token", String, nullable=False, index=True),
    Column("n", Integer, nullable=False),
    Column("body_hash", String, nullable=False),
    Column("discharged_at", INSTANT, nullable=False),
    Column("opened_at", INSTANT, nullable=False),
    Column("outcome", String, nullable=False),
    UniqueConstraint("facility", "encounter_token", "n"),
)
Table(
    "episodes",
    SCHEMA,
    Column("episode", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("phase", String, nullable=False, index=True),
    Column("outcome", String, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("next_due", INSTANT),
    Column("unowned", Boolean, nullable=False),
    Column("urgent", Boolean, nullable=False),
)
Table(
    "facilities",
    SCHEMA,
    Column("handle", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("time_zone", String, nullable=False),
    Column("pathway", String, nullable=False),
)
Table(
    "inbox",
    SCHEMA,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("ordering_key", String, nullable=False, index=True),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("received_at", INSTANT, nullable=False),
    Column("real_received_at", INSTANT, nullable=False),
    Column("outcome", String, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("error", String, nullable=False),
    Column("real_leased_until", INSTANT),
)
Table(
    "outbox",
    SCHEMA,
    Column("key", String, primary_key=True),
    Column("phone_token", String, nullable=False, index=True),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("body_hash", String, nullable=False),
    Column("status", String, nullable=False, index=True),
    Column("sid", String, unique=True),
    Column("error_code", Integer),
    Column("highest_code", Integer, nullable=False),
    Column("voice", Boolean, nullable=False),
    Column("real_created_at", INSTANT, nullable=False),
    Column("created_at", INSTANT, nullable=False),
)
Table(
    "phones",
    SCHEMA,
    Column("token", String, primary_key=True),
    Column("memory_sealed", LargeBinary, nullable=False),
)
Table(
    "steps",
    SCHEMA,
    Column("episode", String, primary_key=True),
    Column("step", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("state", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("due", INSTANT),
    Column("settled_at", INSTANT),
    Column("by", String, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("escalated", Boolean, nullable=False),
    Column("detail", String, nullable=False),
)
Table(
    "vendors",
    SCHEMA,
    Column("handle", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("phone_token", String, nullable=False, index=True),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("time_zone", String, nullable=False),
)
Table(
    "work_queue",
    SCHEMA,
    Column("key", String, primary_key=True),
    Column("facility", String, nullable=False, index=True),
    Column("reason", String, nullable=False),
    Column("about", String, nullable=False),
    Column("since", INSTANT, nullable=False),
    Column("resolved_at", INSTANT),
    Column("resolved_by", String, nullable=False),
)
Table(
    "slots",
    SCHEMA,
    Column("id", String, primary_key=True),
    Column("clinic", String, ForeignKey("clinics.handle"), nullable=False, index=True),
    Column("starts_at", INSTANT, nullable=False, index=True),
    Column("episode", String, index=True),
    Column("round", Integer),
    Column("held_until", INSTANT),
    Column("booked", Boolean, nullable=False),
)
Table(
    "staff",
    SCHEMA,
    Column("handle", String, primary_key=True),
    Column("facility", String, ForeignKey("facilities.handle"), nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("phone_token", String, nullable=False, index=True),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("time_zone", String, nullable=False),
    Column("language", String, nullable=False),
    Column("credential", String, nullable=False),
    Column("billing_group", String, nullable=False),
    Column("pin_hash", String, nullable=False),
    Column("cap", Integer, nullable=False),
)
Table(
    "vendor_coverage",
    SCHEMA,
    Column("vendor", String, ForeignKey("vendors.handle"), primary_key=True),
    Column("facility", String, ForeignKey("facilities.handle"), primary_key=True),
    Column("position", Integer, nullable=False),
)
Table(
    "on_call",
    SCHEMA,
    Column("id", Integer, primary_key=True),
    Column("facility", String, ForeignKey("facilities.handle"), nullable=False, index=True),
    Column("role", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("days", String, nullable=False),
    Column("staff", String, ForeignKey("staff.handle"), nullable=False),
)
Table(
    "shifts",
    SCHEMA,
    Column("id", Integer, primary_key=True),
    Column("staff", String, ForeignKey("staff.handle"), nullable=False, index=True),
    Column("day", String, nullable=False),
    Column("begins", Time, nullable=False),
    Column("ends", Time, nullable=False),
)
Table(
    "staff_coverage",
    SCHEMA,
    Column("staff", String, ForeignKey("staff.handle"), primary_key=True),
    Column("facility", String, ForeignKey("facilities.handle"), primary_key=True),
)


def upgrade() -> None:
    """Create every table."""
    SCHEMA.create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    """Drop every table, and all that is in them."""
    SCHEMA.drop_all(op.get_bind(), checkfirst=False)
