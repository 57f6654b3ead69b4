"""What a law says when a run broke it, and how much later than due is late."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.checker.evidence import Evidence, instant

LATE_AFTER = timedelta(seconds=2)
"""Real time; what comes later than this after it was due, downtime not counted, is late."""


@dataclass(frozen=True, order=True)
class Objection:
    """One broken promise: the law, the row or text or event it is about, what is wrong, proof."""

    law: str
    where: str
    what: str
    evidence: str = ""

    def __str__(self) -> str:
        return f"{self.law}: {self.where}: {self.what}" + (
            f" [{self.evidence}]" if self.evidence else ""
        )


Found = Iterator[tuple[str, str, str]]
"""What the body of a law yields: where, what, evidence."""
Law = Callable[[Evidence], list[Objection]]


def law(name: str) -> Callable[[Callable[[Evidence], Found]], Law]:
    """Make a law of a function that yields what is wrong."""

    def named(body: Callable[[Evidence], Found]) -> Law:
        def judge(evidence: Evidence) -> list[Objection]:
            return [Objection(name, *found) for found in body(evidence)]

        judge.__name__ = name
        judge.__doc__ = body.__doc__
        return judge

    return named


def last_real(evidence: Evidence, due: datetime) -> datetime:
    """The last real moment at which what is due then (real) is not late yet."""
    last = due + LATE_AFTER
    for begins, ends in sorted(evidence.downtimes):
        if instant(begins) <= last and instant(ends) > due:
            last += instant(ends) - max(instant(begins), due)
    return last


def is_quiet(evidence: Evidence) -> bool:
    """Whether nothing was ordered to go wrong: no fault and no downtime."""
    return not evidence.faults and not evidence.downtimes
