"""Discharges that nobody could use: who hears of each, once, until it is settled."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlmodel import Session
from temporalio.client import Client

from adapters.encryption import Seal, Tokens
from adapters.logging import get_logger
from adapters.messages import glimpse
from adapters.messages.glimpse import Glimpse
from adapters.sql.database import Database
from adapters.temporal.threads import signal_thread
from domain.hospital import may_be_discharge
from domain.hospital.feed import Feeds
from domain.pathway import Pathway
from domain.time.clock import Clock
from intake import climbing
from intake.climbing import Seen
from models import names
from models.payloads import Notify, TextItem
from models.tables import Facility, InboxRow, UnreadText, place_of
from store.arrivals import Format
from store.patient_data.numbers import Numbers
from store.people.parties import texted

LOOKED_AT_ONCE = 200
_UTC = "UTC"
log = get_logger(__name__)


@dataclass(frozen=True)
class UnreadDischarges:
    """Looks at the work queue. `pathways` by name: the facility's has the hours and the ladder."""

    client: Client
    database: Database
    seal: Seal
    tokens: Tokens
    feeds: Feeds
    pathways: Mapping[str, Pathway]

    async def look(self, now: datetime) -> None:
        """Open what is new, decide who must have heard by now, and tell them."""
        store = self.database
        while new := await store.reading(lambda s: climbing.fresh(s, LOOKED_AT_ONCE)):
            if not await self._see(new, now):
                return
        await store.writing(lambda s: climbing.plan(s, self.pathways, now))
        clock = await store.clock()
        for text in await store.reading(climbing.unsent):
            await self._tell(text, clock)
            await store.writing(partial(climbing.sent, key=text.key))

    async def _see(self, new: Sequence[tuple[str, InboxRow]], now: datetime) -> bool:
        """Look at some messages; says whether there is a hospital at all whose people may hear."""
        zones = await self.database.reading(lambda s: self._zones(s, new, now))
        if zones is None:
            return False
        seen = [await asyncio.to_thread(self._seen, item, row, zones) for item, row in new]
        await self.database.writing(lambda s: climbing.note(s, seen, self.pathways, now))
        return True

    def _zones(
        self, session: Session, new: Sequence[tuple[str, InboxRow]], now: datetime
    ) -> dict[str, str] | None:
        """Of times without an offset, by the facilities of messages."""
        zones: dict[str, str] = {}
        for facility in {row.facility for _, row in new}:
            where = climbing.site(session, facility, self.pathways, now)
            if where is None:
                return None
            feed = self.feeds.of(facility)
            zones[facility] = feed.time_zone if feed else where.facility.time_zone
        return zones

    def _seen(self, item: str, row: InboxRow, zones: Mapping[str, str]) -> Seen:
        """Look into a message; one that cannot be opened goes by what it was called."""
        zone = ZoneInfo(zones.get(row.facility, _UTC))
        try:
            found = self._glimpsed(row, self.seal.open(row.body_sealed, place_of(row)), zone)
        except Exception as error:  # noqa: BLE001 - one bad message must not hide the others
            log.warning("not_looked_into", inbox=row.id, error=type(error).__name__)
            found = Glimpse(may_be_discharge=may_be_discharge.in_hl7(row.trigger))
        climbs, at = found.may_be_discharge, found.discharged_at
        return Seen(item=item, row=row, climbs=climbs, discharged_at=at)

    def _glimpsed(self, row: InboxRow, body: str, zone: ZoneInfo) -> Glimpse:
        match Format(row.key.partition(":")[0]):
            case Format.HL7:
                return glimpse.in_hl7(body, self.feeds.of(row.facility), zone)
            case Format.FHIR:
                return glimpse.in_fhir(body, zone)
            case Format.DISCHARGE:
                return glimpse.in_discharge(body, zone)
            case Format.CENSUS:
                return Glimpse(may_be_discharge=False)

    async def _tell(self, text: UnreadText, clock: Clock) -> None:
        phone = await self.database.writing(lambda session: self._phone(session, text))
        if phone is None:
            return
        token, name = phone
        told = Notify(key=text.key, item=item_of(text, name))
        await signal_thread(self.client, token, clock, names.NOTIFY, told)

    def _phone(self, session: Session, text: UnreadText) -> tuple[str, str] | None:
        """The phone of who hears it, by its token, and the sender's name; None: they are gone."""
        place = session.get(Facility, text.facility)
        name = place.name if place else text.facility
        if not text.staff:
            where = climbing.site(session, text.facility, self.pathways, text.at)
            if where is None:
                return None
            numbers = Numbers(self.seal, self.tokens)
            return numbers.keep(session, where.pathway.lines.always_on), name
        staff = texted(session, text.staff)
        return (staff.phone_token, name) if staff else None


def item_of(text: UnreadText, name: str) -> TextItem:
    """What is texted: one by the command that shows it, several by the one that lists them."""
    shown, key = str(text.inbox), text.item
    words = {"id": shown, "key": shown if key == names.message(text.inbox) else key}
    if text.count > 1:
        words = {"count": str(text.count), "facility": text.facility}
    kind = "unread_discharge" if text.count == 1 else "unread_discharges"
    return TextItem(kind=kind, facility_name=name, due=text.due, words=words)
