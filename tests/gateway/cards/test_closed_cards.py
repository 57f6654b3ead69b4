"""What a closed card says of how its question ended, and to whom."""

import pytest
from sqlalchemy import update
from temporalio.client import Client

from models.payloads import Card
from models.tables import Assignment
from tests.gateway.cards.test_cards import JANE, desk_with
from tests.gateway.world import NURSE, World


async def test_a_closed_card_says_how_it_ended(world: World, temporal: Client) -> None:
    """Behind the PIN stands what was answered; without it nothing does."""
    ended = Card(open=False, ended=("RN Lopez, Tue 9/8 2:30p: settled",))
    desk = await desk_with(world, temporal, ended)
    assert "settled" not in (await desk.get()).text
    page = await desk.enters()
    assert page.status_code == 410
    assert "RN Lopez, Tue 9/8 2:30p: settled" in page.text
    await desk.episode.terminate()


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_how_it_ended_is_for_nobody_whom_a_link_alone_lets_in(
    world: World, temporal: Client, *, withdrawn: bool
) -> None:
    """A vendor's link says no more than that it is closed: not the answer, nor a death."""
    ended = Card(open=False, ended=("The episode ended Tue 9/8 2:30p: died",), answered_by=NURSE)
    desk = await desk_with(world, temporal, ended, role="vendor")
    with world.database.write() as session:
        session.execute(update(Assignment).values(withdrawn=withdrawn))
    page = await desk.get()
    assert page.status_code == 410
    assert "ended" not in page.text
    assert "PIN" not in page.text
    await desk.episode.terminate()


async def test_who_answered_on_a_card_sees_how_it_ended(world: World, temporal: Client) -> None:
    """A card's answer takes the question back: its giver still sees it, behind the PIN alone."""
    for who, sees in ((NURSE, True), ("somebody-else", False)):
        ended = Card(open=False, ended=("RN Lopez: settled",), answered_by=who)
        desk = await desk_with(world, temporal, ended)
        with world.database.write() as session:
            session.execute(update(Assignment).values(withdrawn=True))
        assert "settled" not in (await desk.get()).text
        assert ("RN Lopez: settled" in (await desk.enters()).text) is sees
        await desk.episode.terminate()


@pytest.mark.parametrize("role", ["case_manager", "nurse"])
async def test_an_alarm_that_rings_on_opens_behind_its_oldest_link(
    world: World, temporal: Client, role: str
) -> None:
    """A round is over and its question taken back: its text never says that nothing is needed."""
    ringing = JANE.model_copy(update={"rings_on": True})
    desk = await desk_with(world, temporal, ringing, role=role)
    with world.database.write() as session:
        session.execute(update(Assignment).values(withdrawn=True))
    page = await desk.get()
    assert (page.status_code, "PIN" in page.text) == (200, True)
    assert "nothing more is needed" not in page.text
    assert "Smith" not in page.text
    assert "Smith" in (await desk.enters()).text
    await desk.episode.terminate()


async def test_what_went_to_a_colleague_stays_closed(world: World, temporal: Client) -> None:
    """Taken back while the question stands, of somebody else: its old link opens nothing."""
    desk = await desk_with(world, temporal, JANE)
    with world.database.write() as session:
        session.execute(update(Assignment).values(withdrawn=True))
    assert (await desk.get()).status_code == 410
    assert "Smith" not in (await desk.enters()).text
    await desk.episode.terminate()
