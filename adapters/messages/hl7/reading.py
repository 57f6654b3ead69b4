"""One message while it is read: its values by place, and what could not be used.

A blank field is not said; one that holds `""` is deleted; one that cannot be read is a doubt, which
names the place and never what was found.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from adapters.messages.hl7 import values
from adapters.messages.hl7.segments import Repeat
from adapters.messages.hl7.syntax import DELETED, Message
from adapters.messages.hl7.values import Moment
from domain.hospital import codes
from domain.hospital.feed import Feed


@dataclass
class Reading:
    """One message being read: what was deleted and what could not be used gathers here."""

    message: Message
    feed: Feed
    doubts: list[str] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.feed.time_zone)

    def said(self, path: str, *names: str) -> str:
        """One value; when the sender takes it away, "", and those fields are deleted."""
        text = self.message.get(path)
        if text == DELETED:
            self.deleted.update(names)
            return ""
        return text

    def repeats(self, path: str, *names: str) -> tuple[Repeat, ...]:
        """The repetitions; none when the sender takes the field away."""
        return () if self.said(path, *names) == "" and self._gone(path) else self._all(path)

    def moment(self, path: str, *names: str) -> Moment | None:
        """A time; one that cannot be read is a doubt."""
        if not (text := self.said(path, *names)):
            return None
        if not (found := values.moment(text, self.zone)):
            self.doubt(path, "no time that can be read")
        return found

    def words(self, path: str) -> list[str]:
        """The codes and texts of a coded field, also of its alternate."""
        said = values.coded_words(self.repeats(path)[:1])
        return [word for word in said if word != DELETED]

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

    def _all(self, path: str) -> tuple[Repeat, ...]:
        return tuple(one for one in self.message.repeats(path) if one.get() != DELETED)

    def _gone(self, path: str) -> bool:
        return self.message.get(path) == DELETED and len(self.message.repeats(path)) == 1
