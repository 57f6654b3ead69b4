"""What somebody has said of a person's death, in whatever episode: the next one must know it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from domain.asking.choices import Value
from domain.episode import deaths
from domain.episode.facts import Ending, Person, Sense, Wrote
from domain.pathway import Role
from domain.protocol.word_of_death import HEARD
from models.tables import AnswerRow, Assignment, Encounter, WordOfDeath

_ALIVE = (Value.MISTAKEN.value, Value.STOPPED.value)


@dataclass(frozen=True)
class Said:
    """What is kept of a person's episodes: what was answered in them, and words of a death."""

    episodes: Sequence[Encounter]
    answers: Sequence[AnswerRow]
    words: Sequence[WordOfDeath]


def said_of(session: Session, patient: str) -> Said:
    """Read it once: what is told and what is asked of a death both follow from it."""
    found = session.exec(select(Encounter).where(Encounter.patient_token == patient)).all()
    theirs = [one.episode for one in found]
    answers = select(AnswerRow).where(col(AnswerRow.episode).in_(theirs))
    words = select(WordOfDeath).where(col(WordOfDeath.episode).in_(theirs))
    return Said(found, session.exec(answers).all(), session.exec(words).all())


def deaths_told(said: Said, now: datetime) -> dict[str, Wrote]:
    """By episode of a person, the word of death that stands there: the hospital's is the chart's.

    It stands where a person ended the episode as one, answered or wrote so, and nobody said since
    that it was a mistake.
    """
    found, every = said.episodes, said.answers
    answers = list(_of_deaths(every))
    told = {one.episode for one in found if one.outcome == Ending.DIED and not one.ending}
    words = [one for one in said.words if not one.of_family]
    alive: dict[str, datetime] = {}
    for one in answers:
        if one.value in _ALIVE:
            of = one.name.partition("|")[0]
            alive[of] = max(one.told_at, alive.get(of, one.told_at))
    for row in found:
        mine = [one for one in answers if one.episode == row.episode]
        died = [one.told_at for one in mine if one.value == Value.DIED]
        died += _wrote(row.episode, words, every)
        denied = [one.told_at for one in mine if one.value in _ALIVE]
        elsewhere = alive.get(f"{deaths.CONFIRMS}wrote.{HEARD}{row.episode}/1")
        denied += [elsewhere] if elsewhere else []
        if elsewhere:
            told.discard(row.episode)
        if died and not any(at >= max(died) for at in denied):
            told.add(row.episode)
    return {episode: word_of(episode, now) for episode in sorted(told)}


def death_in_question(session: Session, said: Said, now: datetime) -> dict[str, Wrote]:
    """By episode, that it asks whether its patient died, whoever wrote so: nobody has confirmed.

    What a family wrote is a question before anybody was asked it.
    """
    episodes = [one.episode for one in said.episodes]
    asked = select(Assignment).where(
        col(Assignment.episode).in_(episodes),
        col(Assignment.question).startswith(deaths.CONFIRMS),
        col(Assignment.withdrawn).is_(False),
        col(Assignment.settled).is_(False),
    )
    rows = {one.episode for one in session.exec(asked).all()}
    answered = [one for one in said.answers if one.name.startswith(deaths.CONFIRMS)]
    for word in said.words:
        mine = [one for one in answered if one.episode == word.episode]
        if word.of_family and not any(one.told_at >= word.at for one in mine):
            rows.add(word.episode)
    return {episode: word_of(episode, now) for episode in sorted(rows)}


def keep_word(
    session: Session, episode: str, message_id: str, at: datetime, *, of_family: bool = False
) -> None:
    """Keep that somebody said so; whoever plans an episode from now on knows it."""
    if session.get(WordOfDeath, (episode, message_id)) is None:
        word = WordOfDeath(episode=episode, message_id=message_id, at=at, of_family=of_family)
        session.add(word)


def word_of(episode: str, at: datetime) -> Wrote:
    """Under the name by which the episode itself tells it: whoever heard that hears it once."""
    by = Person(handle=episode, name="Another stay's record", role=Role.CASE_MANAGER)
    return Wrote(message_id=f"{HEARD}{episode}", at=at, by=by, body="", sense=Sense.DEATH)


def _wrote(
    episode: str, words: Iterable[WordOfDeath], rows: Iterable[AnswerRow]
) -> Iterator[datetime]:
    """When colleagues wrote so; of an answer that was taken back its word is too."""
    mine = [one for one in rows if one.episode == episode]
    gone = {one.supersedes for one in mine if one.supersedes}
    taken_back = {one.told_at for one in mine if one.name in gone and one.value == Value.DIED}
    yield from (w.at for w in words if w.episode == episode and w.at not in taken_back)


def _of_deaths(rows: Sequence[AnswerRow]) -> Iterator[AnswerRow]:
    """What counts of what was said of a death, and to its own question that it was a mistake."""
    gone = {(one.episode, one.supersedes) for one in rows if one.supersedes}
    for one in rows:
        if (one.episode, one.name) in gone:
            continue
        if one.value == Value.DIED or (
            one.value in _ALIVE and one.name.startswith(deaths.CONFIRMS)
        ):
            yield one
