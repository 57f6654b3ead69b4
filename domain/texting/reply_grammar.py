"""The reply grammar, without context: which codes a text answers, and what each answer means.

`split` cuts a text into lines of a code and a body ("27 1, 28 done"); `choose` reads a body
against the choices of one prompt; of a kind that takes several, digits with commas between them
("28 2,4") are one answer. What can be read in two ways is not read at all: the person is
asked. Danger words and reserved words were looked for before (`triage`, `consent`).
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from domain.asking.choices import LOWEST_CODE, OFFERED, Choice, Value, Wants
from domain.asking.spoken import ANSWERED_WITH
from domain.languages.joined import any_of, of_all
from domain.normalize import clean, plain, tidy
from domain.texting.commands import FIX, GIVE, RESEND, SNOOZE, UNDO, WHO
from domain.texting.notes.doubts import is_about_the_link, is_doubtful, takes_itself_back
from domain.texting.notes.plain import is_plain_of_a_death
from domain.texting.spellings import (
    AFFIRMED,
    COUNTED,
    COURTEOUS,
    DIGIT_WORDS,
    POLITE,
    SLIPPERY,
    SPELLINGS,
    YES,
)
from domain.time.dates import Instant, looks_like_an_instant, read_instant, says_when_vaguely

LONGEST_AGO = timedelta(days=31)
FARTHEST = timedelta(days=240)
"""A day that is farther ahead was meant to be past: somebody is asked, and nothing is booked."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One answer of a text. `code` is None where none was written; `body` may be empty."""

    code: int | None
    body: str


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A choice and what came with it.

    `at` is the instant that the choice wants (a booking); `happened_at` is when it happened, as
    said ("1 yest 4:50p"), which counts instead of the text's time; `note` is the rest; `zoned`, the
    time was said with its zone. `also` are the others, by their digits, of which `choice` is first.
    """

    choice: Choice
    also: tuple[Choice, ...] = ()
    at: datetime | None = None
    happened_at: datetime | None = None
    note: str = ""
    zoned: bool = False


@dataclass(frozen=True, kw_only=True)
class Incomplete:
    """The choice is clear, but the instant or the reason that it wants is not there."""

    choice: Choice


@dataclass(frozen=True, kw_only=True)
class _Head:
    """A choice at the beginning of a body, and where the rest begins."""

    choice: Choice
    end: int
    word: str = ""


_CODE = (
    r"(?:(?:reply|code|for|answer|sorry|oops)\s*[:,]?\s+)?(?:#\s?)?[(\[\"'#]*"
    r"(?P<code>[1-9][0-9]{1,5})[\])\"']*"
)
_CODE_AHEAD = _CODE.replace("?P<code>", "?:")
_NO_CLOCK = (
    r"(?!2[0-3]:[0-5][0-9](?![0-9])|\(?[0-9]{3}\)?[-. ]{0,2}[0-9]{3}[-. ]?[0-9]{4}(?![0-9]))"
)
_GAP = r"(?:\s*[-:;.)=>]+\s*|\s+)"
_LINE = re.compile(rf"{_NO_CLOCK}{_CODE}(?:{_GAP}|\s*,\s*)(?P<body>\S.*)", re.IGNORECASE)
_PLEASES = any_of(of_all(lambda one: one.answers.please))
_PLEASE = rf"(?:(?:{_PLEASES})\s+)?"
_VERBS = rf"{UNDO}|{WHO}|who's|{RESEND}"
_WITH_REST = rf"{FIX}|{SNOOZE}|{GIVE}"
_VERB_FIRST = re.compile(
    rf"{_PLEASE}(?:(?P<body>{_VERBS}|{_WITH_REST})\W+{_CODE}\W*"
    rf"(?:{_PLEASES})?\W*)",
    re.IGNORECASE,
)
_VERB_AND_REST = re.compile(
    rf"{_PLEASE}(?P<body>{_WITH_REST})\W+{_CODE}(?:{_GAP}|\s*,\s*)(?P<rest>\S.*)", re.IGNORECASE
)
_CALLED_OFF = re.compile(rf"(?:cancel|scratch|forget) {_CODE}\W*", re.IGNORECASE)
_SENT_AGAIN = re.compile(
    rf"{_PLEASE}(?:(?:re-?)?send {_CODE} (?:again|once more)"
    r"|re-?send (?:the |that |my )?(?:link|card|text)s? (?:for |of |to )?"
    rf"{_CODE.replace('code>', 'of>')})"
    rf"(?:\s+(?:{_PLEASES}))?\W*",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"{_CODE}\s*(?P<body>\?)[?!.\s]*")
_SUBJECT = re.compile(r"(?:\s*(?:re|fw|fwd|rv)\s*:)+\s*", re.IGNORECASE)
_SIGNATURE = re.compile(
    rf"\n ?--.*\Z|\s?\b(?:{any_of(of_all(lambda one: one.answers.signature))})\b.*\Z"
    r"|\n ?on\b[^\n]{1,120}\bwrote:.*\Z|\n ?>[^\n]*",
    re.IGNORECASE | re.DOTALL,
)
_I_FOR_ONE = re.compile(r"[Il|][.!]?")
"""What phones make of a 1 alone behind a code."""

_SAID = "|".join(
    re.escape(w) for w in sorted(ANSWERED_WITH | SPELLINGS.keys() | YES, key=len, reverse=True)
)
_SAID_ALONE = "|".join(DIGIT_WORDS)
_DAY = any_of(of_all(lambda one: one.answers.day_begins))
_ANSWER = (
    r"(?:[1-9](?!\w)|[0-9]{1,2}[:/][0-9]|[0-9]{1,2}\s?[ap]m?\b"
    rf"|(?:{UNDO}|{FIX}|{SNOOZE}|{GIVE}|{RESEND}|who)\b|\?|(?:{_DAY})[a-z]*\s|(?:{_SAID})\b"
    rf"|(?:{_SAID_ALONE}|(?-i:[Il]))\s*(?:$|[,;&\n]))"
)
_AND = any_of(of_all(lambda one: one.answers.joins))
_BREAK = re.compile(
    rf"\s*(?:[,;&]|\.\s|\s[/+|]\s|\b(?:{_AND})\b)\s*(?:(?:{_AND})\b\s*)?"
    rf"(?={_NO_CLOCK}{_CODE_AHEAD}{_GAP}{_ANSWER})"
    rf"|\s*\n\s*(?={_NO_CLOCK}{_CODE_AHEAD}(?:{_GAP}|\s*,\s*)\S)"
    rf"|\s*[,;&\n]\s*(?={_PLEASE}(?:{_VERBS}|{_WITH_REST})\W+{_CODE_AHEAD}\W*(?:$|[,;&\n]))"
    rf"|\s*[,;&\n]\s*(?={_PLEASE}(?:{_WITH_REST})\W+{_CODE_AHEAD}(?:{_GAP}|\s*,\s*)\S)",
    re.IGNORECASE,
)

_PAIR = re.compile(r"(?<![\w.:/-])(?!1[0-2]-)([1-9][0-9]{1,5})\s?[=:-]\s?([1-9])(?![\w.:/%-])")
"""A code and its digit with a mark between; "10-1" is as well a day."""
_PAIRS = re.compile(rf"(?:{_PAIR.pattern}[\s,;&+/|.]*){{2,}}")

_TRIM = " \t\n,;.:-!"
_LEAD = re.compile(
    rf"(?:(?:{any_of(of_all(lambda one: one.answers.lead))})\s+)?(?=[#(\"'\[]*[1-9])"
)
_DIGIT = re.compile(
    r"[#(\"'\[]*(?P<digit>[1-9])(?=$|[\s,;.:!?)\-\]]|[\"'](?!\w))(?![:.][0-9]|-[0-9])[).\"'\]]*"
)
_NEXT_DIGIT = re.compile(r"\s*,\s*(?P<digit>[1-9])(?=$|[\s,;.:!?)\-\]])(?![:.][0-9]|-[0-9])")
_DOUBT = re.compile(rf"\s*(?:\?|/|(?:{any_of(of_all(lambda one: one.dates.either))})\b)")
_COUNTED = re.compile(rf"\s*(?:{'|'.join(map(re.escape, COUNTED))})(?!\w)")
_NO_MARKS = str.maketrans("", "", ",.;!")
_LINK = any_of(of_all(lambda one: one.answers.links))
_LINKS = re.compile(rf"(?:(?:{_LINK})\b|[\s&+/,;.\-?!])*", re.IGNORECASE)
_OTHER_DIGIT = re.compile(
    rf"(?:(?:{_LINK}|no|not)\b|[\s&+/,;.\-?!])*"
    r"(?:[0-9]{1,6}\W*(?:$|[1-9](?!\w))|[1-9](?![\w:/]))",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(rf"(?:(?:0|{any_of(of_all(lambda one: one.answers.lead_in))})\b[\s:,\-]*)*")


def split(text: str) -> tuple[Line, ...]:
    """Cut a text into its answers; subjects, signatures and typographic quotes are dropped.

    A comma or a line break inside a note cuts nothing, unless a code and an answer follow it.
    """
    body = _SIGNATURE.sub("", tidy(clean(text))).strip()
    if subject := _SUBJECT.match(body):
        body = body[subject.end() :]
    if _PAIRS.fullmatch(body):
        return tuple(Line(code=int(code), body=digit) for code, digit in _PAIR.findall(body))
    pieces = (piece.strip() for piece in _BREAK.split(body))
    return tuple(_line(" ".join(piece.split())) for piece in pieces if piece)


def choose(
    body: str, choices: tuple[Choice, ...], *, now: datetime, zone: str
) -> Chosen | Incomplete | None:
    """Read a body as one of the choices; None when it is none or more than one of them.

    Digit or word (the longest first, whole words), then when it happened, then a note.
    """
    said = " ".join(clean(body).split()).strip(_TRIM)
    bare = next((choice for choice in choices if choice.digit == 0), None)
    if bare and (booked := _ahead(said, now=now, zone=zone)):
        note = _note(said, booked.consumed)
        return None if takes_itself_back(note) else _booked(bare, booked, note)
    head = _head(said, choices)
    if head is None:
        return Incomplete(choice=bare) if bare and _dated(said) else None
    if head.word == "problem" and is_about_the_link(said[head.end :]):
        return None
    picked, end = _together(said, head, choices)
    rest = said[end:].strip(_TRIM)
    wants_other = bare and head.choice.wants is not Wants.INSTANT and looks_like_an_instant(rest)
    others = tuple(one for one in choices if one == head.choice or one not in picked)
    if wants_other or _contradicted(said[end:], head, others, now=now, zone=zone):
        return None
    found = _all_of(picked, rest, now=now, zone=zone)
    confirms = any(choice.value is Value.MISTAKEN for choice in choices)
    if confirms and isinstance(found, Chosen) and found.choice.value is Value.DIED:
        return found if is_plain_of_a_death(found.note) else None
    return found


def _together(
    said: str, head: _Head, choices: tuple[Choice, ...]
) -> tuple[tuple[Choice, ...], int]:
    """The choices whose digits stand in a row, and where what follows them begins.

    Where they are not given together, or one of them excludes the others, it is the first alone:
    another digit behind it is asked about.
    """
    found, end, lower = [head.choice], head.end, plain(said)
    while (digit := _NEXT_DIGIT.match(said, end)) and not _COUNTED.match(lower, digit.end()):
        other = next((one for one in choices if one.digit == int(digit["digit"])), None)
        if other is None:
            break
        found.append(other)
        end = digit.end()
    if head.word or not all(one.beside for one in found):
        return (head.choice,), head.end
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.digit)), end


def _all_of(
    picked: tuple[Choice, ...], rest: str, *, now: datetime, zone: str
) -> Chosen | Incomplete | None:
    """One answer of all; it lacks what any of them lacks."""
    each = [_complete(choice, rest, now=now, zone=zone) for choice in picked]
    lacking = [one for one in each if not isinstance(one, Chosen)]
    first = lacking[0] if lacking else each[0]
    return replace(first, also=picked[1:]) if isinstance(first, Chosen) else first


def _line(piece: str) -> Line:
    """Read the code, in front or after a verb; a number alone, or below the lowest, is no code."""
    found = _VERB_FIRST.fullmatch(piece) or _ASKED.fullmatch(piece)
    rest = _VERB_AND_REST.fullmatch(piece) if found is None else None
    if called_off := _CALLED_OFF.fullmatch(piece):
        return Line(code=int(called_off["code"]), body="undo")
    if again := _SENT_AGAIN.fullmatch(piece):
        return Line(code=int(again["code"] or again["of"]), body="resend")
    found = found or rest or _LINE.fullmatch(piece)
    if found is None or int(found["code"]) < LOWEST_CODE:
        return Line(code=None, body=piece)
    body = found["body"].strip()
    if rest:
        body = f"{body} {rest['rest']}"
    return Line(code=int(found["code"]), body="1" if _I_FOR_ONE.fullmatch(body) else body)


def _head(said: str, choices: tuple[Choice, ...]) -> _Head | None:
    """Find the digit or the word with which a body begins."""
    lower = plain(said)
    lead = _LEAD.match(lower)
    begin = lead.end() if lead else 0
    if digit := _DIGIT.match(said, begin):
        picked = next((c for c in choices if c.digit == int(digit["digit"])), None)
        counts = _COUNTED.match(lower, digit.end())
        return _Head(choice=picked, end=digit.end()) if picked and not counts else None
    for word, choice in _words(choices):
        if found := _spelled(word).match(lower):
            return _Head(choice=choice, end=found.end(), word=word)
    return None


@cache
def _words(choices: tuple[Choice, ...]) -> tuple[tuple[str, Choice], ...]:
    """List every word and spelling of the choices, the longest first."""
    said = [(word, choice) for choice in choices for word in choice.words]
    said += [(way, c) for way, word in SPELLINGS.items() for c in choices if word in c.words]
    said += [(way, c) for way in YES for c in choices if AFFIRMED.intersection(c.words)]
    said += [(way, c) for way, digit in DIGIT_WORDS.items() for c in choices if digit == c.digit]
    return tuple(sorted(said, key=lambda pair: len(pair[0]), reverse=True))


@cache
def _spelled(word: str) -> re.Pattern[str]:
    """Match a whole word with or without its apostrophes, hyphens as spaces."""
    parts = re.split(r"[\s\-]+", word)
    spelled = r"[\s\-]+".join("'?".join(map(re.escape, part)) for part in parts)
    return re.compile(rf"(?<!\w){spelled}(?!\w)")


def _contradicted(
    rest: str, head: _Head, choices: tuple[Choice, ...], *, now: datetime, zone: str
) -> bool:
    """Say whether what follows the choice doubts it, or names another one as well."""
    follows = rest.strip(_TRIM)
    if _DOUBT.match(rest):
        return True
    if read_instant(follows, now=now, zone=zone, past=True) or not follows:
        return False
    if head.word in SLIPPERY and head.choice.wants is Wants.NOTHING:
        if head.word not in COURTEOUS and _polite(follows):
            return False
        again = _head(follows, choices)
        return again is None or again.choice != head.choice
    linked = _LINKS.sub("", follows, count=1)
    digit = _OTHER_DIGIT.match(follows)
    counts = digit and head.choice.beside and _COUNTED.match(plain(follows), digit.end())
    return (
        (digit is not None and not counts)
        or _names_another(follows, head, choices)
        or (linked != follows and _names_another(linked, head, choices))
    )


def _polite(follows: str) -> bool:
    return plain(follows).translate(_NO_MARKS).strip() in POLITE


def _names_another(follows: str, head: _Head, choices: tuple[Choice, ...]) -> bool:
    """Look for another choice's word: at the beginning, and after a word anywhere.

    A slippery word counts only when nothing comes after it.
    """
    other = _head(follows, choices)
    if other and other.choice != head.choice:
        return other.word not in SLIPPERY or not follows[other.end :].strip(_TRIM)
    if not head.word:
        return False
    others = (w for w, c in _words(choices) if c != head.choice and w not in SLIPPERY)
    return any(_spelled(word).search(plain(follows)) for word in others)


def _complete(choice: Choice, rest: str, *, now: datetime, zone: str) -> Chosen | Incomplete | None:
    """Add what the choice wants; a time that cannot be read is asked about, never ignored."""
    if choice.wants is Wants.INSTANT:
        booked = _ahead(rest, now=now, zone=zone)
        if booked is None:
            return Incomplete(choice=choice)
        note = _note(rest, booked.consumed)
        return None if takes_itself_back(note) else _booked(choice, booked, note)
    offered = choice.value in OFFERED  # a time behind one that is still to come is the slot's own
    happened = None if offered else _happened(rest, choice, now=now, zone=zone)
    note = _note(rest, happened.consumed if happened else 0)
    told = looks_like_an_instant(rest) or (
        choice.value is not Value.DIED and says_when_vaguely(rest)  # a death is heard at once
    )
    unread = happened is None and not offered and told
    too_old = happened is not None and now - happened.at > LONGEST_AGO
    if unread or too_old or is_doubtful(note, choice, timed=happened is not None):
        return None
    if choice.wants is Wants.REASON and not any(char.isalpha() for char in note):
        return Incomplete(choice=choice)
    if happened is None:
        return Chosen(choice=choice, note=note)
    return Chosen(choice=choice, happened_at=happened.at, note=note, zoned=happened.zoned)


def _booked(choice: Choice, booked: Instant, note: str) -> Chosen:
    return Chosen(choice=choice, at=booked.at, note=note, zoned=booked.zoned)


def _happened(rest: str, choice: Choice, *, now: datetime, zone: str) -> Instant | None:
    """Read when it happened, also after the choice's own word: "4 no answer 10:02a"."""
    own = _head(rest, (choice,))
    for begin in (0, own.end if own and own.word else 0):
        if found := read_instant(rest[begin:].lstrip(_TRIM), now=now, zone=zone, past=True):
            skipped = len(rest) - len(rest[begin:].lstrip(_TRIM))
            return replace(found, consumed=skipped + found.consumed)
    return None


def _ahead(text: str, *, now: datetime, zone: str) -> Instant | None:
    """Read a booking after words such as "booked for"; what was consumed includes them."""
    begin = _lead_in(text)
    found = read_instant(text[begin:], now=now, zone=zone, past=False)
    if found and found.at - now > FARTHEST:
        return None
    return replace(found, consumed=begin + found.consumed) if found else None


def _dated(text: str) -> bool:
    return looks_like_an_instant(text[_lead_in(text) :])


def _lead_in(text: str) -> int:
    found = _LEAD_IN.match(plain(text))
    return found.end() if found else 0


def _note(text: str, consumed: int) -> str:
    return text[consumed:].strip(_TRIM)
