"""One message while it is read: its values by place, and what could not be used.

A blank field is not said; one of which each part holds `""` is deleted, and of another those parts
alone; one that cannot be read is a doubt, which names the place and never what was found.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from adapters.messages.hl7 import values
from adapters.messages.hl7.segments import DELETED, Repeat
from adapters.messages.hl7.syntax import Message
from adapters.messages.hl7.values import Moment
from domain.hospital import codes
from domain.hospital.feed import Feed


@dataclass
class Reading:
    """One message being read: what was deleted and what could not be used gathers here.

    `sender` is MSH-3, which a group of segments lacks.
    """

    message: Message
    feed: Feed
    doubts: list[str] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)
    sender: str = ""

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.feed.time_zone)
        self.sender = self.sender or self.message.get("MSH-3")

    def said(self, path: str, *names: str) -> str:
        """One value, "" when the sender takes it away; of the whole field, these are deleted."""
        if self.gone(path):
            self.deleted.update(names)
        text = self.message.get(path)
        return "" if text == DELETED else text

    def repeats(self, path: str, *names: str) -> tuple[Repeat, ...]:
        """The repetitions, without what of them is taken away; none when the field is."""
        return tuple(one.standing() for one in self.written(path, *names))

    def written(self, path: str, *names: str) -> tuple[Repeat, ...]:
        """The repetitions as they stand, also a part that holds `""`; none when the field is."""
        self.said(path, *names)
        return tuple(one for one in self.message.repeats(path) if not one.deleted)

    def gone(self, path: str) -> bool:
        """Whether the sender takes a whole field away: no part of it holds anything else."""
        repeats = self.message.repeats(path)
        return bool(repeats) and all(one.deleted for one in repeats)

    def moment(self, path: str, *names: str) -> Moment | None:
        """A time, without its offset where its sender's say nothing; unreadable, it is a doubt."""
        if not (text := self.said(path, *names)):
            return None
        if self.sender in self.feed.hl7.ignore_offsets:
            text = text.removesuffix(values.offset_of(text))
        if not (found := values.moment(text, self.zone)):
            self.doubt(path, "no time that can be read")
        return found

    def words(self, path: str) -> list[str]:
        """The codes and texts of a coded field, also of its alternate."""
        return values.coded_words(self.repeats(path)[:1])

    def meaning(
        self, place: str, what: str, own: Mapping[str, str], standard: Mapping[str, str]
    ) -> str | None:
        """What a coded field means; UNSAID of a blank one, None (and a doubt) when nobody knows."""
        if not (said := self.words(place)):
            return codes.UNSAID
        found = codes.meaning(said, own, standard)
        if found is None:
            self.doubt(place, f"{what} that nobody knows")
        return found

    def doubt(self, path: str, what: str) -> None:
        """Note, once and without what was found, that a value cannot be used."""
        if (words := f"{path}: {what}") not in self.doubts:
            self.doubts.append(words)
