"""What operations staff do by hand: look at an episode, answer for a lost phone, end it, hold it.

NotDone               one line for whoever asked
├── UnknownEpisode    there is none under that id                    (a retry cannot help)
├── EpisodeClosed     it has ended                                   (a retry cannot help)
├── NothingFound      no episode is about them                       (a retry cannot help)
├── UnknownPerson     no such handle on the roster                   (a retry cannot help)
├── NotOpen           that question takes no answer (any more)       (a retry cannot help)
├── NotAnAnswer       the words are none of the question's choices   (other words can)
├── NotATime          when it happened cannot be read                (other words can)
├── NotRecorded       the episode says no                            (a retry cannot help)
├── NotRunning        Temporal has nothing under that id just now    (a retry can)
└── NobodyAnswers     no worker is there, or no Temporal             (a retry can)

Whether there is an episode, and whether it has ended, the store alone says: as in a list of them.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlmodel import Session, col, select
from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.conversations import Conversations
from adapters.sql.database import Database
from domain.asking.choices import Choice, Wants
from domain.clinical.triage import look
from domain.episode.facts import Ending, Person, Via
from domain.episode.family.recorded_consent import told_staff
from domain.pathway import Role
from domain.texting.reply_grammar import Chosen, Incomplete, choose
from domain.time.phrasing import short_due, short_instant
from domain.words.phrasebook import read_in
from models import names
from models.payloads import (
    Card,
    CardRequest,
    Close,
    GiveAnswer,
    Payload,
    Resume,
    StatusPage,
    Suspend,
    Verdict,
    VerdictState,
    Written,
)
from models.tables import Assignment
from store import lookup
from store.people.parties import acts_as, colleagues, roles_of
from store.views import BY_OPS, View, audited

PATIENCE = timedelta(seconds=5)
OPS = "ops"
_SAID_OF_TEXTS = {False: "no more texts", True: "texts again"}
_NOBODY = (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED, RPCStatusCode.UNAVAILABLE)

_Answered = TypeVar("_Answered", bound=Payload)


class NotDone(Exception):  # noqa: N818 - named for what came of it
    """It could not be done; the message is one line."""


class UnknownEpisode(NotDone):
    """There is none under that id."""

    def __init__(self, episode: str) -> None:
        super().__init__(f"there is no episode {episode!r}; `starter.py list --all` shows each")


class EpisodeClosed(NotDone):
    """It has ended."""

    def __init__(self, episode: str, outcome: str) -> None:
        super().__init__(f"{episode} is closed: {outcome}")


class UnknownPerson(NotDone):
    """No such handle on the roster."""

    def __init__(self, handle: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"{handle!r} is nobody on the roster; known: {', '.join(known) or 'nobody'}"
        )


class NotOpen(NotDone):
    """The question takes no answer."""

    def __init__(self, question: str) -> None:
        super().__init__(f"{question!r} is not open; without a question, the open ones are listed")


class NotAnAnswer(NotDone):
    """The words are none of the choices."""

    def __init__(self, said: str, card: Card, wants: Wants = Wants.NOTHING) -> None:
        lacking = {
            Wants.NOTHING: f"{said!r} is not one of its answers",
            Wants.INSTANT: f"{said!r} needs a date and time, like --at 'tue 9/8 2:30p'",
            Wants.REASON: f"{said!r} needs a reason, like --note 'moved away'",
        }
        super().__init__(f"{lacking[wants]}: {'; '.join(map(choice_words, card.choices))}")


class NotATime(NotDone):
    """When it happened cannot be read: "now" must not be recorded in its place."""

    def __init__(self, at: str) -> None:
        super().__init__(f"{at!r} is no date or time that can be read, like 'yest 4:50p'")


class NothingFound(NotDone):
    """No episode is about them."""

    def __init__(self) -> None:
        super().__init__("no episode is known of them")


class NotRecorded(NotDone):
    """The episode says no, and why."""

    def __init__(self, verdict: Verdict, person: Person, zone: str) -> None:
        by = f"by {verdict.by}" if verdict.by else ""
        at = short_instant(verdict.at, zone) if verdict.at else ""
        state = verdict.state.replace("_", " ")
        who = " ".join(filter(None, (person.name, by, at)))
        follows = read_in(verdict.follows, zone)
        super().__init__(". ".join(filter(None, (f"{state}: {who}", follows))))


class NotRunning(NotDone):
    """Temporal has nothing under that id: the start is still to come, or its history is lost."""

    def __init__(self, episode: str) -> None:
        super().__init__(
            f"nothing runs under {episode!r}: it has yet to begin, or somebody ended its run"
        )


class NobodyAnswers(NotDone):
    """No worker is there, or no Temporal."""

    def __init__(self, doubt: str = "") -> None:
        super().__init__(f"nobody answers{doubt}: are Temporal and the worker running?")


@dataclass(frozen=True, kw_only=True)
class OpenQuestion:
    """A question that stands open: its key, who was asked, and what may be answered."""

    key: str
    person: Person
    card: Card

    def cells(self) -> tuple[str, ...]:
        """As a row: key with who was asked and when it is due below, answers."""
        due = f", by {short_due(self.card.due, self.card.time_zone)}" if self.card.due else ""
        return f"{self.key}\n{self.person.name}{due}", "\n".join(
            map(choice_words, self.card.choices)
        )


@dataclass(frozen=True, kw_only=True)
class Page:
    """The page of an episode; `away` says why it is only what the store last knew."""

    markdown: str
    away: str = ""


def choice_words(choice: Choice) -> str:
    """A choice as it is shown: its digit, or that a date and time alone is the answer."""
    return f"{choice.digit} {choice.label}" if choice.digit else "a date and time"


class ByHand:
    """`real_now` gives real time; everything that is told to an episode is clinical."""

    def __init__(
        self,
        client: Client,
        database: Database,
        threads: Conversations,
        real_now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._database = database
        self._threads = threads
        self._real_now = real_now

    async def status(self, episode: str) -> Page:
        """The page of an episode; when nobody answers, what the store last knew.

        That is all there is to know of one that is closed. Raises UnknownEpisode.
        """
        outcome = await self._outcome(episode)
        try:
            page = await self._query(episode, names.STATUS, None, StatusPage)
        except (NobodyAnswers, NotRunning) as error:
            last = await self._database.reading(lambda session: lookup.last_known(session, episode))
            if last is None:
                raise
            return Page(markdown=last, away="" if outcome else str(error))
        return Page(markdown=page.markdown)

    async def questions(self, episode: str) -> tuple[OpenQuestion, ...]:
        """What stands open with whom. Raises UnknownEpisode, EpisodeClosed."""
        await self.make_sure_it_goes_on(episode)
        rows = await self._database.reading(lambda session: _asked(session, episode))
        wanted = (CardRequest(key=row.question, reader=Role.OPS) for row in rows)
        cards = await asyncio.gather(
            *(self._query(episode, names.CARD, one, Card) for one in wanted)
        )
        return tuple(
            OpenQuestion(key=row.question, person=_asked_person(row), card=card)
            for row, card in zip(rows, cards, strict=True)
            if card.open
        )

    async def answer(self, episode: str, key: str, said: str, by: str = "", at: str = "") -> str:
        """Give an answer in the name of `by`, else of whoever was asked; the verdict in words.

        `said` is what would stand in a text after the code: choice, time, note. The same answer
        given twice is one answer. `at` is the part of it that must be a time, if there is one.

        Raises NotOpen, NotAnAnswer, NotATime, NotRecorded.
        """
        standing = next((each for each in await self.questions(episode) if each.key == key), None)
        if standing is None:
            raise NotOpen(key)
        person = await self._person(by, standing.person.role) if by else standing.person
        now = await self.now()
        chosen = choose(said, standing.card.choices, now=now, zone=standing.card.time_zone)
        if not isinstance(chosen, Chosen):
            wants = chosen.choice.wants if isinstance(chosen, Incomplete) else Wants.NOTHING
            raise NotAnAnswer(said, standing.card, wants)
        if at and chosen.happened_at is None and chosen.at is None:
            raise NotATime(at)
        await self._audit("answered by hand", f"{episode}|{key}|{person.handle}")
        given = GiveAnswer(
            episode=episode,
            key=key,
            value=chosen.choice.value,
            also=tuple(one.value for one in chosen.also),
            by=person,
            happened_at=chosen.happened_at or now,
            told_at=now,
            via=Via.BY_HAND,
            at=chosen.at,
            note=chosen.note,
            flag=look(chosen.note),
            message_id=_message_id(episode, key, said, person),
        )
        verdict = await self._give(given)
        if verdict.state is not VerdictState.RECORDED:
            raise NotRecorded(verdict, person, standing.card.time_zone)
        follows = read_in(verdict.follows, standing.card.time_zone)
        return f"recorded, {person.name}. {follows}".strip()

    async def consent(self, episode: str, by: str, *, given: bool) -> str:
        """Record what the patient said to `by` of being texted; gives that in words.

        Raises UnknownPerson, UnknownEpisode, EpisodeClosed.
        """
        person, now = await self._person(by), await self.now()
        key = _message_id(episode, now.isoformat(), str(given), person)
        told = Written(wrote=told_staff(key, now, person, given=given))
        await self.signal(episode, names.WROTE, told, _SAID_OF_TEXTS[given])
        return f"{episode}: {_SAID_OF_TEXTS[given]}, {person.name}"

    async def lower(self, episode: str, by: str, why: str) -> str:
        """Lower the tier in a case manager's name; gives that in words.

        Raises UnknownPerson, UnknownEpisode, EpisodeClosed, NotRecorded.
        """
        await self.make_sure_it_goes_on(episode)
        has = await self._database.reading(lambda session: roles_of(session, by))
        asked = Role.CASE_MANAGER if Role.CASE_MANAGER in has else Role.NURSE
        person, now = await self._person(by, asked), await self.now()
        await self._audit("tier lowered by hand", f"{episode}|{person.handle}")
        key = _message_id(episode, now.isoformat(), why, person)
        verdict = await self._give(GiveAnswer.lowering(episode, person, now, why, key))
        if verdict.state is not VerdictState.RECORDED:
            raise NotRecorded(verdict, person, "UTC")
        return f"{episode}: care coordination, {person.name}"

    async def close(self, episode: str, ending: Ending, note: str = "") -> str:
        """End it early; gives that in words. Raises UnknownEpisode, EpisodeClosed."""
        await self.make_sure_it_goes_on(episode)
        name = await self._threads.notes.of_closing(episode, note)
        close = Close(ending=ending, at=await self.now(), by=OPS, note=name)
        await self.signal(episode, names.CLOSE, close)
        return f"{episode}: closes, {ending}"

    async def suspend(self, episode: str) -> str:
        """Hold an episode: the patient is an inpatient again."""
        await self.signal(episode, names.SUSPEND, Suspend(at=await self.now()))
        return f"{episode}: is held"

    async def resume(self, episode: str) -> str:
        """Go on with an episode that was held by mistake."""
        await self.signal(episode, names.RESUME, Resume(at=await self.now()))
        return f"{episode}: goes on"

    async def _outcome(self, episode: str) -> str:
        """How an episode ended; empty while it has not. Raises UnknownEpisode."""
        outcome = await self._database.reading(lambda session: lookup.outcome(session, episode))
        if outcome is None:
            raise UnknownEpisode(episode)
        return outcome

    async def make_sure_it_goes_on(self, episode: str) -> None:
        """Before anything is asked or told. Raises UnknownEpisode, EpisodeClosed."""
        if outcome := await self._outcome(episode):
            raise EpisodeClosed(episode, outcome)

    async def _give(self, given: GiveAnswer) -> Verdict:
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                return await self._threads.once_more(given)
        except TimeoutError:
            raise NobodyAnswers(", and it is not known whether this was saved") from None

    async def _query(
        self, episode: str, name: str, about: Payload | None, type_: type[_Answered]
    ) -> _Answered:
        handle = self._client.get_workflow_handle(episode)
        given = [] if about is None else [about]
        try:
            answered: _Answered = await handle.query(
                name, args=given, result_type=type_, rpc_timeout=PATIENCE
            )
            return answered  # noqa: TRY300 - an else would stand far from its try
        except RPCError as error:
            raise _why(error, episode) from None
        except (WorkflowQueryFailedError, RuntimeError):  # the second: cannot connect
            raise NobodyAnswers from None

    async def signal(self, episode: str, name: str, payload: Payload, what: str = "") -> None:
        """Tell it, once it stands in the audit trail. Raises UnknownEpisode, EpisodeClosed."""
        await self.make_sure_it_goes_on(episode)
        await self._audit(f"{what or name} by hand", episode)
        try:
            handle = self._client.get_workflow_handle(episode)
            await handle.signal(name, payload, rpc_timeout=PATIENCE)
        except RPCError as error:
            raise _why(error, episode) from None
        except RuntimeError:  # the SDK's for "cannot connect"
            raise NobodyAnswers from None

    async def _person(self, handle: str, asked: Role = Role.NURSE) -> Person:
        return await self._database.reading(lambda session: _colleague(session, handle, asked))

    async def _audit(self, what: str, about: str) -> None:
        at, done = self._real_now(), View(what=what, about=about)
        await self._database.writing(lambda session: audited(session, at, BY_OPS, done))

    async def now(self) -> datetime:
        """Clinical time."""
        return (await asyncio.to_thread(self._database.read_clock)).clinical(self._real_now())


def _why(error: RPCError, episode: str) -> Exception:
    """What an answer of the server means for whoever asked."""
    if error.status is RPCStatusCode.NOT_FOUND:
        return NotRunning(episode)
    return NobodyAnswers() if error.status in _NOBODY else error


def _message_id(episode: str, key: str, said: str, person: Person) -> str:
    whole = f"{episode}|{key}|{said}|{person.handle}"
    return f"hand-{hashlib.sha256(whole.encode()).hexdigest()[:24]}"


def _asked(session: Session, episode: str) -> list[Assignment]:
    asked = select(Assignment).where(
        Assignment.episode == episode,
        Assignment.handle != "",
        col(Assignment.withdrawn).is_(False),
    )
    return list(session.exec(asked.order_by(col(Assignment.question))).all())


def _asked_person(row: Assignment) -> Person:
    return Person(handle=row.handle, name=row.person_name, role=Role(row.role))


def _colleague(session: Session, handle: str, asked: Role) -> Person:
    """Somebody in the role that was asked, else in their first; raises UnknownPerson."""
    known = colleagues(session)
    if handle not in known:
        raise UnknownPerson(handle, tuple(known))
    return Person(handle=handle, name=known[handle], role=acts_as(session, handle, asked))
