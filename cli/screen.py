"""What people look at in a terminal: lists, pages, progress. Everything here is shown by rich."""

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

_HANDFUL = 5
_NOW_AND_THEN_SECONDS = 5.0


_UNBOUNDED = 100_000


def folds() -> bool:
    """Whether lines have a width: a terminal's, or what COLUMNS says. Those of a pipe have none."""
    return shutil.get_terminal_size((0, 0)).columns > 0


def console() -> Console:
    """The terminal, or the pipe; nothing is highlighted by itself."""
    return Console(highlight=False, width=None if folds() else _UNBOUNDED)


def show_page(markdown: str) -> None:
    """The page of one episode; into a pipe as it is."""
    if folds():
        console().print(Markdown(markdown))
    else:
        say(markdown)


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


class Key(Protocol):
    """A key that was just made."""

    @property
    def id(self) -> str:
        """What it is called."""

    @property
    def text(self) -> str:
        """What opens."""


def show_key(new: Key) -> None:
    """Its text on stdout, alone, to be piped; what it is called beside it."""
    complain(f"key {new.id}; its text is shown this once:")
    say(new.text)


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
    """A bar on stderr, once more than a handful was done. Call with the part of a file done.

    Into a pipe or a log it is a line now and then.
    """
    out = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.fields[done]} messages"))
    bar = Progress(*columns, console=out, transient=True, disable=not out.is_terminal)
    task, done, so_far, said = bar.add_task("", total=files, done=0), 0, 0.0, time.monotonic()

    def step(part: float) -> None:
        nonlocal done, so_far, said
        done, so_far = done + 1, so_far + part
        bar.update(task, advance=part, done=done)
        if not out.is_terminal and time.monotonic() > said + _NOW_AND_THEN_SECONDS:
            said = time.monotonic()
            complain(f"{done} messages, {int(so_far)} of {files} files")
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


class Told(Protocol):
    """Something that a program can be told."""

    def as_json(self) -> dict[str, object]:
        """Its fields, of JSON's own kinds."""


def show_json(found: Sequence[Told]) -> None:
    """One list, an object for each."""
    say(json.dumps([one.as_json() for one in found], ensure_ascii=False))


def lister(*columns: str) -> Callable[[Sequence[Row]], None]:
    """Shows rows under these headings."""
    return lambda rows: show_table(columns, [row.cells() for row in rows])


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under their headings; the first line of each is never cut, since it is copied.

    Where that leaves no room beside it, a row is a block: its name, and below it the rest. In a
    pipe each row is a line.
    """
    if not rows:
        console().print("nothing to show", style="dim")
        return
    if not folds():
        rows = [[cell.replace("\n", ", ") for cell in row] for row in rows]
    longest = max(len(row[0].partition("\n")[0]) for row in rows)
    if longest > console().width // 2:
        _show_blocks(columns, rows)
        return
    grid = table()
    grid.add_column(columns[0], min_width=longest)
    for name in columns[1:]:
        grid.add_column(name)
    for row in rows:
        first, _, below = row[0].partition("\n")
        rest = (f"\n{below}", "dim") if below else ""
        grid.add_row(Text.assemble(first, rest), *map(Text, row[1:]))
    console().print(grid)


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
        grid = table(header=False)
        for width in widths:
            grid.add_column(min_width=width)
        for row in each.rows():
            grid.add_row(*map(Text, row), style="green" if row[1] == who else "")
        console().print(indented(grid))


def table(*, header: bool = True) -> Table:
    """Columns without lines around them."""
    return Table(box=None, show_header=header, header_style="dim", padding=(0, 1), pad_edge=False)


def indented(rows: Table) -> Padding:
    """A table below its heading."""
    return Padding(rows, (0, 0, 0, 2), expand=False)
