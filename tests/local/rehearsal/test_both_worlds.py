"""The protocol walked through alone and the real workflows are one story."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from domain.plan.people import Drawn, Silent
from domain.plan.rehearsal import STILL_AN_ALARM, Rehearsed, rehearse
from local.rehearsal.stage import Stage, prepared
from tests.cli.files import CASES, EXAMPLES
from tests.local.rehearsal.worlds import FILES, begun_by, both
from tests.places import ROOT

FEW, FIFTY = (5, 7), range(50)
"""Seeds: those few are of short stories."""
SHORT = "17-50-hospice"
AN_ALARM_LASTS = timedelta(hours=6)
"""Of silence; it begins again each hour, and would for thirty days."""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """The sample hospital."""
    begun = begun_by(EXAMPLES[0])
    assert begun.facts is not None
    with prepared(ROOT, begun.hospital, begun.facts.pathway, date(2026, 9, 1)) as found:
        yield found


def _seed(number: int) -> object:
    return pytest.param(number, marks=() if number in FEW else pytest.mark.rehearsal)


def _file(file: Path) -> object:
    return pytest.param(
        file, id=file.stem, marks=() if file.stem == SHORT else pytest.mark.rehearsal
    )


@pytest.mark.parametrize("seed", [_seed(one) for one in FIFTY])
async def test_drawn_people_live_the_same_thirty_days(stage: Stage, seed: int) -> None:
    """The same questions of the same people at the same instants, and the same end of each step."""
    begun = begun_by(EXAMPLES[seed % len(EXAMPLES)])
    found = await both(stage, begun, Drawn(seed))
    assert found.lived.asks.asks
    assert found.differences() == []
    assert found.ends() == found.ends_purely()


@pytest.mark.skipif(not CASES, reason="these discharges are not in this checkout")
def test_the_files_of_others_are_read() -> None:
    """All of them, each begins an episode or says why it begins none."""
    assert all(begun.facts or begun.reason for begun in map(begun_by, CASES))


@pytest.mark.parametrize("file", [_file(one) for one in FILES])
async def test_in_silence_all_that_is_planned_is_asked(stage: Stage, file: Path) -> None:
    """Thirty days in which nobody answers; of an alarm that nobody takes until it began again."""
    begun = begun_by(file)
    if begun.facts is None:
        assert begun.reason
        return
    until = _over(rehearse(begun.facts, Silent(), begun.setting))
    found = await both(stage, begun, Silent(), until)
    assert found.lived.asks.asks
    assert found.differences(until) == []
    if until is None:
        assert found.ends() == found.ends_purely()


def _over(planned: Rehearsed) -> datetime | None:
    """When an alarm has lasted long enough; nothing where there is none."""
    if STILL_AN_ALARM not in planned.ended.reason:
        return None
    alarms = [one.since for one in planned.stood if one.question.urgent]
    return min(alarms) + AN_ALARM_LASTS
