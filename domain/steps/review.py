"""Case review: what a person must look at now, whatever the other steps say.

Reviews are not raised, they follow from the facts: a danger word, a problem that needs the case
manager, a reported death, words that answered nothing. Taking an answer back takes them back.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from domain.asking.choices import Kind, Value
from domain.asking.question import Question, question
from domain.episode.decision import Decision, Settlement, StepState, earliest
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, EdVisit, Facts, Wrote
from domain.pathway import Role
from domain.time.phrasing import short_instant

STEP = "review"
TITLE = "Case review"

_ANSWER_WITHIN = timedelta(hours=4)
_SEEN_TO = (Value.TAKEN, Value.DONE, Value.PASSED_ON, Value.STOPPED)
"""Answers of somebody whom the ladder reached: the danger in their note is what they deal with."""
_ALIVE = (Value.MISTAKEN, Value.STOPPED)
_RAISED = {
    Value.NEEDS_CASE_MANAGER: ("PROBLEM", "The nurse asks you to take it."),
    Value.BACK_IN_HOSPITAL: ("BACK IN HOSPITAL?", "Heard on the call; not yet from the hospital."),
}


def decide(facts: Facts, now: datetime) -> Decision:
    """Everything that is under review now."""
    items = tuple(_items(facts, now))
    open_items = tuple(item for item in items if item.settled is None)
    climbed = next((item for item in open_items if item.taken_by), None)
    questions = tuple(question for item in open_items for question in item.questions)
    last = next((item.settled for item in reversed(items) if item.settled), None)
    return Decision(
        step=STEP,
        title=TITLE,
        due=earliest(*(question.due for question in questions)),
        questions=questions,
        decide_again_at=earliest(*(item.decide_again_at for item in open_items)),
        settled=None if open_items else last,
        escalated=any(item.rung is not Role.NURSE for item in items),
        urgent=any(question.urgent for question in questions),
        taken_by=climbed.taken_by if climbed else None,
        owner=open_items[0].rung if open_items else Role.CASE_MANAGER,
        next=open_items[0].next if open_items else "Nothing is under review.",
    )


def exists(facts: Facts) -> bool:
    """Whether anything was ever under review."""
    return next(_items(facts, facts.opened_at), None) is not None


def death_reported(facts: Facts) -> bool:
    """Whether somebody said that the patient died, and nobody that this was a mistake."""
    reports = [answer for answer in facts.answers if _reports_death(answer)]
    return any(_said_of_death(report, facts) not in _ALIVE for report in reports)


def confirmed_death(facts: Facts) -> Answer | None:
    """The case manager's confirmation of a death."""
    return next(
        (
            answer
            for answer in facts.answers
            if answer.question.startswith(f"{STEP}/death.")
            and answer.value in (Value.DIED, Value.DONE)
        ),
        None,
    )


def _said_of_death(report: Answer, facts: Facts) -> Value | None:
    """What was last said to the question, or on its ladder by who was told instead."""
    root = _death_key(report, facts).rpartition("/")[0]
    said = [each.value for each in facts.answers if each.question.startswith(root)]
    return said[-1] if said else None


def _reports_death(answer: Answer) -> bool:
    return answer.value is Value.DIED and not answer.question.startswith(f"{STEP}/")


def _items(facts: Facts, now: datetime) -> Iterator[Climb]:
    for answer in facts.answers:
        if answer.flag is not None and answer.value not in _SEEN_TO:
            yield climb(_danger(_source(answer, facts), answer.told_at, answer, facts), facts, now)
        elif answer.value in _RAISED:
            yield climb(_raised(answer, facts), facts, now)
        if _reports_death(answer):
            yield _death(answer, facts, now)
    for visit in facts.ed_visits:
        yield climb(_seen_in_ed(visit, facts), facts, now)
    for wrote in facts.written:
        if wrote.flag is not None:
            yield climb(_danger(f"wrote.{wrote.message_id}", wrote.at, wrote, facts), facts, now)
        else:
            yield _words(wrote, facts, now)


def _source(answer: Answer, facts: Facts) -> str:
    """A name for the answer that raised a review: its question and how often it was answered."""
    return (
        f"{answer.question.replace('/', '.')}.{facts.answers_to(answer.question).index(answer) + 1}"
    )


def _danger(source: str, at: datetime, said: Answer | Wrote, facts: Facts) -> Escalation:
    who = "Patient" if said.by.role is Role.PATIENT else said.by.name
    flag = said.flag.name.replace("_", " ") if said.flag else ""
    return Escalation(
        key=f"{STEP}/{source}",
        since=max(at, facts.opened_at),
        headline="URGENT",
        why=f"{who} wrote of: {flag}. Read the card and call now.",
        done="reached and safe",
        urgent=True,
    )


def _raised(answer: Answer, facts: Facts) -> Escalation:
    headline, why = _RAISED[answer.value]
    note = f" Note on the card from {answer.by.name}." if answer.note else ""
    return Escalation(
        key=f"{STEP}/{_source(answer, facts)}",
        since=answer.told_at,
        headline=headline,
        why=f"{why}{note}",
    )


def _seen_in_ed(visit: EdVisit, facts: Facts) -> Escalation:
    """A visit to an emergency department is a sign and not yet a readmission."""
    when = short_instant(visit.at, facts.calendar.time_zone)
    return Escalation(
        key=f"{STEP}/ed.{visit.id}",
        since=max(visit.at, facts.opened_at),
        headline="SEEN IN THE ED",
        why=f"The hospital reports an emergency visit {when}. Call the patient.",
        done="called",
    )


def _death_key(report: Answer, facts: Facts) -> str:
    return f"{STEP}/death.{_source(report, facts)}/1"


def _death(report: Answer, facts: Facts, now: datetime) -> Climb:
    """The case manager confirms a death before anything is closed; texts have stopped already."""
    asked = question(
        _death_key(report, facts),
        Kind.CONFIRM_DEATH,
        Role.CASE_MANAGER,
        report.told_at,
        due=facts.calendar.next_staffed(report.told_at + _ANSWER_WITHIN),
        words={"by": report.by.name},
    )
    late = Escalation(
        key=_death_key(report, facts).rpartition("/")[0] + "-late",
        since=asked.due or asked.ask_at,
        headline="DEATH TO CONFIRM",
        why=f"{report.by.name} reported it; nobody has confirmed. 4 if alive.",
        done="died, confirmed",
    )
    return _ask_then_climb(asked, late, facts, now)


def _words(wrote: Wrote, facts: Facts, now: datetime) -> Climb:
    """What a patient wrote goes to the nurse, what staff wrote to the case manager.

    Unread for long it climbs.
    """
    at = facts.calendar.next_staffed(wrote.at)
    asked = question(
        f"{STEP}/words.{wrote.message_id}/1",
        Kind.PATIENT_WROTE,
        Role.CASE_MANAGER if wrote.by.role.is_staff else Role.NURSE,
        at,
        due=facts.calendar.next_staffed(at + _ANSWER_WITHIN),
    )
    late = Escalation(
        key=f"{STEP}/words.{wrote.message_id}-late",
        since=asked.due or asked.ask_at,
        headline="PATIENT WROTE",
        why="Nobody has read it yet.",
    )
    return _ask_then_climb(asked, late, facts, now)


def _ask_then_climb(asked: Question, late: Escalation, facts: Facts, now: datetime) -> Climb:
    """One question first; unanswered by its due time it climbs the routine ladder."""
    answer = facts.latest_answer(asked.key)
    if answer is not None:
        return Climb(settled=_settled(answer), rung=asked.to)
    if late.since > now:
        return Climb(
            questions=(asked,),
            decide_again_at=late.since,
            rung=asked.to,
            next="It waits to be read.",
        )
    climbed = climb(late, facts, now)
    return climbed if climbed.settled else replace(climbed, questions=(asked, *climbed.questions))


def _settled(answer: Answer) -> Settlement:
    return Settlement(
        state=StepState.DONE, at=answer.happened_at, by=answer.by.name, detail=answer.value
    )
