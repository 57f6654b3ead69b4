"""What somebody said is wrong with a visit: a nurse hears what, and says what becomes of it."""

from datetime import datetime

from domain.asking.choices import Value
from domain.asking.kind import Kind, OnCard
from domain.asking.question import question
from domain.episode.escalation import Climb, Escalation
from domain.episode.facts import Facts
from domain.episode.visit_history import VisitHistory
from domain.pathway import Role
from domain.steps.owed import Owed, on_a_business_day, stands
from domain.steps.problems import problems_of
from domain.words.phrasebook import phrase

VISIT_PROBLEM = Kind(
    "visit_problem",
    Value.STANDS,
    Value.DECLINED,
    Value.NOTHING_IN_TIME,
    by_time=Value.AT,
    on_card=(OnCard.CLINIC, OnCard.WORDS),
)


def problems_with(where: VisitHistory, facts: Facts, now: datetime) -> tuple[Climb, ...]:
    """Each that was told, as it stands."""
    return tuple(
        stands(
            Owed(
                asked=question(
                    where.problem_key(problem.source),
                    VISIT_PROBLEM,
                    Role.NURSE,
                    facts.calendar.next_staffed(problem.at),
                    due=due,
                ),
                late=Escalation(
                    key=f"{where.prefix}/problem-late/{problem.source}",
                    since=due,
                    headline=phrase("visit.problem"),
                    why=phrase("visit.problem_why", who=problem.by.name, when=problem.at),
                    done=phrase("visit.problem_done"),
                ),
            ),
            facts,
            now,
        )
        for problem in problems_of(facts, Value.FOLLOW_UP)
        for due in (on_a_business_day(problem.at, facts),)
    )
