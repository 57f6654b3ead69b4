"""What would be understood of texts, and why: one, or a file of many. Needs no server."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from adapters.validation import Problem, Refused
from cli import runner
from domain.texting.interpretation import Phone
from operations.reading import AS, STAFF, Heard, in_words, phone_of, prompts_of, read

NOW = datetime.fromisoformat("2026-09-08T10:30:00-04:00")
"""A Tuesday morning: what "tue" and "yest" mean must not depend on the day on which one asks."""


def read_(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Left out with --lines.")] = "",
    *,
    who: Annotated[
        str, typer.Option("--as", help="patient, caregiver, nurse, case_manager, vendor, unknown.")
    ] = "patient",
    open_: Annotated[
        Path | None,
        typer.Option("--open", help="What stands on the phone: a JSON list of prompts."),
    ] = None,
    lines: Annotated[
        Path | None, typer.Option(help="Many: a JSON object a line. `who` may be staff.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Say what would be understood of a text, and why. Needs no server.

    It is Tuesday 9/8/2026, 10:30 a.m. in New York; without --open nothing stands on the phone.

    Examples: starter.py read "no chest pain now but cant breathe" --as patient

    starter.py read "27 1" --as nurse --open open.json, with [{"code": 27, "kind": "call"}] in it

    starter.py read --lines many.jsonl, with {"who": "nurse", "open": "27 CALL J.S.", "text": "1"}
    """
    if lines is not None:
        if text or open_ is not None or as_json or who != "patient":
            runner.stop("read --lines takes no TEXT, --as, --open or --json", runner.USAGE)
        runner.alone(lambda: show_lines(lines))
        return
    runner.alone(lambda: show_text(text, who, open_, as_json=as_json))


def show_text(text: str, who: str, open_: Path | None, *, as_json: bool) -> None:
    """One text of somebody, with what stands open on their phone. Raises Refused."""
    wrong = []
    if not text.strip():
        expected = "a text, or --lines with a file of many"
        wrong.append(Problem(field="TEXT", found="nothing", expected=expected))
    if who not in AS:
        wrong.append(Problem(field="--as", found=repr(who), expected=" or ".join(AS)))
    if wrong:
        raise Refused("read", wrong)
    prompts = prompts_of(_rows(open_), str(open_), NOW) if open_ else ()
    heard = read(text, phone_of(who, prompts), NOW)
    if as_json:
        typer.echo(json.dumps({"heard": [one.as_json() for one in heard]}, ensure_ascii=False))
        return
    for one in heard:
        typer.echo(str(one))


def show_lines(file: Path) -> None:
    """Each line of a file, with what was heard beside what is right, as JSON lines.

    Raises Refused, naming each line that is wrong.
    """
    said = [(n, line) for n, line in enumerate(_lines(file), start=1) if line.strip()]
    if not said:
        wrong = Problem(field="", found="nothing", expected=f"{_ROW} a line")
        raise Refused(str(file), [wrong])
    rows: list[tuple[dict[str, str], str, Phone]] = []
    problems: list[Problem] = []
    for number, line in said:
        try:
            row = _row(line)
            rows.append((row, *in_words(row["who"], row.get("open", ""), NOW)))
        except Refused as refused:
            places = (".".join(filter(None, (f"line {number}", p.field))) for p in refused.problems)
            problems += map(_at, places, refused.problems)
    if problems:
        raise Refused(str(file), problems)
    for row, who, phone in rows:
        heard = read(row["text"], phone, NOW)
        typer.echo(json.dumps(_beside(row, who, heard), ensure_ascii=False))


_ROW = '{"who": ..., "open": ..., "text": ...}'


def _at(place: str, problem: Problem) -> Problem:
    return replace(problem, field=place)


def _row(line: str) -> dict[str, str]:
    """One line's object, whose words are text. Raises Refused."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Refused(line, [Problem(field="", found=str(error), expected=_ROW)]) from None
    if not isinstance(row, dict):
        raise Refused(line, [Problem(field="", found=type(row).__name__, expected=_ROW)])
    people = (*AS, STAFF)
    checks = (
        ("who", f"one of {', '.join(people)}", row.get("who") in people),
        ("text", "words", isinstance(row.get("text"), str)),
        ("open", "words, such as 27 CALL J.S.", isinstance(row.get("open", ""), str)),
    )
    wrong = [
        Problem(field=name, found=_found(row, name), expected=expected)
        for name, expected, ok in checks
        if not ok
    ]
    if wrong:
        raise Refused(line, wrong)
    return row


def _found(row: dict[str, object], name: str) -> str:
    return repr(row[name]) if name in row else "nothing"


def _beside(row: Mapping[str, object], who: str, heard: tuple[Heard, ...]) -> dict[str, object]:
    return {**row, "as": who, "heard": [one.as_json() for one in heard]}


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        wrong = Problem(field="", found=_why(error), expected="a file of JSON lines")
        raise Refused(str(file), [wrong]) from None


def _rows(file: Path) -> list[object]:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        wrong = Problem(field="", found=_why(error), expected="a JSON list of prompts")
        raise Refused(str(file), [wrong]) from None
    if not isinstance(said, list):
        wrong = Problem(field="", found=type(said).__name__, expected="a JSON list of prompts")
        raise Refused(str(file), [wrong])
    return said


def _why(error: OSError | ValueError) -> str:
    """What is wrong with a file, without its name, which stands in front."""
    reason = error.strerror if isinstance(error, OSError) else None
    return reason or str(error)
