"""An UNDO that was on its way for long: what counts is when it was told."""

from datetime import datetime, timedelta

from sqlmodel import select

from activities.conversations import Conversations
from domain.episode.facts import Ending, Person, Via
from domain.pathway import Role
from domain.protocol.ledger import TAKEN_BACK
from models.payloads import TakeBack, VerdictState
from models.tables import AnswerRow
from tests.stories.people import home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
CALL = "contact/call/1"


async def undoes(story: Story, at: datetime, message_id: str) -> VerdictState:
    """The nurse's UNDO reaches the episode now."""
    lopez = Person(handle="a-lopez", name="RN Lopez", role=Role.NURSE)
    undo = TakeBack(
        episode=story.episodes[0],
        key=CALL,
        by=lopez,
        at=at,
        message_id=message_id,
    )
    threads = Conversations(story.client, story.database, story.seal)
    return (await threads.take_back(undo)).state


def kept(story: Story) -> tuple[AnswerRow, AnswerRow]:
    """What was said of the call, and that it was taken back."""
    with story.database.read() as session:
        rows = session.exec(select(AnswerRow).where(AnswerRow.question == "call")).all()
    said, undone = sorted(rows, key=lambda row: row.told_at)
    assert (undone.value, undone.supersedes) == (TAKEN_BACK, said.name)
    return said, undone


async def test_an_outage_makes_no_undo_late(story: Story) -> None:
    """Told within the undo time, it takes back an hour later, and its row says when it was told."""
    story.only("contact")
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").replies("{code} 1")
    await story.reaches("Wed 2026-09-09 08:15")
    story.nurse.allows("saved: J.S. call")
    with story.database.read() as session:
        (said,) = session.exec(select(AnswerRow).where(AnswerRow.question == "call")).all()
    within = said.told_at + timedelta(minutes=story.pathway.undo_minutes)
    await story.passes(hours=1)
    assert await undoes(story, within + timedelta(seconds=1), "SMlate") is VerdictState.TOO_LATE
    assert await undoes(story, within, "SMtimely") is VerdictState.TAKEN_BACK
    _, undone = kept(story)
    assert (undone.told_at, undone.happened_at) == (within, within)
    await story.closes(Ending.CANCELLED)
    await story.ends()


async def test_a_clock_ahead_tells_no_undo_before_it_is_heard(story: Story) -> None:
    """What is said to be told tomorrow was told by now, and by the way of the UNDO itself."""
    story.only("contact")
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").replies("{code} 1")
    await story.reaches("Wed 2026-09-09 08:05")
    story.nurse.allows("saved: J.S. call")
    ahead = await story.now() + timedelta(days=1)
    assert await undoes(story, ahead, "SMahead") is VerdictState.TAKEN_BACK
    said, undone = kept(story)
    assert said.told_at <= undone.told_at <= await story.now()
    assert undone.via == Via.TEXT
    await story.closes(Ending.CANCELLED)
    await story.ends()
