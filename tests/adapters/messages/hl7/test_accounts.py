"""What a message says of a person and a stay, field by field, as hospitals write them."""

from dataclasses import replace
from datetime import date

import pytest

from adapters.messages.hl7.events import read
from domain.hospital.address import Address
from domain.hospital.events import Account, PatientClass
from tests.adapters.messages.hl7.speech import FEED, RECEIVED, event, field, message

ABROAD = Address(street="Av. 1", city="D", state="CMX", postal_code="06600", country="MEX")
HOME = Address(street="2 C St, Apt 4", city="D", state="MA", postal_code="02140")


def account(segment: str, number: int, text: str, kind: str = "ADT^A03") -> Account:
    """The account of a message in which one field is replaced."""
    return event(message(kind, **{segment: field(segment, number, text)})).account


@pytest.mark.parametrize(
    ("said", "mobile"),
    [
        ("(617)555-0123", "+16175550123"),
        ("617.555.0123^PRS^CP", "+16175550123"),
        ("+44 20 7946 0958^PRN", "+442079460958"),
        ("^PRN^PH^^^617^5550123", "+16175550123"),
        ("^PRN^PH^^1^617^555-0123", "+16175550123"),
        ("^PRS^CP^^^^^^^^^6175550123", "+16175550123"),
        ("6175550100^PRN^PH~6175550123^PRN^CP", "+16175550123"),
        ("6175550100^WPN~6175550123^PRN", "+16175550123"),
        ("6175550100^PRN^FX~6175550123", "+16175550123"),
        ("6175550100^WPN^BP~6175550123", "+16175550123"),
        ("jane@example.org^NET^Internet~6175550123", "+16175550123"),
        ("12^PRS^CP~6175550123^PRN^PH", "+16175550123"),
        ("(617) 555-0123 CELL", "+16175550123"),
        ("h 617-555-0123, w 617-555-0188", "+16175550123"),
        ("617-555-0123/0124 (daughter)", "+16175550123"),
        ("011 44 20 7946 0958", "+442079460958"),
        ("555-0142~6175550123", "+16175550123"),
        ("000-000-0000~6175550123", "+16175550123"),
        ("617.555.0142 ext 12~6175550123", "+16175550123"),
        ("555-0142", None),
        ("0000000000", None),
        ("9999999999", None),
        ("617-999-9999", None),
        ("123-456-7890", None),
        ("6175550142x12", None),
        ("^PRN^PH^^1^617^5550123^12", None),
        ("UNKNOWN", None),
        ("DECLINED", None),
        ("6175550100^^MD", None),
        ("911^PRS^CP", None),
        ("none", None),
    ],
)
def test_a_mobile_is_found_among_the_numbers(said: str, mobile: str | None) -> None:
    """Free text, split or unformatted, of several repeats: a mobile first, never a fax."""
    assert account("PID", 13, said).mobile == mobile


def test_a_work_number_serves_when_there_is_no_other() -> None:
    """PID-14 is asked after PID-13, and before it when it holds the mobile."""
    both = field(field("PID", 13, "6175550100^PRN^PH"), 14, "6175550123^PRS^CP")
    assert event(message(PID=both)).account.mobile == "+16175550123"
    assert account("PID", 14, "6175550199^WPN^PH").mobile == "+16175550123"


@pytest.mark.parametrize(
    ("said", "mobile", "phone"),
    [
        ("6175550142x204", None, "+16175550142;ext=204"),
        ("(617)555-0142X204CASK FOR JANE", None, "+16175550142;ext=204"),
        ("^PRN^PH^^1^617^5550142^204", None, "+16175550142;ext=204"),
        ("^WPN^PH^^1^617^5550142^x204~6175550123^PRS^CP", "+16175550123", "+16175550142;ext=204"),
        ("(617)555-0142X204^WPN^PH^^1^617^5550142", None, "+16175550142;ext=204"),
        ("^PRN^PH^^1^617^5550142^0", "+16175550142", None),
        ("^PRN^PH^^1^617^5550123^^LANDLINE", None, "+16175550123"),
        ("6175550100^PRN^PH^^^^^^home~6175550123^PRN^PH^^^^^^cell", "+16175550123", None),
        ("h 6175550100, c 6175550123^PRN^PH", "+16175550123", None),
        ("daughter 6175550123^PRN^PH", None, "+16175550123"),
    ],
)
def test_what_cannot_be_texted_is_kept_for_whoever_calls(
    said: str, mobile: str | None, phone: str | None
) -> None:
    """With its extension, whichever part of an XTN says it; the doubt says why no text goes."""
    heard = read(message(PID=field("PID", 13, said)), FEED, RECEIVED)
    found = heard.events[0].account
    assert (found.mobile, found.phone) == (mobile, phone)
    alone = "PID-13: only a number that can be called and not texted"
    assert (alone in heard.doubts) is (mobile is None)


@pytest.mark.parametrize("place", [13, 14, 40])
def test_the_best_of_all_fields_is_taken(place: int) -> None:
    """PID-40 is where 2.7 has them; a mobile in any of them goes before a home in the first."""
    line = field(field("PID", 13, "6175550100^PRN^PH"), place, "x~6175550123^PRN^CP")
    assert event(message(PID=line)).account.mobile == "+16175550123"


@pytest.mark.parametrize("place", [5, 6, 31, 40, 41])
def test_a_caregivers_number_is_wherever_nk1_has_it(place: int) -> None:
    """A daughter's phone is her own; one behind an extension is called; none is a doubt."""
    kin = field("NK1|1|Smith^Amy|DAU", place, "6175550125 daughter")
    said = event(message("ADT^A03", kin)).account.caregiver
    assert said is not None
    assert (said.mobile, said.phone) == ("+16175550125", None)
    desk = field("NK1|1|Smith^Amy|DAU", place, "(617)555-0142X204")
    said = event(message("ADT^A03", desk)).account.caregiver
    assert said is not None
    assert (said.mobile, said.phone) == (None, "+16175550142;ext=204")
    none = message("ADT^A03", field("NK1|1|Smith^Amy|DAU", place, "555-0142"))
    assert "NK1-5: no telephone number that can be read" in read(none, FEED, RECEIVED).doubts


@pytest.mark.parametrize(
    ("segment", "number", "text", "name", "value"),
    [
        ("PID", 5, "EVERYMAN&&&&Aniston^ADAM^A^III^Dr.^MD^D", "family", "EVERYMAN"),
        ("PID", 5, "Alias^J^^^^^A~Smith^Jane^^^^^L", "family", "Smith"),
        ("PID", 5, "EVERYMAN^ADAM^^^^^D~Bing^^stanley^^^^L", "family", "EVERYMAN"),
        ("PID", 5, "Smith", "given", None),
        ("PID", 7, "19480302113000+0215", "birth_date", date(1948, 3, 2)),
        ("PID", 11, "1 A St^^B^MA^02139^USA^B~2 C St^^D^MA^02140^USA^H", "postal_code", "02140"),
        ("PID", 11, "1 Firm St^^B^MA^02139^USA^B~2 C St^Apt 4^D^MA^02140^USA^H", "address", HOME),
        ("PID", 11, "PO Box 1^^D^MA^02140^^M~2 C St^Apt 4^D^MA^02140", "address", HOME),
        ("PID", 11, "9 Wrong St^^D^MA^02140^^BA~&C St&2^Apt 4^D^MA^02140^^h", "address", HOME),
        ("PID", 11, "1 Firm St^^B^MA^02139^USA^B", "address", None),
        ("PID", 11, "^^^^02139", "address", None),
        ("PID", 11, "^^D", "address", Address(city="D")),
        ("PID", 11, "1 Firm St^^B^MA^02139^USA^B~2 C St^^D^MA^^USA^H", "postal_code", None),
        ("PID", 11, "1 Firm St^^B^MA^02139^USA^B", "postal_code", "02139"),
        ("PID", 11, "^^^^02139^^BA~^^^^02140", "postal_code", "02140"),
        ("PID", 11, "PO Box 1^^D^MA^02141^^M~2 C St^^D^MA^02140^^C", "postal_code", "02140"),
        ("PID", 11, "Av. 1^^D^CMX^06600^MEX^H", "address", ABROAD),
        ("PID", 15, "ara^^HL70296^eng^English", "language", "ar"),
        ("PID", 15, "SPA", "language", "es"),
        ("PID", 15, "es-MX", "language", "es"),
        ("PID", 15, "^Spanish", "language", "es"),
        ("PID", 15, "eng", "language", "en"),
        ("PID", 30, "Y", "died", True),
        ("PID", 29, "20260904120000", "died", True),
        ("PID", 30, "N", "died", False),
        ("PV1", 36, "01", "disposition", "01"),
        ("PV1", 36, "HOME", "disposition", "01"),
        ("PV1", 36, "99^Home Health", "disposition", "06"),
        ("PV1", 36, "Feeling great", "disposition", "Feeling great"),
        ("PV1", 36, "O", "disposition", "O"),
        ("PV1", 36, "", "disposition", None),
        ("PV1", 4, "A", "admission_type", "emergency"),
        ("PV1", 4, "C", "admission_type", "elective"),
        ("PV1", 4, "5", "admission_type", "trauma"),
    ],
)
def test_a_field_is_what_it_says(
    segment: str, number: int, text: str, name: str, value: object
) -> None:
    """Names, dates, languages, death and dispositions, as hospitals write them."""
    assert getattr(account(segment, number, text), name) == value


@pytest.mark.parametrize(
    ("segment", "number", "names"),
    [
        ("PID", 5, {"given", "family"}),
        ("PID", 7, {"birth_date"}),
        ("PID", 11, {"postal_code", "address"}),
        ("PID", 13, {"mobile", "phone"}),
        ("PID", 15, {"language"}),
        ("PID", 29, {"died"}),
        ("PV1", 4, {"admission_type"}),
        ("PV1", 36, {"disposition"}),
        ("PV1", 44, {"admitted_at"}),
        ("PV1", 45, {"discharged_at"}),
        ("PD1||||", 3, {"clinic"}),
        ("PD1||||", 4, {"clinician"}),
        ("PV2|", 9, {"expected_at"}),
        ("DG1|1", 3, {"diagnoses"}),
        ("NK1|1", 2, {"caregiver"}),
    ],
)
def test_two_quotes_delete_and_a_blank_leaves(segment: str, number: int, names: set[str]) -> None:
    """`""` takes the value away; a blank field says nothing of it."""
    for text, deleted in (('""', names), ("", set())):
        line = field(segment, number, text)
        said = event(message("ADT^A08", **{segment[:3]: line})).account
        assert said.deleted == deleted
        assert {getattr(said, name) for name in names} == {None}


@pytest.mark.parametrize("word", ["N", "no", "0", "F", "False"])
def test_a_mistaken_death_can_be_corrected(word: str) -> None:
    """Not dead, without a time of death, is said; with one it is neither: somebody is asked."""
    for when in ("", '""'):
        said = event(message("ADT^A08", PID=field(field("PID", 30, word), 29, when))).account
        assert (said.died, said.deleted) == (False, frozenset())
    dead = event(message("ADT^A08", PID=field(field("PID", 30, word), 29, "20260904"))).account
    assert (dead.died, dead.perhaps_died) == (None, True)


@pytest.mark.parametrize(
    "word",
    ["DECEASED", "perhaps", "U", "Unknown", "N/A", "expired 11/27", "2", "^Deceased", "Dead^No"],
)
def test_a_word_of_death_that_nobody_knows_is_neither_yes_nor_no(word: str) -> None:
    """It is a doubt that the chart hears of, unless the feed says what the word means."""
    said = account("PID", 30, word)
    assert (said.died, said.perhaps_died) == (None, True)
    known = {word.strip("^").split("^")[0]: "died"}
    told = event(message(PID=field("PID", 30, word)), replace(FEED, deaths=known)).account
    assert (told.died, told.perhaps_died) == (True, None)


@pytest.mark.parametrize(
    ("when", "died", "perhaps"),
    [
        ("20260904", True, None),
        ("202609041200", True, None),
        ("00000000", None, True),
        ("2026", None, True),
        ("202609", None, True),
        ("Y", None, True),
        ('""', None, None),
        ("", None, None),
    ],
)
def test_a_time_of_death_alone_is_a_death(when: str, *, died: bool, perhaps: bool) -> None:
    """PID-29 without PID-30; what is no time tells of a death that may be none."""
    said = account("PID", 29, when)
    assert (said.died, said.perhaps_died) == (died, perhaps)


def test_a_word_that_says_nothing_says_nothing() -> None:
    """A hospital that fills PID-30 with "U" for everybody maps it: nobody is asked."""
    feed = replace(FEED, deaths={"u": "unsaid", "Exp": "died"})
    said = event(message(PID=field("PID", 30, "U")), feed).account
    assert (said.died, said.perhaps_died) == (None, None)
    dead = event(message(PID=field(field("PID", 30, "U"), 29, "20260904")), feed).account
    assert dead.died is True


def test_what_stands_elsewhere_is_not_deleted() -> None:
    """Two quotes in one place take nothing from what another place of the message says."""
    lines = ('PD1|||""|""', "ROL|1|AD|PP|1^Lee^Ann|||||||||Riverside Family")
    pid = field(field("PID", 13, '""'), 14, "6175550123")
    said = event(message("ADT^A08", *lines, PID=field(field(pid, 29, '""'), 30, "Y"))).account
    assert said.deleted == frozenset()
    assert (said.clinic, said.clinician) == ("riverside-family", "Ann Lee")
    assert (said.mobile, said.died) == ("+16175550123", True)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("I", PatientClass.INPATIENT),
        ("B", PatientClass.INPATIENT),
        ("e", PatientClass.EMERGENCY),
        ("O", PatientClass.OUTPATIENT),
        ("OBS", PatientClass.OBSERVATION),
        ("OBSV", PatientClass.OBSERVATION),
        ("P", PatientClass.UNKNOWN),
        ("ff", PatientClass.UNKNOWN),
        ("N", None),
        ("", None),
    ],
)
def test_the_class_decides_nothing_it_does_not_say(said: str, expected: PatientClass) -> None:
    """Table 0004, the feed's own words, and UNKNOWN for what is neither."""
    feed = replace(FEED, patient_classes={"obsv": "observation"})
    assert event(message(PV1=field("PV1", 2, said)), feed).patient_class == expected


def test_diagnoses_are_icd_10_where_that_is_said() -> None:
    """The alternate of a SNOMED code, a dot where it was left out, one principal, no code twice."""
    said = event(
        message(
            "ADT^A03",
            "DG1|1||1^Failing^SCT^I509^Heart failure^I10||20260901|A|||||||||1",
            "DG1|2||I50.9^Heart failure^I10||20260901|F|||||||||1",
            "DG1|3||N18.30^^I10|Kidney disease \\T\\ stage 3",
            "DG1|4||Z00.0^gone^I10||||||||||||||||||D",
        )
    ).account
    assert said.diagnoses is not None
    assert [(one.code, one.text, one.principal) for one in said.diagnoses] == [
        ("I50.9", "Heart failure", True),
        ("N18.30", "Kidney disease & stage 3", False),
    ]


def test_the_caregiver_is_the_likeliest_kin_and_may_be_told_nothing() -> None:
    """An employer is nobody's caregiver; HL7 says nothing of permission or consent."""
    said = event(
        message(
            "ADT^A03",
            "NK1|1|Works^Ltd|EMR^Employer||6175550100",
            "NK1|2|Smith^Tom|SPO^Spouse||^PRN^FX^^^617^5550109~(617)555-0124",
            "NK1|3|Smith^Amy|CHD^Child||6175550125",
        )
    ).account.caregiver
    assert said is not None
    assert (said.name, said.mobile) == ("Tom Smith", "+16175550124")
    assert (said.may_be_told, said.consent_to_text) == (False, False)


@pytest.mark.parametrize(
    "lines",
    [
        ("PD1|||Somewhere^^X~RIVERSIDE FAMILY|1^Lee^Ann^^^Dr.",),
        ("PD1|||^^riverside family", "ROL|1|AD|PP^Primary|1^Lee^Ann^^^Dr."),
        ("ROL|1|AD|AT|2^No^Body", "ROL|2|AD|PP|1^Lee^Ann^^^Dr.|||||||||Riverside Family"),
    ],
)
def test_primary_care_is_in_pd1_or_a_role(lines: tuple[str, ...]) -> None:
    """The practice by the feed's names, the clinician as read out."""
    said = event(message("ADT^A03", *lines)).account
    assert (said.clinic, said.clinician) == ("riverside-family", "Dr. Ann Lee")


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("PD1||||7^Lee^Ann^^^Dr.", "PD1-4: a clinician of none of the feed's clinics"),
        ("ROL|1|AD|PP|7^Lee^Ann^^^Dr.", "ROL-4: a clinician of none of the feed's clinics"),
        ("ROL|1|AD|FHCP|~7^Lee^Ann^^^Dr.", "ROL-4: a clinician of none of the feed's clinics"),
        ("PD1|||Somewhere|7^Lee^Ann^^^Dr.", "PD1-3: a practice that is none of the feed's clinics"),
    ],
)
@pytest.mark.parametrize("listed", ["7", "Ann Lee", "dr. ann  lee", "Lee, Ann"])
def test_a_clinician_of_no_known_clinic_is_a_doubt(line: str, doubt: str, listed: str) -> None:
    """Their name is kept for the card; the feed may list them by number or by name."""
    heard = read(message("ADT^A03", line), FEED, RECEIVED)
    said = heard.events[0].account
    assert (said.clinic, said.clinician) == (None, "Dr. Ann Lee")
    assert heard.doubts == (doubt,)
    for handle, clinic in (("old-mill-medicine", "old-mill-medicine"), ("unsaid", None)):
        told = read(message("ADT^A03", line), replace(FEED, clinics={listed: handle}), RECEIVED)
        assert (told.events[0].account.clinic, told.doubts) == (clinic, ())


def test_consent_is_the_feeds_word() -> None:
    """HL7 carries none: a feed that records it before it sends says so, any other says nothing."""
    assert event(message()).account.consent_to_text is None
    assert event(message(), replace(FEED, consent_on_file=True)).account.consent_to_text is True


@pytest.mark.parametrize(
    ("said", "given", "family"),
    [
        ("Suharto^^^^^^L", None, "Suharto"),
        ("^Madonna", "Madonna", None),
        ("BABY BOY SMITH", None, "BABY BOY SMITH"),
        ("Smith^Jim^^^^^A~Jones^James^^^^^L", "James", "Jones"),
        ("Suharto^^^^^^L~Smith^Jim^^^^^A", None, "Suharto"),
        ("Maiden^Ann^^^^^M~Married^Ann^^^^^L", "Ann", "Married"),
        ("Nick^Nicky^^^^^N~Birth^Nicola^^^^^B", "Nicola", "Birth"),
    ],
)
def test_one_name_is_enough_and_the_best_is_taken(
    said: str, given: str | None, family: str | None
) -> None:
    """XPN.7: what they are called by law or on display, before an alias or a maiden name."""
    account_ = account("PID", 5, said)
    assert (account_.given, account_.family) == (given, family)


@pytest.mark.parametrize("word", ["FA", "Vater", "X9"])
def test_nobody_is_dropped_for_a_relationship_that_nobody_knows(word: str) -> None:
    """They are kept, and the doubt is said; the feed can say what the word means."""
    nk1 = f"NK1|1|Smith^Tom|{word}||6175550124"
    said = read(message(NK1=nk1), FEED, RECEIVED)
    (event_,) = said.events
    assert event_.account.caregiver is not None
    assert "NK1-3: a relationship that nobody knows" in said.doubts
    own = replace(FEED, relationships={word.lower(): "parent"})
    assert read(message(NK1=nk1), own, RECEIVED).doubts == ()
