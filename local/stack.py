"""The four processes of a local stack, brought up in order and known to answer.

    Temporal server and UI -> worker, phone simulator -> gateway

All on loopback: the embedded UI has no login.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import httpx
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.temporal.connection import (
    connect,
    dev_server_command,
    register_search_attributes,
    set_retention,
)
from gateway.ops.ui_links import UiLinks
from local.processes import Part, Supervisor
from local.refusals import NotReady
from local.workspace import ROOT, Workspace
from models import names

PATIENCE = timedelta(seconds=60)
LOOK_AGAIN_SECONDS = 0.1
ANSWER_SECONDS = 2.0
TRAVEL_FAST = ("--travel", "0.1")
WORKER = (sys.executable, str(ROOT / "worker.py"))
GATEWAY = (sys.executable, "-m", "gateway.app")


def environment(workspace: Workspace) -> dict[str, str]:
    """What every part finds in its environment.

    Bytecode may be written, whatever was said: the sandbox loads the workflows for each run anew.
    """
    ours = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}
    return {**workspace.settings.environment(), **ours}


async def start_engine(supervisor: Supervisor, workspace: Workspace) -> Client:
    """Start the Temporal server and teach it what it must know."""
    settings, ports = workspace.settings, workspace.ports
    command = dev_server_command(
        database=workspace.folder / "temporal.db",
        codec_endpoint=f"{settings.public_base_url}/codec/{settings.tokens.codec()}",
        port=ports.temporal_port,
        ui_port=ports.temporal_ui_port,
    )
    supervisor.start(Part(name="temporal", command=tuple(command)))
    client = await connect(settings, identity="local", patience=PATIENCE)
    await register_search_attributes(client)
    await set_retention(client)
    return client


async def start_worker(
    supervisor: Supervisor, client: Client, command: tuple[str, ...] = WORKER
) -> None:
    """Start the worker; ready once it asks the server for work."""
    supervisor.start(Part(name="worker", command=command))
    await ready(supervisor, "worker", lambda: is_polled(client))


async def start_phones(
    supervisor: Supervisor, workspace: Workspace, people: Path, *options: str
) -> None:
    """Start the phone simulator with people, scripted or by their names alone.

    In a demo texts travel fast: a tenth of a second is a quarter of a clinical hour.
    """
    settings, port = workspace.settings, workspace.ports.simulator_port
    command = [sys.executable, "-m", "simulator", "--port", str(port)]
    command += ["--account-sid", settings.twilio_account_sid]
    command += ["--auth-token", settings.twilio_auth_token.get_secret_value()]
    command += ["--number", settings.twilio_from_number]
    command += ["--inbound-url", f"{settings.public_base_url}/twilio/inbound"]
    command += ["--people", str(people), *options]
    supervisor.start(Part(name="phones", command=tuple(command)))
    await ready(supervisor, "phones", lambda: answers(f"{settings.twilio_base_url}/health"))


async def start_gateway(
    supervisor: Supervisor, workspace: Workspace, command: tuple[str, ...] = GATEWAY
) -> None:
    """Start the gateway, which reads the store's clock once: it must be set by now."""
    supervisor.start(Part(name="gateway", command=command))
    health = f"{workspace.settings.public_base_url}/health/ready"
    await ready(supervisor, "gateway", lambda: answers(health))


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    """Look again and again, until it is so. The caller sets the limit."""
    seen = await look()
    while not seen:
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
        seen = await look()


async def ready(supervisor: Supervisor, name: str, look: Callable[[], Awaitable[bool]]) -> None:
    """Look until it is so. Raises NotReady."""
    seconds = PATIENCE.total_seconds()
    try:
        async with asyncio.timeout(seconds):
            await until(look)
    except TimeoutError:
        raise NotReady(name, seconds, supervisor.log_of(name)) from None


async def answers(address: str) -> bool:
    """Whether somebody answers there, and is content."""
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS) as http:
            return (await http.get(address)).is_success
    except httpx.HTTPError:
        return False


async def is_polled(client: Client) -> bool:
    """Whether a worker asks the server for work."""
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=names.TASK_QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    try:
        return bool((await client.workflow_service.describe_task_queue(request)).pollers)
    except RPCError:
        return False


def places(made: Workspace) -> tuple[str, ...]:
    """Where to look, between two blank lines."""
    settings = made.settings
    links = UiLinks(settings.temporal_ui_url, settings.temporal_namespace)
    return (
        "",
        f"  open episodes in the Temporal UI   {links.open()}",
        f"  the phones: read, type an answer   {settings.twilio_base_url}",
        f"  the ops page with ready filters    {settings.public_base_url}",
        f"  logs                               {made.folder / 'logs'}",
        "",
    )
