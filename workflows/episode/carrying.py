"""Every step side by side: what it asks is asked, what no longer stands is taken back."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from temporalio import workflow

from activities.interfaces import Errands, Scheduling
from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.episode.decision import ChooseSlot, Decision, HoldSlots
from domain.episode.facts import Answer, Offer
from domain.pathway import Role
from domain.protocol import protocol
from domain.protocol.ownership import given
from models import payloads
from models.payloads import AskedTogether, Errand
from workflows import timeline as lines
from workflows.calling import Calls
from workflows.episode import mapping, timeline
from workflows.episode.asked_questions import base
from workflows.episode.handovers import Handovers
from workflows.episode.known import Known
from workflows.episode.staff_view import StaffView

ANSWERS, LIST = "/answers", "/list"
"""What waits for its part beside the steps: no step has such a name."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of an errand, whose it is, its line, and what it asks under which name.

    `back` is how often a phone had come back when it was asked.
    """

    whose: str
    errand: Errand
    shown: str
    asks: tuple[tuple[Question, str], ...] = ()
    back: int = 0


class Carrying:
    """Does what the domain decides for each step, until the run is `over`.

    Whatever all steps want at once is one errand. Of a step, and of the answers that are kept, one
    part is under way at a time: a phone that cannot be reached keeps its own step waiting alone.
    """

    def __init__(
        self,
        opening: payloads.OpenEpisode,
        known: Known,
        view: StaffView,
        calls: Calls,
        over: Callable[[], bool],
    ) -> None:
        state = opening.state
        self._opening, self._known, self._view = opening, known, view
        self._calls, self._over = calls, over
        self._avoid = set(state.avoid if state else ())
        self._handovers = Handovers(state.handovers if state else ())
        self._unreached: dict[str, payloads.NotReached] = {}
        self._under_way: Counter[str] = Counter()
        self._answers_seen: dict[str, int] = {}
        self._back = 0

    def dump(self) -> dict[str, Any]:
        """What the next run must know."""
        return {"avoid": tuple(sorted(self._avoid)), "handovers": self._handovers.dump()}

    async def carry(self, thirty_days: asyncio.TaskGroup) -> None:
        """Do whatever is wanted, as soon as it is, until the run is over and nothing is left."""
        while not self._finished():
            await workflow.wait_condition(lambda: self._wants() or self._finished())
            for step in self._free():
                if (action := self._known.decide(step).action) is not None:
                    self._under_way[step] += 1
                    thirty_days.create_task(self._act(step, action))
            if parts := self._parts():
                thirty_days.create_task(self._run(parts, thirty_days))

    # ---- what is told from outside

    def unreachable(self, told: payloads.NotReached) -> None:
        """Ask the next person: of staff somebody else, of the family the other or the nurse."""
        known, question = self._known, base(told.key)
        if told.why is Reachability.HELD_BACK:
            known.learn(known.facts.waits(question))
            return
        if told.why is Reachability.SHOWN:
            known.learn(known.facts.shown(question, known.now()))
            return
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

    def reachable(self, told: payloads.Reachable) -> None:
        """Nothing is known against their phone any more; what is under way is asked once more."""
        self._back += 1
        self._known.learn(self._known.facts.can_text(told.role))

    def hand_over(self, told: payloads.ReassignQuestion) -> None:
        """Take a question from whoever goes home and ask whoever is there."""
        question = base(told.key)
        person = self._known.facts.asked_of(question)
        here = person is not None and person.handle == told.from_handle
        if not here or not self._known.questions.is_named(question, told.key):
            return
        self._handovers.begin(told)
        self._known.questions.redirect(question)
        self._known.news = True
        if told.how is not payloads.Moved.SHIFT:
            facts = given(self._known.facts, question, told.to_handle, told.to_name)
            self._known.learn(facts)

    # ---- what is wanted

    def _finished(self) -> bool:
        return self._over() and not self._under_way.total() and not self._wants()

    def _wants(self) -> bool:
        """Whether anything could be done now that is not under way."""
        answers = self._known.untold.has_entries and not self._under_way[ANSWERS]
        listing = self._known.news and not self._under_way.total()
        return answers or listing or any(map(self._wants_something, self._free()))

    def _wants_something(self, step: str) -> bool:
        decision = self._known.decide(step)
        if decision.action is not None:
            return True
        return self._known.questions.unfinished(step, decision.questions)

    def _free(self) -> list[str]:
        """The steps of which nothing is under way; of one that is no more, what it asked stands."""
        steps = dict.fromkeys((*self._answers_seen, *protocol.steps(self._known.facts)))
        return [step for step in steps if not self._under_way[step]]

    def _parts(self) -> list[Part]:
        """All that is wanted now, in the order in which it is done."""
        back: list[Part] = []
        asks: list[Part] = []
        more = self._under_way.total() > 0
        for step in self._free():
            decision = self._known.decide(step)
            answers = self._known.facts.answers
            seen = self._answers_seen.get(step, len(answers))
            self._answers_seen[step] = len(answers)
            back += self._taken_back(step, decision, answers[seen:])
            self._handovers.forget(step, decision)
            if questions := self._known.questions.unasked(decision.questions):
                asks.append(self._ask(step, questions))
                more = more or bool(self._known.questions.unasked(decision.questions))
        parts = [*self._answers(), *back, *asks]
        if parts:
            self._view.looks()
        if not more:
            parts += self._listing(will_show=not asks)
        for part in parts:
            self._under_way[part.whose] += 1
        return parts

    def _answers(self) -> Iterator[Part]:
        untold, episode = self._known.untold, self._opening.episode
        if untold.has_entries and not self._under_way[ANSWERS]:
            new = untold.take_entries()
            keep = tuple(payloads.KeepEntries(episode=episode, entries=one) for one in new)
            yield Part(
                whose=ANSWERS,
                errand=Errand(keep=keep),
                shown=lines.together(*map(timeline.save, new)),
            )

    def _taken_back(
        self, step: str, decision: Decision, news: tuple[Answer, ...]
    ) -> Iterator[Part]:
        """What no longer stands, from whoever its rule could have asked."""
        facts = self._known.facts
        sent_keys = self._known.questions.to_withdraw(step, decision.questions, facts)
        why = mapping.why(step, decision, facts, news)
        for settled, keys in self._handovers.withdrawals(sent_keys, why):
            back = mapping.withdraw(self._opening, keys, settled)
            shown = timeline.take_back(step, back, facts)
            yield Part(whose=step, errand=Errand(withdraw=(back,)), shown=shown)

    def _ask(self, step: str, questions: tuple[Question, ...]) -> Part:
        known = self._known
        sent = [replace(one, key=known.questions.mark_asked(one)) for one in questions]
        moved, avoid = self._handovers.end(questions[0].key), tuple(sorted(self._avoid))
        first = mapping.ask(self._opening, known.facts, sent[0], avoid, known.now(), moved)
        asks = payloads.AskTogether(first=first, then=tuple(sent[1:]))
        names = tuple(one.key for one in sent)
        return Part(
            whose=step,
            errand=Errand(ask=(asks,)),
            shown=timeline.ask(asks),
            asks=tuple(zip(questions, names, strict=True)),
            back=self._back,
        )

    def _listing(self, *, will_show: bool) -> Iterator[Part]:
        """The row in lists, if it changes; who is being asked is shown once they are known."""
        record = self._view.unlisted()
        if record is not None:
            shown = timeline.publish(record)
            yield Part(whose=LIST, errand=Errand(record=record), shown=shown)
        if will_show:
            self._view.show()

    # ---- doing it

    async def _run(self, parts: list[Part], thirty_days: asyncio.TaskGroup) -> None:
        """Do them in one go; what fails is done by itself until it works."""
        errand = Errand(
            keep=tuple(one for part in parts for one in part.errand.keep),
            withdraw=tuple(one for part in parts for one in part.errand.withdraw),
            ask=tuple(one for part in parts for one in part.errand.ask),
            record=parts[-1].errand.record,
        )
        shown = [part.shown for part in parts if part.whose != LIST] or [parts[-1].shown]
        done = await self._calls.until_done(Errands.run_errand, errand, lines.together(*shown))
        asked = iter(done.asked)
        for place, part in enumerate(parts):
            found = next(asked) if part.errand.ask else None
            if place in done.failed:
                thirty_days.create_task(self._run([part], thirty_days))
            else:
                self._done(part, found, errand.listed(done.asked))

    def _done(
        self,
        part: Part,
        asked: AskedTogether | None,
        listed: payloads.EpisodeRecord | None,
    ) -> None:
        """What came of a part is known from here on."""
        self._under_way[part.whose] -= 1
        for _ in part.errand.keep:
            self._known.untold.one_is_kept()
        if asked is not None:
            for (question, name), person in zip(part.asks, asked.people, strict=True):
                self._asked(question, name, person, looked_at=part.back)
        if part.errand.record is not None:
            self._view.listed(listed)
            self._view.show()

    def _asked(
        self, question: Question, sent_key: str, asked: payloads.AskedPerson, *, looked_at: int
    ) -> None:
        """Who was asked, or that nobody was found, becomes a fact.

        A phone that came back since it was looked at is looked at once more.
        """
        known = self._known
        if question.to.is_family and asked.reachability is not Reachability.REACHABLE:
            known.questions.reopen(question.key)
            known.news = True
            if looked_at == self._back:
                known.learn(known.facts.cannot_text(question.to, asked.reachability))
            return
        known.learn(known.facts.was_asked(question, asked.person, known.now()))
        if (told := self._unreached.pop(sent_key, None)) is not None:
            self.unreachable(told)

    async def _act(self, step: str, action: HoldSlots | ChooseSlot) -> None:
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
        self._under_way[step] -= 1
