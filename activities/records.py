"""The read model, the end of an episode, and the work queue."""

from sqlmodel import Session, delete, select
from temporalio import activity

from activities import interfaces
from adapters.sql.database import Database
from domain.episode.closing import LeftOpen
from domain.episode.decision import Phase, StepState
from domain.episode.whereabouts import ASKED_AS
from domain.pathway import Role
from domain.words.phrasebook import phrase
from models import names
from models.payloads import CancelRequested, EpisodeRecord, EpisodeSummary, StepSummary
from models.tables import Encounter, EpisodeRow, SlotRow, StepRow, WorkItem, written


class Records(interfaces.Records):
    """What reports and pages read; never the truth of a running episode."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def publish(self, record: EpisodeRecord) -> None:
        """Write the read model, unless a newer version is there."""
        await self._database.writing(lambda session: _publish(session, record))

    @activity.defn
    async def close_episode(self, summary: EpisodeSummary) -> None:
        """Note the outcome; what is unresolved goes to the work queue."""
        await self._database.writing(lambda session: _close(session, summary))

    @activity.defn
    async def note_cancel_request(self, request: CancelRequested) -> None:
        """Put a request that changed nothing before somebody, at once."""
        await self._database.writing(lambda session: _note_request(session, request))


def _note_request(session: Session, request: CancelRequested) -> None:
    """Once while it waits; what comes after it was settled is news."""
    key = names.cancelling(request.workflow)
    known = session.get(WorkItem, key)
    if known is not None and known.resolved_at is None:
        return
    encounter = session.get(Encounter, request.workflow)
    session.merge(
        WorkItem(
            key=key,
            facility=encounter.facility if encounter else "",
            reason=phrase("queue.cancel_asked"),
            about=request.workflow,
            since=request.at,
            owner=Role.SUPERVISOR,
            due=request.at,
        )
    )


def _publish(session: Session, record: EpisodeRecord) -> None:
    row = session.get(EpisodeRow, record.episode)
    if row is not None and row.version >= record.version:
        return
    _placed(session, record)
    _answered(session, record, row)
    fields = record.model_dump(exclude={"steps", "owners", "doubts"})
    answered = (one.came_at for one in record.doubts if one.answered)
    session.merge(EpisodeRow(**fields, doubts_answered=" ".join(map(written, answered))))
    owners = dict(record.owners)
    _write_steps(session, record.episode, record.steps, owners)


def _placed(session: Session, record: EpisodeRecord) -> None:
    """Somebody said where the patient went: the work queue need not hold it any more."""
    said = next((one for one in record.steps if one.step == ASKED_AS), None)
    if said is None or said.settled_at is None:
        return
    waiting = session.get(WorkItem, names.placing(record.episode))
    if waiting is not None and waiting.resolved_at is None and waiting.since <= said.settled_at:
        waiting.resolved_at, waiting.resolved_by = said.settled_at, said.by
        session.add(waiting)


def _answered(session: Session, record: EpisodeRecord, before: EpisodeRow | None) -> None:
    """What was doubtful waits until the episode was told, and asked, of all that the item holds.

    Whose answer is taken back waits again, and so does an answered one that is said anew: in the
    words of what is open now.
    """
    item = session.get(WorkItem, names.doubting(record.episode))
    if item is None:
        return
    of_item = [one for one in record.doubts if one.reason in item.reason.split("; ")]
    open_ = [one for one in record.doubts if not one.answered]
    heard = any(item.since <= one.came_at for one in of_item)
    again = before is not None and any(before.answered(one.came_at) for one in open_)
    if heard and all(one.answered for one in of_item) and item.resolved_at is None:
        said = next((one for one in record.steps if one.step == ASKED_AS), None)
        item.resolved_at = (said and said.settled_at) or record.at
        item.resolved_by = said.by if said else ""
    elif again and item.resolved_at is not None and not record.outcome:
        item.resolved_at, item.resolved_by = None, ""
        item.reason = "; ".join(one.reason for one in open_)
        item.since = max(one.came_at for one in open_)
    session.add(item)


def _close(session: Session, summary: EpisodeSummary) -> None:
    encounter = session.get(Encounter, summary.episode)
    if encounter is not None:
        encounter.outcome = summary.ending.value
        session.add(encounter)
    row = session.get(EpisodeRow, summary.episode)
    if row is not None:
        row.phase, row.outcome, row.next_due = Phase.CLOSED, summary.ending.value, None
        row.unowned, row.urgent = False, False
        session.add(row)
    _write_steps(session, summary.episode, summary.steps, {})
    _let_go(session, summary)
    facility = encounter.facility if encounter else ""
    for left in summary.left:
        session.merge(_unresolved(summary, left, facility))


def _let_go(session: Session, summary: EpisodeSummary) -> None:
    """Slots of visits that will not take place are free again."""
    ahead = select(SlotRow).where(
        SlotRow.episode == summary.episode, SlotRow.starts_at > summary.ended_at
    )
    for row in session.exec(ahead).all():
        row.episode, row.round, row.held_until, row.booked = None, None, None, False
        session.add(row)


def _write_steps(
    session: Session, episode: str, steps: tuple[StepSummary, ...], owners: dict[str, str]
) -> None:
    session.exec(delete(StepRow).where(StepRow.episode == episode))  # type: ignore[arg-type]
    for step in steps:
        fields = step.model_dump(exclude={"detail", "record"})
        owner = owners.get(step.step, "")
        session.add(StepRow(episode=episode, owner=owner, detail=_safe_detail(step), **fields))


def _safe_detail(step: StepSummary) -> str:
    """What happens next, or was done; what was noted of it stays encrypted."""
    goes_on = step.state in {StepState.OPEN, StepState.RUNNING}
    return step.detail if goes_on else step.record


def _unresolved(summary: EpisodeSummary, left: LeftOpen, facility: str) -> WorkItem:
    return WorkItem(
        key=f"{summary.episode}/{left.step}",
        facility=facility,
        reason=phrase(
            "queue.left_open", what=left.title, ending=phrase(f"values.{summary.ending}")
        ),
        about=summary.episode,
        since=summary.ended_at,
        owner=left.owner,
        due=left.due,
    )
