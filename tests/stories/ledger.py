"""Whether the ledger holds what the histories say was recorded, and nothing else."""

from collections.abc import AsyncIterator

from sqlmodel import select
from temporalio.client import Client, WorkflowHistory
from temporalio.converter import DataConverter

from adapters.sql.database import Database
from domain.episode.facts import Via
from domain.protocol.ledger import TAKEN_BACK
from models import names
from models.payloads import GivenAnswer, TakeBack, Verdict, VerdictState
from models.tables import AnswerRow

KEPT = {
    names.ANSWER: VerdictState.RECORDED,
    names.CORRECT: VerdictState.CORRECTED,
    names.TAKE_BACK: VerdictState.TAKEN_BACK,
}
Said = tuple[str, str, str, str]
"""How it was told, its step, its message, its value."""


async def of_histories(client: Client, episode: str) -> set[Said]:
    """What an episode said was recorded, corrected or taken back."""
    said: set[Said] = set()
    async for history in _runs(client, episode):
        said |= await _updates(client.data_converter, history)
    return said


def of_store(database: Database, episode: str) -> set[Said]:
    """The same of its rows; what no person told, a clinic's booking or a vendor's, is no update."""
    with database.read() as session:
        rows = session.exec(select(AnswerRow).where(AnswerRow.episode == episode)).all()
    known = {row.name: row for row in rows}
    for row in rows:
        assert not row.supersedes or row.supersedes in known, f"{row.name} supersedes nothing"
    told = [row for row in rows if row.via != Via.HOSPITAL and not _of_itself(row)]
    return {(_how(row), row.step, row.message_id, row.value) for row in told}


def _of_itself(row: AnswerRow) -> bool:
    """Whether no message brought it: its name is the time."""
    return row.message_id == row.told_at.isoformat()


def _how(row: AnswerRow) -> str:
    if row.value == TAKEN_BACK:
        return names.TAKE_BACK
    return names.CORRECT if row.supersedes else names.ANSWER


async def _runs(client: Client, episode: str) -> AsyncIterator[WorkflowHistory]:
    """The history of each run, the newest first."""
    run: str | None = None
    while True:
        history = await client.get_workflow_handle(episode, run_id=run).fetch_history()
        yield history
        started = history.events[0].workflow_execution_started_event_attributes
        run = started.continued_execution_run_id
        if not run:
            return


async def _updates(converter: DataConverter, history: WorkflowHistory) -> set[Said]:
    asked: dict[str, GivenAnswer | TakeBack] = {}
    how: dict[str, str] = {}
    said: set[Said] = set()
    for event in history.events:
        if event.HasField("workflow_execution_update_accepted_event_attributes"):
            accepted = event.workflow_execution_update_accepted_event_attributes
            name, update = accepted.accepted_request.input.name, accepted.protocol_instance_id
            kind = TakeBack if name == names.TAKE_BACK else GivenAnswer
            payloads = list(accepted.accepted_request.input.args.payloads)
            asked[update] = (await converter.decode(payloads, [kind]))[0]
            how[update] = name
        if event.HasField("workflow_execution_update_completed_event_attributes"):
            done = event.workflow_execution_update_completed_event_attributes
            given, name = asked[done.meta.update_id], how[done.meta.update_id]
            ruled = (await converter.decode(list(done.outcome.success.payloads), [Verdict]))[0]
            if ruled.state is KEPT[name]:
                value = TAKEN_BACK if isinstance(given, TakeBack) else given.value.value
                said.add((name, given.key.partition("/")[0], given.message_id, value))
    return said
