import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from adapters.sql.database import migrate
from adapters.temporal.connection import data_converter, embedded_server
from models import names
from tests.gateway.stubs import Patient, Thread
from tests.gateway.world import World, settings, world_on


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its schema and nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def world(empty_store: Path, tmp_path: Path) -> AsyncIterator[World]:
    """A gateway on a store of its own; Temporal is away."""
    path = tmp_path / "homeward.db"
    shutil.copy(empty_store, path)
    async with world_on(settings(path)) as world:
        yield world


@pytest.fixture(scope="session")
async def temporal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    """The embedded server, with workflows of the right names."""
    found = settings(tmp_path_factory.mktemp("unused") / "unused.db")
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(embedded_server()),
        data_converter=data_converter(found.ring, names.NAMESPACE),
        search_attributes=names.SEARCH_ATTRIBUTES,
    ) as environment:
        client = environment.client
        async with Worker(client, task_queue=names.TASK_QUEUE, workflows=[Thread, Patient]):
            yield client
