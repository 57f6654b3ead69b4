"""What comes with a text at Twilio: how a webhook names it, and how it is fetched.

A webhook brings addresses, which anybody may have written: of one in Twilio's form only the id is
kept, and what is fetched is an address that we make of our own account and of ids.
"""

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import requests

from adapters.carrier import (
    SHOWN_KINDS,
    CarrierHasNone,
    CarrierOutcomeUnknown,
    Picture,
    PictureUnfit,
)
from domain.texting.attachments import MOST, Attachment

LARGEST_BYTES = 6 * 1024 * 1024
"""Twilio takes five million of a phone."""
_PIECE_BYTES = 64 * 1024
_MOST_HOPS = 3
_GONE = frozenset({404, 410})
_OK = 200
_COUNT = re.compile(r"[0-9]{1,9}")
_ADDRESS = re.compile(
    r"/2010-04-01/Accounts/(?P<account>AC\w+)/Messages/\w+/Media/(?P<id>ME\w{1,62})", re.ASCII
)
_ID = re.compile(r"[A-Za-z0-9]{1,64}")
_KIND = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,60}")


def attached(form: Mapping[str, str], account: str) -> tuple[Attachment, ...]:
    """Read what came with a text; whatever its fields hold, the text itself is taken."""
    said = form.get("NumMedia", "")
    count = int(said) if _COUNT.fullmatch(said) else 0
    while f"MediaUrl{count}" in form and count < MOST:
        count += 1
    return tuple(_attachment(form, number, account) for number in range(min(count, MOST)))


def _attachment(form: Mapping[str, str], number: int, account: str) -> Attachment:
    address = _ADDRESS.fullmatch(_path(form.get(f"MediaUrl{number}", "")))
    ours = address is not None and address["account"] == account
    kind = form.get(f"MediaContentType{number}", "").partition(";")[0].strip().lower()
    return Attachment(
        id=address["id"] if address and ours else "",
        kind=kind if _KIND.fullmatch(kind) else "",
    )


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def path_of(account: str, message: str, attachment: str) -> str:
    """Where a picture is. Raises CarrierHasNone for what is no id."""
    if not (_ID.fullmatch(message) and _ID.fullmatch(attachment)):
        raise CarrierHasNone
    return f"/2010-04-01/Accounts/{account}/Messages/{message}/Media/{attachment}"


def fetch(session: requests.Session, url: str, login: tuple[str, str], timeout: float) -> Picture:
    """Fetch a picture. Twilio leads to where it keeps it: our login does not go there.

    Raises CarrierHasNone, PictureUnfit, CarrierOutcomeUnknown, requests.RequestException.
    """
    auth: requests.auth.AuthBase = requests.auth.HTTPBasicAuth(*login)
    for _ in range(_MOST_HOPS):
        with session.get(
            url, auth=auth, timeout=timeout, stream=True, allow_redirects=False
        ) as answer:
            if not answer.is_redirect:
                return _picture(answer)
            url, auth = _led_to(url, answer.headers["Location"]), _Nobody()
    raise CarrierOutcomeUnknown("led on and on")


class _Nobody(requests.auth.AuthBase):
    """No login, not even one that this machine keeps for that host."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def _led_to(url: str, location: str) -> str:
    """Nothing of a patient travels without TLS, but where we were told to ask without it."""
    there = urljoin(url, location)
    if urlsplit(there).scheme != "https" and _origin(there) != _origin(url):
        raise CarrierOutcomeUnknown("led out of TLS")
    return there


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _picture(answer: requests.Response) -> Picture:
    if answer.status_code in _GONE:
        raise CarrierHasNone
    if answer.status_code != _OK:
        raise CarrierOutcomeUnknown(f"status {answer.status_code}")
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in SHOWN_KINDS:
        raise PictureUnfit
    content = bytearray()
    for piece in answer.iter_content(_PIECE_BYTES):
        content += piece
        if len(content) > LARGEST_BYTES:
            raise PictureUnfit
    return Picture(kind=kind, content=bytes(content))
