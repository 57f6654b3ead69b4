"""What was found in a text: how serious it is and what it is called."""

from dataclasses import dataclass

from domain.languages.language import Level


@dataclass(frozen=True, kw_only=True)
class Flag:
    """What was found: how serious, and the lexicon's entry. Never the text itself."""

    level: Level
    name: str


@dataclass(frozen=True, kw_only=True)
class Meant:
    """A danger that is meant, and the words of the lexicon by which it was known."""

    flag: Flag
    phrase: str
    words: str
