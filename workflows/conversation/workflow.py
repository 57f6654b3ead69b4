"""The durable thread with one phone: a reader that never waits, and a sender that decides again."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

from activities.interfaces import Conversations, Messaging, Shifts
from domain.words.phrasebook import phrase
from models import names
from models.payloads import (
    Delivery,
    GiveAnswer,
    Notify,
    OpenConversation,
    Pending,
    PendingAnswer,
    PendingKind,
    Prompt,
    ReceivedText,
    RememberPhone,
    Retraction,
    SendText,
    ShiftChange,
    ShiftRequest,
    TakeBack,
    ToldConsent,
    Verdict,
    VerdictState,
)
from workflows.activity_options import LONGEST_PRESSING, ONE_TEXT, RENEWS_WITHIN, SEND_AGAIN_AFTER
from workflows.calling import Calls
from workflows.cancel_requests import goes_on_when_cancelled
from workflows.conversation import (
    consent,
    inbound,
    outbound,
    passing_on,
    shift_review,
    timeline,
    wording,
)
from workflows.conversation.prompt import idle_after
from workflows.conversation.state import Thread
from workflows.timeline import handler
from workflows.waiting import ClinicalTime

BUSY = "Busy"


@workflow.defn(name=names.CONVERSATION)
class Conversation:
    """One actor per phone number, for nurses, patients, caregivers and vendors alike."""

    @workflow.init
    def __init__(self, opening: OpenConversation) -> None:
        self._thread = Thread(opening)
        self._clock, self._time = opening.clock, ClinicalTime(opening.clock)
        self._loaded = opening.state is not None
        self._early: list[Callable[[], None]] = []
        self._failures = 0
        self._calls = Calls()
        self._stirred = 0
        self._impatient = False
        self._ending = False

    @workflow.run
    @goes_on_when_cancelled
    async def run(self, opening: OpenConversation) -> None:
        """Read, hand over, pass on and send side by side, until nothing is left to do."""
        if not self._loaded:
            await self._remember()
        async with asyncio.TaskGroup() as loops:
            loops.create_task(self._read())
            loops.create_task(self._hand_over())
            loops.create_task(self._pass_on())
            loops.create_task(self._send())
            loops.create_task(self._keep_hours())
            await self._until_idle_or_full()
        if not self._thread.idle():
            workflow.continue_as_new(opening.model_copy(update={"state": self._thread.state()}))

    # ---- what arrives

    @workflow.signal(name=names.ASK, description=handler(names.ASK))
    def ask(self, prompt: Prompt) -> None:
        """Take a prompt to send."""
        self._when_loaded(lambda: self._thread.ask(prompt, self._now()))

    @workflow.signal(name=names.WITHDRAW, description=handler(names.WITHDRAW))
    def withdraw(self, retraction: Retraction) -> None:
        """Close a prompt, or bar one that has not come yet."""
        self._when_loaded(lambda: self._thread.retract(retraction, self._now()))

    @workflow.signal(name=names.RECEIVED, description=handler(names.RECEIVED))
    def received(self, text: ReceivedText) -> None:
        """Take a text to read."""
        self._when_loaded(lambda: self._thread.take(text))

    @workflow.signal(name=names.DELIVERY, description=handler(names.DELIVERY))
    def delivery(self, delivery: Delivery) -> None:
        """Give up on the prompt whose text did not arrive."""
        self._when_loaded(lambda: outbound.undelivered(self._thread, delivery, self._now()))

    @workflow.signal(name=names.NOTIFY, description=handler(names.NOTIFY))
    def notify(self, told: Notify) -> None:
        """Say it, once per key."""
        self._when_loaded(lambda: self._thread.notify(told, self._now()))

    @workflow.signal(name=names.CONSENT, description=handler(names.CONSENT))
    def consent(self, told: ToldConsent) -> None:
        """Stop, or begin again, as if they had texted it."""
        self._when_loaded(lambda: consent.told(self._thread, told, self._now()))

    @workflow.signal(name=names.ROSTER, description=handler(names.ROSTER))
    def roster(self) -> None:
        """Look at them."""
        self._when_loaded(lambda: self._thread.request_shift(ShiftRequest(change=ShiftChange.LOOK)))

    @workflow.query(name=names.PENDING, description=handler(names.PENDING))
    def pending(self) -> Pending:
        """What rehearsals wait for, and an erased number before it goes."""
        thread, now = self._thread, self._now()
        owed = (self._early, thread.received, thread.pending, thread.words, thread.outgoing)
        waiting = (
            *(thread.received, thread.pending, thread.words, thread.unreachable),
            *(thread.shift_requests, thread.marks),
        )
        at = shift_review.next_change(thread, now, outbound.next_at(thread, now))
        due = at is not None and at <= now
        busy = bool(any(waiting) or self._calls.busy or self._early or due)
        return Pending(busy=busy, wake=at, owes=any(owed))

    # ---- the loops

    async def _remember(self) -> None:
        """What this phone's earlier threads left; the next code is never one that was given out."""
        load, token = Conversations.load_phone, self._thread.token
        self._thread.memory = await self._calls.until_done(load, token, timeline.before())
        self._loaded = True
        while self._early:
            self._early.pop(0)()

    def _when_loaded(self, arrive: Callable[[], None]) -> None:
        """What comes with the start waits for what the phone's earlier threads left."""
        self._stirred += 1
        if self._loaded:
            arrive()
        else:
            self._early.append(arrive)

    async def _read(self) -> None:
        """Act on each text in order, at once, whatever is being sent meanwhile."""
        while await self._work(lambda: bool(self._thread.received)):
            inbound.read(self._thread, self._thread.received.pop(0), self._now())
            self._stirred += 1

    async def _hand_over(self) -> None:
        """Give each answer to its episode and confirm the verdict, in order."""
        while await self._work(lambda: bool(self._thread.pending)):
            await self._let_it_renew()
            if self._ending:
                return  # what waits travels on
            pending = self._thread.pending[0]
            verdict = await self._verdict(pending)
            self._thread.pending.pop(0)
            self._confirm(pending, verdict)
            self._stirred += 1

    async def _pass_on(self) -> None:
        """Bring words to whoever should read them; tell who must know what this phone gets."""
        thread = self._thread
        while await self._work(lambda: bool(thread.words or thread.marks or thread.unreachable)):
            if thread.words and not (thread.marks and consent.is_a_yes(thread.words[0])):
                words = thread.words[0]
                shown = timeline.wrote(thread, words)
                became = await self._calls.until_done(Conversations.pass_on, words, shown)
                passing_on.passed_on(thread, thread.words.pop(0), became, self._now())
                self._stirred += 1
            elif thread.marks:
                marked = thread.marks[0]
                shown = timeline.mark(thread, marked)
                await self._calls.until_done(Conversations.mark_phone, marked, shown)
                thread.marks.pop(0)
            else:
                told = thread.unreachable[0]
                shown = timeline.unreachable(thread, told)
                await self._calls.until_done(Conversations.tell_unreachable, told, shown)
                thread.unreachable.pop(0)

    async def _keep_hours(self) -> None:
        """At the end of a shift, and whenever somebody says so, hand over what cannot wait."""
        while not self._ending:
            at = shift_review.next_at(self._thread, self._now())
            if at is not None and at <= self._now():
                requested = next(iter(self._thread.shift_requests), None)
                review = shift_review.review(self._thread, requested, self._now())
                shown = timeline.review(review)
                shifted = await self._calls.until_done(Shifts.review_shift, review, shown)
                shift_review.reviewed(self._thread, requested, shifted, self._now())
                self._stirred += 1
            else:
                await self._until_different(at, shift_review.next_at, timeline.shift(self._thread))

    async def _send(self) -> None:
        """Decide before every attempt whether, when and what to send; then try once."""
        while not self._ending:
            outbound.drop_what_cannot_go(self._thread, self._now())
            at = outbound.next_at(self._thread, self._now())
            if at is not None and at <= self._now():
                await self._let_it_renew()
                if self._ending:
                    return
                await self._try(outbound.next_text(self._thread, self._now()))
            else:
                shown = timeline.next_text(self._thread, at, self._now())
                await self._until_different(at, outbound.next_at, shown)

    # ---- one of each

    async def _verdict(self, pending: PendingAnswer) -> Verdict:
        shown = timeline.said(self._thread, pending)
        match pending.said:
            case TakeBack() as undone:
                return await self._calls.until_done(Conversations.take_back, undone, shown)
            case GiveAnswer() as right if pending.kind is PendingKind.CORRECTION:
                return await self._calls.until_done(Conversations.correct, right, shown)
            case GiveAnswer() as answer:
                return await self._calls.until_done(Conversations.hand_over, answer, shown)

    def _confirm(self, pending: PendingAnswer, verdict: Verdict) -> None:
        """Say what the episode said; a prompt that keeps taking answers stands again."""
        standing = self._thread.prompts.get(pending.id)
        if standing is None:
            return
        key = f"{pending.said.message_id}/{pending.id}"
        if isinstance(pending.said, GiveAnswer):
            passing_on.danger_not_recorded(self._thread, pending.id, pending.said, verdict)
        match pending.said:
            case TakeBack():
                item = wording.taken_back(standing, verdict, shared=self._thread.shared())
                if verdict.state is VerdictState.TAKEN_BACK:
                    self._thread.reopen(pending.id)
                self._thread.say(f"{key}#undo", item)
            case GiveAnswer() as right if pending.kind is PendingKind.CORRECTION:
                item = wording.corrected(standing, right, verdict)
                self._fixed(pending.id, right, verdict)
                self._thread.say(f"{key}#fixed", item)
            case GiveAnswer() as answer:
                self._settle(pending.id, verdict, answer.told_at)
                if verdict.asks_back:
                    return
                item = wording.verdict(standing, answer, verdict, shared=self._thread.shared())
                self._thread.say(f"{key}#said", item)
                self._thread.answer_in_hours(f"{key}#said", answer.told_at, self._now())

    def _settle(self, key: str, verdict: Verdict, told_at: datetime) -> None:
        if verdict.state is VerdictState.REFUSED:
            self._thread.reopen(key)
        if verdict.state is VerdictState.RECORDED and verdict.keeps_open:
            self._thread.acknowledge(key, told_at)

    def _fixed(self, key: str, right: GiveAnswer, verdict: Verdict) -> None:
        """What the code of a corrected prompt says, and whether it takes answers again."""
        if verdict.state is not VerdictState.CORRECTED:
            return
        standing = self._thread.prompts[key]
        chosen = wording.chosen(standing, right)
        words = (
            wording.answered(standing, chosen, right.told_at)
            if chosen
            else phrase("withdrawn.corrected")
        )
        self._thread.says(key, words)
        if verdict.keeps_open:
            self._thread.acknowledge(key, right.told_at)

    async def _try(self, text: SendText) -> None:
        """One attempt; what failed is decided about again after a while."""
        shown = timeline.text(self._thread, text)
        with self._calls.counted():
            try:
                await workflow.execute_activity_method(
                    Messaging.send_text, text, summary=shown, **ONE_TEXT
                )
            except ActivityError as error:
                await self._failed(text, error)
            else:
                outbound.sent(self._thread, text, self._now())
                soon = self._clock.clinical_span(SEND_AGAIN_AFTER[0])
                outbound.works_again(self._thread, self._now() + soon)
                self._failures = 0

    async def _failed(self, text: SendText, error: ActivityError) -> None:
        cause = error.cause
        if isinstance(cause, ApplicationError) and cause.non_retryable:
            outbound.refused(self._thread, text, cause.type or "refused", self._now())
            return
        pause = SEND_AGAIN_AFTER[min(self._failures, len(SEND_AGAIN_AFTER) - 1)]
        self._failures += 1
        if outbound.presses(self._thread, text):
            pause = min(pause, LONGEST_PRESSING)
        busy = isinstance(cause, ApplicationError) and cause.type == BUSY
        if busy and isinstance(cause, ApplicationError):
            pause = timedelta(seconds=float(next(iter(cause.details), pause.total_seconds())))
        until = self._now() + self._clock.clinical_span(pause)
        why = cause.type if isinstance(cause, ApplicationError) else None
        outbound.failed(self._thread, text, until, why or "")
        if busy:
            await workflow.sleep(pause, summary=timeline.carrier(self._thread))

    # ---- waiting

    async def _work(self, there_is_some: Callable[[], bool]) -> bool:
        """Wait for work; False when the thread is ending and there is none."""
        await workflow.wait_condition(lambda: there_is_some() or self._ending)
        return there_is_some()

    async def _until_different(
        self,
        at: datetime | None,
        when: Callable[[Thread, datetime], datetime | None],
        summary: str,
    ) -> None:
        """Wait until the next thing is due, or something makes another one due sooner."""
        looked = self._stirred

        def different() -> bool:
            """Looked at only after something happened: on a busy phone it is many prompts' work."""
            nonlocal looked
            if self._ending or looked == self._stirred:
                return self._ending
            looked = self._stirred
            return when(self._thread, self._now()) != at

        await self._time.waits(different, at, summary)

    async def _let_it_renew(self) -> None:
        """When the history is long nothing new begins for a moment, so that there is a lull."""
        full = workflow.info().is_continue_as_new_suggested
        if self._impatient or not full():
            return
        until = self._now() + self._clock.clinical_span(RENEWS_WITHIN)
        if await self._time.waits(lambda: self._ending, until, timeline.renews()):
            self._impatient = True  # something takes long: people must not wait for it

    async def _until_idle_or_full(self) -> None:
        """The thread ends a day after its last prompt closed, or when its history is long."""
        full = workflow.info().is_continue_as_new_suggested
        while True:
            await workflow.wait_condition(
                lambda: self._thread.idle() or (full() and not self._calls.busy)
            )
            if not self._thread.idle() or await self._stays_idle():
                break
        if self._thread.idle():
            await self._keep()
        self._ending = True

    async def _stays_idle(self) -> bool:
        thread = self._thread
        until = self._now() + idle_after(thread.memory, thread.prompts.values())
        return await self._time.waits(lambda: not thread.idle(), until, timeline.idle(thread))

    async def _keep(self) -> None:
        kept = RememberPhone(token=self._thread.token, memory=self._thread.memory)
        await self._calls.until_done(Conversations.save_phone, kept, timeline.keep(self._thread))

    def _now(self) -> datetime:
        return self._time.now()
