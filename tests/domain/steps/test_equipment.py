"""Equipment that keeps somebody alive is due before they go home, and has the urgent ladder."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.asking.kind import Kind
from domain.asking.question import Question
from domain.episode.decision import Decision
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Facts
from domain.hospital.discharge import EquipmentItem
from domain.pathway import Role
from domain.protocol.protocol import decide
from domain.steps.equipment import EQUIPMENT_OFFER
from domain.words.phrasebook import worded
from tests.domain.plan.wandering import first_facts, rich
from tests.texts import HOME

HOSTILE = "O2 for Jane Smith 617-555-0123 ![x](http://evil.example/p.png)"
BEFORE = HOME - timedelta(hours=2)


def gone(*items: EquipmentItem, learnt_at: datetime = HOME) -> Facts:
    """An episode with these items."""
    return first_facts(rich(HOME, equipment=items), learnt_at)


def look(item: EquipmentItem, after: timedelta = timedelta(0)) -> Decision:
    """The only item, so long after going home."""
    return decide("equipment-1", gone(item), HOME + after)


def asked(decision: Decision, kind: Kind) -> list[Question]:
    """Its questions of one kind."""
    return [each for each in decision.questions if each.kind == kind]


@pytest.mark.parametrize(
    "item",
    [
        *("home oxygen concentrator", "O2 concentrator", "BiPAP", "home ventilator", "vent", "TPN"),
        *("trach", "PD cycler", "insulin pump supplies", "wound vac"),
    ],
)
def test_without_a_time_it_is_due_before_they_go_home(item: str) -> None:
    """So it is late at once where it is learnt of at discharge: case manager and vendors hear."""
    decision = look(EquipmentItem(item=item))
    assert decision.due == BEFORE
    assert worded(decision.reason) == "dangerous to lack: before they go home, else at once"
    assert decision.urgent
    (told,) = asked(decision, ESCALATION)
    assert (told.to, told.ask_at, told.urgent) == (Role.CASE_MANAGER, HOME, True)
    offers = asked(decision, EQUIPMENT_OFFER)
    assert len(offers) == 2
    assert "needed" not in offers[0].times  # "needed now"


def test_a_routine_item_has_its_day_and_the_routine_ladder() -> None:
    """A bed without a time: 24 hours, and nobody is paged."""
    decision = look(EquipmentItem(item="hospital bed"))
    assert decision.due == HOME + timedelta(hours=24)
    late = look(EquipmentItem(item="hospital bed"), timedelta(hours=30))
    assert not decision.urgent
    assert not late.urgent


@pytest.mark.parametrize(
    ("needed_by", "due"),
    [
        (HOME - timedelta(days=1), HOME - timedelta(days=1)),
        (HOME + timedelta(hours=1), HOME + timedelta(hours=1)),
        (HOME.replace(hour=20, minute=59), HOME.replace(hour=20, minute=59)),
        (HOME.replace(hour=21, minute=0), BEFORE),
        (HOME.replace(hour=23, minute=59), BEFORE),
        (HOME.replace(hour=0, minute=0), HOME.replace(hour=0, minute=0)),
        (HOME + timedelta(days=1), BEFORE),
        (HOME + timedelta(days=9), BEFORE),
    ],
)
def test_a_time_on_a_later_day_is_too_late(needed_by: datetime, due: datetime) -> None:
    """A time on the day of discharge is the hospital's to know; a later one the plan names.

    So is one of the night: nobody delivers then, and it stands for the day.
    """
    decision = look(EquipmentItem(item="ventilator", needed_by=needed_by))
    assert decision.due == due
    assert ("was said" in worded(decision.reason)) == (due != needed_by)


def test_each_kind_is_named_and_two_of_one_are_numbered() -> None:
    """Whoever gets two texts can tell them apart."""
    items = ("hospital bed", "walker", "Walker, spare", "odd thing", "other thing", "O2 conc.")
    facts = gone(*(EquipmentItem(item=item) for item in items))
    titles = [worded(decide(f"equipment-{n}", facts, HOME).title) for n in range(1, 7)]
    assert titles == [
        "Equipment: hospital bed",
        *("Equipment: walker (1)", "Equipment: walker (2)"),
        *("Equipment: equipment (1)", "Equipment: equipment (2)"),
        "Equipment: oxygen concentrator",
    ]


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_hospitals_own_words_for_an_item_leave_in_no_decision(*, withdrawn: bool) -> None:
    """Neither titles nor words, headlines or reasons hold what was written."""
    item = EquipmentItem(item=HOSTILE, withdrawn=withdrawn)
    for hours in (0, 1, 5, 50):
        decision = look(item, timedelta(hours=hours))
        assert not any(word in repr(decision) for word in ("Jane", "0123", "![", "http"))


@pytest.mark.parametrize(
    ("item", "headline"),
    [
        (HOSTILE, "NO OXYGEN"),
        ("portable tank", "NO OXYGEN"),
        ("bi-pap", "NO BREATHING MACHINE"),
        ("vent", "NO VENTILATOR"),
    ],
)
def test_the_ladder_says_what_is_lacking(item: str, headline: str) -> None:
    """The headline of an urgent ladder names the kind."""
    (told,) = asked(look(EquipmentItem(item=item)), ESCALATION)
    assert worded(told.words["headline"]) == headline


def test_announced_in_time_nobody_is_paged_before_it_is_due() -> None:
    """An expected discharge: vendors are asked first, the ladder begins two hours before."""
    facts = replace(gone(EquipmentItem(item="oxygen")), opened_at=HOME - timedelta(hours=8))
    early = decide("equipment-1", facts, HOME - timedelta(hours=7, minutes=30))
    due = decide("equipment-1", facts, BEFORE)
    assert (early.urgent, due.urgent) == (False, True)
    assert early.decide_again_at is not None
    assert early.decide_again_at <= BEFORE
