"""The episodes of the conversation as plain records: what each wants, of whom, what it heard."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.pathway import Role
from domain.steps.reconciliation import RECONCILE
from domain.time.hours import DayHours, Reach
from models.payloads import (
    Contact,
    GiveAnswer,
    NotGiven,
    OpenTask,
    PassedOn,
    PassOn,
    PendingAnswer,
    PendingKind,
    PhoneMark,
    Prompt,
    ReassignedTask,
    Retraction,
    ReviewShift,
    Settled,
    ShiftChange,
    ShiftReviewed,
    TakeBack,
    Unreachable,
    Verdict,
    VerdictState,
)
from tests.model_checking.people import STAFF, prompt

UNDO_WITHIN = timedelta(minutes=10)


class Stands(StrEnum):
    """How it is with a question, as its episode sees it."""

    WANTED = "wanted"
    ANSWERED = "answered"
    GONE = "gone"
    BY_HAND = "by hand"


@dataclass
class Wanted:
    """A question of an episode: `wire` is the name under which it stands with `holder` now."""

    episode: str
    question: Question
    holder: Contact
    wire: str
    stands: Stands = Stands.WANTED
    answer: GiveAnswer | None = None
    avoid: set[str] = field(default_factory=set)
    times: int = 0

    @property
    def id(self) -> str:
        """Its prompt's name on the phone that holds it now."""
        return f"{self.episode}|{self.wire}"


@dataclass(frozen=True)
class Given:
    """An answer that reached its episode, from that phone."""

    number: str
    answer: GiveAnswer


AskSignal = Callable[[Prompt], None]
WithdrawSignal = Callable[[Contact, Retraction], None]


class Episodes:
    """What the threads' activities reach: episodes, roster, and whoever reads words."""

    def __init__(self, dice: Random, ask: AskSignal, withdraw: WithdrawSignal) -> None:
        self.dice = dice
        self.now = datetime.max.replace(tzinfo=UTC)
        self.wanted: list[Wanted] = []
        self.by_wire: dict[tuple[str, str], Wanted] = {}
        self.asked: dict[tuple[str, str], Prompt] = {}
        self.given: list[Given] = []
        self.words: list[PassOn] = []
        self.marks: list[PhoneMark] = []
        self.handed: list[tuple[str, str, str]] = []
        self.shift_requests: list[tuple[str, ShiftChange]] = []
        self.reaches: dict[str, Reach] = {handle: one.reach for handle, one in STAFF.items()}
        self._verdicts: dict[tuple[str, str], Verdict] = {}
        self._ask = ask
        self._withdraw = withdraw

    # ---- what an episode does of its own accord

    def want(self, episode: str, question: Question, holder: Contact) -> Wanted:
        """Ask something new."""
        wanted = Wanted(episode=episode, question=question, holder=holder, wire=question.key)
        self.wanted.append(wanted)
        self._out(wanted)
        return wanted

    def takes_back(self, wanted: Wanted, *, settled: Settled) -> None:
        """Nobody need answer any more."""
        wanted.stands = Stands.GONE
        self._back(wanted, settled)

    def standing(self) -> list[Wanted]:
        """What is wanted of somebody now."""
        return [wanted for wanted in self.wanted if wanted.stands is Stands.WANTED]

    # ---- what threads bring

    def verdict(self, pending: PendingAnswer, number: str) -> Verdict:
        """The same message about the same question hears the same again."""
        key = (pending.kind, f"{pending.said.message_id}{pending.said.key}")
        if key not in self._verdicts:
            self._verdicts[key] = self._judged(pending, number)
        return self._verdicts[key]

    def heard(self, words: PassOn) -> PassedOn:
        """A person reads them."""
        self.words.append(words)
        return PassedOn(kept=True)

    def marked(self, mark: PhoneMark) -> None:
        """Noted."""
        self.marks.append(mark)

    def unreachable(self, told: Unreachable) -> None:
        """Ask the next of the staff; what the family cannot be asked is done by hand."""
        wanted = self.by_wire[told.episode, told.key]
        if wanted.stands is not Stands.WANTED or wanted.wire != told.key:
            return
        wanted.avoid.add(wanted.holder.person.handle)
        others = self._others(wanted)
        if others:
            self._anew(wanted, self.dice.choice(others))
        else:
            wanted.stands = Stands.BY_HAND

    def review(self, review: ReviewShift) -> ShiftReviewed:
        """Change today's hours as wished, and give some tasks to others, as a roster might."""
        self.shift_requests.append((review.handle, review.change))
        reach = self._reach(review)
        stays = review.change in (ShiftChange.ON, ShiftChange.ON_CALL)
        handed = [] if stays else list(self._moved(review, reach))
        for task in handed:
            wanted = self.by_wire[task.episode, task.key]
            self.handed.append((review.handle, wanted.id, task.to_handle))
            moved = Settled(words="handed over", handed_over=True, silent=True)
            self._back(wanted, moved)
            self._anew(wanted, STAFF[task.to_handle])
        kept = NotGiven.NOT_ON if review.change is ShiftChange.GIVE and not handed else None
        return ShiftReviewed(reach=reach, handed=tuple(handed), not_given=kept)

    # ---- how

    def _reach(self, review: ReviewShift) -> Reach:
        reach = self.reaches[review.handle]
        today = reach.local(review.now).date()
        others = tuple(each for each in reach.exceptions if each.day != today)[-5:]
        match review.change:
            case ShiftChange.OFF:
                reach = replace(reach, exceptions=(*others, DayHours(day=today)))
            case ShiftChange.ON:
                reach = replace(reach, exceptions=others)
                if not reach.open_at(review.now):
                    said = reach.from_now_on(review.now)
                    reach = replace(reach, exceptions=(*others, said))
            case ShiftChange.LOOK | ShiftChange.GIVE | ShiftChange.ON_CALL:
                pass
        self.reaches[review.handle] = reach
        return reach

    def _moved(self, review: ReviewShift, reach: Reach) -> list[ReassignedTask]:
        off = review.change in (ShiftChange.OFF, ShiftChange.GIVE)
        found = []
        for task in review.tasks:
            wanted = self.by_wire[task.episode, task.key]
            current = wanted.stands is Stands.WANTED and wanted.wire == task.key
            others = self._others(wanted)
            moves = off or not (self._waits(task, reach, review.now) or task.urgent)
            if current and others and moves and self.dice.random() < 0.7:
                taker = self.dice.choice(others).person
                found.append(
                    ReassignedTask(
                        episode=task.episode,
                        key=task.key,
                        to_handle=taker.handle,
                        to_name=taker.name,
                    )
                )
        return found

    def _waits(self, task: OpenTask, reach: Reach, now: datetime) -> bool:
        again = reach.next_begin(now)
        return task.due is None or again is None or task.due > again or reach.open_at(now)

    def _judged(self, pending: PendingAnswer, number: str) -> Verdict:
        if isinstance(pending.said, TakeBack):
            return self._taken_back(pending.said)
        right = pending.said
        wanted = self.by_wire[right.episode, right.key]
        if pending.kind is PendingKind.CORRECTION:
            return self._corrected(wanted, right)
        self.given.append(Given(number, right))
        if wanted.stands is not Stands.WANTED:
            by = wanted.answer.by.name if wanted.answer else ""
            return Verdict(state=VerdictState.ALREADY_SETTLED, by=by, at=self.now)
        if self._refuses(wanted, right):
            return Verdict(state=VerdictState.REFUSED, follows="Not so.")
        wanted.answer = right
        if right.value is Value.TAKEN:
            return Verdict(state=VerdictState.RECORDED, keeps_open=True)
        self._settle(wanted, right)
        if self.dice.random() < 0.4:
            self._follow_up(wanted)
        return Verdict(state=VerdictState.RECORDED, follows="Done.")

    def _refuses(self, wanted: Wanted, answer: GiveAnswer) -> bool:
        doubtful = answer.at is not None or wanted.question.kind == RECONCILE
        return doubtful and self.dice.random() < 0.5

    def _settle(self, wanted: Wanted, answer: GiveAnswer) -> None:
        """Answered; whoever else holds it hears so."""
        wanted.stands = Stands.ANSWERED
        if wanted.wire != answer.key:
            settled = Settled(words="done", by=answer.by.name, handle=answer.by.handle, at=self.now)
            self._back(wanted, settled)

    def _follow_up(self, wanted: Wanted) -> None:
        """What an answer brings with it, asked of the same person at once."""
        number = len(self.wanted) + 1000
        key = f"{wanted.question.key.rpartition('/')[0]}/{number}"
        self.want(wanted.episode, replace(wanted.question, key=key, ask_at=self.now), wanted.holder)

    def _taken_back(self, take_back: TakeBack) -> Verdict:
        wanted = self.by_wire[take_back.episode, take_back.key]
        answer = wanted.answer
        if answer is None or answer.by.handle != take_back.by.handle:
            return Verdict(state=VerdictState.ALREADY_SETTLED)
        if wanted.stands is Stands.GONE or take_back.at - answer.told_at > UNDO_WITHIN:
            return Verdict(state=VerdictState.TOO_LATE)
        answered = wanted.stands is Stands.ANSWERED
        wanted.answer, wanted.stands = None, Stands.WANTED
        if answered and wanted.wire != answer.key:
            self._anew(wanted, wanted.holder)
        return Verdict(state=VerdictState.TAKEN_BACK)

    def _corrected(self, wanted: Wanted, right: GiveAnswer) -> Verdict:
        if wanted.answer is None or wanted.answer.by.handle != right.by.handle:
            return Verdict(state=VerdictState.ALREADY_SETTLED)
        if self._refuses(wanted, right):
            return Verdict(state=VerdictState.REFUSED, follows="Not so.")
        wanted.answer = right
        if right.value is not Value.TAKEN:
            if wanted.stands is Stands.WANTED:
                self._settle(wanted, right)
            return Verdict(state=VerdictState.CORRECTED)
        if wanted.stands is Stands.ANSWERED:
            wanted.stands = Stands.WANTED
            if wanted.wire != right.key:
                self._anew(wanted, wanted.holder)
        return Verdict(state=VerdictState.CORRECTED, keeps_open=wanted.stands is Stands.WANTED)

    def _others(self, wanted: Wanted) -> list[Contact]:
        role, held_by = wanted.question.to, wanted.holder.person.handle
        if role is Role.PATIENT:
            return []
        return [
            contact.model_copy(update={"reach": self.reaches[handle]})
            for handle, contact in STAFF.items()
            if contact.person.role is role and handle != held_by and handle not in wanted.avoid
        ]

    def _anew(self, wanted: Wanted, holder: Contact) -> None:
        """Under a new name: the old one is barred."""
        wanted.times += 1
        wanted.wire = f"{wanted.question.key}~{wanted.times}"
        wanted.holder = holder
        self._out(wanted)

    def _out(self, wanted: Wanted) -> None:
        handle = wanted.holder.person.handle
        if handle in self.reaches:
            reach = self.reaches[handle]
            wanted.holder = wanted.holder.model_copy(update={"reach": reach})
        self.by_wire[wanted.episode, wanted.wire] = wanted
        asked = replace(wanted.question, key=wanted.wire)
        out = prompt(wanted.episode, asked, wanted.holder)
        self.asked[wanted.episode, wanted.wire] = out
        self._ask(out)

    def _back(self, wanted: Wanted, settled: Settled) -> None:
        retraction = Retraction(episode=wanted.episode, key=wanted.wire, settled=settled)
        self._withdraw(wanted.holder, retraction)
