"""Readings by number in a text: sugar, oxygen saturation, blood pressure, pulse, temperature, pain.

Source: the red-flag table of the clinical rules, and thresholds **(set)** that a clinician must
sign: sugar below 54 mg/dl and above 400, saturation below 89 %, a systolic below 80 or from 180, a
pulse below 40 or from 140 are dangers or signs of the same day as the table says.
"""

import re
from collections.abc import Iterator

from domain.clinical.flag import Flag, Meant
from domain.clinical.lexicon import Level
from domain.normalize import clean, plain

_RED, _YELLOW = Level.EMERGENCY, Level.SAME_DAY
_LINKS = "was|is|are|at|say|says|said|read|reads|reading|showing|shows|show|of|only|just|now|about|around|like|level|lvl|sat|sats|down|dropped|went|up|to|it|its|in|low|mid|upper|en|de|a|el|la|esta|estaba|marca|marco|me|le|se|ha|bajado|subido|salio|on|the|meter|tiene|dice|bajo|subio|como|today|this|morning|hoy|my|her|his"
_IS = rf"(?:[\s:=,\-]+(?:{_LINKS})\b){{0,8}}[\s:=,\-]*"
"""What may stand between a name and its number: each word behind a mark or a blank, eight at most."""
_SUGAR = r"(?:blood sugar|sugars?|glucose|glucosa|azucar|asucar|bg|bgl|fsbg|fsg|fsbs|fbs|cbg|bs|meter|accu ?check|glucometer|cgm|dexcom)"
_OXYGEN = r"(?:oxygen|o2|o 2|spo2|sats?|satting|pulse ?ox\w*|oximeter|oximetro|saturacion|satura|saturando|oxigeno|oxigenacion|ox)"
_PRESSURE = r"(?:blood pressure|bp|b/p|pressure|presion)"
_PULSE = r"(?:pulse|heart ?rate|hr|bpm|pulso|ritmo)"
_TEMP = r"(?:temp\w*|fever|fiebre|calentura|temperature)"
_PAIN = r"(?:pain|dolor|hurts?|duele)"
_N = r"(?P<n>\d{1,3}(?:\.\d)?)(?!\d|[/:.]\d|\s*(?:th\b|am\b|pm\b|mg|ml|units?|puffs?|lit\w*|l\b|lpm|days?|dias?|weeks?|hours?|hrs|min\w*|times|veces))"
_PERCENT = re.compile(
    rf"\b{_OXYGEN}\b{_IS}{_N}|{_N.replace('?P<n>', '?P<m>')}\s*%?\s*(?:o2|oxygen|sat|de oxigeno|de saturacion)",
    re.IGNORECASE,
)
_SUGARS = re.compile(
    rf"\b{_SUGAR}\b{_IS}{_N}|\b{_N.replace('?P<n>', '?P<m>')}\s*(?:de azucar|de glucosa|blood sugar)"
)
_PRESSURES = re.compile(
    rf"\b(?:{_PRESSURE}\b{_IS})?(?P<s>\d{{2,3}})\s*(?:/|over|sobre|con)\s*(?P<d>\d{{2,3}})\b(?!/)"
)
_PULSES = re.compile(rf"\b{_PULSE}\b{_IS}{_N}")
_TEMPS = re.compile(
    rf"\b{_TEMP}\b{_IS}{_N}|\b{_N.replace('?P<n>', '?P<m>')}\s*(?:fever|degrees|grados|de fiebre|de calentura|de temperatura|f\b)"
)
_PAINS = re.compile(
    rf"\b{_PAIN}\b.{{0,20}}?\b(?P<n>\d{{1,2}})\s*(?:/|out of|de|sobre)\s*(?:10|ten|diez)\b"
)
_HIGH = re.compile(rf"\b{_SUGAR}\b{_IS}(?:hi|high|alta|alto|muy alta|too high|altisima)\b")
_LOW = re.compile(
    rf"\b{_SUGAR}\b{_IS}(?:lo)\b|\b{_SUGAR}\b{_IS}(?:low|baja|bajo|muy baja|too low|super low)\b"
)
_TENS = {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "treinta": 30,
    "cuarenta": 40,
    "cincuenta": 50,
    "sesenta": 60,
    "setenta": 70,
    "ochenta": 80,
    "noventa": 90,
}
_DIGITS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
    "seis": 6,
    "siete": 7,
    "ocho": 8,
    "nueve": 9,
}
_UNITS = {**_DIGITS, "uno": 1}
_SPOKEN = re.compile(rf"\b({'|'.join(_TENS)})(?:(?:[ -]| y )({'|'.join(_UNITS)}))?\b")
_GOAL = re.compile(
    r"(?:goal|target|should be|keep|above|below|under|over|meta|between|range|less than|more than)\W*$"
)


def look(text: str, *, staff: bool) -> list[Meant]:
    """Every reading that is a danger; of staff only oxygen and sugar: the rest they judge."""
    said = _in_digits(plain(clean(text)).replace("'", ""))
    return [
        Meant(flag=Flag(level=level, name=name), phrase=name, words=words)
        for name, level, words in _found(said, staff=staff)
    ]


def _in_digits(said: str) -> str:
    """What a voice typed: "eighty four" is 84, "ochenta y dos" is 82."""
    return _SPOKEN.sub(lambda found: str(_TENS[found[1]] + _UNITS.get(found[2] or "", 0)), said)


def _found(said: str, *, staff: bool) -> Iterator[tuple[str, Level, str]]:
    yield from _oxygen(said)
    yield from _sugar(said)
    if staff:
        return
    yield from _circulation(said)
    yield from _weight(said)
    for found in _TEMPS.finditer(said):
        degrees = _number(found)
        if 100.4 <= degrees < 110 or 38 <= degrees < 43:
            yield "fever", _YELLOW, found.group()
    for found in _PAINS.finditer(said):
        if int(found["n"]) >= 8:
            yield "pain_or_worse", _YELLOW, found.group()


def _oxygen(said: str) -> Iterator[tuple[str, Level, str]]:
    for found in _PERCENT.finditer(said):
        percent = _number(found)
        if _meant(said, found) and 40 <= percent < 89:
            yield "low_oxygen", _RED, found.group()
        elif _meant(said, found) and 89 <= percent < 92:
            yield "low_oxygen", _YELLOW, found.group()


def _sugar(said: str) -> Iterator[tuple[str, Level, str]]:
    for found in _SUGARS.finditer(said):
        level = _number(found)
        if not _meant(said, found):
            continue
        if 10 < level < 60:
            yield "low_sugar", _RED, found.group()
        elif 60 <= level < 70 or 300 <= level <= 999:
            yield "sugar", _YELLOW, found.group()
    if low := _LOW.search(said):
        shown = low.group().endswith("lo")  # what a meter shows below its range
        yield "low_sugar", _RED if shown else _YELLOW, low.group()
    if high := _HIGH.search(said):
        yield "sugar", _YELLOW, high.group()


def _circulation(said: str) -> Iterator[tuple[str, Level, str]]:
    for found in _PRESSURES.finditer(said):
        upper, lower = int(found["s"]), int(found["d"])
        if not 40 <= lower < upper <= 300 or not _meant(said, found):
            continue
        if upper < 80 or upper >= 200 or lower >= 120:
            yield "blood_pressure", _RED, found.group()
        elif upper < 90 or upper >= 180 or lower >= 110:
            yield "blood_pressure", _YELLOW, found.group()
    for found in _PULSES.finditer(said):
        beats = _number(found)
        if _meant(said, found) and (20 <= beats < 36 or 150 <= beats < 300):
            yield "pulse", _RED, found.group()
        elif _meant(said, found) and (36 <= beats < 45 or 120 <= beats < 150):
            yield "pulse", _YELLOW, found.group()


_WORDS: dict[str, float] = {
    **_DIGITS,
    "ten": 10,
    "couple": 2,
    "diez": 10,
    "media": 0.5,
    "half": 0.5,
    "una": 1,
    "un": 1,
    "a": 1,
}
_WEIGHT = re.compile(
    rf"\b(?:gain\w*|up|put on|put|heavier|jumped|went up|subi\w*|aument\w*|gan\w*|engord\w*|suben|mas)\b(?:\s+(?:by|about|almost|like|another|over|de|como|casi|unas?|unos|por|to|in|at|weight|peso|on|of|a))*\s*\+?"
    rf"(?P<n>\d{{1,2}}(?:\.\d)?|{'|'.join(_WORDS)})\s*(?:of\s+)?(?P<unit>lbs?|pounds?|libras?|kgs?|kilos?|#)"
)
_KILOS = ("kg", "kilo")


def _weight(said: str) -> Iterator[tuple[str, Level, str]]:
    """A gain of two pounds or more; how fast is not said, so the first that could count counts."""
    for found in _WEIGHT.finditer(said):
        number = found["n"]
        gained = _WORDS[number] if number in _WORDS else float(number)
        gained *= 2.2 if found["unit"].startswith(_KILOS) else 1
        if 2 <= gained < 100:
            yield "weight_or_swelling", _YELLOW, found.group()


def _number(found: re.Match[str]) -> float:
    named = found.groupdict()
    return float(named.get("n") or named.get("m") or 0)


def _meant(said: str, found: re.Match[str]) -> bool:
    """Not a goal: "keep sats above 88"."""
    words = said[: found.start("n") if found.groupdict().get("n") else found.start()]
    return _GOAL.search(words) is None
