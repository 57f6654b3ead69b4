"""A discharge that nobody could use climbs like one that nobody can place, and never stops."""

import dataclasses
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.episode import unread_discharge, whereabouts
from domain.episode.contact_timing import with_hours
from domain.episode.facts import Facts
from domain.episode.unread_discharge import Heard, Telling, UnreadDischarge
from domain.pathway import Ladder, Ladders, Pathway, Role, Rung
from domain.steps import disposition
from tests.domain.examples import STANDARD, calendar
from tests.outlines import outlined
from tests.stories import people

RUNGS = (
    Rung(role=Role.CASE_MANAGER, reply_minutes=120),
    Rung(role=Role.SUPERVISOR, reply_minutes=240),
)
ROUTINE = Ladder(
    rungs=RUNGS, ask_done_minutes=1440, again_minutes=0, ring_again_minutes=0, staffed_only=True
)
PATHWAY: Pathway = dataclasses.replace(
    STANDARD, ladders=Ladders(routine=ROUTINE, urgent=STANDARD.ladders.urgent)
)
CALENDAR = calendar()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEGINS = datetime(2026, 8, 20, tzinfo=UTC)
received = st.integers(0, 40 * 24 * 60).map(lambda minutes: BEGINS + minutes * MINUTE)
before = st.integers(0, 20 * 24 * 60).map(lambda minutes: minutes * MINUTE)
roles = st.sets(st.sampled_from([Role.INTAKE_LEAD, Role.CASE_MANAGER, Role.SUPERVISOR]))


def unread(at: datetime, left: datetime | None = None, nobody: object = ()) -> UnreadDischarge:
    """One that came then, of somebody who left then."""
    return UnreadDischarge(
        received_at=at,
        due=unread_discharge.due(left, at, CALENDAR, PATHWAY),
        calendar=CALENDAR,
        pathway=PATHWAY,
        nobody=tuple(nobody),  # type: ignore[arg-type]
    )


def climbed(one: UnreadDischarge, most: int, late: timedelta = timedelta()) -> list[Telling]:
    """Who hears of it, each so much later than they should; `at` is when they do."""
    told, heard = [], Heard()
    for _ in range(most):
        telling = one.next(heard, heard.last_at or one.received_at)
        if telling is None:
            break
        at = telling.at + late
        telling = one.next(heard, at) or telling
        told.append(dataclasses.replace(telling, at=at))
        first = heard.first_at or (at if telling.role is Role.INTAKE_LEAD else None)
        heard = Heard(place=telling.place, first_at=first, last_at=at)
    return told


def placed(at: datetime, left: datetime) -> list[tuple[Role, datetime]]:
    """When an episode that nobody can place asks, and tells each rung, while nobody answers."""
    discharge = outlined(people.home(disposition="", discharged_at=left, admitted_at=left - DAY))
    facts = Facts(
        discharge=discharge, pathway=PATHWAY, calendar=CALENDAR, opened_at=at, patient_zone="UTC"
    )
    seen: dict[str, tuple[Role, datetime]] = {}
    now = at
    while len(seen) <= len(RUNGS):
        decided = disposition.decide(facts, now)
        for asked in decided.questions:
            seen.setdefault(asked.key, (asked.to, asked.ask_at))
        if decided.decide_again_at is None:
            break
        now = max(decided.decide_again_at, now + MINUTE)
    return list(seen.values())


@given(received, before)
def test_it_climbs_like_a_discharge_that_nobody_can_place(at: datetime, ago: timedelta) -> None:
    """The same roles hear at the same instants, with the lead's reminder beside them."""
    one = unread(at, at - ago)
    first, *others = climbed(one, len(RUNGS) + 2)
    told = [first, *(one for one in others if one.role is not Role.INTAKE_LEAD)]
    expected = placed(at, at - ago)
    assert [(telling.role, telling.at) for telling in told][: len(expected)] == expected
    assert len(expected) == len(RUNGS) + 1


@given(received, before)
def test_it_is_due_with_the_first_contact_of_the_discharge(at: datetime, ago: timedelta) -> None:
    """As an episode's question is; of a time that cannot be, 48 hours after its receipt.

    Where the team has too few hours before that, two of its hours after it could begin.
    """
    left, in_two_days = at - ago, with_hours(at + 2 * DAY, at, CALENDAR, PATHWAY)
    contact = whereabouts.due(left, CALENDAR, PATHWAY, None)
    assert unread(at, left).due == with_hours(contact, at, CALENDAR, PATHWAY)
    for wrong in (None, at + HOUR, at - 31 * DAY):
        assert unread(at, wrong).due == in_two_days
    assert unread(at, at + MINUTE).due == in_two_days, "a clock a little ahead"


@given(received, before, roles, st.integers(0, 3 * 24 * 60))
def test_it_never_stops_while_there_is_anybody(
    at: datetime, ago: timedelta, nobody: set[Role], late: int
) -> None:
    """Whoever is there hears, in order, the last one each morning; whoever is not is passed over.

    Each telling is a place of its own, and none is sooner than the one before.
    """
    one = unread(at, at - ago, nobody)
    told = climbed(one, 12, late * MINUTE)
    there = {Role.INTAKE_LEAD, Role.CASE_MANAGER, Role.SUPERVISOR} - nobody
    assert {telling.role for telling in told} == there
    assert len(told) == (12 if there else 0)
    places = [telling.place for telling in told]
    assert places == sorted(set(places))
    times = [telling.at for telling in told]
    assert times == sorted(times)
    last = next(
        (r for r in (Role.SUPERVISOR, Role.CASE_MANAGER, Role.INTAKE_LEAD) if r in there), None
    )
    assert {telling.role for telling in told[5:]} == ({last} if last else set())


@given(received, st.integers(1, 5 * 24 * 60))
def test_each_has_their_time_also_after_a_pause(at: datetime, late: int) -> None:
    """Told late, the lead still has the hours of an answer, and each rung its own."""
    one = unread(at)
    lead, *others = [telling for telling in climbed(one, 4, late * MINUTE) if telling.place != 2]
    if lead.at + 4 * HOUR < one.due:
        assert others[0].at - lead.at >= 4 * HOUR
    assert others[1].at - others[0].at >= 2 * HOUR
    assert all(CALENDAR.next_staffed(t.at - late * MINUTE) == t.at - late * MINUTE for t in others)


def test_a_day_of_nobody_looking() -> None:
    """The lead, the lead again, case manager, supervisor, and the supervisor each morning."""
    told = climbed(unread(people.at("2026-09-08 10:00")), 6)
    assert [(one.role.value, f"{CALENDAR.local(one.at):%a %H:%M}") for one in told] == [
        ("intake_lead", "Tue 10:00"),
        ("intake_lead", "Tue 12:00"),
        ("case_manager", "Tue 14:00"),
        ("supervisor", "Tue 16:00"),
        ("supervisor", "Wed 08:00"),
        ("supervisor", "Thu 08:00"),
    ]
