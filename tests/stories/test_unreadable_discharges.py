"""A discharge that lacks its visit number or its time climbs like one that nobody can place."""

import pytest
from sqlmodel import select

from models.tables import Encounter, WorkItem
from tests.adt import adt, instant
from tests.stories.story import Story

HOME = "2026-09-08 10:00"
ASKED = "WHERE DID THEY GO J.S."


def bad(control: str = "N1", **more: str) -> str:
    """A discharge without a visit number."""
    said = {"disposition": "01", "discharged": HOME} | more
    return adt("A03", HOME, visit=None, control=control, **said)


def good() -> str:
    """The same, as it should have been."""
    return adt("A03", HOME, disposition="01", admitted="2026-09-04 08:00", discharged=HOME)


def episodes(story: Story) -> list[str]:
    """Every episode that there ever was."""
    with story.database.read() as session:
        return [row.episode for row in session.exec(select(Encounter)).all()]


def waiting(story: Story) -> list[WorkItem]:
    """What waits for somebody."""
    with story.database.read() as session:
        items = session.exec(select(WorkItem)).all()
        return [one for one in items if one.resolved_at is None]


async def test_it_is_asked_of_the_intake_lead_and_climbs_when_nobody_answers(
    story: Story,
) -> None:
    """Due with the first contact of the discharge; "home" begins the pathway."""
    await story.begins(instant(HOME))
    lead = story.case_manager
    lead.expects(ASKED, "visit number").ignores()
    came = await story.sends(bad(), mrn="4821")
    assert came.outcome == "started", came
    (item,) = waiting(story)
    assert (item.owner, item.about) == ("intake_lead", came.episodes[0])
    assert item.due is not None
    assert item.due <= instant("2026-09-10 10:00")
    assert (await story.status(came.episodes[0])).phase == "queued"
    for phone in story.network.phones.values():
        phone.allows("DISCHARGE UNCLEAR")
        phone.allows("No reply needed")
    await story.reaches("Wed 2026-09-09 18:00")
    told = [text for phone in story.network.phones.values() for text in phone.received]
    assert any("DISCHARGE UNCLEAR" in str(text) for text in told)
    lead.allows("")
    await lead.says("21 4")
    await story.passes(minutes=5)
    assert waiting(story) == []
    await story.ends()


async def test_ten_copies_are_one_and_the_good_one_takes_its_place(story: Story) -> None:
    """Each copy has another control id; sent with its number the question is withdrawn."""
    await story.begins(instant(HOME))
    for phone in story.network.phones.values():
        phone.allows("")
    story.case_manager.expects(ASKED).ignores()
    for number in range(10):
        await story.sends(bad(f"N{number}"), mrn="4821")
    assert len(episodes(story)) == 1
    (item,) = waiting(story)
    assert item.owner == "intake_lead"
    asked = [text for text in story.case_manager.received if ASKED in str(text)]
    assert len(asked) == 1
    came = await story.sends(good(), mrn="4821")
    assert came.outcome == "started"
    assert len(episodes(story)) == 2
    assert waiting(story) == []
    await story.ends()


@pytest.mark.parametrize("first", ["good", "bad"])
async def test_whichever_comes_first_one_episode_runs(story: Story, first: str) -> None:
    """The good one alone runs in the end; a copy without a number after it asks nothing."""
    await story.begins(instant(HOME))
    for phone in story.network.phones.values():
        phone.allows("")
    texts = [good(), bad()] if first == "good" else [bad(), good()]
    for text in texts:
        await story.sends(text, mrn="4821")
    with story.database.read() as session:
        rows = session.exec(select(Encounter)).all()
        running = [row for row in rows if not (row.outcome or row.ending)]
    assert len(running) == 1
    assert waiting(story) == []
    await story.ends()
