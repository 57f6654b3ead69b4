"""Segments of HL7 v2: a line is split into fields, repetitions and parts when somebody looks.

Every split is bounded, so that a hostile line costs no more than its own length.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

MOST_FIELDS = 100
MOST_REPEATS = 50
MOST_PARTS = 30
LONGEST_VALUE = 2_000
DELETED = '""'
"""What a field, or a part of it, holds whose value the sender takes away; a blank is unchanged."""


@dataclass(frozen=True, slots=True)
class Delimiters:
    """MSH-1 and MSH-2."""

    field: str
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"

    @property
    def encoding(self) -> str:
        """MSH-2 as it should be written."""
        return f"{self.component}{self.repetition}{self.escape}{self.subcomponent}"


@dataclass(frozen=True, slots=True)
class Repeat:
    """One repetition of a field. A part that is not there is "", like one that is blank."""

    text: str
    delimiters: Delimiters

    def get(self, component: int = 1, subcomponent: int = 1) -> str:
        """One value, unescaped and trimmed: what has no parts is its own first part."""
        part = _nth(self.text, self.delimiters.component, component)
        return _value(_nth(part, self.delimiters.subcomponent, subcomponent), self.delimiters)

    def words(self, component: int = 1) -> str:
        """A component as text, where an "&" is most likely an "and" that nobody escaped."""
        return _value(_nth(self.text, self.delimiters.component, component), self.delimiters)

    @property
    def deleted(self) -> bool:
        """Whether all of it is taken away: no part of it holds anything else."""
        said = {part.strip() for parts in self._parts() for part in parts}
        return said - {""} == {DELETED}

    def standing(self) -> "Repeat":
        """What is left without the parts that are taken away."""
        if DELETED not in self.text:
            return self
        component, inner = self.delimiters.component, self.delimiters.subcomponent
        kept = (["" if one.strip() == DELETED else one for one in parts] for parts in self._parts())
        return Repeat(component.join(inner.join(parts) for parts in kept), self.delimiters)

    def _parts(self) -> list[list[str]]:
        components = self.text.split(self.delimiters.component, MOST_PARTS)
        return [one.split(self.delimiters.subcomponent, MOST_PARTS) for one in components]


@dataclass(frozen=True)
class Segment:
    """One line. Fields are numbered as in the standard; MSH-1 is the field separator."""

    line: str
    delimiters: Delimiters

    @cached_property
    def _fields(self) -> list[str]:
        separator = self.delimiters.field
        fields = self.line.split(separator, MOST_FIELDS)
        return [fields[0], separator, *fields[1:]] if fields[0] == "MSH" else fields

    def raw(self, number: int) -> str:
        """A field as it stands, or ""."""
        return self._fields[number] if number < min(len(self._fields), MOST_FIELDS) else ""

    def repeats(self, number: int) -> tuple[Repeat, ...]:
        """The repetitions of a field that are not blank."""
        if not (raw := self.raw(number)):
            return ()
        parts = raw.split(self.delimiters.repetition, MOST_REPEATS)[:MOST_REPEATS]
        return tuple(Repeat(part, self.delimiters) for part in parts if part.strip())

    def deleted(self, number: int) -> bool:
        """Whether a field is taken away: all of it, and not a part alone."""
        repeats = self.repeats(number)
        return bool(repeats) and all(one.deleted for one in repeats)

    def repeat(self, number: int) -> Repeat:
        """The first repetition, blank or not."""
        return Repeat(_nth(self.raw(number), self.delimiters.repetition, 1), self.delimiters)

    def get(self, number: int, component: int = 1, subcomponent: int = 1) -> str:
        """One value of the first repetition."""
        return self.repeat(number).get(component, subcomponent)


def _nth(text: str, separator: str, number: int) -> str:
    if not 0 < number <= MOST_PARTS:
        return ""
    if separator not in text:
        return text if number == 1 else ""
    parts = text.split(separator, number)
    return parts[number - 1] if number <= len(parts) else ""


def _value(text: str, delimiters: Delimiters) -> str:
    if not text:
        return ""
    text = text[:LONGEST_VALUE]
    if delimiters.escape in text:
        text = _unescaped(text, delimiters)
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text.strip()


def _unescaped(text: str, delimiters: Delimiters) -> str:
    letters = {
        "F": delimiters.field,
        "S": delimiters.component,
        "T": delimiters.subcomponent,
        "R": delimiters.repetition,
        "E": delimiters.escape,
        "H": "",
        "N": "",
    }

    def plain(found: re.Match[str]) -> str:
        said = found[1]
        if said in letters:
            return letters[said]
        if said.startswith("X"):
            return _from_hex(said[1:], found[0])
        return " " if said.startswith(".") else found[0]

    return _escapes(delimiters.escape).sub(plain, text)


@lru_cache(maxsize=32)
def _escapes(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    return re.compile(rf"{mark}([FSTREHN]|X[0-9A-Fa-f]{{2,200}}|\.[a-z]{{2}}[+-]?\d{{0,4}}){mark}")


def _from_hex(digits: str, otherwise: str) -> str:
    try:
        raw = bytes.fromhex(digits)
    except ValueError:
        return otherwise
    return text_of(raw, ("utf-8",))


def text_of(raw: bytes, charsets: tuple[str, ...]) -> str:
    """Bytes by the first of the charsets that fits them, at last by Latin-1, which fits all."""
    for charset in charsets:
        try:
            return raw.decode(charset)
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")
