"""Who opened which card, and what stood on it: nothing is called read that nobody has opened."""

from datetime import datetime

from domain.episode.facts import Facts, Person, Sense, Wrote

_FOR_A_READER = (Sense.WORDS, Sense.DEATH, Sense.NEAR_LEAVING)


def opened(facts: Facts, step: str, by: Person, until: datetime) -> bool:
    """Whether this person had opened a card of the step by then."""
    return any(
        view.by.handle == by.handle and view.first <= until
        for view in facts.views
        if view.question.startswith(f"{step}/")
    )


def unread(facts: Facts, by: Person) -> tuple[Wrote, ...]:
    """The words and pictures of others that stood on no card which this person has opened."""
    read = max((view.words for view in facts.views if view.by.handle == by.handle), default=0)
    return tuple(
        wrote
        for wrote in facts.written[read:]
        if wrote.by.handle != by.handle and _is_to_be_read(wrote)
    )


def _is_to_be_read(wrote: Wrote) -> bool:
    """A colleague's word of a death says no more than the text that asks to confirm it.

    Nor does a doubt of texts, of which the note alone is left.
    """
    if wrote.sense is Sense.DEATH and wrote.by.role.is_staff:
        return False
    noted = bool(wrote.note) and wrote.sense is Sense.WORDS
    worded = wrote.sense in _FOR_A_READER and bool(wrote.body.strip())
    return bool(wrote.attached) or worded or noted
