"""What is written beside an answer: kept once for each wording, sealed, and opened by name."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from adapters.encryption import Seal, SealBroken
from adapters.sql.database import Database
from domain.asking.choices import Value
from domain.episode.facts import Person, Via
from domain.pathway import Role
from models.payloads import Card, GiveAnswer, NoteOnCard, NotePart, ShownDifference
from models.tables import AnswerNote, place
from operations.cards import NOTE_NO_LONGER_KEPT, PatientsOnCards
from store.patient_data.notes import Notes
from store.views import Viewer
from tests.keys import RING
from tests.texts import HOME

EPISODE = "mercy-general-0908-bcdf"
AT = HOME + timedelta(hours=30)
NURSE = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)


@pytest.fixture
def notes(database: Database) -> Notes:
    """On an empty store."""
    return Notes(database, Seal(RING))


def answer(note: str, card: tuple[tuple[str, str], ...] = ()) -> GiveAnswer:
    """As a card sends it, the same form each time."""
    return GiveAnswer(
        episode=EPISODE,
        key="contact/call/1",
        value=Value.OTHER,
        by=NURSE,
        happened_at=AT,
        told_at=AT,
        via=Via.CARD,
        note=note,
        card=card,
        message_id="card-7",
    )


def rows(database: Database) -> list[AnswerNote]:
    """All that was kept."""
    with database.read() as session:
        return list(session.exec(select(AnswerNote)).all())


async def test_a_note_kept_twice_is_one_row(notes: Notes, database: Database) -> None:
    """After a crash between keeping and telling, it is kept again under the same name."""
    first, again = [await notes.by_reference(answer("her son Abel has the pills")) for _ in "ab"]
    assert first == again
    assert (first.note, "Abel" in first.model_dump_json()) == ("contact/call/1|card-7", False)
    (row,) = rows(database)
    assert b"Abel" not in row.body_sealed
    with pytest.raises(SealBroken):
        Seal(RING).open(row.body_sealed, place(AnswerNote, EPISODE, "another"))


async def test_other_words_from_the_same_form_change_none_that_are_kept(notes: Notes) -> None:
    """A form that was refused is sent again with more words: each wording has its name."""
    texts = ("too short", "too short, she says", "too short")
    given = [await notes.by_reference(answer(words)) for words in texts]
    assert [one.note for one in given] == [
        "contact/call/1|card-7",
        "contact/call/1|card-7#2",
        "contact/call/1|card-7",
    ]
    found = await notes.opened(EPISODE, {one.note for one in given})
    assert found[given[1].note].note == "too short, she says"


async def test_what_words_tell_of_travels_without_them(notes: Notes) -> None:
    """A no, and that there is a reason; nothing is kept where nobody wrote a word."""
    no = await notes.by_reference(answer("pt wants no more texts"))
    assert no.told_no is not None
    assert no.told_no.sure
    reasoned = (("d1", "intended: new stent"), ("d2", "stop"), ("consent_to_text", "agreed"))
    given = await notes.by_reference(answer("", reasoned))
    assert given.card == (("d1", "intended: in words"), *reasoned[1:])
    assert (await notes.opened(EPISODE, [given.note]))[given.note].card == reasoned
    assert (await notes.by_reference(answer("", reasoned[1:]))).note == ""


async def test_a_card_says_of_an_erased_note_that_it_is_kept_no_longer(
    notes: Notes, database: Database
) -> None:
    """Emptied or gone: the lines stand, in words for their reader."""
    given = await notes.by_reference(answer("she cried", (("d1", "intended: new stent"),)))
    card = Card(
        open=True,
        tried=("Wed 9a: no answer, RN Lopez",),
        differences=(ShownDifference(id="d1", note=given.note, decided="Intended, RN Lopez"),),
        notes=(NoteOnCard(name=given.note, part=NotePart.TRIED, line=0),),
    )
    patients = PatientsOnCards(database, Seal(RING), lambda: datetime.now(UTC))
    nurse = Viewer(handle="lopez", role=Role.NURSE, via=Via.CARD)
    shown = await patients.whole(card, nurse, EPISODE, "contact/call/1")
    assert shown.tried == ("Wed 9a: no answer, RN Lopez (she cried)",)
    assert (shown.differences[0].reason, shown.differences[0].decided) == (
        "new stent",
        "Intended, RN Lopez (new stent)",
    )
    with database.write() as session:
        session.get_one(AnswerNote, (EPISODE, given.note)).body_sealed = b""
    erased = await patients.whole(card, nurse, EPISODE, "contact/call/1")
    assert erased.tried == (f"Wed 9a: no answer, RN Lopez ({NOTE_NO_LONGER_KEPT})",)
    assert erased.differences[0].reason == ""
