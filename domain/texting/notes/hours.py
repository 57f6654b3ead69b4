"""Hours that a report has in three or four digits without a colon: "0910 CT", "spoke w wife 1430".

Nobody can say whether "0910" is this morning's or which half "910" means: it is asked about,
whatever stands behind it. Readings, doses, rooms, telephones and years are no hours.
"""

import re

from domain.languages.joined import any_of, of_all
from domain.normalize import plain
from domain.time.zones import zone_pattern

_LONG, _SHORT = r"(?:[01][0-9]|2[0-3])[0-5][0-9]", r"[1-9][0-5][0-9]"
_FRENCH = r"(?:[01]?[0-9]|2[0-3])\s?h\s?[0-5][0-9]"
_DAYS = any_of(
    of_all(
        lambda one: (
            *(word for words in one.dates.weekdays for word in words),
            *(*one.dates.today, *one.dates.tomorrow, *one.dates.yesterday, "y'day"),
        )
    )
)
_AHEAD = (
    rf"[(\[\s]*(?:(?:{_DAYS})\b[\s,.(]*)?"
    r"(?:(?:@|~|(?:at|around|about|approx|circa|abt|since|a las?)\b)[\s~]*)*"
)
_TO_ANOTHER = rf"(?:\s?(?:[-/,&]|and|to|y|a)\s?(?:{_LONG}))?"
"""A span, or the hours of two attempts."""
_MEASURED = (
    r"mg|mcg|ug|g|gm|grams?|gr|ml|mls|cc|ccs|l|liters?|oz|ounces?|lbs?|pounds?|libras|kg|kgs|kilos?"
    r"|units?|u|iu|meq|mmol|steps?|pasos|feet|ft|foot|yards?|yds?|meters?|miles?|cal|cals"
    r"|calories?|kcal|percent|pct|bpm|beats|mm|mmhg|mg/dl|sys|systolic|diastolic|over|sobre|fasting"
    r"|ayunas|dollars|bucks|tabs?|tablets?|pills?|caps|puffs|reps|laps|fluids?|degrees?|sats?"
    r"|bs|bg|fbs|fsbs|glucose|sugars?|bp|hr(?! [a-z])|pulse|weight|wt|yo|y/o|days?|times|min|mins"
    r"|minutes?|people|bed|series|gauge|french|fr"
)
_AN_HOUR = r"\s?(?:hrs?\b|hours?\b|h\b|hs\b|horas\b|[ap]\.?m?\b)"
_NO_HOUR_BEHIND = (
    rf"(?!\s?(?:%|(?:{_MEASURED})\b)|[-.]?[/.\-][0-9]|\s/|\s?x\s?[0-9]+\s?(?:mg|ml)\b"
    r"|\)?[\s-]?[0-9]{3}[\s-][0-9]{4}"
    r"|\s(?:[nsew]\.? )?[a-z]+ (?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|ct|court|pl"
    r"|place|way|hwy|pkwy|terrace|circle)\b)"
)
_FOUR = rf"{_LONG}{_TO_ANOTHER}(?:(?!\w)|x[0-9]|(?={_AN_HOUR}|{zone_pattern('behind_four')}))"
_THREE = rf"(?!911){_SHORT}(?:(?!\w)|(?={_AN_HOUR}|{zone_pattern('behind_three')}))(?! [0-9])"
_BEGINS = re.compile(
    rf"{_AHEAD}(?:{_FRENCH}\b|(?!{_LONG}[-/.][0-9]{{1,3}}\b)(?:{_FOUR}|{_THREE}){_NO_HOUR_BEHIND})"
)
_MARKED = re.compile(
    rf"(?<![\w$#./:-])(?:{_LONG}|{_SHORT})"
    rf"(?:\s?(?:hrs\b|h\b)|(?!\s?(?:(?:pt|[zecm])\b|[-+0-9])){zone_pattern('behind_marked')}(?!\w))"
)
"""An hour that is marked as one by its zone, or as one of twenty-four."""
_WHOM = (
    r"(?:\s(?:(?:w|with|to|for|w/|con|a)\s?(?:\w+\s){0,1}\w+|the|her|his|him|them|pt|patient|wife"
    r"|husband|son|daughter|dtr|mom|dad|mother|father|sister|brother|family|caregiver|aide|today"
    r"|again|msg|message|vm|well|ok|good|fine|great|home|and|all))"
)
_TOLD = re.compile(
    r"(?:\A(?=\s(?:w|with|to|for|con|a)\b)"
    r"|\b(?:spoke|lvm|vm|msg|message|voice ?mail|called|talked|reached|tried|answer|answered|ans|na"
    r"|all (?:good|well|ok|set)|doing (?:well|ok|fine|great|good)|pt (?:ok|fine|good|well)|hable"
    rf"|llame|contesto|contesta)\b){_WHOM}{{0,4}}[\s,]\s?(?:@\s?)?"
    rf"(?:{_LONG}|(?!911){_SHORT})(?:{_AN_HOUR})?(?=\s*(?:$|[,;.!)](?!\w)|(?:{_DAYS})\b))"
)
"""The hour behind what was done, where its clause ends; what was done may be the answer itself."""
_A_NUMBER = re.compile(
    r"(?:\b(?:room|rm|apt|unit|ste|suite|bed|ext|x|no|num|number|pin|code|box|fax|cell|phone|order"
    r"|conf\w*|ref|po|ticket|claim|auth|case|in|since|year|born|dob|ending|ends|bp|hr|bs|bg|fs|fsbs"
    r"|fbs|glucose|sugar|wt|weight|weighs|pulse|mrn|id)\b|#)\W*[0-9]*\Z"
)


def begins_with_an_hour(note: str) -> bool:
    """Whether a note begins with an hour of three or four digits."""
    return _BEGINS.match(plain(note)) is not None


def tells_an_hour(note: str) -> bool:
    """Whether a note has such an hour further on, marked as one or behind what was done."""
    said = plain(note)
    found = (*_MARKED.finditer(said), *_TOLD.finditer(f" {said}"))
    return any(not _A_NUMBER.search(_ahead_of(one)) for one in found)


def _ahead_of(found: re.Match[str]) -> str:
    """What stands before the digits."""
    digits = re.search(r"[0-9]{3,4}", found[0])
    return found.string[: found.start() + (digits.start() if digits else 0)]
