"""A hospital that has fallen silent, on a real store, in front of phones that only listen."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlmodel import select
from temporalio.client import Client

from activities.silences import Silences
from adapters.encryption import KeyRing, Seal, new_keys
from adapters.sql.database import Database
from domain.hospital.feed import Feed, Feeds
from domain.pathway import Role
from models.payloads import Notify
from models.tables import InboxRow, WorkItem
from store.arrivals import Format
from tests.activities.wards import WARD, ZONE, Ward

SEAL = Seal(KeyRing.parse(new_keys().encryption_keys))
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""A Tuesday."""
HOUR = timedelta(hours=1)


@dataclass
class Phones:
    """Stands where Temporal's client does: a phone's thread says each key once."""

    said: dict[tuple[str, str], str] = field(default_factory=dict)
    dies: bool = False

    async def start_workflow(self, _: str, opened: Any, **how: Any) -> None:
        """Hear something."""
        (told,) = cast(list[Notify], how["start_signal_args"])
        self.said.setdefault((opened.token, told.key), told.item.kind)
        if self.dies:
            raise ConnectionError

    def heard(self) -> list[tuple[str, str]]:
        """Who heard what, in order."""
        return [(token.removeprefix("phone-"), kind) for (token, _), kind in self.said.items()]


class Place:
    """A ward with its feed, and three people by day."""

    def __init__(self, database: Database, **hours: float) -> None:
        self.ward, self.phones = Ward(database), Phones()
        self.ward.opens()
        people = (Role.INTAKE_LEAD, Role.CASE_MANAGER, Role.SUPERVISOR)
        for handle, role in zip(("lea", "cam", "sue"), people, strict=True):
            self.ward.has(handle, role=role)
        begins = datetime(2026, 11, 1, tzinfo=UTC)
        feed = Feed(facility=WARD, time_zone=ZONE, accept_from=begins, **cast(Any, hours))
        self.silences = Silences(cast(Client, self.phones), database, Feeds({WARD: feed}))

    def message(self, number: int, at: datetime, form: Format = Format.HL7) -> None:
        """Let a message come."""
        row = InboxRow(
            id=number,
            key=f"{form}:{number}",
            ordering_key="p",
            body_sealed=b"",
            facility=WARD,
            received_at=at,
            real_received_at=at,
        )
        self.ward.keep(row)

    async def until(self, since: datetime, hours: float) -> list[tuple[str, str]]:
        """Look every ten minutes for so long."""
        for n in range(int(hours * 6) + 1):
            await self.silences.look(since + n * HOUR / 6)
        return self.phones.heard()

    def items(self) -> list[WorkItem]:
        """The work queue."""
        with self.ward.database.read() as session:
            return list(session.exec(select(WorkItem)).all())


async def test_each_hears_once_and_that_it_is_over(database: Database) -> None:
    """Lead, then case manager, then supervisor, an hour apart; a message ends it for all three."""
    place = Place(database, silence_hours=1)
    place.message(1, NOON)
    assert await place.until(NOON, 0.9) == []
    assert await place.until(NOON, 1) == [("lea", "feed_silent")]
    (item,) = place.items()
    assert (item.key, item.owner, item.due) == (f"silence:{WARD}:1", "intake_lead", NOON + 2 * HOUR)
    all_three = [(who, "feed_silent") for who in ("lea", "cam", "sue")]
    assert await place.until(NOON, 4) == all_three
    place.message(2, NOON + 4 * HOUR)
    over = [(who, "feed_back") for who in ("lea", "cam", "sue")]
    assert await place.until(NOON + 4 * HOUR, 0.5) == all_three + over
    (item,) = place.items()
    assert item.resolved_by == "hospital"


async def test_each_has_the_time_that_the_feed_says(database: Database) -> None:
    """Half an hour: what is due on the work item, and when the next one hears."""
    place = Place(database, silence_hours=1, silence_reply_hours=0.5)
    place.message(1, NOON)
    assert await place.until(NOON, 1.4) == [("lea", "feed_silent")]
    (item,) = place.items()
    assert item.due == NOON + 1.5 * HOUR
    assert await place.until(NOON, 2) == [(who, "feed_silent") for who in ("lea", "cam", "sue")]


async def test_a_census_ends_no_silence(database: Database) -> None:
    """Its lines are kept as messages are; the interface is as silent as before."""
    place = Place(database, silence_hours=1)
    place.message(1, NOON)
    place.message(2, NOON + HOUR / 2, Format.CENSUS)
    assert await place.until(NOON, 1) == [("lea", "feed_silent")]
    place.message(3, NOON + 1.5 * HOUR, Format.CENSUS)
    assert await place.until(NOON + HOUR, 0.9) == [("lea", "feed_silent")]


async def test_after_a_pause_of_ours_each_still_has_their_time(database: Database) -> None:
    """Nobody looked for a day: the lead hears at once, the next one an hour after that."""
    place = Place(database, silence_hours=1, silence_hours_off=1)
    place.message(1, NOON - timedelta(days=1))
    assert await place.until(NOON, 0.9) == [("lea", "feed_silent")]
    assert len(await place.until(NOON + HOUR, 0.5)) == len(("lead", "manager"))


async def test_a_dismissed_item_climbs_no_more(database: Database) -> None:
    """Whoever dismisses it has taken it: nobody else hears of this silence."""
    place = Place(database, silence_hours=1)
    place.message(1, NOON)
    await place.until(NOON, 1)
    (item,) = place.items()
    item.resolved_at, item.resolved_by = NOON + HOUR, "lea"
    place.ward.keep(item)
    assert await place.until(NOON, 4) == [("lea", "feed_silent")]


async def test_a_crash_after_the_text_sends_no_second_one(database: Database) -> None:
    """The text's key is known to the phone: what was sent and not noted is noted the next time."""
    place = Place(database, silence_hours=1)
    place.message(1, NOON)
    place.phones.dies = True
    with pytest.raises(ConnectionError):
        await place.silences.look(NOON + HOUR)
    place.phones.dies = False
    assert await place.until(NOON + HOUR, 0.5) == [("lea", "feed_silent")]


async def test_a_feed_that_never_sent_or_has_no_hours_is_not_silent(database: Database) -> None:
    """Nothing to miss, or nothing agreed."""
    assert await Place(database, silence_hours=1).until(NOON, 4) == []
    place = Place(database, silence_hours=0, silence_hours_off=0)
    place.message(1, NOON)
    assert await place.until(NOON, 12) == []
    assert place.items() == []
