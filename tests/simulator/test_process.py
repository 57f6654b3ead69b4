"""The simulator as a process of its own."""

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.simulator.world import NUMBER, SID, TOKEN, new_phone


@asynccontextmanager
async def started(*arguments: str, output: int | None = None) -> AsyncIterator[Process]:
    """Run `python -m simulator` with a webhook that nobody listens to."""
    required = ["--auth-token", TOKEN, "--inbound-url", "http://127.0.0.1:9/nobody"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", *required, *arguments, stdout=output, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def free_port() -> int:
    """Find a port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


async def told(process: Process, words: bytes) -> None:
    """Read what a process says until it says these words."""
    assert process.stderr is not None
    async with asyncio.timeout(20):
        while words not in await process.stderr.readline():
            assert not process.stderr.at_eof()


@asynccontextmanager
async def serving_events(
    process: Process, http: httpx.AsyncClient
) -> AsyncIterator[httpx.Response]:
    """Open the stream of events once the process serves."""
    await told(process, b"running on")
    async with http.stream("GET", "/events") as stream:
        yield stream


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_quietly(stop: signal.Signals) -> None:
    """Whatever is open, hanging or untaken, a signal ends it soon and without a traceback."""
    port = free_port()
    async with (
        started("--account-sid", SID, "--port", str(port)) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
        serving_events(process, http) as stream,
    ):
        await http.post("/texts", json={"from": new_phone(), "body": "anybody?"})
        await http.post("/faults", json={"fault": "hang_after_accepting", "seconds": 60})
        hanging = asyncio.create_task(
            http.post(
                f"/2010-04-01/Accounts/{SID}/Messages.json",
                auth=(SID, TOKEN),
                data={"To": new_phone(), "From": NUMBER, "Body": "Hello"},
            )
        )
        async for line in stream.aiter_lines():
            if "Hello" in line:
                break
        process.send_signal(stop)
        async with asyncio.timeout(5):
            _, said = await process.communicate()
            assert (await hanging).status_code == 201
    assert b"Traceback" not in said
    assert b"Finished server process" in said


async def test_it_says_what_it_takes() -> None:
    """The help names each argument; among them how webhooks are signed."""
    async with started("--help", output=PIPE) as process:
        said, _ = await process.communicate()
    assert process.returncode == 0
    for argument in (b"--inbound-url", b"--people", b"--travel SECONDS", b"--sha256"):
        assert argument in said


async def test_a_bad_argument_is_named() -> None:
    """A start that cannot work says which argument is wrong and why, and does not begin."""
    async with started("--account-sid", "AC123") as process:
        _, said = await process.communicate()
    assert process.returncode == 2
    assert b"--account-sid: 'AC123' does not match AC[0-9a-f]{32}" in said
