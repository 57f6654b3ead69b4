"""What a hospital says doubtfully, while an episode runs: somebody is asked, and it goes on."""

import pytest
from sqlmodel import col, select

from domain.episode.facts import Ending
from domain.words.phrasebook import worded
from models.tables import Encounter, WorkItem
from tests.adt import adt, instant
from tests.stories.story import Story

HOME, LATER = "2026-09-08 10:00", "2026-09-09 11:00"


@pytest.fixture(autouse=True)
def quiet(story: Story) -> None:
    """Whoever is asked for something else answers nothing."""
    for phone in story.network.phones.values():
        phone.allows("No reply needed")
        phone.allows("no longer needed")
    for said in ("CALL J.S.", "BOOK VISIT", "LIST", "list", "MEDS", "J.S."):
        story.nurse.allows(said)
        story.other_nurse.allows(said)
        story.supervisor.allows(said)
    story.patient.allows("Reply 1")
    story.patient.allows("our visit")


async def running(story: Story) -> str:
    """An episode of somebody who went home, the next morning."""
    await story.begins(instant(HOME))
    said = {"disposition": "01", "admitted": "2026-09-04 08:00", "discharged": HOME}
    came = await story.sends(adt("A03", HOME, **said), mrn="4821")
    assert came.outcome == "started", came
    await story.reaches("Wed 2026-09-09 11:00")
    return came.episodes[0]


def waits(story: Story) -> list[WorkItem]:
    """What of it waits for somebody."""
    open_ = select(WorkItem).where(col(WorkItem.resolved_at).is_(None))
    with story.database.read() as session:
        return [one for one in session.exec(open_).all() if one.key.endswith("/doubt")]


def is_held(story: Story, episode: str) -> bool:
    """Whether the store knows it as held."""
    with story.database.read() as session:
        return session.get_one(Encounter, episode).held


def texts(story: Story) -> dict[str, int]:
    """How many came to each phone."""
    return {phone.name: len(phone.received) for phone in story.network.phones.values()}


async def back_in_hospital(story: Story) -> str:
    """An episode that a certain admission under another number holds."""
    episode = await running(story)
    await story.sends(adt("A01", LATER, visit="V-2", admitted=LATER), mrn="4821")
    assert (await story.status(episode)).phase == "suspended"
    return episode


async def ends(story: Story) -> None:
    """The story is over."""
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


@pytest.mark.parametrize(
    "message",
    [
        adt("A31", LATER, visit=None, patient_class="O", discharged=LATER, disposition="03"),
        adt("A01", LATER, admitted="2026-09-03 20:00"),
        adt("A03", LATER, visit="V-9", patient_class="O", discharged=LATER, disposition="01"),
    ],
    ids=["a clinic's update", "a corrected admission", "a clinic's discharge"],
)
async def test_what_is_of_another_stay_or_of_the_past_changes_nothing(
    story: Story, message: str
) -> None:
    """Applied to the chart, and the same episode goes on with nobody asked."""
    episode = await running(story)
    came = await story.sends(message, mrn="4821")
    assert came.episodes in ((), (episode,))
    page = await story.status(episode)
    assert page.phase == "first-contact"
    assert "The hospital first said" not in page.markdown
    assert waits(story) == []
    await ends(story)


async def test_news_without_a_number_is_asked_about_beside_what_runs(story: Story) -> None:
    """A31 of no class with another discharge: the intake lead is texted; "home" settles it."""
    episode = await running(story)
    story.case_manager.expects("WHERE DID THEY GO J.S.", "visit number").ignores()
    message = adt("A31", LATER, visit=None, patient_class="", discharged=LATER)
    came = await story.sends(message, mrn="4821")
    assert (came.outcome, came.episodes) == ("applied", (episode,))
    assert "somebody is asked" in worded(came.detail)
    (item,) = waits(story)
    assert (item.owner, item.about) == ("intake_lead", episode)
    assert item.due is not None
    assert item.due > item.since
    assert (await story.status(episode)).phase == "first-contact"
    story.case_manager.allows("saved")
    await story.case_manager.says("21 1")
    await story.passes(hours=1)
    assert waits(story) == []
    assert (await story.status(episode)).phase == "first-contact"
    await ends(story)


async def test_a_death_without_a_visit_holds_every_text(story: Story) -> None:
    """PID-30 Y of no stay: all prompts are withdrawn and one question stands; a slip goes on."""
    episode = await running(story)
    story.case_manager.expects("WHERE DID THEY GO J.S.", "death").ignores()
    before = len(story.patient.received)
    await story.sends(adt("A31", LATER, visit=None, patient_class="", died="Y"), mrn="4821")
    await story.passes(hours=2)
    assert (await story.status(episode)).phase == "queued"
    assert len(story.patient.received) == before
    story.case_manager.allows("saved")
    await story.case_manager.says("21 1")
    await story.passes(minutes=10)
    assert (await story.status(episode)).phase == "first-contact"
    await ends(story)


async def test_a_word_of_death_that_nobody_understands_holds_every_text(story: Story) -> None:
    """PID-30 "DECEASED" of the very stay: texts stop, one question; after "home" one more."""
    episode = await running(story)
    story.case_manager.expects("WHERE DID THEY GO J.S.", "death").ignores()
    before = len(story.patient.received)
    word = adt("A08", LATER, disposition="01", discharged=HOME, died="DECEASED")
    came = await story.sends(word, mrn="4821")
    assert (came.outcome, came.episodes) == ("applied", (episode,))
    assert "PID-30: a word on a death that nobody knows" in came.detail
    assert "somebody is asked" in worded(came.detail)
    again = adt("A08", "2026-09-09 11:30", disposition="01", discharged=HOME, died="DECEASED")
    await story.sends(again, mrn="4821")
    await story.passes(hours=2)
    assert (await story.status(episode)).phase == "queued"
    assert len(story.patient.received) == before
    assert len(waits(story)) == 1
    story.case_manager.allows("saved")
    await story.case_manager.says("21 1")
    await story.passes(minutes=10)
    assert (await story.status(episode)).phase == "first-contact"
    third = adt("A08", "2026-09-09 13:00", disposition="01", discharged=HOME, died="DECEASED")
    story.case_manager.expects("WHERE DID THEY GO J.S.", "death").ignores()
    await story.sends(third, mrn="4821")
    await story.sends(third.replace("A08091300", "AGAIN"), mrn="4821")
    await story.passes(minutes=10)
    assert len(waits(story)) == 1
    assert (await story.status(episode)).phase == "queued"
    await ends(story)


async def test_a_second_cancellation_after_an_answered_one_is_asked_once(story: Story) -> None:
    """A13 of another class, "home", another A13: a text and a code of its own; sent twice none."""
    episode = await running(story)
    first = story.case_manager.expects("WHERE DID THEY GO J.S.", "cancellation").ignores()
    a13 = adt("A13", "2026-09-09 11:10", patient_class="O")
    await story.sends(a13, mrn="4821")
    story.case_manager.allows("saved")
    await story.case_manager.says(f"{first.code} 1")
    await story.passes(minutes=10)
    await story.sends(a13.replace("A13091110", "AGAIN"), mrn="4821")
    await story.passes(minutes=10)
    assert waits(story) == []
    second = story.case_manager.expects("WHERE DID THEY GO J.S.", "cancellation").ignores()
    await story.sends(adt("A13", "2026-09-09 12:30", patient_class="O"), mrn="4821")
    await story.passes(minutes=10)
    assert (await story.status(episode)).phase == "queued"
    (item,) = waits(story)
    assert item.due is not None
    assert item.due > item.since
    await story.case_manager.says(f"{second.code} 1")
    await story.passes(minutes=10)
    assert second.code != first.code
    assert waits(story) == []
    assert (await story.status(episode)).phase == "first-contact"
    await ends(story)


async def test_a_cancellation_that_fits_two_stays_is_asked_about(story: Story) -> None:
    """Two discharges and an A13 without a number: held; "not discharged" ends the newer one."""
    await running(story)
    again = {
        "visit": "V-2",
        "disposition": "01",
        "discharged": LATER,
        "admitted": "2026-09-08 20:00",
    }
    second = await story.sends(adt("A03", LATER, **again), mrn="4821")
    assert second.outcome == "started"
    await story.passes(hours=1)
    story.case_manager.expects("WHERE DID THEY GO J.S.", "cancellation").ignores()
    came = await story.sends(adt("A13", "2026-09-09 12:00", visit=None), mrn="4821")
    assert "somebody is asked" in worded(came.detail)
    await story.passes(minutes=10)
    assert (await story.status(second.episodes[0])).phase == "queued"
    story.case_manager.allows("saved")
    await story.case_manager.says("21 5")
    await story.passes(minutes=10)
    assert (await story.summary(second.episodes[0])).ending is Ending.CANCELLED
    third = adt("A03", "2026-09-09 15:00", **(again | {"discharged": "2026-09-09 15:00"}))
    came = await story.sends(third, mrn="4821")
    assert came.outcome == "started"
    await story.closes(Ending.WITHDRAWN, came.episodes[0])
    await story.ends()


WHILE_HELD = {
    "an A11 of another class": ({"visit": "V-2", "patient_class": "O"}, "A11", "cancellation"),
    "an A11 of no class": ({"visit": "V-2", "patient_class": ""}, "A11", "cancellation"),
    "a death without a visit": ({"visit": None, "patient_class": "", "died": "Y"}, "A31", "death"),
    "a word of death that nobody knows": ({"died": "DECEASED"}, "A08", "death"),
    "an A13 of another class": ({"patient_class": "O"}, "A13", "cancellation"),
    "an A29 without a visit": ({"visit": None}, "A29", "deleted"),
    "an A08 of another class": ({"patient_class": "O", "disposition": "03"}, "A08", "class"),
}
"""What is said of the patient, by which message, and the word in the question."""


@pytest.mark.parametrize("case", WHILE_HELD)
async def test_what_is_doubtful_of_a_held_episode_is_texted_and_climbs(
    story: Story, case: str
) -> None:
    """Asked at once and its ladder climbs, nothing else is; "home" settles it and lifts no hold."""
    said, trigger, word = WHILE_HELD[case]
    episode = await back_in_hospital(story)
    asked = story.case_manager.expects("WHERE DID THEY GO J.S.", word).ignores()
    before = texts(story)
    doubtful = adt(trigger, "2026-09-09 11:10", **said)  # type: ignore[arg-type]
    await story.sends(doubtful, mrn="4821")
    await story.sends(doubtful, mrn="4821")
    await story.passes(hours=3)
    assert texts(story) == before | {"CM Diaz": before["CM Diaz"] + 1}
    (item,) = waits(story)
    assert (item.owner, item.about) == ("intake_lead", episode)
    await climbs(story, episode)
    story.case_manager.allows("saved")
    story.case_manager.allows("no action needed")
    story.supervisor.expects("escalation: done by CM Diaz").ignores()
    await story.case_manager.says(f"{asked.code} 1")
    await story.passes(minutes=10)
    assert waits(story) == []
    after = texts(story)
    await story.reaches("Thu 2026-09-10 16:00")
    assert texts(story) == after
    assert (await story.status(episode)).phase == "suspended"
    assert is_held(story, episode)
    await ends(story)


async def climbs(story: Story, episode: str) -> None:
    """Nobody answers until the next morning: two rungs hear of it, and it is nobody's."""
    story.case_manager.expects("DISCHARGE UNCLEAR J.S.").ignores()
    told = story.supervisor.expects("DISCHARGE UNCLEAR J.S.").ignores()
    await story.reaches("Thu 2026-09-10 10:00")
    assert told.body
    page = await story.status(episode)
    assert page.phase == "suspended"
    assert "nobody has taken it" in page.markdown


async def test_a_doubt_stands_when_an_admission_begins_to_hold(story: Story) -> None:
    """It was asked before: its code still counts, and the certain A11 alone lets it go on."""
    episode = await running(story)
    asked = story.case_manager.expects("WHERE DID THEY GO J.S.", "visit number").ignores()
    news = adt("A31", LATER, visit=None, patient_class="", discharged=LATER)
    await story.sends(news, mrn="4821")
    await story.passes(minutes=10)
    bed = adt("A01", "2026-09-09 11:20", visit="V-2", admitted="2026-09-09 11:20")
    await story.sends(bed, mrn="4821")
    await story.passes(minutes=10)
    assert (await story.status(episode)).phase == "suspended"
    story.case_manager.expects("saved").ignores()
    await story.case_manager.says(f"{asked.code} 1")
    await story.passes(minutes=10)
    assert waits(story) == []
    assert (await story.status(episode)).phase == "suspended"
    await story.sends(adt("A11", "2026-09-09 12:00", visit="V-2"), mrn="4821")
    assert (await story.status(episode)).phase == "first-contact"
    await ends(story)


DEATHS = {
    "of no stay": ({"visit": None, "patient_class": "", "died": "Y"}, "A31", "4"),
    "a word that nobody knows": ({"died": "DECEASED"}, "A08", "died"),
    "of a clinic's visit": ({"visit": "V-9", "patient_class": "O", "died": "Y"}, "A31", "deceased"),
    "a disposition that nobody knows": (
        {"disposition": "Expired in ward"},
        "A08",
        "died this morning",
    ),
}
"""What is said of a death that is not certain, by which message, and how it is answered."""


@pytest.mark.parametrize("held", [False, True], ids=["at home", "in hospital again"])
@pytest.mark.parametrize("case", DEATHS)
async def test_died_said_of_a_death_that_the_hospital_told_ends_the_episode(
    story: Story, case: str, *, held: bool
) -> None:
    """The hospital's word and a person's agree: nobody is asked a second time."""
    said, trigger, answer = DEATHS[case]
    episode = await (back_in_hospital if held else running)(story)
    asked = story.case_manager.expects("WHERE DID THEY GO J.S.", "death").ignores()
    word = adt(trigger, "2026-09-09 11:10", **said)  # type: ignore[arg-type]
    await story.sends(word, mrn="4821")
    await story.passes(minutes=10)
    assert (await story.status(episode)).phase == ("suspended" if held else "queued")
    before = len(story.patient.received)
    story.case_manager.expects("saved").ignores()
    await story.case_manager.says(f"{asked.code} {answer}")
    await story.passes(minutes=10)
    summary = await story.summary(episode)
    assert (summary.ending, len(story.patient.received)) == (Ending.DIED, before)
    assert waits(story) == []
    await story.ends()


@pytest.mark.parametrize("held", [False, True], ids=["at home", "in hospital again"])
async def test_died_said_where_no_hospital_told_of_a_death_is_confirmed_first(
    story: Story, *, held: bool
) -> None:
    """It is the first word of a death: every text stops, and its confirmation ends the episode."""
    episode = await (back_in_hospital if held else running)(story)
    asked = story.case_manager.expects("WHERE DID THEY GO J.S.").ignores()
    await story.sends(adt("A13", "2026-09-09 11:10", patient_class="O"), mrn="4821")
    story.case_manager.allows("saved")
    confirm = story.case_manager.expects("reports that the patient died").ignores()
    await story.case_manager.says(f"{asked.code} 4")
    await story.passes(minutes=10)
    assert (await story.status(episode)).record.outcome == ""
    before = texts(story)
    await story.passes(hours=2)
    assert texts(story) == before
    await story.case_manager.says(f"{confirm.code} 1")
    await story.passes(minutes=10)
    assert (await story.summary(episode)).ending is Ending.DIED
    await story.ends()
