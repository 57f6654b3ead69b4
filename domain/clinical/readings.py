"""Readings by number in a text: sugar, oxygen saturation, blood pressure, pulse, temperature, pain.

Source: the red-flag table of the clinical rules, and thresholds **(set)** that a clinician must
sign: which number is a danger and which a sign of the same day stands in the functions below and in
`docs/lexicon.md`.
"""

import re
from collections.abc import Iterator

from domain.clinical.addresses import is_street
from domain.clinical.flag import Flag, Meant
from domain.languages import LANGUAGES, Level
from domain.languages.joined import any_of, of_all
from domain.normalize import clean, plain

_RED, _YELLOW = Level.EMERGENCY, Level.SAME_DAY
_LINKS = any_of(of_all(lambda one: one.readings.links))
_IS = rf"(?:[\s:=,\-]+(?:{_LINKS})\b){{0,8}}[\s:=,\-]*"
"""What may stand between a name and its number: each word behind a mark or a blank, eight at most."""
_SUGAR = f"(?:{any_of(of_all(lambda one: one.readings.sugar))})"
_OXYGEN = f"(?:{any_of(of_all(lambda one: one.readings.oxygen))})"
_PRESSURE = f"(?:{any_of(of_all(lambda one: one.readings.pressure))})"
_PULSE = f"(?:{any_of(of_all(lambda one: one.readings.pulse))})"
_HEART = f"(?:{any_of(of_all(lambda one: one.readings.heart))})"
_BEATS = f"(?:{any_of(of_all(lambda one: one.readings.beats))})"
_TEMP = f"(?:{any_of(of_all(lambda one: one.readings.fever))})"
_PAIN = f"(?:{any_of(of_all(lambda one: one.readings.pain))})"
_NO_READING = r"(?!\d|[/:.]\d|\s*(?:th\b|am\b|pm\b|a\.m|p\.m|mg|ml|units?|puffs?|lit\w*|l\b|lpm|days?|dias?|weeks?|hours?|hrs|bucks|dolares|percent charged|lbs?|pounds|psi|min(?:s|utes?)?\b|times daily|times a day|veces|ft\b|feet|years?|yrs?\b|yo\b|anos|dollars))"
_N = rf"(?P<n>\d{{1,3}}(?:\.\d)?){_NO_READING}"
_M = _N.replace("?P<n>", "?P<m>")
_NO_NUMBER = rf"(?!{_IS}\d)"
"""Behind "40 sugar": the number of "27 1 sugar 40" stands behind the name."""
_MINE = r"(?:(?:on|for|in|en|de|del)\s+(?:(?:my|his|her|the|mi|su|el|la)\s+)?)?"
_PERCENT = re.compile(
    rf"\b{_OXYGEN}\b{_IS}{_N}|{_M}\s*%?\s*{_MINE}(?:o2|oxygen|sats?|de oxigeno|de saturacion)\b{_NO_NUMBER}",
    re.IGNORECASE,
)
_SUGARS = re.compile(
    rf"\b{_SUGAR}\b{_IS}{_N}|\b{_M}\s*{_MINE}(?:azucar|glucosa|blood sugar|sugar)\b(?! ?free){_NO_NUMBER}"
)
_PRESSURES = re.compile(
    rf"\b(?P<name>{_PRESSURE}\b{_IS})?(?P<s>\d{{2,3}})\s*(?:/|over|sobre|con)\s*(?P<d>\d{{2,3}})\b(?!/)"
)
_SYSTOLIC = re.compile(
    rf"\b{_PRESSURE}\b{_IS}(?P<n>\d{{2,3}})(?:/palp)?(?!\s*(?:/|over|sobre|con)\s*\d)(?!\s*%){_NO_READING}"
)
_PULSES = re.compile(rf"\b{_PULSE}\b{_IS}{_N}(?!\s*%)|\b{_M}\s*{_BEATS}")
_RACES = re.compile(
    rf"\b{_HEART}\b(?:\s+(?:is|was|s|going|beating|beats|racing|pounding|been|me|le|late|latiendo|acelerado|rate|up|to|at|like|about|around|a|como|de|en|esta|anda|va|over|fast|real|really|hitting|thumping|running|jumping|it|its|says))*\s+{_N}(?!\s*%)"
)
_TEMPS = re.compile(
    rf"\b{_TEMP}\b{_IS}{_N}|\bt[ :=]+(?P<t>1\d\d\.\d)|\b{_M}\s*(?:fever|temp\w*|degrees|grados|de fiebre|de calentura|de temperatura|f\b)"
)
_WEATHER = re.compile(r"\b(?:outside|afuera|weather|clima|oven|horno|heat index|hace(?= \d))\b")
_PAINS = re.compile(
    rf"\b{_PAIN}\b(?! (?:clinic|doctor|dr|management|meds?|pills?|class|appt|specialist)).{{0,20}}?\b(?P<n>\d{{1,2}})\s*(?:/|out of|de|sobre)\s*(?:10|ten|diez)\b"
    rf"|\b(?:pain|dolor)\b(?:[\s:=,\-]+(?:is|are|was|a|an|level|score|scale|nivel|like|about|de|es|now|today|still|en|un|up|to|esta|me|at))*[\s:=,\-]+(?P<m>8|9|10)\b{_NO_READING}(?!\s*(?:/|out))"
    rf"|\b(?P<k>8|9|10)\s*(?:/|out of)\s*10 (?:pain|dolor)\b(?! (?:clinic|doctor|dr|management|meds?|pills?|class|appt|specialist))"
)
_HIGH = re.compile(rf"\b{_SUGAR}\b{_IS}(?:hi|high|alta|alto|muy alta|too high|altisima)\b")
_LOW = re.compile(
    rf"\b{_SUGAR}\b{_IS}(?:lo)\b|\b{_SUGAR}\b{_IS}(?:low|baja|bajo|muy baja|too low|super low)\b"
)
_TENS = {word: 10 * ten for one in LANGUAGES for ten, word in enumerate(one.readings.tens, start=3)}
_UNITS = {
    word: digit for one in LANGUAGES for digit, word in enumerate(one.readings.digits, start=1)
}
_SPOKEN = re.compile(rf"\b({'|'.join(_TENS)})(?:(?:[ -]| y )({'|'.join(_UNITS)}))?\b")
_GOAL = re.compile(
    r"\b(?:goal|target|should (?:be|stay)|keep (?!(?:dropping|going|falling))|meta|between|range|if|when|si|cuando)\b"
    r"[^.!?]{0,30}$"
)
_BEYOND = re.compile(
    r"\b(?P<up>over|above|more than|mas de)\W*$|\b(?P<down>under|below|less than|menos de)\W*$"
)


def look(text: str, *, staff: bool) -> list[Meant]:
    """Every reading that is a danger; of staff oxygen, sugar and an emergency of pressure or pulse."""
    said = re.sub(r"(?<=\d)o\b", "0", plain(clean(text)).replace("'", ""))
    said = _in_digits(re.sub(r"\bb\.s\.?", "bs", said))
    return [
        Meant(flag=Flag(level=level, name=name), phrase=name, words=words)
        for name, level, words in _found(said, staff=staff)
    ]


def _in_digits(said: str) -> str:
    """What a voice typed: "eighty four" is 84, "ochenta y dos" is 82."""
    return _SPOKEN.sub(lambda found: str(_TENS[found[1]] + _UNITS.get(found[2] or "", 0)), said)


_TAUGHT = re.compile(r"\b(?:if|for|when|parameters?|keep|hold|until|goal)\b[^.;,\d]{0,25}$")
_CHARTED = re.compile(
    r"^[^.;,\d]{0,15}\b(?:(?:in (?:the )?(?:ed|er|icu|hospital)|on (?:adm\w*|arrival)|at adm\w*)\b|resolved\b|improved\b|yesterday\b)"
    r"|^[^.;\d]{0,15}\b(?:now (?:\d|down|better|normal|stable)|down to|came down)"
)
"""What a colleague writes around a reading that was taught, or that was before and is no more."""


def _found(said: str, *, staff: bool) -> Iterator[tuple[str, Level, str]]:
    yield from _oxygen(said)
    yield from _sugar(said)
    if staff:
        yield from (found for found in _circulation(said) if _is_theirs(said, *found))
        return
    yield from _circulation(said)
    yield from _weight(said)
    for found in _TEMPS.finditer(said):
        degrees = _number(found)
        if _WEATHER.search(said[max(found.start() - 25, 0) : found.end() + 25]):
            continue
        if degrees < 50 and found.group().endswith("degrees"):
            continue
        if 100.4 <= degrees < 110 or 38 <= degrees < 43:
            yield "fever", _YELLOW, found.group()
    for found in _PAINS.finditer(said):
        if _number(found) >= 8:
            yield "pain_or_worse", _YELLOW, found.group()


def _oxygen(said: str) -> Iterator[tuple[str, Level, str]]:
    for found in _PERCENT.finditer(said):
        percent = _number(found)
        if not _meant(said, found, low=True):
            continue
        if 40 <= percent < 89:
            yield "low_oxygen", _RED, found.group()
        elif 89 <= percent < 92:
            yield "low_oxygen", _YELLOW, found.group()


def _sugar(said: str) -> Iterator[tuple[str, Level, str]]:
    for found in _SUGARS.finditer(said):
        level = _number(found)
        if not _meant(said, found, low=level < 100):
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
    for found in filter(_is_no_house, _PRESSURES.finditer(said)):
        upper, lower = int(found["s"]), int(found["d"])
        least = 20 if found["name"] else 40
        if least <= lower < upper <= 300 and _meant(said, found, low=upper < 120):
            level = _RED if lower >= 120 else _of_systolic(upper)
            level = level or (_YELLOW if lower >= 110 else None)
            if level:
                yield _named(upper), level, found.group()
    for found in _SYSTOLIC.finditer(said):
        upper = int(found["n"])
        level = _of_systolic(upper) if 50 <= upper <= 300 else None
        if level and _meant(said, found, low=upper < 120):
            yield _named(upper), level, found.group()
    for found in (*_PULSES.finditer(said), *_RACES.finditer(said)):
        beats = _number(found)
        if not _meant(said, found, low=beats < 60):
            continue
        if 20 <= beats < 36 or 150 <= beats < 300:
            yield "pulse", _RED, found.group()
        elif 36 <= beats < 45 or 120 <= beats < 150:
            yield "pulse", _YELLOW, found.group()


def _is_theirs(said: str, name: str, level: Level, words: str) -> bool:
    """Whether a colleague's note tells of an emergency that is there: of shock, whatever is said."""
    ahead, _, behind = said.partition(words)
    told_of = _TAUGHT.search(ahead) or _CHARTED.search(behind)
    return level is _RED and (name == "shock" or told_of is None)


def _is_no_house(found: re.Match[str]) -> bool:
    return found["name"] is not None or not is_street(found.string[found.end() :])


_SHOCK = 80
"""A systolic pressure that is an emergency in anybody's words."""


def _named(upper: int) -> str:
    return "shock" if upper <= _SHOCK else "blood_pressure"


def _of_systolic(upper: int) -> Level | None:
    if upper <= _SHOCK or upper >= 200:
        return _RED
    return _YELLOW if upper < 90 or upper >= 180 else None


_WORDS: dict[str, float] = {
    **{word: digit for word, digit in _UNITS.items() if digit > 1},
    **{word: amount for one in LANGUAGES for word, amount in one.readings.amounts.items()},
}
_WEIGHT = re.compile(
    rf"\b(?:gain\w*|up|put on|put|heavier|jumped|went up|subi\w*|aument\w*|gan\w*|engord\w*|suben|mas)\b(?:\s+(?:by|about|almost|like|another|over|de|como|casi|unas?|unos|por|to|in|at|weight|peso|on|of|a))*\s*\+?"
    rf"(?P<n>\d{{1,2}}(?:\.\d)?|{'|'.join(_WORDS)})\s*(?:of\s+)?(?P<unit>lbs?|pounds?|libras?|kgs?|kilos?|#)"
)
_UNIT = r"(?P<unit>lbs?|pounds?|libras?|kgs?|kilos?|#)"
_WEIGHT_UP = re.compile(
    rf"(?:\+\s*|\b)(?P<n>\d{{1,2}}(?:\.\d)?)\s*{_UNIT}\s*(?:up|heavier|gain\w*|mas(?: que| de peso)?|extra|de mas)\b"
    rf"|\+\s*(?P<m>\d{{1,2}}(?:\.\d)?)\s*(?:lbs?|pounds?|libras?)\b"
)
_WEIGHED = re.compile(
    r"\b(?:weigh\w*|weight|wt|pes\w+)\b\D{0,25}?(?P<before>\d{2,3}(?:\.\d)?)\s*(?:lbs?|pounds?|libras?)?"
    r"(?P<between>\D{1,25}?)(?P<after>\d{2,3}(?:\.\d)?)\b(?!\s*(?:mg|am|pm|:))"
)
_WEIGHED_BACK = re.compile(
    r"\b(?:weigh\w*|weight|wt|scale|pes\w+|bascula|balanza)\b\D{0,25}?(?P<after>\d{2,3}(?:\.\d)?)\b"
    r"(?!\D*(?:puls|bp|hr|heart|o2|sat|sugar|presion|azucar|temp))"
    r"\D{0,15}?\b(?:yesterday|last|before|was|ayer|antes|era)\b\D{0,15}?(?P<before>\d{2,3}(?:\.\d)?)\b"
    r"(?!\s*(?:lbs?|pounds?|libras?)?\s*(?:today|now|this|hoy|ahora|mg|am|pm|:))"
)
"""Today's first: "scale says 187 yesterday was 183"."""
_ROSE = re.compile(r"\b(?:to|today|now|yesterday|hoy|ayer|ahora|a|then|this)\b")
_KILOS = ("kg", "kilo")


def _weight(said: str) -> Iterator[tuple[str, Level, str]]:
    """A gain of two pounds or more; how fast is not said, so the first that could count counts."""
    for found in (*_WEIGHT.finditer(said), *_WEIGHT_UP.finditer(said)):
        number = found["n"] or found.groupdict().get("m") or "0"
        gained = _WORDS[number] if number in _WORDS else float(number)
        gained *= 2.2 if (found["unit"] or "").startswith(_KILOS) else 1
        if 2 <= gained < 100:
            yield "weight_or_swelling", _YELLOW, found.group()
    for found in _WEIGHED.finditer(said):
        gained = float(found["after"]) - float(found["before"])
        if 2 <= gained < 40 and _ROSE.search(found["between"]):
            yield "weight_or_swelling", _YELLOW, found.group()
    for found in _WEIGHED_BACK.finditer(said):
        if 2 <= float(found["after"]) - float(found["before"]) < 40:
            yield "weight_or_swelling", _YELLOW, found.group()


def _number(found: re.Match[str]) -> float:
    named = found.groupdict()
    return float(next((named[key] for key in ("n", "m", "t", "k") if named.get(key)), 0))


_GOAL_AT_ONCE = re.compile(r"\b(?:goal|target|should be|keep|meta|between|range)\W*$")


def _meant(said: str, found: re.Match[str], *, low: bool) -> bool:
    """Not a goal: "keep sats above 88" is none, "sugar over 400" and "o2 under 85" are readings."""
    begins = found.start("n") if found.groupdict().get("n") else found.start()
    words = said[:begins]
    if (beyond := _BEYOND.search(words)) is None:
        return _GOAL_AT_ONCE.search(words) is None
    return bool(beyond["down"] if low else beyond["up"]) and _GOAL.search(words) is None
