"""Who looked at what."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import runner, screen

if TYPE_CHECKING:
    from operations.audits import AuditLine
    from operations.operations import Operations

ROOT = Path(__file__).parent.parent


def audit_(
    by: Annotated[str, typer.Option(help="Who asks, a handle: an auditor.")],
    *,
    who: Annotated[str, typer.Option(help="Only what they did: a handle, or ops.")] = "",
    episode: Annotated[str, typer.Option(help="Only what is about this one.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many at most.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """List who looked at or did what, the newest first. No line names a patient.

    Example: python starter.py audit --by reed --episode EPISODE
    """
    rows = screen.lister("UTC", "who", "what", "kinds of things", "about", "via")

    async def work(ops: "Operations") -> "list[AuditLine]":
        return await ops.audits(by, who=who, episode=episode, limit=limit)

    def show(found: "list[AuditLine]") -> None:
        (screen.show_json if as_json else rows)(found)

    runner.run(ROOT, work, show)
