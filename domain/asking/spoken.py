"""What kinds and their answers are called: in the tables of words, `domain/words/<language>/`.

Staff are asked in English alone so far; what families read are templates.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.words.phrasebook import FALLBACK, PHRASES, tables


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """The words of one kind.

    `task` is what a confirmation calls it ("call", "ride"), `plan` what a plan says is asked,
    `script` what is read out to the patient. Of each answer, by its value: the label on cards, then
    the words that stand for its digit.
    """

    task: str = ""
    plan: str = ""
    script: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, value: str) -> str:
        """An answer as cards show it; one that the table lacks by its own name."""
        return next(iter(self.answers.get(value, ())), value.replace("_", " ").capitalize())

    def words(self, value: str) -> tuple[str, ...]:
        """What may be written in place of the digit."""
        return self.answers.get(value, ())[1:]


def _read(language: str) -> dict[str, Spoken]:
    found: dict[str, Spoken] = {}
    for file, table in tables(language):
        for kind, said in table.items():
            if kind == PHRASES:
                continue
            if kind in found:
                raise ValueError(f"{file}: {kind} has its words in another table")
            found[kind] = _spoken(kind, said)
    return found


def _spoken(kind: str, said: dict[str, Any]) -> Spoken:
    return Spoken(
        task=said.get("task", ""),
        plan=said.get("plan", kind.replace("_", " ")),
        script=tuple(said.get("script", ())),
        answers={value: tuple(words) for value, words in said.get("answers", {}).items()},
    )


SPOKEN: Mapping[str, Spoken] = _read(FALLBACK)
ANSWERED_WITH = frozenset(
    word for spoken in SPOKEN.values() for value in spoken.answers for word in spoken.words(value)
)
"""Every word that stands for some answer."""


def spoken_of(kind: str) -> Spoken:
    """The words of a kind; of one that no table has, those that its name makes."""
    return SPOKEN.get(kind) or Spoken(plan=kind.replace("_", " "))
