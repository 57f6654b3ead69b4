"""Opting out of texts, and in again: what a reasonable person understands, not a keyword alone.

Source: FCC, 47 CFR 64.1200(a)(10): any reasonable means of revoking consent counts. A word counts
when it is the whole text; words and sentences stand in each language's file, `leaving`. Danger
words come first (`triage`): "help I can't breathe" is no request for help text. "Don't stop my
lisinopril?" and "27 stop" are neither: they are read as any other text.
"""

import itertools
import re
from enum import StrEnum

from domain.languages import LANGUAGES
from domain.languages.joined import any_of, of_all
from domain.normalize import bare, clean, tidy
from domain.texting.leaving.spelling import spelled, spelled_clauses


class Keyword(StrEnum):
    """What a text asks of the texting itself."""

    STOP = "stop"
    START = "start"
    HELP = "help"


CARRIER_STOP = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
)
CARRIER_START = frozenset({"start", "yes", "unstop"})
CARRIER_HELP = frozenset({"help", "info"})
"""Twilio acts on these itself, and answers, when they are the whole message in any case."""

_STOP = CARRIER_STOP | {*of_all(lambda one: one.leaving.stop)}
_START = {*of_all(lambda one: one.leaving.start)}
_START_AFTER_STOP = {*of_all(lambda one: one.leaving.start_after_stop)}
_HELP = CARRIER_HELP | {*of_all(lambda one: one.leaving.help)}

_OPPOSITES = of_all(lambda one: one.leaving.opposites)
_LEAVING = tuple(
    (
        re.compile(rf"\b(?:{any_of(one.leaving.sentences)})\b"),
        re.compile(rf"\b(?:{any_of(one.leaving.opposites)}) $"),
    )
    for one in LANGUAGES
)
"""The sentences of a language, and what turns them round right in front of them."""
_LONGEST_OPPOSITE = max(map(len, _OPPOSITES)) + 2
_LEAVING_ALONE = re.compile(
    rf"(?:[0-9]+ )*(?:(?:{any_of(of_all(lambda one: one.leaving.asking))}) )*"
    rf"(?:{any_of(of_all(lambda one: one.leaving.sentences))})\b(?: \w+){{0,2}}"
)


def _some_of(words: tuple[str, ...]) -> str:
    """The longest first, and no way back: words that begin alike would be tried in all ways."""
    return any_of(sorted(words, key=len, reverse=True))


_FRAMED_STOP = re.compile(
    rf"(?:(?:{_some_of(of_all(lambda one: one.leaving.before_stop))}) )*+"
    rf"(?:{any_of(of_all(lambda one: one.leaving.stopping))})"
    rf"(?: (?:{_some_of(of_all(lambda one: one.leaving.after_stop))})\b)*+"
)
"""STOP with nothing around it but what insists, asks or thanks: "ok stop", "you can stop now"."""
_FRAMED_IN_NOTE = tuple(
    re.compile(
        rf"(?:(?:{any_of(one.leaving.before_stop_in_note)}) )*"
        rf"(?:{any_of(one.leaving.stopping_in_note)})"
        rf"(?: (?:{any_of(one.leaving.after_stop_in_note)}))*"
    )
    for one in LANGUAGES
)

_PLAIN_STOP = frozenset(of_all(lambda one: one.leaving.plain_stop))
_STOP_AHEAD = re.compile(
    rf"stop(?:all)? (?:{any_of(of_all(lambda one: one.leaving.behind_stop))}) "
)
_IN_CAPITALS = re.compile(r"(?P<before>.*[^\w'])?STOP(?P<after>[^\w'?].*)?", re.DOTALL)
_NO_STOP = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.leaving.no_stop))})\b")
"""What makes STOP in capitals one of something else: "the pain will not STOP"."""


def keyword(text: str, *, opted_out: bool) -> Keyword | None:
    """Read what a text asks of the texting: out, in again, or help; None for everything else.

    "Yes" is an answer to whoever gets texts, and a way back in for whoever opted out.
    """
    text = clean(text)
    said = spelled(text)
    if bare(text) in _STOP or said in _STOP or _is_framed(text, said) or _leaves(text):
        return Keyword.STOP
    if said in _START or (opted_out and said in _START_AFTER_STOP):
        return Keyword.START
    return Keyword.HELP if said in _HELP else None


def _is_framed(text: str, said: str) -> bool:
    """Whether STOP stands with nothing of its own around it: in all of a text, or at an edge."""
    parts = spelled_clauses(text)
    edges = (part.words for part in (*parts[:1], *parts[-1:]) if not part.asks)
    return any(map(_FRAMED_STOP.fullmatch, (said, *edges)))


def _leaves(text: str) -> bool:
    """Whether a sentence leaves, anywhere: across its marks, or between two of them."""
    words = {spelled(text), *(part.words for part in spelled_clauses(text))}
    return any(map(_leaves_in, words))


def _leaves_in(words: str) -> bool:
    """Whether one of the sentences stands there, and nothing in front of it turns it round."""
    for sentence, opposite in _LEAVING:
        found = sentence.search(words)
        while found is not None:
            start = found.start()
            if not opposite.search(words[max(0, start - _LONGEST_OPPOSITE) : start]):
                return True
            found = sentence.search(words, start + 1)
    return False


def _in_capitals(text: str) -> bool:
    """STOP in capitals, first or last among other words in small letters: "yall need to STOP"."""
    shown = clean(text).strip(" \n\t.!,;:-*\"'")
    found = _IN_CAPITALS.fullmatch(shown)
    if found is None or not any(char.islower() for char in shown):
        return False
    before, after = (bare(found[name] or "") for name in ("before", "after"))
    return not after and not before[:1].isdigit() and not _NO_STOP.search(before)


def says_stop(note: str) -> bool:
    """Whether what stands behind an answer is STOP and nothing else: "2 please stop"."""
    said = spelled(note)
    return any(framed.fullmatch(said) for framed in (_FRAMED_STOP, *_FRAMED_IN_NOTE))


def said_beside(text: str) -> Keyword | None:
    """Read STOP or START of somebody who says something else as well: "Stop. Chest pain".

    A sentence ("please stop texting me") counts anywhere, and what `said_at_an_edge` reads. HELP
    beside other words asks for more than a help text.
    """
    text = clean(text)
    return Keyword.STOP if _leaves(text) else said_at_an_edge(text)


def said_at_an_edge(text: str) -> Keyword | None:
    """Read a plain word at the beginning or the end: as a clause, in capitals, in front of "I"."""
    text = clean(text)
    parts = spelled_clauses(text)
    edges = {part.words for part in (*parts[:1], *parts[-1:]) if not part.asks}
    if edges & _PLAIN_STOP or _STOP_AHEAD.match(spelled(text)) or _in_capitals(text):
        return Keyword.STOP
    return Keyword.START if edges & _START else None


def said_in_note(text: str) -> bool:
    """Say whether somebody leaves in the note of an answer: the sentence is a clause of its own.

    "27 1, please stop texting me" does, and STOP on a line of its own, unless the line above is a
    code alone; "27 5 she said don't text me" is about somebody else.
    """
    lines = [bare(line) for line in tidy(clean(text)).split("\n")]
    alone = any(
        line in _PLAIN_STOP and not before.isdecimal() for before, line in itertools.pairwise(lines)
    )
    return alone or any(_LEAVING_ALONE.fullmatch(part.words) for part in spelled_clauses(text))


def carrier_keyword(text: str) -> bool:
    """Say whether the carrier confirms by itself: the whole message is one of its words.

    Anything else that we understand ("Stop.", "please stop texting me") is confirmed by us.
    """
    return text.strip().lower() in CARRIER_STOP | CARRIER_START | CARRIER_HELP
