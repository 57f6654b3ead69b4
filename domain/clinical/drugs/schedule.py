"""Several doses of a day, a week or a course, put together so that equal ones are written alike."""

from collections.abc import Sequence
from dataclasses import replace

from domain.clinical.drugs.drug import Amount, Frequency, exact
from domain.clinical.drugs.times import OTHERS, WEEK, Timing, frequency, slotted
from domain.clinical.drugs.walk.mentions import Dose
from domain.clinical.drugs.words.tokens import tokens
from domain.clinical.drugs.words.vocabulary import LEFT_TO_THE_PACK, SAID_OF_A_PACK

Planned = tuple[Amount, Frequency]
"""One dose with its time."""
_ONCE = 1.0
_DAILY = {(_ONCE,)}
_COUNTED_DOWN = ["6", "5", "4", "3", "2", "1"]


def planned(
    doses: Sequence[Dose], amounts: Sequence[Amount], whole: Timing | None
) -> list[Planned]:
    """Every dose with its time. `whole` is said of all; what is not computed stays as said."""
    what = list(amounts)
    if len(doses) > 1:
        what = _as_the_first(doses, what)
        timings = [one.timing for one in doses]
        found = (
            _course(what, timings, whole) or _week(doses, what, whole) or _day(what, timings, whole)
        )
        if found:
            return found
        if whole is not None:
            _add(timings[-1], whole)
    return [(amount, frequency(one.timing)) for amount, one in zip(what, doses, strict=True)]


def whole_pack(directed: str) -> bool:
    """Whether it is taken as it is printed: "as directed", "taper over 6 days", "6-5-4-3-2-1"."""
    said = tokens(directed)
    down = [one for one in said if one.isdigit()][:6] == _COUNTED_DOWN
    printed = down or not {*said}.isdisjoint(LEFT_TO_THE_PACK)
    return printed and {*said} <= SAID_OF_A_PACK


def _as_the_first(doses: Sequence[Dose], amounts: list[Amount]) -> list[Amount]:
    """Of "60 mg, one in the morning and one at night" each is 60 mg."""
    first = amounts[0]
    return [
        replace(first)
        if not one.mass and one.count and one.count == first.count and not dose.masses
        else one
        for one, dose in zip(amounts, doses, strict=True)
    ]


def _add(timing: Timing, whole: Timing) -> None:
    timing.rates |= whole.rates
    timing.moments |= whole.moments
    timing.days |= whole.days
    timing.as_needed = timing.as_needed or whole.as_needed
    timing.meals = timing.meals or whole.meals
    timing.once = timing.once or whole.once
    timing.event = timing.event or whole.event


def _key(amount: Amount) -> object:
    return amount.contradicts, amount.mass or amount.count


def _plain(timing: Timing) -> bool:
    return not (timing.as_needed or timing.once or timing.cycle)


def _meals(timings: Sequence[Timing]) -> str | None:
    """Before or after meals, said of one for all; both are not computed."""
    said = {one.meals for one in timings} & {"before", "after"}
    return None if len(said) > 1 else next(iter(said), "")


def _course(
    amounts: list[Amount], timings: list[Timing], whole: Timing | None
) -> list[Planned] | None:
    """Steps that follow each other: 40 mg for 3 days, then 30 mg for 3 days."""
    if not all(one.lasts for one in timings[:-1]):
        return None
    found: list[Planned] = []
    day = 1.0
    said = whole or next((one for one in timings if one.said), None)
    if said is None:
        timings[0].rates.add((_ONCE,))  # "40 mg x 3 days, 20 mg x 3 days"
        said = timings[0]
    for amount, timing in zip(amounts, timings, strict=True):
        if not timing.said and said is not None:
            _add(timing, said)  # "4 tabs daily for 3 days, then 3 tabs x 3 days"
        said = whole or timing
        often = frequency(timing)
        if timing.days or not often.times_a_day or often.cycle:
            return None
        end = day + timing.lasts - 1 if timing.lasts else 0.0
        before = found[-1] if found else None
        if before and _key(before[0]) == _key(amount) and replace(before[1], course=()) == often:
            found[-1] = amount, replace(often, course=(before[1].course[0], end))
        else:
            found.append((amount, replace(often, course=(day, end))))
        day = end + 1
    return found if len(found) > 1 else [(found[0][0], replace(found[0][1], course=()))]


def _day(
    amounts: list[Amount], timings: list[Timing], whole: Timing | None
) -> list[Planned] | None:
    """So much in the morning, so much at night; the same at each time is so many times a day."""
    meals = _meals([*timings, *([whole] if whole else [])])
    for one in timings:
        often = one.rates <= _DAILY or one.rates == {(float(len(one.moments)),)}
        if not one.moments or one.days or not often or not _plain(one):
            return None
    slots = slotted({moment for one in timings for moment in one.moments})
    day: dict[str, Amount] = {}
    for amount, timing in zip(amounts, timings, strict=True):
        for moment in timing.moments:
            if _key(day.setdefault(slots[moment], amount)) != _key(amount):
                return None
    if whole is not None:
        fits = whole.rates <= {(float(len(day)),), (1.0,)} and not whole.moments - {*day}
        if whole.days or not _plain(whole) or not fits or meals is None:
            return [(replace(one, contradicts=True), frequency(whole)) for one in amounts]
    if meals is None:
        return None
    if len({_key(one) for one in day.values()}) == 1:
        moments = frozenset({*day} - {"morning"}) if len(day) == 1 else frozenset()
        return [(amounts[0], Frequency((float(len(day)),), moments, meals=meals))]
    return [
        (amount, Frequency((1.0,), frozenset({moment} - {"morning"}), meals=meals))
        for moment, amount in day.items()
    ]


def _week(
    doses: Sequence[Dose], amounts: list[Amount], whole: Timing | None
) -> list[Planned] | None:
    """So much on some days and so much on the others; the same on all is every day."""
    timings = [one.timing for one in doses]
    moments = _moments([*timings, *([whole] if whole else [])])
    meals = _meals([*timings, *([whole] if whole else [])])
    days = _days(doses)
    if days is None or moments is None or meals is None:
        return None
    week: dict[str, Amount] = {}
    for amount, timing, named in zip(amounts, timings, days, strict=True):
        rates = timing.rates | (whole.rates if whole else set())
        if not _plain(timing) or not rates <= {*_DAILY, (exact(len(named) / 7),)}:
            return None
        for day in named:
            if _key(week.setdefault(day, amount)) != _key(amount):
                return None
    if whole is not None and (whole.days or not _plain(whole)):
        return None
    groups: dict[object, list[str]] = {}
    for day in WEEK:
        if day in week:
            groups.setdefault(_key(week[day]), []).append(day)
    found = []
    for named_days in groups.values():
        rate = exact(len(named_days) / 7)
        kept = frozenset(named_days) if rate < 1 else frozenset()
        at = moments if len(groups) > 1 or rate == 1 else frozenset()
        found.append((week[named_days[0]], Frequency((rate,), at, kept, meals=meals)))
    return found


def _moments(timings: Sequence[Timing]) -> frozenset[str] | None:
    """The one time of the day that is said, of one dose for all."""
    said = {slot for one in timings for slot in slotted(one.moments).values()}
    return None if len(said) > 1 else frozenset(said - {"morning"})


def _days(doses: Sequence[Dose]) -> list[frozenset[str]] | None:
    """The days of each dose; one that is taken "daily" beside others has those that are left."""
    said = [one.timing.days for one in doses]
    if not any(said):
        return None
    named = {day for days in said for day in days} - OTHERS
    left = frozenset(day for day in WEEK if day not in named)
    open_ = [n for n, days in enumerate(said) if not days]
    found = []
    for one, days in zip(doses, said, strict=True):
        own = days - OTHERS
        if own and "rest" in days:
            return None
        if own and "except" in days:
            found.append(frozenset(day for day in WEEK if day not in own))
        else:
            found.append(frozenset(own) or left)
        if not days and not (one.timing.rates or one.timing.moments):
            return None
    if len(open_) > 1 or (open_ and any(one.added for one in doses)):
        return None  # "5 mg daily plus 2.5 mg on Sunday" is 7.5 mg on Sunday
    return found
