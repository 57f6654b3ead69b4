"""The time-skipping server and the worker of one rehearsed hospital: all but its texts."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from functools import cache
from pathlib import Path

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Interceptor, Worker, WorkflowRunner

from activities.conversations import Conversations
from activities.errands import Errands
from activities.interfaces import Messaging
from activities.ledger import Ledger
from activities.prompts import Prompts
from activities.records import Records
from activities.scheduling import Scheduling
from activities.shifts import Shifts
from adapters.encryption import KeyRing, Seal
from adapters.sql.database import Database
from adapters.temporal.connection import data_converter
from models import names
from workflows.conversation.workflow import Conversation
from workflows.episode.workflow import Episode


@contextlib.asynccontextmanager
async def skipping_server(binary: Path | str, ring: KeyRing) -> AsyncIterator[WorkflowEnvironment]:
    """Start one that knows our search attributes, and end it."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(binary),
        data_converter=data_converter(ring, names.NAMESPACE),
        runtime=_runtime(),
    ) as env:
        await _register(env.client)
        yield env


@cache
def _runtime() -> Runtime:
    """It says what goes wrong, and not what a test server cannot do."""
    only_errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=only_errors)))


async def _register(client: Client) -> None:
    """Make the attributes known; the time-skipping server cannot list them first."""
    attributes = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type)
        for key in names.SEARCH_ATTRIBUTES
    }
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=attributes)
    )


def worker_of_all_but_texts(  # noqa: PLR0913 - its parts
    client: Client,
    store: Database,
    seal: Seal,
    *,
    prompts: Prompts,
    runner: WorkflowRunner,
    threads: Conversations | None = None,
    interceptors: Sequence[Interceptor] = (),
) -> Worker:
    """Every activity as in production, but for the inbox: nothing comes from outside."""
    threads = threads or Conversations(client, store, seal)
    scheduling, records = Scheduling(store), Records(store)
    errands, shifts = Errands(prompts, Ledger(store, seal), records), Shifts(client, store)
    return Worker(
        client,
        task_queue=names.TASK_QUEUE,
        workflows=[Episode, Conversation],
        activities=[
            errands.run_errand, prompts.tell_consent, prompts.tell_death,
            scheduling.hold_slots, scheduling.choose_slot,
            records.close_episode, records.note_cancel_request,
            threads.load_phone, threads.save_phone, threads.hand_over, threads.take_back,
            threads.pass_on, threads.tell_unreachable,
            threads.correct, threads.mark_phone, shifts.review_shift,
        ],
        workflow_runner=runner,
        interceptors=list(interceptors),
        workflow_failure_exception_types=[Exception],
    )  # fmt: skip


def worker_of_texts(client: Client, phones: Messaging) -> Worker:
    """The one that sends them, to phones that are only imagined."""
    return Worker(client, task_queue=names.MESSAGES_TASK_QUEUE, activities=[phones.send_text])
