"""Urgent rounds stand outside every budget of texts: none holds them back, and they use none up."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from domain.asking.question import question
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Person
from domain.pathway import Role, TextRules
from domain.time.calendar import WEEKDAYS
from domain.time.hours import Reach, Window
from models.payloads import OpenConversation, Prompt
from tests.stories.people import ZONE
from tests.workflows.conversation.held import CLOCK, NOW, TOKEN, a_call
from tests.workflows.conversation.test_shared_phone import reminder
from workflows.conversation import outbound
from workflows.conversation.state import Thread

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TIGHT = TextRules(
    patient_per_day=1,
    patient_per_week=1,
    gather_minutes=15,
    together=1,
    listed=1,
    corrections=1,
)
DIAZ = Person(handle="diaz", name="CM Diaz", role=Role.CASE_MANAGER)
BY_DAY = Reach(
    time_zone=ZONE,
    windows=tuple(Window(day=day, begins=time(8), ends=time(17)) for day in WEEKDAYS),
)
NIGHT = NOW.replace(hour=23)
ROUNDS = 40


def alarm(number: int, at: datetime, episode: str = "ep-9") -> Prompt:
    """One round's first rung, to somebody who works by day."""
    again = f".{number}" if number > 1 else ""
    asked = question(
        f"review/wrote.SM1/1{again}",
        ESCALATION,
        Role.CASE_MANAGER,
        at,
        due=at + 10 * MINUTE,
        urgent=True,
        words={"headline": "URGENT", "why": "", "before": "", "done": "safe", "then": ""},
    )
    asked = replace(asked, again_of="review/wrote.SM1/1" if number > 1 else "")
    call = a_call(episode, "J.S.")
    to = call.to.model_copy(update={"person": DIAZ, "reach": BY_DAY})
    return call.model_copy(update={"question": asked, "to": to, "texts": TIGHT})


def ring(thread: Thread, begins: datetime, rounds: int = ROUNDS) -> list[datetime]:
    """So many rounds an hour apart; gives when each of them went out."""
    went = []
    for number in range(1, rounds + 1):
        at = begins + (number - 1) * HOUR
        thread.ask(alarm(number, at), at)
        when = outbound.next_at(thread, at)
        assert when is not None
        outbound.sent(thread, outbound.next_text(thread, when), when)
        went.append(when)
    return went


def test_no_budget_holds_an_alarm_back() -> None:
    """At night, off shift, after other texts of the same minute: each round goes in its minute."""
    thread = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    for number in range(21, 25):
        call = a_call(f"ep-{number}", f"{chr(44 + number)}.S.")
        thread.ask(call.model_copy(update={"texts": TIGHT}), NIGHT)
    assert ring(thread, NIGHT) == [NIGHT + number * HOUR for number in range(ROUNDS)]


def test_an_alarm_uses_up_nobodys_minutes() -> None:
    """What waits for others goes when it would have gone without forty rounds before it."""
    quiet = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    alarmed = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    ring(alarmed, NOW - ROUNDS * HOUR)
    routine = a_call("ep-21", "A.S.").model_copy(update={"texts": TIGHT})
    for thread in (quiet, alarmed):
        thread.ask(routine, NOW)
    assert outbound.next_at(alarmed, NOW) == outbound.next_at(quiet, NOW) == NOW + 15 * MINUTE


@pytest.mark.parametrize("first", ["alarm", "family"])
def test_a_colleague_who_is_a_patient_too_has_both(first: str) -> None:
    """One phone: forty rounds take nothing of the patient's day, nor its one text theirs."""
    thread = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    own = reminder("jane", "J.S.").model_copy(update={"texts": TIGHT})
    if first == "alarm":
        ring(thread, NOW - ROUNDS * HOUR)
        thread.ask(own, NOW)
        assert outbound.next_at(thread, NOW) == NOW
        assert thread.memory.texted == ()
        return
    thread.ask(own, NOW)
    outbound.sent(thread, outbound.next_text(thread, NOW), NOW)
    assert len(thread.memory.texted) == 1
    assert ring(thread, NOW, rounds=3) == [NOW, NOW + HOUR, NOW + 2 * HOUR]
    assert len(thread.memory.texted) == 1
