"""The whole road through a real outage: no server, then the server, a worker and the schedule."""

import asyncio
import contextlib
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker

from adapters.temporal.connection import connect
from adapters.temporal.schedules import schedule_sweep
from gateway.assembly import Connection
from models import names
from tests.gateway.stubs import Thread
from tests.gateway.world import LOPEZ, World
from tests.servers import embedded, free_port
from workflows.sweep import Sweep


async def heard(world: World, client: Client) -> list[str]:
    """Wait for the nurse's thread and read what it heard."""
    thread = client.get_workflow_handle(names.conversation_id(world.tokens.phone(LOPEZ)))
    while True:
        with contextlib.suppress(RPCError):
            if len(texts := await thread.query(Thread.texts)) == 3:
                return texts
        await asyncio.sleep(0.05)


async def test_texts_taken_in_an_outage_are_acted_on_after_it(world: World, tmp_path: Path) -> None:
    """Three texts come while no server runs; once one runs, its schedule delivers them in order."""
    port = free_port()
    settings = world.settings.model_copy(update={"temporal_address": f"127.0.0.1:{port}"})
    world.hands.connection = Connection(settings)
    for body in ("27 1", "28 2", "UNDO"):
        assert (await world.texts(LOPEZ, body)).status_code == 200
    assert world.outcomes() == ["waiting"] * 3

    async with embedded(port, tmp_path), asyncio.timeout(60):
        client = await connect(settings, identity="test", patience=timedelta(seconds=60))
        worker = Worker(
            client,
            task_queue=names.TASK_QUEUE,
            workflows=[Sweep, Thread],
            activities=[world.inbox.sweep],
        )
        async with worker:
            await schedule_sweep(client, timedelta(minutes=1))
            await schedule_sweep(client, timedelta(minutes=1))
            await client.get_schedule_handle(names.SWEEP_ID).trigger()
            assert await heard(world, client) == ["27 1", "28 2", "UNDO"]
    assert world.outcomes() == ["delivered"] * 3
