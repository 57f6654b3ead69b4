"""Parties as the store has them: whose phone it is, who does what where, how a clinic is called."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from domain.parties import VendorKind
from domain.pathway import Role
from models.tables import Party, PartyPhone, PartyRole


class Use(StrEnum):
    """What a number of a party is for."""

    TEXTS = "texts"
    CALLS = "calls"
    FAX = "fax"


@dataclass(frozen=True, kw_only=True)
class Texted:
    """A party with the phone that gets its texts."""

    party: Party
    phone_token: str


@dataclass(frozen=True, kw_only=True)
class Called:
    """How somebody is called or faxed; empty where the hospital file does not say."""

    name: str
    phone: str
    fax: str


def texted(session: Session, handle: str) -> Texted | None:
    """A party by its handle, if texts go to it."""
    return next(iter(_texted(session, PartyPhone.party, (handle,))), None)


def whose_phone(session: Session, token: str) -> Texted | None:
    """Whoever gets their texts on this phone; who has left only if it is nobody else's now."""
    found = _texted(session, PartyPhone.phone_token, (token,))
    here = [one for one in found if facilities_of(session, one.party.handle)]
    return next(iter(here or found), None)


def colleague_on(session: Session, token: str) -> Texted | None:
    """Whoever of the hospital's own people gets their texts on this phone."""
    found = whose_phone(session, token)
    return found if found is not None and found.party.facility is not None else None


def with_roles(
    session: Session, facility: str, roles: Collection[Role | VendorKind]
) -> list[tuple[str, Texted]]:
    """Everybody who has one of these roles there and gets texts, by position, with that role."""
    rows = session.exec(
        select(PartyRole.role, PartyRole.party)
        .where(PartyRole.facility == facility, col(PartyRole.role).in_(roles))
        .order_by(col(PartyRole.position), col(PartyRole.party))
    ).all()
    handles = {handle for _, handle in rows}
    by_handle = {one.party.handle: one for one in _texted(session, PartyPhone.party, handles)}
    return [(role, by_handle[handle]) for role, handle in rows if handle in by_handle]


def colleagues(session: Session) -> dict[str, str]:
    """The hospital's own, those too who have left: names by handle."""
    inside = select(Party.handle, Party.name).where(col(Party.facility).is_not(None))
    return dict(session.exec(inside.order_by(Party.handle)).all())


def acts_as(session: Session, handle: str, asked: Role) -> Role:
    """The role that was asked if somebody has it, or has left; else the first that they have."""
    has = set(session.exec(select(PartyRole.role).where(PartyRole.party == handle)))
    roles = [role for role in Role if role in has]
    return asked if asked in roles or not roles else roles[0]


def roles_of(session: Session, handle: str) -> dict[Role, set[str]]:
    """At which facilities somebody has each of their roles; of who has left none."""
    rows = session.exec(select(PartyRole).where(PartyRole.party == handle)).all()
    return {
        role: here for role in Role if (here := {one.facility for one in rows if one.role == role})
    }


def roles_at(session: Session, handle: str, facility: str) -> set[Role]:
    """What somebody is at a facility."""
    return {role for role, here in roles_of(session, handle).items() if facility in here}


def facilities_of(session: Session, handle: str) -> Sequence[str]:
    """Where somebody has any role; nowhere, once the hospital file does not name them."""
    found = select(PartyRole.facility).where(PartyRole.party == handle)
    return session.exec(found.distinct().order_by(PartyRole.facility)).all()


def called(session: Session, handle: str) -> Called | None:
    """How a party is called."""
    party = session.get(Party, handle)
    if party is None:
        return None
    rows = select(PartyPhone.use, PartyPhone.number).where(PartyPhone.party == handle)
    numbers = dict(session.exec(rows).all())
    phone, fax = numbers.get(Use.CALLS, ""), numbers.get(Use.FAX, "")
    return Called(name=party.name, phone=phone, fax=fax)


def _texted(session: Session, column: str, values: Collection[str]) -> list[Texted]:
    found = session.exec(
        select(Party, PartyPhone)
        .join(PartyPhone, col(PartyPhone.party) == col(Party.handle))
        .where(PartyPhone.use == Use.TEXTS, col(column).in_(values))
    ).all()
    return [Texted(party=party, phone_token=phone.phone_token) for party, phone in found]
