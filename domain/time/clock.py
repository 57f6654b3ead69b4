"""Clinical time from real time: an affine clock of three numbers, the same for every process."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Clinical time runs `speed` times as fast as real time since the two origins.

    Speed is 1 in production; 8640 makes a clinical day of ten real seconds. Both origins are aware,
    and counted from in UTC: a zone's own arithmetic loses an hour when its clocks change.
    """

    real_origin: datetime
    clinical_origin: datetime
    speed: float = 1.0

    def clinical(self, real: datetime) -> datetime:
        """The clinical instant at a real one."""
        return self.clinical_origin.astimezone(UTC) + (real - self.real_origin) * self.speed

    def real(self, clinical: datetime) -> datetime:
        """The real instant at a clinical one."""
        return self.real_origin.astimezone(UTC) + (clinical - self.clinical_origin) / self.speed

    def clinical_span(self, real: timedelta) -> timedelta:
        """How long a real span lasts in clinical time."""
        return real * self.speed

    def real_span(self, clinical: timedelta) -> timedelta:
        """How long a clinical span lasts in reality; at least a millisecond, so timers fire."""
        return max(clinical / self.speed, timedelta(milliseconds=1))
