"""What a card asks is given to a colleague who is on: behind the PIN, noted, by the one rule."""

import re
from collections.abc import AsyncIterator
from datetime import time

import pytest
from temporalio.client import Client

from models.tables import Encounter, Party, PartyPhone, PartyRole, Shift
from tests.gateway.cards.test_cards import HTML, JANE, Desk, desk_with
from tests.gateway.stubs import Patient
from tests.gateway.world import CALL, MERCY, NOON, NURSE, World

KIM, NOEL = "b-kim", "c-noel"


def has_the_call(desk: Desk) -> None:
    """RN Lopez has the call at noon; RN Kim is on, RN Noel comes in the evening."""
    desk.world.add(
        Encounter(
            episode=desk.episode.id,
            facility=MERCY,
            encounter_token="e",  # noqa: S106 - no secret
            patient_token="p",  # noqa: S106 - no secret
            n=1,
            body_hash="",
            discharged_at=NOON,
            opened_at=NOON,
        )
    )
    works_here(desk.world, KIM, "RN Kim", time(8), time(17))
    works_here(desk.world, NOEL, "RN Noel", time(18), time(23))


def works_here(world: World, handle: str, name: str, begins: time, ends: time, *roles: str) -> None:
    """A colleague, a nurse unless it is said, who works on Tuesdays between the two."""
    world.add(
        Party(
            handle=handle,
            kind="person",
            facility=MERCY,
            name=name,
            time_zone="America/New_York",
        )
    )
    world.add(
        *(PartyRole(party=handle, role=role, facility=MERCY) for role in roles or ("nurse",)),
        PartyPhone(party=handle, use="texts", phone_token=world.tokens.phone(f"+1{handle}")),
        Shift(party=handle, day="tue", begins=begins, ends=ends),
    )


@pytest.fixture
async def desk(world: World, temporal: Client) -> AsyncIterator[Desk]:
    """A nurse with a link to the card of the call."""
    desk = await desk_with(world, temporal, JANE)
    has_the_call(desk)
    yield desk
    await desk.episode.terminate()


async def gives(desk: Desk, mark: str, to: str) -> tuple[int, str]:
    """Press the button; gives the status and the page."""
    form = {"form": mark, "to": to}
    page = await desk.world.http.post(f"{desk.path}/give", data=form, headers=HTML)
    return page.status_code, page.text


async def handed(desk: Desk) -> list[str]:
    """What the episode was told."""
    return await desk.episode.query(Patient.handed)


async def test_whoever_is_on_can_have_it(desk: Desk) -> None:
    """The list names those who are on and could answer; her episode hears, and it is noted."""
    page = await desk.enters()
    assert ("RN Kim" in page.text, "RN Noel" in page.text) == (True, False)
    status, text = await gives(desk, desk.mark_of(page), KIM)
    assert (status, "With RN Kim now" in text) == (200, True)
    assert await handed(desk) == [f"{CALL} {NURSE} {KIM} given"]
    assert desk.world.audited()[-1] == f"{NURSE}: card given to a colleague"


@pytest.mark.parametrize("to", [NOEL, NURSE, "nobody", ""])
async def test_nobody_else_can(desk: Desk, to: str) -> None:
    """Who is not on, herself, who is nobody: it stays with her, and she sees why."""
    page = await desk.enters()
    status, text = await gives(desk, desk.mark_of(page), to)
    assert (status, "cannot take it now" in text) == (422, True)
    assert await handed(desk) == []


async def test_a_link_alone_gives_nothing_away(desk: Desk) -> None:
    """Without the PIN, and with the form of nobody's page, nothing is told to anybody."""
    page = await desk.enters()
    mark = desk.mark_of(page)
    desk.world.http.cookies.clear()
    assert (await gives(desk, mark, KIM))[0] == 403
    await desk.enters()
    assert (await gives(desk, "made up", KIM))[0] == 422
    assert await handed(desk) == []


async def test_a_ride_is_nobodys_to_give(world: World, temporal: Client) -> None:
    """A vendor's card has no such list, and no such address."""
    desk = await desk_with(world, temporal, JANE, role="vendor")
    page = await desk.get()
    assert "Give it to a colleague" not in page.text
    assert (await gives(desk, desk.mark_of(page), KIM))[0] == 404
    assert await handed(desk) == []
    await desk.episode.terminate()


async def test_a_nurse_comes_before_whoever_would_answer_for_one(desk: Desk) -> None:
    """Each is named once, those of the role that is asked first, whatever else they are."""
    works_here(desk.world, "a-diaz", "CM Diaz", time(8), time(17), "case_manager")
    works_here(desk.world, "d-roe", "RN Roe", time(8), time(17), "case_manager", "nurse")
    page = await desk.enters()
    named = re.findall(r'<option value="([a-z]-[a-z]+)">', page.text)
    assert named == [KIM, "d-roe", "a-diaz"]
