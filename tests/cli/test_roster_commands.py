"""`starter.py roster` and `starter.py hospital`: who would be asked and why; a changed roster."""

import asyncio
from pathlib import Path

import pytest
from temporalio.client import Client

from models import names
from models.tables import Assignment, Encounter, PartyPhone, PhoneRow
from tests.cli.world import EVENING, EXAMPLES, World

HOSPITAL = EXAMPLES / "hospital.toml"


def lines(said: str) -> list[str]:
    """What was said, spaces apart."""
    return [" ".join(line.split()) for line in said.splitlines()]


def asks(world: World, *words: str) -> list[str]:
    """Type `roster` for the nurses of the first hospital."""
    done = world.types("roster", "--facility", "mercy-general", "--role", "nurse", *words)
    assert (done.exit_code, done.stderr) == (0, "")
    return lines(done.stdout)


def changed(folder: Path, *replaced: tuple[str, str]) -> Path:
    """The sample hospital, some of its words replaced."""
    text = HOSPITAL.read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "changed.toml"
    path.write_text(text, encoding="utf-8")
    return path


def phone(world: World, handle: str) -> str:
    """The token of somebody's phone."""
    with world.database.read() as session:
        return session.get_one(PartyPhone, (handle, "texts")).phone_token


def busy(world: World, handle: str, tasks: int) -> None:
    """Somebody who holds so many open tasks, in one episode."""
    encounter = Encounter(
        episode="episode-1", facility="mercy-general", encounter_token="", patient_token="", n=1,
        body_hash="", discharged_at=EVENING, opened_at=EVENING,
    )  # fmt: skip
    with world.database.write() as session:
        session.add(encounter)
        for n in range(tasks):
            session.add(Assignment(episode="episode-1", question=f"q/{n}", handle=handle))


def test_it_is_said_who_would_be_asked_now(world: World) -> None:
    """Facility by facility and role by role, each with its own clock."""
    done = world.types("roster")
    assert (done.exit_code, done.stderr) == (0, "")
    said = lines(done.stdout)
    assert said[0] == "lakeside, nurse: RN Brandt Fri 9/4 4p CDT"
    assert said[1] == "brandt RN Brandt on shift until 5p, 0 open"
    assert "mercy-general, nurse: RN Okafor Fri 9/4 5p EDT" in said
    assert "ortiz CM Ortiz next on Tue 9/8 8a, 0 open" in said  # Labor Day is between
    assert max(len(line.rstrip()) for line in done.stdout.splitlines()) <= 80


def test_it_is_said_who_would_be_asked_then_and_why(world: World) -> None:
    """Cap, language, mark and due time are all reasons, as everything that the order goes by."""
    busy(world, "chandra", 30)
    with world.database.write() as session:
        row = PhoneRow(token=phone(world, "lopez"), memory_sealed=b"", mark="opted_out")
        session.merge(row)
    then = ("--at", "2026-11-27 15:00", "--due", "2026-11-28 12:00", "--language", "es")
    assert asks(world, *then) == [
        "mercy-general, nurse: RN Okafor Fri 11/27 3p EST",
        "okafor RN Okafor next on Sat 11/28 9a, 0 open, speaks no es",
        "chandra RN Chandra on shift until 4:30p, at the cap 30/30, speaks es",
        "lopez RN Lopez texts do not arrive: opted out, on shift until 5p, 0 open, speaks no es",
    ]


def test_at_night_the_on_call_list_is_for_what_is_urgent(world: World) -> None:
    """The same night, the same nurses: in the list's order, or whoever starts first."""
    night = ("--at", "2026-11-25 22:00")  # before Thanksgiving, on which nobody has a shift
    assert [line.partition(" ")[0] for line in asks(world, *night)[1:]] == [
        "chandra", "lopez", "okafor",
    ]  # fmt: skip
    assert asks(world, *night, "--urgent")[1:3] == [
        "lopez RN Lopez on call, number 1, urgent, 0 open",
        "chandra RN Chandra on call, number 2, urgent, 0 open",
    ]


@pytest.mark.parametrize("day", ["2026-12-25", "2026-12-24"])
def test_on_a_holiday_the_on_call_list_is_asked(world: World, day: str) -> None:
    """Christmas, and the hospital's own Christmas Eve: weekly shifts are closed."""
    then = ("--at", f"{day} 10:00")
    assert asks(world, *then, "--urgent")[1:3] == [
        "lopez RN Lopez on call, number 1, urgent, 0 open",
        "chandra RN Chandra on call, number 2, urgent, 0 open",
    ]
    assert all("on shift" not in line for line in asks(world, *then))


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--at", "tomorrow"), 2, '--at: found "tomorrow"; expected a date and time such as'),
        (("--due", "2026-11-31 10:00"), 2, '--due: found "2026-11-31 10:00"; expected a date'),
        (("--role", "patient"), 2, "--role: found patient; expected one of coordinator, nurse"),
        (("--facility", "merci"), 1, "'merci' is no facility in the store; known: lakeside"),
    ],
)
def test_what_cannot_be_meant_is_said(
    world: World, words: tuple[str, ...], status: int, said: str
) -> None:
    """What was found, and what was expected."""
    done = world.types("roster", *words)
    assert (done.exit_code, done.stdout) == (status, "")
    assert said in done.stderr


def test_a_changed_roster_is_loaded_though_temporal_is_away(world: World, tmp_path: Path) -> None:
    """It is in the store; one line says that whom it concerns is seen to later."""
    path = changed(tmp_path, ("ends = 17:00:00", "ends = 18:00:00"))
    done = world.types("hospital", path, "--days", "1")
    assert done.exit_code == 0
    assert done.stdout.startswith("10 people, 8 organisations, ")  # a new day has new slots
    *vacant, line = done.stderr.splitlines()
    assert [one.split(" is ")[0] for one in vacant] == [
        "mercy-general: intake_lead",
        "lakeside: intake_lead",
    ]
    assert line.startswith("no Temporal server answers at ")
    assert line.endswith("who works otherwise now is seen to when their shifts next end")
    assert asks(world, "--at", "2026-11-25 10:00")[2] == "lopez RN Lopez on shift until 6p, 0 open"


def test_a_file_that_cannot_be_used_changes_nothing(world: World, tmp_path: Path) -> None:
    """Every fault is named, as ever."""
    done = world.types("hospital", changed(tmp_path, ("cap = 30", "cap = 0")))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "people[1].cap: found 0; expected a whole number from 1" in done.stderr


async def test_the_threads_of_whom_it_concerns_are_told(
    running: World, server: Client, tmp_path: Path
) -> None:
    """A day off, a new cap: the first concerns what they hold; a phone without a thread is none."""
    ids = {handle: names.conversation_id(phone(running, handle)) for handle in ("lopez", "chandra")}
    for handle, id_ in ids.items():
        await server.start_workflow(names.CONVERSATION, handle, id=id_, task_queue="nobody")
    path = changed(tmp_path, ("cap = 30", "cap = 29"), ('"okafor"\nday', '"lopez"\nday'))
    done = await asyncio.to_thread(running.types, "hospital", path, "--days", "1")
    assert done.exit_code == 0
    assert "no Temporal server" not in done.stderr
    told = {handle: await _signals(server, id_) for handle, id_ in ids.items()}
    assert told == {"lopez": [names.ROSTER], "chandra": []}


async def _signals(client: Client, id_: str) -> list[str]:
    history = await client.get_workflow_handle(id_).fetch_history()
    heard = [event.workflow_execution_signaled_event_attributes for event in history.events]
    return [each.signal_name for each in heard if each.signal_name]
