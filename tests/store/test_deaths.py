"""Which words of a death stand, of a person with several episodes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from adapters.sql.database import Database, migrate
from models.tables import AnswerRow, Assignment, Encounter
from store.deaths import death_in_question, deaths_told, keep_word, said_of

NOW = datetime(2026, 9, 9, 16, 0, tzinfo=UTC)
THEIRS, STRANGER = "token-a", "token-b"
FIRST, SECOND = "mercy-general-0904-aaaa", "mercy-general-0908-bbbb"
CONFIRM = "review/death.disposition.which.1.1/1"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A store with the schema."""
    path: Path = tmp_path_factory.mktemp("deaths") / "homeward.db"
    migrate(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def session(store: Database) -> Iterator[Session]:
    """Two episodes of one person, in a transaction that leaves nothing behind."""
    with store.write() as session, session.begin_nested() as nested:
        for episode in (FIRST, SECOND):
            session.add(_encounter(episode))
        session.flush()
        yield session
        nested.rollback()


def _encounter(episode: str, token: str = THEIRS) -> Encounter:
    return Encounter(
        episode=episode,
        facility="mercy-general",
        encounter_token=episode,
        patient_token=token,
        n=1,
        body_hash="",
        discharged_at=NOW,
        opened_at=NOW,
    )


def _answers(session: Session, episode: str, said: str, value: str, minutes: int) -> str:
    """One row more of what was answered; gives its name."""
    step, question, occurrence = (*said.split("/"), "", "")[:3]
    at = NOW + timedelta(minutes=minutes)
    name = f"{said}|SM{minutes}"
    row = AnswerRow(
        episode=episode, name=name, step=step, question=question, occurrence=occurrence,
        message_id=f"SM{minutes}", value=value, happened_at=at, told_at=at, by="cm", role="nurse",
        via="text",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return name


def _asks(session: Session, patient: str = THEIRS) -> list[str]:
    return list(death_in_question(session, said_of(session, patient), NOW))


def _told(session: Session) -> list[str]:
    return list(deaths_told(said_of(session, THEIRS), NOW))


@pytest.mark.parametrize(
    "asked", ["disposition/which/1", "disposition/doubt/20260909160000", "contact/other/1"]
)
def test_died_stands_whatever_was_asked_until_somebody_says_alive(
    session: Session, asked: str
) -> None:
    """The name is the one by which the episode tells it; a newer "died" stands again."""
    _answers(session, FIRST, asked, "died", 1)
    assert [word.message_id for word in deaths_told(said_of(session, THEIRS), NOW).values()] == [
        f"death:{FIRST}"
    ]
    _answers(session, FIRST, CONFIRM, "mistaken", 2)
    assert _told(session) == []
    _answers(session, FIRST, "contact/call/2", "died", 3)
    assert _told(session) == [FIRST]


@pytest.mark.parametrize("value", ["mistaken", "stopped"])
def test_alive_said_of_it_in_another_episode_counts(session: Session, value: str) -> None:
    """Whoever was told there knows of the same death; "alive" said of another one says nothing."""
    _answers(session, FIRST, "contact/other/1", "died", 1)
    _answers(session, SECOND, "review/death.wrote.SM7/1", value, 2)
    assert _told(session) == [FIRST]
    _answers(session, SECOND, f"review/death.wrote.death:{FIRST}/1", value, 3)
    assert _told(session) == []


def _takes_back(session: Session, answer: str) -> None:
    """The same person's UNDO of it."""
    row = AnswerRow(
        episode=FIRST, name="undo", step="contact", question="other", occurrence="1",
        message_id="SM2", value="taken_back", happened_at=NOW, told_at=NOW, by="cm", role="nurse",
        via="text", supersedes=answer,
    )  # fmt: skip
    session.add(row)
    session.flush()


def test_what_was_taken_back_does_not_stand(session: Session) -> None:
    """An UNDO of "died", and one of "alive"."""
    first = _answers(session, FIRST, "contact/other/1", "died", 1)
    _takes_back(session, first)
    assert _told(session) == []


@pytest.mark.parametrize(
    ("outcome", "ending", "stands"),
    [("died", "", True), ("died", "died", False), ("withdrawn", "", False), ("", "", False)],
)
def test_an_end_by_hand_as_died_is_one_and_the_hospitals_word_is_the_charts(
    session: Session, outcome: str, ending: str, *, stands: bool
) -> None:
    """`ending` is what the hospital called for."""
    row = session.get_one(Encounter, FIRST)
    row.outcome, row.ending = outcome, ending
    session.flush()
    assert _told(session) == ([FIRST] if stands else [])


@pytest.mark.parametrize(
    ("question", "withdrawn", "settled", "asks"),
    [
        ("review/death.wrote.SM7/1", False, False, True),
        ("review/death.wrote.SM7-late/2", False, False, True),
        ("review/death.wrote.SM7/1", True, False, False),
        ("review/death.wrote.SM7/1", False, True, False),
        ("review/words.SM7/1", False, False, False),
    ],
)
def test_a_death_is_in_question_while_somebody_is_asked_of_it(
    session: Session, question: str, *, withdrawn: bool, settled: bool, asks: bool
) -> None:
    """Whoever wrote of it, a patient's phone too; of another person's episode nothing is known."""
    session.add(Assignment(episode=SECOND, question=question, withdrawn=withdrawn, settled=settled))
    session.flush()
    assert _asks(session) == ([SECOND] if asks else [])
    assert _asks(session, STRANGER) == []


def test_what_was_written_stands_before_anybody_was_asked_of_it(session: Session) -> None:
    """A colleague's word counts from when it is kept; "alive" said since takes it away."""
    keep_word(session, FIRST, "SM7", NOW + timedelta(minutes=1))
    keep_word(session, FIRST, "SM7", NOW + timedelta(minutes=9))
    assert _told(session) == [FIRST]
    assert _asks(session) == []
    _answers(session, FIRST, "review/death.wrote.SM7/1", "mistaken", 2)
    assert _told(session) == []
    keep_word(session, FIRST, "SM8", NOW + timedelta(minutes=3))
    assert _told(session) == [FIRST]


def test_a_word_that_is_an_answer_is_taken_back_with_it(session: Session) -> None:
    """What an episode told the others of an answer that was undone stands no more."""
    first = _answers(session, FIRST, "contact/other/1", "died", 1)
    keep_word(session, FIRST, f"death:{FIRST}", NOW + timedelta(minutes=1))
    assert _told(session) == [FIRST]
    _takes_back(session, first)
    assert _told(session) == []


@pytest.mark.parametrize("value", ["mistaken", "died"])
def test_a_familys_word_is_a_question_until_somebody_has_answered_it(
    session: Session, value: str
) -> None:
    """Before anybody was asked, and when its episode has ended unasked."""
    keep_word(session, FIRST, "SM7", NOW + timedelta(minutes=1), of_family=True)
    assert _told(session) == []
    assert _asks(session) == [FIRST]
    assert _asks(session, STRANGER) == []
    _answers(session, FIRST, "review/death.wrote.SM7/1", value, 2)
    assert _asks(session) == []


def test_a_death_said_again_after_alive_elsewhere_stands(session: Session) -> None:
    """A word that they are alive answers what was said before it, in whatever episode."""
    _answers(session, FIRST, "contact/other/1", "died", 1)
    _answers(session, SECOND, f"review/death.wrote.death:{FIRST}/1", "mistaken", 2)
    assert _told(session) == []
    _answers(session, FIRST, "contact/call/2", "died", 3)
    assert _told(session) == [FIRST]
