"""What somebody said is wrong with a ride: the coordinator arranges another, or hears why none."""

from datetime import datetime, timedelta

from domain.asking.choices import Value, Wants
from domain.asking.kind import Kind, OnCard
from domain.asking.question import question
from domain.episode.escalation import Climb, Escalation
from domain.episode.facts import Facts
from domain.episode.visit_history import visit_history
from domain.pathway import Role
from domain.steps.owed import Owed, on_a_business_day, stands
from domain.steps.problems import Problem, problems_of
from domain.words.phrasebook import phrase

RIDE_PROBLEM = Kind(
    "ride_problem", Value.ARRANGED, (Value.DECLINED, Wants.REASON), on_card=(OnCard.ADDRESS,)
)


def problems_with(step: str, facts: Facts, now: datetime) -> tuple[Climb, ...]:
    """Each that was told, as it stands."""
    return tuple(_item(step, one, facts, now) for one in problems_of(facts, Value.RIDE))


def _item(step: str, problem: Problem, facts: Facts, now: datetime) -> Climb:
    at = facts.calendar.next_staffed(problem.at)
    asked = question(
        f"{step}/ride_problem/{problem.source}",
        RIDE_PROBLEM,
        Role.COORDINATOR,
        at,
        due=_due(problem, at, facts),
    )
    late = Escalation(
        key=f"{step}/problem-late/{problem.source}",
        since=asked.due or at,
        headline=phrase("transport.no_ride"),
        why=phrase("transport.problem_why", who=problem.by.name, when=problem.at),
        done=phrase("transport.arranged"),
    )
    return stands(Owed(asked=asked, late=late), facts, now)


def _due(problem: Problem, at: datetime, facts: Facts) -> datetime:
    """In a business day, and before the next visit's ride would drive."""
    due, booked = on_a_business_day(problem.at, facts), visit_history(facts).booked
    if booked is None or booked.at < at:
        return due
    drives = booked.at - timedelta(minutes=facts.pathway.transport.ride_before_visit_minutes)
    return max(min(due, drives), at)
