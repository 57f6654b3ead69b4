"""Opting out of texts, and in again: what a reasonable person understands, not a keyword alone.

Source: FCC, 47 CFR 64.1200(a)(10): any reasonable means of revoking consent counts. A word counts
when it is the whole text; sentences are a table. Danger words come first (`triage`): "help I can't
breathe" is no request for help text. "Don't stop my lisinopril?" and "27 stop" are neither: they
are read as any other text.
"""

import itertools
import re
from enum import StrEnum

from domain.normalize import bare, clauses, clean, tidy


class Keyword(StrEnum):
    """What a text asks of the texting itself."""

    STOP = "stop"
    START = "start"
    HELP = "help"


CARRIER_STOP = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
)
CARRIER_START = frozenset({"start", "yes", "unstop"})
CARRIER_HELP = frozenset({"help", "info"})
"""Twilio acts on these itself, and answers, when they are the whole message in any case."""

_STOP = CARRIER_STOP | {
    "stop all", "opt out", "opt me out", "stop it", "stop now", "please stop", "stop please",
    "stop this", "stop these", "stop that", "just stop", "i said stop", "no more", "enough",
    "remove me", "take me off", "leave me alone", "unsubscribe me", "unsubscribe please",
    "unsuscribe", "unsubcribe", "stop stop", "stop stop stop", "please stop this", "lose my number",
    "alto", "basta", "parar", "pare", "paren", "detener", "cancelar", "no mas", "ya no",
    "ya no mas", "no mas por favor", "darme de baja", "dejame en paz", "dejenme en paz",
    "alto por favor", "pare por favor", "paren por favor", "ya basta", "ya paren", "ya pare",
}  # fmt: skip
_START = {"start", "unstop"}
_START_AFTER_STOP = {"yes", "yes please", "start again", "please start again"}
_HELP = CARRIER_HELP | {"ayuda", "help please", "please help", "info please"}

_TEXTS = r"(?:texts?|texting|messages?|messaging|msgs?|sms|notifications?|alerts?|reminders?)"
_US = r"(?:me|us|my phone|this (?:number|phone)|my (?:number|cell|mobile))"
_NEVER = r"(?:dont|do not|never)"
_THESE = r"(?:(?:the|these|your|those|this|any|all|more|sending|to get|to receive) )*"
_SENTENCES = (
    rf"(?:stop|quit|cease) (?:with )?{_THESE}{_TEXTS}(?: (?:to )?{_US}|$| please| now| any ?more)",
    rf"(?:stop|quit) (?:sending|contacting|writing|bothering|messaging|texting) (?:to )?{_US}",
    rf"(?:stop|quit) sending (?:me )?{_THESE}{_TEXTS}",
    rf"no more {_TEXTS}",
    rf"{_NEVER} (?:text|message|msg|contact|write(?: to)?) {_US}",
    rf"{_NEVER} send {_US} {_THESE}{_TEXTS}",
    rf"{_NEVER} want {_THESE}{_TEXTS}",
    rf"(?:remove|take|delete) (?:{_US}|my name) (?:off|from)",
    rf"no longer (?:want|wish|care) {_THESE}{_TEXTS}",
    r"opt (?:me )?out",
    r"unsubscribe (?:me|my)",
    rf"cancel {_THESE}{_TEXTS}",
    r"(?<!no )(?:dejen?|paren?) de (?:escribir|enviar|mandar|textear|mensajear|contactar)\w*",
    r"no me (?:escriban?|envien?|manden?|mande|texteen?|contacten?)",
    r"no (?:quiero|deseo) (?:recibir )?(?:mas )?(?:mensajes|textos)",
    r"no mas (?:mensajes|textos)",
    (
        r"(?<!no )(?<!no quiero )(?:cancelar|cancelen?|parar|detener|detengan|paren|pare) "
        r"(?:los |estos |sus )?(?:mensajes|textos)"
    ),
    r"no (?:quiero|deseo) que me (?:escriban?|manden?|envien?|texteen?|contacten?)",
    r"(?:darme|denme|deme) de baja",
    r"(?:quiteme|quitenme|borreme|borrenme) de",
)
"""Without case, accents, apostrophes and punctuation; "don't stop texting me" is the opposite."""
_OPPOSITES = ("dont", "do not", "never", "not", "did you", "dont want to", "do not want to")
_SENTENCE = rf"(?:{'|'.join(_SENTENCES)})\b"
_LEAVING = re.compile(
    "".join(rf"(?<!\b{words} )" for words in _OPPOSITES) + rf"\b{_SENTENCE}",
)
_ASKING = r"(?:please|pls|por favor|and|also|just|can you|could you)"
_LEAVING_ALONE = re.compile(rf"(?:[0-9]+ )*(?:{_ASKING} )*{_SENTENCE}(?: \w+){{0,2}}")

_PLAIN_STOP = frozenset({"stop", "stopall", "stop all", "unsubscribe", "opt out", "optout"})
_STOP_AHEAD = re.compile(
    r"stop(?:all)? (?:i|im|ive|cant|cannot|he|hes|she|shes|we|tengo|no puedo) "
)


def keyword(text: str, *, opted_out: bool) -> Keyword | None:
    """Read what a text asks of the texting: out, in again, or help; None for everything else.

    "Yes" is an answer to whoever gets texts, and a way back in for whoever opted out.
    """
    said = bare(text)
    if said in _STOP or _LEAVING.search(said):
        return Keyword.STOP
    if said in _START or (opted_out and said in _START_AFTER_STOP):
        return Keyword.START
    return Keyword.HELP if said in _HELP else None


def said_beside(text: str) -> Keyword | None:
    """Read STOP or START of somebody who says something else as well: "Stop. Chest pain".

    A sentence ("please stop texting me") counts anywhere, a plain word at the beginning or at the
    end as a clause of its own, and STOP in front of "I" and the like. HELP beside other words asks
    for more than a help text.
    """
    parts, words = clauses(text), bare(text)
    edges = {part.words for part in (*parts[:1], *parts[-1:]) if not part.asks}
    if edges & _PLAIN_STOP or _LEAVING.search(words) or _STOP_AHEAD.match(words):
        return Keyword.STOP
    return Keyword.START if edges & _START else None


def said_in_note(text: str) -> bool:
    """Say whether somebody leaves in the note of an answer: the sentence is a clause of its own.

    "27 1, please stop texting me" does, and STOP on a line of its own, unless the line above is a
    code alone; "27 5 she said don't text me" is about somebody else.
    """
    lines = [bare(line) for line in tidy(clean(text)).split("\n")]
    alone = any(
        line in _PLAIN_STOP and not before.isdecimal() for before, line in itertools.pairwise(lines)
    )
    return alone or any(_LEAVING_ALONE.fullmatch(part.words) for part in clauses(text))


def carrier_keyword(text: str) -> bool:
    """Say whether the carrier confirms by itself: the whole message is one of its words.

    Anything else that we understand ("Stop.", "please stop texting me") is confirmed by us.
    """
    return text.strip().lower() in CARRIER_STOP | CARRIER_START | CARRIER_HELP
