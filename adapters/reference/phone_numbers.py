"""Phone numbers in the one form that is stored, hashed and sent: E.164, "+16175550123"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import phonenumbers

from domain.normalize import plain

EXAMPLE = "+16175550123"

CELL = "c cel cell cellular celular movil mobile mob sms text texts"
HOME = "h hm home house res residence casa"
WORK = "w wk work bus business office ofc job trabajo oficina employer"
_RANKS = {CELL: 0, HOME: 2, WORK: 6}
CALLED = (
    "landline no_text no_texts not_text no_sms land_line front_desk reception lobby nurse"
    " nursing facility shelter switchboard operator"
)
"""Of what can be called and not texted."""
OTHERS = (
    "daughter dtr son wife husband spouse partner mother mom father dad sister sis brother bro"
    " friend neighbor neighbour girlfriend boyfriend niece nephew aunt uncle cousin granddaughter"
    " grandson grandmother grandfather caregiver guardian emergency nok poa hija hijo esposa esposo"
    " madre padre hermana hermano vecina vecino"
)
"""Of whose phone it is, where it is not the patient's own."""
NOT_TO_BE_USED = (
    "f fax fx facsimile pager pgr beeper bpr tty tdd disconnected disc bad wrong old"
    " invalid inactive not_in_service out_of_service do_not_call do_not_use dont_call no_longer"
)
"""Of what is nobody's number to be called."""
_LETTER = re.compile(r"[^\W\d_]")
_SEPARATOR = re.compile(r"[,;/|\n&]|\((?=[^)]*$)|\bor\b|\band\b|\by\b", re.IGNORECASE)
_DIALLED_ON = re.compile(
    r"(?<=\d{4})(?: ?,{2,} ?(\d{1,7})|(?:,| ?[;pPwW])(\d{2,6}))#?(?![\s.()-]*\d)"
)
"""An extension behind a pause, as a phone keeps it to be dialled: ",,204", ";204", "p204"."""
_WORDS_OF_EXTENSION = r"(?:e?xt(?:n|ension)?|ex|x|poste|anexo|interno|int|option|opt|press|dial|#)"
_EXTENSION = re.compile(rf"(?<![a-z]){_WORDS_OF_EXTENSION}\W*(\d{{1,7}})\b", re.IGNORECASE)
_EXTENSION_FIRST = re.compile(rf"(?<![a-z]){_WORDS_OF_EXTENSION}\W*(\d{{1,7}})\W*$", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?P<whole>(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ ./-]{0,2}\d{3}[ .-]?\d{4})"
    rf"(?:\s?[/-]?\s?(?:{_WORDS_OF_EXTENSION}|e)\W{{0,2}}(?P<said>\d{{1,7}})\b(?![\s.()-]*\d)"
    r"|\s?-\s?(?P<bare>\d{2,6})(?![\s.()/:-]*\d|\s?[a-z]))",
    re.IGNORECASE,
)
"""An extension close behind a whole number: "/x204", "-204", "e204"."""
_LONGEST = 250
"""Characters that are read of what was typed."""

_PLACEHOLDER = 7
"""So many times one digit at the end is nobody's number: 617-999-9999, 000-000-0000."""
_TYPED_IN_A_ROW = {"1234567890", "0123456789", "9876543210", "2345678901"}
_NORTH_AMERICA, _STARTS_NO_PART = 1, {"0", "1"}
"""Neither an area code nor an exchange of the North American plan begins with these."""


def e164(text: str, region: str | None = None) -> str | None:
    """Write a number as E.164; None when no whole number of that region could look so.

    Possible is enough: the carrier knows what is assigned, and fictional 555 numbers are not. A
    number without its area code is none, nor is one behind an extension, nor a placeholder.
    Without a region only international numbers ("+1 ...") are read.
    """
    try:
        number = phonenumbers.parse(_dialled_from_abroad(text, region), region)
    except phonenumbers.NumberParseException:
        return None
    return None if number.extension or not _is_whole(number) else _written(number)


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Where somebody is reached. `mobile` is E.164, to be texted and called.

    `phone` is to be called alone: a number behind an extension ("+16175550142;ext=204", RFC 3966),
    a landline, or somebody else's.
    """

    mobile: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Found:
    """One whole number of a text, its extension, and the words that somebody put to it."""

    number: str
    extension: str = ""
    labels: tuple[str, str] = ("", "")


def best(said: Iterable[tuple[int, str]], region: str, *, not_theirs: str = OTHERS) -> Numbers:
    """The best of what was typed, such as "h 617-555-0100, c 617-555-0123 (after 5)".

    Each text comes with the rank of its place, the lowest first: 0 is a mobile's, 2 a home's, 6 a
    place of work's. A word beside a number says more. `not_theirs` are words of people whose phone
    it then is.
    """
    called_for = f"{CALLED} {not_theirs}"
    found = [(rank, one) for rank, text in said for one in _numbers_in(text, region)]
    found = [(rank, one) for rank, one in found if not _is(one, NOT_TO_BE_USED)]
    behind = [one.number for _, one in found if one.extension]
    texted = [
        (_rank_of(one, rank), one.number)
        for rank, one in found
        if one.number not in behind and not _is(one, called_for)
    ]
    called = [
        f"{one.number};ext={one.extension}" if one.extension else one.number
        for _, one in sorted(found, key=lambda pair: pair[0])
        if one.extension or (one.number not in behind and _is(one, called_for))
    ]
    mobile = min(texted, key=lambda one: one[0], default=None)
    return Numbers(mobile=mobile[1] if mobile else None, phone=next(iter(called), None))


def _rank_of(one: _Found, rank: int) -> int:
    """By the word beside it, else by its place."""
    said = (of_kind for words, of_kind in _RANKS.items() if _is(one, words))
    return next(said, rank)


def _is(one: _Found, words: str) -> bool:
    """Whether a label holds one of these words or phrases, or is one of these letters alone."""
    known = _phrases(words)
    for label in one.labels:
        said = re.findall(r"[a-z]+", plain(label))
        phrases = {" ".join(said[n : n + size]) for n in range(len(said)) for size in (2, 3, 4)}
        whole = {word for word in said if len(word) > 1 or len(said) == 1}
        if known & (whole | phrases):
            return True
    return False


@cache
def _phrases(words: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in words.split())


def _numbers_in(text: str, region: str) -> list[_Found]:
    """The whole numbers of a text, and what was typed beside each."""
    text = _DIALLED_ON.sub(_as_extension, _dialled_from_abroad(text[:_LONGEST], region))
    text = _BEHIND.sub(_as_extension_behind, text)
    matcher = phonenumbers.PhoneNumberMatcher(text, region, phonenumbers.Leniency.POSSIBLE)
    matches = list(matcher)
    if not matches:
        alone = None if _LETTER.search(text) else e164(text, region)
        return [_Found(number=alone)] if alone else []
    ends = [0, *(one.end for one in matches)]
    starts = [*(one.start for one in matches), len(text)]
    gaps = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    return [
        _Found(
            number=_written(_without_extension(match.number)),
            extension=_extension(match.number.extension, labels),
            labels=labels,
        )
        for match, labels in zip(matches, _labels(gaps), strict=True)
        if _is_whole(match.number)
    ]


def _as_extension(dialled: re.Match[str]) -> str:
    return f" ext {dialled[1] or dialled[2]}"


def _as_extension_behind(typed: re.Match[str]) -> str:
    return f"{typed['whole']} ext {typed['said'] or typed['bare']}"


def _dialled_from_abroad(text: str, region: str | None) -> str:
    """The feed's own country behind 00, as it is dialled from most others: "00 1 970 555 0166".

    Only that country: behind 00 an area code may look like another one's.
    """
    if region is None:
        return text
    return _abroad(phonenumbers.country_code_for_region(region)).sub(r"+\1", text)


@cache
def _abroad(country: int) -> re.Pattern[str]:
    """A whole number of it: of the North American plan ten more digits, else seven or more."""
    more = "{10}" if country == _NORTH_AMERICA else "{7,12}"
    return re.compile(rf"(?<!\d)(?<!\d[ .-])\+?00[ .-]?({country}(?:[ .()-]*\d){more})(?!\d)")


def _labels(gaps: list[str]) -> list[tuple[str, str]]:
    """What belongs to each number of what stands before, between and behind them.

    Between two numbers a comma parts it; without one it is the second's where words stand before
    the first, as in "h 617-555-0100 c 617-555-0123", else the first's.
    """
    first, *between, last = gaps
    before = [_SEPARATOR.split(first)[-1]]
    leads = bool(_LETTER.search(before[0]))
    after = []
    for gap in between:
        parts = _SEPARATOR.split(gap)
        if len(parts) == 1:
            parts = ["", gap] if leads else [gap, ""]
        apart = not leads and not parts[0].strip() and len(parts) > len(("first's", "second's"))
        after.append(parts[1] if apart else parts[0])
        before.append(parts[-1])
    after.append(_SEPARATOR.split(last.lstrip(" ,;-"))[0])
    return list(zip(before, after, strict=True))


def _extension(read: str | None, labels: tuple[str, str]) -> str:
    """An extension in whatever words; zeros fill a field."""
    before, after = labels
    typed = _EXTENSION.search(after) or _EXTENSION_FIRST.search(before)
    said = read or (typed[1] if typed else "")
    return said if said.strip("0") else ""


def _without_extension(number: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber:
    bare = phonenumbers.PhoneNumber()
    bare.merge_from(number)
    bare.extension = None
    return bare


def is_to_be_called(text: str) -> bool:
    """Whether this is E.164, or so with an extension as RFC 3966 writes it."""
    number, _, extension = text.partition(";ext=")
    return is_e164(number) and (";" not in text or re.fullmatch(r"\d{1,11}", extension) is not None)


def _written(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_whole(number: phonenumbers.PhoneNumber) -> bool:
    """Whether it could be dialled from anywhere, and nobody typed it to fill a field."""
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return False
    digits = phonenumbers.national_significant_number(number)
    if len(set(digits[-_PLACEHOLDER:])) == 1 or digits in _TYPED_IN_A_ROW:
        return False
    return number.country_code != _NORTH_AMERICA or not _STARTS_NO_PART & {digits[0], digits[3]}


def is_e164(text: str) -> bool:
    """Whether this is a possible number and already written so."""
    return e164(text) == text
