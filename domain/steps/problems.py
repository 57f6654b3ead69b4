"""What somebody said is wrong: folded from the answers and never stored.

So an UNDO takes it back, and with it what it opened. Each step reads the problems of its kind, and
asks under "<step>/<name>/<source>": two sources never share a key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.asking.choices import Value
from domain.episode.facts import Answer, Facts, Person, once

KINDS = (
    Value.SYMPTOMS,
    Value.MEDICINES,
    Value.FOLLOW_UP,
    Value.RIDE,
    Value.EQUIPMENT,
    Value.HOME_HEALTH,
    Value.PLAN_UNCLEAR,
    Value.NEEDS_AT_HOME,
    Value.OTHER,
)
"""What a call may name, by its digits. A CANNOT, of medicines, is the case manager's."""
_AS_SAID: Mapping[Value, Value] = {kind: kind for kind in KINDS}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong: what kind of thing, where it was told, when and by whom."""

    kind: Value
    source: str
    at: datetime
    by: Person


@dataclass(frozen=True)
class _Teller:
    """A question whose answers tell problems.

    Its key is "<step>/<asked>/<occurrence>", or "<step>-<number>/…" where it is asked in a part;
    `source` is what its problems' sources begin with. `means`: which answer is a problem of which
    kind.
    """

    step: str
    asked: str
    source: str
    means: Mapping[Value, Value]


_OF_A_NAME: Mapping[Value, Value] = {kind: kind for kind in KINDS if kind is not Value.OTHER}
"""What else it may be a nurse asks first."""
_TELLERS = (
    _Teller("contact", "detail", "call", _AS_SAID),
    _Teller("needs", "named", "named", _AS_SAID),
    _Teller("check_in", "menu", "check", _OF_A_NAME),
    _Teller("check_in", "detail", "check-call", _AS_SAID),
    _Teller("medicines", "meds_access", "medicines", {Value.UNSURE: Value.PLAN_UNCLEAR}),
    _Teller("medicines", "meds_after", "medicines", {Value.CANNOT: Value.CANNOT}),
)
"""A row a question: whatever tells problems is here, and nothing else knows of it."""


@once
def problems(facts: Facts) -> tuple[Problem, ...]:
    """All that is wrong, in the order in which it was told; of one source a kind once."""
    found: dict[tuple[Value, str], Problem] = {}
    for answer in facts.answers:
        for problem in _told_by(answer):
            found.setdefault((problem.kind, problem.source), problem)
    return tuple(found.values())


def problems_of(facts: Facts, *kinds: Value) -> tuple[Problem, ...]:
    """Those of some kinds."""
    return tuple(problem for problem in problems(facts) if problem.kind in kinds)


def _told_by(answer: Answer) -> Iterator[Problem]:
    part, _, rest = answer.question.partition("/")
    step, _, number = part.partition("-")
    asked, _, occurrence = rest.partition("/")
    for teller in _TELLERS:
        if (teller.step, teller.asked) != (step, asked):
            continue
        source = "-".join(filter(None, (teller.source, number, occurrence)))
        for kind in dict.fromkeys(teller.means.get(value) for value in answer.values):
            if kind is not None:
                yield Problem(kind=kind, source=source, at=answer.told_at, by=answer.by)
