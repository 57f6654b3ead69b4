"""The primary-care visit: offered, booked by phone, moved, missed, not known."""

from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from domain.episode.facts import Ending
from domain.hospital.discharge import PrimaryCare
from models.payloads import StepSummary
from models.tables import SlotRow, StepRow
from tests.phone_rules import GATHERED_WITHIN
from tests.stories.people import at, home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
OFFER = ("your visit at Riverside", "Reply 1 Wed 9/9 9a, 2 Thu 9/10 9a, 3 Fri 9/11 9a", "4 none")
REMINDER = "your visit at Riverside Family is"


@pytest.fixture(autouse=True)
def others_are_quiet(story: Story) -> None:
    """The other steps go by themselves."""
    story.only("visit")


async def visit(story: Story) -> StepSummary:
    """How the visit stands."""
    page = await story.status()
    return next(step for step in page.record.steps if step.step == "visit")


def taken(story: Story) -> dict[datetime, bool]:
    """The slots that are held or booked for anyone, and whether they are booked."""
    with story.database.read() as session:
        rows = session.exec(select(SlotRow).where(col(SlotRow.episode).is_not(None))).all()
        return {row.starts_at.astimezone(UTC): row.booked for row in rows}


async def test_the_patient_picks_a_slot_and_comes(story: Story) -> None:
    """Slot 2 is booked, the others are free again; a reminder comes before, a question after."""
    story.patient.expects(*OFFER).replies("2", told=("Your visit is Thu 9/10 9a",))
    await story.discharge(home(TUESDAY))
    assert taken(story) == {at("2026-09-10 09:00"): True}
    with story.database.read() as session:
        row = session.exec(select(StepRow).where(StepRow.step == "visit")).one()
        assert (row.state, row.detail) == ("open", "Visit Thu 9/10 9a, asked after Fri 9/11 8a.")
    day_before = story.patient.expects(REMINDER, "Thu 9/10 9a").ignores()
    await story.reaches("Fri 2026-09-11 07:57")
    assert day_before.minute == at("2026-09-09 09:00")
    story.nurse.expects("VISIT J.S. Thu 9/10 9a: attended?").replies(
        "{code} 1", told=("saved: J.S. visit, attended", "The visit is done.")
    )
    await story.reaches("Fri 2026-09-11 08:00")

    step = await visit(story)
    assert (step.state, step.settled_at, step.late) == ("done", at("2026-09-10 09:00"), False)
    await story.ends()


async def test_reminders_come_a_day_and_two_hours_before(story: Story) -> None:
    """A visit two days ahead: 24 hours and 2 hours before it, to the minute."""
    _take(story, "2026-09-09 09:00")
    _take(story, "2026-09-10 09:00")
    story.patient.expects("Reply 1 Wed 9/9 2:30p, 2 Thu 9/10 2:30p").replies(
        "2", told=("Thu 9/10 2:30p",)
    )
    await story.discharge(home(TUESDAY))
    first = story.patient.expects(REMINDER, "Thu 9/10 2:30p").ignores()
    second = story.patient.expects(REMINDER, "Thu 9/10 2:30p").ignores()
    await story.reaches("Thu 2026-09-10 20:00")
    assert [first.minute, second.minute] == [at("2026-09-09 14:30"), at("2026-09-10 12:30")]
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_reminder_gives_way_to_the_text_of_the_day_and_may_come_the_evening_before(
    story: Story,
) -> None:
    """A patient gets one text a day: a reminder on the day of the offer is dropped, the next comes.

    A reminder that would come at dawn comes the evening before.
    """
    _take(story, "2026-09-09 09:00")
    story.patient.expects("Reply 1 Wed 9/9 2:30p, 2 Thu").replies("1", told=("Wed 9/9 2:30p",))
    await story.discharge(home(TUESDAY))
    only = story.patient.expects(REMINDER, "Wed 9/9 2:30p").ignores()
    await story.reaches("Wed 2026-09-09 20:00")
    assert only.minute == at("2026-09-09 12:30")  # that of 2:30p the day before was one too many
    moved = "{code} 3 fri 9/11 9a"
    story.nurse.expects("attended?").replies(moved, told=("moved to Fri 9/11 9a",))
    evening = story.patient.expects(REMINDER, "Fri 9/11 9a").ignores()
    await story.reaches("Fri 2026-09-11 12:00")
    assert evening.minute == at("2026-09-10 20:59")
    await story.ends()


async def test_the_nurse_books_when_the_clinic_shows_no_time(story: Story) -> None:
    """No free slot: the patient is not asked, the nurse books by phone and answers with a date.

    As one of two prompts it comes without the reason, which WHO tells.
    """
    _take_all(story)
    asked = story.nurse.expects("BOOK VISIT J.S.", "by Fri 9/11").ignores()
    await story.discharge(home(TUESDAY))
    story.nurse.expects(f"{asked.code} J.S.", "the clinic showed no free time")
    await story.nurse.says(f"who {asked.code}")
    await story.settles()
    story.nurse.expects("J.S. visit, booked for Tue 9/15 2:30p", "asked after Wed")
    await story.nurse.says(f"{asked.code} tue 9/15 2:30p")
    await story.settles()
    assert (await visit(story)).due == at("2026-09-16 00:00")
    story.patient.expects("at Riverside Family", "Tue 9/15 2:30p").ignores()
    story.patient.expects(REMINDER, "Tue 9/15 2:30p").ignores()
    story.nurse.expects("VISIT J.S. Tue 9/15 2:30p: attended?").replies(
        "{code} 1", told=("saved: J.S. visit",)
    )
    await story.reaches("Wed 2026-09-16 09:00")
    assert (await visit(story)).late is False
    await story.ends()


async def test_silence_of_a_day_brings_the_nurse(story: Story) -> None:
    """No reply in 24 hours: the slots are let go, the nurse books; a late "2" reaches a person."""
    story.patient.expects(*OFFER).ignores()
    await story.discharge(home(TUESDAY))
    assert list(taken(story).values()) == [False, False, False]
    asked = story.nurse.expects("BOOK VISIT J.S.", "the patient did not reply").ignores()
    await story.reaches("Wed 2026-09-09 10:00")
    assert asked.minute == at("2026-09-09 10:00") + GATHERED_WITHIN
    assert taken(story) == {}
    story.patient.expects("thank you, your care team reads this")
    story.nurse.expects("J.S.", "WROTE").replies("[reads] {code} 1", told=("saved: J.S. message",))
    await story.patient.says("2")
    await story.passes(minutes=5)
    await story.nurse.says(f"{asked.code} 1 she goes elsewhere")
    story.nurse.expects("saved: J.S. visit, patient declines", "the patient declines")
    await story.passes(minutes=5)

    step = await visit(story)
    assert (step.state, step.detail) == ("stopped", "patient declines")
    await story.reaches("Wed 2026-09-16 12:00")
    await story.ends()


async def test_an_unbooked_visit_climbs_the_ladder(story: Story) -> None:
    """Not booked by the end of D+3: the case manager; "booked" without a date is asked for it.

    That a morning's list named it takes no later reminder away.
    """
    story.patient.expects(*OFFER).replies("4", told=("We will call you",))
    story.nurse.expects("BOOK VISIT J.S.").ignores()
    await story.discharge(home(TUESDAY))
    listed = story.nurse.expects("Reminder: 2", "BOOK VISIT J.S.").ignores()
    reminded = story.nurse.expects("Reminder: 2", "BOOK VISIT J.S.").ignores()
    await story.reaches("Mon 2026-09-14 07:57")
    assert listed.minute == at("2026-09-09 08:00") + GATHERED_WITHIN
    assert reminded.minute == at("2026-09-11 13:00")
    told = story.case_manager.expects("NO VISIT J.S.", "Nobody has booked it.").replies(
        "{code} 2 called them", told=("done", "A new code asks for the date.")
    )
    story.nurse.expects("J.S. visit: done by CM Diaz", "No reply needed")
    story.case_manager.expects("BOOK VISIT J.S.", "for when? CM Diaz says").replies(
        "{code} thu 9/17 9a", told=("booked for Thu 9/17 9a", "asked after Fri 9/18 8a.")
    )
    await story.reaches("Mon 2026-09-14 08:00")
    assert told.minute == at("2026-09-14 08:00") + GATHERED_WITHIN
    seen = story.case_manager.expects("NOT SEEN BY DAY 7", "Booked only for Thu 9/17").ignores()
    story.patient.expects(REMINDER, "Thu 9/17 9a").ignores()
    await story.reaches("Wed 2026-09-16 09:30")
    story.case_manager.expects("J.S. escalation, I take it", "asked again Thu 9/17 9:32a.")
    await story.case_manager.says(f"{seen.code} 1")
    story.case_manager.expects("NOT SEEN BY DAY 7 J.S.: you took it. Is it done?").replies(
        "{code} 1", told=("J.S. escalation, I take it", "asked again Fri 9/18 9:32a.")
    )
    story.nurse.expects("attended?").replies("{code} 1", told=("saved: J.S. visit",))
    story.case_manager.expects("J.S. escalation: done by RN Lopez")
    await story.reaches("Fri 2026-09-18 09:00")

    step = await visit(story)
    assert (step.state, step.late) == ("done", True)
    await story.ends()


@pytest.mark.parametrize(
    "changes",
    [
        {"patient": patient(mobile=None)},
        {"patient": patient(consent_to_text=False)},
        {"primary_care": PrimaryCare()},
    ],
    ids=["no mobile", "no consent", "no clinic"],
)
async def test_who_cannot_choose_by_text_is_booked_by_phone(
    story: Story, changes: dict[str, object]
) -> None:
    """Without a mobile, consent or a clinic the nurse is asked, and no offer goes out."""
    asked = story.nurse.expects("BOOK VISIT J.S.").replies(
        "{code} thu 9/10 9a", told=("saved: J.S. visit, booked for",)
    )
    await story.discharge(home(TUESDAY, **changes))
    if "patient" not in changes:
        story.patient.expects("your visit is Thu 9/10 9a").ignores()
    assert asked.minute == at(TUESDAY) + GATHERED_WITHIN
    story.nurse.expects("attended?").replies("{code} 1", told=("saved: J.S. visit",))
    await story.reaches("Fri 2026-09-11 12:00")
    await story.ends()


async def test_a_no_show_is_booked_once_more(story: Story) -> None:
    """A no-show is offered new slots; after the second one the case manager hears, once."""
    story.patient.allows(REMINDER)
    story.patient.expects(*OFFER).replies("1", told=("Wed 9/9 9a",))
    await story.discharge(home(TUESDAY))
    story.nurse.expects("VISIT J.S. Wed 9/9 9a: attended?").replies(
        "{code} no show", told=("no-show",)
    )
    story.patient.expects("Reply 1 Fri 9/11 9a, 2 Mon 9/14 9a, 3 Tue 9/15 9a").replies(
        "3", told=("Your visit is Tue 9/15 9a",)
    )
    await story.reaches("Thu 2026-09-10 08:00")
    assert at("2026-09-15 09:00") in taken(story)
    story.nurse.expects("VISIT J.S. Tue 9/15 9a: attended?").replies("{code} 2", told=("no-show",))
    story.case_manager.expects("VISIT MISSED TWICE J.S.", "Two no-shows").replies(
        "{code} 4 refuses to go"
    )
    await story.reaches("Wed 2026-09-16 08:00")

    step = await visit(story)
    assert (step.state, step.by) == ("stopped", "CM Diaz")
    await story.ends()


async def test_a_visit_nobody_knows_of_reaches_the_case_manager_once(story: Story) -> None:
    """Two business days without an answer: the ladder; the nurse may still answer."""
    story.patient.allows(REMINDER)
    story.patient.expects(*OFFER).replies("1", told=("Wed 9/9 9a",))
    await story.discharge(home(TUESDAY))
    asked = story.nurse.expects("VISIT J.S. Wed 9/9 9a: attended?").ignores()
    await story.reaches("Mon 2026-09-14 07:57")
    told = story.case_manager.expects("VISIT NOT KNOWN J.S.", "Visit Wed 9/9 9a").replies(
        "{code} 1"
    )
    await story.reaches("Mon 2026-09-14 12:00")
    assert told.minute == at("2026-09-14 08:00") + GATHERED_WITHIN
    story.nurse.expects("saved: J.S. visit, attended")
    story.case_manager.expects("J.S. escalation: done by RN Lopez", "No reply needed")
    await story.nurse.says(f"{asked.code} 1")
    await story.passes(minutes=5)
    assert (await visit(story)).state == "done"
    await story.ends()


async def test_not_known_is_asked_again_and_moved_after_the_new_date(story: Story) -> None:
    """After "not known yet" it is asked next business day, after "moved" when that is past.

    Seen on day 9 instead of day 1, the visit is late.
    """
    story.patient.allows(REMINDER)
    story.patient.expects(*OFFER).replies("1", told=("Wed 9/9 9a",))
    await story.discharge(home(TUESDAY))
    story.nurse.expects("VISIT J.S. Wed 9/9 9a: attended?").replies(
        "{code} 4", told=("not known yet", "Asked again Fri 9/11 8a.")
    )
    await story.reaches("Thu 2026-09-10 08:00")
    story.nurse.expects("VISIT J.S. Wed 9/9 9a: attended?").replies(
        "{code} 3", told=("moved to needs a date and time, like",)
    )
    await story.reaches("Fri 2026-09-11 08:30")
    story.nurse.expects("moved to Thu 9/17 9a", "After day 7: the case manager hears then.")
    await story.nurse.says("3 thu 9/17 9a")
    await story.passes(minutes=5)
    assert taken(story) == {}
    story.case_manager.expects("NOT SEEN BY DAY 7", "Booked only for Thu 9/17 9a").replies(
        "{code} 1"
    )
    story.case_manager.expects("Is it done?").ignores()
    story.nurse.expects("VISIT J.S. Thu 9/17 9a: attended?").replies(
        "{code} 1", told=("saved: J.S. visit",)
    )
    story.supervisor.allows("NOT SEEN BY DAY 7")
    story.supervisor.allows("No reply needed")
    story.case_manager.allows("No reply needed")
    await story.reaches("Fri 2026-09-18 08:10")

    step = await visit(story)
    assert (step.state, step.settled_at, step.late) == ("done", at("2026-09-17 09:00"), True)
    await story.ends()


async def test_a_patient_who_says_stop_is_booked_by_phone(story: Story) -> None:
    """STOP in reply to the offer: one confirmation, no more texts, the nurse books."""
    story.patient.expects(*OFFER).replies("STOP", told=("you get no more texts",))
    story.nurse.expects("BOOK VISIT J.S.").replies(
        "{code} fri 9/11 9a", told=("saved: J.S. visit, booked for",)
    )
    story.nurse.expects("attended?").replies("{code} 1", told=("saved: J.S. visit",))
    await story.discharge(home(TUESDAY))
    await story.reaches("Mon 2026-09-14 12:00")
    assert [body for _, body in story.patient.received][3:] == []
    await story.ends()


def _take(story: Story, local: str) -> None:
    """Somebody else has this slot."""
    with story.database.write() as session:
        rows = session.exec(select(SlotRow).where(SlotRow.starts_at == at(local))).all()
        for row in rows:
            row.booked = True
            session.add(row)


def _take_all(story: Story) -> None:
    with story.database.write() as session:
        for row in session.exec(select(SlotRow)).all():
            row.booked = True
            session.add(row)


async def test_a_visit_that_the_clinic_names_in_its_own_zone(story: Story) -> None:
    """Booked for "2:30p CT" by a nurse in New York: 3:30p there, and the echo names the zone.

    A zone that nobody can tell is asked about before.
    """
    _take_all(story)
    asked = story.nurse.expects("BOOK VISIT J.S.", "by Fri 9/11").ignores()
    await story.discharge(home(TUESDAY))
    story.nurse.expects(f"{asked.code} J.S.", "date and time")
    await story.nurse.says(f"{asked.code} tue 9/15 2:30p BST")
    await story.settles()
    story.nurse.expects("J.S. visit, booked for Tue 9/15 3:30p EDT.", "asked after Wed")
    await story.nurse.says(f"{asked.code} tue 9/15 2:30p CT")
    await story.settles()
    await story.closes(Ending.WITHDRAWN)
    await story.ends()
