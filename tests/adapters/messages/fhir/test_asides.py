"""What stands beside: stays that cannot be used beside those that can, and merges beside stays."""

from typing import Any

import pytest

from domain.hospital.events import EventKind, HospitalEvent
from tests.adapters.messages.fhir.bodies import (
    IDENTIFIER_TYPE,
    bundle,
    concept,
    encounter,
    kinds,
    patient,
    read,
    refused,
)


def _numbered(own: str, number: str, **link: Any) -> dict[str, Any]:
    numbers = [{"type": concept(IDENTIFIER_TYPE, "MR"), "value": number}]
    return patient(id=own, identifier=numbers, link=[link] if link else [])


def _beside(*others: dict[str, Any]) -> dict[str, Any]:
    return bundle(patient(), encounter(), *others)


def test_a_stay_that_cannot_be_used_is_no_doubt_of_anothers() -> None:
    """Somebody else's discharge without an end stands aside, by place, and is told to a person."""
    other = encounter(id="e2", subject={"reference": "Patient/p2"}, period={})
    nobody = encounter(id="e3", subject={"reference": "Patient/p3"})
    heard = read(_beside(_numbered("p2", "4822"), other, nobody))
    assert [event.mrn for event in heard.events] == ["4821"]
    assert heard.doubts == ()
    assert heard.aside == (
        "Bundle.entry[3].resource.period.end: expected when the patient left, date and time",
        "Bundle.entry[4].resource.subject: expected a patient with an identifier of this hospital",
    )


def test_what_can_be_used_has_nothing_aside() -> None:
    """A doubt of the stay itself stays a doubt; without any event there is a refusal, once each."""
    heard = read(bundle(patient(birthDate="1948"), encounter()))
    assert (heard.aside, len(heard.doubts)) == ((), 1)
    twice = bundle(patient(identifier=[]), encounter(), encounter(id="e2"))
    assert refused(twice) == ["Bundle.entry[0].resource.identifier"]


MERGED = [
    [_numbered("p1", "4821", type="replaces", other={"reference": "Patient/p2"}),
     _numbered("p2", "9999")],
    [_numbered("p2", "9999", type="replaced-by", other={"reference": "Patient/p1"}),
     _numbered("p1", "4821")],
]  # fmt: skip


def _merges(events: tuple[HospitalEvent, ...]) -> list[HospitalEvent]:
    return [one for one in events if one.kind is EventKind.MERGED]


@pytest.mark.parametrize("people", MERGED)
@pytest.mark.parametrize("stay", [encounter(), encounter(code="AMB"), encounter(period={})])
def test_a_merge_is_read_beside_a_stay(people: list[dict[str, Any]], stay: dict[str, Any]) -> None:
    """Whatever the stay says, and also when it cannot be used; the person is told by the stay."""
    heard = read(bundle(*people, stay))
    (merge,) = _merges(heard.events)
    assert (merge.mrn, merge.other_mrn) == ("4821", "9999")
    assert "updated" not in kinds(heard)
    assert bool(heard.aside) == (stay == encounter(period={}))


@pytest.mark.parametrize("people", MERGED)
def test_a_merged_record_has_the_survivors_name_and_phone(people: list[dict[str, Any]]) -> None:
    """Whichever side tells of the merge, its event carries the account of who goes on."""
    named = [
        one | {"name": [{"family": "Smith", "given": [one["id"]]}]} for one in people
    ]  # fmt: skip
    (merge,) = _merges(read(bundle(*named)).events)
    assert (merge.account.given, merge.account.mobile) == ("p1", "+16175550123")


def test_both_sides_of_a_merge_are_one_merge() -> None:
    """Who replaces and who is replaced say the same, beside a stay too."""
    both = [MERGED[0][0], MERGED[1][0]]
    assert len(_merges(read(bundle(*both, encounter())).events)) == 1
