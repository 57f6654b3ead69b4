"""How people say that a phone is not the patient's: whole sentences of each language (`wrong_number`).

Source: 47 U.S.C. 227 and the FCC's reassigned-numbers rule: consent belongs to the person, and
ends with the number. Each sentence of the text must be one of the table or say nothing beside it
("Sorry", "who is this?"): "was the clinic a wrong number?" and "I called and got a wrong number"
are words for a person to read. Danger words and STOP are looked for elsewhere (`listening`).
"""

import re

from domain.languages.joined import any_of, of_all
from domain.normalize import Clause
from domain.texting.leaving.consent import Keyword, keyword
from domain.texting.leaving.names import without_names
from domain.texting.leaving.spelling import spelled_clauses

_BEFORE = rf"(?:(?:{any_of(of_all(lambda one: one.wrong_number.before))}) )*"
_AFTER = rf"(?: (?:{any_of(of_all(lambda one: one.wrong_number.after))}))*"
_KIN = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.wrong_number.kin))})\b")
_BARE = re.compile(rf"{_BEFORE}(?:{any_of(of_all(lambda one: one.wrong_number.alone))}){_AFTER}")
"""Said alone; beside other words it may be about somebody else's number."""
_SENTENCE = re.compile(
    rf"{_BEFORE}(?:{any_of(of_all(lambda one: one.wrong_number.anywhere))}){_AFTER}"
)
_STARTS = re.compile(rf"{_BEFORE}(?:{any_of(of_all(lambda one: one.wrong_number.plainly))})")
_NOTHING = re.compile(any_of(("", *of_all(lambda one: one.wrong_number.beside))))
_NEW_PHONE = re.compile(any_of(of_all(lambda one: one.wrong_number.new_phone)))


def says_wrong_number(text: str) -> bool:
    """Say whether a whole text says that this phone is not the patient's, and nothing else."""
    return _says_so(_clauses(text)) or _says_so(_clauses(_NEXT.sub(", ", text)))


_NEXT = re.compile(
    r"(?<=\w) (?=(?:this is an?|aqu[ií] es|ac[aá] es|este es|este (?:n[uú]mero|tel[eé]fono) es|yo vivo) )",
    re.IGNORECASE,
)
"""Where another sentence begins without a mark: "dont know him this is a barber shop"."""


def _says_so(parts: tuple[Clause, ...]) -> bool:
    if _NEW_PHONE.fullmatch(" ".join(part.words for part in parts)):
        return True
    told = [part for part in parts if _tells(part.words)]
    others = [part.words for part in parts if part not in told]
    asked = all(part.asks for part in told)
    of_kin = any(_KIN.search(words) for words in others)
    return bool(told) and not asked and not of_kin and all(map(_nothing, others))


def tells_of_wrong_number(text: str) -> bool:
    """Say whether one sentence of a longer text says so plainly: the bare words do not count."""
    return any(_SENTENCE.fullmatch(part.words) and not part.asks for part in _clauses(text))


def _clauses(text: str) -> tuple[Clause, ...]:
    return spelled_clauses(without_names(text))


def _tells(words: str) -> bool:
    return bool(_BARE.fullmatch(words) or _SENTENCE.fullmatch(words) or _STARTS.match(words))


def _nothing(words: str) -> bool:
    return bool(_NOTHING.fullmatch(words)) or keyword(words, opted_out=False) is Keyword.STOP
