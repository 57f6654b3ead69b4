"""What a language lacks beside English: texts that families are sent, words that they write."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from domain.clinical.equipment import KINDS, UNKNOWN
from domain.hospital.languages import ENGLISH
from domain.languages.language import Language
from domain.languages.reading import WordsUnusable, read_language
from domain.steps.catalogue import kinds
from domain.words.phrasebook import TABLES

FOR_FAMILIES = (
    *("_reminder", "after", "already_settled", "emergency", "episode_closed", "heard", "help"),
    *("not_open", "not_saved", "not_undone", "same_day", "started", "stopped", "thanks"),
    *("told_a_person", "undone", "which_one", "wrong_number"),
    *sorted(kind for kind in kinds().values() if kind.families),
)
"""The texts that patients and caregivers can be sent; whatever else goes out staff read."""
_GRAVE = frozenset(
    {
        *(
            "written.weekdays",
            "written.date",
            "written.halves",
        ),  # else English dates are sent
        *("deaths", "leaving.stop", "leaving.sentences", "near_leaving.named"),
        "wrong_number.alone",
    }
)
_ITS_OWN = frozenset({"code", "by_sound", "parts", "classes", "respelled", "by_ear", "typed_alike"})
"""What a language may be without: how it is typed and what its phrases are made of."""


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One thing that is not there. `grave`: a family is sent English, or a danger is missed."""

    where: str
    what: str
    grave: bool


@dataclass(frozen=True, kw_only=True)
class LanguageCheck:
    """One language: what it lacks, and how many of its dangers nobody has signed."""

    language: str
    lacks: tuple[Lack, ...]
    dangers: int = 0
    unsigned: int = 0

    @property
    def grave(self) -> bool:
        """Whether nobody may be texted in it as it is."""
        return any(lack.grave for lack in self.lacks)


def languages_in(words: Path, texts: Path) -> tuple[str, ...]:
    """Every language that has a file of words or a folder of texts."""
    folders = (path.name for path in (texts / "sms").iterdir() if path.is_dir())
    return tuple(sorted({*(path.stem for path in words.glob("*.toml")), *folders}))


def check_language(code: str, words: Path, texts: Path) -> LanguageCheck:
    """Compare a language's file in `words` and its folder in `texts` with those of English.

    Raises WordsUnusable for English itself.
    """
    lacking = tuple(_texts(code, texts))
    english = read_language(words / f"{ENGLISH}.toml")
    if not (words / f"{code}.toml").is_file():
        none = Lack(where=f"{code}.toml", what="no file of words: no danger is heard", grave=True)
        return LanguageCheck(language=code, lacks=(none, *lacking))
    try:
        found = read_language(words / f"{code}.toml")
    except WordsUnusable as error:
        unusable = Lack(where=f"{code}.toml", what=str(error), grave=True)
        return LanguageCheck(language=code, lacks=(unusable, *lacking))
    return LanguageCheck(
        language=code,
        lacks=(
            *lacking,
            *_dangers(found, english),
            *_equipment(found),
            *_keys(found, english, ""),
            *_for_staff(code),
        ),
        dangers=len(found.entries),
        unsigned=sum(not entry.approved for entry in found.entries),
    )


def _texts(code: str, texts: Path) -> Iterator[Lack]:
    folder = texts / "sms" / code
    if not folder.is_dir():
        yield Lack(where=f"sms/{code}/", what="no folder: nobody is texted in it", grave=True)
        return
    for kind in FOR_FAMILIES:
        file = folder / f"{kind}.txt.j2"
        if not file.is_file() or not file.read_text(encoding="utf-8").strip():
            where = f"sms/{code}/{file.name}"
            yield Lack(where=where, what="no text: a family is sent the English one", grave=True)


def _dangers(found: Language, english: Language) -> Iterator[Lack]:
    heard = {entry.name for entry in found.entries if entry.phrases} | found.heard_by.keys()
    for entry in english.entries:
        if entry.name not in heard:
            what = f"no phrase for this danger ({entry.level.value})"
            yield Lack(where=f"entry {entry.name}", what=what, grave=True)


def _equipment(found: Language) -> Iterator[Lack]:
    if found.code == ENGLISH:
        return
    for kind in (*KINDS, UNKNOWN):
        if kind.title not in found.equipment:
            what = "no name: a family reads the English one"
            yield Lack(where=f"equipment {kind.title!r}", what=what, grave=True)


def _for_staff(code: str) -> Iterator[Lack]:
    """What staff read in English: they are asked in no other language so far."""
    lacking = sorted(set(TABLES[ENGLISH]) - set(TABLES.get(code, {})))
    for file, rows in Counter(key.partition(".")[0] for key in lacking).items():
        yield Lack(where=f"staff's {file}", what=f"{rows} phrases are read in English", grave=False)


def _keys(found: object, english: object, at: str) -> Iterator[Lack]:
    """Every key that English fills and this language does not."""
    for one in fields(english):  # type: ignore[arg-type]
        key = f"{at}{one.name}"
        ours, theirs = getattr(found, one.name), getattr(english, one.name)
        if is_dataclass(theirs):
            yield from _keys(ours, theirs, f"{key}.")
        elif theirs and not ours and key not in _ITS_OWN and key != "entry":
            yield Lack(where=key, what="no words", grave=key in _GRAVE)
