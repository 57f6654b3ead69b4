"""A phone that two patients share: every text of either says whose it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.asking.question import question
from domain.episode.facts import Person
from domain.pathway import Role
from domain.steps.visit_course import VISIT_REMINDER
from domain.steps.visit_slots import SLOT_OFFER
from domain.time.hours import Reach
from models.payloads import Contact, OpenConversation, Prompt, ReceivedText, TextItem
from tests.domain.examples import LINE
from tests.keys import TOKENS
from tests.stories.people import PATIENT, ZONE
from tests.workflows.conversation.held import CLOCK, NOW
from workflows.conversation import outbound
from workflows.conversation.inbound import read
from workflows.conversation.state import Thread

SOMEBODY = Person(handle="patient", name="the patient", role=Role.PATIENT)
WEEK = timedelta(days=8)


def reminder(patient: str, initials: str, episode: str = "") -> Prompt:
    """A visit of so-and-so, who has this phone."""
    contact = Contact(
        person=SOMEBODY,
        token=TOKENS.phone(PATIENT),
        time_zone=ZONE,
        reach=Reach(time_zone=ZONE),
    )
    asked = question("visit/remind/1", VISIT_REMINDER, Role.PATIENT, NOW)
    return Prompt(
        episode=episode or f"episode-{patient}",
        patient=patient,
        facility_name="Mercy General",
        facility_zone="America/New_York",
        initials=initials,
        question=replace(asked, times={"visit": NOW + timedelta(days=1)}),
        to=contact,
        care_line=LINE,
        undo_minutes=10,
    )


def told(thread: Thread, prompt: Prompt, days: int = 0) -> TextItem:
    """The text that tells it, so many days later."""
    at = NOW + timedelta(days=days)
    outbound.drop_what_cannot_go(thread, at)
    thread.ask(prompt, at)
    text = outbound.next_text(thread, at)
    outbound.sent(thread, text, at)
    return text.items[0]


def thread_of_a_family() -> Thread:
    """A phone that nobody was texted on yet."""
    opening = OpenConversation(token=TOKENS.phone(PATIENT), clock=CLOCK)
    return Thread(opening)


@pytest.mark.parametrize("initials", ["R.S.", "J.S.", "M.L."])
def test_a_second_patient_makes_every_text_say_whose(initials: str) -> None:
    """A spouse or a child, also with the same initials, also long after the other's last text."""
    thread = thread_of_a_family()
    told(thread, reminder("jane", "J.S."))
    told(thread, reminder("other", initials), days=8)
    assert list(thread.prompts) == ["episode-other|visit/remind/1"], "the first is forgotten"
    later = reminder("other", initials, "episode-other")
    again = later.model_copy(update={"question": replace(later.question, key="visit/remind/2")})
    item = told(thread, again, days=16)
    assert (item.first, item.named) == (False, True)
    assert item.label == ("J.S.2" if initials == "J.S." else initials)


def test_a_patient_who_comes_back_is_no_second_patient() -> None:
    """Another stay of the same patient: after its first text the visit is theirs alone."""
    thread = thread_of_a_family()
    told(thread, reminder("jane", "J.S."))
    second = reminder("jane", "J.S.", "episode-jane-2")
    assert told(thread, second, days=8).first
    more = second.model_copy(update={"question": replace(second.question, key="visit/remind/2")})
    assert not told(thread, more, days=16).named


@pytest.mark.parametrize("body", ["{code} fix 2", "fix {code} 4", "{code} FIX none"])
def test_a_family_corrects_nothing_by_code(body: str) -> None:
    """FIX is a colleague's word: of a family's a person reads it, and nothing is said in code."""
    thread = thread_of_a_family()
    offer = reminder("jane", "J.S.")
    asked = question("visit/offer/1", SLOT_OFFER, Role.PATIENT, NOW)
    offered = replace(asked, choices=SLOT_OFFER.choices, times={"slot_1": NOW + WEEK})
    told(thread, offer.model_copy(update={"question": offered}))
    for number, said in enumerate(("1", body.format(code=21)), start=1):
        at = NOW + timedelta(minutes=number)
        read(thread, ReceivedText(message_id=f"SM{number}", phone=PATIENT, body=said, at=at), at)
    assert [one.kind for one in thread.pending] == ["answer"]
    assert [one.text.message_id for one in thread.words] == ["SM2"]
