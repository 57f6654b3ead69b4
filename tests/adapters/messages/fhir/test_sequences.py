"""Encounters as servers send them, one state after another: what must be true of each after all.

Each was judged from the standard before it was tried: `V-1` is at home when they begin.
"""
# ruff: noqa: E501 - a sequence in one line

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.desired_episodes import DesiredEpisode, DesiredState
from tests.adapters.messages.fhir.bodies import ARRIVED, bundle, concept, encounter, patient
from tests.adapters.messages.fhir.test_certainty import HOME as HOME_FIRST
from tests.adapters.messages.fhir.test_certainty import NOW, OTHER, stays, told

_CODES = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
_START = "2026-09-06T08:00:00-04:00"


def at(hour: int, status: str, code: str = "IMP", *, first: bool = False, **more: Any) -> Any:
    """An encounter's state so many hours into the seventh of September; `first`: of V-1."""
    said: dict[str, Any] = {"meta": {"lastUpdated": f"2026-09-07T{hour:02}:00:00-04:00"}}
    if not first:
        end = {"end": f"2026-09-07T{hour:02}:00:00-04:00"} if status == "finished" else {}
        said |= {"identifier": OTHER, "id": "e9", "period": {"start": _START} | end}
    return bundle(patient(), encounter(status, code, **(said | more)))


def to(code: str) -> dict[str, Any]:
    """Where they went."""
    return {"hospitalization": {"dischargeDisposition": concept(_CODES, code)}}


def _received(body: Any) -> Any:
    """A minute after it was recorded, by a clock of that day."""
    said = [one["resource"].get("meta", {}).get("lastUpdated", "") for one in body["entry"]]
    at = min(datetime.fromisoformat(max(said)), NOW - timedelta(hours=1))
    return at + timedelta(minutes=1)


def person(**said: Any) -> Any:
    """The patient alone."""
    return bundle(patient(meta={"lastUpdated": "2026-09-07T12:00:00-04:00"}, **said))


HOME = to("home")
NONE: dict[str, Any] = {"identifier": [], "id": "e77"}
"""No visit number: the server's own id stands for one."""
LATEST = at(9, "cancelled", meta={"lastUpdated": "2026-09-09T15:00:00-04:00"})
SEQUENCES: dict[str, tuple[list[Any], dict[str, str]]] = {
    "back": ([at(8, "in-progress")], {"V-1": "held"}),
    "back, acute": ([at(8, "in-progress", "ACUTE")], {"V-1": "held"}),
    "back, not acute": ([at(8, "in-progress", "NONAC")], {"V-1": "held"}),
    "arrived, then in progress": ([at(7, "arrived"), at(8, "in-progress")], {"V-1": "held"}),
    "on leave": ([at(8, "in-progress"), at(9, "onleave")], {"V-1": "held"}),
    "planned": ([at(8, "planned")], {"V-1": "open"}),
    "planned, then in progress": ([at(7, "planned"), at(8, "in-progress")], {"V-1": "held"}),
    "planned, then cancelled": ([at(7, "planned"), at(8, "cancelled")], {"V-1": "open"}),
    "back and cancelled": ([at(8, "in-progress"), at(9, "cancelled")], {"V-1": "open"}),
    "back by mistake": ([at(8, "in-progress"), at(9, "entered-in-error")], {"V-1": "open"}),
    "back and home": (
        [at(8, "in-progress"), at(15, "finished", **HOME)], {"V-1": "readmitted", "V-9": "open"}),
    "back and home, told the other way round": (
        [at(15, "finished", **HOME), at(8, "in-progress")], {"V-1": "readmitted", "V-9": "open"}),
    "back and to a facility": ([at(8, "in-progress"), at(15, "finished", **to("snf"))], {"V-1": "readmitted"}),
    "back and died": ([at(8, "in-progress"), at(15, "finished", **to("exp"))], {"V-1": "died"}),
    "home, finished twice": (
        [at(8, "in-progress"), at(15, "finished", **HOME), at(16, "finished", **HOME)], {"V-9": "open"}),
    "back, home, and in progress again": (
        [at(8, "in-progress"), at(15, "finished", **HOME), at(16, "in-progress")], {"V-9": "cancelled"}),
    "under observation": ([at(8, "in-progress", "OBSENC")], {"V-1": "open"}),
    "observation that became a readmission": ([at(8, "in-progress", "OBSENC"), at(9, "in-progress")], {"V-1": "held"}),
    "observation and home": (
        [at(8, "in-progress", "OBSENC"), at(15, "finished", "OBSENC", **HOME)], {"V-1": "open"}),
    "the emergency room": ([at(8, "in-progress", "EMER")], {"V-1": "open"}),
    "the emergency room and home": (
        [at(8, "in-progress", "EMER"), at(9, "finished", "EMER", **HOME)], {"V-1": "open"}),
    "the emergency room that became a readmission": (
        [at(8, "in-progress", "EMER"), at(9, "in-progress")], {"V-1": "held"}),
    "a clinic": ([at(8, "in-progress", "AMB"), at(9, "finished", "AMB", **HOME)], {"V-1": "open"}),
    "at home and by video": ([at(8, "in-progress", "HH"), at(9, "in-progress", "VR")], {"V-1": "open"}),
    "inpatient made a clinic's": ([at(8, "in-progress"), at(9, "in-progress", "AMB")], {"V-1": "held"}),
    "a class that nobody knows": ([at(8, "in-progress", "ZZ")], {"V-1": "open~"}),
    "a discharge of no known class": (
        [at(15, "finished", "ZZ", **HOME)], {"V-1": "open~", "V-9": "open?"}),
    "a discharge of a date": (
        [at(15, "finished", period={"start": _START, "end": "2026-09-07"}, **HOME)], {"V-9": "open"}),
    "a discharge before its beginning": (
        [at(15, "finished", period={"start": _START, "end": "2026-08-01T15:00:00-04:00"}, **HOME)], {"V-9": "open?"}),
    "back, and finished as a clinic's": (
        [at(8, "in-progress"), at(15, "finished", "AMB", **HOME)], {"V-1": "readmitted", "V-9": "open!"}),
    "back, and finished as an emergency": (
        [at(8, "in-progress"), at(15, "finished", "EMER", **HOME)], {"V-1": "readmitted", "V-9": "open!"}),
    "died in the emergency room": ([at(9, "finished", "EMER", **to("exp"))], {"V-1": "died"}),
    "died under observation": ([at(9, "finished", "OBSENC", **to("exp"))], {"V-1": "died"}),
    "died at a clinic": ([at(9, "finished", "AMB", **to("exp"))], {"V-1": "open!"}),
    "a clinic whose end is not known": (
        [at(9, "finished", "AMB", period={"start": _START}, **HOME)], {"V-1": "open"}),
    "the first by mistake": ([at(8, "entered-in-error", first=True)], {"V-1": "cancelled"}),
    "the first cancelled": ([at(8, "cancelled", first=True)], {"V-1": "cancelled"}),
    "the first cancelled, of a clinic": ([at(8, "cancelled", "AMB", first=True)], {"V-1": "open!"}),
    "the first by mistake, of a clinic": ([at(8, "entered-in-error", "AMB", first=True)], {"V-1": "open!"}),
    "the first by mistake, of no class": ([at(8, "entered-in-error", "", first=True)], {"V-1": "open!"}),
    "the first by mistake, and finished once more": (
        [at(8, "entered-in-error", first=True), at(9, "finished", first=True, **HOME)], {"V-1": "open~"}),
    "another's by mistake": ([at(8, "entered-in-error")], {"V-1": "open"}),
    "another's cancelled": ([at(8, "cancelled")], {"V-1": "open"}),
    "another's cancelled, of a clinic": ([at(8, "cancelled", "AMB")], {"V-1": "open"}),
    "back by mistake, told the other way round": (
        [at(9, "entered-in-error"), at(8, "in-progress")], {"V-1": "open"}),
    "back, and cancelled as a clinic's": (
        [at(8, "in-progress"), at(9, "cancelled", "AMB")], {"V-1": "held!"}),
    "back, and by mistake as a clinic's": (
        [at(8, "in-progress"), at(9, "entered-in-error", "AMB")], {"V-1": "held!"}),
    "back without a number": ([at(8, "in-progress", **NONE)], {"V-1": "held"}),
    "back without a number or class": ([at(8, "in-progress", "", **NONE)], {"V-1": "open~"}),
    "back without a number, cancelled": (
        [at(8, "in-progress", **NONE), at(9, "cancelled", **NONE)], {"V-1": "open"}),
    "back without a number, by mistake": (
        [at(8, "in-progress", **NONE), at(9, "entered-in-error", **NONE)], {"V-1": "open"}),
    "back, and another without a number cancelled": (
        [at(8, "in-progress"), at(9, "cancelled", **NONE)], {"V-1": "held"}),
    "back, and another without a number by mistake": (
        [at(8, "in-progress"), at(9, "entered-in-error", **NONE)], {"V-1": "held"}),
    "the emergency room without a number": ([at(8, "in-progress", "EMER", **NONE)], {"V-1": "open"}),
    "a clinic without a number": ([at(8, "in-progress", "AMB", **NONE)], {"V-1": "open"}),
    "a clinic's without a number, cancelled": ([at(8, "cancelled", "AMB", **NONE)], {"V-1": "open"}),
    "the first in progress again": ([at(8, "in-progress", first=True)], {"V-1": "cancelled"}),
    "the first to a facility after all": ([at(8, "finished", first=True, **to("snf"))], {"V-1": "transferred"}),
    "the first died": ([at(8, "finished", first=True, **to("exp"))], {"V-1": "died"}),
    "the first of an observation after all": ([at(8, "finished", "OBSENC", first=True, **HOME)], {"V-1": "cancelled"}),
    "the first of a clinic after all": ([at(8, "finished", "AMB", first=True, **HOME)], {"V-1": "open~"}),
    "a clock of next year": (
        [at(8, "in-progress", meta={"lastUpdated": "2027-09-07T08:00:00-04:00"}), LATEST], {"V-1": "open"}),
    "a death alone": ([person(deceasedBoolean=True)], {"V-1": "open!"}),
    "a death's time alone": ([person(deceasedDateTime="2026-09-07T10:00:00-04:00")], {"V-1": "open!"}),
    "no death": ([person(deceasedBoolean=False)], {"V-1": "open"}),
    "a death in words": ([person(deceasedString="yes")], {"V-1": "open!"}),
}  # fmt: skip


def _stands(one: DesiredEpisode) -> str:
    if one.discharge is None:
        return str(one.ending or one.desired)
    holds = any(doubt.holds for doubt in one.discharge.doubts)
    marks = "?" if one.discharge.unclear else "!" if holds else "~" if one.discharge.doubts else ""
    return f"{'held' if one.desired is DesiredState.HELD else one.desired}{marks}"


@pytest.mark.parametrize("name", SEQUENCES)
def test_what_comes_of_a_sequence(name: str) -> None:
    """As it was judged, over FHIR: which stays are followed, held, ended and asked of."""
    bodies, wanted = SEQUENCES[name]
    found = stays(told(HOME_FIRST, ARRIVED), *(told(one, _received(one)) for one in bodies))
    stands = {visit: _stands(found[visit]) if visit in found else "-" for visit in wanted}
    assert stands == wanted
