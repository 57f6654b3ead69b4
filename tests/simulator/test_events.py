"""The stream that keeps the page live loses nothing and repeats nothing."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from simulator.scripted.people import Person
from tests.simulator.world import World, until, world_with

PHONE = "+16175550111"


@pytest.fixture(scope="module")
async def quiet() -> AsyncIterator[World]:
    """A simulator where one text was typed, taken, and nothing else happens."""
    async with world_with([Person(name="RN Lopez", number=PHONE, role="nurse")]) as world:
        await world.types(PHONE, "before")
        await until(lambda: next(world.exchange.network.messages()).taken)
        yield world


async def read(world: World, events: int, last_event_id: str = "") -> list[dict[str, Any]]:
    """Read so many events of the stream, then hang up."""
    found: list[dict[str, Any]] = []
    headers = {"Last-Event-ID": last_event_id}
    async with world.http.stream("GET", "/events", headers=headers) as stream:
        async for line in stream.aiter_lines():
            name, _, value = line.partition(": ")
            match name:
                case "event":
                    found.append({"event": value})
                case "data":
                    found[-1]["data"] = json.loads(value)
                case "id":
                    found[-1]["id"] = value
                case _ if len(found) == events:
                    break
                case _:
                    continue
    return found


async def test_a_new_reader_hears_of_people_and_of_all_texts(quiet: World) -> None:
    """The stream begins with who has phones, then tells every text as it stands now."""
    people, before = await read(quiet, 2)
    assert people["data"] == [{"name": "RN Lopez", "number": PHONE, "role": "nurse"}]
    assert (before["event"], before["data"]["body"]) == ("entry", "before")
    assert before["data"]["webhook"] == {"delivered": True, "attempts": 1}


async def test_a_reader_who_comes_back_goes_on_where_it_was(quiet: World) -> None:
    """After a last event id only later changes are told."""
    _, before = await read(quiet, 2)
    await quiet.types(PHONE, "meanwhile")
    [later] = await read(quiet, 1, last_event_id=before["id"])
    assert later["data"]["body"] == "meanwhile"


async def test_a_phone_that_changes_is_told_of(quiet: World) -> None:
    """A landline and an opt-out reach the page like a text does, also one that comes later."""
    stranger = "+16175550112"
    await quiet.describes(stranger, "landline")
    await quiet.types(stranger, "STOP")
    everything = 1 + 1 + len(quiet.exchange.network.entries())  # people, this phone, entries
    told = await read(quiet, everything)
    assert [event["data"] for event in told if event["event"] == "phone"] == [
        {"number": stranger, "kind": "landline", "opted_out": True}
    ]


async def test_a_reader_of_an_earlier_run_starts_afresh(quiet: World) -> None:
    """An event id of a simulator that was restarted since counts for nothing."""
    people, before = await read(quiet, 2, last_event_id="0000-99")
    assert (people["event"], before["data"]["body"]) == ("people", "before")
