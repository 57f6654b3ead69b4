"""Whom a colleague's words name: a patient by the initials of a prompt, or somebody else by a name.

Initials are a prompt's where they are its label's ("M.R.", "MR", "mr's"); what is also a plain word
("am", "PT", "OK") only with its dots. A title and a name, a name in front of "says", two capitals
that are no label, "my other pt": somebody is named, and nobody here can say who.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from domain.normalize import clean, plain

_REPORTS = (
    r"(?:says?|said|saying|states?|stated|tells?|told|asks?|asked|asking|wants?|wanted|requests?"
    r"|requested|prefers?|preferred|would|wishes|needs?|doesn'?t|does|don'?t|didn'?t|is|has|had|no"
    r"|opts?|opted|refuses?|refused|declines?|declined|unsubscribe\w*|revoke\w*|texted|replied"
    r"|quiere|dice|dijo|pide|pidio|no|ya|just|also|and|&|called|hates?)\b"
)
_DOTTED = re.compile(r"(?<![\w.])([^\W\d_])\. ?([^\W\d_])\.(?: ?([^\W\d_])\.)?(?=[2-9]?(?!\w))")
_TITLED = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|miss|mister|sr|sra|senor|senora)\b\.? "
    rf"(?!{_REPORTS}|[ai]\b)(?P<name>[a-z][\w\-]*)(?:'s)?"
)
_TOKEN = re.compile(r"(?<![\w'/])(?P<who>[^\W\d_]{2,3}[2-9]?)(?:'?s)?(?![\w'/])")
_CAPITALS = re.compile(
    r"(?<![\w'/])(?P<who>(?:[A-Z]{2}(?=(?:'s|s) [a-z])"
    rf"|[A-Z]{{2}}(?= (?i:{_REPORTS}))|(?:(?<=for |per |ing |xts )|(?<=to ))[A-Z]{{2}}(?![\w'])))"
)
_NAME = re.compile(
    r"(?<![\w'])(?P<who>[A-Z][a-z]+) (?=(?:says?|said|states?|tells?|told|asks|asked|wants?|wanted"
    r"|requests|requested|doesn'?t want|does not want|opted out|refuses|declines)\b)"
)
_ANOTHER = re.compile(r"\b(?:other|another|different) (?:pt|patient)|\bboth (?:pts|patients)\b")
_WORDS = frozenset(
    {
        *("am", "an", "as", "at", "be", "by", "do", "dr", "go", "he", "hi", "if", "in", "is", "it"),
        *("me", "my", "no", "of", "ok", "on", "or", "pm", "so", "to", "up", "us", "we", "pt", "ot"),
        *("hh", "rn", "md", "np", "pa", "cm", "sw", "vm", "na", "bp", "hr", "er", "ed", "ny", "la"),
        *("su", "el", "de", "se", "ya", "si", "un", "mi", "tu", "dc", "tv", "id", "hx", "rx", "dx"),
        *("po", "op", "fu", "st", "pl", "ma", "pa", "le", "lo", "es", "en", "al", "te", "bm", "cg"),
        *(
            "she",
            "his",
            "her",
            "the",
            "son",
            "mom",
            "dad",
            "all",
            "and",
            "for",
            "not",
            "any",
            "lvm",
        ),
        *(
            "may",
            "can",
            "has",
            "had",
            "was",
            "pts",
            "end",
            "out",
            "off",
            "day",
            "pls",
            "sms",
            "txt",
        ),
    }
)
"""What initials may be as well: then only their dots make them a name."""
_NO_NAMES = frozenset(
    {
        *(
            "he",
            "she",
            "they",
            "pt",
            "patient",
            "client",
            "resident",
            "i",
            "we",
            "you",
            "it",
            "who",
        ),
        *(
            "just",
            "also",
            "already",
            "then",
            "now",
            "again",
            "has",
            "had",
            "spoke",
            "called",
            "and",
        ),
        *("well", "good", "ok", "fine", "texted", "answered", "nobody", "please", "family", "wife"),
        *(
            "husband",
            "spouse",
            "partner",
            "son",
            "daughter",
            "dtr",
            "mom",
            "mother",
            "dad",
            "father",
        ),
        *(
            "sister",
            "brother",
            "niece",
            "nephew",
            "aunt",
            "uncle",
            "friend",
            "roommate",
            "caregiver",
        ),
        *("hes", "shes", "grandson", "granddaughter", "girlfriend", "boyfriend", "poa", "proxy"),
    }
)
_LEFT_OUT = "pt"
"""What is read in place of a name, and "pts" in place of "JS's"."""


@dataclass(frozen=True, kw_only=True)
class People:
    """`words` with "pt" for each name; the labels that were named; whether somebody else was."""

    words: str
    known: frozenset[str]
    stranger: bool

    @property
    def named(self) -> bool:
        """Whether anybody was."""
        return bool(self.known) or self.stranger


def people_in(text: str, labels: Collection[str], *, own: str = "") -> People:
    """Whom a text names; `own` is the label of the prompt that its code names.

    A title and a name are that patient's where the name begins as the label ends.
    """
    words = _DOTTED.sub(lambda said: "".join(filter(None, said.groups())) + ".", clean(text))
    dotted = {"".join(filter(None, found)).lower() for found in _DOTTED.findall(clean(text))}
    words = re.sub(r"(?<=\b[A-Za-z]{2})\.(?!$)", "", words) if dotted else words
    known: set[str] = set()
    stranger = _ANOTHER.search(plain(words)) is not None
    parts: list[tuple[int, int]] = []
    for found in _TITLED.finditer(plain(words)):
        if words[found.start() : found.start() + 3] == "MR " and "mr" in _spelled(labels).values():
            continue  # in capitals it is the label's
        is_own = bool(own) and found["name"].startswith(_last(own))
        stranger = stranger or not is_own
        known |= {own} if is_own else set()
        parts.append(found.span())
    for found in _TOKEN.finditer(words):
        meant = _called(found["who"], labels, dotted)
        if meant and not _within(found.start(), parts):
            known |= {own} if own in meant else meant
            parts.append(found.span())
    for found in (*_CAPITALS.finditer(words), *_NAME.finditer(words)):
        is_name = plain(found["who"]) not in _NO_NAMES | _WORDS and not (
            own and len(found["who"]) > len("AB")
        )
        if is_name and not _within(found.start(), parts):
            stranger = True
            parts.append(found.span("who"))
    return People(words=_left_out(words, parts), known=frozenset(known), stranger=stranger)


def _called(said: str, labels: Collection[str], dotted: set[str]) -> set[str]:
    """The labels that are what was said: "J.S.2" is "JS2", and may be "JS"."""
    meant = plain(said)
    if meant in _WORDS and meant not in dotted:
        return set()
    return {
        label
        for label, known in _spelled(labels).items()
        if known and meant in (known, known.rstrip("23456789"))
    }


def _spelled(labels: Collection[str]) -> dict[str, str]:
    return {label: re.sub(r"[\W_]", "", plain(label)) for label in labels}


def _last(label: str) -> str:
    return re.sub(r"[\W\d_]", "", plain(label))[-1:] or "\n"


def _within(at: int, parts: list[tuple[int, int]]) -> bool:
    return any(begin <= at < end for begin, end in parts)


def _left_out(words: str, parts: list[tuple[int, int]]) -> str:
    for begin, end in sorted(parts, reverse=True):
        owns = re.search(r"'s$", words[begin:end])
        words = f"{words[:begin]}{_LEFT_OUT}{'s' if owns else ''}{words[end:]}"
    return words
