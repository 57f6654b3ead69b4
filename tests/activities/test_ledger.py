"""The ledger's rows: appended once, never changed, and no note in clear."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from activities.ledger import Ledger
from adapters.encryption import Seal
from adapters.sql.database import Database
from domain.asking.choices import Value
from domain.episode.facts import Answer, Person, Via
from domain.pathway import Role
from domain.protocol.ledger import Entries, Undo, entries, opened
from domain.protocol.verdict import Ruling, correct, judge, take_back
from domain.steps import catalogue
from models.payloads import GiveAnswer, KeepEntries
from models.tables import AnswerNote, AnswerRow, Facility, Party, RiskRow
from store.patient_data.notes import Notes
from tests.domain import several
from tests.domain.plan.wandering import first_facts, rich
from tests.keys import RING
from tests.texts import HOME
from workflows.episode import mapping
from workflows.episode.card import card_for

EPISODE = "episode-mercy-general-abc-1"
AT = HOME + timedelta(hours=30)
FACTS = first_facts(rich(HOME), HOME)
NURSE = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
SAID = Answer(
    question="contact/call/1",
    value=Value.OTHER,
    by=NURSE,
    happened_at=AT,
    told_at=AT,
    message_id="SM1",
    card=(("consent_to_text", "agreed"),),
)


@pytest.fixture
def ledger(database: Database) -> Ledger:
    """On a store whose nurse has a licence and bills with a group."""
    with database.write() as session:
        session.add(Facility(handle="mercy-general", name="Mercy", time_zone="America/New_York"))
        session.flush()
        session.add(_staff())
    return Ledger(database, Seal(RING))


def _staff() -> Party:
    return Party(
        handle="lopez",
        facility="mercy-general",
        name="RN Lopez",
        kind="person",
        time_zone="America/New_York",
        credential="RN",
        billing_group="mercy-primary",
    )


def answers(session: Session) -> list[AnswerRow]:
    """All rows."""
    return list(session.exec(select(AnswerRow).order_by(AnswerRow.name)).all())


def undo(message_id: str) -> Undo:
    """The nurse takes back what she said."""
    return Undo(by=NURSE, at=AT + timedelta(minutes=5), via=Via.TEXT, message_id=message_id)


async def keep(ledger: Ledger, kept: Entries) -> None:
    """As the workflow has it done."""
    await ledger.keep(KeepEntries(episode=EPISODE, entries=kept))


async def test_what_is_kept_twice_is_one_row(ledger: Ledger, database: Database) -> None:
    """An activity that runs again appends nothing and changes nothing."""
    told = entries(FACTS, FACTS.answered(SAID), AT)
    await keep(ledger, told)
    with database.write() as session:
        row = answers(session)[0]
        row.credential = "as it was"
        session.add(row)
    await keep(ledger, told)
    with database.read() as session:
        (row,) = answers(session)
        assert (row.credential, row.billing_group, row.role) == (
            "as it was",
            "mercy-primary",
            "nurse",
        )
        assert (row.step, row.question, row.occurrence) == ("contact", "call", "1")


async def test_what_was_chosen_on_a_card_is_sealed_in_a_row_of_its_own(
    ledger: Ledger, database: Database
) -> None:
    """The answer's row names it, and it can be erased while the answer stays."""
    await keep(ledger, entries(FACTS, FACTS.answered(SAID), AT))
    with database.read() as session:
        (row,) = answers(session)
    beside = (await Notes(database, Seal(RING)).opened(EPISODE, [row.note]))[row.note]
    assert (beside.note, beside.card) == ("", SAID.card)


async def test_an_answer_names_the_note_that_was_kept_before_it(
    ledger: Ledger, database: Database
) -> None:
    """Under whatever question it counts: the ledger writes the name down, and no note."""
    noted = replace(SAID, note="contact/call/1|SM1", question="contact/call/2")
    await keep(ledger, entries(FACTS, FACTS.answered(noted), AT))
    with database.read() as session:
        (row,) = answers(session)
        assert row.note == "contact/call/1|SM1"
        assert session.exec(select(AnswerNote)).all() == []


async def test_what_was_taken_back_stays_and_is_superseded(
    ledger: Ledger, database: Database
) -> None:
    """An UNDO is a row of its own; the answer's row is as it was."""
    after = FACTS.answered(SAID)
    await keep(ledger, entries(FACTS, after, AT))
    await keep(ledger, entries(after, FACTS, AT, undo=undo("SM2")))
    with database.read() as session:
        said, undone = answers(session)
        assert (said.value, said.supersedes) == ("other", "")
        assert (undone.value, undone.supersedes, undone.note) == ("taken_back", said.name, "")


async def test_one_message_that_answers_and_takes_back_is_a_row_of_each(
    ledger: Ledger, database: Database
) -> None:
    """Its UNDO collides with nothing, of however many answers: else it would be tried for ever."""
    earlier = replace(SAID, message_id="SM0")
    before = FACTS.answered(earlier)
    both = before.answered(SAID)
    await keep(ledger, entries(FACTS, before, AT))
    await keep(ledger, entries(before, both, AT))
    await keep(ledger, entries(both, before, AT, undo=undo("SM1")))
    await keep(ledger, entries(before, FACTS, AT, undo=undo("SM1")))
    with database.read() as session:
        rows = {(row.message_id, row.value, row.supersedes) for row in answers(session)}
    assert rows == {
        ("SM0", "other", ""),
        ("SM1", "other", ""),
        ("SM1", "taken_back", SAID.entry),
        ("SM1", "taken_back", earlier.entry),
    }


async def test_the_risk_stands_by_its_parts(ledger: Ledger, database: Database) -> None:
    """Each part of both scores, with the least and the most that it can be."""
    await keep(ledger, opened(FACTS))
    with database.read() as session:
        (row,) = session.exec(select(RiskRow)).all()
        scores = {score for score, *_ in json.loads(row.parts)}
        assert (scores, row.number) == ({"LACE", "HOSPITAL"}, 1)


async def test_several_answers_are_one_row(
    ledger: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As its giver chose them, through the store, the episode and the ledger; FIX and UNDO too."""
    monkeypatch.setattr(catalogue, "STEPS", (several.STEP,))
    notes = Notes(database, Seal(RING))
    facts = FACTS

    async def heard(message_id: str, *chosen: Value) -> Answer:
        said = GiveAnswer(
            episode=EPISODE,
            key=several.KEY,
            value=chosen[0],
            also=chosen[1:],
            by=NURSE,
            happened_at=AT,
            told_at=AT,
            message_id=message_id,
        )
        return mapping.answer(await notes.by_reference(said))

    both = await heard("SM1", Value.MEDICINES, Value.WORKS)
    after = judge(both, facts, AT).facts
    await keep(ledger, entries(facts, after, AT))
    right = await heard("SM2", Value.SYMPTOMS, Value.MEDICINES, Value.FOLLOW_UP)
    fixed = correct(right, after, AT).facts
    await keep(ledger, entries(after, fixed, AT))
    gone = take_back(several.KEY, NURSE, fixed, AT).facts
    await keep(ledger, entries(fixed, gone, AT, undo=undo("SM3")))
    with database.read() as session:
        kept = {row.message_id: (row.value, row.also) for row in answers(session)}
    assert kept == {
        "SM1": ("medicines", "works"),
        "SM2": ("symptoms", "medicines,follow_up"),
        "SM3": ("taken_back", ""),
    }


async def test_a_step_refuses_what_is_chosen_beside_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its refusal sees all of it, and nothing is recorded."""
    monkeypatch.setattr(catalogue, "STEPS", (several.STEP,))
    both = replace(SAID, question=several.KEY, value=Value.SYMPTOMS, also=(Value.WORKS,), card=())
    judged = judge(both, FACTS, AT)
    assert (judged.ruling, judged.follows) == (Ruling.REFUSED, "Not both.")
    assert judged.facts.answers == ()


async def test_the_closed_card_says_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens it later reads each thing that was chosen."""
    monkeypatch.setattr(catalogue, "STEPS", (several.STEP,))
    both = replace(SAID, question=several.KEY, value=Value.MEDICINES, also=(Value.WORKS,), card=())
    card = card_for(several.KEY, FACTS.answered(both), AT, Role.NURSE)
    assert "medicines and works" in card.ended[0]
