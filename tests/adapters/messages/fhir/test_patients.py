"""Patient resources: who somebody is and how they are reached."""

from dataclasses import replace
from typing import Any

import pytest

from domain.hospital.address import Address
from domain.hospital.discharge import Caregiver
from domain.hospital.feed import FhirFeed
from domain.hospital.languages import OTHER
from tests.adapters.messages.fhir.bodies import (
    FEED,
    IDENTIFIER_TYPE,
    bundle,
    concept,
    encounter,
    only,
    patient,
    read,
    refused,
)


def _person(**others: Any) -> Any:
    return only(read(bundle(patient(**others), encounter()))).account


@pytest.mark.parametrize("filler", ["0", "UNKNOWN", "N/A", "9999999999"])
def test_what_fills_the_place_of_a_number_is_nobodys(filler: str) -> None:
    """The next identifier is taken, and of a patient who has no other it is said."""
    whose = [{"type": concept(IDENTIFIER_TYPE, "MR"), "value": filler}]
    both = bundle(patient(identifier=[*whose, {"value": "4822"}]), encounter(identifier=whose))
    assert (only(read(both)).mrn, only(read(both)).encounter) == ("4822", "e1")
    refused(bundle(patient(identifier=whose), encounter()))


def test_padded_numbers_are_the_same_where_the_feed_says_so() -> None:
    """The patient's and the visit's, as in HL7 of the same hospital."""
    feed = replace(FEED, strip_zeros=True)
    person = patient(identifier=[{"value": "004822"}])
    body = bundle(person, encounter(identifier=[{"value": "0071"}]))
    found = [only(read(body, feed=one)) for one in (FEED, feed)]
    assert [(one.mrn, one.encounter) for one in found] == [("004822", "0071"), ("4822", "71")]


def test_the_number_that_is_tried() -> None:
    """A mobile before the home; neither fax, the place of work, nor what is old."""
    numbers = [
        {"system": "fax", "value": "617 555 0001"},
        {"system": "phone", "use": "work", "value": "617 555 0002"},
        {"system": "phone", "use": "old", "value": "617 555 0003"},
        {"system": "phone", "use": "home", "value": "617 555 0004"},
        {"system": "phone", "use": "mobile", "value": "nobody's"},
    ]
    assert _person(telecom=numbers).mobile == "+16175550004"
    assert _person(telecom=numbers[:3]).mobile is None


EXTENSION = "http://hl7.org/fhir/StructureDefinition/contactpoint-extension"


@pytest.mark.parametrize(
    ("telecom", "mobile", "phone"),
    [
        ({"value": "617-555-0142 x204"}, None, "+16175550142;ext=204"),
        ({"value": "617-555-0142", "extension": [{"url": EXTENSION, "valueString": "204"}]},
         None, "+16175550142;ext=204"),
        ({"value": "617-555-0142", "use": "work"}, None, "+16175550142"),
        ({"value": "617-555-0142 ext 204", "use": "work"}, None, "+16175550142;ext=204"),
        ({"value": "h 617-555-0100, c 617-555-0123", "use": "home"}, "+16175550123", None),
        ({"value": "617-555-0123 (landline)", "use": "home"}, None, "+16175550123"),
        ({"value": "617-555-0123 (daughter)"}, None, "+16175550123"),
        ({"value": "555-0142"}, None, None),
    ],
)  # fmt: skip
def test_what_cannot_be_texted_is_called(
    telecom: dict[str, Any], mobile: str | None, phone: str | None
) -> None:
    """An extension is kept for whoever calls, as the number at work is; and it is a doubt."""
    heard = read(bundle(patient(telecom=[{"system": "phone", **telecom}]), encounter()))
    found = only(heard).account
    assert (found.mobile, found.phone) == (mobile, phone)
    assert bool(heard.doubts) is (mobile is None)


@pytest.mark.parametrize(
    ("names", "given", "family"),
    [
        ([{"text": "Baby Boy Smith"}], None, "Baby Boy Smith"),
        ([{"given": ["Madonna"]}], "Madonna", None),
        ([{"use": "nickname", "given": ["Jimmy"]}, {"use": "official", "family": "Suharto"}],
         None, "Suharto"),
        ([{"use": "maiden", "family": "Jones", "given": ["Ann"]},
          {"family": "Smith", "given": ["Ann"]}], "Ann", "Smith"),
        ([{"use": "maiden", "family": "Jones", "given": ["Ann"]}], "Ann", "Jones"),
        ([{"use": "old", "family": "Jones"}, {"use": "anonymous", "text": "X"}], None, "Jones"),
        ([{"use": "usual", "family": "Doe", "given": ["Jo"]}, {"use": "official"}], "Jo", "Doe"),
    ],
)  # fmt: skip
def test_one_name_is_enough_and_the_best_is_taken(
    names: list[dict[str, Any]], given: str | None, family: str | None
) -> None:
    """What they are called by, before an alias, a maiden or an old name."""
    found = _person(name=names)
    assert (found.given, found.family) == (given, family)


@pytest.mark.parametrize(
    ("system", "code", "kept", "doubted"),
    [
        ("http://terminology.hl7.org/CodeSystem/v2-0131", "E", False, False),
        ("http://terminology.hl7.org/CodeSystem/v2-0131", "C", True, False),
        ("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "DAUINLAW", True, False),
        ("urn:mercy", "S", True, True),
        ("urn:mercy", "C", True, True),
    ],
)
def test_a_letter_means_what_its_table_says(
    system: str, code: str, *, kept: bool, doubted: bool
) -> None:
    """Of table 0131 alone an "E" is an employer; a hospital's own letter may be anything."""
    contact = {"name": {"text": "Tom Smith"}, "relationship": [concept(system, code)]}
    heard = read(bundle(patient(contact=[contact]), encounter()))
    assert (only(heard).account.caregiver is not None) is kept
    assert bool(heard.doubts) is doubted


def test_a_clinician_of_no_known_clinic_is_a_doubt() -> None:
    """Their name is kept for the card."""
    known = [{"reference": "Practitioner/7", "display": "Dr. Ann Lee"}]
    heard = read(bundle(patient(generalPractitioner=known), encounter()))
    assert (only(heard).account.clinic, only(heard).account.clinician) == (None, "Dr. Ann Lee")
    assert heard.doubts == (
        "Bundle.entry[0].resource.generalPractitioner: expected one of the feed's clinics",
    )


def test_a_clinician_who_is_nobody_is_as_a_blank() -> None:
    """`unsaid`: no doubt, and nobody of that name on a card; the next one is taken."""
    feed = replace(FEED, clinics={"Outside PCP": "unsaid"})
    care = [{"display": "Outside PCP"}, {"display": "Mona Alvarez"}]
    said = [bundle(patient(generalPractitioner=care[:n]), encounter()) for n in (1, 2)]
    assert [only(read(one, feed=feed)).account.clinician for one in said] == [None, "Mona Alvarez"]
    assert only(read(said[0], feed=feed)).account.clinic is None


def test_a_number_that_is_none_is_a_doubt() -> None:
    """What could not be read is named by its place and not repeated."""
    heard = read(
        bundle(patient(telecom=[{"system": "phone", "value": "call my son"}]), encounter())
    )
    assert only(heard).account.mobile is None
    assert heard.doubts == (
        "Bundle.entry[0].resource.telecom[0].value: expected a telephone number",
    )


PEOPLE: list[tuple[dict[str, Any], str, object]] = [
    ({"communication": [{"language": concept("urn:ietf:bcp:47", "en-US")},
                        {"language": concept("urn:ietf:bcp:47", "es"), "preferred": True}]},
     "language", "es"),
    ({"communication": [{"language": concept("urn:iso", "spa")}]}, "language", "es"),
    ({"communication": [{"language": {"text": "Klingon"}}]}, "language", OTHER),
    ({"communication": [{"language": concept("urn:iso", "vie")}]}, "language", "vi"),
    ({"communication": [{"language": {"text": "unknown"}}]}, "language", None),
    ({"deceasedBoolean": True}, "died", True),
    ({"deceasedBoolean": False}, "died", False),
    ({"deceasedDateTime": "2026-09-05"}, "died", True),
    ({"deceasedDateTime": "2026"}, "died", True),
    ({"deceasedDateTime": "last night"}, "perhaps_died", True),
    ({"deceasedBoolean": "true"}, "died", True),
    ({"deceasedBoolean": "N"}, "died", False),
    ({"deceasedBoolean": "DECEASED"}, "died", None),
    ({"deceasedBoolean": "DECEASED"}, "perhaps_died", True),
    ({"deceasedBoolean": {"value": "false"}}, "perhaps_died", True),
    ({"deceasedBoolean": None}, "perhaps_died", None),
    ({"address": [{"use": "old", "postalCode": "1"}, {"postalCode": "02139"}]},
     "postal_code", "02139"),
    ({"address": [{"type": "postal", "line": ["PO Box 1"], "city": "D"},
                  {"use": "billing", "line": ["1 Firm St"], "city": "B"},
                  {"use": "old", "line": ["9 Old St"], "city": "B"},
                  {"line": ["2 C St", "Apt 4"], "city": "D", "state": "MA",
                   "postalCode": "02140"}]},
     "address", Address(street="2 C St, Apt 4", city="D", state="MA", postal_code="02140")),
    ({"address": [{"use": "billing", "line": ["1 Firm St"], "city": "B", "postalCode": "02139"},
                  {"use": "home", "line": ["2 C St"], "city": "D"}]}, "postal_code", None),
    ({"address": [{"line": ["Av. 1"], "city": "D", "postalCode": "06600", "country": "MX"}]},
     "address", Address(street="Av. 1", city="D", postal_code="06600", country="MX")),
    ({"address": [{"line": ["2 C St"], "city": "D", "postalCode": "02140", "country": "US"}]},
     "address", Address(street="2 C St", city="D", postal_code="02140")),
    ({"address": [{"text": "2 C St, D, MA 02140"}]},
     "address", Address(street="2 C St, D, MA 02140")),
    ({"address": [{"postalCode": "02140"}]}, "address", None),
    ({"birthDate": "1948"}, "birth_date", None),
    ({"birthDate": "1948-03"}, "birth_date", None),
    ({"deceasedDateTime": "2026-09"}, "died", True),
    ({"deceasedDateTime": "0000"}, "perhaps_died", True),
    ({"deceasedDateTime": "1900-01-01"}, "perhaps_died", True),
    ({"deceasedDateTime": "1970"}, "perhaps_died", True),
    ({"deceasedDateTime": "1948-01-30T10:00:00Z", "birthDate": "1948-03-02"},
     "perhaps_died", True),
    ({"deceasedDateTime": "2099"}, "perhaps_died", True),
    ({"deceasedDateTime": "1900-01-01"}, "died", None),
    ({"deceasedDateTime": "2026-09-04", "deceasedBoolean": False}, "perhaps_died", True),
    ({"name": [{"text": "Suharto"}]}, "family", "Suharto"),
    ({"name": [{"text": "Jane Smith", "given": ["Jane"]}]}, "family", None),
    ({"name": [{"given": ["Sukarno"]}]}, "given", "Sukarno"),
    ({"name": [{"use": "official"}, {"use": "usual", "family": "Smith"}]}, "family", "Smith"),
    ({"name": [{"use": "maiden", "family": "Old"}, {"family": "Smith"}]}, "family", "Smith"),
    ({"name": [{"use": "maiden", "family": "Old"}]}, "family", "Old"),
    ({"name": [{"family": "Young"}, {"use": "official", "family": "Smith"}]}, "family", "Smith"),
    ({"contact": [{"name": {"text": "Acme"}, "relationship": [concept("v2-0131", "E")]},
                  {"name": {"given": ["Tom"], "family": "Smith"},
                   "telecom": [{"system": "phone", "value": "617 555 0124"}]}]},
     "caregiver", Caregiver(name="Tom Smith", mobile="+16175550124")),
    ({"generalPractitioner": [{"reference": "Organization/riverside"}]},
     "clinic", "riverside-family"),
    ({"generalPractitioner": [{"display": "riverside family medicine"}]},
     "clinic", "riverside-family"),
    ({"generalPractitioner": [{"reference": "Practitioner/7", "display": "Dr. Ann Lee"}]},
     "clinician", "Dr. Ann Lee"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "name", "expected"), PEOPLE)
def test_a_person(said: dict[str, Any], name: str, expected: object) -> None:
    """Everything that is said of a person, and nothing that is not."""
    assert getattr(_person(**said), name) == expected


def test_consent_is_the_hospitals_promise_and_never_a_resources() -> None:
    """Only a feed that records consent beforehand says so."""
    assert _person().consent_to_text is None
    promised = replace(FEED, consent_on_file=True)
    assert only(read(bundle(patient(), encounter()), promised)).account.consent_to_text is True


def test_whose_number_it_is() -> None:
    """The feed's systems decide; another system's number is then nobody's."""
    agreed = replace(FEED, fhir=FhirFeed(patient_systems=("urn:other", "urn:mrn")))
    assert only(read(bundle(patient(), encounter()), agreed)).mrn == "4821"
    other = replace(FEED, fhir=FhirFeed(patient_systems=("urn:other",)))
    assert refused(bundle(patient(), encounter()), other) == ["Bundle.entry[0].resource.identifier"]


def test_a_reference_may_carry_the_number_itself() -> None:
    """A logical reference is enough to know whose stay it is."""
    number = {"type": concept(IDENTIFIER_TYPE, "MR"), "value": "4821"}
    assert only(read(encounter(subject={"identifier": number}))).mrn == "4821"
