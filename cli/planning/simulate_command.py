"""Thirty days of a discharge rehearsed, with people from a script or as a seed draws them."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.text import Text

from adapters.files.people import read_people
from cli import screen
from cli.planning.plan_command import Begun, PlanFiles, opened
from cli.planning.plan_page import ROLE_STYLE, asks, role_words
from cli.planning.plan_recipients import Recipients, Told
from domain.episode.facts import Answer
from domain.hospital.discharge import Discharge
from domain.plan.people import Drawn, People, Prompt, Scripted
from domain.plan.plan import PlannedPrompt
from domain.plan.simulation import Simulation, StepEnd, simulate
from domain.time.calendar import in_zone
from domain.time.phrasing import short_date, short_instant
from domain.words.phrasebook import worded

Json = dict[str, object]


@dataclass(frozen=True)
class Cast:
    """The people of a simulation: a script, and whom it leaves out as the seed draws them.

    Without a seed those answer at once, and well.
    """

    script: Path | None
    seed: int | None

    def people(self) -> People:
        """Raises Refused for a script that will not do."""
        others = Prompt() if self.seed is None else Drawn(self.seed)
        return others if self.script is None else Scripted(read_people(self.script), others)


@dataclass(frozen=True, kw_only=True)
class PhoneShown:
    """What one phone shows: when, whether it came from Homeward, and the words."""

    who: str
    zone: str
    texts: tuple[tuple[datetime, bool, str], ...]


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """Thirty days of one discharge; `told` has who got each of its texts, in which words.

    `phones` are of those that real workflows texted.
    """

    found: Simulation
    told: list[Told]
    phones: tuple[PhoneShown, ...] = ()


Rehearse = Callable[[Begun, People], Rehearsal]
"""How the thirty days are walked through; only what begins an episode is."""


def purely(begun: Begun, people: People) -> Rehearsal:
    """By the protocol alone, without a server."""
    assert begun.facts is not None  # noqa: S101 - it begins one
    found = simulate(begun.facts, people, begun.setting)
    told = Recipients(begun.hospital, begun.facts, begun.wording).told(found.texts)
    return Rehearsal(found=found, told=told)


@dataclass(frozen=True)
class _Simulated:
    """One discharge's rehearsal; `made` is nothing where no episode is begun."""

    discharge: Discharge
    reason: str
    made: Rehearsal | None


def show_simulations(files: list[PlanFiles], cast: Cast, rehearse: Rehearse = purely) -> None:
    """For people, one after the other. Raises Refused."""
    for one in _simulated(files, cast, rehearse):
        _show(one)


def show_json(files: list[PlanFiles], cast: Cast, rehearse: Rehearse = purely) -> None:
    """For programs: a list, one entry a file. Raises Refused."""
    screen.say(json.dumps([_json(one) for one in _simulated(files, cast, rehearse)], indent=2))


def _simulated(files: list[PlanFiles], cast: Cast, rehearse: Rehearse) -> Iterator[_Simulated]:
    for file in files:
        begun = opened(file)
        if begun.facts is None:
            yield _Simulated(begun.discharge, begun.reason, None)
            continue
        yield _Simulated(begun.discharge, begun.reason, rehearse(begun, cast.people()))


# ---- for people


def _show(one: _Simulated) -> None:
    out, zone = screen.console(), one.discharge.time_zone
    out.print(
        Text.assemble((one.discharge.patient.initials, "bold"), f"  {one.discharge.facility}")
    )
    if one.made is None:
        out.print(Text(f"No episode: {worded(one.reason)}."))
        return
    found, told = one.made.found, one.made.told
    grid = screen.table(header=False)
    for style in ("bold", "", ""):
        grid.add_column(style=style, no_wrap=style == "bold")
    for at, who, style, said in _timeline(found, told, zone):
        there = in_zone(at, zone)
        grid.add_row(f"{short_date(there.date())} {there:%H:%M}", Text(who, style), said)
    out.print(screen.indented(grid))
    _show_ends(found, zone)
    for phone in one.made.phones:
        _show_phone(phone)


def _timeline(
    found: Simulation, told: list[Told], zone: str
) -> list[tuple[datetime, str, str, str]]:
    """Each text and each answer: when, who, in which colour, and what in words."""
    who = {
        prompt.question.key: _who(prompt, each)
        for prompt, each in zip(found.texts, told, strict=True)
    }
    texts = [
        (prompt.at, 0, who[prompt.question.key], ROLE_STYLE[prompt.to], _asked(prompt))
        for prompt in found.texts
    ]
    answers = [
        (
            one.told_at,
            1,
            who.get(one.question, one.by.name),
            ROLE_STYLE[one.by.role],
            _said(one, zone),
        )
        for one in found.answers
    ]
    return [(at, name, style, said) for at, _, name, style, said in sorted(texts + answers)]


def _who(prompt: PlannedPrompt, told: Told) -> str:
    return told.who if told.who not in ("", prompt.to) else role_words(prompt.to)


def _asked(prompt: PlannedPrompt) -> str:
    return f"again: {asks(prompt)}" if prompt.reminder else asks(prompt)


def _said(answer: Answer, zone: str) -> str:
    at = f" {short_instant(answer.at, zone)}" if answer.at else ""
    return f"-> {answer.value.replace('_', ' ')}{at}"


def _show_ends(found: Simulation, zone: str) -> None:
    out = screen.console()
    grid = screen.table()
    for heading in ("step", "how it ended", "due", "why it was late"):
        grid.add_column(heading)
    for one in found.steps:
        when = f" {short_instant(one.settled_at, zone)}" if one.settled_at else ""
        due = short_instant(one.due, zone) if one.due else ""
        grid.add_row(worded(one.title), f"{one.state}{when}", due, worded(one.why))
    out.print(screen.indented(grid))
    asked = Counter(prompt.to for prompt in found.texts)
    counts = ", ".join(f"{role_words(role)} {count}" for role, count in asked.most_common())
    out.print(f"  Texts: {counts or 'none'}.")
    why = f" ({worded(found.ended.reason)})" if found.ended.reason else ""
    out.print(f"  Ended {short_instant(found.ended.at, zone)}: {found.ended.ending}{why}.\n")


def _show_phone(phone: PhoneShown) -> None:
    """As it shows them, oldest first: theirs behind an arrow."""
    out = screen.console()
    out.print(Text.assemble("  phone of ", (phone.who, "bold")))
    grid = screen.table(header=False)
    for width in (True, True, False):
        grid.add_column(no_wrap=width)
    for at, ours, words in phone.texts:
        grid.add_row(short_instant(at, phone.zone), "" if ours else "->", Text(words))
    out.print(screen.indented(grid))


# ---- for programs


def _json(one: _Simulated) -> Json:
    said: Json = {"facility": one.discharge.facility, "encounter": one.discharge.encounter}
    if one.made is None:
        return {**said, "episode": False, "reason": worded(one.reason)}
    found, told = one.made.found, one.made.told
    shown = {"phones": [_phone(phone) for phone in one.made.phones]} if one.made.phones else {}
    return {
        **said,
        "episode": True,
        "texts": [_text(*each) for each in zip(found.texts, told, strict=True)],
        "answers": [
            {
                "question": answer.question,
                "role": answer.by.role,
                "value": answer.value,
                "at": answer.told_at.isoformat(),
            }
            for answer in found.answers
        ],
        "steps": [_step(step) for step in found.steps],
        "ended": {
            "as": found.ended.ending,
            "at": found.ended.at.isoformat(),
            "reason": worded(found.ended.reason),
        },
        **shown,
    }


def _phone(phone: PhoneShown) -> Json:
    return {
        "who": phone.who,
        "texts": [
            {"at": at.isoformat(), "from": "homeward" if ours else phone.who, "text": words}
            for at, ours, words in phone.texts
        ],
    }


def _text(prompt: PlannedPrompt, told: Told) -> Json:
    return {
        "question": prompt.question.key,
        "kind": prompt.kind,
        "to": prompt.to,
        "who": told.who,
        "at": prompt.at.isoformat(),
        "reminder": prompt.reminder,
        "text": told.text,
    }


def _step(one: StepEnd) -> Json:
    return {
        "step": one.step,
        "title": worded(one.title),
        "state": one.state,
        "due": one.due.isoformat() if one.due else None,
        "settled_at": one.settled_at.isoformat() if one.settled_at else None,
        "late": one.late,
        "why": worded(one.why),
    }
