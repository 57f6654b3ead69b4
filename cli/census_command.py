"""`starter.py census`: who a hospital counts in house, beside what we know of it."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import runner, screen

if TYPE_CHECKING:
    from operations.census import CensusReport

ROOT = Path(__file__).parent.parent


def census_(
    facility: Annotated[str, typer.Argument(metavar="FEED", help="Whose census it is.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, as its feed names columns.")],
    *,
    at: Annotated[
        str, typer.Option(help='As of when, such as "2026-11-27 00:00"; else the last midnight.')
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Compare who is in house with running episodes and open stays. Taking it again is harmless.

    Example: python starter.py census mercy-general census-2026-11-27.csv
    """

    def show(report: "CensusReport") -> None:
        (_show_json if as_json else _show)(report)
        raise SystemExit(runner.REFUSED if report.for_people else runner.DONE)

    away = "; nothing is lost, the same file can be taken again"
    runner.run(ROOT, lambda ops: ops.census(facility, file, at), show, away=away)


def _show_json(report: "CensusReport") -> None:
    said = {
        "facility": report.facility,
        "at": report.at.isoformat(),
        "in_house": report.in_house,
        "as_known": report.as_known,
        "lines": [one.as_json() for one in report.lines],
    }
    screen.say(json.dumps(said, ensure_ascii=False))


def _show(report: "CensusReport") -> None:
    screen.say(
        f"{report.facility}, as of {report.at:%Y-%m-%d %H:%M %z}: {report.in_house} in house"
    )
    rows = [tuple(map(screen.printable, one.cells())) for one in report.lines]
    if rows:
        screen.show_table(("visit", "patient", "unit", "what differs", "what came of it"), rows)
    counts = Counter(one.finding for one in report.lines)
    said = [
        f"{report.as_known} as we know them",
        *(f"{n} {what.words}" for what, n in counts.items()),
    ]
    screen.say("; ".join(said))
