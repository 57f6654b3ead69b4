"""What a drug is for, as a line says it: such words name no drug and give no dose."""

from domain.clinical.drugs.words import purposes, vocabulary
from domain.clinical.drugs.words.item import Item, Sort
from domain.clinical.drugs.words.senses import NAMES, SENSES
from domain.clinical.drugs.words.tokens import Phrases, tokens

_SAYS_MORE = frozenset(
    {Sort.RATE, Sort.TIME, Sort.EVERY, Sort.VERB, Sort.ENDS, Sort.TOTAL, Sort.RELEASE,
     Sort.CHANGING, Sort.ROUTE, Sort.FORM, Sort.PIECE}
)  # fmt: skip
"""What ends a reason: something is said of the drug again."""
_OPENS = Phrases(dict.fromkeys(purposes.REASONS, True))
OPENERS = frozenset(tokens(one)[0] for one in purposes.REASONS)
_BESIDE = Phrases(
    {
        **dict.fromkeys(
            ("before", "after", "prior to", "following", "when taking", "while taking",
             "at the same time as", "same time as"),
            False,
        ),
        **dict.fromkeys(
            ("with", "w", "w /", "along with", "together with", "taken with"), True
        ),
    }
)  # fmt: skip
"""What may stand before a drug that tells when another is taken; whether a time stands before."""
_OF_ITS_DOSE = frozenset(
    {"the", "your", "my", "his", "her", "each", "every", "morning", "evening", "am", "pm", "daily",
     "dose", "doses", "of", "taking"}
)  # fmt: skip
PLACES = frozenset({"to", "on", "at", "in", "under", "over", "around", "between", "per", "by"})
_OF_A_PLACE = frozenset({"the", "my", "his", "her", "both", "left", "right", "affected", "dr"})
_MOST_OF_A_PLACE = 3
_ENDS_A_REASON = frozenset("()[],;%*=x+")
_SITES = frozenset({"eye", "ear"})
"""Behind a drug "eye drops" say where they go."""
_SAYS_THE_FORM = purposes.PURPOSE_ENDS & {
    way
    for table in (vocabulary.FORMS, vocabulary.PIECES)
    for ways in table.values()
    for way in ways
}


def purpose_ends(said: list[str], at: int, found: list[Item]) -> int | None:
    """Where "blood pressure pill" before a drug's name, or behind one, says no name any more."""
    behind = any(item.sort is Sort.NAME for item in found)
    n, end = at, None
    while n < len(said) and said[n] in purposes.SAID_OF_PURPOSE:
        n += 1
        after = n + (n + 1 < len(said) and said[n] in {",", "-", "("})
        named = n < len(said) and NAMES.longest(said, after) is not None
        if said[n - 1] in purposes.PURPOSE_ENDS and (behind or named):
            end = n
            break
    if (
        end is None
        or (behind and said[at] in _SITES)
        or (behind and any(NAMES.longest(said, k) for k in range(at, end)))
    ):
        return None
    return end - (said[end - 1] in _SAYS_THE_FORM)


def reason_ends(said: list[str], at: int, *, named: bool) -> int | None:
    """Where "for nerve pain", "related to type 2 diabetes" ends; "for 7 days" is none."""
    opened = _OPENS.longest(said, at)
    if opened is None:
        return None
    start = n = opened[0]
    if n == len(said) or said[n][0].isdigit() or SENSES.reach(said, at) > start:
        return None
    sense = SENSES.longest(said, n)
    if sense and (
        sense[1].sort is Sort.NUMBER
        or (sense[1].sort is Sort.UNIT and sense[1].word == "day")
        or said[sense[0] : sense[0] + 1] == ["use"]
    ):
        return None
    while n < len(said) and said[n] not in _ENDS_A_REASON:
        end = _more_of_reason(said, n, first=n == start, named=named)
        if end is None:
            break
        n = end
    return n if n > start else None


def beside_ends(said: list[str], at: int, found: list[Item]) -> int | None:
    """Where "before Lasix", "with each Sinemet dose" ends: a drug that tells when, not what.

    With a dose of its own behind it, it is no time but a drug.
    """
    opened = _BESIDE.longest(said, at)
    if opened is None or not any(one.sort is Sort.NAME for one in found):
        return None
    n, needs_time = opened
    while n < len(said) and said[n] in _OF_ITS_DOSE:
        needs_time = needs_time and said[n] not in {"each", "every"}
        n += 1
    if needs_time and not any(one.sort in {Sort.TIME, Sort.RATE} for one in found):
        return None
    end = NAMES.reach(said, n) if n < len(said) else n
    if end == n:
        return None
    while end + 1 < len(said) and said[end] in {"-", "/"} and NAMES.reach(said, end + 1) > end + 1:
        end = NAMES.reach(said, end + 1)
    while end < len(said) and said[end] in {"dose", "doses"}:
        end += 1
    return None if end < len(said) and said[end][0].isdigit() else end


def place_ends(said: list[str], at: int, found: list[Item]) -> int | None:
    """Where "to burn", "at clinic", "per cardiology" ends: words behind a drug that name no other.

    Whatever a table has ends it, a drug's name first of all.
    """
    if not any(one.sort is Sort.NAME for one in found) or SENSES.reach(said, at) > at + 1:
        return None
    n = at + 1
    while n < len(said) and said[n] in _OF_A_PLACE:
        n += 1
    start = n
    while n < len(said) and said[n].isalpha() and n - start < _MOST_OF_A_PLACE:
        if NAMES.longest(said, n) is not None or SENSES.longest(said, n) is not None:
            break
        n += 1
    return n if n > start else None


def _more_of_reason(said: list[str], n: int, *, first: bool, named: bool) -> int | None:
    """Where a word of a reason ends; none where the line says something of the drug again."""
    if said[n][0].isdigit():
        return None if _counts_something(said, n) else n + 1
    if named and (name := NAMES.longest(said, n)) is not None:
        known = all(part in purposes.ALSO_REASONS for part in name[1].split(" / "))
        return name[0] if known else None
    if said[n] == "-":
        joined = n + 1 < len(said) and said[n + 1].isalpha() and not SENSES.longest(said, n + 1)
        return n + 1 if joined else None
    if (sense := SENSES.longest(said, n)) is None or said[n] in purposes.PARTS_OF_BODY:
        return n + 1
    if sense[1].sort is Sort.NUMBER:
        return None if _counts_something(said, sense[0] - 1) else sense[0]
    plain = first and sense[1].sort is Sort.TIME and _is_word(said, sense[0])
    return None if sense[1].sort in _SAYS_MORE and not plain else max(sense[0], n + 1)


def _is_word(said: list[str], at: int) -> bool:
    """As in "night sweats", "morning sickness"."""
    return at < len(said) and said[at].isalpha() and SENSES.longest(said, at) is None


def _counts_something(said: list[str], at: int) -> bool:
    """Whether a figure is a dose or a time: behind "type", "stage" or "b" it stands alone."""
    n = at + 1
    while n < len(said) and (said[n] in {"-", "/"} or said[n][0].isdigit()):
        n += 1
    sense = SENSES.longest(said, n) if n < len(said) else None
    return sense is not None and sense[1].sort in {Sort.UNIT, Sort.TIMES, *_SAYS_MORE}
