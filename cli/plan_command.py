"""What will happen to a discharge, from two files alone, for people and for programs."""

import json
from pathlib import Path

from adapters.files.discharge import read_discharge_file
from adapters.files.pathway import read_pathway
from adapters.messages.discharge_json import event_of
from adapters.reference.holidays import calendar_for
from cli import plan_page, screen
from cli.plan_json import no_episode_json, plan_json
from domain.desired_episodes import DesiredEpisode, Terms, desired_episodes
from domain.hospital.chart import chart
from domain.hospital.discharge import Discharge
from domain.plan.plan import Plan, opening, plan


def show_plan(file: Path, pathway: Path) -> None:
    """For people. Raises Refused."""
    said, one, planned = _planned(file, pathway)
    if one.discharge is None or planned is None:
        plan_page.show_no_episode(said, one.reason)
    else:
        plan_page.show_plan(planned, one.discharge)


def show_json(file: Path, pathway: Path) -> None:
    """For programs. Raises Refused."""
    _, one, planned = _planned(file, pathway)
    if one.discharge is None or planned is None:
        told = no_episode_json(one.reason)
    else:
        told = plan_json(planned, one.discharge)
    screen.say(json.dumps(told, indent=2))


def _planned(file: Path, pathway: Path) -> tuple[Discharge, DesiredEpisode, Plan | None]:
    """The discharge, what it calls for as if it came at once, and the plan of its episode."""
    said, chosen = read_discharge_file(file), read_pathway(pathway)
    at = said.discharged_at
    terms = Terms(
        facility=said.facility,
        time_zone=said.time_zone,
        accept_from=None,
        window_days=chosen.window_days,
    )
    (one,) = desired_episodes(chart([event_of(said, at)]), terms, at)
    if one.discharge is None:
        return said, one, None
    facts = opening(one.discharge, chosen, calendar_for(one.discharge, chosen), at)
    return said, one, plan(facts)
