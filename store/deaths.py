"""What somebody has said of a person's death, in whatever episode: the next one must know it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from domain.asking.choices import Value
from domain.episode.facts import Ending, Person, Sense, Wrote
from domain.pathway import Role
from domain.protocol.word_of_death import HEARD
from models.tables import AnswerRow, Assignment, Encounter

_CONFIRMS = "review/death."
_ALIVE = (Value.MISTAKEN.value, Value.STOPPED.value)


def deaths_told(session: Session, patient: str, now: datetime) -> dict[str, Wrote]:
    """By episode of a person, the word of death that stands there: the hospital's is the chart's.

    It stands where a person ended the episode as one or answered so, and nobody said since that it
    was a mistake.
    """
    found = _of(session, patient)
    answers = _answers(session, found)
    told = {one.episode for one in found if one.outcome == Ending.DIED and not one.ending}
    alive = {one.name.partition("|")[0] for one in answers if one.value in _ALIVE}
    for row in found:
        mine = [one for one in answers if one.episode == row.episode]
        died = max((one.told_at for one in mine if one.value == Value.DIED), default=None)
        denied = (one.told_at for one in mine if one.value in _ALIVE)
        if died is not None and not any(at >= died for at in denied):
            told.add(row.episode)
    return {
        episode: _word(episode, now)
        for episode in sorted(told)
        if f"{_CONFIRMS}wrote.{HEARD}{episode}/1" not in alive
    }


def death_in_question(session: Session, patient: str, now: datetime) -> dict[str, Wrote]:
    """By episode, that it asks whether its patient died, whoever wrote so: nobody has confirmed."""
    episodes = [one.episode for one in _of(session, patient)]
    asked = select(Assignment).where(
        col(Assignment.episode).in_(episodes),
        col(Assignment.question).startswith(_CONFIRMS),
        col(Assignment.withdrawn).is_(False),
        col(Assignment.settled).is_(False),
    )
    rows = sorted({one.episode for one in session.exec(asked).all()})
    return {episode: _word(episode, now) for episode in rows}


def _of(session: Session, patient: str) -> Sequence[Encounter]:
    return session.exec(select(Encounter).where(Encounter.patient_token == patient)).all()


def _answers(session: Session, found: Sequence[Encounter]) -> list[AnswerRow]:
    """What counts of what was said of a death, and to its own question that it was a mistake."""
    rows = session.exec(
        select(AnswerRow).where(col(AnswerRow.episode).in_([one.episode for one in found]))
    ).all()
    gone = {(one.episode, one.supersedes) for one in rows if one.supersedes}
    return list(_of_deaths(one for one in rows if (one.episode, one.name) not in gone))


def _of_deaths(rows: Iterable[AnswerRow]) -> Iterator[AnswerRow]:
    for one in rows:
        if one.value == Value.DIED or (one.value in _ALIVE and one.name.startswith(_CONFIRMS)):
            yield one


def _word(episode: str, now: datetime) -> Wrote:
    """Under the name by which the episode itself tells it: whoever heard that hears it once."""
    by = Person(handle=episode, name="Another stay's record", role=Role.CASE_MANAGER)
    return Wrote(message_id=f"{HEARD}{episode}", at=now, by=by, body="", sense=Sense.DEATH)
