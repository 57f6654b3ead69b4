"""What a language's file says: the words that people write in it, and those that texts write.

A phrase of danger or death is words without case, accents and apostrophes. In it

    ...        up to four other words
    heav*      any ending
    <chest>    any word of the class of that name
    +          both sides, in any order and with other words between, in one sentence
    &          what follows is said as well, anywhere in the text, and not denied
    |          a mark or the end of the text stands here
    not        any way to say not (isnt, are not, wont, doesnt, never)

Words of five letters or more may have one typing mistake where a phrase has several words; a
language `by_sound` is compared as Spanish sounds, so that "kiero" is "quiero". `unless` is what
means something else: where it stands over the same words, the entry is not meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.languages.sections import (
    UNSAID,
    Answers,
    Clauses,
    Commands,
    Counted,
    Courtesy,
    Dates,
    Death,
    Leaving,
    NearLeaving,
    Pattern,
    Quotations,
    Readings,
    Shown,
    Slots,
    Written,
    WrongNumber,
)
from domain.wire_enum import WireEnum


class Level(WireEnum, unknown="EMERGENCY"):
    """How soon somebody must act."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"


class Status(StrEnum):
    """Whether a danger is listened for; only a clinician withdraws one."""

    IN_USE = "in_use"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One danger by its name. `reviewer` and the day `signed` are empty until a clinician signs.

    `staff_too`: whether it is looked for in a clinician's note as well.
    """

    name: str
    level: Level
    source: Shown
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    staff_too: bool = True
    reviewer: Shown = UNSAID
    signed: Shown = UNSAID
    status: Status = Status.IN_USE

    @property
    def approved(self) -> bool:
        """Whether a clinician has signed it."""
        return bool(self.reviewer and self.signed)


@dataclass(frozen=True, kw_only=True)
class Language:
    """All that is known of one language. `classes` are words by the name of their class."""

    code: str
    by_sound: bool = False
    written: Written = field(default_factory=Written)
    parts: Mapping[str, Pattern] = field(default_factory=dict)
    leaving: Leaving = field(default_factory=Leaving)
    near_leaving: NearLeaving = field(default_factory=NearLeaving)
    dates: Dates = field(default_factory=Dates)
    slots: Slots = field(default_factory=Slots)
    answers: Answers = field(default_factory=Answers)
    commands: Commands = field(default_factory=Commands)
    courtesy: Courtesy = field(default_factory=Courtesy)
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ways to type a word, where leaving and wrong numbers are looked for."""
    typed_alike: Mapping[Pattern, Shown] = field(default_factory=dict)
    swearing: tuple[Pattern, ...] = ()
    wrong_number: WrongNumber = field(default_factory=WrongNumber)
    quotations: Quotations = field(default_factory=Quotations)
    readings: Readings = field(default_factory=Readings)
    counted: Counted = field(default_factory=Counted)
    clauses: Clauses = field(default_factory=Clauses)
    death: Death = field(default_factory=Death)
    respelled: Mapping[Pattern, Shown] = field(default_factory=dict)
    by_ear: Mapping[Pattern, Shown] = field(default_factory=dict)
    equipment: Mapping[Shown, Shown] = field(default_factory=dict)
    """What texts call a kind of equipment, by its English title; the title itself where empty."""
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entry: tuple[Entry, ...] = ()
    heard_by: Mapping[str, str] = field(default_factory=dict)
    """Dangers of another language that an entry of this one hears, by their names."""
    deaths: tuple[str, ...] = ()
    not_deaths: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    """Figures of speech: what they stand over is not meant."""
    denials: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    """What may stand between a denial and what it denies."""
    over: tuple[str, ...] = ()
    """What says, right behind, that it has passed."""
    supposing: tuple[str, ...] = ()
    """What a clause begins with that only supposes."""
    long_ago: tuple[str, ...] = ()
    """What says, in the same clause, that it is history."""
    others: tuple[str, ...] = ()
    """Who else may have it: a friend, a dog, somebody on a screen."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The dangers that are listened for."""
        return tuple(one for one in self.entry if one.status is Status.IN_USE)
