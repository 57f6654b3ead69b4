"""A person has two episodes, and somebody says of one that they died: the other must hear it."""

import pytest
from sqlmodel import select

from domain.episode.facts import Ending, Person, Sense, Wrote
from domain.pathway import Role
from models import names
from models.payloads import Close, Written
from models.tables import Encounter
from tests.adt import adt, instant
from tests.stories.story import Story

HOME, LATER = "2026-09-08 10:00", "2026-09-09 11:00"
KEY = Person(handle="key 7", name="key 7", role=Role.CASE_MANAGER)


@pytest.fixture(autouse=True)
def quiet(story: Story) -> None:
    """Whoever is asked for something else answers nothing."""
    for phone in story.network.phones.values():
        phone.allows("No reply needed")
        phone.allows("no longer needed")
        phone.allows("saved")
        phone.allows("closed")
    for said in ("CALL J.S.", "BOOK VISIT", "MEDS", "list"):
        story.nurse.allows(said)
    story.patient.allows("our visit")
    story.patient.allows("follow-up visit")


async def two_stays(story: Story) -> tuple[str, str, str]:
    """Home since yesterday, and a discharge of a class that nobody knows; the code that asks."""
    await story.begins(instant(HOME))
    home = {"disposition": "01", "admitted": "2026-09-04 08:00", "discharged": HOME}
    first = await story.sends(adt("A03", HOME, **home), mrn="4821")
    await story.reaches("Wed 2026-09-09 11:00")
    asked = story.case_manager.expects("WHERE TO J.S.", "by Fri 9/11").ignores()
    story.case_manager.allows("WHERE TO J.S.")
    story.case_manager.allows("WHERE DID THEY GO J.S.")
    more = {"visit": "V-2", "patient_class": "ZZQ", "disposition": "01", "discharged": LATER}
    second = await story.sends(adt("A03", LATER, **more), mrn="4821")
    await story.passes(minutes=10)
    assert len({*first.episodes, *second.episodes}) == 2
    return first.episodes[0], second.episodes[0], asked.code


async def of_a_death(story: Story, episode: str) -> list[str]:
    """The words of death that an episode has heard, by their names."""
    history = await story.episode(episode).fetch_history()
    heard = [one.workflow_execution_signaled_event_attributes for one in history.events]
    told = [one for one in heard if one.signal_name == names.WROTE]
    found = await story.client.data_converter.decode([one.input.payloads[0] for one in told])
    return [one["wrote"]["message_id"] for one in found]


async def test_died_said_of_one_stay_pauses_the_other_and_asks(story: Story) -> None:
    """Heard once, under the name of the episode that told it; it ends nothing but the first."""
    certain, doubtful, code = await two_stays(story)
    story.case_manager.expects("CM Diaz reports that the patient died").ignores()
    here = story.case_manager.expects("CM Diaz reports that the patient died").ignores()
    before = len(story.patient.received)
    await story.case_manager.says(f"{code} 4")
    await story.passes(minutes=10)
    assert await of_a_death(story, certain) == [f"death:{doubtful}"]
    assert (await story.status(certain)).record.outcome == ""
    await story.passes(hours=3)
    assert len(story.patient.received) == before
    assert here.body
    confirms = [e for e in story.case_manager.expectations if "died" in e.words[0]]
    for asked in confirms:
        await story.case_manager.says(f"{asked.code} 1")
        await story.passes(minutes=10)
    for episode in (certain, doubtful):
        assert (await story.summary(episode)).ending is Ending.DIED
    assert await of_a_death(story, certain) == [f"death:{doubtful}"]
    await story.ends()


async def test_a_mistake_lets_the_other_go_on_and_a_repetition_says_nothing(story: Story) -> None:
    """The same word told again, as after a crash, is no news once somebody said "alive"."""
    certain, doubtful, _ = await two_stays(story)
    close = Close(ending=Ending.DIED, at=await story.now(), by="key 7")
    asked = story.case_manager.expects("key 7 reports that the patient died").ignores()
    await story.episode(doubtful).signal(names.CLOSE, close)
    await story.passes(minutes=10)
    assert (await story.summary(doubtful)).ending is Ending.DIED
    assert await of_a_death(story, certain) == [f"death:{doubtful}"]
    before = len(story.patient.received)
    await story.passes(hours=1)
    assert len(story.patient.received) == before
    await story.case_manager.says(f"{asked.code} 2")
    await story.passes(minutes=10)
    again = Wrote(
        message_id=f"death:{doubtful}", at=await story.now(), by=KEY, body="", sense=Sense.DEATH
    )
    await story.episode(certain).signal(names.WROTE, Written(wrote=again))
    await story.passes(minutes=10)
    page = await story.status(certain)
    assert (page.phase, page.record.outcome) == ("first-contact", "")
    assert "It waits to be read" not in page.markdown
    await story.closes(Ending.WITHDRAWN, certain)
    await story.ends()


async def _the_next(story: Story, visit: str = "V-7", **more: str) -> str:
    """A discharge of the same person is read only now: its episode."""
    said = {"disposition": "01", "discharged": "2026-09-09 11:30"} | more
    late = adt("A03", "2026-09-09 11:30", visit=visit, **said)
    came = await story.sends(late, mrn="4821")
    assert came.outcome == "started", came
    return came.episodes[-1]


async def _died_on_the_question(story: Story, doubtful: str, code: str) -> None:
    del doubtful
    await story.case_manager.says(f"{code} 4")


async def _ended_by_hand(story: Story, doubtful: str, code: str) -> None:
    del code
    close = Close(ending=Ending.DIED, at=await story.now(), by="key 7")
    await story.episode(doubtful).signal(names.CLOSE, close)


async def _a_colleague_wrote(story: Story, doubtful: str, code: str) -> None:
    del code
    word = Wrote(message_id="SM9", at=await story.now(), by=KEY, body="", sense=Sense.DEATH)
    await story.episode(doubtful).signal(names.WROTE, Written(wrote=word))


async def _the_family_wrote(story: Story, doubtful: str, code: str) -> None:
    del code
    who = Person(handle="patient", name="the patient", role=Role.PATIENT)
    word = Wrote(message_id="SM9", at=await story.now(), by=who, body="", sense=Sense.DEATH)
    await story.episode(doubtful).signal(names.WROTE, Written(wrote=word))


SAYINGS = {
    "said where they went": _died_on_the_question,
    "ended by hand": _ended_by_hand,
    "a colleague wrote it": _a_colleague_wrote,
    "the family wrote it": _the_family_wrote,
}
"""How a death becomes known in an episode before another begins."""


@pytest.mark.parametrize("case", SAYINGS)
async def test_an_episode_that_begins_after_a_death_was_told_pauses_and_asks(
    story: Story, case: str
) -> None:
    """The discharge was read late: no text to the family, and the case manager is asked."""
    _, doubtful, code = await two_stays(story)
    story.case_manager.allows("reports that the patient died")
    story.case_manager.allows("DIED?")
    await SAYINGS[case](story, doubtful, code)
    await story.passes(minutes=10)
    before = len(story.patient.received)
    late = await _the_next(story)
    await story.passes(minutes=10)
    assert (await story.status(late)).record.outcome == ""
    asked = [text for _, text in story.case_manager.received if "stay's record reports" in text]
    assert len(asked) == 1
    story.case_manager.allows("DEATH TO CONFIRM")
    story.supervisor.allows("DEATH TO CONFIRM")
    story.case_manager.allows("DISCHARGE UNCLEAR")
    story.supervisor.allows("DISCHARGE UNCLEAR")
    await story.reaches("Thu 2026-09-10 16:00")
    assert len(story.patient.received) == before
    for phone in story.network.phones.values():
        phone.allows("")
    with story.database.read() as session:
        rows = session.exec(select(Encounter)).all()
        running = [row.episode for row in rows if not (row.outcome or row.ending)]
    assert late in running
    for episode in running:
        await story.closes(Ending.WITHDRAWN, episode)
    await story.ends()


async def test_a_death_told_of_another_record_is_heard_when_it_is_joined(story: Story) -> None:
    """Ended by hand as died under one number, at home under another; the A40 pauses and asks."""
    for phone in story.network.phones.values():
        phone.allows("")
    await story.begins(instant(HOME))
    home = {"disposition": "01", "admitted": "2026-09-04 08:00", "discharged": HOME}
    before = {"disposition": "01", "discharged": "2026-09-03 10:00"}
    other = adt("A03", "2026-09-03 10:00", mrn="4799", visit="V-2", control="OTHER", **before)
    old = await story.sends(other, mrn="4799")
    await story.closes(Ending.DIED, old.episodes[0])
    new = await story.sends(adt("A03", HOME, **home), mrn="4821")
    assert await of_a_death(story, new.episodes[0]) == []
    await story.reaches("Wed 2026-09-09 11:00")
    asked = story.case_manager.expects("reports that the patient died").ignores()
    await story.sends(adt("A40", LATER, visit=None, merged="4799"), mrn="4821")
    await story.passes(minutes=10)
    assert await of_a_death(story, new.episodes[0]) == [f"death:{old.episodes[0]}"]
    await story.passes(hours=1)
    assert asked.body
    await story.sends(adt("A08", "2026-09-09 11:40", disposition="01"), mrn="4821")
    assert await of_a_death(story, new.episodes[0]) == [f"death:{old.episodes[0]}"]
    await story.closes(Ending.WITHDRAWN, new.episodes[0])
    await story.ends()


@pytest.mark.parametrize("said", ["{code} 4", "{code} she died last night"])
async def test_died_said_of_a_stay_that_has_ended_reaches_the_one_that_took_its_place(
    story: Story, said: str
) -> None:
    """Home again while the colleague was typing: their answer or words are heard where texts go."""
    _, doubtful, code = await two_stays(story)
    await story.closes(Ending.WITHDRAWN, doubtful)
    story.case_manager.allows("died")
    story.case_manager.allows("DEATH TO CONFIRM")
    story.supervisor.allows("DEATH TO CONFIRM")
    late = await _the_next(story)
    assert await of_a_death(story, late) == []
    await story.case_manager.says(said.format(code=code))
    await story.passes(minutes=10)
    assert await of_a_death(story, late) == [f"death:{doubtful}"]
    before = len(story.patient.received)
    await story.passes(hours=3)
    assert len(story.patient.received) == before
    newer = await _the_next(story, "V-8", discharged="2026-09-09 11:40")
    assert await of_a_death(story, newer) == []  # it began with the word
    await story.passes(minutes=10)
    assert dict((await story.status(newer)).record.owners)["review"] == "diaz"
    await story.passes(hours=1)
    assert len(story.patient.received) == before
    for phone in story.network.phones.values():
        phone.allows("")
    await story.closes(Ending.WITHDRAWN, newer)
    await story.ends()
