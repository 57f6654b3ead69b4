"""A reminder that joins a question of its day has been given: no other text of the day says it."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.question import Question, question
from domain.episode.facts import Facts
from domain.pathway import Role
from domain.steps.check_in_kinds import CHECK_IN, CHECK_IN_MENU
from domain.steps.visit_course import VISIT_REMINDER
from models.payloads import Delivery, DeliveryOutcome, OpenConversation, SendText
from tests.domain.steps.test_check_ins import TUESDAY, home
from tests.workflows.conversation.held import CLOCK
from tests.workflows.conversation.test_caps_of_check_ins import TOKEN, prompt
from workflows.conversation import outbound
from workflows.conversation.state import Thread

DAY_BEFORE, NOON = TUESDAY.replace(hour=16), TUESDAY.replace(hour=12) + timedelta(days=1)
TWO_HOURS_BEFORE = NOON + timedelta(hours=2)
REMINDER = replace(
    question("visit/reminder/1", VISIT_REMINDER, Role.PATIENT, DAY_BEFORE),
    remind_at=(TWO_HOURS_BEFORE,),
    times={"visit": TWO_HOURS_BEFORE + timedelta(hours=2)},
)
CHECK = question("check_in/ask/1", CHECK_IN, Role.PATIENT, NOON)
MENU = replace(question("check_in/menu/1", CHECK_IN_MENU, Role.PATIENT, NOON), safety=True)


def _sends(thread: Thread, at: datetime) -> SendText:
    text = outbound.next_text(thread, at)
    outbound.sent(thread, text, at)
    return text


def _asks(thread: Thread, asked: Question, facts: Facts, at: datetime) -> SendText:
    thread.ask(prompt(asked, facts, at), at)
    return _sends(thread, at)


def test_it_is_said_once_that_day() -> None:
    """What follows from the reply does not say it again, and it does not come at its own hour."""
    thread, facts = Thread(OpenConversation(token=TOKEN, clock=CLOCK)), home()
    assert _asks(thread, REMINDER, facts, DAY_BEFORE).key.endswith("visit/reminder/1#1")
    joined = _asks(thread, CHECK, facts, NOON)
    assert joined.key == "episode|check_in/ask/1&episode|visit/reminder/1#2"
    thread.close("episode|check_in/ask/1", NOON, Value.PROBLEM)
    menu = _asks(thread, MENU, facts, NOON + timedelta(minutes=1))
    assert menu.key == "episode|check_in/menu/1#1"
    assert thread.prompts["episode|visit/reminder/1"].closed_at is not None


def test_one_that_did_not_arrive_was_not_said() -> None:
    """The carrier could not deliver the text: both are sent again."""
    thread, facts = Thread(OpenConversation(token=TOKEN, clock=CLOCK)), home()
    _asks(thread, REMINDER, facts, DAY_BEFORE)
    joined = _asks(thread, CHECK, facts, NOON)
    lost = Delivery(key=joined.key, status="undelivered", outcome=DeliveryOutcome.LATER)
    outbound.undelivered(thread, lost, NOON)
    later = NOON + timedelta(minutes=10)
    assert "episode|visit/reminder/1" in outbound.prompts_of(thread, _sends(thread, later).key)
