"""The offered time that a patient names in words: "tuesday please", "the 2:30", "si la 2".

The whole text must have the shape of a choice, and exactly one time must fit all that it names;
else a person reads it. "Good morning" and "I work thursday" choose nothing.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.asking.choices import Choice, Value
from domain.languages import LANGUAGES
from domain.languages.joined import any_of, of_all
from domain.normalize import clean, plain
from domain.time.calendar import in_zone
from domain.time.dates import DAYS_FROM_TODAY, WEEKDAY_OF
from domain.time.zones import ZoneSaid, take_zone

Slot = tuple[Value, datetime]

_OF_THE_DAY = {
    word: range(*hours) for one in LANGUAGES for word, hours in one.dates.hours_of.items()
}
_DIGIT = re.compile(r"[1-3]")
_HOUR = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-5][0-9]))?(?P<half>[ap])?\.?m?\.?")
_DATE = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})")
_HALF = re.compile(r"(?<=\d)\s+(?=[ap]\.?m\b)")
_FOUR = re.compile(
    r"(?<![\w:/.])(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])(?![\w:/.]|[ap]m?\b)"
)
_NOON = 12

_YES = rf"(?:(?:{any_of(of_all(lambda one: one.slots.yes))}) )*"
_CHOOSES = rf"(?:(?:{any_of(of_all(lambda one: one.slots.chooses))}) )?"
_THE = rf"(?:(?:{any_of(of_all(lambda one: one.slots.the))}) )*"
_DAYS = "|".join(sorted((*WEEKDAY_OF, *DAYS_FROM_TODAY), key=len, reverse=True))
_NAMED = (
    rf"(?:{_DAYS}|{'|'.join(_OF_THE_DAY)}|[0-9]{{1,2}}/[0-9]{{1,2}}"
    r"|[0-9]{1,2}(?:[:.][0-5][0-9])?(?:[ap]\.?m?)?)"
)
_TAIL = rf"(?: (?:{any_of(of_all(lambda one: one.slots.tail))}))*"
_AT = tuple(f"{word} " for word in of_all(lambda one: one.slots.at))
_SHAPE = re.compile(rf"{_YES}{_CHOOSES}(?P<named>{_THE}{_NAMED}(?: {_THE}{_NAMED})*){_TAIL}")
_NOTE = re.compile(
    rf"(?:(?:is|es|that is|thats) )?(?P<named>{_THE}{_NAMED}(?: {_THE}{_NAMED})*){_TAIL}"
)
_OTHERWISE = re.compile(
    r"(?:later|earlier|sooner|mas (?:tarde|temprano))\b"
    r"|(?:but|pero|only|solo|if|si|unless)\b.{0,24}\b(?:later|earlier|sooner|morning|afternoon|evening"
    r"|night|tarde|temprano|antes|despues|instead|another|different|otr[oa]"
    rf"|(?:at|a las?) [0-9]{{1,2}}(?![/0-9])|[0-9]{{1,2}}(?::[0-9]{{2}}|[ap]m?)|{_DAYS})\b"
)
"""Behind a choice: another time than the one that was chosen."""
_TAILS = re.compile(rf"{_TAIL}$")
_EACH = re.compile(rf"(?P<before>{_THE})(?P<word>{_NAMED})(?: |$)")


def _words_of(text: str) -> str:
    said = _FOUR.sub(r"\g<hour>:\g<minute>", plain(clean(text)))
    said = _HALF.sub("", " ".join(said.replace("'", "").split()))
    return " ".join(filter(None, (word.strip(".,!;:()-") for word in said.split())))


def _without_zone(text: str, zone: str) -> tuple[str, ZoneSaid | None]:
    """The words without a zone that stands behind them, or before "one" and "slot"."""
    said = _words_of(text)
    words, spoken = take_zone(said, zone)
    if spoken is None:
        short, spoken = take_zone(_TAILS.sub("", said), zone)
        words = words if spoken is None else short
    return words, spoken


def named(
    text: str, choices: tuple[Choice, ...], times: Sequence[Slot], *, now: datetime, zone: str
) -> Choice | None:
    """The choice whose time is named; `times` are the offered ones with their choice's value."""
    words, spoken = _without_zone(text, zone)
    found = _SHAPE.fullmatch(words)
    if found is None or "?" in text or (spoken and not spoken.name):
        return None
    told = [(each["before"], each["word"]) for each in _EACH.finditer(found["named"])]
    if all(word in _OF_THE_DAY for _, word in told):
        return None
    digit_of = {choice.value: choice.digit for choice in choices}
    fitting = [
        value
        for value, at in times
        if value in digit_of
        and (there := _shown_in(at, spoken, zone))
        and all(_fits(word, before, digit_of[value], (at, now), there) for before, word in told)
    ]
    if len(fitting) != 1:
        return None
    return next(choice for choice in choices if choice.value == fitting[0])


def agrees(
    note: str, choice: Choice, times: Sequence[Slot], *, now: datetime, zone: str
) -> bool | None:
    """Whether a note behind a slot names that slot's time; None when it names none.

    What names another time, or one where nobody knows the slot's, contradicts the choice.
    """
    words, spoken = _without_zone(note, zone)
    found = _NOTE.fullmatch(words)
    if found is None:
        return False if _OTHERWISE.match(words) else None
    told = [(each["before"], each["word"]) for each in _EACH.finditer(found["named"])]
    at = next((at for value, at in times if value == choice.value), None)
    there = _shown_in(at, spoken, zone) if at is not None else None
    if at is None or there is None:
        return False
    return all(_fits(word, said, 0, (at, now), there) for said, word in told)


def _shown_in(at: datetime, spoken: ZoneSaid | None, zone: str) -> str | None:
    """The zone whose clocks the words mean at that time; None when nobody can say."""
    if spoken is None:
        return zone
    if not spoken.name:
        return None
    shown = in_zone(at, spoken.name)
    return spoken.of(shown.date(), shown.time(), zone)


def _fits(
    word: str, before: str, digit: int, at_and_now: tuple[datetime, datetime], zone: str
) -> bool:
    """Whether a time is what one word says; "2" is the second, or two o'clock: either may fit."""
    at, today = (in_zone(each, zone) for each in at_and_now)
    if word == "manana" and before.endswith("la "):
        word = "morning"
    if word in WEEKDAY_OF:
        return at.weekday() == WEEKDAY_OF[word]
    if word in DAYS_FROM_TODAY:
        return at.date() == today.date() + timedelta(days=DAYS_FROM_TODAY[word])
    if word in _OF_THE_DAY:
        return at.hour in _OF_THE_DAY[word]
    if date := _DATE.fullmatch(word):
        return (at.month, at.day) == (int(date["month"]), int(date["day"]))
    by_digit = _DIGIT.fullmatch(word) and not before.endswith(_AT)
    return bool(by_digit and digit == int(word)) or _at(word, at)


def _at(word: str, at: datetime) -> bool:
    found = _HOUR.fullmatch(word)
    if found is None or int(found["minute"] or 0) != at.minute:
        return False
    hour = int(found["hour"])
    if found["half"]:
        return hour % _NOON == at.hour % _NOON and (found["half"] == "p") == (at.hour >= _NOON)
    return hour in (at.hour, at.hour % _NOON or _NOON)
