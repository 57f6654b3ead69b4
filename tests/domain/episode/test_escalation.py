"""An urgent ladder never ends: from the top again, until somebody has taken it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.asking.question import first_occurrence
from domain.episode.decision import StepState
from domain.episode.escalation import ESCALATION, Climb, Escalation, climb
from domain.episode.facts import Answer, Asked, Facts, Person, Wrote
from domain.pathway import Ladder, Ladders, Role, Rung
from domain.protocol.overview import overview, said_to_be
from domain.protocol.protocol import alarm_stands, decide
from domain.protocol.verdict import Ruling, correct, judge, take_back
from domain.time.calendar import Holiday
from tests.domain.plan.wandering import FLAG, first_facts, rich

SATURDAY = datetime(2026, 9, 13, 3, 0, tzinfo=UTC)  # 11 p.m. in New York
MONDAY = SATURDAY + timedelta(hours=33)
URGENT = Ladder(
    rungs=(
        Rung(role=Role.CASE_MANAGER, reply_minutes=10),
        Rung(role=Role.SUPERVISOR, reply_minutes=20),
        Rung(role=Role.ALWAYS_ON, reply_minutes=20),
    ),
    ask_done_minutes=30,
    again_minutes=30,
    ring_again_minutes=10,
    staffed_only=False,
)
ALARM = Escalation(
    key="review/wrote.SM1", since=SATURDAY, headline="URGENT", why="chest pain", urgent=True
)
MINUTE = timedelta(minutes=1)


def alarm(*answers: Answer, vacant: tuple[str, ...] = ()) -> Facts:
    """An episode with the alarm's ladder, what was answered, and who was not found."""
    facts = first_facts(rich(SATURDAY - timedelta(days=2)), SATURDAY - timedelta(days=2))
    ladders = Ladders(routine=facts.pathway.ladders.routine, urgent=URGENT)
    nobody = tuple(
        Asked(question=key, kind=ESCALATION, to=Role.CASE_MANAGER, person=None) for key in vacant
    )
    pathway = replace(facts.pathway, ladders=ladders)
    return replace(facts, pathway=pathway, answers=answers, asked=nobody)


def says(key: str, value: Value, after: timedelta, role: Role = Role.CASE_MANAGER) -> Answer:
    """What somebody answers, so long after the alarm began."""
    at = SATURDAY + after
    by = Person(handle=role.value, name=role.value, role=role)
    question = f"{ALARM.key}/{key}"
    return Answer(question=question, value=value, by=by, happened_at=at, told_at=at)


def stands(climbed: Climb) -> list[str]:
    """The occurrences that stand, without the alarm's name."""
    return [asked.key.removeprefix(f"{ALARM.key}/") for asked in climbed.questions]


def after(facts: Facts, **span: float) -> Climb:
    """Where the alarm stands so long after it began."""
    return climb(ALARM, facts, SATURDAY + timedelta(**span))


def test_rounds_follow_one_another() -> None:
    """10 minutes, 20 minutes, the always-on number; half an hour after it from the top again."""
    silent = alarm()
    assert stands(after(silent, minutes=0)) == ["1"]
    assert stands(after(silent, minutes=10)) == ["1", "2"]
    assert stands(after(silent, minutes=30)) == ["1", "2", "3"]
    assert after(silent, minutes=30).decide_again_at == SATURDAY + timedelta(minutes=60)
    assert stands(after(silent, minutes=60)) == ["1.2", "2.2", "3.2"]
    assert stands(after(silent, minutes=120)) == ["1.3", "2.3", "3.3"]
    assert stands(after(silent, minutes=59.9)) == ["1", "2", "3"]


def test_from_saturday_to_monday_nobody_waits_longer_than_half_an_hour() -> None:
    """Through 33 hours of silence a text or a call is due in every half hour, day and night."""
    silent, seen = alarm(), set[datetime]()
    now = SATURDAY
    while now < MONDAY:
        climbed = climb(ALARM, silent, now)
        for asked in climbed.questions:
            seen |= {asked.ask_at, *asked.remind_at}
        assert climbed.decide_again_at is not None
        now = climbed.decide_again_at
    due = sorted(at for at in seen if at <= MONDAY)
    assert max(later - one for one, later in pairwise(due)) <= 30 * MINUTE


def test_the_always_on_number_is_rung_again_while_its_round_lasts() -> None:
    """Every ten minutes until the round is over, in every round."""
    for start, climbed in ((0, after(alarm(), minutes=30)), (60, after(alarm(), minutes=60))):
        rung = SATURDAY + timedelta(minutes=start + 30)
        last = climbed.questions[-1]
        assert (last.ask_at, last.remind_at) == (rung, (rung + 10 * MINUTE, rung + 20 * MINUTE))


def test_each_round_asks_again_what_the_first_one_asked() -> None:
    """A new occurrence names the question that it repeats, so that an older code still counts."""
    again = [asked.again_of for asked in after(alarm(), minutes=200).questions]
    assert again == [f"{ALARM.key}/{rung}" for rung in (1, 2, 3)]
    for name in ("2", "2.7", "2/done-1", "2.7/done-3"):
        assert first_occurrence(f"{ALARM.key}/{name}") == f"{ALARM.key}/2"


@pytest.mark.parametrize("hours", [1, 20, 33, 700])
def test_taken_in_any_round_ends_the_rounds(hours: int) -> None:
    """Who takes it is asked whether it is done; nobody else is told until they are silent."""
    taken = alarm(says(f"2.{hours + 1}", Value.TAKEN, timedelta(hours=hours, minutes=12)))
    climbed = after(taken, hours=hours, minutes=15)
    assert climbed.taken_by is not None
    assert climbed.taken_by.role is Role.CASE_MANAGER
    assert stands(climbed)[-1] == f"2.{hours + 1}/done-1"
    assert after(taken, hours=hours, minutes=61).taken_by is not None


def test_taken_and_then_silent_is_not_taken() -> None:
    """Nobody owns it any more, and the next round begins when "is it done?" stays unanswered."""
    taken = alarm(says("1.2", Value.TAKEN, timedelta(minutes=62)))
    assert after(taken, minutes=101).taken_by is not None
    silent = after(taken, minutes=121)
    assert silent.taken_by is None
    assert stands(silent) == ["1.3", "2.3", "3.3"]


def test_taken_at_first_and_then_silent_climbs() -> None:
    """In the first round the next rung is told, and who was silent is no owner."""
    silent = after(alarm(says("1", Value.TAKEN, timedelta(minutes=2))), minutes=43)
    assert silent.taken_by is None
    assert stands(silent) == ["1", "1/done-1", "2"]


def test_done_in_a_later_round_is_done() -> None:
    """Settled by whom and when, however many rounds went before."""
    done = alarm(says("3.9", Value.DONE, timedelta(hours=8, minutes=31), Role.ALWAYS_ON))
    settled = after(done, hours=12).settled
    assert settled is not None
    assert (settled.state, settled.by) == (StepState.DONE, "always_on")


def test_whom_nobody_finds_holds_no_round_up() -> None:
    """No case manager, no supervisor: the always-on number hears at once, and rounds go on."""
    vacant = alarm(vacant=(f"{ALARM.key}/1", f"{ALARM.key}/2"))
    assert stands(after(vacant, minutes=0)) == ["3"]
    assert stands(after(vacant, minutes=60)) == ["1.2", "2.2", "3.2"]


def test_passed_on_by_all_comes_back() -> None:
    """Three who pass it on within five minutes are no owners: it begins again with the hour."""
    passed = alarm(*(says(str(n), Value.PASSED_ON, n * MINUTE) for n in (1, 2, 3)))
    assert stands(after(passed, minutes=5)) == []
    assert stands(after(passed, minutes=60)) == ["1.2", "2.2", "3.2"]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 48 * 60),
            st.sampled_from([Value.TAKEN, Value.PASSED_ON]),
            st.integers(0, 2),
        ),
        max_size=6,
    )
)
def test_however_it_is_answered_it_is_never_silent(said: list[tuple[int, Value, int]]) -> None:
    """Whoever takes it or passes it on, and whenever: something is due within the hour, always."""
    answers: list[Answer] = []
    for minute, value, choice in sorted(said):
        stood = climb(ALARM, alarm(*answers), SATURDAY + minute * MINUTE)
        if stood.questions:
            asked = stood.questions[choice % len(stood.questions)].key.removeprefix(f"{ALARM.key}/")
            answers.append(says(asked, value, minute * MINUTE))
    for hour in range(0, 60, 3):
        now = SATURDAY + timedelta(hours=hour)
        climbed = climb(ALARM, alarm(*(one for one in answers if one.told_at <= now)), now)
        assert climbed.settled is None
        assert climbed.decide_again_at is not None
        assert now < climbed.decide_again_at <= now + timedelta(minutes=61)


def test_what_was_taken_under_an_older_name_can_be_taken_back() -> None:
    """UNDO names the occurrence that its reader answered; the answer is kept under the newest."""
    facts = alarm(says("1.7", Value.TAKEN, timedelta(hours=6, minutes=1)))
    by = facts.answers[0].by
    undone = take_back(f"{ALARM.key}/1.6", by, facts, SATURDAY + timedelta(hours=6, minutes=3))
    assert undone.ruling is Ruling.TAKEN_BACK
    assert undone.facts.answers == ()


def asked_of_it(facts: Facts, **span: float) -> list[str]:
    """What is asked of a closed alarm."""
    return [asked.key for asked in after(facts, **span).questions]


def test_an_alarm_that_was_closed_too_early_is_asked_about_again() -> None:
    """What was said of the first closing says nothing of the second; one alarm counts once."""
    was = f"{ALARM.key}/was/"
    early = says("1", Value.DONE, 5 * MINUTE)
    closed = alarm(early)
    assert asked_of_it(closed, minutes=6) == [f"{was}1"]
    false = alarm(early, says("was/1", Value.NOT_REAL, 6 * MINUTE))
    assert asked_of_it(false, minutes=7) == []
    noted = replace(early, told_at=SATURDAY + 8 * MINUTE, note="at the ED")
    assert asked_of_it(alarm(noted, *false.answers[1:]), minutes=9) == []
    later = says("1", Value.DONE, 30 * MINUTE)
    again = alarm(*false.answers[1:], later)
    assert asked_of_it(again, minutes=31) == [f"{was}2"]
    real = alarm(*again.answers, says("was/2", Value.REAL, 32 * MINUTE))
    assert asked_of_it(real, minutes=33) == []
    assert [said_to_be(value, real) for value in (Value.REAL, Value.NOT_REAL)] == [1, 0]
    assert [said_to_be(value, again) for value in (Value.REAL, Value.NOT_REAL)] == [0, 1]


def test_whether_it_was_real_has_a_clock() -> None:
    """Due by the close of the next staffed hours, asked again each staffed morning until said."""
    (asked,) = after(alarm(says("1", Value.DONE, 5 * MINUTE)), minutes=6).questions
    calendar = alarm().calendar
    assert asked.due == calendar.closing(SATURDAY)
    mornings = [calendar.local(at) for at in asked.remind_at]
    assert len(mornings) > len({at.weekday() for at in mornings})
    assert all(at.hour == 8 and calendar.is_working_day(at.date()) for at in mornings)


def test_a_holiday_that_the_team_works_has_its_morning() -> None:
    """Who is asked each staffed morning is asked on it too; on one of the hospital's own, not."""
    closed = alarm(says("1", Value.DONE, 5 * MINUTE))
    monday = MONDAY.date()
    for holiday, asked in (
        (Holiday(day=monday, name="Columbus Day", closed=False), True),
        (Holiday(day=monday, name="Founders' Day", federal=False), False),
    ):
        calendar = replace(closed.calendar, holidays=(*closed.calendar.holidays, holiday))
        (was,) = after(replace(closed, calendar=calendar), minutes=6).questions
        mornings = [calendar.day(at) for at in was.remind_at]
        assert (monday in mornings) is asked
        assert monday + timedelta(days=1) in mornings


def test_what_was_taken_under_an_older_name_can_be_corrected() -> None:
    """FIX under the older code replaces the answer where it is kept, and twice it is one."""
    facts = alarm(says("1.7", Value.TAKEN, timedelta(hours=6, minutes=1)))
    right = replace(says("1.6", Value.DONE, timedelta(hours=6, minutes=4)), message_id="SM9")
    fixed = correct(right, facts, right.told_at)
    assert fixed.ruling is Ruling.CORRECTED
    assert [(one.question, one.value) for one in fixed.facts.answers] == [
        (f"{ALARM.key}/1.7", Value.DONE)
    ]
    assert correct(right, fixed.facts, right.told_at).facts == fixed.facts


def two_alarms(*answers: Answer) -> Facts:
    """The nurse asked the case manager to take a problem; then the patient wrote of a danger."""
    nurse = Person(handle="n", name="RN", role=Role.NURSE)
    at = SATURDAY - timedelta(hours=36)
    problem = Answer(
        question="contact/call/1",
        value=Value.NEEDS_CASE_MANAGER,
        by=nurse,
        happened_at=at,
        told_at=at,
    )
    patient = Person(handle="patient", name="the patient", role=Role.PATIENT)
    danger = Wrote(message_id="SM1", at=SATURDAY, by=patient, body="chest pain", flag=FLAG)
    found = alarm(problem, *answers)
    return replace(found, discharge=replace(found.discharge, equipment=()), written=(danger,))


def test_an_alarm_beside_what_somebody_took_is_nobodys() -> None:
    """The owner of one matter is not the owner of the alarm: it shows, and no window ends."""
    taken = says("1", Value.TAKEN, -timedelta(hours=35))
    facts = two_alarms(replace(taken, question="review/contact.call.1.1/1"))
    found = decide("review", facts, SATURDAY + MINUTE)
    assert (found.urgent, found.taken_by) == (True, None)
    assert alarm_stands(facts, SATURDAY + MINUTE)
    assert overview(facts, SATURDAY + MINUTE).unowned
    owned = facts.answered(says("1", Value.TAKEN, 2 * MINUTE))
    assert not alarm_stands(owned, SATURDAY + 3 * MINUTE)


def test_an_answer_under_an_older_name_says_so() -> None:
    """It is kept under the newest name; whoever reads it knows which code stands unanswered."""
    told = says("1.2", Value.TAKEN, timedelta(hours=6, minutes=1))
    kept = judge(told, two_alarms(), told.told_at).facts.answers[-1]
    assert (kept.question, kept.under) == (f"{ALARM.key}/1.7", told.question)
    again = replace(told, question=kept.question)
    assert judge(again, two_alarms(), told.told_at).facts.answers[-1].under == ""


def test_an_alarm_that_all_passed_on_stands_until_its_next_round() -> None:
    """Nothing of it is open then, and it is as urgent: no window ends, and it comes again."""
    passed = (says(str(n), Value.PASSED_ON, n * MINUTE) for n in (1, 2, 3))
    facts = two_alarms(*passed)
    end = replace(facts, pathway=replace(facts.pathway, window_days=1))
    found = decide("review", end, SATURDAY + 5 * MINUTE)
    assert found.urgent
    assert alarm_stands(end, SATURDAY + 5 * MINUTE)
    assert found.decide_again_at == SATURDAY + timedelta(hours=1)


def test_a_routine_ladder_taken_by_the_last_is_asked_after_each_morning() -> None:
    """The supervisor took it and is silent: nobody's, and asked each staffed morning."""
    late = replace(ALARM, urgent=False)
    facts = alarm()
    told = climb(late, facts, SATURDAY + timedelta(days=4))
    position = len(facts.pathway.ladders.routine.rungs)
    taken_at = told.questions[-1].ask_at - SATURDAY + MINUTE
    owned = alarm(says(str(position), Value.TAKEN, taken_at, Role.SUPERVISOR))
    soon = climb(late, owned, SATURDAY + taken_at + timedelta(hours=1))
    assert soon.taken_by is not None
    assert soon.decide_again_at is not None
    silent = climb(late, owned, soon.decide_again_at)
    assert (silent.taken_by, silent.settled) == (None, None)
    assert len(silent.questions[-1].remind_at) > 10


def test_who_had_not_heard_of_a_round_does_not_once_it_is_taken() -> None:
    """The number that answers at any hour takes it by its last call, as a new round begins."""
    taken = alarm(says("3.2", Value.TAKEN, timedelta(minutes=61), Role.ALWAYS_ON))
    assert stands(after(taken, minutes=62)) == ["1.2", "3.2", "3.2/done-1"]
    in_time = alarm(says("3.2", Value.TAKEN, timedelta(minutes=91), Role.ALWAYS_ON))
    assert stands(after(in_time, minutes=92)) == ["1.2", "2.2", "3.2", "3.2/done-1"]
