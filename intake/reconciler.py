"""Bringing a person's episodes in step with their chart: what must be opened, told, held, ended.

Planned in the transaction that keeps the events, so that an identity is never given twice; done
after it, in order, and harmless to repeat.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session

from adapters.reference.postal_codes import zone_of
from domain.desired_episodes import DesiredEpisode, DesiredState, Terms, desired_episodes
from domain.episode import whereabouts
from domain.episode.facts import Ending, RecordedConsent, Wrote
from domain.hospital import certainty
from domain.hospital.discharge import Discharge, Doubt, in_words, newest
from domain.hospital.feed import Feed, Feeds
from domain.pathway import Pathway, Role
from domain.time.clock import Clock
from domain.words.phrasebook import phrase
from intake.changes import HOSPITAL, Changes
from intake.opening import Intake, Site
from intake.running import RunningEpisodes
from models import names
from models.payloads import Amend, Resume, Suspend, Written
from models.tables import Encounter, EpisodeRow, Facility, WorkItem
from store.charts import Charts, facility_of, root_of
from store.deaths import death_in_question, deaths_told, said_of
from store.people.roster import own_holidays
from store.refusals import refusals

_BY_PEOPLE = (Ending.CANCELLED, Ending.TRANSFERRED)
"""Endings by people's word that a later discharge of the same encounter overrules."""


def terms_of(feed: Feed | None, facility: Facility, pathway: Pathway) -> Terms:
    """On which terms a facility's stays become episodes: its feed's, where it has one."""
    return Terms(
        facility=facility.handle,
        time_zone=feed.time_zone if feed else facility.time_zone,
        accept_from=feed.accept_from if feed else None,
        window_days=pathway.window_days,
    )


class Reconciler:
    """Compares charts with episodes."""

    def __init__(
        self,
        charts: Charts,
        intake: Intake,
        feeds: Feeds,
    ) -> None:
        self._charts = charts
        self._intake = intake
        self._feeds = feeds

    def plan(self, session: Session, root: str, now: datetime, clock: Clock) -> Changes:
        """What must be done for a person. Gives identities, so that they are kept with it.

        Raises NotOpened when the facility or its pathway is not known here.
        """
        changes = Changes(root=root, chart=self._charts.chart(session, root), at=now)
        handle = facility_of(session, root)
        if not handle:  # nothing is known of them any more: their stay was moved away
            return changes
        facility = self._intake.facility(session, handle)
        changes.facility = handle
        pathway = self._intake.pathway(facility)
        terms = terms_of(self._feeds.of(facility.handle), facility, pathway)
        found = desired_episodes(changes.chart, terms, now)
        changes.desired = {one.encounter: one for one in found}
        for one in found:
            row = self._row(session, one, changes)
            if row is not None:
                changes.rows[one.encounter] = row
            if row is not None and one.discharge is not None and not row.outcome:
                self._intake.know_family(session, row.episode, one.discharge)
        said = said_of(session, root)
        before = Before(
            consents=refusals(session, self._charts.seal, root),
            deaths=deaths_told(said, now),
            asked=death_in_question(session, said, now),
        )
        own = own_holidays(session, handle)
        site = Site(facility=facility, pathway=pathway, holidays=own)
        planner = _Planner(session, self._intake, changes, site, clock, before)
        for one in found:
            if one.encounter in changes.rows:
                planner.plan(one, changes.rows[one.encounter])
        for asking in self._read_anew(session, changes):
            changes.end(asking, Ending.CANCELLED, phrase("intake.read_anew"))
        for unheard in self._charts.ending(session, root):
            if unheard.episode not in changes.ended:
                changes.end(unheard, Ending(unheard.ending), phrase("intake.hospital_took_back"))
        changes.count(session)
        return changes

    def _read_anew(self, session: Session, changes: Changes) -> list[Encounter]:
        """Episodes of a discharge without a number that, tried again, is one with it."""
        asking = []
        for one in changes.desired.values():
            if one.discharge is None:
                continue
            mrn, left = one.discharge.patient.mrn, one.discharge.discharged_at
            key = certainty.unnumbered(mrn, left)
            row = self._charts.episodes(session, changes.facility, key)
            gone = row is not None and not (row.ending or row.outcome)
            if row is not None and gone and key not in changes.desired:
                asking.append(row)
        return asking

    def _row(self, session: Session, one: DesiredEpisode, changes: Changes) -> Encounter | None:
        """The newest identity of an encounter; none when the number is another patient's."""
        known = self._charts.episodes(session, changes.facility, one.encounter)
        if known is not None and root_of(session, known.patient_token) != changes.root:
            changes.strange.add(one.encounter)
            return None
        new = self._new(session, one, known, changes)
        if known is not None and new is not None and not (known.ending or known.outcome):
            changes.end(known, Ending.READMITTED, phrase("intake.discharged_again"), new.episode)
        return new or known

    def _new(
        self, session: Session, one: DesiredEpisode, row: Encounter | None, changes: Changes
    ) -> Encounter | None:
        """A new identity: for an encounter's first discharge, or for one after it was undone."""
        discharge = one.discharge
        if discharge is None:
            return None
        back = row is not None and one.desired is DesiredState.OPEN and one.returns > row.returns
        later = (
            row is not None
            and row.outcome in _BY_PEOPLE
            and discharge.discharged_at > row.discharged_at
        )
        if row is not None and not (row.ending or back or later):
            return None
        n = row.n + 1 if row else 1
        new = self._intake.identity(session, discharge, changes.root, n, changes.at)
        new.returns = one.returns
        return new

    @staticmethod
    async def apply(running: RunningEpisodes, changes: Changes) -> None:
        """Do what was planned; an episode that has ended hears nothing."""
        for tell in changes.signals:
            if tell.signal == names.CLOSE:
                await running.signal(tell)
        for opening in changes.starts:
            await running.start(opening, changes.suspended.get(opening.episode))
        for tell in changes.signals:
            if tell.signal != names.CLOSE:
                await running.signal(tell)

    @staticmethod
    def settle(session: Session, changes: Changes) -> None:
        """Note what the episodes have been told, and what waits for a person."""
        for episode in changes.unbegun.values():
            never = session.get_one(Encounter, episode)
            never.outcome, never.unsure = Ending.UNRESOLVED.value, False
            session.add(never)
        for episode, number in changes.plans.items():
            row = session.get(Encounter, episode)
            if row is None or row.plan != number:
                continue
            known = (row.body_hash, row.discharged_at)
            row.body_hash, row.discharged_at = changes.told.get(episode, known)
            row.held = changes.held.get(episode, row.held)
            row.unsure = False
            session.add(row)
        for key, item in changes.queued.items():
            _waits(session, item, changes.doubted.get(key, ()))
        for key in changes.resolved:
            waiting = session.get(WorkItem, key)
            if waiting is not None and waiting.resolved_at is None:
                waiting.resolved_at, waiting.resolved_by = changes.at, HOSPITAL
                session.add(waiting)


@dataclass(frozen=True, kw_only=True)
class Before:
    """What people have said of a person in other episodes: of texts, and of their death.

    `deaths` by the episode that tells it; `asked` where it is not certain that anybody said so.
    """

    consents: tuple[RecordedConsent, ...]
    deaths: dict[str, Wrote]
    asked: dict[str, Wrote]

    def beside(self, row: Encounter) -> tuple[Wrote, ...]:
        """The words of death of the person's other episodes."""
        return tuple(word for episode, word in self.deaths.items() if episode != row.episode)

    def first(self, row: Encounter) -> tuple[Wrote, ...]:
        """What an episode must know of a death when it begins: one word is enough."""
        asked = (word for episode, word in self.asked.items() if episode != row.episode)
        return (*self.beside(row), *asked)[:1]


@dataclass(frozen=True)
class _Planner:
    """The difference for one encounter."""

    session: Session
    intake: Intake
    changes: Changes
    site: Site
    clock: Clock
    before: Before

    def plan(self, one: DesiredEpisode, row: Encounter) -> None:
        """Open, tell, hold, resume or end."""
        if one.desired is DesiredState.OVER:
            self._end(one, row)
        elif one.desired is DesiredState.PAST:
            self._never_begun(one, row)
        elif one.discharge is not None and row.outcome == "" and not row.ending:
            self._run(one, one.discharge, row)

    def _never_begun(self, one: DesiredEpisode, row: Encounter) -> None:
        """What was to begin, and could not until its window had passed, is a person's."""
        known = row.body_hash or row.ending or row.outcome
        if not known and self.session.get(EpisodeRow, row.episode) is None:
            self.changes.unbegun[one.encounter] = row.episode

    def _end(self, one: DesiredEpisode, row: Encounter) -> None:
        if row.ending and not row.unsure:
            return
        following = self.changes.rows.get(one.next_encounter or "")
        ending = one.ending or Ending.CANCELLED
        after = following.episode if following else ""
        self.changes.end(row, ending, one.reason, after)

    def _run(self, one: DesiredEpisode, discharge: Discharge, row: Encounter) -> None:
        told = _hash(one, discharge, self.before.beside(row))
        news = row.body_hash != told or row.unsure
        if news:
            self._tell(one, discharge, row)
        self._hold(one, row)
        row.unsure = news or row.held != (one.desired is DesiredState.HELD)
        self.changes.told[row.episode] = (told, discharge.discharged_at)
        self._queue(discharge, row)

    def _tell(self, one: DesiredEpisode, discharge: Discharge, row: Encounter) -> None:
        """Start it, or tell it the newer account; both where it begins with what came after."""
        last = self.changes.rows.get(one.follows or "")
        follows = last.episode if last else ""
        pathway = self.site.pathway
        outline = self.intake.outline(self.session, row.episode, discharge, pathway)
        opening = Intake.opening(row, self.site, discharge, outline, self.clock, follows)
        if not row.body_hash:
            before = {"consents": self.before.consents, "deaths": self.before.first(row)}
            known = opening.model_copy(update=before)
            self.changes.starts.append(known)
            self.changes.begin_held(one, row)
        if row.body_hash or row.unsure or one.ed_visits or one.appointments:
            amend = Amend(
                discharge=outline,
                at=self.changes.at,
                calendar=opening.calendar,
                patient_zone=opening.patient_zone,
                ed_visits=one.ed_visits,
                appointments=self.intake.appointments(discharge, one.appointments),
            )
            self.changes.tell(row.episode, names.AMEND, amend)
        for word in self.before.beside(row) if row.body_hash else ():
            self.changes.tell(row.episode, names.WROTE, Written(wrote=word))

    def _hold(self, one: DesiredEpisode, row: Encounter) -> None:
        """Hold it or let it go on; where a crash left open what it heard, it hears it again."""
        held = one.desired is DesiredState.HELD
        if held and row.episode not in self.changes.suspended and (not row.held or row.unsure):
            self.changes.tell(
                row.episode, names.SUSPEND, Suspend(at=one.held_since or self.changes.at)
            )
        if not held and (row.held or row.unsure):
            self.changes.tell(row.episode, names.RESUME, Resume(at=self.changes.at))
        self.changes.held[row.episode] = held

    def _queue(self, discharge: Discharge, row: Encounter) -> None:
        """What cannot be placed or relied upon waits, owned and with a clock, until it can."""
        told = self.session.get(EpisodeRow, row.episode)
        doubts, calendar = _unsettled(discharge.doubts, told), self.site.calendar(discharge)
        since = newest(doubts)
        due = whereabouts.due(discharge.discharged_at, calendar, self.site.pathway, since)
        reason = "" if discharge.expected else whereabouts.unsaid(discharge)
        if since is not None:  # one question, so one item, with whatever else cannot be placed
            reasons = "; ".join(filter(None, (in_words(doubts), reason)))
            self._wait(row, names.doubting(row.episode), reasons, due, since)
            self.changes.doubted[names.doubting(row.episode)] = doubts
        if not discharge.doubts:
            self.changes.resolved.add(names.doubting(row.episode))
            if reason:
                self._wait(row, names.placing(row.episode), reason, due, self.changes.at)
                return
        if discharge.doubts or not discharge.expected:
            self.changes.resolved.add(names.placing(row.episode))

    def _wait(self, row: Encounter, key: str, reason: str, due: datetime, since: datetime) -> None:
        self.changes.queued[key] = WorkItem(
            key=key,
            facility=self.site.facility.handle,
            reason=reason,
            about=row.episode,
            since=since,
            owner=Role.INTAKE_LEAD,
            due=due,
        )


def _unsettled(doubts: Iterable[Doubt], told: EpisodeRow | None) -> tuple[Doubt, ...]:
    """What is doubtful and nobody has answered, as far as the episode has said.

    What it has not heard of it cannot have answered, though something newer is.
    """
    return tuple(one for one in doubts if told is None or not told.answered(one.times[-1]))


def _waits(session: Session, item: WorkItem, doubts: tuple[Doubt, ...]) -> None:
    """Put it before somebody: anew where something came that its last answer knew nothing of.

    What still waits for an answer waits as it did, for that too. What the episode has heard, and
    been told, of meanwhile waits for nobody.
    """
    there = session.get(WorkItem, item.key)
    settled = bool(doubts) and not _unsettled(doubts, session.get(EpisodeRow, item.about))
    if there is None or item.key == names.placing(item.about):
        resolved = there.resolved_at if there else None
        new = there is None or (resolved is not None and resolved < item.since)
        if new and not _answered(session, item) and not settled:
            session.merge(item)
    elif there.resolved_at is None:
        earliest = min(filter(None, (there.due, item.due)), default=None)
        there.reason, there.since, there.due = item.reason, item.since, earliest
        session.add(there)
    elif not settled and (there.resolved_by == HOSPITAL or _new(there, item)):
        session.merge(item)


def _new(there: WorkItem, item: WorkItem) -> bool:
    """Whether an item holds what the one that was closed did not: said later, or heard late."""
    known = there.reason.split("; ")
    said = any(one not in known for one in item.reason.split("; "))
    return said or item.since != there.since


def _answered(session: Session, item: WorkItem) -> bool:
    """Whether a person has said where they went, whom the same is not asked again.

    Beside a doubt it was answered with that.
    """
    if item.key != names.placing(item.about):
        return False
    keys = (item.key, names.doubting(item.about))
    known = filter(None, (session.get(WorkItem, key) for key in keys))
    by_people = (one for one in known if one.resolved_at and one.resolved_by != HOSPITAL)
    return any(item.reason in one.reason.split("; ") for one in by_people)


def _hash(one: DesiredEpisode, discharge: Discharge, deaths: tuple[Wrote, ...]) -> str:
    """Of the whole account, whenever it is told, and of which deaths were told with it."""
    zone = zone_of(discharge.patient, discharge.time_zone)
    told = (discharge, zone, one.ed_visits, one.appointments)
    account = [*map(_plain, told), *(word.message_id for word in deaths)]
    body = json.dumps(account, default=str, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return [asdict(one) for one in value]
    return asdict(value)  # type: ignore[call-overload]
