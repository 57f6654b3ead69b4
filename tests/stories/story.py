"""A story: one hospital, its phones, a clock that skips, and the real workflows between them."""

import asyncio
import contextlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import select
from temporalio.client import Client, WorkflowHandle, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, WorkflowRunner
from temporalio.workflow import NondeterminismError

from adapters.encryption import Seal, Tokens
from adapters.messages.feed_file import read_feeds
from adapters.sql.database import Database
from adapters.temporal.threads import signal_thread
from domain.episode.facts import Ending
from domain.hospital.discharge import Discharge
from domain.pathway import Pathway
from domain.texting.attachments import Attachment
from domain.time.clock import Clock
from intake.hospital_inbox import HospitalInbox
from intake.opening import Intake
from intake.readers import Readers
from intake.reconciler import Reconciler
from intake.running import on_temporal
from local.rehearsal.skipping import SkippedTime, TimeStandsStill, pending
from models import names
from models.payloads import (
    Close,
    EpisodeSummary,
    ReceivedText,
    Resume,
    StatusPage,
    Suspend,
)
from models.tables import Assignment, WorkItem
from store.arrivals import Arrival, Format, IntakeOutcome, arrival_of
from store.charts import Charts
from store.inbox import Outcome
from tests.phone_rules import GATHERED_WITHIN
from tests.places import ROOT
from tests.stories import ledger, people
from tests.stories.by_themselves import BY_THEMSELVES
from tests.stories.held import HeldAsks
from tests.stories.phones import Phone, PhoneNetwork, code_of
from tests.stories.seam import Seam
from tests.stories.timers import most_at_once
from worker import WORKFLOWS

FEEDS = ROOT / "feeds"
DELIVERIES = 4
FRAMES = ("for 30 days we text", "este mes le escribimos", "have ended. Texts here")
"""The opening and the last text; what they say and to whom has stories of its own."""
ALMOST = GATHERED_WITHIN + timedelta(seconds=10)
"""What is due at an instant has gone out by then, with what came within the same two minutes."""


class Story:
    """What a test tells and sees. Every story ends with `ends`, which replays its histories.

    Whatever its episodes recorded stands in the ledger when it is over.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - its parts
        self,
        env: WorkflowEnvironment,
        database: Database,
        network: PhoneNetwork,
        tokens: Tokens,
        seal: Seal,
        pathway: Pathway,
        runner: WorkflowRunner,
    ) -> None:
        self.env, self.database, self.network = env, database, network
        self.client: Client = env.client
        self.tokens, self.seal, self.pathway = tokens, seal, pathway
        self._runner = runner
        self.seam = Seam()
        self.time = SkippedTime(env, self._all, people=network)
        self.zone = people.ZONE
        self.episodes: list[str] = []
        self.prompts: HeldAsks
        self._typed: list[str] = []
        self._wrote: set[str] = set()
        self.nurse = self.phone("RN Lopez", people.NURSE)
        self.other_nurse = self.phone("RN Kim", people.OTHER_NURSE)
        self.case_manager = self.phone("CM Diaz", people.CASE_MANAGER)
        self.supervisor = self.phone("Supervisor", people.SUPERVISOR)
        self.always_on = self.phone("always on", pathway.lines.always_on)
        for phone in (self.nurse, self.case_manager, self.supervisor, self.always_on):
            phone.allows("was it real?")  # whoever closes an alarm is asked; here most say nothing
        self.patient = self.phone("patient", people.PATIENT)
        self.caregiver = self.phone("caregiver", people.CAREGIVER)
        for phone in (self.patient, self.caregiver):
            self.frames(phone)
        self.driver = self.phone("City Ride", people.DRIVER)
        self.other_driver = self.phone("Blue Van", people.OTHER_DRIVER)
        self.supplier = self.phone("Home Supply", people.SUPPLIER)
        self.other_supplier = self.phone("Med Depot", people.OTHER_SUPPLIER)

    # ---- telling

    def only(self, *steps: str) -> None:
        """The story is about these steps: what the others ask is answered as it should be."""
        phones = {"nurse": self.nurse, "patient": self.patient}
        for step, told in BY_THEMSELVES.items():
            for whose, word, reply in told if step not in steps else ():
                phones[whose].allows(word, reply)

    async def discharge(self, discharge: Discharge, *, settle: bool = True) -> str:
        """A patient goes home; the story's clock begins with the first of them."""
        if self.clock is None:
            await self.begins(discharge.discharged_at)
        assert self.clock is not None
        came = await self._arrives(arrival_of(discharge))
        if settle:
            await self._until(await self.now() + ALMOST)
        return came.episodes[0]

    async def sends(self, text: str, mrn: str, *, settle: bool = True) -> IntakeOutcome:
        """The hospital sends an HL7 message about a patient."""
        arrival = Arrival(
            format=Format.HL7,
            facility=people.FACILITY,
            sender_key="",
            trigger="HL7",
            body=text,
            mrn=mrn,
        )
        came = await self._arrives(arrival)
        if settle and self.episodes:
            await self._until(await self.now() + ALMOST)
        return came

    async def _arrives(self, arrival: Arrival) -> IntakeOutcome:
        """Keep a message and deliver it, as the gateway does; what a busy machine left waits.

        Real time is the story's.
        """
        real = await self.env.get_current_time()
        hospital_inbox = self.hospital_inbox(lambda: real)
        taken = await hospital_inbox.take(arrival)
        came, tries = IntakeOutcome(outcome=Outcome.WAITING), 0
        while came.outcome == Outcome.WAITING and tries < DELIVERIES:
            await hospital_inbox.deliver(taken.ordering_key)
            came, tries = await hospital_inbox.came(taken.inbox), tries + 1
        self.episodes += [one for one in came.episodes if one not in self.episodes]
        return came

    def hospital_inbox(self, real_now: Callable[[], datetime]) -> HospitalInbox:
        """As the gateway's; real time is the story's."""
        feeds = read_feeds(FEEDS)
        intake = Intake(self.seal, self.tokens, {"standard": self.pathway})
        reconciler = Reconciler(Charts(self.seal, self.tokens), intake, feeds)

        async def connected() -> Client:
            return self.client

        return HospitalInbox(
            self.database,
            self.seal,
            self.tokens,
            Readers(feeds),
            reconciler,
            on_temporal(connected),
            real_now,
        )

    async def begins(self, at: datetime) -> None:
        """Set the clinical clock."""
        self.database.set_clock(await self.time.begins(at))

    async def reaches(self, local: str) -> None:
        """Let time pass until just after a local instant; whatever is due on the way is done."""
        at = datetime.strptime(local[-16:], "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(self.zone))
        assert not local[:-16].strip() or at.strftime("%a") == local[:3], f"{local} is no such day"
        await self._until(at.astimezone(UTC) + ALMOST)

    async def passes(self, **span: float) -> None:
        """Let some time pass."""
        await self._until(await self.now() + timedelta(**span))

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait, boundedly and in real time, until something is seen."""
        async with asyncio.timeout(20):
            while not seen():
                await pending(self.client, self.episodes[0])

    async def now(self) -> datetime:
        """The clinical time."""
        return await self.time.now()

    @property
    def clock(self) -> Clock | None:
        """The clinical clock, once it was set."""
        return self.time.clock

    async def types(self, number: str, body: str, *attached: Attachment) -> None:
        """A person sends a text; it reaches their thread as the inbox would bring it."""
        self._typed.append(body)
        assert self.clock is not None
        token, at = self.tokens.phone(number), await self.now()
        self._wrote.add(token)
        text = ReceivedText(
            message_id=f"SMin{len(self._typed)}", phone=token, body=body, at=at, attached=attached
        )
        await signal_thread(self.client, token, self.clock, names.RECEIVED, text)

    def counts(self, phone: Phone) -> None:
        """The thread of a phone on which nobody was asked anything is the story's as well."""
        self._wrote.add(self.tokens.phone(phone.number))

    def message_of(self, word: str) -> str:
        """The id of the newest text that ends with a word."""
        newest = max(n for n, body in enumerate(self._typed, 1) if body.split()[-1] == word)
        return f"SMin{newest}"

    def watches(self, phone: Phone) -> None:
        """Time waits for this phone's thread too, though nobody asks it anything."""
        self._wrote.add(self.tokens.phone(phone.number))

    async def closes(self, ending: Ending, episode: str | None = None, reason: str = "") -> None:
        """Somebody ends the episode early."""
        close = Close(ending=ending, at=await self.now(), by="hospital", reason=reason)
        await self.episode(episode).signal(names.CLOSE, close)
        await self.settles()

    async def readmitted(self) -> None:
        """The patient is an inpatient again."""
        await self.episode().signal(names.SUSPEND, Suspend(at=await self.now()))
        await self.settles()

    async def readmission_undone(self) -> None:
        """It was a mistake."""
        await self.episode().signal(names.RESUME, Resume(at=await self.now()))
        await self.settles()

    # ---- seeing

    def episode(self, workflow_id: str | None = None) -> WorkflowHandle[Any, Any]:
        """The handle of the story's (first) episode."""
        return self.client.get_workflow_handle(workflow_id or self.episodes[0])

    async def summary(self, workflow_id: str | None = None) -> EpisodeSummary:
        """How an episode ended."""
        handle = self.client.get_workflow_handle(
            workflow_id or self.episodes[0], result_type=EpisodeSummary
        )
        return await asyncio.wait_for(handle.result(), 20)

    async def status(self, workflow_id: str | None = None) -> StatusPage:
        """An episode at a glance."""
        page: StatusPage = await self.episode(workflow_id).query(
            names.STATUS, result_type=StatusPage
        )
        return page

    async def ends(self) -> None:
        """No text came unexpected, none is missing, and every history replays."""
        await self.settles()
        told = {phone.name: phone for phone in self.network.phones.values()}
        unexpected = {name: phone.unexpected for name, phone in told.items() if phone.unexpected}
        missing = {name: phone.missing() for name, phone in told.items() if phone.missing()}
        assert not unexpected, f"unexpected: {unexpected}\nmissing: {missing}\n{self.transcript()}"
        assert not missing, f"missing: {missing}\n{self.transcript()}"
        for phone in told.values():
            texts = [body for _, body in phone.received if code_of(body)]
            texts = [body for body in texts if not body.startswith("Reminder")]
            texts = [body for body in texts if "not understood" not in body]
            twice = [body for body, count in Counter(texts).items() if count > 1]
            assert not twice, f"sent twice to {phone.name}: {twice}"
        with self.database.read() as session:
            work = session.exec(select(WorkItem)).all()
        assert [one.key for one in work if not (one.owner and one.due)] == [], "nobody's work"
        await self.replays()

    async def keeps_its_books(self) -> None:
        """Whatever was recorded by now is kept for good, and nothing else is."""
        if self.episodes:
            await self.settles()
        for episode in self.episodes:
            recorded = await ledger.of_histories(self.client, episode)
            ledger.equal(ledger.of_store(self.database, episode), recorded)

    async def replays(self) -> None:
        """Every history of the story replays with today's code."""
        replayer = Replayer(
            debug_mode=True,  # a busy machine's two seconds are no deadlock
            workflows=list(WORKFLOWS),
            data_converter=self.client.data_converter,
            workflow_runner=self._runner,
            interceptors=[self.seam],
        )
        for workflow_id in (*self.episodes, *self._conversations()):
            history = await self._history(workflow_id)
            if history is not None:
                if workflow_id in self.episodes:
                    assert most_at_once(history.events) <= 1, f"two timers of {workflow_id}"
                try:
                    await replayer.replay_workflow(history)
                except (RuntimeError, NondeterminismError) as error:
                    kept = Path(tempfile.mkdtemp(prefix="homeward-replay-")) / f"{workflow_id}.json"
                    kept.write_text(history.to_json())
                    error.add_note(f"the history that does not replay is kept: {kept}")
                    raise

    async def records(self, folder: Path) -> None:
        """Keep every history of the story, to be replayed by all later code."""
        folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing else goes on
        for workflow_id in self._all():
            history = await self.client.get_workflow_handle(workflow_id).fetch_history()
            (folder / f"{workflow_id}.json").write_text(history.to_json())

    def transcript(self) -> str:
        """All texts in order, for a failure's message."""
        lines = [
            f"{at.astimezone(ZoneInfo(self.zone)):%a %m-%d %H:%M} {phone.name}: {body!r}"
            for phone in self.network.phones.values()
            for at, body in phone.received
        ]
        return "\n".join(sorted(lines, key=lambda line: line[4:15]))

    # ---- time

    async def continues_as_new(self) -> None:
        """The episode goes on as a new run with the next thing that it does."""
        await self.seam.passed(self.env, self.episode())
        await self.settles()

    async def settles(self) -> datetime | None:
        """Wait, boundedly, until no workflow is at work; gives when the next will be."""
        with self._told():
            return await self.time.rests()

    async def _until(self, at: datetime) -> None:
        """Skip to an instant."""
        with self._told():
            await self.time.until(at)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Where time stands still, what was texted says more than which workflow it is."""
        try:
            yield
        except TimeStandsStill as error:
            error.add_note(self.transcript())
            raise

    async def _history(self, workflow_id: str) -> WorkflowHistory | None:
        try:
            return await self.client.get_workflow_handle(workflow_id).fetch_history()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None

    def _all(self) -> list[str]:
        return [*self.episodes, *self._conversations()]

    def _conversations(self) -> list[str]:
        """The threads of all phones that were asked anything, or that wrote."""
        with self.database.read() as session:
            asked = session.exec(select(Assignment.phone_token).distinct()).all()
        tokens = {token for token in asked if token} | self._wrote
        return [names.conversation_id(token) for token in sorted(tokens)]

    def frames(self, phone: Phone) -> None:
        """A family's phone hears that thirty days begin, and that they have ended."""
        for words in FRAMES:
            phone.allows(words)

    def phone(self, name: str, number: str) -> Phone:
        return self.network.phones.setdefault(number, Phone(name, number, self.types))
