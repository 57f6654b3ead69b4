"""A hospital that employs a coordinator: how and when is theirs, the call stays the nurse's."""

from dataclasses import replace

import pytest

from adapters.encryption import Seal
from adapters.files.hospital import Hospital
from adapters.sql.database import Database
from domain.pathway import Role
from store.hospital_setup import load_hospital, prepare
from tests.keys import RING, TOKENS
from tests.phone_rules import GATHERED_WITHIN
from tests.stories import people
from tests.stories.conftest import FIRST, LAST
from tests.stories.people import RIDES, at, home
from tests.stories.phones import Phone
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
ABARA = "+16175550115"
EMPLOYED = replace(
    people.HOSPITAL.people[0],
    handle="abara",
    name="Coordinator Abara",
    roles=(Role.COORDINATOR,),
    mobile=ABARA,
    credential="",
    billing_group="",
)


def hospital() -> Hospital:
    """The stories' own and one coordinator."""
    return replace(people.HOSPITAL, people=(*people.HOSPITAL.people, EMPLOYED))


@pytest.fixture
def store(store: Database) -> Database:
    """Whose people are loaded once more."""
    prepared = prepare(hospital(), FIRST, (LAST - FIRST).days)
    with store.write() as session:
        load_hospital(session, prepared, Seal(RING), TOKENS)
    return store


@pytest.fixture
def coordinator(story: Story) -> Phone:
    """Their phone."""
    return story.phone("Coordinator Abara", ABARA)


async def test_the_coordinator_books_and_asks_after_the_visit(
    story: Story, coordinator: Phone
) -> None:
    """The nurse has the call and the drug lists and hears of neither booking nor visit.

    The card behind the coordinator's text gives a number, and nothing clinical.
    """
    story.only("visit")
    story.patient.expects("Reply 1 ").replies("4", told=("We will call you to find a time",))
    asked = coordinator.expects("BOOK VISIT J.S.", "by Fri 9/11").ignores()
    await story.discharge(home(TUESDAY))
    assert asked.minute == at(TUESDAY) + GATHERED_WITHIN
    (text,) = [body for _, body in coordinator.received if "BOOK VISIT" in body]
    assignment, card = await story.network.cards.opens(ABARA, text, await story.now())
    assert assignment.role == Role.COORDINATOR
    shown = card.model_dump_json()
    assert people.PATIENT in shown
    assert "metoprolol" not in shown
    coordinator.expects("J.S. visit, booked for Thu 9/10 9a")
    story.patient.expects("at Riverside Family", "Thu 9/10 9a").ignores()
    await coordinator.says(f"{asked.code} thu 9/10 9a")
    await story.settles()
    story.patient.allows("your visit at Riverside Family is")
    coordinator.expects("VISIT J.S. Thu 9/10 9a: attended?").replies(
        "{code} 1", told=("saved: J.S. visit, attended",)
    )
    await story.reaches("Fri 2026-09-11 09:00")
    await story.ends()


async def test_the_nurse_stands_in_for_a_coordinator_without_a_phone(
    story: Story, coordinator: Phone
) -> None:
    """Who texted STOP is asked nothing: whoever stands in for the role sees to the ride."""
    story.only("transport")
    story.driver.expects("RIDE J.S.").replies("{code} 2")
    story.other_driver.expects("RIDE J.S.").replies("{code} 2")
    await story.begins(at("2026-09-08 09:50"))
    coordinator.expects("You get no more texts")
    story.case_manager.expects("Coordinator Abara gets no texts from us any more")
    await coordinator.says("STOP")
    await story.settles()
    story.nurse.expects("RIDE J.S.", "Please see to it").replies(
        "{code} 1", told=("J.S. ride, ride arranged",)
    )
    await story.discharge(home(TUESDAY, transport=RIDES))
    await story.reaches("Tue 2026-09-08 10:30")
    assert not [body for _, body in coordinator.received if "RIDE" in body]
    await story.ends()
