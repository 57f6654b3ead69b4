"""Allergies of a message: AL1 brings the whole list, IAM what is added, changed and taken back."""

from collections.abc import Sequence

from adapters.messages.hl7.reading import Reading
from adapters.messages.hl7.segments import DELETED, Segment
from domain.hospital.discharge import MOST_ALLERGIES, Allergy

_SEVERITIES = {"SV": "severe", "MO": "moderate", "MI": "mild", "U": ""}
"""AL1-4, IAM-4 (table 0128); of any other its text, else its code."""
_ADDS, _TAKES_BACK = ("A", "U", "X"), "D"
"""IAM-6 (table 0206): added, updated or as it was; deleted. Without one it is of the whole list."""


def allergies(reading: Reading) -> dict[str, tuple[Allergy, ...] | None]:
    """The whole list as it was sent, also "no known allergies"; or what is added and taken back.

    None where no segment tells of any.
    """
    whole = list(reading.message.segments("AL1"))
    acts = [(one.get(6).upper(), one) for one in reading.message.segments("IAM")]
    whole += [one for act, one in acts if act not in {*_ADDS, _TAKES_BACK}]
    if whole and all(one.deleted(3) for one in whole):
        reading.deleted.add("allergies")
        whole = []
    added = [one for act, one in acts if act in _ADDS]
    return {
        "allergies": _read(reading, whole),
        "allergies_added": _read(reading, added),
        "allergies_ended": _read(reading, [one for act, one in acts if act == _TAKES_BACK]),
    }


def _read(reading: Reading, segments: Sequence[Segment]) -> tuple[Allergy, ...] | None:
    found = dict.fromkeys(said for one in segments if (said := _allergy(one)))
    place = f"{segments[0].line[:3]}-3" if segments else ""
    if any(_allergy(one) is None for one in segments):
        reading.doubt(place, "an allergy without a word or a code")
    if len(found) > MOST_ALLERGIES:
        reading.doubt(place, f"more than {MOST_ALLERGIES} allergies")
    return tuple(found)[:MOST_ALLERGIES] or None


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
