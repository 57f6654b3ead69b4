"""Delivering what hospitals sent: a person's waiting messages together, oldest first.

All of them are folded into the chart at once, so a backlog costs one look at the episodes and not
one for each message. Whatever fails waits, and all later messages of that person with it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session
from temporalio.service import RPCError, RPCStatusCode

from adapters.encryption import Seal, Tokens
from adapters.logging import get_logger
from adapters.messages.parsed import Parsed, places
from adapters.sql.database import Database
from adapters.validation import Refused
from domain.desired_episodes import DesiredEpisode, DesiredState
from domain.hospital import identity
from domain.hospital.events import EventKind, HospitalEvent
from domain.hospital.stay import class_in_words
from domain.time.clock import Clock
from domain.words.phrasebook import phrase
from intake.changes import Changes
from intake.opening import NotOpened
from intake.reconciler import Reconciler
from intake.running import Running
from models.payloads import SweepReport
from models.tables import Encounter, InboxRow, place_of
from store import inbox
from store.arrivals import Format, IntakeOutcome
from store.charts import Charts, newest_episode, root_of
from store.hospital_inbox import forget, give_up_holding, retry, set_aside, settle
from store.inbox import HOSPITALS, Outcome
from store.patient_data.erasing import WAITS, Erasing
from store.reference.drug_names import named

PATIENCE_SECONDS = 5.0
TRIES = 20
SWEPT_AT_ONCE = 8
_WEATHER = (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)
_CANCELLATIONS = (EventKind.DISCHARGE_CANCELLED, EventKind.ADMISSION_CANCELLED)
_BEGINNINGS = (EventKind.DISCHARGED, EventKind.DISCHARGE_EXPECTED)
_NOTHING_YET = phrase("intake.nothing_yet")
_NO_CLINIC = phrase("intake.no_clinic")
log = get_logger(__name__)

Reader = Callable[[Format, str, str, datetime], Parsed]
"""Reads a body: (format, facility, body, received at). Raises Refused."""


@dataclass(frozen=True)
class _Read:
    """One message as it was read: its events, or already what came of it."""

    row: InboxRow
    heard: Parsed | None = None
    came: IntakeOutcome | None = None


@dataclass(frozen=True)
class HospitalDelivery:
    """`now` is the clinical time, `real_now` the wall clock's, for leases."""

    database: Database
    seal: Seal
    tokens: Tokens
    read: Reader
    reconciler: Reconciler
    charts: Charts
    running: Running
    clock: Callable[[], Awaitable[Clock]]
    real_now: Callable[[], datetime]

    async def deliver(self, ordering_key: str) -> int:
        """Deliver one person's waiting messages; says how many are done."""
        done, rows = 0, await self._claim(ordering_key)
        while rows:
            read, fault = await asyncio.to_thread(self._read_all, rows)
            error, following = await self._delivered(read, ordering_key)
            if error or fault:
                await self._put_back(rows if error else rows[len(read) :], error or fault)
                return done + (0 if error else len(read))
            done, rows = done + len(read), following
        return done

    async def read_again(self, rows: Sequence[InboxRow]) -> None:
        """Let messages of one person wait again, the chart having all of them as they read now.

        So none of them is steered by beside what another said before: a death that was not
        understood is heard before a discharge that now is.
        """
        read = await asyncio.to_thread(lambda: [one for row in rows for one in self._fresh(row)])

        def keep(session: Session) -> None:
            for one in read:
                known = self._but_of_erased(session, one)
                events = named(session, self._mine(session, known))
                self.charts.absorb(session, one.row.id or 0, events)
            for row in rows:
                retry(session, row.id or 0)

        await self.database.writing(keep)

    def _fresh(self, row: InboxRow) -> list[_Read]:
        """One message as it reads now; nothing of one that fails: its delivery will say so."""
        read, _ = self._read_all([row])
        return read

    async def sweep(self) -> SweepReport:
        """Deliver whatever still waits, and forget what need not be kept."""
        keys = await self.database.reading(lambda s: inbox.waiting_keys(s, HOSPITALS))
        some = asyncio.Semaphore(SWEPT_AT_ONCE)

        async def deliver(key: str) -> int:
            async with some:
                return await self.deliver(key)

        found = await asyncio.gather(*map(deliver, keys), return_exceptions=True)
        delivered = [done for done in found if isinstance(done, int)]
        for error in (one for one in found if isinstance(one, BaseException)):
            log.warning("sweep_failed", error=type(error).__name__)
        await self.database.writing(lambda session: give_up_holding(session, self.real_now()))
        await self.database.writing(lambda session: forget(session, self.real_now()))
        waiting = await self.database.reading(lambda s: inbox.count_waiting(s, HOSPITALS))
        return SweepReport(delivered=sum(delivered), waiting=waiting)

    async def _claim(self, ordering_key: str) -> list[InboxRow]:
        real_now = self.real_now()
        return await self.database.writing(
            lambda session: inbox.claim_all(session, root_of(session, ordering_key), real_now)
        )

    def _read_all(self, rows: Sequence[InboxRow]) -> tuple[list[_Read], str]:
        """Read them in order, up to one that fails for no reason that we know of, and its error."""
        read: list[_Read] = []
        for row in rows:
            try:
                read.append(self._read_one(row))
            except Exception as error:  # noqa: BLE001 - one bad message must not stop the rest
                fault = type(error).__name__
                if row.attempts + 1 < TRIES:
                    log.warning("reading_failed", inbox=row.id, error=fault)
                    return read, fault
                came = IntakeOutcome(
                    outcome=Outcome.QUEUED, detail=f"failed {TRIES} times: {fault}"
                )
                read.append(_Read(row, came=came))
        return read, ""

    def _read_one(self, row: InboxRow) -> _Read:
        body = self.seal.open(row.body_sealed, place_of(row))
        form = Format(row.key.partition(":")[0])
        try:
            heard = self.read(form, row.facility, body, row.received_at)
        except Refused as refused:
            return _Read(row, came=IntakeOutcome(outcome=Outcome.QUEUED, detail=places(refused)))
        if not heard.events and not heard.for_a_person:
            detail = "; ".join((heard.ignored, *heard.doubts))
            return _Read(row, came=IntakeOutcome(outcome=Outcome.IGNORED, detail=detail))
        events = tuple(replace(event, receipt=row.id or 0) for event in heard.events)
        return _Read(row, heard=replace(heard, events=events))

    async def _delivered(
        self, read: Sequence[_Read], ordering_key: str
    ) -> tuple[str, list[InboxRow]]:
        """Do what they say; gives the error that stopped it, else what has come meanwhile."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return "", await self._steer(read, ordering_key)
        except NotOpened as refused:
            came = IntakeOutcome(outcome=Outcome.QUEUED, detail=str(refused))
            aside = [_Read(one.row, came=one.came or came) for one in read]
            return "", await self._steer(aside, ordering_key)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing may be lost
            failed = type(error).__name__
            log.warning("delivery_failed", messages=len(read), error=failed)
            if _is_away(error) or read[0].row.attempts + 1 < TRIES:
                return failed, []
            return await self._one_by_one(read, ordering_key, failed)

    async def _one_by_one(
        self, read: Sequence[_Read], ordering_key: str, failed: str
    ) -> tuple[str, list[InboxRow]]:
        """After so many tries it is not the weather: the one that fails goes to a person."""
        if len(read) == 1:
            came = IntakeOutcome(outcome=Outcome.QUEUED, detail=f"failed {TRIES} times: {failed}")
            return "", await self._steer([_Read(read[0].row, came=came)], ordering_key)
        for one in read:
            error, _ = await self._delivered([one], ordering_key)
            if error:
                return error, []
        return "", []

    async def _put_back(self, rows: Sequence[InboxRow], error: str) -> None:
        def put_back(session: Session) -> None:
            for row in rows:
                inbox.put_back(session, row.id, error)

        await self.database.writing(put_back)

    async def _steer(self, read: Sequence[_Read], ordering_key: str) -> list[InboxRow]:
        """Keep the events, see what they change, change it, and note that it is done."""
        clock = await self.clock()
        now = clock.clinical(self.real_now())

        def plan(session: Session) -> tuple[list[_Read], list[Changes], list[InboxRow]]:
            people: dict[str, None] = {}
            heard = [self._but_of_erased(session, one) for one in read]
            for one in heard:
                events = named(session, self._mine(session, one))
                people |= dict.fromkeys(self.charts.absorb(session, one.row.id or 0, events))
            roots = dict.fromkeys(root_of(session, person) for person in people)
            planned = [self.reconciler.plan(session, root, now, clock) for root in roots]
            if any(changes.any for changes in planned):
                return heard, planned, []
            return heard, [], self._note(session, heard, planned, ordering_key)

        heard, planned, following = await self.database.writing(plan)
        if not planned:
            return following
        running = await self.running()
        for changes in planned:
            await self.reconciler.apply(running, changes)
        return await self.database.writing(
            lambda session: self._note(session, heard, planned, ordering_key)
        )

    def _but_of_erased(self, session: Session, one: _Read) -> _Read:
        """A message about somebody who was erased tells the chart nothing: a person decides."""
        erasing = Erasing(self.seal, self.tokens)
        if not erasing.tells_of_erased(session, self._mine(session, one)):
            return one
        return _Read(one.row, came=IntakeOutcome(outcome=Outcome.QUEUED, detail=WAITS))

    def _note(
        self,
        session: Session,
        read: Sequence[_Read],
        planned: Sequence[Changes],
        ordering_key: str,
    ) -> list[InboxRow]:
        """Note what is done, and lease what has come meanwhile."""
        for changes in planned:
            self.reconciler.settle(session, changes)
            self.charts.begin(session, changes.chart, changes.root)
        for one in read:
            settle(session, one.row.id, one.came or self._what_came(session, one, planned))
            set_aside(session, one.row.id, one.heard.aside if one.heard else ())
        session.flush()
        root = root_of(session, ordering_key)
        return inbox.claim_all(session, root, self.real_now())

    def _what_came(self, session: Session, one: _Read, planned: Sequence[Changes]) -> IntakeOutcome:
        heard = one.heard or Parsed()
        if not heard.for_a_person:
            return what_came(heard, planned)
        tokens = [self.tokens.patient(one.row.facility, mrn) for mrn in heard.records]
        found = [newest_episode(session, root_of(session, token)) for token in tokens]
        named = [
            phrase("intake.record", number=n, episode=row.episode)
            if row
            else phrase("intake.record_of_none", number=n)
            for n, row in enumerate(found, 1)
        ]
        if not heard.always and not any(row and row.outcome == "" for row in found):
            why = f"{heard.for_a_person}; {phrase('intake.of_nobody_open')}"
            return IntakeOutcome(outcome=Outcome.IGNORED, detail=why)
        detail = "; ".join((heard.for_a_person, *named))
        return IntakeOutcome(outcome=Outcome.QUEUED, detail=detail)

    def _mine(self, session: Session, one: _Read) -> list[HospitalEvent]:
        """Of a bundle about several people, each row delivers one person's events."""
        events = list(one.heard.events) if one.heard else []
        if not one.row.key.startswith(Format.FHIR):
            return events
        tokens = ((self.tokens.patient(event.facility, event.mrn), event) for event in events)
        mine = root_of(session, one.row.ordering_key)
        return [event for token, event in tokens if root_of(session, token) == mine]


def _is_away(error: Exception) -> bool:
    """Whether a part of the system is away for the moment: waiting costs nothing then."""
    if isinstance(error, RPCError):
        return error.status in _WEATHER
    return isinstance(error, TimeoutError | OSError | RuntimeError)


def what_came(heard: Parsed, planned: Sequence[Changes]) -> IntakeOutcome:
    """In one word what a message did, and why in some more."""
    spoken = {event.encounter for event in heard.events if event.encounter}
    waiting = [event for changes in planned for event in changes.chart.waiting]
    desired = [one for changes in planned for one in changes.desired.values()]
    mine = [one for one in desired if one.encounter in spoken] or desired
    rows = [row for changes in planned for row in _rows_of(changes, spoken)]
    episodes = tuple(dict.fromkeys(row.episode for row in rows))
    doubts = "; ".join([*heard.doubts, *_found(heard, planned)])

    def nothing_done(outcome: Outcome, why: str) -> IntakeOutcome:
        return IntakeOutcome(outcome=outcome, detail="; ".join((why, *heard.doubts)))

    if all(event in waiting for event in heard.events):
        return nothing_done(Outcome.HELD, phrase("intake.waits_for_discharge"))
    if _asks_nobody(heard, planned):
        return IntakeOutcome(outcome=Outcome.QUEUED, detail="; ".join(heard.doubts))
    if why := _anothers(heard, planned, spoken) or _nobody_followed(mine, planned):
        return nothing_done(Outcome.QUEUED, why)
    begins = any(event.kind in _BEGINNINGS for event in heard.events)
    started = any(start.episode in episodes for changes in planned for start in changes.starts)
    if started and begins:
        return IntakeOutcome(outcome=Outcome.STARTED, detail=doubts, episodes=episodes)
    if episodes:
        return IntakeOutcome(outcome=Outcome.APPLIED, detail=doubts, episodes=episodes)
    return nothing_done(Outcome.IGNORED, _why_nothing(heard, planned))


def taken_up(heard: Parsed, planned: Sequence[Changes]) -> IntakeOutcome:
    """What became of a message that was ignored when it came, by what the chart knows since."""
    spoken = {event.encounter for event in heard.events if event.encounter}
    rows = [changes.rows for changes in planned]
    found = [row for each in rows for visit, row in each.items() if not spoken or visit in spoken]
    booked = [event.appointment for event in heard.events]
    if all(one is not None and one.clinic is None for one in booked):
        return IntakeOutcome(outcome=Outcome.IGNORED, detail=_NO_CLINIC)
    if found:
        episodes = tuple(dict.fromkeys(row.episode for row in found))
        return IntakeOutcome(outcome=Outcome.APPLIED, episodes=episodes)
    return IntakeOutcome(outcome=Outcome.IGNORED, detail=_why_nothing(heard, planned))


def _why_nothing(heard: Parsed, planned: Sequence[Changes]) -> str:
    """Of the stay that a message spoke of, with its class; of none what holds of their last."""
    spoken = {event.encounter for event in heard.events if event.encounter}
    desired = [one for changes in planned for one in changes.desired.values()]
    stays = (stay for changes in planned for stay in changes.chart.stays)
    known = [stay for stay in stays if stay.encounter in spoken]
    inpatients = {stay.encounter for stay in known if stay.inpatient}
    mine = [one for one in desired if one.encounter in spoken]
    if mine:  # of several the inpatient one: the others' class explains nothing of it
        return max(mine, key=lambda one: one.encounter in inpatients).reason
    if known:
        undone = any(event.kind is EventKind.ADMISSION_CANCELLED for event in heard.events)
        what = phrase("intake.taken_back") if undone else _NOTHING_YET
        return phrase("intake.of_class", what=what, kind=class_in_words(known[-1]))
    if spoken or not desired:
        return desired[-1].reason if desired else _NOTHING_YET
    return phrase("intake.last_stay", why=desired[-1].reason)


def _anothers(heard: Parsed, planned: Sequence[Changes], spoken: set[str]) -> str:
    """Which of its numbers is another patient's, if one is."""
    if any(event in changes.chart.others for event in heard.events for changes in planned):
        return identity.ANOTHER_PERSON
    strange = any(spoken & changes.strange for changes in planned)
    return phrase("intake.anothers_visit") if strange else ""


def _asks_nobody(heard: Parsed, planned: Sequence[Changes]) -> bool:
    """Whether a bed without a number, or one that never was, is asked about in no episode."""
    kinds = {event.kind for event in heard.events if event.encounter is None}
    beds = bool(kinds & {EventKind.ADMITTED, EventKind.VOIDED})
    return beds and bool(heard.missing) and not _found(heard, planned)


def _nobody_followed(mine: Sequence[DesiredEpisode], planned: Sequence[Changes]) -> str:
    """Why a person must look: an episode that could not begin in time, or that none can be."""
    if any(one.encounter in changes.unbegun for one in mine for changes in planned):
        return phrase("intake.never_begun")
    unclear = any(one.desired is DesiredState.UNCLEAR for one in mine)
    return mine[-1].reason if unclear else ""


def _found(heard: Parsed, planned: Sequence[Changes]) -> list[str]:
    """What is unclear of a discharge that a message told, or became doubtful by it.

    And that a cancellation without a number found its stay.
    """
    running = [one for changes in planned for one in changes.desired.values() if one.discharge]
    found = []
    for event in heard.events:
        doubts = (doubt for one in running if one.discharge for doubt in one.discharge.doubts)
        asked = [one.reason for one in doubts if event.received_at in one.times]
        if event.kind in _BEGINNINGS:
            asked += [_unclear(one) for one in running if one.encounter == event.encounter]
        found += [phrase("intake.asked", why=why) for why in dict.fromkeys(filter(None, asked))]
        if event.encounter is None and event.kind in _CANCELLATIONS and not asked:
            found.append(phrase("intake.fits_one"))
    return found


def _unclear(one: DesiredEpisode) -> str:
    return one.discharge.unclear if one.discharge else ""


def _rows_of(changes: Changes, spoken: set[str]) -> list[Encounter]:
    """The episodes of the encounters that a message spoke of; of none, all of the person's."""
    mine = [row for encounter, row in changes.rows.items() if encounter in spoken]
    return mine or list(changes.rows.values())
