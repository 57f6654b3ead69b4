"""The codec that the Temporal UI calls."""

import json

import pytest
from google.protobuf import json_format
from temporalio.api.common.v1 import Payload, Payloads

from adapters.encryption import EncryptionCodec
from models.names import NAMESPACE
from tests.gateway.world import World

UI = "http://127.0.0.1:8233"
CLEAR = Payload(metadata={"encoding": b"json/plain"}, data=b'"J.S."')


def address(world: World, verb: str = "decode") -> str:
    """Give the codec's address."""
    return f"/codec/{world.tokens.codec()}/{verb}"


async def sealed(world: World) -> str:
    """Give a sealed payload as the UI sends it."""
    codec = EncryptionCodec(world.settings.ring, NAMESPACE)
    return json_format.MessageToJson(Payloads(payloads=await codec.encode([CLEAR, CLEAR])))


async def test_the_ui_reads_what_was_sealed(world: World) -> None:
    """The UI's page gets payloads in clear, may read them, and the use is audited."""
    answer = await world.http.post(
        address(world),
        content=await sealed(world),
        headers={"Origin": UI, "X-Namespace": NAMESPACE},
    )
    assert answer.headers["access-control-allow-origin"] == UI
    opened = json_format.Parse(answer.text, Payloads())
    assert list(opened.payloads) == [CLEAR, CLEAR]
    assert world.audited() == ["temporal-ui: payloads decoded"]


async def test_what_staff_type_is_sealed(world: World) -> None:
    """Encoded payloads hold nothing in clear, and decode to what they were."""
    body = json_format.MessageToJson(Payloads(payloads=[CLEAR]))
    answer = await world.http.post(address(world, "encode"), content=body)
    assert b"J.S." not in json_format.Parse(answer.text, Payloads()).payloads[0].data
    again = await world.http.post(address(world), content=answer.content)
    assert json_format.Parse(again.text, Payloads()).payloads[0] == CLEAR


@pytest.mark.parametrize("verb", ["decode", "encode", "download"])
async def test_a_browser_may_ask_first(world: World, verb: str) -> None:
    """The preflight names the UI's origin alone and the headers that the UI sends."""
    answer = await world.http.options(address(world, verb), headers={"Origin": UI})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == UI
    allowed = answer.headers["access-control-allow-headers"]
    assert allowed == "content-type, x-namespace, authorization, authorization-extras"


async def test_the_other_name_of_loopback_is_the_same_ui(world: World) -> None:
    """People open localhost as well as 127.0.0.1; each gets its own origin back."""
    answer = await world.http.options(address(world), headers={"Origin": "http://localhost:8233"})
    assert answer.headers["access-control-allow-origin"] == "http://localhost:8233"


@pytest.mark.parametrize(
    ("secret", "origin"),
    [("guess", UI), ("", UI), (None, "http://evil.example"), (None, "null"), ("é", UI)],
)
async def test_without_secret_or_from_another_page_there_is_nothing(
    world: World, secret: str | None, origin: str
) -> None:
    """A guessed address, or a page that is not the UI's, gets a 404 without any CORS header."""
    path = f"/codec/{world.tokens.codec() if secret is None else secret}/decode"
    for method in ("POST", "OPTIONS"):
        answer = await world.http.request(
            method, path, content=await sealed(world), headers={"Origin": origin}
        )
        assert answer.status_code == 404
        assert "access-control-allow-origin" not in answer.headers
    assert world.audited() == []


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"3", b'{"payloads": 3}', b'{"payloads":[7]}', b"[" * 5000],
)
async def test_what_is_no_payload_is_refused(world: World, body: bytes) -> None:
    """Malformed bodies are a 400 in plain words."""
    answer = await world.http.post(address(world), content=body)
    assert answer.status_code == 400


async def test_what_another_key_sealed_is_refused(world: World) -> None:
    """A payload that cannot be opened is a 400 that says nothing of keys."""
    foreign = json.loads(await sealed(world))
    foreign["payloads"][0]["metadata"]["encryption-key-id"] = "bm9uZQ=="
    answer = await world.http.post(address(world), json=foreign)
    assert (answer.status_code, answer.text) == (400, "These payloads cannot be opened here.")


async def test_another_namespace_is_refused(world: World) -> None:
    """Payloads of another namespace are none of ours."""
    answer = await world.http.post(
        address(world), content=await sealed(world), headers={"X-Namespace": "other"}
    )
    assert answer.status_code == 400
