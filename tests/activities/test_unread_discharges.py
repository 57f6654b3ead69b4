"""Discharges that nobody could use, on a real store, in front of phones that only listen."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import pytest
from sqlmodel import select
from temporalio.client import Client

from activities.unread_discharges import UnreadDischarges
from adapters.encryption import Seal
from adapters.files.pathway import read_pathway
from adapters.sql.database import Database
from domain.hospital.feed import Feed, Feeds
from domain.pathway import Pathway, Role
from models import names
from models.payloads import Notify, TextItem
from models.tables import InboxRow, UnreadText, WorkItem
from models.tables import place as place_in
from store.arrivals import IntakeOutcome
from store.hospital_inbox import Message, put, retry, set_aside, settle
from store.inbox import Outcome
from store.work_queue import listed
from tests.activities.wards import WARD, ZONE, Ward, at
from tests.adt import adt
from tests.keys import RING, TOKENS
from tests.places import ROOT
from tests.texts import WORDING

SEAL = Seal(RING)
MONDAY = at("2026-11-23 10:00")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
STANDARD = read_pathway(ROOT / "pathways" / "standard.toml")


@dataclass
class Phones:
    """Stands where Temporal's client does: a phone's thread says each key once."""

    said: dict[tuple[str, str], TextItem] = field(default_factory=dict)
    dies: bool = False

    async def start_workflow(self, _: str, opened: Any, **how: Any) -> None:
        """Hear something."""
        (told,) = cast(list[Notify], how["start_signal_args"])
        self.said.setdefault((opened.token, told.key), told.item)
        if self.dies:
            raise ConnectionError

    def heard(self) -> list[tuple[str, int]]:
        """Who heard of how many messages, in order."""
        return [
            (token.removeprefix("phone-"), int(item.words.get("count", "1")))
            for (token, _), item in self.said.items()
        ]


class Place:
    """A ward with three people by day, and what hospitals sent to it."""

    def __init__(self, database: Database, pathway: Pathway = STANDARD) -> None:
        self.ward, self.phones = Ward(database), Phones()
        self.ward.opens()
        people = (Role.INTAKE_LEAD, Role.CASE_MANAGER, Role.SUPERVISOR)
        for facility in (WARD, "lakeside"):
            for handle, role in zip(("lea", "cam", "sue"), people, strict=True):
                name = handle if facility == WARD else f"{handle}-{facility}"
                self.ward.has(name, role=role, facility=facility)
        feed = Feed(facility=WARD, time_zone=ZONE, accept_from=at("2026-11-01 00:00"))
        self.unread = UnreadDischarges(
            cast(Client, self.phones), database, SEAL, TOKENS, Feeds({WARD: feed}),
            {"standard": pathway},
        )  # fmt: skip

    def sent(
        self, received: datetime, body: str = "", *, facility: str = WARD, key: str = "hl7"
    ) -> int:
        """A message that goes to the work queue; gives its id."""
        body = body or adt("A03", "2026-11-23 09:00", discharged="2026-11-23 09:00")
        with self.ward.database.write() as session:
            number = len(session.exec(select(InboxRow)).all()) + 1
            where = place_in(InboxRow, f"{key}:{number}")
            (kept,) = put(session, [Message(
                key=f"{key}:{number}", ordering_key=f"{number}", sender_token="",
                facility=facility, trigger="ADT^A03", body_sealed=SEAL.seal(body, where),
                received_at=received, real_received_at=received,
                outcome=Outcome.QUEUED, detail="PID-3: expected",
            )])  # fmt: skip
        return kept.inbox

    async def until(self, since: datetime, minutes: int, every: int = 10) -> list[tuple[str, int]]:
        """Look every few minutes for so long; gives who heard so far."""
        for passed in range(0, minutes + 1, every):
            await self.unread.look(since + passed * MINUTE)
        return self.phones.heard()

    def item(self, key: str) -> WorkItem:
        """An item of the work queue."""
        with self.ward.database.read() as session:
            return session.get_one(WorkItem, key)

    def change(self, work: Callable[[Any], object]) -> None:
        """Do something in the store."""
        with self.ward.database.write() as session:
            work(session)


@pytest.fixture
def place(database: Database) -> Place:
    """A ward."""
    return Place(database)


async def test_it_has_an_owner_a_due_time_and_a_ladder(place: Place) -> None:
    """The lead, the lead again, case manager, supervisor; due 48 hours after the discharge."""
    number = place.sent(MONDAY)
    assert await place.until(MONDAY, 10) == [("lea", 1)]
    item = place.item(names.message(number))
    assert (item.owner, item.due) == ("intake_lead", at("2026-11-25 09:00"))
    (text,) = place.phones.said.values()
    assert (text.words["id"], text.words["key"]) == (str(number), str(number))
    expected = [("lea", 1), ("lea", 1), ("cam", 1), ("sue", 1)]
    assert await place.until(MONDAY, 7 * 60) == expected
    assert place.item(names.message(number)).owner == "supervisor"
    assert await place.until(MONDAY + timedelta(days=1), 60) == [*expected, ("sue", 1)]


async def test_each_is_texted_once_across_crashes(place: Place) -> None:
    """Sent and not noted: the same text goes again, and what came meanwhile is in the next one."""
    place.sent(MONDAY)
    place.phones.dies = True
    with pytest.raises(ConnectionError):
        await place.unread.look(MONDAY)
    place.sent(MONDAY + MINUTE)
    place.phones.dies = False
    assert await place.until(MONDAY + MINUTE, 50) == [("lea", 1)]
    assert await place.until(MONDAY + HOUR, 30) == [("lea", 1), ("lea", 1)]
    texts = [item.words["id"] for item in place.phones.said.values()]
    assert texts == ["1", "2"]


async def test_a_flood_is_one_text_an_hour_that_counts(place: Place) -> None:
    """Of one feed; another feed's is beside it."""
    place.sent(MONDAY)
    await place.until(MONDAY, 1)
    for _ in range(30):
        place.sent(MONDAY + 2 * MINUTE)
    place.sent(MONDAY + 2 * MINUTE, facility="lakeside")
    assert await place.until(MONDAY + 3 * MINUTE, 50) == [("lea", 1), ("lea-lakeside", 1)]
    heard = await place.until(MONDAY + HOUR, 10)
    assert heard == [("lea", 1), ("lea-lakeside", 1), ("lea", 30)]
    await place.until(MONDAY + HOUR, 6 * 60)
    with place.ward.database.read() as session:
        texts = session.exec(select(UnreadText)).all()
    of_role: dict[tuple[str, str], list[datetime]] = {}
    for text in sorted(texts, key=lambda one: one.at):
        of_role.setdefault((text.facility, text.role), []).append(text.at)
    for times in of_role.values():
        assert all(two - one >= HOUR for one, two in pairwise(times))
    assert ("cam", 30) in place.phones.heard()


@pytest.mark.parametrize("minutes", [20, 90])
async def test_a_flood_is_one_text_within_what_the_pathway_says(
    database: Database, minutes: int
) -> None:
    """A hospital may want to hear sooner, or more rarely."""
    rules = replace(STANDARD.intake, gather_minutes=minutes)
    place = Place(database, replace(STANDARD, intake=rules))
    place.sent(MONDAY)
    await place.until(MONDAY, 0)
    place.sent(MONDAY + MINUTE)
    assert await place.until(MONDAY + (minutes - 1) * MINUTE, 0) == [("lea", 1)]
    assert await place.until(MONDAY + minutes * MINUTE, 0) == [("lea", 1), ("lea", 1)]


@pytest.mark.parametrize("how", ["retried", "dismissed"])
async def test_it_ends_when_it_is_settled_and_begins_anew_when_it_comes_back(
    place: Place, how: str
) -> None:
    """Nobody hears more, until the same message is put into the queue again."""
    number = place.sent(MONDAY)
    assert await place.until(MONDAY, 10) == [("lea", 1)]

    def end(session: Any) -> None:
        if how == "retried":
            retry(session, number)
            settle(session, number, IntakeOutcome(outcome=Outcome.STARTED))
        else:
            item = session.get_one(WorkItem, names.message(number))
            item.resolved_at, item.resolved_by = MONDAY + HOUR, "ops"
            session.get_one(InboxRow, number).outcome = Outcome.DISMISSED

    place.change(end)
    assert await place.until(MONDAY + HOUR, 6 * 60) == [("lea", 1)]

    def again(session: Any) -> None:
        retry(session, number)
        settle(session, number, IntakeOutcome(outcome=Outcome.QUEUED, detail="still"))

    place.change(again)
    assert await place.until(at("2026-11-24 09:00"), 10) == [("lea", 1), ("lea", 1)]


async def test_a_retry_that_fails_goes_on_where_it_was(place: Place) -> None:
    """Neither the due time nor the owner is lost, and nobody hears anew what they heard."""
    number = place.sent(MONDAY)
    await place.until(MONDAY, 4 * 60)

    def fails(session: Any) -> None:
        retry(session, number)
        settle(session, number, IntakeOutcome(outcome=Outcome.QUEUED, detail="again"))

    place.change(fails)
    assert await place.until(MONDAY + 4 * HOUR, 60) == [("lea", 1), ("lea", 1), ("cam", 1)]
    item = place.item(names.message(number))
    assert (item.owner, item.due) == ("case_manager", at("2026-11-25 09:00"))


async def test_what_nobody_knows_whose_it_is_goes_to_the_first_hospital(place: Place) -> None:
    """By its handle; a text says that the sender is unknown."""
    place.sent(MONDAY, facility="")
    assert await place.until(MONDAY, 10) == [("lea-lakeside", 1)]
    (text,) = place.phones.said.values()
    assert text.facility_name == ""
    said = WORDING.text((text,), language="en", time_zone=ZONE, now=MONDAY)
    assert said.startswith("An unknown sender sent")


async def test_what_is_no_discharge_waits_in_the_queue_alone(place: Place) -> None:
    """An A08 is texted to nobody, and is due as before."""
    number = place.sent(MONDAY, adt("A08", "2026-11-23 09:00"))
    assert await place.until(MONDAY, 6 * 60) == []
    assert place.item(names.message(number)).due == MONDAY + timedelta(hours=48)


_STAY = {
    "resourceType": "Encounter",
    "status": "finished",
    "class": {"code": "IMP"},
    "subject": {"identifier": {"value": "4821"}},
}
_SEVERAL = {"resourceType": "Bundle", "entry": [{"resource": _STAY}]}
WITHOUT_AN_END = {
    "no period": _STAY,
    "an empty period": _STAY | {"period": {}},
    "a beginning alone": _STAY | {"period": {"start": "2026-11-20T08:00:00-05:00"}},
    "an end that is null": _STAY | {"period": {"end": None}},
    "observation": _STAY | {"class": {"code": "OBSENC"}},
    "no class": {key: said for key, said in _STAY.items() if key != "class"},
    "in a Bundle": _SEVERAL,
}
"""A finished Encounter that does not say when it was; refused with 422, and kept."""


@pytest.mark.parametrize("case", WITHOUT_AN_END)
async def test_a_finished_encounter_without_an_end_climbs_from_its_receipt(
    place: Place, case: str
) -> None:
    """Whoever leads the intake, the case manager, the supervisor, as of any other discharge."""
    number = place.sent(MONDAY, json.dumps(WITHOUT_AN_END[case]), key="fhir:x")
    told = await place.until(MONDAY, 6 * 60 + 10)
    assert told == [("lea", 1), ("lea", 1), ("cam", 1), ("sue", 1)]
    assert place.item(names.message(number)).due == MONDAY + timedelta(hours=48)


async def test_at_night_it_waits_for_the_morning(place: Place) -> None:
    """Like a discharge that cannot be placed."""
    night = at("2026-11-23 22:00")
    place.sent(night)
    assert await place.until(night, 9 * 60 + 50) == []
    assert await place.until(at("2026-11-24 08:00"), 10) == [("lea", 1)]


async def test_what_cannot_be_opened_climbs_and_hides_no_other(place: Place) -> None:
    """Sealed with a key that is gone, or of no form that we know: due from its receipt."""
    number = place.sent(MONDAY)
    strange = place.sent(MONDAY, key="fhir")
    place.change(lambda s: setattr(s.get_one(InboxRow, number), "body_sealed", b"k9:lost"))
    place.sent(MONDAY)
    assert await place.until(MONDAY, 10) == [("lea", 3)]
    assert place.item(names.message(number)).due == MONDAY + timedelta(hours=48)
    assert place.item(names.message(strange)).owner == "intake_lead"


async def test_where_nobody_is_there_the_next_is_told(place: Place) -> None:
    """Whoever answers for the lead hears; without anybody the item waits."""
    for handle in ("lea", "cam"):
        place.ward.lets_go(handle)
    place.sent(MONDAY)
    assert await place.until(MONDAY, 10) == [("sue", 1)]


async def test_a_part_that_was_set_aside_climbs_until_all_of_it_can_be_used(place: Place) -> None:
    """The rest of the message is settled, its part is not: the text names the part's own key."""
    number = place.sent(MONDAY, '{"resourceType": "Encounter"}', key="fhir")
    applied = IntakeOutcome(outcome=Outcome.APPLIED)

    def part(session: Any) -> None:
        retry(session, number)
        settle(session, number, applied)
        set_aside(session, number, ["Encounter.subject: expected a patient"])

    place.change(part)
    assert await place.until(MONDAY, 10) == [("lea", 1)]
    (text,) = place.phones.said.values()
    assert (text.words["id"], text.words["key"]) == (str(number), f"inbox:{number}/aside")
    with place.ward.database.read() as session:
        (line,) = listed(session, MONDAY, WARD, settled=False)
    assert line.what_to_do.startswith(f"starter.py inbox show {number} --by YOU, then: ")
    place.change(lambda session: set_aside(session, number, []))
    assert await place.until(MONDAY, 6 * 60) == [("lea", 1)]
