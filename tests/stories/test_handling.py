"""A nurse gives a task away, puts its reminder off, has it sent again, asks who is on call."""

import pytest

from activities.conversations import Conversations
from domain.episode.facts import Ending
from operations.by_hand.episodes import ByHand, UnknownPerson
from operations.by_hand.giving import CannotTake, Giving, NothingToGive
from tests.stories.people import home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"


@pytest.fixture(autouse=True)
def quiet(story: Story) -> None:
    """The story is about the call; nobody minds that an episode is closed."""
    story.only("contact")
    for phone in (story.nurse, story.other_nurse):
        phone.allows("episode closed")


async def at_nine(story: Story) -> None:
    """RN Lopez has the call of J.S. since eight, and has not answered."""
    story.nurse.expects("22 CALL J.S.").ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 09:00")


async def test_a_task_is_given_to_a_colleague(story: Story) -> None:
    """GIVE: both hear, the question goes to the colleague, and her answer settles it."""
    await at_nine(story)
    story.nurse.expects("22 J.S. call is with RN Kim now").ignores()
    story.other_nurse.expects("CALL J.S.", "(was RN Lopez's)").replies("{code} 1")
    await story.nurse.says("22 give to Kim")
    await story.passes(minutes=5)
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_task_stays_when_nobody_can_take_it(story: Story) -> None:
    """A name that nobody here has, and a supervisor who is not on: it stays, and she hears why."""
    await at_nine(story)
    story.nurse.expects("22 J.S. call stays with you: nobody here", "called Chandra").ignores()
    await story.nurse.says("give 22 to Chandra")
    await story.passes(minutes=1)
    story.nurse.expects("22 saved: J.S. call, spoke, all well").ignores()
    await story.nurse.says("22 1")
    await story.passes(minutes=5)
    assert story.other_nurse.received == []
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_reminder_is_put_off_and_nothing_else(story: Story) -> None:
    """SNOOZE moves the reminder; what is due and who hears when it is late stay as they were."""
    await at_nine(story)
    story.nurse.expects("22 J.S. call: reminder Wed 9/9 11:20a EDT. Still due Thu 9/10").ignores()
    await story.nurse.says("22 remind me at 11:20")
    reminder = story.nurse.expects("Reminder", "22 CALL J.S.").ignores()
    await story.reaches("Wed 2026-09-09 11:15")
    assert reminder.body is None, story.transcript()
    await story.reaches("Wed 2026-09-09 11:30")
    assert reminder.body is not None, story.transcript()

    story.nurse.allows("Reminder")
    story.case_manager.expects("NOT REACHED J.S.", "no attempt was reported").ignores()
    for phone in (story.case_manager, story.supervisor):
        phone.allows("episode closed")
    story.supervisor.expects("NOT REACHED J.S.", "CM Diaz: no reply").ignores()
    await story.reaches("Thu 2026-09-10 13:00")
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_text_is_sent_again_and_who_is_on_call_is_said(story: Story) -> None:
    """RESEND shows the prompt as it was; "who is on call" names who is on."""
    await at_nine(story)
    story.nurse.expects("22 CALL J.S.").ignores()
    await story.nurse.says("resend 22")
    story.nurse.expects("On now: RN ", "(nurse)", "CM Diaz (case manager)").ignores()
    await story.nurse.says("Who's on call?")
    story.nurse.expects("Which one? 22 J.S. call").ignores()
    await story.nurse.says("JS 1")
    await story.passes(minutes=2)
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def owner(story: Story) -> str:
    """Whose the call is, as the status page says."""
    (line,) = [line for line in (await story.status()).markdown.splitlines() if "b-kim" in line]
    return line


async def test_the_next_try_is_the_new_owners(story: Story) -> None:
    """Given by text, the call's later tries are hers as well, though the roster has the first."""
    await at_nine(story)
    story.nurse.expects("22 J.S. call is with RN Kim now").ignores()
    story.other_nurse.expects("CALL J.S.", "(was RN Lopez's)").replies("{code} 4")
    await story.nurse.says("22 give to Kim")
    await story.passes(minutes=10)
    story.other_nurse.expects("CALL J.S.").replies("{code} 1", told=("spoke",))
    await story.reaches("Wed 2026-09-09 16:55")
    assert [body for _, body in story.nurse.received if "CALL J.S." in body][1:] == []
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_given_by_hand_both_hear(story: Story) -> None:
    """The supervisor gives it from the command line: who had it is told, who has it is asked."""
    await at_nine(story)
    real = await story.env.get_current_time()
    threads = Conversations(story.client, story.database, story.seal)
    by_hand = ByHand(story.client, story.database, threads, lambda: real)
    giving = Giving(by_hand, story.database)
    (episode,) = story.episodes
    for step, to, refusal in (
        ("contact", "nobody", UnknownPerson),
        ("equipment", "b-kim", NothingToGive),
    ):
        with pytest.raises(refusal):
            await giving.give(episode, step, to)

    story.nurse.expects("22 J.S. call: handed over to RN Kim. No reply needed").ignores()
    story.other_nurse.expects("CALL J.S.", "(was RN Lopez's)").ignores()
    assert (
        await giving.give(episode, "contact", "b-kim") == f"{episode}: contact is with RN Kim now"
    )
    await story.passes(minutes=5)
    assert "| b-kim |" in await owner(story)
    with pytest.raises(CannotTake, match="has it already"):
        await giving.give(episode, "contact", "b-kim")
    await story.closes(Ending.WITHDRAWN)
    await story.ends()
