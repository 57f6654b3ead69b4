"""Which episodes a person's chart calls for: the hospital's truth, as far as it concerns us.

Nothing here knows which episodes run. `intake/reconciler.py` compares and does the difference.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.canonical_discharge import MISDATED, account_of, unclear
from domain.episode.facts import EdVisit, Ending
from domain.hospital import certainty
from domain.hospital.certainty import AHEAD, may_be
from domain.hospital.chart import Chart, chart, follow_ups
from domain.hospital.discharge import Discharge, Doubt
from domain.hospital.disposition import Route, Routed, died, route
from domain.hospital.events import Appointment, HospitalEvent, PatientClass
from domain.hospital.stay import Stay
from domain.words.phrasebook import phrase

PERHAPS_BACK = phrase("doubts.perhaps_back")
PERHAPS_AGAIN = phrase("doubts.perhaps_again")
STILL_THERE = phrase("doubts.still_there")
_DAY = timedelta(days=1)
EXPECTED_AHEAD = timedelta(days=14)
"""A discharge that is announced for later than this is a slip of the pen."""


class DesiredState(StrEnum):
    """What should be with a stay's episode."""

    OPEN = "open"
    HELD = "held"
    OVER = "over"
    PAST = "past"
    """Too old to open anything, and nothing to end."""
    UNCLEAR = "unclear"
    """A person must look at the message: no episode can be opened from it."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a facility agreed: nothing older than `accept_from` opens, windows have so many days."""

    facility: str
    time_zone: str
    accept_from: datetime | None
    window_days: int


@dataclass(frozen=True, kw_only=True)
class DesiredEpisode:
    """What should be with one encounter. `reason` is a phrase without PHI.

    OPEN and HELD carry the discharge; OVER says how an open episode ends, and `next_encounter`
    where the story goes on; `follows` is the other end of that link.
    """

    encounter: str
    desired: DesiredState
    reason: str = ""
    discharge: Discharge | None = None
    held_since: datetime | None = None
    returns: int = 0
    ending: Ending | None = None
    next_encounter: str | None = None
    follows: str | None = None
    ed_visits: tuple[EdVisit, ...] = ()
    appointments: tuple[Appointment, ...] = ()


def desired_episodes(known: Chart, terms: Terms, now: datetime) -> tuple[DesiredEpisode, ...]:
    """One for each stay that was ever discharged or announced, the oldest first."""
    known = replace(known, stays=tuple(_dated(stay, terms) for stay in known.stays))
    person = _Person(known, now)
    stays = sorted(
        (stay for stay in known.stays if _matters(stay)),
        key=lambda stay: (stay.discharged_at or stay.expected_at or now, stay.encounter),
    )
    return tuple(_desired(stay, person, terms, now) for stay in stays)


class _Person:
    """A chart, with its inpatient stays in order: a hostile one may hold thousands."""

    def __init__(self, known: Chart, now: datetime) -> None:
        self.known = known
        self.died = known.person.died or any(map(_died, known.stays))
        counting = [stay for stay in known.stays if stay.inpatient and not stay.voided]
        home = (
            one
            for one in counting
            if one.discharged_at and not certainty.is_asked(MISDATED, one.doubts)
        )
        self.home = sorted((one for one in home if _left(one) <= now + AHEAD), key=_key)
        maybe = [stay for stay in known.stays if _may_count(stay) and not stay.inpatient]
        self.questionable = [one for one in maybe if one.present_since or one.discharged_at]
        told = (one for stay in known.stays if not stay.voided for one in stay.doubts)
        self.registered = [one for one in told if one.reason == certainty.REGISTERED]
        self.counted = [stay for stay in known.stays if stay.counted is not None]
        self.present = sorted((stay for stay in counting if stay.present_since), key=_since)
        self.emergencies = sorted(
            stay.emergency_at
            for stay in known.stays
            if stay.emergency_at is not None and not stay.voided
        )

    def later_home(self, stay: Stay) -> Stay | None:
        """The stay whose discharge took this one's place: the latest that is certain."""
        last = self.home[-1] if self.home else None
        return last if last is not None and _key(last) > _key(stay) else None

    def back_since(self, at: datetime) -> datetime | None:
        """When the person became an inpatient again after a discharge, and still is."""
        first = bisect_left(self.present, at, key=_since)
        return _since(self.present[first]) if first < len(self.present) else None

    def before(self, stay: Stay, at: datetime) -> str | None:
        """The encounter whose discharge came before this one."""
        place = bisect_left(self.home, (at.timestamp(), ""), key=_key)
        older = [one for one in self.home[max(place - 2, 0) : place] if one is not stay]
        return older[-1].encounter if older else None


def _matters(stay: Stay) -> bool:
    return stay.discharges > 0 or stay.announced or stay.voided


def _died(stay: Stay) -> bool:
    """Whether a stay of a class that is understood ended in death; of others it is asked."""
    home = stay.discharged_at is not None and not stay.voided
    understood = stay.patient_class not in (None, PatientClass.UNKNOWN, PatientClass.OUTPATIENT)
    return home and understood and died(stay.account.disposition or "")


def _died_there(stay: Stay) -> bool:
    """Whether a stay of no certain class says itself that the patient died: it begins nothing."""
    said = stay.discharged_at is not None and died(stay.account.disposition or "")
    return not stay.inpatient and bool(said or stay.died)


def _may_count(stay: Stay) -> bool:
    return not stay.voided and may_be(stay.patient_class)


def _dated(stay: Stay, terms: Terms) -> Stay:
    """A discharge that was recorded just now is never too old, nor years ahead.

    Where what is told cannot be, it counts from when it was recorded, unless that clock was behind.
    """
    left, recorded = stay.discharged_at, stay.recorded_at
    if left is None or recorded is None or not certainty.misses(left, recorded):
        return stay
    wrong = (
        left > recorded
        or certainty.is_asked(certainty.BACKWARDS, stay.doubts)
        or _old(left, recorded, terms)
    )
    if not wrong or _recorded_behind(stay, terms):
        return stay
    doubts = (Doubt(reason=MISDATED, since=recorded), *stay.doubts)
    return replace(stay, discharged_at=recorded, doubts=doubts)


def _old(at: datetime, known: datetime, terms: Terms) -> bool:
    """Whether a discharge opens nothing any more, although it was known only then."""
    if terms.accept_from is not None and at < terms.accept_from <= known:
        return True
    return at + timedelta(days=terms.window_days + 1) <= known


def _recorded_behind(stay: Stay, terms: Terms) -> bool:
    """Whether the time of a record is the slip: when they left fits when it was received."""
    left, recorded, heard = stay.discharged_at, stay.recorded_at, stay.heard_at
    if left is None or recorded is None or heard is None or not recorded < left <= heard + AHEAD:
        return False
    return not certainty.misses(left, heard) or _old(recorded, heard, terms)


def _left(stay: Stay) -> datetime:
    assert stay.discharged_at is not None  # noqa: S101 - only those at home are asked
    return stay.discharged_at


def _key(stay: Stay) -> tuple[float, str]:
    return (stay.discharged_at.timestamp() if stay.discharged_at else 0.0, stay.encounter)


def _since(stay: Stay) -> datetime:
    assert stay.present_since is not None  # noqa: S101 - only present stays are asked
    return stay.present_since


def _desired(stay: Stay, person: _Person, terms: Terms, now: datetime) -> DesiredEpisode:  # noqa: PLR0911
    """The first rule that applies, from what undoes a discharge to what opens an episode."""
    if stay.voided:
        why = phrase("stays.told_anew") if stay.unnumbered else phrase("stays.voided")
        return _over(stay, Ending.CANCELLED, why)
    at = stay.discharged_at or stay.expected_at
    if person.died or _died_there(stay):
        return _over(stay, Ending.DIED, phrase("stays.died"))
    if at is None:
        undone = stay.discharges
        what = phrase("stays.cancelled") if undone else phrase("stays.none_expected")
        return _over(stay, Ending.CANCELLED, what)
    if not _may_count(stay):
        kind = phrase(f"values.{stay.patient_class}")
        return _over(stay, Ending.CANCELLED, phrase("stays.not_inpatient", kind=kind))
    if stay.discharged_at is None and at > now + EXPECTED_AHEAD:
        reason = phrase("stays.too_far_ahead")
        return DesiredEpisode(encounter=stay.encounter, desired=DesiredState.UNCLEAR, reason=reason)
    routed = route(stay.account.disposition or "")
    if routed.route is Route.NO_EPISODE:
        return _over(stay, Ending.TRANSFERRED, routed.reason)
    if terms.accept_from is not None and at < terms.accept_from:
        day = f"{terms.accept_from:%Y-%m-%d}"
        return _past(stay, phrase("stays.before_beginning", day=day))
    if at + timedelta(days=terms.window_days + 1) <= now:
        return _past(stay, phrase("stays.window_passed"))
    if (later := person.later_home(stay)) is not None and stay.discharged_at is not None:
        return _superseded(stay, later)
    return _running(stay, at, person, terms, routed)


def _running(
    stay: Stay, at: datetime, person: _Person, terms: Terms, routed: Routed
) -> DesiredEpisode:
    back = person.back_since(at) if stay.discharged_at is not None else None
    discharge = account_of(
        stay, at, person.known, facility=terms.facility, time_zone=terms.time_zone
    )
    discharge = replace(discharge, doubts=_doubts(stay, at, person))
    until = at + timedelta(days=terms.window_days + 1)
    return DesiredEpisode(
        encounter=stay.encounter,
        desired=DesiredState.OPEN if back is None else DesiredState.HELD,
        reason=discharge.unclear or routed.reason,
        discharge=discharge,
        held_since=back,
        returns=stay.returns,
        follows=person.before(stay, at),
        ed_visits=tuple(
            EdVisit(id=f"{visit:%Y%m%d%H%M}", at=visit)
            for visit in person.emergencies
            if at < visit < until
        ),
        appointments=follow_ups(person.known, at),
    )


def _doubts(stay: Stay, at: datetime, person: _Person) -> tuple[Doubt, ...]:
    """Everything that a person is asked of a stay; the episode makes one question of it."""
    doubts = [one for one in stay.doubts if one.reason != MISDATED]
    doubts += [*person.known.deaths, *(_elsewhere(stay, at, person) if stay.inpatient else ())]
    doubts += [one for one in person.registered if one.since > at]
    return tuple(sorted(dict.fromkeys(doubts), key=lambda one: (one.since, one.reason)))


def _elsewhere(stay: Stay, at: datetime, person: _Person) -> Iterator[Doubt]:
    """What other stays of no certain class say, and what is doubtful of the one they are in."""
    for one in person.present:
        if one is not stay and one.discharged_at is None and _since(one) >= at:
            yield from one.asked_in_bed
    for one in person.present:
        if one is not stay and one.discharged_at is None and _began_within(stay, at, one):
            yield Doubt(reason=STILL_THERE, since=one.heard_at or _since(one))
    for one in person.counted:
        if one.counted and at < one.counted.at and one.count_stands:
            why = certainty.STILL_COUNTED if one is stay else certainty.COUNTED_BACK
            yield Doubt(reason=why, since=one.counted.since)
    for one in person.questionable:
        if one.present_since is not None and one.present_since > at:
            yield Doubt(reason=PERHAPS_BACK, since=one.heard_at or one.present_since)
        elif one is not stay and one.discharged_at is not None and one.discharged_at > at:
            yield Doubt(reason=PERHAPS_AGAIN, since=one.heard_at or one.discharged_at)


def _began_within(stay: Stay, at: datetime, other: Stay) -> bool:
    """Whether somebody was admitted elsewhere before they left here; a day, where none is known.

    One who was in another bed even before was admitted from it: that discharge was only not sent.
    """
    begun = stay.admitted_at or stay.account.admitted_at or at - _DAY
    return begun < _since(other) < at


def _over(stay: Stay, ending: Ending, reason: str) -> DesiredEpisode:
    return DesiredEpisode(
        encounter=stay.encounter, desired=DesiredState.OVER, ending=ending, reason=reason
    )


def _past(stay: Stay, reason: str) -> DesiredEpisode:
    return DesiredEpisode(encounter=stay.encounter, desired=DesiredState.PAST, reason=reason)


def _superseded(stay: Stay, after: Stay) -> DesiredEpisode:
    """A later discharge of the same person: one person has one window.

    Who was in the other bed before they left this one was not readmitted: one leaving was told
    under two numbers, by hand and by the hospital for one.
    """
    once, same = _left_once(stay, after), after.mrn == stay.mrn
    one = phrase("stays.same_leaving") if same else phrase("stays.same_person")
    return DesiredEpisode(
        encounter=stay.encounter,
        desired=DesiredState.OVER,
        ending=Ending.MERGED if once else Ending.READMITTED,
        reason=one if once else phrase("stays.readmitted"),
        next_encounter=after.encounter,
    )


def _left_once(stay: Stay, after: Stay) -> bool:
    """Whether the two ends are one; where no beginning is known, by the record and the day."""
    left, back = _left(stay), after.admitted_at or after.account.admitted_at
    if back is not None:
        return back < left
    return after.mrn != stay.mrn or _left(after) - left < _DAY


def asked_alone(events: Iterable[HospitalEvent]) -> tuple[str, ...]:
    """What a person would be asked of the discharges that these events tell: phrases without PHI.

    Each person's are taken by themselves: what else is known of them may say it.
    """
    people: dict[tuple[str, str], list[HospitalEvent]] = {}
    for event in events:
        people.setdefault((event.facility, event.mrn), []).append(event)
    asked = (reason for mine in people.values() for reason in _asked(chart(mine)))
    return tuple(dict.fromkeys(filter(None, asked)))


def _asked(known: Chart) -> tuple[str, ...]:
    stays = [one for one in known.stays if one.discharged_at and _may_count(one)]
    first = (unclear(one, known) for one in stays)
    return (*first, *(one.reason for stay in stays for one in (*stay.doubts, *known.deaths)))
