"""Asking people, by way of their phones' threads; the same question goes to one person, once."""

from dataclasses import replace

from sqlmodel import Session
from temporalio import activity
from temporalio.client import Client

from activities import interfaces
from activities.deaths import Deaths
from adapters.encryption import Seal, Tokens
from adapters.sql.database import Database
from adapters.temporal.threads import signal_thread
from domain.asking.question import Question
from domain.asking.reachability import Reachability
from domain.pathway import Role
from models import names
from models.payloads import (
    Ask,
    AskedPerson,
    AskedTogether,
    AskTogether,
    Contact,
    Prompt,
    Retraction,
    TellConsent,
    TellDeath,
    Withdraw,
)
from models.tables import Assignment, Party
from store import outbox
from store.contacts import Contacts
from store.patient_data.numbers import Numbers


class Prompts(interfaces.Prompts):
    """Writes who is asked before the phone's thread hears of it, so that both can be undone."""

    def __init__(self, client: Client, database: Database, seal: Seal, tokens: Tokens) -> None:
        self._client = client
        self._database = database
        self._tokens = tokens
        self._contacts = Contacts(Numbers(seal, tokens))

    async def ask(self, asks: AskTogether) -> AskedTogether:
        """Find each person and hand their thread the prompt. Same key: same person, asked once."""
        return AskedTogether(people=tuple([await self._ask(one) for one in asks.each()]))

    async def _ask(self, ask: Ask) -> AskedPerson:
        prompt, why = await self._database.writing(lambda session: self._assigned(session, ask))
        if prompt is None:
            return AskedPerson(reachability=why)
        await signal_thread(self._client, prompt.to.token, ask.clock, names.ASK, prompt)
        return AskedPerson(person=prompt.to.person)

    async def withdraw(self, withdraw: Withdraw) -> None:
        """Bar each question at the store, then take it back from the phone that may hold it.

        One that was never asked can then never be.
        """
        rows = await self._database.writing(lambda session: _bar(session, withdraw))
        for row in rows:
            retraction = Retraction(episode=row.episode, key=row.question, settled=withdraw.settled)
            await signal_thread(
                self._client, row.phone_token, withdraw.clock, names.WITHDRAW, retraction
            )

    @activity.defn
    async def tell_consent(self, tell: TellConsent) -> None:
        """Tell the thread of a phone, which starts if it is not there, what its holder said."""
        await signal_thread(self._client, tell.phone, tell.clock, names.CONSENT, tell.told)

    @activity.defn
    async def tell_death(self, tell: TellDeath) -> None:
        """Signal each; one that is kept and not begun yet must hear it too.

        Raises `ApplicationError` for that one: it is tried until it has begun.
        """
        await Deaths(self._client, self._database).tell(tell.episode, tell.wrote)

    def _assigned(self, session: Session, ask: Ask) -> tuple[Prompt | None, Reachability]:
        """The assignment; for one of the family with a phone that gets no texts, why not."""
        prompt = self.assign(session, ask)
        return prompt, Reachability.REACHABLE if prompt else self._contacts.reachability(
            session, ask
        )

    def assign(self, session: Session, ask: Ask) -> Prompt | None:
        """The assignment of a question, made now or before; nothing when it was withdrawn."""
        row = session.get(Assignment, (ask.episode, ask.question.key))
        if row is not None and row.withdrawn:
            return None
        if row is not None:
            contact = self._contacts.again(session, ask, row)
            return self._prompt(session, ask, contact, row.card) if contact else None
        contact = self._contacts.find(session, ask)
        if contact is None:
            return None
        row = self._row(ask, contact)
        session.add(row)
        return self._prompt(session, ask, contact, row.card)

    def _row(self, ask: Ask, contact: Contact) -> Assignment:
        """A notice, which takes no answer, is no open task."""
        role, handle = contact.person.role, contact.person.handle
        card = self._tokens.card(ask.episode, ask.question.key, handle)
        return Assignment(
            episode=ask.episode,
            question=ask.question.key,
            role=role.value,
            handle=handle,
            person_name=contact.person.name,
            phone_token=contact.token,
            card=card if role.is_staff or role is Role.VENDOR else "",
            settled=not ask.question.choices,
        )

    def _prompt(self, session: Session, ask: Ask, contact: Contact, card: str) -> Prompt:
        return Prompt(
            episode=ask.episode,
            patient=ask.patient.token,
            facility_name=ask.facility_name,
            facility_zone=ask.facility_zone,
            initials=ask.patient.initials,
            question=_with_clinic(session, ask, contact.person.role),
            to=contact,
            care_line=ask.care_line,
            undo_minutes=ask.undo_minutes,
            card=card,
            patient_language=ask.patient.language,
            texts=ask.texts,
        )


def _with_clinic(session: Session, ask: Ask, role: Role) -> Question:
    """The clinic by its name; to patients by its neutral one, where the real one tells."""
    question, words = ask.question, dict(ask.question.words)
    clinic = session.get(Party, words["clinic"]) if words.get("clinic") else None
    if clinic is not None:
        outside = role.is_family or role is Role.VENDOR
        words["clinic"] = (outside and clinic.neutral_name) or clinic.name
    times = {**question.times, "home": ask.home_at}
    return replace(question, words=words, times=times)


def _bar(session: Session, withdraw: Withdraw) -> list[Assignment]:
    """Mark the questions as withdrawn, those never asked too; gives those that have a phone."""
    rows = []
    for key in withdraw.keys:
        row = session.get(Assignment, (withdraw.episode, key))
        if row is None:
            session.add(Assignment(episode=withdraw.episode, question=key, withdrawn=True))
            continue
        row.withdrawn = True
        session.add(row)
        rows.append(row)
        outbox.take_back(session, row)
    return [row for row in rows if row.handle]
