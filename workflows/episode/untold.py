"""What an episode has learnt and others must hear: a no, a death, every answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from temporalio import workflow

from activities.interfaces import Errands, Prompts
from domain.episode.facts import Facts
from domain.protocol.ledger import Entries, Undo, entries, opened
from domain.protocol.word_of_death import word_of_death
from models import payloads
from workflows.calling import Calls
from workflows.episode import mapping, timeline


class Untold:
    """Each in its order, and none forgotten until it was told."""

    def __init__(self, opening: payloads.OpenEpisode, facts: Facts) -> None:
        state = opening.state
        self._episode, self._clock = opening.episode, opening.clock
        self._to_phones = list(state.untold if state else mapping.first_to_tell(opening))
        self._deaths = list(state.deaths if state else ())
        self._deaths_said = state.deaths_said if state else 0
        self._to_ledger: list[Entries] = list(state.unkept if state else (opened(facts),))
        self._on_their_way: list[Entries] = []
        self._kept, self._learnt = 0, len(self._to_ledger)
        self._risks = state.risks if state else 1

    def dump(self) -> dict[str, Any]:
        """What the next run must know."""
        return {
            "untold": tuple(self._to_phones),
            "deaths": tuple(self._deaths),
            "deaths_said": self._deaths_said,
            "unkept": (*self._on_their_way, *self._to_ledger),
            "risks": self._risks,
        }

    def learn(self, before: Facts, after: Facts, now: datetime, undo: Undo | None) -> None:
        """Note what a step from one account to the next has for others."""
        self._to_phones += mapping.phones_to_tell(before, after, self._clock)
        death = word_of_death(self._episode, self._deaths_said, before, after)
        if death is not None:
            self._deaths.append(payloads.TellDeath(episode=self._episode, wrote=death))
            self._deaths_said += 1
        new = entries(before, after, now, undo=undo, risks=self._risks)
        if new.any:
            self._to_ledger.append(new)
            self._learnt += 1
            self._risks += new.risk is not None

    @property
    def has_entries(self) -> bool:
        """Whether there is anything to keep that is not on its way."""
        return bool(self._to_ledger)

    def take_entries(self) -> tuple[Entries, ...]:
        """What is to be kept, which is on its way from here on."""
        self._on_their_way, self._to_ledger = [*self._on_their_way, *self._to_ledger], []
        return tuple(self._on_their_way)

    def one_is_kept(self) -> None:
        """The first that is on its way has arrived."""
        self._on_their_way.pop(0)
        self._kept += 1

    async def kept(self) -> None:
        """Wait until all that is known by now is kept: only then is it confirmed to anybody."""
        mark = self._learnt
        await workflow.wait_condition(lambda: self._kept >= mark)

    async def tell_others(self, calls: Calls, over: Callable[[], bool]) -> None:
        """A no stops the phone itself; a death pauses every episode of the same person."""
        while not over():
            await workflow.wait_condition(
                lambda: bool(self._to_phones) or bool(self._deaths) or over()
            )
            await self._tell(calls)

    async def deliver(self, calls: Calls) -> None:
        """Tell and keep what is left, at the end."""
        await self._keep(calls)
        await self._tell(calls)

    async def _tell(self, calls: Calls) -> None:
        while self._to_phones:
            told = self._to_phones[0]
            await calls.until_done(Prompts.tell_consent, told, timeline.consent(told))
            self._to_phones.pop(0)
        while self._deaths:
            await calls.until_done(Prompts.tell_death, self._deaths[0], timeline.death())
            self._deaths.pop(0)

    async def _keep(self, calls: Calls) -> None:
        for one in self.take_entries():
            keep = payloads.KeepEntries(episode=self._episode, entries=one)
            await calls.until_done(
                Errands.run_errand, payloads.Errand(keep=(keep,)), timeline.save(one)
            )
            self.one_is_kept()
