"""What a phone's thread needs from outside: its memory, its episodes, a reader of words."""

import re
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, func, select
from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities import interfaces
from activities.deaths import Deaths
from activities.phones import Phones, remember
from adapters import wall_clock
from adapters.encryption import Seal
from adapters.sql.database import Database
from domain.asking.choices import LOWEST_CODE, Value
from domain.asking.reachability import Reachability
from domain.episode.facts import OF_A_MESSAGE, Person, Sense, Wrote
from domain.episode.family.recorded_consent import NO_MORE, plain_no
from domain.hospital.languages import ENGLISH, texted_in
from domain.languages import Level
from domain.pathway import Role
from domain.words.phrasebook import phrase
from models import names
from models.payloads import (
    GiveAnswer,
    GivenAnswer,
    NotReached,
    PassedOn,
    PassOn,
    Payload,
    PhoneMark,
    PhoneMemory,
    RememberPhone,
    TakeBack,
    ToldConsent,
    Unreachable,
    Verdict,
    VerdictState,
    Written,
)
from models.tables import (
    AnswerRow,
    Assignment,
    AuditRow,
    Encounter,
    OutboxRow,
    Party,
    PhoneRow,
    place_of,
)
from store.deaths import keep_word
from store.patient_data.notes import Notes
from store.people.parties import colleague_on
from store.views import View, Viewer, audited
from store.whose_words import charted, listeners, no_of_nobody, of_nobody, over


class Conversations(interfaces.Conversations):
    """Reaches episodes by name; one that is not found has closed."""

    def __init__(
        self,
        client: Client,
        database: Database,
        seal: Seal,
        real_now: Callable[[], datetime] = wall_clock.now,
    ) -> None:
        self._client = client
        self._database = database
        self._seal = seal
        self._now = real_now
        self._phones = Phones(client, database, seal)
        self.notes = Notes(database, seal)

    @activity.defn
    async def load_phone(self, token: str) -> PhoneMemory:
        """What this phone's earlier threads left; its next code is above every one ever sent.

        The mark is the row's: a thread that ends must never take one off that it did not read.
        """
        row, highest, staff, family = await self._database.reading(lambda s: _remembered(s, token))
        memory = PhoneMemory(next_code=LOWEST_CODE, language=family or ENGLISH)
        if row is not None:
            memory = PhoneMemory.model_validate_json(
                self._seal.open(row.memory_sealed, place_of(row))
            )
            memory = memory.model_copy(update={"reachability": Reachability(row.mark)})
        known: dict[str, object] = {"next_code": max(memory.next_code, highest + 1)}
        if staff is not None:
            known |= {"staff": True, "handle": staff.handle}
            known |= {"language": staff.language, "time_zone": staff.time_zone}
        return memory.model_copy(update=known)

    @activity.defn
    async def save_phone(self, kept: RememberPhone) -> None:
        """Keep what must outlive the thread."""
        mark = kept.memory.reachability
        await self._database.writing(
            lambda session: remember(session, self._seal, kept.token, kept.memory, mark)
        )

    @activity.defn
    async def hand_over(self, answer: GiveAnswer) -> Verdict:
        """Give an answer to its episode; the same message and question is one update."""
        return await self._handed_over(answer, answer.message_id)

    async def once_more(self, answer: GiveAnswer) -> Verdict:
        """Give what may have been given before: what is told at another time is another update.

        A no may be none by now. What was recorded the episode knows by its message, and it is one
        answer; if that one was taken back or corrected since, this is another.
        """
        gone = await self._database.reading(lambda session: _superseded(session, answer))
        if gone:
            answer = answer.model_copy(update={"message_id": f"{answer.message_id}.{gone}"})
        return await self._handed_over(answer, f"{answer.message_id}@{answer.told_at.isoformat()}")

    async def _handed_over(self, answer: GiveAnswer, key: str) -> Verdict:
        given = await self.notes.by_reference(answer)
        verdict = await self._update(names.ANSWER, given, answer.episode, key)
        if verdict.state is VerdictState.RECORDED and not verdict.keeps_open:
            await self._settled(answer.episode, answer.key, settled=True)
        return await self._though_it_is_over(answer, verdict)

    @activity.defn
    async def take_back(self, take_back: TakeBack) -> Verdict:
        """Ask the episode to forget an answer."""
        undo, episode = take_back, take_back.episode
        verdict = await self._update(names.TAKE_BACK, undo, episode, f"undo-{undo.message_id}")
        if verdict.state is VerdictState.TAKEN_BACK:
            await self._settled(episode, undo.key, settled=False)
        return verdict

    @activity.defn
    async def correct(self, answer: GiveAnswer) -> Verdict:
        """Put another answer in the place of one that this person gave; audited."""
        right, message = await self.notes.by_reference(answer), f"fix-{answer.message_id}"
        verdict = await self._update(names.CORRECT, right, answer.episode, message)
        if verdict.state is VerdictState.CORRECTED:
            await self._database.writing(lambda session: _audit(session, answer, self._now()))
            await self._settled(answer.episode, answer.key, settled=not verdict.keeps_open)
        return await self._though_it_is_over(answer, verdict)

    @activity.defn
    async def mark_phone(self, mark: PhoneMark) -> None:
        """Keep that a phone gets no texts, or does again; whoever must know is told."""
        await self._phones.mark(mark)

    @activity.defn
    async def pass_on(self, words: PassOn) -> PassedOn:
        """Bring words that answer nothing to the open episodes of this phone, else to the queue.

        A no whose episode is over is told to the family's phone itself: others may text it too. Of
        a danger that no episode hears the case manager on duty is told.
        """
        told = await self._database.writing(lambda session: _listeners(session, words))
        reached = [
            episode
            for episode, by in told.items()
            if await self._signal(episode, names.WROTE, await self._written(words, by, episode))
        ]
        if words.sense is Sense.DEATH and words.by is not None:
            reached += [
                one for one in told if one not in reached and await self._beside(one, words)
            ]
        whose = NO_MORE.get(words.sense, ())
        kept = bool(reached or (whose and await self._stops(words, whose)))
        heard = kept or words.sense is Sense.WANTS_TEXTS
        if not reached and (words.flag or words.text.attached or not heard):
            await self._database.writing(lambda session: of_nobody(session, words))
        if reached or words.by is not None:
            return PassedOn(kept=kept)
        ended = await self._database.reading(lambda s: over(s, words.phone_token))
        if words.flag is not None and words.flag.level is Level.EMERGENCY:
            await self._phones.tell_of_danger(words, ended)
        return PassedOn(kept=kept, over=bool(ended))

    async def _beside(self, episode: str, words: PassOn) -> int:
        """How many hear of a death that was said of an episode that is over."""
        deaths = Deaths(self._client, self._database)
        said = words.text
        return await deaths.tell_of_one_that_is_over(episode, said.message_id, said.at)

    async def _written(self, words: PassOn, by: Person, episode: str) -> Written:
        """As one episode is told it; the note that it names is kept under that episode first."""
        if words.note:
            (asked,) = words.episodes
            await self.notes.beside(asked, words.note, episode, words.text.at)
        wrote = Wrote(
            message_id=words.text.message_id,
            at=words.text.at,
            by=by,
            body=words.text.body,
            note=words.note,
            flag=words.flag,
            sense=words.sense,
            attached=words.text.attached,
        )
        return Written(wrote=wrote)

    async def _stops(self, words: PassOn, whose: tuple[Role, ...]) -> bool:
        """Whether a phone was found for a no that no episode took."""
        said = ToldConsent(key=words.text.message_id, given=False, at=words.text.at)
        kept = [await self._phones.stop(one, whose, said, words.clock) for one in words.episodes]
        return bool(kept) and all(kept)

    async def _though_it_is_over(self, answer: GiveAnswer, verdict: Verdict) -> Verdict:
        """The verdict of an episode that is over: what it tells of a death or a no is kept."""
        if verdict.state is VerdictState.CLOSED and answer.value is Value.DIED:
            deaths = Deaths(self._client, self._database)
            await deaths.tell_of_one_that_is_over(answer.episode, answer.message_id, answer.told_at)
        whose = plain_no(answer.value, answer.note, answer.card) if answer.by.role.is_staff else ()
        if verdict.state is not VerdictState.CLOSED or not whose:
            return verdict
        said = ToldConsent(key=answer.message_id, given=False, at=answer.happened_at)
        clock = await self._database.clock()
        if await self._phones.stop(answer.episode, whose, said, clock):
            return verdict.model_copy(update={"follows": phrase("consent.no_more_to_them")})
        await self._database.writing(lambda session: no_of_nobody(session, answer))
        return verdict

    @activity.defn
    async def tell_unreachable(self, unreachable: Unreachable) -> None:
        """Tell the asking episode that this phone cannot be reached; closed ones need not know."""
        told = NotReached(key=unreachable.key, reason=unreachable.reason, why=unreachable.why)
        await self._signal(unreachable.episode, names.UNREACHABLE, told)

    async def _update(self, name: str, payload: Payload, episode: str, key: str) -> Verdict:
        handle = self._client.get_workflow_handle(episode)
        question = payload.key if isinstance(payload, GivenAnswer | TakeBack) else ""
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

    async def _settled(self, episode: str, key: str, *, settled: bool) -> None:
        """Note whether a question still is somebody's open task: the roster counts them."""

        def note(session: Session) -> None:
            row = session.get(Assignment, (episode, key))
            if row is not None:
                row.settled = settled

        await self._database.writing(note)

    async def _signal(self, episode: str, name: str, payload: Payload) -> bool:
        """Whether the episode was there to be told."""
        try:
            await self._client.get_workflow_handle(episode).signal(name, payload)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True


def _listeners(session: Session, words: PassOn) -> dict[str, Person]:
    """Whose words they are; a death is kept with the look, for whatever begins afterwards."""
    told = listeners(session, words)
    if words.sense is Sense.DEATH:
        for episode, by in told.items():
            family = words.by is None and not by.role.is_staff
            said = words.text
            keep_word(session, episode, said.message_id, said.at, of_family=family)
    return told


def _remembered(session: Session, token: str) -> tuple[PhoneRow | None, int, Party | None, str]:
    """What is kept, the highest code, the colleague; of a new phone the language of its family."""
    found = select(func.max(OutboxRow.highest_code)).where(OutboxRow.phone_token == token)
    found_on = colleague_on(session, token)
    staff = found_on.party if found_on else None
    row = session.get(PhoneRow, token)
    family = () if row or staff else charted(session, token)
    language = next((one.language for one in family if texted_in(one.language)), "")
    return row, session.exec(found).one() or 0, staff, language


def _audit(session: Session, right: GiveAnswer, real_now: datetime) -> None:
    """Note a correction, once for each message; both answers stand in the episode's history."""
    in_trail = f"answer corrected to {right.value} by message {right.message_id}"
    about = f"{right.episode}|{right.key}"
    known = select(AuditRow.id).where(AuditRow.about == about, AuditRow.what == in_trail)
    if session.exec(known).first() is None:
        who = Viewer(handle=right.by.handle, role=right.by.role, via=right.via)
        audited(session, real_now, who, View(what=in_trail, about=about, episode=right.episode))


def _superseded(session: Session, answer: GiveAnswer) -> int:
    """How many answers of this message, as it was named each time, count no more."""
    gone = set(
        session.exec(select(AnswerRow.supersedes).where(AnswerRow.episode == answer.episode))
    )
    mine = re.compile(rf".*{re.escape(OF_A_MESSAGE + answer.message_id)}(\.\d+)?", re.DOTALL)
    return sum(mine.fullmatch(name) is not None for name in gone)


def _outcome(session: Session, episode: str) -> str:
    row = session.get(Encounter, episode)
    return row.outcome if row else ""
