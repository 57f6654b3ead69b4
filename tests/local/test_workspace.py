"""What a local stack stands on."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import func, select

from adapters import settings
from adapters.files.hospital_reader import read_hospital
from adapters.messages.feed_file import read_feeds
from adapters.settings import LocalPorts
from adapters.sql.database import Database
from local.refusals import StoreSpoilt
from local.workspace import HOSPITAL, fill_store, workspace
from models.tables import Party, PartyRole, SlotRow
from store.people.parties import roles_of

PORTS = LocalPorts()


def test_secrets_are_made_once_and_are_its_owners(tmp_path: Path) -> None:
    """What is kept opens again with the same keys; nobody else can read them."""
    with workspace(tmp_path / "up", PORTS, fresh=False) as first:
        modes = {(first.folder / name).stat().st_mode & 0o777 for name in ("keys.json", "env")}
    with workspace(tmp_path / "up", PORTS, fresh=False) as again:
        pass
    assert modes == {0o600}
    assert again.settings == first.settings


def test_a_demo_is_told_of_no_silence_and_a_stack_that_stays_is(tmp_path: Path) -> None:
    """The scripted hospitals say a dozen messages in thirty days; else the feeds are the same."""
    with workspace(tmp_path / "demo", PORTS, fresh=True) as demo:
        without = read_feeds(demo.settings.feeds_dir).by_facility
    with workspace(tmp_path / "up", PORTS, fresh=False) as stays:
        shipped = read_feeds(stays.settings.feeds_dir).by_facility
    assert set(without) == set(shipped) == {"mercy-general", "lakeside"}
    for facility, feed in shipped.items():
        assert (feed.silence_hours, feed.silence_hours_off) == (6, 14)
        assert replace(feed, silence_hours=0, silence_hours_off=0) == without[facility]


def test_a_fresh_run_forgets(tmp_path: Path) -> None:
    """A demo begins without the store and the keys of the one before."""
    with workspace(tmp_path / "demo", PORTS, fresh=True) as first:
        (first.folder / "homeward.db").touch()
    with workspace(tmp_path / "demo", PORTS, fresh=True) as again:
        assert not (again.folder / "homeward.db").exists()
    assert again.settings.encryption_keys != first.settings.encryption_keys


def test_commands_can_load_its_settings(tmp_path: Path) -> None:
    """The file holds every setting as the environment would."""
    with workspace(tmp_path / "up", PORTS, fresh=True) as made:
        assert settings.load(made.env_file) == made.settings


def test_filling_the_store_twice_changes_nothing(tmp_path: Path) -> None:
    """A stack that is started again has the same people, vendors and slots; holidays have none."""
    with workspace(tmp_path / "up", PORTS, fresh=True) as made:
        database = Database(made.settings.database_url)
        counts: list[list[int]] = []
        days: set[date] = set()
        for _ in range(2):
            fill_store(made.settings, read_hospital(HOSPITAL), date(2026, 9, 1), 14)
            with database.read() as session:
                counts.append(
                    [
                        session.exec(select(func.count()).select_from(table)).one()
                        for table in (Party, PartyRole, SlotRow)
                    ]
                )
                days |= {at.date() for at in session.exec(select(SlotRow.starts_at))}
        database.close()
    assert counts[0] == counts[1]
    assert counts[0][:2] == [19, 29]
    assert date(2026, 9, 8) in days
    assert date(2026, 9, 7) not in days  # Labor Day


def test_a_hospital_that_somebody_wrote_is_not_overwritten(tmp_path: Path) -> None:
    """The example comes again at each start, until the store names people of nobody's example."""
    example, first = read_hospital(HOSPITAL), date(2026, 9, 1)
    before, *others = example.people
    mine = replace(example, people=(replace(before, handle="somebody-new"), *others))
    with workspace(tmp_path / "up", PORTS, fresh=True) as made:
        settings = made.settings
        for _ in range(2):
            assert fill_store(settings, example, first, 1, unless_others=True)
        assert fill_store(settings, mine, first, 1)
        assert not fill_store(settings, example, first, 1, unless_others=True)
        database = Database(settings.database_url)
        with database.read() as session:
            assert roles_of(session, "somebody-new")
        database.close()


def test_a_store_that_was_spoilt_is_one_line(tmp_path: Path) -> None:
    """A stack that keeps its data names the file that cannot be used, and what to do about it."""
    with workspace(tmp_path / "up", PORTS, fresh=False) as made:
        file = made.folder / "homeward.db"
        file.write_bytes(b"no database\n" * 1000)
        with pytest.raises(StoreSpoilt) as refused:
            fill_store(made.settings, read_hospital(HOSPITAL), date(2026, 9, 1), 14)
    assert refused.value.status == 2
    assert str(refused.value) == (
        f"{file} cannot be used (file is not a database); move it away, and a new one is made"
    )
