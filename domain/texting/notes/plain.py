"""What may stand beside an answer that binds, and leaves it as it is.

A vendor's yes, a delivery, a pickup and a word on a death are used only beside what is known to be
plain: who, where, that it works, courtesy. All else is asked about, for nobody can list in how many
ways somebody takes a yes back.
"""

import re
from collections.abc import Mapping

from domain.asking.choices import Value
from domain.normalize import plain
from domain.texting.courtesy import is_courtesy

_NOBODY = (
    r"(?!(?:no|not|nobody|none|never|until|till|if|when|once|unless|but|without|w/o|minus|sin"
    r"|neighbou?r|wrong|different|another|tomorrow|later|next)\b)"
)
_NAME = rf"(?:{_NOBODY}[a-z][\w.'-]*)(?: {_NOBODY}[a-z][\w.'-]*)?"
_FINE = (
    r"(?:it'?s |is |are |all |everything (?:is )?|todo )*(?:ok|okay|good|fine|great|well"
    r"|set|set ?up"
    r"|up|working|works|running|tested|complete[d]?|done|confirmed|installed|in place|there|here"
    r"|listo|instalado|instalada|funciona|bien|happy|thankful)"
    r"(?: (?:and|&|y) (?:working|works|running|tested|installed|running|funciona|happy|all set))?"
)
_NO_TROUBLE = (
    r"no (?:problems?|probs?|issues?|worries|questions?|concerns?|complaints?|charge|co-?pay|sig)"
    r"(?: (?:at all|today))?"
)
_HANDED = (
    r"(?:(?:it |was |got |all )?(?:signed|left|received|accepted|given|handed|dropped(?: off)?"
    r"|delivered|set ?up|shown|taught|demo'?d|explained|entregado|recibido|firmado)"
    rf"(?: (?:it|off|over|all))?(?: (?:by|with|w|to|for|on|at|a|con|por) (?:the |her |his "
    rf"|pt'?s? )?{_NAME})?)"
)
_SHOWN = rf"(?:{_NAME} )?(?:signed|shown how|knows how to use it|was shown|received it|has it)"
_WHERE = (
    r"(?:is |all )?(?:on|at|in|by|en) (?:the |her |his |their |la |el )?(?:bedside|porch|door|house"
    r"|home|bedroom|living room|lobby|curb|front(?: door| porch| desk)?|garage|residence|casa"
    r"|curbside|entrance|facility)"
)
_WHO = (
    r"(?:driver|drvr|tech|rt|chofer)(?: is| will be| es|:)? (?:named |mr |mrs |ms )?"
    r"(?!(?:cancel\w*|late|sick|out|off|quit|is|not|no|has|have|broke\w*|cannot|can'?t|full"
    r"|needed)\b)"
    r"[a-z][\w.'-]*(?: [a-z]\.?)?(?:,? \+?[0-9(][0-9() .-]{6,})?"
)
_VA = (
    r"(?:va|viene|llega|manda(?:mos)?|ira) (?:el |la |a )?"
    r"(?!(?:a|al|tarde|manana|luego|ver)\b)[a-z]+"
    r"(?: en (?:la|el|su) (?:van|carro|camioneta|troca)(?: \w+)?)?"
)
_QUEDO = (
    r"(?:ya )?(?:quedo|esta|queda) (?:instalad[oa]|list[oa]|funcionando|puest[oa])"
    r"(?:,? firmo (?:el|la|su) [a-z]+)?|firmo (?:el|la|su) [a-z]+"
)
_COMES = (
    r"(?:will|we will|we'?ll|driver will|i will|i'?ll|tech will) (?:call(?: (?:her|him|pt"
    r"|them|first"
    r"|ahead|before arrival))?|be there|come|text)"
    r"|see (?:you|u|her|him|them|pt)(?: (?:then|there|soon))?"
    r"|(?:truck|van|unit|trip|order|conf\w*|ref|po|ticket)(?: (?:no|number|is))? ?[#:]? ?\w*\d\w*"
)
_ON_TIME = r"(?:on time|as (?:scheduled|requested|planned|asked)|a tiempo)"
_GONE = (
    rf"(?:{_NAME} )?(?:on board|aboard|in (?:the )?(?:van|car|vehicle)|on (?:our|the) way home"
    r"|en route home|rolling|seated|loaded)"
)
_WITNESS = (
    r"(?:(?:confirmed|per|by|with|w|from|says|said|told by|pronounced by|notified by"
    r"|obit\w*|seen in"
    r" (?:the )?(?:paper|chart)) ?)*(?:the |her |his )?(?:family|wife|husband|son|daughter"
    r"|dtr|sister"
    r"|brother|hospice|rn|nurse|md|dr|doctor|coroner|ems|hospital|facility|snf|chart|paper"
    r"|obituary|funeral home)(?: (?:rn|nurse|staff|\w+))?"
)
_OF_A_DEATH = (
    r"(?:(?:talked|spoke) (?:to|with|w) (?:the |his |her )?(?:widow|widower|family|wife|husband|son"
    r"|daughter|dtr)|in (?:his|her) own bed"
    r"|yes|confirmed|correct|true|sadly|rip|peacefully|at home|in (?:the )?(?:hosp\w*|ed"
    r"|er|icu|snf"
    r"|sleep|his sleep|her sleep|bed)|at (?:the )?(?:hosp\w*|hospice|snf|facility)"
    r"|on hospice|this (?:am|morning|afternoon|week)|last (?:night|week)|today|yesterday|overnight"
    r"|(?:family|wife|husband|son|daughter|dtr) (?:told|aware|notified|called(?: us)?|confirmed)"
    r"|(?:he|she|pt|patient|mr \w+|mrs \w+)? ?(?:died|passed(?: away)?|expired|deceased|gone|dead)"
    r"(?: (?:at home|peacefully|last night|today|yesterday|this (?:am|morning)|in \w+|on \w+))?)"
)
_ALIVE = (
    r"(?:no|mistake|error|not (?:dead|true|him|her|our pt|our patient)|wrong (?:pt|patient"
    r"|one|person"
    r"|mr \w+|mrs \w+)|different (?:pt|patient|person)|another (?:pt|patient)"
    r"|(?:it was |was )?(?:his|her|the|pt'?s?) (?:brother|sister|wife|husband|mother|father|dog|cat"
    r"|neighbou?r|friend|roommate|mom|dad|son|daughter|twin|cousin|uncle|aunt)"
    r"|(?:(?:he|she|pt|patient|they)(?:'?s| is| are)?|is|still|very much)"
    r"(?: still| very much| doing)* (?:alive|fine|ok|okay|well|good|home|here|at home|with us)"
    r"|alive(?: and well)?|fine|ok"
    r"|(?:spoke|talked|speaking)(?: (?:with|w|to))?(?: (?:him|her|pt|the pt|the patient|them|wife"
    r"|husband|son|daughter|dtr|family))?|(?:he|she|pt|patient) answered(?: (?:the )?phone)?"
    r"|(?:phone|battery|car|plant) (?:died|dead))"
)


def _only(*patterns: str) -> re.Pattern[str]:
    """Any of them, or some one after another."""
    one = "|".join(f"(?:{each})" for each in patterns)
    return re.compile(rf"(?:{one})(?: (?:{one})){{0,3}}")


_BESIDE_ALL = (
    _FINE,
    _NO_TROUBLE,
    r"y|yes|yep|si|please|pls|sir|ma'?am|(?:yes )?confirmed|thanks?|ty",
)
_ACCEPTED = _only(*_BESIDE_ALL, _WHO, _VA, _COMES, _ON_TIME)
_DELIVERED = _only(*_BESIDE_ALL, _QUEDO, _HANDED, _SHOWN, _WHERE, _WHO, _ON_TIME)
PLAIN: Mapping[Value, re.Pattern[str]] = {
    Value.ACCEPTED: _ACCEPTED,
    Value.CONFIRMED: _ACCEPTED,
    Value.DELIVERED: _DELIVERED,
    Value.PICKED_UP: _only(*_BESIDE_ALL, _GONE, _HANDED, _WHO, _ON_TIME),
    Value.MISTAKEN: _only(_ALIVE),
}
"""By answer, what each part of its note must be."""
OF_A_DEATH = _only(_OF_A_DEATH, _WITNESS)
_WHEN = re.compile(
    r"\b(?:at |on |about |around )?"
    r"(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}(?::\d\d)? ?[ap]\.?m?\b\.?"
    r"|\d{1,2}:\d\d)(?!\w)"
)
"""A day or an hour, read or refused elsewhere."""
_PART = re.compile(r"\s*(?:[,;.!/]+(?=\s|$)|\s(?:and|&|y|-)\s)\s*")


def is_plain(note: str, value: Value) -> bool:
    """Whether a note leaves the answer as it is; of answers that bind nobody, it always does."""
    allowed = PLAIN.get(value)
    return allowed is None or _each(note, allowed)


def is_plain_of_a_death(note: str) -> bool:
    """Whether a note leaves a death as it is that somebody was asked to confirm."""
    return _each(note, OF_A_DEATH)


def _each(note: str, allowed: re.Pattern[str]) -> bool:
    said = " ".join(_WHEN.sub(" ", plain(note)).split()).strip(" .,;:!-")
    if not said or is_courtesy(note) or allowed.fullmatch(said):
        return True
    parts = [part for part in _PART.split(said) if part]
    return all(is_courtesy(part) or allowed.fullmatch(part) for part in parts)
