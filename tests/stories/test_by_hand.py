"""What operations staff do by hand: they answer for a lost phone, look, find, hold and end."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, delete, select

from activities.conversations import Conversations
from domain.asking.choices import Value
from domain.episode.facts import Ending, Person, Via
from domain.hospital.discharge import Diagnosis
from domain.pathway import Role
from models.payloads import GiveAnswer, TakeBack, VerdictState
from models.tables import AnswerRow, AuditRow, OutboxRow, PartyRole, RiskRow
from operations.by_hand.episodes import (
    OPS,
    ByHand,
    EpisodeClosed,
    NotAnAnswer,
    NotATime,
    NotOpen,
    NotRecorded,
    UnknownEpisode,
    UnknownPerson,
)
from store import lookup
from store.lookup import EpisodeQuery
from store.patient_data.notes import Notes
from tests.stories.people import NURSE, home
from tests.stories.story import ALMOST, Story

TUESDAY = "2026-09-08 10:00"
CALL = "contact/call/1"


@pytest.fixture
async def by_hand(story: Story) -> ByHand:
    """The desk of a story in which the nurse has read the call's text and lost her phone."""
    story.only("contact")
    await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").ignores()
    await story.reaches("Wed 2026-09-09 08:30")
    return await desk(story)


async def desk(story: Story) -> ByHand:
    """Where it is as late as it is now."""
    real = await story.env.get_current_time()
    threads = Conversations(story.client, story.database, story.seal)
    return ByHand(story.client, story.database, threads, lambda: real)


async def test_an_answer_by_hand_counts_as_the_nurses(story: Story, by_hand: ByHand) -> None:
    """It is read as a text is, recorded for whom it is said, audited, and settles her prompt."""
    (episode,) = story.episodes
    assert CALL in [question.key for question in await by_hand.questions(episode)]

    story.nurse.expects("J.S. call: done", "No reply needed")
    said = await by_hand.answer(episode, CALL, "4 8:10a hallway", by="b-kim")

    assert said == "recorded, RN Kim. Try 1 of 2. Next from Wed 9/9 12:10p, new code."
    with story.database.read() as session:
        audits = session.exec(select(AuditRow).where(AuditRow.who == OPS)).all()
    about = f"{episode}|{CALL}|b-kim"
    assert [(row.who, row.what, row.about) for row in audits] == [
        ("ops", "answered by hand", about)
    ]
    page = await story.status()
    assert "Last contact: no answer, Wed 9/9 8:10a, b-kim." in page.markdown
    with pytest.raises(NotOpen):
        await by_hand.answer(episode, CALL, "4 8:10a hallway", by="b-kim")
    await story.closes(Ending.CANCELLED)
    await story.ends()


async def test_what_cannot_be_an_answer_is_refused(story: Story, by_hand: ByHand) -> None:
    """Words that are no choice, people who are nobody, questions that are not asked."""
    (episode,) = story.episodes
    for wrong in (
        by_hand.answer(episode, CALL, "perhaps"),
        by_hand.answer(episode, CALL, "4", by="stranger"),
        by_hand.answer(episode, CALL, "4 last tuesday", at="last tuesday"),
        by_hand.answer(episode, "contact/call/9", "4"),
        by_hand.answer("episode-none", CALL, "4"),
    ):
        with pytest.raises((NotAnAnswer, NotATime, UnknownPerson, NotOpen, UnknownEpisode)):
            await wrong
    assert story.nurse.received[-1][1].count("CALL J.S.") == 1
    story.nurse.expects("No reply needed")
    await by_hand.close(episode, Ending.WITHDRAWN, "moved away")
    summary = await story.summary()
    noted = await Notes(story.database, story.seal).opened(episode, [summary.note])
    assert (summary.ending, noted[summary.note].note) == (Ending.WITHDRAWN, "moved away")
    with pytest.raises(EpisodeClosed, match=f"{episode} is closed: withdrawn"):
        await by_hand.close(episode, Ending.DIED)
    await story.ends()


async def test_what_was_refused_is_judged_anew(story: Story, by_hand: ByHand) -> None:
    """The same words count once what stood in their way is gone: here, that nobody had read it."""
    (episode,) = story.episodes
    story.nurse.expects("J.S.").ignores()
    story.patient.expects("your care team reads this").ignores()
    await story.patient.says("when does my daughter get the bill")
    await story.passes(minutes=5)
    (key,) = (one.key for one in await by_hand.questions(episode) if one.key.startswith("review/"))
    for _ in range(2):
        with pytest.raises(NotRecorded, match="open the card first"):
            await by_hand.answer(episode, key, "1 read it")
    body = story.nurse.received[-1][1]
    await story.network.cards.opens(NURSE, body, await story.now())
    story.nurse.allows("No reply needed")
    await story.passes(minutes=1)
    by_hand = await desk(story)
    assert (await by_hand.answer(episode, key, "1 read it")).startswith("recorded, RN Lopez.")
    await story.closes(Ending.CANCELLED)
    await story.ends()


async def test_what_is_given_twice_is_one_answer_until_it_is_taken_back(story: Story) -> None:
    """Whoever does not know whether it was saved says it again; after an UNDO it is another."""
    story.only("contact")
    episode = await story.discharge(home(TUESDAY))
    story.nurse.expects("CALL J.S.").ignores()
    await story.reaches("Wed 2026-09-09 08:30")
    story.nurse.allows("J.S. call")
    threads, now = Conversations(story.client, story.database, story.seal), await story.now()
    lopez = Person(handle="a-lopez", name="RN Lopez", role=Role.NURSE)
    said = GiveAnswer(
        episode=episode,
        key=CALL,
        value=Value.NO_ANSWER,
        by=lopez,
        happened_at=now,
        told_at=now,
        via=Via.BY_HAND,
        message_id="hand-1",
    )
    undo = TakeBack(episode=episode, key=CALL, by=lopez, at=now, message_id="hand-2")
    again = said.model_copy(update={"told_at": now + timedelta(seconds=1)})
    for one in (said, again):
        assert (await threads.once_more(one)).state is VerdictState.RECORDED
    assert (await threads.take_back(undo)).state is VerdictState.TAKEN_BACK
    assert (await threads.once_more(said)).state is VerdictState.RECORDED
    with story.database.read() as session:
        rows = session.exec(select(AnswerRow).where(AnswerRow.question == "call")).all()
    assert sorted((row.message_id, row.value) for row in rows) == [
        ("hand-1", "no_answer"),
        ("hand-1.1", "no_answer"),
        ("hand-2", "taken_back"),
    ]
    await story.closes(Ending.CANCELLED)
    await story.ends()


def sent_with_code(code: int, key: str, token: str, now: datetime) -> OutboxRow:
    """What the real carrier leaves of a text; the phones of a story leave nothing."""
    return OutboxRow(
        key=key,
        phone_token=token,
        body_sealed=b"",
        body_hash="",
        highest_code=code,
        real_created_at=now,
        created_at=now,
    )


async def test_an_episode_is_found_held_and_looked_at(story: Story, by_hand: ByHand) -> None:
    """By patient, encounter and phone with its code; the list has what the page has."""
    (episode,) = story.episodes
    now = await story.now()
    with story.database.write() as session:
        session.add(sent_with_code(27, f"{episode}|{CALL}#1", story.tokens.phone(NURSE), now))
    with story.database.read() as session:
        for wanted, found in (
            (EpisodeQuery(patient=("mercy-general", "4821")), [episode]),
            (EpisodeQuery(encounter=("mercy-general", "V-1")), [episode]),
            (EpisodeQuery(number=NURSE, code=27), [episode]),
            (EpisodeQuery(number=NURSE, code=99), []),
            (EpisodeQuery(patient=("mercy-general", "4822")), []),
        ):
            assert lookup.find(session, story.tokens, wanted) == found
        (line,) = lookup.episodes(session, now, "mercy-general", closed=False)
    assert (line.episode, line.day, line.flags) == (episode, 1, ())
    assert line.open_steps == ("contact", "visit")

    story.nurse.expects("No reply needed")
    await by_hand.suspend(episode)
    await story.settles()
    assert "suspended" in (await by_hand.status(episode)).markdown
    story.nurse.expects("CALL J.S.").replies("{code} 1", told=("saved: J.S. call",))
    await by_hand.resume(episode)
    await story.passes(seconds=ALMOST.total_seconds())
    assert "suspended" not in (await by_hand.status(episode)).markdown
    await story.closes(Ending.CANCELLED)
    await story.ends()


async def test_a_case_manager_lowers_the_tier_and_nobody_else(story: Story) -> None:
    """Who is one, is said by the roster: nobody who has left. The reason is sealed beside it."""
    story.only("contact")
    depressed = (Diagnosis(code="F32.9", principal=True),)
    episode = await story.discharge(home(TUESDAY, diagnoses=depressed))
    story.nurse.expects("CALL J.S.").ignores()
    await story.reaches("Wed 2026-09-09 08:30")
    by_hand = await desk(story)
    with pytest.raises(NotRecorded, match="Only a case manager"):
        await by_hand.lower(episode, "a-lopez", "a nurse thinks so")
    with story.database.write() as session:
        session.exec(delete(PartyRole).where(col(PartyRole.party) == "b-kim"))
    with pytest.raises(NotRecorded, match="Only a case manager"):
        await by_hand.lower(episode, "b-kim", "somebody who has left")
    said = await by_hand.lower(episode, "diaz", "her daughter moved in")
    assert said == f"{episode}: care coordination, CM Diaz"
    with pytest.raises(NotRecorded, match="already"):
        await by_hand.lower(episode, "diaz", "once more")
    with story.database.read() as session:
        (row,) = session.exec(select(AnswerRow).where(AnswerRow.step == "tier")).all()
        risks = session.exec(select(RiskRow).order_by("number")).all()
    assert (row.by, row.role, row.via, row.value) == ("diaz", "case_manager", "by_hand", "lowered")
    beside = await Notes(story.database, story.seal).opened(episode, [row.note])
    assert beside[row.note].note == "her daughter moved in"
    assert [one.tier for one in risks] == ["case_management", "care_coordination"]
    story.nurse.expects("No reply needed")
    await story.closes(Ending.CANCELLED)
    await story.ends()
