"""What one of the hospital's own people may see of one patient, by the permission matrix."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.pathway import Role
from domain.permissions import Thing, sees_of
from models import names
from models.tables import AnswerRow, Assignment, WorkItem
from store.people.parties import roles_at, roles_of


@dataclass(frozen=True, kw_only=True)
class Sight:
    """The kinds of things that somebody may see, and the role that opens most of them."""

    role: Role
    things: frozenset[Thing]


def sight_of(
    session: Session, handle: str, facility: str, episodes: Sequence[str], inbox: Collection[int]
) -> Sight:
    """By their roles where the patient is, and by what they are asked, or answered, of these.

    Work of the queue about an episode, or about a message, is asked of whoever owns it.
    """
    here = roles_at(session, handle, facility)
    about = (*episodes, *map(names.message, inbox))
    return _sight(here, _asked(session, handle, episodes, here, about))


def sight_of_work(
    session: Session, handle: str, facility: str, episodes: Sequence[str], item: str
) -> Sight:
    """What they may see of one message or item, by its key; of nobody's, whoever has a role."""
    here = roles_at(session, handle, facility) if facility else {*roles_of(session, handle)}
    return _sight(here, _asked(session, handle, episodes, here, (*episodes, item)))


def _sight(here: set[Role], asked: set[Role]) -> Sight:
    roles = [role for role in Role if role in here | asked]
    opens = {role: sees_of(here & {role}, asked & {role}) for role in roles}
    most = max(roles, key=lambda role: len(opens[role]), default=Role.OPS)
    return Sight(role=most, things=sees_of(here, asked))


def _asked(
    session: Session,
    handle: str,
    episodes: Sequence[str],
    here: Collection[Role],
    about: Sequence[str],
) -> set[Role]:
    """In which roles they are asked of an episode, while it stands, or answered it, or own work."""
    standing = select(Assignment.role).where(
        col(Assignment.episode).in_(episodes),
        Assignment.handle == handle,
        col(Assignment.settled).is_(False),
        col(Assignment.withdrawn).is_(False),
    )
    answered = select(AnswerRow.role).where(
        col(AnswerRow.episode).in_(episodes), AnswerRow.by == handle
    )
    found = {*session.exec(standing).all(), *session.exec(answered).all()}
    return {Role(one) for one in found if one in set(Role)} | _owned(session, handle, here, about)


def _owned(
    session: Session, handle: str, here: Collection[Role], about: Sequence[str]
) -> set[Role]:
    """In which roles they own what waits."""
    waits = select(WorkItem.owner).where(
        col(WorkItem.about).in_(about) | col(WorkItem.key).in_(about),
        col(WorkItem.resolved_at).is_(None),
    )
    owners = set(session.exec(waits).all())
    return set(here) if handle in owners else {role for role in here if role in owners}
