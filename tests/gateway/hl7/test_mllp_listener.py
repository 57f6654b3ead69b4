"""The listener: who stays connected is answered, message for message, whatever else arrives."""

import asyncio
import socket
import struct

import hl7  # type: ignore[import-untyped,unused-ignore]
import pytest
from hl7.client import MLLPClient  # type: ignore[import-untyped,unused-ignore]
from hl7.mllp import open_hl7_connection  # type: ignore[import-untyped,unused-ignore]
from structlog.testing import capture_logs

from adapters.messages.hl7.mllp_frames import frame
from gateway.hl7.mllp_listener import MllpListener
from tests.gateway.hl7.peers import SOON, Store, acknowledged, peer_of, settings, turns
from tests.gateway.world import until

A01 = "MSH|^~\\&|EPIC|MERCY|HW|HW|20260908||ADT^A01|{}|P|2.5\rPID|1||7||Núñez^Ana\rPV1|1|I"
PHI = b"MSH|^~\\&|Nunez^Ana"


async def acknowledge(body: bytes) -> tuple[bytes, ...]:
    """Answer as HL7 wants it."""
    return (str(hl7.parse(body.decode()).create_ack("AA")).encode(),)


async def test_the_client_of_python_hl7_gets_its_answers() -> None:
    """The plain client, which is the one that small senders use, is answered each time."""
    async with MllpListener(acknowledge, settings()) as listener:

        def send() -> list[bytes]:
            with MLLPClient("127.0.0.1", listener.port) as client:
                client.socket.settimeout(10)
                return [client.send_message(A01.format(number)) for number in range(20)]

        answers = await asyncio.to_thread(send)
    assert all(f"MSA|AA|{n}\r".encode() in answer for n, answer in enumerate(answers))
    assert listener.counts.messages == 20


async def test_its_asynchronous_client_gets_its_answers() -> None:
    """UTF-8 and messages far above 64 KiB, which python-hl7's own server drops, are answered."""
    async with MllpListener(acknowledge, settings()) as listener:
        reader, writer = await open_hl7_connection("127.0.0.1", listener.port, encoding="utf-8")
        for note in ("", "ñ" * 200_000):
            writer.writemessage(hl7.parse(A01.format("7") + "\rNTE|1||" + note))
            async with asyncio.timeout(10):
                answer = await reader.readmessage()
            assert str(answer.segment("MSA")) == "MSA|AA|7"
        writer.close()
        await writer.wait_closed()


async def test_many_messages_in_a_packet_are_answered_in_order() -> None:
    """Each is answered before the next is looked at, though all are there."""
    store = Store()
    store.gate.clear()
    async with MllpListener(store.receive, settings()) as listener, peer_of(listener) as peer:
        bodies = [b"MSH|%d" % number for number in range(50)]
        peer.sends(b"\r\n", *(frame(body) + b"\n" for body in bodies))
        await until(lambda: store.begun)
        await turns(100)
        assert store.begun == bodies[:1]
        store.gate.set()
        assert [await peer.answer() for _ in bodies] == [b"AA " + body for body in bodies]


async def test_dribbled_bytes_are_a_message() -> None:
    """A sender may take its time, also between FS and CR."""
    async with MllpListener(Store().receive, settings()) as listener, peer_of(listener) as peer:
        for _ in range(2):
            for byte in frame(b"MSH|slow"):
                peer.sends(bytes([byte]))
                await peer.writer.drain()
                await turns(3)
            assert await peer.answer() == b"AA MSH|slow"


async def test_no_answer_may_be_wanted() -> None:
    """What gives no answer is no end: the next message has one."""
    store = Store(lambda body: None if body == b"MSH|quiet" else b"AA")
    async with MllpListener(store.receive, settings()) as listener, peer_of(listener) as peer:
        peer.sends(frame(b"MSH|quiet"), frame(b"MSH|loud"))
        assert await peer.answer() == b"AA"
        assert store.stored == [b"MSH|quiet", b"MSH|loud"]


async def test_what_cannot_be_stored_is_not_answered() -> None:
    """The connection ends so that the sender resends; nothing of the message is logged."""

    def fail(body: bytes) -> bytes:
        raise ValueError(body)

    store = Store(fail)
    with capture_logs() as logs:
        async with MllpListener(store.receive, settings()) as listener:
            async with peer_of(listener) as peer:
                peer.sends(frame(PHI), frame(PHI))
                assert await peer.rest() == b""
            assert len(store.begun) == listener.counts.failed == 1
            store.answer = lambda body: b"AA " + body
            assert await acknowledged(listener)
    failed = next(line for line in logs if line["event"] == "mllp_not_stored")
    assert (failed["error"], failed["log_level"]) == ("ValueError", "error")
    assert "test_mllp_listener.py" in failed["place"]
    assert "Nunez" not in str(logs)


async def test_what_waits_waits_at_the_sender() -> None:
    """Nothing is read while a message is being stored, and other peers go on meanwhile."""
    store, gate = Store(), asyncio.Event()

    async def receive(body: bytes) -> tuple[bytes, ...]:
        if body == b"MSH|stuck":
            await gate.wait()
        return await store.receive(body)

    async with MllpListener(receive, settings()) as listener, peer_of(listener) as peer:
        peer.sends(frame(b"MSH|stuck"), frame(b"MSH|more") * 3_000_000)
        for _ in range(20):
            assert await acknowledged(listener)
        assert peer.writer.transport.get_write_buffer_size() > 16 * 1024 * 1024
        assert len(store.begun) == 20
        gate.set()
        assert await peer.answer() == b"AA MSH|stuck"


async def test_a_peer_that_never_reads_is_cut_off() -> None:
    """Answers that nobody takes hold up nobody else, and end the connection."""
    answers = iter([b"x" * 8_000_000] * 4)
    store = Store(lambda body: next(answers) if body == b"MSH|deaf" else b"AA " + body)
    limits = settings(unread=SOON)
    async with MllpListener(store.receive, limits) as listener, peer_of(listener) as peer:
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a socket's has it
        peer.sends(frame(b"MSH|deaf") * 4)
        await until(lambda: store.stored)
        assert await acknowledged(listener)
        await until(lambda: listener.counts.unread == 1 and not listener.connections)
        assert store.stored.count(b"MSH|deaf") < 4


async def test_an_idle_connection_ends() -> None:
    """Who says nothing for long is let go, also with half a message."""
    async with MllpListener(Store().receive, settings(idle=SOON)) as listener:
        async with peer_of(listener) as silent, peer_of(listener) as half:
            half.sends(b"\x0bMSH|half")
            assert await silent.rest() == await half.rest() == b""
        await until(lambda: not listener.connections)
        assert (listener.counts.idle, listener.counts.incomplete) == (2, 1)


async def test_half_a_message_is_never_stored() -> None:
    """A missing FS and a hang-up are counted, and told once without content; the rest is good."""
    store = Store()
    with capture_logs() as logs:
        async with MllpListener(store.receive, settings()) as listener:
            async with peer_of(listener) as peer:
                peer.sends(b"\x0b", PHI, frame(b"MSH|whole"), b"\x0b", PHI)
                assert await peer.answer() == b"AA MSH|whole"
                peer.writer.write_eof()
                assert await peer.rest() == b""
            await until(lambda: listener.counts.incomplete == 2)
    assert store.stored == [b"MSH|whole"]
    assert [line["event"] for line in logs] == ["mllp_listening", "mllp_incomplete"]
    assert "Nunez" not in str(logs)


async def test_a_reset_is_no_trouble() -> None:
    """Peers vanish; that is neither a failure nor worth a line in a log."""
    with capture_logs() as logs:
        async with MllpListener(Store().receive, settings()) as listener:
            async with peer_of(listener) as peer:
                peer.sends(frame(b"MSH|a"))
                await peer.answer()
                linger = struct.pack("ii", 1, 0)
                raw = peer.writer.get_extra_info("socket")
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            await until(lambda: not listener.connections)
            assert listener.counts.failed == 0
    assert [line["event"] for line in logs] == ["mllp_listening", "mllp_gone"]
    assert logs[-1]["log_level"] == "debug"


async def test_a_stop_answers_what_was_read() -> None:
    """Nothing new is taken, what has come is stored and answered, then the peer is let go."""
    store = Store()
    store.gate.clear()
    async with MllpListener(store.receive, settings()) as listener:
        async with peer_of(listener) as peer, peer_of(listener) as silent:
            peer.sends(*(frame(b"MSH|%d" % number) for number in range(3)), b"\x0bMSH|half")
            await until(lambda: store.begun and listener.connections == 2)
            port = listener.port
            closing = asyncio.create_task(listener.close())
            assert await silent.rest() == b""
            assert not listener.listening
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", port)
            store.gate.set()
            assert [await peer.answer() for _ in range(3)] == [b"AA MSH|%d" % n for n in range(3)]
            assert await peer.rest() == b""
            await closing
        assert listener.connections == 0
        assert len(store.stored) == 3


async def test_a_stop_loses_no_answer() -> None:
    """Of a peer in full flow what was read is answered, also if it looks late; the rest waits."""
    store = Store(lambda body: body * 10)
    store.gate.clear()
    async with MllpListener(store.receive, settings()) as listener, peer_of(listener) as peer:
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a socket's has it
        peer.sends(frame(b"MSH|flow") * 100_000)
        await until(lambda: store.begun)
        closing = asyncio.create_task(listener.close())
        await turns(3)
        store.gate.set()
        await until(lambda: len(store.stored) > 1)
        await turns(10)
        peer.writer.transport.resume_reading()  # type: ignore[attr-defined]
        answers = await peer.rest()
        assert answers == frame(b"MSH|flow" * 10) * len(store.stored)
        assert len(store.stored) < 10_000
        await closing


async def test_a_stop_does_not_wait_for_ever() -> None:
    """After the grace a message that is still being stored goes without its answer."""
    store = Store()
    store.gate.clear()
    hasty = settings(grace=SOON)
    async with MllpListener(store.receive, hasty) as listener, peer_of(listener) as peer:
        peer.sends(frame(b"MSH|stuck"))
        await until(lambda: store.begun)
        await listener.close()
        assert listener.connections == 0
        assert await peer.rest() == b""
        assert store.stored == []
