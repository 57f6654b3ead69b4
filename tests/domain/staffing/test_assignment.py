"""Who is asked: each rule of the order beats all that come after it, and every reason is said."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pathway import Role
from domain.staffing.assignment import (
    Candidate,
    Need,
    choose,
    goes_by_list,
    ranked,
    takes_over,
    why,
)
from domain.time.calendar import WEEKDAYS
from domain.time.hours import DayHours, Reach, Window
from domain.words.phrasebook import worded

ZONE = "America/New_York"
MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo(ZONE))
DAY = Reach(
    time_zone=ZONE,
    windows=tuple(Window(day=day, begins=time(8), ends=time(17)) for day in WEEKDAYS[:5]),
)
EVENING = Reach(
    time_zone=ZONE,
    windows=tuple(Window(day=day, begins=time(16), ends=time(0)) for day in WEEKDAYS[:5]),
)
TUESDAYS = Reach(time_zone=ZONE, windows=(Window(day="tue", begins=time(8), ends=time(17)),))
AWAY = replace(DAY, exceptions=(DayHours(day=date(2026, 11, 23)),))
NEED = Need(role=Role.NURSE, at=MONDAY, due=MONDAY + timedelta(hours=48))
TODAY = replace(NEED, due=MONDAY.replace(hour=17))
TONIGHT = Need(role=Role.NURSE, at=MONDAY.replace(hour=22), urgent=True)


def nurse(handle: str, reach: Reach = DAY, **changes: object) -> Candidate:
    """A nurse who works by day, holds nothing and speaks English."""
    plain = Candidate(
        handle=handle, name=f"RN {handle}", role=Role.NURSE, reach=reach, cap=5, languages=("en",)
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def order(need: Need, *candidates: Candidate) -> list[str]:
    """Their handles, whoever is asked first."""
    return [each.handle for each in ranked(candidates, need)]


@pytest.mark.parametrize(
    ("better", "worse", "need"),
    [
        (nurse("z", EVENING), nurse("a", mark="opted_out"), NEED),
        (nurse("z", open_tasks=9), nurse("a", TUESDAYS), TODAY),
        (nurse("z", open_tasks=4), nurse("a", open_tasks=5, languages=("es",), knows=True), NEED),
        (nurse("z", languages=("en", "es"), open_tasks=4), nurse("a", knows=True), NEED),
        (nurse("z", knows=True, open_tasks=4), nurse("a"), NEED),
        (nurse("z", TUESDAYS), nurse("a", open_tasks=1), NEED),
        (nurse("z"), nurse("a", EVENING), NEED),
        (nurse("a"), nurse("b"), NEED),
        (nurse("z", open_tasks=4), nurse("a", EVENING), replace(NEED, urgent=True)),
        (nurse("z", open_tasks=4), nurse("a", EVENING), replace(NEED, due=None)),
        (nurse("z", EVENING), nurse("a", DAY), replace(TONIGHT, at=MONDAY.replace(hour=18))),
    ],
    ids=[
        "reached", "in time", "below the cap", "language", "knows", "fewest", "soonest", "handle",
        "urgent: soonest", "no due time: soonest", "urgent: on shift",
    ],
)  # fmt: skip
def test_each_rule_beats_those_below_it(better: Candidate, worse: Candidate, need: Need) -> None:
    """Whoever is better by a rule is asked, however much better the other is by later ones."""
    spanish = replace(need, language="es" if "es" in better.languages else need.language)
    assert order(spanish, worse, better) == [better.handle, worse.handle]


def test_nobody_whose_phone_is_marked_is_asked() -> None:
    """The next role answers for a role of which nobody is reached; else nobody is asked."""
    marked = nurse("a", mark="wrong_number")
    manager = nurse("m", role=Role.CASE_MANAGER, turn=1)
    chosen = choose([marked, manager], NEED)
    assert chosen is not None
    assert chosen.handle == "m"
    assert choose([marked], NEED) is None


@pytest.mark.parametrize(
    ("candidates", "need", "first"),
    [
        ((nurse("a", on_call=2), nurse("z", on_call=1)), TONIGHT, "z"),
        ((nurse("a", on_call=1), nurse("z", EVENING)), TONIGHT, "z"),
        ((nurse("a"), nurse("z", on_call=1, open_tasks=9)), TONIGHT, "z"),
        ((nurse("a", on_call=1, mark="silent"), nurse("z", on_call=2)), TONIGHT, "z"),
        ((nurse("a", TUESDAYS), nurse("z", AWAY)), replace(TONIGHT, role=Role.ON_CALL), "a"),
        ((nurse("a"), nurse("z", on_call=1)), replace(NEED, role=Role.ON_CALL), "z"),
        ((nurse("a", on_call=1), nurse("z", EVENING)), replace(TONIGHT, urgent=False), "z"),
    ],
)
def test_the_on_call_list_is_for_what_is_urgent_while_nobody_works(
    candidates: tuple[Candidate, ...], need: Need, first: str
) -> None:
    """In its own order, whatever they hold; or for whoever asks for the list itself."""
    assert order(need, *candidates)[0] == first


@pytest.mark.parametrize(
    ("other", "need", "takes"),
    [
        (nurse("a"), NEED, True),
        (nurse("a", AWAY), TODAY, False),
        (nurse("a", AWAY), replace(NEED, due=None), True),
        (nurse("a", on_call=1), replace(TONIGHT, due=MONDAY.replace(hour=23)), True),
        (nurse("a"), replace(TONIGHT, due=MONDAY.replace(hour=23)), False),
        (nurse("a", mark="opted_out"), NEED, False),
    ],
)
def test_only_who_can_do_it_in_time_takes_over(
    other: Candidate, need: Need, *, takes: bool
) -> None:
    """On shift before it is due, or on call for what is urgent."""
    assert (takes_over([other], need) is not None) is takes


@pytest.mark.parametrize(
    ("candidate", "need", "reasons"),
    [
        (nurse("a"), NEED, ("on shift until 5p", "0 open")),
        (nurse("a", EVENING), NEED, ("next on Mon 11/23 4p", "0 open")),
        (
            nurse("a", TUESDAYS, open_tasks=5),
            TODAY,
            ("next on Tue 11/24 8a, after it is due", "at the cap 5/5"),
        ),
        (
            nurse("a", languages=("en", "es"), knows=True, open_tasks=4),
            replace(NEED, language="es"),
            ("on shift until 5p", "4 open", "speaks es", "knows the patient"),
        ),
        (
            nurse("a", mark="opted_out"),
            replace(NEED, language="es"),
            ("texts do not arrive: opted out", "on shift until 5p", "0 open", "speaks no es"),
        ),
        (nurse("a", on_call=1), TONIGHT, ("on call, number 1, urgent", "0 open")),
        (nurse("a", on_call=4), replace(TONIGHT, urgent=False, role=Role.ON_CALL),
         ("on call, number 4", "0 open")),
        (nurse("a", Reach(time_zone=ZONE)), NEED, ("works at any hour", "0 open")),
        (
            nurse("a", replace(DAY, exceptions=tuple(
                DayHours(day=date(2026, 11, 23) + timedelta(days=n)) for n in range(90)))),
            NEED,
            ("off until Fri 1/22 10a at least, after it is due", "0 open"),
        ),
    ],
)  # fmt: skip
def test_every_reason_is_said(candidate: Candidate, need: Need, reasons: tuple[str, ...]) -> None:
    """In words that whoever keeps the roster can check against it."""
    by_list = goes_by_list([candidate], need)
    said = why(candidate, need, by_list=by_list, zone=ZONE)
    assert tuple(map(worded, said)) == reasons


@given(st.permutations("abcde"), st.lists(st.integers(0, 6), min_size=5, max_size=5))
def test_the_order_does_not_depend_on_how_people_are_listed(
    listed: list[str], held: list[int]
) -> None:
    """The same facts give the same order, so that asking again asks the same person."""
    people = {handle: nurse(handle, open_tasks=n) for handle, n in zip("abcde", held, strict=True)}
    assert order(NEED, *(people[each] for each in listed)) == order(NEED, *people.values())
