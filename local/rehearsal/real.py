"""One discharge carried through its thirty days by the real workflows, with imagined people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner

from adapters.sql.database import Database
from adapters.temporal.threads import signal_thread
from adapters.wording.texts import Wording
from domain.episode.deadlines import window_ends
from domain.episode.decision import Phase, earliest
from domain.episode.facts import Facts
from domain.hospital.discharge import Discharge
from domain.plan.answering import REASON, instant_said
from domain.plan.people import People
from domain.plan.rehearsal import PAST_THE_WINDOW
from domain.words.phrasebook import phrase, worded
from local.rehearsal.asks import NotedAnswers, NotedPrompts
from local.rehearsal.cards import AskedCards, filled_in
from local.rehearsal.phones import ON_THE_CARD, RehearsedPhones, Waiting
from local.rehearsal.server import worker_of_all_but_texts, worker_of_texts
from local.rehearsal.skipping import ABOUT_THEN, SkippedTime, TimeStandsStill
from local.rehearsal.stage import Stage
from models import names
from models.payloads import EpisodeRecord, EpisodeSummary, ReceivedText, StatusPage, VerdictState
from models.tables import Assignment

_MOST_MOMENTS, _TRIES = 20_000, 4
_BEYOND = timedelta(milliseconds=400)
"""Timers that are due so soon after each other fire before any workflow goes on."""
_LAST_WORDS = timedelta(minutes=3)
"""What is said after the end, as to whoever was asked, has gone out by then."""


@dataclass(frozen=True, kw_only=True)
class Lived:
    """What came of it: who was asked, what the phones show, what was recorded, how it ended.

    `summary` is nothing where the episode would go on; `record` is how it stood last.
    """

    asks: NotedPrompts
    phones: RehearsedPhones
    answers: NotedAnswers
    record: EpisodeRecord
    summary: EpisodeSummary | None


async def live(
    stage: Stage,
    discharge: Discharge,
    facts: Facts,
    people: People,
    wording: Wording,
    until: datetime | None = None,
) -> Lived:
    """Open the episode as if its discharge came at once, and let its people answer.

    `facts` are what the episode knows as it opens; it is followed `until` then, else until a day
    after its window. The time-skipping server may lose a workflow task in which a timer is
    cancelled that fires meanwhile (temporalio/sdk-java issue 3088), and the SDK takes two seconds
    of a busy machine for a deadlock: then it all begins anew. Raises TimeStandsStill.
    """
    why = ""
    for _ in range(_TRIES):
        try:
            return await _once(stage, discharge, facts, people, wording, until)
        except (TimeStandsStill, RPCError, WorkflowQueryFailedError) as error:
            why = str(error)
    raise TimeStandsStill(why)


async def _once(
    stage: Stage,
    discharge: Discharge,
    facts: Facts,
    people: People,
    wording: Wording,
    until: datetime | None,
) -> Lived:
    async with stage.set() as (env, store):
        asks = NotedPrompts(env.client, store, stage.seal, stage.tokens)
        answers = NotedAnswers(env.client, store, stage.seal)
        phones = RehearsedPhones(
            wording=wording,
            asks=asks,
            people=people,
            instant_said=lambda now: instant_said(facts, now),
        )
        worker = worker_of_all_but_texts(
            env.client,
            store,
            stage.seal,
            prompts=asks,
            threads=answers,
            runner=UnsandboxedWorkflowRunner(),
        )
        async with worker, worker_of_texts(env.client, phones):
            time = SkippedTime(env, list)
            store.set_clock(await time.begins(discharge.discharged_at))
            came = await stage.sends(env, store, discharge)
            if not came.episodes:
                raise TimeStandsStill(worded(phrase("plan.not_begun", why=came.detail)))
            life = _Life(env.client, store, time, came.episodes[0], phones, asks, answers, stage)
            await life.through(until or window_ends(facts) + PAST_THE_WINDOW)
            return await life.told()


@dataclass
class _Life:
    """The thirty days: time goes to whatever comes next, a workflow's timer or an answer."""

    client: Client
    store: Database
    time: SkippedTime
    episode: str
    phones: RehearsedPhones
    asks: NotedPrompts
    answers: NotedAnswers
    stage: Stage

    def __post_init__(self) -> None:
        self.time.watched = self._watched
        self._texts = 0

    def _watched(self) -> list[str]:
        threads = sorted(names.conversation_id(token) for token in self.asks.phones)
        return [self.episode, *threads]

    async def through(self, ends: datetime) -> None:
        """Until the episode has closed, or that instant has come."""
        for _ in range(_MOST_MOMENTS):
            wake, now = await self.time.settles(), await self.time.now()
            if await self._closed() or now >= ends:
                await self.time.until(now + _LAST_WORDS)
                return
            at_once = wake is not None and now < wake < now + ABOUT_THEN
            answer = None if at_once else self.phones.next_answer(now)
            if answer is not None:
                await self._answers(answer, now)
                continue
            later = (at for at in (wake, self.phones.next_at()) if at is not None and at > now)
            await self.time.onward(earliest(*later, ends) or ends, _BEYOND)
        raise TimeStandsStill("the thirty days do not end")

    async def told(self) -> Lived:
        """What came of it."""
        handle = self.client.get_workflow_handle(self.episode, result_type=EpisodeSummary)
        page: StatusPage = await handle.query(names.STATUS, result_type=StatusPage)
        summary = await handle.result() if await self._closed() else None
        return Lived(
            asks=self.asks,
            phones=self.phones,
            answers=self.answers,
            record=page.record,
            summary=summary,
        )

    async def _closed(self) -> bool:
        found: StatusPage = await self.client.get_workflow_handle(self.episode).query(
            names.STATUS, result_type=StatusPage
        )
        return found.phase is Phase.CLOSED

    async def _answers(self, answer: Waiting, now: datetime) -> None:
        """Open the card, then answer: on it where drug lists stand there, else by text."""
        said = answer.turns.pop(0)
        self.phones.answered.setdefault(answer.ask.question.key, []).append(now)
        asked = await self.store.reading(
            lambda session: session.get(Assignment, (self.episode, answer.ask.sent_key))
        )
        cards = AskedCards(self.client, self.store, self.stage.seal)
        card = await cards.opens(asked, now) if asked is not None and asked.card else None
        if asked is not None and card is not None and card.open and card.differences:
            given = filled_in(
                asked, card, said.choice.value, now, note=REASON if said.noted else ""
            )
            self.phones.typed(answer.phone, f"{ON_THE_CARD}{said.choice.label}", now)
            verdict: VerdictState | None = (await self.answers.hand_over(given)).state
        else:
            verdict = await self._types(answer, self.phones.words_of(answer, said, now), now)
        if verdict is not VerdictState.REFUSED:
            answer.turns.clear()

    async def _types(self, answer: Waiting, words: str, now: datetime) -> VerdictState | None:
        """Send a text; gives what the episode said to it, if it got there."""
        self._texts += 1
        message, clock = f"SMin{self._texts}", self.time.clock
        self.phones.typed(answer.phone, words, now)
        text = ReceivedText(message_id=message, phone=answer.phone, body=words, at=now)
        assert clock is not None  # noqa: S101 - it began before anybody was asked
        await signal_thread(self.client, answer.phone, clock, names.RECEIVED, text)
        await self.time.settles()
        return self.answers.verdicts.get(message)
