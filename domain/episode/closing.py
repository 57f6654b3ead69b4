"""What an ending leaves open: whose it is and by when, and the text that tells them so."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.asking.kind import Kind
from domain.asking.question import Question, question
from domain.episode.decision import Decision
from domain.episode.facts import Ended, Ending, Facts
from domain.pathway import Role
from domain.words.phrasebook import worded

LEFT_OPEN = Kind("left_open")


@dataclass(frozen=True, kw_only=True)
class LeftOpen:
    """One step that nobody has settled; `owner` is a roster handle, or a role when nobody is."""

    step: str
    title: str
    owner: str
    due: datetime


def notices(left: tuple[Decision, ...], ended: Ended, facts: Facts) -> tuple[Question, ...]:
    """One text to each who owns any of it: who took it, else the case manager.

    An alarm that nobody has taken is told at any hour: no round of it follows.
    """
    ran_out = ended.ending is Ending.UNRESOLVED
    days = str(facts.pathway.window_days) if ran_out else ""
    return tuple(
        replace(
            question(
                _key(handle),
                LEFT_OPEN,
                role,
                ended.at,
                due=_due(ended.at, facts),
                urgent=any(one.urgent and one.taken_by is None for one in _of(handle, left)),
                words={"left": _titles(left, handle), "days": days},
            ),
            whom=handle,
        )
        for handle, role in sorted(_owners(left).items())
    )


def left_to(left: tuple[Decision, ...], ended_at: datetime, facts: Facts) -> tuple[LeftOpen, ...]:
    """The same, as the work queue holds it: of whom it was told, once that is known."""
    due = _due(ended_at, facts)
    return tuple(
        LeftOpen(step=one.step, title=worded(one.title), owner=_told(one, facts), due=due)
        for one in left
    )


def _due(ended_at: datetime, facts: Facts) -> datetime:
    calendar = facts.calendar
    days = facts.pathway.closing.left_due_business_days
    day = calendar.business_day_after(calendar.day(ended_at), days)
    return calendar.closing(calendar.at(day, facts.pathway.staffed.opens))


def _owners(left: tuple[Decision, ...]) -> dict[str, Role]:
    return {
        _handle(one): one.taken_by.role if one.taken_by and _handle(one) else Role.CASE_MANAGER
        for one in left
    }


def _handle(one: Decision) -> str:
    """Who took it; whoever picked up the always-on number is nobody on the roster."""
    return one.taken_by.handle if one.taken_by and one.taken_by.role.is_staff else ""


def _of(handle: str, left: tuple[Decision, ...]) -> tuple[Decision, ...]:
    return tuple(one for one in left if _handle(one) == handle)


def _titles(left: tuple[Decision, ...], handle: str) -> str:
    return ", ".join(one.title for one in _of(handle, left))


def _told(one: Decision, facts: Facts) -> str:
    asked = facts.asked_of(_key(_handle(one)))
    return asked.handle if asked else _handle(one) or Role.CASE_MANAGER.value


def _key(handle: str) -> str:
    return f"review/left/{handle or 'all'}"
