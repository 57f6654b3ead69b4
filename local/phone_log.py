"""What the phone simulator saw, read from its `/log.json`: every text both ways, in order.

A 1 that was pressed in a call and taken is a text of that phone, with the call's id.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

TEXT_SIDS = ("SM", "MM")  # the second with pictures
TAKES = "1"
_ARRIVED = frozenset({"delivered", "undelivered", "failed"})


class Way(StrEnum):
    """Who began a text."""

    OURS = "outbound-api"
    THEIRS = "inbound"
    CARRIERS = "outbound-reply"  # the carrier's own answer to STOP, START and HELP


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text on the network. `taken` says that our webhook took one of theirs."""

    sid: str
    way: Way
    sender: str
    recipient: str
    body: str
    status: str
    key: str = ""
    taken: bool = False

    @property
    def has_arrived(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.taken if self.way is Way.THEIRS else self.status in _ARRIVED


def texts(log: list[dict[str, Any]]) -> tuple[Text, ...]:
    """Read the log's texts; of calls only the digits."""
    written = tuple(_text(entry) for entry in log if entry["sid"].startswith(TEXT_SIDS))
    return (*written, *(_digit(entry) for entry in log if _is_taken(entry)))


async def read(simulator: str) -> tuple[Text, ...]:
    """Ask the simulator. Raises httpx.HTTPError."""
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"{simulator}/log.json")
    return texts(answer.raise_for_status().json())


def _is_taken(entry: dict[str, Any]) -> bool:
    """Whether somebody pressed 1 in a call and our webhook took it."""
    pressed = (entry["call"] or {}).get("pressed", [])
    return any(one["digit"] == TAKES and one["taken"] for one in pressed)


def _digit(entry: dict[str, Any]) -> Text:
    return Text(
        sid=entry["sid"],
        way=Way.THEIRS,
        sender=entry["to"],
        recipient=entry["from"],
        body=TAKES,
        status=entry["status"],
        taken=True,
    )


def _text(entry: dict[str, Any]) -> Text:
    query = parse_qs(urlsplit(entry["status_callback"] or "").query)
    return Text(
        sid=entry["sid"],
        way=Way(entry["direction"]),
        sender=entry["from"],
        recipient=entry["to"],
        body=entry["body"],
        status=entry["status"],
        key=query.get("key", [""])[0],
        taken=bool((entry["webhook"] or {}).get("delivered")),
    )
