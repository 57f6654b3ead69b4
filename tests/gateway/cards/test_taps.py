"""What the call's card asks beside the answer: inputs of scores, consent to case management."""

import pytest
from temporalio.client import Client

from domain.steps.tapped import CASE_CONSENT, AskedTap, Tap
from tests.gateway.cards.test_cards import JANE, desk_with
from tests.gateway.world import World

SODIUM = AskedTap(
    name=Tap.SODIUM, label="Sodium under 135 mmol/L?", choices=(("yes", "yes"), ("no", "no"))
)
ASKING = JANE.model_copy(update={"inputs": (SODIUM,), "asks_case_consent": True})


async def test_what_is_tapped_stands_with_the_answer(world: World, temporal: Client) -> None:
    """A field each, with their words; what nobody touched is not asked, and is none of it."""
    desk = await desk_with(world, temporal, ASKING)
    page = await desk.enters()
    assert "Sodium under 135 mmol/L?" in page.text
    assert "The caregiver declines" in page.text
    taps = {Tap.SODIUM: "yes", CASE_CONSENT: "caregiver_declines", "consent_to_text": ""}
    await desk.answers(page, choice="spoke_well", **taps)
    (given,) = await desk.given()
    assert dict(given.card) == {Tap.SODIUM: "yes", CASE_CONSENT: "caregiver_declines"}
    await desk.episode.terminate()


@pytest.mark.parametrize(
    "forged",
    [{Tap.SODIUM: "perhaps", CASE_CONSENT: "yes"}, {Tap.ED_VISITS: "4", Tap.ONCOLOGY: "yes"}],
)
async def test_what_was_not_asked_or_offered_is_not_taken(
    world: World, temporal: Client, forged: dict[str, str]
) -> None:
    """The answer counts; a field that the card did not have, or a value it did not, is nothing."""
    desk = await desk_with(world, temporal, ASKING)
    await desk.answers(await desk.enters(), choice="spoke_well", **forged)
    (given,) = await desk.given()
    assert given.card == ()
    await desk.episode.terminate()


async def test_a_card_that_does_not_ask_takes_nothing(world: World, temporal: Client) -> None:
    """Whose reader may not see the scores has no fields, and a form that has them is idle."""
    desk = await desk_with(world, temporal, JANE)
    page = await desk.enters()
    assert "Missing for the score" not in page.text
    assert "case management" not in page.text
    await desk.answers(
        page, choice="spoke_well", **{Tap.SODIUM: "yes", CASE_CONSENT: "patient_agrees"}
    )
    (given,) = await desk.given()
    assert given.card == ()
    await desk.episode.terminate()
