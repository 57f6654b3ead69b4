"""What would be understood of texts, and why: one, or a file of many. Needs no server."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from adapters.validation import Problem, Refused
from cli import runner
from cli.reading.json_files import prompts_in, rows_of
from cli.reading.plain_words import said
from operations.reading import AS, OF_FAMILY, TITLES, phone_of, prompts_of, read

NOW = datetime.fromisoformat("2026-09-08T10:30:00-04:00")
"""A Tuesday morning: what "tue" and "yest" mean must not depend on the day on which one asks."""
_OPEN_HELP = (
    "What stands on the phone: a JSON list of prompts. Keys: code (21 to 999) and kind, and if you"
    " like role (nurse) and label (J.S.). docs/texting.md lists the kinds."
)
_LINES_HELP = (
    "Many texts: a JSON object a line, with who (as --as, or staff), text and open, if something"
    " stands on the phone; right and your own n, id, lang, why, never, was, note are written as"
    " they are. Each comes back as one JSON object a line, with heard (what --json says) and as (as"
    " whom it was read)."
)
WORDS_OF_OPEN = (
    "What open may say. Of staff: a code, a title and initials, several with commas:"
    f" 27 CALL J.S., 28 MEDS M.R. Titles: {', '.join(TITLES)}. Behind one may stand answered,"
    f" closed by a colleague, or handed to a colleague. Of a family: {', '.join(OF_FAMILY)}, opted"
    " out. Left out, or nothing: nothing stands there."
)


def read_(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Left out with --lines.")] = "",
    *,
    who: Annotated[
        str, typer.Option("--as", help="patient, caregiver, nurse, case_manager, vendor, unknown.")
    ] = "patient",
    open_: Annotated[Path | None, typer.Option("--open", help=_OPEN_HELP)] = None,
    lines: Annotated[Path | None, typer.Option(help=_LINES_HELP)] = None,
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
    prompts = prompts_of(prompts_in(open_), str(open_), NOW) if open_ else ()
    phone = phone_of(who, prompts)
    heard = read(text, phone, NOW)
    if as_json:
        typer.echo(json.dumps({"heard": [one.as_json() for one in heard]}, ensure_ascii=False))
        return
    for one in heard:
        typer.echo(said(one, text, phone, NOW))


def show_lines(file: Path) -> None:
    """Each line of a file, with what was heard beside what is right, as JSON lines.

    Raises Refused, naming each line that is wrong.
    """
    for row in rows_of(file, NOW):
        heard = [one.as_json() for one in read(row.text, row.phone, NOW)]
        typer.echo(json.dumps({**row.said, "as": row.who, "heard": heard}, ensure_ascii=False))
