"""Two workflows with the names and handlers that the gateway calls, and nothing behind them."""

from datetime import UTC, datetime

from temporalio import workflow

from models import names
from models.payloads import (
    Card,
    CardOpened,
    CardRequest,
    Delivery,
    GivenAnswer,
    OpenConversation,
    ReassignQuestion,
    ReceivedText,
    Verdict,
    VerdictState,
    Written,
)

SETTLED_AT = datetime(2026, 9, 8, 18, 30, tzinfo=UTC)


@workflow.defn(name=names.CONVERSATION, sandboxed=False)
class Thread:
    """Keeps what it is told, in order."""

    @workflow.init
    def __init__(self, opening: OpenConversation) -> None:
        self._opening = opening
        self._texts: list[str] = []
        self._deliveries: list[str] = []

    @workflow.run
    async def run(self, opening: OpenConversation) -> None:
        """Never end."""
        await workflow.wait_condition(lambda: False)

    @workflow.signal(name=names.RECEIVED)
    def received(self, text: ReceivedText) -> None:
        """Keep a text."""
        self._texts.append(text.body)

    @workflow.signal(name=names.DELIVERY)
    def delivery(self, delivery: Delivery) -> None:
        """Keep a receipt."""
        self._deliveries.append(f"{delivery.key} {delivery.status} {delivery.error_code}")

    @workflow.query
    def texts(self) -> list[str]:
        """Tell the texts."""
        return self._texts

    @workflow.query
    def deliveries(self) -> list[str]:
        """Tell the receipts."""
        return self._deliveries

    @workflow.query
    def opening(self) -> OpenConversation:
        """Tell how it was opened."""
        return self._opening


@workflow.defn(name=names.EPISODE, sandboxed=False)
class Patient:
    """Shows one card until its first answer, and knows a message that it has seen."""

    @workflow.init
    def __init__(self, card: Card) -> None:
        self._card = card
        self._answers: list[GivenAnswer] = []
        self._settled_by = ""
        self._wrote: dict[str, str] = {}
        self._opened: list[str] = []
        self._handed: list[str] = []

    @workflow.run
    async def run(self, card: Card) -> None:
        """Never end."""
        await workflow.wait_condition(lambda: False)

    @workflow.query(name=names.CARD)
    def card(self, request: CardRequest) -> Card:
        """Show the card of any question."""
        return Card(open=False) if self._answers or self._settled_by else self._card

    @workflow.update(name=names.ANSWER)
    def answer(self, given: GivenAnswer) -> Verdict:
        """Take one answer."""
        if self._settled_by:
            return Verdict(state=VerdictState.ALREADY_SETTLED, by=self._settled_by, at=SETTLED_AT)
        if given.message_id not in [known.message_id for known in self._answers]:
            self._answers.append(given)
        return Verdict(state=VerdictState.RECORDED, follows="Next: the visit.")

    @workflow.signal(name=names.WROTE)
    def wrote(self, written: Written) -> None:
        """Keep what somebody wrote down, each message once."""
        told = written.wrote
        self._wrote[told.message_id] = f"{told.by.handle} {told.sense}"

    @workflow.signal(name=names.CARD_OPENED)
    def card_opened(self, seen: CardOpened) -> None:
        """Keep who opened it."""
        self._opened.append(f"{seen.by.handle} {seen.key} {seen.written}")

    @workflow.signal(name=names.HAND_OVER)
    def hand_over(self, told: ReassignQuestion) -> None:
        """Keep whose a question is to be, and how it came to be theirs."""
        self._handed.append(f"{told.key} {told.from_handle} {told.to_handle} {told.how}")

    @workflow.query
    def handed(self) -> list[str]:
        """Tell what was given to whom."""
        return self._handed

    @workflow.query
    def opened(self) -> list[str]:
        """Tell who opened it."""
        return self._opened

    @workflow.query
    def written(self) -> list[str]:
        """Tell what was written down."""
        return list(self._wrote.values())

    @workflow.signal
    def settle(self, by: str) -> None:
        """Let somebody else have settled it."""
        self._settled_by = by

    @workflow.query
    def answers(self) -> list[GivenAnswer]:
        """Tell the answers."""
        return self._answers
