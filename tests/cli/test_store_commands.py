"""A store that cannot be used: for each command one line, a status that fits, and no traceback."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from adapters.sql import database
from tests.cli.world import EXAMPLES, World
from tests.places import ROOT
from tests.servers import free_port

UNFIT = "; HOMEWARD_DATABASE_URL says where it is"
BEGINS = "the store cannot be used "
AGAIN = "; nothing is lost, the same files can be sent again"
MAKES_IT = "; `python starter.py migrate` makes it"

COMMANDS = [
    ("list",),
    ("status", "episode-x"),
    ("answer", "episode-x"),
    ("close", "episode-x", "--reason", "died"),
    ("readmit", "episode-x"),
    ("find", "--phone", "+16175550141"),
    ("roster",),
    ("discharge", EXAMPLES / "discharges"),
    ("inbox", "queue"),
    ("inbox", "show", "1", "--by", "ortiz"),
    ("inbox", "retry", "--by", "ortiz", "--all-queued"),
    ("inbox", "dismiss", "--by", "ortiz", "1", "--reason", "sent by a test system"),
    ("key", "list"),
    ("key", "new", "mercy-general", "--scope", "discharges:write"),
    ("hospital", EXAMPLES / "hospital.toml"),
    ("rxnorm", ROOT / "tests" / "adapters" / "reference" / "rrf"),
]
MIGRATE = ("migrate",)
Spoil = Callable[[Path], object]


def _nothing(file: Path) -> None:
    file.unlink()


def _noise(file: Path) -> None:
    file.write_bytes(b"no database\n" * 1000)


def _cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:20_000])


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _in_a_file(file: Path) -> None:
    shutil.rmtree(file.parent)
    file.parent.touch()


def _somebody_elses(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE clock (shown TEXT)")
    connection.close()


def _of_a_newer_program(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'ffff'")
    connection.close()


def _closed_to_us(file: Path) -> None:
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("whoever runs the tests may read everything")


@pytest.fixture
def spoilt(world: World, tmp_path: Path) -> Callable[[Spoil], World]:
    """Do something to a store in a folder of its own."""

    def spoil(how: Spoil) -> World:
        file = tmp_path / "store" / "homeward.db"
        file.parent.mkdir()
        world.env["HOMEWARD_DATABASE_URL"] = f"sqlite:///{file}"
        database.migrate(world.env["HOMEWARD_DATABASE_URL"])
        how(file)
        return world

    return spoil


def one_line(world: World, words: tuple[object, ...]) -> tuple[int, str]:
    """The status of a command that says one line on stderr and nothing on stdout."""
    result = world.types(*words)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return result.exit_code, line.removeprefix(BEGINS).removesuffix(AGAIN)


@pytest.mark.parametrize("words", [*COMMANDS, MIGRATE], ids=lambda words: " ".join(map(str, words)))
@pytest.mark.parametrize(
    ("how", "why"),
    [
        (_noise, "(file is not a database)"),
        (_cut_short, "(database disk image is malformed)"),
        (_folder, "(unable to open database file)"),
        (_in_a_file, "({file.parent}: File exists)"),
        (_closed_to_us, "(unable to open database file)"),
    ],
)
def test_what_is_no_store_will_never_do(
    how: Spoil,
    why: str,
    words: tuple[object, ...],
    spoilt: Callable[[Spoil], World],
    tmp_path: Path,
) -> None:
    """Status 2: no repeating helps before an operator has named a store."""
    said = why.format(file=tmp_path / "store" / "homeward.db")
    assert one_line(spoilt(how), words) == (2, f"{said}{UNFIT}")


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(map(str, words)))
@pytest.mark.parametrize(
    ("how", "why"),
    [(_nothing, "(no such table: clock)"), (_somebody_elses, "(no such column: clock.id)")],
)
def test_a_store_without_its_schema_can_be_made(
    how: Spoil, why: str, words: tuple[object, ...], spoilt: Callable[[Spoil], World]
) -> None:
    """Status 3, and what makes it: then the same command can be repeated."""
    assert one_line(spoilt(how), words) == (3, f"{why}{MAKES_IT}")


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (_somebody_elses, "(table clock already exists)"),
        (
            _of_a_newer_program,
            "(its schema is none of ours: Can't locate revision identified by 'ffff')",
        ),
    ],
)
def test_a_schema_of_somebody_elses_is_left_alone(
    how: Spoil, why: str, spoilt: Callable[[Spoil], World]
) -> None:
    """What is there is no older schema of ours: nothing can be brought to the newest."""
    assert one_line(spoilt(how), MIGRATE) == (2, f"{why}{UNFIT}")


@pytest.mark.parametrize("words", [("list",), MIGRATE], ids=" ".join)
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("no address", "(its address cannot be read)"),
        ("postgresql://user:hush@host:port/homeward", "(its address cannot be read)"),
        ("mysql://user:hush@host/homeward", "(neither of SQLite nor of PostgreSQL: mysql)"),
        ("postgresql+none://user:hush@host/homeward", "(Can't load plugin: "),
        ("sqlite://", "(its address names no file)"),
        ("sqlite:///:memory:", "(its address names no file)"),
    ],
)
def test_an_address_of_no_store(
    address: str, why: str, words: tuple[str, ...], world: World
) -> None:
    """It is said without the address, in which a password may stand."""
    world.env["HOMEWARD_DATABASE_URL"] = address
    status, line = one_line(world, words)
    assert (status, line[: len(why)], line[-len(UNFIT) :]) == (2, why, UNFIT)
    assert "hush" not in line


# ---- busy, away, closed


def test_a_store_that_somebody_else_writes_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When our patience ends, it can be tried again."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.01)
    file = make_url(world.env["HOMEWARD_DATABASE_URL"]).database
    assert file is not None
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert one_line(world, ("hospital", EXAMPLES / "hospital.toml")) == (3, "(database is locked)")
    other.close()


@pytest.mark.parametrize("words", [*COMMANDS, MIGRATE], ids=lambda words: " ".join(map(str, words)))
def test_a_postgresql_that_is_not_there(words: tuple[object, ...], world: World) -> None:
    """Status 3, and why in our own words: its driver's repeat the address."""
    world.env["HOMEWARD_DATABASE_URL"] = f"postgresql://user:hush@127.0.0.1:{free_port()}/homeward"
    assert one_line(world, words) == (3, "(Connection refused)")


def test_a_password_with_a_sign_too_many_is_not_said(world: World) -> None:
    """What the driver takes for a host is the end of a password that holds an @."""
    world.env["HOMEWARD_DATABASE_URL"] = "postgresql+psycopg://u:p@hush@127.0.0.1:1/db"
    status, line = one_line(world, ("list",))
    assert (status, "hush" in line) == (3, False)


@pytest.fixture
def stranger(postgresql: str) -> str:
    """The address of a PostgreSQL for somebody who may look and make nothing."""
    engine = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP ROLE IF EXISTS stranger"))
        connection.execute(text("CREATE ROLE stranger LOGIN PASSWORD 'hush'"))
        connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    engine.dispose()
    address = make_url(postgresql).set(username="stranger", password="hush")  # noqa: S106
    return address.render_as_string(hide_password=False)


def test_a_postgresql_that_refuses(stranger: str, world: World) -> None:
    """Without its schema a retry can help; without the right to make it none will."""
    world.env["HOMEWARD_DATABASE_URL"] = stranger
    assert one_line(world, ("list",)) == (3, f'(relation "clock" does not exist){MAKES_IT}')
    assert one_line(world, MIGRATE) == (2, f"(permission denied for schema public){UNFIT}")


def test_nothing_is_left_of_a_traceback(world: World, tmp_path: Path) -> None:
    """As it is really typed: what threads and drivers say at the end is caught as well."""
    file = tmp_path / "noise.db"
    _noise(file)
    env = {**os.environ, **world.env, "HOMEWARD_DATABASE_URL": f"sqlite:///{file}"}
    for words in (("list",), MIGRATE):
        typed = [sys.executable, str(ROOT / "starter.py"), *words]
        ran = subprocess.run(  # noqa: S603 - our own command
            typed, check=False, env=env, cwd=tmp_path, capture_output=True, text=True
        )
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr == f"{BEGINS}(file is not a database){UNFIT}\n"
