"""A tier that rises by what is said, told by the store and by the filters of the UI."""

from datetime import timedelta

from sqlmodel import select

from domain.asking.choices import Value
from domain.episode.facts import Ending, Person
from domain.pathway import Role
from domain.steps.tapped import CASE_CONSENT, Tap
from models import names
from models.payloads import TakeBack, Verdict, VerdictState
from models.tables import AnswerRow, RiskRow
from store.patient_data.notes import Notes
from tests.stories.people import home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
CALL = "contact/call/1"
COORDINATION, MANAGEMENT = "care_coordination", "case_management"


async def filtered(story: Story) -> str:
    """The tier by which staff find the episode in the UI."""
    described = await story.episode().describe()
    return str(described.typed_search_attributes[names.TIER])


def kept(story: Story) -> list[str]:
    """The tier of each account that was kept, the oldest first."""
    with story.database.read() as session:
        rows = session.exec(select(RiskRow).order_by("number")).all()
    return [row.tier for row in rows]


async def test_a_tap_raises_the_tier_and_its_undo_lowers_it(story: Story) -> None:
    """Row and filter follow what is known; the consent stands with the answer, and is not lost."""
    story.only("contact")
    await story.discharge(home(TUESDAY))
    called = story.nurse.expects("CALL J.S.").ignores()
    await story.reaches("Wed 2026-09-09 08:30")
    assert (await filtered(story), kept(story)) == (COORDINATION, [COORDINATION])

    body = next(body for _, body in story.nurse.received if "CALL" in body)
    taps = ((Tap.STAY_BEFORE, "yes"), (CASE_CONSENT, "patient_declines"))
    story.nurse.allows("J.S. call")
    told = await story.network.cards.taps(
        story.nurse.number, body, await story.now(), Value.SPOKE_WELL, *taps
    )
    assert told.state is VerdictState.RECORDED
    await story.settles()
    assert (await filtered(story), kept(story)) == (MANAGEMENT, [COORDINATION, MANAGEMENT])

    (episode,) = story.episodes
    with story.database.read() as session:
        (row,) = session.exec(select(AnswerRow).where(AnswerRow.step == "contact")).all()
    beside = await Notes(story.database, story.seal).opened(episode, [row.note])
    assert beside[row.note].card == taps

    undo = TakeBack(
        episode=episode,
        key=CALL,
        by=Person(handle=row.by, name="RN Lopez", role=Role.NURSE),
        at=await story.now() + timedelta(seconds=1),
        message_id="undo",
    )
    verdict = await story.episode().execute_update(names.TAKE_BACK, undo, result_type=Verdict)
    assert verdict.state is VerdictState.TAKEN_BACK
    await story.settles()
    assert await filtered(story) == COORDINATION
    assert kept(story) == [COORDINATION, MANAGEMENT, COORDINATION]
    assert called.code
    await story.closes(Ending.CANCELLED)
    await story.ends()
