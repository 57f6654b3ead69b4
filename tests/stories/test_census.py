"""A nightly census while an episode runs: the intake lead is asked, and the episode goes on."""

from pathlib import Path

from sqlmodel import select

from adapters.messages.census_csv import read_census
from adapters.messages.feed_file import read_feed
from domain.episode.facts import Ending
from models.tables import WorkItem
from operations.census import Census, CensusReport, Finding
from tests.adt import adt, instant
from tests.stories.story import FEEDS, Story

HOME = "2026-09-08 10:00"
HEAD = "patient_number,visit_number,class,unit,admitted_at\n"
GONE = "no longer in house by its census"


async def census(story: Story, folder: Path, text: str, at: str) -> CensusReport:
    """A file is dropped and taken, in the morning after it was made."""
    file = folder / "census.csv"
    file.write_text(HEAD + text)
    feed = read_feed(FEEDS / "mercy-general.toml")
    real = await story.env.get_current_time()
    taking = Census(
        client=story.client,
        database=story.database,
        seal=story.seal,
        tokens=story.tokens,
        hospital_inbox=story.hospital_inbox(lambda: real),
        real_now=lambda: real,
    )
    report = await taking.take(feed, read_census(file, feed), instant(at))
    await story.passes(minutes=3)
    return report


def work(story: Story) -> dict[str, str]:
    """What waits for somebody that has a time by when, and whose it is."""
    with story.database.read() as session:
        items = session.exec(select(WorkItem)).all()
        return {one.key: one.owner for one in items if one.due and one.resolved_at is None}


async def begun(story: Story) -> str:
    """One patient home for two days, another in a bed; everybody answers nothing."""
    for phone in (story.nurse, story.other_nurse, story.supervisor):
        phone.allows("J.S.")
    story.nurse.allows("No reply needed")
    story.patient.allows("Reply 1")
    story.patient.allows("our visit")
    await story.begins(instant(HOME))
    story.watches(story.case_manager)
    said = {"disposition": "01", "admitted": "2026-09-04 08:00", "discharged": HOME}
    came = await story.sends(adt("A03", HOME, **said), mrn="4821")
    bed = adt("A01", HOME, mrn="7001", visit="B-1", name="Doe^Ann", admitted=HOME)
    await story.sends(bed, mrn="7001")
    await story.reaches("Thu 2026-09-10 09:00")
    (episode,) = came.episodes
    return episode


async def test_a_census_asks_the_lead_and_ends_nothing(story: Story, tmp_path: Path) -> None:
    """Back without an admission, and an open stay that nobody ended: two texts, once each."""
    episode, lead = await begun(story), story.case_manager
    lead.expects("WHERE DID THEY GO J.S.", "census").ignores()
    lead.expects(GONE, "starter.py inbox queue --facility mercy-general", "inbox dismiss ID")
    in_house = "4821,V-9,I,4E-12,2026-09-09 21:00\n"
    for _ in range(2):
        report = await census(story, tmp_path, in_house, "2026-09-10 00:00")
        assert [one.finding for one in report.lines] == [Finding.GONE, Finding.BACK]
    heard = [body for _, body in lead.received]
    assert len([one for one in heard if GONE in one]) == 1
    assert not [one for one in heard if "B-1" in one or "Doe" in one]
    waits = work(story)
    assert set(waits.values()) == {"intake_lead"}
    assert f"{episode}/doubt" in waits
    assert len(waits) == 2
    assert (await story.status(episode)).phase == "first-contact"
    assert story.episodes == [episode]
    lead.allows("No reply needed")
    await story.closes(Ending.WITHDRAWN)
    await story.ends()
