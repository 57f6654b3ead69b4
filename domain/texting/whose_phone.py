"""Whose phone a colleague means who writes of no more texts: their own, or one of the family's.

A phone of a colleague is never taken off our texts by what its holder says of somebody else.
"""

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
from domain.texting.leaving.told_no import speaks_of_another, told_no
from domain.texting.reply_grammar import Line


def leaves_beside(body: str, phone: Phone) -> bool:
    """Whether its holder leaves in the note of an answer: "27 1, please stop texting me"."""
    return said_in_note(body) and not (phone.rostered and told_no(body) is not None)


def is_of_another(body: str, phone: Phone) -> bool:
    """Whether a colleague's whole text is of another's texts: "pt wants no more texts"."""
    return phone.rostered and speaks_of_another(body) and told_no(body) is not None


def no_of_family(line: Line, heard: Interpretation, phone: Phone) -> NoMoreTexts | None:
    """A no of the family in a line that is no answer; one in a note goes with its answer.

    Without a code it is clear of whom only where everything on the phone is of one patient.
    """
    if not phone.rostered or not isinstance(heard, NotRead | Lacking | WhichOne | NotOpen):
        return None
    told = told_no(line.body)
    if told is None or not told.sure or not (line.code or speaks_of_another(line.body)):
        return None
    if line.code is not None:
        named = next((prompt for prompt in phone.prompts if prompt.code == line.code), None)
        return NoMoreTexts(prompt=named, whose=told.whose) if named else None
    one_patient = len({prompt.episode or prompt.id for prompt in phone.prompts}) == 1
    return NoMoreTexts(prompt=phone.prompts[-1] if one_patient else None, whose=told.whose)
