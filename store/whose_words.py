"""Whose words a text's are, and of whom: found in what this phone was asked, and in the charts."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.episode.facts import Person, Sense
from domain.episode.family.recorded_consent import NO_MORE
from domain.episode.unnamed_persons import CAREGIVER, PATIENT
from domain.pathway import Role
from domain.words.phrasebook import phrase
from models.payloads import GiveAnswer, PassOn
from models.tables import Assignment, Encounter, FamilyPhone, WorkItem
from store.inbox import READ_WITHIN

_SOMEBODY = Person(handle="", name="somebody", role=Role.PATIENT)
_NO = phrase("queue.no_after_the_end")
_TEXT = phrase("queue.text_of_nobody")
_PICTURE = phrase("queue.picture_of_nobody")
_DANGER = phrase("queue.danger_in_text")
_Rows = list[Assignment]


def listeners(session: Session, words: PassOn) -> dict[str, Person]:
    """The episodes that these words belong to, each with who wrote them there.

    A colleague's go where they were said of, and never to a family of their own.
    """
    if words.by is not None:
        return dict.fromkeys(words.episodes, words.by)
    asked, open_ = _asked(session, words.phone_token)
    named = [row for row in asked if row.episode in words.episodes]
    if named and not any(map(_is_family, named)):
        return _by_episode(row for row in named if row in open_)
    rows = [row for row in open_ if _is_family(row)]
    if not rows and words.sense is not Sense.WANTS_TEXTS:  # nobody's START is their patient's yes
        rows = [row for row in open_ if row.episode in words.episodes]
    known = {row.episode for row in named}
    if words.sense is Sense.DEATH and rows:
        found = _by_episode(rows)
        return {**found, **_of_the_same_person(session, words.phone_token, found)}
    return (
        _by_episode(rows)
        or _of_the_chart(session, words.phone_token)
        or {one: _SOMEBODY for one in words.episodes if one not in known}
    )


def charted(session: Session, token: str) -> Sequence[FamilyPhone]:
    """Whose phone this is in the charts of the episodes that are open."""
    return session.exec(
        select(FamilyPhone)
        .join(Encounter, col(Encounter.episode) == col(FamilyPhone.episode))
        .where(FamilyPhone.phone_token == token, Encounter.outcome == "")
    ).all()


def over(session: Session, token: str) -> tuple[str, ...]:
    """The facilities whose family this phone was of, where none of its episodes is open now."""
    asked, _ = _asked(session, token)
    theirs = {row.episode for row in asked if _is_family(row)}
    theirs |= set(session.exec(_charted_on(token)).all())
    known = [session.get_one(Encounter, one) for one in sorted(theirs)]
    open_ = any(not one.outcome for one in known)
    return () if open_ else tuple(dict.fromkeys(one.facility for one in known))


def _charted_on(token: str) -> SelectOfScalar[str]:
    return select(FamilyPhone.episode).where(FamilyPhone.phone_token == token)


def of_nobody(session: Session, words: PassOn) -> None:
    """Work for the case manager: a text that fits no episode, to be read within a day.

    Danger, and a no that stopped nothing, are due at once. Of several things in one text the
    gravest is kept.
    """
    danger, no = words.flag is not None, words.sense in NO_MORE
    key = f"text:{words.text.message_id}"
    known = session.get(WorkItem, key)
    if known is not None and known.due == known.since and not danger:
        return
    fits_none = _PICTURE if words.by and words.text.attached else _TEXT
    session.merge(
        WorkItem(
            key=key,
            reason=_DANGER if danger else _NO if no else fits_none,
            about=words.episodes[0] if no and words.episodes else words.phone_token,
            since=words.text.at,
            owner=Role.CASE_MANAGER.value,
            due=words.text.at if danger or no else words.text.at + READ_WITHIN,
        )
    )


def no_of_nobody(session: Session, answer: GiveAnswer) -> None:
    """Work for the case manager: a no in the note of an answer that came after the end."""
    session.merge(
        WorkItem(
            key=f"text:{answer.message_id}",
            reason=_NO,
            about=answer.episode,
            since=answer.told_at,
            owner=Role.CASE_MANAGER.value,
            due=answer.told_at,
        )
    )


def _asked(session: Session, token: str) -> tuple[_Rows, _Rows]:
    """All that this phone was asked, and what of it is of open episodes."""
    rows = session.exec(
        select(Assignment, Encounter.outcome)
        .join(Encounter, col(Encounter.episode) == col(Assignment.episode))
        .where(Assignment.phone_token == token)
    ).all()
    return [row for row, _ in rows], [row for row, outcome in rows if not outcome]


def _is_family(row: Assignment) -> bool:
    return bool(row.role) and Role(row.role).is_family


def _by_episode(rows: Iterable[Assignment]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for row in rows:
        who = Person(handle=row.handle, name=row.person_name, role=Role(row.role))
        found.setdefault(row.episode, who)
    return found


def _of_the_chart(session: Session, token: str) -> dict[str, Person]:
    """The open episodes of a family that was never texted, as the hospital named its phones."""
    return {row.episode: _named(Role(row.role)) for row in charted(session, token)}


def _of_the_same_person(session: Session, token: str, told: Iterable[str]) -> dict[str, Person]:
    """Other open episodes of theirs that have this phone, and have asked nothing there yet."""
    heard = {one: session.get_one(Encounter, one) for one in told}
    people = {row.patient_token for row in heard.values()}
    beside = [one for one in charted(session, token) if one.episode not in heard]
    rows = {one.episode: session.get_one(Encounter, one.episode) for one in beside}
    theirs = (one for one in beside if rows[one.episode].patient_token in people)
    return {one.episode: _named(Role(one.role)) for one in theirs}


def _named(role: Role) -> Person:
    return CAREGIVER if role is Role.CAREGIVER else PATIENT
