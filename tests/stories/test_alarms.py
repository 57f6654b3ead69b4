"""Urgent alarms that nobody takes, from the phones of those whom they reach."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlmodel import col, update

from models.tables import EpisodeRow, Party
from tests.stories.people import home
from tests.stories.phones import code_of
from tests.stories.spent import spent
from tests.stories.story import Story

WEDNESDAY = "2026-09-09 10:00"
EVENTS_A_RUNG = 8
ALARM = "URGENT J.S."
ROUNDS = 32  # from half past midnight on Sunday until eight on Monday, both hours' rounds with


async def alarm_on_saturday(story: Story) -> None:
    """The patient texts of chest pain on a Saturday at 11 p.m.; everybody's phone only rings."""
    story.only("visit")
    story.nurse.allows("BOOK VISIT")
    story.patient.expects("Reply 1").ignores()
    await story.discharge(home(WEDNESDAY))
    await story.reaches("Sat 2026-09-12 23:00")
    story.patient.expects("911").ignores()
    for phone in (story.case_manager, story.supervisor, story.always_on):
        phone.allows(ALARM)
    await story.patient.says("my chest hurts bad and i feel faint")


async def test_an_alarm_from_saturday_to_monday_is_never_silent(story: Story) -> None:
    """Somebody hears of it in every half hour; on Monday a digit in a call takes it."""
    await alarm_on_saturday(story)
    await story.reaches("Sun 2026-09-13 00:30")
    before = spent((await story.episode().fetch_history()).events)
    await story.reaches("Mon 2026-09-14 08:10")
    after = spent((await story.episode().fetch_history()).events)
    assert (after - before) / (3 * ROUNDS) <= EVENTS_A_RUNG
    phones = (story.case_manager, story.supervisor, story.always_on)
    heard = sorted(at for phone in phones for at, body in phone.received if ALARM in body)
    assert max(later - one for one, later in pairwise(heard)) <= timedelta(minutes=32)
    assert len(story.network.voices) >= 3 * ROUNDS  # rung thrice in each round
    told = story.always_on.expects("saved", "I take it").ignores()
    story.always_on.expects("you took it").replies("{code} 2")
    for phone in (story.case_manager, story.supervisor):
        phone.allows("no reply needed")
    story.always_on.presses("1")
    await story.reaches("Mon 2026-09-14 09:30")
    assert told.at is not None
    for phone in phones:
        assert not [at for at, body in phone.received if f"{ALARM} (home" in body and at > told.at]
    assert story.always_on.missing() == []
    await story.replays()


async def test_no_window_ends_over_an_alarm_that_nobody_has_taken(story: Story) -> None:
    """Danger on the last evening: the episode outlives day 30 until somebody takes it, then ends.

    What is left is told to whoever took it, and the visit is asked of nobody meanwhile.
    """
    for phone in (story.nurse, story.case_manager, story.supervisor, story.always_on):
        phone.allows("J.S.")
    story.patient.allows("visit")
    await story.discharge(home(WEDNESDAY))
    await story.reaches("Fri 2026-10-09 21:00")
    story.patient.expects("911").ignores()
    await story.patient.says("my chest hurts bad and i feel faint")
    await story.reaches("Sat 2026-10-10 02:30")
    page = await story.status()
    assert page.phase != "closed"
    assert page.record.unowned
    texts = [body for _, body in story.case_manager.received if "URGENT" in body]
    story.case_manager.expects("saved", "I take it").ignores()
    told = story.case_manager.expects("days are over", "Case review").ignores()
    await story.case_manager.says(f"{code_of(texts[-1])} 1")
    await story.reaches("Tue 2026-10-13 08:10")  # Monday is a holiday
    summary = await story.summary()
    assert summary.ending == "unresolved"
    assert ("review", "diaz") in [(one.step, one.owner) for one in summary.left]
    assert told.body is not None
    await story.replays()


async def test_whoever_sits_in_another_zone_reads_one_clock(story: Story) -> None:
    """What a case manager in Chicago is told of an alarm in Boston is all in Chicago's time."""
    with story.database.write() as session:
        somebody = col(Party.handle) == "diaz"
        session.exec(update(Party).where(somebody).values(time_zone="America/Chicago"))
    await alarm_on_saturday(story)
    await story.reaches("Sun 2026-09-13 00:20")
    told = story.case_manager.received[-1][1]
    assert "open since Sat 9/12 10:02p" in told
    assert "by Sat 9/12 11:12p" in told
    saved = story.case_manager.expects(
        "I take it Sat 9/12 11:22p. You are asked again Sat"
    ).ignores()
    await story.case_manager.says(f"{code_of(told)} 1")
    await story.passes(minutes=1)
    assert saved.body is not None, story.transcript()
    assert "asked again Sat 9/12 11:52p." in saved.body


async def test_an_alarm_rings_on_when_its_episode_continues_as_new(story: Story) -> None:
    """Rounds fill a history: the next run rings on, and a code of the run before still counts.

    Nobody waits longer than half an hour at a seam, and nobody is told a thing twice.
    """
    await alarm_on_saturday(story)
    await story.reaches("Sun 2026-09-13 02:00")
    await story.continues_as_new()
    await story.reaches("Sun 2026-09-13 05:00")
    await story.continues_as_new()
    await story.reaches("Sun 2026-09-13 08:00")
    phones = (story.case_manager, story.supervisor, story.always_on)
    heard = sorted((at, body) for phone in phones for at, body in phone.received if ALARM in body)
    assert max(later - one for (one, _), (later, _) in pairwise(heard)) <= timedelta(minutes=32)
    assert len(set(heard)) == len(heard)
    oldest = next(body for _, body in story.case_manager.received if ALARM in body)
    story.case_manager.expects("saved", "I take it").ignores()
    story.case_manager.expects("you took it").replies("[reads] {code} 2 safe")
    for phone in (story.supervisor, story.always_on):
        phone.allows("no reply needed")
    await story.case_manager.says(f"{code_of(oldest)} 1")
    await story.passes(hours=2)
    assert len([at for at, _ in story.always_on.received if at > heard[-1][0]]) <= 1


async def test_taken_is_not_called_done(story: Story) -> None:
    """Those above who heard of it are told that it is taken; done only once it is said."""
    await alarm_on_saturday(story)
    await story.reaches("Sat 2026-09-12 23:34")
    told = [phone.expects("taken by CM Diaz") for phone in (story.supervisor, story.always_on)]
    code = code_of(story.case_manager.received[-1][1])
    story.case_manager.expects("saved", "I take it").ignores()
    story.case_manager.expects("you took it").replies("[reads] {code} 2 safe")
    await story.case_manager.says(f"{code} 1")
    await story.reaches("Sun 2026-09-13 00:20")
    assert all(one.expectation.body for one in told)
    every = [body for phone in (story.supervisor, story.always_on) for _, body in phone.received]
    assert not any("done by" in body for body in every)
    assert story.case_manager.missing() == []
    await story.replays()


async def test_undo_alone_gives_an_alarm_back(story: Story) -> None:
    """Whoever took it by a slip of the thumb is rid of it, and the ladder goes on at once."""
    await alarm_on_saturday(story)
    await story.passes(minutes=2)
    code = code_of(story.case_manager.received[-1][1])
    story.case_manager.expects("saved", "I take it").ignores()
    await story.case_manager.says(f"{code} 1")
    await story.passes(minutes=2)
    undone = story.case_manager.expects(f"{code} undone", "open again").ignores()
    await story.case_manager.says("UNDO")
    await story.passes(minutes=8)
    assert undone.body is not None
    assert [body for _, body in story.supervisor.received if "CM Diaz: no reply" in body]
    await story.replays()


async def test_the_oldest_link_leads_to_the_alarm_of_now(story: Story) -> None:
    """Woken on Sunday, the case manager taps the first of many texts: reads, calls, says done."""
    await alarm_on_saturday(story)
    await story.reaches("Sun 2026-09-13 08:05")
    oldest = next(body for _, body in story.case_manager.received if ALARM in body)
    _, card = await story.network.cards.opens(story.case_manager.number, oldest, await story.now())
    assert (card.open, card.rings_on, card.number) == (True, True, story.patient.number)
    assert "my chest hurts bad" in " ".join(card.words)
    told = story.case_manager.expects("saved", "done").ignores()
    for phone in (story.supervisor, story.always_on):
        phone.allows("no reply needed")
    await story.case_manager.says(f"{code_of(oldest)} 2 reached her, safe")
    await story.passes(minutes=2)
    assert told.body is not None, story.transcript()
    await story.replays()


@pytest.mark.parametrize(("digit", "counted"), [("1", (1, 0)), ("2", (0, 1))])
async def test_whoever_closes_an_alarm_says_whether_it_was_real(
    story: Story, digit: str, counted: tuple[int, int]
) -> None:
    """Done asks one digit more, which is counted; nobody is told of the alarm meanwhile."""
    await alarm_on_saturday(story)
    await story.passes(minutes=1)
    told = story.case_manager.received[-1][1]
    await story.network.cards.opens(story.case_manager.number, told, await story.now())
    story.case_manager.expects("saved", "done").ignores()
    was = story.case_manager.expects("was it real?", "1 real 2 false alarm").replies(
        f"{{code}} {digit}"
    )
    await story.case_manager.says(f"{code_of(told)} 2 reached her")
    await story.passes(minutes=40)
    assert was.body is not None, story.transcript()
    assert story.supervisor.received == story.always_on.received == []
    with story.database.read() as session:
        row = session.get_one(EpisodeRow, story.episodes[0])
    assert (row.alarms_real, row.alarms_false) == counted
    await story.replays()
