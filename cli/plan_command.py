"""What will happen to a discharge, from files alone, for people and for programs."""

import json
from dataclasses import dataclass
from pathlib import Path

from adapters.files.discharge import read_discharge_file
from adapters.files.hospital import Hospital
from adapters.files.hospital_reader import read_hospital
from adapters.files.pathway import read_pathway
from adapters.messages.discharge_json import event_of
from adapters.reference.holidays import calendar_for
from adapters.reference.postal_codes import zone_of
from adapters.wording.texts import Wording
from cli import plan_page, screen
from cli.plan_json import no_episode_json, plan_json
from cli.plan_recipients import LINK_BASE, Recipients, own_holidays
from domain.desired_episodes import DesiredEpisode, Terms, desired_episodes
from domain.episode.outlining import NothingHidden, outline_of
from domain.hospital.chart import chart
from domain.hospital.discharge import Discharge
from domain.pathway import Pathway
from domain.plan.plan import Plan, opening, plan


@dataclass(frozen=True)
class PlanFiles:
    """What a plan is made from: a discharge, a pathway's name or file, people and holidays."""

    root: Path
    discharge: Path
    pathway: str
    hospital: Path | None

    def read_pathway(self) -> Pathway:
        """One of those in `pathways/`, or a file. Raises Refused."""
        named = self.root / "pathways" / f"{self.pathway}.toml"
        return read_pathway(Path(self.pathway) if self.pathway.endswith(".toml") else named)

    def read_hospital(self) -> Hospital:
        """The sample hospital, if no other is said. Raises Refused."""
        return read_hospital(self.hospital or self.root / "examples" / "hospital.toml")


def show_plan(files: PlanFiles) -> None:
    """For people. Raises Refused."""
    said, one, made = _planned(files)
    if one.discharge is None or made is None:
        plan_page.show_no_episode(said, one.reason)
    else:
        plan_page.show_plan(made[0], one.discharge, made[1])


def show_json(files: PlanFiles) -> None:
    """For programs. Raises Refused."""
    _, one, made = _planned(files)
    if one.discharge is None or made is None:
        told = no_episode_json(one.reason)
    else:
        told = plan_json(made[0], one.discharge, made[1])
    screen.say(json.dumps(told, indent=2))


def _planned(files: PlanFiles) -> tuple[Discharge, DesiredEpisode, tuple[Plan, Recipients] | None]:
    """The discharge, what it calls for as if it came at once, and the plan of its episode."""
    said, chosen = read_discharge_file(files.discharge), files.read_pathway()
    hospital, at = files.read_hospital(), said.discharged_at
    terms = Terms(
        facility=said.facility,
        time_zone=said.time_zone,
        accept_from=None,
        window_days=chosen.window_days,
    )
    (one,) = desired_episodes(chart([event_of(said, at)]), terms, at)
    if one.discharge is None:
        return said, one, None
    discharge = one.discharge
    facts = opening(
        outline_of(discharge, 1, NothingHidden()),
        chosen,
        calendar_for(discharge, chosen, own_holidays(hospital, discharge.facility)),
        at,
        zone_of(discharge.patient, discharge.time_zone),
    )
    wording = Wording(files.root / "templates", LINK_BASE)
    return said, one, (plan(facts), Recipients(hospital, facts, wording))
