"""Whose record number it is: another person under it reaches nobody's episode."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.hospital import identity
from domain.hospital.chart import chart
from domain.hospital.events import Account, EventKind, HospitalEvent
from domain.hospital.identity import is_number, of_somebody_else
from domain.normalize import bare
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


_NAMES = st.sampled_from([None, "Ann", "Bob", "Ann Bob", "Cy", "Quigley", "Dee"])
_WHO = st.tuples(_NAMES, _NAMES, st.sampled_from([None, "1944-05-30", "1951-01-09", "1990-01-01"]))
_SAID = st.lists(
    st.tuples(_WHO, st.sampled_from([None, "V-1", "V-2", "V-3", "V-4"]), st.sampled_from("12")),
    max_size=14,
)


@settings(max_examples=500, deadline=None)
@given(told=_SAID)
@example(
    told=[
        (("Bob", "Ann", "1951-01-09"), "V-4", "1"),
        (("Quigley", "Dee", "1990-01-01"), "V-1", "1"),
        ((None, None, "1990-01-01"), None, "1"),
    ]
)
def test_who_is_somebody_else_is_what_the_rule_says_one_by_one(
    told: list[tuple[tuple[str | None, str | None, str | None], str | None, str]],
) -> None:
    """Of names, dates, visits and numbers in any order: as if each were compared with all before.

    Again and again, until nobody more is known.
    """
    events = [said(n, who, visit, mrn=mrn) for n, (who, visit, mrn) in enumerate(told)]
    assert of_somebody_else(events) == list(_one_by_one(events))


def _one_by_one(events: list[HospitalEvent]) -> list[HospitalEvent]:
    known: dict[str, list[HospitalEvent]] = {}
    theirs: set[tuple[str, str]] = set()
    left, before = events, -1
    while len(left) != before:
        before, others, still = len(left), set[tuple[str, str]](), []
        for one in left:
            visit = (one.mrn, one.encounter or "")
            strange = known.get(one.mrn) and not any(_same(one, k) for k in known[one.mrn])
            if visit not in theirs and (strange or visit in others):
                others |= {visit} if one.encounter else set()
                still.append(one)
                continue
            theirs |= {visit} if one.encounter else set()
            if one.account.given or one.account.family:
                known.setdefault(one.mrn, []).append(one)
        left = still
    return left


def _same(one: HospitalEvent, other: HospitalEvent) -> bool:
    """The rule, of two messages."""
    mine, theirs = one.account, other.account
    given, was_given = set((mine.given or "").split()), set((theirs.given or "").split())
    names = given | set((mine.family or "").split())
    others = was_given | set((theirs.family or "").split())
    if not names or not others:
        return True
    if mine.birth_date and mine.birth_date == theirs.birth_date:
        return True
    if mine.birth_date and theirs.birth_date and given and was_given:
        return bool(given & others or was_given & names)
    return bool(names & others)


@pytest.mark.parametrize("case", ["renamed each time", "known by the one after", "all strangers"])
def test_a_hostile_chart_is_looked_at_in_linear_time(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four times as many names are four times the work, however each is known by another."""

    def told(number: int, many: int) -> HospitalEvent:
        born = str(date(1900, 1, 1) + timedelta(days=number))
        if case == "renamed each time":
            return said(number, (f"Ann{number}", f"Dee{number}", born), "V-1")
        if case == "all strangers":
            return said(number, (f"Ann{number or ''}", "Quigley", born), f"V-{number}")
        known = f"Bob{many - number}" if number else "Bob0"
        return said(number, (known, f"Bob{many - number - 1}", born), f"V-{number}")

    def work(many: int) -> int:
        seen = 0

        def counted(name: str) -> str:
            nonlocal seen
            seen += 1
            return bare(name)

        marks: list[int] = []
        monkeypatch.setattr(identity, "bare", counted)
        shows = identity._Identity.shows  # noqa: SLF001 - it is what is counted
        knows = identity._Identity.knows  # noqa: SLF001
        for name, whole in (("shows", shows), ("knows", knows)):
            monkeypatch.setattr(identity._Identity, name, _counting(whole, marks))  # noqa: SLF001
        of_somebody_else([told(number, many) for number in range(many)])
        monkeypatch.undo()
        return seen + len(marks)

    assert work(400) <= 5 * work(100)


def _counting(whole: Callable[..., Any], marks: list[int]) -> Callable[..., Any]:
    def counting(one: object) -> Iterator[object]:
        for mark in whole(one):
            marks.append(1)
            yield mark

    return counting


@pytest.mark.parametrize(
    "text",
    ["", '""', "0", "000000", "0-00", "999999999", "UNKNOWN", "Unk", "N/A", "n.a.", "None", "NULL",
     "-", "?", "Not available", "TBD", "unassigned"],
)  # fmt: skip
def test_what_fills_the_place_of_a_number_is_none(text: str) -> None:
    """Everybody's zeros and words are nobody's: two people or stays would be one."""
    assert not is_number(text)


@pytest.mark.parametrize("text", ["1", "V-1", "0001", "99", "9999", "NA12", "U", "10000000", "é"])
def test_a_number_may_be_any_other_word(text: str) -> None:
    """Hospitals number as they like."""
    assert is_number(text)
