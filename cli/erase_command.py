"""Erasing one person, in two steps."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import runner, screen
from domain.hospital.erasure import Why

if TYPE_CHECKING:
    from operations.by_hand.erasing import Looked
    from operations.operations import Operations

ROOT = Path(__file__).parent.parent
Pair = tuple[str, str]


def erase_(
    episode: Annotated[str, typer.Argument(metavar="[EPISODE]", help="One of theirs.")] = "",
    *,
    mrn: Annotated[Pair | None, typer.Option(metavar="FACILITY MRN")] = None,
    by: Annotated[str, typer.Option(help="Who decided it, a handle: a supervisor there, or ops.")],
    why: Annotated[Why | None, typer.Option(help="Why.")] = None,
    confirm: Annotated[str, typer.Option(metavar="CODE", help="As the first step said it.")] = "",
    lift: Annotated[bool, typer.Option("--lift", help="Hear hospitals of them again.")] = False,
) -> None:
    """Empty all that is kept of one person. Without --confirm, only say what would go.

    Answers stay without their notes. What hospitals say of them afterwards waits for a person.

    Example: python starter.py erase EPISODE --by hale --why asked
    """
    if bool(episode) is (mrn is not None):
        runner.stop("erase takes an episode or --mrn", runner.USAGE)
    if lift is (why is not None):
        runner.stop("erase takes --why, or --lift", runner.USAGE)
    if why is None:
        runner.run(ROOT, lambda ops: ops.erasures.lift(episode, mrn, by), screen.say)
    elif confirm:
        runner.run(ROOT, lambda ops: _erased(ops, (episode, mrn, why, by, confirm)), screen.say)
    else:
        words = ("--mrn", *mrn) if mrn else (episode,)
        again = " ".join((*words, "--by", by, "--why", why, "--confirm"))
        runner.run(
            ROOT, lambda ops: _looked(ops, episode, mrn, by), lambda looked: _show(looked, again)
        )


async def _looked(ops: "Operations", episode: str, mrn: Pair | None, by: str) -> "Looked":
    with screen.progress(1) as step:
        return await ops.erasures.look(episode, mrn, by, step)


async def _erased(ops: "Operations", told: tuple[str, Pair | None, Why, str, str]) -> str:
    with screen.progress(1) as step:
        return await ops.erasures.erase(*told, step)


def _show(looked: "Looked", again: str) -> None:
    for line in looked.lines:
        screen.say(line)
    screen.say(f"nothing was removed yet; to do it: starter.py erase {again} {looked.code}")
