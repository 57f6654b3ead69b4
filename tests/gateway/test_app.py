"""Each address refuses in the words of whoever asks there: problems, outcomes, pages, lines."""

import pytest

from adapters.messages.fhir.operation_outcome import problems
from tests.gateway.world import World

NOTHING = ("/fhir/Patient/p1", "/fhir/a/b/c", "/fhir/metadata/", "/fhir/Patient/", "/fhir/")


@pytest.mark.parametrize("path", NOTHING)
@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS", "TRACE", "BREW"])
async def test_below_fhir_whatever_is_not_there_is_an_outcome(
    world: World, method: str, path: str
) -> None:
    """404 in FHIR, whatever the method; nothing is redirected to where it would be taken."""
    answer = await world.http.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/fhir+json")
    assert problems(answer.json()) == ()
    assert answer.json()["issue"][0]["code"] == "not-found"


async def test_another_method_at_fhirs_base_is_an_outcome(world: World) -> None:
    """405 names the one method that there is."""
    answer = await world.http.get("/fhir")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert problems(answer.json()) == ()
    assert answer.json()["issue"][0]["code"] == "not-supported"


@pytest.mark.parametrize(
    ("accept", "kind"), [("text/html", "text/html"), ("application/json", "text/plain")]
)
async def test_another_method_on_a_page_is_told_plainly(
    world: World, accept: str, kind: str
) -> None:
    """405 with Allow: a page for people, a line for machines."""
    answer = await world.http.delete("/ops", headers={"accept": accept})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize("path", ["/discharges/", "/discharges//", "/episodes/e/close/", "/ops/"])
async def test_nobody_is_led_elsewhere(world: World, path: str) -> None:
    """A slash too many is not there: a redirect takes body and key to whatever host was named."""
    for method in ("GET", "POST"):
        answer = await world.http.request(method, path, headers={"host": "evil.example"})
        assert answer.status_code == 404
        assert "location" not in answer.headers
        assert "evil" not in answer.text
