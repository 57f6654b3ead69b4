"""What holds of every decision, whatever happens to an episode and whenever."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.episode import deaths, whereabouts
from domain.episode.closing import LEFT_OPEN
from domain.episode.deadlines import window_ends
from domain.episode.escalation import ALARM_WAS, ESCALATION
from domain.episode.facts import Answer, Person
from domain.hospital.discharge import (
    Caregiver,
    Discharge,
    Doubt,
    EquipmentItem,
    Medications,
    Patient,
    PrimaryCare,
    Transport,
)
from domain.pathway import Role
from domain.protocol.protocol import alarm_stands, decide, ending
from domain.steps import disposition, review
from domain.steps.contact import CALL
from domain.steps.equipment import EQUIPMENT_CANCELLED
from domain.steps.reconciliation import MISSING_LIST, PRESCRIBER
from domain.steps.transport import RIDE_CANCELLED
from domain.steps.visit_course import ATTENDED
from tests.domain.examples import ET, NEW_YORK
from tests.domain.plan.wandering import Moment, Walk, first_facts, rich

MONDAY = datetime(2026, 8, 31, tzinfo=ET)
GOODBYES = (RIDE_CANCELLED, EQUIPMENT_CANCELLED, LEFT_OPEN)
ASKED_AGAIN_LATER = (CALL, ATTENDED, PRESCRIBER, MISSING_LIST)
NAMED = ("home oxygen concentrator", "walker")

patients = st.builds(
    Patient,
    mrn=st.just("MRN-4821"),
    given=st.just("Jane"),
    family=st.just("Smith"),
    mobile=st.sampled_from(("+16175550123", None)),
    consent_to_text=st.sampled_from((True, True, False)),
    caregiver=st.sampled_from(
        (None, Caregiver(name="Tom"), Caregiver(name="Tom", may_be_told=True))
    ),
)
instants = st.builds(
    lambda hours: MONDAY + timedelta(hours=hours),
    st.integers(min_value=0, max_value=14 * 24),
)


@st.composite
def discharges(draw: st.DrawFn) -> Discharge:
    """Any discharge: with or without mobile, consent, clinic, caregiver, equipment, rides."""
    at = draw(instants)
    doubt = st.builds(Doubt, reason=st.just("?"), since=st.just(at), holds=st.booleans())
    needed = st.sampled_from((None, at - timedelta(hours=2), at + timedelta(hours=3)))
    item = st.builds(EquipmentItem, item=st.sampled_from(NAMED), needed_by=needed)
    return Discharge(
        facility="mercy-general",
        encounter="V-1",
        time_zone=NEW_YORK,
        discharged_at=at,
        disposition="01",
        patient=draw(patients),
        primary_care=PrimaryCare(clinic=draw(st.sampled_from(("riverside-family", None)))),
        medications=draw(
            st.sampled_from((Medications(), Medications(before_admission=(), at_discharge=())))
        ),
        equipment=tuple(draw(st.lists(item, max_size=2))),
        doubts=tuple(draw(st.lists(doubt, max_size=2))),
        transport=draw(st.builds(Transport, to_visits=st.booleans(), home=st.booleans())),
    )


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    """Thirty days of one discharge, learnt of at once or late, among people of any manner."""
    discharge = draw(discharges())
    late = timedelta(hours=draw(st.sampled_from((0, 0, 0, 5, 70))))
    return Walk(
        facts=first_facts(discharge, discharge.discharged_at + late),
        dice=Random(draw(st.integers(min_value=0, max_value=2**32))),  # noqa: S311 - a walk
        talkative=draw(st.sampled_from((0.2, 0.5, 0.8))),
        vendors=draw(st.integers(min_value=0, max_value=3)),
    )


@settings(max_examples=20, derandomize=True)
@given(walks())
def test_the_laws_of_the_protocol(walk: Walk) -> None:
    """Every decision of any episode at any time keeps every law below, and the walk ends."""
    seen: dict[str, Question] = {}
    for moment in walk.moments():
        _looks_ahead(moment)
        _names_its_questions_once(moment)
        _asks_nobody_without_consent(moment)
        _keeps_what_a_key_means(moment, seen)
        _sends_nothing_that_is_useless(moment)
        _escalates_only_what_is_late_or_failed(moment)
        _says_no_more_than_goodbye_after_the_end(moment)
        _does_not_nag(moment)
        _is_asked_what_all_waits_for(moment)
        _decides_the_same_again(moment)


@settings(max_examples=25, derandomize=True)
@given(
    walk=walks(),
    unclear=st.sampled_from(("", "the patient class was not sent")),
    disposition=st.sampled_from(("01", "")),
    expected=st.booleans(),
)
def test_somebody_is_asked_what_all_waits_for(
    walk: Walk, unclear: str, disposition: str, *, expected: bool
) -> None:
    """Of whatever nobody can place or rely upon, announced or told, whatever people answer."""
    stay = walk.facts.discharge
    said = replace(stay, unclear=unclear, disposition=disposition, expected=expected)
    walk.facts = replace(walk.facts, discharge=said)
    for moment in walk.moments():
        _looks_ahead(moment)
        _is_asked_what_all_waits_for(moment)


def _questions(moment: Moment) -> list[Question]:
    return [asked for each in moment.decisions.values() for asked in each.questions]


def _looks_ahead(moment: Moment) -> None:
    """A decision wakes later or never; at the same instant it would spin."""
    for step, decision in moment.decisions.items():
        assert decision.decide_again_at is None or decision.decide_again_at > moment.now, step


def _names_its_questions_once(moment: Moment) -> None:
    """A question's key is unique, and begins with its step."""
    for step, decision in moment.decisions.items():
        keys = [asked.key for asked in decision.questions]
        assert len(keys) == len(set(keys)), keys
        assert {asked.step for asked in decision.questions} <= {step}


def _asks_nobody_without_consent(moment: Moment) -> None:
    """Nothing is asked of a patient without a mobile and consent, nor of a caregiver unasked."""
    patient = moment.facts.discharge.patient
    told = {asked.to for asked in _questions(moment)}
    if patient.phone is None or not patient.consent_to_text:
        assert Role.PATIENT not in told
    caregiver = patient.caregiver
    if caregiver is None or not (caregiver.may_be_told and caregiver.consent_to_text):
        assert Role.CAREGIVER not in told


def _keeps_what_a_key_means(moment: Moment, seen: dict[str, Question]) -> None:
    """The same key is the same kind of question, to the same role and the same vendor.

    But whoever closed an alarm is asked whether it was real: after an UNDO it may be another.
    """
    for asked in _questions(moment):
        if asked.kind == ALARM_WAS:
            continue
        known = seen.setdefault(asked.key, asked)
        assert (asked.kind, asked.to, asked.rank) == (known.kind, known.to, known.rank), asked.key


def _sends_nothing_that_is_useless(moment: Moment) -> None:
    """No text to a patient is planned for when it would do harm, nor a reminder before it."""
    for asked in _questions(moment):
        assert all(at > asked.ask_at for at in asked.remind_at), asked.key
        if asked.useless_after is not None and asked.to is Role.PATIENT:
            assert max(asked.ask_at, *asked.remind_at, asked.ask_at) <= asked.useless_after


def _escalates_only_what_is_late_or_failed(moment: Moment) -> None:
    """Who is told of an escalation is told when its time has come; silence alone waits till due.

    Of where somebody went it waits some hours. Only a round that comes again is asked at once,
    each rung for its own time.
    """
    for asked in _questions(moment):
        known = asked.kind != ESCALATION or bool(asked.again_of)
        assert known or asked.ask_at <= moment.now, asked.key
    for step, decision in moment.decisions.items():
        said = any(answer.question.startswith(f"{step}/") for answer in moment.facts.answers)
        urgent = decision.urgent or step in {review.NAME, disposition.NAME}
        if decision.escalated and not said and not urgent and decision.due is not None:
            assert moment.now >= decision.due, step


def _says_no_more_than_goodbye_after_the_end(moment: Moment) -> None:
    """Once ended nothing is asked, while readmitted but what is doubtful; vendors hear of it."""
    if ending(moment.facts) is None:
        in_time = moment.now < window_ends(moment.facts)
        assert in_time or alarm_stands(moment.facts, moment.now)
        if moment.facts.suspended_at is not None:
            doubted = {disposition.NAME} if moment.facts.discharge.doubts else set()
            asked = [one for one in _questions(moment) if not _of_a_death(one)]
            assert {one.step for one in asked} <= doubted
        return
    assert all(asked.kind in GOODBYES for asked in _questions(moment))
    assert not any(asked.choices for asked in _questions(moment))
    assert all(
        each.action is None and each.decide_again_at is None for each in moment.decisions.values()
    )


def _of_a_death(asked: Question) -> bool:
    return asked.key.startswith("review/death.")


def _does_not_nag(moment: Moment) -> None:
    """Who has just said "not yet" or "no answer" is not asked the same at once."""
    for answered, judged in moment.judged:
        told = judged.facts.latest_answer(answered.key) if judged.facts is moment.facts else None
        if told is None or told.value is Value.MOVED or told.happened_at < told.told_at:
            continue
        if answered.kind in ASKED_AGAIN_LATER:
            again = [
                asked.key
                for asked in moment.decisions[answered.step].questions
                if (asked.kind, asked.to) == (answered.kind, answered.to)
                if asked.key != answered.key and asked.ask_at <= told.told_at
            ]
            assert again == [], (answered.key, told.value)


def _is_asked_what_all_waits_for(moment: Moment) -> None:
    """While the patient hears nothing, somebody is asked why, and it goes on by itself.

    Of one who is in hospital again only what is doubtful; of one who may have died, if it is so.
    """
    facts, now = moment.facts, moment.now
    over = ending(facts) is not None or now >= window_ends(facts)
    in_hospital = facts.suspended_at is not None and not facts.discharge.doubts
    died = deaths.is_reported(facts)
    if over or in_hospital or not (died or whereabouts.waits(facts)):
        return
    both = facts.suspended_at is not None and whereabouts.waits(facts)
    for step in {review.NAME} if died and not both else {disposition.NAME}:
        decision = moment.decisions[step]
        assert decision.settled is None, step
        assert any(asked.choices for asked in decision.questions) or decision.decide_again_at, step
        ahead = [at for asked in decision.questions for at in asked.remind_at if at > now]
        days_left = window_ends(facts) - now > timedelta(days=4)
        assert decision.decide_again_at or ahead or not days_left, step


def _decides_the_same_again(moment: Moment) -> None:
    """A decision depends on the facts and the time alone; looked at after each answer."""
    if not moment.judged:
        return
    for step, decision in moment.decisions.items():
        assert decide(step, moment.facts, moment.now) == decision


def test_not_yet_after_the_due_time_is_asked_again_a_day_later() -> None:
    """A nurse who still waits for the prescriber after the due time is not asked again at once."""
    facts, told_at = first_facts(rich(MONDAY), MONDAY), MONDAY + timedelta(days=4, hours=10)
    nurse = Person(handle="a", name="RN Lopez", role=Role.NURSE)
    for key, value in (("reconcile/1", Value.PRESCRIBER_NEEDED), ("prescriber/1", Value.NOT_KNOWN)):
        told = Answer(
            question=f"reconciliation/{key}",
            value=value,
            by=nurse,
            happened_at=told_at,
            told_at=told_at,
        )
        facts = facts.answered(told)
    asked = decide("reconciliation", facts, told_at).questions[0]
    assert asked.key == "reconciliation/prescriber/2"
    assert asked.ask_at == datetime(2026, 9, 8, 8, tzinfo=ET)  # after Labor Day
