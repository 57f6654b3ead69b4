"""The offered time that a patient names in words: "tuesday please", "the 2:30", "si la 2".

Every word must be known, and exactly one time must fit all that was said; else a person reads it.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.asking.choices import Choice, Value
from domain.normalize import clean, plain
from domain.time.calendar import in_zone
from domain.time.dates import DAYS_FROM_TODAY, WEEKDAY_OF

_BESIDE = frozenset(
    {
        *("please", "pls", "plz", "the", "one", "on", "i", "ill", "will", "we", "well", "take"),
        *("do", "lets", "let", "us", "want", "like", "would", "prefer", "works", "work", "good"),
        *("is", "fine", "great", "best", "better", "perfect", "ok", "okay", "yes", "yeah", "yep"),
        *("sure", "thanks", "thank", "you", "ty", "thx", "for", "me", "number", "option", "choice"),
        *("slot", "time", "appointment", "appt", "visit", "go", "with", "going", "pick", "choose"),
        *("si", "la", "el", "las", "los", "de", "por", "favor", "gracias", "muchas", "opcion"),
        *("numero", "hora", "cita", "para", "mi", "esta", "bien", "quiero", "prefiero", "queda"),
        *("mejor", "tomo", "escojo", "elijo", "that", "sounds", "be", "there", "a", "at", "this"),
    }
)  # fmt: skip
_ASKS = frozenset({"is", "can", "could", "do", "does", "what", "would", "will", "are", "es", "hay"})
"""A text that begins with one of these asks something."""
_DIGIT = re.compile(r"[1-3]")
_WHEN = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-5][0-9]))?(?P<half>[ap])?\.?m?\.?")
_DATE = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})")
_PART = re.compile(r"\s+(?=[ap]\.?m\b)")
_OF_THE_DAY = {
    "morning": range(12),
    "afternoon": range(12, 18),
    "evening": range(17, 24),
    "noon": range(12, 13),
}
_HOUR_FOLLOWS = frozenset({"at", "las", "a"})
_NOON = 12
Slot = tuple[Value, datetime]


def named(
    text: str, choices: tuple[Choice, ...], times: Sequence[Slot], *, now: datetime, zone: str
) -> Choice | None:
    """The choice whose time is named; `times` are the offered ones with their choice's value."""
    said = [word.strip(".,!;:()") for word in _PART.sub("", plain(clean(text))).split()]
    words = [word.replace("'", "") for word in said if word]
    if not words or "?" in text or words[0] in _ASKS:
        return None
    told = [pair for pair in zip(["", *words], words, strict=False) if pair[1] not in _BESIDE]
    digit_of = {choice.value: choice.digit for choice in choices}
    fitting = [
        value
        for value, at in times
        if told
        and value in digit_of
        and all(_fits(word, before, digit_of[value], (at, now), zone) for before, word in told)
    ]
    if len(fitting) != 1:
        return None
    return next(choice for choice in choices if choice.value == fitting[0])


def _fits(
    word: str, before: str, digit: int, at_and_now: tuple[datetime, datetime], zone: str
) -> bool:
    """Whether a time is what one word says; "2" is the second, or two o'clock: either may fit."""
    at, today = (in_zone(each, zone) for each in at_and_now)
    if word in WEEKDAY_OF:
        return at.weekday() == WEEKDAY_OF[word]
    if word in DAYS_FROM_TODAY:
        return at.date() == today.date() + timedelta(days=DAYS_FROM_TODAY[word])
    if word in _OF_THE_DAY:
        return at.hour in _OF_THE_DAY[word]
    if date := _DATE.fullmatch(word):
        return (at.month, at.day) == (int(date["month"]), int(date["day"]))
    by_digit = _DIGIT.fullmatch(word) and before not in _HOUR_FOLLOWS
    return bool(by_digit and digit == int(word)) or _at(word, at)


def _at(word: str, at: datetime) -> bool:
    found = _WHEN.fullmatch(word)
    if found is None or int(found["minute"] or 0) != at.minute:
        return False
    hour = int(found["hour"])
    if found["half"]:
        return hour % _NOON == at.hour % _NOON and (found["half"] == "p") == (at.hour >= _NOON)
    return hour in (at.hour, at.hour % _NOON or _NOON)
