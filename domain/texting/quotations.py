"""What a phone sends by itself, or again: reactions, forwards, auto-replies and our own words.

None of it is what somebody says. Reactions are taken out as iOS and Android write them, in English
and in Spanish; our own words are known by sentences that only we write.
"""

import re

from domain.normalize import clean, plain

_QUOTED = r"\"[^\"]*(?:\"|\.\.\.|\u2026)\s*"
"""Of ours, to its end or to where the phone cut it: what stands behind a mark alone is theirs."""
_REACTED = (
    r"(?:liked|loved|laughed at|emphasized|questioned|disliked|reacted (?:\S+ )?to|removed an? \w+(?: \w+)? from"
    r"|le gusto|le encanto|le dio risa|se rio de|enfatizo|cuestiono|no le gusto|reacciono (?:con )?(?:\S+ )?a"
    r"|quito (?:un|el|una) [\w ]{2,20} (?:de|a)|me gusto|me encanto|destaco|pregunto sobre|exclamo)"
)
_REACTION = re.compile(
    rf"\s*(?:a [\w. ]{{1,30}} )?{_REACTED}\s+(?:{_QUOTED}|(?:an?|una?) (?:image|photo|picture|message|video|imagen|foto|mensaje)\W*)",
    re.DOTALL,
)
_EMOJI_TO = re.compile(r"\s*[^\x00-\x7f\w]{1,4}\s*(?:to|a)\s*" + _QUOTED)
_CUT_OFF = re.compile(rf"\s*(?:{_REACTED}|[^\x00-\x7f\w]{{1,4}}\s*(?:to|a))\s*\"[^\"]*")
_AUTOMATIC = re.compile(
    r"\b(?:auto(?:matic)?[- ]?(?:reply|response|matic reply)|automated (?:reply|response|message)|respuesta automatica|mensaje automatico"
    r"|(?:im|i am) (?:currently )?(?:driving|out of (?:the )?office|away from my (?:phone|desk))|do not disturb|no molestar"
    r"|(?:im|i am) not receiving notifications|estoy (?:manejando|conduciendo)|estoy fuera de la oficina|fuera de oficina"
    r"|thank you for contacting|thanks for contacting|we received your message|we have received your message|our office is closed|gracias por (?:comunicarse|contactar)|hemos recibido su mensaje|i\'?ll reply later|this (?:mailbox|number) is not monitored|sent from my car|i will (?:get back to|respond to) you (?:when|as soon)"
    r"|will see your message when|vere (?:su|tu) mensaje cuando|cant talk right now.{0,10}whats up|i[\' ]?ll call you (?:later|back)\.? ?sent from)\b"
)
_DRIVING_ALONE = re.compile(
    r"\s*(?:hi|hey|hello|sorry|hola)?\W*(?:im|i am) driving(?: right now| now)?\W*(?:(?:i )?(?:will|ll|can) (?:call|text|answer|talk).*)?"
)
_OURS = (
    r"emergency 911\.?(?=\s*(?:stop ends|reply stop))",
    r"emergencia 911\.?(?=\s*(?:stop termina|responda stop))",
    r"\bstop (?:ends|termina)\b",
    r"\breply stop to end(?: texts| them)?\b",
    r"\bresponda stop para terminar\b",
    r"if this is an emergency call 911 now\.? thinking of suicide: call or text 988\.?",
    r"si es una emergencia llame al 911 ahora\.? si piensa en el suicidio llame o escriba al 988\.?",
)
"""Sentences of our templates, word for word: whoever writes of an emergency writes otherwise."""
_OWN = re.compile("|".join(_OURS))
_LEARNT = re.compile(r"\"[^\"]*\b911\b[^\"]*\"")
_NOTED = re.compile(
    r"\b(?:wrote it|got it|fridge|taped|understood|noted|lo anote|anotado|entendido)\b"
)
_QUOTED_LINE = re.compile(r"^[^\S\n]*(?:>[^\S\n]*)+(.*)$", re.MULTILINE)
_FORWARDED = re.compile(r"\s*(?:fwd?|fw|rv|reenviado|forwarded)\s*:\s*")


def is_reaction(text: str) -> bool:
    """Whether a whole text is a phone's reaction to a text of ours, quoted or named."""
    said = _flat(text)
    return bool(_REACTION.fullmatch(said) or _EMOJI_TO.fullmatch(said))


def is_automatic(text: str) -> bool:
    """Whether a text has the marks of an automatic reply, or is one of ours sent back.

    Somebody may have written the same words in need: whoever asks looks for danger as well.
    """
    said = _flat(text)
    ours = _FORWARDED.match(said) and (_OWN.search(said) or "911" in said)
    whole = _DRIVING_ALONE.fullmatch(said) or _CUT_OFF.fullmatch(said)
    return bool(_AUTOMATIC.search(said) or whole or ours)


def quoted_lines(text: str) -> str:
    """What stands in quoted lines, for whoever looks for danger there as well."""
    return "\n".join(_QUOTED_LINE.findall(text))


def without_ours(text: str) -> str:
    """The text without sentences of our templates, quoted lines, and what was quoted as learnt."""
    kept = _QUOTED_LINE.sub("", text)
    kept = kept if kept.strip() else text  # a text that is nothing but a quotation was meant
    outside = _LEARNT.sub(" ", _flat(kept))
    if outside != _flat(kept) and _NOTED.search(outside):
        kept = outside
    return _cut(kept) if _OWN.search(_flat(kept)) else kept


def _cut(text: str) -> str:
    """Cut what is ours: found in the plain text, which is as long as the text itself."""
    flat, parts, at = _flat(text), [], 0
    if len(flat) != len(text):
        return _OWN.sub(" ", flat)
    for found in _OWN.finditer(flat):
        parts.append(text[at : found.start()])
        at = found.end()
    return " ".join((*parts, text[at:]))


def _flat(text: str) -> str:
    return plain(clean(text))
