"""What is brought into the store from files: a hospital's own, and the names of drugs."""

from pathlib import Path
from typing import Annotated

import typer

from cli import runner, screen

ROOT = Path(__file__).parent.parent


def hospital_(
    file: Path,
    days: Annotated[int, typer.Option(help="For how many days the clinics' slots are added.")] = 60,
) -> None:
    """Write a hospital file (people, shifts, clinics, vendors) into the store. Harmless to repeat.

    Example: python starter.py hospital examples/hospital.toml
    """
    runner.run(ROOT, lambda ops: ops.load_hospital(file, days), screen.report)


def rxnorm_(
    folder: Annotated[Path, typer.Argument(help="Where RXNCONSO.RRF and its like are.")],
) -> None:
    """Import the names of drugs from RxNorm's Current Prescribable Content. Harmless to repeat.

    Example: python starter.py rxnorm downloads/rrf
    """
    runner.run(ROOT, lambda ops: ops.load_drug_names(folder), typer.echo)
