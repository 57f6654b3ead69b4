"""Hospitals, and the people and vendors that are asked there."""

from datetime import date, time

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class Facility(SQLModel, table=True):
    """A hospital. `pathway` names the file in `pathways/`."""

    __tablename__ = "facilities"

    handle: str = Field(primary_key=True)
    name: str
    time_zone: str
    pathway: str = "standard"


class FacilityHoliday(SQLModel, table=True):
    """A day that a hospital closes beside the federal holidays, or (`works`) one it works on."""

    __tablename__ = "facility_holidays"

    facility: str = Field(primary_key=True, foreign_key="facilities.handle")
    day: date = Field(primary_key=True)
    name: str = ""
    works: bool = False


class Staff(SQLModel, table=True):
    """Somebody who can be asked. `cap` is how many open tasks they hold before others are asked.

    `language` is that of their texts, `languages` those that they speak ("en,es"). Who is no
    longer named in the hospital file stays, without shifts and coverage.
    """

    __tablename__ = "staff"

    handle: str = Field(primary_key=True)
    facility: str = Field(foreign_key="facilities.handle", index=True)
    name: str
    role: str
    phone_token: str = Field(index=True)
    phone_sealed: bytes
    time_zone: str
    language: str = "en"
    credential: str = ""
    billing_group: str = ""
    pin_hash: str = ""
    cap: int = 40
    languages: str = ""


class StaffCoverage(SQLModel, table=True):
    """The facilities that somebody covers, their own included."""

    __tablename__ = "staff_coverage"

    staff: str = Field(foreign_key="staff.handle", primary_key=True)
    facility: str = Field(foreign_key="facilities.handle", primary_key=True)


class Shift(SQLModel, table=True):
    """A weekly window in which somebody works, in their own zone."""

    __tablename__ = "shifts"

    id: int | None = Field(default=None, primary_key=True)
    staff: str = Field(foreign_key="staff.handle", index=True)
    day: str
    begins: time
    ends: time


class ShiftException(SQLModel, table=True):
    """Hours of one date, in place of its weekday's; without begin and end, a day off.

    `source` is "file", or "text" of what somebody said on the day, which holds against the file.
    """

    __tablename__ = "shift_exceptions"
    __table_args__ = (Index("ix_shift_exceptions_staff_day", "staff", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    staff: str = Field(foreign_key="staff.handle")
    day: date
    begins: time | None = None
    ends: time | None = None
    source: str


class OnCall(SQLModel, table=True):
    """The order in which people are asked when nobody of their role is on shift.

    `days` are the days on which that holds ("sat,sun"); empty means every day.
    """

    __tablename__ = "on_call"

    id: int | None = Field(default=None, primary_key=True)
    facility: str = Field(foreign_key="facilities.handle", index=True)
    role: str
    position: int
    days: str = ""
    staff: str = Field(foreign_key="staff.handle")


class Vendor(SQLModel, table=True):
    """Somebody who drives or delivers. `kind` is ride or equipment."""

    __tablename__ = "vendors"

    handle: str = Field(primary_key=True)
    name: str
    kind: str
    phone_token: str = Field(index=True)
    phone_sealed: bytes
    time_zone: str


class VendorCoverage(SQLModel, table=True):
    """The facilities that a vendor serves; asked in the order of `position`."""

    __tablename__ = "vendor_coverage"

    vendor: str = Field(foreign_key="vendors.handle", primary_key=True)
    facility: str = Field(foreign_key="facilities.handle", primary_key=True)
    position: int
