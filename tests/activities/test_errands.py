"""An errand: each part once by its key, and none waits for another's trouble."""

import asyncio
from datetime import UTC, datetime

import pytest

from activities.errands import EACH_AT_MOST, Errands
from activities.ledger import Ledger
from activities.prompts import Prompts
from activities.records import Records
from adapters.encryption import Seal
from adapters.sql.database import Database
from domain.episode.decision import Phase, StepState
from domain.episode.facts import Person
from domain.pathway import Role
from domain.protocol.ledger import opened
from domain.time.clock import Clock
from models.payloads import (
    AskedPerson,
    AskedTogether,
    AskTogether,
    EpisodeRecord,
    Errand,
    KeepEntries,
    StepSummary,
    Withdraw,
)
from models.tables import EpisodeRow, RiskRow, StepRow
from tests.asks import ask
from tests.domain.plan.wandering import first_facts, rich
from tests.keys import RING
from tests.texts import HOME

EPISODE = "episode-mercy-general-abc-1"
LOPEZ = AskedTogether(
    people=(AskedPerson(person=Person(handle="lopez", name="RN Lopez", role=Role.NURSE)),)
)


class Threads(Prompts):
    """Phones' threads; that of `broken` cannot be told, that of `stuck` never answers."""

    def __init__(self, *, broken: str = "", stuck: str = "") -> None:
        self.broken, self.stuck = broken, stuck
        self.told: list[str] = []

    async def ask(self, asks: AskTogether) -> AskedTogether:
        """The nurse is asked."""
        await self._tell(asks.first.question.key)
        return LOPEZ

    async def withdraw(self, withdraw: Withdraw) -> None:
        """It is taken back."""
        await self._tell(*withdraw.keys)

    async def _tell(self, *keys: str) -> None:
        if self.broken in keys:
            raise ConnectionError(self.broken)
        if self.stuck in keys:
            await asyncio.Event().wait()
        self.told += keys


def errands(database: Database, threads: Threads) -> Errands:
    """On a real store."""
    return Errands(threads, Ledger(database, Seal(RING)), Records(database))


def asks(key: str) -> AskTogether:
    """One question."""
    return AskTogether(first=ask(Role.NURSE, key=key, episode=EPISODE))


def keeps() -> tuple[KeepEntries, ...]:
    """The risk that an episode opens with."""
    return (KeepEntries(episode=EPISODE, entries=opened(first_facts(rich(HOME), HOME))),)


def back(key: str) -> Withdraw:
    """One question is taken back."""
    at = datetime(2026, 9, 8, tzinfo=UTC)
    return Withdraw(episode=EPISODE, keys=(key,), clock=Clock(real_origin=at, clinical_origin=at))


def record(version: int = 1) -> EpisodeRecord:
    """A row of the list, whose call is still the nurses'."""
    return EpisodeRecord(
        episode=EPISODE,
        version=version,
        phase=Phase.FIRST_CONTACT,
        at=HOME,
        steps=(StepSummary(step="contact", title="Call", state=StepState.OPEN),),
        owners=(("contact", "nurse"),),
    )


def stored(database: Database) -> tuple[int, str]:
    """How many risks are kept, and who has the call in the list."""
    with database.read() as session:
        kept = session.get(RiskRow, (EPISODE, 1)) is not None
        step = session.get(StepRow, (EPISODE, "contact"))
        assert step is None or session.get(EpisodeRow, EPISODE) is not None
    return int(kept), step.owner if step else ""


async def test_its_parts_are_done_in_their_order_and_twice_is_once(database: Database) -> None:
    """Kept, taken back, asked, then listed with whoever was found; again, it changes nothing."""
    threads = Threads()
    errand = Errand(
        keep=keeps(),
        withdraw=(back("contact/call/1"),),
        ask=(asks("contact/call/2"),),
        record=record(),
    )
    for _ in range(2):
        done = await errands(database, threads).run_errand(errand)
        assert (done.asked, done.failed) == ((LOPEZ,), ())
        assert stored(database) == (1, "lopez")
    assert threads.told == ["contact/call/1", "contact/call/2"] * 2


@pytest.mark.parametrize("trouble", ["broken", "stuck"])
async def test_a_part_in_trouble_keeps_no_other_from_being_done(
    database: Database, trouble: str
) -> None:
    """A thread that cannot be told, or hangs: the answer is kept, others are asked, it is said."""
    threads = Threads(**{trouble: "visit/book/1"})
    errand = Errand(
        keep=keeps(),
        withdraw=(back("visit/offer/1"),),
        ask=(asks("visit/book/1"), asks("contact/call/1")),
        record=record(),
    )
    done = await errands(database, threads).run_errand(errand)
    assert done.asked == (None, LOPEZ)
    assert [errand.each()[place] for place in done.failed] == [Errand(ask=errand.ask[:1])]
    assert threads.told == ["visit/offer/1", "contact/call/1"]
    assert stored(database) == (1, "lopez")


@pytest.mark.parametrize(
    ("trouble", "error"), [("broken", ConnectionError), ("stuck", TimeoutError)]
)
async def test_the_only_part_of_an_errand_fails_with_it(
    database: Database, trouble: str, error: type[Exception]
) -> None:
    """It is tried again, and by itself, until it works; what hangs is given up within its time."""
    began = asyncio.get_running_loop().time()
    alone = Errand(ask=(asks("visit/book/1"),))
    with pytest.raises(error):
        await errands(database, Threads(**{trouble: "visit/book/1"})).run_errand(alone)
    assert asyncio.get_running_loop().time() - began < EACH_AT_MOST + 5


async def test_a_list_that_is_newer_stays_as_it_is(
    database: Database,
) -> None:
    """An errand of before that comes late asks what it has to, and turns no list back."""
    threads = Threads()
    await errands(database, threads).run_errand(Errand(record=record(version=5)))
    older = Errand(ask=(asks("contact/call/1"),), record=record(version=4))
    assert (await errands(database, threads).run_errand(older)).failed == ()
    assert stored(database) == (0, "nurse")


def test_the_list_names_whom_each_step_was_asked_of_and_no_step_that_it_lacks() -> None:
    """Whoever could not be found owns nothing, nor does whoever is asked of a step not listed."""
    errand = Errand(ask=(asks("contact/call/1"), asks("visit/book/1")), record=record())
    nobody = AskedTogether(people=(AskedPerson(),))
    listed = errand.listed((LOPEZ, LOPEZ))
    assert listed is not None
    assert listed.owners == (("contact", "lopez"),)
    for asked in ((nobody, LOPEZ), (None, LOPEZ)):
        listed = errand.listed(asked)
        assert listed is not None
        assert listed.owners == (("contact", "nurse"),)
