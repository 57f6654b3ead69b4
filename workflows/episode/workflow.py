"""One patient's thirty days: every step side by side, until the window ends or something else."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from temporalio import workflow

from activities.interfaces import Prompts, Records, Scheduling
from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.episode.amendment import amended, moved_within_family, retargeted
from domain.episode.deadlines import window_ends
from domain.episode.decision import ChooseSlot, Decision, Fingerprint, HoldSlots
from domain.episode.facts import Answer, Facts, Offer
from domain.episode.recorded_consent import after_words, is_news
from domain.pathway import Role
from domain.protocol import protocol, status_page, verdict
from domain.protocol.overview import overview
from models import names, payloads
from workflows.calling import Calls, run_until_done
from workflows.cancel_requests import goes_on_when_cancelled
from workflows.episode import mapping, timeline
from workflows.episode.asked_questions import AskedQuestions, base
from workflows.episode.card import card_for
from workflows.episode.decisions import Decisions
from workflows.episode.handovers import Handovers
from workflows.episode.untold import Untold


@workflow.defn(name=names.EPISODE)
class Episode:
    """The care protocol of one discharge. The domain decides; this does it and waits."""

    @workflow.init
    def __init__(self, opening: payloads.OpenEpisode) -> None:
        self._opening = opening
        self._clock = opening.clock
        state = opening.state
        self._facts = state.facts if state else mapping.first_facts(opening)
        self._questions = AskedQuestions.parse(state.asked_questions if state else ())
        self._version = state.version if state else 0
        self._avoid = set(state.avoid if state else ())
        self._handovers = Handovers(state.handovers if state else ())
        self._untold = Untold(opening, self._facts)
        self._unreached: dict[str, payloads.NotReached] = {}
        self._calls = Calls()
        self._decisions = Decisions()
        self._waiting: dict[str, Fingerprint] = {}
        self._begun: set[str] = set()
        self._dirty = True
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
            self._begin_steps(thirty_days)
            thirty_days.create_task(self._keep_time())
            thirty_days.create_task(self._keep_staff_informed())
            thirty_days.create_task(self._untold.tell_others(self._calls, self._over))
            thirty_days.create_task(self._untold.keep_entries(self._calls, self._over))
            thirty_days.create_task(self._begin_what_the_hospital_adds(thirty_days))
            await self._until_the_end()
        if self._renewing:
            workflow.continue_as_new(opening.model_copy(update={"state": self._state()}))
        return await self._close()

    def _begin_steps(self, thirty_days: asyncio.TaskGroup) -> None:
        """Carry the steps that have not begun; of a patient who is not placed, only that."""
        new = [step for step in protocol.steps(self._facts) if step not in self._begun]
        self._begun.update(new)
        for step in new:
            thirty_days.create_task(self._carry(step))

    async def _carry(self, step: str) -> None:
        """Do what the domain decides for a step, and wait until it decides otherwise."""
        seen = len(self._facts.answers)
        while True:
            decision = self._decide(step)
            if decision.action is not None:
                await self._act(decision.action)
                continue
            news, seen = self._facts.answers[seen:], len(self._facts.answers)
            await self._withdraw(step, decision, news)
            self._handovers.forget(step, decision)
            questions = self._questions.unasked(decision.questions)
            if self._decide(step).fingerprint() != decision.fingerprint():
                continue  # something came meanwhile
            if questions:
                await self._ask(*questions)
            elif self._over():
                return
            else:
                await self._until_different(step, decision)

    async def _begin_what_the_hospital_adds(self, thirty_days: asyncio.TaskGroup) -> None:
        """Begin the steps that a correction brings: the patient went home, oxygen was ordered."""
        while not self._over():
            await workflow.wait_condition(
                lambda: self._over() or protocol.steps(self._facts).keys() - self._begun != set()
            )
            self._begin_steps(thirty_days)

    async def _until_the_end(self) -> None:
        """The window runs out, something ends it early, or the history has become long."""
        while not self._over():
            await workflow.wait_condition(lambda: self._over() or self._full() or self._run_out())
            if not self._over() and self._run_out():
                over = protocol.at_the_window(self._facts, self._now())
                self._learn(replace(self._facts, ended=over))
            self._renewing = self._full() and not self._ended()

    def _full(self) -> bool:
        return workflow.info().is_continue_as_new_suggested() and not self._calls.busy

    def _run_out(self) -> bool:
        """No window ends while an alarm stands that nobody has taken."""
        now = self._now()
        return now >= window_ends(self._facts) and not protocol.alarm_stands(self._facts, now)

    async def _close(self) -> payloads.EpisodeSummary:
        """Note the outcome; what is still open is unresolved and goes to the work queue."""
        summary = mapping.summary(self._opening.episode, self._facts, self._now())
        await self._untold.deliver(self._calls)
        await run_until_done(Records.close_episode, summary, timeline.close(summary.ending))
        self._closed = True
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self._untold.deliver(self._calls)  # what was said while it was noted
        return summary

    # ---- what people and hospitals say

    @workflow.update(name=names.ANSWER, description="Answer one of the open questions")
    async def answer(self, given: payloads.GivenAnswer) -> payloads.Verdict:
        """Record an answer, or say why it cannot be; the same message twice is one answer."""
        return await self._judged(partial(verdict.judge, mapping.answer(given)))

    @workflow.update(name=names.TAKE_BACK, description="Take back an answer given just now")
    async def take_back(self, undo: payloads.TakeBack) -> payloads.Verdict:
        """Forget an answer, and with it everything that followed from it."""
        judge = partial(verdict.take_back, base(undo.key), undo.by)
        return await self._judged(judge, undo.message_id)

    @workflow.update(name=names.CORRECT, description="Correct an answer given before")
    async def correct(self, right: payloads.GivenAnswer) -> payloads.Verdict:
        """Put another answer in the place of the person's own."""
        return await self._judged(partial(verdict.correct, mapping.answer(right)))

    async def _judged(
        self, judge: Callable[[Facts, datetime], verdict.Judgement], message_id: str = ""
    ) -> payloads.Verdict:
        """What the episode says to it, once that is kept for good."""
        if self._ended():
            return mapping.closed(self._facts)
        judged = judge(self._facts, self._now())
        self._learn(judged.facts, message_id)
        with self._calls.counted():
            await self._untold.kept()
        return mapping.verdict(judged)

    @workflow.signal(name=names.WROTE, description="The patient or caregiver wrote something")
    def wrote(self, written: payloads.Written) -> None:
        """Words that answered no question: somebody reads them, at once when they hold danger."""
        if is_news(written.wrote, self._facts):
            self._learn(after_words(written.wrote, self._facts))

    @workflow.signal(name=names.CARD_OPENED, description="Somebody opened the card of a question")
    def card_opened(self, seen: payloads.CardOpened) -> None:
        """Only who has opened a card has read what stands on it."""
        self._facts = self._facts.viewed(mapping.view(seen))

    @workflow.signal(name=names.UNREACHABLE, description="A text could not reach its person")
    def unreachable(self, told: payloads.NotReached) -> None:
        """Ask the next person: of staff somebody else, of the family the other or the nurse."""
        question = base(told.key)
        person = self._facts.asked_of(question)
        if not self._questions.is_named(question, told.key):
            self._learn(mapping.stopped_elsewhere(self._facts, person, told, self._now()))
        elif person is None:
            self._unreached[told.key] = told  # it came before the record that it was asked
        elif person.role is Role.VENDOR:
            self._learn(mapping.without_vendor(self._facts, question, person, self._now()))
        elif person.role.is_staff:
            if told.why is Reachability.SILENT:  # of a marked phone the roster knows
                self._avoid.add(person.handle)
            self._questions.reopen(question)
            self._dirty = True
        elif person.role.is_family:  # of the always-on number there is no other: its ladder goes on
            self._questions.reopen(question)
            self._learn(self._facts.cannot_text(person.role, told.why))

    @workflow.signal(name=names.REACHABLE, description="One of the family can be texted again")
    def reachable(self, told: payloads.Reachable) -> None:
        """Nothing is known against their phone any more."""
        self._learn(self._facts.can_text(told.role))

    @workflow.signal(name=names.HAND_OVER, description="Somebody else's shift: ask them instead")
    def hand_over(self, told: payloads.ReassignQuestion) -> None:
        """Take a question from whoever goes home and ask whoever is there."""
        question = base(told.key)
        person = self._facts.asked_of(question)
        here = person is not None and person.handle == told.from_handle
        if here and self._questions.is_named(question, told.key):
            self._handovers.begin(told)
            self._questions.redirect(question)
            self._dirty = True

    @workflow.signal(name=names.AMEND, description="Something about the discharge was corrected")
    def amend(self, amend: payloads.Amend) -> None:
        """Take the newer account of the discharge; ask anew whoever is reached elsewhere now."""
        if self._ended():
            return
        before = self._facts
        self._learn(amended(before, mapping.news(amend, before, self._now())))
        for question in retargeted(before, self._facts):
            self._questions.redirect(question)

    @workflow.signal(name=names.SUSPEND, description="Readmitted as an inpatient: hold everything")
    def suspend(self, suspend: payloads.Suspend) -> None:
        """Withdraw every prompt and pause every timer until the readmission ends or is undone."""
        if self._facts.suspended_at is None:
            self._learn(replace(self._facts, suspended_at=suspend.at))

    @workflow.signal(name=names.RESUME, description="The readmission was undone: go on")
    def resume(self, resume: payloads.Resume) -> None:
        """Go on where the episode stood; what became due meanwhile is late."""
        del resume
        self._learn(replace(self._facts, suspended_at=None))

    @workflow.signal(name=names.CLOSE, description="End the episode early, with a reason")
    def close(self, close: payloads.Close) -> None:
        """End the episode: every timer stops and every open prompt is withdrawn."""
        if not self._ended():
            self._learn(replace(self._facts, ended=mapping.ended(close)))

    @workflow.query(name=names.CARD, description="The page behind a prompt's link")
    def card(self, wanted: payloads.CardRequest) -> payloads.Card:
        """What the person who was asked may see, while the question stands."""
        return card_for(base(wanted.key), self._facts, self._now(), wanted.reader)

    @workflow.query(name=names.STATUS, description="The episode at a glance")
    def status(self) -> payloads.StatusPage:
        """The same page as in the UI, with the record behind it."""
        return mapping.status_page(self._opening, self._facts, self._now(), self._version)

    @workflow.query(name=names.PENDING, description="Whether it is at work, and when it goes on")
    def pending(self) -> payloads.Pending:
        """What rehearsals wait for."""
        if self._closed:
            return payloads.Pending(busy=False)
        busy = self._calls.busy or self._dirty or self._over()
        return payloads.Pending(busy=busy, wake=self._next_change()[0])

    # ---- asking and acting

    async def _ask(self, *questions: Question) -> None:
        """Have questions asked; who was asked (or that nobody was found) becomes a fact."""
        sent = [replace(one, key=self._questions.mark_asked(one)) for one in questions]
        moved, avoid = self._handovers.end(questions[0].key), tuple(sorted(self._avoid))
        first = mapping.ask(self._opening, self._facts, sent[0], avoid, self._now(), moved)
        asks = payloads.AskTogether(first=first, then=tuple(sent[1:]))
        asked = await self._calls.until_done(Prompts.ask, asks, timeline.ask(asks))
        for question, wire, person in zip(questions, sent, asked.people, strict=True):
            self._asked(question, wire.key, person)

    def _asked(self, question: Question, sent_key: str, asked: payloads.AskedPerson) -> None:
        if question.to.is_family and asked.reachability is not Reachability.REACHABLE:
            self._questions.reopen(question.key)
            self._learn(self._facts.cannot_text(question.to, asked.reachability))
            return
        self._learn(self._facts.was_asked(question, asked.person))
        if (told := self._unreached.pop(sent_key, None)) is not None:
            self.unreachable(told)

    async def _withdraw(self, step: str, decision: Decision, news: tuple[Answer, ...]) -> None:
        """Take back what no longer stands, from whoever its rule could have asked."""
        sent_keys = self._questions.to_withdraw(step, decision.questions, self._facts)
        why = mapping.why(step, decision, self._facts, news)
        for settled, keys in self._handovers.withdrawals(sent_keys, why):
            back = mapping.withdraw(self._opening, keys, settled)
            shown = timeline.take_back(step, back, self._facts)
            await self._calls.until_done(Prompts.withdraw, back, shown)

    async def _act(self, action: HoldSlots | ChooseSlot) -> None:
        """Hold slots or book one; the result is a fact."""
        do = self._calls.until_done
        match action:
            case HoldSlots():
                held = mapping.held_slots(self._opening, self._facts, action, self._now())
                found = await do(Scheduling.hold_slots, held, timeline.hold(held))
                offer = Offer(round=action.round, slots=found.slots)
                self._learn(replace(self._facts, offers=(*self._facts.offers, offer)))
            case ChooseSlot(round=number, slot=slot):
                choice = payloads.ChooseSlot(
                    episode=self._opening.episode, round=number, slot_id=slot or None
                )
                await do(Scheduling.choose_slot, choice, timeline.choose(choice))
                booked = (*self._facts.booked, (number, slot))
                self._learn(replace(self._facts, booked=booked))

    # ---- knowing and waiting

    def _decide(self, step: str) -> Decision:
        return self._decisions.decide(step, self._facts, self._now())

    def _learn(self, facts: Facts, message_id: str = "") -> None:
        """Replace the facts; whatever could have been asked until now is remembered."""
        for step in protocol.steps(self._facts):
            self._questions.remember_possible(self._decide(step).questions)
        for question in moved_within_family(self._facts, facts):
            self._questions.redirect(question)
        ended = protocol.ending(facts)  # whatever ends it, ends it for good
        known = facts if facts.ended or not ended else replace(facts, ended=ended)
        self._untold.learn(self._facts, known, self._now(), message_id)
        self._facts = known
        self._dirty = True

    async def _keep_time(self) -> None:
        """One timer for all steps, set for what time alone changes first."""
        while not self._over():
            at, decision = self._next_change()
            try:
                await workflow.wait_condition(
                    lambda: self._over() or self._next_change()[0] != at,  # noqa: B023 - this turn's
                    timeout=self._clock.real_span(at - self._now()) if at else None,
                    timeout_summary=timeline.wait(decision, self._facts),
                )
            except TimeoutError:
                self._dirty = True

    def _next_change(self) -> tuple[datetime | None, Decision | None]:
        return self._decisions.next_change(self._facts, self._now())

    async def _until_different(self, step: str, decision: Decision) -> None:
        fingerprint = self._waiting[step] = decision.fingerprint()
        await workflow.wait_condition(partial(self._wants_something, step, fingerprint))
        del self._waiting[step]

    def _wants_something(self, step: str, fingerprint: Fingerprint) -> bool:
        now = self._decide(step)
        other = now.fingerprint() != fingerprint or self._questions.unfinished(step, now.questions)
        return self._over() or other

    def _ended(self) -> bool:
        return protocol.ending(self._facts) is not None

    def _over(self) -> bool:
        """Whether this run is to end: the episode has ended, or it continues as new."""
        return self._renewing or self._ended()

    def _now(self) -> datetime:
        return self._clock.clinical(workflow.now())

    # ---- telling staff

    async def _keep_staff_informed(self) -> None:
        """Keep the UI, the search attributes and the read model in step, one writer for each."""
        attributes, last = mapping.Attributes(), False
        while not last:
            await workflow.wait_condition(lambda: self._quiet() or self._over())
            last = self._over()
            self._dirty = False
            seen = overview(self._facts, self._now())
            workflow.set_current_details(status_page.page(self._facts, seen))
            if changed := attributes.changed(self._facts, seen):
                workflow.upsert_search_attributes(changed)
            self._version += 1
            record = mapping.record(self._opening, self._facts, seen, self._version)
            await self._calls.until_done(Records.publish, record, timeline.publish(record))

    def _quiet(self) -> bool:
        """Whether there is news and no step has anything to do about it: told once, not thrice."""
        return (
            self._dirty
            and not self._calls.busy
            and all(map(self._waits, protocol.steps(self._facts)))
        )

    def _waits(self, step: str) -> bool:
        return self._waiting.get(step) == self._decide(step).fingerprint()

    def _state(self) -> payloads.EpisodeState:
        return payloads.EpisodeState(
            facts=self._facts,
            asked_questions=self._questions.dump(),
            avoid=tuple(sorted(self._avoid)),
            handovers=self._handovers.dump(),
            version=self._version,
            **self._untold.dump(),
        )
