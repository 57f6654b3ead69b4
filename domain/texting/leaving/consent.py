"""Opting out of texts, and in again: what a reasonable person understands, not a keyword alone.

Source: FCC, 47 CFR 64.1200(a)(10): any reasonable means of revoking consent counts. A word counts
when it is the whole text; sentences are a table. Danger words come first (`triage`): "help I can't
breathe" is no request for help text. "Don't stop my lisinopril?" and "27 stop" are neither: they
are read as any other text.
"""

import itertools
import re
from enum import StrEnum

from domain.normalize import bare, clean, tidy
from domain.texting.leaving.sentences import (
    ENGLISH,
    OPPOSITES_ENGLISH,
    OPPOSITES_SPANISH,
    SPANISH,
)
from domain.texting.leaving.spelling import spelled, spelled_clauses


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
    "baja", "end this", "please end this", "terminate", "get lost",
    "buzz off", "piss off", "enough already", "alto a esto", "ya stop",
    "please no more", "no more please", "discontinue", "please discontinue", "ya basta por favor",
    "paren ya", "pare ya", "basta por favor", "no estoy interesada", "no estoy interesado",
    "no estoy interesada gracias", "no estoy interesado gracias", "no me interesa gracias",
    "no texting", "no texts thanks", "no texts ok", "no messages", "no messages please",
    "detenganse", "detengan", "ya no manden", "no manden nada", "no mensajes", "no textos",
    "go away", "go away please", "leave us alone", "dejenos en paz", "quit it", "knock it off",
}  # fmt: skip
_START = {"start", "unstop"}
_START_AFTER_STOP = {"yes", "yes please", "start again", "please start again"}
_HELP = CARRIER_HELP | {"ayuda", "help please", "please help", "info please"}


def _any_of(sentences: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sentences)})\b")


def _right_behind(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)}) $")


_LEAVING = (
    (_any_of(ENGLISH), _right_behind(OPPOSITES_ENGLISH)),
    (_any_of(SPANISH), _right_behind(OPPOSITES_SPANISH)),
)
_LONGEST_OPPOSITE = max(map(len, (*OPPOSITES_ENGLISH, *OPPOSITES_SPANISH))) + 2
_ASKING = r"(?:please|por favor|and|also|just|can you|could you)"
_LEAVING_ALONE = re.compile(
    rf"(?:[0-9]+ )*(?:{_ASKING} )*(?:{'|'.join((*ENGLISH, *SPANISH))})\b(?: \w+){{0,2}}"
)

_BEFORE_STOP = (
    *("ok", "okay", "k", "hey", "hi", "hello", "please", "just", "now", "and", "but", "so", "well"),
    *(
        "thanks",
        "thank you",
        "no",
        "no thanks",
        "no thank you",
        "yes",
        "ugh",
        "omg",
        "oh my god",
        "god",
        "oh",
        "enough is enough",
        "seriously",
    ),
    *("can you", "could you", "would you", "will you", "you can", "you need to", "you have to"),
    *("you should", "you must", "you better", "you gotta", "need to", "i said", "i say", "again"),
    *(
        "i told you",
        "i told you to",
        "i asked you",
        "i asked you to",
        "i already said",
        "i want to",
    ),
    *("i want you to", "id like you to", "i would like you to", "for the last time", "for real"),
    *("no means no", "last time", "not interested", "im not interested", "im good", "im fine"),
    *("all of you", "you people", "sir", "maam", "dude", "im done", "enough", "screw you"),
    *("i am not going to ask again", "you", "por favor", "que", "ya", "oiga", "pero", "gracias"),
    *("les dije", "les dije que", "digo", "fuck you", "no more", "remove me", "wrong number"),
)
_AFTER_STOP = (
    *("now", "please", "it", "this", "these", "that", "all", "all this", "everything", "already"),
    *(
        "ok",
        "okay",
        "thanks",
        "thank you",
        "sir",
        "maam",
        "man",
        "right now",
        "immediately",
        "asap",
    ),
    *(
        "for good",
        "forever",
        "stop",
        "por favor",
        "ya",
        "i said",
        "for real",
        "with this",
        "gracias",
    ),
    *("lady", "mister", "miss", "hun", "honey", "you", "you people", "you guys", "people", "guys"),
    *("folks", "buddy", "mam", "dude", "senora", "senor", "chico", "chica", "take me off"),
    *("with these", "with it", "all of this", "all of it", "sending", "texting", "no more", "bro"),
)
_STOPPING = r"(?:stop(?:all)?|unsubscribe|opt(?: me)? out|desist|discontinue|quit it)"


def _some_of(words: tuple[str, ...]) -> str:
    """The longest first, and no way back: words that begin alike would be tried in all ways."""
    return "|".join(sorted(words, key=len, reverse=True))


_FRAMED_STOP = re.compile(
    rf"(?:(?:{_some_of(_BEFORE_STOP)}) )*+{_STOPPING}(?: (?:{_some_of(_AFTER_STOP)})\b)*+"
)
"""STOP with nothing around it but what insists, asks or thanks: "ok stop", "you can stop now"."""
_FRAMED_STOP_ES = re.compile(
    r"(?:(?:y|pero|ya|por favor|ok|gracias) )*(?:para|pare|paren|parar|alto|basta)"
    r"(?: (?:por favor|ya))*"
)

_PLAIN_STOP = frozenset({"stop", "stopall", "stop all", "unsubscribe", "opt out", "optout"})
_STOP_AHEAD = re.compile(
    r"stop(?:all)? (?:i|im|ive|cant|cannot|he|hes|she|shes|we|tengo|no puedo|no|you|youre|your"
    r"|this is|this isnt|wrong|leave|dont|take me|remove|delete|who|why|whoever|texting|sending) "
)
_IN_CAPITALS = re.compile(r"(?P<before>.*[^\w'])?STOP(?P<after>[^\w'?].*)?", re.DOTALL)
_NO_STOP = re.compile(
    r"\b(?:wont|will not|cant|cannot|could not|couldnt|dont|doesnt|didnt|not|never|should|when|if"
    r"|how|do|does|did|told me|says? to|said to|doctor|dr|nurse|had to|have to|going to|gonna|bus"
    r"|truck|make|pill|meds|medicine|bleeding|cough\w*|pain|he|she|it|next|my|a|one|non|full)\b"
)
"""What makes STOP in capitals one of something else: "the pain will not STOP"."""


def keyword(text: str, *, opted_out: bool) -> Keyword | None:
    """Read what a text asks of the texting: out, in again, or help; None for everything else.

    "Yes" is an answer to whoever gets texts, and a way back in for whoever opted out.
    """
    text = clean(text)
    said = spelled(text)
    if bare(text) in _STOP or said in _STOP or _is_framed(text, said) or _leaves(text):
        return Keyword.STOP
    if said in _START or (opted_out and said in _START_AFTER_STOP):
        return Keyword.START
    return Keyword.HELP if said in _HELP else None


def _is_framed(text: str, said: str) -> bool:
    """Whether STOP stands with nothing of its own around it: in all of a text, or at an edge."""
    parts = spelled_clauses(text)
    edges = (part.words for part in (*parts[:1], *parts[-1:]) if not part.asks)
    return any(map(_FRAMED_STOP.fullmatch, (said, *edges)))


def _leaves(text: str) -> bool:
    """Whether a sentence leaves, anywhere: across its marks, or between two of them."""
    words = {spelled(text), *(part.words for part in spelled_clauses(text))}
    return any(map(_leaves_in, words))


def _leaves_in(words: str) -> bool:
    """Whether one of the sentences stands there, and nothing in front of it turns it round."""
    for sentence, opposite in _LEAVING:
        found = sentence.search(words)
        while found is not None:
            start = found.start()
            if not opposite.search(words[max(0, start - _LONGEST_OPPOSITE) : start]):
                return True
            found = sentence.search(words, start + 1)
    return False


def _in_capitals(text: str) -> bool:
    """STOP in capitals, first or last among other words in small letters: "yall need to STOP"."""
    shown = clean(text).strip(" \n\t.!,;:-*\"'")
    found = _IN_CAPITALS.fullmatch(shown)
    if found is None or not any(char.islower() for char in shown):
        return False
    before, after = (bare(found[name] or "") for name in ("before", "after"))
    return not after and not before[:1].isdigit() and not _NO_STOP.search(before)


def says_stop(note: str) -> bool:
    """Whether what stands behind an answer is STOP and nothing else: "2 please stop"."""
    said = spelled(note)
    return bool(_FRAMED_STOP.fullmatch(said) or _FRAMED_STOP_ES.fullmatch(said))


def said_beside(text: str) -> Keyword | None:
    """Read STOP or START of somebody who says something else as well: "Stop. Chest pain".

    A sentence ("please stop texting me") counts anywhere, and what `said_at_an_edge` reads. HELP
    beside other words asks for more than a help text.
    """
    text = clean(text)
    return Keyword.STOP if _leaves(text) else said_at_an_edge(text)


def said_at_an_edge(text: str) -> Keyword | None:
    """Read a plain word at the beginning or the end: as a clause, in capitals, in front of "I"."""
    text = clean(text)
    parts = spelled_clauses(text)
    edges = {part.words for part in (*parts[:1], *parts[-1:]) if not part.asks}
    if edges & _PLAIN_STOP or _STOP_AHEAD.match(spelled(text)) or _in_capitals(text):
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
    return alone or any(_LEAVING_ALONE.fullmatch(part.words) for part in spelled_clauses(text))


def carrier_keyword(text: str) -> bool:
    """Say whether the carrier confirms by itself: the whole message is one of its words.

    Anything else that we understand ("Stop.", "please stop texting me") is confirmed by us.
    """
    return text.strip().lower() in CARRIER_STOP | CARRIER_START | CARRIER_HELP
