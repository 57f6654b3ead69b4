"""A message as somebody may see it: each part of it is of a kind, by the permission matrix.

What the tables do not name may hold anything: only who may see every kind of thing sees that.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any

from domain.permissions import Thing

EVERY = frozenset(Thing) - {Thing.SENSITIVE, Thing.OPERATIONS}
"""What a message can hold of a patient, as hospitals send it."""

_SEGMENTS = {
    Thing.OPERATIONS: "MSH MSA EVN SFT FHS BHS FTS BTS ERR",
    Thing.CONTACT: "PID PD1 NK1 MRG GT1 IN1 IN2 IN3 ARV",
    Thing.TIMES_AND_PLACES: "PV1 PV2 SCH RGS AIS AIL AIP AIG TQ1 TQ2 ROL PRT",
    Thing.CLINICAL: "DG1 DRG PR1 AL1 IAM OBX OBR ACC",
    Thing.DRUGS: "ORC RXO RXE RXR RXC RXD RXA",
    Thing.NOTES: "NTE TXA",
}
"""Of HL7 v2."""
_JSON = {
    Thing.OPERATIONS: "MessageHeader SubscriptionStatus Parameters Subscription facility time_zone",
    Thing.CONTACT: "Patient RelatedPerson Coverage Account Person patient",
    Thing.TIMES_AND_PLACES: "Encounter Appointment Location Organization Practitioner"
    " PractitionerRole HealthcareService encounter admitted_at discharged_at disposition transport"
    " equipment primary_care",
    Thing.CLINICAL: "Condition AllergyIntolerance Procedure Observation DeviceRequest"
    " ServiceRequest diagnoses allergies admission_type medical_decision_making"
    " ed_visits_6_months admissions_12_months",
    Thing.DRUGS: "Medication MedicationRequest MedicationStatement List medications",
}
"""Resources of FHIR, and what a discharge file holds."""
SEGMENTS = {name: thing for thing, names in _SEGMENTS.items() for name in names.split()}
JSON = {name: thing for thing, names in _JSON.items() for name in names.split()}
_HIDDEN = "(not shown)"
_OF_THE_BUNDLE = {"resourceType", "type", "id", "timestamp", "total"}


def legible(body: str, things: Collection[Thing]) -> tuple[str, frozenset[Thing]]:
    """What of a message somebody may read, and of which kinds there is more.

    HL7 one segment a line, JSON indented; of what is hidden its name alone.
    """
    cut = _Cut(things)
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        lines = body.replace("\r", "\n").strip().splitlines()
        return "\n".join(cut.line(one) for one in lines), frozenset(cut.hidden)
    return json.dumps(cut.value(found), indent=2, ensure_ascii=False), frozenset(cut.hidden)


class _Cut:
    """Leaves out what is of other kinds than these, and remembers of which."""

    def __init__(self, things: Collection[Thing]) -> None:
        self._things = set(things)
        self.hidden: set[Thing] = set()

    def line(self, line: str) -> str:
        """A segment, or its name."""
        return line if self._may_see(SEGMENTS.get(line[:3])) else f"{_name(line)}: {_HIDDEN}"

    def value(self, found: Any) -> Any:
        """A bundle with each of its resources, a resource, or a discharge file key by key."""
        if not isinstance(found, dict):
            return found if self._may_see(None) else _HIDDEN
        kind = found.get("resourceType")
        if kind == "Bundle":
            return dict(self._bundle(found))
        if isinstance(kind, str):
            return found if self._may_see(JSON.get(kind)) else {"resourceType": _HIDDEN}
        return {key: one if self._may_see(JSON.get(key)) else _HIDDEN for key, one in found.items()}

    def _bundle(self, bundle: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        for key, one in bundle.items():
            if key == "entry" and isinstance(one, list):
                yield key, [self._entry(each) for each in one]
            elif key in _OF_THE_BUNDLE or self._may_see(None):
                yield key, one

    def _entry(self, entry: Any) -> Any:
        inside = entry.get("resource") if isinstance(entry, dict) else None
        return entry if self._may_see(None, note=False) else {"resource": self.value(inside)}

    def _may_see(self, thing: Thing | None, *, note: bool = True) -> bool:
        wanted = EVERY if thing is None else {thing} - {Thing.OPERATIONS}
        lacking = wanted - self._things
        if note:
            self.hidden |= lacking
        return not lacking


def _name(line: str) -> str:
    """Of a segment; of what is none nothing is shown."""
    return line[:3] if line[:3].isalnum() and line[3:4] in {"|", ""} else "?"
