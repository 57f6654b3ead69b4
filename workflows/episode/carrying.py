"""Every step side by side: what it asks is asked, what no longer stands is taken back."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from temporalio import workflow

from activities.interfaces import Prompts, Scheduling
from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.episode.decision import ChooseSlot, Decision, Fingerprint, HoldSlots
from domain.episode.facts import Answer, Offer
from domain.pathway import Role
from domain.protocol import protocol
from models import payloads
from workflows.calling import Calls
from workflows.episode import mapping, timeline
from workflows.episode.asked_questions import base
from workflows.episode.handovers import Handovers
from workflows.episode.known import Known


class Carrying:
    """Does what the domain decides for each step, until the run is `over`."""

    def __init__(
        self,
        opening: payloads.OpenEpisode,
        known: Known,
        calls: Calls,
        over: Callable[[], bool],
    ) -> None:
        state = opening.state
        self._opening, self._known, self._calls, self._over = opening, known, calls, over
        self._avoid = set(state.avoid if state else ())
        self._handovers = Handovers(state.handovers if state else ())
        self._unreached: dict[str, payloads.NotReached] = {}
        self._waiting: dict[str, Fingerprint] = {}
        self._begun: set[str] = set()

    def dump(self) -> dict[str, Any]:
        """What the next run must know."""
        return {"avoid": tuple(sorted(self._avoid)), "handovers": self._handovers.dump()}

    def begin(self, thirty_days: asyncio.TaskGroup) -> None:
        """Carry the steps that have not begun; of a patient who is not placed, only that."""
        new = [step for step in protocol.steps(self._known.facts) if step not in self._begun]
        self._begun.update(new)
        for step in new:
            thirty_days.create_task(self._carry(step))

    async def begin_what_the_hospital_adds(self, thirty_days: asyncio.TaskGroup) -> None:
        """Begin the steps that a correction brings: the patient went home, oxygen was ordered."""
        while not self._over():
            await workflow.wait_condition(
                lambda: (
                    self._over() or protocol.steps(self._known.facts).keys() - self._begun != set()
                )
            )
            self.begin(thirty_days)

    def quiet(self) -> bool:
        """Whether no step has anything to do."""
        return not self._calls.busy and all(map(self._waits, protocol.steps(self._known.facts)))

    def unreachable(self, told: payloads.NotReached) -> None:
        """Ask the next person: of staff somebody else, of the family the other or the nurse."""
        known, question = self._known, base(told.key)
        person = known.facts.asked_of(question)
        if not known.questions.is_named(question, told.key):
            known.learn(mapping.stopped_elsewhere(known.facts, person, told, known.now()))
        elif person is None:
            self._unreached[told.key] = told  # it came before the record that it was asked
        elif person.role is Role.VENDOR:
            known.learn(mapping.without_vendor(known.facts, question, person, known.now()))
        elif person.role.is_staff:
            if told.why is Reachability.SILENT:  # of a marked phone the roster knows
                self._avoid.add(person.handle)
            known.questions.reopen(question)
            known.news = True
        elif person.role.is_family:  # of the always-on number there is no other: its ladder goes on
            known.questions.reopen(question)
            known.learn(known.facts.cannot_text(person.role, told.why))

    def hand_over(self, told: payloads.ReassignQuestion) -> None:
        """Take a question from whoever goes home and ask whoever is there."""
        question = base(told.key)
        person = self._known.facts.asked_of(question)
        here = person is not None and person.handle == told.from_handle
        if here and self._known.questions.is_named(question, told.key):
            self._handovers.begin(told)
            self._known.questions.redirect(question)
            self._known.news = True

    async def _carry(self, step: str) -> None:
        """Do what the domain decides for a step, and wait until it decides otherwise."""
        seen = len(self._known.facts.answers)
        while True:
            decision = self._known.decide(step)
            if decision.action is not None:
                await self._act(decision.action)
                continue
            answers = self._known.facts.answers
            news, seen = answers[seen:], len(answers)
            await self._withdraw(step, decision, news)
            self._handovers.forget(step, decision)
            questions = self._known.questions.unasked(decision.questions)
            if self._known.decide(step).fingerprint() != decision.fingerprint():
                continue  # something came meanwhile
            if questions:
                await self._ask(*questions)
            elif self._over():
                return
            else:
                await self._until_different(step, decision)

    async def _ask(self, *questions: Question) -> None:
        """Have questions asked; who was asked (or that nobody was found) becomes a fact."""
        known = self._known
        sent = [replace(one, key=known.questions.mark_asked(one)) for one in questions]
        moved, avoid = self._handovers.end(questions[0].key), tuple(sorted(self._avoid))
        first = mapping.ask(self._opening, known.facts, sent[0], avoid, known.now(), moved)
        asks = payloads.AskTogether(first=first, then=tuple(sent[1:]))
        asked = await self._calls.until_done(Prompts.ask, asks, timeline.ask(asks))
        for question, wire, person in zip(questions, sent, asked.people, strict=True):
            self._asked(question, wire.key, person)

    def _asked(self, question: Question, sent_key: str, asked: payloads.AskedPerson) -> None:
        known = self._known
        if question.to.is_family and asked.reachability is not Reachability.REACHABLE:
            known.questions.reopen(question.key)
            known.learn(known.facts.cannot_text(question.to, asked.reachability))
            return
        known.learn(known.facts.was_asked(question, asked.person))
        if (told := self._unreached.pop(sent_key, None)) is not None:
            self.unreachable(told)

    async def _withdraw(self, step: str, decision: Decision, news: tuple[Answer, ...]) -> None:
        """Take back what no longer stands, from whoever its rule could have asked."""
        facts = self._known.facts
        sent_keys = self._known.questions.to_withdraw(step, decision.questions, facts)
        why = mapping.why(step, decision, facts, news)
        for settled, keys in self._handovers.withdrawals(sent_keys, why):
            back = mapping.withdraw(self._opening, keys, settled)
            shown = timeline.take_back(step, back, self._known.facts)
            await self._calls.until_done(Prompts.withdraw, back, shown)

    async def _act(self, action: HoldSlots | ChooseSlot) -> None:
        """Hold slots or book one; the result is a fact."""
        do, known = self._calls.until_done, self._known
        match action:
            case HoldSlots():
                held = mapping.held_slots(self._opening, known.facts, action, known.now())
                found = await do(Scheduling.hold_slots, held, timeline.hold(held))
                offer = Offer(round=action.round, slots=found.slots)
                known.learn(replace(known.facts, offers=(*known.facts.offers, offer)))
            case ChooseSlot(round=number, slot=slot):
                choice = payloads.ChooseSlot(
                    episode=self._opening.episode, round=number, slot_id=slot or None
                )
                await do(Scheduling.choose_slot, choice, timeline.choose(choice))
                booked = (*known.facts.booked, (number, slot))
                known.learn(replace(known.facts, booked=booked))

    async def _until_different(self, step: str, decision: Decision) -> None:
        fingerprint = self._waiting[step] = decision.fingerprint()
        await workflow.wait_condition(partial(self._wants_something, step, fingerprint))
        del self._waiting[step]

    def _wants_something(self, step: str, fingerprint: Fingerprint) -> bool:
        now = self._known.decide(step)
        unfinished = self._known.questions.unfinished(step, now.questions)
        return self._over() or now.fingerprint() != fingerprint or unfinished

    def _waits(self, step: str) -> bool:
        return self._waiting.get(step) == self._known.decide(step).fingerprint()
