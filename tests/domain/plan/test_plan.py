"""The rehearsals: the protocol walked through in silence, and with everybody answering at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.episode.closing import LEFT_OPEN
from domain.episode.deadlines import window_ends
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.episode.facts import Facts
from domain.hospital.discharge import Discharge, EquipmentItem, Patient, PrimaryCare, Transport
from domain.pathway import Ladder, Ladders, Role, Rung, WhenUnstaffed
from domain.plan.people import People, Prompt, Silent
from domain.plan.plan import PlannedPrompt, plan
from domain.plan.rehearsal import rehearse
from domain.protocol.opening import opening
from domain.protocol.protocol import decide, steps
from domain.steps.contact import CALL
from domain.steps.equipment import (
    EQUIPMENT_DELIVERED,
    EQUIPMENT_OFFER,
    EQUIPMENT_WORKS,
)
from domain.steps.equipment_problem import ARRANGE_EQUIPMENT
from domain.steps.opening import LAST
from domain.steps.reconciliation import RECONCILE
from domain.steps.transport import RIDE_OFFER
from domain.steps.transport_legs import RIDE_PICKED_UP
from domain.steps.visit_course import ATTENDED, BOOK_VISIT, VISIT_REMINDER
from domain.steps.visit_slots import SLOT_OFFER
from domain.words.phrasebook import worded
from tests.domain.examples import ET, NEW_YORK, calendar, pathway
from tests.outlines import outlined

TUESDAY = datetime(2026, 9, 8, 10, tzinfo=ET)
JANE = Patient(
    mrn="4821",
    given="Jane",
    family="Smith",
    birth_date=date(1948, 3, 2),
    mobile="+16175550123",
    consent_to_text=True,
)
RUNGS = (
    Rung(role=Role.CASE_MANAGER, reply_minutes=120),
    Rung(role=Role.SUPERVISOR, reply_minutes=240),
)
URGENT = (
    Rung(role=Role.CASE_MANAGER, reply_minutes=10),
    Rung(role=Role.SUPERVISOR, reply_minutes=20),
    Rung(role=Role.ALWAYS_ON, reply_minutes=20),
)
LADDERS = Ladders(
    routine=Ladder(
        rungs=RUNGS, ask_done_minutes=1440, again_minutes=0, ring_again_minutes=0, staffed_only=True
    ),
    urgent=Ladder(
        rungs=URGENT,
        ask_done_minutes=30,
        again_minutes=30,
        ring_again_minutes=10,
        staffed_only=False,
    ),
)
_ESCALATIONS = (ESCALATION, ESCALATION_DONE)
AFTER_IT = (LEFT_OPEN, LAST)
_STAFF = (Role.NURSE, Role.CASE_MANAGER, Role.SUPERVISOR)


def facts(
    discharged_at: datetime = TUESDAY,
    rule: WhenUnstaffed = WhenUnstaffed.NEXT_STAFFED,
    learned: timedelta = timedelta(0),
    **changes: object,
) -> Facts:
    """Jane goes home with a clinic, a ride and a bed; learned of some time later."""
    discharge = Discharge(
        facility="mercy-general",
        encounter="V-1",
        time_zone=NEW_YORK,
        discharged_at=discharged_at,
        disposition="01",
        patient=JANE,
        primary_care=PrimaryCare(clinic="riverside-family"),
        equipment=(EquipmentItem(item="hospital bed"),),
        transport=Transport(to_visits=True),
    )
    changed = replace(discharge, **changes)  # type: ignore[arg-type]
    laddered = replace(pathway(rule), ladders=LADDERS)
    at = discharged_at + learned
    told = outlined(changed, urgent_items=laddered.equipment.urgent_items)
    return opening(told, laddered, calendar(), at, changed.time_zone)


def first_texts(prompts: tuple[PlannedPrompt, ...], step: str) -> list[tuple[str, Role]]:
    """Who is first asked what of a step, in order."""
    return [(p.kind, p.to) for p in prompts if p.step == step and not p.reminder]


def test_silence_climbs_the_ladder() -> None:
    """Nobody calls: the nurse is reminded, then the case manager hears, then the supervisor."""
    silent = plan(facts()).silence
    assert first_texts(silent, "contact") == [
        (CALL, Role.NURSE),
        (ESCALATION, Role.CASE_MANAGER),
        (ESCALATION, Role.SUPERVISOR),
    ]
    rungs = [p for p in silent if p.step == "contact" and p.late and not p.reminder]
    assert rungs[0].at == TUESDAY + timedelta(hours=48)
    assert rungs[1].at == rungs[0].at + timedelta(minutes=120)
    assert {worded(p.about) for p in rungs} == {"NOT REACHED"}


def test_a_silent_patient_is_followed_by_the_coordinator() -> None:
    """The offered times lapse after a day; then the coordinator books, which is late by silence."""
    visit = [p for p in plan(facts()).silence if p.step == "visit"]
    offer, book = visit[0], visit[1]
    assert (offer.kind, offer.to, offer.late) == (SLOT_OFFER, Role.PATIENT, False)
    assert (book.kind, book.to, book.late) == (BOOK_VISIT, Role.COORDINATOR, True)
    assert book.at - offer.at == timedelta(hours=24)


def test_when_everybody_answers_nothing_escalates() -> None:
    """A good episode: each is asked once, the patient is reminded of the visit, no ladder."""
    answered = plan(facts()).answered
    assert not [p for p in answered if p.kind in _ESCALATIONS or p.late]
    assert {p.kind for p in answered} >= {
        CALL, SLOT_OFFER, VISIT_REMINDER, ATTENDED, RECONCILE,
        RIDE_OFFER, RIDE_PICKED_UP, EQUIPMENT_OFFER, EQUIPMENT_DELIVERED,
        EQUIPMENT_WORKS,
    }  # fmt: skip
    assert {p.kind for p in answered if p.reminder} <= {VISIT_REMINDER}


def test_without_a_mobile_the_coordinator_books_from_the_start() -> None:
    """Nobody can be texted: no text goes to the patient, and booking is not late."""
    told = plan(facts(patient=replace(JANE, mobile=None)))
    visit = next(step for step in told.steps if step.step == "visit")
    assert (visit.to, visit.asked) == (Role.COORDINATOR, TUESDAY)
    assert not [p for p in (*told.silence, *told.answered) if p.to is Role.PATIENT]


def test_a_discharge_learned_of_late_escalates_at_once() -> None:
    """Known only on D+3: the call is overdue and the case manager hears at the opening."""
    known = timedelta(days=3)
    told = plan(facts(learned=known)).silence
    first = next(p for p in told if p.step == "contact" and p.kind == ESCALATION)
    assert first.at == TUESDAY + known
    assert first.late


def test_vendors_are_asked_in_turn_and_then_the_nurse() -> None:
    """Each vendor's silence brings the next, and the last one's the nurse."""
    asked = [p for p in plan(facts()).silence if p.step == "equipment-1" and not p.reminder]
    offers = [p.rank for p in asked if p.kind == EQUIPMENT_OFFER]
    assert offers == [1, 2]
    assert asked[2].kind == ARRANGE_EQUIPMENT
    assert [p.late for p in asked[:3]] == [False, True, True]


_MINUTES = st.integers(0, 90 * 24 * 60)
_RULES = st.sampled_from(list(WhenUnstaffed))
_LEARNED = st.sampled_from([timedelta(0), timedelta(hours=30), timedelta(days=3)])
_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "primary_care": st.just(PrimaryCare()),
        "patient": st.just(replace(JANE, consent_to_text=False)),
        "equipment": st.just((EquipmentItem(item="home oxygen concentrator"),)),
        "transport": st.just(Transport(to_visits=True, home=True)),
    },
)


@st.composite
def openings(draw: st.DrawFn) -> Facts:
    """Any discharge around Labor Day, Thanksgiving and the change of the clocks."""
    minutes = timedelta(minutes=draw(_MINUTES))
    at = datetime(2026, 9, 3, 4, tzinfo=UTC) + minutes
    return facts(at, draw(_RULES), draw(_LEARNED), **draw(_CHANGES))


@settings(max_examples=15)
@given(openings())
def test_any_plan_keeps_its_promises(known: Facts) -> None:
    """In order, inside the window, never twice; patients' by day, staff's in staffed hours.

    After it somebody hears of what is left, and the family that it is over.
    """
    told = plan(known)
    for prompts in (told.silence, told.answered):
        assert [p.at for p in prompts] == sorted(p.at for p in prompts)
        assert all(known.opened_at <= p.at for p in prompts)
        assert all(p.at < window_ends(known) for p in prompts if p.kind not in AFTER_IT)
        assert len(set(prompts)) == len(prompts)
        patients = [p.at.astimezone(ET).time() for p in prompts if p.to is Role.PATIENT]
        assert all(time(8) <= at < time(21) for at in patients)
        routine = [p for p in prompts if p.to in _STAFF and not p.urgent]
        assert all(known.calendar.next_staffed(p.at) == p.at for p in routine)


@settings(max_examples=15)
@given(openings(), st.sampled_from([Silent(), Prompt()]))
def test_a_question_that_is_gone_does_not_come_back(known: Facts, people: People) -> None:
    """In a rehearsal every question stands once, without a gap."""
    keys = [each.question.key for each in rehearse(known, people).stood]
    assert len(keys) == len(set(keys))


@given(openings())
def test_a_decision_never_waits_for_the_past(known: Facts) -> None:
    """When a step wants to be looked at again is always ahead, at the opening and a day later."""
    for now in (known.opened_at, known.opened_at + timedelta(days=1)):
        wakes = [decide(step, known, now).decide_again_at for step in steps(known)]
        assert all(wake > now for wake in wakes if wake is not None)


@pytest.mark.parametrize("rule", WhenUnstaffed)
def test_friday_before_labor_day(rule: WhenUnstaffed) -> None:
    """Under each rule the call is first asked in time for its own due time, and no later."""
    friday = datetime(2026, 9, 4, 15, tzinfo=ET)
    call = next(step for step in plan(facts(friday, rule)).steps if step.step == "contact")
    assert call.asked is not None
    assert call.due is not None
    assert friday <= call.asked < call.due
