"""Health, as load balancers and people ask for it."""

from sqlalchemy import text as sql
from temporalio.client import Client

from models.tables import Facility
from tests.gateway.world import World


async def test_without_temporal_texts_are_still_taken(world: World) -> None:
    """While only Temporal is away the gateway stays in service, and says that it takes."""
    answer = await world.http.get("/health/ready")
    assert answer.status_code == 200
    stores = {"database": "reached", "temporal": "away", "feeds": "read"}
    assert answer.json() == {"status": "taking", **stores}


async def test_with_both_it_is_ready(world: World, temporal: Client) -> None:
    """Store and Temporal reached: ready."""
    world.hands.client = temporal
    assert (await world.http.get("/health/ready")).json()["status"] == "ready"


async def test_without_a_store_it_is_down(world: World) -> None:
    """Nothing can be taken without the store."""
    world.database.close()
    answer = await world.http.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")


async def test_it_lives(world: World) -> None:
    """The process answers, whatever is away."""
    assert (await world.http.get("/health/live")).json()["status"] == "alive"


async def test_what_was_not_taken_is_counted(world: World) -> None:
    """Whoever watches sees what came and could not be taken, by the door that it came to."""
    await world.http.post("/twilio/inbound", data={"Body": "hello"})
    told = (await world.http.get("/health/live")).json()
    assert told.pop("status") == "alive"
    assert {name: count for name, count in told.items() if count} == {"webhooks_refused": 1}
    assert {
        "hl7_too_long",
        "hl7_not_mllp",
        "hl7_no_handshake",
        "hl7_acknowledgements",
        "fhir_notifications_missed",
    } <= told.keys()


def test_the_store_is_the_real_one(world: World) -> None:
    """Tests run on SQLite with its schema migrated."""
    with world.database.read() as session:
        assert session.execute(sql("PRAGMA journal_mode")).scalar() == "wal"
    assert len(world.rows(Facility)) == 1
