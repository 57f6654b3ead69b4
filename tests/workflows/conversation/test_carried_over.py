"""What continues as new is the whole state: nothing is forgotten, nothing is sent again."""

from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.question import question
from domain.episode.facts import Answer, Asked, Facts, Person, Wrote
from domain.pathway import Role
from domain.steps.contact import CALL
from domain.time.clock import Clock
from domain.time.hours import Reach
from models.payloads import (
    Contact,
    ConversationState,
    EpisodeState,
    OpenConversation,
    Prompt,
    ReceivedText,
    Retraction,
)
from tests.domain.examples import LINE, STANDARD, calendar
from tests.keys import TOKENS
from tests.outlines import outlined
from tests.phone_rules import GATHERED_WITHIN
from tests.stories.people import NURSE, ZONE, at, home
from workflows.conversation import outbound
from workflows.conversation.inbound import read
from workflows.conversation.state import Thread
from workflows.episode.asked_questions import AskedQuestions

NOW = at("2026-09-09 08:00")
SOON = NOW + GATHERED_WITHIN
CLOCK = Clock(real_origin=NOW, clinical_origin=NOW)
TOKEN = TOKENS.phone(NURSE)
LOPEZ = Person(handle="a-lopez", name="RN Lopez", role=Role.NURSE)


def a_prompt(key: str, asked_at: datetime = NOW) -> Prompt:
    """A call that the nurse is asked to make."""
    contact = Contact(person=LOPEZ, token=TOKEN, time_zone=ZONE, reach=Reach(time_zone=ZONE))
    asked = question(key, CALL, Role.NURSE, asked_at, due=NOW + timedelta(hours=26))
    return Prompt(
        episode="episode-a-1",
        patient="episode-a-1",
        facility_name="Mercy General",
        facility_zone="America/New_York",
        initials="J.S.",
        question=asked,
        to=contact,
        care_line=LINE,
        undo_minutes=10,
    )


def test_a_thread_carries_everything_over() -> None:
    """Codes, shown and closed prompts, tombstones and queues survive; the next code is new."""
    opening = OpenConversation(token=TOKEN, clock=CLOCK)
    thread = Thread(opening)
    thread.ask(a_prompt("contact/call/1"), NOW)
    thread.retract(Retraction(episode="episode-a-1", key="contact/call/9"), NOW)
    outbound.sent(thread, outbound.next_text(thread, SOON), SOON)
    read(thread, ReceivedText(message_id="SM1", phone=NURSE, body="21 4", at=NOW), NOW)
    state = ConversationState.model_validate_json(thread.state().model_dump_json())

    again = Thread(opening.model_copy(update={"state": state}))
    assert again.state() == thread.state()
    again.take(ReceivedText(message_id="SM1", phone=NURSE, body="21 4", at=NOW))
    again.ask(a_prompt("contact/call/1"), NOW)
    again.ask(a_prompt("contact/call/9"), NOW)
    assert (again.received, again.open_prompts()) == ([], [])
    again.ask(a_prompt("contact/call/2"), NOW)
    assert outbound.next_text(again, SOON + GATHERED_WITHIN).codes == (22,)


def test_an_episode_carries_everything_over() -> None:
    """Facts, names of standing questions and how often each was withdrawn survive as they are."""
    answer = Answer(
        question="contact/call/1",
        value=Value.NO_ANSWER,
        by=LOPEZ,
        happened_at=NOW,
        told_at=NOW,
        note="rang twice",
        card=(("d1", "intended"),),
    )
    facts = Facts(
        discharge=outlined(home()),
        pathway=STANDARD,
        calendar=calendar(),
        opened_at=NOW,
        patient_zone=ZONE,
        answers=(answer,),
        asked=(Asked(question="contact/call/1", kind=CALL, to=LOPEZ.role, person=LOPEZ),),
        written=(Wrote(message_id="SM2", at=NOW, by=LOPEZ, body="hello"),),
    )
    standing = AskedQuestions()
    standing.mark_asked(question("contact/call/2", CALL, Role.NURSE, NOW))
    standing.reopen("contact/call/2")
    state = EpisodeState(facts=facts, asked_questions=standing.dump(), version=7)

    again = EpisodeState.model_validate_json(state.model_dump_json())
    assert again == state
    asked = question("contact/call/2", CALL, Role.NURSE, NOW)
    assert AskedQuestions.parse(again.asked_questions).mark_asked(asked) == "contact/call/2~1"
