"""Phones that get no texts any more, or do again: who must know of it, and what is kept."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.encryption import Seal
from adapters.sql.database import Database
from adapters.temporal.threads import signal_thread
from domain.asking.reachability import Reachability
from domain.pathway import Role
from domain.staffing.assignment import Need
from domain.time.clock import Clock
from domain.words.phrasebook import phrase
from models import names
from models.payloads import (
    Notify,
    PassOn,
    PhoneMark,
    PhoneMemory,
    Reachable,
    TextItem,
    ToldConsent,
)
from models.tables import (
    Assignment,
    Encounter,
    Facility,
    FamilyPhone,
    Party,
    PhoneRow,
    WorkItem,
    place,
)
from store.patient_data.erasing import to_remember
from store.people.parties import whose_phone
from store.people.roster import Roster
from store.whose_words import charted


@dataclass(frozen=True)
class _Hears:
    """Whoever hears that a colleague's phone gets nothing."""

    token: str
    tell: Notify


@dataclass(frozen=True)
class Phones:
    """Keeps the mark of a phone where the roster sees it, and tells people and episodes."""

    client: Client
    database: Database
    seal: Seal

    async def mark(self, mark: PhoneMark) -> None:
        """Keep it with the phone's memory; the case manager hears of a colleague's, once."""
        hears, back = await self.database.writing(lambda session: self._noted(session, mark))
        if hears is not None:
            await self._tell(hears, mark.clock)
        for episode, role in back:
            await self._reachable(episode, role)

    def _noted(
        self, session: Session, mark: PhoneMark
    ) -> tuple[_Hears | None, list[tuple[str, Role]]]:
        remember(session, self.seal, mark.token, mark.memory, mark.why)
        found = whose_phone(session, mark.token)
        back = [] if mark.why else _asked(session, mark.token)
        if found is None:
            return None, back
        party = found.party
        _queue(session, mark, party.name, party.facility or "")
        return self._hears(session, mark, party) if party.facility else None, back

    def _hears(self, session: Session, mark: PhoneMark, party: Party) -> _Hears | None:
        """The case manager who is on, or on call, else the supervisor; never the person itself."""
        need = Need(role=Role.CASE_MANAGER, at=mark.at, urgent=True)
        facility = session.get_one(Facility, party.facility)
        chosen = Roster(session, facility.handle).choose(need, episode="", without=(party.handle,))
        if chosen is None:
            return None
        told = chosen[1]
        item = TextItem(
            kind="phone_lost" if mark.why else "phone_back",
            words={"name": party.name, "why": phrase(f"values.{mark.why}")},
            facility_name=facility.name,
        )
        key = f"phone/{mark.token}/{mark.why or 'back'}/{mark.at:%Y%m%dT%H%M%S}"
        return _Hears(token=told.phone_token, tell=Notify(key=key, item=item))

    async def tell_of_danger(self, words: PassOn, ended: tuple[str, ...]) -> None:
        """The duty case manager hears of danger that no episode does.

        Of a family whose episodes have `ended` at these facilities theirs; of a number that nobody
        knows each facility's.
        """
        told = await self.database.reading(lambda session: self._on_duty(session, words, ended))
        for hears in told:
            await self._tell(hears, words.clock)

    def _on_duty(self, session: Session, words: PassOn, ended: tuple[str, ...]) -> list[_Hears]:
        need = Need(role=Role.CASE_MANAGER, at=words.text.at, urgent=True)
        found: dict[str, _Hears] = {}
        said = {"number_of": words.text.phone, "over": "1" if ended else ""}
        for facility in ended or session.exec(select(Facility.handle)).all():
            chosen = Roster(session, facility).choose(need, episode="")
            if chosen is None:
                continue
            told = chosen[1]
            item = TextItem(kind="stranger_danger", words=said)
            found[told.phone_token] = _Hears(
                token=told.phone_token,
                tell=Notify(key=f"stranger/{words.text.message_id}", item=item),
            )
        return list(found.values())

    async def stop(
        self, episode: str, whose: tuple[Role, ...], said: ToldConsent, clock: Clock
    ) -> bool:
        """Tell a family's phones of a no themselves, where their episode is over.

        False where none of theirs was ever texted: nothing is known to tell it by.
        """
        found = await self.database.reading(lambda session: _family(session, episode, whose))
        for token in found:
            await signal_thread(self.client, token, clock, names.CONSENT, said)
        return bool(found)

    async def _tell(self, hears: _Hears, clock: Clock) -> None:
        await signal_thread(self.client, hears.token, clock, names.NOTIFY, hears.tell)

    async def _reachable(self, episode: str, role: Role) -> None:
        """Let an episode text one of the family again; one that is closed need not know."""
        try:
            handle = self.client.get_workflow_handle(episode)
            await handle.signal(names.REACHABLE, Reachable(role=role))
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


def remember(
    session: Session, seal: Seal, token: str, memory: PhoneMemory, mark: Reachability
) -> None:
    """Keep what outlives a phone's thread, but of nobody who was erased."""
    kept = to_remember(session, memory)
    sealed = seal.seal(kept.model_dump_json(), place(PhoneRow, token))
    session.merge(PhoneRow(token=token, memory_sealed=sealed, mark=mark.value))


def _asked(session: Session, token: str) -> list[tuple[str, Role]]:
    """The open episodes of the family on this phone: who asked there, or has it in the chart."""
    asked = session.exec(
        select(Assignment.episode, Assignment.role)
        .join(Encounter, col(Encounter.episode) == col(Assignment.episode))
        .where(Assignment.phone_token == token, Encounter.outcome == "")
        .where(col(Assignment.role).in_([role.value for role in Role if role.is_family]))
        .distinct()
    )
    named = ((row.episode, row.role) for row in charted(session, token))
    return [(episode, Role(role)) for episode, role in dict.fromkeys((*asked, *named))]


def _family(session: Session, episode: str, whose: tuple[Role, ...]) -> tuple[str, ...]:
    """The phones of these: by the chart, else as they were asked.

    Where no caregiver is known, whoever is spoken of has the patient's number.
    """
    roles = [role.value for role in whose]
    charted = select(FamilyPhone.phone_token).where(FamilyPhone.episode == episode)
    asked = select(Assignment.phone_token).where(Assignment.episode == episode)
    tokens = (
        session.exec(charted.where(col(FamilyPhone.role).in_(roles))).all()
        or session.exec(asked.where(col(Assignment.role).in_(roles))).all()
    )
    if not tokens and Role.PATIENT not in whose:
        return _family(session, episode, (Role.PATIENT,))
    return tuple(dict.fromkeys(tokens))


def _queue(session: Session, mark: PhoneMark, name: str, facility: str) -> None:
    """Work for whoever keeps the roster, until the phone is back."""
    key = f"phone:{mark.token}"
    item = session.get(WorkItem, key)
    if mark.why:
        why = phrase(f"values.{mark.why}")
        session.merge(
            WorkItem(
                key=key,
                facility=facility,
                reason=phrase("queue.no_texts", who=name, why=why),
                about=name,
                since=mark.at,
                owner=Role.CASE_MANAGER.value,
                due=mark.at + timedelta(hours=mark.memory.texts.lost_phone_hours),
            )
        )
    elif item is not None and item.resolved_at is None:
        item.resolved_at, item.resolved_by = mark.at, name
