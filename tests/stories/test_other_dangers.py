"""Danger of whom nobody knows, or of two kinds, and signs for a call today: who hears what."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.stories.people import ZONE, home, patient
from tests.stories.phones import Phone, code_of
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
SPOUSE = "+16175550178"
EMERGENCY = "911 now"
OUT_LOUD = ("988", EMERGENCY, "911 ahora")
TODAY = "Wrote of a sign that wants a call today"


def clock(at: datetime) -> str:
    """As people say it there."""
    return f"{at.astimezone(ZoneInfo(ZONE)):%a %H:%M}"


def heard(phone: Phone, *words: str) -> list[str]:
    """When a phone got texts with these words."""
    return [clock(at) for at, body in phone.received if all(word in body for word in words)]


async def goes_home(story: Story, **who: object) -> None:
    """Jane is at home at ten; her visit and her medicines are others' stories."""
    story.only("visit")
    story.patient.allows("1")
    for phone in (story.nurse, story.case_manager, story.supervisor, story.always_on):
        phone.allows("J.S.")
        phone.allows("Your shift")
    await story.discharge(home(TUESDAY, patient=patient(**who)))


@pytest.mark.parametrize(
    "words",
    [
        "my husband just came home from Mercy and he cant breathe",
        "its his wife. Bob is not waking up",
        "mi esposo no puede respirar",
        "soy la esposa, mi marido se desmayó y no despierta",
    ],
)
async def test_a_spouse_whom_nobody_knows_is_answered_at_once_and_called(
    story: Story, words: str
) -> None:
    """The emergency line for them, the duty case manager with their number; their STOP stops.

    What they wrote stands in no text, and no patient's ladder climbs for it.
    """
    spouse = story.phone("the spouse", SPOUSE)
    await goes_home(story)
    await story.reaches("Tue 2026-09-08 12:00")
    story.counts(story.case_manager)
    spouse.expects("911").ignores()
    story.case_manager.expects("URGENT: 617-555-0178 is in no chart", "Call them now").ignores()
    await spouse.says(words)
    await story.settles()
    await story.passes(minutes=40)
    assert len(spouse.received) == 1
    assert len(heard(story.case_manager, "URGENT")) == 1
    assert heard(story.supervisor, "URGENT") == []
    told = [body for _, body in story.case_manager.received]
    assert not any(word in body for word in ("husband", "wife", "espos", "Bob") for body in told)
    spouse.expects("no more texts").ignores()
    await spouse.says("STOP")
    await story.settles()
    await story.ends()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "i cant afford my eliquis"),
        ("en", "my ankles are more swollen today"),
        ("es", "no me alcanza para pagar la medicina"),
        ("es", "tengo más hinchados los tobillos"),
    ],
)
async def test_a_sign_for_today_has_a_text_and_a_ladder_of_its_own(
    story: Story, language: str, words: str
) -> None:
    """The nurse at once, the case manager after two staffed hours, the supervisor two later.

    The family reads that a nurse will call, and neither 988 nor to call 911 now; nobody is rung.
    """
    await goes_home(story, language=language)
    await story.reaches("Tue 2026-09-08 12:00")
    before = len(story.patient.received)
    await story.patient.says(words)
    await story.settles()
    (answer,) = [body for _, body in story.patient.received[before:]]
    assert ("A nurse will call you" in answer) or ("enfermera" in answer), answer
    assert not any(word in answer for word in OUT_LOUD), answer
    await story.reaches("Wed 2026-09-09 07:55")
    nurse = [body for _, body in story.nurse.received if "WROTE" in body and "Call by" in body]
    assert [body.partition("Call by ")[2][:10] for body in nurse] == ["Tue 9/8 2:"]
    assert heard(story.case_manager, "CALL TODAY", TODAY) == ["Tue 14:04"]
    assert heard(story.supervisor, "CALL TODAY", TODAY) == ["Tue 16:04"]
    assert heard(story.always_on, "J.S.") == []
    assert story.network.voices == []
    staff = (story.nurse, story.case_manager, story.supervisor)
    assert [one for phone in staff for one in heard(phone, "URGENT")] == []
    assert len(story.patient.received) == before + 1
    await story.replays()


async def test_a_sign_for_today_on_friday_evening_waits_for_staffed_hours(story: Story) -> None:
    """The nurse hears on Friday; nobody on the weekend; the ladder goes on in Monday's hours."""
    await goes_home(story)
    await story.reaches("Fri 2026-09-11 16:00")
    await story.patient.says("i cant afford my eliquis")
    await story.settles()
    await story.reaches("Mon 2026-09-14 12:30")
    assert heard(story.nurse, "WROTE", "Call by Mon")[0] == "Fri 16:04", story.transcript()
    assert heard(story.case_manager, "CALL TODAY") == ["Mon 08:02"]
    assert heard(story.supervisor, "CALL TODAY") == ["Mon 10:02"]
    await story.replays()


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("my chest hurts so bad", "i want to die", ("chest pain", "suicide")),
        ("i want to die", "my chest hurts so bad", ("suicide", "chest pain")),
        ("cant breathe", "the oxygen is not here", ("breathing", "oxygen")),
    ],
)
async def test_another_danger_of_one_patient_is_told_at_once_and_climbs_by_itself(
    story: Story, first: str, second: str, words: tuple[str, str]
) -> None:
    """Each under a code of its own, each in ten minutes; to take the one leaves the other open.

    The patient is told 911 once in ten minutes, whatever the second is.
    """
    await goes_home(story)
    await story.reaches("Tue 2026-09-08 12:00")
    before = len(story.patient.received)
    await story.patient.says(first)
    await story.settles()
    await story.passes(minutes=4)
    await story.patient.says(second)
    await story.settles()
    alarms = [body for _, body in story.case_manager.received if "URGENT J.S." in body]
    assert len({code_of(one) for one in alarms}) == 2, story.transcript()
    assert [word in one for word, one in zip(words, alarms, strict=True)] == [True, True], alarms
    assert len(story.patient.received) == before + 1
    story.case_manager.expects("saved", "I take it").ignores()
    await story.case_manager.says(f"{code_of(alarms[0])} 1")
    await story.settles()
    await story.passes(minutes=14)
    above = [body for _, body in story.supervisor.received if "URGENT J.S." in body]
    assert [words[1] in one for one in above] == [True], story.transcript()
    await story.replays()
