"""What a law says when a run broke it, and how much later than due is late."""

from collections.abc import Callable, Iterator, Sequence
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


Away = Sequence[tuple[datetime, datetime]]
"""Spans of real time, each [from, to]."""
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


def last_real(evidence: Evidence, due: datetime, away: Away = ()) -> datetime:
    """The last real moment at which what is due then (real) is not late yet.

    `away` is when else nothing could come of it, beside the scripted downtimes.
    """
    last = due + LATE_AFTER
    spans = [(instant(begins), instant(ends)) for begins, ends in evidence.downtimes]
    for begins, ends in _joined(sorted([*spans, *away])):
        if begins <= last and ends > due:
            last += ends - max(begins, due)
    return last


def _joined(spans: list[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """The same time, each moment in one span alone."""
    until = None
    for begins, ends in spans:
        if until is None or ends > until:
            yield (begins if until is None else max(begins, until)), ends
            until = ends


def strict_share(evidence: Evidence) -> float:
    """The part of the run in which lateness was judged: from the first text to the last."""
    times = sorted(instant(entry["at"]) for entry in evidence.phones)
    spans = _joined(sorted((instant(b), instant(e)) for b, e in evidence.downtimes))
    inside = ((max(begins, times[0]), min(ends, times[-1])) for begins, ends in spans)
    down = sum(((ends - begins for begins, ends in inside if ends > begins)), timedelta(0))
    return 1 - down / (times[-1] - times[0])


def is_quiet(evidence: Evidence) -> bool:
    """Whether nothing was ordered to go wrong: no fault and no downtime."""
    return not evidence.faults and not evidence.downtimes
