"""What a call found is acted on: by somebody, by a time, up a ladder where nobody does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.episode.decision import StepState
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Answer, Facts
from domain.episode.visit_history import visit_history
from domain.hospital.discharge import Discharge, EquipmentItem, Medications, Transport
from domain.pathway import Role
from domain.protocol import protocol
from domain.protocol.overview import overview
from domain.protocol.verdict import take_back
from domain.steps.problems import KINDS
from domain.steps.tier import standing
from tests.domain.plan.wandering import rich
from tests.domain.steps.told import CALLED, HOME, LOPEZ, asked, opened, spoke, told

DETAIL = "contact/detail/1"
OXYGEN = EquipmentItem(item="home oxygen concentrator")
BED = EquipmentItem(item="semi-electric hospital bed with rails")
DISCHARGES: dict[str, Discharge] = {
    "without equipment": rich(HOME, equipment=()),
    "oxygen": rich(HOME, equipment=(OXYGEN,)),
    "a bed": rich(HOME, equipment=(BED,)),
    "no ride": rich(HOME, equipment=(), transport=Transport()),
    "hospice": rich(HOME, equipment=(), disposition="50"),
}


def named(*kinds: Value, of: Discharge | None = None) -> Facts:
    """A call that found these, named at once."""
    return told(spoke(opened(of)), DETAIL, *kinds)


def opens(*kinds: Value, of: Discharge | None = None, hours: float = 0) -> dict[str, Question]:
    """What stands for them and would not without them."""
    before = told(opened(of), "contact/call/1", Value.SPOKE_WELL)
    known = named(*kinds, of=of)
    return {key: one for key, one in asked(known, hours).items() if key not in asked(before, hours)}


def taken(known: Facts, key: str) -> Facts:
    """Without what was answered last to that question."""
    return take_back(key, LOPEZ, known, CALLED + timedelta(minutes=5)).facts


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("of", DISCHARGES.values(), ids=DISCHARGES.keys())
def test_every_kind_has_a_reader(kind: Value, of: Discharge) -> None:
    """Whatever is named, of whomever: one person of staff is asked, by a time, and a ladder waits.

    With the UNDO of the name it is gone.
    """
    (found,) = opens(kind, of=of).values()
    assert "/call-1" in found.key
    assert found.to.is_staff
    assert found.due is not None
    late = opens(kind, of=of, hours=30 * 24 - 26)
    assert any(one.kind == ESCALATION for one in late.values()), kind
    step = found.key.partition("/")[0]
    assert protocol.decide(step, named(kind, of=of), CALLED).settled is None
    known = taken(named(kind, of=of), DETAIL)
    assert found.key not in asked(known)


TABLE: list[tuple[Value, str, str, str, Role, str]] = [
    (Value.SYMPTOMS, "without equipment", "symptoms/review_call/call-1", "review_call",
     Role.NURSE, "Wed 12:00"),
    (Value.EQUIPMENT, "without equipment", "symptoms/review_call/call-1", "review_call",
     Role.NURSE, "Wed 12:00"),
    (Value.EQUIPMENT, "a bed", "equipment-told/arrange/call-1", "arrange_equipment",
     Role.COORDINATOR, "Thu 17:00"),
    (Value.EQUIPMENT, "oxygen", "equipment-told/late/call-1/1", "escalation",
     Role.CASE_MANAGER, "Wed 10:10"),
    (Value.FOLLOW_UP, "oxygen", "visit/visit_problem/call-1", "visit_problem",
     Role.NURSE, "Thu 17:00"),
    (Value.FOLLOW_UP, "hospice", "needs/follow_up/call-1", "case_problem",
     Role.CASE_MANAGER, "Thu 17:00"),
    (Value.RIDE, "no ride", "transport/ride_problem/call-1", "ride_problem",
     Role.COORDINATOR, "Thu 17:00"),
    (Value.OTHER, "oxygen", "needs/other/call-1", "case_problem", Role.CASE_MANAGER, "Thu 17:00"),
    (Value.HOME_HEALTH, "oxygen", "needs/home_health/call-1", "case_problem",
     Role.CASE_MANAGER, "Thu 17:00"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "of", "key", "asks", "to", "due"), TABLE)
def test_whose_it_is_and_by_when(
    kind: Value, of: str, key: str, asks: str, to: Role, due: str
) -> None:
    """A Wednesday's call at ten: two hours for symptoms, at once what keeps alive, else a day."""
    found = opens(kind, of=DISCHARGES[of])[key]
    assert (found.kind, found.to, f"{found.due:%a %H:%M}") == (asks, to, due)


def test_after_hours_whoever_is_on_call_reviews() -> None:
    """With fewer than two of the team's hours left nobody waits for the morning."""
    for hours, to in ((4.5, Role.NURSE), (5.5, Role.ON_CALL), (12, Role.ON_CALL)):
        known = told(spoke(), DETAIL, Value.SYMPTOMS, hours=hours)
        found = asked(known, hours)["symptoms/review_call/call-1"]
        assert (found.to, found.urgent) == (to, True)


@pytest.mark.parametrize("value", [None, Value.NOT_REACHED])
def test_who_feels_sick_and_is_not_reached_is_an_alarm(value: Value | None) -> None:
    """Silence past two hours, or a call in vain at once: the urgent ladder."""
    known, hours = named(Value.SYMPTOMS), 2.0
    if value is not None:
        known, hours = told(known, "symptoms/review_call/call-1", value, hours=0.5), 0.5
    decision = protocol.decide("symptoms", known, CALLED + timedelta(hours=hours))
    assert decision.urgent
    assert decision.settled is None
    assert decision.questions[-1].key == "symptoms/late/call-1/1"


@pytest.mark.parametrize("value", [Value.SAFE_AT_HOME, Value.SENT_TO_ED, Value.SEEN_TODAY])
def test_who_was_reached_is_settled(value: Value) -> None:
    """Also late; and who was sent to the emergency department gets case management for it."""
    known = told(named(Value.SYMPTOMS), "symptoms/review_call/call-1", value, hours=3)
    decision = protocol.decide("symptoms", known, CALLED + timedelta(hours=3))
    assert decision.settled
    assert (decision.settled.state, decision.settled.late) == (StepState.DONE, True)
    reasons = {one.name for one in standing(known).reasons}
    assert ("sent_to_ed" in reasons) == (value is Value.SENT_TO_ED)


def booked(known: Facts) -> Facts:
    """The visit was booked by phone, for Friday at nine."""
    answer = Answer(
        question="visit/book/1", value=Value.AT, by=LOPEZ, happened_at=CALLED, told_at=CALLED,
        at=CALLED + timedelta(days=2, hours=-1), message_id="booked",
    )  # fmt: skip
    return known.answered(answer)


@pytest.mark.parametrize("is_booked", [False, True])
def test_another_time_is_a_moved_booking(is_booked: bool) -> None:  # noqa: FBT001 - a parameter
    """The ride follows it and it is asked after; an UNDO puts the visit where it was."""
    known = booked(opened()) if is_booked else opened()
    known = told(spoke(known), DETAIL, Value.FOLLOW_UP, hours=1)
    at = CALLED + timedelta(days=3)
    moved = told(known, "visit/visit_problem/call-1", Value.AT, hours=2)
    moved = replace(moved, answers=(*moved.answers[:-1], replace(moved.answers[-1], at=at)))
    where = visit_history(moved).booked
    assert where is not None
    assert (where.at, where.number) == (at, 2 if is_booked else 1)
    keys = asked(moved, 3)
    assert f"visit/attended/{where.number}-1" in keys
    assert "visit/visit_problem/call-1" not in keys
    before = taken(moved, "visit/visit_problem/call-1")
    assert (visit_history(before).booked is not None) is is_booked


@pytest.mark.parametrize(
    ("value", "state", "raised"),
    [
        (Value.STANDS, None, False),
        (Value.DECLINED, StepState.STOPPED, False),
        (Value.NOTHING_IN_TIME, None, True),
    ],
)
def test_what_becomes_of_a_visit(value: Value, state: StepState | None, *, raised: bool) -> None:
    """It stands, is wanted no more, or climbs as when the clinic had nothing."""
    known = told(spoke(booked(opened())), DETAIL, Value.FOLLOW_UP, hours=1)
    known = told(known, "visit/visit_problem/call-1", value, hours=2)
    decision = protocol.decide("visit", known, CALLED + timedelta(hours=3))
    assert (decision.settled.state if decision.settled else None) is state
    assert any(one.kind == ESCALATION for one in decision.questions) is raised


def test_what_nobody_names_is_the_case_managers_when_the_shift_ends() -> None:
    """Until then it is whoever called; their digits count afterwards too, and end it."""
    known = spoke()
    assert asked(known, 6.9)[DETAIL].whom == "lopez"
    assert "needs/not_named/1" not in asked(known, 6.9)
    late = asked(known, 7)
    assert {DETAIL, "needs/not_named/1"} <= late.keys()
    assert f"{late[DETAIL].due:%a %H:%M}" == "Wed 17:00"
    assert "needs/not_named/1" not in asked(told(known, DETAIL, Value.OTHER, hours=8), 8)
    known_now = told(known, "needs/not_named/1", Value.KNOWN, hours=23)
    assert not {DETAIL, "needs/not_named/1"} & asked(known_now, 24).keys()
    which = asked(told(known, "needs/not_named/1", Value.NAMED, hours=23), 24)["needs/named/1"]
    assert (which.kind, which.to) == ("call_detail", Role.CASE_MANAGER)


def test_two_sources_share_no_key() -> None:
    """The same problem told at the call and by the case manager is asked of twice."""
    known = told(named(Value.SYMPTOMS), "needs/named/1", Value.SYMPTOMS, Value.RIDE, hours=1)
    keys = [key for key in asked(known, 1) if "review_call" in key]
    assert sorted(keys) == ["symptoms/review_call/call-1", "symptoms/review_call/named-1"]


MEDICINES = "medicines/meds_access/call-1"


@pytest.mark.parametrize(
    ("chosen", "key", "to"),
    [
        (Value.COST, "medicines/meds_after/call-1-1", Role.PHARMACIST),
        (Value.NO_STOCK, "medicines/meds_after/call-1-1", Role.PHARMACIST),
        (Value.NOT_PICKED_UP, "medicines/meds_after/call-1-1", Role.PHARMACIST),
        (Value.SIDE_EFFECT, "medicines/ask_prescriber/call-1-1", Role.NURSE),
        (Value.CHOOSES_NOT, "medicines/ask_prescriber/call-1-1", Role.NURSE),
        (Value.UNSURE, "teach_back/teach_back/medicines-call-1-1", Role.NURSE),
    ],
)
def test_each_digit_of_medicines_opens_whom_it_takes(chosen: Value, key: str, to: Role) -> None:
    """By the next business day; with all of them in hand nothing more is asked."""
    found = asked(told(named(Value.MEDICINES), MEDICINES, chosen, hours=1), 1)[key]
    assert (found.to, f"{found.due:%a %H:%M}") == (to, "Thu 17:00")
    done = told(named(Value.MEDICINES), MEDICINES, Value.HAVE_ALL, hours=1)
    decision = protocol.decide("medicines", done, CALLED + timedelta(hours=1))
    assert decision.in_place


def test_a_high_alert_drug_is_todays() -> None:
    """By the end of the team's day, of whoever is on call where it is too short for that."""
    differs = rich(HOME, equipment=())
    for hours, to, due in ((0, Role.NURSE, "Wed 17:00"), (6, Role.ON_CALL, "Wed 18:00")):
        known = told(spoke(opened(differs)), DETAIL, Value.MEDICINES, hours=hours)
        one = asked(known, hours)[MEDICINES]
        assert (one.to, f"{one.due:%a %H:%M}") == (to, due)
    calm = rich(HOME, equipment=(), medications=Medications())
    (one,) = opens(Value.MEDICINES, of=calm).values()
    assert f"{one.due:%a %H:%M}" == "Thu 17:00"


def test_what_waits_is_asked_again_and_what_cannot_be_is_the_case_managers() -> None:
    """On the day that was said; and whoever cannot get it for them says why."""
    known = told(named(Value.MEDICINES), MEDICINES, Value.COST, hours=1)
    first, second = (f"medicines/meds_after/call-1-{number}" for number in (1, 2))
    waits = told(known, first, Value.WAITING, hours=2)
    until = CALLED + timedelta(days=2)
    waits = replace(waits, answers=(*waits.answers[:-1], replace(waits.answers[-1], at=until)))
    assert asked(waits, 3)[second].ask_at == until
    cannot = told(waits, second, Value.CANNOT, hours=49)
    case = asked(cannot, 49)["needs/cannot/medicines-call-1-2"]
    assert (case.kind, case.to) == ("case_problem", Role.CASE_MANAGER)


@pytest.mark.parametrize(
    ("first", "caregiver", "asks_again"),
    [
        (Value.PARTLY, True, True),
        (Value.NOT_REACHED, True, True),
        (Value.CANNOT, True, True),
        (Value.CANNOT, False, False),
    ],
)
def test_the_plan_is_taught_twice_at_most(
    first: Value, *, caregiver: bool, asks_again: bool
) -> None:
    """The next day, of the caregiver where they cannot; what is not learnt then climbs."""
    of = rich(HOME, equipment=())
    if not caregiver:
        of = replace(of, patient=replace(of.patient, caregiver=None))
    key, again = (f"teach_back/teach_back/call-1-{number}" for number in (1, 2))
    known = told(named(Value.PLAN_UNCLEAR, of=of), key, first, hours=1)
    standing_now = asked(known, 25, step="teach_back")
    assert (again in standing_now) is asks_again
    assert any(one.kind == ESCALATION for one in standing_now.values()) is not asks_again
    if asks_again:
        about = standing_now[again].words["whom"]
        assert ("caregiver" in about) is (first is Value.CANNOT)
        last = told(known, again, Value.PARTLY, hours=25)
        assert any(one.kind == ESCALATION for one in asked(last, 25, step="teach_back").values())
        learnt = told(known, again, Value.CAN_SAY_IT, hours=25)
        assert protocol.decide("teach_back", learnt, CALLED + timedelta(hours=25)).in_place


@given(st.permutations(KINDS), st.sets(st.sampled_from(KINDS)))
@settings(max_examples=25, deadline=None)
def test_whatever_the_order_of_answers_no_problem_is_lost(
    order: list[Value], answered: set[Value]
) -> None:
    """Each that nobody has answered stands, whatever was answered before it and in which order."""
    known = named(*order, of=DISCHARGES["a bed"])
    opened_by = {kind: next(iter(opens(kind, of=DISCHARGES["a bed"]))) for kind in KINDS}
    for kind in order:
        if kind in answered:
            known = told(known, opened_by[kind], Value.SETTLED, hours=0.5)
    standing_now = asked(known, 1).keys()
    for kind in KINDS:
        assert (opened_by[kind] in standing_now) is (kind not in answered), kind
    steps = {view.decision.step for view in overview(known, CALLED + timedelta(hours=1)).open}
    assert {opened_by[kind].partition("/")[0] for kind in set(KINDS) - answered} <= steps
