"""The faults of a run follow from its seed, the crowd from the examples."""

import json
import re
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from adapters.files.discharge import read_discharge_file
from adapters.sql.database import migrate
from models.tables import Facility
from simulator.scripted.people import load_people
from tests.chaos.blows import DECK, PART_EVERY_SECONDS, Blow, plan
from tests.chaos.crowd import gather
from tests.chaos.faulty import FaultyDatabase
from tests.chaos.older import check_out, newest_older_build

CROWD = 30


@pytest.mark.parametrize("seed", range(20))
def test_a_seed_is_a_plan(seed: int) -> None:
    """The same seed strikes the same; an episode and a thread are asked to cancel in every run."""
    strikes = plan(seed, 100)
    assert strikes == plan(seed, 100) != plan(seed + 1, 100)
    assert [one.at for one in strikes] == sorted(one.at for one in strikes)
    assert {one.target for one in strikes if one.blow is Blow.CANCEL} == {"episode", "thread"}
    ours = [one for one in strikes if (one.blow, one.target) in DECK]
    assert {(one.blow, one.target) for one in ours} == set(DECK)
    assert all(later.at - one.at > PART_EVERY_SECONDS / 2 for one, later in pairwise(ours))


def test_a_crowd_is_thirty_different_patients(tmp_path: Path) -> None:
    """Each file is read as a discharge; no two share an encounter, a record number or a phone."""
    crowd = gather(tmp_path / "crowd", CROWD)
    read = [read_discharge_file(file) for file in crowd.discharges]
    assert len({one.encounter for one in read}) == len({one.patient.mrn for one in read}) == CROWD
    phones = [one.patient.mobile for one in read if one.patient.mobile]
    assert len(set(phones)) == len(phones)
    home = [one.discharged_at for one in read]
    assert home == sorted(home)
    answering = {person.number for person in load_people(crowd.people)}
    texted = {
        number
        for file in crowd.discharges
        for number in re.findall(r"\+1\d{10}", json.dumps(json.loads(file.read_text())))
    }
    assert len(texted & answering) > len(texted) / 2


async def test_a_commit_fails_before_or_after_it_took(tmp_path: Path) -> None:
    """Of many writes some fail; about half of those are in the store all the same."""
    url = f"sqlite:///{tmp_path / 'faulty.db'}?synchronous=NORMAL"
    migrate(url)
    database = FaultyDatabase(url)
    FaultyDatabase.dice.seed(7)
    failed = []
    for handle in (f"f{number}" for number in range(600)):
        try:
            await database.writing(partial(_add, handle=handle))
        except OperationalError:
            failed.append(handle)
    with database.read() as session:
        took = sum(session.get(Facility, name) is not None for name in failed)
    database.close()
    assert 0 < took < len(failed)


def _add(session: Session, handle: str) -> None:
    session.add(Facility(handle=handle, name=handle, time_zone="UTC"))


def test_an_older_build_is_found_in_the_history(tmp_path: Path) -> None:
    """The newest commit of another product with today's recorded histories, whole; or none."""
    commit = newest_older_build()
    if commit is None:
        pytest.skip("the recorded histories are those of the newest product commit")
    build = check_out(commit, tmp_path / "older")
    assert (build / "worker.py").exists()
    assert sorted((build / "tests" / "histories").iterdir())
