"""One spelling for how people type on a phone: "pls quit txtin my #" is "please quit texting my number".

Only what is looked for in `leaving` is read so: an answer or a danger is read as it was written.
"""

import re
from dataclasses import replace

from domain.normalize import Clause, bare, clauses, clean, plain

_WORDS: dict[str, tuple[str, ...]] = {
    # English
    "you": ("u", "yall", "ya ll", "yous", "youse"),
    "your": ("ur", "yur", "yer", "yalls", "y alls"),
    "nothing": ("nothin", "nuthin", "nuttin", "nothn"),
    "out of": ("outta", "outa"),
    "thing": ("thang", "thingy", "thng"),
    "going on": ("goin on",),
    "blowing": ("blowin", "blown"),
    "calling": ("callin",),
    "are": ("r",),
    "please": ("pls", "plz", "plese", "pleas", "pleaze", "plss", "plzz", "pleasee"),
    "text": ("txt", "tex", "texr", "teext", "tect", "txst"),
    "texts": ("txts", "texs", "textes", "texxts", "tects"),
    "texting": ("txting", "textin", "txtin", "txtn", "txtng", "texing", "texring"),
    "texted": ("txted", "texed", "txtd"),
    "message": ("msg", "mesage", "messge", "massage", "mssg", "mesg"),
    "messages": ("msgs", "mesages", "messges", "massages", "mssgs", "messags", "messeges"),
    "messaging": ("msging", "messging", "mesaging", "messagin", "msgin", "messagging"),
    "dont": ("do not", "dnt", "dont t", "donot", "dotn", "don t"),
    "doesnt": ("does not", "doesn t", "dosent", "dosnt", "doesent"),
    "isnt": ("is not", "aint", "ain t", "isn t"),
    "want": ("wnat",),
    "want to": ("wanna", "wana"),
    "sending": ("sendin", "sendng", "sednign", "seding"),
    "contacting": ("contactin",),
    "bothering": ("botherin", "bothring"),
    "number": ("numbr", "numba", "nummber", "numer", "nubmer", "nuber", "nmber", "nbr", "num"),
    "wrong": ("rong", "worng", "wrng", "wrongg", "wromg", "wroung"),
    "number ": ("phone number", "cell number", "phone num", "cell phone number"),
    "person": ("prson", "persn", "preson" ),
    "quit": ("qiut", "quitt", "qit"),
    "anymore": ("any more", "anymor", "nomore", "any longer", "nemore"),
    "probably": ("prolly", "probly", "prob"),
    "looking": ("lookin",),
    "got to": ("gotta",),
    "remove": ("remve", "remov", "rmove", "removee"),
    "sorry": ("sry", "srry", "sorri", "soory", "sory"),
    # Spanish
    "por favor": ("x favor", "xfa", "xfavor", "porfa", "porfavor", "porfis", "plis", "xf"),
    "que": ("q", "ke", "qe"),
    "mensajes": (
        *("mensages", "mensjes", "menssajes", "msjs", "mensajitos", "mensajs"),
        *("mesajes", "mensahes", "mensajez"),
    ),
    "mensaje": ("msj", "mensage", "mensje", "mesaje", "mensajito"),
    "textos": ("testos", "textitos"),
    "quiero": ("kiero", "qiero", "quero", "quieru", "kero"),
    "recibir": ("resivir", "recivir", "resibir"),
    "escriban": ("escrivan", "ecriban", "eskriban", "escrban"),
    "escriba": ("escriva", "ecriba"),
    "manden": ("mandn", "madnen"),
    "equivocado": ("equibocado", "ekivocado", "eqivocado", "ekibocado", "equivocdo", "equivcado"),
    "equivocada": ("equibocada", "ekivocada"),
    "equivoco": ("ekivoco", "equiboco", "eqivoco", "ekiboco"),
    "equivocaron": ("ekivocaron", "equibocaron"),
    "numero": ("nunero", "numro", "nro", "nmero", "numeo", "numerro"),
    "conozco": ("conosco", "conosko", "conoszco"),
    "demasiados": ("demaciados", "demasiado", "demaciado"),
    "quitenme": ("quiten me", "kitenme", "quitemen", "me quiten", "me kiten"),
    "saquenme": ("saquen me", "sakenme", "saqenme"),
    "borren": ("boren", "vorren"),
    "dejen": ("degen", "dejem"),
    "dejen de": ("dejen d",),
    "deje de": ("deje d",),
    "quiten": ("kiten",),
    "quite": ("kite",),
    "le hago": ("le ago",),
    "lleguen": ("yeguen", "llegen", "yegen", "yegan", "llegue"),
    "aqui": ("aca", "aki"),
    "usted": ("ud", "vd"),
    "alone": ("a lone", "aloan", "alon"),
    "whatever": ("wutever", "watever", "what ever", "whichever"),
    "nombre": ("nomvre", "nombe"),
}  # fmt: skip
_RIGHT = {wrong: right.strip() for right, ways in _WORDS.items() for wrong in ways}
_WRONG = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _RIGHT), key=len, reverse=True))})\b")
_SWEARING = re.compile(
    r"\b(?:f+u+c*k*(?:ing|in|en|n)|f ing|fkn|effing|frickin\w*|freakin\w*|damn(?:ed)?|dang|god ?damn|goddam|stupid"
    r"|bloody|the hell|darn|shitty|pinches?|malditos?) "
)
_TYPED: tuple[tuple[str, str], ...] = (
    (r"\bs+t+[o0]*p+(?=\b|ing\b|all\b)", "stop"),
    (r"\b(?:s t o p+|5top|st op|s top|sto p)\b", "stop"),
    (r"\b(?:sotp|stpo|tsop)(?= (?:text|send|messag|contact|bother|all|this|these|it|now|please))", "stop"),
    (r"\bun ?su?b?s?c?r?i?[bv]e?d?\b", "unsubscribe"),
    (r"\b(?:wrong|incorrect) no\b", "wrong number"),
    (r"(?<=\w )k(?= \w)", "que"),
    (r"\b(?:to|2) many\b", "too many"),
)  # fmt: skip
_LIKELY = tuple((re.compile(wrong), right) for wrong, right in _TYPED)
_SIGN = re.compile(r"(?<!\w)#(?!\s?\d)")


def spelled(text: str) -> str:
    """The bare words of a text in one spelling."""
    return _in_one_spelling(bare(_SIGN.sub(" number ", clean(text))))


def spelled_clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text in one spelling."""
    cut = clauses(_SIGN.sub(" number ", plain(clean(text))))
    return tuple(replace(part, words=_in_one_spelling(part.words)) for part in cut)


def _in_one_spelling(words: str) -> str:
    for wrong, right in _LIKELY:
        words = wrong.sub(right, words)
    words = _WRONG.sub(lambda found: _RIGHT[found[0]], words)
    return _SWEARING.sub("", words)
