"""FHIR goes by the same fold: what has no class or no encounter ends no certain episode."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.messages.fhir import events as fhir_events
from domain.desired_episodes import DesiredEpisode, DesiredState, Terms, desired_episodes
from domain.hospital.chart import chart
from domain.hospital.events import HospitalEvent
from tests.adapters.messages.fhir.bodies import (
    ARRIVED,
    FEED,
    IDENTIFIER_TYPE,
    bundle,
    concept,
    encounter,
    patient,
)

NOW = ARRIVED + timedelta(days=5)
WENT_HOME = {
    "dischargeDisposition": concept(
        "http://terminology.hl7.org/CodeSystem/discharge-disposition", "home"
    )
}
OTHER = [{"type": concept(IDENTIFIER_TYPE, "VN"), "value": "V-9"}]
LATER = {"start": "2026-09-07T08:00:00-04:00", "end": "2026-09-07T15:00:00-04:00"}
HOME = bundle(patient(), encounter(hospitalization=WENT_HOME))


def told(body: dict[str, Any], received: datetime = NOW) -> tuple[HospitalEvent, ...]:
    """The events of a body."""
    return fhir_events.read(json.dumps(body), FEED, received).events


def after(*bodies: dict[str, Any]) -> dict[str, DesiredEpisode]:
    """What should be with every stay, after the discharge home and these."""
    return stays(told(HOME, ARRIVED), *map(told, bodies))


def stays(*heard: tuple[HospitalEvent, ...]) -> dict[str, DesiredEpisode]:
    """What should be with every stay, of all that was heard."""
    terms = Terms(
        facility=FEED.facility,
        time_zone=FEED.time_zone,
        accept_from=FEED.accept_from,
        window_days=30,
    )
    said = [event for one in heard for event in one]
    return {one.encounter: one for one in desired_episodes(chart(said), terms, NOW)}


def later(status: str, code: str, **more: Any) -> dict[str, Any]:
    """An encounter of some days later."""
    meta = {"lastUpdated": "2026-09-07T15:05:00-04:00"}
    said = {"identifier": OTHER, "period": LATER, "meta": meta} | more
    return bundle(patient(), encounter(status, code, **said))


@pytest.mark.parametrize("code", ["AMB", "VR", "HH", "EMER", "OPD", "SS"])
@pytest.mark.parametrize("status", ["finished", "in-progress", "cancelled", "planned"])
@pytest.mark.parametrize("same", [True, False])
def test_an_encounter_of_another_class_ends_nothing(code: str, status: str, *, same: bool) -> None:
    """Of the same number or of another, whatever its status: the certain episode runs."""
    more: dict[str, Any] = {"identifier": encounter()["identifier"]} if same else {}
    if same and status == "finished":
        more["hospitalization"] = {
            "dischargeDisposition": concept(
                "http://terminology.hl7.org/CodeSystem/discharge-disposition", "snf"
            )
        }
    one = after(later(status, code, **more))["V-1"]
    assert one.desired is DesiredState.OPEN
    assert one.discharge
    assert one.discharge.disposition == "home"
    assert one.discharge.discharged_at == datetime.fromisoformat("2026-09-04T15:00:00-04:00")


def test_an_unknown_class_is_asked_about_beside_the_certain_stay() -> None:
    """A discharge of a class nobody knows: its own question, and a word to the one that runs."""
    both = after(later("finished", "OPD", hospitalization=WENT_HOME))
    assert both["V-1"].discharge
    assert both["V-1"].discharge.doubts
    assert both["V-9"].discharge
    assert both["V-9"].discharge.unclear


def test_a_death_told_of_the_patient_alone_holds_and_is_asked() -> None:
    """Patient.deceasedBoolean without an encounter ends nothing and texts nobody."""
    one = after(bundle(patient(deceasedBoolean=True)))["V-1"]
    assert one.desired is DesiredState.OPEN
    assert one.discharge
    assert [doubt.holds for doubt in one.discharge.doubts] == [True]


@pytest.mark.parametrize("said", ["DECEASED", "unknown", {}, ["true"], 7])
def test_a_death_that_is_no_boolean_holds_and_is_asked(said: object) -> None:
    """Also beside its encounter: what nobody understands ends nothing and texts nobody."""
    told_so = patient(deceasedBoolean=said)
    one = after(bundle(told_so, encounter(hospitalization=WENT_HOME)))["V-1"]
    assert one.desired is DesiredState.OPEN
    assert one.discharge
    assert [doubt.holds for doubt in one.discharge.doubts] == ([] if said == {} else [True])


@pytest.mark.parametrize("ahead", ["2027-09-08T10:00:00-04:00", "2199-01-01T00:00:01Z"])
def test_last_updated_counts_no_later_than_its_receipt(ahead: str) -> None:
    """A server's clock that is ahead outranks nobody."""
    body = bundle(patient(), encounter(hospitalization=WENT_HOME, meta={"lastUpdated": ahead}))
    assert {event.counts_at for event in told(body)} == {NOW}


def test_a_discharge_before_its_admission_is_asked_about() -> None:
    """Updated today, ended a month before it began: not "its window has passed"."""
    period = {"start": "2026-09-06T08:00:00-04:00", "end": "2026-08-01T15:00:00-04:00"}
    body = later("finished", "IMP", period=period, hospitalization=WENT_HOME)
    one = after(body)["V-9"]
    assert one.desired is DesiredState.OPEN
    assert one.discharge
    assert one.discharge.doubts or one.discharge.unclear
