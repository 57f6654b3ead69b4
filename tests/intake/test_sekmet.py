"""A real FHIR server of somebody else's discharges patients at our endpoint, in every way it knows.

`sekmet serve`, Temporal and the gateway are processes of their own. There is no worker: what an
episode was told is read from its history.
"""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, NamedTuple

import pytest
from pydantic import SecretStr
from sqlmodel import col, select
from temporalio.client import Client, WorkflowExecutionStatus

from adapters.encryption import Seal
from domain.episode.facts import Ending
from domain.hospital.discharge import Discharge, Medication
from models import names
from models.payloads.episode import OpenEpisode
from models.payloads.episode_messages import Amend, Close
from models.tables import Encounter, InboxRow, WorkItem
from store.api_keys import Scope, create
from store.inbox import Outcome
from store.patient_data.accounts import Accounts
from tests.intake.sekmet import (
    COMPLETE,
    LOCAL,
    MESSAGES,
    MRN_SYSTEM,
    OURS,
    VISIT_SYSTEM,
    Failed,
    Sekmet,
    sekmet,
)
from tests.intake.world import HOST, Place, gateway, temporal, until

FACILITY = "sekmet"
FEED = f"""
facility = "{FACILITY}"
time_zone = "America/New_York"
accept_from = 2026-01-01T00:00:00-05:00
consent_on_file = true
[fhir]
patient_systems = ["{MRN_SYSTEM}"]
encounter_systems = ["{VISIT_SYSTEM}"]
"""
MOBILE = "+16175550139"
AMLODIPINE, METFORMIN, ACETAMINOPHEN = "197361", "860975", "313782"
"""RxNorm, as sekmet prescribes them."""
HOOKS = ("Patient?", "Encounter?", "MedicationRequest?")
WELL = {Outcome.STARTED, Outcome.APPLIED, Outcome.IGNORED}
IN_BED, VOID = "adt.start_encounter", "adt.cancel_encounter"
"""Two ways of taking a discharge back: the status is in-progress again, or cancelled."""


class Admitted(NamedTuple):
    """Somebody in hospital, by sekmet's own ids and by the numbers that we know them by."""

    patient: str
    encounter: str
    mrn: str
    visit: str


@dataclass(frozen=True)
class World:
    """The hospital, we, and the engine between."""

    place: Place
    hospital: Sekmet
    client: Client

    async def admits(self, given: str, family: str, target: str) -> Admitted:
        """Register somebody with a telephone, and give them a bed."""
        does = self.hospital.does
        came = await does("adt.register_patient", target, given=given, family=family)
        patient = came["patient"]["id"]
        await does("adt.update_patient", target, patient=patient, phone=MOBILE)
        encounter = (await does("adt.admit", target, patient=patient))["encounter"]
        await does("adt.transfer", target, encounter=encounter["id"])
        visit = encounter["identifier"][0]["value"]
        return Admitted(patient, encounter["id"], came["mrn"], visit)

    async def prescribes(self, one: Admitted, target: str, *drugs: str) -> None:
        """Order drugs to take home, one order for each."""
        for drug in drugs:
            await self.hospital.does(
                "meds.prescribe", target,
                patient=one.patient, encounter=one.encounter, medication=drug,
            )  # fmt: skip

    async def discharges(self, one: Admitted, target: str, disposition: str = "home") -> None:
        """Send them away."""
        await self.hospital.does(
            "adt.discharge", target, encounter=one.encounter, disposition=disposition
        )

    async def settles(self, sent: int) -> None:
        """Wait until so many were sent in all, and none of them waits any more."""
        await until(lambda: len(self.hospital.sent()) >= sent, within=15)
        waiting = InboxRow.outcome == Outcome.WAITING
        await until(lambda: self.place.count(InboxRow, waiting) == 0, within=15)

    def came(self, after: int) -> list[tuple[str, str]]:
        """What came of every message after this one: its trigger and its outcome."""
        with self.place.database.read() as session:
            found = select(InboxRow).where(col(InboxRow.id) > after).order_by(col(InboxRow.id))
            return [(row.trigger, row.outcome) for row in session.exec(found)]

    def rows(self, one: Admitted) -> list[Encounter]:
        """The identities that were given to their discharges."""
        token = self.place.settings.tokens.encounter(FACILITY, one.visit)
        with self.place.database.read() as session:
            found = select(Encounter).where(Encounter.encounter_token == token)
            return list(session.exec(found.order_by(col(Encounter.n))))

    async def _signals(self, episode: str, name: str) -> list[Any]:
        history = await self.client.get_workflow_handle(episode).fetch_history()
        heard = [event.workflow_execution_signaled_event_attributes for event in history.events]
        kind = {names.AMEND: Amend, names.CLOSE: Close}[name]
        decode = self.client.data_converter.decode
        return [
            (await decode(one.input.payloads, [kind]))[0]
            for one in heard
            if one.signal_name == name
        ]

    async def told(self, episode: str) -> Discharge:
        """The hospital's account as the episode was last told it."""
        history = await self.client.get_workflow_handle(episode).fetch_history()
        begun = history.events[0].workflow_execution_started_event_attributes
        (opening,) = await self.client.data_converter.decode(begun.input.payloads, [OpenEpisode])
        assert isinstance(opening, OpenEpisode)
        amended = await self._signals(episode, names.AMEND)
        outline = amended[-1].discharge if amended else opening.discharge
        accounts = Accounts(Seal(self.place.settings.ring))
        with self.place.database.read() as session:
            account = accounts.account(session, episode, outline.account)
        assert account is not None
        return account

    async def runs(self, one: Admitted, n: int = 1) -> Discharge:
        """Their n-th and last episode, which runs and was never told to end; what it knows."""
        row = self.rows(one)[-1]
        assert (row.n, row.held, row.ending, row.outcome) == (n, False, "", "")
        description = await self.client.get_workflow_handle(row.episode).describe()
        assert description.status is WorkflowExecutionStatus.RUNNING
        assert await self._signals(row.episode, names.CLOSE) == []
        told = await self.told(row.episode)
        summary = await description.static_summary()
        assert summary == f"{told.patient.initials} home from {FACILITY}"
        assert (told.encounter, told.patient.mrn) == (one.visit, one.mrn)
        assert (told.disposition, told.unclear) == ("home", "")
        assert told.admitted_at is not None
        assert told.admitted_at < told.discharged_at == row.discharged_at
        return told

    async def ends(self, one: Admitted) -> None:
        """Their only episode was told once that the hospital took the discharge back."""
        (row,) = self.rows(one)
        assert row.ending == Ending.CANCELLED
        (close,) = await self._signals(row.episode, names.CLOSE)
        assert (close.ending, close.by) == (Ending.CANCELLED, "hospital")


@pytest.fixture(scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Everything as it would be: a key for the hospital, a token for us, three processes."""
    folder = tmp_path_factory.mktemp("sekmet")
    for part in ("feeds", "hospital"):
        (folder / part).mkdir()
    place = Place(folder, feeds=folder / "feeds", facilities=(FACILITY,))
    with place.database.write() as session:
        key = create(session, FACILITY, [Scope.FHIR_WRITE], datetime.now(UTC))
    ours = f"http://{HOST}:{place.gateway_port}/fhir"
    hospital = Sekmet(folder / "hospital", ours, key.text)
    (place.feeds / f"{FACILITY}.toml").write_text(f'{FEED}server = "{hospital.base}"\n')
    token = SecretStr(f"{FACILITY}:{hospital.token}")
    place.settings = place.settings.model_copy(update={"fhir_tokens": token})
    async with temporal(place) as client, gateway(place), sekmet(hospital):
        yield World(place, hospital, client)
    place.database.close()


@pytest.fixture(autouse=True)
def all_is_well(world: World) -> Iterator[None]:
    """Whatever was sent was accepted, and none of it waits for a worker or for a person."""
    sent, kept = len(world.hospital.sent()), world.place.count(InboxRow)
    items = world.place.count(WorkItem)
    yield
    written = [one for one in world.hospital.sent()[sent:] if one.method != "GET"]
    assert {one.status for one in written} <= {HTTPStatus.OK}
    assert {outcome for _, outcome in world.came(kept)} <= WELL
    assert world.place.count(WorkItem) == items


def drugs(told: Discharge) -> set[str | None]:
    """The RxNorm codes of the drugs at discharge."""
    return {one.rxcui for one in told.medications.at_discharge or ()}


async def test_a_discharge_told_in_messages(world: World) -> None:
    """A04, A08, A01, A02, A03: each is answered "ok", and one episode knows all of it."""
    before = world.place.count(InboxRow)
    one = await world.admits("Ada", "Lovelace", MESSAGES)
    assert world.rows(one) == []
    await world.discharges(one, MESSAGES)
    await world.settles(0)
    said = [trigger for trigger, _ in world.came(before)]
    assert said == ["FHIR A04", "FHIR A08", "FHIR A01", "FHIR A02", "FHIR A03"]
    assert world.came(before)[-1] == ("FHIR A03", Outcome.STARTED)
    told = await world.runs(one)
    assert (told.patient.given, told.patient.family, told.patient.initials) == (
        "Ada", "Lovelace", "A.L.",
    )  # fmt: skip
    assert (told.patient.mobile, told.patient.language) == (MOBILE, "en")
    assert told.patient.consent_to_text
    assert told.admission_type == "emergency"
    assert told.primary_care.clinician is not None


async def test_prescriptions_told_in_messages(world: World) -> None:
    """O11, one drug each: those of the stay and those after it are all at the discharge."""
    one = await world.admits("Grace", "Hopper", MESSAGES)
    await world.prescribes(one, MESSAGES, AMLODIPINE, METFORMIN)
    await world.discharges(one, MESSAGES)
    await world.prescribes(one, MESSAGES, ACETAMINOPHEN)
    await world.settles(0)
    assert drugs(await world.runs(one)) == {AMLODIPINE, METFORMIN, ACETAMINOPHEN}


@pytest.mark.parametrize("undoing", [IN_BED, VOID])
async def test_a_discharge_taken_back_in_messages(world: World, undoing: str) -> None:
    """A01 of a stay that is in progress again, A11 of one that is cancelled: its episode ends."""
    one = await world.admits("Alan", "Turing", MESSAGES)
    await world.discharges(one, MESSAGES)
    await world.settles(0)
    await world.runs(one)
    await world.hospital.does(undoing, MESSAGES, encounter=one.encounter)
    await world.settles(0)
    await world.ends(one)


async def test_a_discharge_taken_back_and_made_again(world: World) -> None:
    """The first episode ends and a second one starts, of the same stay."""
    one = await world.admits("Annie", "Cannon", MESSAGES)
    await world.discharges(one, MESSAGES)
    await world.settles(0)
    await world.hospital.does(IN_BED, MESSAGES, encounter=one.encounter)
    await world.settles(0)
    await world.ends(one)
    await world.discharges(one, MESSAGES)
    await world.settles(0)
    first, second = world.rows(one)
    assert (first.ending, second.n) == (Ending.CANCELLED, 2)
    assert second.discharged_at > first.discharged_at
    assert (await world.runs(one, n=2)).patient.initials == "A.C."


async def test_a_discharge_to_a_nursing_home(world: World) -> None:
    """Where somebody is not sent home no episode opens, and the message is no work for anybody."""
    before = world.place.count(InboxRow)
    one = await world.admits("Mary", "Somerville", MESSAGES)
    await world.discharges(one, MESSAGES, "snf")
    await world.settles(0)
    assert {outcome for _, outcome in world.came(before)} == {Outcome.IGNORED}
    assert world.rows(one) == []


async def test_a_discharge_by_rest_hooks(world: World) -> None:
    """PUTs of single resources, four at a time in any order: one episode with the whole list."""
    before, sent = world.place.count(InboxRow), len(world.hospital.sent())
    async with world.hospital.subscribed(*HOOKS):
        one = await world.admits("Emmy", "Noether", LOCAL)
        await world.prescribes(one, LOCAL, AMLODIPINE, METFORMIN)
        await world.discharges(one, LOCAL)
        await world.settles(sent + 7)
    put = sorted((one.method, one.path.split("/")[1]) for one in world.hospital.sent()[sent:])
    assert put == [
        *[("PUT", "Encounter")] * 3, *[("PUT", "MedicationRequest")] * 2, *[("PUT", "Patient")] * 2
    ]  # fmt: skip
    assert len(world.came(before)) == 7
    assert [outcome for _, outcome in world.came(before)].count(Outcome.STARTED) >= 1
    told = await world.runs(one)
    assert (told.patient.initials, told.patient.mobile) == ("E.N.", MOBILE)
    assert drugs(told) == {AMLODIPINE, METFORMIN}
    first = (told.medications.at_discharge or ())[0]
    assert first == Medication(
        name="Amlodipine 5 MG Oral Tablet", rxcui=AMLODIPINE,
        dose="1 tablet", frequency="daily", route="Oral route",
    )  # fmt: skip


@pytest.mark.parametrize("status", ["in-progress", "cancelled", "entered-in-error"])
async def test_a_discharge_taken_back_by_a_rest_hook(world: World, status: str) -> None:
    """The Encounter alone, once finished and once not: its person is fetched, its episode ends."""
    sent = len(world.hospital.sent())
    one = await world.admits("Rosalind", "Franklin", LOCAL)
    async with world.hospital.subscribed("Encounter?"):
        await world.discharges(one, LOCAL)
        await world.settles(sent + 1)
        assert (await world.runs(one)).patient.initials == "R.F."
        await world.hospital.corrects(f"Encounter/{one.encounter}", status=status)
        await world.settles(sent + 2)
    await world.ends(one)


async def test_a_discharge_in_a_notification(world: World) -> None:
    """A backport notification names an id and no more: all the rest is read from their server."""
    sent, asked = len(world.hospital.sent()), len(world.hospital.asked())
    before = world.place.count(InboxRow)
    one = await world.admits("Lise", "Meitner", LOCAL)
    await world.prescribes(one, LOCAL, METFORMIN)
    async with world.hospital.subscribed(COMPLETE):
        await world.discharges(one, LOCAL)
        await world.settles(sent + 2)
    shaken, noticed = (each.answer["issue"] for each in world.hospital.sent()[sent:])
    assert shaken[0]["diagnostics"] == "The handshake was understood."
    assert [issue["diagnostics"] for issue in noticed] == [
        "Taken: 1 event(s).",
        "Bundle.entry[2].resource.generalPractitioner: expected one of the feed's clinics",
    ], "nothing was missed"
    assert world.came(before) == [("FHIR notification", Outcome.STARTED)]
    read = world.hospital.asked()[asked:]
    assert {f"Encounter/{one.encounter}", f"Patient/{one.patient}"} <= set(read)
    told = await world.runs(one)
    assert (told.patient.initials, told.patient.mobile, drugs(told)) == (
        "L.M.", MOBILE, {METFORMIN},
    )  # fmt: skip


SCENARIO = {
    "name": "A client that only writes",
    "target": "self",
    "steps": [
        {"action": "adt.register_patient", "save": "came",
         "args": {"mrn": "MRN-2017", "given": "Vera", "family": "Rubin"}},
        {"request": {"method": "PUT", "path": "Patient/${came.patient.id}",
                     "body": "${came.patient}"}, "expect": {"status": 200}},
        {"action": "adt.admit", "args": {"patient": "${came.patient.id}"}, "save": "stay"},
        {"request": {"method": "POST", "path": "Encounter", "body": "${stay.encounter}"},
         "expect": {"status": 200}},
        {"action": "meds.prescribe", "save": "order",
         "args": {"patient": "${came.patient.id}", "encounter": "${stay.encounter.id}"}},
        {"action": "adt.discharge", "args": {"encounter": "${stay.encounter.id}"}, "save": "home"},
        {"request": {"method": "POST", "path": "", "body": {
            "resourceType": "Bundle", "type": "transaction", "entry": [
                {"resource": "${home.encounter}",
                 "request": {"method": "PUT", "url": "Encounter/${stay.encounter.id}"}},
                {"resource": "${order.medication_request}",
                 "request": {"method": "POST", "url": "MedicationRequest"}}]}},
         "expect": {"status": 200, "fhirpath": [
             "Bundle.type = 'transaction-response'", "Bundle.entry.count() = 2"]}},
    ],
}  # fmt: skip


async def test_a_discharge_by_its_client(world: World) -> None:
    """Its command line PUTs, POSTs and commits a transaction; each step passes by its own rules."""
    before = world.place.count(InboxRow)
    scenario = world.hospital.folder / "scenario.yaml"
    scenario.write_text(json.dumps(SCENARIO))
    steps = await world.hospital.plays(scenario)
    assert [step["message"] for step in steps if step["status"] != "passed"] == []
    await world.settles(0)
    assert [trigger for trigger, _ in world.came(before)] == [
        "FHIR Patient", "FHIR Encounter in-progress", "FHIR Encounter finished",
    ]  # fmt: skip
    patient = await world.hospital.only("Patient", identifier="MRN-2017")
    stay = await world.hospital.only("Encounter", patient=patient["id"])
    visit = stay["identifier"][0]["value"]
    told = await world.runs(Admitted(patient["id"], stay["id"], "MRN-2017", visit))
    assert (told.patient.initials, drugs(told)) == ("V.R.", {AMLODIPINE})


async def test_nothing_can_be_read_back(world: World) -> None:
    """Its REST workflows look for their master data where they write: they are told in FHIR."""
    with pytest.raises(Failed, match="Nothing can be read or deleted here"):
        await world.hospital.does("adt.register_patient", OURS, given="Nobody")
