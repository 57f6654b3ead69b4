"""What reaches Temporal is sealed, failures too, and comes back as it was."""

from datetime import UTC, datetime

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from adapters.encryption import (
    ENCODING,
    KEY_ID,
    EncryptionCodec,
    KeyRing,
    KeyUnknown,
    SealBroken,
)
from adapters.temporal.connection import data_converter
from domain.asking.choices import Value
from domain.episode.facts import Ending, Person
from domain.pathway import Role
from models.payloads import Close, GivenAnswer

RING = KeyRing({"2026": bytes(range(32))})
CODEC = EncryptionCodec(RING, "default")
CONVERTER = data_converter(RING, "default")
DEATH = Close(
    ending=Ending.DIED, at=datetime(2026, 9, 9, 14, tzinfo=UTC), by="rn-lopez", reason="told by Tom"
)
TOM = Person(handle="caregiver", name="Tom", role=Role.CAREGIVER)
GIVEN = GivenAnswer(
    episode="mercy-general-0908-fn2h",
    key="transport/visit-1/1",
    value=Value.ACCEPTED,
    by=TOM,
    happened_at=DEATH.at,
    told_at=DEATH.at,
    message_id="SM2f6c",
)
CLEAR = Payload(metadata={"encoding": b"json/plain"}, data=b'"Jane Smith, +16175550123"')


async def test_payloads_are_sealed_whole() -> None:
    """Neither the data nor its own metadata can be read; it opens as it was."""
    (sealed,) = await CODEC.encode([CLEAR])
    assert sealed.metadata == {"encoding": ENCODING, KEY_ID: b"2026"}
    assert b"Jane" not in sealed.SerializeToString()
    assert b"json/plain" not in sealed.SerializeToString()
    assert await CODEC.decode([sealed]) == [CLEAR]


async def test_models_travel_sealed() -> None:
    """A pydantic payload goes through the whole converter and comes back equal."""
    sealed = await CONVERTER.encode([DEATH])
    assert sealed[0].metadata["encoding"] == ENCODING
    assert await CONVERTER.decode(sealed, [Close]) == [DEATH]


async def test_that_there_is_nothing_is_no_secret() -> None:
    """What an activity gives back that gives nothing is as it is: sealed it is a hundred bytes."""
    (nothing,) = await CONVERTER.encode([None])
    assert nothing == Payload(metadata={"encoding": b"binary/null"})
    assert await CONVERTER.decode([nothing], [str]) == [None]


async def test_what_all_payloads_say_is_written_into_none() -> None:
    """An answer's payload is as short as what it alone says, and comes back as it was."""
    (sealed,) = await CONVERTER.encode([GIVEN])
    assert len(sealed.data) < len(GIVEN.model_dump_json()) // 2
    assert await CONVERTER.decode([sealed], [GivenAnswer]) == [GIVEN]


async def test_failures_are_sealed() -> None:
    """Message and stack trace of an error are no more readable than a payload."""
    failure = Failure()
    await CONVERTER.encode_failure(ApplicationError("Jane Smith has no number"), failure)
    assert b"Jane" not in failure.SerializeToString()
    error = await CONVERTER.decode_failure(failure)
    assert "Jane Smith has no number" in str(error)


async def test_foreign_payloads_pass() -> None:
    """What was written in clear by others, memos of the server itself for one, passes as it is."""
    stranger = Payload(metadata={"encoding": b"binary/zip", KEY_ID: b"theirs"}, data=b"...")
    assert await CODEC.decode([CLEAR, stranger]) == [CLEAR, stranger]


async def test_our_key_on_another_encoding_is_refused() -> None:
    """Nobody slips in clear text by naming our key."""
    forged = Payload(metadata={"encoding": b"json/plain", KEY_ID: b"2026"}, data=b'"forged"')
    with pytest.raises(SealBroken):
        await CODEC.decode([forged])


async def test_another_namespace_cannot_open() -> None:
    """A payload that is moved to another namespace does not open there."""
    with pytest.raises(SealBroken):
        await EncryptionCodec(RING, "other").decode(await CODEC.encode([CLEAR]))


async def test_another_key_id_cannot_open() -> None:
    """A payload cannot be relabelled, and a key that left the ring is named."""
    (sealed,) = await CODEC.encode([CLEAR])
    sealed.metadata[KEY_ID] = b"2025"
    with pytest.raises(KeyUnknown, match="2025"):
        await CODEC.decode([sealed])
    with pytest.raises(SealBroken):
        await EncryptionCodec(KeyRing({"2025": RING.keys["2026"]}), "default").decode([sealed])
