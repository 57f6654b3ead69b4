"""Lines that say together what one line says: doses of a day or week, and parts of a combination.

Lines are put together only where nothing differs then. Whatever does not fit to its end stays as it
is written, and is told as if there were no such rule.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.clinical.drugs.drug import Amount, Drug, Frequency, Quantity, exact
from domain.clinical.drugs.fields import Change, changes
from domain.clinical.drugs.kinds import DifferenceKind as Kind
from domain.clinical.drugs.shape import SWALLOWED
from domain.clinical.drugs.strengths import in_order

_ONCE = 1.0
_NOTHING = frozenset({Kind.OTHER_CODE, Kind.OTHER_STRENGTH})
_DROPPED = frozenset({"drops", ""})
_OF_PARTS = SWALLOWED | {""}
"""What is compared part by part: of what is puffed no line gives the mass."""
Planned = tuple[Amount, Frequency]


@dataclass(frozen=True, kw_only=True)
class Together:
    """One line of one list, and the lines of the other that come to the same; `parts`: of it.

    `differ` is what is another of a part, with the part as the one line has it.
    """

    one: Drug
    lines: tuple[Drug, ...]
    parts: bool
    differ: tuple[tuple[Drug, Drug, Change], ...] = ()


def together(few: Sequence[Drug], many: Sequence[Drug]) -> Iterator[Together]:
    """Each line of the first list that several of the second say together."""
    ours, theirs = _by_ingredient(few), _by_ingredient(many)
    for drug in few:
        if any(len(ours[name]) > 1 for name in drug.ingredients):
            continue
        found = {n for name in drug.ingredients for n in theirs.get(name, ())}
        lines = [many[n] for n in sorted(found)]
        if len(lines) < 2:  # noqa: PLR2004 - one is compared as it is
            continue
        if all(_is_product(line, drug) for line in lines):
            if _is_split(drug, lines):
                yield Together(one=drug, lines=tuple(lines), parts=False)
        elif parts := _as_parts(drug, lines):
            differ = tuple(
                (part, line, change)
                for part, line in zip(parts, lines, strict=True)
                for change in changes(part, line)
                if change[0] not in _NOTHING
            )
            yield Together(one=drug, lines=tuple(lines), parts=True, differ=differ)


def _by_ingredient(lines: Sequence[Drug]) -> dict[str, list[int]]:
    """Where each ingredient stands: the same line twice is two places."""
    found: dict[str, list[int]] = defaultdict(list)
    for n, drug in enumerate(lines):
        for name in drug.ingredients:
            found[name].append(n)
    return found


def _is_product(one: Drug, other: Drug) -> bool:
    return (one.ingredients, one.insulin) == (other.ingredients, other.insulin)


def _same(before: Drug, after: Drug) -> bool:
    return all(kind in _NOTHING for kind, _ in changes(before, after))


def _as_parts(whole: Drug, lines: Sequence[Drug]) -> tuple[Drug, ...]:
    """For each line what the whole holds of it; none where they are not its parts, each once."""
    held = dict(whole.by_part)
    named = sorted(name for line in lines for name in line.ingredients)
    if not held or tuple(named) != whole.ingredients or not all(line.known for line in lines):
        return ()
    dropped = whole.form == "drops" or whole.amounts[0].piece == "drop"
    if not {whole.form, *(line.form for line in lines)} <= (_DROPPED if dropped else _OF_PARTS):
        return ()
    if not _released_alike(whole, lines):
        return ()
    part = _drops_of if dropped else _part_of
    return tuple(part(whole, line, [held[name] for name in line.ingredients]) for line in lines)


def _part_of(whole: Drug, line: Drug, held: Sequence[Quantity]) -> Drug:
    """What of it one line stands for, as often as the whole is taken."""
    return replace(
        whole,
        ingredients=line.ingredients,
        strength=line.strength,
        amounts=(Amount(mass=in_order(held)),),
        form=line.form,
        release=line.release,
        by_part=(),
    )


def _drops_of(whole: Drug, line: Drug, held: Sequence[Quantity]) -> Drug:
    """Of drops what a millilitre holds; as many of each are dropped as of the whole."""
    per_ml = " / ".join(f"{one}/mL" for one in in_order(held))
    return replace(
        whole,
        ingredients=line.ingredients,
        strength=(),
        concentration=per_ml if line.concentration else "",
        form=line.form,
        by_part=(),
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
