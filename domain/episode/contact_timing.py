"""When the 48-hour call is first asked for, by when it is due, and of whom.

Two spans hold for every hour of the week: the nurse has `nurse_hours` between the first ask and the
ladder, and the ladder has `ladder_hours` before the second business day ends, which Medicare
counts. They are staffed hours, of a day that ends when the team goes home; where the team has too
few, the pathway says what is done instead, and on call a day ends at midnight. The ladder begins
when the call is due, or at the next staffed hour after that.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from domain.episode.deadlines import contact_due, deadlines, skipped
from domain.episode.facts import Facts, once
from domain.pathway import Pathway, Role, WhenUnstaffed
from domain.time.calendar import Calendar
from domain.time.hours import Reach, every_day
from domain.time.phrasing import short_date, short_day
from domain.words.phrasebook import phrase


@dataclass(frozen=True, kw_only=True)
class ContactTiming:
    """When the 48-hour call is first asked for, by when it is due, of whom, and why so."""

    first_ask: datetime
    due: datetime
    to: Role
    reason: str


@once
def timing_of(facts: Facts) -> ContactTiming:
    """When an episode's call is first asked for and due; learnt of late, it is asked at once."""
    discharged_at, civil = facts.discharge.discharged_at, civil_hours(facts)
    timing = contact_timing(
        discharged_at,
        facts.calendar,
        facts.pathway,
        high_risk=facts.high_risk,
        known_at=facts.opened_at,
        civil=civil,
    )
    if not facts.against_advice:
        return timing
    call = _Call(discharged_at, facts.opened_at, facts.calendar, facts.pathway, civil)
    return _on_the_day(timing, call)


def civil_hours(facts: Facts) -> Reach:
    """When the patient may be called or texted, on their own clock."""
    hours = facts.pathway.patient_hours
    return every_day(facts.patient_zone, hours.begins, hours.ends)


def contact_timing(
    discharged_at: datetime,
    calendar: Calendar,
    pathway: Pathway,
    *,
    high_risk: bool,
    known_at: datetime | None = None,
    civil: Reach | None = None,
) -> ContactTiming:
    """Decide who is asked for the call, and when, by the pathway's staffing rule.

    A contact on D does not count for HEDIS and the patient is still travelling, so the first ask
    is on D+first_ask_day or later, except where the pathway says `earlier`; and never before the
    discharge was known. One that is known only after it is due is overdue, and keeps its due time.
    `civil` are the patient's hours, where they are not the facility's.
    """
    hours = pathway.patient_hours
    civil = civil or every_day(calendar.time_zone, hours.begins, hours.ends)
    call = _Call(discharged_at, known_at or discharged_at, calendar, pathway, civil)
    if call.known_at >= call.target:
        return call.timing(call.known_at, call.target, Role.NURSE, call.counted)
    due = call.due
    if due is not None and call.enough(call.begin, due):
        return call.timing(calendar.next_staffed(call.begin), due, Role.NURSE, call.ordinary(due))
    rules = pathway.contact
    match rules.when_unstaffed_high_risk if high_risk else rules.when_unstaffed:
        case WhenUnstaffed.ON_CALL:
            return _on_call(call)
        case WhenUnstaffed.EARLIER:
            return _earlier(call)
        case WhenUnstaffed.NEXT_STAFFED:
            return _next_staffed(call)


def ladder_on_call(
    since: datetime, discharged_at: datetime, calendar: Calendar, pathway: Pathway
) -> bool:
    """Whether a ladder that begins then is told on call: the team has too few hours left.

    Not when fewer than `ladder_hours` are left before midnight: nothing is saved by waking anyone.
    """
    ends = calendar.end_of(deadlines(discharged_at, calendar, pathway).tcm_contact)
    needed = timedelta(hours=pathway.contact.ladder_hours)
    left = calendar.staffed_time(since, ends)
    return left < needed and since <= calendar.later(ends, -needed)


def with_hours(due: datetime, known_at: datetime, calendar: Calendar, pathway: Pathway) -> datetime:
    """A due time with staffed hours before the ladder, of what is asked of the team.

    What was known only after it is overdue, and keeps it.
    """
    if known_at >= due:
        return due
    hours = timedelta(hours=pathway.contact.nurse_hours)
    return max(due, calendar.staffed_after(calendar.next_staffed(known_at), hours))


class _Call:
    """What all rules look at: from when the call may be asked, its target, its last moments."""

    def __init__(
        self,
        discharged_at: datetime,
        known_at: datetime,
        calendar: Calendar,
        pathway: Pathway,
        civil: Reach,
    ) -> None:
        self.civil = civil
        self.calendar, self.rules, self.staffed = calendar, pathway.contact, pathway.staffed
        minutes = timedelta(minutes=self.rules.in_transit_minutes)
        in_transit = known_at - discharged_at <= minutes
        self.known_at = discharged_at if in_transit else known_at
        self.d = calendar.day(discharged_at)
        first = self.d + timedelta(days=self.rules.first_ask_day)
        self.begin = calendar.local(max(calendar.at(first, time.min), self.known_at))
        self.target = contact_due(discharged_at, calendar, pathway)
        self.tcm = deadlines(discharged_at, calendar, pathway).tcm_contact
        self.nurse = timedelta(hours=self.rules.nurse_hours)
        ladder = timedelta(hours=self.rules.ladder_hours)
        ends = calendar.end_of(self.tcm)
        self.latest = calendar.staffed_before(ends, ladder, self.begin)
        self.latest_on_call = calendar.later(ends, -ladder)

    @property
    def due(self) -> datetime | None:
        """The target, or earlier where the ladder needs it; None: the team is there too late."""
        return min(self.target, self.latest) if self.latest is not None else None

    def enough(self, asked: datetime, due: datetime) -> bool:
        """Whether the nurse has staffed hours enough between the two."""
        return self.calendar.staffed_time(asked, due) >= self.nurse

    def timing(self, first_ask: datetime, due: datetime, to: Role, reason: str) -> ContactTiming:
        """The decision, in the facility's zone."""
        local = self.calendar.local
        return ContactTiming(first_ask=local(first_ask), due=local(due), to=to, reason=reason)

    @property
    def counted(self) -> str:
        """The plain reason."""
        return phrase("deadlines.hours_after", hours=self.rules.due_hours)

    def ordinary(self, due: datetime) -> str:
        """Why it is due then, of the team in its hours."""
        if due == self.target:
            return self.counted
        day, hours = short_date(self.tcm), self.rules.ladder_hours
        return phrase("deadlines.too_late_for_tcm", hour=self._hour, day=day, hours=hours)

    @property
    def nobody(self) -> str:
        """What is wrong with the target."""
        if self.due is None:
            return phrase("deadlines.too_few_before_tcm", day=short_date(self.tcm))
        if not self.calendar.staffed_time(self.begin, self.target):
            return phrase("deadlines.nobody_on_shift", hour=self._hour)
        return phrase("deadlines.too_few", hour=self._hour, hours=self.rules.nurse_hours)

    @property
    def _hour(self) -> str:
        return phrase("deadlines.nth_hour", hours=self.rules.due_hours, when=self.target)


def _on_the_day(timing: ContactTiming, call: _Call) -> ContactTiming:
    """Who left against advice is called at once: by the team, or by whoever is on call.

    At night it waits for the hours in which people are called; what is asked then anyway says why
    it was not asked before, unless nobody knew of it before.
    """
    calendar = call.calendar
    day = call.d + timedelta(days=call.rules.first_ask_day_against_advice)
    at = call.civil.next_open(max(calendar.at(day, time.min), call.known_at))
    if at >= timing.first_ask:
        if calendar.day(call.known_at) > day:
            return timing
        nobody = phrase("deadlines.against_advice_night")
        return replace(timing, reason="; ".join(filter(None, (nobody, timing.reason))))
    enough = calendar.closing(at) - at >= call.nurse
    team = enough and calendar.next_staffed(at) == at
    reason = phrase("deadlines.against_advice", due=timing.due)
    return call.timing(at, timing.due, Role.NURSE if team else Role.ON_CALL, reason)


def _on_call(call: _Call) -> ContactTiming:
    """Ask the on-call nurse in time, at the hour when the team would open.

    Not while the patient sleeps, unless it would be too late in the morning.
    """
    calendar = call.calendar
    asked = max(calendar.at(calendar.day(call.begin), call.staffed.opens), call.begin)
    awake = call.civil.next_open(asked)
    if calendar.later(awake, call.nurse) <= call.latest_on_call:
        asked = awake
    wanted = max(call.due or call.target, calendar.later(asked, call.nurse))
    due = min(wanted, call.latest_on_call)
    return call.timing(asked, due, Role.ON_CALL, phrase("deadlines.on_call", why=call.nobody))


def _earlier(call: _Call) -> ContactTiming:
    """Ask the team in its last hours before; when too few are left, the on-call nurse."""
    calendar, due = call.calendar, call.due
    days = (call.d + timedelta(days=n) for n in reversed(range(call.rules.first_ask_day)))
    hours = (calendar.staffed_on(day, since=call.known_at) for day in days)
    asked = next((at for at in hours if at and due and call.enough(at, due)), None)
    if asked is None or due is None:
        return _on_call(call)
    on = short_day(asked, calendar.time_zone)
    reason = phrase("deadlines.earlier", why=call.nobody, day=on)
    if calendar.day(asked) == call.d:
        reason = "; ".join((reason, phrase("deadlines.not_for_hedis")))
    return call.timing(asked, due, Role.NURSE, reason)


def _next_staffed(call: _Call) -> ContactTiming:
    """Move to closing time of the first staffed day, never so late that the ladder is."""
    calendar = call.calendar
    opens = calendar.next_staffed(call.begin)
    wanted = max(calendar.closing(opens), calendar.staffed_after(opens, call.nurse))
    due = min(wanted, call.latest) if call.latest is not None else None
    if due is None or not call.enough(opens, due):
        return _on_call(call)
    day = calendar.day(opens)
    closed = skipped(calendar.closed(call.d, day))
    reason = phrase("deadlines.first_staffed_day", why=call.nobody, day=short_date(day))
    return call.timing(opens, due, Role.NURSE, f"{reason}{closed}")
