"""Lines that say together what one line says: doses of a day or week, and parts of a combination.

Lines are put together only where nothing differs then. Whatever does not fit to its end stays as it
is written, and is told as if there were no such rule.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.clinical.drugs.drug import Amount, Drug, Frequency, exact
from domain.clinical.drugs.fields import changes
from domain.clinical.drugs.kinds import DifferenceKind as Kind
from domain.clinical.drugs.shape import SWALLOWED

_ONCE = 1.0
_NOTHING = frozenset({Kind.OTHER_CODE, Kind.OTHER_STRENGTH})
_OF_PARTS = SWALLOWED | {""}
"""What is compared part by part: of what is puffed or dropped no line gives the mass."""
Planned = tuple[Amount, Frequency]


@dataclass(frozen=True, kw_only=True)
class Together:
    """One line of one list, and the lines of the other that come to the same; `parts`: of it."""

    one: Drug
    lines: tuple[Drug, ...]
    parts: bool


def together(few: Sequence[Drug], many: Sequence[Drug]) -> Iterator[Together]:
    """Each line of the first list that several of the second say together."""
    ours, theirs = _by_ingredient(few), _by_ingredient(many)
    for drug in few:
        if any(len(ours[name]) > 1 for name in drug.ingredients):
            continue
        lines = [line for name in drug.ingredients for line in theirs.get(name, ())]
        if len(lines) < 2:  # noqa: PLR2004 - one is compared as it is
            continue
        if all(_is_product(line, drug) for line in lines):
            if _is_split(drug, lines):
                yield Together(one=drug, lines=tuple(lines), parts=False)
        elif _are_parts(drug, lines):
            yield Together(one=drug, lines=tuple(lines), parts=True)


def _by_ingredient(lines: Sequence[Drug]) -> dict[str, list[Drug]]:
    found: dict[str, list[Drug]] = defaultdict(list)
    for drug in lines:
        for name in drug.ingredients:
            found[name].append(drug)
    return found


def _is_product(one: Drug, other: Drug) -> bool:
    return (one.ingredients, one.insulin) == (other.ingredients, other.insulin)


def _same(before: Drug, after: Drug) -> bool:
    return all(kind in _NOTHING for kind, _ in changes(before, after))


def _are_parts(whole: Drug, lines: Sequence[Drug]) -> bool:
    """Whether each line is one part of it, with its strength, its release, and as often."""
    held = dict(whole.by_part)
    named = sorted(name for line in lines for name in line.ingredients)
    if not held or tuple(named) != whole.ingredients:
        return False
    if not {whole.form, *(line.form for line in lines)} <= _OF_PARTS:
        return False
    if not _released_alike(whole, lines):
        return False
    return all(
        len(line.ingredients) == 1
        and line.known
        and _same(
            replace(
                whole,
                ingredients=line.ingredients,
                strength=line.strength,
                amounts=(Amount(mass=(held[line.ingredients[0]],)),),
                form=line.form,
                release=line.release,
            ),
            line,
        )
        for line in lines
    )


def _released_alike(whole: Drug, lines: Sequence[Drug]) -> bool:
    """Of "memantine extended release / donepezil" one part is, and no part otherwise."""
    kinds = {line.release.split(",")[0] for line in lines}
    slow = whole.release.split(",")[0]
    if slow in {"", "immediate"}:
        return kinds <= {"", "immediate"}
    return slow in kinds and kinds <= {slow, "", "immediate"}


def _is_split(whole: Drug, lines: Sequence[Drug]) -> bool:
    """Whether the lines are its doses, each at a time or on days of its own."""
    forms = {line.form for line in lines}
    shared = {(line.release, line.route, line.concentration) for line in lines}
    if len(shared) > 1 or (len(forms) > 1 and (whole.form or not forms <= SWALLOWED)):
        return False
    doses = [pair for line in lines for pair in _doses(line)]
    plan = _of_a_day(doses) or _of_a_week(doses)
    if plan is None:
        return False
    own = _doses(whole)
    if any(times.days for _, times in own):
        own = [(amount, replace(times, moments=frozenset())) for amount, times in own]
    form = forms.pop() if len(forms) == 1 else ""
    return _same(
        _with(whole, own), _with(replace(lines[0], form=form, strength=whole.strength), plan)
    )


def _with(drug: Drug, doses: Sequence[Planned]) -> Drug:
    return replace(
        drug,
        amounts=tuple(amount for amount, _ in doses),
        frequencies=tuple(times for _, times in doses),
    )


def _doses(drug: Drug) -> list[Planned]:
    return list(zip(drug.amounts, drug.frequencies, strict=True))


def _plain(times: Frequency) -> bool:
    return not (times.as_needed or times.words or times.course or times.cycle)


def _measured(doses: Sequence[Planned]) -> bool:
    return all(amount.mass and not amount.contradicts and _plain(t) for amount, t in doses)


def _of_a_day(doses: list[Planned]) -> list[Planned] | None:
    """Doses that are each taken once a day, no two of them at one time."""
    moments = [times.moments for _, times in doses]
    apart = len({*moments}) == len(moments)
    single = all(t.times_a_day == (_ONCE,) and not t.days and len(t.moments) < 2 for _, t in doses)  # noqa: PLR2004
    if not (apart and single and _measured(doses)):
        return None
    if len({amount.mass for amount, _ in doses}) > 1:
        return doses
    meals = {times.meals for _, times in doses}
    said = meals.pop() if len(meals) == 1 else ""
    return [(doses[0][0], Frequency((float(len(doses)),), meals=said))]


def _of_a_week(doses: list[Planned]) -> list[Planned] | None:
    """Doses of the days that they name, no day in two of them."""
    named = [day for _, times in doses for day in times.days]
    if len(named) != len({*named}) or not _measured(doses):
        return None
    if not all(t.days and t.times_a_day == (exact(len(t.days) / 7),) for _, t in doses):
        return None
    return [(amount, replace(times, moments=frozenset())) for amount, times in doses]
