"""The sender's own FHIR server, asked for what a notification leaves out.

    FhirServerError
    ├── NotItsReference   asked for something that is not below the server's base address
    └── ServerAway        it cannot be reached, is too slow or failed: later it may work

Nothing outside the base address is ever asked for, no redirect is followed, and every answer is
bounded in size, time and number: what a message refers to is the sender's word.
"""

import asyncio
import re
from datetime import timedelta
from typing import Any

import httpx

from adapters.messages.fhir.bundles import Body, below, decode
from adapters.messages.fhir.missing_references import MOST, SEARCHES
from adapters.validation import Refused

_SEARCH = re.compile(r"([A-Za-z]{1,40})\?([a-z]{1,20})=(Encounter/[A-Za-z0-9.-]{1,64})")
_PAGE = 100
_GONE = (401, 403, 404, 410)


class FhirServerError(Exception):
    """Something could not be fetched."""


class NotItsReference(FhirServerError):  # noqa: N818 - a fact, as all our errors are named
    """Asking again cannot help. The reference itself is not repeated."""

    def __init__(self) -> None:
        super().__init__("a reference that is not below the feed's server")


class ServerAway(FhirServerError):  # noqa: N818 - a fact, as all our errors are named
    """Asking again may help. `reason` is a type or a status."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the sender's FHIR server did not answer: {reason}")
        self.reason = reason


class FhirServer:
    """One server with its bearer token; an empty token sends none."""

    def __init__(
        self,
        base: str,
        token: str,
        *,
        within: timedelta = timedelta(seconds=20),
        largest: int = 4 * 1024 * 1024,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._base = base.rstrip("/")
        self._headers = {"Accept": "application/fhir+json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._within = within.total_seconds()
        self._largest = largest
        self._transport = transport

    async def fetch(self, references: tuple[str, ...]) -> dict[str, Any]:
        """Give what there is, by reference. What is not there, or not ours to see, is left out.

        A search that fails, or whose answer has more than one page, is left out: half a drug list
        is worse than none. Raises NotItsReference, and ServerAway when a read fails.
        """
        addresses = {one: self._address(one) for one in references[:MOST]}
        found: dict[str, Any] = {}
        try:
            async with asyncio.timeout(self._within), self._client() as client:
                for reference, address in addresses.items():
                    if resource := await self._one(client, reference, address):
                        found[reference] = resource
        except TimeoutError:
            if not _reads(references) <= set(found):
                raise ServerAway("timeout") from None
        return found

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            headers=self._headers,
            timeout=self._within,
            trust_env=False,
            follow_redirects=False,
            transport=self._transport,
        )

    def _address(self, reference: str) -> str:
        search = _SEARCH.fullmatch(reference)
        if search and SEARCHES.get(search[1]) == search[2] and below(search[3], None):
            return f"{self._base}/{search[1]}?{search[2]}={search[3]}&_count={_PAGE}"
        if "?" not in reference and (said := below(reference, self._base)):
            return f"{self._base}/{said}"
        raise NotItsReference

    async def _one(
        self, client: httpx.AsyncClient, reference: str, address: str
    ) -> dict[str, Any] | None:
        optional = "?" in reference
        try:
            async with client.stream("GET", address) as answer:
                if answer.status_code in _GONE or (optional and not answer.is_success):
                    return None
                if not answer.is_success:
                    raise ServerAway(str(answer.status_code))
                text = await self._text(answer)
        except httpx.HTTPError as error:
            if optional:
                return None
            raise ServerAway(type(error).__name__) from None
        return _as_asked(text, reference, self._base)

    async def _text(self, answer: httpx.Response) -> str:
        body = bytearray()
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > self._largest:
                return ""
        return body.decode("utf-8", "replace")


def _reads(references: tuple[str, ...]) -> set[str]:
    return {one for one in references if "?" not in one}


def _as_asked(text: str, reference: str, base: str) -> dict[str, Any] | None:
    """The answer, if it is what was asked for."""
    try:
        data = decode(text)
    except Refused:
        return None
    if "?" not in reference:
        own = f"{data['resourceType']}/{data.get('id')}"
        return data if own == below(reference, base) else None
    kind = reference.partition("?")[0]
    links = [one.text("relation") for one in Body(data).root.each("link")]
    if data["resourceType"] != "Bundle" or "next" in links:
        return None
    fit = [one for _, one in Body(data).resources if one.text("resourceType") == kind]
    return {"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": one.value} for one in fit
    ]}  # fmt: skip
