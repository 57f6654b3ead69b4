"""Whether one record number is still one person's: nobody else's words may reach their episode.

A number is somebody else's where the birth date and the given name are others than all that it had
before, or, with no birth date to compare, where no part of the name is. A name or a date of birth
that was corrected leaves the other as it was. Who has a number goes by the order of receipt. A
visit that is known under it may change both: a patient whom nobody could name is given a name.

All of a visit is of whom its first message names. Whatever the order, it is looked at once, and
again only when something came to be known that it has: a hostile chart holds thousands of names.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto

from domain.hospital.events import HospitalEvent
from domain.normalize import bare
from domain.words.phrasebook import phrase

_NO_NUMBER = {
    "unknown", "unk", "unkn", "none", "null", "nil", "na", "nan", "notavailable", "notapplicable",
    "unassigned", "notassigned", "pending", "tbd", "tba", "missing", "blank", "nomrn", "novisit",
    "nonumber", "undefined",
}  # fmt: skip
_FILLS_A_FIELD = re.compile(r"0*|9{6,}")
ANOTHER_PERSON = phrase("doubts.another_person")


def is_number(text: str) -> bool:
    """Whether what stands where a number belongs names one patient or visit, and not anybody's."""
    said = re.sub(r"[\W_]", "", text.casefold())
    return said not in _NO_NUMBER and _FILLS_A_FIELD.fullmatch(said) is None


class _What(Enum):
    """What is known of one of whom a number was: parts of names, and how far they say who it is."""

    BORN = auto()
    OF_NO_DATE = auto()
    OF_A_DATE = auto()
    WITHOUT_GIVEN = auto()
    BESIDE_GIVEN = auto()
    GIVEN = auto()


_Mark = tuple[_What, str | date]


@dataclass(frozen=True)
class _Identity:
    """Who a message says that its patient is: parts of the names, in bare letters."""

    given: frozenset[str]
    family: frozenset[str]
    birth_date: date | None

    @property
    def names(self) -> frozenset[str]:
        """All parts. Given and family names are sent in either place."""
        return self.given | self.family

    def shows(self) -> Iterator[_Mark]:
        """By what another message of the same person may know this one: nobody, without a name."""
        if self.birth_date is None or not self.names:
            yield from ((_What.OF_NO_DATE, part) for part in self.names)
            return
        yield _What.BORN, self.birth_date
        yield from ((_What.OF_A_DATE, part) for part in self.names)
        if not self.given:
            yield from ((_What.WITHOUT_GIVEN, part) for part in self.names)
            return
        yield from ((_What.BESIDE_GIVEN, part) for part in self.names)
        yield from ((_What.GIVEN, part) for part in self.given)

    def knows(self) -> Iterator[_Mark]:
        """One of these is enough to be the same person.

        The birth date; else with two dates the given name of either, where both have one, and
        otherwise any part.
        """
        yield from ((_What.OF_NO_DATE, part) for part in self.names)
        if self.birth_date is None or not self.given:
            yield from ((_What.OF_A_DATE, part) for part in self.names)
        if self.birth_date is None:
            return
        yield _What.BORN, self.birth_date
        if self.given:
            yield from ((_What.WITHOUT_GIVEN, part) for part in self.names)
            yield from ((_What.GIVEN, part) for part in self.names)
            yield from ((_What.BESIDE_GIVEN, part) for part in self.given)


@dataclass(eq=False)
class _Visit:
    """What was said of one visit, or at once of none, in the order of receipt."""

    events: list[HospitalEvent]
    theirs: bool = False


@dataclass
class _Record:
    """One record number: by what its person is known, and who waits to be known by it."""

    marks: set[_Mark] = field(default_factory=set)
    waiting: dict[_Mark, list[_Visit]] = field(default_factory=lambda: defaultdict(list))

    def hear(self, visit: _Visit) -> None:
        """Take a visit for theirs, or have it wait for whatever would make it so."""
        said = _said(visit.events[0])
        knows = list(said.knows())
        if not said.names or any(mark in self.marks for mark in knows):
            self.take(visit)
            return
        for mark in knows:
            self.waiting[mark].append(visit)

    def take(self, visit: _Visit) -> None:
        """A visit of theirs, whatever its messages say, and all that are known by these."""
        found = [visit]
        while found:
            one = found.pop()
            if one.theirs:
                continue
            one.theirs = True
            for mark in {mark for event in one.events for mark in _said(event).shows()}:
                if mark not in self.marks:
                    self.marks.add(mark)
                    found += self.waiting.pop(mark, ())


def of_somebody_else(events: Iterable[HospitalEvent]) -> list[HospitalEvent]:
    """Of a person's events those that came under their number and are another person's."""
    said = sorted(events, key=lambda one: (one.received_at, one.receipt))
    records: dict[str, _Record] = defaultdict(_Record)
    visits: dict[tuple[str, str | int], _Visit] = {}
    of = []
    for number, one in enumerate(said):
        about: str | int = one.encounter or number
        visit = visits.setdefault((one.mrn, about), _Visit([]))
        visit.events.append(one)
        of.append(visit)
    for one, visit in zip(said, of, strict=True):
        record = records[one.mrn]
        if not record.marks and _said(one).names:
            record.take(visit)  # the first who is named under a number has it
    for (mrn, _), visit in visits.items():
        records[mrn].hear(visit)
    return [one for one, visit in zip(said, of, strict=True) if not visit.theirs]


def _said(event: HospitalEvent) -> _Identity:
    said = event.account
    return _Identity(_parts(said.given), _parts(said.family), said.birth_date)


def _parts(name: str | None) -> frozenset[str]:
    return frozenset(bare(name or "").split())
