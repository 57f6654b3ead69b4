"""A digit that was pressed in a call of ours: what it means, and what is said to it.

1 is "I take it": it becomes a text of the called phone, "27 1", under the call's own id, and goes
the road of every text. Whoever picks up can press it: a call proves the phone and not the person.
To any other digit the alarm is said once more, and nothing is kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters.carrier import Spoken
from adapters.encryption import Seal, Tokens
from adapters.sql.database import Database
from adapters.twilio.voice import asking, telling
from adapters.wording.texts import Wording
from domain.asking.choices import LOWEST_CODE
from gateway.http.refusals import Unreadable
from models.payloads import ReceivedText, TextItem
from models.tables import place_of
from store.outbox import call_of

TAKES = "1"
_SID = re.compile(r"CA[A-Za-z0-9]{1,62}")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_CODE = re.compile(r"[1-9][0-9]{1,8}")
_OURS = "outbound"
"""How the direction of a call begins that we placed; whoever rings us up has nothing to take."""


@dataclass(frozen=True)
class Pressed:
    """A digit, the call in which it was pressed, the phone that was called, the prompt's code."""

    call: str
    phone: str
    code: str
    digit: str

    @classmethod
    def of(cls, code: str, form: Mapping[str, str]) -> "Pressed":
        """Read what Twilio posts of a call that we placed. Raises Unreadable."""
        call, phone = form.get("CallSid", ""), form.get("To", "")
        if not (_SID.fullmatch(call) and _PHONE.fullmatch(phone)):
            raise Unreadable("A call has an id and a called phone.")
        if not form.get("Direction", "").startswith(_OURS):
            raise Unreadable("That is no call of ours.")
        if not _CODE.fullmatch(code) or int(code) < LOWEST_CODE:
            raise Unreadable("A digit is for a code.")
        return cls(call=call, phone=phone, code=code, digit=form.get("Digits", ""))

    @property
    def takes(self) -> bool:
        """Whether it says "I take it"."""
        return self.digit == TAKES

    def text(self, token: str, at: datetime) -> ReceivedText:
        """The text that says the same, from the phone of that token."""
        body = f"{self.code} {TAKES}"
        return ReceivedText(message_id=self.call, phone=token, body=body, at=at)


@dataclass(frozen=True)
class Calls:
    """What is said to a digit. `digits_to` is where the next one goes, without its code."""

    database: Database
    seal: Seal
    tokens: Tokens
    wording: Wording
    digits_to: str

    async def check(self, pressed: Pressed) -> None:
        """See that the called phone is the one that we called. Raises Unreadable."""
        await self._words(pressed)

    def taken(self) -> str:
        """TwiML: it is noted; more than that only the text can say."""
        return telling(self._said("digit_taken"))

    async def once_more(self, pressed: Pressed) -> str:
        """TwiML: the alarm again, as far as the call is known by now. Raises Unreadable."""
        say = Spoken(
            words=await self._words(pressed) or self._said("once_more"),
            otherwise=self._said("no_digit"),
            digits_to=f"{self.digits_to}?code={pressed.code}",
        )
        return asking(say)

    async def _words(self, pressed: Pressed) -> str:
        """What the call said; nothing while its id has not come back to us."""
        row = await self.database.reading(lambda session: call_of(session, pressed.call))
        if row is None:
            return ""
        if row.phone_token != self.tokens.phone(pressed.phone):
            raise Unreadable("That call went to another phone.")
        return self.seal.open(row.body_sealed, place_of(row)) if row.body_sealed else ""

    def _said(self, kind: str) -> str:
        return self.wording.spoken(TextItem(kind=kind))
