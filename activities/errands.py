"""How every errand at the desk begins and ends: a line on stderr and an exit status, no traceback.

Exit status: 0 done; 1 something was refused; 2 the command or a file will not do; 3 a part of the
system is away, and the same command can be repeated.
"""
# ruff: noqa: PLC0415 - what needs Temporal or SQL is imported where it is used: `plan` stays fast

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from adapters import terminal
from adapters.strict import Refused

if TYPE_CHECKING:
    from activities.desk import Desk
    from activities.readers import Readers
    from adapters.settings import Settings

DONE, REFUSED, USAGE, AWAY = 0, 1, 2, 3

_Done = TypeVar("_Done")


def run(
    root: Path,
    work: Callable[["Desk"], Awaitable[_Done]],
    show: Callable[[_Done], None],
    away: str = "",
) -> None:
    """Do it at the desk and show it. `root` is the project's, `away` is said when a part is."""
    from activities.by_hand import NobodyAnswers, NotDone
    from activities.desk import Away, at_desk

    async def whole() -> _Done:
        async with at_desk(settings(root)) as desk:
            return await work(desk)

    try:
        show(asyncio.run(whole()))
    except Refused as refused:
        stop(str(refused), USAGE)
    except (Away, NobodyAnswers) as error:
        stop(f"{error}{away}", AWAY)
    except NotDone as error:
        stop(str(error), REFUSED)


def settings(root: Path) -> "Settings":
    """The environment's, `.env`'s, or those of a local stack that runs."""
    from activities.desk import settings_here
    from adapters.settings import SettingsRefused

    try:
        return settings_here(root, terminal.complain)
    except SettingsRefused as refused:
        hint = "`.env.example` explains each; `make up` runs a stack that needs none"
        stop(f"{refused}\n{hint}", USAGE)


def readers(root: Path) -> "Readers":
    """How hospitals speak, for what needs no server: of the settings if there are any."""
    from activities.desk import settings_here
    from activities.readers import Readers
    from adapters.feed_file import read_feeds
    from adapters.settings import SettingsRefused

    try:
        folder = settings_here(root, lambda _words: None).feeds_dir
    except SettingsRefused:
        folder = root / "feeds"
    return Readers(read_feeds(folder))


def stop(words: str, status: int) -> NoReturn:
    """Say why on stderr, and end."""
    terminal.complain(words)
    raise SystemExit(status)
