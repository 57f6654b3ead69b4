"""A phone's pace is the pathway's, whichever hospitals' prompts share the phone."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from domain.pathway import TextRules
from domain.time.calendar import WEEKDAYS
from domain.time.hours import Reach, Window
from models.payloads import (
    Delivery,
    DeliveryOutcome,
    OpenConversation,
    PendingAnswer,
    PendingKind,
    ReceivedText,
    TakeBack,
    TextItem,
)
from tests.stories.people import NURSE, ZONE
from tests.workflows.conversation.held import CLOCK, NOW, TOKEN, a_call
from tests.workflows.conversation.test_shared_phone import reminder, thread_of_a_family
from workflows.conversation import outbound, pacing
from workflows.conversation.inbound import read
from workflows.conversation.prompt import IDLE_AFTER, idle_after
from workflows.conversation.state import Thread

USUAL = TextRules()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FROM_EIGHT = Reach(
    time_zone=ZONE,
    windows=tuple(Window(day=day, begins=time(8), ends=time(17)) for day in WEEKDAYS),
)


def asked(*rules: TextRules) -> Thread:
    """A nurse's phone with one call of each of so many hospitals' pathways."""
    thread = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    for number, each in enumerate(rules, start=21):
        call = a_call(f"ep-{number}", f"{chr(44 + number)}.S.")
        thread.ask(call.model_copy(update={"texts": each}), NOW)
    return thread


def shown(*rules: TextRules) -> Thread:
    """The same, when everything stands on the phone."""
    thread, at = asked(*rules), NOW
    while any(standing.code is None for standing in thread.prompts.values()):
        at = outbound.next_at(thread, at) or at
        outbound.sent(thread, outbound.next_text(thread, at), at)
    return thread


def write(thread: Thread, body: str, at: datetime) -> list[TextItem]:
    """What a text is answered with."""
    before = len(thread.outgoing)
    number = len(thread.memory.recent)
    read(thread, ReceivedText(message_id=f"SM{number}", phone=NURSE, body=body, at=at), at)
    return [out.item for out in thread.outgoing[before:]]


@pytest.mark.parametrize("minutes", [0, 2, 15])
def test_a_prompt_waits_for_others_as_long_as_its_pathway_says(minutes: int) -> None:
    """Two minutes or fifteen, or not at all."""
    thread = asked(replace(USUAL, gather_minutes=minutes))
    assert outbound.next_at(thread, NOW) == NOW + minutes * MINUTE


def test_each_of_two_hospitals_prompts_waits_by_its_own() -> None:
    """A nurse of two: what one hospital wants soon the other's patience does not hold."""
    slow, soon = replace(USUAL, gather_minutes=15), replace(USUAL, gather_minutes=1)
    for rules in ((slow, soon), (soon, slow)):
        assert outbound.next_at(asked(*rules), NOW) == NOW + MINUTE


@pytest.mark.parametrize(("most", "codes"), [(1, 1), (2, 2), (3, 3)])
def test_a_text_holds_as_many_prompts_as_the_pathway_says(most: int, codes: int) -> None:
    """Of four that wait."""
    thread = asked(*[replace(USUAL, together=most)] * 4)
    assert len(outbound.next_text(thread, NOW + 2 * MINUTE).codes) == codes


@pytest.mark.parametrize(("most", "left"), [(1, 4), (3, 2), (4, 1)])
def test_a_list_is_as_long_as_the_newest_prompts_pathway_says(most: int, left: int) -> None:
    """A list is of the whole phone, whichever hospital's its lines are."""
    thread = shown(*[replace(USUAL, listed=2)] * 4, replace(USUAL, listed=most))
    found, more = pacing.page(thread, NOW + DAY, more=False)
    assert (len(found), more) == (most, left)


@pytest.mark.parametrize(("minutes", "again"), [((), None), ((7,), 7), ((5, 30), 5)])
@pytest.mark.parametrize("outcome", [DeliveryOutcome.LATER, DeliveryOutcome.UNKNOWN])
def test_what_did_not_arrive_goes_again_when_the_pathway_says(
    outcome: DeliveryOutcome, minutes: tuple[int, ...], again: int | None
) -> None:
    """Where it never does the episode is told at once, and goes another way."""
    thread = shown(replace(USUAL, resend_minutes=minutes))
    at = NOW + 3 * MINUTE
    (standing,) = thread.prompts.values()
    lost = Delivery(key=standing.text, status="undelivered", outcome=outcome)
    outbound.undelivered(thread, lost, at)
    assert outbound.next_at(thread, at) == (at + again * MINUTE if again else None)
    assert len(thread.unreachable) == (again is None)


@pytest.mark.parametrize("most", [1, 3])
@pytest.mark.parametrize("minutes", [1, 10])
def test_a_phone_hears_so_often_that_it_was_not_understood(most: int, minutes: int) -> None:
    """Beyond that a person reads it; after a while it is told again."""
    thread = shown(replace(USUAL, corrections=most, repeat_minutes=minutes))
    at = NOW + DAY
    for _ in range(most):
        assert [item.kind for item in write(thread, "hmm", at)] == ["not_read_code"]
    assert (write(thread, "hmm", at), len(thread.words)) == ([], 1)
    assert write(thread, "hmm", at + minutes * MINUTE - MINUTE / 2) == []
    assert [item.kind for item in write(thread, "hmm", at + minutes * MINUTE)] == ["not_read_code"]


@pytest.mark.parametrize("minutes", [1, 10, 30])
def test_an_emergency_line_is_not_said_twice_within_the_pathways_minutes(minutes: int) -> None:
    """It is passed on each time all the same."""
    thread = thread_of_a_family()
    rules = replace(USUAL, repeat_minutes=minutes)
    thread.ask(reminder("jane", "J.S.").model_copy(update={"texts": rules}), NOW)
    said = [write(thread, "chest pain", NOW + n * minutes * MINUTE / 2) for n in range(3)]
    assert [len(each) for each in said] == [1, 0, 1]
    assert len(thread.words) == 3


@pytest.mark.parametrize(("minutes", "held"), [(0, True), (10, False), (60, False)])
def test_who_wrote_just_now_is_answered_at_night_if_the_pathway_says(
    minutes: int, *, held: bool
) -> None:
    """How late an answer is a text like others is a hospital's to say."""
    thread = thread_of_a_family()
    rules = replace(USUAL, awake_minutes=minutes)
    thread.ask(reminder("jane", "J.S.").model_copy(update={"texts": rules}), NOW)
    thread.answer_in_hours("SM1", NOW, NOW + 5 * MINUTE)
    assert ("SM1" in thread.held_until) is held


@pytest.mark.parametrize("days", [1, 3, 14])
def test_an_answer_is_corrected_as_long_as_its_own_pathway_says(days: int) -> None:
    """Whatever the newest prompt's pathway says; and so long the thread stays awake for it."""
    rules = replace(USUAL, fix_days=days)
    thread = shown(rules, USUAL)
    for key in list(thread.prompts):
        thread.close(key, NOW, "reached", answered=True)
    assert idle_after(thread.memory, thread.prompts.values()) == max(days, USUAL.fix_days) * DAY
    first = next(iter(thread.prompts))
    thread.forget_closed(NOW + days * DAY - MINUTE)
    assert first in thread.prompts
    thread.forget_closed(NOW + days * DAY)
    assert first not in thread.prompts


def test_a_prompt_is_remembered_while_an_answer_to_it_is_on_its_way() -> None:
    """What the episode says to a late UNDO is told, however long the way takes; then it goes."""
    thread = shown(USUAL)
    key = next(iter(thread.prompts))
    thread.close(key, NOW, "reached", answered=True)
    by = thread.prompts[key].prompt.to.person
    undo = TakeBack(episode="e", key="call/1", by=by, at=NOW)
    thread.pending.append(PendingAnswer(id=key, kind=PendingKind.UNDO, said=undo))
    thread.forget_closed(NOW + 90 * DAY)
    assert key in thread.prompts
    thread.pending.clear()
    thread.forget_closed(NOW + 90 * DAY)
    assert key not in thread.prompts


def test_a_familys_thread_stays_a_day() -> None:
    """Nobody corrects an answer by FIX there: what is kept longer is for nobody."""
    assert idle_after(thread_of_a_family().memory, ()) == IDLE_AFTER


def test_the_rules_outlive_the_thread_as_the_language_does() -> None:
    """A text that comes to a phone at which nothing stands is answered by what it was last told."""
    rules = replace(USUAL, corrections=1)
    state = asked(USUAL, rules).state()
    assert state.memory.texts == rules
    anew = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    assert anew.memory.texts == USUAL
    anew.memory = type(state.memory).model_validate_json(state.memory.model_dump_json())
    assert [len(write(anew, "hmm", NOW)) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(("fewest", "listed"), [(2, True), (3, True), (4, False)])
def test_a_shift_begins_with_a_list_of_as_many_as_the_pathway_says(
    fewest: int, *, listed: bool
) -> None:
    """Fewer than that have their own reminders, and no list repeats them."""
    thread = shown(*[replace(USUAL, list_from=fewest)] * 3)
    thread.hours = FROM_EIGHT
    tomorrow = NOW + DAY
    assert pacing.morning_at(thread, tomorrow) == (tomorrow + 2 * MINUTE if listed else None)


@pytest.mark.parametrize(("minutes", "fresh"), [(30, False), (60, True)])
def test_a_list_comes_so_late_at_most_as_the_pathway_says(minutes: int, *, fresh: bool) -> None:
    """Where nothing could be sent as the shift began, it is caught up with, or left to the next."""
    thread = shown(*[replace(USUAL, list_minutes=minutes)] * 3)
    thread.hours = FROM_EIGHT
    begins = NOW + DAY if fresh else NOW + 2 * DAY
    assert pacing.morning_at(thread, NOW + DAY + 45 * MINUTE) == begins + 2 * MINUTE


@pytest.mark.parametrize(
    ("after", "urgent", "again"),
    [(7, False, False), (30, False, False), (31, False, True), (7, True, True), (2, True, False)],
)
def test_what_was_just_asked_is_not_reminded_of(after: int, *, urgent: bool, again: bool) -> None:
    """A call first shown at six to eight has no reminder at eight; an alarm has it."""
    thread = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    call, came = a_call("ep-21", "J.S."), NOW + 2 * MINUTE * (not urgent)
    remind = replace(call.question, remind_at=(came + after * MINUTE,), urgent=urgent)
    thread.ask(call.model_copy(update={"question": remind}), NOW)
    outbound.sent(thread, outbound.next_text(thread, came), came)
    assert outbound.next_at(thread, came) == (came + after * MINUTE if again else None)


def test_a_reminder_that_follows_soon_after_another_is_given() -> None:
    """The first showing alone takes a later reminder along: a list at eight takes none."""
    thread = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    call, came = a_call("ep-21", "J.S."), NOW + 2 * MINUTE
    times = (came + 2 * DAY, came + 2 * DAY + 10 * MINUTE)
    thread.ask(call.model_copy(update={"question": replace(call.question, remind_at=times)}), NOW)
    for at in (came, times[0]):
        outbound.sent(thread, outbound.next_text(thread, at), at)
    assert outbound.next_at(thread, times[0]) == times[1]


@pytest.mark.parametrize(("most", "named"), [(1, 1), (2, 2), (3, 3)])
def test_the_list_of_a_shift_names_as_many_as_a_text_holds(most: int, named: int) -> None:
    """By the prompt that came last; MORE names the others."""
    thread = shown(*[USUAL] * 3, replace(USUAL, together=most))
    thread.hours = FROM_EIGHT
    text = outbound.next_text(thread, NOW + DAY + 2 * MINUTE)
    assert (text.items[0].kind, text.items[0].words, len(text.codes)) == (
        "morning",
        {"count": "4"},
        named,
    )
