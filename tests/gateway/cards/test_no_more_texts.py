"""The button for what a patient says to being texted: behind the PIN, once, noted, at any time."""

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from temporalio.client import Client
from temporalio.service import RPCError

from gateway.cards.sessions import LASTS
from tests.gateway.cards.test_cards import HTML, JANE, Desk, desk_with
from tests.gateway.stubs import Patient
from tests.gateway.world import NURSE, World

NO, YES = "declined", "agreed"


@pytest.fixture
async def desk(world: World, temporal: Client) -> AsyncIterator[Desk]:
    """A nurse with a link to the card of a patient who is texted."""
    desk = await desk_with(world, temporal, JANE.model_copy(update={"no_texts": False}))
    yield desk
    await ended(desk)


async def ended(desk: Desk) -> None:
    """The episode is over, whether it was before or not."""
    with suppress(RPCError):
        await desk.episode.terminate()


async def presses(desk: Desk, said: str, mark: str) -> tuple[int, str]:
    """Press one of the two buttons; gives the status and the page."""
    form = {"form": mark, "texts": said}
    page = await desk.world.http.post(f"{desk.path}/texts", data=form, headers=HTML)
    return page.status_code, page.text


async def told(desk: Desk) -> list[str]:
    """What the episode was told."""
    return await desk.episode.query(Patient.written)


async def test_the_button_records_a_no_once(desk: Desk) -> None:
    """Pressed twice it is one no, said by whoever pressed; each time it is noted who did."""
    page = await desk.enters()
    assert "No more texts to this patient" in page.text
    mark = desk.mark_of(page)
    for _ in range(2):
        status, text = await presses(desk, NO, mark)
        assert (status, "Saved: no more texts" in text) == (200, True)
    assert await told(desk) == [f"{NURSE} no_more_texts"]
    assert desk.world.audited()[-2:] == [f"{NURSE}: no more texts recorded"] * 2
    assert await desk.given() == [], "the question stays to be answered"


async def test_a_settled_question_does_not_keep_a_no_from_counting(desk: Desk) -> None:
    """A colleague settled the call meanwhile: the no is recorded all the same."""
    page = await desk.enters()
    await desk.episode.signal(Patient.settle, "RN Kim")
    status, _ = await presses(desk, NO, desk.mark_of(page))
    assert (status, await told(desk)) == (200, [f"{NURSE} no_more_texts"])


async def test_after_a_no_the_card_offers_a_new_yes(world: World, temporal: Client) -> None:
    """What can be recorded is the other word; the card says how it stands."""
    desk = await desk_with(world, temporal, JANE.model_copy(update={"no_texts": True}))
    page = await desk.enters()
    assert "The patient wants no texts" in page.text
    assert "No more texts to this patient" not in page.text
    status, text = await presses(desk, YES, desk.mark_of(page))
    assert (status, "must text START" in text) == (200, True)
    assert await told(desk) == [f"{NURSE} wants_texts"]
    await desk.episode.terminate()


async def test_nobody_records_a_no_without_pin_and_form(desk: Desk) -> None:
    """No cookie, no form of this card, another word: nothing is told and nothing recorded."""
    page = await desk.enters()
    mark = desk.mark_of(page)
    assert (await presses(desk, NO, "forged"))[0] == 422
    assert (await presses(desk, "perhaps", mark))[0] == 422
    desk.world.hands.passes(LASTS)
    assert (await presses(desk, NO, mark))[0] == 403
    assert await told(desk) == []


async def test_a_vendor_has_no_such_button(world: World, temporal: Client) -> None:
    """A vendor's card needs no PIN: nothing of a patient's consent is decided on it."""
    desk = await desk_with(world, temporal, JANE, role="vendor")
    page = await desk.get()
    assert "No more texts" not in page.text
    assert (await presses(desk, NO, desk.mark_of(page)))[0] == 404
    assert await told(desk) == []
    await desk.episode.terminate()


async def test_an_episode_that_has_ended_says_so(desk: Desk) -> None:
    """Nothing is texted any more, and nothing is saved that nobody would act on."""
    page = await desk.enters()
    await desk.episode.terminate()
    status, text = await presses(desk, NO, desk.mark_of(page))
    assert (status, "Nothing was saved" in text) == (410, True)
