"""How are you today: on which days, of whom, what becomes of the answer, and who hears of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.episode.decision import Decision, StepState
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Answer, Facts, Person, RecordedConsent, Sense, Wrote
from domain.hospital.discharge import Caregiver
from domain.pathway import Role
from domain.plan.people import Silent
from domain.plan.rehearsal import rehearse, texts
from domain.protocol import protocol
from domain.protocol.overview import overview
from domain.protocol.verdict import judge
from domain.steps.call_detail import CALL_DETAIL
from domain.steps.check_in_kinds import CALL_BACK, CHECK_IN, CHECK_IN_MENU, NAME
from domain.steps.problems import problems
from domain.steps.tier import Tier, standing, text_rules
from domain.time.calendar import Holiday
from tests.domain.examples import ET
from tests.domain.plan.wandering import SHIPPED, first_facts, rich
from tests.domain.steps.test_tier import CALM

PATIENT = Person(handle="patient", name="the patient", role=Role.PATIENT)
LOPEZ = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
TUESDAY = datetime(2026, 9, 8, 10, tzinfo=ET)
JANE = rich(TUESDAY).patient
FRIDAY = datetime(2026, 9, 11, 10, tzinfo=ET)
FIRST = datetime(2026, 9, 11, 10, tzinfo=ET)
"""The first check-in of who went home that Tuesday: the fourth day is a Saturday."""


def home(at: datetime = TUESDAY, **changes: object) -> Facts:
    """Jane, of whom nothing calls for case management, on her first day; nothing else is due."""
    pathway = replace(SHIPPED, visit=replace(SHIPPED.visit, reply_hours=1))
    stay = {"admitted_at": at - timedelta(days=2), "discharged_at": at, "patient": JANE}
    calm = replace(CALM, **(stay | changes))  # type: ignore[arg-type]
    return replace(first_facts(calm, at), pathway=pathway)


def managed(facts: Facts, at: datetime) -> Facts:
    """When a red flag was confirmed then, which is a reason for case management."""
    return facts.answered(said("review/wrote.1/was/1", Value.REAL, at, LOPEZ))


def said(question: str, value: Value, at: datetime, by: Person = PATIENT, n: int = 0) -> Answer:
    """An answer of somebody."""
    told = f"SM{question}{at:%d%H%M}{n}"
    return Answer(
        question=question, value=value, by=by, happened_at=at, told_at=at, message_id=told
    )


def patient_as_ever(at: datetime = TUESDAY) -> Facts:
    """Who is asked by the calendar alone, however silent."""
    facts = home(at)
    patient = replace(facts.pathway.check_ins, silent_coordination=9)
    return replace(facts, pathway=replace(facts.pathway, check_ins=patient))


def decided(facts: Facts, now: datetime) -> Decision:
    """The step, among all others."""
    return protocol.decide(NAME, facts, now)


def asked(facts: Facts, now: datetime) -> list[tuple[str, str]]:
    """What is asked then, by key and of whom."""
    return [(one.key, str(one.to)) for one in decided(facts, now).questions]


def days(facts: Facts) -> list[str]:
    """When each check-in goes out, if nothing is ever answered."""
    found = rehearse(facts, Silent())
    went = [
        (at, one.question)
        for one in found.stood
        for at in texts(one, found.facts)
        if one.question.kind == CHECK_IN
    ]
    return [f"{at.astimezone(ET):%a %m-%d %H:%M}" for at, _ in went]


def test_the_days_of_care_coordination() -> None:
    """4, 10, 17 and 24, at ten; a Saturday's is the Friday before."""
    assert standing(home()).tier is Tier.CARE_COORDINATION
    assert days(patient_as_ever()) == [
        "Fri 09-11 10:00", "Fri 09-18 10:00", "Fri 09-25 10:00", "Fri 10-02 10:00",
    ]  # fmt: skip


def test_the_days_of_case_management() -> None:
    """Nine of them; two that fall on one day are one."""
    facts = managed(home(), TUESDAY)
    assert days(facts) == [
        "Thu 09-10 10:00", "Fri 09-11 10:00", "Tue 09-15 10:00", "Fri 09-18 10:00",
        "Tue 09-22 10:00", "Fri 09-25 10:00", "Tue 09-29 10:00", "Fri 10-02 10:00",
    ]  # fmt: skip


def test_the_second_day_on_a_sunday() -> None:
    """After a Friday no nurse works on the day before either: the next one, and then the fourth."""
    facts = managed(home(FRIDAY), FRIDAY)
    assert days(facts)[:3] == ["Mon 09-14 10:00", "Tue 09-15 10:00", "Fri 09-18 10:00"]


def test_on_a_holiday_it_is_the_day_before() -> None:
    """Nobody is there to call back."""
    facts = home()
    closed = (*facts.calendar.holidays, Holiday(day=date(2026, 9, 18), name="Founders' Day"))
    facts = replace(facts, calendar=replace(facts.calendar, holidays=closed))
    assert days(facts)[1] == "Thu 09-17 10:00"


def test_ten_on_the_patients_clock_across_a_change_of_clocks() -> None:
    """In Phoenix, which changes none, while the hospital's do."""
    at = datetime(2026, 10, 27, 10, tzinfo=ET)
    facts = replace(patient_as_ever(at), patient_zone="America/Phoenix")
    found = rehearse(facts, Silent()).stood
    times = [one.question.ask_at for one in found if one.question.kind == CHECK_IN]
    assert {f"{one:%H:%M %z}" for one in times} == {"10:00 -0700"}
    assert len(times) == len(SHIPPED.check_ins.coordination_days)


def test_the_tier_that_rises_in_the_middle() -> None:
    """From then on by the days of case management; what would have been is not made up for."""
    risen = datetime(2026, 9, 16, 12, tzinfo=ET)
    assert [one[:9] for one in days(managed(home(), risen))] == [
        "Fri 09-11", "Fri 09-18", "Tue 09-22", "Fri 09-25", "Tue 09-29", "Fri 10-02",
    ]  # fmt: skip


def test_a_hospital_may_ask_on_no_day() -> None:
    """Then it is no step of anybody's."""
    facts = home()
    none = replace(SHIPPED.check_ins, coordination_days=(), case_management_days=())
    facts = replace(facts, pathway=replace(facts.pathway, check_ins=none))
    assert decided(facts, FIRST).questions == ()
    assert NAME not in [one.decision.step for one in overview(facts, FIRST).steps]


def test_what_is_known_late_begins_with_the_next() -> None:
    """A day that has passed is not asked for."""
    late = replace(home(), opened_at=FIRST + timedelta(hours=2))
    assert [one[:9] for one in days(late)] == ["Fri 09-18", "Fri 09-25", "Fri 10-02"]


WROTE = Wrote(message_id="1", at=FIRST - timedelta(hours=20), by=PATIENT, body="")
NOT_ASKED: dict[str, Callable[[Facts], Facts]] = {
    "STOP": lambda facts: facts.cannot_text(Role.PATIENT, Reachability.OPTED_OUT),
    "in hospital": lambda facts: replace(facts, suspended_at=TUESDAY),
    "hospice": lambda facts: replace(facts, discharge=replace(facts.discharge, disposition="50")),
    "a death": lambda facts: replace(facts, written=(replace(WROTE, sense=Sense.DEATH),)),
    "near leaving": lambda f: replace(f, written=(replace(WROTE, sense=Sense.NEAR_LEAVING),)),
    "a consent withdrawn": lambda facts: replace(
        facts,
        consents=(RecordedConsent(whose=Role.PATIENT, given=False, at=TUESDAY, by=LOPEZ, key="1"),),
    ),
    "nobody knows where": lambda facts: replace(
        facts, discharge=replace(facts.discharge, expected=True)
    ),
}


@pytest.mark.parametrize("why", NOT_ASKED)
def test_nobody_is_asked_who_may_not_be_texted(why: str) -> None:
    """Nor who is not at home, has hospice, or may have died."""
    facts = NOT_ASKED[why](home())
    parts = protocol.steps(facts)
    assert NAME not in parts or asked(facts, FIRST + timedelta(hours=1)) == []


def test_whoever_stands_in_is_asked_of_another() -> None:
    """The caregiver, by whose phone the patient is reached, in their own words."""
    tom = Caregiver(name="Tom", mobile="+16175550124", may_be_told=True, consent_to_text=True)
    facts = home(patient=replace(JANE, caregiver=tom))
    facts = facts.cannot_text(Role.PATIENT, Reachability.NO_TEXTS)
    (one,) = decided(facts, FIRST).questions
    assert (one.to, one.words["other"]) == (Role.CAREGIVER, "1")


def test_words_of_the_family_keep_it_waiting_for_a_day() -> None:
    """A talk is not talked into; what would come too late is not asked at all."""
    facts = replace(home(), written=(WROTE,))
    assert asked(facts, FIRST) == []
    assert asked(facts, FIRST + timedelta(hours=4)) == [("check_in/ask/4", "patient")]
    much = replace(WROTE, at=FIRST + timedelta(hours=16))
    assert asked(replace(facts, written=(much,)), FIRST + timedelta(hours=39)) == []


def test_what_stands_is_not_taken_back_by_words() -> None:
    """Its digit may be on its way."""
    (one,) = decided(home(), FIRST).questions
    facts = replace(home().was_asked(one, PATIENT, FIRST), written=(replace(WROTE, at=FIRST),))
    assert [key for key, _ in asked(facts, FIRST + timedelta(hours=1))] == ["check_in/ask/4"]


def not_fine(at: datetime = FIRST) -> Facts:
    """Not well, on the first check-in."""
    return home().answered(said("check_in/ask/4", Value.NOT_FINE, at))


def test_fine_asks_nothing_more() -> None:
    """And more comes by the calendar: nothing is owed."""
    facts = home().answered(said("check_in/ask/4", Value.FINE, FIRST))
    seen = decided(facts, FIRST)
    assert (seen.questions, seen.running) == ((), True)


def test_not_fine_asks_at_once_what_it_is() -> None:
    """A reply, which no cap holds back."""
    (menu,) = decided(not_fine(), FIRST).questions
    assert (menu.kind, menu.ask_at, menu.safety) == (CHECK_IN_MENU, FIRST, True)
    assert [choice.digit for choice in menu.choices] == [3, 4, 5, 6, 7, 8]


def calls(facts: Facts, now: datetime) -> list[Question]:
    """The nurse's calls that stand."""
    return [one for one in decided(facts, now).questions if one.kind == CALL_BACK]


def test_who_does_not_say_what_it_is_is_called() -> None:
    """After two hours; the menu still takes an answer, which then counts instead."""
    late = FIRST + timedelta(hours=2)
    assert calls(not_fine(), late - timedelta(minutes=1)) == []
    (call,) = calls(not_fine(), late)
    assert (call.to, f"{call.due:%a %H:%M}") == (Role.NURSE, "Mon 17:00")
    assert decided(not_fine(), late).settled is None
    what = not_fine().answered(said("check_in/menu/4", Value.MEDICINES, late))
    assert calls(what, late) == []
    assert [one.kind for one in problems(what)] == [Value.MEDICINES]


def test_who_cannot_be_asked_is_called_at_once() -> None:
    """They left our texts with the same message: a person hears what is wrong."""
    facts = not_fine().cannot_text(Role.PATIENT, Reachability.NO_TEXTS)
    assert [one.to for one in calls(facts, FIRST)] == [Role.NURSE]


def menu(what: Value, at: datetime = FIRST) -> Facts:
    """Not well, and they have said what it is."""
    return not_fine(at).answered(said("check_in/menu/4", what, at))


@pytest.mark.parametrize("what", [choice.value for choice in CHECK_IN_MENU.choices])
def test_whatever_is_wrong_somebody_has_to_act_by_a_time(what: Value) -> None:
    """Each kind has somebody of the staff, by the next business day; they are told."""
    answer = said("check_in/menu/4", what, FIRST)
    judged = judge(answer, not_fine(), FIRST)
    assert judged.opens is not None
    assert judged.opens.due is not None
    assert judged.opens.to.is_staff
    assert judged.opens.due <= datetime(2026, 9, 14, 17, tzinfo=ET)


def test_who_feels_sick_is_called_within_hours() -> None:
    """By the nurse who is there, else by whoever is on call."""
    for hours, to in ((0, Role.NURSE), (9, Role.ON_CALL)):
        at = FIRST + timedelta(hours=hours)
        opens = judge(said("check_in/menu/4", Value.SYMPTOMS, at), not_fine(at), at).opens
        assert opens is not None
        assert (opens.kind, opens.to, opens.due) == ("review_call", to, at + timedelta(hours=2))
    assert calls(menu(Value.SYMPTOMS), FIRST) == []


def test_something_else_is_called_about_the_next_business_day() -> None:
    """A nurse asks what it is."""
    (call,) = calls(menu(Value.OTHER), FIRST)
    assert (call.to, f"{call.due:%a %H:%M}") == (Role.NURSE, "Mon 17:00")


def test_nobody_calls_and_somebody_hears() -> None:
    """Unanswered when it is due it climbs; a late answer still counts."""
    late = datetime(2026, 9, 14, 17, tzinfo=ET)
    kinds = [one.kind for one in decided(menu(Value.OTHER), late + timedelta(days=1)).questions]
    assert (kinds[0], set(kinds[1:])) == (CALL_BACK, {ESCALATION})


def test_a_call_in_vain_is_made_again_and_then_somebody_hears() -> None:
    """Twice, on two days."""
    monday = datetime(2026, 9, 14, 9, tzinfo=ET)
    facts = menu(Value.OTHER)
    (first,) = calls(facts, FIRST)
    once = facts.answered(said(first.key, Value.NOT_REACHED, FIRST + timedelta(hours=1), LOPEZ))
    (again,) = calls(once, FIRST + timedelta(hours=1))
    assert (f"{again.ask_at:%a %H:%M}", again.key != first.key) == ("Mon 08:00", True)
    twice = once.answered(said(again.key, Value.NOT_REACHED, monday, LOPEZ))
    assert [one.kind for one in decided(twice, monday).questions] == [ESCALATION]


def test_what_the_call_finds_is_named_and_is_a_problem() -> None:
    """In digits, by whoever called; the case manager hears where they are needed."""
    facts = menu(Value.OTHER)
    (call,) = calls(facts, FIRST)
    found = facts.answered(said(call.key, Value.PROBLEM, FIRST, LOPEZ))
    (detail,) = decided(found, FIRST).questions
    assert (detail.kind, detail.whom) == (CALL_DETAIL, LOPEZ.handle)
    named = found.answered(said(detail.key, Value.SYMPTOMS, FIRST, LOPEZ))
    assert decided(named, FIRST).running
    assert [one.kind for one in problems(named)] == [Value.SYMPTOMS]
    settled = facts.answered(said(call.key, Value.SETTLED, FIRST, LOPEZ))
    assert decided(settled, FIRST).running
    passed = facts.answered(said(call.key, Value.NEEDS_CASE_MANAGER, FIRST, LOPEZ))
    asked_now = protocol.decide("review", passed, FIRST).questions
    assert [one.to for one in asked_now] == [Role.CASE_MANAGER]


def test_they_are_told_by_when_somebody_calls() -> None:
    """Out of the question that their answer opens, and nothing else; the menu is its own reply."""
    (ask,) = decided(home(), FIRST).questions
    facts = home().was_asked(ask, PATIENT, FIRST)
    judged = judge(said(ask.key, Value.NOT_FINE, FIRST), facts, FIRST)
    assert (judged.asks_back, judged.opens) == (True, None)
    what = judge(said("check_in/menu/4", Value.RIDE, FIRST), judged.facts, FIRST)
    assert what.opens is not None
    assert (what.asks_back, f"{what.opens.due:%a %H:%M}") == (False, "Mon 17:00")
    fine = judge(said(ask.key, Value.FINE, FIRST), facts, FIRST)
    assert (fine.asks_back, fine.opens) == (False, None)


def test_an_undo_takes_back_what_it_opened() -> None:
    """What is wrong is folded from the answers."""
    facts = not_fine()
    taken = facts.taken_back(facts.answers[-1])
    assert asked(taken, FIRST) == [("check_in/ask/4", "patient")]


def test_it_is_over_with_the_last() -> None:
    """Two days before the end at the latest: nothing is left that would never end."""
    after = datetime(2026, 10, 5, 0, tzinfo=ET)
    assert decided(home(), after).settled.state is StepState.DONE  # type: ignore[union-attr]


def test_case_management_has_more_room_in_its_first_days() -> None:
    """Five a week to the seventh day, and three after it."""
    rules, facts = SHIPPED.texts, managed(home(), TUESDAY)
    week = [text_rules(facts, TUESDAY + timedelta(days=n)).patient_per_week for n in (0, 7, 8)]
    more = rules.case_management_per_week
    assert week == [more, more, rules.patient_per_week]
    assert text_rules(home(), TUESDAY) == rules
