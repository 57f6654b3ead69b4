"""What sending texts needs: a store, a wording of one template, a carrier that obeys."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, select

from activities.messaging import Texting
from adapters.carrier import Accepted, Carrier, CarrierRefused, Spoken
from adapters.encryption import KeyRing, Seal, Tokens, new_keys
from adapters.sql.database import Database, migrate
from adapters.twilio.error_codes import error_class
from adapters.wording.texts import Wording
from models.payloads import SendText, TextItem
from models.tables import OutboxRow, WorkItem
from store.patient_data.numbers import Numbers

NOW = datetime(2026, 9, 8, 16, 0, tzinfo=UTC)
PHONE = "+16175550111"
CALLBACK = "https://hw.example/twilio"
_KEYS = new_keys()
SEAL, TOKENS = Seal(KeyRing.parse(_KEYS.encryption_keys)), Tokens.parse(_KEYS.token_key)


class NamedNumbers(Numbers):
    """Every number that a test has named."""

    def __init__(self) -> None:
        super().__init__(SEAL, TOKENS)
        object.__setattr__(self, "known", {})

    known: dict[str, str]

    def named(self, number: str) -> str:
        """The token of a number that is known from now on."""
        token = TOKENS.phone(number)
        self.known[token] = number
        return token

    def number(self, session: Session, token: str) -> str | None:
        """The number."""
        del session
        return self.known.get(token)

    def number_for(self, session: Session, token: str, text: str) -> str | None:
        """The same: nobody was erased."""
        del text
        return self.number(session, token)


NUMBERS = NamedNumbers()


def text(key: str, says: str = "27 CALL J.S.", to: str = PHONE, **fields: Any) -> SendText:
    """Give a text of one item."""
    values: dict[str, Any] = {
        "key": key,
        "to": NUMBERS.named(to),
        "items": (TextItem(kind="plain", words={"says": says}),),
        "time_zone": "America/New_York",
        "now": NOW,
    }
    return SendText(**(values | fields))


def refused(code: int | None) -> CarrierRefused:
    """A refusal with one of Twilio's codes."""
    return CarrierRefused(code, error_class(code))


def plain_wording(folder: Path) -> Wording:
    """A wording that says what it is told, and in calls that it does."""
    files = {
        "sms/en/plain": "{{ words.says }}",
        "calls/en/plain": "About {{ words.says }}",
        "calls/en/no_digit": "No key.",
    }
    for name, words in files.items():
        file = folder / f"{name}.txt.j2"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words)
    return Wording(folder, "hw.example")


def store(folder: Path) -> Database:
    """An empty store that need not survive a power cut."""
    path = folder / "homeward.db"
    path.write_bytes(_empty())
    return Database(f"sqlite:///{path}?synchronous=NORMAL")


@cache
def _empty() -> bytes:
    """A store with its schema and nothing in it: to make one takes longer than most tests."""
    with TemporaryDirectory(prefix="homeward-") as folder:
        path = Path(folder) / "empty.db"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()


@dataclass
class Told(Carrier):
    """A carrier that takes everything, unless an error is next in its queue for that verb."""

    sends: list[Exception | None] = field(default_factory=list)
    finds: list[Exception | None] = field(default_factory=list)
    calls: list[Exception | None] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    rung: list[tuple[str, Spoken]] = field(default_factory=list)
    looked: int = 0
    while_looking: Callable[[], object] = int
    _sids: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def send(
        self,
        to: str,
        body: str,
        *,
        status_callback: str | None = None,
        valid_for: timedelta | None = None,
    ) -> Accepted:
        """Take a text; an error after which it has it all the same is `Taken`."""
        error = self.sends.pop(0) if self.sends else None
        if error is None or isinstance(error.__cause__, Taken):
            self.sent.append((f"SM{self._sids()}", body))
        _raise(error)
        return Accepted(self.sent[-1][0], "queued")

    def find(self, to: str, body: str, since: datetime) -> tuple[str, ...]:
        """List the texts in these words."""
        self.looked += 1
        self.while_looking()
        _raise(self.finds.pop(0) if self.finds else None)
        return tuple(sid for sid, said in reversed(self.sent) if said == body)

    def call(self, to: str, say: Spoken) -> str:
        """Ring; an error after which the phone rings all the same is `Taken`."""
        error = self.calls.pop(0) if self.calls else None
        if error is None or isinstance(error.__cause__, Taken):
            self.rung.append((f"CA{self._sids()}", say))
        _raise(error)
        return self.rung[-1][0]

    def find_calls(self, to: str, since: datetime) -> tuple[str, ...]:
        """List the calls."""
        return tuple(sid for sid, _ in reversed(self.rung))


class Taken(Exception):  # noqa: N818 - a fact
    """The cause of an error that came after the text was taken."""


def although_taken(error: Exception) -> Exception:
    """Make this error come after the carrier took the text."""
    error.__cause__ = Taken()
    return error


def _raise(error: Exception | None) -> None:
    if error is not None:
        raise error


@dataclass
class Desk:
    """The activity on a store of its own, at a time that is told."""

    database: Database
    carrier: Told
    wording: Wording
    now: datetime = NOW

    @classmethod
    def at(cls, folder: Path) -> "Desk":
        """Put one together."""
        return cls(store(folder), Told(), plain_wording(folder / "templates"))

    def __post_init__(self) -> None:
        self.texting = self.texting_on(self.database)

    def texting_on(self, database: Database) -> Texting:
        """The activity on a store that is told."""
        return Texting(self.carrier, database, NUMBERS, self.wording, CALLBACK, lambda: self.now)

    def row(self, key: str) -> OutboxRow:
        """Read one row of the outbox."""
        with self.database.read() as session:
            return session.get_one(OutboxRow, key)

    def work(self) -> list[str]:
        """Read the keys of the work queue."""
        with self.database.read() as session:
            return list(session.exec(select(WorkItem.key)))

    def add(self, *rows: SQLModel) -> None:
        """Put rows into the store."""
        with self.database.write() as session:
            session.add_all(rows)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a carrier that takes everything."""
    desk = Desk.at(tmp_path)
    yield desk
    desk.database.close()
