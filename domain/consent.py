"""Opting out of texts, and in again: what a reasonable person understands, not a keyword alone.

Source: FCC, 47 CFR 64.1200(a)(10): any reasonable means of revoking consent counts. A word counts
when it is the whole text; sentences are a table. Danger words come first (`triage`): "help I can't
breathe" is no request for help text. "Don't stop my lisinopril?"
and "27 stop" are neither: they are read as any other text.
"""

import re
from enum import StrEnum

from domain.reading import clean, plain


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
    "alto", "basta", "parar", "pare", "paren", "detener", "cancelar", "no mas", "ya no",
    "ya no mas", "no mas por favor", "darme de baja", "dejame en paz", "dejenme en paz",
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
    r"opt (?:me )?out",
    r"unsubscribe (?:me|my)",
    rf"cancel {_THESE}{_TEXTS}",
    r"(?:dejen?|paren?|pare) de (?:escribir|enviar|mandar|textear|mensajear)\w*",
    r"no me (?:escriban?|envien?|manden?|mande|texteen?|contacten?)",
    r"no (?:quiero|deseo) (?:recibir )?(?:mas )?(?:mensajes|textos)",
    r"no mas (?:mensajes|textos)",
    r"(?:cancelar|parar|detener|paren|pare) (?:los |estos |sus )?(?:mensajes|textos)",
    r"(?:darme|denme|deme) de baja",
    r"(?:quiteme|quitenme|borreme|borrenme) de",
)
"""Without case, accents, apostrophes and punctuation; "don't stop texting me" is the opposite."""
_LEAVING = re.compile(rf"(?<!dont )(?<!do not )(?<!never )(?<!not )\b(?:{'|'.join(_SENTENCES)})\b")


def keyword(text: str, *, opted_out: bool) -> Keyword | None:
    """Read what a text asks of the texting: out, in again, or help; None for everything else.

    "Yes" is an answer to whoever gets texts, and a way back in for whoever opted out.
    """
    said = _bare(text)
    if said in _STOP or _LEAVING.search(said):
        return Keyword.STOP
    if said in _START or (opted_out and said in _START_AFTER_STOP):
        return Keyword.START
    return Keyword.HELP if said in _HELP else None


def carrier_keyword(text: str) -> bool:
    """Say whether the carrier confirms by itself: the whole message is one of its words.

    Anything else that we understand ("Stop.", "please stop texting me") is confirmed by us.
    """
    return text.strip().lower() in CARRIER_STOP | CARRIER_START | CARRIER_HELP


def _bare(text: str) -> str:
    """Keep words alone: no case, accents, apostrophes or punctuation."""
    words = plain(clean(text)).replace("'", "")
    return " ".join(re.sub(r"[^\w]+", " ", words).split())
