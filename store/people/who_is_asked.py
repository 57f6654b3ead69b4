"""Who would be asked, and why: the roster's own choice, said in words before anybody is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, select

from adapters.validation import Problem, Refused, show
from domain.pathway import Role
from domain.staffing.assignment import (
    Candidate,
    Need,
    choose,
    goes_by_list,
    ranked,
    why,
)
from domain.staffing.stand_ins import ASKED
from domain.time.calendar import on_the_wall
from domain.time.phrasing import named_instant
from domain.words.phrasebook import worded
from models.tables import Facility
from store.people.roster import Roster

_SHOWN = (Role.NURSE, Role.CASE_MANAGER, Role.SUPERVISOR)
"""Where nobody says for which role."""
_CLOCK = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, kw_only=True)
class Supposed:
    """A question as it might be asked, anywhere or there, of these roles in turn.

    `at` (else now) and `due` are what each facility's own clocks show.
    """

    facility: str = ""
    roles: tuple[Role, ...] = _SHOWN
    at: datetime | None = None
    due: datetime | None = None
    urgent: bool = False
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Where somebody stands among those who could be asked, and why."""

    handle: str
    name: str
    asked: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Who would be asked by one facility for one role, the first of these, and who after them."""

    facility: str
    role: Role
    when: str
    standings: tuple[Ranked, ...]

    def heading(self) -> tuple[str, str, str]:
        """For whom somebody is asked, who that is, and when."""
        asked = next((each.name for each in self.standings if each.asked), "nobody")
        return f"{self.facility}, {self.role.replace('_', ' ')}", asked, self.when

    def rows(self) -> list[tuple[str, ...]]:
        """Handle, name and reasons of each."""
        return [(each.handle, each.name, ", ".join(each.reasons)) for each in self.standings]


def suppose(
    facility: str, role: Role | None, at: str, due: str, language: str, *, urgent: bool
) -> Supposed:
    """Read what was typed; nothing means any role, and now. Raises Refused."""
    if role is not None and role not in ASKED:
        problem = Problem(field="--role", found=role, expected=f"one of {', '.join(ASKED)}")
        raise Refused("the command", [problem])
    return Supposed(
        facility=facility,
        roles=(role,) if role else _SHOWN,
        at=_on_the_clock("--at", at),
        due=_on_the_clock("--due", due),
        urgent=urgent,
        language=language.lower(),
    )


def _on_the_clock(option: str, said: str) -> datetime | None:
    """What clocks show, wherever they hang."""
    if not said:
        return None
    try:
        shown = datetime.strptime(said, _CLOCK).replace(tzinfo=UTC)
    except ValueError:
        wants = Problem(
            field=option,
            found=show(said),
            expected='a date and time such as "2026-11-27 15:00"',
        )
        raise Refused("the command", [wants]) from None
    return shown


def facilities(session: Session) -> list[str]:
    """Every facility's handle."""
    return list(session.exec(select(Facility.handle).order_by(Facility.handle)).all())


def standings(session: Session, now: datetime, supposed: Supposed) -> list[Ranking]:
    """Who would be asked, facility by facility and role by role."""
    found = select(Facility).order_by(Facility.handle)
    if supposed.facility:
        found = found.where(Facility.handle == supposed.facility)
    return [
        _standings(session, facility, _need(supposed, role, now, facility.time_zone))
        for facility in session.exec(found).all()
        for role in supposed.roles
    ]


def _need(supposed: Supposed, role: Role, now: datetime, zone: str) -> Need:
    at, due = supposed.at, supposed.due
    return Need(
        role=role,
        at=on_the_wall(at.date(), at.time(), zone) if at else now,
        due=on_the_wall(due.date(), due.time(), zone) if due else None,
        urgent=supposed.urgent,
        language=supposed.language,
    )


def _standings(session: Session, facility: Facility, need: Need) -> Ranking:
    """Those of the role first; whoever answers for it only where nobody of the role can."""
    roster = Roster(session, facility.handle)
    zone, candidates = facility.time_zone, roster.candidates(need)
    first = choose(candidates, need)
    roles = roster.answers_for(need.role)
    if first is not None:
        roles = (first.role, *roles[: roles.index(first.role)])
    found = [each for role in roles for each in _in_order(candidates, role, need, zone)]
    return Ranking(
        facility=facility.handle,
        role=need.role,
        when=named_instant(need.at, zone),
        standings=tuple(_standing(each, reasons, first) for each, reasons in found),
    )


def _in_order(
    candidates: Sequence[Candidate], role: Role, need: Need, zone: str
) -> Iterator[tuple[Candidate, tuple[str, ...]]]:
    """Those of one role in their order, each with the reasons."""
    peers = [each for each in candidates if each.role is role]
    by_list = goes_by_list(peers, need)
    for each in ranked(peers, need):
        yield each, why(each, need, by_list=by_list, zone=zone)


def _standing(candidate: Candidate, reasons: tuple[str, ...], first: Candidate | None) -> Ranked:
    role = (candidate.role.replace("_", " "),) if candidate.turn else ()
    return Ranked(
        handle=candidate.handle,
        name=candidate.name,
        asked=candidate == first,
        reasons=(*role, *map(worded, reasons)),
    )
