"""What is asked by the calendar waits for what others ask the family, and is never lost by it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from domain.asking.choices import Value
from domain.asking.question import Question, question
from domain.episode.deadlines import window_ends
from domain.episode.decision import Decision
from domain.episode.facts import Answer, Asked, Facts, Person
from domain.pathway import Role
from domain.protocol import protocol
from domain.protocol.protocol import decide, steps
from domain.steps import catalogue
from domain.steps.step import Decide, Step, one
from tests.domain.plan.wandering import SHIPPED, Moment, Walk, first_facts, rich
from tests.domain.protocol.recurring import ASK, NAME, PARTS, PULSE, asks
from tests.texts import HOME

OWN = tuple(step for step in catalogue.STEPS if not step.yields)
FACTS = first_facts(rich(HOME), HOME)
PAUSE = timedelta(hours=SHIPPED.check_ins.pause_hours)
FIRST = asks(PARTS[0], FACTS)[0]
PATIENT = Person(handle="patient", name="the patient", role=Role.PATIENT)
OTHER = "other/ask/1"


def _other(*, since: timedelta, lasts: timedelta = timedelta(days=9), safety: bool = False) -> Step:
    """A step that asks the patient something of its own, so long after the first question."""
    begins = FIRST.ask_at + since

    def decides(facts: Facts, now: datetime) -> Decision:
        asked = question(OTHER, ASK, Role.PATIENT, begins)
        stands = begins <= now < begins + lasts and facts.latest_answer(OTHER) is None
        asked = replace(asked, safety=safety)
        return Decision(step="other", title="", due=None, questions=(asked,) if stands else ())

    return Step(name="other", parts=one("other", decides), kinds=(ASK,))


def _list(monkeypatch: pytest.MonkeyPatch, *listed: Step) -> None:
    """Put other steps in the place of ours; what follows from facts is thought out once."""
    monkeypatch.setattr(catalogue, "STEPS", listed)


def asked_now(now: datetime, facts: Facts = FACTS, part: str = PARTS[0]) -> list[str]:
    """What a part has standing, by key."""
    return [one.key for one in decide(part, replace(facts), now).questions]


def on_phone(key: str, facts: Facts = FACTS) -> Facts:
    """The facts once a question has gone out."""
    this = Asked(question=key, kind=ASK, to=Role.PATIENT, person=PATIENT)
    return replace(facts, asked=(*facts.asked, this))


def test_it_waits_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's phone holds it before: what comes up meanwhile would have to take it back."""
    _list(monkeypatch, PULSE)
    early = decide(PARTS[0], replace(FACTS), FIRST.ask_at - timedelta(minutes=1))
    assert (early.questions, early.decide_again_at) == ((), FIRST.ask_at)
    assert asked_now(FIRST.ask_at) == [FIRST.key]


def test_it_waits_while_another_asks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day after the other was asked at most; then both stand, and a digit is asked about."""
    _list(monkeypatch, PULSE, _other(since=-timedelta(hours=2)))
    free = FIRST.ask_at - timedelta(hours=2) + PAUSE
    held = decide(PARTS[0], replace(FACTS), FIRST.ask_at)
    assert (held.questions, held.decide_again_at) == ((), free)
    assert asked_now(free - timedelta(minutes=1)) == []
    assert asked_now(free) == [FIRST.key]


def test_it_goes_once_the_other_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a day later: the phone is free."""
    _list(monkeypatch, PULSE, _other(since=-timedelta(hours=2)))
    now = FIRST.ask_at + timedelta(hours=1)
    said = Answer(question=OTHER, value=Value.WORKS, by=PATIENT, happened_at=now, told_at=now)
    assert asked_now(now, FACTS.answered(said)) == [FIRST.key]


def test_it_stays_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken back, its digit would be read as one of the question that came after it."""
    _list(monkeypatch, PULSE, _other(since=timedelta(hours=1)))
    now = FIRST.ask_at + timedelta(hours=2)
    assert asked_now(now, on_phone(FIRST.key)) == [FIRST.key]
    assert asked_now(now) == []


@pytest.mark.parametrize("role", [Role.NURSE, Role.VENDOR, Role.ALWAYS_ON])
def test_only_the_family_is_kept_from_two(role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others are asked stands on other phones; nor does news without an answer hold it."""
    theirs = question(OTHER, ASK, role, FIRST.ask_at)
    news = question("other/news/1", ASK, Role.PATIENT, FIRST.ask_at, choices=())
    decided = Decision(step="other", title="", due=None, questions=(theirs, news))
    other = Step(name="other", parts=one("other", lambda *_: decided), kinds=(ASK,))
    _list(monkeypatch, PULSE, other)
    assert asked_now(FIRST.ask_at) == [FIRST.key]


def test_a_reply_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for somebody's safety, of words just said, stands at once."""
    reply = replace(FIRST, key=f"{NAME}/menu/1", safety=True)
    decided = Decision(step=NAME, title="", due=None, questions=(reply,))
    menu = Step(name=NAME, parts=one(NAME, lambda *_: decided), kinds=(ASK,), yields=True)
    _list(monkeypatch, menu, _other(since=-timedelta(hours=2)))
    assert asked_now(FIRST.ask_at, part=NAME) == [reply.key]


@pytest.mark.parametrize("many", [1, 2])
def test_no_step_that_yields_is_shown_to_another(
    many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else two of them would wait for each other for ever; both ask."""
    others = tuple(replace(PULSE, name=f"twin{n}", parts=_twin(n)) for n in range(many))
    _list(monkeypatch, PULSE, *others)
    assert asked_now(FIRST.ask_at) == [FIRST.key]
    assert all(asked_now(FIRST.ask_at, part=f"twin{n}") == [FIRST.key] for n in range(many))


def _twin(n: int) -> Callable[[Facts], Mapping[str, Decide]]:
    decided = Decision(step=f"twin{n}", title="", due=None, questions=(FIRST,))
    return one(f"twin{n}", lambda *_: decided)


def test_no_question_is_lost_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever people do: others decide as if it were not there, in whatever order steps stand.

    None of its questions begins to stand within a day of another's, and each stands by then.
    """
    waited = 0
    for seed in range(12):
        _list(monkeypatch, *OWN, PULSE)
        dice = Random(seed)  # noqa: S311 - a walk
        order = tuple(dice.sample((*OWN, PULSE), len(OWN) + 1))
        day = HOME + timedelta(days=dice.randint(0, 6))
        walk = Walk(facts=first_facts(rich(day), day), dice=dice, talkative=dice.choice((0.1, 0.6)))
        for moment in walk.moments():
            _others_decide_alike(moment, monkeypatch)
            _any_order_decides_alike(moment, order, monkeypatch)
            waited += _stands_when_it_may(moment)
    assert waited


def _others_decide_alike(moment: Moment, patched: pytest.MonkeyPatch) -> None:
    _list(patched, *OWN)
    alone = {part: decide(part, moment.facts, moment.now) for part in steps(moment.facts)}
    _list(patched, *OWN, PULSE)
    if protocol.ending(moment.facts) is None:  # at the end they are told what all have left
        assert {part: moment.decisions[part] for part in alone} == alone


def _any_order_decides_alike(
    moment: Moment, order: tuple[Step, ...], patched: pytest.MonkeyPatch
) -> None:
    _list(patched, *order)
    again = {part: decide(part, moment.facts, moment.now) for part in PARTS}
    _list(patched, *OWN, PULSE)
    assert {part: moment.decisions[part] for part in PARTS} == again


def _stands_when_it_may(moment: Moment) -> bool:
    """Whether one that had come waited."""
    facts, now = moment.facts, moment.now
    if _is_held(facts, now):
        return False
    pauses = [at for at in _others(moment) if at <= now < facts.calendar.later(at, PAUSE)]
    known, waited = {one.question for one in facts.asked}, False
    for part in PARTS:
        stands = {one.key for one in moment.decisions[part].questions}
        for asked in _wanted(part, facts, now):
            may = asked.ask_at <= now and not pauses
            assert (asked.key in stands) == (may or asked.key in known), asked.key
            waited = waited or (asked.ask_at <= now and asked.key not in stands)
    return waited


def _is_held(facts: Facts, now: datetime) -> bool:
    """Whether nothing at all may be asked."""
    over = protocol.ending(facts) is not None or now >= window_ends(facts)
    silent = any(step.silences(facts) for step in OWN)
    return over or silent or facts.suspended_at is not None


def _others(moment: Moment) -> Iterator[datetime]:
    for part, decision in moment.decisions.items():
        if part not in PARTS:
            yield from (
                one.ask_at for one in decision.questions if one.to.is_family and one.choices
            )


def _wanted(part: str, facts: Facts, now: datetime) -> list[Question]:
    return [
        asked
        for asked in asks(part, facts)
        if asked.useless_after and now < asked.useless_after
        if facts.latest_answer(asked.key) is None
    ]
