"""Whether one record number is still one person's: nobody else's words may reach their episode.

A number is somebody else's where the birth date and the given name are others than all that it had
before, or, with no birth date to compare, where no part of the name is. A name or a date of birth
that was corrected leaves the other as it was. Who has a number goes by the order of receipt. A
visit that is known under it may change both: a patient whom nobody could name is given a name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from domain.hospital.events import HospitalEvent
from domain.normalize import bare

ANOTHER_PERSON = "the record number is another person's: the name and the birth date are different"


@dataclass(frozen=True)
class _Identity:
    """Who a message says that its patient is: parts of the names, in bare letters."""

    given: frozenset[str]
    family: frozenset[str]
    birth_date: date | None

    @property
    def names_anybody(self) -> bool:
        """Whether there is a name to compare."""
        return bool(self.given or self.family)

    def may_be(self, known: "_Identity") -> bool:
        """Whether two may be one person. Given and family names are sent in either place."""
        names, others = self.given | self.family, known.given | known.family
        if not (names and others):
            return True
        born, was_born = self.birth_date, known.birth_date
        if born is not None and born == was_born:
            return True
        if born and was_born and self.given and known.given:
            return bool(self.given & others or known.given & names)
        return bool(names & others)


@dataclass
class _Record:
    """One record number: whom it was said to be, and the visits that are theirs, or are not."""

    known: set[_Identity] = field(default_factory=set)
    visits: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def is_another(self, event: HospitalEvent) -> bool:
        """Whether an event is of somebody else; what is not is remembered."""
        said, visit = _said(event), event.encounter
        theirs = visit is not None and visit in self.visits
        strange = bool(self.known) and not any(map(said.may_be, self.known))
        if not theirs and (strange or visit in self.others):
            self.others |= {visit} if visit else set()
            return True
        self.visits |= {visit} if visit else set()
        self.known |= {said} if said.names_anybody else set()
        return False


def of_somebody_else(events: Iterable[HospitalEvent]) -> list[HospitalEvent]:
    """Of a person's events those that came under their number and are another person's."""
    others = sorted(events, key=lambda one: (one.received_at, one.receipt))
    records: dict[str, _Record] = {one.mrn: _Record() for one in others}
    while True:
        left = [one for one in others if records[one.mrn].is_another(one)]
        if len(left) == len(others):
            return left
        others = left
        for record in records.values():
            record.others.clear()


def _said(event: HospitalEvent) -> _Identity:
    said = event.account
    return _Identity(_parts(said.given), _parts(said.family), said.birth_date)


def _parts(name: str | None) -> frozenset[str]:
    return frozenset(bare(name or "").split())
