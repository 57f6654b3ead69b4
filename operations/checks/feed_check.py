"""What a day of a hospital's messages comes to: the real intake on a store that is thrown away.

Nothing is started. Each message counts as received when it says it was recorded, in that order; its
facility counts as known, with the standard pathway.
"""

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from adapters.encryption import KeyRing, Seal, Tokens, new_keys, parse_key
from adapters.messages.parsed import places
from adapters.sql.database import REAL_TIME, Database, migrate
from domain.clinical.outline import Outline
from domain.desired_episodes import DesiredState, desired_episodes
from domain.hospital.feed import Feed, Feeds
from domain.pathway import Pathway
from domain.words.phrasebook import worded
from intake.changes import Changes, EpisodeSignal
from intake.delivery import TRIES, taken_up
from intake.hospital_inbox import HospitalInbox
from intake.opening import Intake
from intake.readers import Readers
from intake.reconciler import Reconciler, terms_of
from intake.running import RunningEpisodes
from models.payloads import Amend, Close, OpenEpisode, Suspend
from models.tables import Encounter, Facility
from operations.checks.followed import Told, told_of
from operations.checks.offsets import OffsetCheck, strange_offsets
from operations.checks.people import (
    AskedCheck,
    Labels,
    PatientCheck,
    labels_of,
    patients_of,
    two_spellings,
)
from operations.checks.sending import AnswersCheck, answers_asked, in_order, numbers_two_ways
from operations.checks.unknown_words import UnknownWord, unknown_words
from operations.found_files import Files, Piece
from store.arrivals import IntakeOutcome
from store.charts import Charts, root_of
from store.inbox import Outcome

REFUSED, REPEATED = "refused", "already there"
Step = Callable[[float], None]


@dataclass(frozen=True, kw_only=True)
class MessageCheck:
    """What one message came to. `why` names places and never what was found there.

    `since`: of one that was ignored when it came, what it is used for by the end of the day.
    """

    source: str
    event: str
    outcome: str
    why: str = ""
    since: str = ""
    patient: str = ""
    episodes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DayCheck:
    """What a whole day came to."""

    messages: tuple[MessageCheck, ...] = ()
    patients: tuple[PatientCheck, ...] = ()
    asked: tuple[AskedCheck, ...] = ()
    """About nobody in particular: messages that could not be placed."""
    words: tuple[UnknownWord, ...] = ()
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """By event, then by outcome."""
    answers: tuple[AnswersCheck, ...] = ()
    """What of the messages asks for other than one acknowledgement each."""
    two_ways: tuple[tuple[str, int], ...] = ()
    """Fields, and how many of their numbers come with and without the check digit in them."""
    zeros: tuple[tuple[str, int], ...] = ()
    """What is numbered, and how many of its numbers equal another one but for leading zeros."""
    offsets: tuple[OffsetCheck, ...] = ()


class NothingStarts(RunningEpisodes):
    """Notes what episodes would have been told; one that is closed has ended at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.told: dict[str, Outline] = {}

    async def start(self, opening: OpenEpisode, suspended: Suspend | None = None) -> None:
        """Note it; a hold stands in its row."""
        del suspended
        self.told.setdefault(opening.episode, opening.discharge)

    async def signal(self, tell: EpisodeSignal) -> None:
        """An end is its outcome, as its workflow would write it."""
        payload = tell.payload
        if isinstance(payload, Amend):
            self.told[tell.episode] = payload.discharge
        if isinstance(payload, Close) and tell.episode in self.told:
            ending = payload.ending.value

            def close(session: Session) -> None:
                row = session.get(Encounter, tell.episode)
                if row is not None:
                    row.outcome = row.outcome or ending

            await self._database.writing(close)


class _Sent(NamedTuple):
    piece: Piece
    inbox: int | None
    already: bool


class _Day:
    """One check: a store of its own, and the intake on it."""

    def __init__(self, database: Database, feed: Feed, pathways: dict[str, Pathway]) -> None:
        keys, feeds = new_keys(), Feeds({feed.facility: feed})
        self.seal = Seal(KeyRing.parse(keys.encryption_keys))
        self.tokens = Tokens(parse_key(keys.token_key))
        self.database, self.running = database, NothingStarts(database)
        self.charts, self.files = Charts(self.seal, self.tokens), Files(Readers(feeds), feed)
        self.now, self._facilities = REAL_TIME.real_origin, {feed.facility}
        self.feed, self._zone = feed, feed.time_zone
        self._ends: dict[str, Changes] = {}
        self._know(feed.facility)
        self._pathway = pathways[Facility(handle="", name="", time_zone="").pathway]
        intake = Intake(self.charts.seal, self.tokens, pathways)
        self.reconciler = Reconciler(self.charts, intake, feeds)
        self.inbox = HospitalInbox(
            database,
            self.seal,
            self.tokens,
            self.files.readers,
            self.reconciler,
            self._running,
            lambda: self.now,
        )

    async def _running(self) -> RunningEpisodes:
        return self.running

    def _know(self, handle: str) -> None:
        with self.database.write() as session:
            session.add(Facility(handle=handle, name=handle, time_zone=self._zone))

    async def send(self, pieces: Sequence[tuple[datetime, Piece]], step: Step) -> list[_Sent]:
        sent = []
        for at, piece in pieces:
            self.now = at
            sent.append(await self._sent(piece))
            step(1 / len(pieces))
        return sent

    async def _sent(self, piece: Piece) -> _Sent:
        arrival = piece.arrival
        if arrival is None or not arrival.facility:
            return _Sent(piece, None, already=False)  # another sender's is none of this feed's
        if arrival.facility not in self._facilities:
            self._facilities.add(arrival.facility)
            self._know(arrival.facility)
        taken, tries = await self.inbox.take(arrival), 0
        while (await self._waits(taken.inbox)) and tries < TRIES:
            await self.inbox.deliver(taken.ordering_key)
            tries += 1
        return _Sent(piece, taken.inbox, taken.already)

    async def _waits(self, inbox: int) -> bool:
        return (await self.inbox.came(inbox)).outcome == Outcome.WAITING

    async def came(self, sent: _Sent) -> IntakeOutcome | None:
        return None if sent.inbox is None else await self.inbox.came(sent.inbox)

    async def since(self, sent: _Sent, came: IntakeOutcome | None) -> str:
        """Of what was ignored when it came, what it is used for when the day is over."""
        heard, arrival = sent.piece.heard, sent.piece.arrival
        ignored = came is not None and came.outcome == Outcome.IGNORED
        if heard is None or arrival is None or not (ignored and heard.events and arrival.mrn):
            return ""
        found = taken_up(heard, [await self._at_the_end(arrival.facility, arrival.mrn)])
        if found.episodes:
            return f"taken up by {', '.join(found.episodes)}"
        known = came is not None and found.detail in came.detail
        return "" if known else f"not used: {worded(found.detail)}"

    def understood(self, session: Session) -> Callable[[str, Sequence[Piece]], tuple[Told, ...]]:
        """Tell of a person, by their root and messages, what their last open episode goes by."""
        terms = terms_of(self.feed, session.get_one(Facility, self.feed.facility), self._pathway)

        def told(root: str, pieces: Sequence[Piece]) -> tuple[Told, ...]:
            found = desired_episodes(self.charts.chart(session, root), terms, self.now)
            for one in reversed(found):
                if one.discharge is not None and one.desired is not DesiredState.OVER:
                    return told_of(
                        one.discharge,
                        one.appointments,
                        pieces,
                        feed=self.feed,
                        pathway=self._pathway,
                        tokens=self.tokens,
                        now=self.now,
                    )
            return ()

        return told

    async def _at_the_end(self, facility: str, mrn: str) -> Changes:
        """What is known of a person once the day is over: nothing is left to be done."""
        token = self.tokens.patient(facility, mrn)
        root = await self.database.reading(lambda session: root_of(session, token))
        if root not in self._ends:
            clock = await self.database.clock()
            self._ends[root] = await self.database.writing(
                lambda session: self.reconciler.plan(session, root, self.now, clock)
            )
        return self._ends[root]


async def check_day(
    feed: Feed, pathways: dict[str, Pathway], paths: Sequence[Path], now: datetime, step: Step
) -> DayCheck:
    """Fold the messages of files together, as if they had come in their order. Keeps nothing."""
    with _store() as database:
        day = _Day(database, feed, pathways)
        read = await asyncio.to_thread(lambda: list(in_order(day.files, feed, paths, now)))
        sent = await day.send(read, step)
        return await _told(day, sent, feed)


@contextmanager
def _store() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="homeward-check-") as folder:
        url = f"sqlite:///{folder}/check.db?synchronous=NORMAL"
        migrate(url)
        database = Database(url)
        database.set_clock(REAL_TIME)
        try:
            yield database
        finally:
            database.close()


async def _told(day: _Day, sent: Sequence[_Sent], feed: Feed) -> DayCheck:
    pieces = [one.piece for one in sent]
    who = await day.database.reading(
        lambda session: labels_of(session, pieces, day.tokens, day.charts)
    )
    messages = [await _in_full(one, day, who) for one in sent]
    patients, others = await day.database.reading(
        lambda session: patients_of(session, who, day.running.told, day.understood(session))
    )
    counts: dict[str, dict[str, int]] = {}
    for one in messages:
        of_event = counts.setdefault(one.event, {})
        of_event[one.outcome] = of_event.get(one.outcome, 0) + 1
    return DayCheck(
        messages=tuple(messages),
        patients=tuple(patients),
        asked=tuple(others),
        words=unknown_words([one.piece for one in sent if not one.already], feed),
        counts=counts,
        answers=answers_asked(pieces, feed),
        two_ways=numbers_two_ways(pieces, feed),
        offsets=strange_offsets(pieces, feed),
        zeros=() if feed.strip_zeros else two_spellings(pieces),
    )


async def _in_full(sent: _Sent, day: _Day, who: Labels) -> MessageCheck:
    came = await day.came(sent)
    return replace(_message(sent, came, day, who), since=await day.since(sent, came))


def _message(sent: _Sent, came: IntakeOutcome | None, day: _Day, who: Labels) -> MessageCheck:
    piece, arrival = sent.piece, sent.piece.arrival
    events = piece.heard.events if piece.heard else ()
    event = events[0].trigger if events else arrival.trigger if arrival else "unknown"
    if came is None or arrival is None:
        why = places(piece.refused) if piece.refused else ""
        return MessageCheck(source=piece.source, event=event, outcome=REFUSED, why=why)
    token = day.tokens.patient(arrival.facility, arrival.mrn) if arrival.mrn else ""
    first = f"it came before and was {came.outcome}"
    return MessageCheck(
        source=piece.source,
        event=event,
        outcome=REPEATED if sent.already else str(came.outcome),
        why=first if sent.already else worded(came.detail),
        patient=who.of(token),
        episodes=came.episodes,
    )
