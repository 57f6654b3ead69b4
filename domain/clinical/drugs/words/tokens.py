"""Cutting a line into words, figures and signs, and finding phrases among them."""

import re
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

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
}  # fmt: skip
"""What is written in one: BIDWM is twice a day with meals, ACHS before meals and at bedtime."""
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
_GOAL = re.compile(
    r"\b(?:titrate|adjust|goal|aim|aiming|target)(?: dose)?(?: to| for| of|:)? *"
    r"[1-4](?: ?(?:-|to) ?[1-4])? *(?:soft |loose |formed )*"
    r"(?:bms?|bowel movements?|stools?)\b(?: *(?:/|per|a|each)? *(?:day|daily))?"
)
"""What the bowels should do, which is no dose: "titrate to 3 BM/day"."""
_DISPENSED = re.compile(r"#\s*[0-9]{2,}(?:\s*(?:tab|cap)[a-z]*(?:\(s\))?)?|\b[0-9]+\s*refill")
"""How much the pharmacy hands out: "# 60 tab(s), 3 Refill(s)"."""

_DATED = re.compile(
    r"\b(?:through|thru|until|till|ending|ends|expires|(?:next )?due(?: on)?|last dose(?: on)?"
    r"|started|(?:start|stop|end)(?:ing)? date:?)\s*[0-9]{1,2}/[0-9]{1,4}(?:/[0-9]{2,4})?(?![0-9/])"
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
    if "#" in lower or "refill" in lower:
        lower = _DISPENSED.sub(" refill " if "refill" in lower else " ", lower)
    if "/" in lower:
        lower = _DATED.sub(" ", lower)
    if "bm" in lower or "stool" in lower or "bowel" in lower:
        lower = _GOAL.sub(" ", lower)
    if " ss" in lower:
        lower = _AND_A_HALF.sub(r"\1ss", lower)
    if "." in lower:
        lower = _DOTTED.sub(_undotted, lower)
    found = _TOKEN.findall(lower)
    if not _SPELLED_OUT.keys().isdisjoint(found):
        found = [part for one in found for part in _SPELLED_OUT.get(one, (one,))]
    if "," not in lower:
        return found
    return [one.replace(",", "") if len(one) > 1 else one for one in found]


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
