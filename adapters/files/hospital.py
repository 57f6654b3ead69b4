"""The hospital file: who works where and when, who is on call, clinics with slots, vendors. TOML.

Everybody is named once and every phone is one person's: a reply must never be taken for another's.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from adapters import validation
from adapters.files.discharge import FILLED, LANGUAGE, MOBILE, SLUG, ZONE
from adapters.reference.holidays import federal
from adapters.validation import Found, Problem, Rule
from domain.parties import VendorKind
from domain.pathway import Role
from domain.time.calendar import WEEKDAYS, on_the_wall

STAFF_ROLES = (Role.NURSE, Role.CASE_MANAGER, Role.SUPERVISOR)
ALL_ROLES = (*STAFF_ROLES, Role.INTAKE_LEAD)
"""An intake lead looks at discharges that cannot be placed; without one the case manager does."""


@dataclass(frozen=True, kw_only=True)
class Facility:
    """A hospital. `pathway` names the file in `pathways/`."""

    handle: str
    name: str
    time_zone: str
    pathway: str = "standard"


@dataclass(frozen=True, kw_only=True)
class Shift:
    """The same hours on some days of the week, local; an end at 00:00 is the end of the day."""

    days: tuple[str, ...]
    begins: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """Somebody who can be asked. `covers` begins with the facility they belong to.

    `name` is how texts call them. `language` is that of their texts, `languages` those that they
    speak (else that one alone), `cap` how many open tasks they hold before others are asked.
    `credential` and `billing_group` decide which contacts count for billing. `pin` opens cards and
    is stored only as a hash.
    """

    handle: str
    covers: tuple[str, ...]
    name: str
    role: Role
    mobile: str
    time_zone: str
    pin: str
    language: str = "en"
    credential: str = ""
    billing_group: str = ""
    shifts: tuple[Shift, ...] = ()
    cap: int = 40
    languages: tuple[str, ...] = ()

    def speaks(self) -> tuple[str, ...]:
        """The languages in which they can talk to a patient."""
        return self.languages or (self.language,)


@dataclass(frozen=True, kw_only=True)
class DateException:
    """One date on which somebody works otherwise: not at all, or exactly then.

    Several of one date are that day's several windows.
    """

    staff: str
    day: date
    off: bool = False
    begins: time | None = None
    ends: time | None = None

    def sound(self) -> bool:
        """Whether it is either a day off, or hours whose end is after their beginning."""
        if self.off or self.begins is None or self.ends is None:
            return self.off and self.begins is None and self.ends is None
        return self.begins < self.ends or self.ends == time.min


@dataclass(frozen=True, kw_only=True)
class HospitalHoliday:
    """A day of one facility: closed beside the federal holidays, or a federal one that it works.

    A closed day closes everybody's weekly shifts; Medicare counts it all the same.
    """

    facility: str
    day: date
    name: str = ""
    works: bool = False

    def sound(self) -> bool:
        """Whether it is a named day off, or a day that is worked."""
        return self.works or bool(self.name.strip())


@dataclass(frozen=True, kw_only=True)
class OnCallList:
    """Who is asked, in order, when nobody of the role is on shift; on these days only."""

    facility: str
    role: Role
    order: tuple[str, ...]
    days: tuple[str, ...] = WEEKDAYS


@dataclass(frozen=True, kw_only=True)
class SlotPattern:
    """Appointments that recur every week, local to the clinic."""

    days: tuple[str, ...]
    times: tuple[time, ...]


@dataclass(frozen=True, kw_only=True)
class Clinic:
    """A primary-care clinic. `neutral_name` stands in patients' texts where the real one tells.

    `phone` and `fax` are for whoever books there.
    """

    handle: str
    name: str
    time_zone: str
    neutral_name: str = ""
    phone: str = ""
    fax: str = ""
    slots: tuple[SlotPattern, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """Somebody who drives or delivers. Vendors of one kind are asked in the order of the file."""

    handle: str
    serves: tuple[str, ...]
    name: str
    kind: VendorKind
    mobile: str
    time_zone: str


@dataclass(frozen=True, kw_only=True)
class Hospital:
    """All of the file."""

    facilities: tuple[Facility, ...]
    staff: tuple[StaffMember, ...]
    on_call: tuple[OnCallList, ...]
    exceptions: tuple[DateException, ...] = ()
    holidays: tuple[HospitalHoliday, ...] = ()
    clinics: tuple[Clinic, ...] = ()
    vendors: tuple[Vendor, ...] = ()


def read_hospital(path: Path) -> Hospital:
    """Read a hospital, or raise `Refused` naming everything that is wrong with it."""
    return validation.read(
        Hospital,
        validation.decode_toml(path),
        source=str(path),
        rules=RULES,
        across=_between_fields,
    )


def slots(
    clinic: Clinic, first_day: date, days: int, *, closed: Container[date] = ()
) -> list[tuple[str, datetime]]:
    """Give the appointments of so many days, in order, each with an id that never changes.

    On days in `closed` there are none. Giving an overlapping range again gives the same ids.
    """
    found = {
        f"{clinic.handle}-{day:%Y%m%d}-{at:%H%M}": on_the_wall(day, at, clinic.time_zone)
        for day in (first_day + timedelta(days=n) for n in range(days))
        if day not in closed
        for pattern in clinic.slots
        if WEEKDAYS[day.weekday()] in pattern.days
        for at in pattern.times
    }
    return sorted(found.items(), key=lambda slot: slot[1])


_DAYS = Rule(
    f"some of {', '.join(WEEKDAYS)}, each once",
    lambda days: bool(days) and set(days) <= set(WEEKDAYS) and len(set(days)) == len(days),
)
_HOURS = Rule(
    "an end after the beginning",
    lambda shift: shift.begins < shift.ends or shift.ends == time.min,
)
_ROLE = Rule(f"one of {', '.join(ALL_ROLES)}", lambda role: role in ALL_ROLES)
_EXCEPTION = Rule(
    "off = true alone, or begins and ends with an end after the beginning", DateException.sound
)
_HOLIDAY = Rule("a name, or works = true", HospitalHoliday.sound)
_SOME = Rule("a list that is not empty", bool)
_CAP = Rule("a whole number from 1", lambda cap: cap > 0)
_EACH_ONCE = Rule("each of them once", lambda values: len(set(values)) == len(values))
_PIN = Rule("4 to 8 digits", lambda pin: pin.isdecimal() and pin.isascii() and 4 <= len(pin) <= 8)  # noqa: PLR2004

RULES = {
    "facilities": _SOME,
    "facilities[].handle": SLUG,
    "facilities[].name": FILLED,
    "facilities[].time_zone": ZONE,
    "facilities[].pathway": SLUG,
    "staff[].handle": SLUG,
    "staff[].covers": _SOME,
    "staff[].name": FILLED,
    "staff[].role": _ROLE,
    "staff[].mobile": MOBILE,
    "staff[].time_zone": ZONE,
    "staff[].pin": _PIN,
    "staff[].language": LANGUAGE,
    "staff[].cap": _CAP,
    "staff[].languages": _EACH_ONCE,
    "staff[].languages[]": LANGUAGE,
    "staff[].shifts[]": _HOURS,
    "staff[].shifts[].days": _DAYS,
    "exceptions[]": _EXCEPTION,
    "holidays[]": _HOLIDAY,
    "on_call[].role": _ROLE,
    "on_call[].order": _SOME,
    "on_call[].days": _DAYS,
    "clinics[].handle": SLUG,
    "clinics[].name": FILLED,
    "clinics[].time_zone": ZONE,
    "clinics[].phone": MOBILE,
    "clinics[].fax": MOBILE,
    "clinics[].slots[].days": _DAYS,
    "clinics[].slots[].times": _SOME,
    "vendors[].handle": SLUG,
    "vendors[].serves": _SOME,
    "vendors[].name": FILLED,
    "vendors[].mobile": MOBILE,
    "vendors[].time_zone": ZONE,
}

_ONCE = (
    ("facilities[].handle",),
    ("staff[].handle",),
    ("clinics[].handle",),
    ("vendors[].handle",),
    ("staff[].mobile", "vendors[].mobile"),
)
_KNOWN = (
    ("staff[].covers[]", "facilities[].handle"),
    ("vendors[].serves[]", "facilities[].handle"),
    ("holidays[].facility", "facilities[].handle"),
    ("on_call[].facility", "facilities[].handle"),
    ("on_call[].order[]", "staff[].handle"),
    ("exceptions[].staff", "staff[].handle"),
)


def _between_fields(found: Found) -> Iterator[Problem]:
    for patterns in _ONCE:
        yield from _twice(found, patterns)
    for reference, handles in _KNOWN:
        known = [handle for _, handle in _each(found, handles)]
        for path, handle in _each(found, reference):
            if handle not in known:
                yield _problem(path, handle, f"one of {', '.join(known)}")
    if {"facilities", "staff"} <= found.keys():
        yield from _without_staff(found["facilities"], found["staff"])
    if {"staff", "on_call"} <= found.keys():
        yield from _unfit_on_call(found["on_call"], found["staff"])
    if "exceptions" in found:
        yield from _at_odds(found["exceptions"])
    if "holidays" in found:
        yield from _unfit_holidays(found["holidays"])


def _twice(found: Found, patterns: tuple[str, ...]) -> Iterator[Problem]:
    """Find what must be one person's or thing's own and is given to two."""
    first: dict[str, str] = {}
    for path, value in (pair for pattern in patterns for pair in _each(found, pattern)):
        owner = first.setdefault(value, path)
        if owner != path:
            yield _problem(path, value, f"one that nobody else has; {owner} has it")


def _without_staff(
    facilities: tuple[Facility, ...], staff: tuple[StaffMember, ...]
) -> Iterator[Problem]:
    """Find the facilities where a rung of the ladder would be empty."""
    for n, facility in enumerate(facilities):
        there = {member.role for member in staff if facility.handle in member.covers}
        for role in STAFF_ROLES:
            if role not in there:
                expected = f"somebody with the role {role} who covers it"
                yield _problem(f"facilities[{n}]", facility.handle, expected)


def _unfit_on_call(
    lists: tuple[OnCallList, ...], staff: tuple[StaffMember, ...]
) -> Iterator[Problem]:
    """Find people on a list for a role or a facility that is not theirs."""
    by_handle = {member.handle: member for member in staff}
    for n, on_call in enumerate(lists):
        for position, handle in enumerate(on_call.order):
            member = by_handle.get(handle)
            if member and (member.role, True) != (on_call.role, on_call.facility in member.covers):
                expected = f"a {on_call.role} who covers {on_call.facility}"
                yield _problem(f"on_call[{n}].order[{position}]", handle, expected)


def _at_odds(exceptions: tuple[DateException, ...]) -> Iterator[Problem]:
    """Find dates that are said twice: off and on, off again, or with hours that overlap."""
    for n, later in enumerate(exceptions):
        for before, first in enumerate(exceptions[:n]):
            if (first.staff, first.day) == (later.staff, later.day) and _clash(first, later):
                expected = f"a date once, or hours that do not overlap; exceptions[{before}] has it"
                yield _problem(f"exceptions[{n}]", f"{later.staff} {later.day}", expected)


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
