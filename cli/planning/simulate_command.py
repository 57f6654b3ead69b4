"""Thirty days of a discharge rehearsed, with people from a script or as a seed draws them."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from rich.text import Text

from adapters.files.people import read_people
from adapters.validation import Refused, SeveralRefused
from cli import runner, screen
from cli.planning.plan_command import Begun, PlanFiles, opened
from cli.planning.plan_page import ROLE_STYLE, asks, role_words
from cli.planning.plan_recipients import Recipients, Told
from domain.episode.facts import Answer
from domain.hospital.discharge import Discharge
from domain.plan.people import Drawn, Idle, Line, People, Prompt, Scripted, idle
from domain.plan.plan import PlannedPrompt
from domain.plan.simulation import Simulation, StepEnd, simulate
from domain.time.calendar import in_zone
from domain.time.phrasing import short_date, short_instant
from domain.words.phrasebook import phrase, worded

Json = dict[str, object]


@dataclass(frozen=True)
class Cast:
    """The people of a simulation: a script, and whom it leaves out as the seed draws them.

    Without a seed those answer at once, and well.
    """

    script: Path | None
    seed: int | None

    def lines(self) -> tuple[Line, ...]:
        """Those of the script, if there is one. Raises Refused."""
        return () if self.script is None else read_people(self.script)

    def people(self, lines: tuple[Line, ...]) -> People:
        """Who answers, of one episode: how often a line was asked it counts itself."""
        return Scripted(lines, Prompt() if self.seed is None else Drawn(self.seed))


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


_Read = TypeVar("_Read")
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
    """One discharge's rehearsal; `made` is nothing where no episode is begun.

    `idle` are the lines of the script that did not do what they say.
    """

    discharge: Discharge
    reason: str
    made: Rehearsal | None = None
    idle: tuple[Idle, ...] = ()


def show_simulations(files: list[PlanFiles], cast: Cast, rehearse: Rehearse = purely) -> None:
    """For people, one after the other. Raises Refused, and SystemExit."""
    for one in _simulated(files, cast, rehearse):
        _show(one)


def show_json(files: list[PlanFiles], cast: Cast, rehearse: Rehearse = purely) -> None:
    """For programs: a list, one entry a file. Raises Refused, and SystemExit."""
    screen.say(json.dumps([_json(one) for one in _simulated(files, cast, rehearse)], indent=2))


def _simulated(files: list[PlanFiles], cast: Cast, rehearse: Rehearse) -> Iterator[_Simulated]:
    """Nothing is rehearsed before all was read."""
    lines, all_begun = _read(files, cast)
    if strange := dict.fromkeys(filter(None, map(_unknown, all_begun))):
        runner.stop("\n".join(strange), runner.REFUSED)
    for begun in all_begun:
        if begun.facts is None:
            yield _Simulated(begun.discharge, begun.reason)
            continue
        made = rehearse(begun, cast.people(lines))
        left = idle(lines, (one.question for one in made.found.texts))
        yield _Simulated(begun.discharge, begun.reason, made, left)


def _read(files: list[PlanFiles], cast: Cast) -> tuple[tuple[Line, ...], list[Begun]]:
    """The script and every discharge; what is wrong with any of them is told together."""
    refused: list[Refused] = []
    lines = _tried(cast.lines, refused)
    for each in files[:1]:  # the same for all
        _tried(each.read_pathway, refused)
        _tried(each.read_hospital, refused)
    found = [_tried(partial(opened, each), refused) for each in files]
    if refused:
        raise SeveralRefused(refused)
    return lines or (), [one for one in found if one is not None]


def _tried(read: Callable[[], _Read], refused: list[Refused]) -> _Read | None:
    try:
        return read()
    except Refused as error:
        refused.append(error)
        return None


def _unknown(begun: Begun) -> str:
    """Why the hospital would begin no episode, as it says itself."""
    handle, here = begun.discharge.facility, {one.handle for one in begun.hospital.facilities}
    if begun.facts is None or handle in here:
        return ""
    known = ", ".join(sorted(here)) or "none"
    why = phrase("intake.unknown_facility", handle=handle, known=known)
    return worded(phrase("plan.not_begun", why=why))


# ---- for people


def _show(one: _Simulated) -> None:
    out, zone = screen.console(), one.discharge.time_zone
    out.print(
        Text.assemble((one.discharge.patient.initials, "bold"), f"  {one.discharge.facility}")
    )
    if one.made is None:
        out.print(Text(f"No episode: {worded(one.reason)}."))
        return
    found = one.made.found
    grid = screen.table(header=False)
    for style in ("bold", "", ""):
        grid.add_column(style=style, no_wrap=style == "bold")
    for at, who, style, said in _timeline(one.made, zone):
        there = in_zone(at, zone)
        grid.add_row(f"{short_date(there.date())} {there:%H:%M}", Text(who, style), said)
    out.print(screen.indented(grid))
    _show_ends(found, zone)
    for line in one.idle:
        out.print(Text(f"  {_left(line)}."))
    for phone in one.made.phones:
        _show_phone(phone)


def _timeline(made: Rehearsal, zone: str) -> Iterator[tuple[datetime, str, str, str]]:
    """Each text and each answer as they came: when, who, in which colour, and what in words."""
    asked = {
        prompt.question.key: (_who(prompt, told), asks(prompt))
        for prompt, told in zip(made.found.texts, made.told, strict=True)
    }
    for one in made.found.course:
        if isinstance(one, PlannedPrompt):
            who, _ = asked[one.question.key]
            yield one.at, who, ROLE_STYLE[one.to], _asked(one)
        else:
            who, what = asked.get(one.question, (one.by.name, ""))
            yield one.told_at, who, ROLE_STYLE[one.by.role], f"{what} {_said(one, zone)}".strip()


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


def _left(left: Idle) -> str:
    """A line of the script by its place, and what it did not do."""
    line = left.line
    named = ("role", line.role), ("kind", line.kind)
    narrowed = ", ".join(f"{name} {value}" for name, value in named if value)
    place = f"{_place(left)} ({narrowed})" if narrowed else _place(left)
    if not left.met:
        return worded(phrase("plan.line_met_nothing", line=place))
    answers = ", ".join(left.untaken)
    return worded(phrase("plan.line_not_taken", line=place, answers=answers))


def _place(left: Idle) -> str:
    return f"people[{left.number}]"


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
        "idle_lines": [_idle(line) for line in one.idle],
        **shown,
    }


def _idle(left: Idle) -> Json:
    return {
        "line": _place(left),
        "role": left.line.role,
        "kind": left.line.kind or None,
        "met": left.met,
        "untaken": list(left.untaken),
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
