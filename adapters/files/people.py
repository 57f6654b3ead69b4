"""A script of people for a rehearsal: who answers what, in TOML, checked when it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from adapters import validation
from adapters.validation import Found, Problem, Rule
from domain.plan.people import Line
from domain.steps.catalogue import kinds

MOST_MINUTES = 366 * 24 * 60
"""A year, longer than any episode; with more the arithmetic of dates would overflow."""
_TAKEN = {name: {str(choice.value) for choice in kind.choices} for name, kind in kinds().items()}
"""What may be answered to each kind."""
_RULES = {
    "people": Rule("one line or more", bool),
    "people[].kind": Rule(
        f"one of {', '.join(sorted(kinds()))}, or nothing for any",
        lambda kind: not kind or kind in kinds(),
    ),
    "people[].after_minutes": Rule(
        f"a whole number from 0 to {MOST_MINUTES}, which is a year",
        lambda minutes: 0 <= minutes <= MOST_MINUTES,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Script:
    """Its lines; the first that fits a question counts."""

    people: tuple[Line, ...]


def read_people(path: Path) -> tuple[Line, ...]:
    """Read a script, or raise `Refused` naming everything that is wrong with it."""
    decoded = validation.decode_toml(path)
    return validation.read(Script, decoded, source=str(path), rules=_RULES, across=_untaken).people


def _untaken(found: Found) -> Iterator[Problem]:
    """Answers that their line's kind does not take; without a kind, that none does."""
    for at, value in found.items():
        if validation.any_index(at) != "people[].answers[]":
            continue
        kind = found.get(f"{at.partition('.')[0]}.kind", "")
        taken = _TAKEN[kind] if kind else set().union(*_TAKEN.values())
        if value not in taken:
            yield Problem(field=at, found=validation.show(value), expected=_expected(kind, taken))


def _expected(kind: str, taken: set[str]) -> str:
    if not taken:
        return f"no answer: {kind} is told, not asked"
    to = f" to {kind}" if kind else ""
    return f"an answer{to}, one of {', '.join(sorted(taken))}"
