"""The hospital file and the examples: sound, unique, and enough for the demo to show."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.files.discharge import read_discharge
from adapters.files.hospital import Hospital, Organisation, SlotPattern, slots
from adapters.files.hospital_reader import read_hospital
from adapters.files.pathway import read_pathway
from adapters.reference.holidays import federal
from adapters.reference.phone_numbers import e164
from adapters.validation import Problem, Refused
from domain.hospital.discharge import Discharge
from domain.parties import ProviderKind, VendorKind
from domain.pathway import Role
from domain.time.calendar import Holiday
from tests.places import ROOT

SAMPLE = ROOT / "examples" / "hospital.toml"
EXAMPLES = sorted((ROOT / "examples" / "discharges").glob("*.json"))
CLINIC = Organisation(
    handle="riverside",
    name="Riverside",
    roles=("pcp",),
    time_zone="America/New_York",
    slots=(
        SlotPattern(days=("sat", "mon"), times=(time(14, 30), time(9))),
        SlotPattern(days=("mon",), times=(time(9), time(11, 15))),
    ),
)


@pytest.fixture(scope="module")
def hospital() -> Hospital:
    """The sample hospital."""
    return read_hospital(SAMPLE)


def discharges() -> list[Discharge]:
    """The example discharges, in the order of their files."""
    return [read_discharge(path.read_bytes(), path.name) for path in EXAMPLES]


def refused(folder: Path, old: str, new: str) -> list[Problem]:
    """What is wrong with the sample once the first `old` of its text reads otherwise."""
    text = SAMPLE.read_text(encoding="utf-8")
    assert old in text, f"{old!r} no longer stands in {SAMPLE.name}"
    path = folder / "hospital.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        read_hospital(path)
    return list(refusal.value.problems)


def test_the_sample_hospital_has_what_the_demo_promises(hospital: Hospital) -> None:
    """Two facilities, six nurses, a coordinator, who is above them, a ward, clinics and vendors."""
    roles = Counter(role for person in hospital.people for role in person.roles)

    assert [facility.handle for facility in hospital.facilities] == ["mercy-general", "lakeside"]
    assert roles == {
        Role.COORDINATOR: 1, Role.NURSE: 6, Role.CASE_MANAGER: 2, Role.SUPERVISOR: 1,
    }  # fmt: skip
    assert Counter(role for one in hospital.organisations for role in one.roles) == {
        ProviderKind.PCP: 3,
        ProviderKind.PHARMACY: 1,
        VendorKind.RIDE: 2,
        VendorKind.EQUIPMENT: 2,
    }
    assert [ward.name for ward in hospital.wards] == ["4 East"]


def test_a_role_that_is_nobodys_is_told(hospital: Hospital) -> None:
    """Who has it there or stands in for it fills it; who has it elsewhere alone does not."""
    assert hospital.vacant() == (
        ("mercy-general", Role.INTAKE_LEAD),
        ("lakeside", Role.INTAKE_LEAD),
    )
    first, second = hospital.facilities
    led = replace(first, stand_ins={**first.stand_ins, "intake_lead": Role.CASE_MANAGER})
    assert replace(hospital, facilities=(led, second)).vacant() == (("lakeside", Role.INTAKE_LEAD),)
    nobody = replace(hospital, people=())
    assert len(nobody.vacant()) == 12


def test_everybody_has_a_shift_and_every_role_is_on_call_every_day(hospital: Hospital) -> None:
    """Nobody is asked who never works, and no day of the week is without an on-call list."""
    assert all(person.shifts for person in hospital.people)
    for facility in hospital.facilities:
        for role in (Role.NURSE, Role.CASE_MANAGER, Role.SUPERVISOR):
            lists = [
                on_call
                for on_call in hospital.on_call
                if (on_call.facility, on_call.role) == (facility.handle, role)
            ]
            assert {day for on_call in lists for day in on_call.days} >= {"sat", "sun", "mon"}


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ('handle = "lakeside"', 'handle = "mercy-general"', "facilities[1].handle", "nobody else"),
        ('handle = "chandra"', 'handle = "lopez"', "people[1].handle", "people[0].handle has it"),
        ('handle = "chandra"', 'handle = "supervisor"', "people[1].handle", "such as a role"),
        ('handle = "reed"', 'handle = "patient"', "people[8].handle", "somebody else"),
        ('handle = "harbor-rides"', 'handle = "ops"', "organisations[4].handle", "somebody else"),
        ('handle = "mercy-4-east"', 'handle = "always-on"', "wards[0].handle", "somebody else"),
        ('"+16175550142"', '"+16175550141"', "people[1].mobile", "people[0].mobile has it"),
        ('"+16175550161"', '"+16175550141"', "organisations[4].mobile", "people[0].mobile has it"),
        ('"+16175550142"', '"617-555-0142"', "people[1].mobile", "country code"),
        (
            'handle = "old-mill-medicine"',
            'handle = "riverside-family"',
            "organisations[1].handle",
            "els",
        ),
        (
            'facilities = ["mercy-general"]',
            'facilities = ["mercy"]',
            "people[0].facilities[0]",
            "lake",
        ),
        ('facilities = ["mercy-general"]', "facilities = []", "people[0].facilities", "not empty"),
        (
            'facilities = ["mercy-general"]\nphone',
            'facilities = ["mercy"]\nphone',
            "organisations[3].facilities[0]",
            "lakeside",
        ),
        ('roles = ["ride"]', 'roles = ["taxi"]', "organisations[4].roles[0]", "ride, equipment"),
        ('roles = ["ride"]', 'roles = ["nurse"]', "organisations[4].roles[0]", "ride, equipment"),
        ('mobile = "+16175550161"\n', "", "organisations[4].mobile", "a vendor is asked by text"),
        ('roles = ["nurse"]', 'roles = ["patient"]', "people[0].roles[0]", "case_manager"),
        ('roles = ["nurse"]', 'roles = ["janitor"]', "people[0].roles[0]", "case_manager"),
        ('roles = ["nurse"]', 'roles = ["on_call"]', "people[0].roles[0]", "case_manager"),
        ('roles = ["nurse"]', "roles = []", "people[0].roles", "not empty"),
        ('roles = ["nurse"]', 'roles = ["nurse", "nurse"]', "people[0].roles", "each once"),
        ('mobile = "+16175550141"\n', "", "people[0].mobile", "a nurse is asked by text"),
        ('pin = "4101"\n', "", "people[0].pin", "4 to 8 digits"),
        (
            'handle = "mercy-4-east"',
            'handle = "lopez"',
            "wards[0].handle",
            "people[0].handle has it",
        ),
        (
            'handle = "harbor-rides"',
            'handle = "lopez"',
            "organisations[4].handle",
            "people[0].handle",
        ),
        ('"+16175550181"', '"+16175550141"', "wards[0].mobile", "people[0].mobile has it"),
        ('"mercy-general"\nname = "4', '"mercy"\nname = "4', "wards[0].facility", "lakeside"),
        (
            'coordinator = "nurse"',
            'dietician = "nurse"',
            "facilities[0].stand_ins.dietician",
            "nurse",
        ),
        ('coordinator = "nurse"', 'on_call = "nurse"', "facilities[0].stand_ins.on_call", "nurse"),
        (
            'coordinator = "nurse"',
            'nurse = "coordinator"',
            "facilities[0].stand_ins.nurse",
            "what a nurse needs: case_manager or supervisor",
        ),
        (
            'coordinator = "nurse"',
            'coordinator = "ops"',
            "facilities[0].stand_ins.coordinator",
            "or",
        ),
        (
            'coordinator = "nurse"',
            'nurse = "nurse"',
            "facilities[0].stand_ins.nurse",
            "needs: case",
        ),
        ('pin = "4101"', 'pin = "41"', "people[0].pin", "4 to 8 digits"),
        ('pin = "4101"', "pin = 4101", "people[0].pin", "4 to 8 digits"),
        ("begins = 08:00:00", "begins = 18:00:00", "people[0].shifts[0]", "after the beginning"),
        (
            'days = ["mon", "tue", "wed", "thu", "fri"]',
            "days = []",
            "people[0].shifts[0].days",
            "mon",
        ),
        ('order = ["lopez", "chandra"]', 'order = ["lopes"]', "on_call[0].order[0]", "lopez"),
        (
            'order = ["lopez", "chandra"]',
            'order = ["brandt"]',
            "on_call[0].order[0]",
            "a nurse of mercy",
        ),
        ('order = ["lopez", "chandra"]', 'order = ["ortiz"]', "on_call[0].order[0]", "a nurse of"),
        ('order = ["lopez", "chandra"]', "order = []", "on_call[0].order", "not empty"),
        ('time_zone = "America/New_York"', 'time_zone = "EDT"', "facilities[0].time_zone", "IANA"),
        (
            'neutral_name = "North',
            'neutralname = "North',
            "organisations[2].neutralname",
            "neutral_name",
        ),
        ("cap = 30", "cap = 0", "people[1].cap", "from 1"),
        ('languages = ["en", "es"]', 'languages = ["en", "en"]', "people[1].languages", "once"),
        (
            'languages = ["en", "es"]',
            'languages = ["es-MX"]',
            "people[1].languages[0]",
            "a language code",
        ),
        ('person = "okafor"', 'person = "okafour"', "exceptions[0].person", "okafor"),
        ('name = "Christmas Eve"', "", "holidays[0]", "a name, or works = true"),
        ("day = 2026-12-24", "day = 2026-12-25", "holidays[0]", "Christmas Day is closed anyway"),
        ("day = 2026-10-12", "day = 2026-10-13", "holidays[1]", "this day is none"),
        ("day = 2026-12-24", 'day = "xmas"', "holidays[0].day", "a date"),
        (
            'facility = "mercy-general"\nday',
            'facility = "mercy"\nday',
            "holidays[0].facility",
            "one of mercy-general",
        ),
        (
            "day = 2026-10-12",
            'day = 2026-10-12\nworks = true\n[[holidays]]\nfacility = "lakeside"\nday = 2026-10-12',
            "holidays[2]",
            "holidays[1] has it",
        ),
        ("day = 2026-11-27", 'day = "friday"', "exceptions[0].day", "a date"),
        ("27\noff = true", "27\noff = false", "exceptions[0]", "off = true alone, or begins"),
        ("begins = 09:00:00\n", "", "exceptions[1]", "begins and ends"),
        (
            "ends = 13:00:00\n\n# ---- holidays",
            "ends = 09:00:00\n\n# ---- holidays",
            "exceptions[1]",
            "after the",
        ),
        (
            'person = "lopez"\nday = 2026-11-28',
            'person = "okafor"\nday = 2026-11-27',
            "exceptions[1]",
            "exceptions[0] has it",
        ),
        (
            "times = [10:30:00, 14:30:00]",
            "times = [1030]",
            "organisations[0].slots[0].times[0]",
            "a time",
        ),
        ('roles = ["supervisor"]', 'roles = ["nurse"]', "facilities[0]", "role supervisor"),
    ],
)
def test_what_cannot_work_is_refused_by_name(
    tmp_path: Path, old: str, new: str, field: str, expected: str
) -> None:
    """Each slip is named with its place, and what it should have been."""
    problems = refused(tmp_path, old, new)
    (problem,) = (problem for problem in problems if problem.field == field)
    assert expected in problem.expected


@pytest.mark.parametrize(
    ("begins", "ends", "sound"),
    [
        ("13:00:00", "15:00:00", True),
        ("12:00:00", "14:00:00", False),
        ("06:00:00", "10:00:00", False),
        ("10:00:00", "11:00:00", False),
        ("13:00:00", "00:00:00", True),
        ("07:00:00", "00:00:00", False),
    ],
)
def test_a_dates_windows_may_be_several(
    tmp_path: Path, begins: str, ends: str, *, sound: bool
) -> None:
    """Lopez works from nine to one on that Saturday: what overlaps with it is a slip."""
    path = tmp_path / "hospital.toml"
    row = f'[[exceptions]]\nperson = "lopez"\nday = 2026-11-28\nbegins = {begins}\nends = {ends}\n'
    path.write_text(f"{SAMPLE.read_text(encoding='utf-8')}\n{row}", encoding="utf-8")
    if sound:
        assert len(read_hospital(path).exceptions) == 3
        return
    with pytest.raises(Refused, match=r"exceptions\[2\].*exceptions\[1\] has it"):
        read_hospital(path)


def test_whoever_names_no_languages_speaks_that_of_their_texts(hospital: Hospital) -> None:
    """One nurse speaks Spanish too; nobody's cap is left to chance."""
    speaks = {person.handle: person.speaks() for person in hospital.people}
    assert speaks.pop("chandra") == ("en", "es")
    assert set(speaks.values()) == {("en",)}
    assert {person.cap for person in hospital.people} == {30, 40}


def test_slots_follow_the_pattern_on_the_clinics_clock() -> None:
    """Ids are of the day and the time on the wall, in order, none twice, across clock changes."""
    assert slots(CLINIC, date(2026, 10, 31), 4) == [
        ("riverside-20261031-0900", datetime(2026, 10, 31, 13, tzinfo=UTC)),
        ("riverside-20261031-1430", datetime(2026, 10, 31, 18, 30, tzinfo=UTC)),
        ("riverside-20261102-0900", datetime(2026, 11, 2, 14, tzinfo=UTC)),
        ("riverside-20261102-1115", datetime(2026, 11, 2, 16, 15, tzinfo=UTC)),
        ("riverside-20261102-1430", datetime(2026, 11, 2, 19, 30, tzinfo=UTC)),
    ]


def test_slots_of_overlapping_ranges_are_the_same() -> None:
    """Giving a range again adds nothing new: the ids are what they were."""
    month = slots(CLINIC, date(2026, 9, 1), 30)
    assert set(slots(CLINIC, date(2026, 9, 10), 5)) <= set(month)


def test_no_slot_falls_on_a_closed_day() -> None:
    """A clinic sees nobody on Labor Day."""
    labor_day = date(2026, 9, 7)
    assert slots(CLINIC, labor_day, 1) != []
    assert slots(CLINIC, labor_day, 1, closed={labor_day}) == []


def test_federal_holidays_carry_observed_days() -> None:
    """July 4 of 2026 is a Saturday: its Friday is a holiday too; only days asked for are given."""
    assert federal(date(2026, 7, 1), date(2026, 9, 7)) == (
        Holiday(day=date(2026, 7, 3), name="Independence Day (observed)"),
        Holiday(day=date(2026, 7, 4), name="Independence Day"),
        Holiday(day=date(2026, 9, 7), name="Labor Day"),
    )
    assert federal(date(2027, 12, 31), date(2028, 1, 1))[0].day == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("(617) 555-0123", "US", "+16175550123"),
        ("617 555 0123", None, None),
        ("+1 617-555-0123", None, "+16175550123"),
        ("+1 617-555-0123 ext. 5", None, None),
        ("911", "US", None),
        ("call me", "US", None),
        ("", None, None),
    ],
)
def test_numbers_are_written_as_e164(text: str, region: str | None, expected: str | None) -> None:
    """Fictional numbers are possible ones; what no phone can have is not a number."""
    assert e164(text, region) == expected


def test_a_dozen_different_discharges_read() -> None:
    """Twelve examples, in the order in which they happen, in the four days before Labor Day."""
    at = [discharge.discharged_at for discharge in discharges()]
    local = [
        discharge.discharged_at.astimezone(ZoneInfo(discharge.time_zone)).replace(tzinfo=None)
        for discharge in discharges()
    ]

    assert len(EXAMPLES) == 12
    assert at == sorted(at)
    assert (min(local), max(local)) == (datetime(2026, 9, 1, 9), datetime(2026, 9, 4, 18))  # noqa: DTZ001


def test_the_examples_show_what_can_differ() -> None:
    """Every road of the protocol has an example that takes it."""
    patients = [discharge.patient for discharge in discharges()]
    lists = [discharge.medications for discharge in discharges()]
    equipment = {item.item for discharge in discharges() for item in discharge.equipment}

    assert Counter(patient.initials for patient in patients)["J.S."] == 2
    assert {patient.language for patient in patients} == {"en", "es"}
    assert any(patient.mobile is None for patient in patients)
    assert any(patient.mobile and not patient.consent_to_text for patient in patients)
    assert any(patient.caregiver is None for patient in patients)
    assert any(discharge.primary_care.clinic is None for discharge in discharges())
    assert any(both.before_admission is None for both in lists)
    assert any(both.before_admission == both.at_discharge for both in lists)
    assert "home oxygen concentrator" in equipment
    assert any(discharge.transport.home for discharge in discharges())
    assert {"01", "04", "06", "07"} == {discharge.disposition for discharge in discharges()}


def test_the_examples_fit_the_sample_hospital(hospital: Hospital) -> None:
    """Facilities, zones and clinics are known there, and no number belongs to two people."""
    zones = {facility.handle: facility.time_zone for facility in hospital.facilities}
    clinics = {one.handle for one in hospital.organisations} | {None}
    lines = read_pathway(ROOT / "pathways" / "standard.toml").lines

    numbers = [lines.care, lines.night, lines.always_on]
    numbers += [person.mobile for person in hospital.people]
    numbers += [one.mobile for one in hospital.organisations if one.mobile]
    numbers += [ward.mobile for ward in hospital.wards]
    for discharge in discharges():
        assert zones[discharge.facility] == discharge.time_zone
        assert discharge.primary_care.clinic in clinics
        caregiver = discharge.patient.caregiver
        theirs = (discharge.patient.mobile, caregiver and caregiver.mobile)
        numbers += [number for number in theirs if number]

    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    assert all(number[5:].startswith("55501") for number in numbers)
