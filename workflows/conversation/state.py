"""The state of one phone's thread and every change of it; no waiting and no Temporal in here."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.asking.choices import LOWEST_CODE
from domain.asking.reachability import Reachability
from domain.episode.escalation import ESCALATION_DONE
from domain.texting.interpretation import Phone
from domain.texting.pacing import is_awake
from domain.words.phrasebook import phrase
from models.payloads import (
    ConversationState,
    Notify,
    OpenConversation,
    Outgoing,
    PassOn,
    PendingAnswer,
    PhoneMark,
    PhoneMemory,
    Prompt,
    ReceivedText,
    Retraction,
    ShiftRequest,
    StandingPrompt,
    TextItem,
    Unreachable,
)
from workflows.conversation import wording
from workflows.conversation.labels import label_for
from workflows.conversation.prompt import (
    alarm_of,
    given_until,
    goes_next,
    is_family,
    kept,
    next_time,
    on_phone,
    prompt_id,
    send_times,
    shows_again,
)

RECENT = 200
NO_CODE = 0
"""No text can name it: codes begin at 21."""
TOLD = "told"
MOST_PATIENTS = 2
"""How many a phone remembers: with a second one every text to a family says whose it is."""
MOST_NOTICES = 2
"""How many notices join one that waits: together they are two segments at most."""


class Thread:
    """One phone: the prompts it holds, the codes it was given, what waits to go out or on."""

    def __init__(self, opening: OpenConversation) -> None:
        state = opening.state or ConversationState(memory=PhoneMemory(next_code=LOWEST_CODE))
        self.token, self.clock = opening.token, opening.clock
        self.memory = state.memory
        self.prompts = {prompt_id(standing.prompt): standing for standing in state.prompts}
        self.tombstones = list(state.tombstones)
        self.received = list(state.received)
        self.outgoing = list(state.outgoing)
        self.pending = list(state.pending)
        self.words = list(state.words)
        self.unreachable = list(state.unreachable)
        self.last_reply_at = state.last_reply_at
        self.replied_about = state.replied_about
        self.prompted_at = state.prompted_at
        self.hours = state.hours
        self.shift_requests = list(state.shift_requests)
        self.listed = state.listed
        self.marks = list(state.marks)
        self.unsure = {text.key: text for text in state.unsure}
        self.held_until = dict(state.held_until)
        self.in_doubt = set(state.in_doubt)
        self.being_sent = state.being_sent
        self.receipts = {receipt.key: receipt for receipt in state.receipts}

    def state(self) -> ConversationState:
        """Everything, to be passed on."""
        return ConversationState(
            memory=self.memory,
            prompts=tuple(self.prompts.values()),
            tombstones=tuple(self.tombstones),
            received=tuple(self.received),
            outgoing=tuple(self.outgoing),
            pending=tuple(self.pending),
            words=tuple(self.words),
            unreachable=tuple(self.unreachable),
            last_reply_at=self.last_reply_at,
            replied_about=self.replied_about,
            prompted_at=self.prompted_at,
            hours=self.hours,
            shift_requests=tuple(self.shift_requests),
            listed=self.listed,
            marks=tuple(self.marks),
            unsure=tuple(self.unsure.values()),
            in_doubt=tuple(sorted(self.in_doubt)),
            held_until=dict(self.held_until),
            being_sent=self.being_sent,
            receipts=tuple(self.receipts.values()),
        )

    # ---- what arrives

    def ask(self, prompt: Prompt, now: datetime) -> None:
        """Take a prompt, once, unless it was taken back before it came."""
        key = prompt_id(prompt)
        if key in self.tombstones or key in self.prompts:
            return
        asked = {standing.prompt.episode for standing in self.prompts.values()}
        label, labels = label_for(prompt.episode, prompt.initials, self.memory.labels, asked)
        self.prompts[key] = StandingPrompt(prompt=prompt, label=label, asked_at=now)
        person, reach = prompt.to.person, prompt.to.reach
        staff = person.role.is_staff
        if staff and reach.windows:
            self.hours = reach
        self.remember(
            labels=labels,
            patients=tuple(dict.fromkeys((*self.memory.patients, prompt.patient)))[-MOST_PATIENTS:],
            facility_name=prompt.facility_name,
            line=prompt.care_line,
            staff=self.memory.staff or not person.role.is_family,
            handle=person.handle if staff else self.memory.handle,
            reviewed_at=self.memory.reviewed_at or now,
            language=prompt.to.language,
            time_zone=prompt.to.time_zone,
            texts=prompt.texts,
        )

    def retract(self, retraction: Retraction, now: datetime) -> None:
        """Close a prompt that needs no answer any more; say so to staff who have seen it."""
        key = f"{retraction.episode}|{retraction.key}"
        standing = self.prompts.get(key)
        if standing is None:
            self.tombstones.append(key)
            return
        self._change(key, withdrawn=True)
        if standing.closed_at is not None:
            return
        words = wording.settled(retraction.settled, standing.prompt.to.time_zone)
        self.close(key, now, words)
        if retraction.settled.handed_over:
            self._change(key, handed_over=True)
        seen_by_staff = standing.code is not None and not is_family(standing)
        question = standing.prompt.question
        once = question.choices and question.kind != ESCALATION_DONE
        own = retraction.settled.handle == standing.prompt.to.person.handle
        if seen_by_staff and once and not (own or retraction.settled.silent):
            self._notice(f"{key}#settled", wording.no_reply_needed(standing, words))

    def _notice(self, key: str, item: TextItem) -> None:
        """Queue a notice; it joins one that waits, unless that is just being sent."""
        last = self.outgoing[-1] if self.outgoing else None
        if last is None or not (last.item.kind == item.kind and self._may_grow(last)):
            self.outgoing.append(Outgoing(key=key, item=item))
        else:
            self.outgoing[-1] = last.model_copy(update={"then": (*last.then, item)})

    def _may_grow(self, out: Outgoing) -> bool:
        return not out.tried and out.key != self.being_sent and len(out.then) < MOST_NOTICES

    def take(self, text: ReceivedText) -> None:
        """Queue a text, once for each message id."""
        waiting = (waiting.message_id for waiting in self.received)
        if text.message_id in self.memory.recent or text.message_id in waiting:
            return
        self.received.append(text)

    def request_shift(self, requested: ShiftRequest) -> None:
        """Have the hours of whoever is on the roster looked at."""
        if self.memory.handle:
            self.shift_requests.append(requested)

    def notify(self, told: Notify, now: datetime) -> None:
        """Queue something that this person is told, once for each key, in their hours."""
        if told.key in self.memory.recent:
            return
        self.heard(told.key)
        key = f"{self.token}/{told.key}"
        self.say(key, told.item)
        if self.hours is not None:
            self.held_until[key] = self.hours.next_open(now)

    # ---- prompts

    def close(self, key: str, now: datetime, words: str, *, answered: bool = False) -> None:
        """A prompt takes no answer any more; its code keeps saying why."""
        standing = self.prompts[key]
        sent = max(standing.sent, 1) if answered else standing.sent
        self._now_last(key)
        changes = {"closed_words": words, "answered": answered, "sent": sent}
        self._change(key, closed_at=now, snoozed_until=None, **changes)
        self.outgoing = [out for out in self.outgoing if not shows_again(out, standing)]
        if standing.code is not None:
            self._stays_in_mind(key)
            closed = {**self.memory.closed, standing.code: f"{standing.label}: {words}"}
            self.remember(closed=dict(list(closed.items())[-RECENT:]))

    def answered_anew(self, key: str, at: datetime) -> None:
        """Its answer is being corrected: UNDO would mean this one."""
        self._now_last(key)
        self._change(key, closed_at=at)

    def _now_last(self, key: str) -> None:
        """Of what closes at the same instant the order in which it was read tells the newest."""
        self.prompts[key] = self.prompts.pop(key)

    def says(self, key: str, words: str) -> None:
        """What the code of a closed prompt says from now on."""
        self._change(key, closed_words=words)

    def _stays_in_mind(self, key: str) -> None:
        """Whoever has seen this question may still answer it, with a digit and no code."""
        standing = self.prompts[key]
        asked, shown_at = standing.prompt.question, standing.shown_at
        missed = asked.choices and shown_at is not None and not standing.answered
        if missed and shown_at is not None:
            seen = on_phone(key, standing, NO_CODE, shown_at)
            self.remember(stale=replace(seen, handed_over=False))

    def reopen(self, key: str) -> None:
        """A prompt whose answer was taken back stands again under its code, unless withdrawn."""
        anew = {} if self.prompts[key].withdrawn else {"closed_at": None, "closed_words": ""}
        self._change(key, answered=False, **anew)
        for each in (key, *self._rounds_of(key)):
            self._change(each, acknowledged_at=None)

    def acknowledge(self, key: str, at: datetime) -> None:
        """A prompt that is being seen to stays open and is not repeated, in no newer round."""
        closed_at = self.prompts[key].closed_at if self.prompts[key].withdrawn else None
        self._change(key, closed_at=closed_at, answered=False)
        for each in (key, *self._rounds_of(key)):
            self._change(each, acknowledged_at=at, snoozed_until=None)

    def _rounds_of(self, key: str) -> tuple[str, ...]:
        """The open prompts that ask the same alarm again."""
        alarm = alarm_of(self.prompts[key])
        return tuple(each for each, one in self.open_prompts() if alarm_of(one) == alarm)

    def snooze(self, key: str, until: datetime) -> None:
        """Its reader wants to be reminded then; what is due and who is told stays as it was."""
        self._change(key, snoozed_until=until)

    def send_again(self, key: str, at: datetime) -> None:
        """A text of this prompt did not arrive: it goes out once more, not before that instant."""
        standing = self.prompts[key]
        sent, failed = max(standing.sent - 1, 0), standing.failed + 1
        again = self._change(key, sent=sent, failed=failed, not_before=at)
        if next_time(again, at) is None:
            self.snooze(key, at)  # it was a reminder that had been put off

    def shown(self, keys: Iterable[str], now: datetime, text: str = "") -> None:
        """These prompts stand on the phone now; a notice is over when its last time is past."""
        for place, key in enumerate(keys):
            standing = self.prompts[key]
            soon = given_until(standing, now, joins=place > 0)
            past = sum(at <= soon for at in send_times(standing.prompt.question))
            reminded = standing.snoozed_until is not None and standing.snoozed_until <= soon
            sent = max(standing.sent + reminded, past, 1)  # a list repeats what was not due
            until = None if reminded else standing.snoozed_until
            updated = self._change(key, sent=sent, not_before=None, snoozed_until=until, text=text)
            if not updated.prompt.question.choices and next_time(updated, now) is None:
                self.close(key, now, TOLD)

    def coded(self, key: str, now: datetime) -> int:
        """The prompt's code, given out now if it has none; codes are never used twice.

        From here on an answer counts: it may come before we know that the text went out.
        """
        standing = self.prompts[key]
        if standing.code is not None:
            return standing.code
        code = self.memory.next_code
        self.remember(next_code=code + 1)
        self._change(key, code=code, shown_at=now)
        if standing.held:
            self._tell_asker(key, phrase("values.shown"), Reachability.SHOWN)
        return code

    def open_prompts(self) -> list[tuple[str, StandingPrompt]]:
        """Those that still want something, oldest first."""
        return [known for known in self.prompts.items() if known[1].closed_at is None]

    def phone(self) -> Phone:
        """What the domain needs to understand a text."""
        known = tuple(
            on_phone(key, standing, standing.code, standing.shown_at)
            for key, standing in self.prompts.items()
            if standing.code is not None and standing.shown_at is not None
        )
        stale = self.memory.stale
        if stale is not None and stale.id not in self.prompts:
            known = (*known, stale)
        return Phone(
            prompts=known,
            opted_out=self.memory.opted_out,
            last_reply_at=self.last_reply_at,
            closed_codes=self.memory.closed,
            staff=self.memory.staff,
            rostered=bool(self.memory.handle),
        )

    def shared(self) -> bool:
        """Whether this phone was ever asked about more than one patient: each text says whose."""
        return len(self.memory.patients) == MOST_PATIENTS

    def next_time(self, standing: StandingPrompt, now: datetime) -> datetime | None:
        """When this prompt is next to be sent: now or later, or never again."""
        return goes_next(standing, self.hours, now)

    # ---- memory

    def remember(self, **changes: object) -> None:
        """Change what outlives the thread."""
        self.memory = self.memory.model_copy(update=changes)

    def heard(self, message_id: str) -> None:
        """A text was acted on."""
        self.remember(recent=(*self.memory.recent, message_id)[-RECENT:])

    def say(self, key: str, *items: TextItem, safety: bool = False) -> None:
        """Queue a text beside the prompts."""
        first, *then = items
        self.outgoing.append(Outgoing(key=key, item=first, then=tuple(then), safety=safety))

    def answer_in_hours(self, key: str, wrote_at: datetime, now: datetime) -> None:
        """What is said to a patient's text that came late waits for civil hours."""
        if self.memory.staff or is_awake(wrote_at, now, self.memory.texts):
            return
        reaches = [one.prompt.to.reach for one in self.prompts.values() if is_family(one)]
        if reaches:
            self.held_until[key] = reaches[-1].next_open(now)

    def mark(self, why: Reachability, now: datetime) -> None:
        """Note why this phone gets no texts any more, or that it does again.

        A no stays a no when a text fails besides: otherwise the caregiver would stand in for it.
        """
        known = self.memory.reachability
        if known is why or (known is Reachability.OPTED_OUT and why is Reachability.NO_TEXTS):
            return
        self.remember(reachability=why)
        mark = PhoneMark(token=self.token, why=why, memory=self.memory, at=now, clock=self.clock)
        self.marks.append(mark)

    def pass_on(self, words: PassOn) -> None:
        """Queue words for whoever should read them."""
        self.words.append(words)

    def hand_over(self, pending: PendingAnswer) -> None:
        """Queue an answer for its episode."""
        self.pending.append(pending)

    def give_up(self, key: str, now: datetime, why: Reachability, words: str = "") -> None:
        """Tell the asker that this phone cannot be reached for this prompt."""
        reason = words or phrase(f"values.{why}")
        self._tell_asker(key, reason, why)
        self.close(key, now, reason)

    def hold_back(self, key: str) -> None:
        """Tell the asker that a prompt waits; it stays open."""
        self._change(key, held=True)
        self._tell_asker(key, phrase("values.held_back"), Reachability.HELD_BACK)

    def _tell_asker(self, key: str, reason: str, why: Reachability) -> None:
        prompt = self.prompts[key].prompt
        self.unreachable.append(
            Unreachable(
                episode=prompt.episode,
                key=prompt.question.key,
                reason=reason,
                clock=self.clock,
                why=why,
            )
        )

    def idle(self) -> bool:
        """Whether nothing is open and nothing waits."""
        waiting = (
            *(self.received, self.outgoing, self.pending, self.words, self.unreachable),
            *(self.shift_requests, self.marks),
        )
        return not any(waiting) and not self.open_prompts()

    def forget_closed(self, now: datetime) -> None:
        """Drop prompts that closed long ago; their codes still say what became of them.

        Not those of which an answer is on its way to the episode: what it says is told.
        """
        awaited = {one.id: self.prompts[one.id] for one in self.pending if one.id in self.prompts}
        self.prompts = kept(self.prompts, now) | awaited
        self.tombstones = self.tombstones[-RECENT:]

    def _change(self, key: str, **changes: object) -> StandingPrompt:
        self.prompts[key] = self.prompts[key].model_copy(update=changes)
        return self.prompts[key]
