"""Where somebody went, where the words of one field say different things: by HL7 and by FHIR."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.messages.fhir.encounters import HL7_DISPOSITION
from domain.hospital.disposition import (
    Route,
    against_advice,
    asks,
    coded,
    route,
    sounds_of_death,
    speaks_of_hospice,
)
from domain.words.phrasebook import worded
from tests.adapters.messages.fhir import bodies
from tests.adapters.messages.hl7.speech import FEED, event, field, message


def by_hl7(text: str) -> str | None:
    """PV1-36, of a hospital that maps "Home" and "home health"."""
    return event(message(PV1=field("PV1", 36, text))).account.disposition


def by_fhir(*said: str, text: str = "") -> str | None:
    """Codes of HL7's own system, or of "local:", and a text."""
    coding: list[dict[str, Any]] = [
        {"system": HL7_DISPOSITION, "code": one} if ":" not in one
        else {"system": "urn:local", "code": one.partition(":")[2]}
        for one in said
    ]  # fmt: skip
    where = {"dischargeDisposition": {"coding": coding, "text": text}}
    body = bodies.bundle(bodies.patient(), bodies.encounter(hospitalization=where))
    return bodies.only(bodies.read(body)).account.disposition


@pytest.mark.parametrize("text", ["01^Expired", "01^Patient died^^20", "Home^^^20", "ZZ^Deceased"])
def test_a_death_beside_a_home_is_not_understood(text: str) -> None:
    """It goes to a person, and sounds of a death: every text waits."""
    said = by_hl7(text)
    assert said
    assert route(said).route is Route.WORK_QUEUE
    assert sounds_of_death(said)


@pytest.mark.parametrize("text", ["01^^^03", "02^^^06", "07^snf"])
def test_words_that_lead_elsewhere_are_not_understood(text: str) -> None:
    """Of two codes that are known nobody chooses one."""
    assert route(by_hl7(text) or "").route is Route.WORK_QUEUE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01", "01"),
        ("01^Discharged to home or self care", "01"),
        ("06^Home", "01"),
        ("20^Expired", "20"),
        ("Home^^^01", "01"),
        ("ZZ^home health", "06"),
        ("02^home health", "06"),
        ("03^Home", "01"),
        ("ZZ^elsewhere", "ZZ"),
    ],
)
def test_words_that_agree_are_one(text: str, expected: str) -> None:
    """The hospital's own before a code that it may use otherwise."""
    assert by_hl7(text) == expected


@pytest.mark.parametrize(
    ("said", "text"),
    [(("home",), "Expired"), (("home", "exp"), ""), (("home", "snf"), ""), (("local:7",), "Dead")],
)
def test_over_fhir_it_is_the_same(said: tuple[str, ...], text: str) -> None:
    """Codings and text of one concept that say otherwise go to a person."""
    found = by_fhir(*said, text=text)
    assert found
    assert route(found).route is Route.WORK_QUEUE
    assert sounds_of_death(found) is (said != ("home", "snf"))
    assert by_fhir("home", text="Home or self care") == "home"
    assert by_fhir("exp", text="Expired") == "exp"


@pytest.mark.parametrize("code", ["07", "20", "50", "HSPC", "Hospice Ward"])
def test_a_person_is_asked_each_time_where_the_hospital_wants_it(code: str) -> None:
    """Of a word of its own or a code; whoever is asked reads it, and what it means is heard."""
    own = {code: "ask"}
    two = [
        event(message(PV1=field("PV1", 36, code)), replace(FEED, dispositions=own)),
        bodies.only(
            bodies.read(
                bodies.bundle(
                    bodies.patient(),
                    bodies.encounter(
                        hospitalization={"dischargeDisposition": {"coding": [{"code": code}]}}
                    ),
                ),
                replace(bodies.FEED, dispositions=own),
            )
        ),
    ]
    for one in two:
        said = one.account.disposition or ""
        assert said.startswith(f"ask: {code}")
        for kept in (said, coded(said)):
            assert asks(kept)
            assert route(kept).route is Route.WORK_QUEUE
            assert worded(route(kept).reason) == "the hospital wants a person to be asked"
            assert against_advice(kept) is (code == "07")
            assert speaks_of_hospice(kept) is (code in ("50", "Hospice Ward"))
        assert sounds_of_death(said) is (code == "20")
