"""One HL7 v2 message on its way to its events: whose it is, when it was told, what it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.messages.hl7 import people, syntax
from adapters.messages.hl7.reading import Reading
from adapters.messages.hl7.syntax import Label, Message, refused
from adapters.messages.parsed import Parsed
from adapters.validation import Problem
from domain.hospital.events import EventKind, HospitalEvent


@dataclass
class Hearing:
    """One message on its way to its events."""

    reading: Reading
    label: Label
    received_at: datetime
    missing: list[Problem] = field(default_factory=list)

    @property
    def message(self) -> Message:
        """The message itself."""
        return self.reading.message

    @property
    def trigger(self) -> str:
        """MSH-9.2: "A03"."""
        return self.label.structure[4:]

    def heard(self, *events: HospitalEvent) -> Parsed:
        """What it says, with whatever could not be read of it."""
        told, missing = tuple(self.reading.doubts), tuple(self.missing)
        return Parsed(events=events, doubts=told, missing=missing)

    def lacks(self, problems: Sequence[Problem]) -> None:
        """Note what is missing though it is taken: its sender may be told, and a person is."""
        self.missing += problems
        self.reading.doubts += [f"{one.field}: expected {one.expected}" for one in problems]

    def ignored(self, why: str) -> Parsed:
        """Nothing, and why."""
        return Parsed(ignored=f"{self.label.structure}: {why}", doubts=tuple(self.reading.doubts))

    def event(self, kind: EventKind, **more: Any) -> HospitalEvent:
        """One event of it, of its first patient unless another's number is given."""
        return HospitalEvent(
            kind=kind,
            facility=self.reading.feed.facility,
            mrn=more.pop("mrn", None) or self.mrn(),
            recorded_at=self.recorded_at(),
            sent_at=self.noted_at("MSH-7") or self.received_at,
            received_at=self.received_at,
            says_when=bool(self.time_of("EVN-2") or self.time_of("MSH-7")),
            trigger=self.label.structure,
            **more,
        )

    def deaths(self, heard: Parsed) -> list[HospitalEvent]:
        """A word for each death that a PID tells and no event of the message does."""
        told = {one.mrn for one in heard.events if one.account.died or one.account.perhaps_died}
        found = people.deaths(self.message, self.reading.feed, self.reading.doubts)
        return [
            self.event(EventKind.DEATH_TOLD, mrn=number, account=account)
            for number, account in found.items()
            if number not in told
        ]

    def mrn(self) -> str:
        """The number of its patient. Raises Refused."""
        if self.message.segment("PID") is None:
            raise refused("PID", "", "a PID segment")
        found = syntax.mrn(self.message, self.reading.feed)
        if not found:
            found_there = self.message.raw("PID-3")
            raise refused("PID-3", found_there, "the hospital's number of the patient")
        return found

    def encounter(self) -> str | None:
        """The visit number, if there is one."""
        return self.visit_in(self.message)

    def visit_in(self, group: Message) -> str | None:
        """The visit number in a group of its segments, by the feed's fields."""
        feed = self.reading.feed
        said = (syntax.number(group.get(path), feed) for path in feed.hl7.visit_fields)
        return next(filter(None, said), None)

    def encounter_needed(self) -> str:
        """The visit number. Raises Refused."""
        if number := self.encounter():
            return number
        present = "a visit number" if self.message.segment("PV1") else "a PV1 with a visit number"
        raise refused("PV1-19", "", present)

    def time_of(self, path: str) -> datetime | None:
        """An instant; none where it cannot be read."""
        said = self.reading.moment(path)
        return said.at if said else None

    def noted_at(self, path: str) -> datetime | None:
        """When something was written down.

        Of an hour that comes twice its beginning: what is within it goes by the order of receipt.
        """
        said = self.reading.moment(path)
        return said.begins if said else None

    def recorded_at(self) -> datetime:
        """EVN-2; MSH-7 where EVN-2 is silent, or gives no more than the day of it."""
        zone, noted = self.reading.zone, self.reading.moment("EVN-2")
        sent = self.reading.moment("MSH-7")
        if noted and sent and sent.exact and not noted.exact:
            same = noted.at.astimezone(zone).date() == sent.at.astimezone(zone).date()
            noted = sent if same else noted
        if said := noted or sent:
            return said.begins
        self.reading.doubt("EVN-2", "not said when it was recorded, so when it was received")
        return self.received_at
