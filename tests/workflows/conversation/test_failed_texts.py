"""A text that failed: tried again as it is, or without what was closed meanwhile."""

from datetime import timedelta

import pytest

from models.payloads import OpenConversation, SendText, TextItem
from tests.phone_rules import GATHERED_WITHIN
from tests.workflows.conversation.held import CLOCK, NOW, TOKEN, a_call
from workflows.conversation import outbound
from workflows.conversation.state import Thread

SOON = NOW + GATHERED_WITHIN
LATER = SOON + timedelta(minutes=2)


def failed(why: str, *initials: str) -> tuple[Thread, SendText]:
    """Calls of so many patients went into one text, whose first attempt failed."""
    thread = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    for number, each in enumerate(initials, start=21):
        thread.ask(a_call(f"ep-{number}", each), NOW)
    text = outbound.next_text(thread, SOON)
    outbound.failed(thread, text, LATER, why)
    return thread, text


def tried_next(thread: Thread) -> SendText:
    """What is tried once the pause is over."""
    outbound.drop_what_cannot_go(thread, LATER)
    assert outbound.next_at(thread, LATER) is not None
    return outbound.next_text(thread, LATER)


@pytest.mark.parametrize("why", ["Busy", "OutcomeUnknown", ""])
def test_the_very_same_is_tried_again_while_all_of_it_is_open(why: str) -> None:
    """Under its own key: if it did go out, it goes out once."""
    thread, text = failed(why, "J.S.", "M.R.")
    again = tried_next(thread)
    assert (again.key, again.items) == (text.key, text.items)


def test_what_was_closed_meanwhile_is_in_no_new_text() -> None:
    """The carrier took nothing: the other goes alone, and the closed one is never shown."""
    thread, text = failed("Busy", "J.S.", "M.R.")
    closed = next(iter(thread.prompts))
    thread.close(closed, SOON, "done by a colleague")
    again = tried_next(thread)
    assert again.key != text.key
    assert outbound.prompts_of(thread, again.key) == tuple(set(thread.prompts) - {closed})
    outbound.sent(thread, again, LATER)
    assert outbound.next_at(thread, LATER) is None or thread.prompts[closed].sent == 0


@pytest.mark.parametrize("why", ["OutcomeUnknown", ""])
def test_what_may_have_gone_out_goes_under_its_own_key_or_not_at_all(why: str) -> None:
    """Its reader may have it: what is closed of it is no reason for a second text."""
    thread, text = failed(why, "J.S.", "M.R.")
    thread.close(next(iter(thread.prompts)), SOON, "done by a colleague")
    assert tried_next(thread).key == text.key


def test_nothing_goes_of_what_is_closed_altogether() -> None:
    """All of it was settled while the carrier was busy."""
    thread, _ = failed("Busy", "J.S.", "M.R.")
    for key in list(thread.prompts):
        thread.close(key, SOON, "done by a colleague")
    outbound.drop_what_cannot_go(thread, LATER)
    assert thread.unsure == {}


@pytest.mark.parametrize("why", ["Busy", "OutcomeUnknown", ""])
def test_it_waits_no_longer_once_another_went_out(why: str) -> None:
    """Five failures in a second made a reply wait for ten minutes after the carrier was back."""
    thread, text = failed(why, "J.S.")
    much_later, soon = LATER + timedelta(hours=1), LATER + timedelta(seconds=1)
    thread.say("reply", TextItem(kind="heard"))
    outbound.failed(thread, outbound.next_text(thread, SOON), much_later, why)
    outbound.failed(thread, text, much_later, why)
    assert set(thread.held_until.values()) == {much_later}
    outbound.works_again(thread, soon)
    assert set(thread.held_until.values()) == {soon}


def test_what_waits_for_its_readers_hours_still_does() -> None:
    """It has not failed: nobody is woken because the carrier is back."""
    thread, _ = failed("Busy", "J.S.")
    thread.say("reply", TextItem(kind="heard"))
    thread.held_until["reply"] = LATER + timedelta(hours=9)
    outbound.works_again(thread, LATER)
    assert thread.held_until["reply"] == LATER + timedelta(hours=9)
