"""Equipment of no kind that the table knows: a colleague reads the order and says how grave it is.

No table has every brand, and one of those may keep somebody alive. Whoever is there is asked at
once, then those above them; what nobody has said after that counts as dangerous to lack.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.asking.question import Question, question
from domain.clinical.outline import EquipmentOutline
from domain.episode.card_views import opened
from domain.episode.contact_timing import civil_hours
from domain.episode.facts import Answer, Facts, Via
from domain.pathway import Role
from domain.time.calendar import Calendar
from domain.words.phrasebook import phrase

EQUIPMENT_GRAVE = Kind("equipment_grave", Value.DANGEROUS, Value.CAN_WAIT)
_ABOVE = (Role.CASE_MANAGER, Role.SUPERVISOR)


@dataclass(frozen=True, kw_only=True)
class Gravity:
    """Since when an item is dangerous to lack, if it is; and who is asked whether it is."""

    since: datetime | None = None
    questions: tuple[Question, ...] = ()
    decide_again_at: datetime | None = None


def gravity(step: str, item: EquipmentOutline, called: str, facts: Facts, now: datetime) -> Gravity:
    """By the table, by the pathway, by what a colleague said, or by nobody's saying anything."""
    if item.grave:
        return Gravity(since=facts.opened_at)
    if not item.unknown:
        return Gravity()
    word = said(step, facts)
    if word is not None:
        return Gravity(since=word.told_at if word.value is Value.DANGEROUS else None)
    return _unsaid(step, called, facts, now)


def said(step: str, facts: Facts) -> Answer | None:
    """The newest word of anybody who was asked."""
    every = (one for one in facts.answers if one.question.startswith(f"{step}/grave/"))
    return max(every, key=lambda one: one.told_at, default=None)


def refusal(answer: Answer, facts: Facts) -> str:
    """Why an answer cannot be taken, or nothing: nobody calls harmless what they have not read."""
    step = answer.question.partition("/")[0]
    harmless = answer.value is Value.CAN_WAIT and answer.via is Via.TEXT
    if harmless and not opened(facts, step, answer.by, answer.told_at):
        return phrase("equipment.open_the_card")
    return ""


def unread(step: str, facts: Facts) -> tuple[str, ...]:
    """Items that the table does not know, of which nobody has said yet how grave they are.

    A hospital's own words for an item go on that item's card alone.
    """
    unknown = [
        one
        for number, one in enumerate(facts.discharge.equipment, start=1)
        if one.unknown
        and not one.withdrawn
        and not one.grave
        and said(f"{step}-{number}", facts) is None
    ]
    if not unknown:
        return ()
    return (phrase("equipment.unknown", count=len(unknown)),)


def _unsaid(step: str, called: str, facts: Facts, now: datetime) -> Gravity:
    """Who has been asked by now; each has the hours that a nurse has before a ladder."""
    hours, civil = timedelta(hours=facts.pathway.contact.nurse_hours), civil_hours(facts)
    first, at = _whoever_is_there(facts, hours)
    asked: list[Question] = []
    roles = (first, *_ABOVE)
    for position, role in enumerate(roles, start=1):
        if at > now:
            return Gravity(questions=tuple(asked), decide_again_at=at)
        key = f"{step}/grave/{position}"
        if facts.nobody_for(key):
            continue
        due = civil.next_open(at + hours)
        then = phrase(f"roles.{roles[position]}") if position < len(roles) else ""
        words = {"what": called, "then": then}
        beyond = role in _ABOVE
        asked.append(question(key, EQUIPMENT_GRAVE, role, at, due=due, urgent=beyond, words=words))
        at = due
    if at > now:
        return Gravity(questions=tuple(asked), decide_again_at=at)
    return Gravity(since=at, questions=tuple(asked))


def _whoever_is_there(facts: Facts, hours: timedelta) -> tuple[Role, datetime]:
    """The team while it has the hours for it, else whoever is on call when people are called."""
    at, calendar = facts.opened_at, facts.calendar
    if _on_shift(at, calendar) and calendar.closing(at) - at >= hours:
        return Role.NURSE, at
    return Role.ON_CALL, civil_hours(facts).next_open(at)


def _on_shift(at: datetime, calendar: Calendar) -> bool:
    return calendar.next_staffed(at) == at
