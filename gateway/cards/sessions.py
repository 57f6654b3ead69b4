"""What a card remembers between two requests: sealed, short-lived, good for one card only."""

import base64
import binascii
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ValidationError

from adapters.encryption import EncryptionError, KeyRing, Seal
from models.tables import Place

LASTS = timedelta(minutes=30)
_ONCE_BYTES = 12


class _CardSeal(Seal):
    """Apart from what SQL keeps: neither can be passed off as the other."""

    CONTEXT = "card session"


class _Held(BaseModel):
    """What stands under the seal. `once` is set in what a form carries, empty in a cookie."""

    card: str
    handle: str
    until: datetime
    once: str = ""
    time_zone: str = ""


@dataclass(frozen=True)
class Mark:
    """What one form stands for: the id of its message, and the zone in which it asked for times."""

    message_id: str
    time_zone: str


class Sessions:
    """Makes and reads the cookie of a card that was opened, and the mark of each form.

    `secure` says whether cookies may travel over https alone.
    """

    def __init__(self, ring: KeyRing, real_now: Callable[[], datetime], *, secure: bool) -> None:
        self._seal = _CardSeal(ring)
        self._real_now = real_now
        self.secure = secure

    def begin(self, card: str, handle: str) -> str:
        """Make the cookie for whoever gave the right PIN."""
        return self._sealed(_Held(card=card, handle=handle, until=self._real_now() + LASTS))

    def holds(self, cookie: str, card: str, handle: str) -> bool:
        """Whether this cookie opens this card for this person now."""
        held = self._opened(cookie, card)
        return held is not None and not held.once and (held.card, held.handle) == (card, handle)

    def mark(self, card: str, handle: str, time_zone: str) -> str:
        """Make the mark of one form: sent twice, it is one answer."""
        held = _Held(
            card=card,
            handle=handle,
            until=self._real_now() + LASTS,
            once=secrets.token_hex(_ONCE_BYTES),
            time_zone=time_zone,
        )
        return self._sealed(held)

    def marked(self, mark: str, card: str, handle: str) -> Mark | None:
        """Read the mark of a form; none when it is not this card's, or old."""
        held = self._opened(mark, card)
        if held is None or not held.once or (held.card, held.handle) != (card, handle):
            return None
        return Mark(f"card:{held.once}", held.time_zone)

    def _sealed(self, held: _Held) -> str:
        sealed = self._seal.seal(held.model_dump_json(), _place(held.card))
        return base64.urlsafe_b64encode(sealed).decode()

    def _opened(self, text: str, card: str) -> _Held | None:
        try:
            plain = self._seal.open(base64.urlsafe_b64decode(text.encode()), _place(card))
            held = _Held.model_validate_json(plain)
        except (binascii.Error, EncryptionError, UnicodeError, ValidationError):
            return None
        return held if held.until > self._real_now() else None


def _place(card: str) -> Place:
    return Place("card", "session", (card,))
