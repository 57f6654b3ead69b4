"""An inbox that keeps, delivers and reconciles for real; its engine remembers what it was told."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import col, select

from adapters.encryption import KeyRing, Seal, Tokens, new_keys, parse_key
from adapters.files.pathway import read_pathways
from adapters.messages.feed_file import read_feeds
from adapters.sql.database import Database
from domain.clinical.outline import Outline
from domain.hospital.discharge import in_words
from domain.hospital.disposition import coded
from intake.changes import EpisodeSignal
from intake.hospital_inbox import HospitalInbox
from intake.opening import Intake
from intake.readers import Readers
from intake.reconciler import Reconciler
from intake.running import RunningEpisodes
from models.payloads import Amend, Close, OpenEpisode, Suspend
from models.tables import Encounter, Facility, InboxRow, WorkItem
from store.arrivals import Arrival, Format
from store.charts import Charts
from tests.intake.certain_facts import AT_HOME, DEATHS, ELSEWHERE, JOINS, Facts, Visit, judged
from tests.intake.mixed_messages import Message
from tests.places import ROOT

FACILITY = "mercy-general"
KEYS = new_keys()


@dataclass
class Told:
    """What one episode knows."""

    discharge: Outline
    held: bool = False
    closed: str = ""


@dataclass
class Engine(RunningEpisodes):
    """Stands in for Temporal: an episode knows what it was last told."""

    episodes: dict[str, Told] = field(default_factory=dict)

    async def start(self, opening: OpenEpisode, suspended: Suspend | None = None) -> None:
        """Start an episode; one that is there stays."""
        told = Told(opening.discharge, held=suspended is not None)
        self.episodes.setdefault(opening.episode, told)

    async def signal(self, tell: EpisodeSignal) -> None:
        """Tell it: one that is over hears nothing more."""
        told, payload = self.episodes[tell.episode], tell.payload
        if told.closed:
            return
        if isinstance(payload, Amend):
            told.discharge = payload.discharge
        elif isinstance(payload, Close):
            told.closed = payload.ending
        else:
            told.held = isinstance(payload, Suspend)


class Hospital:
    """Takes messages, and says which law was broken after each."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.engine, self.now = database, Engine(), now
        self.tokens = Tokens(parse_key(KEYS.token_key))
        self.inbox = self.inbox_on(database)
        self.told: dict[str, list[Message]] = {}
        self.answered: dict[str, datetime] = {}
        with database.write() as session:
            session.add(Facility(handle=FACILITY, name="Mercy", time_zone="America/New_York"))

    def inbox_on(self, database: Database) -> HospitalInbox:
        """How messages come in, on a store that is told."""
        seal, feeds = Seal(KeyRing.parse(KEYS.encryption_keys)), read_feeds(ROOT / "feeds")
        intake = Intake(seal, self.tokens, read_pathways(ROOT / "pathways"))
        reconciler = Reconciler(Charts(seal, self.tokens), intake, feeds)
        return HospitalInbox(
            database, seal, self.tokens, Readers(feeds), reconciler, self._running, self._real_now
        )

    async def _running(self) -> RunningEpisodes:
        return self.engine

    def _real_now(self) -> datetime:
        return self.now

    async def hears(self, person: str, message: Message, came: datetime) -> Facts:
        """Take and deliver one message; gives what is certain of the person now."""
        self.now = max(self.now, came)
        arrival = Arrival(
            format=Format.HL7, facility=FACILITY, sender_key="", body=message.text(),
            mrn=message.mrn, trigger=f"ADT^{message.trigger}",
        )  # fmt: skip
        kept = await self.inbox.take(arrival)
        await self.inbox.deliver(kept.ordering_key)
        known = self.told.setdefault(person, [])
        if not kept.already:
            known.append(replace(message, came=self.now, receipt=kept.inbox))
        return judged(known)

    def joined(self, person: str, messages: Iterable[Message]) -> bool:
        """Whether the records of one person are one already, if they were ever two."""
        come = {said.trigger for said in self.told.get(person, [])}
        ever = {said.trigger for said in messages}
        return not ever & JOINS or bool(come & JOINS)

    def row(self, visit: str) -> Encounter | None:
        """The newest identity of a visit."""
        return newest(self.database, self.tokens, visit)

    def runs(self, visit: str) -> bool:
        """Whether the visit has an episode that goes on, and nobody told it to end."""
        row = self.row(visit)
        return row is not None and not (row.ending or row.outcome or self.episode(row).closed)

    def episode(self, row: Encounter) -> Told:
        """What the episode of an identity knows."""
        return self.engine.episodes[row.episode]

    def broken(self, facts: Facts) -> list[str]:
        """The laws that do not hold for one person now, in words."""
        found = [*broken_in_store(self.database, self.tokens, facts, self.answered)]
        for number, visit in facts.visits.items():
            row = self.row(number)
            if row is None or row.outcome:
                continue
            told = self.episode(row)
            if bool(row.ending) != bool(told.closed):
                found.append(f"{number}: the store and the episode differ in its end")
            if not row.ending and told.held != row.held:
                found.append(f"{number}: the store and the episode differ in whether it is held")
            if number == facts.runs and not row.ending:
                found += _told_otherwise(number, visit, facts, told)
        return found

    def going(self, facts: Facts) -> Iterable[tuple[str, bool, datetime, str, bool]]:
        """Each visit that is followed: if held, its time, what is asked, and if that holds."""
        for number in facts.visits:
            row = self.row(number)
            if row is not None and self.runs(number):
                said = self.episode(row).discharge
                asked = in_words(said.doubts) or said.unclear
                silent = any(one.holds for one in said.doubts)
                yield number, row.held, said.discharged_at, asked, silent

    def answers(self, visit: str, ending: str) -> None:
        """Somebody answers the question of a visit's episode; "" is that they are at home."""
        row = self.row(visit)
        assert row is not None
        with self.database.write() as session:
            kept = session.get(Encounter, row.episode)
            assert kept is not None
            kept.outcome = ending
            for item in session.exec(select(WorkItem).where(WorkItem.about == row.episode)).all():
                item.resolved_at, item.resolved_by = item.resolved_at or self.now, "somebody"
        if ending:
            self.episode(row).closed = ending
            self.answered[visit] = row.discharged_at


def _told_otherwise(number: str, visit: Visit, facts: Facts, told: Told) -> Iterable[str]:
    """What the running episode knows that is not what is certain."""
    doubts = told.discharge.doubts
    if told.discharge.discharged_at != visit.left:
        yield f"{number}: it knows another time"
    word = {"Home": "01", "Home Health": "06"}.get(visit.word, visit.word)
    if visit.word and told.discharge.disposition != coded(word):
        yield f"{number}: it knows another disposition"
    strange = visit.word not in AT_HOME | ELSEWHERE | DEATHS
    if bool(told.discharge.unclear) is not strange:
        yield f"{number}: whether a certain stay is clear: {told.discharge.unclear}"
    if facts.asked and not doubts:
        yield f"{number}: nobody is asked"
    if facts.silent and not any(one.holds for one in doubts):
        yield f"{number}: texts go on"


def newest(database: Database, tokens: Tokens, visit: str) -> Encounter | None:
    """The newest identity of a visit."""
    found = select(Encounter).where(Encounter.encounter_token == tokens.encounter(FACILITY, visit))
    with database.read() as session:
        return session.exec(found.order_by(col(Encounter.n).desc())).first()


def broken_in_store(
    database: Database, tokens: Tokens, facts: Facts, answered: dict[str, datetime]
) -> Iterable[str]:
    """The laws of one person, as far as the store shows them."""
    rows = {number: newest(database, tokens, number) for number in facts.visits}
    going = {n: row for n, row in rows.items() if row and not (row.ending or row.outcome)}
    if facts.died and going:
        yield "somebody who certainly died is followed"
    if facts.runs and not _answered(facts.runs, facts, answered):
        yield from _certain_episode(facts, going.get(facts.runs))
    for number, visit in facts.visits.items():
        if _needs_a_person(visit, facts) and number not in going and number not in answered:
            yield f"{number}: a discharge that nobody can place is lost"
    yield from _without_owner(database, going)


def _answered(visit: str, facts: Facts, answered: dict[str, datetime]) -> bool:
    left = facts.visits[visit].left
    return visit in answered and left is not None and left <= answered[visit]


def _certain_episode(facts: Facts, row: Encounter | None) -> Iterable[str]:
    certain = facts.visits[facts.runs]
    if row is None:
        yield f"{facts.runs}: a certain discharge has no episode"
    elif row.discharged_at != certain.left:
        yield f"{facts.runs}: a certain episode was moved"
    elif row.held != facts.held:
        yield f"{facts.runs}: held is {row.held}, and should not be"


def _needs_a_person(visit: Visit, facts: Facts) -> bool:
    """A discharge of an unknown class, or a time that cannot be, that no certain one came after."""
    if facts.died or visit.left is None or visit.void or visit.word not in AT_HOME:
        return False
    if visit.sort not in ("in", "?", "") or visit.certain or visit.word in DEATHS | ELSEWHERE:
        return False
    at = visit.recorded if visit.misdated else visit.left
    home = (v.left for v in facts.visits.values() if v.certain)
    return bool(at) and all(left is not None and at is not None and left < at for left in home)


def _without_owner(database: Database, going: dict[str, Encounter]) -> Iterable[str]:
    """Whatever an episode asks has its work item, with an owner and a time."""
    with database.read() as session:
        items = session.exec(select(WorkItem)).all()
        outcomes = {row.outcome for row in session.exec(select(InboxRow)).all()}
    if "waiting" in outcomes:
        yield "a message waits"
    episodes = {row.episode: number for number, row in going.items()}
    for item in items:
        if item.about in episodes and not (item.owner and item.due):
            yield f"{episodes[item.about]}: a doubt without owner or time: {item.reason}"
