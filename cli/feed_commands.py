"""How hospitals speak: a feed file checked, and what a day of messages comes to by it."""
# ruff: noqa: PLC0415 - what needs SQL is imported where it is used: `plan` stays fast

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters import wall_clock
from adapters.messages.feed_file import TABLES, read_draft, read_feed
from adapters.validation import Problem, Refused
from cli import runner, screen
from domain.time.phrasing import named_instant

if TYPE_CHECKING:
    from datetime import datetime

    from domain.hospital.feed import Feed
    from operations.checks.feed_check import DayCheck
    from operations.checks.sending import AnswersCheck

ROOT = Path(__file__).parent.parent
FOR_PEOPLE = ("refused", "queued", "held")

feed = typer.Typer(help="How hospitals speak: their feed files, and what comes by them.")


@feed.command("check")
def check_(
    name: Annotated[str, typer.Argument(metavar="FEED", help="A feed file, or a facility's.")],
    messages: Annotated[
        list[Path] | None, typer.Argument(metavar="[MESSAGES...]", help="Files or folders.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Say what a feed file means, or what a day of messages comes to. No server; keeps nothing.

    People are named by initials and the last two signs of their number; words of coded fields
    stand as they were sent.

    Example: python starter.py feed check mercy-general examples/hl7
    """
    runner.alone(lambda: check(name, messages or (), as_json=as_json))


def check(name: str, messages: Sequence[Path], *, as_json: bool) -> None:
    """Check the file alone, or the messages by it. Raises Refused, and SystemExit: look at it."""
    found = _feed(name)
    if not messages:
        _show_feed(found, as_json=as_json)
        return
    day = _day(found, messages)
    if as_json:
        screen.say(json.dumps(asdict(day), default=str, ensure_ascii=False))
    else:
        _say_how_open(found)
        _show_day(day, found.time_zone)
    look = any(one.outcome in FOR_PEOPLE for one in day.messages) or any(
        one.asked for one in day.patients
    )
    raise SystemExit(runner.REFUSED if look else runner.DONE)


def _feed(name: str) -> "Feed":
    """A file, whatever it is called: a draft is none yet; or the feed of that name.

    Raises Refused.
    """
    if name.endswith(".toml") or Path(name).is_file():
        return read_draft(Path(name))
    from adapters.settings import SettingsRefused
    from operations.operations import settings_here

    try:
        folder = settings_here(ROOT, lambda _words: None).feeds_dir
    except SettingsRefused:
        folder = ROOT / "feeds"
    file = folder / f"{name}.toml"
    if not file.is_file():
        known = ", ".join(sorted(one.stem for one in folder.glob("*.toml"))) or "none yet"
        expected = f"a feed file, or a facility that has a feed: {known}"
        raise Refused("feed check", [Problem(field="FEED", found=name, expected=expected)])
    return read_feed(file)


def _day(found: "Feed", messages: Sequence[Path]) -> "DayCheck":
    from adapters.files.pathway import read_pathways
    from operations.checks.feed_check import check_day
    from operations.found_files import found as found_files

    pathways, paths = read_pathways(ROOT / "pathways"), found_files(messages)
    with redirect_stdout(sys.stderr), screen.progress(1) as step:
        return asyncio.run(check_day(found, pathways, paths, wall_clock.now(), step))


def _show_feed(found: "Feed", *, as_json: bool) -> None:
    if as_json:
        screen.say(json.dumps(asdict(found), default=str, ensure_ascii=False))
        return
    _say_how_open(found)
    for one in fields(found):
        value = getattr(found, one.name)
        if one.name in TABLES:
            screen.say(f"{one.name}: {len(value)} words")
        elif one.name in ("hl7", "fhir", "census"):
            for part, said in asdict(value).items():
                screen.say(f"{one.name}.{part}: {_in_words(said)}")
        else:
            screen.say(f"{one.name}: {_in_words(value)}")


def _say_how_open(found: "Feed") -> None:
    if found.takes_any_system:
        screen.say(
            "look: [fhir] patient_systems names no system, so a number of any is taken over FHIR;"
            " [hl7] patient_authorities names whose numbers are taken"
        )


def _in_words(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "any, or none"
    return "none" if value is None else str(value)


def _show_day(day: "DayCheck", zone: str) -> None:
    say = _say
    say("messages, in the order in which they were sent; what does not say when, behind the last")
    for one in day.messages:
        why = f": {one.why}" if one.why else ""
        since = f"; by the end of the day {one.since}" if one.since else ""
        say(f"  {one.source}: {one.event} {one.patient}: {one.outcome}{why}{since}")
    say("patients")
    for person in day.patients:
        say(f"  {person.patient}{'' if person.episodes else ': no episode'}{_alone(person.only)}")
        for row in person.episodes:
            left = named_instant(row.discharged_at, zone)
            say(f"    {row.episode}: {row.stands}; left {left}; {row.destination}")
        for told in person.told:
            say(f"      {told.label}: {told.words}")
        for asked in person.asked:
            say(f"    {asked.owner} is asked{_by(asked.due, zone)}: {asked.reason}")
    for asked in day.asked:
        by = _by(asked.due, zone)
        say(f"  of nobody known, {asked.owner} is asked{by}: {asked.reason}")
    if day.words:
        say("words that the feed does not know; the line goes into that table of its file")
    for word in day.words:
        say(f"  {word.times} x [{word.table}] {word.line}")
    _show_looks(day)
    say("counts")
    for event, outcomes in sorted(day.counts.items()):
        say(f"  {event}: {', '.join(f'{n} {what}' for what, n in sorted(outcomes.items()))}")


def _show_looks(day: "DayCheck") -> None:
    """What of the sender's ways should be agreed, and of which nothing else is seen."""
    for wanted in day.answers:
        _say(_answers(wanted))
    for field, count in day.two_ways:
        _say(
            f"look: {field}: {count} x a number comes with its check digit as the second component,"
            " and as its last sign: two numbers here; have it sent one way"
        )
    for what, count in day.zeros:
        _say(
            f"look: {what}: {count} equal another one but for leading zeros: two numbers here;"
            " strip_zeros = true, above the tables, makes them one"
        )
    for one in day.offsets:
        fields = ", ".join(one.fields)
        _say(
            f"look: offset {one.offset} where the zone says {one.zone}, in {one.messages} messages"
            f" of {one.sender} ({fields}): if its clock is the hospital's all the same,"
            f" ignore_offsets = {json.dumps([one.sender])} in [hl7]"
        )
    if alone := sum(bool(one.only) for one in day.patients):
        _say(
            f"look: {alone} x somebody has no ADT at all on this day: an older stay, or their"
            " number comes in another way"
        )


def _alone(kinds: Sequence[str]) -> str:
    return f"; look: {', '.join(kinds)}, and no ADT at all" if kinds else ""


def _answers(asked: "AnswersCheck") -> str:
    fields = f"MSH-15 {asked.accept or 'blank'}, MSH-16 {asked.application or 'blank'}"
    what = "no answer" if asked.answers == 0 else f"{asked.answers} answers each"
    return (
        f"look: {asked.messages} x {what} asked for ({fields});"
        ' acknowledge = "always_aa" in [hl7] gives one AA to each'
    )


def _by(due: "datetime | None", zone: str) -> str:
    return f" by {named_instant(due, zone)}" if due else ""


def _say(words: str) -> None:
    screen.say(screen.printable(words))
