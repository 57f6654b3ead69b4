"""What goes wrong, when and where: a plan that follows from its seed alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from simulator.faults import Fault


class Blow(StrEnum):
    """What happens to a part, to the carrier, or to a running workflow."""

    KILL = "kill -9"  # until it is up again its connections are refused
    FREEZE = "freeze"  # its connections hang
    CARRIER = "carrier"
    CANCEL = "cancel request"


PARTS = ("worker", "gateway", "temporal")
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
KINDS = (Blow.KILL, Blow.FREEZE, Blow.CARRIER, Blow.CARRIER, Blow.CARRIER)
EVERY_SECONDS = 2.5
SAME_PART_AFTER_SECONDS = 12.0
"""A supervisor gives a part up that ends four times in half a minute: that is another test."""


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
    return tuple(sorted((*_passing(dice, seconds), *asked), key=lambda strike: strike.at))


def _passing(dice: Random, seconds: float) -> Iterator[Strike]:
    at, last = dice.uniform(1, EVERY_SECONDS), dict.fromkeys(PARTS, -SAME_PART_AFTER_SECONDS)
    while at < seconds:
        blow, part = dice.choice(KINDS), dice.choice(PARTS)
        if blow is Blow.CARRIER:
            texts = float(dice.randint(1, 3))
            yield Strike(at=at, blow=blow, target=dice.choice(PASSING).value, lasts=texts)
        elif at - last[part] >= SAME_PART_AFTER_SECONDS:
            last[part] = at
            lasts = 0.0 if blow is Blow.KILL else dice.uniform(0.5, 3)
            yield Strike(at=at, blow=blow, target=part, lasts=lasts)
        at += dice.uniform(0.3, 2) * EVERY_SECONDS
