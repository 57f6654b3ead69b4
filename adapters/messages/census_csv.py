"""A nightly census: who is in house, as CSV, under the headings that the feed names.

Everything that is wrong is named by line and column, and then nothing of the file is used.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters import validation
from adapters.messages.hl7 import values
from adapters.validation import Problem, Refused, show
from domain.hospital import codes
from domain.hospital.events import PatientClass
from domain.hospital.feed import CensusFeed, Feed
from domain.time.calendar import in_zone, on_the_wall

MOST_BYTES = 16 * 1024 * 1024
MOST_SHOWN = 50
_LONGEST = 200
_TIMES = ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%m/%d/%Y")


@dataclass(frozen=True, kw_only=True)
class CensusRow:
    """One patient in house. `patient_class` is None where nobody knows the word, or none stands."""

    line: int
    mrn: str
    visit: str
    patient_class: PatientClass | None
    unit: str
    admitted_at: datetime | None


def read_census(path: Path, feed: Feed) -> tuple[CensusRow, ...]:
    """Read a census. Raises Refused, naming each line and column that will not do."""
    try:
        rows = list(_cells(path, feed.census))
    except (OSError, ValueError, LookupError, csv.Error) as error:
        expected = f"a CSV file in {feed.census.charset}"
        raise validation.not_readable(str(path), error, expected) from None
    if not rows:
        raise _refused(path, [Problem(field="", found="nothing", expected="a line of headings")])
    (_, headings), *lines = rows
    places = _places(path, headings, feed.census)
    read, problems = [], []
    for number, cells in lines:
        if len(cells) != len(headings):
            expected = f"{len(headings)} cells, as there are headings"
            problems.append(
                Problem(field=f"line {number}", found=f"{len(cells)} cells", expected=expected)
            )
            continue
        row = _Row(number, {one: cells[at].strip() for one, at in places.items()}, feed)
        problems += row.problems()
        read.append(row)
    problems += _twice(read)
    if not lines:
        problems.append(Problem(field="", found="no patient", expected="somebody in house"))
    if problems:
        raise _refused(path, problems)
    return tuple(one.made() for one in read)


def _refused(path: Path, problems: Sequence[Problem]) -> Refused:
    more = len(problems) - MOST_SHOWN
    last = Problem(field="", found=f"{more} faults more", expected="none")
    return Refused(str(path), [*problems[:MOST_SHOWN], *([last] if more > 0 else [])])


def _cells(path: Path, census: CensusFeed) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank, with its number. Raises OSError, ValueError, csv.Error."""
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES // 1024 // 1024} MiB")
    text = raw.decode(census.charset).removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=census.delimiter, strict=True)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _places(path: Path, headings: list[str], census: CensusFeed) -> dict[str, int]:
    """Where each column stands. Raises Refused."""
    there = [codes.folded(one) for one in headings]
    wanted = {name: getattr(census, name) for name in ("patient", "visit", "patient_class")}
    wanted |= {name: getattr(census, name) for name in ("unit", "admitted")}
    problems, places = [], {}
    for name, heading in wanted.items():
        count = there.count(codes.folded(heading))
        if count == 1:
            places[name] = there.index(codes.folded(heading))
        elif count or name not in ("unit", "admitted"):
            found = f"{count} columns of that name" if count else ", ".join(headings)
            expected = f"one column {show(heading)}, or its name in census.{name} of the feed"
            problems.append(Problem(field="line 1", found=found, expected=expected))
    if problems:
        raise _refused(path, problems)
    return places


@dataclass(frozen=True)
class _Row:
    """The cells of a line, by what they are."""

    line: int
    cells: dict[str, str]
    feed: Feed

    def problems(self) -> Iterator[Problem]:
        """What is wrong with them."""
        for name in ("patient", "visit"):
            if not self.cells[name]:
                yield self._problem(name, "a number")
        for name, cell in self.cells.items():
            if len(cell) > _LONGEST or not cell.isprintable():
                yield self._problem(name, f"at most {_LONGEST} printable characters")
        if self.cells.get("admitted") and self._admitted() is None:
            yield self._problem("admitted", 'a time such as "2026-11-27 14:05"')

    def made(self) -> CensusRow:
        """The row of cells that are sound."""
        means = codes.meaning(
            [self.cells["patient_class"]], self.feed.patient_classes, codes.CLASSES
        )
        return CensusRow(
            line=self.line,
            mrn=self.feed.number(self.cells["patient"]),
            visit=self.feed.number(self.cells["visit"]),
            patient_class=PatientClass(means) if means and means != codes.UNSAID else None,
            unit=self.cells.get("unit", ""),
            admitted_at=self._admitted(),
        )

    def _admitted(self) -> datetime | None:
        said, zone = self.cells.get("admitted", ""), ZoneInfo(self.feed.time_zone)
        moment = values.moment(said, zone)
        if moment is not None:
            return moment.at
        for form in _TIMES:
            try:
                return datetime.strptime(said, form).replace(tzinfo=zone)
            except ValueError:
                continue
        return None

    def _problem(self, name: str, expected: str) -> Problem:
        heading = getattr(self.feed.census, name)
        found = show(self.cells[name]) if self.cells[name] else "nothing"
        return Problem(field=f"line {self.line}, {heading}", found=found, expected=expected)


def _twice(rows: Sequence[_Row]) -> Iterator[Problem]:
    """A visit on two lines: one of them is somebody else's, and nobody could say which."""
    first: dict[str, int] = {}
    for one in rows:
        visit = one.feed.number(one.cells["visit"])
        before = first.setdefault(visit, one.line) if visit else one.line
        if before != one.line:
            place = f"line {one.line}, {one.feed.census.visit}"
            yield Problem(field=place, found=f"that of line {before}", expected="each visit once")


def census_instant(said: str, time_zone: str, now: datetime) -> datetime:
    """As of when a census is: as it was said, local to the facility, else its last midnight.

    Raises Refused.
    """
    if not said:
        return on_the_wall(in_zone(now, time_zone).date(), time(0), time_zone)
    moment = values.moment(said, ZoneInfo(time_zone))
    if moment is None:
        expected = 'an instant such as "2026-11-27 00:00"'
        raise Refused("the command", [Problem(field="--at", found=show(said), expected=expected)])
    return moment.at
