"""`starter.py erase`: said first, done with a code, heard again when it is lifted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.encryption import KeyRing, Seal
from tests.cli.world import KEYS, World
from tests.sealed import readable

Hl7 = Callable[..., Path]
HEART_FAILURE = "a03-11-heart-failure"
WHO = ("--mrn", "mercy-general", "4821", "--by", "hale")


@pytest.fixture
def jane(running: World, hl7: Hl7) -> World:
    """A world in which Jane Smith was discharged."""
    assert running.types("discharge", hl7(HEART_FAILURE)).exit_code == 0
    assert "Smith" in said(running)
    return running


def said(world: World) -> str:
    """Everything that can be read in the store."""
    seal = Seal(KeyRing.parse(KEYS.encryption_keys))
    return str([*readable(world.database, seal).values()])


def test_what_would_go_is_said_and_nothing_goes(jane: World) -> None:
    """Counts, what stays open, and the very command that does it; no name, and no row changes."""
    before = said(jane)
    result = jane.types("erase", *WHO, "--why", "asked")
    assert result.exit_code == 0
    assert "to be emptied, for good: 1 accounts, 1 events, 1 hospital messages" in result.stdout
    assert "`starter.py close` ends it" in result.stdout
    command = result.stdout.splitlines()[-1]
    assert command.startswith("nothing was removed yet; to do it: starter.py erase --mrn")
    assert "Smith" not in result.output
    assert said(jane) == before


def test_the_second_step_empties(jane: World) -> None:
    """Typed as it was told it removes all of it; typed again there is nothing; both are done."""
    words = jane.types("erase", *WHO, "--why", "asked").stdout.splitlines()[-1].split()
    again = words[words.index("starter.py") + 1 :]
    done = jane.types(*again)
    assert (done.exit_code, done.stdout.startswith("emptied: 1 accounts")) == (0, True)
    assert not {"Smith", "Jane", "4821", "V-20260904"} & set(said(jane).replace('"', " ").split())
    assert "Smith" not in said(jane)
    assert jane.types(*again).stdout == "emptied: nothing\n"
    assert [row[:2] for row in jane.audited()] == [("hale", "person erased")]

    lifted = jane.types("erase", *WHO, "--lift")
    assert (lifted.exit_code, lifted.stdout.partition(":")[0]) == (0, "lifted")
    assert jane.types("erase", *WHO, "--lift").exit_code == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--mrn", "mercy-general", "0", "--by", "hale", "--why", "asked"), 1),
        ((*WHO, "--why", "asked", "--confirm", "aaaaaa"), 1),
        ((*WHO, "--why", "bored"), 2),
        (WHO, 2),
        ((*WHO, "--why", "asked", "--lift"), 2),
        (("EPISODE", *WHO, "--why", "asked"), 2),
        ((*WHO[:-1], "ortiz", "--why", "asked"), 1),
        (("--by", "hale", "--why", "asked"), 2),
        (("EPISODE", "--by", "hale", "--why", "asked"), 1),
        (("--mrn", "mercy-general", "4821", "--why", "asked"), 2),
    ],
)
def test_slips(jane: World, words: tuple[str, ...], status: int) -> None:
    """Nobody, a wrong code, a reason that is none, two or no person, nobody who decides: no row."""
    before = said(jane)
    assert jane.types("erase", *words).exit_code == status
    assert said(jane) == before
