"""A language of the lexicon: how dangers are said, how serious they are, and who has signed them.

A phrase is words without case, accents and apostrophes. In it

    ...        up to four other words
    heav*      any ending
    <chest>    any word of the class of that name
    +          both sides, in any order and with other words between, in one sentence
    &          what follows is said as well, anywhere in the text, and not denied
    |          a mark or the end of the text stands here
    not        any way to say not (isnt, are not, wont, doesnt, never)

Words of five letters or more may have one typing mistake where a phrase has several words; Spanish
is compared by its sound, so that "kiero" is "quiero". `unless` is what means something else: where
it stands over the same words, the entry is not meant.
"""

import tomllib
from dataclasses import dataclass

from domain.wire_enum import WireEnum


class Level(WireEnum, unknown="EMERGENCY"):
    """How soon somebody must act."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One danger by its name. `reviewer` and the day `signed` are empty until a clinician signs.

    `staff_too`: whether it is looked for in a clinician's note as well.
    """

    name: str
    level: Level
    source: str
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    staff_too: bool = True
    reviewer: str = ""
    signed: str = ""

    @property
    def approved(self) -> bool:
        """Whether a clinician has signed it."""
        return bool(self.reviewer and self.signed)


@dataclass(frozen=True, kw_only=True)
class Language:
    """All that is known of one language. `classes` are words by the name of their class."""

    code: str
    by_sound: bool
    classes: dict[str, tuple[str, ...]]
    entries: tuple[Entry, ...]
    deaths: tuple[str, ...]
    not_deaths: tuple[str, ...]
    figures: tuple[str, ...]
    """Figures of speech: what they stand over is not meant."""
    denials: tuple[str, ...]
    between: tuple[str, ...]
    """What may stand between a denial and what it denies."""
    over: tuple[str, ...]
    """What says, right behind, that it has passed."""
    supposing: tuple[str, ...]
    """What a clause begins with that only supposes."""
    long_ago: tuple[str, ...]
    """What says, in the same clause, that it is history."""


def read_language(text: str) -> Language:
    """Read one file. Raises ValueError, TypeError or KeyError if it is not as it should be."""
    said = tomllib.loads(text)
    entries = tuple(
        Entry(**{**row, "level": Level(row["level"]), **_tuples(row)}) for row in said.pop("entry")
    )
    classes = {name: tuple(words) for name, words in said.pop("classes").items()}
    return Language(**{**said, **_tuples(said), "classes": classes, "entries": entries})


def _tuples(row: dict[str, object]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
