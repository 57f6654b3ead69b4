"""How often somebody may ask: a bucket of tokens for each, in this process's memory alone.

TooMany   429, with the seconds after which one more request is taken

A restart fills every bucket, and two gateways allow twice as much: this keeps one sender from
drowning the others, and is no accounting.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from gateway.http.refusals import Refusal

MOST_BUCKETS = 10_000


class TooMany(Refusal):
    """Later. `headers` say when."""

    status = 429
    title = "Too many requests"
    words = "These are more requests than this interface takes from one sender."

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(seconds)}


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many at once, and so many a second in the long run."""

    per_second: float
    burst: int


@dataclass(frozen=True, kw_only=True)
class Limits:
    """For each key, and for the failures of each address: a right key is never held up by those."""

    key: Limit = Limit(per_second=50, burst=200)
    failures: Limit = Limit(per_second=0.5, burst=20)


class Buckets:
    """`monotonic` tells seconds that never go back. The least used bucket is forgotten first."""

    def __init__(
        self, limit: Limit, monotonic: Callable[[], float], most: int = MOST_BUCKETS
    ) -> None:
        self._limit = limit
        self._monotonic = monotonic
        self._most = most
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def take(self, who: str) -> None:
        """Take one token. Raises TooMany."""
        now = self._monotonic()
        level = self._level(who, now)
        if level < 1:
            raise TooMany(math.ceil((1 - level) / self._limit.per_second))
        self._kept[who] = (level - 1, now)
        self._kept.move_to_end(who)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def _level(self, who: str, now: float) -> float:
        level, since = self._kept.get(who, (float(self._limit.burst), now))
        return min(self._limit.burst, level + (now - since) * self._limit.per_second)
