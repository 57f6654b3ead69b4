"""How a text is compared with the phrases of the lexicon: spelling, word order, words between.

`Reading` is a text cut into words of one spelling; `Phrase` is a line of the lexicon made ready.
The grammar of phrases stands in `domain/languages/language.py`.
"""

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property, lru_cache

from domain.clinical.dialect import as_it_is_meant
from domain.languages import LANGUAGES, Language
from domain.languages.joined import any_of, of_all, set_of
from domain.normalize import clean, plain

GAP, BOTH, ALSO, END = "...", "+", "&", "|"
LONGEST_GAP = 4
WINDOW = 7
"""How far apart the two sides of a "+" may begin."""
FORGIVEN_LENGTH = 5
ALONE_LENGTH, ALONE_STEM = 7, 6
"""How long a word that stands alone, or its stem, must be for a slip to be forgiven."""
NOT = set_of(lambda one: one.clauses.nots)
"""Whatever fires with "not" fires with each of these."""
_OFF = NOT | set_of(lambda one: one.clauses.off)
_ONE_SPELLING = tuple(
    (re.compile(typed), meant) for one in LANGUAGES for typed, meant in one.respelled.items()
)
_NEVER_MISTAKEN = set_of(lambda one: one.clauses.never_mistaken)
"""Words in common use that look like a danger's with one letter wrong."""
_SOUNDS = (
    (r"qu", "k"), (r"g(?=[ei])", "j"), (r"c(?=[ei])", "s"), (r"ch", "x"), (r"c", "k"),
    (r"z", "s"), (r"v", "b"), (r"ll", "y"), (r"h", ""), (r"gu(?=[ei])", "g"),
    (r"(?<=g)[ei]", "e"), (r"j", "h"), (r"w", "gu"),
)  # fmt: skip


class Mistakes(IntEnum):
    """What is forgiven in a word: nothing, a slip of the finger or the ear, any one mistake."""

    NONE = 0
    SLIP = 1
    ANY = 2


@dataclass(frozen=True)
class Reading:
    """A text's words. `soft` and `hard` are the places in front of which a mark stands."""

    words: tuple[str, ...]
    soft: frozenset[int]
    hard: frozenset[int]

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        """The words as Spanish sounds."""
        return tuple(sound_of(word) for word in self.words)

    @cached_property
    def initials(self) -> int:
        """A bit for each letter with which a word of it begins."""
        return _letters(self.words)

    @cached_property
    def initial_sounds(self) -> int:
        """The same of its sounds."""
        return _letters(self.sounds)

    def clause(self, at: int) -> tuple[int, int]:
        """From where to where the clause of a word goes: between any two marks."""
        marks = sorted(self.soft | self.hard)
        begins = max((mark for mark in marks if mark <= at), default=0)
        return begins, min((mark for mark in marks if mark > at), default=len(self.words))


@dataclass(frozen=True)
class Found:
    """Where a phrase stands: the words from `begins` up to, not with, `ends`."""

    begins: int
    ends: int
    sides: tuple[int, ...] = ()
    """Where each side begins, of a phrase of several."""

    def within(self, other: "Found") -> bool:
        """Whether this shares a word with another."""
        return self.begins < other.ends and other.begins < self.ends

    def contains(self, other: "Found") -> bool:
        """Whether this says all of another, and more."""
        return self.begins <= other.begins and other.ends < self.ends


@dataclass(frozen=True)
class Phrase:
    """One phrase: `sides` stand in any order; each is alternatives of one word after the other."""

    sides: tuple[tuple[tuple[str, ...], ...], ...]
    by_sound: bool
    also: tuple["Phrase", ...] = ()
    """What must be said as well, anywhere in the text and not denied."""
    alone: Mistakes = Mistakes.NONE
    """What is forgiven where it is one word alone."""
    several: Mistakes = Mistakes.ANY
    """What is forgiven each of several words."""

    @cached_property
    def denies(self) -> bool:
        """Whether a "not" is one of its own words."""
        return any(NOT.intersection(words) for side in self.sides for words in side)

    @cached_property
    def initials(self) -> tuple[int, ...]:
        """Of each of its words the letters it may begin with: no mistake changes the first."""
        each = (words for side in self.sides for words in side if words not in ((GAP,), (END,)))
        return tuple(_letters(words) for words in each)

    def found_in(self, reading: Reading) -> tuple[Found, ...]:
        """Every place at which it stands; none where what must be said as well is not."""
        there = reading.initial_sounds if self.by_sound else reading.initials
        if not all(letters & there for letters in self.initials):
            return ()
        if not all(any(_affirmed(one, reading) for one in p.found_in(reading)) for p in self.also):
            return ()
        words = reading.sounds if self.by_sound else reading.words
        several = sum(len(side) for side in self.sides) > 1
        forgiven = self.several if several else self.alone
        places = [_places(side, words, forgiven, reading.soft, reading.hard) for side in self.sides]
        if len(places) == 1:
            return places[0]
        return tuple(_joined(places, reading))


def _letters(words: tuple[str, ...]) -> int:
    """A bit for each first letter; where any word will do, every bit."""
    bits = 0
    for word in words:
        bits |= 1 << ord(word[0]) if word else 0
    return bits if "*" not in words else -1


def read(text: str) -> tuple[Reading, ...]:
    """The readings of a text: a letter three times or more was meant once or twice ("dizzzy")."""
    lower = plain(clean(text)).replace("'", "")
    ways = {re.sub(r"([a-z])\1{2,}", r"\1" * keep, lower) for keep in (1, 2)}
    return tuple(_cut(way) for way in sorted(ways))


def phrases(language: Language, lines: tuple[str, ...]) -> tuple[Phrase, ...]:
    """Lines of the lexicon, ready to be looked for."""
    return tuple(_phrase(line, language) for line in lines)


@lru_cache(maxsize=50_000)
def sound_of(word: str) -> str:
    """A word as Spanish sounds: "kiero" and "quiero", "bomitando" and "vomitando" are alike."""
    for pattern, sound in _SOUNDS:
        word = re.sub(pattern, sound, word)
    return re.sub(r"([^\W\d])\1+", r"\1", word)  # letters alone: 98 is not 988


_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}[a-z]\b\.?")
"""Three letters or more with points between, as in "q.e.p.d."."""


ANSWERED_NO = "answeredno"
"""What a bare "no" behind a question mark, or at the end of a line of answers, is read as."""
_SIRENS = re.compile("[\U0001f691\U0001f198\U0001f6a8]")
"""Pictures that call for help: an ambulance, SOS, a siren."""
_ASKED_AND_NO = re.compile(
    rf"\?+\s*(?:{any_of(of_all(lambda one: one.clauses.answered_no))})"
    rf"(?: (?:{any_of(of_all(lambda one: one.clauses.to_whom))}))?(?=\s*(?:[.,;!\n]|$))"
    r"|(?<=sob|ain| cp) no(?=\s*(?:[,;\n]|$))"
)


def _cut(lower: str) -> Reading:
    lower = _SIRENS.sub(" ambulance ", lower)
    lower = _ASKED_AND_NO.sub(f" {ANSWERED_NO} ", lower)
    lower = _INITIALS.sub(lambda found: found.group().replace(".", ""), lower)
    marked = re.sub(r"[.!;\n?]+", " H| ", lower)
    marked = re.sub(r"(?<=\d) H\| (?=\d)", ".", re.sub(r",+", " S| ", marked))
    bare = " ".join(re.sub(r"[^\w|%/.]+", " ", marked).replace("_", " ").split())
    bare = as_it_is_meant(bare)
    for pattern, spelling in _ONE_SPELLING:
        bare = pattern.sub(spelling, bare)
    words: list[str] = []
    marks: dict[str, set[int]] = {"S|": set(), "H|": set()}
    for word in bare.split():
        if word in marks:
            marks[word].add(len(words))
        else:
            words.append(word)
    return Reading(tuple(words), frozenset(marks["S|"]), frozenset(marks["H|"]))


def _phrase(line: str, language: Language) -> Phrase:
    said, *also = line.split(f" {ALSO} ")
    sides = tuple(
        tuple(_alternatives(word, language) for word in side.split())
        for side in said.split(f" {BOTH} ")
    )
    beside = tuple(replace(one, alone=Mistakes.ANY) for one in phrases(language, tuple(also)))
    return Phrase(sides, language.by_sound, beside)


def _affirmed(place: Found, reading: Reading) -> bool:
    """Whether nothing right in front denies it: "hit his head, not on eliquis"."""
    before = reading.words[max(place.begins - 3, 0) : place.begins]
    return not _OFF.intersection(before)


def _alternatives(word: str, language: Language) -> tuple[str, ...]:
    if word.startswith("<"):
        found = language.classes[word.strip("<>")]
    elif word == "not" and language.clauses.nots:
        found = tuple(sorted(language.clauses.nots))
    else:
        found = (word,)
    if not language.by_sound or word in (GAP, END):
        return found
    return tuple(sound for each in found for sound in _sounds(each))


def _sounds(word: str) -> tuple[str, ...]:
    """A word's sound; a stem that ends in c has two, for what may follow it."""
    if not word.endswith("*"):
        return (sound_of(word),)
    stem = word[:-1]
    softer = (f"{sound_of(stem[:-1])}s*",) if stem.endswith("c") else ()
    return (f"{sound_of(stem)}*", *softer)


@lru_cache(maxsize=20_000)
def _places(
    side: tuple[tuple[str, ...], ...],
    words: tuple[str, ...],
    forgiven: Mistakes,
    soft: frozenset[int],
    hard: frozenset[int],
) -> tuple[Found, ...]:
    return tuple(
        Found(begin, end)
        for begin in _begins(side[0], words, forgiven)
        if (end := _match(side, words, begin, (soft, hard), forgiven))
    )


@lru_cache(maxsize=20_000)
def _begins(
    alternatives: tuple[str, ...], words: tuple[str, ...], forgiven: Mistakes
) -> tuple[int, ...]:
    """The places of one word; many phrases begin with the same."""
    return tuple(at for at, word in enumerate(words) if same(alternatives, word, forgiven))


def _match(
    side: tuple[tuple[str, ...], ...],
    words: tuple[str, ...],
    begin: int,
    marks: tuple[frozenset[int], frozenset[int]],
    forgiven: Mistakes,
) -> int:
    """Match one side at a word; the place behind its last word, or 0."""
    soft, hard = marks
    at, gap = begin, 0
    for alternatives in side:
        if alternatives == (GAP,):
            gap = LONGEST_GAP
            continue
        if alternatives == (END,):
            if at not in soft and at not in hard and at != len(words):
                return 0
            continue
        found = None
        for place in range(at, min(at + gap + 1, len(words))):
            if place > begin and place in hard:
                break
            if same(alternatives, words[place], forgiven):
                found = place
                break
        if found is None:
            return 0
        at, gap = found + 1, 0
    return at


@lru_cache(maxsize=200_000)
def same(alternatives: tuple[str, ...], word: str, forgiven: Mistakes = Mistakes.NONE) -> bool:
    """Whether a word is one of these: any ending after *, a typing mistake in longer ones."""
    forgiven = Mistakes.NONE if word in _NEVER_MISTAKEN else forgiven
    return any(_same(each, word, forgiven) for each in alternatives)


def _same(each: str, word: str, forgiven: Mistakes) -> bool:
    stem = each.removesuffix("*")
    if word.startswith(stem) if each.endswith("*") else word == each:
        return True
    shortest = ALONE_STEM if each.endswith("*") else ALONE_LENGTH
    shortest = FORGIVEN_LENGTH if forgiven is Mistakes.ANY else shortest
    if forgiven is Mistakes.NONE or len(stem) < shortest:
        return False
    lengths = (len(stem) - 1, len(stem), len(stem) + 1) if each.endswith("*") else (len(word),)
    mistaken = one_mistake if forgiven is Mistakes.ANY else is_slip
    return any(mistaken(stem, word[:length]) for length in lengths)


def one_mistake(right: str, typed: str) -> bool:
    """One letter missing, added, wrong or swapped with its neighbour, but not the first letter."""
    if not typed or right[0] != typed[0] or abs(len(right) - len(typed)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(right, typed, strict=False)) if a != b), None)
    if at is None:
        return True
    a, b = right[at:], typed[at:]
    swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped


_ALIKE = ("aeiouy", "cszt", "gj", "bv", "ckq", "mn")
"""Letters that are taken for each other by ear."""


def is_slip(right: str, typed: str) -> bool:
    """One mistake that makes no other word: none at the end, no letter for one unlike it."""
    if not one_mistake(right, typed):
        return False
    wrong = [(a, b) for a, b in zip(right, typed, strict=False) if a != b]
    if len(right) != len(typed):
        return not (right.startswith(typed) or typed.startswith(right))
    if len(wrong) != 1 or right[-1] != typed[-1]:
        return right[-1] == typed[-1]
    return any(set(wrong[0]) <= set(letters) for letters in _ALIKE)


def _joined(places: list[tuple[Found, ...]], reading: Reading) -> list[Found]:
    """The first side with the nearest of each other, in one sentence and near enough."""
    found = []
    for first in places[0]:
        parts = [first]
        for others in places[1:]:
            near = [one for one in others if _near(first, one, reading.hard)]
            free = [one for one in near if not any(one.within(part) for part in parts)]
            if not free:
                break
            parts.append(min(free, key=lambda one: abs(one.begins - first.begins)))
        else:
            begins, ends = min(one.begins for one in parts), max(one.ends for one in parts)
            found.append(Found(begins, ends, tuple(one.begins for one in parts)))
    return found


def _near(one: Found, other: Found, hard: frozenset[int]) -> bool:
    begins, ends = sorted((one.begins, other.begins))
    return ends - begins <= WINDOW and not any(begins < mark <= ends for mark in hard)
