"""Twilio as the carrier: texts and calls through its client, and the signature on what it sends.

Twilio has no idempotency key, so nothing here ever tries twice. Its words can hold phone numbers:
errors carry codes only.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator, get_signature_algorithm
from twilio.rest import Client

from adapters.carrier import (
    Accepted,
    CarrierBusy,
    CarrierOutcomeUnknown,
    CarrierRefused,
    Picture,
    Received,
    Reported,
    Spoken,
    words,
)
from adapters.twilio import media, voice
from adapters.twilio.error_codes import error_class
from domain.texting.attachments import MOST, Attachment

VALIDITY = timedelta(seconds=1), timedelta(seconds=36_000)
CLOCK_SKEW = timedelta(minutes=1)
_TOO_MANY, _SERVER_ERROR = 429, 500
_NOT_FOUND = 404
_RETRY_AFTER_SECONDS = 1.0
MOST_LISTED, _PAGE = 5_000, 1_000
ADDRESS = "https://api.twilio.com"
TRIAL = "Sent from your Twilio trial account - "


class TwilioCarrier:
    """Blocking, for use in threads: their client ignores timeouts and repeats when asynchronous.

    `base_url` leads every request to another server than Twilio's. `timeout` is in seconds, for
    connecting and for each wait on the answer.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        from_number: str,
        *,
        base_url: str | None = None,
        timeout: float = 10.0,
    ) -> None:
        self._from, self._login = from_number, (account_sid, auth_token)
        self._base, self._timeout = (base_url or ADDRESS).rstrip("/"), timeout
        self._http = _Http(base_url, timeout)
        self._client = Client(
            account_sid,
            auth_token,
            http_client=self._http,
            environment={"": ""},  # an empty one would make it read the real one
        )

    def close(self) -> None:
        """Let the connections go."""
        self._http.session.close()

    def send(
        self,
        to: str,
        body: str,
        *,
        status_callback: str | None = None,
        valid_for: timedelta | None = None,
    ) -> Accepted:
        """Send one text, once. `valid_for` is how long the carrier may hold it (1 s to 10 h)."""
        with _outcome():
            message = self._client.messages.create(
                to=to,
                from_=self._from,
                body=body,
                status_callback=status_callback,
                validity_period=_seconds(valid_for),
            )
            return Accepted(sid=message.sid, status=str(message.status))

    def find(self, to: str, body: str, since: datetime) -> tuple[str, ...]:
        """Give the ids of our texts to this number with this body since then, newest first.

        Twilio's list lags a little, so an empty answer is likely and not certain. A minute before
        `since` counts as well: their clock is not ours, and their dates are whole seconds.
        """
        wanted = words(body)
        with _outcome():
            sent = self._client.messages.stream(to=to, from_=self._from)
            recent = _from_on(since, sent)
            return tuple(message.sid for message in recent if _words(message) == wanted)

    def call(self, to: str, say: Spoken) -> str:
        """Ring a phone, read this aloud and take a digit. Gives the call's id."""
        twiml = voice.asking(say)
        with _outcome():
            return str(self._client.calls.create(to=to, from_=self._from, twiml=twiml).sid)

    def find_calls(self, to: str, since: datetime) -> tuple[str, ...]:
        """Give the ids of our calls to this number since then, newest first, as `find` does."""
        with _outcome():
            placed = self._client.calls.stream(to=to, from_=self._from)
            return tuple(call.sid for call in _from_on(since, placed))

    def received_since(self, instant: datetime) -> tuple[Received, ...]:
        """Give every text that came in since then (less a minute), oldest first."""
        earliest = instant - CLOCK_SKEW
        with _outcome():
            listed = self._client.messages.stream(
                to=self._from, date_sent_after=earliest, page_size=_PAGE
            )
            inbound = [message for message in listed if message.direction == "inbound"]
            return tuple(
                Received(one.sid, one.from_, one.body or "", _created(one), int(one.num_media or 0))
                for one in reversed(inbound)
            )

    def attachments(self, message: str) -> tuple[Attachment, ...]:
        """Give what came with a text, as far as Twilio still has it; ordered by its ids."""
        with _outcome():
            try:
                kept = self._client.messages(message).media.list(limit=MOST)
            except TwilioException as error:
                if not _says_nothing_there(error):
                    raise
                kept = []
        return tuple(
            Attachment(id=one.sid, kind=one.content_type or "")
            for one in sorted(kept, key=lambda one: str(one.sid))
        )

    def picture(self, message: str, attachment: str) -> Picture:
        """Fetch a picture. Raises CarrierHasNone, PictureUnfit, CarrierOutcomeUnknown."""
        path = media.path_of(self._login[0], message, attachment)
        with _outcome():
            return media.fetch(self._http.session, self._base + path, self._login, self._timeout)

    def sent_since(self, instant: datetime) -> tuple[Reported, ...]:
        """Say how our texts since then stand, the newest first; at most `MOST_LISTED` of them."""
        with _outcome():
            sent = self._client.messages.stream(
                from_=self._from, limit=MOST_LISTED, page_size=_PAGE
            )
            return tuple(
                Reported(one.sid, one.to, str(one.status), one.error_code or None)
                for one in _from_on(instant, sent)
            )


class SignatureCheck:
    """Whether a request was signed by Twilio with one of our tokens; two while one is rotated.

    The URL is built from the public base that we were configured with, never from request headers.
    """

    def __init__(self, tokens: Sequence[str], public_base_url: str) -> None:
        self._validators = [RequestValidator(token) for token in tokens if token]
        self._base = public_base_url.rstrip("/")

    def valid(
        self,
        path_and_query: str,
        params: Mapping[str, str],
        header: str | None,
        settings_header: str | None = None,
    ) -> bool:
        """Check `X-Twilio-Signature` against the form, blank fields included.

        `settings_header` is `X-Twilio-Webhooks-Signature-Settings`, which may ask for SHA-256.
        """
        if not header:
            return False
        url, algorithm = self._base + path_and_query, get_signature_algorithm(settings_header)
        matches = [one.validate(url, dict(params), header, algorithm) for one in self._validators]
        return any(matches)


class _Http(TwilioHttpClient):  # type: ignore[misc] # twilio ships no types
    """Their client with one address, one attempt and an error tree of our own."""

    def __init__(self, base_url: str | None, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self.logger.setLevel(logging.WARNING)  # at INFO it prints phone numbers
        self._base = base_url.rstrip("/") if base_url else None

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        """Ask once. Whatever is not a plain answer is raised as what it means for sending again."""
        response = super().request(method, self._led(url), *args, **options)
        if response.status_code == _TOO_MANY:
            raise CarrierBusy(_retry_after(response.headers or {}))
        if response.status_code >= _SERVER_ERROR:
            raise CarrierOutcomeUnknown(f"status {response.status_code}")
        return response

    def _led(self, url: str) -> str:
        asked = urlsplit(url)
        query = f"?{asked.query}" if asked.query else ""
        return f"{self._base}{asked.path}{query}" if self._base else url


@contextmanager
def _outcome() -> Iterator[None]:
    """Turn what their client and its transport raise into our tree, without numbers."""
    try:
        yield
    except (TwilioRestException, TwilioServiceException) as error:
        raise CarrierRefused(error.code, error_class(error.code)) from None
    except (TwilioException, requests.RequestException, ValueError) as error:
        raise CarrierOutcomeUnknown(type(error).__name__) from None


def _says_nothing_there(error: TwilioException) -> bool:
    """A list that cannot be read is raised as the answer that it was."""
    answer = error.args[-1] if error.args else None
    return isinstance(answer, Response) and answer.status_code == _NOT_FOUND


def _retry_after(headers: Mapping[str, str]) -> timedelta:
    """Read Retry-After as seconds; Twilio sends no dates, so anything else is a second."""
    try:
        return timedelta(seconds=max(float(headers.get("Retry-After", "")), 0.0))
    except (ValueError, OverflowError):
        return timedelta(seconds=_RETRY_AFTER_SECONDS)


def _seconds(valid_for: timedelta | None) -> int | None:
    if valid_for is None:
        return None
    shortest, longest = VALIDITY
    return int(min(max(valid_for, shortest), longest).total_seconds())


def _from_on(since: datetime, listed: Iterable[Any]) -> Iterator[Any]:
    """Of a list that begins with the newest, what is not older than that, less a minute."""
    earliest = since - CLOCK_SKEW
    return takewhile(lambda one: _created(one) >= earliest, listed)


def _words(listed: Any) -> str:
    """A text as we sent it: a trial account puts words of its own before it."""
    return words((listed.body or "").removeprefix(TRIAL))


def _created(listed: Any) -> datetime:
    created: datetime = listed.date_created or listed.date_sent
    return created.astimezone(UTC)
