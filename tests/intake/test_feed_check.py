"""`feed check` against the running product: the same day over MLLP comes to the same, by SQL."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import hl7  # type: ignore[import-untyped,unused-ignore]
import pytest
from hl7.mllp import open_hl7_connection  # type: ignore[import-untyped,unused-ignore]
from sqlmodel import col, select

from adapters.files.pathway import read_pathways
from adapters.messages.feed_file import read_feed
from domain.words.phrasebook import worded
from models import names
from models.tables import Encounter, InboxRow, WorkItem
from operations.checks.feed_check import DayCheck, check_day
from operations.checks.people import PatientCheck
from store.charts import root_of
from tests.adt import ZONE, adt
from tests.intake.world import HOST, Place, gateway, temporal, until
from tests.places import ROOT

NOW = datetime.now(UTC)
NUMBERS = tuple(f"8800{number:02}" for number in range(12))
_controls = count(1)
State = tuple[list[tuple[str, str, bool]], list[str]]
"""One person's episodes (left, ending, held) and the reasons for which somebody is asked."""


def ago(hours: float) -> str:
    """An instant so many hours ago, as the hospital writes it."""
    return f"{NOW.astimezone(ZONE) - timedelta(hours=hours):%Y-%m-%d %H:%M}"


def stay(number: int) -> list[tuple[str, float, dict[str, str]]]:
    """What is said of one patient, twelve kinds of day: (trigger, hours ago, what it says)."""
    home = {"admitted": ago(90), "discharged": ago(40), "disposition": "Home"}
    begin: list[tuple[str, float, dict[str, str]]] = [
        ("A01", 90, {"admitted": ago(90)}),
        ("A08", 60, {"admitted": ago(90)}),
        ("A03", 39, home),
        ("A08", 30, home),
    ]
    more: list[list[tuple[str, float, dict[str, str]]]] = [
        [("A13", 20, {})],
        [("A08", 20, home | {"disposition": "Moon"})],
        [("A08", 20, home | {"died": "Y"})],
        [("A08", 20, home | {"disposition": "SNF"})],
        [("A01", 20, {"visit": "V-again", "admitted": ago(20)})],
        [("A31", 20, {"visit": "", "patient_class": "", "discharged": ago(10)})],
        [("A03", 20, {"visit": "V-x", "patient_class": "OPD", "discharged": ago(21)})],
        [("A11", 20, {})],
        [("A08", 20, home | {"died": "PERHAPS"})],
        [("A01", 25, {"visit": "V-b", "admitted": ago(25)}),
         ("A03", 9, {"visit": "V-b", "discharged": ago(9), "disposition": "Home"})],
        [("A08", 20, home | {"disposition": ""})],
        [("A13", 20, {}), ("A03", 10, home | {"discharged": ago(11)})],
    ]  # fmt: skip
    return begin + more[number]


def generated(number: int) -> list[str]:
    """A patient's messages in order, under control ids never used before."""
    texts = []
    for trigger, hours, said in stay(number):
        visit = said.get("visit", "V-1")
        more = {name: text for name, text in said.items() if name != "visit"}
        texts.append(
            adt(
                trigger,
                ago(hours),
                mrn=NUMBERS[number],
                visit=f"{visit}-{number}" if visit else None,
                control=f"C{next(_controls)}",
                name=f"Person^P{number}",
                **more,
            )
        )
    return texts


@pytest.fixture(scope="module")
async def up(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """The server and the gateway, as processes of their own."""
    made = Place(tmp_path_factory.mktemp("compared"))
    async with temporal(made) as client, gateway(made):
        made.client = client
        yield made


async def sent(place: Place, texts: list[str]) -> None:
    """Send all over one connection; each is accepted, and in the end delivered."""
    reader, writer = await open_hl7_connection(HOST, place.mllp_port)
    for text in texts:
        writer.writemessage(hl7.parse(text))
        await writer.drain()
        answer = await reader.readmessage()
        assert str(answer.segment("MSA")[1]) == "AA"
    writer.close()
    await until(lambda: place.count(InboxRow, InboxRow.outcome == "waiting") == 0)


async def checked(folder: Path, texts: list[str]) -> DayCheck:
    """What `feed check` makes of the same day."""
    file = folder / "day.hl7"
    file.write_text("".join(texts), newline="")
    feed = read_feed(ROOT / "feeds" / "mercy-general.toml")
    pathways = read_pathways(ROOT / "pathways")
    return await check_day(feed, pathways, [file], datetime.now(UTC), lambda _part: None)


def by_check(person: PatientCheck) -> State:
    """A person as the check tells of them."""
    return (
        sorted(
            (
                f"{one.discharged_at:%d %H:%M}",
                one.stands.partition("ended: ")[2],
                one.stands.startswith("held"),
            )
            for one in person.episodes
        ),
        sorted(one.reason for one in person.asked),
    )


def by_sql(place: Place, mrn: str) -> State:
    """A person as the running product's tables tell of them."""
    token = place.settings.tokens.patient("mercy-general", mrn)
    with place.database.read() as session:
        mine = col(Encounter.patient_token) == root_of(session, token)
        rows = session.exec(select(Encounter).where(mine)).all()
        open_ = session.exec(select(WorkItem).where(col(WorkItem.resolved_at).is_(None))).all()
        sent_ = session.exec(select(InboxRow).where(InboxRow.ordering_key == token)).all()
    about = {row.episode for row in rows} | {names.message(row.id or 0) for row in sent_}
    return (
        sorted((f"{one.discharged_at:%d %H:%M}", one.ending, one.held) for one in rows),
        sorted(worded(one.reason) for one in open_ if one.about in about or one.key in about),
    )


async def test_a_day_over_the_wire_comes_to_what_was_checked(up: Place, tmp_path: Path) -> None:
    """Shuffled, with new control ids: what runs and what is asked is the same for every patient.

    An episode that the check saw ended has ended so, or never began: its end came before it.
    """
    day = await checked(tmp_path, [text for number in range(12) for text in generated(number)])
    assert len(day.messages) == 62
    shuffled = [text for number in range(12) for text in generated(number)]
    random.Random(14).shuffle(shuffled)  # noqa: S311 - the same order every time
    await sent(up, shuffled)
    told = {one.patient[-2:]: by_check(one) for one in day.patients}
    assert set(told) == {number[-2:] for number in NUMBERS}
    for number in NUMBERS:
        (expected, asked), (found, waiting) = told[number[-2:]], by_sql(up, number)
        running = [one for one in found if not one[1]]
        assert running == [one for one in expected if not one[1]], number
        assert {one[1] for one in found} <= {one[1] for one in expected}, number
        assert waiting == asked, number
    await endings_were_told(up)


async def endings_were_told(place: Place) -> None:
    """Every ending in SQL stands in its workflow's history, and no other workflow heard one."""
    with place.database.read() as session:
        rows = session.exec(select(Encounter)).all()
    for row in rows:
        history = await place.client.get_workflow_handle(row.episode).fetch_history()
        signals = [
            event.workflow_execution_signaled_event_attributes.signal_name
            for event in history.events
        ]
        assert (names.CLOSE in signals) is bool(row.ending)
