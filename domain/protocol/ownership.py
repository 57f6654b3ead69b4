"""Whose a part is once somebody gave it away: what it asks of their role later is theirs as well.

One owner at any time: the newest giving counts. What is urgent, what climbs a ladder and what is
asked of somebody by handle goes the way its rule says, for it must be somebody who is there.
"""

from dataclasses import replace

from domain.asking.question import Question
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Facts, Person


def part_of(key: str) -> str:
    """The part of a step that asks this, by the name of its question."""
    return key.partition("/")[0]


def given(facts: Facts, key: str, handle: str, name: str) -> Facts:
    """The facts when somebody's question is a colleague's, who acts as they did from now on."""
    asked = next(one for one in facts.asked if one.question == key and one.person is not None)
    part = part_of(key)
    others = (one for one in facts.owners if one[:2] != (part, asked.to))
    to = Person(handle=handle, name=name, role=asked.person.role if asked.person else asked.to)
    return replace(facts, owners=(*others, (part, asked.to, to)))


def owner(part: str, facts: Facts) -> Person | None:
    """Whom a part was given to last; nobody while it goes by the roster."""
    return next((who for name, _, who in reversed(facts.owners) if name == part), None)


def asked_first(question: Question, facts: Facts) -> str:
    """The handle of whom the roster is to ask if it can; empty where it has the choice."""
    if question.whom or question.urgent or question.kind == ESCALATION:
        return question.whom
    part = part_of(question.key)
    theirs = (who.handle for *asked, who in facts.owners if asked == [part, question.to])
    return next(theirs, "")
