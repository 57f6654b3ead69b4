"""Silence after check-ins: when it is one, and what comes of it.

Only a check-in that went to the family and found room on their phone, with no word of theirs and
no talk with them for a day. In case management so many in a row bring a nurse's call; in
coordination one last question, and where that stays unanswered too they stop: nobody is sent,
unless nobody ever spoke with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.episode.facts import Answer, Facts, once
from domain.episode.family.recipient import textable
from domain.steps.check_in_days import CheckIn, check_ins, end_of_next_day, was_asked
from domain.steps.check_in_kinds import NAME

_SPOKEN = frozenset(
    {
        *(Value.SPOKE_WELL, Value.SPOKE_PROBLEM, Value.NEEDS_CASE_MANAGER),
        *(Value.FINE, Value.PROBLEM, Value.GO_ON, Value.NO_MORE_CHECK_INS),
        *(Value.SAFE_AT_HOME, Value.SEEN_TODAY, Value.SENT_TO_ED),
        *(Value.CAN_SAY_IT, Value.PARTLY),
    }
)
"""What a colleague answers who has spoken with the patient or the caregiver."""


@dataclass(frozen=True, kw_only=True)
class Silence:
    """So many check-ins without a word, until then: a nurse is to call."""

    name: str
    at: datetime
    count: int


@dataclass(kw_only=True)
class Course:
    """All check-ins, with the last question where one comes, and the silences that bring a call."""

    check_ins: list[CheckIn] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)


def course(facts: Facts, managed: datetime | None) -> Course:
    """How the check-ins go on, for what is known; `managed` is since when it is case management."""
    walk = _Walk(facts, managed)
    for one in check_ins(facts, managed):
        walk.pass_by(one)
    declined = declined_at(facts)
    each = (_until(one, declined) for one in walk.found.check_ins)
    return Course(
        check_ins=[one for one in each if one.at < one.until],
        silences=[one for one in walk.found.silences if _still_silent(one, facts)],
    )


def declined_at(facts: Facts) -> datetime | None:
    """When the patient said, to whomever, that they want no more check-ins."""
    said = (
        one.told_at
        for one in facts.answers
        if one.value is Value.NO_MORE_CHECK_INS and one.question.startswith(f"{NAME}/")
    )
    return min(said, default=None)


class _Walk:
    """The check-ins one after another, and how long nothing was heard."""

    def __init__(self, facts: Facts, managed: datetime | None) -> None:
        self.found = Course()
        self._facts, self._managed = facts, managed
        self._row = 0
        self._before: datetime | None = None
        self._stopped: datetime | None = None

    def pass_by(self, one: CheckIn) -> None:
        """Take one of the calendar's, unless they have stopped, or the last question stands."""
        if not was_asked(one.key, self._facts) and (self._has_stopped(one) or self._is_last(one)):
            return
        self.found.check_ins.append(one)
        shown = _shown_at(one, self._facts)
        if shown is None:
            return
        rules = self._facts.pathway.check_ins
        silent_at = self._facts.calendar.later(shown, timedelta(hours=rules.silent_hours))
        if self._before is not None and _heard(self._before, shown, self._facts):
            self._row = 0
        self._before = shown
        self._row = 0 if _heard(shown, silent_at, self._facts) else self._row + 1
        in_case = self._managed is not None and self._managed <= shown
        of = rules.silent_case_management if in_case else rules.silent_coordination
        if self._row >= of and not (in_case and _spoke_lately(silent_at, self._facts)):
            self._too_long(one, silent_at, in_case=in_case)

    def _too_long(self, one: CheckIn, silent_at: datetime, *, in_case: bool) -> None:
        count, self._row = self._row, 0
        before = self.found.silences[-1:]
        if in_case and before and not _heard(before[0].at, silent_at, self._facts):
            return  # whoever was called for the last one has them
        if in_case:
            self.found.silences.append(Silence(name=one.name, at=silent_at, count=count))
            return
        last = _last_question(one, silent_at, self._facts)
        self.found.check_ins.append(last)
        shown = _shown_at(last, self._facts)
        if shown is None or _heard(shown, last.until, self._facts):
            return
        self._stopped = last.until
        if not _ever_spoke(last.until, self._facts):
            count += 1
            self.found.silences.append(Silence(name=last.name, at=last.until, count=count))

    def _has_stopped(self, one: CheckIn) -> bool:
        """Whether nothing is asked any more; a tier that rises later begins anew."""
        if self._stopped is None or one.at < self._stopped:
            return False
        return self._managed is None or self._managed <= self._stopped

    def _is_last(self, one: CheckIn) -> bool:
        """Whether the last question stands then in its place."""
        before = self.found.check_ins[-1:]
        return any(last.still and one.at < last.until for last in before)


def _last_question(one: CheckIn, silent_at: datetime, facts: Facts) -> CheckIn:
    """Whether they still want to be asked: a day later, or on the next that a nurse works."""
    calendar, rules = facts.calendar, facts.pathway.check_ins
    staffed = calendar.next_staffed(silent_at)
    at = silent_at
    if calendar.day(staffed) > calendar.day(silent_at):
        at = max(staffed, calendar.at(calendar.day(staffed), rules.at))
    return replace(one, still=True, at=at, until=end_of_next_day(at, facts))


def _shown_at(one: CheckIn, facts: Facts) -> datetime | None:
    """Since when it stands on a phone of the family; never, where that had no room for it."""
    asked = next((each for each in facts.asked if each.question == one.key), None)
    if asked is None or asked.person is None or not asked.person.role.is_family:
        return None
    return None if one.key in facts.held_back else asked.at or one.at


def _until(one: CheckIn, declined: datetime | None) -> CheckIn:
    return one if declined is None else replace(one, until=min(one.until, declined))


def _still_silent(silence: Silence, facts: Facts) -> bool:
    """Whether the call is of use: not once they were heard, nor where no text reaches them."""
    called = any(
        one.question.startswith(f"{NAME}/call/{silent(silence)}/") for one in facts.answers
    )
    return called or (textable(facts) and not any(at > silence.at for at in _words(facts)))


def silent(silence: Silence) -> str:
    """The name of the call that it brings."""
    return f"silent.{silence.name}"


def _heard(since: datetime, until: datetime, facts: Facts) -> bool:
    return any(since <= at < until for at in _words(facts))


def _spoke_lately(at: datetime, facts: Facts) -> bool:
    since = facts.calendar.later(at, -timedelta(days=facts.pathway.check_ins.spoken_days))
    return any(since <= one <= at for one in _talks(facts))


def _ever_spoke(at: datetime, facts: Facts) -> bool:
    return any(one <= at for one in _words(facts))


@once
def _words(facts: Facts) -> tuple[datetime, ...]:
    """When something was heard from the family: texts, answers, talks."""
    written = (one.at for one in facts.written if one.by.role.is_family)
    said = (one.told_at for one in facts.answers if one.by.role.is_family)
    return tuple(sorted((*written, *said, *_talks(facts))))


def _talks(facts: Facts) -> Iterator[datetime]:
    return (one.happened_at for one in facts.answers if _is_talk(one))


def _is_talk(answer: Answer) -> bool:
    return answer.by.role.is_staff and not _SPOKEN.isdisjoint(answer.values)


def call_due(at: datetime, facts: Facts) -> datetime:
    """As the team closes that day; where it has too few hours left, on its next."""
    calendar = facts.calendar
    begins = calendar.next_staffed(at)
    enough = timedelta(hours=facts.pathway.check_ins.silent_call_hours)
    if calendar.staffed_time(begins, calendar.closing(begins)) >= enough:
        return calendar.closing(begins)
    return calendar.closing(calendar.end_of(calendar.day(begins)))
