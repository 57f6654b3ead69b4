"""A nurse's thread that holds prompts of several patients, for tests of what her texts do."""

from datetime import timedelta

from domain.asking.question import question
from domain.episode.facts import Person
from domain.pathway import Role
from domain.steps.contact import CALL
from domain.texting.attachments import Attachment
from domain.time.clock import Clock
from domain.time.hours import Reach
from models.payloads import Contact, OpenConversation, PassOn, Prompt, ReceivedText
from tests.domain.examples import LINE
from tests.keys import TOKENS
from tests.phone_rules import GATHERED_WITHIN
from tests.stories.people import NURSE, ZONE, at
from workflows.conversation import outbound
from workflows.conversation.inbound import read
from workflows.conversation.state import Thread

NOW = at("2026-09-09 08:00")
CLOCK = Clock(real_origin=NOW, clinical_origin=NOW)
TOKEN = TOKENS.phone(NURSE)
LOPEZ = Person(handle="a-lopez", name="RN Lopez", role=Role.NURSE)
PICTURE = Attachment(id="ME1", kind="image/jpeg")


def a_call(episode: str, initials: str) -> Prompt:
    """A call that the nurse is asked to make."""
    contact = Contact(person=LOPEZ, token=TOKEN, time_zone=ZONE, reach=Reach(time_zone=ZONE))
    due = NOW + timedelta(hours=26)
    return Prompt(
        episode=episode,
        patient=episode,
        facility_name="Mercy General",
        facility_zone="America/New_York",
        initials=initials,
        question=question("contact/call/1", CALL, Role.NURSE, NOW, due=due),
        to=contact,
        care_line=LINE,
        undo_minutes=10,
    )


def nurses_thread(*initials: str) -> Thread:
    """Calls of episodes ep-21, ep-22 and so on stand on her phone under these codes."""
    thread = Thread(OpenConversation(token=TOKEN, clock=CLOCK))
    for code, each in enumerate(initials, start=21):
        thread.ask(a_call(f"ep-{code}", each), NOW)
    soon = NOW + GATHERED_WITHIN
    outbound.sent(thread, outbound.next_text(thread, soon), soon)
    assert [known.code for known in thread.prompts.values()] == list(range(21, 21 + len(initials)))
    return thread


def says(thread: Thread, body: str, *attached: Attachment) -> list[PassOn]:
    """What is passed on of a text of hers."""
    sent = NOW + GATHERED_WITHIN * 2
    text = ReceivedText(message_id="SM1", phone=NURSE, body=body, at=sent, attached=attached)
    read(thread, text, sent)
    return thread.words
