"""Equipment of no known kind: no table has every brand, and one of them may keep somebody alive."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.episode.decision import Decision
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Answer, Asked, Facts, Person, Via, Viewed
from domain.hospital.discharge import EquipmentItem
from domain.pathway import Role
from domain.protocol.must_know import must_know
from domain.protocol.protocol import decide
from domain.protocol.verdict import Judgement, Ruling, judge, take_back
from domain.steps.equipment import EQUIPMENT_OFFER
from domain.steps.unknown_items import EQUIPMENT_GRAVE
from domain.words.phrasebook import worded
from tests.domain.examples import ET
from tests.domain.plan.wandering import first_facts, rich
from tests.outlines import outlined

NURSE = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
TUESDAY = datetime(2026, 9, 8, 10, tzinfo=ET)
FIRST = "equipment-1/grave/1"
UNHEARD_OF = EquipmentItem(item="Breathe-O-Matic 3000")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def gone(at: datetime = TUESDAY, *items: str) -> Facts:
    """An episode that was ordered something nobody has heard of."""
    named = tuple(EquipmentItem(item=one) for one in items) or (UNHEARD_OF,)
    return first_facts(rich(at, equipment=named), at)


def look(facts: Facts, at: datetime, number: int = 1) -> Decision:
    """The item then."""
    return decide(f"equipment-{number}", facts, at)


def asked(decision: Decision) -> list[Question]:
    """Who is asked how grave it is."""
    return [one for one in decision.questions if one.kind == EQUIPMENT_GRAVE]


def says(
    value: Value, facts: Facts, at: datetime, key: str = FIRST, via: Via = Via.TEXT
) -> Judgement:
    """What the episode says to the nurse's word."""
    word = Answer(question=key, value=value, by=NURSE, happened_at=at, told_at=at, via=via)
    return judge(word, facts, at)


@pytest.mark.parametrize(
    ("home", "to", "at"),
    [
        ("2026-09-08T10:00", Role.NURSE, "2026-09-08T10:00"),
        ("2026-09-08T15:30", Role.ON_CALL, "2026-09-08T15:30"),  # too little of the shift is left
        ("2026-09-08T18:30", Role.ON_CALL, "2026-09-08T18:30"),
        ("2026-09-08T23:00", Role.ON_CALL, "2026-09-09T08:00"),
        ("2026-09-12T08:10", Role.ON_CALL, "2026-09-12T08:10"),  # Saturday
        ("2026-09-07T10:00", Role.ON_CALL, "2026-09-07T10:00"),  # Labor Day
    ],
)
def test_somebody_is_asked_at_once(home: str, to: Role, at: str) -> None:
    """The team while it is there, else whoever is on call: no weekend, night or holiday waits."""
    facts = gone(datetime.fromisoformat(home).replace(tzinfo=ET))
    when = datetime.fromisoformat(at).replace(tzinfo=ET)
    (question,) = asked(look(facts, when))
    assert (question.key, question.to, question.ask_at) == (FIRST, to, when)
    assert question.due == when + 2 * HOUR


def test_it_is_offered_to_vendors_meanwhile() -> None:
    """Nothing waits for the answer: the offers go out as for any item."""
    kinds = {one.kind for one in look(gone(), TUESDAY).questions}
    assert kinds >= {EQUIPMENT_GRAVE, EQUIPMENT_OFFER}


def test_dangerous_to_lack_is_an_alarm_from_that_minute() -> None:
    """The case manager hears at once, with the urgent ladder of oxygen; nobody is asked more."""
    at = TUESDAY + HOUR
    facts = says(Value.DANGEROUS, gone(), at).facts
    found = look(facts, at)
    assert (found.urgent, found.escalated, asked(found)) == (True, True, [])
    (alarm,) = [one for one in found.questions if one.kind == ESCALATION]
    assert (alarm.to, alarm.ask_at, alarm.urgent) == (Role.CASE_MANAGER, at, True)
    assert worded(alarm.words["headline"]) == "NO EQUIPMENT"
    later = look(facts, at + 31 * MINUTE)
    told = [one.to for one in later.questions if one.kind == ESCALATION]
    assert told == [Role.CASE_MANAGER, Role.SUPERVISOR, Role.ALWAYS_ON]


def test_what_can_wait_goes_the_routine_way() -> None:
    """Said after a look at the card: a day, the routine ladder, no line on the card any more."""
    at = TUESDAY + HOUR
    facts = replace(gone(), views=(Viewed(question=FIRST, by=NURSE, first=at),))
    judged = says(Value.CAN_WAIT, facts, at)
    assert judged.ruling is Ruling.RECORDED
    found = look(judged.facts, at + 12 * HOUR)
    assert (found.urgent, found.escalated, asked(found)) == (False, False, [])
    assert found.due == TUESDAY + timedelta(hours=24)
    assert not any("no known kind" in worded(line) for line in must_know(judged.facts))
    assert any("no known kind" in worded(line) for line in must_know(facts))


def test_nobody_calls_harmless_what_they_have_not_read() -> None:
    """A text without a look at the card is refused; a colleague's look is not theirs."""
    refused = says(Value.CAN_WAIT, gone(), TUESDAY)
    assert (refused.ruling, refused.facts) == (Ruling.REFUSED, gone())
    assert "open it first" in worded(refused.follows)
    kim = replace(NURSE, handle="kim")
    theirs = replace(gone(), views=(Viewed(question=FIRST, by=kim, first=TUESDAY),))
    assert says(Value.CAN_WAIT, theirs, TUESDAY).ruling is Ruling.REFUSED
    assert says(Value.CAN_WAIT, gone(), TUESDAY, via=Via.CARD).ruling is Ruling.RECORDED
    assert says(Value.DANGEROUS, gone(), TUESDAY).ruling is Ruling.RECORDED


def test_silence_climbs_and_then_counts_as_danger() -> None:
    """Two hours each for nurse, case manager and supervisor; then it is an alarm of its own."""
    facts = gone()
    roles = [Role.NURSE, Role.CASE_MANAGER, Role.SUPERVISOR]
    for passed, told in ((0, 1), (119, 1), (120, 2), (240, 3), (359, 3)):
        found = look(facts, TUESDAY + passed * MINUTE)
        assert [one.to for one in asked(found)] == roles[:told]
        assert not found.urgent
    silent = look(facts, TUESDAY + 6 * HOUR)
    assert (silent.urgent, silent.escalated) == (True, True)
    assert [one.to for one in asked(silent)] == roles  # a late word still ends the alarm
    late = TUESDAY + 7 * HOUR
    known = says(Value.CAN_WAIT, facts, late, f"{FIRST[:-1]}2", Via.CARD).facts
    assert not look(known, late).urgent


def test_the_night_is_nobodys_turn() -> None:
    """Asked at eight in the evening: the next hears in the morning, when people are called."""
    facts = gone(datetime(2026, 9, 8, 20, tzinfo=ET))
    (first, second) = asked(look(facts, datetime(2026, 9, 9, 8, tzinfo=ET)))
    assert (first.to, second.to) == (Role.ON_CALL, Role.CASE_MANAGER)
    assert second.ask_at == datetime(2026, 9, 9, 8, tzinfo=ET)


def test_whom_nobody_finds_holds_nothing_up() -> None:
    """No nurse and no case manager: the supervisor is asked at once; nobody at all: an alarm."""
    nobody = [Asked(question=f"{FIRST[:-1]}{n}", kind=EQUIPMENT_GRAVE, to=Role.NURSE, person=None)
              for n in (1, 2, 3)]  # fmt: skip
    (question,) = asked(look(replace(gone(), asked=tuple(nobody[:2])), TUESDAY))
    assert (question.to, question.ask_at) == (Role.SUPERVISOR, TUESDAY)
    assert look(replace(gone(), asked=tuple(nobody)), TUESDAY).urgent


def test_undo_asks_again() -> None:
    """A slip of the thumb is taken back: the question stands, and the alarm is gone."""
    at = TUESDAY + HOUR
    facts = says(Value.DANGEROUS, gone(), at).facts
    undone = take_back(FIRST, NURSE, facts, at + MINUTE).facts
    found = look(undone, at + MINUTE)
    assert (found.urgent, len(asked(found))) == (False, 1)


def test_each_of_several_is_asked_about() -> None:
    """What is said of one says nothing of the other; what a table knows is not asked about."""
    facts = gone(TUESDAY, "thingamajig", "walker", "thingamajig")
    facts = says(Value.DANGEROUS, facts, TUESDAY).facts
    assert look(facts, TUESDAY, 1).urgent
    assert asked(look(facts, TUESDAY, 2)) == []
    (other,) = asked(look(facts, TUESDAY, 3))
    assert (look(facts, TUESDAY, 3).urgent, other.words["what"]) == (False, "equipment (2)")


def test_what_the_pathway_names_is_not_asked_about() -> None:
    """A hospital's own urgent item is dangerous to lack, whatever the table knows of it."""
    facts, order = gone(), rich(TUESDAY, equipment=(UNHEARD_OF,))
    named = outlined(order, urgent_items=("breathe-o-matic",))
    found = look(replace(facts, discharge=named), TUESDAY)
    assert (found.urgent, asked(found)) == (True, [])
