"""Whatever arrives, the gateway answers in plain words and stays."""

import pytest

from tests.gateway.world import World

PATHS = (
    "/",
    "/ops",
    "/ops/due-today/%00",
    "/c/%00",
    "/c/%2e%2e%2fetc",
    "/c/x/answer",
    "/c/" + "7" * 2000,
    "/codec/x/decode",
    "/codec/%ff/encode",
    "/twilio/inbound?%00=%ff",
    "/twilio/status?key=%00",
    "/twilio/voice?code=%00",
    "/health/ready",
    "/nothing/here",
)
BODIES = (b"", b"\x00\xff", b"a=" + b"%ff" * 50, b"&" * 5000, b"=&" * 300, b"[" * 3000)
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data", "application/json", "\xff")


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_that_arrives_is_a_crash(world: World, path: str) -> None:
    """Odd paths, methods, bodies and headers are refused as such, never with a server error."""
    for method in ("GET", "POST", "OPTIONS", "DELETE", "BREW"):
        for body in BODIES:
            for kind in KINDS:
                headers = {
                    b"Content-Type": kind.encode("latin-1"),
                    b"Cookie": "card=ÿÿ.=".encode("latin-1"),
                    b"X-Twilio-Signature": "ÿ".encode("latin-1"),
                    b"Accept": b"text/html",
                }
                answer = await world.http.request(method, path, content=body, headers=headers)
                assert answer.status_code < 500


async def test_a_refusal_repeats_nothing(world: World) -> None:
    """No words that were sent come back in an error: they may be a patient's."""
    answer = await world.http.post("/c/JaneSmith", data={"pin": "JaneSmith"})
    assert answer.status_code == 404
    assert "JaneSmith" not in answer.text
