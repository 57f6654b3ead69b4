"""Whether two lines of one drug take it as often, and when."""

from dataclasses import replace

from domain.clinical.drugs.compared.found import Found
from domain.clinical.drugs.danger import is_high_alert
from domain.clinical.drugs.drug import Drug, Frequency
from domain.clinical.drugs.tables import ONCE_A_DAY
from domain.clinical.drugs.times import MOST_A_DAY, WEEKS_FOR_MONTHS

_DAILY = (1.0,)
LATE = frozenset({"evening", "bedtime"})
_DEPOT = frozenset({"subcutaneous", "intramuscular", "intravenous", "vaginal", ""})


def _as_a_depot(before: Drug, after: Drug) -> tuple[Frequency, Frequency]:
    """Of a depot or a ring every month is every four weeks, as labels have it."""
    one, other = before.frequencies[0], after.frequencies[0]
    if not {before.route, after.route} <= _DEPOT:
        return one, other
    in_weeks = {months: weeks for weeks, months in WEEKS_FOR_MONTHS.items()}
    one, other = (
        replace(times, times_a_day=tuple(in_weeks.get(n, n) for n in times.times_a_day))
        for times in (one, other)
    )
    return one, other


def _by_label(one: Frequency, other: Frequency, drug: Drug) -> bool:
    """Whether one says nothing, and the other once a day as the label of the drug does."""
    if one.times_a_day or one.moments or other.times_a_day != _DAILY:
        return False
    if any(bool(t.days or t.as_needed or t.words or t.course or t.cycle) for t in (one, other)):
        return False
    names = {f"{name} {drug.form}" if drug.form == "patch" else name for name in drug.ingredients}
    return bool(names) and names <= ONCE_A_DAY


def often_found(before: Drug, after: Drug) -> Found:
    """Whether both say the same times, of one dose each."""
    one, other = _as_a_depot(before, after)
    high = is_high_alert(after)
    if not high and (_by_label(one, other, after) or _by_label(other, one, before)):
        return Found.SAME
    return _compared(one, other, strict=high)


def _as_it_hurts(times: Frequency) -> bool:
    """As needed, or every few minutes while it hurts, as labels say it of what is repeated."""
    minutes = all(rate > MOST_A_DAY for rate in times.times_a_day)
    return times.as_needed and minutes and not (times.days or times.words or times.cycle)


def _compared(one: Frequency, other: Frequency, *, strict: bool) -> Found:
    if one == other:
        return Found.SAME
    if (
        one.as_needed != other.as_needed
        and (one.times_a_day or one.as_needed)
        and (other.times_a_day or other.as_needed)
    ):
        return Found.OTHER
    if not (one.times_a_day and other.times_a_day):
        hurts = not strict and _as_it_hurts(one) and _as_it_hurts(other)
        return Found.SAME if hurts else Found.UNKNOWN
    late = (
        bool(one.moments)
        and bool(other.moments)
        and not strict
        and one.moments | other.moments <= LATE
    )
    other_time = one.moments != other.moments and not late
    other_days = bool(one.days and other.days) and one.days != other.days
    other_meals = {one.meals, other.meals} == {"before", "after"}
    if (
        one.cycle != other.cycle
        or one.times_a_day != other.times_a_day
        or other_time
        or other_days
        or other_meals
    ):
        return Found.OTHER
    return Found.SAME
