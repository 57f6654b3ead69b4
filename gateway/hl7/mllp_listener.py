"""Listens for HL7 v2 messages over MLLP, from engines that stay connected for days.

In each connection one block is answered before the next is looked at, and nothing is read
meanwhile: what waits, waits at the sender. Only what `receive` has stored is acknowledged; if it
raises, the connection ends without an answer, so that the sender brings the message again.

Logs say which peer and what kind of trouble, never what a message holds.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from typing import Self

from adapters.logging import get_logger, place_of
from adapters.messages.hl7.mllp_frames import (
    LIMIT,
    Deframer,
    Frame,
    Incomplete,
    Message,
    TooLong,
    frame,
)

CHUNK = 64 * 1024
MOST_NOISE = 1024 * 1024
BACKLOG = 128
LINGER_SECONDS = 1.0
RETRY_SECONDS = 1.0

Address = IPv4Address | IPv6Address
Receive = Callable[[bytes], Awaitable[Sequence[bytes]]]
Refuse = Callable[[TooLong], Awaitable[Sequence[bytes]]]

log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class MllpTls:
    """Files in PEM; the key has no password. With `client_ca`, peers must show a certificate."""

    certificate: Path
    key: Path
    client_ca: Path | None = None

    def context(self) -> ssl.SSLContext:
        """Read the files. Raises OSError (ssl.SSLError too) if they will not do."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key, password="")  # else it asks a terminal
        if self.client_ca:
            context.load_verify_locations(self.client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


@dataclass(frozen=True, kw_only=True)
class MllpSettings:
    """How to listen. `host` is an address; no `peers` means any; `limit` is bytes of a message."""

    host: str = "127.0.0.1"
    port: int = 2575
    peers: tuple[IPv4Network | IPv6Network, ...] = ()
    tls: MllpTls | None = None
    most_connections: int = 200
    limit: int = LIMIT
    idle: timedelta = timedelta(minutes=15)
    unread: timedelta = timedelta(seconds=30)  # how long a peer may leave its answers unread
    handshake: timedelta = timedelta(seconds=10)
    grace: timedelta = timedelta(seconds=8)


@dataclass
class MllpCounts:
    """What happened since the start, for a health page."""

    accepted: int = 0
    messages: int = 0
    refused_peers: int = 0
    too_many: int = 0
    overlong: int = 0
    incomplete: int = 0
    idle: int = 0
    noisy: int = 0  # closed: not MLLP what came
    unread: int = 0  # closed: the answers were not read
    unopened: int = 0  # closed: no TLS handshake, or no good certificate
    failed: int = 0  # ours: not stored, or not foreseen


class MllpListener:
    """Hands each message to `receive`, and sends back the answers that it gives.

    An overlong block is answered by `refuse`; without it, or if it raises, the connection ends.
    """

    def __init__(
        self,
        receive: Receive,
        settings: MllpSettings | None = None,
        refuse: Refuse | None = None,
    ) -> None:
        self._receive = receive
        self._refuse = refuse
        self._settings = settings or MllpSettings()
        self._listening: socket.socket | None = None
        self._context: ssl.SSLContext | None = None
        self._connections: dict[asyncio.Task[None], _Connection] = {}
        self.counts = MllpCounts()

    @property
    def port(self) -> int:
        """Where it listens, also if the system picked the port.

        Raises RuntimeError: it does not listen.
        """
        if self._listening is None:
            raise RuntimeError("The listener has not been started.")
        return int(self._listening.getsockname()[1])

    @property
    def listening(self) -> bool:
        """Whether new connections are taken."""
        return self._listening is not None

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._connections)

    async def start(self) -> None:
        """Listen. Raises OSError if the address or the TLS files will not do."""
        settings = self._settings
        self._context = settings.tls.context() if settings.tls else None
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        self._listening = socket.create_server(
            (settings.host, settings.port),
            family=family,
            backlog=BACKLOG,
            dualstack_ipv6=settings.host == "::" and socket.has_dualstack_ipv6(),
        )
        self._listening.setblocking(False)
        self._watch()
        log.info("mllp_listening", host=settings.host, port=self.port, tls=bool(settings.tls))

    async def close(self) -> None:
        """Take nothing new, answer what has been read, then end every connection."""
        if self._listening is not None:
            asyncio.get_running_loop().remove_reader(self._listening)
            self._listening.close()
            self._listening = None
        for connection in self._connections.values():
            connection.stop()
        if self._connections:
            grace = self._settings.grace.total_seconds()
            await asyncio.wait(self._connections, timeout=grace)
        for task in self._connections:
            task.cancel()
        if self._connections:
            log.warning("mllp_cut_off", connections=self.connections)
            await asyncio.wait(self._connections, timeout=LINGER_SECONDS)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _watch(self) -> None:
        if self._listening is not None:
            asyncio.get_running_loop().add_reader(self._listening, self._accept, self._listening)

    def _accept(self, listening: socket.socket) -> None:
        """Look at a peer before one byte of it is read, even of its handshake."""
        loop = asyncio.get_running_loop()
        try:
            taken, address = listening.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # it went away again
        except OSError as error:  # mostly: no descriptors left
            self.counts.failed += 1
            log.error("mllp_cannot_accept", error=type(error).__name__)  # noqa: TRY400
            loop.remove_reader(listening)
            loop.call_later(RETRY_SECONDS, self._watch)
            return
        peer = _plain(address[0])
        if not self._welcome(peer):
            taken.close()
            return
        self.counts.accepted += 1
        taken.setblocking(False)
        connection = _Connection(self._settings, self._receive, self._refuse, self.counts, peer)
        task = loop.create_task(connection.serve(taken, self._context))
        self._connections[task] = connection
        task.add_done_callback(self._connections.pop)

    def _welcome(self, peer: Address) -> bool:
        peers = self._settings.peers
        if peers and not any(peer in network for network in peers):
            self.counts.refused_peers += 1
            log.warning("mllp_peer_refused", peer=str(peer))
            return False
        if self.connections >= self._settings.most_connections:
            self.counts.too_many += 1
            log.warning("mllp_too_many", peer=str(peer))
            return False
        return True


class _Connection:
    """One peer, from its handshake to its end."""

    def __init__(
        self,
        settings: MllpSettings,
        receive: Receive,
        refuse: Refuse | None,
        counts: MllpCounts,
        peer: Address,
    ) -> None:
        self._settings = settings
        self._receive = receive
        self._refuse = refuse
        self._counts = counts
        self._log = log.bind(peer=str(peer))
        self._blocks = Deframer(settings.limit)
        self._stopping = False
        self._told = False
        self._waiting: asyncio.Timeout | None = None

    def stop(self) -> None:
        """Answer what has been read, read no more."""
        self._stopping = True
        if self._waiting is not None and not self._waiting.expired():
            self._waiting.reschedule(asyncio.get_running_loop().time())

    async def serve(self, taken: socket.socket, context: ssl.SSLContext | None) -> None:
        """Raises nothing: whatever happens is counted, and logged by type and place."""
        try:
            reader, writer = await self._open(taken, context)
        except OSError as error:
            taken.close()
            self._counts.unopened += not self._stopping
            self._log.info("mllp_not_opened", error=type(error).__name__)
            return
        except Exception as error:  # noqa: BLE001 - nobody waits for this task
            taken.close()
            self._fail("mllp_failed", error)
            return
        try:
            await self._converse(reader, writer)
            await _part(reader, writer)
        except OSError as error:  # reset, or slow to end
            self._log.debug("mllp_gone", error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - nobody waits for this task
            self._fail("mllp_failed", error)
        finally:
            writer.transport.abort()
            if self._blocks.held:
                self._incomplete(self._blocks.held)

    async def _open(
        self, taken: socket.socket, context: ssl.SSLContext | None
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(CHUNK, loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        async with self._until_stopped(self._settings.handshake):
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol,
                taken,
                ssl=context,
                ssl_shutdown_timeout=LINGER_SECONDS if context else None,
            )
        return reader, asyncio.StreamWriter(transport, protocol, reader, loop)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not self._stopping and (data := await self._read(reader)):
            for found in self._blocks.feed(data):
                if not await self._answered(found, writer):
                    return
            if self._blocks.noise > MOST_NOISE:
                self._counts.noisy += 1
                self._log.warning("mllp_noise")
                return

    async def _read(self, reader: asyncio.StreamReader) -> bytes:
        """Give what has come, or nothing at the end."""
        try:
            async with self._until_stopped(self._settings.idle):
                return await reader.read(CHUNK)
        except TimeoutError:
            if not self._stopping:
                self._counts.idle += 1
                self._log.info("mllp_idle")
            return b""

    async def _answered(self, found: Frame, writer: asyncio.StreamWriter) -> bool:
        """Tell whether the connection can go on. A half message has no answer: it comes again."""
        if isinstance(found, Incomplete):
            self._incomplete(found.size)
            return True
        answering = self._answering(found)
        if answering is None:
            return False
        try:
            answers = await answering()
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is stored
            self._fail("mllp_not_stored", error)
            return False
        for answer in answers:
            if not await self._sent(answer, writer):
                return False
        return True

    def _answering(
        self, found: Message | TooLong
    ) -> Callable[[], Awaitable[Sequence[bytes]]] | None:
        match found:
            case Message(body):
                self._counts.messages += 1
                return partial(self._receive, body)
            case TooLong():
                self._counts.overlong += 1
                self._log.warning("mllp_overlong")
                return self._refuse and partial(self._refuse, found)

    async def _sent(self, answer: bytes, writer: asyncio.StreamWriter) -> bool:
        writer.write(frame(answer))
        try:
            async with asyncio.timeout(self._settings.unread.total_seconds()):
                await writer.drain()
        except TimeoutError:
            self._counts.unread += 1
            self._log.warning("mllp_answers_unread")
            return False
        return True

    @asynccontextmanager
    async def _until_stopped(self, most: timedelta) -> AsyncIterator[None]:
        """Wait so long at most, and not at all once stopped. Raises TimeoutError."""
        async with asyncio.timeout(0 if self._stopping else most.total_seconds()) as waiting:
            self._waiting = waiting
            try:
                yield
            finally:
                self._waiting = None

    def _incomplete(self, size: int) -> None:
        self._counts.incomplete += 1
        if not self._told:  # once for each connection: some peers send nothing else
            self._told = True
            self._log.warning("mllp_incomplete", size=size)

    def _fail(self, event: str, error: Exception) -> None:
        self._counts.failed += 1
        self._log.error(event, error=type(error).__name__, place=place_of(error))


async def _part(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """End it so that the last answer arrives: a plain close with bytes unread would drop it."""
    async with asyncio.timeout(LINGER_SECONDS):
        if writer.can_write_eof() and not writer.is_closing():
            writer.write_eof()
            while await reader.read(CHUNK):
                pass
        writer.close()
        await writer.wait_closed()


def _plain(address: str) -> Address:
    """Give an IPv4 address as such, also where it came in through an IPv6 socket."""
    found = ip_address(address)
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
