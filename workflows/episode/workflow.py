"""One patient's thirty days: every step side by side, until the window ends or something else."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from temporalio import workflow

from activities.interfaces import Records
from domain.episode.amendment import amended, retargeted
from domain.episode.deadlines import window_ends
from domain.episode.facts import Facts
from domain.episode.family.recorded_consent import after_words, is_news
from domain.protocol import protocol, verdict
from domain.protocol.ledger import Undo
from models import names, payloads
from workflows.calling import Calls, run_until_done
from workflows.cancel_requests import goes_on_when_cancelled
from workflows.episode import mapping, timeline
from workflows.episode.asked_questions import base
from workflows.episode.card import card_for
from workflows.episode.carrying import Carrying
from workflows.episode.known import Known
from workflows.episode.staff_view import StaffView
from workflows.timeline import handler


@workflow.defn(name=names.EPISODE)
class Episode:
    """The care protocol of one discharge. The domain decides; this does it and waits."""

    @workflow.init
    def __init__(self, opening: payloads.OpenEpisode) -> None:
        self._opening = opening
        self._known = Known(opening)
        self._calls = Calls()
        self._view = StaffView(opening, self._known)
        self._steps = Carrying(opening, self._known, self._view, self._calls, self._over)
        self._renewing = False
        self._closed = False

    @workflow.run
    @goes_on_when_cancelled
    async def run(self, opening: payloads.OpenEpisode) -> payloads.EpisodeSummary:
        """Carry every step side by side until the window or something else ends, then close.

        The steps are those of `domain/steps/`, a file each: the call, the visit, the drug lists,
        rides, equipment, what somebody must review, and where the patient went.
        """
        async with asyncio.TaskGroup() as thirty_days:
            thirty_days.create_task(self._steps.carry(thirty_days))
            thirty_days.create_task(self._keep_time())
            thirty_days.create_task(self._known.untold.tell_others(self._calls, self._over))
            await self._until_the_end()
        if self._renewing:
            workflow.continue_as_new(opening.model_copy(update={"state": self._state()}))
        return await self._close()

    async def _until_the_end(self) -> None:
        """The window runs out, something ends it early, or the history has become long."""
        while not self._over():
            await workflow.wait_condition(lambda: self._over() or self._full() or self._run_out())
            if not self._over() and self._run_out():
                over = protocol.at_the_window(self._known.facts, self._known.now())
                self._known.learn(replace(self._known.facts, ended=over))
            self._renewing = self._full() and not self._known.ended()

    def _full(self) -> bool:
        return workflow.info().is_continue_as_new_suggested() and not self._calls.busy

    def _run_out(self) -> bool:
        """No window ends while an alarm stands that nobody has taken."""
        now = self._known.now()
        return now >= window_ends(self._known.facts) and not protocol.alarm_stands(
            self._known.facts, now
        )

    async def _close(self) -> payloads.EpisodeSummary:
        """Note the outcome; what is still open is unresolved and goes to the work queue."""
        summary = mapping.summary(self._opening.episode, self._known.facts, self._known.now())
        await self._known.untold.deliver(self._calls)
        await run_until_done(Records.close_episode, summary, timeline.close(summary.ending))
        self._closed = True
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self._known.untold.deliver(self._calls)  # what was said while it was noted
        return summary

    # ---- what people and hospitals say

    @workflow.update(name=names.ANSWER, description=handler(names.ANSWER))
    async def answer(self, given: payloads.GivenAnswer) -> payloads.Verdict:
        """Record an answer, or say why it cannot be; the same message twice is one answer."""
        return await self._judged(partial(verdict.judge, mapping.answer(given)))

    @workflow.update(name=names.TAKE_BACK, description=handler(names.TAKE_BACK))
    async def take_back(self, undo: payloads.TakeBack) -> payloads.Verdict:
        """Forget an answer, and with it everything that followed from it."""
        told = mapping.undo(undo, self._known.now())
        return await self._judged(
            lambda facts, _: verdict.take_back(base(undo.key), told.by, facts, told.at), told
        )

    @workflow.update(name=names.CORRECT, description=handler(names.CORRECT))
    async def correct(self, right: payloads.GivenAnswer) -> payloads.Verdict:
        """Put another answer in the place of the person's own."""
        return await self._judged(partial(verdict.correct, mapping.answer(right)))

    async def _judged(
        self,
        judge: Callable[[Facts, datetime], verdict.Judgement],
        undo: Undo | None = None,
    ) -> payloads.Verdict:
        """What the episode says to it, once that is kept for good."""
        if self._known.ended():
            return mapping.closed(self._known.facts)
        judged = judge(self._known.facts, self._known.now())
        self._known.learn(judged.facts, undo)
        with self._calls.counted():
            await self._known.untold.kept()
        return mapping.verdict(judged)

    @workflow.signal(name=names.WROTE, description=handler(names.WROTE))
    def wrote(self, written: payloads.Written) -> None:
        """Words that answered no question: somebody reads them, at once when they hold danger."""
        if is_news(written.wrote, self._known.facts):
            self._known.learn(after_words(written.wrote, self._known.facts))

    @workflow.signal(name=names.CARD_OPENED, description=handler(names.CARD_OPENED))
    def card_opened(self, seen: payloads.CardOpened) -> None:
        """Only who has opened a card has read what stands on it."""
        self._known.facts = self._known.facts.viewed(mapping.view(seen))

    @workflow.signal(name=names.UNREACHABLE, description=handler(names.UNREACHABLE))
    def unreachable(self, told: payloads.NotReached) -> None:
        """Ask the next person: of staff somebody else, of the family the other or the nurse."""
        self._steps.unreachable(told)

    @workflow.signal(name=names.REACHABLE, description=handler(names.REACHABLE))
    def reachable(self, told: payloads.Reachable) -> None:
        """Nothing is known against their phone any more."""
        self._steps.reachable(told)

    @workflow.signal(name=names.HAND_OVER, description=handler(names.HAND_OVER))
    def hand_over(self, told: payloads.ReassignQuestion) -> None:
        """Take a question from whoever goes home and ask whoever is there."""
        self._steps.hand_over(told)

    @workflow.signal(name=names.AMEND, description=handler(names.AMEND))
    def amend(self, amend: payloads.Amend) -> None:
        """Take the newer account of the discharge; ask anew whoever is reached elsewhere now."""
        if self._known.ended():
            return
        before = self._known.facts
        self._known.learn(amended(before, mapping.news(amend, before, self._known.now())))
        for question in retargeted(before, self._known.facts):
            self._known.questions.redirect(question)

    @workflow.signal(name=names.SUSPEND, description=handler(names.SUSPEND))
    def suspend(self, suspend: payloads.Suspend) -> None:
        """Withdraw every prompt and pause every timer until the readmission ends or is undone."""
        if self._known.facts.suspended_at is None:
            self._known.learn(replace(self._known.facts, suspended_at=suspend.at))

    @workflow.signal(name=names.RESUME, description=handler(names.RESUME))
    def resume(self, resume: payloads.Resume) -> None:
        """Go on where the episode stood; what became due meanwhile is late."""
        del resume
        self._known.learn(replace(self._known.facts, suspended_at=None))

    @workflow.signal(name=names.CLOSE, description=handler(names.CLOSE))
    def close(self, close: payloads.Close) -> None:
        """End the episode: every timer stops and every open prompt is withdrawn."""
        if not self._known.ended():
            self._known.learn(replace(self._known.facts, ended=mapping.ended(close)))

    @workflow.query(name=names.CARD, description=handler(names.CARD))
    def card(self, wanted: payloads.CardRequest) -> payloads.Card:
        """What the person who was asked may see, while the question stands."""
        return card_for(base(wanted.key), self._known.facts, self._known.now(), wanted.reader)

    @workflow.query(name=names.STATUS, description=handler(names.STATUS))
    def status(self) -> payloads.StatusPage:
        """The same page as in the UI, with the record behind it."""
        return mapping.status_page(
            self._opening, self._known.facts, self._known.now(), self._view.version
        )

    @workflow.query(name=names.PENDING, description=handler(names.PENDING))
    def pending(self) -> payloads.Pending:
        """What rehearsals wait for."""
        if self._closed:
            return payloads.Pending(busy=False)
        busy = self._calls.busy or self._known.news or self._over()
        return payloads.Pending(busy=busy, wake=self._known.next_change()[0])

    # ---- waiting

    async def _keep_time(self) -> None:
        """One timer for all steps, set for what time alone changes first."""
        while not self._over():
            at, decision = self._known.next_change()
            if await self._known.time.waits(
                lambda: self._over() or self._known.next_change()[0] != at,  # noqa: B023 - this turn's
                at,
                timeline.wait(decision, self._known.facts),
            ):
                self._known.news = True
                self._view.looks()

    def _now(self) -> datetime:
        return self._known.now()

    def _over(self) -> bool:
        """Whether this run is to end: the episode has ended, or it continues as new."""
        return self._renewing or self._known.ended()

    def _state(self) -> payloads.EpisodeState:
        return payloads.EpisodeState(
            facts=self._known.facts,
            asked_questions=self._known.questions.dump(),
            version=self._view.version,
            **self._steps.dump(),
            **self._known.untold.dump(),
        )
