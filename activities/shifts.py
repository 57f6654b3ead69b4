"""Somebody's hours as they are now, and the tasks that cannot wait until they work again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, delete, select
from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities import interfaces
from adapters.sql.database import Database
from domain.pathway import Role
from domain.staffing.assignment import Candidate, Need, ranked
from domain.staffing.colleagues import is_called, is_on
from domain.staffing.stand_ins import ASKED
from domain.time.hours import DayHours, Reach
from models import names
from models.payloads import (
    Moved,
    NotGiven,
    OpenTask,
    ReassignedTask,
    ReassignQuestion,
    ReviewShift,
    ShiftChange,
    ShiftReviewed,
)
from models.tables import Encounter, Party, ShiftException
from store.people.giving import takers
from store.people.parties import facilities_of, texted
from store.people.roster import TEXT, Roster, hours

_ANY_ZONE = "UTC"
_CHANGES = (ShiftChange.OFF, ShiftChange.ON)


class Shifts(interfaces.Shifts):
    """Decides in one transaction; then tells each episode, which ignores what it knows."""

    def __init__(self, client: Client, database: Database) -> None:
        self._client = client
        self._database = database

    @activity.defn
    async def review_shift(self, review: ReviewShift) -> ShiftReviewed:
        """Change and read somebody's hours; hand over what cannot wait until they work again."""
        writes = review.change in _CHANGES
        transaction = self._database.writing if writes else self._database.reading
        name, shifted = await transaction(lambda session: _review(session, review))
        how = Moved.GIVEN if review.change is ShiftChange.GIVE else Moved.SHIFT
        told = [one for one in shifted.handed if await self._tell(one, review.handle, name, how)]
        return shifted.model_copy(update={"handed": tuple(told)})

    async def _tell(self, task: ReassignedTask, handle: str, name: str, how: Moved) -> bool:
        """Whether the episode was there to be told: one that has closed takes its tasks back."""
        told = ReassignQuestion(
            key=task.key,
            from_handle=handle,
            from_name=name,
            to_handle=task.to_handle,
            to_name=task.to_name,
            how=how,
        )
        try:
            await self._client.get_workflow_handle(task.episode).signal(names.HAND_OVER, told)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True


@dataclass(frozen=True, kw_only=True)
class _Hours:
    """What of somebody's hours decides: whether they cover anything, and when they work next."""

    reach: Reach
    known: bool
    change: ShiftChange
    now: datetime

    def moves(self, task: OpenTask) -> bool:
        """Whether a task cannot wait for them."""
        if not self.known:
            return True
        again = self.reach.next_begin(self.now)
        waits = task.due is not None and again is not None and task.due > again
        match self.change:
            case ShiftChange.ON | ShiftChange.ON_CALL:
                return False
            case ShiftChange.GIVE:
                return True
            case ShiftChange.OFF:
                return not waits
            case ShiftChange.LOOK:
                free = task.due is None or task.urgent or self.reach.open_at(self.now)
                return not (free or waits)

    def need(self, task: OpenTask) -> Need:
        """What another is asked for. What is not due, or late, should be begun before they could.

        Of somebody who has left, a late task is anybody's.
        """
        again = self.reach.next_begin(self.now) if self.known else None
        ahead = task.due is not None and task.due > self.now
        looks = self.known and self.change is ShiftChange.LOOK
        return Need(
            role=task.to,
            at=self.now,
            due=task.due if ahead or looks else again,
            urgent=task.urgent,
            language=task.patient_language,
        )


def _review(session: Session, review: ReviewShift) -> tuple[str, ShiftReviewed]:
    """The person's name, and what comes of it."""
    staff = session.get(Party, review.handle)
    if staff is not None:
        _apply(session, staff, review)
    found = hours(session, (staff,), review.now)[staff.handle] if staff else None
    standing = _Hours(
        reach=found or Reach(time_zone=_ANY_ZONE),
        known=_known(session, review.handle) and _same_phone(session, review),
        change=review.change,
        now=review.now,
    )
    name = staff.name if staff else review.handle
    shifted = ShiftReviewed(reach=standing.reach, known=standing.known)
    if review.change is ShiftChange.ON_CALL:
        return name, shifted.model_copy(update={"names": tuple(_on_now(session, review))})
    if review.change is ShiftChange.GIVE:
        return name, _given(session, review, shifted)
    handed = tuple(_handed(session, review, standing))
    return name, shifted.model_copy(update={"handed": handed})


def _given(session: Session, review: ReviewShift, shifted: ShiftReviewed) -> ShiftReviewed:
    """A task to the one colleague who is called so and is on, or to whoever is; else why not."""
    meant: list[Candidate] = []
    people: set[str] = set()
    for task in review.tasks:
        need = Need(role=task.to, at=review.now, due=task.due, urgent=task.urgent)
        here = takers(session, task.episode, need, review.handle)
        meant = [each for each in here.could if not review.to or is_called(each, review.to)]
        people = {each.handle for each in meant}
        on = [each for each in here.on if each in meant]
        if on and (not review.to or len(people) == 1):
            return shifted.model_copy(update={"handed": (_reassigned(task, on[0]),)})
    why = {0: NotGiven.UNKNOWN, 1: NotGiven.NOT_ON}.get(len(people), NotGiven.SEVERAL)
    names = tuple(dict.fromkeys(each.name for each in meant)) if review.to else ()
    not_given = why if review.to else NotGiven.NOBODY
    return shifted.model_copy(update={"not_given": not_given, "names": names})


def _on_now(session: Session, review: ReviewShift) -> Iterator[str]:
    """Who is on at the facilities that somebody covers, nurses and case managers, first asked."""
    for facility in facilities_of(session, review.handle):
        roster = Roster(session, facility)
        for role in (Role.NURSE, Role.CASE_MANAGER):
            need = Need(role=role, at=review.now, urgent=True)
            first = (each for each in ranked(roster.candidates(need), need) if each.role is role)
            on = next((each for each in first if is_on(each, need)), None)
            if on is not None:
                yield f"{on.name} ({role.replace('_', ' ')})"


def _same_phone(session: Session, review: ReviewShift) -> bool:
    """Whether the phone that asks is still theirs."""
    now = texted(session, review.handle)
    return not review.token or (now is not None and now.phone_token == review.token)


def _apply(session: Session, staff: Party, review: ReviewShift) -> None:
    """Write what somebody said of today, in place of what they said before."""
    if review.change not in _CHANGES:
        return
    today = Reach(time_zone=staff.time_zone).local(review.now).date()
    session.exec(
        delete(ShiftException).where(
            col(ShiftException.party) == staff.handle,
            col(ShiftException.day) == today,
            col(ShiftException.source) == TEXT,
        )
    )
    if review.change is ShiftChange.OFF:
        session.add(ShiftException(party=staff.handle, day=today, source=TEXT))
    else:
        session.add_all(_on_today(session, staff, review.now))
    session.flush()


def _on_today(session: Session, staff: Party, now: datetime) -> Iterator[ShiftException]:
    """Nothing where they are on shift anyway, else from now to the end of their day."""
    reach = hours(session, (staff,), now)[staff.handle]
    if reach.open_at(now):
        return
    said: DayHours = reach.from_now_on(now)
    for begins, ends in said.windows:
        yield ShiftException(
            party=staff.handle, day=said.day, begins=begins, ends=ends, source=TEXT
        )


def _known(session: Session, handle: str) -> bool:
    """Whether somebody covers a facility: who is no longer named in the file covers none."""
    return bool(facilities_of(session, handle))


def _handed(session: Session, review: ReviewShift, standing: _Hours) -> Iterator[ReassignedTask]:
    """What moves and to whom; what was given a moment ago counts, so that it is spread."""
    moving = [task for task in review.tasks if task.to in ASKED and standing.moves(task)]
    facilities = _facilities(session, {task.episode for task in moving})
    rosters = {facility: Roster(session, facility) for facility in facilities.values()}
    given: Counter[str] = Counter()
    for task in moving:
        roster = rosters.get(facilities.get(task.episode, ""))
        taker = roster and _taker(roster, task, review.handle, standing, given)
        if taker:
            given[taker.handle] += 1
            yield _reassigned(task, taker)


def _reassigned(task: OpenTask, taker: Candidate) -> ReassignedTask:
    return ReassignedTask(
        episode=task.episode, key=task.key, to_handle=taker.handle, to_name=taker.name
    )


def _taker(
    roster: Roster, task: OpenTask, handle: str, standing: _Hours, given: Counter[str]
) -> Candidate | None:
    """Who can do it in time; what nobody can is done late rather than by nobody who works here."""
    need = standing.need(task)
    found = roster.takes_over(need, episode=task.episode, without=handle, given=given)
    if found is None and not standing.known:
        anybody = replace(need, due=None)
        found = roster.takes_over(anybody, episode=task.episode, without=handle, given=given)
    return found


def _facilities(session: Session, episodes: set[str]) -> dict[str, str]:
    """The facility of each episode that is open."""
    found = select(Encounter.episode, Encounter.facility).where(
        col(Encounter.episode).in_(episodes), Encounter.outcome == ""
    )
    return dict(session.exec(found).all())
