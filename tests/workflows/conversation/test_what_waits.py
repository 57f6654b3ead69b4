"""A family's phone without room tells whoever asks, once, and again when it has some."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.asking.question import Question, question
from domain.asking.reachability import Reachability
from domain.pathway import Role
from domain.steps.check_in_kinds import CHECK_IN, CHECK_IN_MENU
from models.payloads import OpenConversation
from tests.domain.steps.test_check_ins import TUESDAY, home
from tests.workflows.conversation.held import CLOCK
from tests.workflows.conversation.test_caps_of_check_ins import TOKEN, prompt
from workflows.conversation import outbound
from workflows.conversation.state import Thread

NOON = TUESDAY + timedelta(hours=2)
TOMORROW = TUESDAY.replace(hour=8) + timedelta(days=1)


def check_in(day: int, at: datetime) -> Question:
    """One that is asked then."""
    return question(f"check_in/ask/{day}", CHECK_IN, Role.PATIENT, at)


def phone(*asked: Question) -> Thread:
    """The patient's, of whom these were asked at noon, and what could go out went."""
    thread = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    for one in asked:
        thread.ask(prompt(one, home(), NOON), NOON)
    sends(thread, NOON)
    return thread


def sends(thread: Thread, now: datetime) -> None:
    """All that may go by then goes."""
    outbound.drop_what_cannot_go(thread, now)
    while (at := outbound.next_at(thread, now)) is not None and at <= now:
        outbound.sent(thread, outbound.next_text(thread, now), now)
        outbound.drop_what_cannot_go(thread, now)


def told(thread: Thread) -> list[tuple[str, Reachability]]:
    """What the asker hears of its questions."""
    return [(one.key.rpartition("/")[2], one.why) for one in thread.unreachable]


def test_what_the_cap_holds_back_is_told_once_and_when_it_is_there() -> None:
    """A day later its own asker knows since when it stands."""
    thread = phone(check_in(2, NOON), check_in(4, NOON))
    sends(thread, NOON + timedelta(hours=1))
    assert told(thread) == [("4", Reachability.HELD_BACK)]
    sends(thread, TOMORROW)
    assert told(thread) == [("4", Reachability.HELD_BACK), ("4", Reachability.SHOWN)]


@pytest.mark.parametrize("at", [NOON, NOON + timedelta(days=3)])
def test_what_has_room_or_is_not_due_yet_is_told_of_by_nobody(at: datetime) -> None:
    """Only what waits for the phone, and not for its own time."""
    assert told(phone(check_in(2, at))) == []


def test_a_reply_to_what_they_said_waits_for_nothing() -> None:
    """It goes beside the cap."""
    menu = question("check_in/menu/2", CHECK_IN_MENU, Role.PATIENT, NOON)
    assert told(phone(check_in(2, NOON), replace(menu, safety=True))) == []
