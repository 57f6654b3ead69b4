"""The texts that frame the thirty days: who is told that they begin, who that they have ended."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.episode.deadlines import window_ends
from domain.episode.facts import Ended, Ending, Facts, Person, RecordedConsent, Sense, Wrote
from domain.hospital.discharge import Caregiver, Discharge, Doubt
from domain.pathway import Role
from domain.plan.people import Prompt, Silent
from domain.plan.rehearsal import rehearse, texts
from domain.protocol import protocol
from domain.protocol.overview import overview
from domain.steps import opening
from tests.domain.examples import ET
from tests.domain.plan.wandering import first_facts, rich

HOME = datetime(2026, 9, 8, 10, tzinfo=ET)
PATIENT = Person(handle="patient", name="the patient", role=Role.PATIENT)
WROTE_OF_DEATH = Wrote(message_id="1", at=HOME, by=PATIENT, body="", sense=Sense.DEATH)
NURSE = Person(handle="nurse", name="RN Lopez", role=Role.NURSE)


def opened(discharge: Discharge | None = None, at: datetime = HOME) -> Facts:
    """An episode as it opens."""
    return first_facts(discharge or rich(HOME), at)


def asked(facts: Facts, now: datetime) -> tuple[Question, ...]:
    """What the step has somebody told."""
    return protocol.decide(opening.NAME, facts, now).questions


def texted(facts: Facts) -> Facts:
    """When the opening text has gone out."""
    (told,) = asked(facts, facts.opened_at)
    return facts.was_asked(told, PATIENT, facts.opened_at)


def ended(facts: Facts, ending: Ending = Ending.UNRESOLVED) -> Facts:
    """At the end of the thirty days, or as if it were."""
    return replace(facts, ended=Ended(ending=ending, at=window_ends(facts), by=""))


def last(facts: Facts) -> list[tuple[str, Role]]:
    """What is told at the end, and to whom."""
    return [(one.kind, one.to) for one in asked(facts, window_ends(facts))]


def without(**changes: object) -> Discharge:
    """A discharge of somebody about whom something else is known."""
    return rich(HOME, patient=replace(rich(HOME).patient, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("home", "known", "sent"),
    [
        ("2026-09-08 10:00", "2026-09-08 10:00", "09-08 10:00"),
        ("2026-09-08 22:15", "2026-09-08 22:15", "09-09 08:00"),
        ("2026-09-08 10:00", "2026-09-09 11:30", "09-09 11:30"),
        ("2026-09-08 10:00", "2026-09-10 12:00", "09-10 12:00"),
        ("2026-09-08 10:00", "2026-09-10 22:00", None),
        ("2026-09-08 10:00", "2026-09-11 09:00", None),
    ],
    ids=["on D", "at night", "known the day after", "on D+2", "too late that night", "on D+3"],
)
def test_it_is_sent_when_they_are_home_or_in_the_morning(
    home: str, known: str, sent: str | None
) -> None:
    """On D, else on D+1; on D+3 it would open nothing, and is not sent."""
    at, heard = (datetime.fromisoformat(one).replace(tzinfo=ET) for one in (home, known))
    found = rehearse(opened(rich(at), heard), Silent())
    told = [one for one in found.stood if one.question.kind == opening.OPENING]
    went = [f"{each:%m-%d %H:%M}" for one in told for each in texts(one, found.facts)]
    assert went == ([sent] if sent else [])


def test_it_stays_sent() -> None:
    """What was sent is not taken back when it would be too late to send it."""
    facts = texted(opened())
    assert asked(facts, HOME + timedelta(days=20)) == asked(facts, HOME)
    assert asked(opened(), HOME + timedelta(days=20)) == ()


def test_whoever_stands_in_is_told_of_another() -> None:
    """The patient's phone gets no texts: the caregiver is told, in their own words."""
    tom = Caregiver(name="Tom", mobile="+16175550124", may_be_told=True, consent_to_text=True)
    facts = opened(without(caregiver=tom)).cannot_text(Role.PATIENT, Reachability.NO_TEXTS)
    (told,) = asked(facts, HOME)
    assert (told.to, told.words["other"]) == (Role.CAREGIVER, "1")
    (patients,) = asked(opened(), HOME)
    assert patients.words["other"] == ""
    assert patients.key != told.key


@pytest.mark.parametrize(
    "facts",
    [
        opened(without(consent_to_text=False, caregiver=None)),
        opened(without(language="ht")),
        opened(rich(HOME, unclear="the patient class was not sent")),
        opened(rich(HOME, expected=True)),
        opened().cannot_text(Role.PATIENT, Reachability.OPTED_OUT),
        replace(opened(), suspended_at=HOME),
        replace(
            opened(),
            written=(Wrote(message_id="1", at=HOME, by=PATIENT, body="", sense=Sense.DEATH),),
        ),
    ],
    ids=["no consent", "no language", "unclear", "announced", "STOP", "in hospital", "a death"],
)
def test_nobody_is_told_who_may_not_be_texted(facts: Facts) -> None:
    """Nor while nobody knows where they are, or whether they live."""
    assert asked(facts, HOME) == ()


def test_a_consent_that_a_nurse_records_opens_it_too() -> None:
    """On the day after: they are told then what comes."""
    said = HOME + timedelta(days=1)
    yes = RecordedConsent(whose=Role.PATIENT, given=True, at=said, by=NURSE, key="1")
    facts = opened(without(consent_to_text=False, caregiver=None))
    (told,) = asked(replace(facts, consents=(yes,)), said)
    assert told.kind == opening.OPENING


@pytest.mark.parametrize("ending", [Ending.COMPLETED, Ending.UNRESOLVED])
def test_when_the_days_ran_out_they_hear_so(ending: Ending) -> None:
    """Whoever got their texts hears that nobody reads here any more; it waits for the morning."""
    facts = ended(texted(opened()), ending)
    assert last(facts) == [(opening.LAST, Role.PATIENT)]


NOT_LEFT: dict[str, Callable[[Facts], Facts]] = {
    "STOP": lambda facts: facts.cannot_text(Role.PATIENT, Reachability.OPTED_OUT),
    "a death that nobody confirmed": lambda facts: replace(facts, written=(WROTE_OF_DEATH,)),
    "in hospital": lambda facts: replace(facts, suspended_at=HOME + timedelta(days=20)),
    "near leaving": lambda facts: replace(
        facts,
        written=(Wrote(message_id="2", at=HOME, by=PATIENT, body="", sense=Sense.NEAR_LEAVING),),
    ),
    "hospice": lambda facts: replace(facts, discharge=replace(facts.discharge, disposition="50")),
    "a doubt": lambda facts: replace(
        facts,
        discharge=replace(
            facts.discharge, doubts=(Doubt(reason="a death", since=HOME, holds=True),)
        ),
    ),
}


@pytest.mark.parametrize("why", NOT_LEFT)
def test_nobody_hears_so_who_would_be_hurt_by_it(why: str) -> None:
    """Not after STOP, nor where somebody may have died, is in hospital, or has hospice."""
    assert last(ended(NOT_LEFT[why](texted(opened())))) == []


@pytest.mark.parametrize(
    "ending", [one for one in Ending if one not in {Ending.COMPLETED, Ending.UNRESOLVED}]
)
def test_what_ended_otherwise_is_not_told_by_text(ending: Ending) -> None:
    """Died, withdrawn, elsewhere, in hospital again: the family has said so, or the hospital."""
    assert last(ended(texted(opened()), ending)) == []


def test_who_was_never_texted_is_not_texted_now() -> None:
    """Somebody whom a nurse always called would not know what has ended."""
    assert last(ended(opened())) == []


def test_it_is_nobodys_step() -> None:
    """Neither text owes anybody anything: no list shows it, and thirty days end without it."""
    facts = opened(without(consent_to_text=False, caregiver=None))
    seen = [one.decision.step for one in overview(facts, HOME).steps]
    assert opening.NAME not in seen
    found = rehearse(opened(), Prompt())
    assert found.ended.ending is Ending.COMPLETED
    kinds = [one.question.kind for one in found.stood]
    assert (kinds.count(opening.OPENING), kinds.count(opening.LAST)) == (1, 1)
