"""One phone's thread without Temporal: the loops of `Conversation`, one step after another.

The thread, its reading and its sending decide everything. The driver opens the post, keeps the
clock, and plays what may happen between two steps: an activity that has not come back, a worker
that is down, a run that continues as new.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from domain.asking.choices import LOWEST_CODE
from domain.asking.reachability import Reachability
from domain.episode.decision import earliest
from domain.time.clock import Clock
from models.payloads import (
    ConversationState,
    OpenConversation,
    Outgoing,
    PassedOn,
    PassOn,
    PendingAnswer,
    PhoneMark,
    PhoneMemory,
    ReceivedText,
    ReviewShift,
    SendText,
    ShiftRequest,
    ShiftReviewed,
    Unreachable,
    Verdict,
)
from tests.model_checking.carrier import Carrier, Outcome
from workflows.activity_options import SEND_AGAIN_AFTER
from workflows.conversation import outbound, passing_on, shift_review
from workflows.conversation.inbound import read
from workflows.conversation.prompt import idle_after
from workflows.conversation.state import Thread
from workflows.conversation.workflow import Conversation

BUSY_FOR = timedelta(seconds=30)
A_STEP = timedelta(microseconds=1)
MOST_STEPS = 400
"""More at one instant, and the thread does not come to rest."""

Signal = Callable[[Thread, datetime], None]


class Desk(Protocol):
    """What a thread's activities reach beside the carrier."""

    def verdict(self, pending: PendingAnswer, number: str) -> Verdict:
        """What the episode says to an answer, a correction or its taking back."""

    def review(self, review: ReviewShift) -> ShiftReviewed:
        """What comes of somebody's hours."""

    def heard(self, words: PassOn) -> PassedOn:
        """Words for whoever should read them, and what becomes of them."""

    def marked(self, mark: PhoneMark) -> None:
        """A phone gets no texts any more, or does again."""

    def unreachable(self, told: Unreachable) -> None:
        """A prompt that cannot reach its phone."""


class _Said(Conversation):
    """How a conversation takes a verdict, at a given instant."""

    def __init__(self, thread: Thread, at: datetime) -> None:
        self._thread = thread
        self._at = at

    def confirm(self, pending: PendingAnswer, verdict: Verdict) -> None:
        """As it does when the activity returns."""
        self._confirm(pending, verdict)

    def _now(self) -> datetime:
        return self._at


@dataclass(frozen=True, kw_only=True)
class Act:
    """What came of one text that was read; `order` is shared with the carrier's texts."""

    text: ReceivedText
    handed: tuple[PendingAnswer, ...]
    said: tuple[Outgoing, ...]
    shift_requests: tuple[ShiftRequest, ...]
    passed_on: bool
    order: int


@dataclass
class Driver:
    """Plays one phone's thread. `slow`: activities that have begun do not come back yet.

    `roster` is what a thread remembers of whoever is on it, from the beginning.
    """

    number: str
    token: str
    carrier: Carrier
    desk: Desk
    clock: Clock
    roster: dict[str, object] = field(default_factory=dict)
    thread: Thread = field(init=False)
    asleep: bool = False
    slow: bool = False
    post: list[Signal] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    shifts: list[tuple[ShiftReviewed, tuple[Outgoing, ...]]] = field(default_factory=list)
    given_up: list[tuple[str, str]] = field(default_factory=list)
    waits_until: datetime | None = None
    in_flight: tuple[SendText, Outcome] | None = None
    handed: tuple[PendingAnswer, Verdict] | None = None
    reviewed: tuple[ShiftRequest | None, ShiftReviewed] | None = None
    _failures: int = 0
    _idle_since: datetime | None = None
    _wakes_at: datetime | None = None
    _stirred: bool = False

    def __post_init__(self) -> None:
        self.thread = self._opened(None)
        self.thread.remember(**self.roster)

    # ---- what happens to it

    def gets(self, signal: Signal) -> None:
        """A signal arrives; it is taken when the worker is up."""
        self.post.append(signal)

    def continues_as_new(self) -> None:
        """All that was in the thread is what its state says."""
        state = ConversationState.model_validate_json(self.thread.state().model_dump_json())
        self.thread = self._opened(state)
        self._stirred = True

    def runs(self, now: datetime) -> datetime:
        """Do everything that can be done now; gives when it was done, for each step takes time."""
        due = self._wakes_at is not None and self._wakes_at <= now
        if self.asleep or not (self.post or self._stirred or due):
            return now
        for _ in range(MOST_STEPS):
            self._open_post(now)
            if not self._step(now):
                self._rests(now)
                self._stirred, self._wakes_at = False, self._next(now)
                return now
            now += A_STEP
        raise AssertionError(f"{self.number} does not come to rest")

    def stirs(self) -> None:
        """It is up, and what was under way comes back."""
        self.asleep, self.slow, self._stirred = False, False, True

    @property
    def wakes_at(self) -> datetime | None:
        """When time alone brings something to do."""
        return None if self.asleep else self._wakes_at

    @property
    def at_rest(self) -> bool:
        """Whether nothing is on its way to or from it."""
        waiting = (self.post, self.in_flight, self.handed, self.reviewed, self.thread.unreachable)
        return not self.asleep and not any(waiting)

    # ---- its loops

    def _open_post(self, now: datetime) -> None:
        while self.post:
            self.post.pop(0)(self.thread, now)

    def _step(self, now: datetime) -> bool:
        """One step of one loop; False when none has anything to do."""
        loops = (self._reads, self._hands_over, self._passes_on, self._keeps_hours, self._sends)
        return any(loop(now) for loop in loops)

    def _reads(self, now: datetime) -> bool:
        thread = self.thread
        if not thread.received:
            return False
        text = thread.received.pop(0)
        handed, said = len(thread.pending), len(thread.outgoing)
        requested, words = len(thread.shift_requests), len(thread.words)
        read(thread, text, now)
        self.acts.append(
            Act(
                text=text,
                handed=tuple(thread.pending[handed:]),
                said=tuple(thread.outgoing[said:]),
                shift_requests=tuple(thread.shift_requests[requested:]),
                passed_on=len(thread.words) > words,
                order=next(self.carrier.order),
            )
        )
        return True

    def _hands_over(self, now: datetime) -> bool:
        thread = self.thread
        if self.handed is None and thread.pending:
            self.handed = (thread.pending[0], self.desk.verdict(thread.pending[0], self.number))
            return True
        if self.handed is None or self.slow:
            return False
        (pending, verdict), self.handed = self.handed, None
        thread.pending.pop(0)
        _Said(thread, now).confirm(pending, verdict)
        return True

    def _passes_on(self, now: datetime) -> bool:
        thread = self.thread
        if thread.words:
            words = thread.words.pop(0)
            passing_on.passed_on(thread, words, self.desk.heard(words), now)
        elif thread.marks:
            self.desk.marked(thread.marks.pop(0))
        elif thread.unreachable:
            told = thread.unreachable.pop(0)
            if told.why not in (
                Reachability.HELD_BACK,
                Reachability.SHOWN,
            ):  # what only waits is still wanted
                self.given_up.append((f"{told.episode}|{told.key}", told.reason))
                self.desk.unreachable(told)
        else:
            return False
        return True

    def _keeps_hours(self, now: datetime) -> bool:
        thread = self.thread
        at = shift_review.next_at(thread, now)
        if self.reviewed is None and at is not None and at <= now:
            requested = next(iter(thread.shift_requests), None)
            self.reviewed = (
                requested,
                self.desk.review(shift_review.review(thread, requested, now)),
            )
            return True
        if self.reviewed is None or self.slow:
            return False
        (requested, shifted), self.reviewed = self.reviewed, None
        said = len(thread.outgoing)
        shift_review.reviewed(thread, requested, shifted, now)
        self.shifts.append((shifted, tuple(thread.outgoing[said:])))
        return True

    def _sends(self, now: datetime) -> bool:
        thread = self.thread
        if self.in_flight is not None:
            return not self.slow and self._lands(*self.in_flight, now)
        if self.waits_until is not None and now < self.waits_until:
            return False
        self.waits_until = None
        outbound.drop_what_cannot_go(thread, now)
        at = outbound.next_at(thread, now)
        if at is None or at > now:
            return bool(thread.unreachable)
        text = outbound.next_text(thread, now)
        self.in_flight = (text, self.carrier.attempt(text, now))
        return True

    def _lands(self, text: SendText, outcome: Outcome, now: datetime) -> bool:
        """The attempt comes back."""
        self.in_flight = None
        if outcome is Outcome.TAKEN:
            self._failures = 0
            outbound.sent(self.thread, text, now)
        elif outcome.final:
            outbound.refused(self.thread, text, outcome.value, now)
        else:
            busy = outcome is Outcome.BUSY
            pause = SEND_AGAIN_AFTER[min(self._failures, len(SEND_AGAIN_AFTER) - 1)]
            until = now + (BUSY_FOR if busy else pause)
            self._failures += 1
            outbound.failed(self.thread, text, until, outcome.value)
            self.waits_until = until if busy else None
        return True

    # ---- its next time, and its end

    def _next(self, now: datetime) -> datetime | None:
        thread = self.thread
        review = None if self.reviewed else shift_review.next_at(thread, now)
        send = None if self.in_flight else outbound.next_at(thread, now)
        if send is not None and self.waits_until is not None:
            send = max(send, self.waits_until)
        ends = self._idle_since + _stays(thread) if self._idle_since else None
        return earliest(review, send, ends)

    def _rests(self, now: datetime) -> None:
        """An idle thread ends after a while; what it remembers is what the next one begins with."""
        busy = self.in_flight or self.handed or self.reviewed
        if busy or not self.thread.idle():
            self._idle_since = None
            return
        if self._idle_since is None:
            self._idle_since = now
        if now - self._idle_since >= _stays(self.thread):
            memory = self.thread.memory
            sent = (code for text in self.carrier.attempts for code in self._codes(text))
            code = max(memory.next_code, max(sent, default=0) + 1, LOWEST_CODE)
            kept = PhoneMemory.model_validate_json(memory.model_dump_json())
            self.thread = self._opened(None)
            self.thread.memory = kept.model_copy(update={**self.roster, "next_code": code})
            self._idle_since = None

    def _codes(self, text: SendText) -> tuple[int, ...]:
        return text.codes if text.to == self.number else ()

    def _opened(self, state: ConversationState | None) -> Thread:
        opening = OpenConversation(token=self.token, clock=self.clock, state=state)
        return Thread(opening)


def _stays(thread: Thread) -> timedelta:
    return idle_after(thread.memory, thread.prompts.values())
