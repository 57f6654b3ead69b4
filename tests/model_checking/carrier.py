"""A carrier for the conversation: it has each text once for its key, and does what it was told."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count

from models.payloads import SendText


class Outcome(StrEnum):
    """What one attempt comes to, as the thread hears of it; the words are the activity's."""

    TAKEN = "taken"
    UNKNOWN = "OutcomeUnknown"
    STORE_FAILED = "OperationalError"
    BUSY = "Busy"
    OPTED_OUT = "OptedOut"
    CANNOT_REACH = "CannotReach"
    TOO_LATE = "TooLate"

    @property
    def final(self) -> bool:
        """Whether trying again is of no use."""
        return self in (Outcome.OPTED_OUT, Outcome.CANNOT_REACH, Outcome.TOO_LATE)


class Mood(StrEnum):
    """What the carrier does with the next attempt."""

    BUSY = "busy"
    TAKES_AND_IS_SILENT = "takes and is silent"
    TAKES_AND_THE_STORE_FAILS = "takes and the store fails"
    LOSES = "loses"
    REFUSES = "refuses"


_NOT_TAKEN: dict[Mood | None, Outcome] = {
    Mood.BUSY: Outcome.BUSY,
    Mood.LOSES: Outcome.UNKNOWN,
    Mood.REFUSES: Outcome.CANNOT_REACH,
}
_TAKEN: dict[Mood | None, Outcome] = {
    Mood.TAKES_AND_IS_SILENT: Outcome.UNKNOWN,
    Mood.TAKES_AND_THE_STORE_FAILS: Outcome.STORE_FAILED,
}


@dataclass(frozen=True)
class Accepted:
    """A text that the carrier took; `doubt` when its thread did not hear of it at once.

    `order` is shared with the texts that people send: what came before what.
    """

    text: SendText
    at: datetime
    order: int
    doubt: bool = False


@dataclass
class Carrier:
    """Holds the texts it took by key, and who opted out with it."""

    accepted: dict[str, Accepted] = field(default_factory=dict)
    by_number: dict[str, list[Accepted]] = field(default_factory=lambda: defaultdict(list))
    attempts: list[SendText] = field(default_factory=list)
    moods: dict[str, deque[Mood]] = field(default_factory=lambda: defaultdict(deque))
    opted_out: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    order: Iterator[int] = field(default_factory=count)

    def attempt(self, text: SendText, now: datetime) -> Outcome:
        """One attempt; what it has already it does not take a second time."""
        self.attempts.append(text)
        if text.key in self.accepted:
            return Outcome.TAKEN
        refusal = self._refusal(text, now)
        if refusal is not None:
            return refusal
        waiting = self.moods[text.to]
        mood = waiting.popleft() if waiting else None
        if mood in _NOT_TAKEN:
            return _NOT_TAKEN[mood]
        heard = _TAKEN.get(mood, Outcome.TAKEN)
        accepted = Accepted(text, now, next(self.order), doubt=heard is not Outcome.TAKEN)
        self.accepted[text.key] = accepted
        self.by_number[text.to].append(accepted)
        return heard

    def _refusal(self, text: SendText, now: datetime) -> Outcome | None:
        if text.useless_after_real is not None and text.useless_after_real <= now:
            return Outcome.TOO_LATE
        return Outcome.OPTED_OUT if text.to in self.opted_out else None

    def to(self, number: str) -> list[Accepted]:
        """What a phone was sent, in order."""
        return self.by_number[number]

    def gives_up(self, key: str) -> bool:
        """End a text undelivered, once; whether that is news."""
        news = key not in self.ended
        self.ended.add(key)
        return news

    def recovers(self) -> None:
        """Nothing goes wrong from here on."""
        self.moods.clear()
