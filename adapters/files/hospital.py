"""The hospital file: who is what where, when people work, who is on call, clinics with slots. TOML.

Everybody is named once and every phone is one party's: a reply must never be taken for another's.
"""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from domain.parties import INSIDE, NEVER_ASKED, VENDOR_KINDS
from domain.pathway import Role
from domain.time.calendar import WEEKDAYS, on_the_wall


@dataclass(frozen=True, kw_only=True)
class Facility:
    """A hospital. `pathway` names the file in `pathways/`.

    `stand_ins`: for a role, the one that is asked there where nobody of it can be.
    """

    handle: str
    name: str
    time_zone: str
    pathway: str = "standard"
    stand_ins: dict[str, Role] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """The same hours on some days of the week, local; an end at 00:00 is the end of the day."""

    days: tuple[str, ...]
    begins: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with a name. `facilities` begins with the one to which they belong.

    `roles` are those inside the hospital, or kinds of provider. `name` is how texts call them.
    `language` is that of their texts, `languages` those that they speak (else that one alone),
    `cap` how many open tasks they hold before others are asked. `credential` and `billing_group`
    decide which contacts count for billing. `pin` opens cards and is stored only as a hash.
    `phone` and `fax` are those of who is outside.
    """

    handle: str
    name: str
    roles: tuple[str, ...]
    facilities: tuple[str, ...]
    time_zone: str
    mobile: str = ""
    pin: str = ""
    language: str = "en"
    credential: str = ""
    billing_group: str = ""
    shifts: tuple[Shift, ...] = ()
    cap: int = 40
    languages: tuple[str, ...] = ()
    phone: str = ""
    fax: str = ""

    @property
    def inside(self) -> tuple[Role, ...]:
        """The roles that they have in the hospital; none for who is outside."""
        return tuple(role for role in INSIDE if role in self.roles)

    def speaks(self) -> tuple[str, ...]:
        """The languages in which they can talk to a patient."""
        return self.languages or (self.language,)


@dataclass(frozen=True, kw_only=True)
class DateException:
    """One date on which somebody works otherwise: not at all, or exactly then.

    Several of one date are that day's several windows.
    """

    person: str
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
class Organisation:
    """A vendor or a provider. `roles` are its kinds; without `facilities` it serves all of them.

    Vendors of one kind are asked in the order of the file, on `mobile`. `phone` and `fax` are for
    whoever calls there. `neutral_name` stands in patients' texts where the real one tells.
    """

    handle: str
    name: str
    roles: tuple[str, ...]
    time_zone: str
    facilities: tuple[str, ...] = ()
    mobile: str = ""
    phone: str = ""
    fax: str = ""
    neutral_name: str = ""
    slots: tuple[SlotPattern, ...] = ()

    @property
    def is_vendor(self) -> bool:
        """Whether it is asked to drive or deliver."""
        return any(role in VENDOR_KINDS for role in self.roles)


@dataclass(frozen=True, kw_only=True)
class Ward:
    """A unit of a facility, with the phone that its charge nurse carries."""

    handle: str
    name: str
    facility: str
    mobile: str
    pin: str


@dataclass(frozen=True, kw_only=True)
class Hospital:
    """All of the file."""

    facilities: tuple[Facility, ...]
    people: tuple[Person, ...]
    on_call: tuple[OnCallList, ...]
    exceptions: tuple[DateException, ...] = ()
    holidays: tuple[HospitalHoliday, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    wards: tuple[Ward, ...] = ()

    def vacant(self) -> tuple[tuple[str, Role], ...]:
        """Which roles are asked things at which facility, and nobody has them or stands in."""
        filled = {
            (place, role) for one in self.people for place in one.facilities for role in one.roles
        }
        asked = [role for role in INSIDE if role not in NEVER_ASKED]
        return tuple(
            (one.handle, role)
            for one in self.facilities
            for role in asked
            if not {(one.handle, role), (one.handle, one.stand_ins.get(role, role))} & filled
        )


def slots(
    clinic: Organisation, first_day: date, days: int, *, closed: Container[date] = ()
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
