"""A discharge to try things with: one of the examples, as if its patient had gone home yesterday.

The examples are of September 2026, and a discharge whose thirty days have passed opens nothing.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path

import typer

from adapters.files.discharge import read_discharge_file
from adapters.validation import Problem, Refused, show
from domain.time.calendar import in_zone, on_the_wall

_DAY = timedelta(days=1)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def show_example(folder: Path, name: str, now: datetime) -> None:
    """Its JSON on stdout, in UTF-8 whatever the terminal speaks. Raises Refused."""
    typer.echo(of_yesterday(_named(folder, name), now).encode(), nl=False)


def of_yesterday(file: Path, now: datetime) -> str:
    """Move a discharge to the day before `now` where it happened, by whole days.

    Each of its instants keeps its time on the wall, with the offset of the new day. So does an
    encounter's number that holds the day of discharge: on another day it is another encounter.
    """
    said = read_discharge_file(file)
    before = in_zone(said.discharged_at, said.time_zone).date()
    after = in_zone(now, said.time_zone).date() - _DAY

    def moved(found: re.Match[str]) -> str:
        shown = in_zone(datetime.fromisoformat(found.group()), said.time_zone)
        day = shown.date() + (after - before)
        return on_the_wall(day, shown.time(), said.time_zone).isoformat()

    text = _INSTANT.sub(moved, file.read_text(encoding="utf-8"))
    return text.replace(f"{before:%Y%m%d}", f"{after:%Y%m%d}")


def _named(folder: Path, name: str) -> Path:
    """The example of that number or name."""
    files = sorted(folder.glob("*.json"))
    found = next((file for file in files if name in _names(file)), None)
    if found is None:
        known = f"one of {', '.join(file.stem for file in files)}" if files else f"any in {folder}"
        raise Refused("the command", [Problem(field="NAME", found=show(name), expected=known)])
    return found


def _names(file: Path) -> tuple[str, ...]:
    number, _, words = file.stem.partition("-")
    return file.name, file.stem, words, number, number.removeprefix("0")
