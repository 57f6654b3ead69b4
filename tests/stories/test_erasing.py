"""An episode whose patient is erased in the middle of it: it goes on, with initials only."""

from dataclasses import replace

from sqlmodel import col, select

from adapters.temporal.threads import owes_an_answer
from domain.episode.facts import Ending
from domain.hospital.discharge import Transport
from domain.hospital.erasure import Why
from domain.pathway import Role
from models import names
from models.payloads import Card, CardRequest
from models.tables import AnswerRow, WorkItem
from operations.by_hand.erasing import Erasures
from operations.cards import NO_LONGER_KEPT
from store.inbox import Outcome
from store.patient_data.erasing import WAITS
from tests.adt import adt
from tests.sealed import readable
from tests.stories.cards import Cards
from tests.stories.phones import Expectation
from tests.stories.story import Story
from tests.stories.wilhelmina import (
    BY_REFERENCE,
    HOME,
    NEVER,
    history_of,
    named_in,
    with_the_key,
)

CALL = "contact/call/1"
WHO = "mercy-general", NEVER["record number"]
OF_HERS = BY_REFERENCE | {"encounter"}
_WRITTEN_LATER = {one for one in BY_REFERENCE if one.startswith(("note", "reason"))}
MAY_STAND = {"initials", "clinic"}


async def test_an_episode_outlives_its_patient_s_data(story: Story) -> None:
    """Erased before the call is made: the nurse is asked all the same, and her answer counts.

    The store names nobody, the histories opened with the key initials alone, but in what was
    texted; what the hospital says afterwards waits for a person.
    """
    call = await _is_asked(story)
    await _erased(story)
    assert named_in(stored(story)) & OF_HERS == set()
    await _shows_initials(story)

    await story.nurse.says(f"{call.code} 1 some {NEVER['note']}")
    await story.settles()
    with story.database.read() as session:
        assert session.exec(select(AnswerRow).where(AnswerRow.question == "call")).all()
    late = adt("A08", "2026-09-09 12:00", mrn=WHO[1], visit=NEVER["encounter"])
    came = await story.sends(late, WHO[1])
    assert (came.outcome, came.detail, waiting(story)) == (Outcome.QUEUED, WAITS, {"intake_lead"})
    await story.reaches("Wed 2026-09-09 13:00")
    page = (await story.status()).markdown
    assert "Last contact: " in page
    assert named_in(page) <= MAY_STAND

    await story.closes(Ending.WITHDRAWN)
    histories = [await history_of(story, one) for one in story._all()]  # noqa: SLF001
    assert named_in(*histories) == set()
    assert named_in(*await with_the_key(histories)) & BY_REFERENCE == set()
    await _erased(story)
    assert named_in(stored(story)) <= MAY_STAND | {"nurse's number"}
    await story.ends()


async def test_a_thread_owes_until_its_answer_is_out(story: Story) -> None:
    """Danger is texted while the carrier is busy: she is answered before her number may go.

    A thread that said all owes nothing, nor does one that is over or never was.
    """
    await _is_asked(story)
    hers = story.tokens.phone(story.patient.number)
    assert not await owes_an_answer(story.client, hers)
    story.network.failing = {story.patient.number}
    await story.patient.says("I have chest pain")
    await story.until(lambda: any(one.startswith("SMin") for one in story.network.attempts))
    assert await owes_an_answer(story.client, hers)
    for phone in story.network.phones.values():
        phone.allows("")
    await _erased(story)
    story.network.failing = set()
    await story.passes(minutes=2)
    assert any("911" in body for _, body in story.patient.received)
    assert not await owes_an_answer(story.client, hers)
    await story.closes(Ending.WITHDRAWN)
    await story.client.get_workflow_handle(names.conversation_id(hers)).terminate()
    assert not await owes_an_answer(story.client, hers)


async def _is_asked(story: Story) -> Expectation:
    """She went home, and the nurse has the text of the call."""
    story.only("contact")
    for phone in story.network.phones.values():
        phone.allows("W.A.")
    await story.discharge(replace(HOME, transport=Transport()))
    call = story.nurse.expects("CALL W.A.").ignores()
    await story.reaches("Wed 2026-09-09 08:30")
    assert named_in(stored(story)) >= OF_HERS - _WRITTEN_LATER
    return call


async def _erased(story: Story) -> None:
    real = await story.env.get_current_time()
    desk = Erasures(
        database=story.database, seal=story.seal, tokens=story.tokens, real_now=lambda: real
    )
    code = (await desk.look(story.episodes[0], None, "hale")).code
    await desk.erase(story.episodes[0], None, Why.ASKED, "hale", code)


async def _shows_initials(story: Story) -> None:
    """The nurse's card is open, and says that nothing is kept of who it is about."""
    request = CardRequest(key=CALL, reader=Role.NURSE)
    card: Card = await story.episode().query(names.CARD, request, result_type=Card)
    cards = Cards(story.client, story.database, story.tokens, story.seal)
    shown = await cards.whole(story.episodes[0], card)
    assert NO_LONGER_KEPT in shown.must_know
    assert (shown.patient, shown.number, shown.open) == ("W.A.", "", True)
    assert named_in(shown.model_dump_json()) <= MAY_STAND


def stored(story: Story) -> str:
    """Everything that can be read in the store, with its keys."""
    return str(readable(story.database, story.seal))


def waiting(story: Story) -> set[str]:
    """Who has work with a message."""
    with story.database.read() as session:
        items = session.exec(select(WorkItem).where(col(WorkItem.about).startswith("inbox:"))).all()
    return {item.owner for item in items if item.resolved_at is None}
