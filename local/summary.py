"""What a run came to, in a few lines: texts, answers, steps, escalations, outcomes."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from domain.decision import StepState
from local.board import Snapshot
from local.phone_log import Text, Way
from models.tables import WorkItem


def summary(seen: Snapshot, texts: Sequence[Text], waiting: Sequence[WorkItem]) -> tuple[str, ...]:
    """The lines."""
    return tuple(_lines(seen, texts, waiting))


def work_queue(session: Session) -> tuple[WorkItem, ...]:
    """What nobody has settled yet."""
    unsolved = select(WorkItem).where(col(WorkItem.resolved_at).is_(None))
    return tuple(session.exec(unsolved.order_by(col(WorkItem.since))))


def _lines(seen: Snapshot, texts: Sequence[Text], waiting: Sequence[WorkItem]) -> Iterator[str]:
    ways = Counter(text.way for text in texts)
    yield f"texts:       {ways[Way.OURS]} sent, {ways[Way.THEIRS]} answers taken"
    rows = [row for steps in seen.steps.values() for row in steps]
    done = [row for row in rows if row.state == StepState.DONE]
    states = Counter(row.state for row in rows)
    yield (
        f"steps:       {sum(not row.late for row in done)} done in time,"
        f" {sum(row.late for row in done)} late, {states[StepState.STOPPED]} stopped with a"
        f" reason, {states[StepState.UNRESOLVED]} unresolved"
    )
    yield f"escalations: {sum(row.escalated for row in rows)} steps were escalated"
    outcomes = Counter(row.outcome or "open" for row in seen.episodes.values())
    listed = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    yield f"outcomes:    {listed or 'none'}"
    yield f"work queue:  {len(waiting)} for somebody to look at"
    for item in waiting:
        yield f"             - {item.reason}"
