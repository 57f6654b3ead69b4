"""Who has a phone and how they answer: the TOML file of people, checked."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from string import Formatter
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from simulator.network import E164


class PeopleError(Exception):
    """A file of people that cannot be used: says the file, each place and each reason."""


def _compiled(pattern: object) -> object:
    try:
        return re.compile(pattern) if isinstance(pattern, str) else pattern
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error


def _as_range(after: object) -> object:
    return (after, after) if isinstance(after, int | float) else after


def _rising(after: tuple[float, float]) -> tuple[float, float]:
    if not 0 <= after[0] <= after[1]:
        raise ValueError("seconds are a number from 0, or [least, most]")
    return after


def _visible(label: str) -> str:
    if label and not label.strip():
        raise ValueError("a label of blanks is on no page")
    return label


Regex = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
Seconds = Annotated[tuple[float, float], BeforeValidator(_as_range), AfterValidator(_rising)]
Label = Annotated[str, AfterValidator(_visible)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OnCard(_Entry):
    """What is done on an open card. Without a button to press it is read and left as it is."""

    press: Label = ""  # how the label of the button begins
    each: Label | None = Field(default=None, min_length=1)  # what each undecided difference becomes
    reason: str = ""  # put where a reason is asked for and none stands
    note: str = ""

    @model_validator(mode="after")
    def _what_is_filled_in_is_sent(self) -> Self:
        if not self.press and (self.each or self.reason or self.note):
            raise ValueError("each, reason and note need a button to press")
        return self


class Rule(_Entry):
    """An answer to prompts of a kind: on the card, by text, or one after the other.

    With `digit` it answers calls alone, by that key, and `see` is what was heard. With `times`, so
    many of them.
    """

    see: Regex
    card: OnCard | None = None
    reply: str | None = None
    digit: str | None = Field(default=None, pattern=r"^[1-9]$")
    after: Seconds = (1.0, 2.5)
    times: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        written = self.card is not None or self.reply is not None
        if not written and self.digit is None:
            raise ValueError("needs reply, card or both, or a digit")
        if written and self.digit is not None:
            raise ValueError("a digit answers a call, reply and card a text: these are two rules")
        return self

    @model_validator(mode="after")
    def _reply_can_be_filled(self) -> Self:
        known = {"code", *self.see.groupindex}
        if unknown := self._wanted() - known:
            raise ValueError(f"reply names {sorted(unknown)}, known are {sorted(known)}")
        return self

    @property
    def wants_code(self) -> bool:
        """Whether it can only answer a prompt that has a reply code."""
        return "code" in self._wanted()

    def _wanted(self) -> set[str]:
        parts = Formatter().parse(self.reply or "")
        return {name for _, name, _, _ in parts if name is not None}


class Saying(_Entry):
    """Something said once, unasked: so long after the start, or after a text that was seen."""

    text: str
    after: Seconds | None = None
    after_see: Regex | None = None

    @model_validator(mode="after")
    def _has_a_moment(self) -> Self:
        if self.after is None and self.after_see is None:
            raise ValueError("needs after, after_see or both")
        return self


class Person(_Entry):
    """One person with one phone. After their own rules come those of whomever they are `like`."""

    name: str
    number: str = Field(pattern=E164)
    role: str = ""
    pin: str | None = Field(default=None, pattern=r"^[0-9]+$")
    like: str = ""
    rule: tuple[Rule, ...] = ()
    says: tuple[Saying, ...] = ()


class _File(_Entry):
    rules: dict[str, tuple[Rule, ...]] = Field(default_factory=dict)
    person: tuple[Person, ...] = ()

    @model_validator(mode="after")
    def _one_phone_each(self) -> Self:
        numbers = [person.number for person in self.person]
        if shared := sorted({number for number in numbers if numbers.count(number) > 1}):
            raise ValueError(f"more than one person has {', '.join(shared)}")
        return self

    @model_validator(mode="after")
    def _all_rules_can_be_followed(self) -> Self:
        for place, person in enumerate(self.person, start=1):
            if person.like and person.like not in self.rules:
                known = sorted(self.rules)
                raise ValueError(f"person {place} is like {person.like!r}, known are {known}")
            if person.pin is None and any(rule.card for rule in self._rules_of(person)):
                raise ValueError(f"person {place} opens cards and needs a pin")
        return self

    def people(self) -> tuple[Person, ...]:
        """Everybody, each with all of their rules."""
        return tuple(
            Person.model_validate({**dict(person), "rule": self._rules_of(person)})
            for person in self.person
        )

    def _rules_of(self, person: Person) -> tuple[Rule, ...]:
        return person.rule + self.rules.get(person.like, ())


def load_people(path: Path) -> tuple[Person, ...]:
    """Read a file of people. Raises PeopleError: what is wrong with it, and where."""
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).people()
    except ValidationError as error:
        faults = [f"{path}: {_place(fault['loc'])}: {_reason(fault)}" for fault in error.errors()]
        raise PeopleError("\n".join(faults)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PeopleError(f"{path}: {error}") from error


def _place(steps: Iterable[int | str]) -> str:
    """Word a place as TOML counts it: person 2, rule 1, see."""
    words: list[str] = []
    for step in steps:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step))
    return ", ".join(words) or "file"


def _reason(fault: ErrorDetails) -> str:
    if fault["type"] == "extra_forbidden":
        return "unknown key"
    return str(fault["msg"]).removeprefix("Value error, ")
