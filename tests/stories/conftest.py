"""A fresh time-skipping server, store and worker for each story."""

import shutil
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from activities.conversations import Conversations
from activities.ledger import Ledger
from activities.records import Records
from activities.scheduling import Scheduling
from activities.shifts import Shifts
from adapters.encryption import Seal
from adapters.files.pathway import read_pathway
from adapters.sql.database import Database, migrate
from adapters.temporal.connection import data_converter
from adapters.wording.texts import Wording
from domain.pathway import Pathway
from models import names
from store.hospital_setup import load_hospital, prepare
from tests.keys import RING, TOKENS
from tests.places import ROOT
from tests.servers import TEST_SERVER
from tests.stories import people
from tests.stories.cards import Cards
from tests.stories.held import HeldAsks
from tests.stories.phones import PhoneNetwork
from tests.stories.story import Story
from tests.workers import unhurried
from worker import PASSED_THROUGH, TEMPLATES, WORKFLOWS, sandbox

RECORD, HISTORIES = "--record-histories", ROOT / "tests" / "histories"
FIRST, LAST = date(2026, 1, 1), date(2027, 1, 31)


@pytest.fixture(scope="session")
def hospital_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store with the hospital in it; each story takes a copy."""
    path = tmp_path_factory.mktemp("store") / "hospital.db"
    migrate(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}")
    hospital = prepare(people.HOSPITAL, FIRST, (LAST - FIRST).days)
    with database.write() as session:
        load_hospital(session, hospital, Seal(RING), TOKENS)
    database.close()
    return path


@pytest.fixture(scope="session")
def standard() -> Pathway:
    """The pathway that ships."""
    return read_pathway(ROOT / "pathways" / "standard.toml")


@pytest.fixture
def pathway(standard: Pathway) -> Pathway:
    """The story's pathway; a test that needs another overrides this."""
    return standard


@pytest.fixture
def store(hospital_store: Path, tmp_path: Path) -> Database:
    """The story's own copy of the store."""
    shutil.copy(hospital_store, tmp_path / "story.db")
    return Database(f"sqlite:///{tmp_path / 'story.db'}")


@pytest.fixture
async def story(
    store: Database, pathway: Pathway, request: pytest.FixtureRequest
) -> AsyncIterator[Story]:
    """A story about to begin; `make histories` keeps what a golden one leaves."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=TEST_SERVER,
        data_converter=data_converter(RING, names.NAMESPACE),
    ) as env:
        await _register(env.client)
        cards = Cards(env.client, store, TOKENS, Seal(RING))
        network = PhoneNetwork(Wording(TEMPLATES, "hw.example"), cards)
        runner = sandbox(*PASSED_THROUGH)
        told = Story(env, store, network, TOKENS, Seal(RING), pathway, runner)
        told.prompts = HeldAsks(env.client, store, told.seal, told.tokens)
        async with _worker(env.client, store, told, runner), _messages(env.client, network):
            yield told
            if request.node.get_closest_marker("golden") and request.config.getoption(RECORD):
                await told.records(HISTORIES / request.node.name)
    store.close()


@pytest.fixture
def held_asks(story: Story) -> HeldAsks:
    """The asking of the story, which a test may hold back."""
    return story.prompts


async def _register(client: Client) -> None:
    """Make the attributes known; the time-skipping server cannot list them first."""
    attributes = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type)
        for key in names.SEARCH_ATTRIBUTES
    }
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=attributes)
    )


def _worker(
    client: Client, store: Database, story: Story, runner: SandboxedWorkflowRunner
) -> Worker:
    prompts = story.prompts
    threads = Conversations(client, store, story.seal)
    scheduling, records = Scheduling(store), Records(store)
    ledger = Ledger(store, story.seal)
    shifts = Shifts(client, store)
    worker = Worker(
        client,
        task_queue=names.TASK_QUEUE,
        workflows=list(WORKFLOWS),
        activities=[
            prompts.ask, prompts.withdraw, prompts.tell_consent, prompts.tell_death,
            scheduling.hold_slots, scheduling.choose_slot,
            records.publish, records.close_episode, records.note_cancel_request,
            ledger.keep,
            threads.load_phone, threads.save_phone, threads.hand_over, threads.take_back,
            threads.pass_on, threads.tell_unreachable,
            threads.correct, threads.mark_phone, shifts.review_shift,
        ],
        workflow_runner=runner,
        interceptors=[story.seam],
        workflow_failure_exception_types=[Exception],
    )  # fmt: skip
    return unhurried(worker)


def _messages(client: Client, network: PhoneNetwork) -> Worker:
    return Worker(client, task_queue=names.MESSAGES_TASK_QUEUE, activities=[network.send_text])
