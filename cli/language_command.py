"""`starter.py language check`: what a language lacks before a family is texted in it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from adapters.validation import Problem, Refused
from cli import runner, screen
from domain.languages import HERE
from operations.checks.language_check import LanguageCheck, check_language, languages_in

ROOT = Path(__file__).parent.parent

language = typer.Typer(help="The languages that families write and read.")


@language.command("check")
def check_(
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="Such as es; else all.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """List what a language lacks beside English. Needs no server.

    Exit status 1: a family would be sent English, or a danger could be missed. Words that English
    has besides are listed, and dangers that no clinician has signed are counted.

    Example: python starter.py language check es
    """
    runner.alone(lambda: check(code, HERE, ROOT / "templates", as_json=as_json))


def check(code: str, words: Path, texts: Path, *, as_json: bool) -> None:
    """Check one language or all. Raises Refused, and SystemExit: look at it."""
    known = languages_in(words, texts)
    if code and code not in known:
        wrong = Problem(field="CODE", found=code, expected=f"one of {', '.join(known)}")
        raise Refused("language check", [wrong])
    found = [check_language(one, words, texts) for one in ((code,) if code else known)]
    if as_json:
        screen.say(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            _show(one)
    raise SystemExit(runner.REFUSED if any(one.grave for one in found) else runner.DONE)


def _show(one: LanguageCheck) -> None:
    for lack in one.lacks:
        if lack.grave:
            screen.say(f"{one.language}: LACKS {lack.where}: {lack.what}")
    besides = [lack.where for lack in one.lacks if not lack.grave]
    if besides:
        screen.say(f"{one.language}: English has words besides for {', '.join(besides)}")
    if not one.grave:
        screen.say(f"{one.language}: all that families are sent, every danger, leaving and death")
    screen.say(f"{one.language}: {one.unsigned} of {one.dangers} dangers are not signed")
