"""Shifts: what cannot wait goes to whoever is on, and both are told."""

from collections.abc import Callable
from datetime import date, time

import pytest
from sqlmodel import Session, col, delete, select

from domain.episode.facts import Ending
from models import names
from models.tables import PartyLanguage, Shift, ShiftException
from store.hospital_setup import load_hospital, prepare
from tests.stories import people
from tests.stories.cards import SETTLES
from tests.stories.people import home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
LOPEZ, KIM = "a-lopez", "b-kim"
EARLY_WEEK, LATE_WEEK = ("mon", "tue", "wed"), ("thu", "fri")


@pytest.fixture(autouse=True)
def quiet(story: Story) -> None:
    """The patient picks the first time; the drug lists are settled at once."""
    story.patient.allows("Reply 1", "2")
    story.patient.allows("our visit")
    for nurse in (story.nurse, story.other_nurse):
        nurse.allows("MEDS", SETTLES)
        nurse.allows("saved: J.S. meds")
        nurse.allows("episode closed")
        nurse.allows("Reminder")


def works(story: Story, handle: str, days: tuple[str, ...]) -> None:
    """Give somebody other days."""

    def change(session: Session) -> None:
        session.exec(delete(Shift).where(col(Shift.party) == handle))
        for day in days:
            session.add(Shift(party=handle, day=day, begins=time(8), ends=time(17)))

    with story.database.write() as session:
        change(session)


@pytest.fixture
def split_week(story: Story) -> None:
    """RN Lopez works until Wednesday, RN Kim from Thursday on."""
    works(story, LOPEZ, EARLY_WEEK)
    works(story, KIM, LATE_WEEK)


@pytest.mark.golden
async def test_the_end_of_a_shift_hands_over_what_cannot_wait(
    story: Story, split_week: None
) -> None:
    """The call is due on Thursday, RN Lopez works again on Monday: RN Kim calls; both are told."""
    story.nurse.expects("22 CALL J.S.").ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 16:50")
    before = len(story.nurse.received)

    story.nurse.expects("Your shift is over. Now with RN Kim: 22 J.S. call").ignores()
    await story.reaches("Wed 2026-09-09 17:00")
    assert len(story.nurse.received) == before + 1
    assert story.other_nurse.received == []
    taken = story.other_nurse.expects("CALL J.S.", "(was RN Lopez's)").replies("{code} 1")
    await story.reaches("Thu 2026-09-10 08:00")

    assert taken.body is not None
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_late_answer_of_whoever_went_home_still_counts(
    story: Story, split_week: None
) -> None:
    """RN Lopez did call before five and says so at half past: recorded, and RN Kim never hears."""
    story.nurse.expects("22 CALL J.S.").ignores()
    story.nurse.expects("Your shift is over").ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 17:30")
    story.nurse.expects("22 saved: J.S. call, spoke, all well Wed 9/9 4:50p").ignores()
    await story.nurse.says("22 1 4:50p")
    await story.settles()
    await story.reaches("Thu 2026-09-10 09:00")

    contact = next(s for s in (await story.status()).record.steps if s.step == "contact")
    assert (contact.state, contact.by, contact.late) == ("done", "RN Lopez", False)
    assert not any("CALL" in body for _, body in story.other_nurse.received)
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_what_nobody_else_can_do_in_time_stays(story: Story) -> None:
    """Both nurses work on the same days: at five nothing moves, and nobody is told anything."""
    works(story, LOPEZ, ("tue", "wed"))
    works(story, KIM, ("tue", "wed"))
    story.nurse.expects("22 CALL J.S.").ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 18:00")

    assert len(story.nurse.received) == 2 + 1, "the reminder a day before, and nothing at five"
    assert story.other_nurse.received == []
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_off_moves_what_is_open_and_on_brings_back(story: Story) -> None:
    """OFF at nine, the next shift is on Monday: RN Kim gets the call. ON takes it back."""
    works(story, LOPEZ, EARLY_WEEK)
    story.nurse.expects("22 CALL J.S.").ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 09:00")
    story.nurse.expects("You are off until Mon 9/14 8a. Now with RN Kim: 22 J.S. call").ignores()
    story.other_nurse.expects("CALL J.S.", "(was RN Lopez's)").ignores()
    await story.nurse.says("off today")
    await story.passes(minutes=3)

    assert len(story.other_nurse.received) == 1
    story.nurse.expects("You are on until Wed 9/9 5p").ignores()
    await story.nurse.says("ON")
    await story.settles()
    with story.database.read() as session:
        assert session.exec(select(ShiftException)).all() == []
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_changed_roster_moves_what_is_open(story: Story) -> None:
    """A new hospital file without RN Lopez is loaded mid-episode: her call goes to RN Kim."""
    story.nurse.expects("22 CALL J.S.").ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 09:00")
    rest = tuple(member for member in people.HOSPITAL.people if member.handle != LOPEZ)
    hospital = people.HOSPITAL
    with story.database.write() as session:
        changed = type(hospital)(**{**vars(hospital), "people": rest})
        load_hospital(session, prepare(changed, date(2026, 9, 9), 0), story.seal, story.tokens)
    story.nurse.allows("Now with RN Kim")
    story.other_nurse.expects("CALL J.S.").replies("{code} 1")
    token = story.tokens.phone(story.nurse.number)
    handle = story.client.get_workflow_handle(names.conversation_id(token))
    await handle.signal(names.ROSTER)
    await story.passes(minutes=3)

    assert any("CALL J.S." in body for _, body in story.other_nurse.received)
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


@pytest.fixture
def spanish(story: Story) -> Callable[[], None]:
    """RN Kim speaks Spanish as well."""

    def learn() -> None:
        with story.database.write() as session:
            session.add(PartyLanguage(party=KIM, language="es"))

    return learn


async def test_who_speaks_the_patients_language_is_asked(
    story: Story, spanish: Callable[[], None]
) -> None:
    """A Spanish-speaking patient is called by the nurse who speaks Spanish."""
    spanish()
    story.other_nurse.expects("CALL J.S.").replies("{code} 1", told=("saved: J.S. call",))
    story.patient.allows("Responda 1", "1")
    story.patient.allows("gracias")
    await story.discharge(home(TUESDAY, patient=patient(language="es")))
    await story.reaches("Wed 2026-09-09 08:00")

    assert story.nurse.received == []
    await story.closes(Ending.WITHDRAWN)
    await story.ends()
