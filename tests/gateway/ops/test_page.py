"""The page of operations staff."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from temporalio.client import Client

from models.tables import Encounter, EpisodeRow, StepRow, WorkItem
from tests.gateway.world import EPISODE, MERCY, NOON, World


@pytest.fixture
def ward(world: World) -> World:
    """One urgent episode with a late step, one that is closed, one thing in the work queue."""
    for n, phase in ((1, "contact"), (2, "closed")):
        episode = f"{EPISODE[:-1]}{n}"
        world.add(
            Encounter(
                episode=episode,
                facility=MERCY,
                encounter_token=f"e{n}",
                patient_token="p",  # noqa: S106  # nobody's
                n=1,
                body_hash="",
                discharged_at=NOON,
                opened_at=NOON,
            ),
            EpisodeRow(
                episode=episode, version=1, phase=phase, at=NOON, next_due=NOON, urgent=True
            ),
        )
    world.add(
        StepRow(
            episode=EPISODE, step="contact", title="Call", state="open", owner="rn-lopez",
            due=NOON - timedelta(hours=1),
        ),
        StepRow(episode=EPISODE, step="visit", title="Visit", state="done"),
        WorkItem(key="text:SM1", reason="text from an unknown number", since=NOON),
        WorkItem(key="text:SM2", reason="settled before", since=NOON, resolved_at=NOON),
    )  # fmt: skip
    return world


async def test_what_is_open_is_shown(ward: World) -> None:
    """Open episodes stand with what is late, whose it is and when it is due."""
    page = (await ward.http.get("/ops")).text
    for words in (EPISODE, "1 open", "1 late", "rn-lopez", "Tue 9/8 12p EDT", "urgent"):
        assert words in page
    assert f"{EPISODE[:-1]}2" not in page.partition("Closed lately")[0]


async def test_what_is_closed_says_how(ward: World) -> None:
    """Of a closed episode stands what was done with its drug lists, and what nobody did."""
    closed = f"{EPISODE[:-1]}2"
    ward.add(
        StepRow(
            episode=closed, step="reconciliation", title="Medication reconciliation",
            state="done", detail="2 differences decided on the card; card opened",
        ),
        StepRow(episode=closed, step="visit", title="Primary-care visit", state="unresolved"),
    )  # fmt: skip
    page = (await ward.http.get("/ops")).text.partition("Closed lately")[2]
    for words in (closed, "1 done", "Primary-care visit unresolved", "done: 2 differences decided"):
        assert words in page


async def test_what_waits_is_shown(ward: World) -> None:
    """The work queue shows what nobody has settled yet."""
    page = (await ward.http.get("/ops")).text
    assert "text from an unknown number" in page
    assert "settled before" not in page


async def test_an_empty_house_is_calm(world: World) -> None:
    """Without episodes and work the page says so."""
    page = (await world.http.get("/ops")).text
    assert "Nothing waits for anybody." in page
    assert "No episode is open." in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "hw.example"},
        {"Host": "evil.example:8080"},
        {"Host": "["},
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
    ],
)
async def test_it_is_for_this_machine_alone(ward: World, headers: dict[str, str]) -> None:
    """Under a public name, or through a proxy, there is no ops page."""
    for path in ("/ops", f"/ops/due-today/{MERCY}"):
        assert (await ward.http.get(path, headers=headers)).status_code == 404


async def test_due_today_is_computed_when_clicked(ward: World) -> None:
    """The link leads to a filter up to the hospital's midnight, as of the click."""
    query = query_of(await ward.http.get(f"/ops/due-today/{MERCY}"))
    assert '`NextDue`<"2026-09-09T00:00:00-04:00"' in query
    ward.hands.passes(timedelta(hours=13))
    query = query_of(await ward.http.get(f"/ops/due-today/{MERCY}"))
    assert '`NextDue`<"2026-09-10T00:00:00-04:00"' in query
    assert (await ward.http.get("/ops/due-today/nowhere")).status_code == 404


def query_of(answer: httpx.Response) -> str:
    """Read the filter out of an address of the UI."""
    return parse_qs(urlsplit(answer.headers["location"]).query)["query"][0]


async def test_temporal_understands_every_filter(ward: World, temporal: Client) -> None:
    """The real server takes each filter that the page links to."""
    links = ward.parts.links
    filters = [
        links.open(),
        links.overdue(),
        links.unowned(),
        links.urgent(),
        links.of(MERCY),
        links.due_today(MERCY, "America/New_York", NOON),
    ]
    for address in filters:
        query = parse_qs(urlsplit(address).query)["query"][0]
        assert (await temporal.count_workflows(query)).count >= 0


async def test_the_front_page_leads_on(world: World) -> None:
    """The front page links to operations, the UI and health."""
    page = (await world.http.get("/")).text
    for link in ("/ops", "http://127.0.0.1:8233/namespaces/default/workflows", "/health/ready"):
        assert link in page
