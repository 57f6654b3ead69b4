"""A case manager lowers the tier of a patient, by hand."""

from pathlib import Path
from typing import Annotated

import typer

from cli import runner

ROOT = Path(__file__).parent.parent


def lower_(
    episode: Annotated[str, typer.Argument(metavar="EPISODE", help="Its id, as `list` shows it.")],
    by: Annotated[str, typer.Option(help="The case manager whose decision it is, a handle.")],
    why: Annotated[str, typer.Option(help="The reason, kept sealed as a note.")],
) -> None:
    """Lower a patient's tier from case management to care coordination.

    What has raised it so far counts no more; whatever comes after this raises it again.

    Example: python starter.py lower EPISODE --by diaz --why "daughter moved in"
    """
    runner.run(ROOT, lambda ops: ops.by_hand.lower(episode, by, why), typer.echo)
