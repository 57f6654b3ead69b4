"""Allergies of a message: AL1, or IAM where its sender has those. Each message brings the list."""

from adapters.messages.hl7.reading import Reading
from adapters.messages.hl7.segments import Segment
from adapters.messages.hl7.syntax import DELETED
from domain.hospital.discharge import MOST_ALLERGIES, Allergy

_SEVERITIES = {"SV": "severe", "MO": "moderate", "MI": "mild", "U": ""}
"""AL1-4, IAM-4 (table 0128); of any other its text, else its code."""
_TAKEN_AWAY = "D"
"""IAM-6 (table 0206)."""


def allergies(reading: Reading) -> tuple[Allergy, ...] | None:
    """The list as it was sent, also "no known allergies"; None where no segment tells of any."""
    segments = [*reading.message.segments("AL1"), *reading.message.segments("IAM")]
    if segments and all(one.get(3) == DELETED for one in segments):
        reading.deleted.add("allergies")
        return None
    there = [one for one in segments if not _is_gone(one)]
    found = dict.fromkeys(said for one in there if (said := _allergy(one)))
    if any(_allergy(one) is None for one in there):
        reading.doubt(f"{there[0].line[:3]}-3", "an allergy without a word or a code")
    if len(found) > MOST_ALLERGIES:
        reading.doubt(f"{there[0].line[:3]}-3", f"more than {MOST_ALLERGIES} allergies")
    return tuple(found)[:MOST_ALLERGIES] if found or len(there) < len(segments) else None


def _is_gone(segment: Segment) -> bool:
    return segment.line.startswith("IAM") and segment.get(6).upper() == _TAKEN_AWAY


def _allergy(segment: Segment) -> Allergy | None:
    what = segment.repeat(3)
    said = (what.words(2), what.words(5), what.words(9), what.get(1), what.get(4))
    name = next((text for text in said if text and text != DELETED), None)
    severity = segment.repeat(4)
    reactions = (one.words(2) or one.words(1) for one in segment.repeats(5))
    if name is None:
        return None
    return Allergy(
        substance=name,
        reaction=", ".join(text for text in reactions if text and text != DELETED),
        severity=_SEVERITIES.get(severity.get(1).upper(), severity.words(2) or severity.get(1)),
    )
