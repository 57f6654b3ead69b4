"""Check-ins by phone: whom nobody may text is called on days of their own."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.asking.choices import Value
from domain.asking.reachability import Reachability
from domain.episode.decision import StepState
from domain.episode.facts import Facts, RecordedConsent
from domain.pathway import Role
from domain.plan.people import Silent
from domain.plan.rehearsal import rehearse, texts
from domain.protocol import protocol
from domain.steps.call_detail import CALL_DETAIL
from domain.steps.check_in_kinds import CHECK_IN, CHECK_IN_CALL, NAME
from domain.time.calendar import Holiday
from tests.domain.examples import ET
from tests.domain.steps.test_check_ins import JANE, LOPEZ, TUESDAY, home, managed, said

DAY = timedelta(days=1)
TENTH = datetime(2026, 9, 18, 8, tzinfo=ET)
"""When the team opens on the tenth day, of who went home that Tuesday."""
CALL = f"{NAME}/call/phone.10"


def untexted(**changes: object) -> Facts:
    """Jane, who never agreed to texts, and has nobody else."""
    return home(TUESDAY, patient=replace(JANE, consent_to_text=False, caregiver=None), **changes)


def calls(facts: Facts) -> list[str]:
    """When a nurse is asked to call, if nothing is ever answered."""
    found = rehearse(facts, Silent())
    went = [
        at
        for one in found.stood
        for at in texts(one, found.facts)[:1]
        if one.question.kind == CHECK_IN_CALL
    ]
    return [f"{at.astimezone(ET):%a %m-%d %H:%M}" for at in went]


def standing(facts: Facts, now: datetime) -> list[str]:
    """What the step asks of the team by then."""
    asked = protocol.decide(NAME, facts, now).questions
    return [one.key for one in asked if one.to.is_staff and one.ask_at <= now]


def test_the_day_of_care_coordination() -> None:
    """One call, on the tenth day, as the team opens; no text goes to the family."""
    assert calls(untexted()) == ["Fri 09-18 08:00"]


def test_the_days_of_case_management() -> None:
    """Three calls, a week apart."""
    facts = managed(untexted(), TUESDAY)
    assert calls(facts) == ["Tue 09-15 08:00", "Tue 09-22 08:00", "Tue 09-29 08:00"]


def test_on_a_holiday_it_is_the_day_before() -> None:
    """Somebody must be there to call."""
    facts = untexted()
    closed = (*facts.calendar.holidays, Holiday(day=date(2026, 9, 18), name="Founders' Day"))
    facts = replace(facts, calendar=replace(facts.calendar, holidays=closed))
    assert calls(facts) == ["Thu 09-17 08:00"]


def test_who_is_texted_is_not_called() -> None:
    """Nor who was asked by text and answered within three days of it, and then said no more."""
    assert calls(home()) == []
    told = RecordedConsent(whose=Role.PATIENT, given=False, at=TENTH - DAY / 2, by=LOPEZ, key="1")
    lately = home().answered(said(f"{NAME}/ask/4", Value.FINE, TENTH - DAY))
    stopped = replace(lately, consents=(*lately.consents, told))
    assert standing(stopped, TENTH) == []
    long_ago = home().answered(said(f"{NAME}/ask/4", Value.FINE, TENTH - 7 * DAY))
    assert standing(replace(long_ago, consents=(told,)), TENTH) == [f"{CALL}/1"]


def test_a_landline_is_called() -> None:
    """That a phone takes no texts may be learnt on the way."""
    facts = home(patient=replace(JANE, caregiver=None))
    landline = replace(facts, unreachable=((Role.PATIENT, Reachability.NO_TEXTS),))
    assert standing(landline, TENTH) == [f"{CALL}/1"]


def test_it_runs_until_then_and_is_done_after() -> None:
    """Nothing is owed before; it runs on while somebody may be found to be asked by text."""
    facts = untexted()
    assert state(facts, TENTH - DAY) is StepState.RUNNING
    fine = facts.answered(said(f"{CALL}/1", Value.FINE, TENTH + DAY / 24, LOPEZ))
    assert state(fine, TENTH + DAY) is StepState.RUNNING
    assert state(fine, TUESDAY + 26 * DAY) is StepState.DONE


def state(facts: Facts, now: datetime) -> StepState | None:
    """How the step stands; nothing: it is open."""
    settled = protocol.decide(NAME, facts, now).settled
    return settled.state if settled else None


def test_what_it_finds_is_named_by_whoever_called() -> None:
    """A problem is named in digits, and is each step's; until then it is owed."""
    facts = untexted().answered(said(f"{CALL}/1", Value.PROBLEM, TENTH, LOPEZ))
    (asked,) = protocol.decide(NAME, facts, TENTH).questions
    assert (asked.kind, asked.whom) == (CALL_DETAIL, LOPEZ.handle)


def test_not_reached_twice_climbs() -> None:
    """It is tried once more on the next day; then the case manager hears."""
    once = untexted().answered(said(f"{CALL}/1", Value.NOT_REACHED, TENTH, LOPEZ))
    monday = TENTH + 3 * DAY
    assert standing(once, monday) == [f"{CALL}/2"]
    twice = once.answered(said(f"{CALL}/2", Value.NOT_REACHED, monday, LOPEZ))
    decision = protocol.decide(NAME, twice, monday + timedelta(minutes=1))
    assert decision.escalated
    assert decision.owner is Role.CASE_MANAGER


def test_silence_climbs() -> None:
    """As the team closes a business day later nobody has called: somebody hears."""
    decision = protocol.decide(NAME, untexted(), TENTH + 4 * DAY)
    assert decision.escalated


@pytest.mark.parametrize("day", [14, 21])
def test_who_wants_no_more_calls_gets_none(day: int) -> None:
    """Said on the first it holds for all; what else is owed to them goes on."""
    facts = managed(untexted(), TUESDAY)
    no = said(f"{NAME}/call/phone.7/1", Value.NO_MORE_CHECK_INS, TUESDAY + 7 * DAY, LOPEZ)
    assert standing(facts.answered(no), TUESDAY + (day + 1) * DAY) == []


def test_a_tier_that_rises_brings_its_days() -> None:
    """From then on; what was asked before stays."""
    asked = untexted().answered(said(f"{CALL}/1", Value.FINE, TENTH, LOPEZ))
    risen = managed(asked, TENTH + DAY)
    assert calls(risen) == ["Tue 09-22 08:00", "Tue 09-29 08:00"]


def test_with_hospice_nobody_calls() -> None:
    """No check-ins of any kind."""
    assert calls(untexted(disposition="50")) == []


def test_no_text_of_the_family_by_phone() -> None:
    """Whom nobody may text is asked nothing by text."""
    found = rehearse(untexted(), Silent())
    assert [one for one in found.stood if one.question.kind == CHECK_IN] == []
