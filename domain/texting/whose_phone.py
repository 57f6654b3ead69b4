"""Whose phone a colleague means who writes of no more texts: their own, or one of the family's.

A phone of a colleague is never taken off our texts by what its holder says of somebody else.
"""

import re
from dataclasses import replace

from domain.asking.choices import Value
from domain.normalize import clauses
from domain.pathway import Role
from domain.texting.interpretation import (
    Answered,
    Interpretation,
    Lacking,
    NearLeaving,
    NoMoreTexts,
    NotOpen,
    NotRead,
    Phone,
    PromptOnPhone,
    WhichOne,
)
from domain.texting.leaving.consent import Keyword, keyword, said_in_note
from domain.texting.leaving.people import People, people_in
from domain.texting.leaving.told_no import (
    ToldNo,
    names_whom,
    speaks_of_another,
    speaks_of_self,
    told_no,
)
from domain.texting.reply_grammar import Line

_SENTENCE = re.compile(r"\s*(?:[,;!?\n]|(?<=\w\w)\.(?=\s|$))\s*")
_DIGIT_AHEAD = re.compile(r"[1-9](?!\w)[\s:.,\-]*(?:(?:and|but|also|plus)\s+)?")
_THE_PATIENT = re.compile(r"\b(?:pts?|patient)\b", re.IGNORECASE)
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
    if not phone.rostered:
        return False
    people = _people(body, phone)
    named = people.named or _names_a_code(body, phone)
    return (named or names_whom(people.words)) and not speaks_of_self(people.words)


def is_of_both(body: str, phone: Phone) -> bool:
    """Whether it may be of another's texts too, beside their own: "stop texting me and her"."""
    words = _people(body, phone).words
    return phone.rostered and names_whom(words) and speaks_of_self(words)


def no_of_family(
    line: Line, heard: Interpretation, phone: Phone
) -> NoMoreTexts | NearLeaving | None:
    """A no of the family in a line that is no answer; one in a note goes with its answer.

    Whose it is must be certain, else it is asked: the code's where nobody else is named beside it;
    without a code the one that has the initials, or the only patient where nobody is named.
    """
    if not isinstance(heard, NotRead | Lacking | WhichOne | NotOpen):
        return None
    own = _of_code(line, phone)
    people = _people(line.body, phone, own)
    told, of_self = told_no(people.words), speaks_of_self(people.words)
    named = people.named or (line.code is None and _names_a_code(line.body, phone))
    if told is None or not told.sure:
        said = told is not None or keyword(line.body, opted_out=False) is Keyword.STOP
        if told and own and not of_self and not _is_anothers_no(line.body, own, phone):
            return NearLeaving(prompt=own) if _pauses(own) else None
        asked = line.code is None and named and not of_self and said
        return NoMoreTexts(prompt=None, whose=_whose(told)) if asked else None
    of_family = names_whom(people.words) or (not of_self and (named or line.code is not None))
    if not of_family:
        return None
    if line.code is not None and own is None:
        certain = None
    elif own is not None:
        certain = None if _is_anothers_no(line.body, own, phone) else own
    else:
        certain = _certain(people, line, phone)
    closed = (
        heard if isinstance(heard, NotOpen) and not _is_of_another_code(people, heard) else None
    )
    return NoMoreTexts(prompt=certain, whose=told.whose, closed=closed)


def by_initials(line: Line, phone: Phone) -> PromptOnPhone | None:
    """The one patient whom a line without a code names by initials."""
    people = _people(line.body, phone)
    return _certain(people, line, phone) if line.code is None and people.known else None


def apart(line: Line, phone: Phone) -> tuple[Line, ...]:
    """A line cut in front of another patient's no: "27 1 good. MR wants no more texts".

    What cannot be cut where one sentence ends and the next begins stays one line.
    """
    own = _of_code(line, phone)
    if own is None or not phone.rostered or told_no(_people(line.body, phone, own).words) is None:
        return (line,)
    head, rest = "", line.body
    if begun := _DIGIT_AHEAD.match(line.body):
        head, rest = begun[0], line.body[begun.end() :]
    pieces = [piece for piece in _SENTENCE.split(rest) if piece.strip()]
    of_others = [piece for piece in pieces if _is_anothers_no(piece, own, phone)]
    kept = [piece for piece in pieces if piece not in of_others]
    plain_cut = all(_known_alone(piece, own, phone) for piece in of_others)
    if not of_others or not plain_cut or not (head or kept):
        return (line,)
    body = f"{head}{'. '.join(piece.strip() for piece in kept)}"
    return (replace(line, body=body), *(Line(code=None, body=piece) for piece in of_others))


def asked_whose(heard: Interpretation, line: Line, phone: Phone) -> Interpretation:
    """An answer is asked about whose note holds a no that may be another patient's."""
    own = _of_code(line, phone)
    if not isinstance(heard, Answered) or own is None or not phone.rostered:
        return heard
    doubtful = _is_anothers_no(heard.chosen.note, own, phone)
    return NotRead(prompt=heard.prompt, flag=heard.flag) if doubtful else heard


def _is_anothers_no(words: str, own: PromptOnPhone, phone: Phone) -> bool:
    """Whether another than the code's patient is named, and the no is not plainly the patient's."""
    people = _people(words, phone, own)
    if not _names_another(people, own) or told_no(people.words) is None:
        return False
    pieces = (_people(piece, phone, own) for piece in _SENTENCE.split(words))
    noes = [piece for piece in pieces if told_no(piece.words) is not None]
    of_the_patient = (not one.named and _THE_PATIENT.search(one.words) for one in noes)
    return not noes or not all(of_the_patient)


def _known_alone(words: str, own: PromptOnPhone, phone: Phone) -> bool:
    """Whether somebody else is named by initials, and neither the code's patient nor a code."""
    people = _people(words, phone, own)
    if own.label in people.known or people.stranger:
        return False
    return bool(people.known) and not _names_a_code(words, phone)


def _names_another(people: People, own: PromptOnPhone) -> bool:
    return people.stranger or bool(people.known - {own.label})


def _pauses(own: PromptOnPhone) -> bool:
    """Whether a doubtful no pauses texts: not where they are paused and this asks which."""
    return own.closed_at is None and not any(one.value is Value.TEXTS_WANTED for one in own.choices)


def _is_of_another_code(people: People, closed: NotOpen) -> bool:
    """Whether somebody else is named than whom a closed code was of: "22 J.S. wants no texts"."""
    label, _, _ = closed.words.partition(":")
    return people.stranger or bool(people.known - {label})


def _certain(people: People, line: Line, phone: Phone) -> PromptOnPhone | None:
    """The one patient whom a line without a code means; None where it must be asked."""
    if people.stranger or _names_a_code(line.body, phone):
        return None
    open_ = [prompt for prompt in phone.open() if prompt.label in people.known]
    meant = open_ if people.known else list(phone.prompts)
    one_patient = len({prompt.episode or prompt.id for prompt in meant}) == 1
    return meant[-1] if one_patient and len(people.known) <= 1 else None


def _names_a_code(words: str, phone: Phone) -> bool:
    said = set(re.findall(r"\b[0-9]+\b", words))
    return any(str(prompt.code) in said for prompt in phone.prompts)


def _of_code(line: Line, phone: Phone) -> PromptOnPhone | None:
    return next((prompt for prompt in phone.prompts if prompt.code == line.code), None)


def _people(words: str, phone: Phone, own: PromptOnPhone | None = None) -> People:
    labels = {prompt.label for prompt in phone.prompts if prompt.label}
    return people_in(words, labels, own=own.label if own else "")


def _whose(told: ToldNo | None) -> tuple[Role, ...]:
    return told.whose if told else (Role.PATIENT,)


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
