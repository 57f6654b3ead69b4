"""A worker that dies between asking and noting that it asked."""

import asyncio

from temporalio import activity

from activities.prompts import Prompts
from models.payloads import AskedTogether, AskTogether


class HeldAsks(Prompts):
    """Asks as ever; but of one question nothing is heard until it is let go on."""

    key = ""

    def __init__(self, *parts) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*parts)
        self.done_but_unknown = asyncio.Event()
        self.go_on = asyncio.Event()

    @activity.defn
    async def ask(self, asks: AskTogether) -> AskedTogether:
        """The effect is there; that it is, stays unknown for a while."""
        asked = await super().ask(asks)
        if asks.first.question.key == self.key:
            self.done_but_unknown.set()
            await self.go_on.wait()
        return asked
