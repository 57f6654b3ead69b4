"""The real embedded server: our command line starts it, and it learns what it must know."""

import asyncio
import os
import re
import socket
import subprocess
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from pydantic import SecretStr
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from adapters.encryption import new_keys
from adapters.settings import Settings
from adapters.temporal.connection import (
    TemporalUnreachable,
    connect,
    connect_lazily,
    dev_server_command,
    embedded_server,
    register_search_attributes,
    search_attribute_types,
    set_retention,
)
from tests.places import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()
KEYS = new_keys()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _settings(port: int) -> Settings:
    return Settings(
        temporal_address=f"127.0.0.1:{port}",
        encryption_keys=SecretStr(KEYS.encryption_keys),
        token_key=SecretStr(KEYS.token_key),
        twilio_account_sid="AC5f1a9e0c2b7d4e6f8a9b0c1d2e3f4a5b",
        twilio_auth_token=SecretStr("9e1b6f0a4c7d2e8f5a3b1c0d9e8f7a6b"),
        twilio_from_number="+16175550100",
    )


@pytest.fixture(scope="session")
async def settings(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    """Settings that lead to an embedded server of our own."""
    port = _free_port()
    command = dev_server_command(
        database=tmp_path_factory.mktemp("temporal") / "temporal.db",
        codec_endpoint="http://127.0.0.1:8080/codec",
        port=port,
        ui_port=_free_port(),
    )
    quiet = subprocess.DEVNULL
    server = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet)
    yield _settings(port)
    server.terminate()
    await server.wait()


@pytest.fixture(scope="session")
async def client(settings: Settings) -> Client:
    """A client that waited until the server was there."""
    return await connect(settings, identity="test", patience=timedelta(seconds=60))


@asynccontextmanager
async def _nobody() -> AsyncIterator[Settings]:
    """Settings that lead to a port where nobody answers."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield _settings(held.getsockname()[1])


async def _known_attributes(client: Client) -> dict[str, int]:
    request = ListSearchAttributesRequest(namespace=client.namespace)
    answer = await client.operator_service.list_search_attributes(request)
    return dict(answer.custom_attributes)


async def test_it_starts_with_every_search_attribute(client: Client) -> None:
    """The command line alone registers them all, and registering again is harmless."""
    before = await _known_attributes(client)
    assert before.keys() >= {entry.partition("=")[0] for entry in search_attribute_types()}
    await register_search_attributes(client)
    assert await _known_attributes(client) == before


async def test_closed_episodes_are_kept(client: Client) -> None:
    """Retention can be set to ninety days, and again."""
    for _ in range(2):
        await set_retention(client)
    request = DescribeNamespaceRequest(namespace=client.namespace)
    answer = await client.workflow_service.describe_namespace(request)
    kept = answer.config.workflow_execution_retention_ttl.ToTimedelta()
    assert kept == timedelta(days=90)


async def test_our_identity_names_no_host(client: Client) -> None:
    """Histories show who did something, in clear: the role and the process, not the machine."""
    assert client.identity == f"test-{os.getpid()}"


async def test_the_namespace_job_of_docker_compose_runs(client: Client, settings: Settings) -> None:
    """Its shell script ends well on a server that already has everything."""
    job = COMPOSE.partition("  temporal-namespace:")[2].partition("  temporal-ui:")[0]
    script = re.search(r"command:\n +- \|\n(.*?)\n\n", job, flags=re.DOTALL)
    assert script is not None
    process = await asyncio.create_subprocess_exec(
        *("/bin/sh", "-euc", textwrap.dedent(script[1]).replace("$$", "$")),
        env={
            "PATH": f"{embedded_server().parent}:{os.environ['PATH']}",
            "HOME": os.environ["HOME"],
            "TEMPORAL_ADDRESS": settings.temporal_address,
            "TEMPORAL_NAMESPACE": client.namespace,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    assert "Search attributes have been added" in output.decode()


async def test_nobody_there_is_one_clear_line() -> None:
    """After the patience it was given, connecting says which address does not answer."""
    async with _nobody() as settings:
        with pytest.raises(TemporalUnreachable) as caught:
            await connect(settings, identity="test", patience=timedelta(seconds=0.3))
    assert settings.temporal_address in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_a_lazy_client_waits_for_nobody() -> None:
    """The gateway can start, and take what arrives, while Temporal is away."""
    async with _nobody() as settings:
        client = await connect_lazily(settings, identity="gateway")
    assert client.namespace == settings.temporal_namespace
