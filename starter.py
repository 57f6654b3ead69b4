"""Composition root: the command line. `python starter.py --help`.

Exit status: 0 done; 1 something was refused; 2 the command or its files will not do; 3 a part of
the system is away, and the same command can be repeated.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from adapters import clock, discharge_file, pathway_file, terminal
from adapters.holidays import calendar_for
from adapters.plan_json import no_episode_json, plan_json
from adapters.strict import Refused
from domain.calendar import in_zone
from domain.discharge import Discharge
from domain.disposition import route
from domain.facts import Ending
from domain.pathway import Pathway
from domain.phrasing import short_due
from domain.plan import opening, plan

if TYPE_CHECKING:
    from activities.by_hand import ByHand
    from activities.intake import Intake
    from adapters.database import Database
    from adapters.encryption import Tokens
    from adapters.settings import Settings

PATHWAYS = Path(__file__).parent / "pathways"
LOCAL_ENV = ".homeward/*/env"
REFUSED, USAGE, AWAY = 1, 2, 3
PATIENCE = timedelta(seconds=5)

app = typer.Typer(
    help="Thirty days of care after a hospital discharge.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Reason(StrEnum):
    """Why an episode is ended by hand."""

    DIED = "died"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"


EpisodeId = Annotated[str, typer.Argument(metavar="EPISODE", help="its id, as `list` shows it")]
DischargeFile = Annotated[Path, typer.Argument(metavar="FILE", help="a discharge, as JSON")]
DischargeFiles = Annotated[list[Path], typer.Argument(metavar="FILE...")]
FacilityOption = Annotated[str | None, typer.Option(help="only this facility")]
Two = tuple[str, str]


# ---- what will happen


@app.command("plan")
def plan_(
    file: DischargeFile,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
    pathway: Annotated[str, typer.Option(help="a name in pathways/, or a file")] = "standard",
) -> None:
    """Say what will happen to a discharge: every step, prompt and reminder. Needs no server.

    Example: python starter.py plan examples/discharges/11-heart-failure-before-labor-day.json
    """
    try:
        discharge, chosen = _discharge(file), _pathway(pathway)
    except Refused as refused:
        _stop(str(refused), USAGE)
    routed = route(discharge.disposition)
    facts = opening(discharge, chosen, calendar_for(discharge, chosen), discharge.discharged_at)
    match as_json, routed.opens:
        case True, True:
            typer.echo(json.dumps(plan_json(plan(facts), discharge), indent=2))
        case True, False:
            typer.echo(json.dumps(no_episode_json(routed.reason), indent=2))
        case False, True:
            terminal.show_plan(plan(facts), discharge)
        case _:
            terminal.show_no_episode(discharge, routed.reason)


# ---- starting and ending


@app.command()
def discharge(files: DischargeFiles) -> None:
    """Start the episode of each discharge. Sending a file again is harmless.

    Example: python starter.py discharge examples/discharges/*.json
    """

    async def start(parts: Parts) -> int:
        refused = [file for file in files if not await _start(parts, file)]
        return REFUSED if refused else 0

    _online(start, "; nothing is lost, the same files can be sent again")


@app.command()
def close(
    episode: EpisodeId,
    reason: Annotated[Reason, typer.Option(help="why")],
    note: Annotated[str, typer.Option(help="in words")] = "",
) -> None:
    """End an episode early: every timer stops, every open prompt is withdrawn.

    Example: python starter.py close EPISODE --reason transferred --note "to Lakeside"
    """

    async def end(parts: Parts) -> int:
        await parts.by_hand.close(episode, Ending(reason), note)
        typer.echo(f"{episode} is being closed: {reason}")
        return 0

    _online(end)


@app.command()
def readmit(
    episode: EpisodeId,
    *,
    undo: Annotated[bool, typer.Option("--undo", help="it was a mistake: go on")] = False,
) -> None:
    """Hold an episode whose patient is an inpatient again, or go on with it.

    Example: python starter.py readmit EPISODE --undo
    """

    async def hold(parts: Parts) -> int:
        await (parts.by_hand.resume if undo else parts.by_hand.suspend)(episode)
        typer.echo(f"{episode} goes on" if undo else f"{episode} is held")
        return 0

    _online(hold)


@app.command()
def answer(
    episode: EpisodeId,
    question: Annotated[str, typer.Argument(help="its key; without one, the open ones")] = "",
    choice: Annotated[str, typer.Argument(help="digit or word, as in a text")] = "",
    by: Annotated[str, typer.Option(help="who said it (a handle); else who was asked")] = "",
    note: Annotated[str, typer.Option(help="what was said beside it")] = "",
    at: Annotated[str, typer.Option(help="when, as in a text: 'yest 4:50p', 'tue 9/8 2:30p'")] = "",
) -> None:
    """Answer for somebody whose phone is lost; without a question, list what is open.

    Example: python starter.py answer EPISODE contact/call/1 "no answer" --by lopez --at "10:02a"
    """
    if bool(question) != bool(choice):
        _stop("an answer needs both the question and the choice", USAGE)

    async def give(parts: Parts) -> int:
        if not question:
            return await _show_questions(parts, episode)
        from activities.by_hand import Told  # noqa: PLC0415 - keeps `plan` fast

        told = Told(choice=choice, at=at, note=note, by=by)
        person, verdict = await parts.by_hand.answer(episode, question, told)
        typer.echo(f"{verdict.state.replace('_', ' ')} for {person.name}. {verdict.follows}".strip())
        return 0 if verdict.state == "recorded" else REFUSED

    _online(give)


# ---- looking


@app.command()
def status(episode: EpisodeId) -> None:
    """Show one episode: what is open, whose it is, when it is due, what happens next."""

    async def look(parts: Parts) -> int:
        terminal.show_status(await parts.by_hand.status(episode))
        return 0

    _online(look)


@app.command("list")
def list_(
    facility: FacilityOption = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help="closed ones too")] = False,
) -> None:
    """List the episodes: the urgent ones first, then what nobody owns, then what is due first."""

    async def show(parts: Parts) -> int:
        from activities import lookup  # noqa: PLC0415 - keeps `plan` fast

        now = parts.clinical_now()
        found = await parts.database.reading(
            lambda session: lookup.episodes(session, now, facility=facility, closed=all_)
        )
        terminal.show_episodes(found)
        return 0

    _online(show)
