"""Who sends FHIR, by their key, and the servers from which we ask what they left out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from adapters.messages.fhir.server import FhirServer
from domain.hospital.feed import Feed, Feeds
from gateway.http.refusals import NotOffered
from store.api_keys import Holder


@dataclass(frozen=True)
class FhirSenders:
    """`tokens` are the bearer tokens for the facilities' own servers, by facility."""

    authenticate: Callable[[Request, str], Awaitable[Holder]]
    feeds: Feeds
    tokens: dict[str, str]

    async def feed(self, request: Request, scope: str) -> Feed:
        """The feed of whoever's key it is. Raises a Refusal."""
        holder = await self.authenticate(request, scope)
        feed = self.feeds.of(holder.facility)
        if feed is None:
            raise NotOffered("No file in feeds/ says how this facility speaks.")
        return feed

    async def fetch(self, feed: Feed, references: tuple[str, ...]) -> dict[str, Any]:
        """What a facility's own server holds. Raises FhirServerError."""
        if feed.fhir.server is None:
            return {}
        server = FhirServer(feed.fhir.server, self.tokens.get(feed.facility, ""))
        return await server.fetch(references)
