"""A nurse's call that a check-in brings: they did not say what is wrong, or it is something else.

What has a name is a problem, and its step's. What the call finds is named in digits, and is a
problem too. Unanswered when it is due, or not reached twice, it climbs the routine ladder.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.asking.question import Question, question
from domain.episode.decision import settled_by
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, Facts
from domain.episode.recipient import textable
from domain.pathway import Role
from domain.steps.call_detail import CALL_DETAIL
from domain.steps.check_in_days import CheckIn, opens_on, was_asked
from domain.steps.check_in_kinds import CALL_BACK, CHECK_IN_CALL, NAME
from domain.steps.owed import Owed, stands
from domain.words.phrasebook import phrase


@dataclass(frozen=True, kw_only=True)
class _Call:
    """One thing to call about: `name` is that of its questions, `what` says it and no more."""

    name: str
    at: datetime
    what: str
    kind: Kind = CALL_BACK
    ahead: str = phrase("check_in.menu_stands")


def menu_key(check_in: CheckIn) -> str:
    """The name of the question what it is."""
    return f"{NAME}/menu/{check_in.day}"


def calls(check_in: CheckIn, facts: Facts, now: datetime) -> tuple[Climb, ...]:
    """Where the calls of a check-in stand, or will stand when time comes."""
    return tuple(one for call in _wanted(check_in, facts) for one in _climbs(call, facts, now))


def _wanted(check_in: CheckIn, facts: Facts) -> Iterator[_Call]:
    said = facts.latest_answer(check_in.key)
    if said is None or said.value is not Value.NOT_FINE:
        return
    what = facts.latest_answer(menu_key(check_in))
    asked_in_vain = not textable(facts) or facts.nobody_for(menu_key(check_in))
    within = timedelta(minutes=0 if asked_in_vain else facts.pathway.check_ins.menu_minutes)
    silent_at = said.told_at + within
    unsaid = phrase("check_in.unsaid")
    silent = _Call(name=f"unsaid.{check_in.day}", at=silent_at, what=unsaid)
    if what is None or facts.latest_answer(_key(silent, 1)) is not None:
        yield silent
    if what is not None and what.value is Value.OTHER:
        words = phrase("check_in.what_other")
        yield _Call(name=f"other.{check_in.day}", at=what.told_at, what=words)


def by_phone(facts: Facts, managed: datetime | None, now: datetime) -> tuple[Climb, ...]:
    """Where the calls stand of whom nobody may text: they are asked on days of their own."""
    each = _phoned(facts, managed)
    return tuple(one for call in each for one in _climbs(call, facts, now))


def _phoned(facts: Facts, managed: datetime | None) -> Iterator[_Call]:
    rules = facts.pathway.check_ins
    days = rules.call_days_coordination if managed is None else rules.call_days_case_management
    for day in sorted({*rules.call_days_coordination, *rules.call_days_case_management}):
        at = opens_on(day, facts)
        words = phrase("check_in.phone_ahead", when=at)
        what = phrase("check_in.by_phone")
        call = _Call(name=f"phone.{day}", at=at, what=what, kind=CHECK_IN_CALL, ahead=words)
        said = facts.latest_answer(_key(call, 1))
        risen = day in rules.call_days_coordination or managed is None or at >= managed
        ahead = day in days and risen and at >= facts.opened_at
        if was_asked(_key(call, 1), facts) or (ahead and not _texted(at, facts)):
            yield call
        if said is not None and said.value is Value.NO_MORE_CHECK_INS:
            return


def _texted(at: datetime, facts: Facts) -> bool:
    """Whether they may be asked by text, or were so lately that a call would be one too many."""
    lately = at - timedelta(days=facts.pathway.check_ins.texted_days)
    asked = (one for one in facts.answers if one.question.startswith(f"{NAME}/ask/"))
    return textable(facts) or any(lately <= one.told_at <= at for one in asked)


def _climbs(call: _Call, facts: Facts, now: datetime) -> Iterator[Climb]:
    """The call that is to be made, and who hears that nobody made it, or that it was in vain."""
    if call.at > now:
        yield Climb(decide_again_at=call.at, rung=Role.NURSE, next=call.ahead)
        return
    asked, said, vain_at = _call(call, facts)
    if asked is None and said is not None and vain_at is None:
        yield Climb(settled=settled_by(said), rung=Role.NURSE)
        if said.value is Value.PROBLEM:
            yield stands(_named(call, said, facts), facts, now)
        return
    due = vain_at or (asked.due if asked and asked.due else call.at)
    if due > now:
        standing = (asked,) if asked else ()
        words = phrase("check_in.nurse_calls", due=due)
        yield Climb(questions=standing, decide_again_at=due, rung=Role.NURSE, next=words)
        return
    why = phrase("check_in.not_reached") if vain_at else phrase("check_in.not_called")
    climbed = climb(_late(call, f"{NAME}/late/{call.name}", due, why), facts, now)
    standing = (asked,) if asked and not climbed.settled else ()
    yield replace(climbed, questions=(*standing, *climbed.questions))


def _call(call: _Call, facts: Facts) -> tuple[Question | None, Answer | None, datetime | None]:
    """The call that stands, the last answer to one, and when the last was in vain for good."""
    at, said = call.at, None
    for number in range(1, facts.pathway.contact.attempts_in_time + 1):
        asked = question(
            _key(call, number),
            call.kind,
            Role.NURSE,
            facts.calendar.next_staffed(at),
            due=_due(at, facts),
            words={"what": call.what},
        )
        said = facts.latest_answer(asked.key)
        if said is None:
            return asked, None, None
        if said.value is not Value.NOT_REACHED:
            return None, said, None
        at = _next_day(said.told_at, facts)
    return None, said, said.told_at if said else None


def _named(call: _Call, said: Answer, facts: Facts) -> Owed:
    """What was found: whoever called names it, in as many digits as it takes."""
    key, due = f"{NAME}/detail/{call.name}", _due(said.told_at, facts)
    asked = question(key, CALL_DETAIL, Role.NURSE, said.told_at, due=due)
    late = _late(call, f"{NAME}/unnamed/{call.name}", due, phrase("check_in.not_named"))
    return Owed(asked=replace(asked, whom=said.by.handle), late=late)


def _late(call: _Call, key: str, since: datetime, why: str) -> Escalation:
    return Escalation(
        key=key,
        since=since,
        headline=phrase("check_in.headline"),
        why=phrase("check_in.why", what=call.what, why=why),
        done=phrase("check_in.called"),
    )


def _key(call: _Call, number: int) -> str:
    return f"{NAME}/call/{call.name}/{number}"


def _due(at: datetime, facts: Facts) -> datetime:
    """As the team closes so many business days later."""
    calendar, days = facts.calendar, facts.pathway.check_ins.call_back_business_days
    day = calendar.business_day_after(calendar.day(at), days)
    return calendar.closing(calendar.at(day, time.min))


def _next_day(at: datetime, facts: Facts) -> datetime:
    """When it is tried once more: as the team opens on its next day."""
    return facts.calendar.next_staffed(facts.calendar.end_of(facts.calendar.day(at)))
