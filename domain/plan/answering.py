"""An answer as the people of a rehearsal give it: with the card open, and all that is wanted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.asking.choices import Choice, Value, Wants
from domain.asking.kind import OnCard
from domain.asking.question import Question
from domain.episode.drug_decisions import DrugDecision, comparison
from domain.episode.facts import Answer, Facts, Person, Via, Viewed
from domain.steps.catalogue import on_card

REASON = "as agreed"
"""What people write where a choice wants a reason, or was refused without one."""
_INSTEAD = {Value.SETTLED: Value.LIST_MISSING, Value.DONE: Value.TAKEN}
"""What is said next of what cannot be settled yet."""
_MORNING = time(10)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Said:
    """One try at an answer: a choice, and whether something is written beside it."""

    choice: Choice
    noted: bool


def in_turn(asked: Question, first: Choice) -> Iterator[Said]:
    """What somebody tries: their choice, while that is refused with a note, then the others."""
    instead = _INSTEAD.get(first.value)
    others = sorted(asked.choices, key=lambda one: (one != first, one.value is not instead))
    for choice in others:
        if choice.wants is not Wants.REASON:
            yield Said(choice=choice, noted=False)
        yield Said(choice=choice, noted=True)


def with_card_opened(asked: Question, by: Person, facts: Facts, now: datetime) -> Facts:
    """Whoever is no patient has read what stands on the card before they answer."""
    if by.role.is_family:
        return facts
    words = len(facts.written) if OnCard.WORDS in on_card(asked) else 0
    return facts.viewed(Viewed(question=asked.key, by=by, first=now, words=words))


def answer_of(asked: Question, said: Said, by: Person, facts: Facts, now: datetime) -> Answer:
    """By text; on the card where drug lists stand on it, each difference decided alike."""
    found = comparison(facts).differences if OnCard.DIFFERENCES in on_card(asked) else ()
    return Answer(
        question=asked.key,
        value=said.choice.value,
        by=by,
        happened_at=now,
        told_at=now,
        via=Via.CARD if found else Via.TEXT,
        at=instant_said(facts, now) if said.choice.wants is Wants.INSTANT else None,
        note=REASON if said.noted else "",
        card=tuple((one.id, str(DrugDecision.CHANGE)) for one in found),
    )


def instant_said(facts: Facts, now: datetime) -> datetime:
    """The time that an answer names which needs one: mid-morning of the next business day."""
    calendar = facts.calendar
    day = calendar.next_working_day(calendar.day(now) + _DAY)
    return calendar.at(day, _MORNING)
