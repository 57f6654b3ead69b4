"""A nurse's call that a check-in brings: they did not say what is wrong, or it is something else.

What has a name is a problem, and its step's. What the call finds is named in digits, and is a
problem too. Unanswered when it is due, or not reached twice, it climbs the routine ladder.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.asking.question import Question, question
from domain.episode.decision import settled_by
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, Facts
from domain.episode.family.recipient import textable
from domain.pathway import Role
from domain.steps.call_detail import CALL_DETAIL
from domain.steps.check_in_days import CheckIn, opens_on, was_asked
from domain.steps.check_in_kinds import CALL_BACK, CHECK_IN_CALL, NAME, SILENT
from domain.steps.check_in_silence import Silence, call_due, declined_at, silent
from domain.steps.contact import LETTER
from domain.steps.owed import Owed, stands
from domain.words.phrasebook import phrase


@dataclass(frozen=True, kw_only=True)
class _Call:
    """One thing to call about: `name` is that of its questions, `what` says it and no more.

    `due`, by when it is made that was asked then; `letter`, whether one is sent where it is in
    vain.
    """

    name: str
    at: datetime
    what: str
    due: Callable[[datetime, Facts], datetime]
    kind: Kind = CALL_BACK
    ahead: str = phrase("check_in.menu_stands")
    headline: str = phrase("check_in.headline")
    vain: str = phrase("check_in.not_reached")
    letter: bool = False


def menu_key(check_in: CheckIn) -> str:
    """The name of the question what it is."""
    return f"{NAME}/menu/{check_in.name}"


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
    silent = _Call(name=f"unsaid.{check_in.name}", at=silent_at, what=unsaid, due=_due)
    if what is None or facts.latest_answer(_key(silent, 1)) is not None:
        yield silent
    if what is not None and what.value is Value.OTHER:
        words = phrase("check_in.what_other")
        yield _Call(name=f"other.{check_in.name}", at=what.told_at, what=words, due=_due)


def by_phone(facts: Facts, managed: datetime | None, now: datetime) -> tuple[Climb, ...]:
    """Where the calls stand of whom nobody may text: they are asked on days of their own."""
    each = _phoned(facts, managed)
    return tuple(one for call in each for one in _climbs(call, facts, now))


def _phoned(facts: Facts, managed: datetime | None) -> Iterator[_Call]:
    rules, declined = facts.pathway.check_ins, declined_at(facts)
    days = rules.call_days_coordination if managed is None else rules.call_days_case_management
    for day in sorted({*rules.call_days_coordination, *rules.call_days_case_management}):
        at = opens_on(day, facts)
        words = phrase("check_in.phone_ahead", when=at)
        what = phrase("check_in.by_phone")
        name = f"phone.{day}"
        call = _Call(name=name, at=at, what=what, due=_due, kind=CHECK_IN_CALL, ahead=words)
        risen = day in rules.call_days_coordination or managed is None or at >= managed
        wanted = declined is None or at < declined
        ahead = day in days and risen and at >= facts.opened_at and wanted
        if was_asked(_key(call, 1), facts) or (ahead and not _texted(at, facts)):
            yield call


def after_silence(silence: Silence, facts: Facts, now: datetime) -> tuple[Climb, ...]:
    """Where the call stands that a silence brings, or will bring."""
    call = _Call(
        name=silent(silence),
        at=silence.at,
        what=phrase("check_in.no_word", count=silence.count),
        due=call_due,
        kind=SILENT,
        ahead=phrase("check_in.silent_ahead", when=silence.at),
        headline=phrase("check_in.no_word_headline"),
        vain=phrase("check_in.silent_in_vain"),
        letter=True,
    )
    return tuple(_climbs(call, facts, now))


def _texted(at: datetime, facts: Facts) -> bool:
    """Whether they may be asked by text, or were so lately that a call would be one too many."""
    lately = at - timedelta(days=facts.pathway.check_ins.texted_days)
    texts = (f"{NAME}/ask/", f"{NAME}/still/")
    asked = (one for one in facts.answers if one.question.startswith(texts))
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
    why = call.vain if vain_at else phrase("check_in.not_called")
    climbed = climb(_late(call, f"{NAME}/late/{call.name}", due, why), facts, now)
    standing = (asked,) if asked and not climbed.settled else ()
    yield replace(climbed, questions=(*standing, *climbed.questions))
    if vain_at and call.letter:
        yield stands(_letter(call, vain_at, facts), facts, now)


def _call(call: _Call, facts: Facts) -> tuple[Question | None, Answer | None, datetime | None]:
    """The call that stands, the last answer to one, and when the last was in vain for good."""
    at, said = call.at, None
    for number in range(1, facts.pathway.contact.attempts_in_time + 1):
        asked = question(
            _key(call, number),
            call.kind,
            Role.NURSE,
            facts.calendar.next_staffed(at),
            due=call.due(at, facts),
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


def _letter(call: _Call, vain_at: datetime, facts: Facts) -> Owed:
    """What is left to send to who answers nothing."""
    key, due = f"{NAME}/letter/{call.name}", _due(vain_at, facts)
    asked = question(key, LETTER, Role.COORDINATOR, facts.calendar.next_staffed(vain_at), due=due)
    late = _late(call, f"{NAME}/unsent/{call.name}", due, phrase("check_in.no_letter"))
    return Owed(asked=asked, late=late)


def _late(call: _Call, key: str, since: datetime, why: str) -> Escalation:
    return Escalation(
        key=key,
        since=since,
        headline=call.headline,
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
