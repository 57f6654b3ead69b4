"""Danger and death in a text, looked for before anything else, whatever was asked.

The lexicon says what people say; here is what a denial, a figure of speech, a supposition, history
and "it is over" do to it. Emergency beats same-day. Missing a danger harms more than an alarm too
many: a denial silences only what it governs, and what is in doubt is meant. Clinicians write
otherwise than families: in their notes a denied list, what was taught and what was before is none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from domain.clinical import counted_doses, readings
from domain.clinical.addresses import is_house
from domain.clinical.answers import answered
from domain.clinical.flag import Flag, Meant
from domain.clinical.phrases import NOT, Found, Mistakes, Phrase, Reading, phrases, read
from domain.languages import LANGUAGES, Entry, Language, Level
from domain.languages.joined import any_of, of_all, set_of

__all__ = ["Flag", "Level", "Meant", "look", "look_in_note", "why"]

_ORDER = {Level.EMERGENCY: 0, Level.SAME_DAY: 1}
_AFTER = 4
"""How far behind a danger "it is gone" may stand."""
_OR, _AND = set_of(lambda one: one.clauses.either), set_of(lambda one: one.clauses.also)
_BUT = set_of(lambda one: one.clauses.but)
_BACK = set_of(lambda one: one.clauses.back)
_LATER = set_of(lambda one: one.clauses.later)


@dataclass(frozen=True)
class _Line:
    entry: Entry
    text: str
    phrase: Phrase
    unless: tuple[Phrase, ...]
    language: int


@dataclass(frozen=True)
class _Rules:
    """What silences, of one language."""

    figures: tuple[Phrase, ...]
    over: tuple[Phrase, ...]
    supposing: tuple[Phrase, ...]
    long_ago: tuple[Phrase, ...]
    others: tuple[Phrase, ...]
    denials: frozenset[str]
    between: frozenset[str]


def _lines() -> Iterator[_Line]:
    for number, language in enumerate(LANGUAGES):
        for entry in language.entries:
            unless = _as_written(language, entry.unless)
            alone = Mistakes.SLIP if entry.level is Level.EMERGENCY else Mistakes.NONE
            for text, phrase in zip(entry.phrases, phrases(language, entry.phrases), strict=True):
                yield _Line(entry, text, replace(phrase, alone=alone), unless, number)


def _as_written(language: Language, lines: tuple[str, ...]) -> tuple[Phrase, ...]:
    """What silences forgives no mistake: "pain ... lips are purple" is no "paint ... purple"."""
    return tuple(replace(one, several=Mistakes.NONE) for one in phrases(language, lines))


def _rules_of(language: Language) -> _Rules:
    return _Rules(
        figures=_as_written(language, language.figures),
        over=phrases(language, language.over),
        supposing=_as_written(language, language.supposing),
        long_ago=_as_written(language, language.long_ago),
        others=_as_written(language, language.others),
        denials=frozenset(language.denials),
        between=frozenset(language.between),
    )


_LINES = tuple(_lines())
_RULES = tuple(map(_rules_of, LANGUAGES))
DENIALS = frozenset().union(*(rules.denials for rules in _RULES))
_BETWEEN = frozenset().union(*(rules.between for rules in _RULES))


def look(text: str) -> Flag | None:
    """Find the most serious danger in a text of a patient, their family or anybody."""
    found = why(text)
    return found.flag if found else None


@lru_cache(maxsize=2048)
def why(text: str, *, staff: bool = False) -> Meant | None:
    """The most serious danger that is meant, and by which words; in a note of `staff` or not."""
    said = _signs(text) if staff else text
    found = [one for reading in read(said) for one in _all_meant(reading, staff=staff)]
    found += readings.look(text, staff=staff)
    found += counted_doses.look(text)
    return min(found, key=lambda one: _ORDER[one.flag.level], default=None)


def _signs(note: str) -> str:
    """A clinician's note with its signs in words: "(-) chest pain", "+SI", "0 seizures"."""
    said = re.sub(r"[(\[]\s*-\s*[)\]]", " neg ", note)
    said = re.sub(r"[(\[]\s*\+\s*[)\]]|(?<!\w)\+(?=[a-zA-Z])", " positive ", said)
    return re.sub(r"(?<![\w./:%-])[0\u00d8\u00f8] (?=[a-zA-Z])", "neg ", said)


def look_in_note(note: str) -> Flag | None:
    """Find an emergency in a clinician's note: what can wait a day its writer sees to."""
    found = why(note, staff=True)
    return found.flag if found and found.flag.level is Level.EMERGENCY else None


def _all_meant(reading: Reading, *, staff: bool) -> Iterator[Meant]:
    figures = [
        one for rules in _RULES for phrase in rules.figures for one in phrase.found_in(reading)
    ]
    denied: set[int] = set()
    found = sorted(
        ((place, line) for line in _LINES for place in line.phrase.found_in(reading)),
        key=lambda pair: (pair[0].begins, -pair[0].ends),
    )
    for place, line in found:
        if staff and not line.entry.staff_too:
            continue
        if any(place.within(figure) for figure in figures) or _unless(line, place, reading):
            continue
        if is_house(place, reading):
            continue
        if _denied(place, reading, denied, staff=staff):
            denied.add(place.ends)
        elif not _silenced(place, reading, staff=staff):
            flag = Flag(level=line.entry.level, name=line.entry.name)
            words = " ".join(reading.words[place.begins : place.ends])
            yield Meant(flag=flag, phrase=line.text, words=words)


def _unless(line: _Line, place: Found, reading: Reading) -> bool:
    return any(
        other.within(place)
        and not _negated(other, place, reading)
        and (phrase.denies or not NOT.intersection(reading.words[other.begins : other.ends]))
        for phrase in line.unless
        for other in phrase.found_in(reading)
    )


def _negated(other: Found, place: Found, reading: Reading) -> bool:
    """Whether the "not" of "cant breathe well" belongs to the danger and not to "breathe well"."""
    before = reading.words[max(other.begins - 2, place.begins) : other.begins]
    return bool((NOT | DENIALS).intersection(before))


def _denied(place: Found, reading: Reading, denied: set[int], *, staff: bool) -> bool:
    """Whether a danger is denied, or one side of it."""
    ways = {Found(begin, place.ends) for begin in (place.begins, *place.sides)}
    return any(_denied_at(way, reading, denied, staff=staff) for way in ways)


def _denied_at(place: Found, reading: Reading, denied: set[int], *, staff: bool) -> bool:
    """Look for a denial in front, or for a denied danger that "or" or a comma joins this to."""
    words, at = reading.words, place.begins
    barred = reading.hard if staff else reading.hard | reading.soft
    while at > 0 and at not in barred and words[at - 1] in _BETWEEN:
        at -= 1
    if at == 0 or at in reading.hard:
        return False
    if at not in barred and words[at - 1] in DENIALS:
        return not (_questioned(words, at - 1) or _only_answers(words, at))
    if words[place.begins] in NOT:
        return False  # "no chest pain and cant breathe": it denies for itself
    if _LASTS.match(" ".join(words[place.ends : place.ends + 2])):
        return False
    joined = words[at - 1] in (_OR | _AND if staff else _OR)
    return (joined and at - 1 in denied) or (staff and at in denied)


_LASTS = re.compile(r"(?:x ?\d|since\b|for \d|now\b|today\b|this (?:am|morning)\b|[1-9]0?/10)")
"""Right behind a danger: it is there, and the denial in front was of something else."""


def _questioned(words: tuple[str, ...], at: int) -> bool:
    """Whether it denies nothing: "I dont know if it is chest pain", "never had pain like this"."""
    worse = words[at] in _NEVER and _LIKE_THIS.search(" ".join(words[at : at + 8]))
    return bool(worse) or (at + 1 < len(words) and words[at + 1] in _UNSURE)


def _only_answers(words: tuple[str, ...], at: int) -> bool:
    """Whether a bare no answers something, and a sentence begins: "no my chest hurts"."""
    return words[at - 1] == "no" and words[at] in _OWN


_OWN = set_of(lambda one: one.clauses.owns)
_NEVER = set_of(lambda one: one.clauses.never)
_UNSURE = set_of(lambda one: one.clauses.unsure)
_LIKE_THIS = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.clauses.like_this))})\b")


def _silenced(place: Found, reading: Reading, *, staff: bool) -> bool:
    return (
        _over(place, reading)
        or answered(place, reading, staff=staff)
        or is_supposed(place, reading)
        or _historical(place, reading)
        or _is_of_another(place, reading)
        or (staff and _taught(place, reading))
    )


def _over(place: Found, reading: Reading) -> bool:
    """Whether "gone", "better" and the like stand right behind, and nobody says "but"."""
    behind = range(place.ends, min(place.ends + _AFTER, len(reading.words)))
    reach = [at for at in behind if not any(place.ends < mark <= at for mark in reading.hard)]
    for rules in _RULES:
        for phrase in rules.over:
            for one in phrase.found_in(reading):
                between = reading.words[place.ends : one.begins]
                negated = any(
                    word in DENIALS for word in reading.words[max(one.begins - 1, 0) : one.begins]
                )
                back = _BACK.intersection(reading.words[one.ends : one.ends + _AFTER])
                if one.begins in reach and not (negated or back or _BUT.intersection(between)):
                    return True
    return False


def is_supposed(place: Found, reading: Reading) -> bool:
    """Whether the clause only supposes: "what if", "when should I call"."""
    begins, ends = reading.clause(place.begins)
    until = min(ends, place.ends + _AFTER)
    if _HAS_IT.search(" ".join(reading.words[place.ends : ends])):
        return False
    if _is_what_to_call_for(place, reading) and not _now(reading, begins, until):
        return True
    return any(
        begins <= one.begins <= place.begins
        and not _now(reading, one.ends, until)
        and not _begins_anew(reading.words[one.ends : place.begins])
        for rules in _RULES
        for phrase in rules.supposing
        for one in phrase.found_in(reading)
    )


def _begins_anew(words: tuple[str, ...]) -> bool:
    """Whether a sentence of its own begins between: "worried about him he cant breathe"."""
    at = len(words)
    while at > 0 and words[at - 1] in _HAS:
        at -= 1
    return at > 1 and words[at - 1] in _SUBJECTS and words[at - 2] not in _GOES_ON


_SUBJECTS = set_of(lambda one: one.clauses.subjects)
_HAS = set_of(lambda one: one.clauses.has)
_GOES_ON = set_of(lambda one: one.clauses.goes_on)
_HAS_IT = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.clauses.has_it))})")
"""Behind what is only supposed: it has come true."""
_IF_IT_IS = set_of(lambda one: one.clauses.supposes)
_CALLS = frozenset({"911", "988"})
_CALLING = set_of(lambda one: one.clauses.calling)
_AS_A_RULE = 12
"""How far behind "if my chest hurts" the "I dial 911" may stand."""


def _is_what_to_call_for(place: Found, reading: Reading) -> bool:
    """Whether it is what they will do: "if my chest hurts I dial 911", and not that it does."""
    sentence = max((mark for mark in reading.hard if mark <= place.begins), default=0)
    ends = min((mark for mark in reading.hard if mark >= place.ends), default=len(reading.words))
    before = reading.words[max(sentence, place.begins - _AS_A_RULE) : place.begins]
    behind = reading.words[place.ends : min(ends, place.ends + _AS_A_RULE)]
    calls = _CALLS.intersection(behind) and _CALLING.intersection(behind)
    return bool(_IF_IT_IS.intersection(before) and calls) and not _LATER.intersection(behind)


def _historical(place: Found, reading: Reading) -> bool:
    return _stands_beside(place, reading, lambda rules: rules.long_ago, _compares)


def _stands_beside(
    place: Found,
    reading: Reading,
    lines: Callable[[_Rules], tuple[Phrase, ...]],
    excused: Callable[[Found, Found, Reading], bool],
) -> bool:
    """Whether one of these lines is in a danger's clause, is not `excused`, and nothing is now."""
    begins, ends = reading.clause(place.begins)
    return any(
        begins <= one.begins < ends and not excused(one, place, reading)
        for rules in _RULES
        for phrase in lines(rules)
        for one in phrase.found_in(reading)
    ) and not _now(reading, max(begins, place.begins - 3), min(ends, place.ends + 3))


def _compares(one: Found, place: Found, reading: Reading) -> bool:
    """Whether it says how it was before: "every hour, used to be twice", "pain like last year"."""
    if one.begins >= place.ends and reading.words[one.begins] == "used":
        return True
    return bool(_COMPARES.intersection(reading.words[max(one.begins - _NEAR, 0) : one.begins]))


_COMPARES = set_of(lambda one: one.clauses.compares)
_NEAR = 5
"""How far in front of "in the hospital" the "like when" may stand."""
_TELLS = set_of(lambda one: one.clauses.tells)
_TO = set_of(lambda one: one.clauses.happens_to)


def _is_of_another(place: Found, reading: Reading) -> bool:
    """Whether somebody else has it, or it was on a screen: "my neighbor had a stroke".

    Who found the patient, tells of them or is with them has not: "my neighbor found him".
    """
    return _stands_beside(place, reading, lambda rules: rules.others, _is_the_patients)


def _is_the_patients(other: Found, place: Found, reading: Reading) -> bool:
    words = reading.words
    if other.begins < place.begins:
        return bool(_TELLS.intersection(words[other.ends : place.begins]))
    on_a_screen = words[other.begins] in _ON
    return not on_a_screen and words[other.begins - 1] not in _TO


_ON = set_of(lambda one: one.clauses.shown_on)


def _now(reading: Reading, begins: int, ends: int) -> bool:
    return bool(_LATER.intersection(reading.words[begins:ends]))


_TAUGHT = (
    r"(?:reviewed|knows?|aware|educat\w*|edu|taught|teach\w*|instruct\w*|told|advised|understands?"
    r"|verbaliz\w*|discussed|orientad\w*|educad\w*|explic\w*|senales de|cuando llamar|repas\w*"
    r"|educo|se educa|ensen\w*|sabe cuando|explained|call(?:s)? if|return precautions|if any"
    r"|red flags?|when to call|s s of"
    r"|symptoms of|signs of|watch for|s/s|s/sx)"
)
_COMPLAINS = re.compile(
    r"\b(?:c/o|complain\w*|reports?|reporting|states?|stating|says|having|has|still|endorses"
    r"|now|presents?|active(?:ly)?|told (?:me|rn|this rn|nurse|writer)(?: that)?)\b(?: \w+){0,3}$"
)
"""In front of a danger: it is there, whatever else the clause says was taught or before."""
_IF = re.compile(r"\b(?:if|when|si|cuando|should|in case|denies|denied)\b")
_BEFORE_IT = (
    r"(?:hx|h/o|history|antecedentes?|s/p|pmh\w*|prior|previous|admitted|adm|dx"
    r"|diagnosis|dc d|d/c|discharged"
    r"|was in|since|risk for|r/o|ruled out|f/u)"
)
_BEHIND_IT = (
    r"(?:hx|resolved|meds?|clinic|appt|rehab|precautions|prophylaxis|screening|scale|zofran|workup"
    r"|f/u|d/o|risk|education|ruled out|r/o d?|in past)"
)
_ITS_OWN = r"(?:meds? (?:not|isnt|doesnt|arent|wont)|during|risk of)"


_SENT_OFF = re.compile(
    r"\b(?:told|advised|instruct\w*|asked|urged|directed)\b(?: \w+){0,3}"
    r" (?:call|dial|go to)(?: the)? (?:911|ed|er|ems)$"
)
"""In front of a comma: they were sent for help, and what follows is why, or what they have."""
_REFUSES = re.compile(
    r"(?:and |but |pt |he |she )*(?:refus\w*|declin\w*|wont|will not|doesnt want)\b"
)


def _taught(place: Found, reading: Reading) -> bool:
    """Whether a clinician's clause is about what was taught, or about what was before."""
    begins, ends = reading.clause(place.begins)
    before = " ".join(reading.words[begins : place.begins])
    complained = _COMPLAINS.search(before)
    if complained and not _IF.search(before):
        return False
    lasts = _LASTS.match(" ".join(reading.words[place.ends : place.ends + 2]))
    if (lasts or _REFUSES.match(" ".join(reading.words[place.ends :]))) and not _IF.search(before):
        return False
    whole = _SENT_OFF.search(" ".join(reading.words[:begins]))
    if begins > 0 and begins in reading.soft and not lasts and not whole:
        begins = reading.clause(begins - 1)[0]
    sentence = max((mark for mark in reading.hard if mark <= place.begins), default=0)
    if not complained and {"pmh", "pmhx"}.intersection(reading.words[sentence : place.begins]):
        return True
    around = (*reading.words[begins : place.begins], *reading.words[place.ends : ends])
    if re.search(rf"\b{_TAUGHT}\b", " ".join(around)):
        return True
    clause, _ = reading.clause(place.begins)
    near = " ".join(reading.words[max(place.begins - 3, clause) : place.begins])
    behind = " ".join(reading.words[place.ends : min(place.ends + 3, ends)])
    if re.search(rf"\b{_BEFORE_IT}\b", near):
        return True
    return bool(re.search(rf"\b{_BEHIND_IT}\b", behind)) and not re.match(_ITS_OWN, behind)
