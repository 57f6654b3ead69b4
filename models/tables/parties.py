"""Parties: the people and organisations that are asked, told or named, and when they work."""

from datetime import date, time

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class Party(SQLModel, table=True):
    """A person, an organisation, or a ward: the phone that its charge nurse carries.

    `facility` is the hospital to which somebody belongs, whose holidays are theirs; of who is
    outside there is none. `language` is that of their texts. `cap` is how many open tasks they hold
    before others are asked. `neutral_name` stands in patients' texts where the real one tells. Who
    is no longer named in the hospital file stays, without roles and hours.
    """

    __tablename__ = "parties"

    handle: str = Field(primary_key=True)
    kind: str
    name: str
    time_zone: str
    facility: str | None = Field(default=None, foreign_key="facilities.handle", index=True)
    neutral_name: str = ""
    language: str = "en"
    credential: str = ""
    billing_group: str = ""
    pin_hash: str = ""
    cap: int = 40


class PartyRole(SQLModel, table=True):
    """What a party is at a facility, by the words of `domain/parties.py`; several are several rows.

    Of one kind of vendor the first by `position` is asked first.
    """

    __tablename__ = "party_roles"

    party: str = Field(foreign_key="parties.handle", primary_key=True)
    role: str = Field(primary_key=True)
    facility: str = Field(foreign_key="facilities.handle", primary_key=True, index=True)
    position: int = 0


class PartyPhone(SQLModel, table=True):
    """A party's number for one `use`: "texts", "calls" or "fax".

    The one for texts is somebody's own: it stands here by its token alone (`phone_numbers`). The
    others are published and stand in `number` as they are.
    """

    __tablename__ = "party_phones"

    party: str = Field(foreign_key="parties.handle", primary_key=True)
    use: str = Field(primary_key=True)
    phone_token: str = Field(default="", index=True)
    number: str = ""


class PartyLanguage(SQLModel, table=True):
    """A language that somebody speaks to patients."""

    __tablename__ = "party_languages"

    party: str = Field(foreign_key="parties.handle", primary_key=True)
    language: str = Field(primary_key=True)


class Shift(SQLModel, table=True):
    """A weekly window in which somebody works, in their own zone."""

    __tablename__ = "shifts"

    id: int | None = Field(default=None, primary_key=True)
    party: str = Field(foreign_key="parties.handle", index=True)
    day: str
    begins: time
    ends: time


class ShiftException(SQLModel, table=True):
    """Hours of one date, in place of its weekday's; without begin and end, a day off.

    `source` is "file", or "text" of what somebody said on the day, which holds against the file.
    """

    __tablename__ = "shift_exceptions"
    __table_args__ = (Index("ix_shift_exceptions_party_day", "party", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    party: str = Field(foreign_key="parties.handle")
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
    party: str = Field(foreign_key="parties.handle")
