"""The words of all languages together: each is looked for in every text."""

from collections.abc import Callable, Iterable

from domain.languages import LANGUAGES, Language


def of_all(words: Callable[[Language], Iterable[str]]) -> tuple[str, ...]:
    """Some words of each language, one language after the other, each word once."""
    return tuple(dict.fromkeys(word for one in LANGUAGES for word in words(one)))


def set_of(words: Callable[[Language], Iterable[str]]) -> frozenset[str]:
    """Some words of each language, to be looked up."""
    return frozenset(of_all(words))


def any_of(words: Iterable[str]) -> str:
    """A pattern that one of these fits; of none, one that nothing fits."""
    return "|".join(words) or "(?!)"
