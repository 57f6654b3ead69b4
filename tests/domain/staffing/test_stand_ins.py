"""Who answers for a role where nobody has it: the hospital's rule, then who is accountable."""

import pytest

from domain.pathway import Role
from domain.permissions import sees
from domain.staffing.stand_ins import ASKED, answers_for, stand_ins

_CM, _UP = Role.CASE_MANAGER, Role.SUPERVISOR
_CC, _RN, _IL = Role.COORDINATOR, Role.NURSE, Role.INTAKE_LEAD


@pytest.mark.parametrize(
    ("role", "own", "order"),
    [
        (Role.NURSE, {}, (Role.NURSE, _CM, _UP)),
        (Role.ON_CALL, {}, (Role.NURSE, _CM, _UP)),
        (Role.COORDINATOR, {}, (Role.COORDINATOR, _CM, _UP)),
        (Role.INTAKE_LEAD, {}, (Role.INTAKE_LEAD, _CM, _UP)),
        (_CM, {}, (_CM, _UP)),
        (_UP, {}, (_UP,)),
        (
            Role.COORDINATOR,
            {Role.COORDINATOR: Role.NURSE},
            (Role.COORDINATOR, Role.NURSE, _CM, _UP),
        ),
        (
            Role.INTAKE_LEAD,
            {Role.INTAKE_LEAD: Role.NURSE},
            (Role.INTAKE_LEAD, Role.NURSE, _CM, _UP),
        ),
        (_CM, {_CM: Role.NURSE}, (_CM, Role.NURSE, _UP)),
        (_UP, {_UP: _CM}, (_UP, _CM)),
        (
            Role.COORDINATOR,
            {Role.COORDINATOR: Role.PHARMACIST, Role.PHARMACIST: Role.NURSE},
            (Role.COORDINATOR, Role.PHARMACIST, Role.NURSE, _CM, _UP),
        ),
    ],
)
def test_in_which_order_roles_answer(
    role: Role, own: dict[Role, Role], order: tuple[Role, ...]
) -> None:
    """Who has it, who stands in, in turn, and at the end case manager and supervisor."""
    assert answers_for(role, own) == order


def test_roles_that_stand_in_for_each_other_come_to_an_end() -> None:
    """Each is asked once."""
    own = {Role.NURSE: Role.PHARMACIST, Role.PHARMACIST: Role.NURSE}
    assert stand_ins(Role.NURSE, own) == (Role.NURSE, Role.PHARMACIST)


def test_nobody_is_asked_by_default_who_may_not_see_what_it_takes() -> None:
    """What holds at every hospital gives nobody work that their card could not show."""
    for role in ASKED:
        assert all(sees(role) <= sees(one) for one in answers_for(role, {})), role
