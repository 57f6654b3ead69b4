"""The state of one phone's thread and every change of it; no waiting and no Temporal in here."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.answers import LOWEST_CODE, Kind
from domain.listening import Held, Phone
from domain.questions import Question
from models.payloads import (
    ConversationState,
    Handing,
    OpenConversation,
    Outgoing,
    PassOn,
    PhoneMemory,
    Prompt,
    ReceivedText,
    Retraction,
    StandingPrompt,
    TextItem,
    Unreachable,
)
from workflows import wording

RECENT = 200
IDLE_AFTER = timedelta(hours=24)


class Thread:
    """One phone: the prompts it holds, the codes it was given, what waits to go out or on."""

    def __init__(self, opening: OpenConversation) -> None:
        state = opening.state or ConversationState(memory=PhoneMemory(next_code=LOWEST_CODE))
        self.number, self.token, self.clock = opening.number, opening.token, opening.clock
        self.memory = state.memory
        self.prompts = {prompt_id(standing.prompt): standing for standing in state.prompts}
        self.tombstones = list(state.tombstones)
        self.received = list(state.received)
        self.outgoing = list(state.outgoing)
        self.handing = list(state.handing)
        self.words = list(state.words)
        self.unreachable = list(state.unreachable)
        self.last_reply_at = state.last_reply_at

    def state(self) -> ConversationState:
        """Everything, to be passed on."""
        return ConversationState(
            memory=self.memory,
            prompts=tuple(self.prompts.values()),
            tombstones=tuple(self.tombstones),
            received=tuple(self.received),
            outgoing=tuple(self.outgoing),
            handing=tuple(self.handing),
            words=tuple(self.words),
            unreachable=tuple(self.unreachable),
            last_reply_at=self.last_reply_at,
        )

    # ---- what arrives

    def ask(self, prompt: Prompt) -> None:
        """Take a prompt, once, unless it was taken back before it came."""
        key = prompt_id(prompt)
        if key in self.tombstones or key in self.prompts:
            return
        self.prompts[key] = StandingPrompt(prompt=prompt, label=self._label(prompt))
        self.remember(
            facility_name=prompt.facility_name,
            care_line=prompt.care_line,
            staff=self.memory.staff or prompt.to.person.role not in wording.PUBLIC,
            language=prompt.to.language,
            time_zone=prompt.to.time_zone,
        )

    def retract(self, retraction: Retraction, now: datetime) -> None:
        """Close a prompt that needs no answer any more; say so to staff who have seen it."""
        key = f"{retraction.episode}|{retraction.key}"
        standing = self.prompts.get(key)
        if standing is None:
            self.tombstones.append(key)
            return
        if standing.closed_at is not None:
            return
        words = wording.settled(retraction.settled, standing.prompt.to.time_zone)
        self.close(key, now, words)
        seen_by_staff = (
            standing.code is not None and standing.prompt.to.person.role not in wording.PUBLIC
        )
        question = standing.prompt.question
        once = question.choices and question.kind is not Kind.ESCALATION_DONE
        own = retraction.settled.handle == standing.prompt.to.person.handle
        if seen_by_staff and once and not own and not retraction.settled.silent:
            item = wording.no_reply_needed(standing, words)
            self.outgoing.append(Outgoing(key=f"{key}#settled", item=item))

    def take(self, text: ReceivedText) -> None:
        """Queue a text, once for each message id."""
        waiting = (waiting.message_id for waiting in self.received)
        if text.message_id in self.memory.recent or text.message_id in waiting:
            return
        self.received.append(text)

    # ---- prompts

    def close(self, key: str, now: datetime, words: str, *, answered: bool = False) -> None:
        """A prompt takes no answer any more; its code keeps saying why."""
        standing = self.prompts[key]
        self.prompts[key] = standing.model_copy(
            update={"closed_at": now, "closed_words": words, "answered": answered}
        )
        if standing.code is not None:
            closed = {**self.memory.closed, standing.code: f"{standing.label}: {words}"}
            self.remember(closed=dict(list(closed.items())[-RECENT:]))

    def reopen(self, key: str) -> None:
        """A prompt whose answer was taken back stands again under its code."""
        self.prompts[key] = self.prompts[key].model_copy(
            update={"closed_at": None, "closed_words": "", "answered": False, "acknowledged": False}
        )

    def acknowledge(self, key: str) -> None:
        """A prompt that is being seen to stays open and is not repeated."""
        self.prompts[key] = self.prompts[key].model_copy(update={"acknowledged": True})

    def shown(self, keys: Iterable[str], now: datetime) -> None:
        """These prompts stand on the phone now; a notice is over when its last time is past."""
        for key in keys:
            standing = self.prompts[key]
            past = sum(at <= now for at in _times(standing.prompt.question))
            updated = standing.model_copy(update={"sent": max(standing.sent + 1, past)})
            self.prompts[key] = updated
            if not updated.prompt.question.choices and _next_time(updated, now) is None:
                self.close(key, now, "told")

    def coded(self, key: str, now: datetime) -> int:
        """The prompt's code, given out now if it has none; codes are never used twice.

        From here on an answer counts: it may come before we know that the text went out.
        """
        standing = self.prompts[key]
        if standing.code is not None:
            return standing.code
        code = self.memory.next_code
        self.remember(next_code=code + 1)
        self.prompts[key] = standing.model_copy(update={"code": code, "shown_at": now})
        return code

    def open_prompts(self) -> list[tuple[str, StandingPrompt]]:
        """Those that still want something, oldest first."""
        return [(key, held) for key, held in self.prompts.items() if held.closed_at is None]

    def phone(self) -> Phone:
        """What the domain needs to understand a text."""
        held = tuple(
            _held(key, standing, standing.code, standing.shown_at)
            for key, standing in self.prompts.items()
            if standing.code is not None and standing.shown_at is not None
        )
        return Phone(
            held=held,
            opted_out=self.memory.opted_out,
            last_reply_at=self.last_reply_at,
            closed_codes=self.memory.closed,
            staff=self.memory.staff,
        )

    def next_time(self, standing: StandingPrompt, now: datetime) -> datetime | None:
        """When this prompt is next to be sent: now or later, or never again."""
        at = _next_time(standing, now)
        question, reach = standing.prompt.question, standing.prompt.to.reach
        if at is None or standing.acknowledged:
            return None
        return at if question.urgent else reach.next_open(max(at, now))

    # ---- memory

    def remember(self, **changes: object) -> None:
        """Change what outlives the thread."""
        self.memory = self.memory.model_copy(update=changes)

    def heard(self, message_id: str) -> None:
        """A text was acted on."""
        self.remember(recent=(*self.memory.recent, message_id)[-RECENT:])

    def say(self, key: str, item: TextItem, *, safety: bool = False) -> None:
        """Queue a text beside the prompts."""
        self.outgoing.append(Outgoing(key=key, item=item, safety=safety))

    def pass_on(self, words: PassOn) -> None:
        """Queue words for whoever should read them."""
        self.words.append(words)

    def hand_over(self, handing: Handing) -> None:
        """Queue an answer for its episode."""
        self.handing.append(handing)

    def give_up(self, key: str, reason: str, now: datetime) -> None:
        """Tell the asker that this phone cannot be reached for this prompt."""
        prompt = self.prompts[key].prompt
        self.unreachable.append(
            Unreachable(
                episode=prompt.episode, key=prompt.question.key, reason=reason, clock=self.clock
            )
        )
        self.close(key, now, reason)

    def idle(self) -> bool:
        """Whether nothing is open and nothing waits."""
        waiting = (self.received, self.outgoing, self.handing, self.words, self.unreachable)
        return not any(waiting) and not self.open_prompts()

    def forget_closed(self, now: datetime) -> None:
        """Drop prompts that closed long ago; their codes still say what became of them."""
        self.prompts = {
            key: standing
            for key, standing in self.prompts.items()
            if standing.closed_at is None or now - standing.closed_at < IDLE_AFTER
        }
        self.tombstones = self.tombstones[-RECENT:]

    def _label(self, prompt: Prompt) -> str:
        """The patient's initials, unique on this phone: a second J.S. is J.S.2."""
        known = self.memory.labels.get(prompt.episode)
        if known is not None:
            return known
        taken = set(self.memory.labels.values())
        label, count = prompt.initials, 1
        while label in taken:
            count += 1
            label = f"{prompt.initials}{count}"
        labels = {**self.memory.labels, prompt.episode: label}
        self.remember(labels=dict(list(labels.items())[-RECENT:]))
        return label


def prompt_id(prompt: Prompt) -> str:
    """A prompt's own name on its phone."""
    return f"{prompt.episode}|{prompt.question.key}"


def _held(key: str, standing: StandingPrompt, code: int, shown_at: datetime) -> Held:
    prompt = standing.prompt
    return Held(
        id=key,
        code=code,
        label=standing.label,
        role=prompt.to.person.role,
        choices=prompt.question.choices,
        shown_at=shown_at,
        time_zone=prompt.to.time_zone,
        closed_at=standing.closed_at,
        closed_words=f"{standing.label}: {standing.closed_words}",
        answered=standing.answered,
    )


def _next_time(standing: StandingPrompt, now: datetime) -> datetime | None:
    """The first time that is not sent yet; of several that are past, only the newest counts."""
    times = [
        at
        for number, at in enumerate(_times(standing.prompt.question))
        if number >= standing.sent and (number == 0 or _in_time(standing.prompt, at))
    ]
    past = [at for at in times if at <= now]
    return past[-1] if past else min(times, default=None)


def _in_time(prompt: Prompt, at: datetime) -> bool:
    """Whether a reminder can still be read before the due time that it reminds of."""
    due = prompt.question.due
    return due is None or at >= due or prompt.to.reach.next_open(at) < due


def _times(question: Question) -> tuple[datetime, ...]:
    return (question.ask_at, *question.remind_at)
