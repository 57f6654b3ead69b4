"""What episodes did when they were recorded: today's code does the same."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from adapters.temporal.connection import data_converter
from models import names
from tests.keys import RING
from tests.places import ROOT
from tests.sandbox import PASSED_THROUGH, sandbox
from worker import WORKFLOWS

HISTORIES = sorted((ROOT / "tests" / "histories").glob("*/*.json"))
_BY_LENGTH = sorted(HISTORIES, key=lambda path: path.stat().st_size)
SHORTEST = [
    next(path for path in _BY_LENGTH if path.stem.startswith("conversation-") is thread)
    for thread in (False, True)
]


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: f"{path.parent.name}/{path.stem[:24]}")
async def test_a_recorded_history_replays(path: Path) -> None:
    """No command changes by mistake: a meant change records anew (before 1.0) or is guarded."""
    replayer = Replayer(
        debug_mode=True,  # a busy machine's two seconds are no deadlock
        workflows=list(WORKFLOWS),
        data_converter=data_converter(RING, names.NAMESPACE),
        workflow_runner=sandbox(*PASSED_THROUGH),
    )
    text = path.read_text()  # noqa: ASYNC240 - nothing else goes on
    await replayer.replay_workflow(WorkflowHistory.from_json(path.stem, text))


@pytest.mark.parametrize("path", SHORTEST, ids=lambda path: path.stem[:24])
async def test_a_recorded_history_replays_in_the_strict_sandbox(path: Path) -> None:
    """With nothing passed through, the guard of clock and randomness holds in the domain too.

    The shortest of each: all is imported anew for it, and guarded at each call.
    """
    replayer = Replayer(
        debug_mode=True,  # a busy machine's two seconds are no deadlock
        workflows=list(WORKFLOWS),
        data_converter=data_converter(RING, names.NAMESPACE),
        workflow_runner=sandbox(),
    )
    text = path.read_text()  # noqa: ASYNC240 - nothing else goes on
    await replayer.replay_workflow(WorkflowHistory.from_json(path.stem, text))


def test_there_are_golden_histories() -> None:
    """Episodes and conversations are both among them."""
    assert {path.stem.startswith("conversation-") for path in HISTORIES} == {True, False}
