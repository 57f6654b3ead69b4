"""The other commands where something is missing: one clear line, and a status that says so."""

from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

import starter
from adapters.encryption import Tokens, new_keys
from adapters.sql.database import Database, migrate
from models.tables import Encounter, MergedPatient
from tests.cli.files import EXAMPLES
from tests.cli.world import encounter
from tests.places import ROOT

KEYS = new_keys()


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without `.env`, a project without a running stack."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(starter, "ROOT", tmp_path)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings of a system that is not there."""
    return {
        "HOMEWARD_TEMPORAL_ADDRESS": "127.0.0.1:1",
        "HOMEWARD_DATABASE_URL": f"sqlite:///{tmp_path / 'homeward.db'}",
        "HOMEWARD_ENCRYPTION_KEYS": KEYS.encryption_keys,
        "HOMEWARD_TOKEN_KEY": KEYS.token_key,
        "HOMEWARD_TWILIO_ACCOUNT_SID": "AC5ab2",
        "HOMEWARD_TWILIO_AUTH_TOKEN": "7d1f",
        "HOMEWARD_TWILIO_FROM_NUMBER": "+16175550190",
        "HOMEWARD_PATHWAYS_DIR": str(ROOT / "pathways"),
    }


def run(*words: object, env: dict[str, str] | None = None) -> Result:
    """Type a command."""
    return CliRunner().invoke(starter.app, [*map(str, words)], env=env)


def knows(url: str, episode: str) -> None:
    """The store has an episode; nothing was heard of it yet."""
    database = Database(url)
    with database.write() as session:
        session.add(encounter(episode))
    database.close()


def test_missing_settings_are_listed() -> None:
    """Each setting that is missing has its line, and what to do about it the last."""
    result = run("list")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "HOMEWARD_TOKEN_KEY is not set" in result.stderr.splitlines()
    assert ".env.example" in result.stderr.splitlines()[-1]


def test_a_local_stack_that_runs_lends_its_settings(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Without settings of one's own, those of the running stack are used, and that is said."""
    env = tmp_path / ".homeward" / "up" / "env"
    env.parent.mkdir(parents=True)
    env.write_text("".join(f"{name}='{value}'\n" for name, value in environment.items()))
    assert run("migrate").exit_code == 0
    result = run("list")
    assert result.exit_code == 0
    assert "nothing to show" in result.stdout
    assert f"using the stack that runs in {env.parent}" in result.stderr


def test_a_store_without_its_schema(environment: dict[str, str]) -> None:
    """It is said what makes it."""
    result = run("list", env=environment)
    assert result.exit_code == 3
    assert result.stderr.splitlines()[-1].endswith("`python starter.py migrate` makes it")


def test_temporal_away_loses_nothing(environment: dict[str, str]) -> None:
    """No server answers: one line, status 3, and nothing is written that would be half a start."""
    url = environment["HOMEWARD_DATABASE_URL"]
    migrate(url)
    result = run("discharge", *EXAMPLES, env=environment)
    assert (result.exit_code, result.stdout) == (3, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("no Temporal server answers at ")
    assert line.endswith("nothing is lost, the same files can be sent again")
    database = Database(url)
    with database.read() as session:
        assert session.exec(select(Encounter)).all() == []
    database.close()


@pytest.mark.parametrize(
    "words",
    [
        ("close", "episode-x", "--reason", "died"),
        ("readmit", "episode-x"),
        ("readmit", "episode-x", "--undo"),
        ("status", "episode-x"),
    ],
)
def test_whatever_needs_temporal_says_so(
    words: tuple[str, ...], environment: dict[str, str]
) -> None:
    """Without it, a command can only be repeated later."""
    url = environment["HOMEWARD_DATABASE_URL"]
    migrate(url)
    knows(url, "episode-x")
    result = run(*words, env=environment)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "nobody answers: are Temporal and the worker running?\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("find",), "find takes one of --mrn, --encounter and --phone"),
        (("find", "--phone", "12"), "find takes one of"),
        (("answer", "episode-x", "contact/call/1"), "an answer needs a choice"),
        (("demo", "--day", "5"), "a day of 5 s is too short"),
    ],
)
def test_commands_that_cannot_be_meant(words: tuple[str, ...], said: str) -> None:
    """One line and status 2, before anything is reached or started."""
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert said in line


def test_nobody_is_found_by_a_stranger(environment: dict[str, str]) -> None:
    """A look-up without a result is a status as well as a line."""
    migrate(environment["HOMEWARD_DATABASE_URL"])
    for wanted in (("--mrn", "mercy-general", "1"), ("--phone", "617-555-0123", "--code", "27")):
        result = run("find", *wanted, env=environment)
        assert (result.exit_code, result.stderr) == (1, "no episode is known of them\n")


def test_a_number_that_was_merged_away_finds_the_person(environment: dict[str, str]) -> None:
    """By the number of any record that became another's, and that is said beside the episodes."""
    migrate(environment["HOMEWARD_DATABASE_URL"])
    tokens = Tokens.parse(environment["HOMEWARD_TOKEN_KEY"])
    oldest, old, now = (tokens.patient("mercy-general", mrn) for mrn in ("1", "2", "3"))
    episode = encounter("episode-of-the-person")
    episode.patient_token = now
    with Database(environment["HOMEWARD_DATABASE_URL"]).write() as session:
        session.add(episode)
        session.add(MergedPatient(patient_token=oldest, into_token=old))
        session.add(MergedPatient(patient_token=old, into_token=now))
    for mrn, said in (
        ("1", "was merged into another"),
        ("2", "was merged into another"),
        ("3", ""),
    ):
        result = run("find", "--mrn", "mercy-general", mrn, env=environment)
        assert (result.exit_code, result.stdout) == (0, "episode-of-the-person\n")
        assert said in result.stderr
        assert bool(result.stderr) is bool(said)
    assert run("find", "--mrn", "lakeside", "1", env=environment).exit_code == 1


def test_an_unknown_reason_names_the_known_ones() -> None:
    """An episode is closed by hand for one of four reasons."""
    result = run("close", "episode-x", "--reason", "tired")
    assert result.exit_code == 2
    for reason in starter.Reason:
        assert reason in result.stderr
