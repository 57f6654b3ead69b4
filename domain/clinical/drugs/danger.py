"""How dangerous a difference is: a table of kinds, and whether the drug is high-alert."""

from domain.clinical.drugs.drug import Drug
from domain.clinical.drugs.kinds import Danger, DifferenceKind
from domain.clinical.drugs.tables import CLASSES, HIGH_ALERT, DrugClass

_K, _D = DifferenceKind, Danger
DANGERS: dict[DifferenceKind, tuple[Danger, Danger]] = {
    _K.TAKEN_DAILY: (_D.DEADLY, _D.DEADLY),
    _K.INSULIN: (_D.DEADLY, _D.DEADLY),
    _K.CONCENTRATION: (_D.DEADLY, _D.MODERATE),
    _K.INGREDIENT: (_D.DEADLY, _D.HIGH),
    _K.UNIT: (_D.DEADLY, _D.MODERATE),
    _K.DOSE: (_D.DEADLY, _D.MODERATE),
    _K.FREQUENCY: (_D.DEADLY, _D.MODERATE),
    _K.RELEASE: (_D.DEADLY, _D.MODERATE),
    _K.DUPLICATION: (_D.DEADLY, _D.HIGH),
    _K.OMISSION: (_D.DEADLY, _D.MODERATE),
    _K.ADDITION: (_D.DEADLY, _D.MODERATE),
    _K.ROUTE: (_D.HIGH, _D.MODERATE),
    _K.FORM: (_D.HIGH, _D.LOW),
    _K.STRENGTH: (_D.HIGH, _D.LOW),
    _K.NOT_COMPARABLE: (_D.HIGH, _D.LOW),
    _K.OTHER_STRENGTH: (_D.LEAST, _D.LEAST),
    _K.OTHER_CODE: (_D.LEAST, _D.LEAST),
}
"""Of a high-alert drug, and of any other."""
_ORDER = {danger: n for n, danger in enumerate(Danger)}
_KINDS = {kind: n for n, kind in enumerate(DifferenceKind)}


def _by_ingredient(classes: tuple[DrugClass, ...]) -> dict[str, tuple[DrugClass, ...]]:
    found: dict[str, tuple[DrugClass, ...]] = {}
    for one in classes:
        for name in one.ingredients:
            found[name] = (*found.get(name, ()), one)
    return found


_ALERTS, _TOGETHER = _by_ingredient(HIGH_ALERT), _by_ingredient(CLASSES)
_RANK = {one.name: n for n, one in enumerate(HIGH_ALERT)}


def high_alert(drug: Drug) -> DrugClass | None:
    """The class for which it is high-alert, the first of the table."""
    found = _alerts(drug)
    return min(found, key=lambda one: _RANK[one.name], default=None)


def is_high_alert(drug: Drug) -> bool:
    """Whether one of its ingredients is in the table."""
    return bool(_alerts(drug))


def _alerts(drug: Drug) -> list[DrugClass]:
    """Cyclosporine for the eye is none: the list names what is swallowed or injected."""
    site = drug.route.split(",")[0]
    return [
        one for name in drug.ingredients for one in _ALERTS.get(name, ()) if site not in one.not_on
    ]


def classes_of(drug: Drug) -> tuple[DrugClass, ...]:
    """The classes of which nobody should take two."""
    names = (
        f"{name} {drug.insulin}".strip() if drug.insulin else name for name in drug.ingredients
    )
    return tuple(one for name in names for one in _TOGETHER.get(name, ()))


def danger_of(kind: DifferenceKind, drugs: tuple[Drug, ...]) -> Danger:
    """By the table; it is the more dangerous of two drugs that counts."""
    alert, other = DANGERS[kind]
    return alert if any(map(is_high_alert, drugs)) else other


def order(kind: DifferenceKind, danger: Danger) -> tuple[int, int]:
    """The deadliest first."""
    return _ORDER[danger], _KINDS[kind]
