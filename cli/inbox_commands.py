"""What hospitals sent and what waits for a person: listed, shown, retried, dismissed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import runner, screen

if TYPE_CHECKING:
    from operations.operations import Operations
    from operations.queue import Handled
    from operations.received import FeedLine, ReceivedLine

ROOT = Path(__file__).parent.parent
Pair = tuple[str, str]

inbox = typer.Typer(help="What hospitals sent, and the work queue: what waits for a person.")
Item = Annotated[
    str, typer.Argument(metavar="ID", help="Its id, as `inbox queue` or `list` shows it.")
]

By = Annotated[str, typer.Option(help="Who does it, a handle: it is kept.")]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]


@inbox.command("queue")
def queue_(
    *,
    facility: Annotated[str | None, typer.Option(help="Only this one.")] = None,
    settled: Annotated[bool, typer.Option("--all", help="Settled ones too.")] = False,
) -> None:
    """List what waits for a person, the longest waiting first, and what to do about it.

    Example: python starter.py inbox queue --facility mercy-general
    """
    rows = screen.lister("id", "since", "owner", "due", "why")
    runner.run(ROOT, lambda ops: ops.queue.listed(facility, settled=settled), rows)


@inbox.command("list")
def list_(  # noqa: PLR0913 - an option each
    *,
    facility: Annotated[str, typer.Option("--feed", help="Of this facility's feed.")] = "",
    event: Annotated[str, typer.Option(help="Such as A03 or ADT^A03.")] = "",
    outcome: Annotated[str, typer.Option(help="What came of it, such as ignored.")] = "",
    since: Annotated[str, typer.Option(help="Received then or later, in UTC.")] = "",
    until: Annotated[str, typer.Option(help="Received before that, in UTC.")] = "",
    patient: Annotated[Pair | None, typer.Option(metavar="FACILITY MRN")] = None,
    control_id: Annotated[
        str, typer.Option(help="MSH-10, or the sender's whole key, such as MSH-3|MSH-4|MSH-10.")
    ] = "",
    before: Annotated[int | None, typer.Option(min=1, help="An id: the page below it.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many at most.")] = 50,
    ids: Annotated[
        bool, typer.Option("--ids", help="Only their ids, for retry or dismiss.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List what hospitals sent, the newest first, and what came of each. Shows no content.

    Example: python starter.py inbox list --feed mercy-general --event A44 --outcome queued --ids
    """
    if ids and as_json:
        runner.stop("list takes --ids or --json", runner.USAGE)
    rows = screen.lister("id", "received UTC", "feed", "event", "outcome", "what came of it")
    narrowed = any((facility, event, outcome, since, until, patient, control_id))

    def show(found: "list[ReceivedLine]") -> None:
        if ids:
            screen.say(" ".join(str(one.inbox) for one in reversed(found)))
            return
        (screen.show_json if as_json else rows)(found)
        if not (as_json or narrowed):
            _tell_of_gaps([one.inbox for one in found])

    async def work(ops: "Operations") -> "list[ReceivedLine]":
        return await ops.received(
            facility=facility,
            event=event,
            outcome=outcome,
            since=since,
            until=until,
            patient=patient,
            control_id=control_id,
            before=before,
            limit=limit,
        )

    runner.run(ROOT, work, show)


def _tell_of_gaps(numbers: Sequence[int]) -> None:
    if numbers and numbers[0] - numbers[-1] >= len(numbers):
        screen.complain("numbers that are missing between these came from phones")


@inbox.command("feeds")
def feeds_(
    facility: Annotated[str, typer.Argument(metavar="[FEED]", help="Only this one's.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """Say of each feed and event when the last came, and what came of a day's and a week's.

    Example: python starter.py inbox feeds mercy-general
    """
    headings = ("feed", "event", "last UTC", "24 hours", "7 days")
    rows = screen.lister(*headings)

    def show(found: "list[FeedLine]") -> None:
        (screen.show_json if as_json else rows)(found)

    runner.run(ROOT, lambda ops: ops.by_feed(facility), show)


@inbox.command("show")
def show_(
    message: Item, *, by: Annotated[str, typer.Option(help="Who looks, a handle: it is kept.")]
) -> None:
    """Show a message in clear, as far as your role may see it, and what came of it.

    Of what is not yours its place alone. That you looked is kept.

    Example: python starter.py inbox show 12 --by ortiz
    """
    runner.run(
        ROOT,
        lambda ops: ops.shown_messages.shown(message, by),
        lambda shown: screen.show_message(shown.facts, shown.body),
    )


@inbox.command("retry")
def retry_(
    messages: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help='"40-60" is a range.')
    ] = None,
    *,
    queued: Annotated[bool, typer.Option("--all-queued", help="All that wait.")] = False,
    patient: Annotated[
        Pair | None, typer.Option(metavar="FACILITY MRN", help="All of one.")
    ] = None,
    feed: Annotated[str, typer.Option(help="All of this facility's feed.")] = "",
    since: Annotated[str, typer.Option(help="With --feed: received then or later, UTC.")] = "",
    by: By,
) -> None:
    """Read messages again, once a feed or a facility was put right.

    Each with everything of its person: a death that was not understood is heard as well. Whoever
    owns it may, the intake lead, a case manager or supervisor there, and ops.

    Example: python starter.py inbox retry --feed mercy-general --since 2026-11-27 --by ortiz
    """
    if sum((bool(messages), queued, patient is not None, bool(feed))) != 1:
        runner.stop("retry takes ids, or one of --all-queued, --patient and --feed", runner.USAGE)
    if since and not feed:
        runner.stop("--since goes with --feed", runner.USAGE)

    async def work(ops: "Operations") -> "list[Handled]":
        from operations.queue import Again  # noqa: PLC0415 - needs SQL

        which = Again(
            messages=messages or (), queued=queued, patient=patient, feed=feed, since=since
        )
        return await ops.retry(which, by)

    runner.run(ROOT, work, runner.report_retried)


@inbox.command("dismiss")
def dismiss_(
    items: Annotated[list[str], typer.Argument(metavar="ID...")],
    *,
    reason: Annotated[str, typer.Option(help="Why. It is sealed: `inbox show` shows it.")],
    by: By,
) -> None:
    """Settle messages or items of work, by their ids or keys, without doing anything.

    Whoever owns it may, the intake lead, a case manager or supervisor there, and ops.

    Example: python starter.py inbox dismiss 12 13 --by ortiz --reason "sent by a test system"
    """
    runner.run(ROOT, lambda ops: ops.dismiss(items, reason, by), runner.report_dismissed)
