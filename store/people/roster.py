"""A facility's people as they stand in one transaction: who could be asked, and their hours."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import false
from sqlmodel import Session, col, func, select

from adapters.reference.holidays import observed
from domain.pathway import Role
from domain.staffing.assignment import Candidate, Need, choose, takes_over
from domain.staffing.on_call import Listed, places
from domain.staffing.stand_ins import StandIns, answers_for
from domain.time.calendar import OwnHoliday
from domain.time.hours import DayHours, Reach, Window
from models.tables import (
    Assignment,
    Encounter,
    FacilityHoliday,
    OnCall,
    Party,
    PartyLanguage,
    PhoneRow,
    Shift,
    ShiftException,
    StandInRow,
)
from store.people.parties import Texted, texted, with_roles

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
    ) -> tuple[Role, Texted] | None:
        """The person who is asked, and as what: who takes it over, if they can, else the first."""
        found = self.candidates(need, episode=episode, without=without)
        takes_over = [each for each in found if each.handle == first_of and not each.mark]
        first = takes_over[0] if takes_over else choose(found, need)
        person = texted(self._session, first.handle) if first else None
        return (first.role, person) if first and person else None

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
        found = self._of(self.answers_for(need.role), need.at)
        knowing = self._knowing(episode)
        return [
            replace(each, knows=each.handle in knowing)
            for each in found
            if each.handle not in without
        ]

    def answers_for(self, role: Role) -> tuple[Role, ...]:
        """In which order roles are asked here for one that is wanted."""
        return answers_for(role, self._stand_ins())

    def _stand_ins(self) -> StandIns:
        rows = select(StandInRow).where(StandInRow.facility == self._facility)
        return {Role(row.role): Role(row.stand_in) for row in self._session.exec(rows)}

    def _of(self, roles: tuple[Role, ...], at: datetime) -> list[Candidate]:
        if (roles, at) not in self._read:
            self._read[roles, at] = self._candidates(roles, at)
        return self._read[roles, at]

    def _candidates(self, roles: tuple[Role, ...], at: datetime) -> list[Candidate]:
        """Whoever has several of these roles stands here once in each."""
        having = with_roles(self._session, self._facility, roles)
        people = {one.party.handle: one for _, one in having}
        reaches = hours(self._session, [one.party for one in people.values()], at)
        on_call = self._on_call(roles, at, reaches)
        tasks = _open_tasks(self._session, people)
        spoken = _spoken(self._session, people)
        marked = marks(self._session, [one.phone_token for one in people.values()])
        return [
            Candidate(
                handle=one.party.handle,
                name=one.party.name,
                role=Role(role),
                turn=roles.index(Role(role)),
                reach=reaches[one.party.handle],
                cap=one.party.cap,
                languages=(one.party.language, *spoken[one.party.handle]),
                open_tasks=tasks[one.party.handle],
                on_call=on_call.get((role, one.party.handle), 0),
                mark=marked.get(one.phone_token, ""),
            )
            for role, one in having
        ]

    def _on_call(
        self, roles: tuple[Role, ...], at: datetime, reaches: Mapping[str, Reach]
    ) -> dict[tuple[str, str], int]:
        """The places on each role's list of that hour; who is off that day is not on call."""
        rows = self._session.exec(
            select(OnCall)
            .where(OnCall.facility == self._facility, col(OnCall.role).in_(roles))
            .order_by(col(OnCall.position), col(OnCall.id))
        ).all()
        lists: dict[str, list[Listed]] = defaultdict(list)
        for row in rows:
            lists[row.role].append(Listed(handle=row.party, days=_days(row)))
        return {
            (role, handle): place
            for role, listed in lists.items()
            for handle, place in places(listed, reaches, at).items()
        }

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


def hours(session: Session, people: Iterable[Party], at: datetime) -> dict[str, Reach]:
    """When each of them works, by handle: the week, and the dates near and after that instant.

    The holidays are those of the facility to which they belong.
    """
    by_handle = {person.handle: person for person in people}
    weeks: dict[str, list[Window]] = defaultdict(list)
    shifts = select(Shift).where(col(Shift.party).in_(by_handle)).order_by(col(Shift.id))
    for row in session.exec(shifts):
        weeks[row.party].append(Window(day=row.day, begins=row.begins, ends=row.ends))
    exceptions = _exceptions(session, by_handle, at.date() - _BEHIND)
    homes = {one.facility for one in by_handle.values() if one.facility is not None}
    closed = {home: _closed(session, home, at) for home in homes}
    return {
        handle: Reach(
            time_zone=person.time_zone,
            windows=tuple(weeks[handle]),
            exceptions=exceptions.get(handle, ()),
            holidays=closed[person.facility] if person.facility else (),
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
        .where(col(ShiftException.party).in_(list(handles)), ShiftException.day >= since)
        .order_by(col(ShiftException.day), col(ShiftException.begins))
    ).all()
    days: dict[tuple[str, date], dict[str, list[tuple[time, time]]]] = defaultdict(dict)
    for row in rows:
        windows = days[row.party, row.day].setdefault(row.source, [])
        if row.begins is not None and row.ends is not None:
            windows.append((row.begins, row.ends))
    found: dict[str, tuple[DayHours, ...]] = {}
    for (handle, day), said in days.items():
        windows = said[TEXT] if TEXT in said else said[FILE]
        found[handle] = (*found.get(handle, ()), DayHours(day=day, windows=tuple(windows)))
    return found


def _days(row: OnCall) -> tuple[str, ...]:
    return tuple(row.days.split(",")) if row.days else ()


def _spoken(session: Session, handles: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The languages that each of them speaks to patients, besides that of their texts."""
    spoken: dict[str, tuple[str, ...]] = dict.fromkeys(handles, ())
    rows = select(PartyLanguage).where(col(PartyLanguage.party).in_(handles))
    for row in session.exec(rows.order_by(PartyLanguage.language)):
        spoken[row.party] = (*spoken[row.party], row.language)
    return spoken


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
