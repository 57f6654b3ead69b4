"""Parties in the place of staff, vendors and clinics: one table, with roles, phones, languages.

What the new form cannot say in the old one is left out on the way down: wards, people outside,
organisations that are neither vendor nor clinic, and every role of a person but the first that the
old program knew.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Time,
    false,
)

revision = "0011"
down_revision = "0010"

Row = Mapping[str, Any]
_PERSON, _ORGANISATION = "person", "organisation"
_TEXTS, _CALLS, _FAX = "texts", "calls", "fax"
_PCP, _VENDORS = "pcp", ("ride", "equipment")
_OLD_ROLES = ("nurse", "case_manager", "supervisor", "intake_lead")
_REBUILT = ("shifts", "shift_exceptions", "on_call", "slots")
"""They refer to people or clinics, so they are written anew."""


def upgrade() -> None:
    """Everybody keeps handle, phone and hours; of two of one handle the later gets another."""
    connection = op.get_bind()
    old = _read(connection, "staff", "staff_coverage", "vendors", "vendor_coverage", "clinics")
    kept = _read(connection, *_REBUILT)
    facilities = [row["handle"] for row in _read(connection, "facilities")["facilities"]]
    names = _names(old)
    _drop(*_REBUILT, "staff_coverage", "vendor_coverage", "staff", "vendors", "clinics")
    _create_parties()
    _put(connection, "parties", _parties(old, names))
    _put(connection, "party_roles", _roles(old, names, facilities))
    _put(connection, "party_phones", _phones(old, names))
    _put(connection, "party_languages", _languages(old))
    _create_rebuilt("party", "parties.handle", "parties.handle")
    for table in ("shifts", "shift_exceptions", "on_call"):
        _put(connection, table, (_renamed(row, "staff", "party") for row in kept[table]))
    _put(
        connection,
        "slots",
        ({**row, "clinic": names["clinics", row["clinic"]]} for row in kept["slots"]),
    )
    _count_on(connection)


def downgrade() -> None:
    """Back into three tables, as far as they can say it."""
    connection = op.get_bind()
    new = _read(connection, "parties", "party_roles", "party_phones", "party_languages")
    kept = _read(connection, *_REBUILT)
    _drop(*_REBUILT, "stand_ins", "party_languages", "party_phones", "party_roles", "parties")
    _create_old()
    _create_rebuilt("staff", "staff.handle", "clinics.handle")
    staff = _staff(new)
    vendors = _vendors(new)
    clinics = _clinics(new)
    _put(connection, "staff", staff.values())
    _put(connection, "staff_coverage", _coverage(new, "staff", staff))
    _put(connection, "vendors", vendors.values())
    _put(connection, "vendor_coverage", _coverage(new, "vendor", vendors))
    _put(connection, "clinics", clinics.values())
    for table in ("shifts", "shift_exceptions", "on_call"):
        rows = (row for row in kept[table] if row["party"] in staff)
        _put(connection, table, (_renamed(row, "party", "staff") for row in rows))
    _put(connection, "slots", (row for row in kept["slots"] if row["clinic"] in clinics))
    _count_on(connection)


def _names(old: Mapping[str, list[Row]]) -> dict[tuple[str, str], str]:
    """The handle that each has from now on, by table and old handle: staff keep theirs."""
    names: dict[tuple[str, str], str] = {}
    for table, suffix in (("staff", ""), ("vendors", "-vendor"), ("clinics", "-clinic")):
        for row in old[table]:
            handle = row["handle"]
            while handle in names.values():
                handle += suffix
            names[table, row["handle"]] = handle
    return names


def _parties(old: Mapping[str, list[Row]], names: Mapping[tuple[str, str], str]) -> Iterable[Row]:
    blank: Row = {
        "facility": None,
        "neutral_name": "",
        "language": "en",
        "credential": "",
        "billing_group": "",
        "pin_hash": "",
        "cap": 40,
    }
    for table, kind in (("staff", _PERSON), ("vendors", _ORGANISATION), ("clinics", _ORGANISATION)):
        for row in old[table]:
            known = {name: row[name] for name in blank if name in row}
            own = {"handle": names[table, row["handle"]], "kind": kind}
            yield {**blank, **known, **own, "name": row["name"], "time_zone": row["time_zone"]}


def _roles(
    old: Mapping[str, list[Row]], names: Mapping[tuple[str, str], str], facilities: Iterable[str]
) -> Iterable[Row]:
    """A clinic cares for patients of every hospital, as it did."""
    role = {row["handle"]: row["role"] for row in old["staff"]}
    kind = {row["handle"]: row["kind"] for row in old["vendors"]}
    for row in old["staff_coverage"]:
        yield _role(names["staff", row["staff"]], role[row["staff"]], row["facility"])
    for row in old["vendor_coverage"]:
        party = names["vendors", row["vendor"]]
        yield _role(party, kind[row["vendor"]], row["facility"], row["position"])
    for facility in facilities:
        for row in old["clinics"]:
            yield _role(names["clinics", row["handle"]], _PCP, facility)


def _role(party: str, role: str, facility: str, position: int = 0) -> Row:
    return {"party": party, "role": role, "facility": facility, "position": position}


def _phones(old: Mapping[str, list[Row]], names: Mapping[tuple[str, str], str]) -> Iterable[Row]:
    for table in ("staff", "vendors"):
        for row in old[table]:
            yield _phone(
                names[table, row["handle"]], _TEXTS, row["phone_token"], row["phone_sealed"]
            )
    for row in old["clinics"]:
        for use, column in ((_CALLS, "phone"), (_FAX, "fax")):
            if row[column]:
                yield _phone(names["clinics", row["handle"]], use, number=row[column])


def _phone(party: str, use: str, token: str = "", sealed: bytes = b"", number: str = "") -> Row:
    return {
        "party": party,
        "use": use,
        "phone_token": token,
        "phone_sealed": sealed,
        "number": number,
    }


def _languages(old: Mapping[str, list[Row]]) -> Iterable[Row]:
    for row in old["staff"]:
        for language in dict.fromkeys(filter(None, row["languages"].split(","))):
            yield {"party": row["handle"], "language": language}


def _staff(new: Mapping[str, list[Row]]) -> dict[str, Row]:
    """Persons with a facility and a role that the old program knew; who has left keeps a row."""
    texts = {row["party"]: row for row in new["party_phones"] if row["use"] == _TEXTS}
    spoken: dict[str, list[str]] = {}
    for row in new["party_languages"]:
        spoken.setdefault(row["party"], []).append(row["language"])
    roles: dict[str, set[str]] = {}
    for row in new["party_roles"]:
        roles.setdefault(row["party"], set()).add(row["role"])
    found: dict[str, Row] = {}
    for row in new["parties"]:
        handle = row["handle"]
        known = [role for role in _OLD_ROLES if role in roles.get(handle, {_OLD_ROLES[0]})]
        if row["kind"] == _PERSON and row["facility"] and known and handle in texts:
            found[handle] = {
                **{name: row[name] for name in row if name not in {"kind", "neutral_name"}},
                "role": known[0],
                "phone_token": texts[handle]["phone_token"],
                "phone_sealed": texts[handle]["phone_sealed"],
                "languages": ",".join(sorted(spoken.get(handle, ()))),
            }
    return found


def _vendors(new: Mapping[str, list[Row]]) -> dict[str, Row]:
    """Who has left has no kind any more, and keeps no row."""
    texts = {row["party"]: row for row in new["party_phones"] if row["use"] == _TEXTS}
    kinds = {row["party"]: row["role"] for row in new["party_roles"] if row["role"] in _VENDORS}
    return {
        row["handle"]: {
            "handle": row["handle"],
            "name": row["name"],
            "kind": kinds[row["handle"]],
            "phone_token": texts[row["handle"]]["phone_token"],
            "phone_sealed": texts[row["handle"]]["phone_sealed"],
            "time_zone": row["time_zone"],
        }
        for row in new["parties"]
        if row["handle"] in kinds and row["handle"] in texts
    }


def _clinics(new: Mapping[str, list[Row]]) -> dict[str, Row]:
    lines = {(row["party"], row["use"]): row["number"] for row in new["party_phones"]}
    pcps = {row["party"] for row in new["party_roles"] if row["role"] == _PCP}
    return {
        row["handle"]: {
            "handle": row["handle"],
            "name": row["name"],
            "neutral_name": row["neutral_name"],
            "time_zone": row["time_zone"],
            "phone": lines.get((row["handle"], _CALLS), ""),
            "fax": lines.get((row["handle"], _FAX), ""),
        }
        for row in new["parties"]
        if row["handle"] in pcps
    }


def _coverage(new: Mapping[str, list[Row]], column: str, known: Mapping[str, Row]) -> Iterable[Row]:
    """Where each works in the role that it has in the old tables."""
    for row in new["party_roles"]:
        party = known.get(row["party"])
        if party is not None and row["role"] == party.get("role", party.get("kind")):
            position = {"position": row["position"]} if column == "vendor" else {}
            yield {column: row["party"], "facility": row["facility"], **position}


def _renamed(row: Row, before: str, after: str) -> Row:
    return {after if name == before else name: value for name, value in row.items()}


def _read(connection: Connection, *tables: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for name in tables:
        table = Table(name, MetaData(), autoload_with=connection)
        found[name] = [dict(row) for row in connection.execute(table.select()).mappings()]
    return found


def _put(connection: Connection, name: str, rows: Iterable[Row]) -> None:
    found = [dict(row) for row in rows]
    if found:
        table = Table(name, MetaData(), autoload_with=connection)
        connection.execute(table.insert(), found)


def _drop(*tables: str) -> None:
    for table in tables:
        op.drop_table(table)


def _count_on(connection: Connection) -> None:
    """PostgreSQL's counters do not see ids that are written with the row."""
    if connection.dialect.name != "postgresql":
        return
    for table in ("shifts", "shift_exceptions", "on_call"):
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608 - our own names
            f" (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
        )


def _create_parties() -> None:
    op.create_table(
        "parties",
        Column("handle", String, primary_key=True),
        Column("kind", String, nullable=False),
        Column("name", String, nullable=False),
        Column("time_zone", String, nullable=False),
        Column("facility", String, ForeignKey("facilities.handle"), index=True),
        *_words("neutral_name", "language", "credential", "billing_group", "pin_hash"),
        Column("cap", Integer, nullable=False),
    )
    op.create_table(
        "party_roles",
        Column("party", String, ForeignKey("parties.handle"), primary_key=True),
        Column("role", String, primary_key=True),
        Column("facility", String, ForeignKey("facilities.handle"), primary_key=True, index=True),
        Column("position", Integer, nullable=False),
    )
    op.create_table(
        "party_phones",
        Column("party", String, ForeignKey("parties.handle"), primary_key=True),
        Column("use", String, primary_key=True),
        Column("phone_token", String, nullable=False, index=True),
        Column("phone_sealed", LargeBinary, nullable=False),
        Column("number", String, nullable=False),
    )
    op.create_table(
        "party_languages",
        Column("party", String, ForeignKey("parties.handle"), primary_key=True),
        Column("language", String, primary_key=True),
    )
    op.create_table(
        "stand_ins",
        Column("facility", String, ForeignKey("facilities.handle"), primary_key=True),
        Column("role", String, primary_key=True),
        Column("stand_in", String, nullable=False),
    )


def _create_old() -> None:
    op.create_table(
        "staff",
        Column("handle", String, primary_key=True),
        Column("facility", String, ForeignKey("facilities.handle"), nullable=False, index=True),
        *_words("name", "role"),
        Column("phone_token", String, nullable=False, index=True),
        Column("phone_sealed", LargeBinary, nullable=False),
        *_words("time_zone", "language", "credential", "billing_group", "pin_hash"),
        Column("cap", Integer, nullable=False),
        *_words("languages"),
    )
    op.create_table(
        "staff_coverage",
        Column("staff", String, ForeignKey("staff.handle"), primary_key=True),
        Column("facility", String, ForeignKey("facilities.handle"), primary_key=True),
    )
    op.create_table(
        "vendors",
        Column("handle", String, primary_key=True),
        *_words("name", "kind"),
        Column("phone_token", String, nullable=False, index=True),
        Column("phone_sealed", LargeBinary, nullable=False),
        *_words("time_zone"),
    )
    op.create_table(
        "vendor_coverage",
        Column("vendor", String, ForeignKey("vendors.handle"), primary_key=True),
        Column("facility", String, ForeignKey("facilities.handle"), primary_key=True),
        Column("position", Integer, nullable=False),
    )
    op.create_table(
        "clinics",
        Column("handle", String, primary_key=True),
        *_words("name", "neutral_name", "time_zone", "phone", "fax"),
    )


def _words(*names: str) -> tuple[Column[str], ...]:
    return tuple(Column(name, String, nullable=False) for name in names)


def _create_rebuilt(who: str, people: str, clinics: str) -> None:
    op.create_table(
        "shifts",
        Column("id", Integer, primary_key=True),
        Column(who, String, ForeignKey(people), nullable=False, index=True),
        Column("day", String, nullable=False),
        Column("begins", Time, nullable=False),
        Column("ends", Time, nullable=False),
    )
    op.create_table(
        "shift_exceptions",
        Column("id", Integer, primary_key=True),
        Column(who, String, ForeignKey(people), nullable=False),
        Column("day", Date, nullable=False),
        Column("begins", Time),
        Column("ends", Time),
        Column("source", String, nullable=False),
    )
    op.create_index(f"ix_shift_exceptions_{who}_day", "shift_exceptions", [who, "day"])
    op.create_table(
        "on_call",
        Column("id", Integer, primary_key=True),
        Column("facility", String, ForeignKey("facilities.handle"), nullable=False, index=True),
        Column("role", String, nullable=False),
        Column("position", Integer, nullable=False),
        Column("days", String, nullable=False),
        Column(who, String, ForeignKey(people), nullable=False),
    )
    instant = DateTime(timezone=True)
    op.create_table(
        "slots",
        Column("id", String, primary_key=True),
        Column("clinic", String, ForeignKey(clinics), nullable=False, index=True),
        Column("starts_at", instant, nullable=False, index=True),
        Column("episode", String, index=True),
        Column("round", Integer),
        Column("held_until", instant),
        Column("booked", Boolean, nullable=False, server_default=false()),
    )
