"""The languages that hospitals name, and the law that nobody is texted in one they may not read.

A language in which we text has a folder in `templates/sms/` and a file of words in
`domain/languages/`: what is written back must be understood, its danger above all. Whoever speaks
another one is called instead of texted, and the first thing that the nurse reads is that an
interpreter is needed.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from domain.languages import LANGUAGES
from domain.normalize import plain
from domain.words.phrasebook import phrase, worded

ENGLISH = "en"
_TEXTS = Path(__file__).parents[2] / "templates" / "sms"
TEXTED = tuple(one.code for one in LANGUAGES if (_TEXTS / one.code).is_dir())
"""The languages of our texts; tests hold each to every text that a family can get."""
OTHER = "mis"
"""A language was named and nobody can say which (ISO 639-2: uncoded)."""

_LANGUAGES = {
    "am": "amh", "ar": "ara", "ase": "sgn sign", "bn": "ben bangla", "bs": "bos", "ceb": "",
    "chk": "", "cs": "cze ces", "de": "ger deu", "el": "gre ell", "en": "eng",
    "es": "spa castilian espanol", "fa": "per fas farsi dari prs", "fil": "", "fr": "fre fra",
    "gu": "guj", "he": "heb iw", "hi": "hin", "hmn": "hmong mww hnj", "hr": "hrv",
    "ht": "hat haitian", "hu": "hun", "hy": "arm hye", "id": "ind", "ig": "ibo", "ilo": "iloko",
    "it": "ita", "ja": "jpn", "kar": "ksw", "km": "khm cambodian", "ko": "kor", "ku": "kur",
    "lo": "lao laotian", "mam": "", "mh": "mah", "ml": "mal", "mr": "mar", "my": "bur mya",
    "ne": "nep", "nl": "dut nld", "nv": "nav", "om": "orm", "pa": "pan panjabi", "pl": "pol",
    "ps": "pus pushto", "pt": "por", "quc": "quiche", "ro": "rum ron", "ru": "rus", "rw": "kin",
    "sm": "smo", "so": "som", "sq": "alb sqi", "sr": "srp", "sw": "swa", "ta": "tam", "te": "tel",
    "th": "tha", "ti": "tir", "tl": "tgl", "to": "ton", "tr": "tur", "uk": "ukr", "ur": "urd",
    "vi": "vie", "yi": "yid", "yo": "yor",
    "zh": "chi zho mandarin cantonese cmn yue toishanese taishanese hakka", "af": "afr",
    "ak": "aka twi", "be": "bel", "bg": "bul", "bm": "bam", "ca": "cat", "cy": "wel cym",
    "da": "dan", "ee": "", "et": "est", "ff": "ful fulani", "fi": "fin", "ga": "gle gaelic",
    "gaa": "", "ha": "hau", "is": "ice isl", "ka": "geo kat", "kea": "cape kabuverdianu crioulo",
    "kk": "kaz", "kn": "kan", "kri": "", "ky": "kir", "lg": "lug ganda", "ln": "lin", "lt": "lit",
    "lv": "lav", "mg": "mlg", "mk": "mac mkd", "mn": "mon", "ms": "may msa", "mt": "mlt",
    "no": "nor nob nno", "ny": "nya nyanja", "rn": "run rundi", "sd": "snd", "si": "sin sinhalese",
    "sk": "slo slk", "sl": "slv", "sn": "sna", "sv": "swe", "tg": "tgk", "tk": "tuk",
    "ug": "uig uighur", "uz": "uzb", "wo": "wol", "xh": "xho", "zu": "zul",
}  # fmt: skip
"""A code, and beside its name the first words by which hospitals call it too."""

_WITHOUT_A_NAME = """
aa ab ae an as av ay az ba bi bo br ce ch co cr cu cv dv dz eo eu fj fo fy gd gl gn gv ho hz ia ie
ii ik io iu jv kg ki kj kl kr ks kv kw la lb li lu mi nb nd ng nn nr oc oj or os pi qu rm sa sc se
sg ss st su tn ts tt tw ty ve vo wa za
"""
"""The rest of ISO 639-1, called by the code; without Nauru's, which mostly means "not known"."""

_CODES = (
    {word: code for code, words in _LANGUAGES.items() for word in words.split()}
    | {plain(worded(phrase(f"languages.{code}"))): code for code in _LANGUAGES}
    | {code: code for code in (*_LANGUAGES, *_WITHOUT_A_NAME.split(), OTHER)}
    | {"american sign language": "ase", "haitian": "ht", "french creole": "ht"}
    | {"creole french": "ht", "creole - haitian": "ht", "sign language": "ase"}
    | {"serbo-croatian": "sr", "brazilian portuguese": "pt"}
    | {"not english": OTHER, "non-english": OTHER}
)
"""Whole phrases go before first words: of "French Creole" the first misleads."""
_SHORT = 3
"""A code in front of another word is none: "no English", "sin dato"."""
_UNSAID = ("unknown", "unk", "und", "ni", "na", "nask", "asku", "declined", "refused", "none",
           "unspecified", "patient", "not")  # fmt: skip
"""First words of what says that no language is known: "Patient declined", "not specified"."""


def language_code(said: Iterable[str]) -> str | None:
    """The first of these that is a language, however it is written: "eng", "es-MX", "Spanish".

    None when none is named; OTHER when one is named that nobody knows.
    """
    whole = [plain(text.strip()) for text in said]
    first = [re.split(r"[\s;,(/_-]", text, maxsplit=1)[0] for text in whole]
    named = any(word and word not in _UNSAID for word in first)
    pairs = ((text, _may_name(word, text)) for text, word in zip(whole, first, strict=True))
    known = (word for pair in pairs for word in pair if word in _CODES)
    return next((_CODES[word] for word in known), OTHER if named else None)


def _may_name(word: str, text: str) -> str:
    """The first word of a text, unless it is short and others follow."""
    behind = text.removeprefix(word)
    return "" if len(word) <= _SHORT and behind.startswith(" ") and behind.strip() else word


def is_language(code: str) -> bool:
    """Whether this is a code by which a language is kept: "es", but neither "spa" nor "Spanish"."""
    return code in _LANGUAGES or code in _WITHOUT_A_NAME.split()


def language_name(code: str) -> str:
    """What a nurse calls it: "Vietnamese"; by its code, where nobody has a name for it."""
    return phrase(f"languages.{code}")


def texted_in(code: str) -> bool:
    """Whether there are texts in this language."""
    return code in TEXTED


def untexted(code: str) -> dict[str, str]:
    """For the words of what has a nurse call somebody: their language, when no text is in it."""
    return {} if texted_in(code) else {"language": language_name(code)}


def interpreter(code: str) -> str:
    """What whoever calls must know beforehand; nothing where we text in the language."""
    if texted_in(code):
        return ""
    return phrase("language.interpreter", language=language_name(code))
