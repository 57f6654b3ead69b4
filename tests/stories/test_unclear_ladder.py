"""DISCHARGE UNCLEAR, and somebody says that it is settled: until it is, somebody is asked."""

from typing import Any

import pytest
from sqlmodel import select

from domain.episode.facts import Ending
from models.tables import WorkItem
from tests.adt import adt, instant
from tests.stories.phones import Expectation
from tests.stories.story import Story

HOME, LATER = "2026-09-08 10:00", "2026-09-09 11:00"
WHERE = "WHERE DID THEY GO J.S."
UNCLEAR = "DISCHARGE UNCLEAR J.S."
STAY = {"disposition": "01", "admitted": "2026-09-04 08:00", "discharged": HOME}
AFTERWARDS: dict[str, tuple[dict[str, Any], str]] = {
    "a cancellation of another class": ({"patient_class": "O"}, "A13"),
    "a death of no visit": ({"visit": None, "patient_class": "", "died": "Y"}, "A31"),
    "a word of death that nobody knows": ({"died": "DECEASED"}, "A08"),
}
"""What holds every text of an episode that runs."""
AT_ONCE: dict[str, dict[str, Any]] = {
    "no visit number": {"visit": None},
    "no class": {"patient_class": "ZZQ"},
}
"""What the discharge itself lacks."""


@pytest.fixture(autouse=True)
def quiet(story: Story) -> None:
    """Whoever is asked for something else answers nothing."""
    for phone in story.network.phones.values():
        for said in ("No reply needed", "no longer needed", "no action needed", "saved"):
            phone.allows(said)
    for said in ("CALL J.S.", "BOOK VISIT", "LIST", "list", "MEDS", "NOT REACHED", "CALL SOON"):
        for staff in (story.nurse, story.other_nurse, story.case_manager, story.supervisor):
            staff.allows(said)
    story.patient.allows("Reply 1")
    story.patient.allows("our visit")


def waits(story: Story) -> list[WorkItem]:
    """What waits for somebody."""
    with story.database.read() as session:
        return [one for one in session.exec(select(WorkItem)).all() if one.resolved_at is None]


async def held(story: Story, case: str) -> str:
    """An episode whose texts wait until somebody has said where the patient went."""
    await story.begins(instant(HOME))
    at_once = AT_ONCE.get(case, {})
    if at_once:
        story.case_manager.expects(WHERE).ignores()
    came = await story.sends(adt("A03", HOME, **{**STAY, **at_once}), mrn="4821")
    assert came.outcome == "started", came
    await story.passes(minutes=10)
    if case in AFTERWARDS:
        await story.reaches("Wed 2026-09-09 11:00")
        story.case_manager.expects(WHERE).ignores()
        said, trigger = AFTERWARDS[case]
        await story.sends(adt(trigger, LATER, **said), mrn="4821")
        await story.passes(minutes=10)
    return came.episodes[0]


async def climbed(story: Story) -> Expectation:
    """The case manager hears of the ladder."""
    told = story.case_manager.expects(UNCLEAR).ignores()
    await comes(story, told)
    return told


async def comes(story: Story, told: Expectation) -> None:
    """Two days pass at most."""
    for _ in range(48):
        if told.body:
            return
        await story.passes(hours=1)
    raise AssertionError(told.words)


@pytest.mark.parametrize(
    ("case", "digit"),
    [*((case, "2") for case in (*AFTERWARDS, *AT_ONCE)), ("no class", "4 looked at it")],
)
async def test_settled_is_asked_where_they_went_and_climbs(
    story: Story, case: str, digit: str
) -> None:
    """The question comes back by name, the work stays; unanswered it climbs, "home" lets it run."""
    episode = await held(story, case)
    told = await climbed(story)
    heard, items = len(story.patient.received), waits(story)
    assert items
    asked = story.case_manager.expects(WHERE).ignores()
    story.case_manager.expects("saved", "answer where they went").ignores()
    await story.case_manager.says(f"{told.code} {digit}")
    await story.passes(minutes=10)
    assert asked.code != told.code
    assert [one.key for one in waits(story)] == [one.key for one in items]
    page = await story.status(episode)
    assert page.phase == "queued"
    higher = story.supervisor.expects(UNCLEAR, "CM Diaz: settled").ignores()
    await comes(story, higher)
    assert len(story.patient.received) == heard
    await story.case_manager.says(f"{asked.code} 1")
    await story.passes(minutes=10)
    assert waits(story) == []
    assert (await story.status(episode)).phase == "first-contact"
    await story.closes(Ending.WITHDRAWN, episode)
    await story.ends()


TWICE_DOUBTFUL: dict[str, dict[str, Any]] = {
    "misdated and backwards": {"discharged": "2026-07-30 10:00"},
    "no class and backwards": {"patient_class": "ZZQ", "discharged": "2026-09-03 10:00"},
    "nothing said and backwards": {"disposition": "", "discharged": "2026-09-03 10:00"},
    "no number and dead": {"visit": None, "died": "DECEASED"},
}
"""What cannot be placed, and cannot be relied upon besides."""


@pytest.mark.parametrize("case", TWICE_DOUBTFUL)
async def test_what_is_asked_as_one_is_one_item_and_stays_answered(story: Story, case: str) -> None:
    """One text, one thing in the work queue; once answered, the next message opens nothing."""
    await story.begins(instant(HOME))
    asked = story.case_manager.expects(WHERE).ignores()
    said = TWICE_DOUBTFUL[case]
    came = await story.sends(adt("A03", HOME, **{**STAY, **said}), mrn="4821")
    assert came.outcome == "started", came
    (episode,) = came.episodes
    await story.passes(minutes=10)
    (item,) = waits(story)
    assert (item.key, item.owner) == (f"{episode}/doubt", "intake_lead")
    assert "; " in item.reason
    await story.case_manager.says(f"{asked.code} 1")
    await story.passes(minutes=10)
    assert waits(story) == []
    for minute in (30, 40):
        more = adt("A08", f"2026-09-08 10:{minute}", mobile=f"61755501{minute}")
        await story.sends(more, mrn="4821")
    await story.passes(minutes=10)
    assert waits(story) == []
    await story.closes(Ending.WITHDRAWN, episode)
    await story.ends()


async def test_an_answered_place_is_asked_of_nobody_when_more_is_told(story: Story) -> None:
    """No class: "home" is the answer, whatever the hospital tells of the stay afterwards."""
    episode = await held(story, "no class")
    await story.case_manager.says("21 1")
    await story.passes(minutes=10)
    assert waits(story) == []
    more = adt("A08", "2026-09-08 11:00", patient_class="", mobile="6175550177")
    assert (await story.sends(more, mrn="4821")).episodes == (episode,)
    assert waits(story) == []
    await story.closes(Ending.WITHDRAWN, episode)
    await story.ends()
