"""A script of people for a rehearsal: who answers what, in TOML, checked when it is read."""

from dataclasses import dataclass
from pathlib import Path

from adapters import validation
from adapters.validation import Rule
from domain.plan.people import Line
from domain.steps.catalogue import kinds

_ANSWERS = {choice.value for kind in kinds().values() for choice in kind.choices}
_RULES = {
    "people[].kind": Rule(
        f"one of {', '.join(sorted(kinds()))}, or nothing for any",
        lambda kind: not kind or kind in kinds(),
    ),
    "people[].answers[]": Rule(
        f"one of {', '.join(sorted(_ANSWERS))}",
        lambda value: value in _ANSWERS,
    ),
    "people[].after_minutes": Rule("a whole number, 0 or more", lambda minutes: minutes >= 0),
}


@dataclass(frozen=True, kw_only=True)
class Script:
    """Its lines; the first that fits a question counts."""

    people: tuple[Line, ...]


def read_people(path: Path) -> tuple[Line, ...]:
    """Read a script, or raise `Refused` naming everything that is wrong with it."""
    decoded = validation.decode_toml(path)
    return validation.read(Script, decoded, source=str(path), rules=_RULES).people
