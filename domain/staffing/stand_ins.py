"""Who answers for a role: those who have it, who stands in for it, and who is above them all.

Resolved here and nowhere else. A stand-in is a rule of a hospital ("coordinator": "nurse" where
none is employed); it must see what the other role's work needs.
"""

from collections.abc import Mapping

from domain.pathway import Role
from domain.permissions import sees

STANDS_IN: Mapping[Role, Role] = {
    Role.COORDINATOR: Role.NURSE,
    Role.PHARMACIST: Role.NURSE,
    Role.INTAKE_LEAD: Role.CASE_MANAGER,
}
"""What holds at a hospital that says nothing else."""
ASKED = (
    Role.COORDINATOR,
    Role.NURSE,
    Role.PHARMACIST,
    Role.ON_CALL,
    Role.CASE_MANAGER,
    Role.SUPERVISOR,
    Role.INTAKE_LEAD,
)
"""The roles for which the roster finds a person."""
ALWAYS_ASKED = tuple(role for role in ASKED if role is not Role.ON_CALL)
"""What steps and ladders of every pathway ask: a hospital has them, or somebody in their place."""
_ABOVE = (Role.CASE_MANAGER, Role.SUPERVISOR)
_BY_LIST: Mapping[Role, Role] = {Role.ON_CALL: Role.NURSE}
"""On call is no role that somebody has: it is the list of that hour, of these."""

StandIns = Mapping[Role, Role]
"""A hospital's own: for a role, the one that is asked where nobody of it can be."""


def has(role: Role) -> Role:
    """The role that people have who are asked for this one."""
    return _BY_LIST.get(role, role)


def stand_ins(role: Role, own: StandIns) -> tuple[Role, ...]:
    """Who has the role, and who stands in for it, and for those, in turn."""
    rules = {**STANDS_IN, **own}
    turns = [has(role)]
    while (then := rules.get(turns[-1])) is not None and then not in turns:
        turns.append(then)
    return tuple(turns)


def answers_for(role: Role, own: StandIns) -> tuple[Role, ...]:
    """In which order roles are asked; at the end somebody who is accountable, never nobody."""
    above = _ABOVE[_ABOVE.index(role) + 1 :] if role in _ABOVE else _ABOVE
    return tuple(dict.fromkeys((*stand_ins(role, own), *above)))


def may_stand_in(stand_in: Role, role: Role) -> bool:
    """Whether a role sees all that the other's work needs, and people can have it."""
    return stand_in in ASKED and has(stand_in) is stand_in and sees(role) <= sees(stand_in)
