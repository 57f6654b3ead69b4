"""What an ADT message says of a stay, as fields of an `Account`: PV1, PV2, DG1."""

import re
from datetime import datetime
from typing import Any

from adapters.messages.hl7 import values
from adapters.messages.hl7.reading import Reading
from adapters.messages.hl7.segments import Segment
from adapters.messages.hl7.values import Moment
from adapters.messages.parsed import MOST_DIAGNOSES
from domain.hospital import codes
from domain.hospital import disposition as where
from domain.hospital.discharge import Diagnosis
from domain.hospital.events import PatientClass

_PRINCIPAL = {"P", "PR", "PRINCIPAL", "PRIMARY"}
_ICD_10 = re.compile(r"I10|ICD-?10|2\.16\.840\.1\.113883\.6\.90", re.IGNORECASE)
_UNDOTTED = re.compile(r"[A-Z]\d[0-9A-Z][0-9A-Z]{1,4}")


def of_the_stay(reading: Reading) -> dict[str, Any]:
    """The fields of an `Account` that hold for the encounter, but those of its end."""
    return {
        "admitted_at": _at(reading.moment("PV1-44", "admitted_at")),
        "expected_at": _at(reading.moment("PV2-9", "expected_at")),
        "admission_type": _admission_type(reading),
        "diagnoses": _diagnoses(reading),
    }


def disposition(reading: Reading) -> str | None:
    """PV1-36 by the hospital's words, else as it stands: nobody guesses where somebody went."""
    reading.said("PV1-36", "disposition")
    said, own = reading.words("PV1-36"), reading.feed.dispositions
    found = codes.meaning(said, own, {})
    if found == codes.UNSAID or not said:
        return None
    if found is None:
        return where.beside(said[0], said[1:])
    theirs = [codes.meaning([word], own, {}) for word in said]
    if where.ASK in theirs:
        return where.asking(said)
    unknown = [word for word, meant in zip(said, theirs, strict=True) if meant is None]
    strange = [one for one in unknown if where.died(one) or not where.understood(one)]
    return where.beside(found, [*(one for one in theirs if one != codes.UNSAID), *strange])


def patient_class(reading: Reading) -> PatientClass | None:
    """PV1-2 by the hospital's words, then table 0004."""
    own = reading.feed.patient_classes
    found = reading.meaning("PV1-2", "a patient class", own, codes.CLASSES)
    if found == codes.UNSAID:
        return None
    return PatientClass(found) if found else PatientClass.UNKNOWN


def _at(said: Moment | None) -> datetime | None:
    return said.at if said else None


def _admission_type(reading: Reading) -> str | None:
    """PV1-4 by the hospital's words, then table 0007; the risk of a readmission counts it."""
    reading.said("PV1-4", "admission_type")
    own = reading.feed.admission_types
    found = reading.meaning("PV1-4", "an admission type", own, codes.ADMISSION_TYPES)
    return None if found == codes.UNSAID else found


def _diagnoses(reading: Reading) -> tuple[Diagnosis, ...] | None:
    segments = [one for one in reading.message.segments("DG1") if one.get(21).upper() != "D"]
    if segments and all(one.deleted(3) for one in segments):
        reading.deleted.add("diagnoses")
        return None
    principal = _principal(segments)
    found: dict[str, Diagnosis] = {}
    for segment in segments:
        code, text = _diagnosis(reading, segment)
        if code and (code not in found or segment is principal):
            found[code] = Diagnosis(code=code, text=text, principal=segment is principal)
    if len(found) > MOST_DIAGNOSES:
        reading.doubt("DG1-3", f"more than {MOST_DIAGNOSES} diagnoses")
    return tuple(found.values())[:MOST_DIAGNOSES] or None


def _principal(segments: list[Segment]) -> Segment | None:
    """Priority 1, or said so in words; a final one before an admitting one."""
    marked = [one for one in segments if one.get(15) == "1" or one.get(6).upper() in _PRINCIPAL]
    return min(marked, key=lambda one: one.get(6).upper() == "A", default=None)


def _diagnosis(reading: Reading, segment: Segment) -> tuple[str, str]:
    entries = [entry for entry in values.coded(segment.repeat(3).standing()) if entry[0]]
    systems = [system or segment.get(2) for _, _, system in entries]
    icd = [n for n, system in enumerate(systems) if _ICD_10.search(system)]
    if not entries:
        return "", ""
    code, text, _ = entries[icd[0] if icd else 0]
    if not icd and any(systems):
        reading.doubt("DG1-3", "a code of another system than ICD-10-CM")
    if _UNDOTTED.fullmatch(code):
        code = f"{code[:3]}.{code[3:]}"
    described = segment.repeat(4).standing().words() or next(
        (one[1] for one in entries if one[1]), ""
    )
    return code, text or described
