"""Staff, vendors and clinics become parties, and back, with everything that refers to them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, create_engine, inspect

from tests.places import ROOT

Rows = dict[str, list[dict[str, Any]]]
AT = datetime(2026, 11, 27, 15, tzinfo=UTC)
OLD: Rows = {
    "facilities": [
        {"handle": name, "name": name, "time_zone": "America/New_York", "pathway": "standard"}
        for name in ("mercy", "lakeside")
    ],
    "staff": [
        {
            "handle": handle, "facility": "mercy", "name": f"RN {handle.title()}", "role": role,
            "phone_token": f"token-{handle}", "phone_sealed": handle.encode(),
            "time_zone": "America/New_York", "language": "en", "credential": "RN",
            "billing_group": "mercy-pc", "pin_hash": f"hash-{handle}", "cap": cap,
            "languages": languages,
        }
        for handle, role, cap, languages in (
            ("lopez", "nurse", 30, "en,es"),
            ("ortiz", "case_manager", 40, "en"),
            ("left", "nurse", 40, ""),
        )
    ],
    "staff_coverage": [
        {"staff": "lopez", "facility": "mercy"},
        {"staff": "lopez", "facility": "lakeside"},
        {"staff": "ortiz", "facility": "mercy"},
    ],
    "vendors": [
        {
            "handle": handle, "name": handle.title(), "kind": kind,
            "phone_token": f"token-{handle}", "phone_sealed": handle.encode(),
            "time_zone": "America/Chicago",
        }
        for handle, kind in (("harbor", "ride"), ("steady", "equipment"))
    ],
    "vendor_coverage": [
        {"vendor": "harbor", "facility": "mercy", "position": 1},
        {"vendor": "steady", "facility": "lakeside", "position": 2},
    ],
    "clinics": [
        {
            "handle": "north", "name": "North Behavioral", "neutral_name": "North",
            "time_zone": "America/Chicago", "phone": "+13125550171", "fax": "",
        }
    ],
    "shifts": [
        {"id": 7, "staff": "lopez", "day": "mon", "begins": time(8), "ends": time(17)}
    ],
    "shift_exceptions": [
        {
            "id": 3, "staff": "ortiz", "day": date(2026, 11, 27), "begins": None, "ends": None,
            "source": "text",
        }
    ],
    "on_call": [
        {
            "id": 5, "facility": "mercy", "role": "nurse", "position": 1, "days": "sat,sun",
            "staff": "lopez",
        }
    ],
    "slots": [
        {
            "id": "north-20261127-1500", "clinic": "north", "episode": "episode-1", "round": 1,
            "held_until": None, "booked": True,
        }
    ],
}  # fmt: skip


class Store:
    """An empty store, which is brought to one schema or another."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        self.config = Config()
        self.config.set_main_option("script_location", str(ROOT / "migrations"))
        script = ScriptDirectory.from_config(self.config).get_revision("0011")
        assert isinstance(script.down_revision, str)
        self.before = script.down_revision

    def goes(self, way: Callable[[Config, str], None], revision: str) -> None:
        """Bring it there, in one transaction, as the program does."""
        with self.engine.begin() as connection:
            self.config.attributes["connection"] = connection
            way(self.config, revision)

    def puts(self, rows: Rows) -> None:
        """Write rows, each table after those that it refers to."""
        with self.engine.begin() as connection:
            for name, each in rows.items():
                table = _table(connection, name)
                connection.execute(table.insert(), [_with_time(table, row) for row in each])

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A whole table, in some order, without the times of slots."""
        with self.engine.connect() as connection:
            table = _table(connection, name)
            found = [dict(row) for row in connection.execute(table.select()).mappings()]
        for row in found:
            row.pop("starts_at", None)
        return sorted(found, key=lambda row: str(sorted(row.items(), key=str)))


def _table(connection: Connection, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=connection)


def _with_time(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "starts_at": AT} if table.name == "slots" else row


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store of the schema before parties, with a hospital in it."""
    if database_url.startswith("sqlite:///"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True)
    found = Store(database_url)
    found.goes(command.upgrade, found.before)
    yield found
    found.engine.dispose()


def test_who_was_staff_vendor_or_clinic_is_a_party(store: Store) -> None:
    """Handle, phone, hours, places, languages and appointments are as they were."""
    store.puts(OLD)
    store.goes(command.upgrade, "0011")
    parties = {row["handle"]: row for row in store.rows("parties")}
    assert {handle: row["kind"] for handle, row in parties.items()} == {
        "lopez": "person", "ortiz": "person", "left": "person",
        "harbor": "organisation", "steady": "organisation", "north": "organisation",
    }  # fmt: skip
    assert parties["lopez"]["pin_hash"] == "hash-lopez"
    assert (parties["lopez"]["facility"], parties["harbor"]["facility"]) == ("mercy", None)
    assert parties["north"]["neutral_name"] == "North"
    roles = {(row["party"], row["role"], row["facility"]) for row in store.rows("party_roles")}
    assert roles == {
        ("lopez", "nurse", "mercy"), ("lopez", "nurse", "lakeside"),
        ("ortiz", "case_manager", "mercy"),
        ("harbor", "ride", "mercy"), ("steady", "equipment", "lakeside"),
        ("north", "pcp", "mercy"), ("north", "pcp", "lakeside"),
    }  # fmt: skip
    phones = {(row["party"], row["use"]): row for row in store.rows("party_phones")}
    assert phones["lopez", "texts"]["phone_sealed"] == b"lopez"
    assert phones["harbor", "texts"]["phone_token"] == "token-harbor"  # noqa: S105
    assert phones["north", "calls"]["number"] == "+13125550171"
    assert ("north", "fax") not in phones
    spoken = {(row["party"], row["language"]) for row in store.rows("party_languages")}
    assert spoken == {("lopez", "en"), ("lopez", "es"), ("ortiz", "en")}
    assert [row["party"] for row in store.rows("shifts")] == ["lopez"]
    assert [row["party"] for row in store.rows("shift_exceptions")] == ["ortiz"]
    assert [(row["clinic"], row["booked"]) for row in store.rows("slots")] == [("north", True)]


def test_up_and_down_gives_back_what_was_there(store: Store) -> None:
    """Every row of every table, the ids of hours too; and again up."""
    store.puts(OLD)
    before = {name: store.rows(name) for name in OLD}
    for _ in range(2):
        store.goes(command.upgrade, "0011")
        store.goes(command.downgrade, store.before)
    after = {name: store.rows(name) for name in OLD}
    for row in after["staff"]:
        row["languages"] = ",".join(sorted(filter(None, row["languages"].split(","))))
    assert after == before


def test_an_empty_store_goes_up_and_down(store: Store) -> None:
    """Nothing to move is no hindrance, and no table of either form is left over."""
    store.goes(command.upgrade, "0011")
    store.goes(command.downgrade, store.before)
    names = inspect(store.engine).get_table_names()
    assert {"staff", "vendors", "clinics", "slots"} <= set(names)
    assert not {"parties", "party_roles", "party_phones", "stand_ins"} & set(names)


def test_who_shared_a_handle_is_told_apart(store: Store) -> None:
    """A vendor and a clinic named as a nurse get handles of their own, and keep what is theirs."""
    old = {name: [dict(row) for row in rows] for name, rows in OLD.items()}
    old["vendors"][0]["handle"] = old["vendor_coverage"][0]["vendor"] = "lopez"
    old["clinics"][0]["handle"] = old["slots"][0]["clinic"] = "lopez"
    store.puts(old)
    store.goes(command.upgrade, "0011")
    kinds = {row["handle"]: row["name"] for row in store.rows("parties")}
    assert kinds["lopez"] == "RN Lopez"
    assert (kinds["lopez-vendor"], kinds["lopez-clinic"]) == ("Harbor", "North Behavioral")
    roles = {(row["party"], row["role"]) for row in store.rows("party_roles")}
    assert {("lopez", "nurse"), ("lopez-vendor", "ride"), ("lopez-clinic", "pcp")} <= roles
    assert [row["clinic"] for row in store.rows("slots")] == ["lopez-clinic"]


def test_hours_go_on_being_counted(store: Store) -> None:
    """After rows were written with their ids, the next one gets an id that nobody has."""
    store.puts(OLD)
    store.goes(command.upgrade, "0011")
    with store.engine.begin() as connection:
        table = _table(connection, "shifts")
        new = {"party": "lopez", "day": "tue", "begins": time(8), "ends": time(17)}
        connection.execute(table.insert(), [new])
    assert len({row["id"] for row in store.rows("shifts")}) == 2


def test_what_the_old_form_cannot_say_is_left_out(store: Store) -> None:
    """A coordinator, a ward and a pharmacy go; who is a nurse too stays a nurse."""
    store.puts({"facilities": OLD["facilities"]})
    store.goes(command.upgrade, "0011")
    blank = {"time_zone": "America/New_York", "neutral_name": "", "language": "en", "pin_hash": "",
             "credential": "", "billing_group": "", "cap": 40}  # fmt: skip
    people = (
        ("both", "person", "mercy", ("coordinator", "nurse")),
        ("coordinator", "person", "mercy", ("coordinator",)),
        ("ward", "ward", "mercy", ("charge_nurse",)),
        ("pharmacy", "organisation", None, ("pharmacy",)),
    )
    store.puts({
        "parties": [
            {"handle": handle, "kind": kind, "facility": facility, "name": handle, **blank}
            for handle, kind, facility, _ in people
        ],
        "party_roles": [
            {"party": handle, "role": role, "facility": "mercy", "position": 1}
            for handle, _, _, roles in people for role in roles
        ],
        "party_phones": [
            {
                "party": handle, "use": "texts", "phone_token": handle, "phone_sealed": b"",
                "number": "",
            }
            for handle, *_ in people
        ],
    })  # fmt: skip
    store.goes(command.downgrade, store.before)
    assert [(row["handle"], row["role"]) for row in store.rows("staff")] == [("both", "nurse")]
    assert [row["staff"] for row in store.rows("staff_coverage")] == ["both"]
    assert (store.rows("vendors"), store.rows("clinics")) == ([], [])
