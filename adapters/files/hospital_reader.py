"""Reading a hospital file: what each field must hold, and how they must fit. Raises Refused."""

from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path

from adapters import validation
from adapters.files.discharge import FILLED, LANGUAGE, MOBILE, SLUG, ZONE
from adapters.files.hospital import (
    DateException,
    Facility,
    Hospital,
    HospitalHoliday,
    OnCallList,
    Organisation,
    Person,
)
from adapters.files.hospital_old_form import refuse_old_form
from adapters.reference.holidays import federal
from adapters.validation import Found, Problem, Rule
from domain.parties import INSIDE, NEVER_ASKED, PROVIDER_KINDS, TAKEN, VENDOR_KINDS
from domain.pathway import Role
from domain.staffing.stand_ins import ALWAYS_ASKED, ASKED, has, may_stand_in, stand_ins
from domain.time.calendar import WEEKDAYS


def read_hospital(path: Path) -> Hospital:
    """Read a hospital, or raise `Refused` naming everything that is wrong with it."""
    data = validation.decode_toml(path)
    refuse_old_form(path, data)
    return validation.read(Hospital, data, source=str(path), rules=RULES, across=_between_fields)


_DAYS = Rule(
    f"some of {', '.join(WEEKDAYS)}, each once",
    lambda days: bool(days) and set(days) <= set(WEEKDAYS) and len(set(days)) == len(days),
)
_HOURS = Rule(
    "an end after the beginning",
    lambda shift: shift.begins < shift.ends or shift.ends == time.min,
)
_LISTED = tuple(role for role in INSIDE if role not in NEVER_ASKED)
_ON_CALL = Rule(f"one of {', '.join(_LISTED)}", lambda role: role in _LISTED)
_PERSON = (*INSIDE, *PROVIDER_KINDS)
_ORGANISATION = (*VENDOR_KINDS, *PROVIDER_KINDS)
_OF_A_PARTY = Rule(
    f"{SLUG.expected}, and no word that means somebody else, such as a role",
    lambda handle: SLUG.holds(handle) and handle not in TAKEN,
)
_OF_A_PERSON = Rule(f"one of {', '.join(_PERSON)}", lambda role: role in _PERSON)
_OF_AN_ORGANISATION = Rule(f"one of {', '.join(_ORGANISATION)}", lambda r: r in _ORGANISATION)
_EXCEPTION = Rule(
    "off = true alone, or begins and ends with an end after the beginning", DateException.sound
)
_HOLIDAY = Rule("a name, or works = true", HospitalHoliday.sound)
_SOME = Rule("a list that is not empty", bool)
_CAP = Rule("a whole number from 1", lambda cap: cap > 0)
_EACH_ONCE = Rule("each of them once", lambda values: len(set(values)) == len(values))
_SOME_ONCE = Rule(
    "a list that is not empty, each once", lambda values: 0 < len(values) == len(set(values))
)
_PIN = Rule("4 to 8 digits", lambda pin: pin.isdecimal() and pin.isascii() and 4 <= len(pin) <= 8)  # noqa: PLR2004

RULES = {
    "facilities": _SOME,
    "facilities[].handle": SLUG,
    "facilities[].name": FILLED,
    "facilities[].time_zone": ZONE,
    "facilities[].pathway": SLUG,
    "people[].handle": _OF_A_PARTY,
    "people[].name": FILLED,
    "people[].roles": _SOME_ONCE,
    "people[].roles[]": _OF_A_PERSON,
    "people[].facilities": _SOME_ONCE,
    "people[].mobile": MOBILE,
    "people[].time_zone": ZONE,
    "people[].pin": _PIN,
    "people[].language": LANGUAGE,
    "people[].cap": _CAP,
    "people[].languages": _EACH_ONCE,
    "people[].languages[]": LANGUAGE,
    "people[].shifts[]": _HOURS,
    "people[].shifts[].days": _DAYS,
    "people[].phone": MOBILE,
    "people[].fax": MOBILE,
    "exceptions[]": _EXCEPTION,
    "holidays[]": _HOLIDAY,
    "on_call[].role": _ON_CALL,
    "on_call[].order": _SOME_ONCE,
    "on_call[].days": _DAYS,
    "organisations[].handle": _OF_A_PARTY,
    "organisations[].name": FILLED,
    "organisations[].roles": _SOME_ONCE,
    "organisations[].roles[]": _OF_AN_ORGANISATION,
    "organisations[].facilities": _SOME_ONCE,
    "organisations[].time_zone": ZONE,
    "organisations[].mobile": MOBILE,
    "organisations[].phone": MOBILE,
    "organisations[].fax": MOBILE,
    "organisations[].slots[].days": _DAYS,
    "organisations[].slots[].times": _SOME,
    "wards[].handle": _OF_A_PARTY,
    "wards[].name": FILLED,
    "wards[].mobile": MOBILE,
    "wards[].pin": _PIN,
}

_ONCE = (
    ("facilities[].handle",),
    ("people[].handle", "organisations[].handle", "wards[].handle"),
    ("people[].mobile", "organisations[].mobile", "wards[].mobile"),
)
_KNOWN = (
    ("people[].facilities[]", "facilities[].handle"),
    ("organisations[].facilities[]", "facilities[].handle"),
    ("wards[].facility", "facilities[].handle"),
    ("holidays[].facility", "facilities[].handle"),
    ("on_call[].facility", "facilities[].handle"),
    ("on_call[].order[]", "people[].handle"),
    ("exceptions[].person", "people[].handle"),
)


def _between_fields(found: Found) -> Iterator[Problem]:
    for patterns in _ONCE:
        yield from _twice(found, patterns)
    for reference, handles in _KNOWN:
        known = [handle for _, handle in _each(found, handles)]
        for path, handle in _each(found, reference):
            if handle not in known:
                yield _problem(path, handle, f"one of {', '.join(known)}")
    for names, check in _CHECKS:
        if set(names) <= found.keys():
            yield from check(*(found[name] for name in names))


def _twice(found: Found, patterns: tuple[str, ...]) -> Iterator[Problem]:
    """Find what must be one party's or thing's own and is given to two."""
    first: dict[str, str] = {}
    for path, value in (pair for pattern in patterns for pair in _each(found, pattern)):
        owner = first.setdefault(value, path)
        if owner != path:
            yield _problem(path, value, f"one that nobody else has; {owner} has it")


def _unreachable(people: tuple[Person, ...]) -> Iterator[Problem]:
    """Find people of the hospital who are asked by text, or open cards, and lack what it takes."""
    for n, person in enumerate(people):
        asked = [role for role in person.inside if role not in NEVER_ASKED]
        if asked and not person.mobile:
            expected = f"{MOBILE.expected}: a {asked[0]} is asked by text"
            yield Problem(field=f"people[{n}].mobile", found="nothing", expected=expected)
        if person.inside and not person.pin:
            yield Problem(field=f"people[{n}].pin", found="nothing", expected=_PIN.expected)


def _vendors_without_phone(organisations: tuple[Organisation, ...]) -> Iterator[Problem]:
    for n, one in enumerate(organisations):
        if one.is_vendor and not one.mobile:
            expected = f"{MOBILE.expected}: a vendor is asked by text"
            yield Problem(field=f"organisations[{n}].mobile", found="nothing", expected=expected)


def _unfit_stand_ins(facilities: tuple[Facility, ...]) -> Iterator[Problem]:
    """Find rules for what is no role, or that give work to who may not see what it takes."""
    for n, facility in enumerate(facilities):
        for role, stand_in in facility.stand_ins.items():
            path = f"facilities[{n}].stand_ins.{role}"
            roles = [one for one in ASKED if has(one) is one]
            if role not in roles:
                yield _problem(path, role, f"a rule for one of {', '.join(roles)}")
            elif stand_in == role or not may_stand_in(stand_in, Role(role)):
                able = [one for one in roles if one != role and may_stand_in(one, Role(role))]
                expected = f"a role that may see what a {role} needs: {' or '.join(able)}"
                yield _problem(path, stand_in, expected)


def _without_anybody(
    facilities: tuple[Facility, ...], people: tuple[Person, ...]
) -> Iterator[Problem]:
    """Find the facilities where every pathway asks for a role that nobody has or stands in for."""
    for n, facility in enumerate(facilities):
        there = {role for one in people if facility.handle in one.facilities for role in one.roles}
        own = {Role(role): then for role, then in facility.stand_ins.items() if role in ASKED}
        for role in ALWAYS_ASKED:
            if not there & set(stand_ins(role, own)):
                expected = (
                    f"somebody there with the role {role}, or a role in their place: "
                    f'stand_ins = {{ {role} = "..." }}'
                )
                yield _problem(f"facilities[{n}]", facility.handle, expected)


def _unfit_on_call(lists: tuple[OnCallList, ...], people: tuple[Person, ...]) -> Iterator[Problem]:
    """Find people on a list for a role or a facility that is not theirs."""
    by_handle = {person.handle: person for person in people}
    for n, on_call in enumerate(lists):
        for position, handle in enumerate(on_call.order):
            person = by_handle.get(handle)
            if person is None:
                continue
            if on_call.role not in person.roles or on_call.facility not in person.facilities:
                expected = f"a {on_call.role} of {on_call.facility}"
                yield _problem(f"on_call[{n}].order[{position}]", handle, expected)


def _second_lists(lists: tuple[OnCallList, ...]) -> Iterator[Problem]:
    """Find lists for the days that another one of the same role and facility has."""
    first: dict[tuple[str, str, str], int] = {}
    for n, on_call in enumerate(lists):
        for day in on_call.days:
            before = first.setdefault((on_call.facility, on_call.role, day), n)
            if before != n:
                expected = f"a day of {on_call.facility} in one list; on_call[{before}] has it"
                yield _problem(f"on_call[{n}].days", f"{on_call.role} {day}", expected)


def _overlapping(people: tuple[Person, ...]) -> Iterator[Problem]:
    """Find shifts of somebody who is at work already."""
    for n, person in enumerate(people):
        for at, later in enumerate(person.shifts):
            for before, first in enumerate(person.shifts[:at]):
                meet = later.begins < _last(first.ends) and first.begins < _last(later.ends)
                days = [day for day in later.days if day in first.days]
                if meet and days:
                    found = f"{person.handle} {', '.join(days)} {later.begins:%H:%M}"
                    expected = f"hours that do not overlap; shifts[{before}] has them"
                    yield _problem(f"people[{n}].shifts[{at}]", found, expected)


def _at_odds(exceptions: tuple[DateException, ...]) -> Iterator[Problem]:
    """Find dates that are said twice: off and on, off again, or with hours that overlap."""
    for n, later in enumerate(exceptions):
        for before, first in enumerate(exceptions[:n]):
            if (first.person, first.day) == (later.person, later.day) and _clash(first, later):
                expected = f"a date once, or hours that do not overlap; exceptions[{before}] has it"
                yield _problem(f"exceptions[{n}]", f"{later.person} {later.day}", expected)


def _unfit_holidays(holidays: tuple[HospitalHoliday, ...]) -> Iterator[Problem]:
    """Find days that are said twice, federal ones that are closed anyway, others worked anyway."""
    first: dict[tuple[str, date], int] = {}
    for n, each in enumerate(holidays):
        before = first.setdefault((each.facility, each.day), n)
        known = next(iter(federal(each.day, each.day)), None)
        if before != n:
            yield _day_problem(n, each, f"a day once; holidays[{before}] has it")
        elif each.works and known is None:
            yield _day_problem(n, each, "a federal holiday, to be worked: this day is none")
        elif known is not None and not each.works:
            yield _day_problem(n, each, f"no federal holiday: {known.name} is closed anyway")


def _day_problem(n: int, each: HospitalHoliday, expected: str) -> Problem:
    return _problem(f"holidays[{n}]", f"{each.facility} {each.day}", expected)


def _clash(one: DateException, other: DateException) -> bool:
    if one.begins is None or one.ends is None or other.begins is None or other.ends is None:
        return True
    return one.begins < _last(other.ends) and other.begins < _last(one.ends)


def _last(ends: time) -> time:
    return time.max if ends == time.min else ends


def _each(found: Found, pattern: str) -> Iterator[tuple[str, str]]:
    return ((path, value) for path, value in found.items() if validation.any_index(path) == pattern)


def _problem(field: str, value: object, expected: str) -> Problem:
    return Problem(field=field, found=validation.show(value), expected=expected)


_CHECKS: tuple[tuple[tuple[str, ...], Callable[..., Iterator[Problem]]], ...] = (
    (("people",), _unreachable),
    (("organisations",), _vendors_without_phone),
    (("facilities",), _unfit_stand_ins),
    (("facilities", "people"), _without_anybody),
    (("on_call", "people"), _unfit_on_call),
    (("on_call",), _second_lists),
    (("people",), _overlapping),
    (("exceptions",), _at_odds),
    (("holidays",), _unfit_holidays),
)
"""What compares whole tables, each with the tables that it needs to be sound."""
