"""A step is given to a colleague, by hand."""

from pathlib import Path
from typing import Annotated

import typer

from cli import runner

ROOT = Path(__file__).parent.parent


def give_(
    episode: Annotated[str, typer.Argument(metavar="EPISODE", help="Its id, as `list` shows it.")],
    step: Annotated[str, typer.Argument(metavar="STEP", help="As `answer EPISODE` names it.")],
    to: Annotated[str, typer.Argument(metavar="HANDLE", help="Who is on now and can answer it.")],
) -> None:
    """Give what a step asks of staff to a colleague; both hear, and the step goes along.

    Example: python starter.py give EPISODE contact kim
    """
    runner.run(ROOT, lambda ops: ops.giving.give(episode, step, to), typer.echo)
