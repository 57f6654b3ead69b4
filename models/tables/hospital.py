"""Hospitals: their days, and who stands in for whom there."""

from datetime import date

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


class StandInRow(SQLModel, table=True):
    """The role that is asked at a hospital where nobody of another one can be."""

    __tablename__ = "stand_ins"

    facility: str = Field(primary_key=True, foreign_key="facilities.handle")
    role: str = Field(primary_key=True)
    stand_in: str
