#!/usr/bin/env python3
"""Composition root: the command line. `python starter.py --help`.

A discharge becomes an episode: `run` of workflows/episode/workflow.py, its steps in domain/steps/.

Exit status: 0 done; 1 something was refused; 2 the command or a file will not do; 3 a part of the
system is away, and the same command can be repeated.
"""
# ruff: noqa: PLC0415 - what needs Temporal or SQL is imported where it is used: `plan` stays fast

from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from adapters import wall_clock
from adapters.reference.phone_numbers import e164
from cli import (
    audit_command,
    census_command,
    consent_command,
    erase_command,
    example_command,
    feed_commands,
    give_command,
    import_commands,
    inbox_commands,
    language_command,
    lower_command,
    read_command,
    runner,
    screen,
    understood_command,
)
from cli.planning import plan_command, simulate_command
from cli.runner import USAGE, stop
from domain.episode.facts import Ending
from domain.pathway import Role

if TYPE_CHECKING:
    from operations.operations import Operations

ROOT = Path(__file__).parent

app = typer.Typer(
    help="Homeward: the thirty days after a hospital discharge, from the command line.",
    no_args_is_help=True,
    add_completion=which("starter.py") is not None,  # shells complete what is on the PATH
    pretty_exceptions_enable=False,
)


class Reason(StrEnum):
    """Why an episode is ended by hand."""

    DIED = Ending.DIED
    WITHDRAWN = Ending.WITHDRAWN
    TRANSFERRED = Ending.TRANSFERRED
    CANCELLED = Ending.CANCELLED


EpisodeId = Annotated[str, typer.Argument(metavar="EPISODE", help="Its id, as `list` shows it.")]
Pair = tuple[str, str]
_Done = TypeVar("_Done")


@app.command("plan")
def plan_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A discharge, as JSON.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    pathway: Annotated[str, typer.Option(help="A name in pathways/, or a file.")] = "standard",
    hospital: Annotated[Path | None, typer.Option(help="Else the sample hospital.")] = None,
    opened: Annotated[str, typer.Option(help="When its episode opens, if later.")] = "",
) -> None:
    """Say what will happen to a discharge: who gets what text, and when. Needs no server.

    Example: python starter.py plan examples/discharges/11-heart-failure-before-labor-day.json
    """
    show = plan_command.show_json if as_json else plan_command.show_plan
    runner.alone(lambda: show(plan_command.PlanFiles(ROOT, file, pathway, hospital, opened)))


@app.command()
def simulate(  # noqa: PLR0913 - its options
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Discharges, as JSON.")],
    *,
    people: Annotated[Path | None, typer.Option(help="A script: who answers what.")] = None,
    seed: Annotated[int | None, typer.Option(help="Draw whom the script leaves out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    real: Annotated[bool, typer.Option("--real", help="By the workflows; shows phones.")] = False,
    pathway: Annotated[str, typer.Option(help="A name in pathways/, or a file.")] = "standard",
    hospital: Annotated[Path | None, typer.Option(help="Else the sample hospital.")] = None,
) -> None:
    """Rehearse thirty days: who is asked what, who answers, what is late, how it ends.

    Example: python starter.py simulate examples/discharges/11-*.json --seed 7
    """
    show = simulate_command.show_json if as_json else simulate_command.show_simulations
    named = [plan_command.PlanFiles(ROOT, file, pathway, hospital) for file in files]
    cast = simulate_command.Cast(people, seed)
    if not real:
        return runner.alone(lambda: show(named, cast))
    from local.refusals import LocalRefusal
    from local.rehearsal.told import really

    try:
        runner.alone(lambda: show(named, cast, really))
    except LocalRefusal as refusal:
        stop(str(refusal), refusal.status)
    return None


@app.command()
def example(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its number will do.")] = "11",
) -> None:
    """Write one of examples/discharges as if of yesterday, as JSON. Needs no server.

    Example: python starter.py example > mine.json
    """
    folder = ROOT / "examples" / "discharges"
    runner.alone(lambda: example_command.show_example(folder, name, wall_clock.now()))


app.command("read", epilog=read_command.WORDS_OF_OPEN)(read_command.read_)
app.command("consent")(consent_command.consent_)
app.command("lower")(lower_command.lower_)
app.command("give")(give_command.give_)
app.command("audit")(audit_command.audit_)
app.command("understood")(understood_command.understood_)
app.command("erase")(erase_command.erase_)


# ---- starting, ending, holding, answering


@app.command("discharge")
def discharge_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders.")],
    *,
    facility: Annotated[str, typer.Option(help="Whose the FHIR is; HL7 says it itself.")] = "",
) -> None:
    """Send what a hospital says: discharges as JSON, HL7 v2, FHIR. Sending again is harmless.

    What they would come to is said by `feed check`, which sends nothing.

    Example: python starter.py discharge examples/discharges/*.json adt-export/
    """
    runner.send(ROOT, paths, facility)


@app.command()
def close(
    episode: EpisodeId,
    reason: Annotated[Reason, typer.Option(help="Why.")],
    note: Annotated[str, typer.Option(help="In words.")] = "",
) -> None:
    """End an episode early: every timer stops, every open prompt is withdrawn.

    Example: python starter.py close EPISODE --reason transferred --note "to Lakeside"
    """
    _run(lambda ops: ops.by_hand.close(episode, Ending(reason), note), typer.echo)


@app.command()
def readmit(
    episode: EpisodeId,
    *,
    undo: Annotated[bool, typer.Option("--undo", help="It was a mistake: go on.")] = False,
) -> None:
    """Hold an episode whose patient is an inpatient again; with --undo, go on with it.

    Example: python starter.py readmit EPISODE
    """
    _run(
        lambda ops: ops.by_hand.resume(episode) if undo else ops.by_hand.suspend(episode),
        typer.echo,
    )


@app.command()
def answer(
    episode: EpisodeId,
    question: Annotated[str, typer.Argument(help="Its key; without one, the open ones.")] = "",
    choice: Annotated[str, typer.Argument(help="A digit or word, as in a text.")] = "",
    by: Annotated[str, typer.Option(help="Who said it, a handle; else who was asked.")] = "",
    note: Annotated[str, typer.Option(help="What was said beside it.")] = "",
    at: Annotated[str, typer.Option(help='When, as in a text: "yest 4:50p".')] = "",
) -> None:
    """Answer for somebody whose phone is lost; without a question, list what is open.

    Example: python starter.py answer EPISODE contact/call/1 "no answer" --by lopez --at "yest 4p"
    """
    if not question:
        rows = screen.lister("question", "answers")
        return _run(lambda ops: ops.by_hand.questions(episode), rows)
    if not (choice or at):
        stop("an answer needs a choice, a digit or a word, or the date in --at", USAGE)
    said = " ".join(filter(None, (choice, at, note)))
    return _run(lambda ops: ops.by_hand.answer(episode, question, said, by, at), typer.echo)


# ---- looking


@app.command()
def status(episode: EpisodeId) -> None:
    """Show an episode: what is open, whose it is, when it is due, what happens next.

    Example: python starter.py status EPISODE
    """
    _run(lambda ops: ops.by_hand.status(episode), runner.report_page)


@app.command("list")
def list_(
    *,
    facility: Annotated[str | None, typer.Option(help="Only this one.")] = None,
    closed: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
) -> None:
    """List episodes: urgent ones first, then what nobody owns, then what is due first.

    Example: python starter.py list --facility mercy-general
    """
    rows = screen.lister("episode", "day", "next due", "")
    _run(lambda ops: ops.episodes(facility, closed=closed), rows)


@app.command()
def find(
    mrn: Annotated[Pair | None, typer.Option(metavar="FACILITY MRN")] = None,
    encounter: Annotated[Pair | None, typer.Option(metavar="FACILITY ENCOUNTER")] = None,
    phone: Annotated[str | None, typer.Option(metavar="NUMBER")] = None,
    code: Annotated[int | None, typer.Option(help="With --phone: the code of a text.")] = None,
) -> None:
    """Find the episodes of a patient, an encounter or a phone, the newest first.

    Example: python starter.py find --phone +16175550141 --code 27
    """
    number = e164(phone, "US") if phone else None
    if sum(given is not None for given in (mrn, encounter, number)) != 1:
        stop("find takes one of --mrn, --encounter and --phone (a possible number)", USAGE)
    _run(lambda ops: ops.find(mrn, encounter, number, code), screen.report)


@app.command()
def roster(
    *,
    facility: Annotated[str, typer.Option(help="Only this one.")] = "",
    role: Annotated[Role | None, typer.Option(help="Only this one.")] = None,
    at: Annotated[str, typer.Option(help='When, as "2026-11-27 15:00"; else now.')] = "",
    due: Annotated[str, typer.Option(help="By when.")] = "",
    language: Annotated[str, typer.Option(help="The patient's, such as es.")] = "",
    urgent: Annotated[bool, typer.Option("--urgent", help="It cannot wait.")] = False,
) -> None:
    """Show who would be asked, now or at a given time, who after them, and why.

    Example: python starter.py roster --role nurse --at "2026-11-27 15:00" --language es
    """
    show = screen.show_sections
    _run(lambda ops: ops.standings(facility, role, at, due, language, urgent=urgent), show)


app.add_typer(feed_commands.feed, name="feed", no_args_is_help=True)
app.add_typer(inbox_commands.inbox, name="inbox", no_args_is_help=True)
app.add_typer(language_command.language, name="language", no_args_is_help=True)


# ---- who may call us


key = typer.Typer(help="Hospitals' keys to our HTTP interface.")
app.add_typer(key, name="key", no_args_is_help=True)
KeyId = Annotated[str, typer.Argument(metavar="ID", help="Its id, as `key list` shows it.")]


@key.command("new")
def key_new(
    facility: Annotated[str, typer.Argument(help="Whose it is.")],
    scope: Annotated[list[str], typer.Option(help="What it opens, such as discharges:write.")],
    days: Annotated[int | None, typer.Option(min=1, help="It ends after so many days.")] = None,
) -> None:
    """Make a key. Its text is printed once, on stdout, and kept nowhere.

    Example: python starter.py key new mercy-general --scope discharges:write --days 365
    """
    _run(lambda ops: ops.keys.new(facility, scope, days), screen.show_key)


@key.command("list")
def key_list() -> None:
    """List the keys, ended ones too. None shows its text.

    Example: python starter.py key list
    """
    _run(lambda ops: ops.keys.listed(), screen.lister("id", "facility", "opens", "until"))


@key.command("rotate")
def key_rotate(
    old: KeyId,
    overlap: Annotated[int, typer.Option("--overlap-hours", min=0, help="Of the old one.")] = 24,
) -> None:
    """Make a key in the place of another, which holds some hours more.

    Example: python starter.py key rotate 4fT0aZ81mQx2 --overlap-hours 24
    """
    _run(lambda ops: ops.keys.rotate(old, timedelta(hours=overlap)), screen.show_key)


@key.command("revoke")
def key_revoke(old: KeyId) -> None:
    """End a key now.

    Example: python starter.py key revoke 4fT0aZ81mQx2
    """
    _run(lambda ops: ops.keys.revoke(old), typer.echo)


# ---- running the whole


@app.command()
def migrate() -> None:
    """Bring the store to the newest schema. Harmless to repeat.

    Example: python starter.py migrate
    """
    runner.migrate(ROOT)


app.command("census")(census_command.census_)
app.command("hospital")(import_commands.hospital_)
app.command("rxnorm")(import_commands.rxnorm_)


@app.command()
def codec() -> None:
    """Print where Temporal's UI asks for clear text. Its address is a secret.

    Example: python starter.py codec
    """
    found = runner.settings(ROOT)
    typer.echo(f"{found.public_base_url}/codec/{found.tokens.codec()}")


@app.command()
def demo(day: Annotated[float, typer.Option(help="How many seconds a day lasts.")] = 10) -> None:
    """Run thirty days of a dozen patients in five minutes, with everything that takes.

    Example: python starter.py demo --day 20
    """
    from local import demo as local_demo
    from local.refusals import LocalRefusal

    try:
        local_demo.check_day(day)
    except LocalRefusal as refusal:
        stop(str(refusal), USAGE)
    raise typer.Exit(local_demo.run(day))


@app.command()
def up() -> None:
    """Run the same stack in real time with nobody scripted, until Ctrl-C; it keeps its data.

    Example: python starter.py up
    """
    from local.up import run

    raise typer.Exit(run())


# ---- how every command begins and ends


def _run(work: Callable[["Operations"], Awaitable[_Done]], show: Callable[[_Done], None]) -> None:
    runner.run(ROOT, work, show)


if __name__ == "__main__":
    app()
