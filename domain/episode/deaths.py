"""Deaths that somebody reports: until one is confirmed or a mistake, the family hears nothing."""

from domain.asking.choices import Value
from domain.episode.facts import Answer, Facts, Sense, Wrote, once

ASKED_AS = "review"
"""The step whose questions confirm them."""
CONFIRMS = f"{ASKED_AS}/death."
_ALIVE = (Value.MISTAKEN, Value.STOPPED)


@once
def is_reported(facts: Facts) -> bool:
    """Whether somebody said that the patient died, and nobody that this was a mistake."""
    answered = (key_of_answer(one, facts) for one in facts.answers if reported_by(one))
    written = (key_of_words(one) for one in facts.written if one.sense is Sense.DEATH)
    return any(_said_of_death(key, facts) not in _ALIVE for key in (*answered, *written))


def confirmed(facts: Facts) -> Answer | None:
    """The case manager's confirmation of a death."""
    return next(
        (
            answer
            for answer in facts.answers
            if answer.question.startswith(CONFIRMS) and answer.value in (Value.DIED, Value.DONE)
        ),
        None,
    )


def _said_of_death(key: str, facts: Facts) -> Value | None:
    """What was last said to the question, or on its ladder by who was told instead."""
    root = key.rpartition("/")[0]
    asked = (f"{root}/", f"{root}-late/")
    said = [each.value for each in facts.answers if each.question.startswith(asked)]
    return said[-1] if said else None


def reported_by(answer: Answer) -> bool:
    """Whether an answer to something else says so."""
    return answer.value is Value.DIED and not answer.question.startswith(f"{ASKED_AS}/")


def source(answer: Answer, facts: Facts) -> str:
    """A name for the answer that raised a review: its question and how often it was answered."""
    return (
        f"{answer.question.replace('/', '.')}.{facts.answers_to(answer.question).index(answer) + 1}"
    )


def key_of_words(wrote: Wrote) -> str:
    """The question that a written word of it raises."""
    return f"{CONFIRMS}wrote.{wrote.message_id}/1"


def key_of_answer(report: Answer, facts: Facts) -> str:
    """The question that an answer raises."""
    return f"{CONFIRMS}{source(report, facts)}/1"
