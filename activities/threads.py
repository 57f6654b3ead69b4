"""What a phone's thread needs from outside: its memory, its episodes, a reader of words."""

from sqlmodel import Session, col, func, select
from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities import interfaces
from adapters.database import Database
from adapters.encryption import Seal
from domain.answers import LOWEST_CODE
from domain.facts import Person, Wrote
from domain.pathway import Role
from models import names
from models.payloads import (
    GiveAnswer,
    NotReached,
    PassOn,
    Payload,
    PhoneMemory,
    RememberPhone,
    TakeBack,
    Unreachable,
    Verdict,
    VerdictState,
    Written,
)
from models.tables import Assignment, Encounter, OutboxRow, PhoneRow, WorkItem


class Threads(interfaces.Threads):
    """Reaches episodes by name; one that is not found has closed."""

    def __init__(self, client: Client, database: Database, seal: Seal) -> None:
        self._client = client
        self._database = database
        self._seal = seal

    @activity.defn
    async def load_phone(self, token: str) -> PhoneMemory:
        """What this phone's earlier threads left; its next code is above every one ever sent."""
        row, highest = await self._database.reading(lambda session: _remembered(session, token))
        memory = PhoneMemory(next_code=LOWEST_CODE)
        if row is not None:
            memory = PhoneMemory.model_validate_json(self._seal.open(row.memory_sealed))
        return memory.model_copy(update={"next_code": max(memory.next_code, highest + 1)})

    @activity.defn
    async def save_phone(self, kept: RememberPhone) -> None:
        """Keep what must outlive the thread."""
        sealed = self._seal.seal(kept.memory.model_dump_json())
        row = PhoneRow(token=kept.token, memory_sealed=sealed)
        await self._database.writing(lambda session: session.merge(row))

    @activity.defn
    async def hand_over(self, answer: GiveAnswer) -> Verdict:
        """Give an answer to its episode; the same message and question is one update."""
        return await self._update(names.ANSWER, answer, answer.episode, answer.message_id)

    @activity.defn
    async def take_back(self, take_back: TakeBack) -> Verdict:
        """Ask the episode to forget an answer."""
        wish, episode = take_back, take_back.episode
        return await self._update(names.TAKE_BACK, wish, episode, f"undo-{wish.message_id}")

    @activity.defn
    async def pass_on(self, words: PassOn) -> None:
        """Bring words that answer nothing to the open episodes of this phone, else to the queue."""
        open_, role = await self._database.reading(lambda session: _about(session, words))
        wrote = Wrote(
            message_id=words.text.message_id,
            at=words.text.at,
            by=role,
            body=words.text.body,
            flag=words.flag,
        )
        reached = [
            episode
            for episode in open_
            if await self._signal(episode, names.WROTE, Written(wrote=wrote))
        ]
        if not reached:
            item = WorkItem(
                key=f"text:{words.text.message_id}",
                reason="danger words in a text" if words.flag else "a text that fits no episode",
                about=words.phone_token,
                since=words.text.at,
            )
            await self._database.writing(lambda session: session.merge(item))

    @activity.defn
    async def tell_unreachable(self, unreachable: Unreachable) -> None:
        """Tell the asking episode that this phone cannot be reached; closed ones need not know."""
        told = NotReached(key=unreachable.key, reason=unreachable.reason)
        await self._signal(unreachable.episode, names.UNREACHABLE, told)

    async def _update(self, name: str, payload: Payload, episode: str, key: str) -> Verdict:
        handle = self._client.get_workflow_handle(episode)
        question = payload.key if isinstance(payload, GiveAnswer | TakeBack) else ""
        try:
            verdict: Verdict = await handle.execute_update(
                name, payload, id=f"{key}:{question}", result_type=Verdict
            )
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
        except WorkflowUpdateFailedError as error:
            if getattr(error.cause, "type", "") != "AcceptedUpdateCompletedWorkflow":
                raise
        else:
            return verdict
        outcome = await self._database.reading(lambda session: _outcome(session, episode))
        return Verdict(state=VerdictState.CLOSED, by=outcome)

    async def _signal(self, episode: str, name: str, payload: Payload) -> bool:
        """Whether the episode was there to be told."""
        try:
            await self._client.get_workflow_handle(episode).signal(name, payload)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True


def _remembered(session: Session, token: str) -> tuple[PhoneRow | None, int]:
    found = select(func.max(OutboxRow.highest_code)).where(OutboxRow.phone_token == token)
    return session.get(PhoneRow, token), session.exec(found).one() or 0


def _outcome(session: Session, episode: str) -> str:
    row = session.get(Encounter, episode)
    return row.outcome if row else ""


def _about(session: Session, words: PassOn) -> tuple[list[str], Person]:
    """The open episodes that these words belong to, and who wrote them."""
    asked = session.exec(
        select(Assignment)
        .join(Encounter, col(Encounter.episode) == col(Assignment.episode))
        .where(Assignment.phone_token == words.phone_token, Encounter.outcome == "")
    ).all()
    public = [row for row in asked if row.role in (Role.PATIENT, Role.CAREGIVER)]
    rows = public or [row for row in asked if row.episode in words.episodes]
    episodes = list(dict.fromkeys(row.episode for row in rows))
    if not rows:
        return list(words.episodes), Person(handle="", name="somebody", role=Role.PATIENT)
    first = rows[0]
    return episodes, Person(handle=first.handle, name=first.person_name, role=Role(first.role))
