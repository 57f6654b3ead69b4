"""Senders of HL7 that can misbehave, and a store that can be slow."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

from adapters.messages.hl7.mllp_frames import frame
from gateway.hl7.mllp_listener import MllpListener, MllpSettings

SOON = timedelta(milliseconds=50)


class Store:
    """Stores what comes, one at a time for each peer, once its gate is open."""

    def __init__(self, answer: Callable[[bytes], bytes | None] = lambda body: b"AA " + body[:20]):
        self.answer = answer
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun: list[bytes] = []
        self.stored: list[bytes] = []

    async def receive(self, body: bytes) -> tuple[bytes, ...]:
        """Store it."""
        self.begun.append(body)
        await self.gate.wait()
        answer = self.answer(body)
        self.stored.append(body)
        return () if answer is None else (answer,)


def settings(**given: Any) -> MllpSettings:
    """Give settings for a port that the system picks."""
    return MllpSettings(**({"port": 0} | given))


class Peer:
    """A sender that can misbehave."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def sends(self, *data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(b"".join(data))

    async def answer(self) -> bytes:
        """Wait for an answer."""
        async with asyncio.timeout(10):
            return (await self.reader.readuntil(b"\x1c\r"))[1:-2]

    async def rest(self) -> bytes:
        """Wait for the end of the connection, and end it too; give what came before."""
        found = b""
        with suppress(ConnectionResetError):
            async with asyncio.timeout(10):
                while data := await self.reader.read(65536):
                    found += data
        self.writer.close()
        return found


@asynccontextmanager
async def peer_of(listener: MllpListener, **tls: Any) -> AsyncIterator[Peer]:
    """Connect."""
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port, **tls)
    try:
        yield Peer(reader, writer)
    finally:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


async def acknowledged(listener: MllpListener, body: bytes = b"MSH|good", **tls: Any) -> bool:
    """Tell whether a new connection gets its answer."""
    async with peer_of(listener, **tls) as peer:
        peer.sends(frame(body))
        return await peer.answer() == b"AA " + body[:20]


async def turns(count: int) -> None:
    """Let everybody else go on a little."""
    for _ in range(count):
        await asyncio.sleep(0)
