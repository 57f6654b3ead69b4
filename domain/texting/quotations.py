"""What a phone sends by itself, or again: reactions, forwards, auto-replies and our own words.

None of it is what somebody says. Reactions are taken out as iOS and Android write them, in English
and in Spanish; our own words are known by sentences that only we write.
"""

import re

from domain.normalize import clean, plain

_QUOTED = r"[\"'].*"
_REACTED = (
    r"(?:liked|loved|laughed at|emphasized|questioned|disliked|reacted (?:\S+ )?to|removed an? \w+(?: \w+)? from"
    r"|le gusto|le encanto|le dio risa|se rio de|enfatizo|cuestiono|no le gusto|reacciono (?:con )?(?:\S+ )?a"
    r"|quito (?:un|el|una) [\w ]{2,20} (?:de|a)|me gusto|me encanto|destaco|pregunto sobre|exclamo)"
)
_REACTION = re.compile(
    rf"\s*(?:a [\w. ]{{1,30}} )?{_REACTED}\s+(?:{_QUOTED}|(?:an?|una?) (?:image|photo|picture|message|video|imagen|foto|mensaje)\W*)",
    re.DOTALL,
)
_EMOJI_TO = re.compile(r"\s*[^\w\s]{1,4}\s*(?:to|a)\s*[\"'].*", re.DOTALL)
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
    r"(?:in an emergency,? |for emergencies |if this is an emergency,? |if it is an emergency,? )?(?:please )?(?:call|dial)? ?911 (?:or 988|at once|now)?(?=[.\s\"']*stop ends)",
    r"emergency:? (?:call )?911\b[^.\n]{0,40}",
    r"emergencia:? (?:llame al )?911\b[^.\n]{0,40}",
    r"(?:reply |text )?stop (?:ends|to end|to stop|to opt out|to unsubscribe)\b",
    r"(?:responda )?stop (?:termina|para terminar)\b",
    r"msg ?& ?data rates may apply\b",
    r"reply \d+ and a digit\b",
    r"like \d+ \d\b",
)
_OWN = re.compile("|".join(_OURS))
_FORWARDED = re.compile(r"\s*(?:fwd?|fw|rv|reenviado|forwarded)\s*:\s*")


def is_noise(text: str) -> bool:
    """Whether a text is a reaction, an automatic reply, or one of ours sent back: nobody said it."""
    said = _flat(text)
    if _REACTION.fullmatch(said) or _EMOJI_TO.fullmatch(said) or _AUTOMATIC.search(said):
        return True
    if _DRIVING_ALONE.fullmatch(said):
        return True
    return bool(_FORWARDED.match(said) and _OWN.search(said))


def without_ours(text: str) -> str:
    """The text without sentences that only we write, and without quoted lines."""
    kept = re.sub(r"(?m)^\s*>.*$", "", text)
    kept = re.sub(
        r"[\"\u201c\u201d][^\"\u201c\u201d]*(?:911|STOP)[^\"\u201c\u201d]*[\"\u201c\u201d]",
        " ",
        kept,
    )
    return _OWN.sub(" ", kept) if _OWN.search(_flat(kept)) is None else _cut(kept)


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
