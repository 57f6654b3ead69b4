"""Where to go and whom to call, as a card's page shows it; free text is escaped."""

from temporalio.client import Client

from domain.episode.escalation import ESCALATION
from domain.steps.visit_course import BOOK_VISIT
from models.tables import Party, PartyPhone
from tests.gateway.cards.test_cards import card_of, desk_with
from tests.gateway.world import World

OWN_WORDS = "O2 for Jane ![x](http://evil.example) <script>alert(1)</script>"


async def test_an_urgent_card_has_the_street_and_links_to_phones(
    world: World, temporal: Client
) -> None:
    """A thumb calls patient and caregiver; the hospital's own words do nothing but stand there."""
    told = {
        "number": "+16175550123",
        "caregiver": "Tom Smith",
        "caregiver_number": "+16175550124",
        "also_number": "+16175550142;ext=204",
        "clinician": "Dr. <b>Lee</b>",
        "allergies": ("Penicillin <i>",),
        "address": "12 Elm St, Cambridge, MA 02139",
        "item": OWN_WORDS,
    }
    card = card_of(ESCALATION).model_copy(update=told)
    desk = await desk_with(world, temporal, card)
    page = (await desk.enters()).text
    assert 'href="tel:+16175550123"' in page
    assert 'Tom Smith <a href="tel:+16175550124">617-555-0124</a>' in page
    assert '<a href="tel:+16175550142;ext=204">617-555-0142 ext 204</a>' in page
    assert "<h2>Allergies</h2>" in page
    assert "<li>Penicillin &lt;i&gt;</li>" in page
    assert "Dr. &lt;b&gt;Lee&lt;/b&gt; (of no clinic that the feed knows)" in page
    assert "12 Elm St, Cambridge, MA 02139" in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    await desk.episode.terminate()


async def test_who_books_sees_the_clinics_phone_and_fax(world: World, temporal: Client) -> None:
    """From the hospital's file; a clinic without a phone there, or that is not in it, says so."""
    with world.parts.database.write() as session:
        for handle, phone, fax in (("one", "+16175550171", "+16175550172"), ("two", "", "")):
            session.add(
                Party(handle=handle, kind="organisation", name=handle.title(), time_zone="UTC")
            )
            session.flush()
            session.add(PartyPhone(party=handle, use="calls", number=phone))
            session.add(PartyPhone(party=handle, use="fax", number=fax))
    for handle, shown in (
        ("one", ('One <a href="tel:+16175550171">617-555-0171</a>', "<dd>617-555-0172</dd>")),
        ("two", ("Two (no phone in the hospital",)),
        ("elm-street", ("elm-street (not in the hospital",)),
    ):
        card = card_of(BOOK_VISIT).model_copy(update={"clinic": handle})
        desk = await desk_with(world, temporal, card)
        page = (await desk.enters()).text
        assert all(words in page for words in shown), page
        await desk.episode.terminate()
