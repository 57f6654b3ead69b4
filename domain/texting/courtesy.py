"""What asks for nothing: thanks, blessings, a thumb. Nobody is disturbed by it."""

import re

from domain.normalize import bare, clean

_WORDS = frozenset(
    {
        *("ok", "okay", "okey", "k", "kk", "oki", "thanks", "thank", "you", "u", "so", "much", "thx", "ty", "tks", "thnx", "tysm"),
        *("great", "good", "gracias", "muchas", "muchisimas", "mil", "bien", "god", "bless", "dios", "la", "lo", "le", "los", "bendiga"),
        *("hun", "hon", "dear", "honey", "sweetie", "very", "kind", "appreciate", "appreciated", "it", "sounds", "perfect"),
        *("perfecto", "muy", "amable", "amables", "igualmente", "bendiciones", "amen", "saludos", "wonderful", "awesome", "vale", "excelente"),
        *("a", "lot", "many", "for", "the", "reminder", "help", "everything", "all", "your", "this", "that", "al", "todo", "todos"),
        *("usted", "ustedes", "por", "su", "ayuda", "aviso", "recordatorio", "real", "nice", "of", "sure", "got", "understood", "noted"),
        *("entendido", "enterado", "enterada", "recibido", "received", "copy", "cool", "lovely", "message", "text", "have", "day", "night", "buen", "dia", "noche"),
        *("buenas", "noches", "dias", "tarde", "tardes", "te", "que", "tenga", "tengan", "feliz", "be", "safe", "and", "y", "ma", "maam", "sir", "doctor", "nurse", "doc"),
        *("angels", "angel", "guys", "are", "the", "best", "will", "do", "sale", "pues", "senorita", "senor", "senora", "esta", "es", "son", "unos", "angeles", "blessed", "alright", "yall", "yay"),
        *("im", "grateful", "agradecida", "agradecido", "estoy", "le", "agradezco", "mucho", "hasta", "luego", "bye", "adios", "love", "xoxo", "blessings"),
    }
)  # fmt: skip
_NEEDED = frozenset(
    {
        *("ok", "okay", "okey", "k", "kk", "oki", "thanks", "thank", "thx", "ty", "tks", "thnx", "tysm", "gracias", "bless", "bendiga", "appreciate", "appreciated"),
        *("angels", "angel", "angeles", "amable", "great", "good", "perfect", "perfecto", "bien", "amen", "bendiciones", "wonderful", "awesome", "excelente", "vale", "understood", "noted", "entendido"),
        *("enterado", "enterada", "recibido", "received", "copy", "cool", "igualmente", "amable", "amables", "kind", "grateful", "agradecida", "agradecido", "agradezco", "blessings", "saludos"),
    }
)  # fmt: skip
_SYMBOLS = frozenset("👍👌🙏❤💕💖💗💙💚💛🧡💜😊🙂😀😃😄😁☺🥰😍😘🤗👏🙌✅✔💯🌹🌸🎉😇🫶🤍♥⭐✨")
_HELP = frozenset({"help", "ayuda"})
_GIVEN = frozenset({"for", "the", "your", "all", "por", "su", "la"})
_DECORATION = re.compile(r"[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff\s!.]")
_FIVE = 12


def is_courtesy(text: str) -> bool:
    """Whether a family's whole text is courtesy, or a sign of it."""
    words = bare(text).split()
    if not words:
        signs = _DECORATION.sub("", text)
        return bool(signs) and all(sign in _SYMBOLS for sign in signs)
    if _HELP.intersection(words) and not _GIVEN.intersection(words):
        return False  # "ok help" asks for it; "thanks for the help" does not
    known = all(word in _WORDS for word in words) and "?" not in clean(text)
    return known and len(words) <= _FIVE and any(word in _NEEDED for word in words)


def is_courtesy_beside(note: str) -> bool:
    """Whether what stands behind an answer is courtesy, or says no more than the answer does."""
    words = bare(note).split()
    return not words or is_courtesy(note) or all(word in _BESIDE for word in words)


_BESIDE = _WORDS | frozenset(
    {
        *(
            "please",
            "pls",
            "plz",
            "favor",
            "is",
            "fine",
            "one",
            "option",
            "time",
            "works",
            "work",
            "best",
            "yes",
            "si",
            "works",
            "me",
            "will",
        ),
        *(
            "i",
            "ill",
            "take",
            "see",
            "then",
            "there",
            "at",
            "day",
            "ese",
            "esa",
            "opcion",
            "hora",
            "esta",
            "queda",
            "sirve",
            "confirmo",
            "confirmed",
            "mam",
        ),
    }
)
