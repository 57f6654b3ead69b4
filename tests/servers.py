"""Temporal's servers: the embedded one as our stack starts it, and one whose days pass at once."""

import asyncio
import contextlib
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from adapters.temporal.connection import dev_server_command

TEST_SERVER = str(Path(sys.executable).parent / "temporal-test-server")


def free_port() -> int:
    """Find a port that nobody uses, below those that the server takes for itself."""
    while True:
        port = 15_000 + secrets.randbelow(15_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@contextlib.asynccontextmanager
async def embedded(
    port: int, folder: Path, codec: str = "http://127.0.0.1:9", ui_port: int | None = None
) -> AsyncIterator[None]:
    """Run the embedded server as our stack does."""
    command = dev_server_command(
        database=folder / "temporal.db",
        codec_endpoint=codec,
        port=port,
        ui_port=ui_port or free_port(),
    )
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        await process.wait()
