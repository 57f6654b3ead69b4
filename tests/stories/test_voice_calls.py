"""Alarms on the number that answers at any hour: the call, its digit, and nobody who presses."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from tests.stories.phones import Phone
from tests.stories.story import Story
from tests.stories.test_alarms import alarm_on_saturday

BETWEEN_ROUNDS = timedelta(minutes=41)
"""It is rung every ten minutes of the last rung's time; the others of a round come before it."""
SAID = "an alarm about a patient. The patient's initials: J, S."


def alarms(phone: Phone) -> list[datetime]:
    """When it was told that nobody has it."""
    return [at for at, body in phone.received if "URGENT J.S. (home" in body]


async def test_an_alarm_is_taken_by_a_digit_on_a_call_on_sunday(story: Story) -> None:
    """Nobody answers any text from Saturday 11 p.m.; whoever picks up on Sunday presses 1.

    From then on it is theirs: no rung hears of it, and they are asked by text whether it is done.
    """
    await alarm_on_saturday(story)
    await story.reaches("Sun 2026-09-13 15:00")
    assert len(story.always_on.calls) >= 3 * 15
    assert {SAID in words and "Press 1 to take it." in words for _, words in story.always_on.calls}
    told = story.always_on.expects("saved", "I take it").ignores()
    story.always_on.expects("you took it").replies("{code} 2")
    for phone in (story.case_manager, story.supervisor):
        phone.allows("no reply needed")
    story.always_on.presses("1")
    rung = len(story.always_on.calls)
    await story.reaches("Sun 2026-09-13 15:40")
    assert told.at is not None
    taken_at = told.at
    assert len(story.always_on.calls) == rung + 1
    await story.reaches("Mon 2026-09-14 08:10")
    assert len(story.always_on.calls) == rung + 1
    for phone in (story.case_manager, story.supervisor, story.always_on):
        assert [at for at in alarms(phone) if at > taken_at] == []
    assert story.always_on.missing() == []
    await story.replays()


async def test_a_call_in_which_nobody_presses_is_followed_by_another(story: Story) -> None:
    """Silence, and keys that are not offered, take nothing: it rings again, round after round."""
    await alarm_on_saturday(story)
    story.always_on.presses("3")
    await story.reaches("Sun 2026-09-13 06:00")
    rung = [at for at, _ in story.always_on.calls]
    assert max(later - one for one, later in pairwise(rung)) <= BETWEEN_ROUNDS
    assert len(rung) >= 3 * 6
    assert not [body for _, body in story.always_on.received if "saved" in body]
    await story.replays()


async def test_a_digit_and_then_silence_is_not_taken(story: Story) -> None:
    """Who pressed 1 and never says that it is done is asked, and then all hear of it again."""
    await alarm_on_saturday(story)
    await story.reaches("Sun 2026-09-13 01:00")
    story.always_on.expects("saved", "I take it").ignores()
    story.always_on.allows("you took it")
    for phone in (story.case_manager, story.supervisor):
        phone.allows("no reply needed")
    story.always_on.presses("1")
    rung = len(story.always_on.calls)
    await story.reaches("Sun 2026-09-13 09:00")
    assert len(story.always_on.calls) > rung + 3
    await story.replays()


@pytest.mark.parametrize("why", ["landline", "refuses", "STOP"])
async def test_a_number_that_gets_no_texts_is_rung_in_every_round(story: Story, why: str) -> None:
    """A landline, or one that sent STOP: no text, and the calls go on until somebody presses 1."""
    await alarm_on_saturday(story)
    if why == "STOP":
        story.always_on.allows("no more texts")
        await story.always_on.says(why)
    else:
        setattr(story.always_on, why, True)
    await story.reaches("Sun 2026-09-13 06:00")
    rung = [at for at, _ in story.always_on.calls]
    assert len(rung) >= 3 * 6
    assert max(later - one for one, later in pairwise(rung)) <= BETWEEN_ROUNDS
    assert alarms(story.always_on) == []
    for phone in (story.case_manager, story.supervisor):
        phone.allows("no reply needed")
    story.always_on.presses("1")
    await story.reaches("Sun 2026-09-13 06:40")
    assert '["review","always-on"]' in (await story.status()).model_dump_json()
    await story.replays()


async def test_the_patient_is_texted_though_the_always_on_number_is_not(story: Story) -> None:
    """A number without texts is nobody of the family: nothing is held against the patient's."""
    story.always_on.landline = True
    await alarm_on_saturday(story)
    await story.reaches("Sun 2026-09-13 02:00")
    attempts = len(story.network.attempts)
    story.patient.expects("911").ignores()
    await story.patient.says("still chest pain, i cant breathe")
    await story.passes(minutes=1)
    assert story.patient.missing() == []
    assert len(story.network.attempts) - attempts < 20  # nothing goes round in circles
