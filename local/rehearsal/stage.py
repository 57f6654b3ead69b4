"""Where rehearsals take place: a store with the hospital in it, of which each takes a copy."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from adapters.encryption import KeyRing, Seal, Tokens, new_keys
from adapters.files.hospital import Hospital
from adapters.messages.feed_file import read_feeds
from adapters.sql.database import Database, migrate
from domain.hospital.discharge import Discharge
from domain.pathway import Pathway
from intake.hospital_inbox import HospitalInbox
from intake.opening import Intake
from intake.readers import Readers
from intake.reconciler import Reconciler
from intake.running import on_temporal
from local.refusals import NoTestServer
from local.rehearsal.server import skipping_server
from store.arrivals import IntakeOutcome, arrival_of
from store.charts import Charts
from store.hospital_setup import load_hospital, prepare
from store.inbox import Outcome

TEST_SERVER = "temporal-test-server"
_DAYS = 800
"""With slots: from long before whatever is rehearsed until long after it."""
_DELIVERIES = 4


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What all rehearsals of one hospital share."""

    root: Path
    hospital: Hospital
    pathway: Pathway
    server: Path
    store: Path
    ring: KeyRing
    tokens: Tokens

    @property
    def seal(self) -> Seal:
        """What seals its store."""
        return Seal(self.ring)

    @contextlib.asynccontextmanager
    async def set(self) -> AsyncIterator[tuple[WorkflowEnvironment, Database]]:
        """A server of its own, and a copy of the store."""
        with tempfile.TemporaryDirectory(prefix="homeward-rehearsal-") as folder:
            shutil.copy(self.store, Path(folder) / "one.db")
            store = Database(f"sqlite:///{Path(folder) / 'one.db'}")
            async with skipping_server(self.server, self.ring) as env:
                yield env, store
            store.close()

    async def sends(
        self, env: WorkflowEnvironment, store: Database, discharge: Discharge
    ) -> IntakeOutcome:
        """The hospital says that the patient goes home; gives what came of it."""
        real = await env.get_current_time()
        feeds = read_feeds(self.root / "feeds")
        pathways = {one.pathway: self.pathway for one in self.hospital.facilities}
        intake = Intake(self.seal, self.tokens, pathways)
        reconciler = Reconciler(Charts(self.seal, self.tokens), intake, feeds)

        async def connected() -> Client:
            return env.client

        inbox = HospitalInbox(
            store,
            self.seal,
            self.tokens,
            Readers(feeds),
            reconciler,
            on_temporal(connected),
            lambda: real,
        )
        taken = await inbox.take(arrival_of(discharge))
        came, tries = IntakeOutcome(outcome=Outcome.WAITING), 0
        while came.outcome == Outcome.WAITING and tries < _DELIVERIES:
            await inbox.deliver(taken.ordering_key)
            came, tries = await inbox.came(taken.inbox), tries + 1
        return came


@contextlib.contextmanager
def prepared(root: Path, hospital: Hospital, pathway: Pathway, first: date) -> Iterator[Stage]:
    """Set one up in a folder of its own, removed afterwards. Raises NoTestServer.

    `first` is the first day of what will be rehearsed.
    """
    keys, server = new_keys(), skipping_binary()
    ring, tokens = KeyRing.parse(keys.encryption_keys), Tokens.parse(keys.token_key)
    with tempfile.TemporaryDirectory(prefix="homeward-stage-") as folder:
        path = Path(folder) / "hospital.db"
        migrate(f"sqlite:///{path}")
        without_pins = replace(
            hospital, people=tuple(replace(one, pin="") for one in hospital.people)
        )
        store = Database(f"sqlite:///{path}")
        loaded = prepare(without_pins, first - timedelta(days=_DAYS // 4), _DAYS)
        with store.write() as session:
            load_hospital(session, loaded, Seal(ring), tokens)
        store.close()
        yield Stage(
            root=root, hospital=hospital, pathway=pathway, server=server, store=path, ring=ring,
            tokens=tokens,
        )  # fmt: skip


def skipping_binary() -> Path:
    """The time-skipping server beside this Python, or on the path. Raises NoTestServer."""
    beside = Path(sys.executable).parent / TEST_SERVER
    found = str(beside) if beside.is_file() else shutil.which(TEST_SERVER)
    if found is None:
        raise NoTestServer(TEST_SERVER)
    return Path(found)
