"""Words of danger as they are spoken and typed by ear: "breff" is breath, "coffed" is coughed.

One wrong letter is forgiven elsewhere (`phrases.one_mistake`); these stray further, and only stems
that matter most are listed. What merely sounds like one is named and left alone.
"""

import re

_COUGH = r"[ck]+(?:o+|ou|au|a?w|uo)(?:f+|gh?f+|ghf*|ph|hg|gf)"
_COMES_UP = r"(?= (?:up|bl|an?d? bl|n bl|red|stuff|gunk|crud|clot))"
_SPOKEN: tuple[tuple[str, str], ...] = (
    (r"br(?:e+a*|ea+|i(?!ef|ev)e?)(?:f+|ph|v(?!e[nr]?\b)|ft)h?(?=e?s?\b)", "breath"),
    (r"br(?:e+a*|ea+)(?:f+|v|ft|th)h?(?:ing|in|n)\b", "breathing"),
    (rf"{_COUGH}(?=(?:e?d|t|s)?\b)", "cough"),
    (rf"{_COUGH}(?:ing|en|in){_COMES_UP}", "coughing"),
    (r"bl(?:u+d+|oo+d+|uu*hd|oud|od)(?=y?\b)", "blood"),
    (r"h(?:art|eart|rt|aert|ard(?= (?:att?ack|racing|racin)))(?=s?\b)", "heart"),
    (r"(?:ches|chess|cheest|chist)(?= (?:pains?|hurt(?:s|ing?)?|tight)\b)", "chest"),
    (r"(?:settin|sittin|setin)\b", "sitting"),
    (r"(?:ever(?:y|')?thang|evrything|everthing|erthing|everythin)\b", "everything"),
    (r"(?:overnite|ovrnite)\b", "overnight"),
    (r"(?:tonite|2nite|2night)\b", "tonight"),
    (r"nite\b", "night"),
    (r"(?:overdosin|oded|od d)\b", "overdosed"),
    (r"(?:ayre|aiire|haire)\b", "aire"),
)
"""Brief, brave, breakfast, coffee, cuff, cafe and cave are none of them, nor is a coffin."""
_SOUNDS = tuple((re.compile(rf"\b{heard}"), meant) for heard, meant in _SPOKEN)


def as_it_is_meant(words: str) -> str:
    """Plain words, with those that were spelled by ear in their usual spelling."""
    for heard, meant in _SOUNDS:
        words = heard.sub(meant, words)
    return words
