"""Rides: offered to vendors in turn, confirmed, moved with the visit, and looked after."""

import pytest

from domain.episode.facts import Ending
from domain.hospital.discharge import Transport
from models.payloads import StepSummary
from tests.phone_rules import GATHERED_WITHIN
from tests.stories.people import RIDES, at, home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
RIDE = ("RIDE J.S.", "pick-up Fri 9/11 8a", "to a visit and back")


@pytest.fixture(autouse=True)
def others_are_quiet(story: Story) -> None:
    """The other steps go by themselves; the patient picks Friday's slot."""
    story.only("transport")


async def ride(story: Story) -> StepSummary:
    """How transport stands."""
    page = await story.status()
    return next(step for step in page.record.steps if step.step == "transport")


async def test_the_second_vendor_takes_the_ride(story: Story) -> None:
    """A vendor declines, the next accepts: confirmed the day before, checked at the pick-up."""
    story.driver.expects(*RIDE, "Address after you accept").replies("{code} 2")
    offered = story.other_driver.expects(*RIDE).replies("{code} 1", told=("J.S. ride, accept",))
    await story.discharge(home(TUESDAY, transport=RIDES))
    assert offered.minute == at(TUESDAY)
    confirm = story.other_driver.expects("CONFIRM RIDE J.S.", "pick-up Fri 9/11 8a").replies(
        "{code} 1", told=("J.S. ride, confirmed",)
    )
    check = story.other_driver.expects("RIDE J.S., pick-up Fri 9/11 8a: picked up?").replies(
        "{code} 1", told=("J.S. ride, picked up",)
    )
    await story.reaches("Fri 2026-09-11 12:00")
    assert (confirm.minute, check.minute) == (at("2026-09-10 08:00"), at("2026-09-11 08:15"))
    step = await ride(story)
    assert (step.state, step.by, step.late) == ("done", "Blue Van", False)

    story.nurse.expects("attended?").replies("{code} 1", told=("J.S. visit, attended",))
    await story.reaches("Mon 2026-09-14 09:00")
    await story.ends()


async def test_a_silent_vendor_loses_the_ride_to_the_next(story: Story) -> None:
    """Silent for its share of the time: the next is asked; who comes late hears that it is placed.

    The late one may still take it until somebody else has.
    """
    late = story.driver.expects(*RIDE).ignores()
    story.other_driver.expects(*RIDE).ignores()
    await story.discharge(home(TUESDAY, transport=RIDES))
    await story.reaches("Tue 2026-09-08 14:01")
    assert len(story.other_driver.received) == 1  # four hours are the most a vendor may think
    story.driver.expects("J.S. ride: already placed. No reply needed.")
    story.other_driver.expects("saved: J.S. ride, accept")
    await story.other_driver.says("1")
    await story.passes(minutes=5)
    story.driver.expects("takes no answer: J.S.: already placed. Nothing was recorded.")
    await story.driver.says(f"{late.code} 1")
    await story.passes(minutes=5)
    assert (await ride(story)).detail == "Blue Van drives Fri 9/11 8a."
    story.other_driver.expects("RIDE CANCELLED J.S., pick-up Fri 9/11 8a")
    story.other_driver.allows("No reply needed")
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_when_all_decline_the_nurse_hears_at_once(story: Story) -> None:
    """All declined: the nurse at once; still no ride 24 hours before it: the case manager.

    As one of two prompts it comes without the reason, which WHO tells.
    """
    story.driver.expects(*RIDE).replies("{code} 2")
    story.other_driver.expects(*RIDE).replies("{code} no")
    asked = story.nurse.expects("RIDE J.S. by Thu 9/10 8a: 1 arranged").ignores()
    await story.discharge(home(TUESDAY, transport=RIDES))
    assert asked.minute == at(TUESDAY) + GATHERED_WITHIN
    story.nurse.expects(f"{asked.code} J.S.", "no vendor can")
    await story.nurse.says(f"who {asked.code}")
    await story.reaches("Thu 2026-09-10 07:57")
    assert story.case_manager.received == []
    told = story.case_manager.expects(
        "NO RIDE J.S.", "Ride to a visit and back, Fri 9/11 8a: no vendor can."
    ).ignores()
    await story.reaches("Thu 2026-09-10 08:00")
    assert told.minute == at("2026-09-10 08:00") + GATHERED_WITHIN
    story.nurse.expects("J.S. ride, ride arranged", "Nothing more to do.")
    story.case_manager.expects("J.S. escalation: done by RN Lopez")
    await story.nurse.says(f"{asked.code} 1")
    await story.passes(minutes=5)

    step = await ride(story)
    assert (step.state, step.by, step.escalated) == ("done", "RN Lopez", True)
    await story.ends()


async def test_a_moved_visit_moves_the_ride(story: Story) -> None:
    """The first ride is cancelled with its driver when the visit moves, and a new one is asked.

    A driver who was there and reports nothing hears of no cancellation afterwards.
    """
    story.driver.expects(*RIDE).replies("{code} 1")
    await story.discharge(home(TUESDAY, transport=RIDES))
    story.driver.expects("CONFIRM RIDE").replies("{code} 1", told=("J.S. ride, confirmed",))
    story.driver.expects("picked up?").ignores()
    story.nurse.expects(*RIDE, "no word whether it came").ignores()
    await story.reaches("Fri 2026-09-11 12:00")
    attended = story.nurse.expects("VISIT Fri 9/11? J.S.").replies(
        "{code} 3 thu 9/17 2:30p", told=("moved to Thu 9/17 2:30p",)
    )
    again = ("RIDE J.S.", "pick-up Thu 9/17 1:30p")
    story.nurse.expects("J.S. ride: ", "No reply needed")
    story.driver.expects("J.S. ride: ", "No reply needed")
    story.driver.expects(*again).replies("{code} 1")
    story.case_manager.allows("NOT SEEN BY DAY 7", "{code} 1")
    story.case_manager.allows("J.S.")
    await story.reaches("Mon 2026-09-14 09:00")
    assert attended.minute == at("2026-09-14 08:00") + GATHERED_WITHIN
    await story.reaches("Wed 2026-09-16 09:00")

    story.driver.expects("CONFIRM RIDE J.S., pick-up Thu 9/17 1:30p").replies(
        "{code} 2", told=("J.S. ride, cannot do it",)
    )
    story.other_driver.expects(*again).replies("{code} 1")
    story.other_driver.expects("CONFIRM RIDE J.S.", "Address: ").replies("{code} 1")
    await story.reaches("Wed 2026-09-16 14:00")
    story.other_driver.expects("RIDE J.S., pick-up Thu 9/17 1:30p: picked up?").replies(
        "{code} 1", told=("J.S. ride, picked up",)
    )
    story.nurse.expects("attended?").replies("{code} 1", told=("J.S. visit, attended",))
    await story.reaches("Fri 2026-09-18 09:00")
    assert (await ride(story)).by == "Blue Van"
    await story.ends()


async def test_the_ride_home_is_asked_of_two_at_once(story: Story) -> None:
    """A ride home leaves little time: two vendors think at once, the first to accept has it.

    They are asked to confirm at once: that text has the address, and a driver needs it.

    Nobody was picked up: the nurse hears at once, the case manager an hour after it was due.
    """
    story.driver.expects("RIDE J.S., pick-up Tue 9/8 11a, home from hospital, wheelchair").ignores()
    story.other_driver.expects("RIDE J.S., pick-up Tue 9/8 11a").replies("{code} 1")
    story.other_driver.expects("CONFIRM RIDE J.S.", "Address: ").replies("{code} 1")
    story.driver.expects("J.S. ride: already placed. No reply needed.")
    await story.discharge(home(TUESDAY, transport=Transport(home=True, wheelchair=True)))
    story.other_driver.expects("pick-up Tue 9/8 11a: picked up?").replies(
        "{code} 2", told=("J.S. ride, not picked up",)
    )
    asked = story.nurse.expects("RIDE J.S.", "nobody was picked up. Please see to it.").ignores()
    await story.reaches("Tue 2026-09-08 11:57")
    assert asked.minute == at("2026-09-08 11:15") + GATHERED_WITHIN
    story.case_manager.expects("NO RIDE J.S.", "nobody was picked up").replies(
        "{code} 2 her son drives", told=("saved: J.S. escalation, done",)
    )
    story.nurse.expects("J.S. ride: done by CM Diaz")
    await story.reaches("Tue 2026-09-08 12:00")
    step = await ride(story)
    assert (step.state, step.by) == ("done", "CM Diaz")
    await story.ends()
