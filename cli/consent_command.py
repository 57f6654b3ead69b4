"""What a patient said to a colleague of being texted, written down by hand."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli import runner

ROOT = Path(__file__).parent.parent


class Said(StrEnum):
    """What the patient said."""

    NO = "no"
    YES = "yes"


_GIVEN = {Said.NO: False, Said.YES: True}


def consent_(
    episode: Annotated[str, typer.Argument(metavar="EPISODE", help="Its id, as `list` shows it.")],
    said: Annotated[Said, typer.Argument(help="To being texted.")],
    by: Annotated[str, typer.Option(help="The colleague to whom it was said, a handle.")],
) -> None:
    """Record that a patient wants no more texts, or wants them again.

    Only a no is harmless to repeat: each yes counts from now, also over a no said in between.

    Example: python starter.py consent EPISODE no --by lopez
    """
    runner.run(
        ROOT,
        lambda ops: ops.by_hand.consent(episode, by, given=_GIVEN[said]),
        typer.echo,
    )
