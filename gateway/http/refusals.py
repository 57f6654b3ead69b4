"""What the gateway does not take, with the HTTP status and the words for whoever sent it.

    Refusal
    ├── Unreadable      400  not a form, or fields are missing
    ├── NotSigned       403  no signature of Twilio's, or a wrong one
    ├── NotOffered      404  no such page here
    ├── TooLarge        413  more than anybody honest sends
    ├── OtherEncoding   415  packed in another way than ours
    ├── Failed          500  our fault
    └── TryAgain        503  the engine is away for the moment

No words ever repeat what was sent.
"""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException


class Refusal(Exception):  # noqa: N818 - a fact, as all our errors are named
    """A request that is not taken. `status` is HTTP's.

    `head` is the body that came with it, as far as it was read; it is never repeated. `instance` is
    the message under which it was kept.
    """

    status = 400
    head = b""
    instance: str | None = None
    title = "Not taken"
    words = "This could not be read."
    headers: Mapping[str, str] | None = None

    def __init__(self, words: str | None = None) -> None:
        self.words = words or self.words
        super().__init__(self.words)


class Unreadable(Refusal):
    """Malformed; sending it again cannot help."""


class NotSigned(Refusal):
    """Nobody we know."""

    status = 403
    words = "The signature is missing or wrong."


class NotOffered(Refusal):
    """Not here, or not to this reader."""

    status = 404
    title = "Nothing here"
    words = "There is no such page."


class TooLarge(Refusal):
    """Beyond every limit."""

    status = 413
    words = "This is too large."


class OtherEncoding(Refusal):
    """A body that was packed by something else, or more than once."""

    status = 415
    words = "A body may be packed once, with gzip."
    headers: Mapping[str, str] | None = {"Accept-Encoding": "gzip"}


class Failed(Refusal):
    """What was not foreseen."""

    status = 500
    title = "Something failed"
    words = "Something failed here. Please try again in a minute."


class TryAgain(Refusal):
    """It may work in a minute."""

    status = 503
    title = "Just a moment"
    words = "Please try again in a minute."


def status_and_words(error: Refusal | HTTPException) -> tuple[int, str]:
    """What a machine is told; the framework's own refusals have HTTP's words."""
    if isinstance(error, Refusal):
        return error.status, error.words
    return error.status_code, HTTPStatus(error.status_code).description
