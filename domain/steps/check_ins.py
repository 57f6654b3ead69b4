"""Check-ins: how are you today, asked by the calendar, that weeks two to four are not silent.

Fine is thanked for. Not fine asks at once what it is; what they say, or that they do not say it,
brings a nurse's call. Nothing is asked of who is in a hospital, has hospice, or gets no texts.
"""

from dataclasses import replace
from datetime import datetime

from domain.asking.choices import Value
from domain.asking.question import Question, question
from domain.episode.decision import Decision, Settlement, StepState, earliest, later_than
from domain.episode.escalation import Climb
from domain.episode.facts import Facts
from domain.episode.family.recipient import recipient
from domain.episode.whereabouts import at_home, hospice
from domain.pathway import Role
from domain.steps.check_in_calls import after_silence, by_phone, calls, menu_key
from domain.steps.check_in_days import CheckIn, asked, end_of_next_day
from domain.steps.check_in_kinds import (
    CALL_BACK,
    CHECK_IN,
    CHECK_IN_CALL,
    CHECK_IN_MENU,
    NAME,
    SILENT,
    STILL,
)
from domain.steps.check_in_silence import course
from domain.steps.step import Parts, Since, Step
from domain.words.phrasebook import phrase

TITLE = phrase("check_in.title")


def decide(facts: Facts, now: datetime, managed: datetime | None) -> Decision:
    """Ask by the calendar; from the answers on, what it is, and then a nurse's call."""
    known = course(facts, managed)
    each = tuple(known.check_ins)
    to = None if hospice(facts) else recipient(facts)
    family = tuple(q for one in each if to for q in _of_family(one, to, facts, now))
    phoned = () if hospice(facts) else by_phone(facts, managed, now)
    silences = () if hospice(facts) else known.silences
    climbs = (
        *(call for one in each for call in calls(one, facts, now)),
        *phoned,
        *(call for one in silences for call in after_silence(one, facts, now)),
    )
    open_ = tuple(one for one in climbs if one.settled is None)
    owed = tuple(q for one in open_ for q in one.questions)
    left = tuple(one for one in each if now < one.until and not facts.latest_answer(one.key))
    comes = bool(left) or any(not one.questions for one in open_)
    late = tuple(one for one in open_ if one.rung not in (Role.NURSE, Role.ON_CALL))
    return Decision(
        step=NAME,
        title=TITLE,
        due=earliest(*(q.due for q in owed)),
        reason=phrase("check_in.by_calendar"),
        questions=(*family, *owed),
        decide_again_at=earliest(
            later_than(now, *(q.useless_after for q in family if q.ask_at <= now)),
            left[-1].until if left else None,
            *(one.decide_again_at for one in open_),
        ),
        settled=None if owed else _settled(climbs, facts, comes=comes),
        escalated=bool(late),
        urgent=any(one.urgent for one in open_),
        taken_by=late[0].taken_by if late else None,
        owner=late[0].rung if late else Role.NURSE,
        next=open_[0].next if open_ else _next_words(each, to, now),
    )


def _of_family(check_in: CheckIn, to: Role, facts: Facts, now: datetime) -> list[Question]:
    """What stands on the phone of one check-in, or will: the question, or what it is."""
    said = facts.latest_answer(check_in.key)
    if said is None:
        ask = asked(check_in, to, facts)
        return [ask] if ask and now < check_in.until else []
    until = end_of_next_day(said.told_at, facts)
    if said.value is not Value.NOT_FINE or facts.latest_answer(menu_key(check_in)) or now >= until:
        return []
    menu = question(menu_key(check_in), CHECK_IN_MENU, to, said.told_at, useless_after=until)
    return [replace(menu, safety=True)]


def _settled(climbs: tuple[Climb, ...], facts: Facts, *, comes: bool) -> Settlement:
    """Running while more comes; of who nobody may ask as well, for that may change."""
    if comes:
        return Settlement(state=StepState.RUNNING, at=facts.opened_at, by="")
    last = max((one.settled.at for one in climbs if one.settled), default=facts.opened_at)
    return Settlement(state=StepState.DONE, at=last, by="", detail=phrase("check_in.over"))


def _next_words(each: tuple[CheckIn, ...], to: Role | None, now: datetime) -> str:
    ahead = next((one.at for one in each if one.at > now), None)
    if ahead is None:
        return phrase("check_in.over")
    return phrase("check_in.next", when=ahead) if to else phrase("check_in.nobody")


def _exists(facts: Facts) -> bool:
    """Nobody sees it where there is nobody to ask, or no day for it, and never was."""
    rules = facts.pathway.check_ins
    by_text = rules.coordination_days or rules.case_management_days
    called = rules.call_days_coordination or rules.call_days_case_management
    comes = by_text if recipient(facts) else called
    return _was_asked(facts) or bool(comes and not hospice(facts))


def _was_asked(facts: Facts) -> bool:
    return any(one.kind in (CHECK_IN, CHECK_IN_CALL) for one in facts.asked)


def _parts(facts: Facts, since: Since) -> Parts:
    if not at_home(facts) or (hospice(facts) and not _was_asked(facts)):
        return {}
    return {NAME: lambda known, now: decide(known, now, since(known))}


STEP = Step(
    name=NAME,
    heading="check",
    parts_by_tier=_parts,
    kinds=(CHECK_IN, STILL, CHECK_IN_MENU, CHECK_IN_CALL, CALL_BACK, SILENT),
    exists=_exists,
    yields=True,
)
