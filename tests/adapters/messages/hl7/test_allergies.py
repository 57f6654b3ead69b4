"""Allergies, as hospitals write them: by HL7 and by FHIR, folded the same way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.messages.hl7.events import read
from domain.desired_episodes import desired_episodes
from domain.hospital.chart import chart
from domain.hospital.discharge import MOST_ALLERGIES, Allergy
from domain.hospital.events import HospitalEvent
from domain.hospital.sources import sources
from tests.adapters.messages.fhir import bodies
from tests.adapters.messages.hl7.speech import FEED, RECEIVED, event, message
from tests.domain.hospital.test_chart import TERMS

PENICILLIN = Allergy(substance="Penicillin", reaction="Hives, Swelling", severity="severe")
SNOMED = "http://snomed.info/sct"
STATUS = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
TRUTH = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"


def allergies(*lines: str) -> tuple[Allergy, ...] | None:
    """What is known of them after one update."""
    return chart([event(message("ADT^A08", *lines))]).person.allergies


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("AL1|1|DA|70618^Penicillin^RXN|SV^Severe|Hives~Swelling", PENICILLIN),
        ("AL1|1|DA|^Penicillin|SV|HIV^Hives~SWE^Swelling", PENICILLIN),
        ("IAM|1|DA|70618^Penicillin|SV|Hives~Swelling|A", PENICILLIN),
        ("AL1|1||PCN", Allergy(substance="PCN")),
        ("AL1|1|DA|^^^70618^Penicillin^RXN|U|", Allergy(substance="Penicillin")),
        ("AL1|1|FA|^Shellfish|MI", Allergy(substance="Shellfish", severity="mild")),
        ("AL1|1|DA|^Sulfa|9^Terrible", Allergy(substance="Sulfa", severity="Terrible")),
        ("AL1|1|DA|NKDA^No known drug allergies", Allergy(substance="No known drug allergies")),
        ("AL1|1|MA|^Nuts \\T\\ seeds", Allergy(substance="Nuts & seeds")),
    ],
)
def test_an_allergy_is_said_in_the_hospitals_words(line: str, expected: Allergy) -> None:
    """What, how it showed, how bad; nobody interprets it."""
    assert allergies(line) == (expected,)


def test_a_message_brings_the_whole_list() -> None:
    """No segment says nothing, two quotes take it away; IAM without an action is such a list."""
    assert allergies() is None
    two_of_them = (Allergy(substance="Penicillin"), Allergy(substance="Eggs"))
    two = ("AL1|1|DA|^Penicillin", "AL1|2|DA|^Penicillin", "AL1|3|FA|^Eggs")
    assert allergies(*two) == two_of_them
    assert allergies("IAM|1|DA|^Penicillin", "IAM|2|DA|^Eggs") == two_of_them
    gone = event(message("ADT^A08", 'AL1|1|DA|""')).account
    assert (gone.allergies, gone.deleted) == (None, frozenset({"allergies"}))


def test_an_allergy_to_nothing_is_a_doubt_and_a_list_is_bounded() -> None:
    """It is never left out in silence; the first of too many are kept."""
    heard = read(message("ADT^A08", "AL1|1|DA||SV", "AL1|2|DA|^Eggs"), FEED, RECEIVED)
    assert heard.events[0].account.allergies == (Allergy(substance="Eggs"),)
    assert heard.doubts == ("AL1-3: an allergy without a word or a code",)
    many = (f"AL1|{n}|DA|^Drug {n}" for n in range(MOST_ALLERGIES + 1))
    heard = read(message("ADT^A08", *many), FEED, RECEIVED)
    found = heard.events[0].account.allergies
    assert found is not None
    assert len(found) == MOST_ALLERGIES
    assert heard.doubts == (f"AL1-3: more than {MOST_ALLERGIES} allergies",)


EGGS, PENICILLIN_ALONE = Allergy(substance="Eggs"), Allergy(substance="Penicillin")
BOTH = (PENICILLIN_ALONE, EGGS)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["IAM|1|DA|^Latex|SV||A"], (*BOTH, Allergy(substance="Latex", severity="severe"))),
        (["IAM|1|DA|^PENICILLIN|MI|Hives|U"],
         (Allergy(substance="PENICILLIN", reaction="Hives", severity="mild"), EGGS)),
        (["IAM|1|DA|^Penicillin|||D"], (EGGS,)),
        (["IAM|1|DA|^Penicillin|||D", "IAM|2|FA|^Eggs|||D"], ()),
        (["IAM|1|FA|^Eggs|||X"], BOTH),
        (["IAM|1|DA|^Latex|||D"], BOTH),
        (["IAM|1|DA|^Latex|||d", "IAM|2|DA|^Eggs|||a"], BOTH),
        (["IAM|1|DA|^Penicillin|||D", "IAM|2|DA|^Penicillin|||A"], (EGGS, PENICILLIN_ALONE)),
        (["IAM|1|DA|^Latex"], (Allergy(substance="Latex"),)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["ADT^A60", "ADT^A08"])
def test_what_is_added_changed_or_taken_back_leaves_the_others(
    lines: list[str], expected: tuple[Allergy, ...], kind: str
) -> None:
    """IAM-6 by table 0206; without one it is of a whole list. In whatever order they come."""
    home = event(message("ADT^A03", "AL1|1|DA|^Penicillin", "AL1|2|FA|^Eggs"))
    at = home.recorded_at + timedelta(hours=1)
    news = replace(event(message(kind, *lines)), recorded_at=at, sent_at=at, received_at=at)
    for events in ([home, news], [news, home]):
        (one,) = desired_episodes(chart(events), TERMS, RECEIVED + timedelta(hours=2))
        assert one.discharge is not None
        assert (one.discharge.allergies, one.discharge.doubts) == (expected, ())


def test_the_messages_that_say_it_are_named() -> None:
    """The whole list, and each that changed it since."""
    home = replace(event(message("ADT^A03", "AL1|1|DA|^Penicillin")), receipt=1)
    at = home.recorded_at + timedelta(hours=1)
    news = event(message("ADT^A60", "IAM|1|DA|^Latex|||A", PV1=""))
    news = replace(news, recorded_at=at, sent_at=at, received_at=at, receipt=2)
    known = chart([home, news])
    assert known.person.allergies == (PENICILLIN_ALONE, Allergy(substance="Latex"))
    assert sources(known, known.stays[0], [home, news])["allergies"] == (1, 2)


def intolerance(**others: Any) -> dict[str, Any]:
    """Give an AllergyIntolerance of the patient, noted in an older stay that is not here."""
    return {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "patient": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/older"},
        "code": bodies.concept(SNOMED, "91936005", "Penicillin"),
    } | others


REACTION = {"manifestation": [{"text": "Hives"}, {"text": "Swelling"}], "severity": "severe"}


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({"reaction": [REACTION]}, (PENICILLIN,)),
        ({"criticality": "high"}, (Allergy(substance="Penicillin", severity="high risk"),)),
        ({"code": None, "reaction": [{"substance": {"text": "Eggs"}}]},
         (Allergy(substance="Eggs"),)),
        ({"clinicalStatus": bodies.concept(STATUS, "active")}, (Allergy(substance="Penicillin"),)),
        ({"clinicalStatus": bodies.concept(STATUS, "resolved")}, ()),
        ({"verificationStatus": bodies.concept(TRUTH, "entered-in-error")}, None),
        ({"verificationStatus": bodies.concept(TRUTH, "refuted")}, None),
        ({"patient": {"reference": "Patient/other"}}, None),
    ],
)  # fmt: skip
def test_over_fhir_they_are_the_same(
    others: dict[str, Any], expected: tuple[Allergy, ...] | None
) -> None:
    """Of the patient, whichever stay they were noted in; none that is past or proved wrong."""
    body = bodies.bundle(bodies.patient(), bodies.encounter(), intolerance(**others))
    assert bodies.only(bodies.read(body)).account.allergies == expected


def test_over_fhir_an_allergy_to_nothing_is_a_doubt() -> None:
    """By its place."""
    body = bodies.bundle(bodies.patient(), bodies.encounter(), intolerance(code=None))
    heard = bodies.read(body)
    assert bodies.only(heard).account.allergies is None
    assert heard.doubts == ("Bundle.entry[2].resource.code: expected what they are allergic to",)


def test_the_newest_list_counts_and_silence_changes_nothing() -> None:
    """Whatever the order in which the messages came; a stay's discharge then carries it."""

    def later(hours: int, *lines: str) -> HospitalEvent:
        one = event(message("ADT^A08", *lines))
        at = one.recorded_at + timedelta(hours=hours)
        return replace(one, recorded_at=at, sent_at=at, received_at=at)

    home = event(message("ADT^A03", "AL1|1|DA|^Penicillin"))
    news = [later(1, "AL1|1|DA|^Eggs"), later(2)]
    for events in ([home, *news], [*reversed(news), home]):
        (one,) = desired_episodes(chart(events), TERMS, RECEIVED)
        assert one.discharge is not None
        assert one.discharge.allergies == (Allergy(substance="Eggs"),)
