"""A real FHIR server of somebody else's, as a hospital: `sekmet serve` in a process of its own.

Its workflows (admit, prescribe, discharge) are run through its console, inside that process; what
it sent and how it was answered is read from its own traffic log.
"""

import asyncio
import contextlib
import html
import json
import re
import secrets
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tests.intake.world import HOST, until
from tests.servers import free_port

COMMAND = Path(sys.executable).with_name("sekmet")
PEER = "homeward"
LOCAL, MESSAGES, OURS = "local", f"messaging:{PEER}", f"rest:{PEER}"
"""Where a workflow writes: at home, at home with a message to us about it, or only with us."""
MRN_SYSTEM, VISIT_SYSTEM = "urn:oid:1.2.3.4.5.1", "urn:oid:1.2.3.4.5.2"
COMPLETE = "http://sekmet.dev/fhir/SubscriptionTopic/encounter-complete"
_CONTENT = (
    "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content"
)
_PROFILE = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription"
_RESULT = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)
_FAILED = re.compile(r"<b>Failed:</b>(.*?)</p>", re.DOTALL)


class Failed(Exception):  # noqa: N818 - what came of it
    """A workflow of sekmet's did not end well, in its own words."""


class Sent(NamedTuple):
    """One request of sekmet's to somebody, and how it was answered."""

    method: str
    path: str
    status: int | None
    answer: dict[str, Any]


@dataclass
class Sekmet:
    """One hospital. `token` opens its server; `key` opens ours, at `ours`."""

    folder: Path
    ours: str
    key: str = field(repr=False)
    port: int = field(default_factory=free_port)
    token: str = field(default_factory=secrets.token_hex, repr=False)
    client: httpx.AsyncClient = field(init=False, repr=False)

    @property
    def root(self) -> str:
        """Where its console is."""
        return f"http://{HOST}:{self.port}"

    @property
    def base(self) -> str:
        """Where its FHIR server is."""
        return f"{self.root}/fhir"

    @property
    def config(self) -> Path:
        """Its settings."""
        return self.folder / "settings.yaml"

    def write_config(self) -> None:
        """Say who it is and whom it talks to. JSON is YAML too."""
        settings = {
            "base_url": self.base,
            "data_dir": str(self.folder / "data"),
            "simulator": {"enabled": False},
            "server_auth": {"types": ["bearer"], "tokens": [self.token]},
            "peers": {PEER: {"base_url": self.ours, "auth": {"type": "bearer", "token": self.key}}},
        }
        self.config.write_text(json.dumps(settings))

    async def does(self, workflow: str, target: str = LOCAL, **arguments: str) -> dict[str, Any]:
        """Run one of its workflows; gives the resources that came of it. Raises Failed."""
        form = {"_target": target, **arguments}
        answer = await self.client.post(f"/ui/workflows/{workflow}", data=form)
        answer.raise_for_status()
        if failed := _FAILED.search(answer.text):
            raise Failed(html.unescape(failed[1]).strip())
        result = _RESULT.search(answer.text)
        assert result is not None, answer.text
        found: dict[str, Any] = json.loads(html.unescape(result[1]))
        return found

    async def only(self, kind: str, **parameters: str) -> dict[str, Any]:
        """Search its server for what there is one of."""
        answer = await self.client.get(f"/fhir/{kind}", params=parameters)
        answer.raise_for_status()
        (entry,) = answer.json()["entry"]
        found: dict[str, Any] = entry["resource"]
        return found

    async def corrects(self, address: str, **fields: str) -> None:
        """Change a resource of its own by hand."""
        known = await self.client.get(f"/fhir/{address}")
        known.raise_for_status()
        changed = await self.client.put(f"/fhir/{address}", json=known.json() | fields)
        changed.raise_for_status()

    @contextlib.asynccontextmanager
    async def subscribed(self, *criteria: str) -> AsyncIterator[None]:
        """We are its subscriber for so long: by rest-hooks, or by notifications of a topic."""
        made = [await self._subscribe(one) for one in criteria]
        try:
            yield
        finally:
            for own in made:
                (await self.client.delete(f"/fhir/Subscription/{own}")).raise_for_status()

    async def _subscribe(self, criteria: str) -> str:
        channel = {
            "type": "rest-hook",
            "endpoint": self.ours,
            "payload": "application/fhir+json",
            "header": [f"Authorization: Bearer {self.key}"],
        }
        asked = {
            "resourceType": "Subscription",
            "status": "requested",
            "reason": "discharges",
            "criteria": criteria,
            "channel": channel,
        }
        if criteria == COMPLETE:
            asked["meta"] = {"profile": [_PROFILE]}
            only_ids = {"url": _CONTENT, "valueCode": "id-only"}
            asked["channel"] = channel | {"_payload": {"extension": [only_ids]}}
        made = await self.client.post("/fhir/Subscription", json=asked)
        made.raise_for_status()
        own: str = made.json()["id"]
        await until(lambda: self._status(own) == "active", within=10)
        return own

    def _status(self, subscription: str) -> str:
        with self._log() as log:
            row = log.execute(
                "SELECT json FROM resources WHERE type = 'Subscription' AND id = ?", (subscription,)
            ).fetchone()
        status: str = json.loads(row[0])["status"]
        return status

    def sent(self) -> list[Sent]:
        """Everything that it ever sent to us, as it logged it once it was answered."""
        with self._log() as log:
            rows = log.execute(
                "SELECT method, url, status, resp_body FROM traffic "
                "WHERE direction = 'outbound' AND url LIKE ? ORDER BY id",
                (f"{self.ours}%",),
            ).fetchall()
        return [
            Sent(method, url.removeprefix(self.ours), status, json.loads(body or "{}"))
            for method, url, status, body in rows
        ]

    def asked(self) -> list[str]:
        """What we read from it with its token, as it logged it."""
        with self._log() as log:
            rows = log.execute(
                "SELECT url FROM traffic WHERE direction = 'inbound' AND method = 'GET' "
                "AND status = 200 ORDER BY id"
            ).fetchall()
        return [url.partition("/fhir/")[2] for (url,) in rows]

    @contextlib.contextmanager
    def _log(self) -> Iterator[sqlite3.Connection]:
        address = f"file:{self.folder / 'data' / 'sekmet.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=10)) as log:
            yield log

    async def plays(self, scenario: Path) -> list[dict[str, Any]]:
        """Let its command line play a scenario as a client of ours; gives how each step went."""
        process = await asyncio.create_subprocess_exec(
            COMMAND, "scenario", "run", str(scenario), "--peer", PEER, "--no-serve",
            "--config", str(self.config), "--report-dir", str(self.folder / "reports"),
            cwd=self.folder, stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(30):
                await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        (report,) = (self.folder / "reports").glob("*/results.json")
        steps: list[dict[str, Any]] = json.loads(report.read_text())[0]["steps"]
        return steps


@contextlib.asynccontextmanager
async def sekmet(hospital: Sekmet) -> AsyncIterator[Sekmet]:
    """Its server, once it answers; stopped at the end."""
    hospital.write_config()
    process = await asyncio.create_subprocess_exec(
        COMMAND, "serve", "--host", HOST, "--port", str(hospital.port),
        "--config", str(hospital.config), cwd=hospital.folder,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        headers = {"Authorization": f"Bearer {hospital.token}"}
        async with httpx.AsyncClient(
            base_url=hospital.root, headers=headers, trust_env=False, timeout=20.0
        ) as client:
            hospital.client = client
            await until(lambda: _answers(hospital), within=20)
            yield hospital
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _answers(hospital: Sekmet) -> bool:
    try:
        return httpx.get(f"{hospital.base}/metadata", trust_env=False, timeout=2).is_success
    except httpx.HTTPError:
        return False
