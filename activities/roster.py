"""Who is asked: on shift at the time of asking, knows the episode already, has the fewest patients.

When nobody of the role is on shift: urgent questions go to the on-call list, others to whoever
starts next. A facility that has nobody of a role lets the next role answer for it.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from domain.pathway import Role
from domain.reach import DAYS, Reach, Window
from models.tables import Assignment, Encounter, OnCall, Shift, Staff, StaffCoverage

_ANSWERS_FOR = {
    Role.NURSE: (Role.NURSE, Role.CASE_MANAGER, Role.SUPERVISOR),
    Role.ON_CALL: (Role.NURSE, Role.CASE_MANAGER, Role.SUPERVISOR),
    Role.CASE_MANAGER: (Role.CASE_MANAGER, Role.SUPERVISOR),
    Role.SUPERVISOR: (Role.SUPERVISOR,),
    Role.INTAKE_LEAD: (Role.INTAKE_LEAD, Role.CASE_MANAGER, Role.SUPERVISOR),
}


class Roster:
    """The roster of one facility, as it stands in this transaction."""

    def __init__(self, session: Session, facility: str) -> None:
        self._session = session
        self._facility = facility

    def choose(
        self, role: Role, at: datetime, *, episode: str, avoid: tuple[str, ...], urgent: bool
    ) -> Staff | None:
        """The person for a question that is asked at an instant."""
        for answering in _ANSWERS_FOR[role]:
            staff = self._covering(answering, avoid)
            if role is Role.ON_CALL or (urgent and not self._on_shift(staff, at)):
                staff = self._on_call(answering, at, staff) or staff
                if staff:
                    return staff[0]
            if staff:
                return min(staff, key=lambda person: self._rank(person, at, episode))
        return None

    def reach(self, staff: Staff) -> Reach:
        """When somebody works."""
        shifts = self._session.exec(select(Shift).where(Shift.staff == staff.handle)).all()
        windows = (Window(day=row.day, begins=row.begins, ends=row.ends) for row in shifts)
        return Reach(time_zone=staff.time_zone, windows=tuple(windows))

    def _covering(self, role: Role, avoid: tuple[str, ...]) -> list[Staff]:
        covers = select(StaffCoverage.staff).where(StaffCoverage.facility == self._facility)
        found = select(Staff).where(Staff.role == role.value, col(Staff.handle).in_(covers))
        staff = self._session.exec(found.order_by(col(Staff.handle))).all()
        return [person for person in staff if person.handle not in avoid]

    def _on_shift(self, staff: list[Staff], at: datetime) -> bool:
        return any(self.reach(person).open_at(at) for person in staff)

    def _on_call(self, role: Role, at: datetime, staff: list[Staff]) -> list[Staff]:
        """The on-call list of that day, in its order."""
        rows = self._session.exec(
            select(OnCall)
            .where(OnCall.facility == self._facility, OnCall.role == role.value)
            .order_by(col(OnCall.position))
        ).all()
        by_handle = {person.handle: person for person in staff}
        return [
            by_handle[row.staff]
            for row in rows
            if row.staff in by_handle and self._holds(row, by_handle[row.staff], at)
        ]

    def _holds(self, row: OnCall, person: Staff, at: datetime) -> bool:
        local = Reach(time_zone=person.time_zone).local(at)
        return not row.days or DAYS[local.weekday()] in row.days.split(",")

    def _rank(
        self, person: Staff, at: datetime, episode: str
    ) -> tuple[datetime, bool, bool, int, str]:
        """Soonest on shift, then below the cap, then who knows the patient, then the fewest."""
        patients = self._patients(person)
        soonest = max(self.reach(person).next_open(at), at)
        known = episode in patients
        return (soonest, len(patients) >= person.cap, not known, len(patients), person.handle)

    def _patients(self, person: Staff) -> set[str]:
        """The open episodes in which somebody was asked anything."""
        found = (
            select(Assignment.episode)
            .join(Encounter, col(Encounter.episode) == col(Assignment.episode))
            .where(Assignment.handle == person.handle, Encounter.outcome == "")
            .distinct()
        )
        return set(self._session.exec(found).all())
