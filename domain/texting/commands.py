"""What may be asked of the texting itself or of a prompt, beside answering: literal tables.

LIST and MORE, OFF and ON are whole texts. UNDO, FIX and WHO are said of a code, before or after
it: "27 undo", "fix 27 4 left vm", "who is 27", "27?". A word of these tables is never offered as
an answer, so that the two cannot be confused.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.normalize import bare, clean, plain


class Verb(StrEnum):
    """What a person may say of a prompt instead of answering it."""

    UNDO = "undo"
    FIX = "fix"
    WHO = "who"


class TextCommand(StrEnum):
    """What a whole text may ask for, whatever is open."""

    LIST = "list"
    MORE = "more"
    OFF = "off"
    ON = "on"


@dataclass(frozen=True, kw_only=True)
class Said:
    """A verb, and what came with it: the corrected choice after FIX."""

    verb: Verb
    rest: str = ""


COMMANDS: dict[TextCommand, frozenset[str]] = {
    TextCommand.LIST: frozenset(
        {"list", "my list", "the list", "send list", "show list", "list all", "list open"}
        | {"lista", "mi lista", "la lista"}
    ),
    TextCommand.MORE: frozenset({"more", "list more", "show more", "mas", "lista mas"}),
    TextCommand.OFF: frozenset(
        {"off", "off today", "off for today", "off now", "off shift", "off duty", "day off"}
        | {"im off", "i am off", "im off today", "i am off today", "im off now", "i am off now"}
        | {"im off for today", "i am off for today", "im off duty", "going off", "going off shift"}
    ),
    TextCommand.ON: frozenset(
        {"on", "on today", "on now", "on again", "on shift", "on duty", "back on", "back on today"}
        | {"im on", "i am on", "im on today", "i am on today", "im on now", "i am on now"}
        | {"im back on", "i am back on", "back on shift", "back on duty", "im on duty"}
    ),
}
"""Without case, accents, apostrophes, punctuation and a "please"."""

UNDO = "undo|deshacer"
FIX = "fix|correction|corregir"
WHO = "who is|whos|who|quien es|quien"

_POLITE = r"(?:please|pls|plz|por favor)"
_ALONE: dict[Verb, re.Pattern[str]] = {
    Verb.UNDO: re.compile(rf"(?:{UNDO})(?: (?:that|it|this|last|one|that one))?"),
    Verb.WHO: re.compile(rf"(?:{WHO})(?: (?:this|that|it|she|he))?"),
    Verb.FIX: re.compile(rf"(?:{FIX})(?: (?:that|it|this|last|one|that one))?"),
}
_FIX_FIRST = re.compile(rf"(?:{FIX})\b[\s:,.\-]*(?:to\s+)?(?P<rest>\S.*)", re.DOTALL)


def said_of_prompt(body: str) -> Said | None:
    """Read what is said of a prompt instead of an answer; None when it should be one."""
    words = _bare(body)
    if not words:
        return Said(verb=Verb.WHO) if "?" in clean(body) else None
    for verb, alone in _ALONE.items():
        if alone.fullmatch(words):
            return Said(verb=verb)
    text = clean(body).strip()
    found = _FIX_FIRST.match(plain(text))
    return Said(verb=Verb.FIX, rest=text[found.start("rest") :]) if found else None


def command(text: str) -> TextCommand | None:
    """Read what a whole text asks for."""
    words = _bare(text)
    return next((said for said, ways in COMMANDS.items() if words in ways), None)


def _bare(text: str) -> str:
    """Keep the words alone, without a "please" around them."""
    return re.sub(rf"^{_POLITE} | {_POLITE}$", "", bare(text))
