"""The pictures of a card: kept at the carrier, looked up when a card is opened, shown one by one.

A card never waits long for them. What cannot be shown is said in words in its place.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import Response

from adapters.carrier import (
    SHOWN_KINDS,
    Attachments,
    CarrierError,
    CarrierHasNone,
    Picture,
    PictureUnfit,
)
from adapters.logging import get_logger
from domain.texting.attachments import Attachment
from domain.words.phrasebook import phrase, worded
from gateway.http.refusals import NotOffered, TryAgain
from models.payloads import SentAttachment

LOOK_SECONDS, FETCH_SECONDS = 3.0, 12.0
AWAY = worded(phrase("card_page.picture_away"))
GONE = worded(phrase("card_page.picture_gone"))
UNFIT = worded(phrase("card_page.picture_unfit"))
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class OnCard:
    """One thing that was sent, as a card shows it: as a picture, or as a `problem`."""

    number: int
    words: str
    problem: str


class CardPictures:
    """`carrier` blocks, so it is asked in threads."""

    def __init__(self, carrier: Attachments) -> None:
        self._carrier = carrier

    async def look(self, sent: Sequence[SentAttachment]) -> tuple[OnCard, ...]:
        """Say of each whether it can be shown; the carrier is asked once for each text."""
        messages = dict.fromkeys(one.message_id for one in sent)
        listed = await asyncio.gather(*map(self._kept, messages))
        kept = dict(zip(messages, listed, strict=True))
        return tuple(
            OnCard(number=number, words=one.words, problem=_problem(one, kept[one.message_id]))
            for number, one in enumerate(sent, start=1)
        )

    async def answer(self, sent: SentAttachment) -> Response:
        """Give a picture to a browser that keeps none of it. Raises NotOffered, TryAgain."""
        fetch = partial(self._carrier.picture, sent.message_id, sent.attachment.id)
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                picture = await asyncio.to_thread(fetch)
        except CarrierHasNone:
            raise NotOffered(GONE) from None
        except PictureUnfit:
            raise NotOffered(UNFIT) from None
        except (CarrierError, TimeoutError) as error:
            log.warning("picture_out_of_reach", error=type(error).__name__)
            raise TryAgain(AWAY) from None
        return _as_answer(picture)

    async def _kept(self, message: str) -> tuple[Attachment, ...] | None:
        """What the carrier has of a text; None when it does not say in time."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await asyncio.to_thread(self._carrier.attachments, message)
        except (CarrierError, TimeoutError) as error:
            log.warning("pictures_out_of_reach", error=type(error).__name__)
            return None


def chosen(sent: Sequence[SentAttachment], number: str) -> SentAttachment:
    """Find what an address names by its place on the card. Raises NotOffered."""
    numbered = {str(place): one for place, one in enumerate(sent, start=1)}
    if number not in numbered:
        raise NotOffered
    return numbered[number]


def _problem(sent: SentAttachment, kept: tuple[Attachment, ...] | None) -> str:
    """Why it is not shown: what the carrier says it is counts, not what a webhook said."""
    if kept is None:
        return AWAY
    found = next((one for one in kept if one.id == sent.attachment.id), None)
    if found is None:
        return GONE
    return "" if found.kind in SHOWN_KINDS else UNFIT


def _as_answer(picture: Picture) -> Response:
    shown_as = f'inline; filename="picture.{SHOWN_KINDS[picture.kind]}"'
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": shown_as,
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(picture.content, media_type=picture.kind, headers=headers)
