"""A phone's thread that hears what its holder told a colleague: as STOP and START, unsaid."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.asking.question import question
from domain.asking.reachability import Reachability
from domain.episode.facts import Person, Sense
from domain.pathway import Role
from domain.steps.visit_course import VISIT_REMINDER
from domain.time.clock import Clock
from domain.time.hours import Reach
from models.payloads import (
    Contact,
    ConversationState,
    Delivery,
    DeliveryOutcome,
    OpenConversation,
    PhoneMemory,
    Prompt,
    ReceivedText,
    ToldConsent,
)
from tests.domain.examples import LINE
from tests.keys import TOKENS
from tests.stories.people import NURSE, PATIENT, ZONE, at
from workflows.conversation import consent, outbound
from workflows.conversation.inbound import read
from workflows.conversation.state import Thread

NOON = at("2026-09-09 12:00")
CLOCK = Clock(real_origin=NOON, clinical_origin=NOON)
JANE = Person(handle="patient", name="the patient", role=Role.PATIENT)


def thread_of(number: str, **memory: object) -> Thread:
    """The thread of a phone that remembers so much."""
    return Thread(
        OpenConversation(
            token=TOKENS.phone(number),
            clock=CLOCK,
            state=ConversationState(memory=PhoneMemory.model_validate(memory)),
        )
    )


def asked() -> Thread:
    """The patient's, who is just asked for a visit."""
    thread = thread_of(PATIENT)
    contact = Contact(
        person=JANE,
        token=thread.token,
        time_zone=ZONE,
        reach=Reach(time_zone=ZONE),
    )
    thread.ask(
        Prompt(
            episode="episode-a-1",
            patient="episode-a-1",
            facility_name="Mercy General",
            facility_zone="America/New_York",
            initials="J.S.",
            question=question("visit/offer/1", VISIT_REMINDER, Role.PATIENT, NOON),
            to=contact,
            care_line=LINE,
            undo_minutes=10,
        ),
        NOON,
    )
    return thread


def hears(thread: Thread, *, yes: bool, minutes: int = 0) -> None:
    """A colleague wrote down what was said so many minutes after noon."""
    said = NOON + timedelta(minutes=minutes)
    told = ToldConsent(key=f"SM{minutes}", given=yes, at=said)
    consent.told(thread, told, NOON + timedelta(hours=3))


def texts(thread: Thread, body: str, minutes: int) -> None:
    """The phone's own text, written so many minutes after noon."""
    wrote = NOON + timedelta(minutes=minutes)
    text = ReceivedText(
        message_id=f"SMin{minutes}", phone=PATIENT, body=body, at=wrote, carrier_confirms=True
    )
    read(thread, text, wrote)


def marks(thread: Thread) -> list[Reachability]:
    """As whoever must know is told them."""
    return [mark.why for mark in thread.marks]


def test_a_no_told_twice_is_one() -> None:
    """What was asked is given up once, nothing is said, and one mark is kept."""
    thread = asked()
    for _ in range(2):
        hears(thread, yes=False)
    assert marks(thread) == [Reachability.OPTED_OUT]
    assert [one.why for one in thread.unreachable] == [Reachability.OPTED_OUT]
    assert thread.outgoing == []


_SAID = st.dictionaries(st.integers(0, 60), st.booleans(), min_size=1, max_size=6)


@given(_SAID.flatmap(lambda said: st.permutations(list(said.items()))))
def test_the_newest_word_counts_in_whatever_order_it_comes(told: list[tuple[int, bool]]) -> None:
    """Two episodes and several colleagues may tell one phone."""
    thread = asked()
    for minutes, yes in told:
        hears(thread, yes=yes, minutes=minutes)
    assert thread.memory.opted_out is not max(told)[1]
    assert thread.memory.decided_at == NOON + timedelta(minutes=max(told)[0])
    assert thread.outgoing == []


def test_a_no_told_after_a_newer_start_undoes_nothing() -> None:
    """Said at noon, START at ten past, told in the afternoon: the phone stays on."""
    thread = asked()
    texts(thread, "START", 10)
    hears(thread, yes=False)
    assert (thread.memory.opted_out, marks(thread)) == (False, [])


def test_a_start_that_is_read_after_a_newer_no_undoes_nothing() -> None:
    """A text that the carrier brings late meant nothing that was said after it was written."""
    thread = asked()
    hears(thread, yes=False, minutes=10)
    texts(thread, "START", 5)
    assert (thread.memory.opted_out, marks(thread)) == (True, [Reachability.OPTED_OUT])
    assert [words.sense for words in thread.words] == [Sense.WORDS]


def test_a_start_after_a_no_that_was_told_is_a_yes() -> None:
    """The mark goes, and the episodes hear of it."""
    thread = asked()
    hears(thread, yes=False)
    texts(thread, "START", 5)
    assert marks(thread) == [Reachability.OPTED_OUT, Reachability.REACHABLE]
    assert [words.sense for words in thread.words] == [Sense.WANTS_TEXTS]


def test_a_colleagues_phone_is_never_opted_out_by_what_is_told() -> None:
    """A nurse who is a patient as well: of her phone her own texts decide."""
    thread = thread_of(NURSE, staff=True, handle="a-lopez")
    hears(thread, yes=False)
    assert (thread.memory.opted_out, marks(thread)) == (False, [])


def test_a_text_that_fails_after_a_no_leaves_the_no() -> None:
    """No caregiver stands in for who opted out, whatever a carrier says; after START it may."""
    thread = asked()
    texts(thread, "STOP", 1)
    never = Delivery(
        key=f"{thread.token}/SMin1/1",
        status="undelivered",
        error_code=30006,
        outcome=DeliveryOutcome.NEVER,
    )
    outbound.undelivered(thread, never, NOON)
    assert marks(thread) == [Reachability.OPTED_OUT]
    texts(thread, "START", 5)
    outbound.undelivered(thread, never, NOON)
    assert marks(thread)[1:] == [Reachability.REACHABLE, Reachability.NO_TEXTS]


def test_a_yes_makes_no_wrong_number_right() -> None:
    """That somebody else has this phone is nothing that a patient's yes can change."""
    thread = thread_of(PATIENT, reachability=Reachability.WRONG_NUMBER)
    hears(thread, yes=True)
    assert thread.memory.reachability is Reachability.WRONG_NUMBER
