"""How fast messages are taken, beside a bare start of a workflow in the same run.

    make bench-intake

"To AA" and "to 202" are what is kept; "delivered" is that with an episode each, three commits a
person, and the pace that `starter.py discharge DIR` can have: it waits until all is delivered.

Everything is real: the gateway in its own process, Temporal's own server, HL7 over MLLP, HTTP. The
bare start is the floor: an empty workflow, nobody to run it, the same payload, the same encryption.
Figures of one machine mean little; their ratio does.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table
from temporalio.client import Client

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from adapters import wall_clock  # noqa: E402
from adapters.files.discharge import read_discharge, write_discharge  # noqa: E402
from adapters.files.pathway import read_pathways  # noqa: E402
from adapters.messages.feed_file import read_feeds  # noqa: E402
from adapters.messages.hl7 import events, mllp_frames, syntax  # noqa: E402
from domain.clinical.outlining import NothingHidden, outline_of  # noqa: E402
from domain.time.clock import Clock  # noqa: E402
from intake.opening import Intake, Site  # noqa: E402
from intake.readers import Readers  # noqa: E402
from models.tables import Encounter, Facility, InboxRow  # noqa: E402
from operations.found_files import Files, found  # noqa: E402
from operations.send_files import PEOPLE_AT_ONCE, FileOutcome, Sending  # noqa: E402
from store.api_keys import Scope, create  # noqa: E402
from tests.adt import adt  # noqa: E402
from tests.intake.world import HOST, Place, gateway, temporal  # noqa: E402

FILES, FIRST_OF_FILES = 500, 50_000
LINES, MESSAGES, DISCHARGES, STARTS, PARSED = 8, 2000, 500, 1000, 5000
NOW = wall_clock.now()
BARE = "bare"
HOME = f"{NOW - timedelta(hours=9):%Y-%m-%d %H:%M}"
EXAMPLE = ROOT / "examples" / "discharges" / "11-heart-failure-before-labor-day.json"


def message(number: int) -> bytes:
    """One person's discharge."""
    text = adt(
        "A03", HOME, mrn=f"{number}", visit=f"B-{number}", disposition="01",
        discharged=HOME, control=f"B{number}",
    )  # fmt: skip
    return text.encode()


async def timed(work: Callable[[int], Awaitable[None]], count: int) -> float:
    """How many a second, on so many lines at once."""
    begun = time.perf_counter()

    async def line(first: int) -> None:
        for number in range(first, count, LINES):
            await work(number)

    await asyncio.gather(*map(line, range(LINES)))
    return count / (time.perf_counter() - begun)


async def parse_alone(place: Place) -> float:
    """Read messages into events, in this process."""
    feed = read_feeds(place.feeds).by_facility["mercy-general"]
    raw = [message(number) for number in range(PARSED)]
    begun = time.perf_counter()
    for one in raw:
        text = syntax.decode(one, "utf-8")
        syntax.label(syntax.parse(text))
        events.read(text, feed, NOW)
    return PARSED / (time.perf_counter() - begun)


async def mllp_to_aa(place: Place) -> float:
    """Each line sends one message and waits for its AA, as an interface engine does."""
    lines = [await asyncio.open_connection(HOST, place.mllp_port) for _ in range(LINES)]
    raw = [mllp_frames.frame(message(number)) for number in range(MESSAGES)]

    async def send(number: int) -> None:
        reader, writer = lines[number % LINES]
        writer.write(raw[number])
        answer = await reader.readuntil(b"\x1c\r")
        if b"MSA|AA" not in answer:
            raise SystemExit(f"not accepted: {answer!r}")

    rate = await timed(send, MESSAGES)
    for _, writer in lines:
        writer.close()
    return rate


async def http_to_202(place: Place, key: str) -> float:
    """POST /discharges, each with a body of its own."""
    discharge = read_discharge(EXAMPLE.read_bytes(), str(EXAMPLE))
    fields = write_discharge(discharge)
    async with httpx.AsyncClient(base_url=place.settings.public_base_url, trust_env=False) as http:

        async def post(number: int) -> None:
            body = fields.replace("V-20260904-0117", f"H-{number}").replace(
                '"4821"', f'"H{number}"'
            )
            answer = await http.post(
                "/discharges",
                content=body,
                headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
                timeout=60,
            )
            if answer.status_code != httpx.codes.ACCEPTED:
                raise SystemExit(f"{answer.status_code}: {answer.text}")

        return await timed(post, DISCHARGES)


async def bare_starts(place: Place, client: Client) -> float:
    """The floor: nothing but starting a workflow."""
    discharge = read_discharge(EXAMPLE.read_bytes(), str(EXAMPLE))
    pathway = read_pathways(place.settings.pathways_dir)["standard"]
    facility = Facility(handle="mercy-general", name="Mercy", time_zone=discharge.time_zone)
    row = Encounter(
        episode="bare", facility="mercy-general", encounter_token=BARE, patient_token=BARE, n=1,
        body_hash="", discharged_at=discharge.discharged_at, opened_at=NOW,
    )  # fmt: skip
    clinical = Clock(real_origin=NOW, clinical_origin=NOW)
    site = Site(facility=facility, pathway=pathway)
    urgent = pathway.equipment.urgent_items
    outline = outline_of(discharge, 1, NothingHidden(), urgent_items=urgent)
    opening = Intake.opening(row, site, discharge, outline, clinical, "")

    async def start(number: int) -> None:
        await client.start_workflow("Empty", opening, id=f"bare-{number}", task_queue="nobody")

    return await timed(start, STARTS)


async def settled(place: Place) -> float:
    """Let what was taken be delivered, so that nothing else runs beside the next measurement.

    Gives how many a second were, by the gateway and here: an episode each, and three commits.
    """
    waiting = place.count(InboxRow, InboxRow.outcome == "waiting")
    begun = time.perf_counter()
    hospital_inbox = place.hospital_inbox()
    while (await hospital_inbox.sweep()).waiting:
        pass
    return waiting / (time.perf_counter() - begun)


async def from_files(place: Place) -> float:
    """`starter.py discharge DIR`: each file is kept, delivered and reported. Raises SystemExit."""
    folder = place.folder / "export"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number}.hl7").write_bytes(message(FIRST_OF_FILES + number))
    paths = found([folder])
    sending = Sending(
        hospital_inbox=place.hospital_inbox(), files=Files(Readers(read_feeds(place.feeds)))
    )
    begun = time.perf_counter()
    report = await sending.send(paths, lambda _part: None)
    if any(one.outcome is not FileOutcome.STARTED for one in report.told):
        raise SystemExit("a file started nothing")
    return FILES / (time.perf_counter() - begun)


async def main() -> None:
    """Measure, and say it as a table."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        fast = {"requests_per_second": 100_000.0}
        place.settings = place.settings.model_copy(update=fast)
        with place.database.write() as session:
            scopes = frozenset({Scope.DISCHARGES_WRITE})
            key = create(session, "mercy-general", scopes, NOW).text
        async with temporal(place) as client, gateway(place):
            bare = await bare_starts(place, client)
            rates = [("bare start of an empty workflow", bare, LINES)]
            rates.append(("HL7 v2: parse and read, alone", await parse_alone(place), 1))
            rates.append(("HL7 v2: MLLP to AA", await mllp_to_aa(place), LINES))
            rates.append(("HL7 v2: delivered, an episode each", await settled(place), LINES))
            rates.append(("REST: POST /discharges to 202", await http_to_202(place, key), LINES))
            await settled(place)
            rates.append(("starter.py discharge DIR", await from_files(place), PEOPLE_AT_ONCE))
        _show(rates, bare)
        place.database.close()


def _show(rates: Sequence[tuple[str, float, int]], bare: float) -> None:
    table = Table("", "a second", "of the bare start", "lines")
    for name, rate, lines in rates:
        table.add_row(name, f"{rate:,.0f}", f"{rate / bare:.2f}", str(lines))
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
