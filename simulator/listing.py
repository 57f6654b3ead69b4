"""Twilio's lists: filters in the query, pages that new entries do not shift."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import dropwhile, islice
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from simulator.network import Message
from simulator.refusals import TwilioError

LARGEST_PAGE = 1000
USUAL_PAGE = 50

_PAGING = {"PageSize", "Page", "PageToken"}
_DAY = len("2026-11-21")


class _Named(Protocol):
    @property
    def sid(self) -> str: ...


class _Listed(_Named, Protocol):
    sender: str
    recipient: str


Named = TypeVar("Named", bound=_Named)
Listed = TypeVar("Listed", bound=_Listed)


def between(entries: Iterable[Listed], query: Mapping[str, str]) -> list[Listed]:
    """Keep what matches To and From."""
    to, sender = query.get("To"), query.get("From")
    return [
        entry
        for entry in entries
        if to in {None, entry.recipient} and sender in {None, entry.sender}
    ]


def listed_by(messages: Iterable[Message], at: datetime) -> Iterable[Message]:
    """Leave out what was accepted but does not stand in lists yet."""
    return (text for text in messages if text.listed_at is None or text.listed_at <= at)


def sent_when(messages: Iterable[Message], query: Mapping[str, str]) -> list[Message]:
    """Keep what matches DateSent, DateSent> and DateSent<: by second or by day, inclusive."""
    on, since, until = (_moment(query, name) for name in ("DateSent", "DateSent>", "DateSent<"))
    return [
        message
        for message in messages
        if _sent(message).startswith(on[:_DAY])
        and _sent(message)[: len(since)] >= since
        and (not until or _sent(message)[: len(until)] <= until)
    ]


def page(
    entries: Iterable[Named],
    path: str,
    query: Mapping[str, str],
) -> tuple[list[Named], dict[str, Any]]:
    """Cut out the page that a query asks for, and frame it as Twilio does."""
    size = min(_number(query, "PageSize", USUAL_PAGE) or 1, LARGEST_PAGE)
    number = _number(query, "Page", 0)
    found = list(islice(_from_page_on(entries, query, number * size), size + 1))
    shown, more = found[:size], found[size:]
    uri = _uris(path, query, size)
    return shown, {
        "first_page_uri": uri(0, None),
        "previous_page_uri": uri(number - 1, None) if number else None,
        "next_page_uri": uri(number + 1, shown[-1].sid) if more else None,
        "uri": uri(number, None),
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(len(shown) - 1, 0),
    }


def _from_page_on(
    entries: Iterable[Named], query: Mapping[str, str], skipped: int
) -> Iterable[Named]:
    """Go to the page by its token, which names the last entry before it, else by counting."""
    if last := query.get("PageToken", "").removeprefix("PA"):
        return islice(dropwhile(lambda entry: entry.sid != last, entries), 1, None)
    return islice(entries, skipped, None)


def _uris(path: str, query: Mapping[str, str], size: int) -> Callable[[int, str | None], str]:
    kept = {name: value for name, value in query.items() if name not in _PAGING}

    def uri(number: int, last: str | None) -> str:
        token = {"PageToken": f"PA{last}"} if last else {}
        return f"{path}?{urlencode(kept | {'PageSize': size, 'Page': number} | token)}"

    return uri


def _sent(message: Message) -> str:
    """Give the second of sending, of creation while it waits: ISO, so that text order is time's."""
    return f"{message.sent_at or message.created_at:%Y-%m-%dT%H:%M:%S}"


def _moment(query: Mapping[str, str], name: str) -> str:
    """Read a day or an instant of the query: a prefix of what `_sent` gives; empty if not asked."""
    value = query.get(name, "")
    try:
        moment = datetime.fromisoformat(value) if value else None
    except ValueError as error:
        raise TwilioError(20001, name=name, value=value) from error
    if moment is None or len(value) == _DAY:
        return value
    at = moment.astimezone(UTC) if moment.tzinfo else moment
    return f"{at:%Y-%m-%dT%H:%M:%S}"


def _number(query: Mapping[str, str], name: str, otherwise: int) -> int:
    value = query.get(name, str(otherwise))
    if not value.isdecimal():
        raise TwilioError(20001, name=name, value=value)
    return int(value)
