"""Who may see what: the table is whole, and nobody sees more than the least."""

import pytest

from domain.parties import ProviderKind
from domain.pathway import Role
from domain.permissions import MATRIX, Scope, Thing, sees, sees_of

_TIMES, _CONTACT, _CLINICAL = Thing.TIMES_AND_PLACES, Thing.CONTACT, Thing.CLINICAL
_PATIENTS = frozenset(Thing) - {Thing.OPERATIONS}


def test_every_role_has_a_cell_for_every_kind_of_thing() -> None:
    """A new role or kind of thing is a row or column that somebody must fill in."""
    assert set(MATRIX) == {*Role, *ProviderKind}
    assert {len(row) for row in MATRIX.values()} == {len(Thing)}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.COORDINATOR, {_TIMES, _CONTACT}),
        (Role.NURSE, _PATIENTS),
        (Role.PHARMACIST, _PATIENTS - {Thing.SENSITIVE}),
        (Role.CASE_MANAGER, _PATIENTS),
        (Role.SUPERVISOR, _PATIENTS),
        (Role.INTAKE_LEAD, {_TIMES, _CONTACT, _CLINICAL}),
        (Role.CHARGE_NURSE, {_TIMES, _CONTACT}),
        (Role.OPS, set()),
        (Role.AUDITOR, set()),
        (Role.VENDOR, {_TIMES}),
        (Role.PROVIDER, set()),
        (ProviderKind.PHARMACY, {_CONTACT, Thing.DRUGS}),
        (ProviderKind.PAYER, {_CONTACT}),
    ],
)
def test_a_role_sees_of_a_patient_what_its_work_needs(
    role: Role | ProviderKind, seen: set[Thing]
) -> None:
    """As care.md says who does what; a provider of no known kind sees nothing."""
    assert sees(role) & _PATIENTS == seen


def test_a_vendor_learns_whom_to_fetch_once_they_accept() -> None:
    """An offer tells when and where about; only who accepts is told more, and nobody else is."""
    assert sees(Role.VENDOR, accepted=True) == {_TIMES, _CONTACT}
    others = [who for who in MATRIX if who is not Role.VENDOR]
    assert [who for who in others if sees(who, accepted=True) != sees(who)] == []


def test_nobody_sees_everything_everywhere() -> None:
    """Only operations are without a facility: they name no patient."""
    wide = {Thing(t) for row in MATRIX.values() for t, s in zip(Thing, row, strict=True)
            if s is Scope.ALL}  # fmt: skip
    assert wide == {Thing.OPERATIONS}


def test_of_one_patient_somebody_sees_what_each_of_their_roles_opens() -> None:
    """Of every patient what is of their facility, of this one what they are asked; the union."""
    assert sees_of({Role.NURSE}, ()) == {_TIMES, Thing.OPERATIONS}
    assert sees_of({Role.NURSE}, {Role.NURSE}) == _PATIENTS | {Thing.OPERATIONS}
    assert sees_of({Role.OPS, Role.INTAKE_LEAD}, ()) == {Thing.OPERATIONS}
    assert sees_of({Role.CASE_MANAGER}, ()) == frozenset(Thing)
    assert sees_of({Role.NURSE, Role.INTAKE_LEAD}, {Role.INTAKE_LEAD}) == {
        _TIMES, _CONTACT, _CLINICAL, Thing.OPERATIONS,
    }  # fmt: skip
    assert sees_of((), ()) == frozenset()
