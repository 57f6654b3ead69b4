"""The port to whoever carries our texts and calls: what we ask of a carrier, and how it may fail.

    CarrierError
    ├── CarrierRefused          not sent. `error_class` says whether it ever can be
    ├── CarrierBusy             not sent: always safe to send again after `retry_after`
    ├── CarrierOutcomeUnknown   sent or not, nobody knows: look with `find` before sending again
    ├── CarrierHasNone          of a picture: it is not there, or not any more
    └── PictureUnfit            it is there, and is none that we show

Errors carry codes only: a carrier's words can hold phone numbers. An adapter never tries twice.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.texting.attachments import Attachment


class CarrierErrorClass(StrEnum):
    """What a refusal means for the next attempt."""

    NEVER_AGAIN = "never_again"  # to this number; opted out counts until they text START
    STOP_AND_TELL_OPS = "stop_and_tell_ops"  # our account, number or text is at fault
    LATER = "later"  # bounded, then by another channel
    ONE_RETRY = "one_retry"  # a code we do not know: once more, then a human


class CarrierError(Exception):
    """Anything that kept a text or a call from being accepted for certain."""


class CarrierRefused(CarrierError):  # noqa: N818 - a fact, as all our errors are named
    """The carrier said no."""

    def __init__(self, code: int | None, error_class: CarrierErrorClass) -> None:
        self.code = code
        self.error_class = error_class
        super().__init__(f"refused with code {code}: {error_class}")


class CarrierBusy(CarrierError):  # noqa: N818 - a fact, as all our errors are named
    """It took nothing and asks to wait."""

    def __init__(self, retry_after: timedelta) -> None:
        self.retry_after = retry_after
        super().__init__(f"busy: wait {retry_after.total_seconds():g} s")


class CarrierOutcomeUnknown(CarrierError):  # noqa: N818 - a fact, as all our errors are named
    """The answer never came, or is worth nothing."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"outcome unknown: {reason}")


class CarrierHasNone(CarrierError):  # noqa: N818 - a fact, as all our errors are named
    """What was asked for is not there."""


class PictureUnfit(CarrierError):  # noqa: N818 - a fact, as all our errors are named
    """Too large, or of a kind that a browser should not be given."""


SHOWN_KINDS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
"""The media types of pictures that are shown, with the ends of their names."""


@dataclass(frozen=True)
class Picture:
    """A picture that somebody sent us. `kind` is one of `SHOWN_KINDS`."""

    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Accepted:
    """A text that the carrier took. `sid` is its id, `status` its first state."""

    sid: str
    status: str


@dataclass(frozen=True)
class Received:
    """A text that somebody sent us, as the carrier lists it. `attached`: how much came with it."""

    sid: str
    sender: str
    body: str
    at: datetime
    attached: int = 0


@dataclass(frozen=True)
class Reported:
    """How a text of ours stands, as the carrier lists it; the same words as in a receipt."""

    sid: str
    to: str
    status: str
    error_code: int | None


@dataclass(frozen=True)
class Spoken:
    """What a call says: `words`, twice, while it waits for a digit, which goes to `digits_to`.

    `otherwise` is said when none was pressed.
    """

    words: str = field(repr=False)
    otherwise: str
    digits_to: str


class Carrier(Protocol):
    """Who carries texts and calls. All methods block."""

    def send(
        self,
        to: str,
        body: str,
        *,
        status_callback: str | None = None,
        valid_for: timedelta | None = None,
    ) -> Accepted:
        """Hand one text to the carrier."""

    def find(self, to: str, body: str, since: datetime) -> tuple[str, ...]:
        """The ids of texts with this body to this number, newest first."""

    def call(self, to: str, say: Spoken) -> str:
        """Place a voice call that says something and takes a digit. Gives the call's id."""

    def find_calls(self, to: str, since: datetime) -> tuple[str, ...]:
        """The ids of calls to this number, newest first."""


class Attachments(Protocol):
    """What a carrier keeps of what came with texts. All methods block."""

    def attachments(self, message: str) -> tuple[Attachment, ...]:
        """What came with a text, as far as it is still there."""

    def picture(self, message: str, attachment: str) -> Picture:
        """Fetch one that is a picture."""


class Lists(Protocol):
    """What a carrier can tell of what was. All methods block."""

    def received_since(self, instant: datetime) -> tuple[Received, ...]:
        """The texts that came in since then, oldest first."""

    def attachments(self, message: str) -> tuple[Attachment, ...]:
        """What came with a text, as far as it is still there."""

    def sent_since(self, instant: datetime) -> tuple[Reported, ...]:
        """How our texts since then stand."""

    def find(self, to: str, body: str, since: datetime) -> tuple[str, ...]:
        """The ids of texts with this body to this number, newest first."""

    def find_calls(self, to: str, since: datetime) -> tuple[str, ...]:
        """The ids of calls to this number, newest first."""


def words(body: str) -> str:
    """What of a text is the same at both ends: everything but its blanks."""
    return " ".join(body.split())
