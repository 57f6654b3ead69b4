"""What the phone simulator saw, read from its `/log.json`: every text both ways, in order."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

TEXT_SIDS = ("SM", "MM")  # the second with pictures
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
    """Read the log's texts; calls are not among them."""
    return tuple(_text(entry) for entry in log if entry["sid"].startswith(TEXT_SIDS))


async def read(simulator: str) -> tuple[Text, ...]:
    """Ask the simulator. Raises httpx.HTTPError."""
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"{simulator}/log.json")
    return texts(answer.raise_for_status().json())


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
