"""What was understood of one patient, before they are called or texted by it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import runner, screen

if TYPE_CHECKING:
    from operations.understood import PersonShown, StayShown

ROOT = Path(__file__).parent.parent
Pair = tuple[str, str]
_LABEL = 17


def understood_(
    episode: Annotated[str, typer.Argument(metavar="[EPISODE]", help="One of theirs.")] = "",
    *,
    mrn: Annotated[Pair | None, typer.Option(metavar="FACILITY MRN")] = None,
    by: Annotated[str, typer.Option(help="Who looks, a handle: it is kept.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show what was understood of a patient, and which message says each thing.

    Phones and who is texted, language, caregiver, address, drug lists, what is doubtful: as far as
    the role may see it. That you looked is kept.

    Example: python starter.py understood EPISODE --by ortiz
    """
    if bool(episode) is (mrn is not None):
        runner.stop("understood takes an episode or --mrn", runner.USAGE)

    def show(found: "PersonShown") -> None:
        if as_json:
            screen.show_json([found])
        else:
            _show(found)

    runner.run(ROOT, lambda ops: ops.understanding.shown(episode, mrn, by), show)


def _show(found: "PersonShown") -> None:
    for stay in found.stays:
        _say(stay.heading)
        for line in _lines(stay, found.by):
            _say(f"  {line}")
    if found.waiting:
        _say("waits for somebody")
    for words in found.waiting:
        _say(f"  {words}")
    if found.came:
        _say("what was said of their messages")
    for words, ids in found.came:
        _say(f"  {words}{_said(ids, '  [{}]')}")


def _lines(stay: "StayShown", by: str) -> list[str]:
    shown = [
        f"{one.label:{_LABEL}}{one.words}{_said(one.messages, '  [{}]')}" for one in stay.lines
    ]
    hidden = [
        f"{thing:{_LABEL}}not for {by}{_said(ids, '; said by {}')}" for thing, ids in stay.hidden
    ]
    return [*shown, *hidden]


def _said(messages: tuple[int, ...], words: str) -> str:
    return words.format(", ".join(map(str, messages))) if messages else ""


def _say(words: str) -> None:
    screen.say(screen.printable(words))
