"""What a phone sees: together, in order, not too often, and never what was settled meanwhile."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, delete

from domain.episode.facts import Ending
from models.tables import PartyRole
from tests.stories.cards import SETTLES
from tests.stories.people import home, patient
from tests.stories.story import FRAMES, Story

TUESDAY = "2026-09-08 10:00"


@pytest.fixture(autouse=True)
def quiet(story: Story) -> None:
    """Patients pick the first time and read the rest; nobody minds that an episode is closed."""
    story.nurse.allows("episode closed")
    with story.database.write() as session:
        session.exec(delete(PartyRole).where(col(PartyRole.party) == "b-kim"))
    for phone in (story.patient, story.phone("other", "+16175550151")):
        phone.allows("Reply 1", "1")
        phone.allows("our visit")


def another(number: int, at: str = TUESDAY) -> object:
    """Another patient's discharge, who cannot be texted."""
    who = patient(mrn=f"77{number}", given=f"{chr(64 + number)}da", family="Kent", mobile=None)
    return home(at, encounter=f"V-7{number}", patient=who)


def texts(story: Story) -> list[str]:
    """What the nurse got."""
    return [body for _, body in story.nurse.received]


async def test_three_prompts_within_two_minutes_are_one_text(story: Story) -> None:
    """Three patients go home within two minutes: one text with a line and the choices for each."""
    for label in ("A.K.", "B.K.", "C.K."):
        story.nurse.expects(f"MEDS {label}").ignores()
        story.nurse.expects(f"BOOK VISIT {label}").ignores()
    for number in (1, 2, 3):
        await story.discharge(another(number), settle=False)  # type: ignore[arg-type]
    await story.passes(minutes=2, seconds=1)

    first = texts(story)
    assert len(first) == 1, first
    assert len(re.findall(r"^\d+ ", first[0], re.MULTILINE)) == 3
    assert "Reply like 21 1" in first[0]
    await story.passes(minutes=1, seconds=50)
    assert len(texts(story)) == 1
    await story.passes(seconds=20)
    assert len(texts(story)) == 2, "the rest comes two minutes after, together again"
    assert (
        len({code for body in texts(story) for code in re.findall(r"^\d+", body, re.MULTILINE)})
        == 6
    )
    for episode in story.episodes:
        await story.closes(Ending.WITHDRAWN, episode)
    await story.ends()


async def test_what_follows_from_a_reply_waits_for_nobody(story: Story) -> None:
    """After "2 a problem" the question which one comes at once: the nurse still has the phone."""
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("saved: J.S. meds")
    story.nurse.expects("CALL J.S.").ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 09:00")
    story.nurse.expects("WHAT PROBLEM J.S.").ignores()
    before = await story.now()
    story.nurse.expects("saved: J.S. call").ignores()
    await story.nurse.says(f"{story.nurse.received[-1][1][:2]} 2")
    await story.settles()

    assert any("WHAT PROBLEM" in body for body in texts(story)[-2:])
    assert await story.now() - before < timedelta(seconds=1)
    await story.ends()


async def test_a_prompt_settled_before_it_went_out_is_not_sent(story: Story) -> None:
    """The discharge is cancelled within the two minutes: the nurse never hears of it."""
    await story.discharge(home(TUESDAY), settle=False)
    await story.passes(seconds=30)
    await story.closes(Ending.CANCELLED)
    await story.passes(minutes=5)

    assert texts(story) == []
    await story.ends()


async def test_a_shift_begins_with_one_list(story: Story) -> None:
    """Three open prompts at eight: one list, the rest behind MORE, and no reminder beside it."""
    story.nurse.allows("BOOK VISIT")
    story.nurse.allows("MEDS")
    story.nurse.allows("CALL")
    for number in (1, 2):
        await story.discharge(another(number))  # type: ignore[arg-type]
    yesterday = len(texts(story))
    await story.reaches("Wed 2026-09-09 08:00")

    assert len(texts(story)) == yesterday + 1
    head, *lines, end = texts(story)[-1].splitlines()
    assert head == "Your shift, 6 open:"
    assert len(lines) == 3
    assert "MORE" in end
    story.nurse.allows("code and digit")
    await story.nurse.says("MORE")
    await story.settles()
    assert not set(codes(texts(story)[-1])) & set(codes(texts(story)[-2]))
    await story.nurse.says("list")
    await story.settles()
    assert len(codes(texts(story)[-1])) == 4
    for episode in story.episodes:
        await story.closes(Ending.WITHDRAWN, episode)
    await story.ends()


async def test_who_says_what_the_card_says_first(story: Story) -> None:
    """WHO and a code: home since when, what, by when, why, the choices, the card; and no name."""
    story.nurse.expects("MEDS J.S.").ignores()
    await story.discharge(home(TUESDAY))
    story.nurse.expects(
        "21 J.S. (home Tue 9/8): meds by Fri 9/11 10a", "1 settled", "hw."
    ).ignores()
    await story.nurse.says("who 21")
    await story.settles()
    await story.closes(Ending.WITHDRAWN)
    story.patient.allows("visit")
    await story.ends()


async def test_one_text_a_day_and_the_reminder_gives_way(story: Story) -> None:
    """The offer of times was today's one text: what else is due today gives way or waits.

    What says that the thirty days begin is no text of that day.
    """
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("saved")
    story.nurse.allows("CALL", "{code} 1")
    story.nurse.allows("1 came 2 no-show", "{code} 1")
    story.patient.allowed.clear()
    story.frames(story.patient)
    offer = story.patient.expects("Reply 1 ").replies("3", told=("thank you",))
    await story.discharge(home(TUESDAY))
    await story.reaches("Fri 2026-09-11 12:00")

    beside = ("thank you", *FRAMES)
    texts = story.patient.received
    days = [at.date() for at, body in texts if not any(words in body for words in beside)]
    assert len(days) == len(set(days)), story.transcript()
    assert len(days) <= 3
    assert offer.body is not None
    story.patient.unexpected.clear()
    await story.ends()


async def test_two_patients_on_one_phone_are_asked_one_after_the_other(story: Story) -> None:
    """A couple shares a phone: the second is asked when the first has answered.

    Once there are two each text says whose it is, the thanks too.
    """
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("CALL")
    story.nurse.allows("saved")
    story.patient.allowed.clear()
    story.frames(story.patient)
    first = story.patient.expects("Reply 1 ").ignores()
    await story.discharge(home(TUESDAY))
    spouse = patient(mrn="4822", given="Rob", family="Smith")
    second = home(TUESDAY, encounter="V-2", patient=replace(spouse, caregiver=None))
    await story.discharge(second)
    await story.passes(minutes=10)
    bodies = [body for _, body in story.patient.received]
    assert ["Reply 1" in body for body in bodies] == [False, True, False]

    story.patient.expects("thank you. The visit for J.S. is").ignores()
    await story.patient.says("1")
    story.patient.expects("visit for R.S.").replies("1", told=("The visit for R.S. is",))
    await story.reaches("Wed 2026-09-09 08:30")

    assert first.body is not None
    bodies = [body for _, body in story.patient.received][2:]
    assert all("for J.S." in body or "for R.S." in body for body in bodies), story.transcript()
    for episode in story.episodes:
        await story.closes(Ending.WITHDRAWN, episode)
    await story.ends()


async def test_a_text_answered_while_in_doubt_was_the_days_one(story: Story) -> None:
    """The offer went out and the store forgot; its answer came first: it counts as today's text."""
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("CALL")
    story.nurse.allows("saved")
    story.patient.allowed.clear()
    story.frames(story.patient)
    story.network.forgetting = {story.patient.number}
    story.patient.expects("Reply 1 ").replies("1", told=("thank you",))
    await story.discharge(home(TUESDAY))
    spouse = patient(mrn="4822", given="Rob", family="Smith")
    await story.discharge(home(TUESDAY, encounter="V-2", patient=replace(spouse, caregiver=None)))
    await story.reaches("Tue 2026-09-08 23:00")
    asked = [body for _, body in story.patient.received if "Reply 1" in body]
    assert not any("R.S." in body for body in asked), story.transcript()

    story.patient.expects("R.S.").ignores()
    await story.reaches("Wed 2026-09-09 08:00")
    for episode in story.episodes:
        await story.closes(Ending.WITHDRAWN, episode)
    await story.ends()


def codes(body: str) -> list[str]:
    """The codes of a text's lines."""
    return re.findall(r"^(\d+) ", body, re.MULTILINE)
