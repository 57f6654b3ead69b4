"""Composition root: the command line. `python starter.py --help`.

Exit status: 0 done; 1 something was refused; 2 the command or a file will not do; 3 a part of the
system is away, and the same command can be repeated.
"""
# ruff: noqa: PLC0415 - what needs Temporal or SQL is imported where it is used: `plan` stays fast

import asyncio
import json
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from adapters import pathway_file, terminal
from adapters.discharge_file import read_discharge_file
from adapters.holidays import calendar_for
from adapters.phone_numbers import e164
from adapters.plan_json import no_episode_json, plan_json
from adapters.strict import Refused
from domain.disposition import route
from domain.facts import Ending
from domain.plan import opening, plan

if TYPE_CHECKING:
    from activities.desk import Desk, Told
    from adapters.settings import Settings

ROOT = Path(__file__).parent
DONE, REFUSED, USAGE, AWAY = 0, 1, 2, 3

app = typer.Typer(
    help="Homeward: the thirty days after a hospital discharge, from the command line.",
    no_args_is_help=True,
    add_completion=False,
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


# ---- what will happen


@app.command("plan")
def plan_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A discharge, as JSON.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    pathway: Annotated[str, typer.Option(help="A name in pathways/, or a file.")] = "standard",
) -> None:
    """Say what will happen to a discharge: every step, prompt and reminder. Needs no server.

    Example: python starter.py plan examples/discharges/11-heart-failure-before-labor-day.json
    """
    path = Path(pathway) if pathway.endswith(".toml") else ROOT / "pathways" / f"{pathway}.toml"
    try:
        discharge, chosen = read_discharge_file(file), pathway_file.read_pathway(path)
    except Refused as refused:
        _stop(str(refused), USAGE)
    routed = route(discharge.disposition)
    facts = opening(discharge, chosen, calendar_for(discharge, chosen), discharge.discharged_at)
    if as_json:
        told = plan_json(plan(facts), discharge) if routed.opens else no_episode_json(routed.reason)
        typer.echo(json.dumps(told, indent=2))
    elif routed.opens:
        terminal.show_plan(plan(facts), discharge)
    else:
        terminal.show_no_episode(discharge, routed.reason)


# ---- starting, ending, holding, answering


@app.command("discharge")
def discharge_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Discharges, as JSON.")],
) -> None:
    """Start the episode of each discharge. Sending one again is harmless.

    Example: python starter.py discharge examples/discharges/*.json
    """

    async def start(desk: "Desk") -> list[bool]:
        await desk.reach()
        return [_said(await desk.start(file)) for file in files]

    def judge(started: list[bool]) -> None:
        raise typer.Exit(DONE if all(started) else REFUSED)

    _run(start, judge, away="; nothing is lost, the same files can be sent again")


def _said(taken: "Told") -> bool:
    typer.echo(taken.words, err=taken.refused)
    return not taken.refused


@app.command()
def close(
    episode: EpisodeId,
    reason: Annotated[Reason, typer.Option(help="Why.")],
    note: Annotated[str, typer.Option(help="In words.")] = "",
) -> None:
    """End an episode early: every timer stops, every open prompt is withdrawn.

    Example: python starter.py close EPISODE --reason transferred --note "to Lakeside"
    """
    _run(lambda desk: desk.by_hand.close(episode, Ending(reason), note), typer.echo)


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
        lambda desk: desk.by_hand.resume(episode) if undo else desk.by_hand.suspend(episode),
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
        rows = terminal.lister("question", "answers")
        return _run(lambda desk: desk.by_hand.questions(episode), rows)
    if not (choice or at):
        _stop("an answer needs a choice, a digit or a word, or the date in --at", USAGE)
    said = " ".join(filter(None, (choice, at, note)))
    return _run(lambda desk: desk.by_hand.answer(episode, question, said, by), typer.echo)


# ---- looking


@app.command()
def status(episode: EpisodeId) -> None:
    """Show an episode: what is open, whose it is, when it is due, what happens next.

    Example: python starter.py status EPISODE
    """
    _run(lambda desk: desk.by_hand.status(episode), terminal.show_page)


@app.command("list")
def list_(
    *,
    facility: Annotated[str | None, typer.Option(help="Only this one.")] = None,
    closed: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
) -> None:
    """List episodes: urgent ones first, then what nobody owns, then what is due first.

    Example: python starter.py list --facility mercy-general
    """
    rows = terminal.lister("episode", "day", "next due", "")
    _run(lambda desk: desk.episodes(facility, closed=closed), rows)


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
        _stop("find takes one of --mrn, --encounter and --phone (a possible number)", USAGE)
    _run(lambda desk: desk.find(mrn, encounter, number, code), terminal.show_lines)


@app.command()
def roster() -> None:
    """Show who is on shift now, by the store's clock.

    Example: python starter.py roster
    """
    _run(lambda desk: desk.on_shift(), terminal.lister("facility", "role", "handle", "name"))


# ---- running the whole


@app.command()
def migrate() -> None:
    """Bring the store to the newest schema. Harmless to repeat.

    Example: python starter.py migrate
    """
    from adapters import database

    database.migrate(_settings().database_url)
    typer.echo("the store has the newest schema")


@app.command()
def hospital(
    file: Path,
    days: Annotated[int, typer.Option(help="For how many days the clinics' slots are added.")] = 60,
) -> None:
    """Write a hospital file (staff, shifts, clinics, vendors) into the store. Harmless to repeat.

    Example: python starter.py hospital examples/hospital.toml
    """
    from activities.hospital import write_hospital
    from adapters import clock
    from adapters.hospital_file import read_hospital

    try:
        read = read_hospital(file)
    except Refused as refused:
        _stop(str(refused), USAGE)
    new = write_hospital(_settings(), read, clock.now().date(), days)
    typer.echo(f"{len(read.staff)} staff, {len(read.vendors)} vendors, {new} new slots")


@app.command()
def codec() -> None:
    """Print where Temporal's UI asks for clear text. Its address is a secret.

    Example: python starter.py codec
    """
    found = _settings()
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
        _stop(str(refusal), USAGE)
    raise typer.Exit(local_demo.run(day))


@app.command()
def up() -> None:
    """Run the same stack in real time with nobody scripted, until Ctrl-C; it keeps its data.

    Example: python starter.py up
    """
    from local.up import run

    raise typer.Exit(run())


# ---- how every command begins and ends


def _run(
    work: Callable[["Desk"], Awaitable[_Done]], show: Callable[[_Done], None], *, away: str = ""
) -> None:
    """Do it at the desk and show it; what goes wrong is a line on stderr and an exit status."""
    from activities.by_hand import NobodyAnswers, NotDone
    from activities.desk import Away, at_desk

    async def whole() -> _Done:
        async with at_desk(_settings()) as desk:
            return await work(desk)

    try:
        show(asyncio.run(whole()))
    except Refused as refused:
        _stop(str(refused), USAGE)
    except (Away, NobodyAnswers) as error:
        _stop(f"{error}{away}", AWAY)
    except NotDone as error:
        _stop(str(error), REFUSED)


def _settings() -> "Settings":
    from activities.desk import settings_here
    from adapters.settings import SettingsRefused

    try:
        return settings_here(ROOT, lambda words: typer.echo(words, err=True))
    except SettingsRefused as refused:
        hint = "`.env.example` explains each; `make up` runs a stack that needs none"
        _stop(f"{refused}\n{hint}", USAGE)


def _stop(words: str, status: int) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(status)


if __name__ == "__main__":
    app()
