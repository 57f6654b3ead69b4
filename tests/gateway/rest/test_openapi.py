"""The OpenAPI document against the routes, the reader, and what Schemathesis makes of it."""

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from fastapi.routing import APIRoute

from adapters.files.discharge import RULES, read_discharge
from adapters.sql.database import Database
from domain.time.clock import Clock
from gateway.http.rate_limits import Limit, Limits
from gateway.rest import openapi
from tests.gateway.rest.world import RestWorld, Told, build, discharge, encounter, rest, seed
from tests.gateway.world import NOON, settings

__all__ = ["rest"]

ENDLESS = Limit(per_second=1e6, burst=1_000_000)


@pytest.fixture(scope="module")
def ward(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RestWorld]:
    """The interface of a hospital that may ask as often as it likes; Temporal is there."""
    path = tmp_path_factory.mktemp("rest") / "homeward.db"
    shutil.copy(empty_store, path)
    found = settings(path)
    world = RestWorld(
        Database(found.database_url),
        temporal=Told(),
        limits=Limits(key=ENDLESS, failures=ENDLESS),
    )
    world.database.set_clock(Clock(real_origin=NOON, clinical_origin=NOON))
    seed(world)
    world.add(encounter(openapi.EPISODE))
    world.app = build(world, found)
    yield world
    world.database.close()


@pytest.fixture(scope="module")
def key(ward: RestWorld) -> dict[str, str]:
    """One key for everything, under the name by which Schemathesis takes it away."""
    return {"Authorization": ward.key()["authorization"]}


CONFIG = schemathesis.Config.from_dict(
    {
        "generation": {"max-examples": 25, "deterministic": True, "database": "none"},
        "checks": {"positive_data_acceptance": {"enabled": False}},
    }
)


def described() -> dict[str, Any]:
    """Give the document of an interface that reaches nothing."""
    found = settings(Path("nowhere.db"))
    world = RestWorld(Database(found.database_url))
    build(world, found)
    return world.routes.document


DOCUMENT = described()
schema = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)


@pytest.fixture(scope="module")
def address(ward: RestWorld) -> Iterator[str]:
    """Where it is served, on this machine's loopback."""
    config = uvicorn.Config(ward.app, access_log=False, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@schema.parametrize()
def test_every_request_is_answered_as_described(
    case: schemathesis.Case[Any], address: str, key: dict[str, str]
) -> None:
    """Whatever the document allows or forbids: its statuses and its schemas, and never a 5xx."""
    case.call_and_validate(base_url=address, headers=key)


@schema.parametrize()
def test_without_a_key_every_request_is_refused(case: schemathesis.Case[Any], address: str) -> None:
    """Nobody learns more than that a key is needed; keys that were made up do not help."""
    answer = case.call_and_validate(base_url=address)
    assert answer.status_code in {204, 401, 405}  # the first is of OPTIONS


async def test_the_document_is_of_the_routes(rest: RestWorld) -> None:
    """Every method that an address takes is described, but the document's own; and no other."""
    described = {(path, verb) for path, verbs in DOCUMENT["paths"].items() for verb in verbs}
    offered = set()
    for route in rest.routes.router().routes:
        assert isinstance(route, APIRoute)
        allow = (await rest.http.options(route.path)).headers["allow"].lower().split(", ")
        offered |= {(route.path, verb) for verb in allow if verb not in {"head", "options"}}
    assert offered == described | {("/openapi.json", "get")}


async def test_the_document_is_served_to_anybody(rest: RestWorld) -> None:
    """Without a key, as JSON."""
    answer = await rest.http.get("/openapi.json")
    assert (answer.status_code, answer.json()) == (200, DOCUMENT)


def test_the_example_is_one_that_is_taken() -> None:
    """It is the first of our examples, shortened, and the strict reader takes it."""
    read = read_discharge(json.dumps(openapi.EXAMPLE).encode(), "the example")
    assert read.patient.initials == "H.D."
    example = discharge()
    for field, value in openapi.EXAMPLE.items():
        if field != "diagnoses":
            assert example[field] == value


def test_every_rule_of_the_reader_is_in_the_schema() -> None:
    """A field that must hold more than its type says so, zones apart: there are six hundred."""
    groups = {"patient": "Patient", "patient.caregiver": "Caregiver", "diagnoses[]": "Diagnosis",
              "medications.before_admission[]": "Medication", "medications": "Medications",
              "equipment[]": "EquipmentItem", "allergies[]": "Allergy",
              "medications.at_discharge[]": "Medication"}  # fmt: skip
    narrowed = {
        (groups.get(group, "Discharge"), field)
        for group, _, field in (path.rpartition(".") for path in RULES)
    }
    assert narrowed == {
        (name, field) for name, fields in openapi.NARROWER.items() for field in fields
    }


def test_no_object_takes_fields_nobody_knows() -> None:
    """What is sent and what is answered is closed."""
    objects = DOCUMENT["components"]["schemas"].values()
    assert all(one["additionalProperties"] is False for one in objects)
