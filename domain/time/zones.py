"""The zone that people say behind a time: "2:30p CT", "9a eastern", "14:30 hora del este".

A wall time is then one of that zone, whatever the reader's own. "EST" in July is what people say of
Eastern time, and is read so; only in the mountains, where Arizona keeps standard time, are the two
different, and "EDT" in January contradicts itself. What contradicts, and what is not known
("Florida time" has two, "BST"), is asked about. A word that is a note is none: "4p pt doing well".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from domain.languages.joined import any_of, of_all
from domain.time.calendar import on_the_wall

_EASTERN, _CENTRAL = "America/New_York", "America/Chicago"
_MOUNTAIN, _PACIFIC = "America/Denver", "America/Los_Angeles"
_ARIZONA, _ALASKA = "America/Phoenix", "America/Anchorage"
_HAWAII, _PUERTO_RICO, _GUAM = "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam"
_SHORT = {"e": _EASTERN, "c": _CENTRAL, "m": _MOUNTAIN, "p": _PACIFIC, "ak": _ALASKA}
_LONG = {
    "eastern": _EASTERN, "central": _CENTRAL, "mountain": _MOUNTAIN, "pacific": _PACIFIC,
    "atlantic": _PUERTO_RICO,
}  # fmt: skip
_PLACES = {
    "new york": _EASTERN, "ny": _EASTERN, "nyc": _EASTERN, "nueva york": _EASTERN,
    "boston": _EASTERN, "atlanta": _EASTERN, "east coast": _EASTERN, "miami": _EASTERN,
    "chicago": _CENTRAL, "dallas": _CENTRAL, "houston": _CENTRAL,
    "denver": _MOUNTAIN, "colorado": _MOUNTAIN, "utah": _MOUNTAIN,
    "california": _PACIFIC, "west coast": _PACIFIC, "los angeles": _PACIFIC, "la": _PACIFIC,
    "seattle": _PACIFIC, "arizona": _ARIZONA, "az": _ARIZONA, "phoenix": _ARIZONA,
    "ak": _ALASKA, "hi": _HAWAII,
    "alaska": _ALASKA, "anchorage": _ALASKA, "hawaii": _HAWAII, "hawai": _HAWAII,
    "hawaiian": _HAWAII, "honolulu": _HAWAII, "puerto rico": _PUERTO_RICO, "guam": _GUAM,
}  # fmt: skip
_ALONE = {place: zone for place, zone in _PLACES.items() if place not in ("la", "ny", "hi")} | {
    "texas": _CENTRAL, "tx": _CENTRAL, "florida": _EASTERN, "georgia": _EASTERN,
    "illinois": _CENTRAL, "tennessee": _CENTRAL, "new mexico": _MOUNTAIN, "nevada": _PACIFIC,
    "las vegas": _PACIFIC, "vegas": _PACIFIC, "san juan": _PUERTO_RICO, "tucson": _ARIZONA,
    "san francisco": _PACIFIC, "washington": _EASTERN, "maui": _HAWAII, "oahu": _HAWAII,
    "salt lake": _MOUNTAIN, "montana": _MOUNTAIN, "idaho": _MOUNTAIN, "oregon": _PACIFIC,
    "iowa": _CENTRAL, "minnesota": _CENTRAL, "wisconsin": _CENTRAL, "missouri": _CENTRAL,
    "oklahoma": _CENTRAL, "arkansas": _CENTRAL, "louisiana": _CENTRAL, "mississippi": _CENTRAL,
    "alabama": _CENTRAL, "kansas": _CENTRAL, "nebraska": _CENTRAL, "north dakota": _CENTRAL,
    "south dakota": _CENTRAL, "wyoming": _MOUNTAIN, "michigan": _EASTERN, "indiana": _EASTERN,
    "kentucky": _EASTERN, "ohio": _EASTERN, "minneapolis": _CENTRAL, "milwaukee": _CENTRAL,
    "st louis": _CENTRAL, "kansas city": _CENTRAL, "new orleans": _CENTRAL, "memphis": _CENTRAL,
    "nashville": _CENTRAL, "san antonio": _CENTRAL, "austin": _CENTRAL, "el paso": _MOUNTAIN,
    "albuquerque": _MOUNTAIN, "boise": _MOUNTAIN, "san diego": _PACIFIC, "portland": _PACIFIC,
    "sacramento": _PACIFIC, "detroit": _EASTERN, "philadelphia": _EASTERN, "cleveland": _EASTERN,
    "phx": _ARIZONA, "slc": _MOUNTAIN, "abq": _MOUNTAIN, "lax": _PACIFIC, "sfo": _PACIFIC,
    "pdx": _PACIFIC, "dfw": _CENTRAL, "nola": _CENTRAL, "stl": _CENTRAL, "msp": _CENTRAL,
    "atx": _CENTRAL, "philly": _EASTERN, "cali": _PACIFIC,
}  # fmt: skip
"""Behind a time they may be no more than a place: asked about where its clocks show another."""
_ANYWHERE = _PLACES | _ALONE
_SPANISH = {
    "este": _EASTERN, "centro": _CENTRAL, "central": _CENTRAL, "montana": _MOUNTAIN,
    "pacifico": _PACIFIC, "oriental": _EASTERN, "atlantico": _PUERTO_RICO,
}  # fmt: skip


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_NOT_ABROAD = r"utc|gmt|zulu|bst|ist|cet|cest|eet|wet|msk|jst|nst|ndt|adt|hdt|sst|aest|aedt"
_NO_ZONE = (
    "this|next|last|first|second|third|1st|2nd|3rd|same|any|some|each|every|in|on|at|of|no|all|long"
    "|short|good|best|bad|the|a|an|that|what|more|one|another|enough|bed|nap|meal|lunch|dinner"
    "|breakfast|visit|call|appointment|appt|med|meds|medication|pill|shift|discharge|only|own|works"
    "|from|for|to|by|per|is|was|its|it's|ok|please|thanks"
)
_OF_LETTERS = (
    r"[-./\s]*(?:sinai|vernon|auburn|carmel|zion|pleasant|scan|head|chest|abd|angio|tube|al\b"
    r"|showed|result|neg\b|pos\b|(?:w/?o? ?)?contrast|of\b|surg|pelvi|lung|neck|brain|spine|sinus"
    r"|coronary|imaging|biops|guided|/\s?(?:mri|pet|dm|alt|ot)\b)"
)
"""Behind CT, ET, AST, MT: a scan, a surgeon, a tube, a mountain."""
_NO_LETTERS = (
    r"(?:est\s+(?:care\b|(?:patient|pt) (?:visit|appt|exam|f/?u)\b)|(?:est|ast|ht) ?[0-9])"
)
"""An established patient, an estimate, a reading."""
_OF_NAME = (
    r"\s*(?:line|supply|pharmacy|venous|view|heights|clinic|medical|hospital|health|family|care"
    r"|primary|islander|ocean|ave|st\b|street|park|cath|dialysis|pharm|lab|office|building|valley)"
)
_DAY = any_of(
    of_all(
        lambda one: (
            *(word for words in one.dates.weekdays for word in words),
            *(*one.dates.today, *one.dates.tomorrow, *one.dates.yesterday),
        )
    )
)
_GOES_ON = (
    r"(?=\s*(?:$|[^\w\s/]|/\s?[ecmp][sd]?t\b|(?:w|with|con|dra?|doctora?|np|pa|md|rn|at|en|a|an|the"
    r"|for|para|to|thx|thanks|ty|gracias|please|pls|por|and|y|but|or|o|is|es|was|on|el|this|next|from|if"
    r"|they|he|she|her|his|we|i|it|all|no|not|left|lvm|vm|spoke|talked|called|reached|per|as|so|ok"
    r"|bring|thank|yes|confirmed|booked|wife|husband|son|daughter|mom|dad|doing|denies|will|busy|phone"
    rf"|video|televisit|telehealth|in|time|tz|{_DAY})\b))"
)
"""What may follow a zone; any other word may make it the name of something, and is asked about."""
_A_PLACE = (
    r"(?:(?:el|los|las|la|san|santa|saint|st\.?|ft\.?|fort|new|north|south|west|east|des|baton|little"
    r"|corpus|grand|palm|salt|sioux|rapid|cedar|virgin) [a-z]{2,12}|[a-z]{3,12} (?:city|lake))"
)
"""A place of two words; its clocks nobody knows here."""
_ENDS = r"(?=[\s.)\]!*]*$)"
"""What could be a note is a zone where nothing follows it."""
_A_SITE = r"(?: (?:office|clinic|site|campus|location))?"
_LETTERS = r"[ecmp][sd]?t|ak[sd]?t|[ah]st|ht|chst"
_BETWEEN = (
    r"(?:[\s,:/*=~|\-\[(\"']{0,4}"
    rf"|\s*[.;]\s*(?=(?:{_LETTERS}|{_any_of(_LONG)}|[a-z]{{2,12}} time|hora [a-z ]+){_ENDS}))"
    r"(?:(?:that'?s|that is|which is|it'?s|in|de|en|es)\s+)?(?:(?:tz|time ?zone|zone)\s*:?\s*)?"
)
_ZONE = (
    rf"(?:{_BETWEEN}(?P<GROUP>"
    rf"(?:hora|horario|tiempo|zona) (?:del |de la |de )?(?:{_any_of(_SPANISH)})\b"
    rf"|(?:del|de la) (?:{_any_of(_SPANISH)}){_ENDS}"
    rf"|hora (?:del |de la |de |en )?(?:{_any_of(_PLACES)})\b"
    r"|(?:hora (?:local|de |del |en )|(?:mi|su|nuestra) hora\b)[a-z ]{0,12}"
    rf"|(?:{_any_of(_PLACES)})(?:'s)? time\b"
    rf"|(?:{_any_of(_ALONE)}){_A_SITE}{_ENDS}"
    rf"|(?:{_any_of(_LONG)})(?:(?: (?:standard|daylight|std|dst))?(?: time| tz)"
    rf"| (?:standard|daylight|std|dst)|(?!{_OF_NAME}){_GOES_ON})\b"
    rf"|(?!{_NO_LETTERS})(?:[ecm]t|pt(?= time)|[ecmp][sd]t|ak[sd]?t|ast|ht|hst|chst)\b"
    rf"(?: time| tz|(?!{_OF_LETTERS}){_GOES_ON})"
    rf"|(?:[ecmp]|ak)\.\s?(?:[sd]\.\s?)?t\b\.?+(?!{_OF_LETTERS}){_GOES_ON}"
    r"|pt\b(?!'|[.\]]?\s+[a-z0-9]|/[a-z])"
    rf"|(?:{_NOT_ABROAD})\b(?:\s?[+-][0-9]{{1,2}})?"
    rf"|(?:[zecm]|local|there|alla|[+-]?[01][0-9]:?[03]0|[ecmp]st[5-8][ecmp]dt){_ENDS}"
    r"|(?:america|pacific|us)/[a-z_]+"
    rf"|(?:the )?(?:{_A_PLACE}|(?!(?:{_NO_ZONE})\b)[a-z']{{2,12}}) (?:time|tz)\b(?! of)"
    r")[\])*\"']?)"
)


def zone_pattern(group: str = "zone") -> str:
    """What a zone looks like behind a time, as part of a pattern; `group` is its name there."""
    return _ZONE.replace("GROUP", group)


_BEHIND_A_TIME = re.compile(
    rf"(?P<time>\b[0-9]{{1,2}}(?:[:.][0-5][0-9])?(?:\s?[ap]\.?m?\b\.?)?|\bnoon\b|\bmediodia\b)"
    rf"{zone_pattern()}(?!\w)"
)

_IN_A_NOTE = re.compile(
    rf"\b(?:(?:{_any_of(_LONG)}|hawaiian?|alaskan?|arizona) (?:(?:standard|daylight) )?time"
    rf"|edt|[cmp][sd]t|ak[sd]t|(?:hora|horario) (?:del |de la |de )?(?:{_any_of(_SPANISH)})"
    rf"|(?:says?|said|means?|it'?s|that'?s|times? (?:is|are)) [ecmp]t{_ENDS}|time ?zone)\b"
    rf"|[(\[](?:{_LETTERS}|{_any_of(_LONG)})[)\]]"
)
_ELSEWHERE = re.compile(
    rf"(?:^|\b(?:in|en) |[,(/\-] ?)(?P<place>{_any_of(_ANYWHERE)}){_A_SITE}{_ENDS}"
)
"""Where a note ends with it, somebody is there: what their clocks show may be what was meant."""
_BEGINS_A_NOTE = re.compile(
    r"[\s,(\-]*(?:"
    r"(?:hrs?|hours?|hs?|horas?)[\s,(]+(?:[ecmp][sd]?t\b|eastern|central|mountain|pacific)"
    rf"|[ecmp]tz{_ENDS}|mtn\.?(?= time)|(?:mtns?|mnt|cent?|cn?tr?l|pac|atl|est?rn){_ENDS}"
    rf"|(?!pt\b|{_NO_LETTERS})(?:{_LETTERS})\b(?!{_OF_LETTERS})(?=[\s/]*\w)"
    rf"|(?:{_any_of(_LONG)})\b(?!{_OF_NAME})(?=[\s/]*\w)"
    rf"|(?:{_LETTERS})\s?/\s?[0-9]"
    rf"|(?:their|his|her|clinic|clinic's|office) [ecmp][sd]?t{_ENDS}"
    rf"|(?:over there|for them|on their end){_ENDS}"
    rf"|[ecmp] (?:[sd] )?t{_ENDS}"
    r"|local (?:to|for|at|in|there)\b"
    rf"|(?:clinic|office|their|his|her|pt'?s?|patient'?s?) (?:local|zone|clock){_ENDS}"
    rf"|where (?:the )?(?:pt|patient|clinic|office|he|she|they)(?: (?:is|are|lives?))?{_ENDS}"
    r"|(?:an?|one|two|three|[123]) h(?:ou)?rs? (?:behind|ahead)\b"
    r"|(?:which is|that'?s|so|=)\s*[0-9:.]+\s?[ap]?m? (?:ours|here|our time|my time|for me)\b"
    rf"|(?:newfoundland|navajo|samoa|saipan|toronto|mexico|virgin islands){_ENDS})"
)
"""What is said of a zone in other words: nobody can read it, and it is no part of a note."""
_WORD_BEHIND = re.compile(
    rf"[\s,(\-]*(?P<word>[a-z]{{5,9}})(?:{_ENDS}|\s+(?:time|std|standard|tz)\b)"
)
_HOUR = timedelta(hours=1)
_ALIKE = 0.85
"""How like a zone's name a word is that may be one with a letter missing or wrong."""
_SPANISH_LEAD = r"(?:(?:hora|horario|tiempo|zona) (?:del |de la |de |en )?|del |de la )"
_DOTTED = re.compile(r"(?:[ecmp]|ak)\.\s?(?:[sd]\.\s?)?t\.?")


@dataclass(frozen=True, kw_only=True)
class ZoneSaid:
    """A zone as it was said. `name` is IANA, empty when nobody can say which it is."""

    words: str
    name: str

    def of(self, day: date, at: time, here: str) -> str | None:
        """The zone in which the clocks show this then; None: it contradicts, or may be two."""
        if not self.name:
            return None
        if self.is_a_place:
            same = on_the_wall(day, at, self.name) == on_the_wall(day, at, here)
            return here if same else None
        if self.name == _MOUNTAIN and not self._daylight:
            return _in_the_mountains(day, at, here, standard=self._standard)
        summer = bool(_summer(day, at, self.name))
        if self._daylight and not summer:
            return None
        winter = re.match(r"(?:ak|[ecp])st\b", self.words) or " st" in self.words
        return _of_a_repeated_hour(day, at, self.name) if winter else self.name

    @property
    def is_a_place(self) -> bool:
        """Whether it may be no more than where somebody is."""
        return _place(self.words) in _ALONE

    @property
    def _daylight(self) -> bool:
        return bool(re.fullmatch(r"(?:ak|[ecmp])dt(?: t.*)?", self.words)) or (
            " d" in self.words and ("daylight" in self.words or " dst" in self.words)
        )

    @property
    def _standard(self) -> bool:
        return self.words.startswith("mst") or " st" in self.words


def zone_said(words: str, here: str) -> ZoneSaid:
    """Which zone some words behind a time name; "my time" is the reader's own."""
    said = words.strip(" ,()").removeprefix("in ").removeprefix("de ")
    if _DOTTED.fullmatch(said):
        said = re.sub(r"[.\s]", "", said)
    return ZoneSaid(words=said, name=here if said in ("my time", "mi hora") else _name(said))


def speaks_of_a_zone(note: str, at: datetime) -> bool:
    """Whether the note behind a time says which zone is meant: "clinic says CT"; it is plain.

    `at` is the time as the reader's clocks show it: a place says nothing where it shows the same.
    """
    line = note.partition("\n")[0]
    if _IN_A_NOTE.search(line) or _BEGINS_A_NOTE.match(line):
        return True
    if found := _ELSEWHERE.search(line):
        there = ZoneInfo(_ANYWHERE[found["place"]])
        return at.astimezone(there).utcoffset() != at.utcoffset()
    behind = _WORD_BEHIND.match(line)
    return behind is not None and bool(get_close_matches(behind["word"], _LONG, cutoff=_ALIKE))


def take_zone(text: str, here: str) -> tuple[str, ZoneSaid | None]:
    """A text without the zone behind its time, and that zone; `text` is plain."""
    found = _BEHIND_A_TIME.search(text)
    if found is None:
        return text, None
    rest = f"{text[: found.end('time')]}{text[found.end() :]}"
    return rest, zone_said(found["zone"], here)


def _name(said: str) -> str:
    place = re.sub(rf"^{_SPANISH_LEAD}|(?:'s)? (?:time|tz)$", "", said)
    if place in _SPANISH and re.match(_SPANISH_LEAD, said):
        return _SPANISH[place]
    long = next((zone for word, zone in _LONG.items() if place.startswith(word)), "")
    if found := long or _PLACES.get(place) or _ALONE.get(_place(said)):
        return found
    if (letters := re.fullmatch(r"(ak|[ecmp])[sd]?t", place)) and "'" not in said:
        return _SHORT[letters[1]]
    return {"ht": _HAWAII, "hst": _HAWAII, "ast": _PUERTO_RICO, "chst": _GUAM}.get(place, "")


def _place(said: str) -> str:
    return re.sub(rf"{_A_SITE}$", "", said)


def _in_the_mountains(day: date, at: time, here: str, *, standard: bool) -> str | None:
    """Arizona is an hour behind Denver in summer, and keeps the name of standard time."""
    if not _summer(day, at, _MOUNTAIN):
        return _MOUNTAIN
    if here == _ARIZONA:
        return _ARIZONA if standard else None
    at_home = on_the_wall(day, at, here) == on_the_wall(day, at, _MOUNTAIN)
    return _MOUNTAIN if at_home or not standard else None


def _of_a_repeated_hour(day: date, at: time, zone: str) -> str:
    """Where the clocks show it twice, "EST" is the second time."""
    first = datetime.combine(day, at, ZoneInfo(zone))
    before, after = (shown.utcoffset() or timedelta() for shown in (first, first.replace(fold=1)))
    return f"Etc/GMT+{-after // _HOUR}" if before > after else zone


def _summer(day: date, at: time, zone: str) -> bool:
    there = on_the_wall(day, at, zone)
    winter = on_the_wall(date(day.year, 1, 15), at, zone)
    return there.utcoffset() != winter.utcoffset()
