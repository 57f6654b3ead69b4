"""A facility's people as they stand in one transaction: who could be asked, and their hours."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import false
from sqlmodel import Session, col, func, select

from adapters.reference.holidays import observed
from domain.pathway import Role
from domain.staffing.assignment import ANSWERS_FOR, Candidate, Need, choose, takes_over
from domain.staffing.on_call import Listed, places
from domain.time.calendar import OwnHoliday
from domain.time.hours import DayHours, Reach, Window
from models.tables import (
    Assignment,
    Encounter,
    FacilityHoliday,
    OnCall,
    PhoneRow,
    Shift,
    ShiftException,
    Staff,
    StaffCoverage,
)

FILE, TEXT = "file", "text"
"""Where a date's own hours come from: the hospital file, or the person's own text, which holds."""

_BEHIND = timedelta(days=14)
"""How far back dates still count: the last open moment and a shift's beginning look there."""
_AHEAD = timedelta(days=90)
"""How far ahead holidays count: hours travel with a prompt, which may stand for thirty days."""


class Roster:
    """The roster of one facility; the people for each role are read once."""

    def __init__(self, session: Session, facility: str) -> None:
        self._session = session
        self._facility = facility
        self._read: dict[tuple[tuple[Role, ...], datetime], list[Candidate]] = {}

    def choose(
        self, need: Need, *, episode: str, without: Collection[str] = (), first_of: str = ""
    ) -> Staff | None:
        """The person who is asked: whoever takes it over, if they still can, else the first."""
        found = self.candidates(need, episode=episode, without=without)
        takes_over = [each for each in found if each.handle == first_of and not each.mark]
        first = takes_over[0] if takes_over else choose(found, need)
        return self._session.get_one(Staff, first.handle) if first else None

    def takes_over(
        self, need: Need, *, episode: str, without: str, given: Mapping[str, int]
    ) -> Candidate | None:
        """Who can do in time what somebody else cannot; `given` counts what they got just now."""
        found = self.candidates(need, episode=episode, without=(without,))
        more = (
            replace(each, open_tasks=each.open_tasks + given.get(each.handle, 0)) for each in found
        )
        return takes_over(list(more), need)

    def candidates(
        self, need: Need, *, episode: str = "", without: Collection[str] = ()
    ) -> list[Candidate]:
        """Everybody who could be asked, and whoever would answer for them."""
        found = self._of(ANSWERS_FOR[need.role], need.at)
        knowing = self._knowing(episode)
        return [
            replace(each, knows=each.handle in knowing)
            for each in found
            if each.handle not in without
        ]

    def _of(self, roles: tuple[Role, ...], at: datetime) -> list[Candidate]:
        if (roles, at) not in self._read:
            self._read[roles, at] = self._candidates(roles, at)
        return self._read[roles, at]

    def _candidates(self, roles: tuple[Role, ...], at: datetime) -> list[Candidate]:
        staff = self._covering(roles)
        reaches = hours(self._session, staff, at)
        on_call = self._on_call(roles, at, reaches)
        handles = [person.handle for person in staff]
        tasks = _open_tasks(self._session, handles)
        marked = marks(self._session, [person.phone_token for person in staff])
        return [
            Candidate(
                handle=person.handle,
                name=person.name,
                role=Role(person.role),
                reach=reaches[person.handle],
                cap=person.cap,
                languages=(person.language, *filter(None, person.languages.split(","))),
                open_tasks=tasks[person.handle],
                on_call=on_call.get(person.handle, 0),
                mark=marked.get(person.phone_token, ""),
            )
            for person in staff
        ]

    def _covering(self, roles: tuple[Role, ...]) -> Sequence[Staff]:
        """Who works here; nobody covers a facility who is no longer named in the file."""
        covers = select(StaffCoverage.staff).where(StaffCoverage.facility == self._facility)
        found = select(Staff).where(col(Staff.role).in_(roles), col(Staff.handle).in_(covers))
        return self._session.exec(found.order_by(col(Staff.handle))).all()

    def _on_call(
        self, roles: tuple[Role, ...], at: datetime, reaches: Mapping[str, Reach]
    ) -> dict[str, int]:
        """The places on each role's list of that hour; who is off that day is not on call."""
        rows = self._session.exec(
            select(OnCall)
            .where(OnCall.facility == self._facility, col(OnCall.role).in_(roles))
            .order_by(col(OnCall.position), col(OnCall.id))
        ).all()
        lists: dict[str, list[Listed]] = defaultdict(list)
        for row in rows:
            lists[row.role].append(Listed(handle=row.staff, days=_days(row)))
        of_each = (places(listed, reaches, at) for listed in lists.values())
        return {handle: place for found in of_each for handle, place in found.items()}

    def _knowing(self, episode: str) -> set[str]:
        """Whoever was asked anything in this episode."""
        if not episode:
            return set()
        asked = select(Assignment.handle).where(Assignment.episode == episode)
        return set(self._session.exec(asked.distinct()).all())


def own_holidays(session: Session, facility: str) -> tuple[OwnHoliday, ...]:
    """What a hospital says of single days beside the federal holidays."""
    found = select(FacilityHoliday).where(FacilityHoliday.facility == facility)
    return tuple(
        OwnHoliday(day=row.day, name=row.name, works=row.works) for row in session.exec(found)
    )


def hours(session: Session, staff: Iterable[Staff], at: datetime) -> dict[str, Reach]:
    """When each of them works, by handle: the week, and the dates near and after that instant.

    The holidays are those of the facility to which they belong.
    """
    by_handle = {person.handle: person for person in staff}
    weeks: dict[str, list[Window]] = defaultdict(list)
    shifts = select(Shift).where(col(Shift.staff).in_(by_handle)).order_by(col(Shift.id))
    for row in session.exec(shifts):
        weeks[row.staff].append(Window(day=row.day, begins=row.begins, ends=row.ends))
    exceptions = _exceptions(session, by_handle, at.date() - _BEHIND)
    closed = {
        home: _closed(session, home, at) for home in {one.facility for one in by_handle.values()}
    }
    return {
        handle: Reach(
            time_zone=person.time_zone,
            windows=tuple(weeks[handle]),
            exceptions=exceptions.get(handle, ()),
            holidays=closed[person.facility],
        )
        for handle, person in by_handle.items()
    }


def _closed(session: Session, facility: str, at: datetime) -> tuple[date, ...]:
    """The days near and after that instant on which a facility's weekly shifts are closed."""
    own = own_holidays(session, facility)
    found = observed(own, at.date() - _BEHIND, at.date() + _AHEAD)
    return tuple(holiday.day for holiday in found if holiday.closed)


def _exceptions(
    session: Session, handles: Iterable[str], since: date
) -> dict[str, tuple[DayHours, ...]]:
    """Each one's dates, in order; what a person said by text holds against the file."""
    rows = session.exec(
        select(ShiftException)
        .where(col(ShiftException.staff).in_(list(handles)), ShiftException.day >= since)
        .order_by(col(ShiftException.day), col(ShiftException.begins))
    ).all()
    days: dict[tuple[str, date], dict[str, list[tuple[time, time]]]] = defaultdict(dict)
    for row in rows:
        windows = days[row.staff, row.day].setdefault(row.source, [])
        if row.begins is not None and row.ends is not None:
            windows.append((row.begins, row.ends))
    found: dict[str, tuple[DayHours, ...]] = {}
    for (handle, day), said in days.items():
        windows = said[TEXT] if TEXT in said else said[FILE]
        found[handle] = (*found.get(handle, ()), DayHours(day=day, windows=tuple(windows)))
    return found


def _days(row: OnCall) -> tuple[str, ...]:
    return tuple(row.days.split(",")) if row.days else ()


def _open_tasks(session: Session, handles: Collection[str]) -> Counter[str]:
    """How many questions stand open with each, in episodes that go on."""
    found = (
        select(Assignment.handle, func.count())
        .join(Encounter, col(Encounter.episode) == col(Assignment.episode))
        .where(
            col(Assignment.handle).in_(handles),
            col(Assignment.settled) == false(),
            col(Assignment.withdrawn) == false(),
            Encounter.outcome == "",
        )
        .group_by(col(Assignment.handle))
    )
    return Counter(dict(session.exec(found).all()))


def marks(session: Session, tokens: Collection[str]) -> dict[str, str]:
    """Why phones get no texts, by their tokens; those that do are left out."""
    marked = select(PhoneRow.token, PhoneRow.mark).where(
        col(PhoneRow.token).in_(tokens), PhoneRow.mark != ""
    )
    return dict(session.exec(marked).all())
