"""Make evidence of a running local stack, from outside.

The simulator's log over HTTP, the tables from the database's URL, histories by Temporal's client
and decoded through the codec's address, plans by `starter.py plan FILE --json`.
"""

import argparse
import asyncio
import base64
import hashlib
import hmac
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import httpx
from google.protobuf.json_format import MessageToDict
from sqlalchemy import Engine, create_engine, event, inspect, text
from temporalio.client import Client, WorkflowExecution

from tests.checker.evidence import Clock, Evidence, History, Row, instant
from tests.checker.raw_history import facts_of, payloads_in

TRIES = 5
BATCH = 2_000_000
"""Decode requests are about this many characters; the codec takes 16 MiB."""


@dataclass(frozen=True)
class Stack:
    """Where a local stack answers; `env` as its env file names things."""

    env: dict[str, str]
    downtimes: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def of_file(cls, path: Path) -> "Stack":
        """The stack whose env file this is. Raises OSError if the stack has ended."""
        pairs = (shlex.split(line)[0] for line in path.read_text().splitlines() if "=" in line)
        return cls(dict(pair.split("=", 1) for pair in pairs))

    def token(self, *words: str) -> str:
        """The token that stands in the store for a phone, a patient, an encounter."""
        key = base64.b64decode(self.env["HOMEWARD_TOKEN_KEY"])
        digest = hmac.new(key, json.dumps(list(words)).encode(), hashlib.sha256).digest()
        return base64.b32encode(digest).decode().lower()[:20]

    @property
    def codec(self) -> str:
        """The address that decodes payloads."""
        return f"{self.env['HOMEWARD_PUBLIC_BASE_URL']}/codec/{self.token('codec')}/decode"


@dataclass(frozen=True)
class Planner:
    """The command line that plans, by the standard pathway or by another file."""

    starter: Path = Path("starter.py")
    pathway: Path | None = None


def phones(stack: Stack) -> list[Row]:
    """The simulator's log. Raises httpx.HTTPError if it does not answer."""
    answer = httpx.get(stack.env["HOMEWARD_TWILIO_BASE_URL"] + "/log.json", timeout=20)
    answer.raise_for_status()
    entries: list[Row] = answer.json()
    return entries


def tables(url: str) -> dict[str, list[Row]]:
    """Every table of the store. Raises sqlalchemy.exc.SQLAlchemyError."""
    if url.startswith("sqlite"):
        url = url.split("?", maxsplit=1)[0]  # what follows is the product's own, for its driver
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _only_read)
    names = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    try:
        return _read(engine, sorted(names))
    finally:
        engine.dispose()


def _only_read(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _read(engine: Engine, names: list[str]) -> dict[str, list[Row]]:
    with engine.connect() as connection:
        return {
            name: [
                _plain(dict(row))
                for row in connection.execute(text(f'SELECT * FROM "{name}"')).mappings()  # noqa: S608  # names come from the catalogue
            ]
            for name in names
        }


def _plain(row: Row) -> Row:
    return {
        name: _value(value)
        for name, value in row.items()
        if not name.endswith(("_sealed", "pin_hash", "key_hash"))
    }


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", value):
        return value.replace(" ", "T") + "+00:00"
    return value


def clock(rows: Sequence[Row]) -> Clock:
    """The run's clock; none in the store means that the two times are the same."""
    if not rows:
        return Clock()
    row = rows[0]
    return Clock(row["real_origin"], row["clinical_origin"], row["speed"])


async def histories(stack: Stack) -> list[History]:
    """Every run of every episode and thread, decoded. Sweeps are left out: they keep no facts."""
    client = await Client.connect(
        stack.env["HOMEWARD_TEMPORAL_ADDRESS"], namespace=stack.env["HOMEWARD_TEMPORAL_NAMESPACE"]
    )
    runs = [
        run async for run in client.list_workflows("WorkflowType IN ('Episode', 'Conversation')")
    ]
    few = asyncio.Semaphore(8)
    raw = await asyncio.gather(*(_fetch(client, run, few) for run in runs))
    await _decode(stack, [payload for events in raw for payload in payloads_in(events)])
    made = [_history(run, events) for run, events in zip(runs, raw, strict=True)]
    return sorted(made, key=lambda each: (each.workflow_id, each.facts[0]["at"]))


async def _fetch(client: Client, run: WorkflowExecution, few: asyncio.Semaphore) -> list[Row]:
    async with few:
        handle = client.get_workflow_handle(run.id, run_id=run.run_id)
        found = await handle.fetch_history()
        return [MessageToDict(each) for each in found.events]


def _history(run: WorkflowExecution, events: list[Row]) -> History:
    search = {
        name: [str(each) for each in values] for name, values in run.search_attributes.items()
    }
    status = run.status.name.lower() if run.status else ""
    return History(
        run.id,
        run.run_id,
        run.workflow_type,
        status,
        dict(sorted(search.items())),
        facts_of(events),
    )


async def _decode(stack: Stack, sealed: list[Row]) -> None:
    """Put clear text in place of each sealed payload. Raises httpx.HTTPError."""
    async with httpx.AsyncClient(timeout=60) as http:
        for batch in _batches(sealed):
            answer = await _opened(http, stack.codec, batch)
            for payload, clear in zip(batch, answer.json()["payloads"], strict=True):
                payload.clear()
                payload.update(clear)


async def _opened(http: httpx.AsyncClient, codec: str, batch: list[Row]) -> httpx.Response:
    """Ask again where the gateway failed: one of its commits in sixty does, the audit's too."""
    answer = await http.post(codec, json={"payloads": batch})
    for _ in range(TRIES - 1):
        if not answer.is_server_error:
            break
        answer = await http.post(codec, json={"payloads": batch})
    return answer.raise_for_status()


def _batches(sealed: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size = 0
    for payload in sealed:
        batch.append(payload)
        size += len(payload.get("data", "")) + 200
        if size > BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def opened(stack: Stack, store: dict[str, list[Row]], discharge: Row) -> dict[str, str]:
    """The episodes of a discharge, each with the instant at which it opened."""
    token = stack.token("encounter", discharge["facility"], discharge["encounter"])
    rows = (row for row in store["encounters"] if row["encounter_token"] == token)
    return {row["episode"]: row["opened_at"] for row in rows if row["body_hash"]}


def plan(file: Path, opened_at: str, planner: Planner) -> Row:
    """What was foreseen of a discharge whose episode opened then.

    Raises subprocess.CalledProcessError if there is none.
    """
    starter, pathway = planner.starter.resolve(), planner.pathway
    other = ["--pathway", str(pathway.resolve())] if pathway else []
    asked = ["plan", str(file.resolve()), "--json", "--opened", opened_at, *other]
    run = subprocess.run(  # noqa: S603  # our own starter
        [sys.executable, starter.name, *asked],
        cwd=starter.parent,
        capture_output=True,
        check=True,
        text=True,
    )
    found: Row = json.loads(run.stdout)
    return found


def plans(
    stack: Stack, store: dict[str, list[Row]], files: Sequence[Path], planner: Planner
) -> dict[str, Row]:
    """The plan of each episode of these discharges, as of when it opened."""
    found = [
        (file, episode, at)
        for file in files
        for episode, at in opened(stack, store, json.loads(file.read_text())).items()
    ]
    with ThreadPoolExecutor(max_workers=2) as two:
        made = two.map(lambda one: plan(one[0], one[2], planner), found)
        return {episode: plan for (_, episode, _), plan in zip(found, made, strict=True)}


def _secrets(discharges: Iterable[Row]) -> set[str]:
    """Numbers, names and encounters of patients and caregivers, as they might stand somewhere."""
    found = set[str]()
    for discharge in discharges:
        patient = discharge["patient"]
        people = [patient, patient.get("caregiver") or {}]
        numbers = [person.get("mobile") or "" for person in people]
        names = [f"{patient.get('given')} {patient.get('family')}", people[1].get("name") or ""]
        found.update(each for each in [*numbers, *names, discharge["encounter"]] if each)
    return found


def in_clear(files: Iterable[Path], discharges: Iterable[Row]) -> list[str]:
    """What of the patients stands readable in these files, as "<file>: <what>"."""
    secrets = sorted(_secrets(discharges))
    found: list[str] = []
    for file in files:
        data = file.read_bytes()
        found.extend(f"{file.name}: {each}" for each in secrets if each.encode() in data)
    return found


def _of_one_moment(
    stack: Stack, tries: int = TRIES
) -> tuple[list[Row], dict[str, list[Row]], list[History]]:
    """Phones, tables and histories, read again where something was done between.

    Of an episode that is over a text may still wait until its reader's shift begins.
    """
    began = datetime.now(UTC)
    log, store = phones(stack), tables(stack.env["HOMEWARD_DATABASE_URL"])
    lived = asyncio.run(histories(stack))
    quiet = all(instant(fact["at"]) < began for each in lived for fact in each.facts)
    return (log, store, lived) if quiet or tries == 1 else _of_one_moment(stack, tries - 1)


def collect(
    stack: Stack, files: Sequence[Path], planner: Planner, search: Sequence[Path] = ()
) -> Evidence:
    """The evidence of a stack that runs and is at rest, of these discharges' episodes.

    `search` are files in which no patient may stand. Raises as the parts do.
    """
    log, store, lived = _of_one_moment(stack)
    told = [json.loads(file.read_text()) for file in files]
    numbers = {number for entry in log for number in (entry["from"], entry["to"])}
    return Evidence(
        phones=log,
        tables=store,
        histories=lived,
        plans=plans(stack, store, files, planner),
        discharges={discharge["encounter"]: discharge for discharge in told},
        tokens={number: stack.token("phone", number) for number in sorted(numbers)},
        clock=clock(store.get("clock", [])),
        collected_at=datetime.now(UTC).isoformat(),
        downtimes=stack.downtimes,
        faults=stack.faults,
        in_clear=in_clear(search, told),
    )


def main() -> None:
    """Collect and save."""
    parser = argparse.ArgumentParser(prog="python -m tests.checker.collect", description=__doc__)
    parser.add_argument("env", type=Path, help="the env file of the stack that runs")
    parser.add_argument("out", type=Path, help="where to write the evidence (.json.gz)")
    parser.add_argument("discharges", type=Path, nargs="*", help="discharge files, for plans")
    parser.add_argument("--starter", type=Path, default=Path("starter.py"))
    parser.add_argument("--downtime", nargs=2, action="append", default=[], metavar=("FROM", "TO"))
    parser.add_argument("--fault", action="append", default=[])
    parser.add_argument("--search", type=Path, nargs="*", default=[], help="files without names")
    asked = parser.parse_args()
    stack = Stack.of_file(asked.env)
    down = [(begins, ends) for begins, ends in asked.downtime]
    stack = Stack(stack.env, down, asked.fault)
    collect(stack, asked.discharges, Planner(asked.starter), asked.search).save(asked.out)


if __name__ == "__main__":
    main()
