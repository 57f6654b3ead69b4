"""Who was asked what and when, and what came of their answers: noted on the way to the phones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, select
from temporalio import activity

from activities.conversations import Conversations
from activities.prompts import Prompts
from domain.asking.question import Question
from domain.episode.facts import Answer, Person
from models.payloads import (
    Ask,
    AskedTogether,
    AskTogether,
    GiveAnswer,
    Verdict,
    VerdictState,
    Withdraw,
)
from models.tables import Assignment
from workflows.episode.asked_questions import base


@dataclass(frozen=True, kw_only=True)
class NotedAsk:
    """One question as it went out: under which name, when, and to whom; nobody was found: none.

    `handed_over`: it stood with somebody before, whose shift ended.
    """

    question: Question
    sent_key: str
    at: datetime
    person: Person | None
    handed_over: bool = False


class NotedPrompts(Prompts):
    """Asks as ever, and notes it; what was taken back stands no more."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.asks: dict[str, NotedAsk] = {}
        self.taken_back: set[str] = set()
        self.phones: set[str] = set()

    async def ask(self, asks: AskTogether) -> AskedTogether:
        """Ask, and note who was asked; a question that is asked twice is noted once."""
        asked = await super().ask(asks)
        for ask, found in zip(asks.each(), asked.people, strict=True):
            self.asks.setdefault(ask.question.key, _noted(ask, found.person))
        self.phones.update(await self._database.reading(_phones))
        return asked

    async def withdraw(self, withdraw: Withdraw) -> None:
        """Take back, and note it."""
        self.taken_back.update(withdraw.keys)
        await super().withdraw(withdraw)

    def standing(self, sent_key: str) -> NotedAsk | None:
        """What was asked under that name, while it was not taken back."""
        return None if sent_key in self.taken_back else self.asks.get(sent_key)


def _phones(session: Session) -> set[str]:
    asked = session.exec(select(Assignment.phone_token).distinct()).all()
    return {token for token in asked if token}


def _noted(ask: Ask, person: Person | None) -> NotedAsk:
    sent_key = ask.question.key
    return NotedAsk(
        question=replace(ask.question, key=base(sent_key)),
        sent_key=sent_key,
        at=ask.at or ask.question.ask_at,
        person=person,
        handed_over=bool(ask.not_of),
    )


class NotedAnswers(Conversations):
    """Hands answers over as ever, and notes what the episode said to each."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.recorded: list[Answer] = []
        self.verdicts: dict[str, VerdictState] = {}

    @activity.defn
    async def hand_over(self, answer: GiveAnswer) -> Verdict:
        """Hand over, and note it; the same message twice is one answer."""
        verdict = await super().hand_over(answer)
        self.note(answer, verdict)
        return verdict

    def note(self, given: GiveAnswer, verdict: Verdict) -> None:
        """An answer, by text or on a card, and what the episode said to it."""
        if given.message_id in self.verdicts:
            return
        self.verdicts[given.message_id] = verdict.state
        if verdict.state is VerdictState.RECORDED:
            self.recorded.append(
                Answer(
                    question=base(given.key),
                    value=given.value,
                    by=given.by,
                    happened_at=given.happened_at,
                    told_at=given.told_at,
                    via=given.via,
                    at=given.at,
                    message_id=given.message_id,
                )
            )

    def answers(self) -> Iterator[Answer]:
        """What was recorded, in the order in which it was told."""
        yield from sorted(self.recorded, key=lambda one: one.told_at)
