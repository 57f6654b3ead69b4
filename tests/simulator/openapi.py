"""Twilio's own OpenAPI document of its messages, sharpened, and Prism in front of a server."""

import asyncio
import json
import re
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tests.places import ROOT, SAMPLES

PRISM = ROOT / ".homeward" / "prism" / "node_modules" / ".bin" / "prism"
DOCUMENT = SAMPLES / "twilio" / "messages-openapi.json"

_LIST = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
_RFC_2822 = r"^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} \+0000$"
_ERROR = {
    "description": "Any refusal (twilio.com/docs/usage/twilios-response).",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "code": {"type": "integer", "minimum": 10000, "maximum": 99999},
                    "message": {"type": "string"},
                    "more_info": {
                        "type": "string",
                        "pattern": "^https://www\\.twilio\\.com/docs/errors/",
                    },
                    "status": {"type": "integer", "minimum": 400, "maximum": 599},
                },
                "required": ["code", "message", "more_info", "status"],
                "additionalProperties": False,
            }
        }
    },
}


def document() -> dict[str, Any]:
    """Read Twilio's document as it is."""
    read: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return read


def message_schema(document: dict[str, Any]) -> dict[str, Any]:
    """Find the schema of one message."""
    schema: dict[str, Any] = document["components"]["schemas"]["api.v2010.account.message"]
    return schema


def page_response(document: dict[str, Any]) -> dict[str, Any]:
    """Find the schema and the examples of a page of messages."""
    response: dict[str, Any] = document["paths"][_LIST]["get"]["responses"]["200"]["content"]
    json_response: dict[str, Any] = response["application/json"]
    return json_response


def sharpened(document: dict[str, Any]) -> dict[str, Any]:
    """Say what Twilio's document leaves open, as its own examples answer it.

    No property is invented or missing, a date is RFC 2822, the addresses of pages are paths
    (the document says `uri`, which none of its examples is), and an error has its four fields.
    """
    message, page = message_schema(document), page_response(document)["schema"]
    for whole in (message, page):
        whole["required"] = list(whole["properties"])
        whole["additionalProperties"] = False
    for value in (*message["properties"].values(), *page["properties"].values()):
        match value.get("format"):
            case "date-time-rfc-2822":
                value["pattern"] = _RFC_2822
            case "uri":
                value["format"] = "uri-reference"
            case _:
                continue
    for path in document["paths"].values():
        for operation in path.values():
            if "responses" in operation:
                operation["responses"]["default"] = _ERROR
    return document


@dataclass
class Watch:
    """What Prism said of each answer; hooked into a client of `requests`."""

    answers: int = 0
    violations: list[str] = field(default_factory=list)

    def look(self, answer: requests.Response, **_: object) -> None:
        """Count an answer, and note what is wrong with it or with what was asked."""
        self.answers += 1
        asked = f"{answer.request.method} {answer.request.url} -> {answer.status_code}"
        found = json.loads(answer.headers.get("sl-violations", "[]"))
        self.violations += [
            f"{asked}: {'.'.join(map(str, one['location']))}: {one['message']}" for one in found
        ]
        if not found and "problem+json" in answer.headers.get("Content-Type", ""):
            self.violations.append(f"{asked}: {answer.json()['title']}: {answer.json()['detail']}")


@asynccontextmanager
async def prism_before(url: str, folder: Path) -> AsyncIterator[str]:
    """Run Prism as a validating proxy before a server, and give its address."""
    written = folder / "messages.json"
    written.write_text(json.dumps(sharpened(document())), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        PRISM, "proxy", "--errors", "--port", "0", written, url, stdout=PIPE, stderr=DEVNULL
    )
    try:
        yield await _address(process)
    finally:
        process.terminate()
        await process.communicate()


async def _address(process: asyncio.subprocess.Process) -> str:
    """Read where it listens out of what it prints."""
    assert process.stdout is not None
    async with asyncio.timeout(30):
        async for line in process.stdout:
            if found := re.search(r"listening on (http://\S+)", line.decode()):
                return found[1]
    raise AssertionError("Prism ended without listening")
