"""What is kept for good of each step from one account of an episode to the next."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.reachability import Reachability
from domain.episode.facts import Answer, Asked, Facts, Person, Via
from domain.pathway import Role
from domain.protocol.ledger import TAKEN_BACK, Undo, entries, opened
from domain.steps.contact import CALL
from tests.domain.plan.wandering import first_facts, rich
from tests.texts import HOME

AT = HOME + timedelta(hours=30)
NURSE = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
FACTS = first_facts(rich(HOME), HOME)


def said(value: Value, message_id: str, question: str = "contact/call/1", **more: object) -> Answer:
    """An answer of the nurse's."""
    answer = Answer(
        question=question, value=value, by=NURSE, happened_at=AT, told_at=AT, message_id=message_id
    )
    return replace(answer, **more)  # type: ignore[arg-type]


def asked(facts: Facts) -> Facts:
    """The facts when the nurse was asked for the call."""
    one = Asked(question="contact/call/1", kind=CALL, to=NURSE.role, person=NURSE)
    return replace(facts, asked=(one,))


def test_what_changes_nothing_is_no_entry() -> None:
    """The same account twice, a card that was opened, time that passes: none is an answer."""
    assert not entries(FACTS, FACTS, AT).any
    silent = FACTS.cannot_text(Role.PATIENT, Reachability.SILENT)
    assert not entries(FACTS, silent, AT).any


def test_each_answer_is_an_entry_of_its_own() -> None:
    """Two answers to one question by two messages are two, and neither supersedes the other."""
    first = asked(FACTS).answered(said(Value.NO_ANSWER, "SM1"))
    second = first.answered(said(Value.SPOKE_WELL, "SM2"))
    one, two = entries(FACTS, first, AT).answers, entries(first, second, AT).answers
    assert [entry.name for entry in (*one, *two)] == ["contact/call/1|SM1", "contact/call/1|SM2"]
    assert [entry.supersedes for entry in (*one, *two)] == ["", ""]
    assert [entry.kind for entry in (*one, *two)] == [CALL] * 2


def test_a_correction_names_what_it_supersedes() -> None:
    """The wrong answer stays, and the right one says whose place it takes."""
    wrong, right = said(Value.SPOKE_WELL, "SM1"), said(Value.NO_ANSWER, "SM2")
    before = FACTS.answered(wrong)
    (entry,) = entries(before, before.with_correction(wrong, right), AT).answers
    assert (entry.name, entry.supersedes) == (right.entry, wrong.entry)


def test_an_undo_is_an_entry_that_supersedes() -> None:
    """Of a corrected answer too: it takes back the newest, once."""
    wrong, right = said(Value.SPOKE_WELL, "SM1"), said(Value.NO_ANSWER, "SM2")
    before = FACTS.answered(wrong).with_correction(wrong, right)
    after = before.taken_back(right)
    (entry,) = entries(before, after, AT, undo=undone(AT)).answers
    assert (entry.value, entry.supersedes, entry.message_id) == (TAKEN_BACK, right.entry, "SM3")
    assert not entries(after, after, AT).any


def undone(at: datetime, message_id: str = "SM3", via: Via = Via.TEXT) -> Undo:
    """The nurse takes it back."""
    return Undo(by=NURSE, at=at, via=via, message_id=message_id)


def test_an_undo_was_told_when_it_was_and_by_its_own_way() -> None:
    """Not when somebody was there to hear it; never later than now, nor before the answer."""
    before = FACTS.answered(said(Value.SPOKE_WELL, "SM1", via=Via.CARD))
    hour = timedelta(hours=1)
    for at, kept in ((AT + hour, AT + hour), (AT + 9 * hour, AT + 3 * hour), (AT - hour, AT)):
        (entry,) = entries(before, FACTS, AT + 3 * hour, undo=undone(at)).answers
        assert (entry.told_at, entry.answer.via) == (kept, Via.TEXT)


def test_what_no_message_brought_is_named_by_its_time() -> None:
    """A vendor who could not be texted, at two times, is two entries."""
    first = FACTS.answered(said(Value.DECLINED, "", "transport/home/1", via=Via.BY_HAND))
    later = said(Value.DECLINED, "", "transport/home/1", told_at=AT + timedelta(seconds=1))
    (one,), (two,) = (
        entries(FACTS, first, AT).answers,
        entries(first, first.answered(later), AT).answers,
    )
    assert one.name != two.name
    assert one.message_id == AT.isoformat()


def test_a_visit_that_was_moved_names_the_time_before() -> None:
    """Each time of the visit stands under the answer that told it."""
    booked = said(Value.AT, "SM1", "visit/book/1", at=AT + timedelta(days=4))
    before = FACTS.answered(booked)
    (first,) = entries(FACTS, before, AT).bookings
    moved = said(Value.MOVED, "SM2", "visit/attended/1-1", at=AT + timedelta(days=6))
    (second,) = entries(before, before.answered(moved), AT).bookings
    assert (first.name, first.supersedes, first.booking.number) == (booked.entry, "", 1)
    assert (second.name, second.supersedes, second.booking.number) == (moved.entry, booked.entry, 2)


def test_the_risk_is_kept_when_it_opens_and_when_it_changes() -> None:
    """The hospital's newer account is a newer row where the risk is another, else none."""
    first = opened(FACTS).risk
    assert first is not None
    same = replace(FACTS, discharge=replace(FACTS.discharge, time_zone="America/Chicago"))
    other = replace(FACTS, discharge=replace(FACTS.discharge, ed_visits_6_months=9))
    assert entries(FACTS, same, AT).risk is None
    newer = entries(FACTS, other, AT).risk
    assert newer is not None
    assert (first.number, newer.number) == (1, 2)
    assert newer.risk != first.risk
