"""A step that the product has never heard of: it asks the patient again and again, and yields."""

from datetime import datetime, time, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.asking.question import Question, question
from domain.episode.decision import Decision, Settlement, StepState, earliest, later_than
from domain.episode.facts import Facts
from domain.pathway import Role
from domain.steps.step import Step

NAME = "pulse"
PARTS = (f"{NAME}-1", f"{NAME}-2")
ASK = Kind("pulse_ask", Value.WORKS, Value.DOES_NOT_WORK)
CALL = Kind("pulse_call", Value.DONE)
NOT_TAKEN = "nobody took the pulse"
_DAYS = {PARTS[0]: (1, 3, 6), PARTS[1]: (3, 8)}
_AT = time(10)
USELESS_AFTER = timedelta(days=3)


def asks(part: str, facts: Facts) -> list[Question]:
    """All that the part ever asks the patient, in order of time."""
    first = facts.calendar.day(facts.opened_at)
    times = [facts.calendar.at(first + timedelta(days=n), _AT) for n in _DAYS[part]]
    return [
        question(f"{part}/ask/{n}", ASK, Role.PATIENT, at, useless_after=at + USELESS_AFTER)
        for n, at in enumerate(times, start=1)
    ]


def _decide(part: str, facts: Facts, now: datetime) -> Decision:
    """Running until the last is asked and over; not well, and a nurse is asked to call."""
    every = asks(part, facts)
    ends = [asked.ask_at + USELESS_AFTER for asked in every]
    open_ = [
        asked
        for asked, end in zip(every, ends, strict=True)
        if now < end and facts.latest_answer(asked.key) is None
    ]
    calls = [
        question(f"{part}/call/{n}", CALL, Role.NURSE, said.told_at)
        for n, asked in enumerate(every, start=1)
        if (said := facts.latest_answer(asked.key)) and said.value is Value.DOES_NOT_WORK
        if facts.latest_answer(f"{part}/call/{n}") is None
    ]
    state = StepState.RUNNING if open_ else StepState.DONE
    return Decision(
        step=part,
        title="Pulse",
        due=earliest(*(asked.ask_at for asked in open_)),
        questions=(*open_, *calls),
        decide_again_at=later_than(now, *ends),
        settled=Settlement(state=state, at=facts.opened_at, by="" if open_ else "the patient"),
        next="The pulse is asked for again.",
    )


def _one(facts: Facts, now: datetime) -> Decision:
    return _decide(PARTS[0], facts, now)


def _two(facts: Facts, now: datetime) -> Decision:
    return _decide(PARTS[1], facts, now)


PULSE = Step(
    name=NAME,
    heading="pulse",
    parts=lambda _: {PARTS[0]: _one, PARTS[1]: _two},
    kinds=(ASK, CALL),
    must_take_place=NOT_TAKEN,
    yields=True,
)
