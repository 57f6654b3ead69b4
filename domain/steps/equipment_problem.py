"""What somebody said is wrong with equipment, whatever was confirmed before.

Nobody says of which item. Where one of them keeps somebody alive, or nobody has said that it can
wait, it is urgent at once, without another question; else the coordinator arranges it once more.
"""

from datetime import datetime
from functools import partial

from domain.asking.choices import Value
from domain.asking.kind import Kind, OnCard
from domain.asking.question import question
from domain.clinical.outline import EquipmentOutline
from domain.episode.decision import Decision
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Facts
from domain.pathway import Role
from domain.steps.owed import Owed, on_a_business_day, stands, together
from domain.steps.problems import Problem, problems_of
from domain.steps.step import Decide
from domain.steps.unknown_items import said
from domain.words.phrasebook import phrase

PART = "told"
ARRANGE_EQUIPMENT = Kind(
    "arrange_equipment", Value.ARRANGED, Value.DECLINED, on_card=(OnCard.ADDRESS,)
)


def parts(step: str, facts: Facts) -> dict[str, Decide]:
    """One part beside the items, once something was told; without an item a nurse calls."""
    told = problems_of(facts, Value.EQUIPMENT) and _live(facts)
    return {f"{step}-{PART}": partial(_decide, step)} if told else {}


def _decide(step: str, facts: Facts, now: datetime) -> Decision:
    told = problems_of(facts, Value.EQUIPMENT)
    grave = [item for number, item in _live(facts) if _grave(f"{step}-{number}", item, facts)]
    rule = partial(_urgent, grave) if grave else _routine
    items = tuple(rule(f"{step}-{PART}", problem, facts, now) for problem in told)
    return together(f"{step}-{PART}", phrase("equipment.problem"), items)


def _live(facts: Facts) -> list[tuple[int, EquipmentOutline]]:
    every = enumerate(facts.discharge.equipment, start=1)
    return [(number, item) for number, item in every if not item.withdrawn]


def _grave(part: str, item: EquipmentOutline, facts: Facts) -> bool:
    if item.grave:
        return True
    word = said(part, facts)
    return item.unknown and (word is None or word.value is not Value.CAN_WAIT)


def _urgent(
    grave: list[EquipmentOutline], part: str, problem: Problem, facts: Facts, now: datetime
) -> Climb:
    title = grave[0].kind
    lacking = "oxygen" if "oxygen" in title else title
    alarm = Escalation(
        key=f"{part}/late/{problem.source}",
        since=problem.at,
        headline=phrase("equipment.no", what=lacking.upper()),
        why=_why(problem),
        done=phrase("equipment.in_place"),
        urgent=True,
    )
    return climb(alarm, facts, now)


def _routine(part: str, problem: Problem, facts: Facts, now: datetime) -> Climb:
    due = on_a_business_day(problem.at, facts)
    titles = dict.fromkeys(item.kind for _, item in _live(facts))
    what = next(iter(titles)) if len(titles) == 1 else phrase("equipment.which")
    asked = question(
        f"{part}/arrange/{problem.source}",
        ARRANGE_EQUIPMENT,
        Role.COORDINATOR,
        facts.calendar.next_staffed(problem.at),
        due=due,
        words={"what": what, "why": _why(problem)},
    )
    late = Escalation(
        key=f"{part}/late/{problem.source}",
        since=due,
        headline=phrase("equipment.none"),
        why=_why(problem),
        done=phrase("equipment.in_place"),
    )
    return stands(Owed(asked=asked, late=late), facts, now)


def _why(problem: Problem) -> str:
    return phrase("equipment.problem_why", who=problem.by.name, when=problem.at)
