"""A plan in the terminal: who, by when, what, and the two rehearsals day by day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby, zip_longest

from rich.padding import Padding
from rich.text import Text

from cli.planning.plan_recipients import Recipients
from cli.screen import console, indented, table
from domain.asking.spoken import spoken_of
from domain.clinical.comorbidity import APPROVED as COMORBIDITIES_APPROVED
from domain.clinical.drugs.tables import APPROVED as DRUG_TABLES_APPROVED
from domain.clinical.equipment import APPROVED as EQUIPMENT_APPROVED
from domain.clinical.medications import Comparison, compare, names_from
from domain.episode.decision import StepState
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.hospital.discharge import Discharge
from domain.hospital.disposition import route
from domain.hospital.languages import interpreter
from domain.languages import APPROVED
from domain.parties import VendorKind
from domain.pathway import Role
from domain.plan.plan import Plan, PlannedPrompt, PlannedRounds
from domain.steps.catalogue import step_of
from domain.steps.tier import APPROVED as TIER_APPROVED
from domain.time.calendar import in_zone
from domain.time.phrasing import (
    named_instant,
    short_date,
    short_due,
    short_instant,
    short_time,
)
from domain.words.phrasebook import read_in, worded

MEANINGS = {
    "contact_48h": "48-hour call",
    "tcm_contact": "TCM contact",
    "visit_booked": "visit booked",
    "visit_7d": "visit, high complexity",
    "visit_14d": "visit, moderate complexity",
    "tcm_last_day": "last day of TCM",
    "hedis_last_day": "last day of HEDIS",
}
ROLE_STYLE = {
    Role.PATIENT: "cyan",
    Role.CAREGIVER: "cyan",
    Role.VENDOR: "blue",
    Role.PROVIDER: "blue",
    Role.COORDINATOR: "green",
    Role.NURSE: "green",
    Role.PHARMACIST: "green",
    Role.CHARGE_NURSE: "green",
    Role.ON_CALL: "green",
    Role.CASE_MANAGER: "yellow",
    Role.SUPERVISOR: "red",
    Role.INTAKE_LEAD: "yellow",
    Role.ALWAYS_ON: "bold red",
}


def show_plan(plan: Plan, discharge: Discharge, recipients: Recipients) -> None:
    """The whole plan: who, by when, what, and the two rehearsals day by day."""
    out, zone = console(), discharge.time_zone
    out.print(_head(plan, discharge))
    if needed := interpreter(discharge.patient.language):
        out.print(Text(worded(needed), style="yellow"))
    if not APPROVED:
        out.print(Text("lexicon not yet approved: see docs/lexicon.md", style="yellow"))
    if not DRUG_TABLES_APPROVED:
        out.print(Text("drug tables not yet approved: domain/clinical/drugs", style="yellow"))
    if not EQUIPMENT_APPROVED:
        out.print(Text("equipment table not yet approved: domain/clinical", style="yellow"))
    if not COMORBIDITIES_APPROVED:
        out.print(Text("comorbidity table not yet approved: domain/clinical", style="yellow"))
    if not TIER_APPROVED:
        out.print(Text("reasons for the tier not yet approved: domain/steps", style="yellow"))
    found = compare(discharge.medications)
    waits = f"{len(found.to_settle)} to decide on the card"
    named = f"{waits}; names from {worded(names_from(discharge.medications))}"
    out.print(_section("Drug lists", named), _drugs(found))
    out.print(_section("By when"), _deadlines(plan, zone))
    out.print(_section("What is done"), _steps(plan, zone))
    out.print(
        _section("If everybody answers at once", "the visit's time is imagined"),
        _timeline(plan.answered, zone),
    )
    out.print(
        _section("What those texts say", "to whom, on whose clock; the code is an example"),
        _texts(plan.answered, recipients),
    )
    out.print(
        _section("If nobody ever answers", "two vendors of each kind are imagined"),
        _timeline(plan.silence, zone),
    )
    for rounds in plan.rounds:
        said = Text(_again(rounds, zone), style="bold")
        out.print(Padding(said, (0, 0, 0, 2), expand=False))
    silence = tuple(one for one in plan.silence if one.late and not one.reminder)
    out.print(
        _section("What silence brings", "the same, of texts that only silence sends"),
        _texts(silence, recipients),
    )


def show_no_episode(discharge: Discharge, reason: str) -> None:
    """Why a discharge opens nothing."""
    text = Text.assemble(
        (discharge.patient.initials, "bold"), f"  {discharge.facility}\n",
        ("No episode: ", "bold"), f"{worded(reason)} (disposition {discharge.disposition}).",
    )  # fmt: skip
    console().print(text)


def _head(plan: Plan, discharge: Discharge) -> Text:
    zone = discharge.time_zone
    closes, reasons = short_due(plan.closes_at, zone), plan.tier.reasons
    return Text.assemble(
        (discharge.patient.initials, "bold"),
        f"  {discharge.facility}, {worded(route(discharge.disposition).reason)}\n",
        f"discharged {named_instant(discharge.discharged_at, zone)}",
        (f" ({zone})", "dim"), f", followed until {closes}\n",
        (worded("\n".join(plan.must_know)), "bold"), "\n",
        plan.tier.tier.replace("_", " "),
        (f": {worded('; '.join(one.words for one in reasons))}" if reasons else "", "dim"),
    )  # fmt: skip


def _section(title: str, note: str = "") -> Text:
    return Text.assemble("\n", (title, "bold"), (f"  {note}" if note else "", "dim"))


def _drugs(found: Comparison) -> Padding:
    """What differs, the deadliest first, and what is missing; which drug stands in the JSON."""
    grid = table(header=False)
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    for name in found.missing:
        grid.add_row("missing", f"the list {name}")
    told = Counter((one.danger, one.kind) for one in found.differences)
    for (danger, kind), count in told.items():
        said = worded(kind.words)
        grid.add_row(danger, said if count == 1 else f"{said}, {count} times")
    if not (found.missing or found.differences):
        grid.add_row("none", "the lists are the same")
    return indented(grid)


def _deadlines(plan: Plan, zone: str) -> Padding:
    """The dates in order of time; a date is the end of that day."""
    rows = []
    for name, meaning in MEANINGS.items():
        value: date = getattr(plan.deadlines, name)
        exact = isinstance(value, datetime)
        shown = named_instant(value, zone) if isinstance(value, datetime) else short_date(value)
        day = in_zone(value, zone).date() if isinstance(value, datetime) else value
        rows.append((day, not exact, shown, meaning, read_in(plan.reasons[name], zone)))
    grid = table(header=False)
    grid.add_column(no_wrap=True)
    grid.add_column(style="bold")
    grid.add_column(style="dim")
    for _, _, shown, meaning, why in sorted(rows):
        grid.add_row(shown, meaning, why)
    return indented(grid)


def _steps(plan: Plan, zone: str) -> Padding:
    grid = table()
    grid.add_column("step", style="bold")
    grid.add_column("due", no_wrap=True)
    grid.add_column("first asked", no_wrap=True)
    grid.add_column("why", style="dim")
    for step in plan.steps:
        undated = step.state if step.state is StepState.RUNNING else "with the visit"
        due = _due(step.due, zone) if step.due else undated
        who = Text.assemble((role_words(step.to), ROLE_STYLE[step.to]))
        when = named_instant(step.asked, zone) if step.asked else "once booked"
        why = read_in(step.reason, zone)
        grid.add_row(worded(step.title), due, Text(f"{when}\n") + who, why)
    return indented(grid)


def _due(at: datetime, zone: str) -> str:
    """With the zone's name; the end of a day is named by that day."""
    shown = short_due(at, zone)
    return f"{shown} {in_zone(at, zone).tzname()}" if " " in shown[4:] else f"{shown}, end"


def _again(rounds: PlannedRounds, zone: str) -> str:
    when, minutes = short_instant(rounds.at, zone), rounds.every // timedelta(minutes=1)
    again = f"begins again from the top {when} and every {minutes} minutes"
    return f"{worded(rounds.about)} {again}, until somebody has taken it."


def _texts(prompts: tuple[PlannedPrompt, ...], recipients: Recipients) -> Padding:
    """Each text: when it comes on its reader's clock, who that is, and its words."""
    grid = table(header=False)
    grid.add_column(style="bold")
    grid.add_column()
    for prompt, told in zip(prompts, recipients.told(prompts), strict=True):
        when = f"{short_date(told.at.date())} {told.at:%H:%M} {told.zone}"
        who = _who(prompt) if told.who in ("", prompt.to) else f"{_who(prompt)} {told.who}"
        grid.add_row(Text.assemble(f"{when}\n", (who, ROLE_STYLE[prompt.to])), Text(told.text))
    return indented(grid)


# ---- the days of a rehearsal


@dataclass(frozen=True)
class _Line:
    """All texts to one person at one time."""

    at: str
    who: str
    style: str
    again: bool
    says: tuple[str, ...]


@dataclass(frozen=True)
class _Days:
    """One day, or several in a row on which the same is said."""

    first: date
    last: date
    lines: tuple[_Line, ...]

    def names(self) -> tuple[str, ...]:
        """The day; of several the first and the last, one below the other."""
        first, last = short_date(self.first), short_date(self.last)
        return (first,) if self.first == self.last else (first, f"to {last}")


def _timeline(prompts: tuple[PlannedPrompt, ...], zone: str) -> Padding:
    grid = table(header=False)
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(no_wrap=True, justify="right")
    grid.add_column(no_wrap=True)
    grid.add_column()
    for days in _gathered(prompts, zone):
        for day, line in zip_longest(days.names(), days.lines):
            grid.add_row(day or "", *(_cells(line) if line else ()))
    return indented(grid)


def _cells(line: _Line) -> tuple[str, Text, Text]:
    style = "dim" if line.again else ""
    again = "again: " if line.again else ""
    says = Text("\n".join(f"{again}{each}" for each in line.says), style)
    return line.at, Text(line.who, style or line.style), says


def _gathered(prompts: tuple[PlannedPrompt, ...], zone: str) -> list[_Days]:
    """Day by day; days of the very same reminders become one."""
    found: list[_Days] = []
    for day, texts in groupby(prompts, key=lambda prompt: in_zone(prompt.at, zone).date()):
        lines = _lines(texts, zone)
        if found and found[-1].lines == lines and all(line.again for line in lines):
            found[-1] = replace(found[-1], last=day)
        else:
            found.append(_Days(first=day, last=day, lines=lines))
    return found


def _lines(prompts: Iterable[PlannedPrompt], zone: str) -> tuple[_Line, ...]:
    lines: dict[tuple[str, str, str, bool], list[str]] = {}
    for prompt in prompts:
        at, style = short_time(prompt.at, zone), ROLE_STYLE[prompt.to]
        lines.setdefault((at, _who(prompt), style, prompt.reminder), []).append(_says(prompt))
    return tuple(_Line(*key, _once_each(says)) for key, says in lines.items())


def _once_each(says: list[str]) -> tuple[str, ...]:
    """Escalations share a line, as they share a text."""
    loud = dict.fromkeys(each for each in says if each.isupper())
    return (*(each for each in says if not each.isupper()), *([", ".join(loud)] if loud else []))


def _says(prompt: PlannedPrompt) -> str:
    if prompt.kind in (ESCALATION, ESCALATION_DONE):
        return worded(prompt.about)
    return asks(prompt)


def asks(prompt: PlannedPrompt) -> str:
    """What a prompt asks, and about what."""
    plan = spoken_of(prompt.kind).plan
    return worded(f"{plan}: {prompt.about}") if prompt.about else plan


def _who(prompt: PlannedPrompt) -> str:
    if prompt.to is not Role.VENDOR:
        return role_words(prompt.to)
    step = step_of(prompt.step)
    drives = step is not None and step.vendor is VendorKind.RIDE
    return f"{'driver' if drives else 'supplier'} {prompt.rank}"


def role_words(role: Role) -> str:
    """A role as people say it."""
    words = {Role.ALWAYS_ON: "always-on number", Role.ON_CALL: "on-call nurse"}
    return words.get(role, role.replace("_", " "))
