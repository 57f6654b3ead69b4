"""What will happen to a discharge, from two files alone, for people and for programs."""

import json
from pathlib import Path

from adapters import pathway_file, terminal
from adapters.discharge_file import read_discharge_file
from adapters.holidays import calendar_for
from adapters.plan_json import no_episode_json, plan_json
from domain.discharge import Discharge
from domain.disposition import route
from domain.plan import Plan, opening, plan


def show_plan(file: Path, pathway: Path) -> None:
    """For people. Raises Refused."""
    discharge, planned = _planned(file, pathway)
    if planned is None:
        terminal.show_no_episode(discharge, route(discharge.disposition).reason)
    else:
        terminal.show_plan(planned, discharge)


def show_json(file: Path, pathway: Path) -> None:
    """For programs. Raises Refused."""
    discharge, planned = _planned(file, pathway)
    if planned is None:
        told = no_episode_json(route(discharge.disposition).reason)
    else:
        told = plan_json(planned, discharge)
    terminal.say(json.dumps(told, indent=2))


def _planned(file: Path, pathway: Path) -> tuple[Discharge, Plan | None]:
    """The discharge, and its plan if it opens an episode."""
    discharge, chosen = read_discharge_file(file), pathway_file.read_pathway(pathway)
    facts = opening(discharge, chosen, calendar_for(discharge, chosen), discharge.discharged_at)
    return discharge, plan(facts) if route(discharge.disposition).opens else None
