"""What Twilio refuses, with its codes and words (twilio.com/docs/api/errors)."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from simulator.network import E164, Network

REFUSALS: dict[int, tuple[int, str]] = {
    20001: (400, "Invalid parameter {name}: {value}"),
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource {path} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    21201: (400, "No 'To' number is specified"),
    21205: (400, "Url or Twiml parameter is required."),
    21211: (400, "The 'To' number {to} is not a valid phone number."),
    21212: (400, "The 'From' number {sender} is not a valid phone number."),
    21213: (400, "No 'From' number is specified"),
    21408: (400, "Permission to send an SMS has not been enabled for the region of 'To': {to}."),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' number {sender} is not a message-capable number of your account."),
    21609: (400, "The 'StatusCallback' URL {url} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' number {to} is not currently reachable from {sender} by SMS."),
    21614: (400, "The 'To' number {to} is not a valid mobile number."),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21624: (400, "Invalid validity period value: an integer from 1 to 36000 is required"),
}

# Twilio's magic numbers (twilio.com/docs/iam/test-credentials).
REFUSED_RECIPIENTS = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
REFUSED_SENDERS = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}

LONGEST_BODY = 1600
VALIDITY = range(1, 36001)


class TwilioError(Exception):
    """One of Twilio's errors: knows its HTTP status and words itself."""

    def __init__(self, code: int, **facts: str | None) -> None:
        self.code = code
        self.status, wording = REFUSALS[code]
        self.headers: dict[str, str] = {}
        super().__init__(wording.format(**facts))


def check_message(form: Mapping[str, str], network: Network) -> None:
    """Refuse a text that Twilio would not take, in its order: recipient, sender, body.

    Raises TwilioError.
    """
    to, sender = form.get("To", ""), form.get("From", "")
    if not to:
        raise TwilioError(21604)
    if not sender and not form.get("MessagingServiceSid"):
        raise TwilioError(21603)
    if not form.get("Body"):
        raise TwilioError(21602)
    _check_numbers(to, sender)
    if network.phone(to).opted_out:
        raise TwilioError(21610)
    _check_options(form)


def check_call(form: Mapping[str, str]) -> None:
    """Refuse a call that Twilio would not place. Raises TwilioError."""
    to, sender = form.get("To", ""), form.get("From", "")
    if not to:
        raise TwilioError(21201)
    if not sender:
        raise TwilioError(21213)
    if not form.get("Twiml") and not form.get("Url"):
        raise TwilioError(21205)
    _check_numbers(to, sender)


def _check_numbers(to: str, sender: str) -> None:
    if not re.fullmatch(E164, to):
        raise TwilioError(21211, to=to)
    if sender and not re.fullmatch(E164, sender):
        raise TwilioError(21212, sender=sender)
    if code := REFUSED_SENDERS.get(sender) or REFUSED_RECIPIENTS.get(to):
        raise TwilioError(code, to=to, sender=sender)


def _check_options(form: Mapping[str, str]) -> None:
    if len(form["Body"]) > LONGEST_BODY:
        raise TwilioError(21617)
    callback = form.get("StatusCallback")
    if callback and (urlsplit(callback).scheme not in {"http", "https"}):
        raise TwilioError(21609, url=callback)
    validity = form.get("ValidityPeriod", "36000")
    if not validity.isdecimal() or int(validity) not in VALIDITY:
        raise TwilioError(21624)
