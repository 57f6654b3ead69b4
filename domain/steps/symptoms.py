"""Symptoms that a call or a check-in told of: a nurse calls at once, at any hour.

What is wrong with equipment of which we know no item is looked at in the same way. A patient whom
nobody reaches, or about whom nobody says anything, climbs the urgent ladder.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind, OnCard
from domain.asking.question import question
from domain.episode.decision import Decision
from domain.episode.escalation import Climb, Escalation
from domain.episode.facts import Answer, Facts
from domain.episode.whereabouts import at_home
from domain.steps.owed import Owed, stands, together, whoever_is_there
from domain.steps.problems import Problem, problems_of
from domain.steps.step import Step, one
from domain.words.phrasebook import phrase

NAME = "symptoms"
TITLE = phrase("symptoms.title")

REVIEW_CALL = Kind(
    "review_call",
    Value.SAFE_AT_HOME,
    Value.SENT_TO_ED,
    Value.SEEN_TODAY,
    Value.NOT_REACHED,
    on_card=(OnCard.WORDS, OnCard.LISTS),
)


def decide(facts: Facts, now: datetime) -> Decision:
    """Somebody calls about each; who is not reached is everybody's alarm."""
    items = tuple(_item(problem, facts, now) for problem in _told(facts).values())
    return together(NAME, TITLE, items)


def _told(facts: Facts) -> dict[str, Problem]:
    """One call for all that was told in one place; that they feel sick comes first."""
    live = any(not item.withdrawn for item in facts.discharge.equipment)
    found = {} if live else {one.source: one for one in problems_of(facts, Value.EQUIPMENT)}
    return found | {one.source: one for one in problems_of(facts, Value.SYMPTOMS)}


def _item(problem: Problem, facts: Facts, now: datetime) -> Climb:
    hours = facts.pathway.symptoms.review_hours
    due = facts.calendar.later(problem.at, timedelta(hours=hours))
    to = whoever_is_there(problem.at, hours, facts)
    what = phrase(f"symptoms.of_{problem.kind}")
    asked = question(
        f"{NAME}/review_call/{problem.source}",
        REVIEW_CALL,
        to,
        problem.at,
        due=due,
        urgent=True,
        words={"what": what},
    )
    late = Escalation(
        key=f"{NAME}/late/{problem.source}",
        since=due,
        headline=phrase("symptoms.not_called"),
        why=phrase("symptoms.why", what=what, who=problem.by.name, when=problem.at),
        done=phrase("symptoms.called"),
        urgent=True,
    )
    asked = replace(asked, whom=problem.by.handle)
    return stands(Owed(asked=asked, late=late, mends_not=(Value.NOT_REACHED,)), facts, now)


def _sent_to_ed(facts: Facts) -> Iterator[tuple[str, Answer, int]]:
    sent = (one for one in facts.answers if one.value is Value.SENT_TO_ED)
    for count, answer in enumerate(sent, start=1):
        yield "sent_to_ed", answer, count


STEP = Step(
    name=NAME,
    parts=one(NAME, decide, when=at_home),
    kinds=(REVIEW_CALL,),
    exists=lambda facts: bool(_told(facts)),
    raises=_sent_to_ed,
)
