"""Medication reconciliation: the nurse settles the differences of two drug lists on the card.

Due 72 hours after discharge and never after the visit's date (CPT 99495/99496: on or before the
visit). High-alert differences are settled one by one on the card; an absent list is "missing".
"""

from datetime import datetime, timedelta

from domain.asking.choices import Kind, Value
from domain.asking.question import Question, question
from domain.clinical.medications import Comparison, compare
from domain.episode.decision import Decision, Settlement, StepState, earliest, later_than
from domain.episode.escalation import Escalation, climb
from domain.episode.facts import Answer, Facts, Via
from domain.episode.visit_history import visit_history
from domain.pathway import Role
from domain.time.phrasing import short_instant

STEP = "reconciliation"
TITLE = "Medication reconciliation"

_SETTLED = (Value.SETTLED, Value.LIST_FOUND)


def decide(facts: Facts, now: datetime) -> Decision:
    """Ask until the differences are settled; climb the ladder at the due time."""
    due, reason = _due(facts)
    asked = _ask(facts, due)
    if isinstance(asked, Answer):
        return Decision(
            step=STEP, title=TITLE, due=due, reason=reason, settled=_settlement(asked, due),
            next="The lists are settled.",
        )  # fmt: skip
    late = climb(_escalation(due, facts), facts, now) if due <= now else None
    settled = late.settled if late else None
    return Decision(
        step=STEP,
        title=TITLE,
        due=due,
        reason=reason,
        questions=() if settled else (asked, *(late.questions if late else ())),
        decide_again_at=earliest(later_than(now, due), late.decide_again_at if late else None),
        settled=settled,
        escalated=late is not None,
        taken_by=late.taken_by if late else None,
        owner=late.rung if late else Role.NURSE,
        next=late.next if late else _next_words(asked, facts),
    )


def needs_card(facts: Facts) -> bool:
    """Whether a text alone may not settle it: a high-alert difference, one of the four classes."""
    return any(difference.high_alert for difference in compare_lists(facts).differences)


def refusal(value: Value, via: Via, facts: Facts) -> str:
    """Why an answer cannot be taken as it was given, or nothing."""
    if value in _SETTLED and via is Via.TEXT and needs_card(facts):
        return "A high-alert drug differs: settle it on the card."
    return ""


def compare_lists(facts: Facts) -> Comparison:
    """The differences between what was taken before and what was prescribed at discharge."""
    return compare(facts.discharge.medications)


def _due(facts: Facts) -> tuple[datetime, str]:
    hours = facts.pathway.reconciliation.due_hours
    due = facts.discharge.discharged_at + timedelta(hours=hours)
    booked = visit_history(facts).booked
    if booked is not None and booked.at < due:
        return booked.at, "the visit comes first"
    asked_at = facts.calendar.next_staffed(facts.opened_at)
    if facts.opened_at >= due or asked_at < due:
        return due, f"{hours} hours after discharge"
    moved = facts.calendar.closing(asked_at)
    if booked is not None and booked.at < moved:
        return booked.at, "the visit comes first"
    return moved, f"nobody is on shift within {hours} hours: the first staffed day"


def _ask(facts: Facts, due: datetime) -> Question | Answer:
    """The question that stands, or the answer that settled it."""
    rules = facts.pathway.reconciliation
    kind, number, at = Kind.RECONCILE, 1, facts.calendar.next_staffed(facts.opened_at)
    while (answer := facts.latest_answer(f"{STEP}/{kind}/{number}")) is not None:
        if answer.value in _SETTLED:
            return answer
        number += kind is not Kind.RECONCILE
        if kind is Kind.RECONCILE:
            prescriber = answer.value is Value.PRESCRIBER_NEEDED
            kind = Kind.PRESCRIBER if prescriber else Kind.MISSING_LIST
        again = answer.told_at + timedelta(hours=rules.ask_again_hours)
        in_time = answer.told_at < due
        at = facts.calendar.next_staffed(min(again, due) if in_time else again)
    remind = (due - timedelta(hours=hours) for hours in rules.remind_hours_before)
    comparison = compare_lists(facts)
    return question(
        f"{STEP}/{kind}/{number}",
        kind,
        Role.NURSE,
        at,
        due=due,
        remind_at=tuple(remind),
        words={
            "differences": str(len(comparison.to_settle)),
            "missing": " and ".join(comparison.missing),
        },
    )


def _next_words(asked: Question, facts: Facts) -> str:
    if asked.kind is Kind.RECONCILE:
        return "The nurse compares the lists on the card."
    return f"Asked again {short_instant(asked.ask_at, facts.calendar.time_zone)}."


def _settlement(answer: Answer, due: datetime) -> Settlement:
    return Settlement(
        state=StepState.DONE,
        at=answer.happened_at,
        by=answer.by.name,
        late=answer.happened_at > due,
        detail=answer.note,
    )


def _escalation(due: datetime, facts: Facts) -> Escalation:
    missing = compare_lists(facts).missing
    why = (
        f"Drug lists not settled; missing: {', '.join(missing)}."
        if missing
        else ("Drug lists not settled.")
    )
    since = max(due, facts.opened_at)
    return Escalation(
        key=f"{STEP}/late", since=since, headline="MEDS NOT RECONCILED", why=why, done="settled"
    )
