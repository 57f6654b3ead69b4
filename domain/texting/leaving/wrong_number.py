"""How people say that a phone is not the patient's: a table of whole sentences, to be reviewed.

Source: 47 U.S.C. 227 and the FCC's reassigned-numbers rule: consent belongs to the person, and
ends with the number. Each sentence of the text must be one of the table or say nothing beside it
("Sorry", "who is this?"): "was the clinic a wrong number?" and "I called and got a wrong number"
are words for a person to read. Danger words and STOP are looked for elsewhere (`listening`).
"""

import re

from domain.normalize import clauses
from domain.texting.leaving.consent import Keyword, keyword

_NUMBER = r"(?:number|phone|phone number|cell|cell phone|cellphone|mobile)"
_WHOSE = r"(?:her|hers|his|their|theirs|the patients|that persons|\w{2,20}s|my \w{2,20}s)"
_ANY_MORE = r"(?: any ?more| any longer| now)?"
_NAMED = r"(?:by that name|with that name|named \w+(?: \w+)?|called \w+(?: \w+)?)"
_YOU_HAVE = (
    r"(?:you|u|ya|youve|you all|yall) (?:have|got|have got|have reached|reached|texted"
    r"|have texted|dialed|called|are texting|messaged|hit)"
)
_BEFORE = (
    r"(?:(?:hi|hello|hey|sorry|im sorry|i am sorry|no|but|um|i think|i believe|i guess|looks like"
    r"|im afraid|hola|perdon|disculpe|lo siento|creo que|pero) )*"
)
_AFTER = r"(?: (?:sorry|please|pls|thanks|thank you|gracias|por favor|perdon|disculpe|lo siento))*"

BARE = (
    rf"wrong (?:{_NUMBER}|person)",
    r"numero (?:equivocado|incorrecto|errado)",
    r"persona equivocada",
)
"""Said alone; beside other words it may be about somebody else's number."""

SENTENCES = (
    rf"{_YOU_HAVE} (?:(?:the|a) )?wrong (?:{_NUMBER}|person)",
    rf"(?:youre|your|you are) texting (?:the|a) wrong (?:{_NUMBER}|person)",
    rf"(?:this|it|that) is (?:the|a) wrong (?:{_NUMBER}|person)",
    rf"(?:its|thats) (?:the|a) wrong (?:{_NUMBER}|person)",
    rf"(?:this|it|that) (?:isnt|is not|is no longer|aint) {_WHOSE} {_NUMBER}{_ANY_MORE}",
    rf"(?:its|thats) (?:not|no longer) {_WHOSE} {_NUMBER}{_ANY_MORE}",
    rf"not {_WHOSE} {_NUMBER}{_ANY_MORE}",
    (
        rf"(?:she|he|they) (?:no longer (?:has|have|uses|use)|(?:doesnt|does not|dont|do not)"
        rf" (?:have|use)) this {_NUMBER}{_ANY_MORE}"
    ),
    (
        rf"(?:this|that) {_NUMBER} (?:doesnt|does not|no longer) belongs? to (?:her|him|them|\w+)"
        rf"{_ANY_MORE}"
    ),
    r"i (?:dont|do not) know (?:this|that|the) (?:person|patient|lady|woman|man|guy|name)",
    r"i (?:dont|do not) know who (?:this|that) (?:person|patient) is",
    rf"i (?:dont|do not) know (?:any|anyone|anybody|a person|a patient|nobody|no one) {_NAMED}",
    (
        rf"(?:there is |theres )?(?:no one|nobody|not anyone) (?:here )?{_NAMED}"
        rf"(?: lives)?(?: here| at this number)?"
    ),
    r"i(?: a)?m not (?:your|that|this) person",
    (
        r"i(?: a)?m not (?:the|your|that|this) (?:patient|person)"
        r" (?:youre|you are) (?:looking for|texting)"
    ),
    (
        r"(?:este |ese |es |este es |tiene |tienen |usted tiene |ustedes tienen |esta en )?"
        r"(?:el |un )numero (?:equivocado|incorrecto|errado)"
    ),
    r"(?:es|este es|tiene|tienen|usted tiene|ustedes tienen) numero (?:equivocado|incorrecto)",
    (
        r"(?:usted |ustedes )?se (?:equivoco|equivocaron|equivoca|equivocan|ha equivocado"
        r"|han equivocado) de (?:numero|telefono|persona|celular)"
    ),
    r"(?:usted )?esta equivocado de (?:numero|persona)",
    (
        r"(?:este|ese|esto)(?: ya)? no es (?:su|el) (?:numero|telefono|celular)"
        r"(?: de (?:ella|el|\w+(?: \w+)?))?"
    ),
    r"(?:ya )?no es (?:su|el) (?:numero|telefono|celular)(?: de (?:ella|el|\w+(?: \w+)?))?",
    r"no conozco a (?:esa|esta|la|el|ese) (?:persona|paciente|senora|senor|nombre)",
    r"no conozco a nadie (?:con ese nombre|llamad[oa] \w+|que se llame \w+(?: \w+)?)",
    r"aqui no vive (?:esa persona|nadie con ese nombre|ella|\w+)",
    r"aqui no hay nadie (?:con ese nombre|llamad[oa] \w+)",
    r"(?:yo )?no soy (?:esa persona|la persona que busca\w*)",
)
"""Without case, accents, apostrophes and punctuation; a greeting or "sorry" may stand around."""

BESIDE = (
    r"",
    r"hi|hello|hey|sorry|im sorry|i am sorry|no|nope|please|thanks|thank you|bye|stop|please stop",
    r"who (?:is|are) (?:this|you)|whos this|who dis|what is this|i(?: a)?m not \w+(?: \w+)?",
    r"(?:this|it) (?:is not|isnt|is) \w+(?: \w+)?|(?:i(?: a)?m|my name is) \w+(?: \w+)?",
    r"hola|perdon|disculpe|disculpa|lo siento|gracias|por favor|quien es|quien eres",
    r"buen dia|buenos dias|buenas tardes|buenas noches|(?:yo )?(?:no )?soy \w+(?: \w+)?",
)
"""What says nothing of its own, as sentences beside."""

_BARE = re.compile(rf"{_BEFORE}(?:{'|'.join(BARE)}){_AFTER}")
_SENTENCE = re.compile(rf"{_BEFORE}(?:{'|'.join(SENTENCES)}){_AFTER}")
_NOTHING = re.compile("|".join(BESIDE))


def says_wrong_number(text: str) -> bool:
    """Say whether a whole text says that this phone is not the patient's, and nothing else."""
    parts = clauses(text)
    told = [part for part in parts if _tells(part.words)]
    others = (part.words for part in parts if part not in told)
    return bool(told) and not any(part.asks for part in told) and all(map(_nothing, others))


def tells_of_wrong_number(text: str) -> bool:
    """Say whether one sentence of a longer text says so plainly: the bare words do not count."""
    return any(_SENTENCE.fullmatch(part.words) and not part.asks for part in clauses(text))


def _tells(words: str) -> bool:
    return bool(_BARE.fullmatch(words) or _SENTENCE.fullmatch(words))


def _nothing(words: str) -> bool:
    return bool(_NOTHING.fullmatch(words)) or keyword(words, opted_out=False) is Keyword.STOP
