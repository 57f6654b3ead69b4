"""Whose phone a colleague means who writes of no more texts: their own, or one of the family's.

A phone of a colleague is never taken off our texts by what its holder says of somebody else.
"""

import re

from domain.normalize import clauses
from domain.texting.interpretation import (
    Interpretation,
    Lacking,
    NoMoreTexts,
    NotOpen,
    NotRead,
    Phone,
    WhichOne,
)
from domain.texting.leaving.consent import said_in_note
from domain.texting.leaving.told_no import (
    names_whom,
    speaks_of_another,
    speaks_of_self,
    told_no,
)
from domain.texting.reply_grammar import Line

_AND = re.compile(r"\b(?:and|but|also|plus)\b")


def leaves_beside(body: str, phone: Phone) -> bool:
    """Whether its holder leaves in the note of an answer: "27 1, please stop texting me".

    Beside a patient's no only what is plainly their own counts: "pt wants no texts and please stop
    texting me too", and not "she said call and stop texting me".
    """
    if not phone.rostered or told_no(body) is None:
        return said_in_note(body)
    return any(_own_part(clause.words) for clause in clauses(body))


def is_of_another(body: str, phone: Phone) -> bool:
    """Whether a colleague's whole text is of another's texts alone: "pt wants no more texts".

    The no itself names whose it is, and nothing speaks of who writes: "my wife is in labor, stop
    all texts" is their own.
    """
    return phone.rostered and names_whom(body) and not speaks_of_self(body)


def is_of_both(body: str, phone: Phone) -> bool:
    """Whether it may be of another's texts too, beside their own: "stop texting me and her"."""
    return phone.rostered and names_whom(body) and speaks_of_self(body)


def no_of_family(line: Line, heard: Interpretation, phone: Phone) -> NoMoreTexts | None:
    """A no of the family in a line that is no answer; one in a note goes with its answer.

    Without a code it is clear of whom only where everything on the phone is of one patient.
    """
    if not phone.rostered or not isinstance(heard, NotRead | Lacking | WhichOne | NotOpen):
        return None
    told, named = told_no(line.body), names_whom(line.body)
    of_family = named or (line.code is not None and not speaks_of_self(line.body))
    if told is None or not told.sure or not of_family:
        return None
    if line.code is not None:
        standing = next((prompt for prompt in phone.prompts if prompt.code == line.code), None)
        return NoMoreTexts(prompt=standing, whose=told.whose) if standing else None
    one_patient = len({prompt.episode or prompt.id for prompt in phone.prompts}) == 1
    return NoMoreTexts(prompt=phone.prompts[-1] if one_patient else None, whose=told.whose)


def _own_part(clause: str) -> bool:
    """Whether a part of a clause is its writer's own STOP, and nobody's words in front of it."""
    parts = [part.strip() for part in _AND.split(clause)]
    return any(
        said_in_note(part) and told_no(part) is None and not _quotes(parts[:number])
        for number, part in enumerate(parts)
    )


def _quotes(before: list[str]) -> bool:
    """Whether somebody is being quoted, who has not yet said their no."""
    return any(map(speaks_of_another, before)) and not any(map(told_no, before))
