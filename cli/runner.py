"""How every command begins and ends: a line on stderr and an exit status, no traceback.

Exit status: 0 done; 1 something was refused; 2 the command or a file will not do; 3 a part of the
system is away, and the same command can be repeated.
"""
# ruff: noqa: PLC0415 - what needs Temporal or SQL is imported where it is used: `plan` stays fast

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from adapters.validation import Refused
from cli import screen

if TYPE_CHECKING:
    from adapters.settings import Settings
    from operations.by_hand.episodes import Page
    from operations.operations import Operations
    from operations.queue import Handled
    from operations.send_files import FileReport, Report

DONE, REFUSED, USAGE, AWAY = 0, 1, 2, 3

_Done = TypeVar("_Done")


def alone(work: Callable[[], None]) -> None:
    """Do what needs files and no running system."""
    try:
        work()
    except Refused as refused:
        stop(str(refused), USAGE)


def run(
    root: Path,
    work: Callable[["Operations"], Awaitable[_Done]],
    show: Callable[[_Done], None],
    away: str = "",
) -> None:
    """Do it with the running system and show it. `away` is said when a part of that is away."""
    from adapters.sql.trouble import StoreUnfit
    from operations.by_hand.episodes import NobodyAnswers, NotDone, NotRunning
    from operations.operations import Unavailable, opened
    from store.api_keys import KeyNotMade

    async def whole() -> _Done:
        async with opened(settings(root)) as ops:
            return await work(ops)

    try:
        with redirect_stdout(sys.stderr):  # a log line is no part of the answer
            done = asyncio.run(whole())
        show(done)
    except (Refused, StoreUnfit) as refused:
        stop(str(refused), USAGE)
    except (Unavailable, NobodyAnswers, NotRunning) as error:
        stop(f"{error}{away}", AWAY)
    except (NotDone, KeyNotMade) as error:
        stop(str(error), REFUSED)


def settings(root: Path) -> "Settings":
    """The environment's, `.env`'s, or those of a local stack that runs."""
    from adapters.settings import SettingsRefused
    from operations.operations import settings_here

    try:
        return settings_here(root, screen.complain)
    except SettingsRefused as refused:
        first = "no stack runs here; `make up` starts one that needs no settings. Else:"
        stop(f"{first}\n{refused}\n`.env.example` explains each", USAGE)


def migrate(root: Path) -> None:
    """Bring the store to the newest schema."""
    from adapters.sql import database
    from adapters.sql.trouble import StoreAway, StoreUnfit, in_one_line

    url = settings(root).database_url
    try:
        with in_one_line():
            database.migrate(url)
    except StoreUnfit as error:
        stop(str(error), USAGE)
    except StoreAway as error:
        stop(str(error), AWAY)
    screen.say("the store has the newest schema")


def send(root: Path, paths: Sequence[Path], facility: str) -> None:
    """Send files and folders through the inbox, and report."""
    from operations.found_files import found

    files = found(paths)

    async def sent(ops: "Operations") -> "Report":
        this = asyncio.current_task()
        for one in (
            signal.SIGINT,
            signal.SIGTERM,
        ):  # also where whoever started us ignores the first
            asyncio.get_running_loop().add_signal_handler(one, this.cancel if this else int)
        with screen.progress(len(files)) as step:
            return await ops.send(files, facility, step)

    def show(done: "Report") -> NoReturn:
        if done.whole:
            report(done.told)
        report_stopped(done.told)

    run(root, sent, show, away="; nothing is lost, the same files can be sent again")


def report_stopped(told: "Sequence[FileReport]") -> NoReturn:
    """What came of those that were sent before somebody stopped it. Raises SystemExit."""
    show_reports(told)
    stop("stopped before the last; nothing is lost, the same files can be sent again", AWAY)


def report(told: "Sequence[FileReport]") -> NoReturn:
    """A line for each message, how many of each, and whether somebody has to look.

    Raises SystemExit.
    """
    show_reports(told)
    raise SystemExit(REFUSED if any(one.for_people for one in told) else DONE)


def show_reports(told: "Sequence[FileReport]") -> None:
    """A line for each message, and how many of each."""
    from operations.send_files import summary

    for one in told:
        show = screen.complain if one.for_people else screen.say
        show(screen.printable(one.words))
    screen.say(summary(told))


def report_page(page: "Page") -> None:
    """The page of an episode, and whether nobody is there who could say more."""
    screen.show_page(page.markdown)
    if page.away:
        stop(page.away, AWAY)


def report_retried(retried: "Sequence[Handled]") -> NoReturn:
    """A line for each message, and whether one still waits. Raises SystemExit."""
    for one in retried:
        screen.say(one.words)
    raise SystemExit(REFUSED if any(one.waits for one in retried) else DONE)


def report_dismissed(dismissed: "Sequence[Handled]") -> NoReturn:
    """A line for each; what could not be dismissed on stderr. Raises SystemExit."""
    for one in dismissed:
        (screen.complain if one.waits else screen.say)(one.words)
    raise SystemExit(REFUSED if any(one.waits for one in dismissed) else DONE)


def stop(words: str, status: int) -> NoReturn:
    """Say why on stderr, and end. Raises SystemExit."""
    screen.complain(words)
    raise SystemExit(status)
