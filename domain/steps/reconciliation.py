"""Medication reconciliation: the nurse decides each difference of two drug lists on the card.

Due 72 hours after discharge and never after the visit's date (CPT 99495/99496: on or before the
visit). It is settled once each difference that matters is decided; an absent list is "missing".
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question, question
from domain.episode import drug_decisions
from domain.episode.card_views import opened
from domain.episode.decision import Decision, Settlement, StepState, earliest, later_than
from domain.episode.drug_decisions import comparison, missing_lists, undecided
from domain.episode.escalation import Escalation, climb
from domain.episode.facts import Answer, Facts, Via
from domain.episode.visit_history import visit_history
from domain.episode.whereabouts import at_home, hospice
from domain.pathway import Role
from domain.steps.step import Step, one
from domain.words.phrasebook import phrase

NAME = "reconciliation"
TITLE = phrase("reconciliation.title")

RECONCILE = Kind("reconcile", Value.SETTLED, Value.PRESCRIBER_NEEDED, Value.LIST_MISSING)
PRESCRIBER = Kind("prescriber", Value.SETTLED, Value.NOT_KNOWN)
MISSING_LIST = Kind("missing_list", Value.LIST_FOUND, Value.NOT_KNOWN)

_SETTLED = (Value.SETTLED, Value.LIST_FOUND)
_BY_LADDER = (Value.DONE, Value.STOPPED)
_LADDER = f"{NAME}/late"


def decide(facts: Facts, now: datetime) -> Decision:
    """Ask until each difference is decided; climb the ladder at the due time."""
    due, reason = _due(facts)
    asked = _ask(facts, due)
    if isinstance(asked, Answer):
        return Decision(
            step=NAME, title=TITLE, due=due, reason=reason, settled=_settlement(asked, due, facts),
            next=phrase("reconciliation.done"),
        )  # fmt: skip
    late = climb(_escalation(due, facts), facts, now) if due <= now else None
    settled = late.settled if late else None
    if settled is not None:
        settled = replace(settled, record=_record(_settling(facts)[-1], facts))
    return Decision(
        step=NAME,
        title=TITLE,
        due=due,
        reason=reason,
        questions=() if settled else (asked, *(late.questions if late else ())),
        decide_again_at=earliest(later_than(now, due), late.decide_again_at if late else None),
        settled=settled,
        escalated=late is not None,
        taken_by=late.taken_by if late else None,
        owner=late.rung if late else Role.NURSE,
        next=late.next if late else _next_words(asked),
    )


def refusal(answer: Answer, facts: Facts) -> str:
    """Why an answer does not settle the lists as it was given, or nothing.

    Only a case manager may close what is undecided, and says why.
    """
    if answer.value not in (*_SETTLED, Value.DONE):
        return ""
    left = len(undecided(facts, answer))
    if left:
        return phrase("reconciliation.undecided", count=left)
    missing = missing_lists(facts)
    if answer.value is Value.SETTLED and missing:
        return phrase("reconciliation.nothing_compared", missing=missing)
    if answer.value in (Value.LIST_FOUND, Value.DONE) and missing and not answer.note:
        return phrase("reconciliation.say_where_from")
    return ""


@dataclass(frozen=True)
class _Reopened:
    """The lists changed after they had been settled; `times` before, and whether they wait now."""

    at: datetime
    times: int
    waits: bool


def _reopened(facts: Facts) -> _Reopened | None:
    changed = facts.lists_changed_at
    if changed is None:
        return None
    waits = bool(undecided(facts) or comparison(facts).missing)
    settled = [one.told_at < changed for one in _settling(facts)]
    if not any(settled) or not (waits or not all(settled)):
        return None
    return _Reopened(at=changed, times=sum(settled), waits=waits)


def _settling(facts: Facts) -> tuple[Answer, ...]:
    """The answers that settled the lists, the nurse's and the ladder's, in the order told."""
    mine = (one for one in facts.answers if one.question.startswith(f"{NAME}/"))
    return tuple(filter(_settles, mine))


def _settles(answer: Answer) -> bool:
    by_ladder = answer.question.startswith(_LADDER) and answer.value in _BY_LADDER
    return by_ladder or answer.value in _SETTLED


def _due(facts: Facts) -> tuple[datetime, str]:
    due, reason = _first_due(facts)
    again = _reopened(facts)
    if again is None:
        return due, reason
    moved = facts.calendar.closing(facts.calendar.next_staffed(again.at))
    return max(due, moved), phrase("reconciliation.lists_changed")


def _first_due(facts: Facts) -> tuple[datetime, str]:
    hours = facts.pathway.reconciliation.due_hours
    due = facts.discharge.discharged_at + timedelta(hours=hours)
    booked = visit_history(facts).booked
    if booked is not None and booked.at < due:
        return booked.at, phrase("reconciliation.visit_first")
    asked_at = facts.calendar.next_staffed(facts.opened_at)
    if facts.opened_at >= due or asked_at < due:
        return due, phrase("deadlines.hours_after", hours=hours)
    moved = facts.calendar.closing(asked_at)
    if booked is not None and booked.at < moved:
        return booked.at, phrase("reconciliation.visit_first")
    return moved, phrase("reconciliation.first_staffed_day", hours=hours)


def _ask(facts: Facts, due: datetime) -> Question | Answer:
    """The question that stands, or the answer that settled it."""
    rules, changed, again = facts.pathway.reconciliation, facts.lists_changed_at, _reopened(facts)
    waits = again is not None and again.waits
    kind, at = RECONCILE, facts.calendar.next_staffed(facts.opened_at)
    asked, news = {kind: 1}, False
    while (answer := facts.latest_answer(f"{NAME}/{kind}/{asked[kind]}")) is not None:
        news = changed is not None and answer.told_at < changed
        settled = answer.value in _SETTLED
        if settled and not (news and waits):
            return _settling(facts)[-1]
        anew = news and (settled or kind != PRESCRIBER)
        kind = RECONCILE if anew else _after(answer, kind)
        asked[kind] = asked.get(kind, 0) + 1
        in_a_while = answer.told_at + timedelta(hours=rules.ask_again_hours)
        in_time = min(in_a_while, due) if answer.told_at < due else in_a_while
        at = facts.calendar.next_staffed(changed if changed and anew else in_time)
    remind = (due - timedelta(hours=hours) for hours in rules.remind_hours_before)
    return question(
        f"{NAME}/{kind}/{asked[kind]}",
        kind,
        Role.NURSE,
        at,
        due=due,
        remind_at=tuple(remind),
        words={
            "differences": str(len(undecided(facts))),
            "missing": missing_lists(facts),
            "changed": "1" if news and kind == RECONCILE else "",
        },
    )


def _after(answer: Answer, kind: Kind) -> Kind:
    """What is asked next: of a list or a prescriber that was not there yet, the same again."""
    if kind != RECONCILE:
        return kind
    return PRESCRIBER if answer.value is Value.PRESCRIBER_NEEDED else MISSING_LIST


def _next_words(asked: Question) -> str:
    if asked.kind == RECONCILE:
        return phrase("reconciliation.nurse_compares")
    return phrase("reconciliation.asked_again", when=asked.ask_at)


def _settlement(answer: Answer, due: datetime, facts: Facts) -> Settlement:
    return Settlement(
        state=StepState.DONE,
        at=answer.happened_at,
        by=answer.by.name,
        late=answer.happened_at > due,
        record=_record(answer, facts),
    )


def _record(answer: Answer, facts: Facts) -> str:
    """What was done, as it was: decided or not, the card opened or not."""
    seen = answer.via is Via.CARD or opened(facts, NAME, answer.by, answer.told_at)
    card = phrase("reconciliation.opened") if seen else phrase("reconciliation.not_opened")
    return "; ".join((drug_decisions.in_words(facts), card))


def _escalation(due: datetime, facts: Facts) -> Escalation:
    missing = missing_lists(facts)
    why = phrase("reconciliation.not_settled")
    if missing:
        why = phrase("reconciliation.lists_missing", missing=missing)
    again = _reopened(facts)
    return Escalation(
        key=f"{_LADDER}-{again.times + 1}" if again else _LADDER,
        since=max(due, facts.opened_at),
        headline=phrase("reconciliation.not_reconciled"),
        why=why,
        done=phrase("reconciliation.settled"),
    )


STEP = Step(
    name=NAME,
    heading="meds",
    parts=one(NAME, decide, when=lambda facts: at_home(facts) and not hospice(facts)),
    kinds=(RECONCILE, PRESCRIBER, MISSING_LIST),
    refusal=refusal,
    tells_how=True,
    on_card=frozenset({OnCard.DIFFERENCES, OnCard.LISTS}),
)
