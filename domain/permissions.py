"""The permission matrix: who may see which kind of thing, in one table that can be reviewed.

Source: care.md, "Who does what"; 45 CFR 164.502(b), the minimum necessary. Reviewer: none yet.
Date: 2026-11. Status: no compliance officer has approved it.

What may stand in a text is no cell: whoever holds the phone reads it. Whom the table does not name
sees nothing.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from domain.parties import ProviderKind
from domain.pathway import Role


class Thing(StrEnum):
    """A kind of thing that can be seen.

    Contact is name, number, address, birth date, payer, language and consent to texts; clinical
    reason, red flags and scores; drugs lists and differences; notes what people wrote, pictures
    too; sensitive the case manager's list (mood, substance use, safety, strain); operations steps,
    owners, due times and the audit trail. Of equipment it is a time and place, and the item.
    """

    TIMES_AND_PLACES = "times and places"
    CONTACT = "contact"
    CLINICAL = "clinical"
    DRUGS = "drugs"
    NOTES = "notes"
    SENSITIVE = "sensitive"
    OPERATIONS = "operations"


class Scope(StrEnum):
    """Of which patients: nothing is "yes" without one.

    `ASKED`: of what they are asked, while the question stands or they answered it. `ACCEPTED`: of
    what they have accepted. `FACILITY`: of every patient where they have that role.
    """

    NO = "no"
    ACCEPTED = "accepted"
    ASKED = "asked"
    FACILITY = "facility"
    ALL = "all"


_COLUMNS = (
    Thing.TIMES_AND_PLACES,
    Thing.CONTACT,
    Thing.CLINICAL,
    Thing.DRUGS,
    Thing.NOTES,
    Thing.SENSITIVE,
    Thing.OPERATIONS,
)
_NO, _ACCEPTED, _ASKED = Scope.NO, Scope.ACCEPTED, Scope.ASKED
_HERE, _ALL = Scope.FACILITY, Scope.ALL


MATRIX: Mapping[Role | ProviderKind, tuple[Scope, ...]] = {
    # of                           times,  contact,   clinical, drugs, notes,  sensitive, operations
    Role.COORDINATOR:             (_HERE,  _ASKED,    _NO,    _NO,    _NO,    _NO,    _HERE),
    Role.NURSE:                   (_HERE,  _ASKED,    _ASKED, _ASKED, _ASKED, _ASKED, _HERE),
    Role.ON_CALL:                 (_HERE,  _ASKED,    _ASKED, _ASKED, _ASKED, _ASKED, _HERE),
    Role.PHARMACIST:              (_ASKED, _ASKED,    _ASKED, _ASKED, _ASKED, _NO,    _HERE),
    Role.CASE_MANAGER:            (_HERE,  _HERE,     _HERE,  _HERE,  _HERE,  _HERE,  _HERE),
    Role.SUPERVISOR:              (_HERE,  _HERE,     _HERE,  _HERE,  _HERE,  _HERE,  _HERE),
    Role.INTAKE_LEAD:             (_ASKED, _ASKED,    _ASKED, _NO,    _NO,    _NO,    _HERE),
    Role.OPS:                     (_NO,    _NO,       _NO,    _NO,    _NO,    _NO,    _ALL),
    Role.AUDITOR:                 (_NO,    _NO,       _NO,    _NO,    _NO,    _NO,    _ALL),
    Role.CHARGE_NURSE:            (_ASKED, _ASKED,    _NO,    _NO,    _NO,    _NO,    _NO),
    Role.ALWAYS_ON:               (_NO,    _NO,       _NO,    _NO,    _NO,    _NO,    _NO),
    Role.PATIENT:                 (_ASKED, _NO,       _NO,    _NO,    _NO,    _NO,    _NO),
    Role.CAREGIVER:               (_ASKED, _NO,       _NO,    _NO,    _NO,    _NO,    _NO),
    Role.VENDOR:                  (_ASKED, _ACCEPTED, _NO,    _NO,    _NO,    _NO,    _NO),
    Role.PROVIDER:                (_NO,    _NO,       _NO,    _NO,    _NO,    _NO,    _NO),
    ProviderKind.PCP:             (_ASKED, _ASKED,    _ASKED, _ASKED, _NO,    _NO,    _NO),
    ProviderKind.SPECIALIST:      (_ASKED, _ASKED,    _ASKED, _ASKED, _NO,    _NO,    _NO),
    ProviderKind.PRESCRIBER:      (_ASKED, _ASKED,    _ASKED, _ASKED, _NO,    _NO,    _NO),
    ProviderKind.PHARMACY:        (_NO,    _ASKED,    _NO,    _ASKED, _NO,    _NO,    _NO),
    ProviderKind.HOME_HEALTH:     (_ASKED, _ASKED,    _ASKED, _NO,    _NO,    _NO,    _NO),
    ProviderKind.BILLING_PRACTICE:(_ASKED, _ASKED,    _NO,    _NO,    _NO,    _NO,    _NO),
    ProviderKind.PAYER:           (_NO,    _ASKED,    _NO,    _NO,    _NO,    _NO,    _NO),
    ProviderKind.PROGRAMME:       (_NO,    _ASKED,    _NO,    _NO,    _NO,    _NO,    _NO),
    ProviderKind.ADVOCATE:        (_NO,    _ASKED,    _NO,    _NO,    _NO,    _NO,    _NO),
}  # fmt: skip
"""A provider is of a kind: the role alone opens nothing."""

ERASES: Mapping[Role, Scope] = {Role.SUPERVISOR: _HERE, Role.OPS: _ALL}
"""Who may decide that a person is erased, and that it is lifted; nobody else may.

An erasing cannot be taken back and leaves a running episode without a name. Who is at work on it
may have reasons of their own, and an auditor reads the trail of it: neither decides.
"""

SETTLES: Mapping[Role, Scope] = {
    Role.INTAKE_LEAD: _HERE, Role.CASE_MANAGER: _HERE, Role.SUPERVISOR: _HERE, Role.OPS: _ALL,
}  # fmt: skip
"""Who may have hospitals' messages read again and close work undone, besides whoever owns it.

A dismissed message may have been a discharge. Who may see that something waits is the table's word;
a nurse sees it and leaves it, and an auditor reads who closed it.
"""


def scope(who: Role | ProviderKind, thing: Thing) -> Scope:
    """Of which patients somebody may see that kind of thing; whom the table does not name, none."""
    return dict(zip(_COLUMNS, MATRIX.get(who, ()), strict=False)).get(thing, Scope.NO)


def sees(who: Role | ProviderKind, *, accepted: bool = False) -> frozenset[Thing]:
    """What somebody may see of a patient about whom they are asked, or of whom they accepted."""
    hidden = {Scope.NO} if accepted else {Scope.NO, Scope.ACCEPTED}
    row = MATRIX.get(who, (Scope.NO,) * len(Thing))
    return frozenset(
        thing for thing, scope in zip(_COLUMNS, row, strict=True) if scope not in hidden
    )


def sees_of(here: Iterable[Role], asked: Iterable[Role]) -> frozenset[Thing]:
    """What somebody may see of one patient: the union of what their roles there open.

    `here`: their roles at the patient's facility; `asked`: those in which they are asked about this
    patient.
    """
    every = (Scope.FACILITY, Scope.ALL)
    of_all = {thing for role in here for thing in Thing if scope(role, thing) in every}
    return frozenset(of_all).union(*map(sees, asked))
