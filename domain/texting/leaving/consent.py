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
    "unsub", "opt out please", "no texts", "no text", "no texts please", "do not contact",
    "dont contact", "not interested", "im not interested", "no longer interested",
    "not interested thanks", "stop already", "please remove", "remove", "remove please",
    "take me off please", "no mas gracias", "no me interesa", "basta ya", "please unsubscribe",
    "pls stop", "stop pls", "stop texts", "alto ya", "quitenme", "sacame", "saquenme", "borrenme",
    "ya no quiero", "no gracias ya no", "no moleste", "no molesten", "no me moleste",
    "no me molesten", "no molestar", "cancelen", "ya no mas por favor", "fuck off",
    "go away", "go away please", "leave us alone", "dejenos en paz", "quit it", "knock it off",
}  # fmt: skip
_START = {"start", "unstop"}
_START_AFTER_STOP = {"yes", "yes please", "start again", "please start again"}
_HELP = CARRIER_HELP | {"ayuda", "help please", "please help", "info please"}

_TEXTS = (
    r"(?:texts?|textos?|mensajes?|txts?|txting|texting|messages?|messaging|msgs?|sms"
    r"|notifications?|alerts?|reminders?)"
)
_US = r"(?:me|us|my phone|this (?:number|phone)|my (?:number|cell|mobile))"
_NEVER = r"(?:dont|do not|never)"
_THESE = r"(?:(?:the|these|my|your|those|this|any|all|more|sending|to get|to receive) )*"
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
    r"opt(?:ing)? (?:me )?out of (?:this|these|it|the|all|your|texts?|messages?)",
    r"opt(?:ing)? (?:me )?out(?! of)",
    (
        r"(?:please |pls )?(?:remove|delete|erase) "
        r"(?:me|us|my (?:number|phone|cell|name|info)|this (?:number|phone)|mine)(?: out| off)?"
    ),
    (
        r"i (?:do not|dont|no longer) "
        r"(?:consent|agree|authorize|give (?:you )?(?:permission|consent))"
    ),
    (
        r"i (?:revoke|withdraw|take back|cancel|am revoking|am withdrawing) "
        r"(?:my |all |any )?(?:consent|permission|authorization)"
    ),
    (
        r"(?:stop|quit) (?:harassing|bothering|bugging|spamming|pestering|annoying|hounding"
        r"|blowing up) (?:me|us|my)"
    ),
    r"(?:dont|do not|never) (?:bother|bug|contact|harass|spam) (?:me|us)",
    (
        r"leave (?:me|us|my (?:mom|mother|dad|father|husband|wife|family)) "
        r"(?:the \w+ )?alone"
    ),
    r"leave (?:this|the|my) (?:phone|number|cell|line) alone",
    (
        rf"{_NEVER} (?:ever )?(?:text|message|msg|contact|write(?: to)?|call or text"
        r"|text or call)(?: again| any ?more)"
    ),
    (
        r"(?:dont|do not|never) (?:ever )?send (?:me |us |this number )?"
        r"(?:nothing|anything|no more|any more|nada|another)"
    ),
    (
        r"(?:dont|do not|never) (?:ever )?(?:text|message|write|call|contact) "
        r"(?:here|back here|this (?:number|phone|line))"
    ),
    r"remove it and (?:dont|do not)",
    (
        r"(?:dont want|dont need|do not want|do not need|tired of|sick of|fed up with"
        r"|enough(?: of)?) (?:any |all |more |anymore |getting |receiving |of )*"
        rf"(?:the|these|your|those|this|all|with)? ?{_TEXTS}"
    ),
    r"(?:take|get) (?:me|us|my number|my name|this number|my phone) off",
    r"(?:this|it|texts?|these) costs? me (?:money )?.{0,20}stop",
    rf"(?:stop|quit|cease) all {_TEXTS}",
    r"(?:stop|quit) (?:it|this|that|these|them) (?:now|already|please|pls)",
    rf"want (?:out|off) (?:of )?(?:this|these|the|your) (?:list|program|{_TEXTS})",
    r"no me llamen ni (?:me )?escriban",
    r"(?:no|ya no) (?:me|nos) (?:moleste\w*|escriba\w*|envi\w+|mand\w+|text\w+|contact\w+)",
    r"(?:ya )?basta (?:de|con) (?:los |estos |sus |tantos |tanto )?(?:mensaj\w+|textos?)",
    (
        r"(?:dejen?|deja|dejenme|dejeme|dejame|dejenos) (?:ya )?(?:en paz|tranquil[oa]"
        r"|de (?:mandar|enviar|escribir|molestar|textear|fregar|chingar)\w*)"
    ),
    (
        r"(?:ya )?no (?:quiero|deseo|queremos|necesito|quiere) "
        r"(?:que )?(?:recibir |mas |sus |estos |los |tener |ver )*(?:mensaj\w+|textos?)"
    ),
    (
        r"(?:quite\w*|borre\w*|saque\w*|elimine\w*|remueva\w*) (?:mi|este) "
        r"(?:numero|nombre|telefono|celular)"
    ),
    r"(?:quite(?:me|nme)|saque(?:me|nme)|sacame|elimine(?:me|nme)) de",
    r"(?:ya )?no (?:autorizo|doy permiso|doy mi consentimiento|doy mi permiso)",
    r"retiro mi (?:consentimiento|permiso|autorizacion)",
    r"ya (?:parenle|parale|parele|dejenle)\b",
    r"(?:no|ya no) (?:vuelvan?|vuelva) a (?:escribir|mandar|molestar|textear|enviar)\w*",
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
_OPPOSITES = (
    *("dont", "do not", "never", "not", "did you", "dont want to", "do not want to", "dont ever"),
    *("why did you", "will you", "when will you", "if you", "no", "if i", "did i", "didnt"),
    *("how do i", "how can i", "can i", "should i", "how to", "way to", "ask you to", "ask u to"),
    *("como", "puedo", "quisiera", "podria"),
)
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
    said = _spelled(bare(text))
    if said in _STOP or _LEAVING.search(said):
        return Keyword.STOP
    if said in _START or (opted_out and said in _START_AFTER_STOP):
        return Keyword.START
    return Keyword.HELP if said in _HELP else None


def _spelled(said: str) -> str:
    """STOP with a letter too many is STOP."""
    return re.sub(r"\bs+t+o+p+(?=\b|ing\b|all\b)", "stop", said)


def said_beside(text: str) -> Keyword | None:
    """Read STOP or START of somebody who says something else as well: "Stop. Chest pain".

    A sentence ("please stop texting me") counts anywhere, a plain word at the beginning or at the
    end as a clause of its own, and STOP in front of "I" and the like. HELP beside other words asks
    for more than a help text.
    """
    parts, words = clauses(text), _spelled(bare(text))
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
