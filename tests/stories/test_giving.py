"""A step is given away: whoever gets it keeps it, whatever it asks next, until it is given on."""

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
