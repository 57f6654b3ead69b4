"""Parts of a field: one that is taken away, a family name in several, a role in words."""

import pytest

from tests.adapters.messages.hl7.speech import event, field, message


@pytest.mark.parametrize(
    ("segment", "number", "text", "said", "deleted"),
    [
        ("PID", 5, '""^Cher', {"given": "Cher", "family": None}, {"family"}),
        ("PID", 5, 'Smith^""^Q', {"given": None, "family": "Smith"}, {"given"}),
        ("PID", 5, '""^""^^^""', {"given": None, "family": None}, {"given", "family"}),
        ("PID", 13, '""^PRN^CP^^1^617^5550199', {"mobile": "+16175550199"}, set()),
        ("PID", 13, '""^PRN^CP~6175550199', {"mobile": "+16175550199"}, set()),
        ("PID", 13, '""^PRN^CP', {"mobile": None}, {"mobile", "phone"}),
        ("PID", 11, '""^^Boston^MA^02118', {"postal_code": "02118"}, set()),
        ("PID", 11, '1 Elm St^^Boston^MA^""', {"postal_code": None}, {"postal_code"}),
        ("PID", 15, '""^English', {"language": "en"}, set()),
        ("PD1||||", 3, '""^L^OLDMILL', {"clinic": "old-mill-medicine"}, set()),
        ("NK1|1||SPO^Spouse", 2, '""^Tom', {}, set()),
        ("DG1|1", 3, '""^^^I50.9^Heart failure^I10', {}, set()),
        ("DG1|1", 3, '""^""^""', {"diagnoses": None}, {"diagnoses"}),
    ],
)
def test_two_quotes_in_a_part_take_away_that_part_alone(
    segment: str, number: int, text: str, said: dict[str, str | None], deleted: set[str]
) -> None:
    """A field is deleted where nothing else stands in it; what does is read."""
    found = event(message("ADT^A08", **{segment[:3]: field(segment, number, text)})).account
    assert found.deleted == deleted
    assert {name: getattr(found, name) for name in said} == said
    if segment[:3] == "NK1":
        assert found.caregiver is not None
        assert found.caregiver.name == "Tom"
    if text.endswith("I10"):
        assert [one.code for one in found.diagnoses or ()] == ["I50.9"]
    if "Boston" in text:
        assert found.address is not None
        assert found.address.city == "Boston"
        assert '"' not in f"{found.address}"


@pytest.mark.parametrize(
    ("said", "family"),
    [
        ("&van&Beethoven^Ludwig", "van Beethoven"),
        ("&&Beethoven^Ludwig", "Beethoven"),
        ("&&&de&Groot^Ludwig", "de Groot"),
        ("van Beethoven&van&Beethoven^Ludwig", "van Beethoven"),
    ],
)
def test_a_family_name_in_parts_is_whole(said: str, family: str) -> None:
    """Prefix and surname stand apart in newer versions: of patients and of their next of kin."""
    found = event(message("ADT^A08", f"NK1|1|{said}|SPO", PID=field("PID", 5, said))).account
    assert (found.given, found.family) == ("Ludwig", family)
    assert found.caregiver is not None
    assert found.caregiver.name == f"Ludwig {family}"


@pytest.mark.parametrize(
    "role",
    ["PP", "PCP^Primary Care Provider", "Primary Care Provider", "^Primary care physician",
     "PRIMARY CARE PROVIDER^^L", "X^^L^FHCP"],
)  # fmt: skip
def test_who_cares_for_them_is_known_by_code_and_in_words(role: str) -> None:
    """ROL-3 says it in either; another role is nobody's primary care."""
    found = event(message("ADT^A08", f"ROL|1|AD|{role}|1^Lee^Ann")).account
    assert found.clinician == "Ann Lee"
    other = event(message("ADT^A08", "ROL|1|AD|AT^Attending|1^Lee^Ann")).account
    assert other.clinician is None
