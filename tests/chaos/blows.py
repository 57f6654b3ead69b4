"""What goes wrong, when and where: a plan that follows from its seed alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from simulator.faults import Fault


class Blow(StrEnum):
    """What happens to a part, to the carrier, or to a running workflow."""

    KILL = "kill -9"  # what it had in hand is gone; it is started again at once
    REFUSE = "refuse"  # the same, and connections are refused for some seconds
    FREEZE = "freeze"  # its connections hang
    CARRIER = "carrier"
    CANCEL = "cancel request"


DECK = (
    *((Blow.KILL, part) for part in ("worker", "gateway", "temporal")),
    *((Blow.FREEZE, part) for part in ("worker", "gateway", "temporal")),
    (Blow.REFUSE, "gateway"),
)
"""What befalls our own parts: dealt in the seed's order, and then again."""
PASSING = (
    Fault.TOO_MANY_REQUESTS,
    Fault.ERROR_BEFORE_ACCEPTING,
    Fault.ERROR_AFTER_ACCEPTING,
    Fault.RESET_BEFORE_ACCEPTING,
    Fault.RESET_AFTER_ACCEPTING,
    Fault.RECEIPTS_DROPPED,
    Fault.RECEIPTS_DUPLICATED,
    Fault.RECEIPTS_REORDERED,
    Fault.INBOUND_REPEATED,
    Fault.INBOUND_DROPPED,
    Fault.LIST_FAILS,
)
EVERY_SECONDS = 3.0
PART_EVERY_SECONDS = 14.0
"""So far apart that a run stands still for less time than it runs."""


@dataclass(frozen=True, kw_only=True)
class Strike:
    """One blow: `at` is seconds from the first discharge, `lasts` seconds or texts."""

    at: float
    blow: Blow
    target: str
    lasts: float

    def __str__(self) -> str:
        return f"{self.at:6.1f} s  {self.blow} {self.target} ({self.lasts:g})"


def plan(seed: int, seconds: float) -> tuple[Strike, ...]:
    """All strikes of a run; two of them are cancel requests, an episode's and a thread's."""
    dice = Random(seed)  # noqa: S311 - a plan, and no secret
    asked = [
        Strike(at=dice.uniform(0.2, 0.7) * seconds, blow=Blow.CANCEL, target=target, lasts=0)
        for target in ("episode", "thread")
    ]
    strikes = (*_parts(dice, seconds), *_passing(dice, seconds), *asked)
    return tuple(sorted(strikes, key=lambda strike: strike.at))


def _parts(dice: Random, seconds: float) -> Iterator[Strike]:
    at, deck = dice.uniform(1, PART_EVERY_SECONDS / 2), list[tuple[Blow, str]]()
    while at < seconds:
        if not deck:
            deck = dice.sample(DECK, len(DECK))
        blow, part = deck.pop()
        lasts = 0.0 if blow is Blow.KILL else dice.uniform(0.5, 3)
        yield Strike(at=at, blow=blow, target=part, lasts=lasts)
        at += PART_EVERY_SECONDS * dice.uniform(0.9, 1.1)


def _passing(dice: Random, seconds: float) -> Iterator[Strike]:
    at = dice.uniform(1, EVERY_SECONDS)
    while at < seconds:
        texts = float(dice.randint(1, 3))
        yield Strike(at=at, blow=Blow.CARRIER, target=dice.choice(PASSING).value, lasts=texts)
        at += dice.uniform(0.3, 2) * EVERY_SECONDS
