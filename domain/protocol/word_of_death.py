"""That somebody said of one episode that its patient died: the person's other episodes hear it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from domain.asking.choices import Value
from domain.episode import deaths
from domain.episode.facts import Ended, Ending, Facts, Person, Sense, Via, Wrote
from domain.pathway import Role

HEARD = "death:"
"""Begins the name of such a word; then comes the episode that tells it."""


def word_of_death(episode: str, said: int, before: Facts, after: Facts) -> Wrote | None:
    """What the others must hear of a step from one account to the next, or nothing.

    `said` is how often this episode has told them: a death that was a mistake may be said again. A
    hospital's own word reaches each episode by the chart, a family's by its phone, and what was
    heard from another is not passed on until somebody here has confirmed it.
    """
    if _stands(before) or not _stands(after):
        return None
    at, by = max(_said(after), key=lambda one: one[0])
    name = f"{HEARD}{episode}" if said == 0 else f"{HEARD}{episode}.{said + 1}"
    return Wrote(message_id=name, at=at, by=by, body="", sense=Sense.DEATH)


def _stands(facts: Facts) -> bool:
    """Whether a person said so here, or ended it as such, and nobody that it was a mistake."""
    ours = replace(facts, written=tuple(filter(_is_ours, facts.written)))
    return deaths.is_reported(ours) or _by_hand(facts.ended) is not None


def _is_ours(wrote: Wrote) -> bool:
    return wrote.by.role.is_staff and not wrote.message_id.startswith(HEARD)


def _by_hand(ended: Ended | None) -> Ended | None:
    if ended is None or ended.ending is not Ending.DIED or ended.by == Via.HOSPITAL:
        return None
    return ended


def _said(facts: Facts) -> Iterator[tuple[datetime, Person]]:
    """Whoever said it, and when."""
    for answer in facts.answers:
        if answer.value is Value.DIED:
            yield answer.told_at, answer.by
    for wrote in facts.written:
        if wrote.sense is Sense.DEATH and _is_ours(wrote):
            yield wrote.at, wrote.by
    if (ended := _by_hand(facts.ended)) is not None:
        yield ended.at, Person(handle=ended.by, name=ended.by, role=Role.CASE_MANAGER)
