"""Doubtful messages over MLLP, on the real gateway: no episode is ended, moved or taken over."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import hl7  # type: ignore[import-untyped,unused-ignore]
import pytest
from hl7.mllp import open_hl7_connection  # type: ignore[import-untyped,unused-ignore]
from sqlmodel import col, select

from domain.words.phrasebook import worded
from models.tables import Encounter, InboxRow, WorkItem
from tests.adt import ZONE, adt
from tests.intake.world import HOST, Place, gateway, temporal, until

NOW = datetime.now(UTC)


def local(hours: float) -> str:
    """An instant so many hours ago, as the hospital writes it."""
    return f"{NOW.astimezone(ZONE) - timedelta(hours=hours):%Y-%m-%d %H:%M}"


LEFT = {"admitted": local(170), "discharged": local(96), "disposition": "01"}
LATE = local(24)
CASES: dict[str, tuple[str, dict[str, str], int, bool]] = {
    "a clinic's update without a visit": ("A31", {"visit": "", "patient_class": "O"}, 1, False),
    "an update of no class that moves it": (
        "A31", {"visit": "", "patient_class": "", "discharged": LATE}, 1, True,
    ),
    "a discharge of an unknown class": (
        "A03",
        {"visit": "V-clinic", "patient_class": "OPD", "discharged": LATE, "disposition": "01"},
        2,
        True,
    ),
    "an admission corrected afterwards": ("A01", {"admitted": local(168)}, 1, False),
    "a death without a visit": ("A31", {"visit": "", "patient_class": "", "died": "Y"}, 1, True),
    "a word of death that nobody knows": ("A08", {"died": "DECEASED"}, 1, True),
    "a discharge cancelled in another class": ("A13", {"patient_class": "O"}, 1, True),
    "a stay that never was, in another class": ("A23", {"patient_class": "E"}, 1, True),
    "a discharge moved to before the admission": ("A08", {"discharged": local(200)}, 1, True),
    "an admission of an unknown class cancelled": (
        "A11", {"visit": "V-other", "patient_class": "ZZQ"}, 1, False,
    ),
    "another class": ("A08", {"patient_class": "O", "disposition": "SNF"}, 1, True),
}  # fmt: skip
"""The trigger, what it says, how many episodes there are then, and whether somebody is asked."""


@pytest.fixture(scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """The server and the gateway, as processes of their own."""
    made = Place(tmp_path_factory.mktemp("doubts"))
    async with temporal(made), gateway(made):
        yield made


async def sent(place: Place, *texts: str) -> None:
    """Send each and wait until it is delivered: all are accepted."""
    reader, writer = await open_hl7_connection(HOST, place.mllp_port)
    for text in texts:
        writer.writemessage(hl7.parse(text))
        await writer.drain()
        answer = await reader.readmessage()
        assert str(answer.segment("MSA")[1]) == "AA"
        await until(lambda: place.count(InboxRow, InboxRow.outcome == "waiting") == 0)
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("case", CASES)
async def test_a_certain_episode_goes_on(place: Place, case: str) -> None:
    """Home four days ago, then a doubtful word: the episode has no ending and its own time."""
    trigger, said, episodes, asked = CASES[case]
    number = f"{70_000 + list(CASES).index(case)}"
    mine_is = f"V-{number}"
    visit = f"{said['visit']}-{number}" if said.get("visit") else None
    with place.database.read() as session:
        before = {row.episode for row in session.exec(select(Encounter)).all()}
    home = adt("A03", local(96), control=f"{number}-1", mrn=number, visit=mine_is, **LEFT)
    more = {name: text for name, text in said.items() if name != "visit"}
    named = visit if "visit" in said else mine_is
    doubtful = adt(trigger, LATE, control=f"{number}-2", mrn=number, visit=named, **more)
    await sent(place, home, doubtful, doubtful)
    with place.database.read() as session:
        rows = session.exec(select(Encounter).order_by(col(Encounter.opened_at))).all()
        mine = [row for row in rows if row.episode not in before]
        waits = session.exec(select(WorkItem)).all()
    assert len(mine) == episodes
    assert {row.ending for row in mine} == {""}
    assert abs(mine[0].discharged_at - (NOW - timedelta(hours=96))) < timedelta(minutes=2)
    items = [one for one in waits if one.about == mine[0].episode]
    assert bool(items) is asked
    assert all(one.owner and one.due and one.due > one.since for one in items)


@pytest.mark.parametrize("patient_class", ["O", "E", "ZZQ", ""])
async def test_an_admission_cancelled_in_another_class_lifts_no_hold(
    place: Place, patient_class: str
) -> None:
    """Home, in bed again, and a clinic's A11 under that number: held, and somebody is asked."""
    number = f"{71_000 + ['O', 'E', 'ZZQ', ''].index(patient_class)}"
    with place.database.read() as session:
        before = {row.episode for row in session.exec(select(Encounter)).all()}
    mine_is, back = f"V-{number}", f"V-{number}-2"
    same = {"mrn": number, "visit": back}
    home = adt("A03", local(96), control=f"{number}-1", mrn=number, visit=mine_is, **LEFT)
    bed = adt("A01", local(30), control=f"{number}-2", admitted=local(30), **same)
    a11 = adt("A11", LATE, control=f"{number}-3", patient_class=patient_class, **same)
    await sent(place, home, bed, a11, a11)
    with place.database.read() as session:
        rows = session.exec(select(Encounter)).all()
        (mine,) = [row for row in rows if row.episode not in before]
        waits = session.exec(select(WorkItem).where(WorkItem.about == mine.episode)).all()
    assert mine.held
    assert not mine.ending
    assert any(one.owner and one.due and "cancellation" in worded(one.reason) for one in waits)


async def test_a_cancellation_from_a_clock_ahead_is_outranked_by_what_comes_later(
    place: Place,
) -> None:
    """An A13 a year ahead counts from its receipt: the discharge that is told next opens again."""
    with place.database.read() as session:
        before = {row.episode for row in session.exec(select(Encounter)).all()}
    same = {"mrn": "72000", "visit": "V-72000"}
    home = adt("A03", local(96), control="72000-1", **same, **LEFT)
    ahead = adt("A13", local(-365 * 24), control="72000-2", **same)
    again = adt("A03", local(-1), control="72000-3", **same, **(LEFT | {"discharged": LATE}))
    await sent(place, home, ahead, again)
    with place.database.read() as session:
        rows = [r for r in session.exec(select(Encounter)).all() if r.episode not in before]
    (going,) = [row for row in rows if not row.ending]
    assert abs(going.discharged_at - (NOW - timedelta(hours=24))) < timedelta(minutes=2)
