"""What a run came to, in a few lines: texts, answers, steps, escalations, outcomes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.episode.decision import StepState
from domain.pathway import Role
from domain.words.phrasebook import worded
from local.board import Snapshot
from local.phone_log import Text, Way
from models.tables import Assignment, WorkItem

_RUNGS = (
    (Role.CASE_MANAGER, "went to a case manager"),
    (Role.SUPERVISOR, "to the supervisor"),
    (Role.ALWAYS_ON, "to the always-on number"),
)


@dataclass(frozen=True, kw_only=True)
class TransferCounts:
    """What went up or was left: steps by the role that was asked, and the open work queue."""

    up: Mapping[str, int]
    waiting: Sequence[WorkItem]


def handed(session: Session) -> TransferCounts:
    """Read it."""
    return TransferCounts(up=_handed_up(session), waiting=work_queue(session))


def summary(seen: Snapshot, texts: Sequence[Text], found: TransferCounts) -> tuple[str, ...]:
    """The lines."""
    return tuple(_lines(seen, texts, found))


def work_queue(session: Session) -> tuple[WorkItem, ...]:
    """What nobody has settled yet."""
    unsolved = select(WorkItem).where(col(WorkItem.resolved_at).is_(None))
    return tuple(session.exec(unsolved.order_by(col(WorkItem.since))))


def _handed_up(session: Session) -> Counter[str]:
    """How many steps each role was asked about; whoever answered, it counts."""
    rows = session.exec(
        select(Assignment.episode, Assignment.question, Assignment.role).where(
            Assignment.handle != ""
        )
    )
    steps = {(episode, question.partition("/")[0], role) for episode, question, role in rows}
    return Counter(role for _, _, role in steps)


def _lines(seen: Snapshot, texts: Sequence[Text], found: TransferCounts) -> Iterator[str]:
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
    rungs = (f"{found.up.get(role, 0)} {words}" for role, words in _RUNGS)
    yield f"escalations: {', '.join(rungs)}"
    outcomes = Counter(row.outcome or "open" for row in seen.episodes.values())
    listed = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    yield f"outcomes:    {listed or 'none'}"
    yield f"work queue:  {len(found.waiting)} for somebody to look at"
    for item in found.waiting:
        yield f"             - {worded(item.reason)}"
