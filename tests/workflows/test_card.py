"""What a card shows of what was written and recorded."""

from datetime import timedelta

import pytest

from domain.asking.choices import Value
from domain.episode.facts import Answer, Person, Sense, Wrote
from domain.episode.family.recorded_consent import after_words
from domain.pathway import Role
from domain.protocol.protocol import decide
from domain.protocol.verdict import judge
from tests.domain.plan.wandering import first_facts, rich
from tests.texts import HOME
from workflows.episode.card import card_for

AT = HOME + timedelta(days=1)
LOPEZ = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)


@pytest.mark.parametrize(
    ("sense", "shown"),
    [
        (Sense.NO_MORE_TEXTS, "RN Lopez recorded: the patient wants no more texts"),
        (Sense.NO_MORE_TO_CAREGIVER, "RN Lopez recorded: the caregiver wants no more texts"),
        (Sense.WANTS_TEXTS, "RN Lopez recorded: the patient wants texts again"),
    ],
)
def test_a_word_by_button_says_what_was_recorded(sense: Sense, shown: str) -> None:
    """Nobody wrote a word: the card says what the button meant."""
    problem = Answer(
        question="contact/call/1",
        value=Value.SPOKE_PROBLEM,
        by=LOPEZ,
        happened_at=AT,
        told_at=AT,
    )
    facts = judge(problem, first_facts(rich(HOME), HOME), AT).facts
    needs = Answer(
        question="contact/detail/1",
        value=Value.NEEDS_CASE_MANAGER,
        by=LOPEZ,
        happened_at=AT,
        told_at=AT,
    )
    facts = judge(needs, facts, AT).facts
    wrote = Wrote(message_id="page", at=AT, by=LOPEZ, body="", sense=sense)
    facts = after_words(wrote, facts)
    (asked, *_) = decide("review", facts, AT).questions
    words = card_for(asked.key, facts, AT, asked.to).words
    assert any(line.endswith(shown) for line in words), words
