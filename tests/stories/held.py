"""A worker that dies between asking and noting that it asked."""

import asyncio

from activities.prompts import Prompts
from models.payloads import AskedTogether, AskTogether


class HeldAsks(Prompts):
    """Asks as ever; but one question is not heard of until it is let go on, and a kind fails."""

    key = ""
    broken = ""

    def __init__(self, *parts) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*parts)
        self.done_but_unknown = asyncio.Event()
        self.go_on = asyncio.Event()

    async def ask(self, asks: AskTogether) -> AskedTogether:
        """The effect is there, and unknown for a while; of the broken kind there is none."""
        if asks.first.question.kind == self.broken:
            raise ConnectionError(self.broken)
        asked = await super().ask(asks)
        if asks.first.question.key == self.key:
            self.done_but_unknown.set()
            await self.go_on.wait()
        return asked
