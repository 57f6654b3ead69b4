"""Looking at somebody's hours: what they said by text, and what goes to whom because of it."""

from datetime import datetime

import pytest

from activities.shifts import Shifts
from adapters.sql.database import Database
from domain.pathway import Role
from domain.time.clock import Clock
from models import names
from models.payloads import OpenTask, ReassignQuestion, ReviewShift, ShiftChange, ShiftReviewed
from tests.activities.wards import EVENING, Line, Ward, at

NOON, EVE, NIGHT = at("2026-11-23 12:00"), at("2026-11-23 18:00"), at("2026-11-23 23:00")
TOMORROW, LATER = at("2026-11-24 08:00"), at("2026-11-24 12:00")


@pytest.fixture
def ward(database: Database) -> Ward:
    """Ada and Bo work by day, Eve in the evening; one open episode."""
    ward = Ward(database)
    ward.opens()
    ward.has("ada")
    ward.has("bo")
    ward.has("eve", EVENING)
    ward.treats("episode-1")
    return ward


@pytest.fixture
def line() -> Line:
    """Where episodes would be told."""
    return Line()


def task(
    due: datetime | None, *, key: str = "contact/call/1", urgent: bool = False, **more: str
) -> OpenTask:
    """A question that stands open with a nurse."""
    fields = {"episode": "episode-1", "key": key, "to": Role.NURSE, "due": due, "urgent": urgent}
    return OpenTask.model_validate({**fields, **more})


async def review(
    ward: Ward, line: Line, change: ShiftChange, now: datetime, *tasks: OpenTask, who: str = "ada"
) -> ShiftReviewed:
    """Have it looked at."""
    asked = ReviewShift(
        handle=who,
        change=change,
        tasks=tasks,
        now=now,
        clock=Clock(real_origin=now, clinical_origin=now),
    )
    return await Shifts(line.client(), ward.database).review_shift(asked)


def takers(shifted: ShiftReviewed) -> list[str]:
    """Who got something, in order."""
    return [each.to_handle for each in shifted.handed]


AT_THE_END = {
    "due tonight": (EVE, task(at("2026-11-23 22:00")), ["eve"]),
    "due when they begin": (EVE, task(TOMORROW), ["eve"]),
    "due after": (EVE, task(LATER), []),
    "urgent": (EVE, task(at("2026-11-23 22:00"), urgent=True), []),
    "never due": (EVE, task(None), []),
    "late already": (EVE, task(at("2026-11-23 17:30")), []),
    "on shift": (NOON, task(at("2026-11-23 16:59")), []),
    "nobody is": (at("2026-11-24 02:00"), task(at("2026-11-24 07:00")), []),
}
OFF = {
    "due today": (NOON, task(at("2026-11-23 16:00")), ["bo"]),
    "urgent": (NOON, task(at("2026-11-23 16:00"), urgent=True), ["bo"]),
    "late already": (NOON, task(at("2026-11-23 11:00")), ["bo"]),
    "never due": (NOON, task(None), ["bo"]),
    "due when on again": (NOON, task(LATER), []),
    "at night": (NIGHT, task(at("2026-11-23 23:30"), urgent=True), ["eve"]),
}


async def test_at_the_end_of_a_shift_only_what_cannot_wait_moves(ward: Ward, line: Line) -> None:
    """Due before they work again, and to somebody who is on shift before it is due."""
    for case, (now, asked, takes) in AT_THE_END.items():
        shifted = await review(ward, line, ShiftChange.LOOK, now, asked)
        assert (case, takers(shifted), shifted.known) == (case, takes, True)


async def test_off_moves_all_that_is_due_before_they_are_on_again(ward: Ward, line: Line) -> None:
    """Urgent tasks too; what can wait until their next shift waits."""
    for case, (now, asked, takes) in OFF.items():
        shifted = await review(ward, line, ShiftChange.OFF, now, asked)
        assert (case, takers(shifted)) == (case, takes)
        assert not shifted.reach.open_at(now)
        assert shifted.reach.next_begin(now) == TOMORROW
        assert ward.said("ada") == [("2026-11-23", None, None)]


async def test_what_is_urgent_goes_down_the_on_call_list_at_night(ward: Ward, line: Line) -> None:
    """Nobody is on shift, and whoever is off today is not on call."""
    ward.calls("ada", "bo")
    night = at("2026-11-24 03:00")
    shifted = await review(
        ward, line, ShiftChange.OFF, night, task(at("2026-11-24 03:10"), urgent=True)
    )
    assert takers(shifted) == ["bo"]


async def test_several_tasks_are_spread(ward: Ward, line: Line) -> None:
    """What somebody was given a moment ago counts, on top of what they hold."""
    ward.has("cy")
    ward.treats("episode-2", "cy", "cy")
    tasks = [task(at("2026-11-23 16:00"), key=f"contact/call/{n}") for n in range(6)]
    shifted = await review(ward, line, ShiftChange.OFF, NOON, *tasks)
    assert takers(shifted) == ["bo", "bo", "bo", "cy", "bo", "cy"]


async def test_each_episode_is_told_once_and_closed_ones_are_not(ward: Ward, line: Line) -> None:
    """It hears which question goes from whom to whom; what has closed moves nowhere."""
    ward.treats("episode-2")
    ward.treats("episode-3", outcome="completed")
    line.closed.add("episode-2")
    due = at("2026-11-23 16:00")
    episodes = ("episode-1", "episode-2", "episode-3", "episode-9")
    tasks = [task(due, episode=episode) for episode in episodes]
    shifted = await review(ward, line, ShiftChange.OFF, NOON, *tasks)
    told = ReassignQuestion(
        key="contact/call/1",
        from_handle="ada",
        from_name="RN ada",
        to_handle="bo",
        to_name="RN bo",
    )
    assert line.told == [("episode-1", names.HAND_OVER, told)]
    assert [each.episode for each in shifted.handed] == ["episode-1"]


async def test_saying_it_twice_changes_nothing_more(ward: Ward, line: Line) -> None:
    """The activity may run twice: the same day off, the same hand-over."""
    first = await review(ward, line, ShiftChange.OFF, NOON, task(at("2026-11-23 16:00")))
    again = await review(ward, line, ShiftChange.OFF, NOON, task(at("2026-11-23 16:00")))
    assert again == first
    assert ward.said("ada") == [("2026-11-23", None, None)]


async def test_on_takes_off_back(ward: Ward, line: Line) -> None:
    """In their hours the week holds again, and nothing moves."""
    await review(ward, line, ShiftChange.OFF, NOON)
    shifted = await review(ward, line, ShiftChange.ON, NOON, task(at("2026-11-23 16:00")))
    assert shifted.handed == ()
    assert shifted.reach.open_at(NOON)
    assert shifted.reach.next_end(NOON) == at("2026-11-23 17:00")
    assert ward.said("ada") == []


async def test_on_outside_ones_hours_holds_until_the_end_of_the_day(ward: Ward, line: Line) -> None:
    """From now, to the end of the hours that lie ahead, else to midnight; saying it again too."""
    early, five, midnight = at("2026-11-23 06:30"), at("2026-11-23 17:00"), at("2026-11-24 00:00")
    for now, ends in ((early, five), (early, five), (EVE, midnight), (EVE, midnight)):
        shifted = await review(ward, line, ShiftChange.ON, now)
        assert shifted.reach.open_at(now)
        assert shifted.reach.next_end(now) == ends
        assert ward.said("ada") == [("2026-11-23", now.time(), ends.time())]


async def test_on_holds_against_a_day_off_in_the_file(ward: Ward, line: Line) -> None:
    """What somebody says on the day is newer than what was planned, and taking it back restores."""
    ward.is_otherwise("ada", "2026-11-23")
    shifted = await review(ward, line, ShiftChange.ON, NOON)
    assert shifted.reach.open_at(NOON)
    shifted = await review(ward, line, ShiftChange.OFF, NOON)
    assert not shifted.reach.open_at(NOON)


async def test_all_that_somebody_held_moves_who_is_not_on_the_roster_any_more(
    ward: Ward, line: Line
) -> None:
    """Late and urgent tasks too, to whoever can be asked soonest, if nobody can in time."""
    ward.lets_go("ada")
    tasks = (task(LATER), task(at("2026-11-23 11:00")), task(None), task(NIGHT, urgent=True))
    shifted = await review(ward, line, ShiftChange.LOOK, NOON, *tasks)
    assert not shifted.known
    assert len(shifted.handed) == len(tasks)
    stranger = await review(ward, line, ShiftChange.OFF, NOON, task(LATER), who="nobody")
    assert (stranger.known, takers(stranger)) == (False, ["bo"])


async def test_a_task_that_nobody_can_take_stays(ward: Ward, line: Line) -> None:
    """Better with somebody who is off than with nobody."""
    for handle in ("bo", "eve"):
        ward.marks(handle, "opted_out")
    shifted = await review(ward, line, ShiftChange.OFF, NOON, task(at("2026-11-23 16:00")))
    assert (shifted.handed, line.told) == ((), [])


async def test_the_patients_language_counts_here_too(ward: Ward, line: Line) -> None:
    """Eve speaks Spanish and is on before it is due: she is asked, though Bo is on shift now."""
    ward.has("eve", EVENING, languages=("en", "es"))
    asked = task(at("2026-11-23 20:00"), patient_language="es")
    assert takers(await review(ward, line, ShiftChange.OFF, NOON, asked)) == ["eve"]
