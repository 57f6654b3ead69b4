"""What will happen to a discharge, from files alone, for people and for programs."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters.files.discharge import read_discharge_file
from adapters.files.hospital import Hospital
from adapters.files.hospital_reader import read_hospital
from adapters.files.pathway import read_pathway
from adapters.messages.discharge_json import event_of
from adapters.reference.holidays import calendar_for
from adapters.reference.postal_codes import zone_of
from adapters.validation import Problem, Refused, instant, show
from adapters.wording.texts import Wording
from cli import screen
from cli.planning import plan_page
from cli.planning.hospital_setting import OfHospital, own_holidays
from cli.planning.plan_json import no_episode_json, plan_json
from cli.planning.plan_recipients import LINK_BASE, Recipients
from domain.clinical.outlining import NothingHidden, outline_of
from domain.desired_episodes import DesiredEpisode, Terms, desired_episodes
from domain.episode.facts import Facts
from domain.hospital.chart import chart
from domain.hospital.discharge import Discharge
from domain.pathway import Pathway
from domain.plan.plan import Plan, plan
from domain.protocol.opening import opening


@dataclass(frozen=True)
class PlanFiles:
    """What a plan is made from: a discharge, a pathway's name or file, people and holidays.

    `opened` is when its episode opened, as typed; empty: at the discharge.
    """

    root: Path
    discharge: Path
    pathway: str
    hospital: Path | None
    opened: str = ""

    def read_pathway(self) -> Pathway:
        """One of those in `pathways/`, or a file. Raises Refused."""
        named = self.root / "pathways" / f"{self.pathway}.toml"
        return read_pathway(Path(self.pathway) if self.pathway.endswith(".toml") else named)

    def read_hospital(self) -> Hospital:
        """The sample hospital, if no other is said. Raises Refused."""
        return read_hospital(self.hospital or self.root / "examples" / "hospital.toml")

    def opens_at(self, discharge: Discharge) -> datetime:
        """When its episode opens, not before the discharge. Raises Refused."""
        left, at = discharge.discharged_at, instant("--opened", self.opened)
        if at is not None and at < left:
            expected = f"an instant not before the discharge, {left.isoformat()}"
            problem = Problem(field="--opened", found=show(self.opened), expected=expected)
            raise Refused("the command", [problem])
        return at or left


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
    """The discharge, what it calls for when it opens, and the plan of its episode."""
    begun = opened(files)
    if begun.facts is None:
        return begun.discharge, begun.calls_for, None
    recipients = Recipients(begun.hospital, begun.facts, begun.wording)
    return begun.discharge, begun.calls_for, (plan(begun.facts, begun.setting), recipients)


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What a discharge calls for when it opens, and what its episode knows then.

    `facts` is nothing where it calls for no episode.
    """

    root: Path
    discharge: Discharge
    calls_for: DesiredEpisode
    facts: Facts | None
    hospital: Hospital
    wording: Wording

    @property
    def reason(self) -> str:
        """Why it calls for no episode, or what it is one for."""
        return self.calls_for.reason

    @property
    def setting(self) -> OfHospital:
        """Who could be asked there."""
        return OfHospital(self.hospital, self.discharge.facility)


def opened(files: PlanFiles) -> Begun:
    """Open an episode from files alone. Raises Refused."""
    said, chosen = read_discharge_file(files.discharge), files.read_pathway()
    hospital, at = files.read_hospital(), files.opens_at(said)
    terms = Terms(
        facility=said.facility,
        time_zone=said.time_zone,
        accept_from=None,
        window_days=chosen.window_days,
    )
    (one,) = desired_episodes(chart([event_of(said, at)]), terms, at)
    facts = None
    if (discharge := one.discharge) is not None:
        facts = opening(
            outline_of(discharge, 1, NothingHidden(), urgent_items=chosen.equipment.urgent_items),
            chosen,
            calendar_for(discharge, chosen, own_holidays(hospital, discharge.facility)),
            at,
            zone_of(discharge.patient, discharge.time_zone),
        )
    wording = Wording(files.root / "templates", LINK_BASE)
    return Begun(
        root=files.root,
        discharge=said,
        calls_for=one,
        facts=facts,
        hospital=hospital,
        wording=wording,
    )
