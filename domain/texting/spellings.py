"""How people spell, speak and abbreviate the words of answers: `answers` of every language."""

from domain.languages import LANGUAGES
from domain.languages.joined import of_all, set_of
from domain.languages.sections import Answers


def _arrived(said: Answers) -> tuple[str, ...]:
    """It came and works, with a yes in front or without."""
    return tuple(
        f"{yes}{came} {works}"
        for yes in ("", *(f"{word} " for word in said.yes_ahead))
        for came in said.came
        for works in said.came_and
    )


_FITS = of_all(lambda one: one.answers.fits)
_FIRST, _SECOND, _THIRD = (
    (*words, *(f"{word} {fits}" for word in words for fits in _FITS))
    for words in (
        of_all(lambda one: one.answers.first),
        of_all(lambda one: one.answers.second),
        of_all(lambda one: one.answers.third),
    )
)
_WORKS = of_all(lambda one: (*_arrived(one.answers), *one.answers.works))

SPELLINGS: dict[str, str] = {
    **{way: word for one in LANGUAGES for word, ways in one.answers.ways.items() for way in ways},
    **dict.fromkeys(_FIRST, "first"),
    **dict.fromkeys(_SECOND, "second"),
    **dict.fromkeys(_THIRD, "third"),
    **dict.fromkeys(_WORKS, "works"),
    **dict.fromkeys(of_all(lambda one: one.answers.does_not_work), "does not work"),
}

SLIPPERY = frozenset(
    {*of_all(lambda one: one.answers.slippery), *_FIRST, *_SECOND, *_THIRD, *_WORKS}
)
"""Words that also begin a sentence with another meaning ("well, she did not answer", "take her off
the list", "dead battery"): they count only when they stand alone or a time follows."""

DIGIT_WORDS: dict[str, int] = {
    word: digit for one in LANGUAGES for digit, word in enumerate(one.answers.digits, start=1)
}

YES = set_of(lambda one: one.answers.yes)
AFFIRMED = frozenset({"accept", "confirm", "on board", "delivered", "working", "attended"})
"""Yes, said alone, is the choice with one of these words: each is offered against a "no". Carriers
reserve YES only for whoever opted out, so it is understood and never offered."""

POLITE = set_of(lambda one: one.answers.polite)
"""What may follow a slippery word without changing it, but "ok" and "no": "ok thanks" may be no
more than courtesy."""
COURTEOUS = set_of(lambda one: one.answers.courteous)

COUNTED = of_all(lambda one: one.answers.counted)
"""A digit in front of one of these counts something ("2 times", "2 pm", "3 days"): no choice."""

REFUSALS = of_all(lambda one: one.answers.refusals)
"""What a patient may write behind a digit to refuse it: "2 doesn't work for me" takes no time."""
