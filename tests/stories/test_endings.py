"""How episodes end early, are held, begin again, and what the end leaves behind."""

import pytest
from sqlmodel import select

from domain.episode.facts import Ending
from domain.words.phrasebook import worded
from models.tables import Encounter, EpisodeRow, SlotRow, WorkItem
from tests.stories.people import RIDES, at, home
from tests.stories.story import ALMOST, Story

TUESDAY = "2026-09-08 10:00"


@pytest.fixture(autouse=True)
def quiet(story: Story) -> None:
    """The patient books and the lists are settled."""
    story.only("contact")
    story.nurse.allows("saved: J.S.2 meds")


@pytest.mark.golden
async def test_a_death_answered_on_the_call_stops_all_texts_and_is_confirmed(
    story: Story,
) -> None:
    """Died: family texts stop without a word, the case manager confirms, the episode closes."""
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").replies("{code} 5", told=("saved: J.S. call",))
    story.nurse.expects("how did the call end?").replies(
        "{code} 5", told=("All texts to the family stop",)
    )
    story.case_manager.expects("reports that the patient died").replies("{code} 1")
    await story.reaches("Wed 2026-09-09 08:30")
    texts = len(story.patient.received)

    assert (await story.summary()).ending is Ending.DIED
    assert len(story.patient.received) == texts == 3
    await story.ends()


async def test_a_death_reported_by_mistake_goes_on(story: Story) -> None:
    """The answer "a mistake, alive" puts everything back as it was."""
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").replies("{code} died", told=("noted that the patient died",))
    story.case_manager.expects("reports that the patient died").replies("{code} 2")
    story.nurse.expects("CALL J.S.").replies("{code} 1", told=("saved: J.S. call",))
    await story.reaches("Wed 2026-09-09 08:30")
    page = await story.status()
    assert page.phase == "follow-up"
    await story.ends()


@pytest.mark.golden
async def test_a_readmission_holds_the_episode_and_can_be_undone(story: Story) -> None:
    """Readmitted on day 12: every prompt is withdrawn; undone on day 13: it is asked anew."""
    await story.discharge(home(TUESDAY))
    story.nurse.allows("Reminder")
    old = story.nurse.expects("CALL J.S.").ignores()
    story.case_manager.expects("NOT REACHED").ignores()
    story.supervisor.expects("NOT REACHED").ignores()
    story.supervisor.allows("Reminder")
    await story.reaches("Sun 2026-09-20 12:00")
    story.nurse.expects(f"{old.code} J.S. call: patient readmitted").ignores()
    story.case_manager.expects("patient readmitted").ignores()
    story.supervisor.expects("patient readmitted").ignores()
    await story.readmitted()
    assert (await story.status()).phase == "suspended"
    await story.reaches("Mon 2026-09-21 11:00")
    new = story.nurse.expects("CALL J.S.").ignores()
    story.case_manager.expects("NOT REACHED").ignores()
    story.supervisor.expects("NOT REACHED").ignores()
    await story.readmission_undone()
    await story.passes(seconds=ALMOST.total_seconds())
    assert int(new.code) > int(old.code)
    story.nurse.expects("saved: J.S. call").ignores()
    story.case_manager.expects("done by RN Lopez").ignores()
    story.supervisor.expects("done by RN Lopez").ignores()
    await story.nurse.says(f"{new.code} 1")
    await story.settles()
    await story.ends()


async def test_a_readmission_that_lasts_closes_on_day_30(story: Story) -> None:
    """Still an inpatient when the window ends: the episode closes as readmitted."""
    story.nurse.allows("CALL", "{code} 1")
    story.nurse.allows("saved: J.S. call")
    await story.discharge(home(TUESDAY))
    await story.reaches("Sun 2026-09-20 12:00")
    await story.readmitted()
    await story.reaches("Fri 2026-10-09 00:00")
    assert (await story.summary()).ending is Ending.READMITTED
    await story.ends()


async def test_a_cancelled_discharge_may_start_again_under_the_same_encounter(
    story: Story,
) -> None:
    """Cancelled, then discharged again: a second episode of the same encounter, its slot free.

    The patient had a text that day: the second offer waits until the next morning.
    """
    first = await story.discharge(home(TUESDAY))
    await story.closes(Ending.CANCELLED)
    await story.summary()
    second = await story.discharge(home("2026-09-08 15:00"))
    with story.database.read() as session:
        rows = [session.get_one(Encounter, one) for one in (first, second)]
    assert [row.n for row in rows] == [1, 2]
    assert len({row.encounter_token for row in rows}) == 1
    await story.reaches("Wed 2026-09-09 07:45")
    assert len(story.patient.received) == 4  # what comes twice, an offer, its confirmation
    story.nurse.allows("CALL", "{code} 1")
    story.nurse.allows("saved: J.S.2 call")
    await story.reaches("Wed 2026-09-09 08:05")
    with story.database.read() as session:
        booked = session.exec(select(SlotRow).where(SlotRow.booked)).all()
    assert [slot.episode for slot in booked] == [second]
    await story.ends()


async def test_a_duplicate_start_is_one_episode(story: Story) -> None:
    """The same discharge sent twice, even by two senders at once, starts one episode."""
    first = await story.discharge(home(TUESDAY))
    assert await story.discharge(home(TUESDAY)) == first
    with story.database.read() as session:
        assert len(session.exec(select(Encounter)).all()) == 1
    await story.ends()


async def test_what_is_open_on_day_30_is_unresolved_and_in_the_work_queue(story: Story) -> None:
    """Day 30 closes with a summary of each step; what nobody settled is somebody's, who is told.

    Such an episode is not called completed.
    """
    story.case_manager.expects("days are over", "48-hour call", "by Tue 10/13 5p").ignores()
    for phone in (story.nurse, story.case_manager, story.supervisor):
        phone.allows("J.S.")
        phone.allows("For each:")
    await story.discharge(home(TUESDAY))
    await story.reaches("Fri 2026-10-09 08:10")
    summary = await story.summary()
    steps = {step.step: step for step in summary.steps}
    assert summary.ending is Ending.UNRESOLVED
    assert (steps["contact"].state, steps["contact"].escalated) == ("unresolved", True)
    assert (steps["visit"].state, steps["visit"].late) == ("done", False)
    assert steps["reconciliation"].by == "RN Lopez"
    with story.database.read() as session:
        rows = session.exec(select(WorkItem)).all()
        queue = [(worded(one.reason), one.owner, one.due) for one in rows]
        row = session.get_one(EpisodeRow, story.episodes[0])
        assert row.at >= at("2026-10-09 00:00")  # its patient-days are all counted
    reason = "48-hour call was still open when the episode closed (unresolved)"
    assert queue == [(reason, "diaz", at("2026-10-13 17:00"))]
    await story.ends()


async def test_an_early_end_tells_the_driver_who_had_accepted(story: Story) -> None:
    """Withdrawn after a ride was placed: the driver hears that it is cancelled, once."""
    story.driver.expects("RIDE J.S.").replies("{code} 1")
    await story.discharge(home(TUESDAY, transport=RIDES))
    story.driver.expects("RIDE CANCELLED J.S.").ignores()
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_death_nobody_confirms_can_be_confirmed_up_the_ladder(story: Story) -> None:
    """The case manager is silent: the supervisor confirms, and the episode closes as died."""
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").replies("{code} died", told=("noted that the patient died",))
    story.case_manager.allows("J.S.")
    await story.reaches("Wed 2026-09-09 13:00")
    story.supervisor.expects("DEATH TO CONFIRM J.S.", "2 died, confirmed").replies(
        "{code} 2", told=()
    )
    story.supervisor.allows("J.S.")
    await story.reaches("Wed 2026-09-09 14:30")
    assert (await story.summary()).ending is Ending.DIED
    await story.ends()
