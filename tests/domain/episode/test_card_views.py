"""Words of a patient are closed by nobody who has not read them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.episode.facts import Answer, Facts, Person, Sense, Viewed, Wrote
from domain.episode.family.recorded_consent import after_words, refused
from domain.pathway import Role
from domain.protocol.protocol import decide
from domain.protocol.verdict import Judgement, Ruling, judge
from domain.steps.review import NEAR_LEAVING
from domain.texting.attachments import Attachment
from domain.words.phrasebook import worded
from tests.domain.plan.wandering import FLAG, first_facts, rich
from tests.texts import HOME

AT = HOME + timedelta(days=1)
LOPEZ = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
ORTIZ = Person(handle="ortiz", name="CM Ortiz", role=Role.CASE_MANAGER)
JANE = Person(handle="patient", name="the patient", role=Role.PATIENT)
WORDS = Wrote(message_id="SM1", at=AT, by=JANE, body="the wound smells")
UNREAD = "You have not read what was written: open the card first."


def wrote(*words: Wrote) -> Facts:
    """An episode to which these words came."""
    facts = first_facts(rich(HOME), HOME)
    for one in words:
        facts = after_words(one, facts)
    return facts


def reads(facts: Facts, by: Person = LOPEZ, words: int | None = None) -> Facts:
    """The facts after this person opened the card of the words."""
    shown = len(facts.written) if words is None else words
    return facts.viewed(Viewed(question="review/words.SM1/1", by=by, first=AT, words=shown))


def says(facts: Facts, value: Value, by: Person = LOPEZ, kind: Kind | None = None) -> Judgement:
    """What is said to an answer to the newest question of the review, or of that kind."""
    questions = decide("review", facts, AT).questions
    asked = next(one for one in reversed(questions) if kind in (None, one.kind))
    said = Answer(
        question=asked.key,
        value=value,
        by=by,
        happened_at=AT,
        told_at=AT,
        note="because" if value is Value.STOPPED else "",
    )
    return judge(said, facts, AT)


def test_handled_by_text_needs_a_look() -> None:
    """`1 handled` is refused until this nurse has opened the card."""
    assert worded(says(wrote(WORDS), Value.DONE).follows) == UNREAD
    assert says(reads(wrote(WORDS)), Value.DONE).ruling is Ruling.RECORDED


def test_a_colleague_read_it_is_not_enough() -> None:
    """Whoever closes it has read it, not somebody else."""
    assert says(reads(wrote(WORDS), by=ORTIZ), Value.DONE).ruling is Ruling.REFUSED


def test_what_came_after_the_look_is_unread() -> None:
    """Words that came after the card was opened are not closed with the earlier ones."""
    more = replace(WORDS, message_id="SM2", body="and i have a fever")
    facts = after_words(more, reads(wrote(WORDS)))
    assert says(facts, Value.DONE).ruling is Ruling.REFUSED
    assert says(reads(facts), Value.DONE).ruling is Ruling.RECORDED


def test_a_picture_is_unread_as_well() -> None:
    """A photo without words wants a look."""
    photo = replace(WORDS, body="", attached=(Attachment(kind="image/jpeg"),))
    assert worded(says(wrote(photo), Value.DONE).follows) == UNREAD


@pytest.mark.parametrize(
    ("value", "ruling"),
    [
        (Value.TAKEN, Ruling.RECORDED),
        (Value.PASSED_ON, Ruling.RECORDED),
        (Value.DONE, Ruling.REFUSED),
        (Value.STOPPED, Ruling.REFUSED),
    ],
)
@pytest.mark.parametrize("said", [WORDS, replace(WORDS, body="", note="call/1|SM1")])
def test_a_danger_is_taken_at_once_and_closed_only_read(
    value: Value, ruling: Ruling, said: Wrote
) -> None:
    """To take an alarm or to pass it on waits for nothing; to close it waits for a look.

    Also where its words are in the store, and only their name is here.
    """
    facts = wrote(replace(said, flag=FLAG))
    assert says(facts, value, by=ORTIZ).ruling is ruling
    assert says(reads(facts, by=ORTIZ), value, by=ORTIZ).ruling is Ruling.RECORDED


def test_a_no_counts_although_the_words_are_unread() -> None:
    """Who tells of a no without having read stops the texts, and the words stay open."""
    facts = wrote(replace(WORDS, body="leave me alone", sense=Sense.NEAR_LEAVING))
    judged = says(facts, Value.NO_MORE_TEXTS, kind=NEAR_LEAVING)
    assert judged.ruling is Ruling.REFUSED
    assert refused(judged.facts, Role.PATIENT)


def test_a_death_told_by_text_is_read_before_it_is_confirmed() -> None:
    """The case manager reads the family's words before the episode ends by them."""
    facts = wrote(replace(WORDS, body="Jane passed away", sense=Sense.DEATH))
    assert worded(says(facts, Value.DIED, by=ORTIZ).follows) == UNREAD
    assert says(reads(facts, by=ORTIZ), Value.DIED, by=ORTIZ).ruling is Ruling.RECORDED


def test_a_colleagues_word_of_a_death_is_in_the_text_itself() -> None:
    """The text that asks says who reported what: it is confirmed without the card."""
    facts = wrote(replace(WORDS, body="died", sense=Sense.DEATH, by=LOPEZ))
    assert says(facts, Value.DIED, by=ORTIZ).ruling is Ruling.RECORDED


def test_what_one_recorded_oneself_needs_no_reading() -> None:
    """A colleague's own words are no words that they have not read."""
    note = replace(WORDS, by=LOPEZ)
    assert says(wrote(note), Value.DONE, by=LOPEZ).ruling is Ruling.RECORDED
    assert says(wrote(note), Value.DONE, by=ORTIZ).ruling is Ruling.REFUSED


def test_what_was_read_stays_read() -> None:
    """A later look at a card without words takes nothing back."""
    facts = reads(reads(wrote(WORDS)), words=0)
    assert says(facts, Value.DONE).ruling is Ruling.RECORDED
