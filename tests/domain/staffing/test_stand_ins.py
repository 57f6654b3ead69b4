"""Who answers for a role where nobody has it: the hospital's rule, then who is accountable."""

from itertools import product
from random import Random

import pytest

from adapters.files.pathway import MAY_BE_ON_A_RUNG
from domain.pathway import Role
from domain.permissions import sees
from domain.staffing.stand_ins import (
    ALWAYS_ASKED,
    ASKED,
    STANDS_IN,
    answers_for,
    has,
    may_stand_in,
    stand_ins,
)
from tests.domain.plan.wandering import Walk, first_facts, rich
from tests.texts import HOME

_CM, _UP = Role.CASE_MANAGER, Role.SUPERVISOR
_CC, _RN, _IL = Role.COORDINATOR, Role.NURSE, Role.INTAKE_LEAD


@pytest.mark.parametrize(
    ("role", "own", "order"),
    [
        (Role.NURSE, {}, (Role.NURSE, _CM, _UP)),
        (Role.ON_CALL, {}, (Role.NURSE, _CM, _UP)),
        (Role.COORDINATOR, {}, (Role.COORDINATOR, Role.NURSE, _CM, _UP)),
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
    assert all(may_stand_in(then, role) for role, then in STANDS_IN.items())


def test_a_stand_in_sees_all_that_the_work_needs() -> None:
    """A nurse for a coordinator, never the other way; never who is not asked for anything."""
    assert may_stand_in(Role.NURSE, Role.COORDINATOR)
    assert may_stand_in(Role.NURSE, Role.CASE_MANAGER)
    assert not may_stand_in(Role.COORDINATOR, Role.NURSE)
    assert not may_stand_in(Role.PHARMACIST, Role.CASE_MANAGER)
    for stand_in, role in product((Role.OPS, Role.AUDITOR, Role.ON_CALL, Role.VENDOR), Role):
        assert not may_stand_in(stand_in, role)


def test_whatever_a_pathway_asks_a_hospital_must_have() -> None:
    """What steps ask in whole walks, and what may stand on a rung, is in the table."""
    asked = {
        question.to
        for seed in range(6)
        for moment in Walk(first_facts(rich(HOME), HOME), Random(seed)).moments()  # noqa: S311
        for decision in moment.decisions.values()
        for question in decision.questions
    }
    of_staff = {has(role) for role in asked | MAY_BE_ON_A_RUNG if role.is_staff}
    assert {Role.NURSE, Role.CASE_MANAGER, Role.SUPERVISOR} <= of_staff
    assert of_staff <= set(ALWAYS_ASKED)
