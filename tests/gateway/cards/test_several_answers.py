"""A card whose question takes several answers: boxes to tick, and what stands alone."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from domain.asking.choices import Value
from tests.domain.several import NEEDS
from tests.gateway.cards.test_cards import JANE, Desk, desk_with
from tests.gateway.world import World


@pytest.fixture
async def desk(world: World, temporal: Client) -> AsyncIterator[Desk]:
    """A nurse who is asked what is needed."""
    desk = await desk_with(world, temporal, JANE.model_copy(update={"choices": NEEDS.choices}))
    yield desk
    await desk.episode.terminate()


async def test_what_is_ticked_is_one_answer(desk: Desk) -> None:
    """In the order of the digits, whatever the order of the boxes; the page says all of it."""
    page = await desk.enters()
    assert page.text.count('type="checkbox"') == 5
    said = {"beside-works": "1", "beside-medicines": "1", "choice": "ticked", "note": "none left"}
    answer = await desk.answers(page, **said)
    assert answer.status_code == 200
    (given,) = await desk.given()
    assert (given.value, given.also) == (Value.MEDICINES, (Value.WORKS,))
    assert "medicines, works" in answer.text.lower()


async def test_one_tick_is_an_answer(desk: Desk) -> None:
    """Alone as beside others."""
    await desk.answers(await desk.enters(), **{"beside-symptoms": "1", "choice": "ticked"})
    (given,) = await desk.given()
    assert (given.value, given.also) == (Value.SYMPTOMS, ())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"choice": "ticked"}, "Choose one"),
        ({"choice": "", "beside-medicines": "1"}, "Choose one"),
        ({"choice": "done", "beside-medicines": "1"}, "stands alone"),
        ({"choice": "ticked", "beside-medicines": "1", "beside-declined": "1"}, "needs the reason"),
    ],
)
async def test_what_does_not_fit_is_shown_again(
    desk: Desk, fields: dict[str, str], words: str
) -> None:
    """With the ticks as they were; nothing reaches the episode."""
    answer = await desk.answers(await desk.enters(), **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert answer.text.count(" checked>") == sum(name.startswith("beside") for name in fields)
    assert await desk.given() == []


async def test_all_or_none_is_pressed(desk: Desk) -> None:
    """A button as on any card."""
    await desk.answers(await desk.enters(), choice="done")
    (given,) = await desk.given()
    assert (given.value, given.also) == (Value.DONE, ())
