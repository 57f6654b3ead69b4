"""Alarms of two patients on one phone at once, and the digit after "done" that nobody sends."""

from tests.stories.people import home, patient
from tests.stories.phones import Phone, code_of, prompts_in
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
MARY = "+16175550177"


def alarms(phone: Phone, label: str) -> list[str]:
    """The alarms of one patient on a phone, also where two were gathered into one text."""
    lines = [line for _, body in phone.received for line in prompts_in(body)]
    return [line for line in lines if f"URGENT {label}" in line and "real?" not in line]


async def both_in_danger(story: Story) -> None:
    """Jane and Mary text of chest pain and breath within a minute; everybody's phone only rings."""
    mary = story.phone("Mary", MARY)
    story.only("visit")
    for phone in story.network.phones.values():
        phone.allows("")
    await story.discharge(home(TUESDAY))
    rose = patient(mrn="4822", given="Mary", family="Rose", mobile=MARY, caregiver=None)
    await story.discharge(home("2026-09-08 10:30", encounter="E-4822", patient=rose))
    await story.reaches("Tue 2026-09-08 12:00")
    await story.patient.says("my chest hurts so bad")
    await mary.says("cant breathe")
    await story.settles()
    await story.passes(minutes=3)


async def test_a_bare_digit_takes_neither_of_two_alarms(story: Story) -> None:
    """It asks which; a code takes its own patient's alarm, and the other climbs as if alone."""
    await both_in_danger(story)
    (jane,), (rose,) = (alarms(story.case_manager, label) for label in ("J.S.", "M.R."))
    assert code_of(jane) != code_of(rose)
    await story.case_manager.says("1")
    await story.settles()
    which = story.case_manager.received[-1][1]
    assert code_of(jane) in which, which
    assert code_of(rose) in which, which
    assert "saved" not in which
    await story.case_manager.says(f"{code_of(rose)} 1")
    await story.settles()
    said = story.case_manager.received[-1][1]
    assert ("saved" in said, "M.R." in said) == (True, True), said
    await story.passes(minutes=12)
    assert len(alarms(story.supervisor, "J.S.")) == 1, story.transcript()
    assert alarms(story.supervisor, "M.R.") == []
    await story.replays()


async def test_a_key_takes_the_alarm_of_its_own_call(story: Story) -> None:
    """The always-on number is rung for each; 1 in the first call takes that patient's alone."""
    await both_in_danger(story)
    await story.passes(minutes=18)
    story.always_on.presses("1")
    await story.passes(minutes=20)
    taken = [body for _, body in story.always_on.received if "saved" in body]
    assert len(taken) == 1, story.transcript()
    mine, other = ("J.S.", "M.R.") if "J.S." in taken[0] else ("M.R.", "J.S.")
    spelt = ", ".join(other.rstrip(".").split("."))
    rung = [words for _, words in story.always_on.calls]
    assert f"initials: {spelt}." in rung[-1], (mine, rung)
    await story.replays()


async def test_the_digit_that_is_never_sent_leaves_the_alarm_closed(story: Story) -> None:
    """Real or not is asked of who closed it, and of nobody else; unsaid it counts as neither.

    No rung hears of it; a digit of the next morning still counts.
    """
    await both_in_danger(story)
    (jane,), (rose,) = (alarms(story.case_manager, label) for label in ("J.S.", "M.R."))
    for told, episode in zip((jane, rose), story.episodes, strict=True):
        number, at = story.case_manager.number, await story.now()
        await story.network.cards.opens(number, told, at, episode)
        await story.case_manager.says(f"{code_of(told)} 2 reached")
        await story.settles()
    await story.passes(minutes=3)
    heard = [line for _, body in story.case_manager.received for line in prompts_in(body)]
    asked = [line for line in heard if "real?" in line and not line.startswith("Reminder")]
    assert len({code_of(body) for body in asked}) == 2, story.transcript()
    await story.reaches("Wed 2026-09-09 07:30")
    assert alarms(story.supervisor, "J.S.") == alarms(story.supervisor, "M.R.") == []
    assert story.network.voices == []
    counted = [(await story.status(one)).record for one in story.episodes]
    assert [(one.alarms_real, one.alarms_false) for one in counted] == [(0, 0), (0, 0)]
    assert [(one.urgent, one.unowned) for one in counted] == [(False, False)] * 2
    await story.case_manager.says(f"{code_of(asked[-1])} 2")
    await story.settles()
    counted = [(await story.status(one)).record for one in story.episodes]
    assert sorted((one.alarms_real, one.alarms_false) for one in counted) == [(0, 0), (0, 1)]
    await story.replays()
