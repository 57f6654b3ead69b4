"""The page of operations staff."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import select
from temporalio.client import Client

from domain.hospital import certainty
from models.tables import Assignment, Encounter, EpisodeRow, OutboxRow, StepRow, WorkItem
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
        WorkItem(key="e/doubt", reason=certainty.A_DEATH, since=NOON),
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
    """The work queue shows in words what nobody has settled yet."""
    page = (await ward.http.get("/ops")).text
    assert "text from an unknown number" in page
    assert "a death is reported with no inpatient stay" in page
    assert "settled before" not in page


SAID = {
    "no alarm": ((), 0, 0, "0 alarms were real, 0 false: 0.00 false ones per hundred"),
    "nobody said": (("1/was/1", "2/was/1"), 0, 0, "of 2 alarms it is not said"),
    "one is said, one is not": (
        ("1/was/1", "2/was/1"), 1, 0, "1 alarms were real, 0 false, of 1 it is not said: at least",
    ),
    "all are said": (("1/was/1",), 0, 1, "0 alarms were real, 1 false: 100.00 false ones"),
    "one was asked twice": (("1/was/1", "1/was/2"), 1, 0, "1 alarms were real, 0 false: 0.00"),
    "another question": (("1/rises/1",), 0, 0, "0 alarms were real, 0 false: 0.00"),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "real", "false", "words"), SAID.values(), ids=SAID)
async def test_what_nobody_said_of_an_alarm_is_no_zero(
    ward: World, asked: tuple[str, ...], real: int, false: int, words: str
) -> None:
    """Real, false and not said are counted apart; with something unsaid the rate is the least."""
    with ward.parts.database.write() as session:
        row = session.get_one(EpisodeRow, EPISODE)
        row.alarms_real, row.alarms_false = real, false
        for one in session.exec(select(Encounter)).all():
            one.discharged_at = NOON - timedelta(days=1 if one.episode == EPISODE else 0)
        for key in asked:
            question = f"contact/alarm/{key}"
            session.add(Assignment(episode=EPISODE, question=question, role="nurse", handle="x"))
    page = " ".join((await ward.http.get("/ops")).text.split())
    assert words in page


PAGED = {
    "at nine in the evening": ("2026-09-07T21:00:00-04:00", True, EPISODE, "0.1"),
    "a minute before seven": ("2026-09-08T06:59:00-04:00", True, EPISODE, "0.1"),
    "at seven": ("2026-09-08T07:00:00-04:00", True, EPISODE, "0.0"),
    "a minute before nine": ("2026-09-07T20:59:00-04:00", True, EPISODE, "0.0"),
    "night there, evening here": ("2026-09-08T02:00:00+02:00", True, EPISODE, "0.0"),
    "what wakes nobody": ("2026-09-08T03:00:00-04:00", False, EPISODE, "0.0"),
    "seven nights ago": ("2026-09-02T03:00:00-04:00", True, EPISODE, "0.1"),
    "eight nights ago": ("2026-09-01T03:00:00-04:00", True, EPISODE, "0.0"),
    "another hospital's": ("2026-09-08T03:00:00-04:00", True, "elsewhere-0904-aaaa", "0.0"),
}  # fmt: skip


@pytest.mark.parametrize(("at", "page", "episode", "a_night"), PAGED.values(), ids=PAGED)
async def test_pages_are_counted_at_night(
    ward: World,
    at: str,
    page: bool,  # noqa: FBT001
    episode: str,
    a_night: str,
) -> None:
    """What may wake a colleague from nine to seven on the hospital's clock, of seven nights."""
    paged = datetime.fromisoformat(at)
    ward.add(
        OutboxRow(
            key=f"{episode}|review/wrote.SM1/1#1", phone_token="p", body_sealed=b"", body_hash="",  # noqa: S106
            page=page, real_created_at=paged, created_at=paged,
        )
    )  # fmt: skip
    shown = (await ward.http.get("/ops")).text
    assert f"{a_night} pages a night" in shown


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
