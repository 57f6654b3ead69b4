"""One nurse with 200 open prompts and 2,000 replies, on the real server."""

from collections import Counter
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import UnsandboxedWorkflowRunner

from domain.asking.choices import LOWEST_CODE
from models import names
from models.payloads import OpenConversation
from tests.releases.busy import BusyNurse
from tests.releases.engine import (
    CONVERTER,
    connected,
    main_worker,
    messages_worker,
    replay,
    runs,
    server,
)
from tests.releases.ward import TOKEN, Ward, clock

OPEN, REPLIES, TO_A_LIST = 200, 2_000, 4
SPEED = 7200.0
"""Two hours in a second: two minutes of gathering are over in no time."""
SILENT = ("nonsense", "again", "nonsense", "nonsense", "again", "nonsense")
PATTERN = (
    *("two", "slip", "undo", "again", "closed", "nonsense", "bare", "nonsense", *SILENT),
    *("fix", "answer", "slip", "last", "who", "nonsense", "nonsense", "nonsense", *SILENT),
    *("list", "answer", "nonsense", "nonsense", "nonsense", *SILENT),
)
"""Every way to reply, in each round; what is silent gets no answer, and has none coming."""
LISTING = ("list", *["more"] * (OPEN // TO_A_LIST - 1))
MOST_BYTES = 1_000_000
"""Half of what Temporal refuses."""


async def carried(history: WorkflowHistory) -> tuple[OpenConversation, int]:
    """What a run began with, and how many bytes it is on the wire."""
    began = history.events[0].workflow_execution_started_event_attributes
    (opening,) = await CONVERTER.decode(began.input.payloads, [OpenConversation])
    return opening, began.input.ByteSize()


@pytest.mark.long
async def test_the_busiest_phone(tmp_path: Path) -> None:
    """200 open prompts, 2,000 replies: nothing lost, mistaken or said twice, over several runs."""
    ward = Ward(clock(SPEED))
    async with server(tmp_path) as port:
        client = await connected(port)
        worker = main_worker(client, ward, ward, runner=UnsandboxedWorkflowRunner())
        async with worker, messages_worker(client, ward):
            nurse = BusyNurse(client, ward)
            await nurse.is_asked(OPEN)
            for number in range(REPLIES - len(LISTING)):
                await nurse.replies(PATTERN[number % len(PATTERN)])
            await nurse.rests()
            before = len(ward.sent)
            for way in LISTING:
                await nurse.replies(way)
            await nurse.rests()
        histories = await runs(client, names.conversation_id(TOKEN))

    assert ward.deeds == nurse.deeds
    sent = Counter(text.key for text in ward.sent)
    assert [key for key, times in sent.items() if times > 1] == []
    assert {key for key in sent if key.startswith("SM")} == nurse.texts
    assert nurse.confused == []
    assert (min(nurse.codes), len(set(nurse.codes.values()))) == (LOWEST_CODE, len(nurse.codes))
    listed = [
        item.code for text in ward.sent[before:] for item in text.items if item.kind == "listed"
    ]
    still_open = sorted(code for code, key in nurse.codes.items() if key in nurse.open)
    assert sorted(filter(None, listed)) == still_open
    assert len(still_open) == OPEN
    assert (ward.beside, [each.text.body for each in ward.passed_on]) == ([], nurse.passed_on)

    assert len(histories) > 2
    for history in histories[1:]:
        opening, size = await carried(history)
        assert opening.state is not None
        assert size < MOST_BYTES, _largest(opening)
    await replay(histories)


def _largest(opening: OpenConversation) -> dict[str, int]:
    """How many bytes each part of a state is."""
    assert opening.state is not None
    parts = opening.state.model_dump(mode="json")
    return {name: len(str(part)) for name, part in parts.items() if len(str(part)) > 1000}
