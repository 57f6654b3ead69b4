"""What a run left, as one value: everything that the laws look at, and nothing else.

Instants are ISO strings with an offset, as JSON has no type for them; `instant` reads them.
Sealed columns are left out: nobody can read them, and two seals of one text differ.
"""

import gzip
import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

Row = dict[str, Any]
"""A row of a table, an entry of the phones' log, a payload: JSON as it came."""


@lru_cache(maxsize=100_000)
def instant(text: str) -> datetime:
    """The instant that an ISO text names, aware; a text without a zone is UTC, as SQLite writes.

    Raises ValueError if it is no instant.
    """
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Clock:
    """How real time becomes clinical time; `speed` is clinical seconds for each real one."""

    real_origin: str = ""
    clinical_origin: str = ""
    speed: float = 1.0

    def clinical(self, real: datetime) -> datetime:
        """The patients' time at a real time."""
        if not self.real_origin:
            return real
        gone = (real - instant(self.real_origin)).total_seconds()
        return instant(self.clinical_origin) + timedelta(seconds=gone * self.speed)

    def real(self, clinical: datetime) -> datetime:
        """The wall clock's time at a clinical time."""
        if not self.real_origin:
            return clinical
        gone = (clinical - instant(self.clinical_origin)).total_seconds()
        return instant(self.real_origin) + timedelta(seconds=gone / self.speed)


@dataclass(frozen=True)
class History:
    """One run of one workflow, decoded; `facts` in the order of the history.

    A fact has `fact` (started, signal, update, activity, ended), `name`, `at` (real, when it
    began) and what belongs to it: `input`, `result`, `failure`, `until` (real), `id`.
    """

    workflow_id: str
    run_id: str
    type: str
    status: str
    search: Row = field(default_factory=dict)
    facts: list[Row] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything that a run left. Compared and hashed by identity, so that joins can be kept.

    `plans` are by episode, each as of when it opened; `discharges` by encounter as the file names
    it; `tokens` are phone tokens by number. `downtimes` are real [from, to]. `faults` names what
    was ordered to go wrong. `in_clear` lists what was found in files and should not be there:
    "<file>: <what>".
    """

    phones: list[Row]
    tables: dict[str, list[Row]]
    histories: list[History]
    plans: dict[str, Row]
    discharges: dict[str, Row]
    tokens: dict[str, str]
    clock: Clock
    collected_at: str
    downtimes: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    in_clear: list[str] = field(default_factory=list)

    def save(self, path: Path) -> None:
        """Write it as one gzipped JSON file; the same evidence gives the same bytes."""
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))
        path.write_bytes(gzip.compress(text.encode(), mtime=0))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote. Raises OSError, ValueError or TypeError if it is not that."""
        return cls.of(json.loads(gzip.decompress(path.read_bytes())))

    @classmethod
    def of(cls, data: Row) -> Self:
        """The evidence in plain JSON. Raises TypeError if fields are missing."""
        known = {each.name for each in fields(cls)}
        plain = {name: value for name, value in data.items() if name in known}
        plain["clock"] = Clock(**plain["clock"])
        plain["histories"] = [History(**each) for each in plain["histories"]]
        plain["downtimes"] = [(begins, ends) for begins, ends in plain.get("downtimes", [])]
        return cls(**plain)

    def copy(self) -> Self:
        """A deep copy that can be changed without touching this one."""
        return self.of(json.loads(json.dumps(asdict(self))))

    def without(self, **changes: object) -> Self:
        """The same with other fields."""
        return replace(self, **changes)  # type: ignore[arg-type]  # names are the caller's affair

    def rows(self, table: str) -> list[Row]:
        """The rows of a table; none if the run has no such table."""
        return self.tables.get(table, [])
