"""The languages that people write and read: a file of words beside this one for each.

What is added is known by lying here: every language is looked for in every text, families mix
them. Texts go out in those that have a folder of texts as well (`domain/hospital/languages.py`).
"""

from pathlib import Path

from domain.languages.language import Entry, Language, Level
from domain.languages.reading import read_language

HERE = Path(__file__).parent
LANGUAGES: tuple[Language, ...] = tuple(map(read_language, sorted(HERE.glob("*.toml"))))
"""By their codes."""
APPROVED = all(entry.approved for language in LANGUAGES for entry in language.entries)
"""Whether a clinician has signed every entry; until then `plan` says that nobody has."""

__all__ = ["APPROVED", "HERE", "LANGUAGES", "Entry", "Language", "Level"]
