"""The languages that hospitals name, and the law that nobody is texted in one they may not read.

A language in which we text has a folder in `templates/sms/`. Whoever speaks another one is called
instead of texted, and the first thing that the nurse reads is that an interpreter is needed.
"""

import re
from collections.abc import Iterable

from domain.normalize import plain

ENGLISH = "en"
TEXTED = (ENGLISH, "es")
"""The languages of our texts; tests hold each to every text that a family can get."""
OTHER = "mis"
"""A language was named and nobody can say which (ISO 639-2: uncoded)."""

_LANGUAGES = {
    "am": ("Amharic", "amh"), "ar": ("Arabic", "ara"),
    "ase": ("ASL", "sgn sign"), "bn": ("Bengali", "ben bangla"),
    "bs": ("Bosnian", "bos"), "ceb": ("Cebuano", ""), "chk": ("Chuukese", ""),
    "cs": ("Czech", "cze ces"), "de": ("German", "ger deu"), "el": ("Greek", "gre ell"),
    "en": ("English", "eng"), "es": ("Spanish", "spa castilian espanol"),
    "fa": ("Persian", "per fas farsi dari prs"), "fil": ("Filipino", ""),
    "fr": ("French", "fre fra"), "gu": ("Gujarati", "guj"), "he": ("Hebrew", "heb iw"),
    "hi": ("Hindi", "hin"), "hmn": ("Hmong", "hmong mww hnj"), "hr": ("Croatian", "hrv"),
    "ht": ("Haitian Creole", "hat haitian"), "hu": ("Hungarian", "hun"),
    "hy": ("Armenian", "arm hye"), "id": ("Indonesian", "ind"), "ig": ("Igbo", "ibo"),
    "ilo": ("Ilocano", "iloko"), "it": ("Italian", "ita"), "ja": ("Japanese", "jpn"),
    "kar": ("Karen", "ksw"), "km": ("Khmer", "khm cambodian"), "ko": ("Korean", "kor"),
    "ku": ("Kurdish", "kur"), "lo": ("Lao", "lao laotian"), "mam": ("Mam", ""),
    "mh": ("Marshallese", "mah"), "ml": ("Malayalam", "mal"), "mr": ("Marathi", "mar"),
    "my": ("Burmese", "bur mya"), "ne": ("Nepali", "nep"), "nl": ("Dutch", "dut nld"),
    "nv": ("Navajo", "nav"), "om": ("Oromo", "orm"), "pa": ("Punjabi", "pan panjabi"),
    "pl": ("Polish", "pol"), "ps": ("Pashto", "pus pushto"), "pt": ("Portuguese", "por"),
    "quc": ("K'iche'", "quiche"), "ro": ("Romanian", "rum ron"), "ru": ("Russian", "rus"),
    "rw": ("Kinyarwanda", "kin"), "sm": ("Samoan", "smo"), "so": ("Somali", "som"),
    "sq": ("Albanian", "alb sqi"), "sr": ("Serbian", "srp"), "sw": ("Swahili", "swa"),
    "ta": ("Tamil", "tam"), "te": ("Telugu", "tel"), "th": ("Thai", "tha"),
    "ti": ("Tigrinya", "tir"), "tl": ("Tagalog", "tgl"), "to": ("Tongan", "ton"),
    "tr": ("Turkish", "tur"), "uk": ("Ukrainian", "ukr"), "ur": ("Urdu", "urd"),
    "vi": ("Vietnamese", "vie"), "yi": ("Yiddish", "yid"), "yo": ("Yoruba", "yor"),
    "zh": ("Chinese", "chi zho mandarin cantonese cmn yue toishanese taishanese hakka"),
    "af": ("Afrikaans", "afr"), "ak": ("Akan", "aka twi"), "be": ("Belarusian", "bel"),
    "bg": ("Bulgarian", "bul"), "bm": ("Bambara", "bam"), "ca": ("Catalan", "cat"),
    "cy": ("Welsh", "wel cym"), "da": ("Danish", "dan"), "ee": ("Ewe", ""),
    "et": ("Estonian", "est"), "ff": ("Fulah", "ful fulani"), "fi": ("Finnish", "fin"),
    "ga": ("Irish", "gle gaelic"), "gaa": ("Ga", ""), "ha": ("Hausa", "hau"),
    "is": ("Icelandic", "ice isl"), "ka": ("Georgian", "geo kat"),
    "kea": ("Cape Verdean Creole", "cape kabuverdianu crioulo"), "kk": ("Kazakh", "kaz"),
    "kn": ("Kannada", "kan"), "kri": ("Krio", ""), "ky": ("Kyrgyz", "kir"),
    "lg": ("Luganda", "lug ganda"), "ln": ("Lingala", "lin"), "lt": ("Lithuanian", "lit"),
    "lv": ("Latvian", "lav"), "mg": ("Malagasy", "mlg"), "mk": ("Macedonian", "mac mkd"),
    "mn": ("Mongolian", "mon"), "ms": ("Malay", "may msa"), "mt": ("Maltese", "mlt"),
    "no": ("Norwegian", "nor nob nno"), "ny": ("Chichewa", "nya nyanja"),
    "rn": ("Kirundi", "run rundi"), "sd": ("Sindhi", "snd"), "si": ("Sinhala", "sin sinhalese"),
    "sk": ("Slovak", "slo slk"), "sl": ("Slovenian", "slv"), "sn": ("Shona", "sna"),
    "sv": ("Swedish", "swe"), "tg": ("Tajik", "tgk"), "tk": ("Turkmen", "tuk"),
    "ug": ("Uyghur", "uig uighur"), "uz": ("Uzbek", "uzb"), "wo": ("Wolof", "wol"),
    "xh": ("Xhosa", "xho"), "zu": ("Zulu", "zul"),
}  # fmt: skip
"""A code, the name that a nurse reads, and the first words by which hospitals call it too."""

_WITHOUT_A_NAME = """
aa ab ae an as av ay az ba bi bo br ce ch co cr cu cv dv dz eo eu fj fo fy gd gl gn gv ho hz ia ie
ii ik io iu jv kg ki kj kl kr ks kv kw la lb li lu mi nb nd ng nn nr oc oj or os pi qu rm sa sc se
sg ss st su tn ts tt tw ty ve vo wa za
"""
"""The rest of ISO 639-1, called by the code; without Nauru's, which mostly means "not known"."""

_CODES = (
    {word: code for code, (_, words) in _LANGUAGES.items() for word in words.split()}
    | {plain(name): code for code, (name, _) in _LANGUAGES.items()}
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
    """What a nurse calls it: "Vietnamese"."""
    name, _ = _LANGUAGES.get(code, ("another language" if code == OTHER else code, ""))
    return name


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
    return f"Speaks {language_name(code)}: no texts in it, ask for an interpreter"
