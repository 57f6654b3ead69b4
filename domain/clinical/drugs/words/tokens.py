"""Cutting a line into words, figures and signs, and finding phrases among them."""

import re
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from domain.clinical.drugs.words import noise
from domain.normalize import clean, plain

LONGEST = 400
"""Characters of one part of a line; a line has some sixty, and of a longer one nothing is
comparable."""
_FRACTIONS = str.maketrans(
    {
        "½": " 1/2",
        "¼": " 1/4",
        "¾": " 3/4",
        "⅓": " 1/3",
        "⅔": " 2/3",
        "\u00d7": "x",
        "\u2044": "/",
        "®": "",
        "™": "",
    }
)
_DOTTED = re.compile(r"(?<![a-z0-9])(?:[a-z]\.){1,4}(?:[a-z](?![a-z])|(?=[^a-z0-9]|$))")
_TOKEN = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+|[^\W\d_]+|[/%()\[\]\-+&,;x*=]"
)
_SPELLED_OUT: dict[str, tuple[str, ...]] = {
    **{f"{often}{then}": (often, *said)
       for often in ("qd", "bid", "tid", "qid", "qam", "qpm", "daily")
       for then, said in (("wm", ("with", "meals")), ("cc", ("with", "meals")), ("ac", ("ac",)),
                          ("pc", ("pc",)), ("prn", ("prn",)))},
    **{f"po{often}": ("po", often)
       for often in ("qd", "bid", "tid", "qid", "qhs", "qam", "qpm", "daily", "prn")},
    **{f"{hour}prn": (hour, "prn") for hour in ("h", "hr", "hrs", "hs", "qhs")},
    **dict.fromkeys(("achs", "acqhs", "qachs", "acandhs", "qacandhs", "qacqhs", "qacandqhs"),
                    ("ac", "and", "hs")),
    **dict.fromkeys(("tidachs", "tidacandhs", "tidacqhs"), ("tid", "ac", "and", "hs")),
    **dict.fromkeys(("brkfst", "bkfst", "bfast", "brkfast", "bkfast", "breakfst", "brfst"),
                    ("breakfast",)),
    **{f"q{day}": ("every", day)
       for day in ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
                   "sun", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat")},
    **dict.fromkeys(("prf",), ("prn", "for")),
    **dict.fromkeys(("acb", "qacb"), ("before", "breakfast")),
    **dict.fromkeys(("acl",), ("before", "lunch")),
    **dict.fromkeys(("acd", "acs"), ("before", "dinner")),
    **dict.fromkeys(("cpdr", "cpep"), ("capsule", "dr")),
    **dict.fromkeys(("tbec",), ("tablet", "ec")),
    **dict.fromkeys(("tbcr",), ("tablet", "er")),
    **dict.fromkeys(("cpcr", "cpsr"), ("capsule", "er")),
    **dict.fromkeys(("cher",), ("chewable", "er")),
    **dict.fromkeys(("suppr", "supr"), ("supper",)),
    **dict.fromkeys(("dinr", "dinnr"), ("dinner",)),
}  # fmt: skip
"""What is written in one: BIDWM is twice a day with meals, ACHS before meals and at bedtime."""
_RELEASED_OVER = {
    ("tb", "12"): ("12", "hr", "tablet", "er"),
    ("tb", "24"): ("24", "hr", "tablet", "er"),
    ("cp", "12"): ("12", "hr", "capsule", "er"),
    ("cp", "24"): ("24", "hr", "capsule", "er"),
    ("pt", "24"): ("patch", "24", "hr"),
    ("pt", "72"): ("patch", "72", "hr"),
}
"""Codes of forms that end in hours, as the trade's files write them: TB24, PT72."""
_WITH_HOURS = frozenset(code for code, _ in _RELEASED_OVER)
_WHOLE = ""
"""What a phrase stands for is kept under the empty word that ends it."""
_JOINTS = frozenset("-/.")

_OF_DAY = {
    **dict.fromkeys(("am", "morning", "breakfast"), "in the morning"),
    **dict.fromkeys(("noon", "lunch", "midday"), "at noon"),
    **dict.fromkeys(("pm", "evening", "supper", "dinner"), "in the evening"),
    **dict.fromkeys(("bedtime", "hs", "night"), "at bedtime"),
}
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_IN_A_TABLE = re.compile(
    rf"(?<![a-z0-9:])(?:({'|'.join(_OF_DAY)})|([0-9]{{4}}|[0-9]{{1,2}}\s*[ap]m)"
    rf"|({_DAY}(?:(?:\s*[,/&]\s*|\s+and\s+|\s+){_DAY})*|(?:all\s+)?other\s+days))"
    r"\s*[:=]\s*((?=[0-9½¼¾])[0-9]*(?:\s*[½¼¾]|(?:\s+[123])?\s*/\s*[234]|\.[0-9]+)?)(?![0-9:/])"
    r"\s*((?:units?|u|mls?|mg|mcg|tabs?|tablets?|caps?|capsules?|pills?|puffs?|drops?)\b)?",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(r"\b(i{1,3}) +ss\b")
_FEW = 4
_AT_AN_HOUR = re.compile(r"\s*([0-9]{1,2})(?:\s*:?\s*[0-5]0)?\s*[ap]\.?m\b", re.IGNORECASE)
_HOUR = "(?:[01][0-9]|2[0-3]):?[0-5][05]"
_ONLY_HOURS = re.compile(
    rf"\s*(?:at )?({_HOUR}(?:\s*(?:,|&|and|/)\s*{_HOUR})*)"
    r"(?:\s*(?:h|hrs?|hours?))?\s*(?:daily|every day)?\s*"
)
"""A field of hours as wards write them, "2100", "08:00 and 20:00"; behind a dose of its own."""
_BEFORE_A_FIGURE = re.compile(r"\bq\.\s*(?=[0-9])")
"""Of "q.8h." the point, which is no part of the figure."""
_FIRST = re.compile(
    r",?\s*(?:\b(?:at|after|with|for|following)\s+(?:the\s+|your\s+)?(?:first|1st|initial)\s+"
    r"(?:loose\s+|unformed\s+|watery\s+)?(?:stool|bm|bowel movement)s?,?\s*)?"
    r"\b(?:then|followed by)\s+(?=(?:[0-9]|one|two)[^,;]{0,20}?\bafter e(?:ach|very)\b)"
)
"""Of "4 mg then 2 mg after each loose stool" what is taken first, which is once."""
_GOAL = re.compile(
    r"\b(?:titrate|adjust|goal|aim|aiming|target)(?: dose)?(?: to| for| of|:)? *"
    r"[1-4](?: ?(?:-|to) ?[1-4])? *(?:soft |loose |formed )*"
    r"(?:bms?|bowel movements?|stools?)\b(?: *(?:/|per|a|each)? *(?:day|daily))?"
)
"""What the bowels should do, which is no dose: "titrate to 3 BM/day"."""
_DISPENSED = re.compile(
    r"#\s*[0-9]{2,}(?:-[0-9]{3,})?(?:\s*(?:tab|cap)[a-z]*(?:\(s\))?)?|#\s*1\s*$"
    r"|(?:,\s*[0-9]+\s*(?:tab|cap|ea|each|patch|inhaler|bottle|ml|gm?)[a-z]*(?:\(s\))?\s*,\s*)?"
    r"\b[0-9]+\s*refills?\b(?!\s*:?\s*[0-9])"
)
"""How much the pharmacy hands out: "# 60 tab(s), 3 Refill(s)"."""

_DATED = re.compile(
    r"\b(?:through|thru|until|till|ending|ends|expires|(?:next )?due(?: on)?|last dose(?: on)?"
    r"|started|starting|(?:start|stop|end)(?:ing)? date:?)\s*(?:on\s+)?"
    rf"(?:{_DAY},?\s+)?[0-9]{{1,2}}/[0-9]{{1,4}}(?:/[0-9]{{2,4}})?(?![0-9/])"
    r"(?!\s*(?:tab|pill|cap|of\b))"
    r"|\b[0-9]{1,2}/[0-9]{1,2}/(?:19|20)[0-9]{2}\b"
)
"""A day of the calendar, which is no dose: "through 10/14", "next due 3/2025"."""

Value = TypeVar("Value")


def tokens(text: str) -> list[str]:
    """Lower-case words, figures and signs: "Q.4H" is q, 4, h; "1,000mg" is 1000, mg."""
    said = text[:LONGEST]
    known = said if said.isascii() else clean(said.translate(_FRACTIONS))
    lower = plain(known).replace("'", "")
    lower = _without_asides(lower)
    if "." in lower:
        lower = _BEFORE_A_FIGURE.sub("q ", lower) if "q." in lower else lower
        lower = _DOTTED.sub(_undotted, lower)
    found = _TOKEN.findall(lower)
    if not noise.WORDS.isdisjoint(found):
        found = _TOKEN.findall(noise.without(lower, found))
    if not _SPELLED_OUT.keys().isdisjoint(found):
        found = [part for one in found for part in _SPELLED_OUT.get(one, (one,))]
    if not _WITH_HOURS.isdisjoint(found):
        found = _with_hours(found)
    if "," not in lower:
        return found
    return [one.replace(",", "") if len(one) > 1 else one for one in found]


def _with_hours(found: list[str]) -> list[str]:
    said: list[str] = []
    at = 0
    while at < len(found):
        code = _RELEASED_OVER.get((found[at], found[at + 1] if at + 1 < len(found) else ""))
        said += code or (found[at],)
        at += 2 if code else 1
    return said


def _without_asides(lower: str) -> str:
    """Without what is handed out, dates, goals and codes; the hours behind "@" are at them."""
    if "#" in lower or "refill" in lower:
        lower = _DISPENSED.sub(" refill " if "refill" in lower else " ", lower)
    if "/" in lower:
        lower = _DATED.sub(" ", lower)
    if "bm" in lower or "stool" in lower or "bowel" in lower:
        lower = _GOAL.sub(" ", lower)
    if "after e" in lower and ("then" in lower or "followed" in lower):
        lower = _FIRST.sub(" once then ", lower)
    if " ss" in lower:
        lower = _AND_A_HALF.sub(r"\1ss", lower)
    if "@" in lower:
        lower = lower.replace("@", " at ")
    if "(s)" in lower:
        lower = lower.replace("(s)", "s")
    if "(" in lower or "[" in lower:
        lower = noise.without_codes(lower)
    return lower


def untabled(text: str, *, insulin: bool) -> str:
    """A table of the day or week, "AM: 1 / NOON: 0 / BEDTIME: 2", as people say it.

    A bare figure counts pieces, but of an insulin, and where nobody takes so many.
    """
    found = list(_IN_A_TABLE.finditer(text)) if ":" in text or "=" in text else []
    if not found:
        return text
    said = [text[: found[0].start()]]
    for one, then in zip(found, [*found[1:], None], strict=True):
        moment, hour, days, count, unit = one.groups()
        few = not count.replace(".", "").isdecimal() or float(count) <= _FEW
        unit = unit or ("" if insulin or not few else "pill")
        rest = text[one.end() : then.start() if then else len(text)]
        if count.strip("0.") or len(found) == 1:
            when = _OF_DAY[moment.lower()] if moment else f"at {hour}" if hour else f"on {days}"
            said.append(f"{count} {unit} {when}")
        said.append(rest.replace("/", ",") if then else rest)
    return " ".join(said)


def at_an_hour(text: str) -> str:
    """Of "9 pm" in a field that says when, an hour and no count of nine; "21:00" is one as well."""
    if not text.lstrip()[:1].isdigit():
        return text
    if hours := _ONLY_HOURS.fullmatch(text.lower()):
        return f"at {hours.group(1).replace(':', '').replace('/', ' and ')}"
    hour = _AT_AN_HOUR.match(text)
    return f"at {text}" if hour and int(hour.group(1)) > _FEW else text


def _undotted(found: re.Match[str]) -> str:
    return f"{found.group().replace('.', '')} "


class Phrases(Generic[Value]):
    """Finds the longest of many phrases at a place; hyphens and slashes in one do not matter.

    "70-30" is the 70/30 of a phrase.
    """

    def __init__(self, phrases: Mapping[str, Value]) -> None:
        self._root: dict[str, Any] = {}
        for phrase, value in phrases.items():
            node = self._root
            for one in tokens(phrase):
                node = node.setdefault(one, {})
            node[_WHOLE] = value

    def reach(self, said: list[str], at: int) -> int:
        """Where the longest phrase that begins there ends; there itself, if none does."""
        found = self.longest(said, at)
        return at if found is None else found[0]

    def longest(self, said: list[str], at: int) -> tuple[int, Value] | None:
        """The longest phrase that begins there: where it ends, and what it stands for."""
        node = self._root.get(said[at])
        if node is None:
            return None
        found, n, end = None, at + 1, len(said)
        while node:
            if _WHOLE in node:
                found = n, node[_WHOLE]
            if n >= end:
                break
            word = said[n]
            if word in _JOINTS and word not in node and n + 1 < end:
                n += 1
                ratio = "/" in node and said[n][0].isdigit() and said[n - 2][0].isdigit()
                node = node["/"] if ratio else node
                word = said[n]
            node = node.get(word)
            n += 1
        return found
