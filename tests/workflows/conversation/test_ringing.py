"""A phone that is rung: whatever becomes of its texts, an alarm on it is never given up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.asking.kind import Kind
from domain.asking.question import question
from domain.asking.reachability import Reachability
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.episode.facts import Person
from domain.pathway import Role
from domain.time.hours import Reach
from models.payloads import (
    Contact,
    Delivery,
    DeliveryOutcome,
    OpenConversation,
    Prompt,
    ReceivedText,
    Retraction,
    SendText,
    Settled,
)
from tests.domain.examples import LINE as CARE
from tests.keys import TOKENS
from tests.stories.people import ZONE
from tests.workflows.conversation.held import CLOCK, NOW
from workflows.conversation import outbound
from workflows.conversation.inbound import read
from workflows.conversation.state import Thread

NUMBER = "+16175550199"
TEN = timedelta(minutes=10)
LINE = Person(handle="always-on", name="the always-on number", role=Role.ALWAYS_ON)


def asked(key: str, kind: Kind, episode: str = "ep-1", initials: str = "J.S.") -> Prompt:
    """What the always-on number is asked, with two reminders."""
    contact = Contact(
        person=LINE,
        token=TOKENS.phone(NUMBER),
        time_zone=ZONE,
        reach=Reach(time_zone=ZONE),
    )
    words = {"headline": "URGENT", "why": "x", "before": "", "done": "safe", "then": ""}
    return Prompt(
        episode=episode,
        patient=episode,
        facility_name="Mercy General",
        facility_zone="America/New_York",
        initials=initials,
        question=question(
            key,
            kind,
            Role.ALWAYS_ON,
            NOW,
            due=NOW + 3 * TEN,
            remind_at=(NOW + TEN, NOW + 2 * TEN),
            urgent=True,
            words=words,
        ),
        to=contact,
        care_line=CARE,
        undo_minutes=10,
    )


def line(*prompts: Prompt) -> Thread:
    """The thread of the always-on number."""
    thread = Thread(OpenConversation(token=TOKENS.phone(NUMBER), clock=CLOCK))
    for prompt in prompts or (asked("review/x/3", ESCALATION),):
        thread.ask(prompt, NOW)
    return thread


def ways(text: SendText) -> tuple[bool, bool]:
    """Whether it is written, and whether it is said."""
    return text.written, text.voice


def stands(thread: Thread) -> None:
    """The alarm is open, nobody is told that it cannot be asked, and its reminder only rings."""
    outbound.drop_what_cannot_go(thread, NOW + TEN)
    assert thread.unreachable == []
    assert len(thread.open_prompts()) == 1
    assert outbound.next_at(thread, NOW) == NOW + TEN
    assert ways(outbound.next_text(thread, NOW + TEN)) == (False, True)


@pytest.mark.parametrize("why", ["CannotReach", "OptedOut"])
def test_a_refused_alarm_stands_and_rings_again(why: str) -> None:
    """It has rung: the phone is marked, and only rung from now on."""
    thread = line()
    text = outbound.next_text(thread, NOW)
    assert ways(text) == (True, True)
    outbound.refused(thread, text, why, NOW)
    assert len(thread.marks) == 1
    stands(thread)


@pytest.mark.parametrize("outcome", [DeliveryOutcome.NEVER, DeliveryOutcome.OPTED_OUT])
def test_an_alarm_that_did_not_arrive_for_good_stands(outcome: DeliveryOutcome) -> None:
    """A landline takes the text and reports it undelivered later: its call was placed."""
    thread = line()
    text = outbound.next_text(thread, NOW)
    outbound.sent(thread, text, NOW)
    outbound.undelivered(thread, Delivery(key=text.key, status="undelivered", outcome=outcome), NOW)
    stands(thread)


@pytest.mark.parametrize("outcome", list(DeliveryOutcome))
def test_no_receipt_gives_an_alarm_up(outcome: DeliveryOutcome) -> None:
    """However often a text does not arrive and whyever."""
    thread, now = line(), NOW
    for _ in range(6):
        if (at := outbound.next_at(thread, now)) is None:
            break
        now = max(at, now)
        text = outbound.next_text(thread, now)
        outbound.sent(thread, text, now)
        lost = Delivery(key=text.key, status="failed", outcome=outcome)
        outbound.undelivered(thread, lost, now)
        outbound.drop_what_cannot_go(thread, now)
    assert thread.unreachable == []
    assert len(thread.open_prompts()) == 1


def test_after_stop_the_phone_is_only_rung() -> None:
    """STOP is about texts: the first call after it is the first thing that goes."""
    thread = line()
    read(thread, ReceivedText(message_id="SM1", phone=NUMBER, body="STOP", at=NOW), NOW)
    outbound.drop_what_cannot_go(thread, NOW)
    assert thread.unreachable == []
    thread.outgoing.clear()
    assert ways(outbound.next_text(thread, NOW)) == (False, True)


def test_a_digit_counts_on_a_phone_that_has_opted_out() -> None:
    """What comes of a call is an answer, whatever was said about texts."""
    thread = line()
    read(thread, ReceivedText(message_id="SM1", phone=NUMBER, body="STOP", at=NOW), NOW)
    thread.outgoing.clear()
    outbound.sent(thread, outbound.next_text(thread, NOW), NOW)
    read(thread, ReceivedText(message_id="CA1", phone=NUMBER, body="21 1", at=NOW), NOW)
    assert [pending.said.message_id for pending in thread.pending] == ["CA1"]


def test_what_does_not_ring_is_still_given_up() -> None:
    """Whether it is done is asked by text alone: the ladder goes on from its silence."""
    thread = line(asked("review/x/3/done-1", ESCALATION_DONE))
    text = outbound.next_text(thread, NOW)
    assert ways(text) == (True, False)
    outbound.refused(thread, text, "CannotReach", NOW)
    assert [one.why for one in thread.unreachable] == [Reachability.NO_TEXTS]


def test_two_alarms_at_once_are_two_calls() -> None:
    """Each has a code of its own to be taken by: they are not gathered into one text."""
    second = asked("review/y/3", ESCALATION, "ep-2", "M.T.")
    thread = line(asked("review/x/3", ESCALATION), second)
    codes = []
    for _ in range(2):
        text = outbound.next_text(thread, NOW)
        assert ways(text) == (True, True)
        codes.append(text.codes)
        outbound.sent(thread, text, NOW)
    assert codes == [(21,), (22,)]


def test_each_reminder_rings() -> None:
    """The first and both of its reminders, each under a key of its own."""
    thread, now, keys = line(), NOW, []
    for _ in range(3):
        text = outbound.next_text(thread, now)
        assert text.voice
        keys.append(text.key)
        outbound.sent(thread, text, now)
        now += TEN
    assert len(set(keys)) == 3


def test_what_only_rings_is_a_page_as_well() -> None:
    """Of a landline no text is kept: its calls are what disturbs somebody at night."""
    thread = line()
    thread.mark(Reachability.NO_TEXTS, NOW)
    text = outbound.next_text(thread, NOW)
    assert (ways(text), text.page) == ((False, True), True)


def test_two_alarms_in_one_text_are_a_page() -> None:
    """A case manager hears of two patients at once: that is one page, and not none."""
    person = Person(handle="diaz", name="CM Diaz", role=Role.CASE_MANAGER)
    both = [
        prompt.model_copy(update={"to": prompt.to.model_copy(update={"person": person})})
        for prompt in (
            asked("review/x/1", ESCALATION),
            asked("review/y/1", ESCALATION, "ep-2", "M.T."),
        )
    ]
    text = outbound.next_text(line(*both), NOW)
    assert (len(text.codes), text.page) == (2, True)


def test_an_alarm_taken_under_an_older_code_rings_no_more() -> None:
    """The newer round that stands on this phone is seen to as well; taken back, it rings again."""
    again = asked("review/x/3.2", ESCALATION)
    newer = again.model_copy(update={"question": replace(again.question, again_of="review/x/3")})
    thread = line(asked("review/x/3", ESCALATION), newer, asked("review/y/3", ESCALATION))
    for key in ("ep-1|review/x/3", "ep-1|review/x/3.2"):
        thread.coded(key, NOW)
    thread.retract(Retraction(episode="ep-1", key="review/x/3", settled=Settled(silent=True)), NOW)
    thread.acknowledge("ep-1|review/x/3", NOW)
    waits = {key: thread.next_time(one, NOW) for key, one in thread.open_prompts()}
    assert waits == {"ep-1|review/x/3.2": None, "ep-1|review/y/3": NOW}
    thread.reopen("ep-1|review/x/3")
    assert thread.next_time(thread.prompts["ep-1|review/x/3.2"], NOW) == NOW
