"""What ops read in the event history of an episode and of a phone: who and what, never whose."""

from collections.abc import Iterable

from models import names
from tests.keys import TOKENS
from tests.stories.people import NURSE, home
from tests.stories.story import Story
from tests.stories.timeline import timeline

TUESDAY = "2026-09-08 10:00"


async def _call_that_nobody_made(story: Story) -> None:
    """Nobody picks up, then nobody calls again: the case manager sees to it."""
    story.only("contact")
    story.patient.allows("Reply 1 Wed", "1")
    story.nurse.expects("CALL J.S.").replies("{code} 4", told=("saved: J.S. call",))
    story.nurse.allows("CALL J.S.")
    story.nurse.allows("No reply needed")
    story.case_manager.expects("NOT REACHED J.S.").replies("{code} 2 his son")
    await story.discharge(home(TUESDAY))
    await story.reaches("Thu 2026-09-10 10:05")


def _in_this_order(wanted: Iterable[str], shown: list[str]) -> bool:
    rest = iter(shown)
    return all(words in rest for words in wanted)


async def test_an_episodes_history_says_who_and_what(story: Story) -> None:
    """Asking, saving, waiting and taking back name the person and the task in plain words."""
    await _call_that_nobody_made(story)
    lines = await timeline(story, story.episodes[0])
    shown = [said for line in lines for said in line.split("; ")]
    call = (
        "nurse: no answer to call by Thu 9/10 10a",
        "ask nurse: call",
        "patient: no answer to visit by Wed 9/9 10a",
        "a-lopez: no answer to call by Thu 9/10 10a",
        "save patient: visit, third",
        "save a-lopez: call, no answer",
        "case manager: no answer to escalation of contact by Thu 9/10 12p",
        "ask case manager: escalation of contact",
        "save diaz: escalation of contact, done",
        "take back from a-lopez: call, done by diaz",
    )
    assert _in_this_order(call, shown), "\n".join(shown)
    await story.ends()


async def test_a_phones_history_says_who_and_what(story: Story) -> None:
    """Texting, handing over and waiting name the holder of the phone and the task."""
    await _call_that_nobody_made(story)
    shown = await timeline(story, names.conversation_id(TOKENS.phone(NURSE)))
    told = (
        "a-lopez: call is due",
        "text a-lopez: call 22",
        "hand over a-lopez: call, no answer",
        "text a-lopez: saved call 22",
        "text a-lopez: call 23",
        "a-lopez: no answer to call",
        "shift of a-lopez: look",
        "text a-lopez: call 23 again",
        "text a-lopez: no reply needed call 23",
    )
    assert _in_this_order(told, shown), shown
    await story.ends()
