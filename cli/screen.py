"""What people look at in a terminal: plans, lists and pages. The one importer of rich here."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, zip_longest
from typing import Protocol

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from domain.asking.choices import Kind
from domain.clinical.risk import Risk
from domain.hospital.discharge import Discharge
from domain.hospital.disposition import route
from domain.pathway import Role
from domain.plan.plan import Plan, PlannedPrompt
from domain.time.calendar import in_zone
from domain.time.phrasing import named_instant, short_date, short_due, short_time

MEANINGS = {
    "contact_48h": "48-hour call",
    "tcm_contact": "TCM contact",
    "visit_booked": "visit booked",
    "visit_7d": "visit, high complexity",
    "visit_14d": "visit, moderate complexity",
    "tcm_last_day": "last day of TCM",
    "hedis_last_day": "last day of HEDIS",
}
ASKS = {
    Kind.CALL: "call the patient",
    Kind.CALL_CAREGIVER: "call the caregiver",
    Kind.SLOT_OFFER: "choose a time for the visit",
    Kind.BOOK_VISIT: "book the visit by phone",
    Kind.VISIT_REMINDER: "the visit is near",
    Kind.ATTENDED: "did the visit take place",
    Kind.DISPOSITION: "where did they go",
    Kind.RECONCILE: "settle the drug lists",
    Kind.RIDE_OFFER: "can you drive",
    Kind.RIDE_CONFIRM: "will you drive",
    Kind.RIDE_PICKED_UP: "picked up",
    Kind.ARRANGE_RIDE: "arrange a ride",
    Kind.EQUIPMENT_OFFER: "can you deliver",
    Kind.EQUIPMENT_DELIVERED: "delivered",
    Kind.EQUIPMENT_WORKS: "does it work",
    Kind.ARRANGE_EQUIPMENT: "arrange",
}
_ROLE_STYLE = {
    Role.PATIENT: "cyan",
    Role.CAREGIVER: "cyan",
    Role.VENDOR: "blue",
    Role.NURSE: "green",
    Role.ON_CALL: "green",
    Role.CASE_MANAGER: "yellow",
    Role.SUPERVISOR: "red",
    Role.INTAKE_LEAD: "yellow",
    Role.ALWAYS_ON: "bold red",
}
_HANDFUL = 5
_DRIVERS = (Kind.RIDE_OFFER, Kind.RIDE_CONFIRM, Kind.RIDE_PICKED_UP)


def console() -> Console:
    """The terminal; nothing is highlighted by itself."""
    return Console(highlight=False)


def show_page(markdown: str) -> None:
    """The page of one episode."""
    console().print(Markdown(markdown))


def show_lines(lines: Iterable[str]) -> None:
    """Plain lines, to be copied or piped."""
    for line in lines:
        console().print(line, soft_wrap=True, markup=False)


def say(words: str) -> None:
    """A line as it is, to be copied or piped."""
    sys.stdout.write(f"{words}\n")


def report(done: tuple[str, str]) -> None:
    """What was done on stdout; what has to be known beside it, if anything, on stderr."""
    words, warning = done
    say(words)
    if warning:
        complain(warning)


def complain(words: str) -> None:
    """A line on stderr."""
    sys.stderr.write(f"{words}\n")


def printable(text: str) -> str:
    """Text of somebody else's, in which nothing commands the terminal."""
    kept = (one if one == "\n" or one.isprintable() else f"\\x{ord(one):02x}" for one in text)
    return "".join(kept)


def show_message(facts: Iterable[tuple[str, str]], body: str) -> None:
    """What is known of a message, then the message: nothing of it is styled or folded."""
    for name, value in facts:
        console().print(Text.assemble((f"{name:9}", "dim"), printable(value)), soft_wrap=True)
    say(f"\n{printable(body)}")


@contextmanager
def progress(files: int) -> Iterator[Callable[[float], None]]:
    """A bar on stderr, once more than a handful was done. Call with the part of a file done."""
    out = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.fields[done]} messages"))
    bar = Progress(*columns, console=out, transient=True, disable=not out.is_terminal)
    task, done = bar.add_task("", total=files, done=0), 0

    def step(part: float) -> None:
        nonlocal done
        done += 1
        bar.update(task, advance=part, done=done)
        if done == _HANDFUL + 1:
            bar.start()

    try:
        yield step
    finally:
        bar.stop()


class Row(Protocol):
    """Something that can be shown in a list."""

    def cells(self) -> tuple[str, ...]:
        """One for each column."""


def lister(*columns: str) -> Callable[[Sequence[Row]], None]:
    """Shows rows under these headings."""
    return lambda rows: show_table(columns, [row.cells() for row in rows])


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under their headings; the first line of each is never cut, since it is copied.

    Where that leaves no room beside it, a row is a block: its name, and below it the rest.
    """
    if not rows:
        console().print("nothing to show", style="dim")
        return
    longest = max(len(row[0].partition("\n")[0]) for row in rows)
    if longest > console().width // 2:
        _show_blocks(columns, rows)
        return
    table = _table()
    table.add_column(columns[0], min_width=longest)
    for name in columns[1:]:
        table.add_column(name)
    for row in rows:
        first, _, below = row[0].partition("\n")
        rest = (f"\n{below}", "dim") if below else ""
        table.add_row(Text.assemble(first, rest), *map(Text, row[1:]))
    console().print(table)


def _show_blocks(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    out = console()
    for row in rows:
        first, _, below = row[0].partition("\n")
        out.print(Text(first), soft_wrap=True)
        beside = [("", below), *zip(columns[1:], row[1:], strict=True)]
        for name, cell in beside:
            words = cell.replace("\n", ", ")
            if words:
                out.print(Text.assemble("  ", (f"{name} " if name else "", "dim"), words))


class Section(Protocol):
    """A list of its own, under what it is of, who comes first, and when."""

    def heading(self) -> tuple[str, str, str]:
        """The three."""

    def rows(self) -> Sequence[tuple[str, ...]]:
        """Whoever is meant by the heading is in the first row, if anybody is."""


def show_sections(found: Sequence[Section]) -> None:
    """Each with its heading; all as wide as one."""
    rows = [row for each in found for row in each.rows()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    for each in found:
        what, who, when = each.heading()
        console().print(Text.assemble(f"{what}: ", (who, "bold"), (f"  {when}", "dim")))
        table = _table(header=False)
        for width in widths:
            table.add_column(min_width=width)
        for row in each.rows():
            table.add_row(*map(Text, row), style="green" if row[1] == who else "")
        console().print(_indented(table))


def show_plan(plan: Plan, discharge: Discharge) -> None:
    """The whole plan: who, by when, what, and the two rehearsals day by day."""
    out, zone = console(), discharge.time_zone
    out.print(_head(plan, discharge))
    out.print(_section("By when"), _deadlines(plan, zone))
    out.print(_section("What is done"), _steps(plan, zone))
    out.print(
        _section("If everybody answers at once", "the visit's time is imagined"),
        _timeline(plan.answered, zone),
    )
    out.print(
        _section("If nobody ever answers", "two vendors of each kind are imagined"),
        _timeline(plan.silence, zone),
    )


def show_no_episode(discharge: Discharge, reason: str) -> None:
    """Why a discharge opens nothing."""
    text = Text.assemble(
        (discharge.patient.initials, "bold"), f"  {discharge.facility}\n",
        ("No episode: ", "bold"), f"{reason} (disposition {discharge.disposition}).",
    )  # fmt: skip
    console().print(text)


def _head(plan: Plan, discharge: Discharge) -> Text:
    zone = discharge.time_zone
    closes = short_due(plan.closes_at, zone)
    return Text.assemble(
        (discharge.patient.initials, "bold"),
        f"  {discharge.facility}, {route(discharge.disposition).reason}\n",
        f"discharged {named_instant(discharge.discharged_at, zone)}",
        (f" ({zone})", "dim"), f", followed until {closes}\n",
        "risk ", (_risk(plan.risk), "bold"), "\n",
        plan.risk.tier.replace("_", " "),
        (f": {'; '.join(plan.risk.reasons)}" if plan.risk.reasons else "", "dim"),
    )  # fmt: skip


def _risk(found: Risk) -> str:
    """The band and the score; what is missing is named and never guessed."""
    points = f"LACE {found.score} of 19" if found.score is not None else "no LACE score"
    missing = f", missing: {', '.join(found.missing)}" if found.missing else ""
    return f"{found.band or 'not known'} ({points}{missing})"


def _section(title: str, note: str = "") -> Text:
    return Text.assemble("\n", (title, "bold"), (f"  {note}" if note else "", "dim"))


def _table(*, header: bool = True) -> Table:
    return Table(box=None, show_header=header, header_style="dim", padding=(0, 1), pad_edge=False)


def _deadlines(plan: Plan, zone: str) -> Padding:
    """The dates in order of time; a date is the end of that day."""
    rows = []
    for name, meaning in MEANINGS.items():
        value: date = getattr(plan.deadlines, name)
        exact = isinstance(value, datetime)
        shown = named_instant(value, zone) if isinstance(value, datetime) else short_date(value)
        day = in_zone(value, zone).date() if isinstance(value, datetime) else value
        rows.append((day, not exact, shown, meaning, plan.reasons[name]))
    table = _table(header=False)
    table.add_column(no_wrap=True)
    table.add_column(style="bold")
    table.add_column(style="dim")
    for _, _, shown, meaning, why in sorted(rows):
        table.add_row(shown, meaning, why)
    return _indented(table)


def _steps(plan: Plan, zone: str) -> Padding:
    table = _table()
    table.add_column("step", style="bold")
    table.add_column("due", no_wrap=True)
    table.add_column("first asked", no_wrap=True)
    table.add_column("why", style="dim")
    for step in plan.steps:
        due = _due(step.due, zone) if step.due else "with the visit"
        who = Text.assemble((_role(step.to), _ROLE_STYLE[step.to]))
        when = named_instant(step.asked, zone) if step.asked else "once booked"
        table.add_row(step.title, due, Text(f"{when}\n") + who, step.reason)
    return _indented(table)


def _due(at: datetime, zone: str) -> str:
    """With the zone's name; the end of a day is named by that day."""
    shown = short_due(at, zone)
    return f"{shown} {in_zone(at, zone).tzname()}" if " " in shown[4:] else f"{shown}, end"


# ---- the days of a rehearsal


@dataclass(frozen=True)
class _Line:
    """All texts to one person at one time."""

    at: str
    who: str
    style: str
    again: bool
    says: tuple[str, ...]


@dataclass(frozen=True)
class _Days:
    """One day, or several in a row on which the same is said."""

    first: date
    last: date
    lines: tuple[_Line, ...]

    def names(self) -> tuple[str, ...]:
        """The day; of several the first and the last, one below the other."""
        first, last = short_date(self.first), short_date(self.last)
        return (first,) if self.first == self.last else (first, f"to {last}")


def _timeline(prompts: tuple[PlannedPrompt, ...], zone: str) -> Padding:
    table = _table(header=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True)
    table.add_column()
    for days in _gathered(prompts, zone):
        for day, line in zip_longest(days.names(), days.lines):
            table.add_row(day or "", *(_cells(line) if line else ()))
    return _indented(table)


def _cells(line: _Line) -> tuple[str, Text, Text]:
    style = "dim" if line.again else ""
    again = "again: " if line.again else ""
    says = Text("\n".join(f"{again}{each}" for each in line.says), style)
    return line.at, Text(line.who, style or line.style), says


def _gathered(prompts: tuple[PlannedPrompt, ...], zone: str) -> list[_Days]:
    """Day by day; days of the very same reminders become one."""
    found: list[_Days] = []
    for day, texts in groupby(prompts, key=lambda prompt: in_zone(prompt.at, zone).date()):
        lines = _lines(texts, zone)
        if found and found[-1].lines == lines and all(line.again for line in lines):
            found[-1] = replace(found[-1], last=day)
        else:
            found.append(_Days(first=day, last=day, lines=lines))
    return found


def _lines(prompts: Iterable[PlannedPrompt], zone: str) -> tuple[_Line, ...]:
    lines: dict[tuple[str, str, str, bool], list[str]] = {}
    for prompt in prompts:
        at, style = short_time(prompt.at, zone), _ROLE_STYLE[prompt.to]
        lines.setdefault((at, _who(prompt), style, prompt.reminder), []).append(_says(prompt))
    return tuple(_Line(*key, _once_each(says)) for key, says in lines.items())


def _once_each(says: list[str]) -> tuple[str, ...]:
    """Escalations share a line, as they share a text."""
    loud = dict.fromkeys(each for each in says if each.isupper())
    return (*(each for each in says if not each.isupper()), *([", ".join(loud)] if loud else []))


def _says(prompt: PlannedPrompt) -> str:
    if prompt.kind in (Kind.ESCALATION, Kind.ESCALATION_DONE):
        return prompt.about
    asks = ASKS.get(prompt.kind, prompt.kind.replace("_", " "))
    return f"{asks}: {prompt.about}" if prompt.about else asks


def _who(prompt: PlannedPrompt) -> str:
    if prompt.to is not Role.VENDOR:
        return _role(prompt.to)
    return f"{'driver' if prompt.kind in _DRIVERS else 'supplier'} {prompt.rank}"


def _role(role: Role) -> str:
    words = {Role.ALWAYS_ON: "always-on number", Role.ON_CALL: "on-call nurse"}
    return words.get(role, role.replace("_", " "))


def _indented(table: Table) -> Padding:
    return Padding(table, (0, 0, 0, 2))
