"""Whose record number it is: another person under it reaches nobody's episode."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from domain.hospital.chart import chart
from domain.hospital.events import Account, EventKind, HospitalEvent
from domain.hospital.identity import of_somebody_else
from tests.domain.hospital.test_chart import NOON, event

HAROLD = ("Harold", "Quigley", "1948-03-02")


def said(
    hour: int,
    who: tuple[str | None, str | None, str | None],
    visit: str | None = "V-1",
    kind: EventKind = EventKind.ADMITTED,
    mrn: str = "4821",
) -> HospitalEvent:
    """What a message says of its patient at an hour: given name, family name, date of birth."""
    given, family, born = who
    account = Account(
        given=given, family=family, birth_date=date.fromisoformat(born) if born else None
    )
    told = event(kind, hour, account=account)
    return replace(told, encounter=visit, mrn=mrn, receipt=hour + 1, received_at=told.sent_at)


@pytest.mark.parametrize(
    "who",
    [
        ("Bella", "Collison", "1944-05-30"),
        ("Bella", "Quigley", "1951-01-09"),
        ("Baby Girl", "Quigley", "2026-09-01"),
        ("Bella", "Collison", None),
        ("Bella", None, "1944-05-30"),
        (None, "Collison", "1944-05-30"),
        ("\u00c1ngel", "D'Arcy", "1990-01-01"),
    ],
)
@pytest.mark.parametrize("kind", [EventKind.ADMITTED, EventKind.DISCHARGED, EventKind.UPDATED])
def test_another_person_under_a_number_is_not_its_person(
    who: tuple[str | None, str | None, str | None], kind: EventKind
) -> None:
    """Another name and another date of birth: nothing of the first one's chart moves."""
    mine = [said(0, HAROLD), said(1, HAROLD, kind=EventKind.DISCHARGED)]
    other = said(2, who, "V-2", kind)
    known = chart([*mine, other])
    assert known.others == (other,)
    assert replace(known, others=()) == chart(mine)


@pytest.mark.parametrize(
    "who",
    [
        HAROLD,
        ("HAROLD", "QUIGLEY", "1948-03-02"),
        ("Harold", "Quigley", "1948-02-03"),
        ("Harold", "Quigley-Smith", "1948-03-02"),
        ("Harry", "Smith", "1948-03-02"),
        ("Harold J", "Smith", None),
        ("Quigley", "Harold", "1949-03-02"),
        (None, None, "1999-01-01"),
        (None, None, None),
        ("H\u00e1rold", None, "1999-01-01"),
        ("Harry", "Quigley", None),
    ],
)
def test_a_correction_of_name_or_birth_date_is_the_same_person(
    who: tuple[str | None, str | None, str | None],
) -> None:
    """A marriage, a nickname, a slip in the date, names in each other's place, a bare number."""
    assert of_somebody_else([said(0, HAROLD), said(1, who, "V-2")]) == []


def test_a_patient_whom_nobody_could_name_is_given_a_name_by_the_visit() -> None:
    """Trauma, Alpha of 1900 becomes who they are, and that name holds for what follows."""
    trauma = ("Alpha", "Trauma", "1900-01-01")
    events = [said(0, trauma), said(1, HAROLD), said(2, HAROLD, "V-2"), said(3, trauma)]
    assert of_somebody_else(events) == []


def test_a_name_that_is_brought_by_a_known_visit_is_believed_of_what_came_before() -> None:
    """The queued message of a true correction can be tried again, once the visit bears it out."""
    new = ("Bella", "Collison", "1944-05-30")
    alone = [said(0, HAROLD), said(1, new, "V-2", EventKind.DISCHARGED)]
    assert of_somebody_else(alone) == alone[1:]
    assert of_somebody_else([*alone, said(2, new, "V-1", EventKind.UPDATED)]) == []


def test_what_follows_of_a_strangers_visit_is_the_strangers_without_a_name_too() -> None:
    """Orders and a discharge that say no name go with the visit that they are about."""
    first = said(1, ("Bella", "Collison", "1944-05-30"), "V-2")
    nameless = said(2, (None, None, None), "V-2", EventKind.DISCHARGED)
    assert of_somebody_else([said(0, HAROLD), first, nameless]) == [first, nameless]


def test_each_record_number_has_its_own_person() -> None:
    """Records that were merged had other names: what came under each is compared with its own."""
    trauma = said(1, ("Alpha", "Trauma", "1900-01-01"), "V-2", mrn="9")
    assert of_somebody_else([said(0, HAROLD), trauma]) == []


def test_who_has_a_number_goes_by_receipt_in_whatever_order_it_is_read() -> None:
    """The first to be heard of keeps it, though the other's clock was earlier."""
    early = replace(
        said(5, ("Bella", "Collison", "1944-05-30"), "V-2"), recorded_at=NOON - timedelta(days=9)
    )
    events = [said(0, HAROLD), said(1, HAROLD, "V-3"), early]
    assert all(of_somebody_else(some) == [early] for some in permutations(events))
