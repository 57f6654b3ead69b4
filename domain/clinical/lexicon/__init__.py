"""What people say of danger and of death: a file for each language, for a clinician to approve."""

from pathlib import Path

from domain.clinical.lexicon.language import Entry, Language, Level, read_language

_HERE = Path(__file__).parent

LANGUAGES: tuple[Language, ...] = tuple(
    read_language((_HERE / f"{code}.toml").read_text(encoding="utf-8")) for code in ("en", "es")
)
"""Every language is looked for in every text: families mix them."""
APPROVED = all(entry.approved for language in LANGUAGES for entry in language.entries)
"""Whether a clinician has signed every entry; until then `plan` says that nobody has."""

__all__ = ["APPROVED", "LANGUAGES", "Entry", "Language", "Level"]
