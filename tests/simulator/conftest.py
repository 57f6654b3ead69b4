from collections.abc import AsyncIterator

import pytest

from tests.simulator.world import World, new_phone, world_with


@pytest.fixture(scope="session")
async def quiet_world() -> AsyncIterator[World]:
    """One simulator without scripted people, shared: each test has its own phone."""
    async with world_with() as world:
        yield world


@pytest.fixture
async def world(quiet_world: World) -> AsyncIterator[World]:
    """The shared simulator, without the faults that another test ordered."""
    yield quiet_world
    quiet_world.exchange.faults.clear()


@pytest.fixture
def phone() -> str:
    """A phone that nobody texted yet."""
    return new_phone()
