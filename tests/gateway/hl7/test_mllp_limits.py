"""What the listener refuses: strangers, crowds, endless blocks, noise, who shows no certificate."""

import asyncio
import ssl
import tracemalloc
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from adapters.messages.hl7.mllp_frames import LIMIT, TooLong, frame
from gateway.hl7.mllp_listener import MOST_NOISE, MllpListener, MllpTls
from tests.gateway.hl7.peers import SOON, Store, acknowledged, peer_of, settings
from tests.gateway.world import until


async def test_only_known_peers_are_heard() -> None:
    """Who is not on the list is closed before a byte is read, and counted."""
    store = Store()
    strangers = settings(peers=(ip_network("10.0.0.0/8"), ip_network("fd00::/8")))
    async with MllpListener(store.receive, strangers) as listener, peer_of(listener) as peer:
        peer.sends(frame(b"MSH|a"))
        assert await peer.rest() == b""
        assert (listener.counts.refused_peers, listener.counts.accepted) == (1, 0)
    friends = settings(peers=(ip_network("10.0.0.0/8"), ip_network("127.0.0.0/8")))
    async with MllpListener(store.receive, friends) as listener:
        assert await acknowledged(listener)


async def test_there_is_a_most_of_connections() -> None:
    """One too many is closed and counted; once another ends there is room again."""
    async with MllpListener(Store().receive, settings(most_connections=1)) as listener:
        async with peer_of(listener) as first:
            first.sends(frame(b"MSH|a"))
            await first.answer()
            async with peer_of(listener) as second:
                assert await second.rest() == b""
        assert listener.counts.too_many == 1
        await until(lambda: not listener.connections)
        assert await acknowledged(listener)


async def test_sixteen_mebibytes_pass_and_one_byte_more_is_refused() -> None:
    """A refusal may be an answer, to the control id in the head; then the next message counts."""
    heads: list[bytes] = []

    async def refuse(found: TooLong) -> tuple[bytes, ...]:
        heads.append(found.head[:6])
        return (b"AR",)

    store = Store()
    listening = MllpListener(store.receive, settings(), refuse)
    async with listening as listener, peer_of(listener) as peer:
        peer.sends(frame(b"MSH|16".ljust(LIMIT, b".")))
        assert await peer.answer() == b"AA MSH|16.............."
        peer.sends(frame(b"MSH|17".ljust(LIMIT + 1, b".")))
        assert await peer.answer() == b"AR"
        peer.sends(frame(b"MSH|next"))
        assert await peer.answer() == b"AA MSH|next"
    assert heads == [b"MSH|17"]
    assert [len(body) for body in store.stored] == [LIMIT, 8]
    assert listener.counts.overlong == 1


async def test_a_block_without_end_fills_no_memory() -> None:
    """Sixty-four mebibytes of one block are skipped; of them only the limit is ever held."""

    async def refuse(_: TooLong) -> tuple[bytes, ...]:
        return ()

    few = settings(limit=256 * 1024)
    async with MllpListener(Store().receive, few, refuse) as listener, peer_of(listener) as peer:
        peer.sends(b"\x0bMSH|")
        tracemalloc.start()
        try:
            for _ in range(1024):
                peer.sends(b"x" * 65536)
                await peer.writer.drain()
            peer.sends(b"\x1c\r", frame(b"MSH|next"))
            assert await peer.answer() == b"AA MSH|next"
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 4 * 1024 * 1024
    assert listener.counts.overlong == 1


@pytest.mark.parametrize("body", [b"MSH|a" * 100, b"MSH|a"])
async def test_without_a_refusal_an_overlong_block_ends_the_connection(body: bytes) -> None:
    """Whoever words no refusal gives none; the same if wording it fails."""

    async def fail(found: TooLong) -> tuple[bytes, ...]:
        raise LookupError(found.head)

    for refuse, failed in ((None, 0), (fail, 1)):
        async with MllpListener(Store().receive, settings(limit=4), refuse) as listener:
            async with peer_of(listener) as peer:
                peer.sends(frame(body))
                assert await peer.rest() == b""
            assert (listener.counts.overlong, listener.counts.failed) == (1, failed)


async def test_who_speaks_something_else_is_closed() -> None:
    """Noise between messages is skipped; nothing but noise is no MLLP."""
    async with MllpListener(Store().receive, settings()) as listener, peer_of(listener) as peer:
        for _ in range(2):
            peer.sends(b"\n" * (MOST_NOISE - 1), frame(b"MSH|a"))
            assert await peer.answer() == b"AA MSH|a"
        peer.sends(b"\n" * (MOST_NOISE + 65536))
        assert await peer.rest() == b""
        assert listener.counts.noisy == 1


@examples(max_examples=40)
@given(st.lists(st.one_of(st.binary(), st.text("\x0b\x1c\r|M").map(str.encode)), max_size=8))
async def test_after_any_garbage_a_good_message_is_answered(garbage: list[bytes]) -> None:
    """Whatever came before, on the same connection or on another."""
    async with MllpListener(Store().receive, settings(limit=64)) as listener:
        async with peer_of(listener) as peer:
            for part in garbage:
                peer.sends(part)
                await peer.writer.drain()
            peer.writer.write_eof()
            await peer.rest()
        assert await acknowledged(listener)
        assert listener.counts.failed == 0


class Identity:
    """A key with a certificate of its own making, in two files."""

    def __init__(self, folder: Path, name: str, locked: KeySerializationEncryption) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        certificate = (
            x509.CertificateBuilder(subject, subject, key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(alternative, critical=False)
            .sign(key, hashes.SHA256())
        )
        self.certificate, self.key = folder / f"{name}.pem", folder / f"{name}.key"
        self.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
        self.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))

    def trusted(self, client: "Identity | None" = None) -> ssl.SSLContext:
        """Give what a client needs to trust it, and to show who it is itself."""
        context = ssl.create_default_context(cafile=self.certificate)
        if client:
            context.load_cert_chain(client.certificate, client.key)
        return context


@pytest.fixture
def ours(tmp_path: Path) -> Identity:
    """Who we are."""
    return Identity(tmp_path, "homeward", NoEncryption())


@pytest.fixture
def theirs(tmp_path: Path) -> Identity:
    """Who a hospital's engine is."""
    return Identity(tmp_path, "engine", NoEncryption())


async def test_messages_come_over_tls(ours: Identity) -> None:
    """A whole conversation is encrypted, and nothing older than TLS 1.2 is spoken."""
    tls = MllpTls(certificate=ours.certificate, key=ours.key)
    assert tls.context().minimum_version is ssl.TLSVersion.TLSv1_2
    async with MllpListener(Store().receive, settings(tls=tls)) as listener:
        async with peer_of(listener, ssl=ours.trusted()) as peer:
            for size in (10, 1_000_000):
                peer.sends(frame(b"x" * size))
                assert (await peer.answer()).startswith(b"AA x")
            await listener.close()
            assert await peer.rest() == b""
        assert (listener.counts.failed, listener.counts.unopened) == (0, 0)


async def test_a_client_certificate_can_be_required(ours: Identity, theirs: Identity) -> None:
    """Only who shows a certificate that we trust is heard."""
    store = Store()
    tls = MllpTls(certificate=ours.certificate, key=ours.key, client_ca=theirs.certificate)
    async with MllpListener(store.receive, settings(tls=tls)) as listener:
        assert await acknowledged(listener, ssl=ours.trusted(theirs))
        for client in (None, ours):
            with pytest.raises((OSError, asyncio.IncompleteReadError)):
                await acknowledged(listener, ssl=ours.trusted(client))
        await until(lambda: listener.counts.unopened == 2)
        assert await acknowledged(listener, ssl=ours.trusted(theirs))
    assert len(store.stored) == 2


async def test_without_a_handshake_there_is_no_conversation(ours: Identity) -> None:
    """Plain bytes, and silence, at a port that wants TLS are closed soon and counted."""
    store = Store()
    tls = MllpTls(certificate=ours.certificate, key=ours.key)
    async with MllpListener(store.receive, settings(tls=tls, handshake=SOON)) as listener:
        async with peer_of(listener) as plain, peer_of(listener) as silent:
            plain.sends(frame(b"MSH|a"))
            await plain.rest()
            assert await silent.rest() == b""
        await until(lambda: listener.counts.unopened == 2 and not listener.connections)
    assert store.begun == []


async def test_a_locked_key_asks_nobody(tmp_path: Path) -> None:
    """A key with a password ends the start; nothing waits at a terminal that nobody reads."""
    locked = Identity(tmp_path, "locked", BestAvailableEncryption(b"secret"))
    tls = MllpTls(certificate=locked.certificate, key=locked.key)
    with pytest.raises(ssl.SSLError):
        await MllpListener(Store().receive, settings(tls=tls)).start()
