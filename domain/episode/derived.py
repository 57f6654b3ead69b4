"""What follows from an account of the facts: an account never changes, so it is worked out once.

It is kept beside the facts and is no part of them: another account, be it equal, begins without.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from domain.episode.facts import Facts

_Derived = TypeVar("_Derived")
_KEPT = "_derived"


def once(follows: Callable[[Facts], _Derived]) -> Callable[[Facts], _Derived]:
    """Remember what a function of the facts alone has found; who gets it must not change it."""

    @wraps(follows)
    def known(facts: Facts) -> _Derived:
        kept = beside(facts)
        if follows not in kept:
            kept[follows] = follows(facts)
        return cast("_Derived", kept[follows])

    return known


def beside(facts: Facts) -> dict[Any, Any]:
    """What is kept beside one account; it goes when that goes."""
    kept: dict[Any, Any] = vars(facts).setdefault(_KEPT, {})
    return kept
