"""On which days the family is asked how the patient is: by the tier, on the patient's clock.

Only where a nurse works that day: else on the nearest day before on which one does, from D+1 on;
where none is, on the next one. A day that only case management has counts from the rise of the
tier on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from domain.asking.question import Question, question
from domain.episode.facts import Facts
from domain.pathway import Role
from domain.steps.check_in_kinds import CHECK_IN, NAME, STILL
from domain.time.calendar import in_zone, on_the_wall

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """One check-in: its day from D in the pathway, when it is asked, until when it is answered.

    `still`: the one after the day's, whether they still want to be asked.
    """

    day: int
    at: datetime
    until: datetime
    still: bool = False

    @property
    def name(self) -> str:
        """What the names of all that comes of it end with."""
        return f"still.{self.day}" if self.still else f"{self.day}"

    @property
    def key(self) -> str:
        """The name of its question."""
        return f"{NAME}/{'still' if self.still else 'ask'}/{self.day}"


def check_ins(facts: Facts, managed: datetime | None) -> tuple[CheckIn, ...]:
    """All that were asked or are to be, in order; never two on one day.

    `managed` is since when it is case management.
    """
    every = sorted(_every(facts, managed), key=lambda one: (was_asked(one.key, facts), -one.day))
    found = {one.at: one for one in every}
    each = [found[at] for at in sorted(found)]
    before = [replace(one, until=min(one.until, two.at)) for one, two in pairwise(each)]
    return (*before, *each[-1:])


def asked(check_in: CheckIn, to: Role, facts: Facts) -> Question | None:
    """Its question; none where the family's words keep it waiting until it is of no use."""
    at = check_in.at
    if not was_asked(check_in.key, facts):
        at = max(at, _last_word(facts) or at)
    if at >= check_in.until:
        return None
    words = {"other": "1" if to is Role.CAREGIVER else ""}
    kind = STILL if check_in.still else CHECK_IN
    return question(check_in.key, kind, to, at, useless_after=check_in.until, words=words)


def was_asked(key: str, facts: Facts) -> bool:
    """Whether a question went out to whoever was found, or was answered."""
    asked = any(one.question == key for one in facts.asked)
    return asked or facts.latest_answer(key) is not None


def end_of_next_day(instant: datetime, facts: Facts) -> datetime:
    """Until when something is answered that was asked then, on the patient's clock."""
    day = in_zone(instant, facts.patient_zone).date()
    return on_the_wall(day + _DAY + _DAY, time.min, facts.patient_zone)


def _every(facts: Facts, managed: datetime | None) -> Iterator[CheckIn]:
    rules, since = facts.pathway.check_ins, facts.opened_at
    days = rules.coordination_days if managed is None else rules.case_management_days
    for day in sorted({*rules.coordination_days, *rules.case_management_days}):
        at = on_the_wall(_with_nurse(day, facts), rules.at, facts.patient_zone)
        one = CheckIn(day=day, at=at, until=end_of_next_day(at, facts))
        risen = since if day in rules.coordination_days else max(since, managed or since)
        if was_asked(one.key, facts) or (day in days and at >= risen):
            yield one


def opens_on(day: int, facts: Facts) -> datetime:
    """When the team opens on that day from D, or on the nearest before it on which it does."""
    found = _with_nurse(day, facts)
    return facts.calendar.next_staffed(facts.calendar.at(found, time.min))


def _with_nurse(day: int, facts: Facts) -> date:
    """That day, the nearest before it on which a nurse works, else the next one."""
    calendar = facts.calendar
    home = calendar.day(facts.discharge.discharged_at)
    before = (home + _DAY * n for n in range(day, 0, -1))
    works = (one for one in before if calendar.staffed_on(one, calendar.at(one, time.min)))
    found = next(works, None)
    return found or calendar.day(calendar.next_staffed(calendar.end_of(home + _DAY * day)))


def _last_word(facts: Facts) -> datetime | None:
    """Until when the family's own words keep what nobody has asked yet waiting."""
    pause = timedelta(hours=facts.pathway.check_ins.pause_hours)
    said = (one.at for one in facts.written if one.by.role.is_family)
    return max((facts.calendar.later(at, pause) for at in said), default=None)
