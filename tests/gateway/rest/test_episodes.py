"""Looking at episodes and ending them over REST: one's own, without PHI, each only once."""

import httpx
import pytest
from structlog.testing import capture_logs

from domain.episode.facts import Ending
from gateway.rest.closing import Reason
from models.tables import AuditRow, Encounter, InboxRow
from store.api_keys import Scope
from tests.gateway.rest.world import (
    EPISODE_PATH,
    LAKESIDE,
    PHI,
    RestWorld,
    Told,
    discharge,
    encounter,
    rest,
)
from tests.gateway.world import EPISODE, NOON

__all__ = ["rest"]

CLOSE = f"{EPISODE_PATH}/close"
PROBLEM = "application/problem+json"


async def test_an_episode_is_told_without_its_patient(rest: RestWorld) -> None:
    """Phase, day and steps with owner and due; no detail that somebody wrote."""
    answer = await rest.http.get(EPISODE_PATH, headers=rest.key())
    found = answer.json()
    assert answer.status_code == 200
    assert [word for word in PHI if word in answer.text] == []
    assert (found["phase"], found["outcome"], found["day"]) == ("visit", None, 3)
    assert found["next_due"] == "2026-09-08T16:00:00Z"
    assert [step["step"] for step in found["steps"]] == ["contact", "visit"]
    assert found["steps"][1] == {
        "step": "visit",
        "title": "Visit",
        "state": "open",
        "owner": "rn-lopez",
        "due": "2026-09-08T16:00:00Z",
        "late": True,
        "escalated": False,
    }
    assert found["links"]["episode"] == EPISODE_PATH


async def test_an_episode_that_opens_has_no_steps_yet(rest: RestWorld) -> None:
    """Its identity is known before it has said anything."""
    rest.add(encounter("episode-mercy-general-new-1"))
    answer = await rest.http.get("/episodes/episode-mercy-general-new-1", headers=rest.key())
    found = answer.json()
    assert (found["phase"], found["steps"], found["as_of"]) == ("opening", [], None)


@pytest.mark.parametrize(
    "path",
    [
        "/episodes/none",
        "/episodes/%00",
        f"/episodes/{'x' * 2_000}",
        "/messages/1",
        "/messages/99",
        "/messages/0",
        "/messages/-1",
        "/messages/x",
        "/messages/%00",
        f"/messages/{'9' * 19}",
        f"/messages/{'9' * 30}",
        "/messages/%C2%B2",
        EPISODE_PATH,
    ],
)
async def test_what_is_not_ones_own_is_not_there(rest: RestWorld, path: str) -> None:
    """Another facility's and nobody's are the same 404."""
    await rest.sends(discharge())
    answer = await rest.http.get(path, headers=rest.key(facility=LAKESIDE))
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
    what = "message" if "/messages" in path else "episode"
    assert answer.json() == {
        "type": "urn:homeward:problem:not-found",
        "title": "Not Found",
        "status": 404,
        "detail": f"There is no such {what}.",
    }


async def test_a_text_is_no_message_of_a_hospitals(rest: RestWorld) -> None:
    """What people texted is not to be had here, whatever its row says."""
    rest.add(
        InboxRow(
            key="text:SM1",
            ordering_key="p",
            body_sealed=b"",
            received_at=NOON,
            real_received_at=NOON,
            facility="mercy-general",
        )
    )
    assert (await rest.http.get("/messages/1", headers=rest.key())).status_code == 404


@pytest.mark.parametrize("reason", Reason)
async def test_an_episode_is_told_to_end(rest: RestWorld, reason: Reason) -> None:
    """202: the signal carries reason, time and the name of the note; who did it is audited."""
    rest.temporal = Told()
    order = {"reason": reason, "note": "Harriet moved away"}
    with capture_logs() as logs:
        answer = await rest.sends(order, CLOSE)
    assert (answer.status_code, answer.json()["status"]) == (202, "closing")
    ((episode, name, close),) = rest.temporal.signals
    assert (episode, name) == (EPISODE, "close")
    assert (close.ending, close.at, close.by) == (Ending(reason), NOON, "hospital")
    assert "Harriet" not in close.model_dump_json()
    notes = await rest.routes.notes.opened(EPISODE, [close.note])
    assert notes[close.note].note == "Harriet moved away"
    audited = rest.rows(AuditRow)[-1]
    assert (audited.what, audited.about) == ("close by REST", EPISODE)
    assert "Harriet" not in f"{answer.text}{logs}{audited}"


async def test_an_ending_may_be_told_twice(rest: RestWorld) -> None:
    """Until it has ended it is told again; after that the answer says how it ended."""
    rest.temporal = Told()
    for _ in range(2):
        assert (await rest.sends({"reason": "died"}, CLOSE)).status_code == 202
    with rest.database.write() as session:
        session.get_one(Encounter, EPISODE).outcome = "died"
    answer = await rest.sends({"reason": "withdrawn"}, CLOSE)
    assert (answer.status_code, answer.json()["status"]) == (200, "closed")
    assert answer.json()["outcome"] == "died"
    assert len(rest.temporal.signals) == 2


@pytest.mark.parametrize("temporal", [None, Told(missing=True)])
async def test_an_engine_that_is_away_is_tried_again(
    rest: RestWorld, temporal: Told | None
) -> None:
    """503 with Retry-After, and not 202: an ending is kept nowhere but in the episode."""
    rest.temporal = temporal
    answer = await rest.sends({"reason": "died"}, CLOSE)
    assert (answer.status_code, answer.headers["content-type"]) == (503, PROBLEM)
    assert answer.headers["retry-after"] == "10"


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"reason": "completed"}, 422, "/reason"),
        ({"reason": "Harriet"}, 422, "/reason"),
        ({"reason": "died", "note": "x" * 501}, 422, "/note"),
        ({"reason": "died", "note": 7}, 422, "/note"),
        ({"reason": "died", "by": "me"}, 422, "/by"),
        ({}, 422, "/reason"),
        ([], 422, ""),
        (b"{", 400, None),
        (b"\xff", 400, None),
        (b" " * 20_000, 413, None),
    ],
)
async def test_an_order_that_cannot_be_read_is_refused(
    rest: RestWorld, body: object, status: int, pointer: str | None
) -> None:
    """The place is named, and no value."""
    rest.temporal = Told()
    answer = await rest.sends(body, CLOSE)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    errors = answer.json().get("errors", [{}])
    assert errors[0].get("pointer") == pointer
    assert "Harriet" not in answer.text
    assert rest.temporal.signals == []


async def test_only_ones_own_episodes_end(rest: RestWorld) -> None:
    """Another facility's and nobody's are 404; a key for looking is 403."""
    rest.temporal = Told()
    order = {"reason": "died"}
    statuses = [
        (await rest.sends(order, CLOSE, rest.key(facility=LAKESIDE))).status_code,
        (await rest.sends(order, "/episodes/none/close")).status_code,
        (await rest.sends(order, CLOSE, rest.key(Scope.EPISODES_READ))).status_code,
    ]
    assert (statuses, rest.temporal.signals) == ([404, 404, 403], [])


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/discharges", "OPTIONS, POST"),
        ("DELETE", EPISODE_PATH, "GET, HEAD, OPTIONS"),
        ("GET", CLOSE, "OPTIONS, POST"),
        ("PUT", "/messages/1", "GET, HEAD, OPTIONS"),
        ("PATCH", "/openapi.json", "GET, HEAD, OPTIONS"),
    ],
)
async def test_other_methods_are_told_which_there_are(
    rest: RestWorld, method: str, path: str, allow: str
) -> None:
    """405 is a problem with Allow; OPTIONS says the same to anybody."""
    answer = await rest.http.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert answer.json()["type"] == "urn:homeward:problem:method-not-allowed"
    options = await rest.http.request("OPTIONS", path)
    assert (options.status_code, options.headers["allow"], options.text) == (204, allow, "")


async def test_head_is_get_without_its_body(rest: RestWorld) -> None:
    """The same status and headers."""
    key = rest.key()
    head, get = [await rest.http.request(one, EPISODE_PATH, headers=key) for one in _LOOKING]
    assert (head.status_code, head.headers) == (get.status_code, get.headers)
    assert (await rest.http.head(EPISODE_PATH)).status_code == 401


async def test_addresses_below_are_problems_too(rest: RestWorld) -> None:
    """Whatever is asked for below our paths is refused as a problem."""
    for path in ("/episodes", "/episodes/a/b", "/discharges/1", "/messages/1/2"):
        answer: httpx.Response = await rest.http.get(path, headers=rest.key())
        assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


_LOOKING = ("HEAD", "GET")
