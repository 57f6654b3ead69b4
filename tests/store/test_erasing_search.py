"""Messages are looked through before anything is emptied, and what comes meanwhile goes as well."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlmodel import Session, col, select

from adapters.encryption import Seal
from adapters.sql.database import Database
from domain.hospital.erasure import Why
from domain.time.clock import Clock
from models.tables import HospitalEventRow, InboxRow, Place, place
from operations.by_hand.erasing import Erasures, StillNamed
from store.inbox import Outcome
from store.patient_data import messages
from tests.adt import adt
from tests.store.erasing_ward import NOW, WHO, Ward, hl7

_Result = TypeVar("_Result")
MANY = 30


def of_others(ward: Ward, count: int, body: str = "of nobody whom we erase") -> None:
    """Messages of the same hospital, long since applied."""
    with ward.database.write() as session:
        for number in range(count):
            key = f"hl7:{body[:5]}{number}"
            session.add(
                InboxRow(
                    key=key, ordering_key=key, facility="mercy-general", outcome=Outcome.APPLIED,
                    body_sealed=ward.seal.seal(body, place(InboxRow, key)),
                    received_at=NOW, real_received_at=NOW,
                )
            )  # fmt: skip


class Counting(Seal):
    """Counts what is opened, inside a transaction that writes and outside of any."""

    def __init__(self, real: Seal) -> None:
        self._real, self.writes, self.inside, self.outside = real, False, 0, 0

    def open(self, sealed: bytes, where: Place) -> str:
        """Open and count."""
        self.inside += self.writes
        self.outside += not self.writes
        return self._real.open(sealed, where)

    def seal(self, text: str, where: Place) -> bytes:
        """Seal."""
        return self._real.seal(text, where)


class Watched(Database):
    """The store; says to the seal when it writes, and lets something happen just before."""

    def __init__(self, real: Database, seal: Counting, before: Callable[[], object] = int) -> None:
        self._real, self._seal, self._before = real, seal, [before]

    async def reading(self, work: Callable[[Session], _Result]) -> _Result:
        """Read."""
        return await self._real.reading(work)

    async def writing(self, work: Callable[[Session], _Result]) -> _Result:
        """Write, when everything has been looked through."""
        if self._before:
            self._before.pop()()
        self._seal.writes = True
        try:
            return await self._real.writing(work)
        finally:
            self._seal.writes = False

    async def clock(self) -> Clock:
        """The store's."""
        return await self._real.clock()


async def erased(ward: Ward, before: Callable[[], object] = int) -> tuple[Counting, list[float]]:
    """Erase her, and sweep; something happens between the looking and the emptying."""
    seal = Counting(ward.seal)
    parts: list[float] = []
    code = (await ward.erasures.look("", WHO, "hale")).code
    desk = Erasures(
        database=Watched(ward.database, seal, before), seal=seal, tokens=ward.tokens,
        real_now=lambda: NOW,
    )  # fmt: skip
    await desk.erase("", WHO, Why.ASKED, "hale", code, parts.append)
    ward.sweep()
    return seal, parts


async def test_others_messages_are_opened_outside_of_the_write(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many a hospital sent, the transaction opens hers alone; the rest is told in steps."""
    monkeypatch.setattr(messages, "SOME", 7)
    of_others(ward, MANY)
    seal, parts = await erased(ward)
    assert seal.outside > MANY
    assert seal.inside < MANY / 2
    assert (len(parts) > MANY, round(sum(parts), 6)) == (True, 1.0)
    assert ward.left() == set()
    assert "of nobody whom we erase" in ward.said()


async def test_what_comes_between_goes_too(ward: Ward) -> None:
    """A message that names her and was kept after the looking: it is opened in the transaction."""
    named = "a bed for MRN-77120, Wilhelmina"
    await erased(ward, lambda: of_others(ward, 2, named))
    assert ward.left() == set()
    assert "of nobody" not in ward.said()


async def test_what_was_put_under_her_hospital_between_goes_too(ward: Ward) -> None:
    """A message of another hospital that a mended feed gives to hers."""
    of_others(ward, 1, "a bed for MRN-77120, Wilhelmina")
    with ward.database.write() as session:
        named = col(InboxRow.key).startswith("hl7:a bed")
        session.exec(select(InboxRow).where(named)).one().facility = "elsewhere"

    def attributed() -> None:
        with ward.database.write() as session:
            row = session.exec(select(InboxRow).where(InboxRow.facility == "elsewhere")).one()
            row.facility = "mercy-general"

    await erased(ward, attributed)
    assert ward.left() == set()


async def test_a_number_that_is_hers_since_is_looked_for_as_well(ward: Ward) -> None:
    """Merged between the looking and the emptying: all is looked through once more."""
    of_others(ward, 3, "a bed for MRN-OTHER, Wilhelmina")

    def merged() -> None:
        with ward.database.write() as session:
            old = session.exec(select(HospitalEventRow)).all()
            mine = next(r for r in old if r.patient_token == ward.tokens.patient(*WHO))
            event = ward.seal.open(mine.event_sealed, place(HospitalEventRow, mine.inbox, mine.row))
            told = event.replace('"other_mrn":null', '"other_mrn":"MRN-OTHER"')
            assert told != event
            mine.event_sealed = ward.seal.seal(told, place(HospitalEventRow, mine.inbox, mine.row))
            session.add(mine)

    await erased(ward, merged)
    assert "MRN-OTHER" not in ward.said()
    assert ward.left() == set()


async def test_one_that_waits_for_a_person_between_stops_it(ward: Ward) -> None:
    """What came meanwhile and names her under another record is somebody's to look at first."""
    code = (await ward.erasures.look("", WHO, "hale")).code
    body = adt("A03", "2026-09-08 13:00", mrn="MRN-77120", visit="V-3")
    await ward.arrives(hl7(body.replace("MERCY^MR", "LAKE^MR"), "9999"))
    with pytest.raises(StillNamed, match="names them under another record"):
        await ward.erasures.erase("", WHO, Why.ASKED, "hale", code)
