"""How a text is compared with the phrases of the lexicon: spelling, word order, words between.

`Reading` is a text cut into words of one spelling; `Phrase` is a line of the lexicon made ready.
The grammar of phrases stands in `lexicon/language.py`.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from domain.clinical.dialect import as_it_is_meant
from domain.clinical.lexicon.language import Language
from domain.normalize import clean, plain

GAP, BOTH, ALSO, END = "...", "+", "&", "|"
LONGEST_GAP = 4
WINDOW = 7
"""How far apart the two sides of a "+" may begin."""
FORGIVEN_LENGTH = 5
NOT = frozenset(
    {
        *("not", "isnt", "arent", "wasnt", "werent", "aint", "doesnt", "dont", "didnt", "wont"),
        *("hasnt", "havent", "hadnt", "cant", "never", "no", "wouldnt", "shouldnt", "stopped"),
    }
)
"""Whatever fires with "not" fires with each of these."""
_OFF = NOT | {"off", "without", "denies", "sin"}
_ONE_SPELLING = (
    (r"\b(can|couldn|don|doesn|didn|won|isn|hasn|wasn|aren|weren|haven|ain) t\b", r"\1t"),
    (r"\b(i|you|we|he|she|it|they) (m|ll|ve|s|re)\b", r"\1\2"),
    (r"\b(cannot|canot|can not|cnt|kant|couldnt|could not|unable to|not able to|cnat)\b", "cant"),
    (r"\b(is|are|was|were|am|be|been) not\b", "not"),
    (r"\b(do|does|did|will|has|have|had|would) not\b", r"\1nt"),
    (r"\bwillnt\b", "wont"),
    (r"\b(dnt|dont t|doesnot|donot)\b", "dont"),
    (r"\b(breth|breeth|breeath|brehte|breth?e|bresthe|breath e|brathe|breahte)\b", "breathe"),
    (r"\b(brething|breting|brathing|breething|breating|brathin|breathin|brethin)\b", "breathing"),
    (r"\b2 (breathe|die|live)\b", r"to \1"),
    (r"\b(oxigen|oxegen|oxgen|oxygyn|oxigin)\b", "oxygen"),
    (r"\b(gonna|gunna|goin to|fixing to|fixin to|finna)\b", "going to"),
    (r"\bu\b", "you"),
    (r"\bw/o\b", "without"),
    (r"\bw/ ?", "with "),
    (r"\babt\b", "about"),
    (r"\b(q|k)\b", "que"),
    (r"\bxq\b", "porque"),
)
_NEVER_MISTAKEN = frozenset(
    {
        "brother",
        "brothers",
        "broth",
        "bother",
        "bothers",
        "brought",
        "suelo",
        "doing",
        "takes",
        "change",
        "changed",
        *("husband", "husbands", "mother", "mothers", "father", "fathers", "sister", "sisters"),
        *("daughter", "daughters", "backed", "backing"),
    }
)
"""Words in common use that look like a danger's with one letter wrong."""
_SOUNDS = (
    (r"qu", "k"), (r"c(?=[ei])", "s"), (r"ch", "x"), (r"c", "k"), (r"z", "s"), (r"v", "b"),
    (r"ll", "y"), (r"h", ""), (r"gu(?=[ei])", "g"), (r"(?<=g)[ei]", "e"), (r"j", "h"), (r"w", "gu"),
)  # fmt: skip


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
    forgiving: bool = False
    """Whether one word alone may have a typing mistake too."""

    @cached_property
    def denies(self) -> bool:
        """Whether a "not" is one of its own words."""
        return any(NOT.intersection(words) for side in self.sides for words in side)

    def found_in(self, reading: Reading) -> tuple[Found, ...]:
        """Every place at which it stands; none where what must be said as well is not."""
        if not all(any(_affirmed(one, reading) for one in p.found_in(reading)) for p in self.also):
            return ()
        words = reading.sounds if self.by_sound else reading.words
        several = self.forgiving or sum(len(side) for side in self.sides) > 1
        places = [_places(side, words, several, reading.soft, reading.hard) for side in self.sides]
        if len(places) == 1:
            return places[0]
        return tuple(_joined(places, reading))


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
    r"\?+\s*(?:no+|nope|nah|naw|nunca|none|ninguno|nada)"
    r"(?: (?:maam|mam|sir|senora?|gracias|thanks))?(?=\s*(?:[.,;!\n]|$))"
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
        bare = re.sub(pattern, spelling, bare)
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
    beside = tuple(replace(one, forgiving=True) for one in phrases(language, tuple(also)))
    return Phrase(sides, language.by_sound, beside)


def _affirmed(place: Found, reading: Reading) -> bool:
    """Whether nothing right in front denies it: "hit his head, not on eliquis"."""
    before = reading.words[max(place.begins - 3, 0) : place.begins]
    return not _OFF.intersection(before)


def _alternatives(word: str, language: Language) -> tuple[str, ...]:
    if word.startswith("<"):
        found = language.classes[word.strip("<>")]
    elif word == "not" and not language.by_sound:
        found = tuple(sorted(NOT))
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
    several: bool,  # noqa: FBT001 - part of the key
    soft: frozenset[int],
    hard: frozenset[int],
) -> tuple[Found, ...]:
    return tuple(
        Found(begin, end)
        for begin in range(len(words))
        if (end := _match(side, words, begin, (soft, hard), several=several))
    )


def _match(
    side: tuple[tuple[str, ...], ...],
    words: tuple[str, ...],
    begin: int,
    marks: tuple[frozenset[int], frozenset[int]],
    *,
    several: bool,
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
            if same(alternatives, words[place], several=several):
                found = place
                break
        if found is None:
            return 0
        at, gap = found + 1, 0
    return at


@lru_cache(maxsize=200_000)
def same(alternatives: tuple[str, ...], word: str, *, several: bool) -> bool:
    """Whether a word is one of these: any ending after *, a typing mistake in longer ones."""
    several = several and word not in _NEVER_MISTAKEN
    for each in alternatives:
        if each.endswith("*"):
            stem = each[:-1]
            if word.startswith(stem) or (
                several and len(stem) >= FORGIVEN_LENGTH and _stem_mistaken(stem, word)
            ):
                return True
        elif each == word or (several and len(each) >= FORGIVEN_LENGTH and one_mistake(each, word)):
            return True
    return False


def _stem_mistaken(stem: str, word: str) -> bool:
    lengths = (len(stem) - 1, len(stem), len(stem) + 1)
    return any(one_mistake(stem, word[:length]) for length in lengths)


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
