"""What the checker says of a run: counts, rare states, each objection and how to look at it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.checker.evidence import Evidence
from tests.checker.laws import judge, names
from tests.checker.objection import Objection, strict_share
from tests.checker.rare import STATES, counts, rare

LATENESS = {"asked-shown", "plan-asked", "reminders", "ladder-begins", "ladder-climbs"}
"""Laws whose objections say that something was late or never came."""

JUDGED = "% of the run in which lateness was judged"
JUDGED_AT_LEAST = 25
"""A run that stood still for longer proves nothing about lateness."""

LOOK = {
    "SM": "jq '.phones[]|select(.sid==\"{}\")'",
    "MM": "jq '.phones[]|select(.sid==\"{}\")'",
    "CA": "jq '.phones[]|select(.sid==\"{}\")'",
}


@dataclass(frozen=True)
class Verdict:
    """The checker's word on one run."""

    counts: dict[str, int]
    states: dict[str, int]
    objections: list[Objection]
    missing: list[str]

    @property
    def good(self) -> bool:
        """Whether nothing is wrong and each rare state that was asked for was reached."""
        return not (self.objections or self.missing) and self.counts[JUDGED] >= JUDGED_AT_LEAST

    def lines(self) -> list[str]:
        """The verdict, a line for each thing."""
        by_law = Counter(each.law for each in self.objections)
        laws = ", ".join(f"{name} {by_law[name]}" for name in names() if by_law[name])
        return [
            ", ".join(f"{name} {count}" for name, count in self.counts.items()),
            f"by law: {laws or 'no objection'} ({len(names())} laws)",
            "rare: " + ", ".join(f"{name} {count}" for name, count in self.states.items() if count),
            *(f"never reached: {state}" for state in self.missing),
            *(f"{each}  # {look_at(each)}" for each in sorted(self.objections)),
        ]


def look_at(objection: Objection) -> str:
    """How to look at what an objection is about."""
    first = objection.where.split("|")[0].split("/")[0]
    for prefix, how in LOOK.items():
        if first.startswith(prefix):
            return how.format(first)
    if re.fullmatch(r"[a-z0-9-]+-\d{4}-[b-z2-9]{4}", first):
        return f"starter.py status {first}"
    return f"jq '.. | objects | select(.key? == \"{objection.where}\")'"


def verdict(evidence: Evidence, needs: Sequence[str] = ()) -> Verdict:
    """Judge a run. Raises ValueError if a needed state is none that is counted."""
    unknown = sorted(set(needs) - set(STATES))
    if unknown:
        raise ValueError(f"not counted: {', '.join(unknown)}; these are: {', '.join(STATES)}")
    states = rare(evidence)
    objections = judge(evidence)
    late = sum(each.law in LATENESS for each in objections)
    told = {**counts(evidence), "late": late, "objections": len(objections)}
    told[JUDGED] = round(100 * strict_share(evidence))
    return Verdict(told, states, objections, [state for state in needs if not states[state]])
