"""What answers of one text have to do with each other.

To the same prompt: said twice is said once, else it is asked about. In a note: what could answer
another prompt is asked about.
"""

import re
from dataclasses import replace

from domain.clinical.death import says_death
from domain.clinical.flag import Flag
from domain.normalize import clean, plain
from domain.texting.commands import FIX, GIVE, RESEND, SNOOZE, UNDO, WHO
from domain.texting.interpretation import (
    Answered,
    Corrected,
    Interpretation,
    Lacking,
    NotRead,
    Phone,
    PromptOnPhone,
    TakenBack,
)
from domain.texting.reply_grammar import Chosen, Line
from domain.texting.spellings import COUNTED

_DOTS = re.compile(r"\b([A-Z])\. ?([A-Z])\.(?!\w)")
_BY_INITIALS = "somebodysinitials"
"""What initials of another open prompt are read as, to stand where a code may."""
_MEANT = re.compile(r"\b(?:that (?:was|is|one was)|meant|i mean|no)\W+$", re.IGNORECASE)
_VERBS = f"{UNDO}|{FIX}|{WHO}|{GIVE}|{SNOOZE}|{RESEND}"


def agreed(heard: tuple[Interpretation, ...]) -> tuple[Interpretation, ...]:
    """A prompt that one text answers in two ways is asked about; the same twice is said once."""
    kept: dict[object, Interpretation] = {}
    for number, one in enumerate(heard):
        if not isinstance(one, Answered | Corrected | TakenBack | Lacking):
            kept[number] = one
            continue
        before = kept.get(one.prompt.id)
        kept[one.prompt.id] = one if before is None else _both(before, one)
    return tuple(kept.values())


def _both(
    before: Interpretation, one: Answered | Corrected | TakenBack | Lacking
) -> Interpretation:
    match before, one:
        case Answered(chosen=first), Answered(chosen=second) if _same(first, second):
            note = "; ".join(filter(None, dict.fromkeys((first.note, second.note))))
            return replace(before, chosen=replace(first, note=note), flag=before.flag or one.flag)
        case _ if before == one:
            return before
        case _:
            return NotRead(prompt=one.prompt, flag=_flag(before) or _flag(one))


def _flag(heard: Interpretation) -> Flag | None:
    return heard.flag if isinstance(heard, Answered | Corrected | Lacking | NotRead) else None


def _same(first: Chosen, second: Chosen) -> bool:
    return replace(first, note="") == replace(second, note="")


def alone_in_its_note(heard: Interpretation, phone: Phone) -> Interpretation:
    """An answer whose note could be the answer to another prompt, or begins with its patient."""
    if not isinstance(heard, Answered) or not heard.chosen.note:
        return heard
    others = [p for p in phone.open() if p.code != heard.prompt.code]
    if not others:
        return heard
    initials = {_initials(p.label) for p in others} - {_initials(heard.prompt.label), ""}
    said = _DOTS.sub(r"\1\2", clean(heard.chosen.note))
    note = plain(re.sub(rf"\b(?:{'|'.join(initials)})\b", _BY_INITIALS, said) if initials else said)
    named = rf"\b(?:{'|'.join((*(str(p.code) for p in others), _BY_INITIALS))})\b"
    counted = "|".join(map(re.escape, COUNTED))
    words = (
        r"(?:lvm|na|vm|done|spoke|ok|no answer|no ans|left vm|left msg|same|ditto|too|fine|good"
        r"|well|expired|died|passed|deceased)\b"
    )
    days = r"(?:mon|tue|wed|thu|fri|\d{1,2}/\d)"
    digit = rf"[1-9](?!\w|\s*(?:{counted})\b|[:/.+]\d?)"
    answer = rf"{named}[\s:.=-]*(?:{digit}|{words}|{days})"
    also = rf"\b(?:also|and|too|same|both|plus|y|&)\W+(?:for |with )?{named}\s*$"
    asks = rf"{named}\W+(?:{_VERBS})\b|\b(?:{_VERBS})\W+{named}"
    theirs = rf"^\W*{_BY_INITIALS}\b"
    hides = any(re.search(pattern, note) for pattern in (answer, also, asks, theirs))
    return NotRead(prompt=heard.prompt, flag=heard.flag) if hides else heard


def _initials(label: str) -> str:
    """As they are written in capitals, which a title ("mr") or a word ("am") is not."""
    return re.sub(r"[\W\d_]", "", label).upper()


def beside(line: Line, phone: Phone) -> tuple[PromptOnPhone, ...]:
    """The other open prompts whose codes stand in a line: it may speak of their patients."""
    said = set(re.findall(r"(?<![\w/:.-])[0-9]+(?![\w/%-]|[:.][0-9])", plain(line.body)))
    return tuple(p for p in phone.open() if p.code != line.code and str(p.code) in said)


def may_have_died(other: PromptOnPhone, line: Line) -> bool:
    """Whether a line says a death behind another's code, or takes it back for that one.

    A day or an age that happens to be the code is nobody's.
    """
    ahead, *behind = re.split(rf"(?<!\d){other.code}(?!\d)", line.body, maxsplit=1)
    return _MEANT.search(ahead) is not None or any(says_death(one, staff=True) for one in behind)
