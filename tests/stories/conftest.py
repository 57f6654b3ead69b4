"""A fresh time-skipping server, store and worker for each story."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from adapters.encryption import Seal
from adapters.files.pathway import read_pathway
from adapters.sql.database import Database, migrate
from adapters.wording.texts import Wording
from domain.pathway import Pathway
from local.rehearsal.server import skipping_server, worker_of_all_but_texts, worker_of_texts
from store.hospital_setup import load_hospital, prepare
from tests.keys import RING, TOKENS
from tests.places import ROOT
from tests.sandbox import PASSED_THROUGH, sandbox
from tests.servers import TEST_SERVER
from tests.stories import people
from tests.stories.cards import Cards
from tests.stories.held import HeldAsks
from tests.stories.phones import PhoneNetwork
from tests.stories.story import Story
from tests.workers import unhurried
from worker import TEMPLATES

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
def shipped() -> Pathway:
    """The pathway that ships."""
    return read_pathway(ROOT / "pathways" / "standard.toml")


@pytest.fixture(scope="session")
def standard(shipped: Pathway) -> Pathway:
    """The same, but that nobody is asked how they are: a story is about what it names."""
    quiet = replace(
        shipped.check_ins,
        coordination_days=(),
        case_management_days=(),
        call_days_coordination=(),
        call_days_case_management=(),
    )
    return replace(shipped, check_ins=quiet)


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
    """A story about to begin; `make histories` keeps what a golden one leaves.

    However it ends, what its histories recorded stands in the ledger.
    """
    failed = request.session.testsfailed
    async with skipping_server(TEST_SERVER, RING) as env:
        cards = Cards(env.client, store, TOKENS, Seal(RING))
        network = PhoneNetwork(Wording(TEMPLATES, "hw.example"), cards)
        runner = sandbox(*PASSED_THROUGH)
        told = Story(env, store, network, TOKENS, Seal(RING), pathway, runner)
        told.prompts = HeldAsks(env.client, store, told.seal, told.tokens)
        async with _worker(env.client, store, told, runner), worker_of_texts(env.client, network):
            yield told
            if request.node.get_closest_marker("golden") and request.config.getoption(RECORD):
                await told.records(HISTORIES / request.node.name)
            if request.session.testsfailed == failed:
                await told.keeps_its_books()
    store.close()


@pytest.fixture
def held_asks(story: Story) -> HeldAsks:
    """The asking of the story, which a test may hold back."""
    return story.prompts


def _worker(
    client: Client, store: Database, story: Story, runner: SandboxedWorkflowRunner
) -> Worker:
    worker = worker_of_all_but_texts(
        client,
        store,
        story.seal,
        prompts=story.prompts,
        runner=runner,
        interceptors=[story.seam],
    )
    return unhurried(worker)
