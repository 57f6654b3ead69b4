"""How often a drug is taken: the phrases as a table, and the reading of them together.

Times a day, so that "bid", "q12h" and "twice a day" are one. The morning is when a drug that is
taken once a day is taken, unless another time is said.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

from domain.clinical.drugs.drug import Frequency, called, exact, figure, quotient
from domain.words.phrasebook import phrase

PERIODS = {"day": 1, "daily": 1, "week": 7, "weekly": 7, "month": 30, "monthly": 30}
IN_DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.0,
    "year": 365.0,
}
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OTHERS = frozenset({"rest", "except"})
"""Days that are those which other doses do not name."""
_SLOTS = ((4, "bedtime"), (11, "morning"), (16, "noon"), (20, "evening"))
_ONE = 1.0
_LAST_THING, _AT_MEALS, _AT_MEALS_AND_LAST = {"bedtime"}, (3.0,), (4.0,)
WEEKS_FOR_MONTHS = {
    exact(1 / 28): exact(1 / 30),
    exact(1 / 84): exact(1 / 90),
    exact(1 / 168): exact(1 / 180),
}
"""Every 4, 12 and 24 weeks, which labels of depot injections call every month, 3 and 6 months."""
MOST_A_DAY = 100.0
"""What is taken more often, every 5 minutes, is taken while it hurts."""


@dataclass(slots=True)
class Timing:
    """What one stretch of a line says of time, while it is read."""

    rates: set[tuple[float, ...]]
    moments: set[str]
    days: set[str]
    as_needed: bool = False
    meals: str = ""
    each_meal: bool = False
    once: bool = False
    lasts: float = 0.0
    cycle: tuple[float, ...] = ()
    event: str = ""

    @property
    def said(self) -> bool:
        """Whether it says how often."""
        return bool(
            self.rates
            or self.moments
            or self.days
            or self.as_needed
            or self.once
            or self.meals
            or self.event
        )

    def take(self, kind: str, word: str) -> None:
        """Add one phrase of the tables."""
        match kind:
            case "rate":
                self.rates.add((quotient(word),))
            case "daily or right eye":
                self.rates.add((_ONE,))
            case "moment":
                self.moments.add(word)
            case "days":
                self.days.update(word.split())
            case "meals" | "each meal":
                self.meals = self.meals if self.meals in {"before", "after"} else word
                self.each_meal = self.each_meal or kind == "each meal"
            case "event":
                self.event = word
            case "once":
                self.once = True
            case "needed once":
                self.once = self.as_needed = True
            case _:
                self.as_needed = True


def new_timing() -> Timing:
    """Nothing said yet."""
    return Timing(rates=set(), moments=set(), days=set())


def frequency(said: Timing) -> Frequency:
    """Put together what was said: "in the morning and at bedtime" is twice a day."""
    rates, days = set(said.rates), _but(said.days)
    rates = _exactly(rates) if len(rates) > 1 else rates
    slots = slotted(said.moments)
    moments = {slots[one] for one in said.moments} if slots else set()
    if days and (not rates or rates == {(_ONE,)}):
        rates = {(exact(len(days) / 7),)} if not days & OTHERS else set()
    elif (_ONE,) in rates and len(rates) > 1:
        rates.discard((_ONE,))
    if said.each_meal and moments == _LAST_THING and rates <= {_AT_MEALS}:
        rates = {_AT_MEALS_AND_LAST}
    if not rates and said.cycle and not moments:
        rates = {(_ONE,)}  # "days 1-5 of 28"
    if not rates and moments:
        rates = {(float(len(moments)),)}
    if not rates and (said.meals == "before" or (said.meals == "with" and said.each_meal)):
        rates = {(3.0,)}
    if rates == {(_ONE,)} and len(moments) > 1:
        rates = {(float(len(moments)),)}
    if rates != {(_ONE,)}:
        moments = set()
    found = tuple(sorted({one for rate in rates for one in rate}))
    if _contradicts(found, said.moments):
        found = ()
    return Frequency(
        times_a_day=found or ((0.0,) if said.once else ()),
        moments=frozenset(moments - {"morning"}),
        days=frozenset(days),
        as_needed=said.as_needed or any(one > MOST_A_DAY for one in found),
        meals=said.meals,
        words="" if found else said.event,
        cycle=said.cycle,
    )


def _contradicts(rates: tuple[float, ...], moments: set[str]) -> bool:
    """Whether other hours are listed than are counted: "3 times daily (0700, 1100, 1500, 1900)"."""
    hours = {one for one in moments if one[0] == "@"}
    several = hours == moments and len(hours) > 1
    return several and len(rates) == 1 and rates[0] > 1 and rates[0] != len(hours)


def _exactly(said: set[tuple[float, ...]]) -> set[tuple[float, ...]]:
    """Of "monthly (every 28 days)" the days."""
    found = set(said)
    for weeks, months in WEEKS_FOR_MONTHS.items():
        if (weeks,) in found:
            found.discard((months,))
    return found


def _but(days: set[str]) -> set[str]:
    """Every day except Sunday: six days."""
    named = days - OTHERS
    return {day for day in WEEK if day not in named} if "except" in days and named else set(days)


def slotted(moments: set[str]) -> dict[str, str]:
    """Hours of the clock as times of the day, where no two of them fall into one."""
    hours = {one: _slot(one) for one in moments if one[0] == "@"}
    if not hours:
        return {one: one for one in moments}
    words = moments - set(hours)
    often = Counter(hours.values())
    found = {one: one for one in words}
    for hour, slot in hours.items():
        found[hour] = slot if slot in words or often[slot] == 1 else hour
    return found


def _slot(hour: str) -> str:
    at = int(hour[1:])
    return next((slot for until, slot in _SLOTS if at < until), "bedtime")


def in_words(said: Frequency) -> str:
    """How often, for people."""
    if said.words:
        return called(said.words)
    return " ".join(_parts(said)) or phrase("drugs.not_said")


def _parts(said: Frequency) -> Iterator[str]:
    if said.times_a_day:
        yield reduce(_to, map(_rate, said.times_a_day))
    for moment in sorted(said.moments):
        if moment == "bedtime":
            yield phrase("drug_times.at_bedtime")
        else:
            yield phrase("drug_times.in_the", moment=called(moment))
    if said.days:
        days = ", ".join(called(day) for day in WEEK if day in said.days)
        yield phrase("drug_times.on", days=days)
    if said.cycle:
        some, every = map(figure, said.cycle)
        yield phrase("drug_times.cycle", some=some, every=every)
    if said.course:
        first, last = map(figure, said.course)
        step = phrase("drug_times.from_day", first=first)
        yield phrase("drug_times.until", start=step, last=last) if said.course[1] else step
    if said.meals:
        yield phrase("drug_times.meals", when=called(said.meals))
    if said.as_needed:
        yield phrase("drug_times.as_needed")


def _to(one: str, other: str) -> str:
    return phrase("drug_times.to", one=one, other=other)


_RATES = {
    0.0: "once_only",
    _ONE: "once_a_day",
    2.0: "twice_a_day",
    24.0: "all_day",
    exact(1 / 7): "once_a_week",
    exact(1 / 30): "once_a_month",
}


def _rate(rate: float) -> str:
    if rate in _RATES:
        return phrase(f"drug_rates.{_RATES[rate]}")
    if rate > MOST_A_DAY:
        return phrase("drug_times.every_minutes", every=figure(round(1440 / rate, 3)))
    if rate > 1:
        return phrase("drug_times.a_day", times=figure(rate))
    if exact(rate * 7) == int(rate * 7 + 0.5):
        return phrase("drug_times.a_week", times=figure(exact(rate * 7)))
    return phrase("drug_times.once_in_days", days=figure(round(1 / rate, 3)))
