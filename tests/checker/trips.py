"""What the tests share: the recorded runs, and the mark that says which law must object."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.checker.evidence import Evidence
from tests.checker.laws import judge

RECORDED = Path(__file__).parent / "recorded"
RUNS = sorted(path.name for path in RECORDED.glob("*.json.gz"))
MENDED = {"cancelled-truly", "card-opened", "work-queue"}
"""Laws that the recorded runs break: they were recorded before the fault was mended."""
Damage = Callable[[Evidence], None]
TRIPPED: dict[str, list[str]] = {}
"""The tests that damage a run, by the law that objects."""


@cache
def recording(name: str) -> Evidence:
    """A recorded run, read once; never changed."""
    return Evidence.load(RECORDED / name)


def trips(*laws: str) -> Callable[[Damage], Damage]:
    """Say which laws must object to a test's damage; it is judged after the test."""

    def decorate(damage: Damage) -> Damage:
        def test(run: Evidence) -> None:
            damage(run)
            found = {objection.law for objection in judge(run.without())}
            assert set(laws) <= found, f"{sorted(set(laws) - found)} did not object; {found} did"

        for each in laws:
            TRIPPED.setdefault(each, []).append(damage.__name__)
        test.__name__ = damage.__name__
        test.__doc__ = damage.__doc__
        return test

    return decorate
