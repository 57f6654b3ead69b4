"""What a thread sends next, decided anew each time: confirmations first, then what is most urgent.

When each goes out, and what goes together, is `pacing`'s.
"""

from datetime import datetime

from domain.asking.reachability import Reachability
from domain.episode.decision import earliest
from domain.texting.pacing import resend_at
from domain.words.phrasebook import phrase
from models.payloads import Delivery, DeliveryOutcome, SendText, StandingPrompt, TextItem
from workflows.conversation import pacing, wording
from workflows.conversation.prompt import is_family, rings
from workflows.conversation.state import TOLD, Thread

TOO_LATE = "TooLate"
_REFUSALS = {"OptedOut": Reachability.OPTED_OUT, "CannotReach": Reachability.NO_TEXTS}
"""What the refusals of `Messaging.send_text` mean for a number."""
NOT_SENT = frozenset({"Busy", "Ops", "Refused", "WordingUnusable"})
"""Failures of an attempt after which it is certain that nothing went out. What this build has no
words for holds nobody else's text back: a newer one may have them."""
_LOST = {
    DeliveryOutcome.NEVER: Reachability.NO_TEXTS,
    DeliveryOutcome.OPTED_OUT: Reachability.OPTED_OUT,
}
_Known = tuple[str, StandingPrompt]


def next_at(thread: Thread, now: datetime) -> datetime | None:
    """When the next text is to go out; never, while there is none."""
    out = (thread.held_until.get(out.key, now) for out in thread.outgoing)
    again = (_again_at(thread, text, now) for text in thread.unsure.values())
    return earliest(*out, *again, pacing.soonest(thread, now))


def next_text(thread: Thread, now: datetime) -> SendText:
    """The text to try now. Only to be called when one is due."""
    text = _next_text(thread, now)
    thread.being_sent = text.key
    return text


def _next_text(thread: Thread, now: datetime) -> SendText:
    ready = (out for out in thread.outgoing if thread.held_until.get(out.key, now) <= now)
    if (out := next(ready, None)) is not None:
        return _text(thread, out.key, (out.item, *out.then), now)
    again = (text for text in thread.unsure.values() if _again_at(thread, text, now) <= now)
    if (text := next(again, None)) is not None:
        return text
    due = _due(thread, now)
    urgent = [known for known in due if known[1].prompt.question.urgent]
    morning_at = pacing.morning_at(thread, now)
    if not urgent and morning_at is not None and morning_at <= now:
        return _morning(thread, now)
    return _prompting(thread, due, now)


def failed(thread: Thread, text: SendText, until: datetime, why: str) -> None:
    """A text did not go out, or nobody knows: the very same is tried again, not before then.

    `why` is the failure's type, empty for a timeout. What does not say for certain that nothing
    went out leaves the text in doubt: a store may fail after the carrier took it. While one is in
    doubt only urgent ones overtake it.
    """
    thread.being_sent = ""
    if why not in NOT_SENT:
        thread.in_doubt.add(text.key)
    thread.held_until[text.key] = until
    thread.outgoing = [
        out.model_copy(update={"tried": True}) if out.key == text.key else out
        for out in thread.outgoing
    ]
    if prompts_of(thread, text.key) and all(out.key != text.key for out in thread.outgoing):
        thread.unsure[text.key] = text


def works_again(thread: Thread, by: datetime) -> None:
    """The carrier takes texts: what failed before waits no longer than that."""
    failed = {*thread.unsure, *(out.key for out in thread.outgoing if out.tried)}
    for key in failed & thread.held_until.keys():
        thread.held_until[key] = min(thread.held_until[key], by)


def _prompting(thread: Thread, due: list[_Known], now: datetime) -> SendText:
    """The most pressing prompt, with all that goes into one text with it."""
    known = pacing.together(thread, min(due, key=pacing.rank), now)
    if len(known) > 1:
        return _together(thread, known, now)
    return _alone(thread, *known[0], now)


def presses(thread: Thread, text: SendText) -> bool:
    """Whether a text is about somebody's safety."""
    beside = any(out.key == text.key and out.safety for out in thread.outgoing)
    carried = (thread.prompts[key].prompt.question for key in prompts_of(thread, text.key))
    return beside or text.voice or any(question.urgent for question in carried)


def drop_what_cannot_go(thread: Thread, now: datetime) -> None:
    """To a phone that gets no texts nothing goes but safety and calls; the useless is closed."""
    if why := _no_texts(thread):
        thread.outgoing = [out for out in thread.outgoing if out.safety]
        for key, standing in thread.open_prompts():
            if not rings(standing):
                thread.give_up(key, now, why)
    known = {*(out.key for out in thread.outgoing), *thread.unsure, thread.being_sent}
    thread.in_doubt &= known
    for key in [key for key in thread.unsure if _stale(thread, key)]:
        _settle_doubt(thread, key, now)
    for key, standing in thread.open_prompts():
        useless = standing.prompt.question.useless_after
        if useless is not None and useless <= now:
            thread.close(key, now, phrase("withdrawn.too_late"))
    pacing.drop_what_is_too_much(thread, now)
    pacing.tell_what_waits(thread, now)
    thread.forget_closed(now)


def sent(thread: Thread, text: SendText, now: datetime) -> None:
    """A text went out."""
    thread.held_until.pop(text.key, None)
    thread.being_sent = ""
    thread.unsure.pop(text.key, None)
    thread.in_doubt.discard(text.key)
    if _taken_out(thread, text.key):
        return
    keys = prompts_of(thread, text.key)
    thread.shown(keys, now, text.key)
    pacing.counted(thread, keys, now)
    receipt = thread.receipts.pop(text.key, None)
    if receipt is not None:
        undelivered(thread, receipt, now)


def refused(thread: Thread, text: SendText, reason: str, now: datetime) -> None:
    """The carrier will never send this: whoever asked is told; the number is marked.

    An alarm that was to be said aloud too has rung: it stands, and rings again.
    """
    late = reason == TOO_LATE
    thread.being_sent = ""
    thread.unsure.pop(text.key, None)
    thread.in_doubt.discard(text.key)
    thread.receipts.pop(text.key, None)
    if not late:
        thread.mark(_REFUSALS.get(reason, Reachability.NO_TEXTS), now)
    if _taken_out(thread, text.key):
        return
    for key in prompts_of(thread, text.key):
        if thread.prompts[key].closed_at is not None:
            continue
        if late:
            thread.close(key, now, phrase("withdrawn.too_late"))
        elif rings(thread.prompts[key]):
            thread.shown((key,), now, text.key)
        else:
            thread.give_up(key, now, _REFUSALS.get(reason, Reachability.NO_TEXTS))


def undelivered(thread: Thread, delivery: Delivery, now: datetime) -> None:
    """A text was accepted and did not arrive: again later where that can help, else another way."""
    if delivery.key in {thread.being_sent, *thread.unsure}:
        thread.receipts[delivery.key] = delivery  # until it is known that this text is the one
        return
    lost = _LOST.get(delivery.outcome)
    if lost is not None:
        thread.mark(lost, now)
    for key in prompts_of(thread, delivery.key):
        standing = thread.prompts[key]
        pacing.lost(thread, standing)
        older = standing.text != delivery.key and lost is None
        again = _sent_again_at(standing, delivery.outcome, now)
        if again is not None and _told_by(standing, delivery.key):
            thread.reopen(key)
        elif standing.closed_at is not None or older:
            continue
        if again is not None:
            thread.send_again(key, again)
        elif not rings(standing):
            words = phrase("withdrawn.not_delivered", error=delivery.error_code or 0)
            thread.give_up(key, now, lost or Reachability.SILENT, words)


def _told_by(standing: StandingPrompt, text: str) -> bool:
    """Whether it was over because that text said it: one that did not arrive said nothing."""
    told = standing.closed_at is not None and standing.closed_words == TOLD
    return told and standing.text == text and standing.prompt.question.incidental


def _sent_again_at(
    standing: StandingPrompt, outcome: DeliveryOutcome, now: datetime
) -> datetime | None:
    """When what did not arrive is sent again; what failed for an unknown reason is so once."""
    unknown_again = outcome is DeliveryOutcome.UNKNOWN and not standing.failed
    if outcome is not DeliveryOutcome.LATER and not unknown_again:
        return None
    return resend_at(standing.failed, now, standing.prompt.texts)


def _no_texts(thread: Thread) -> Reachability:
    """Why nothing is texted to this phone; nothing if it is."""
    out = Reachability.OPTED_OUT if thread.memory.opted_out else Reachability.REACHABLE
    return thread.memory.reachability or out


def _settle_doubt(thread: Thread, key: str, now: datetime) -> None:
    """A text in doubt that nobody needs any more may have gone out: it counts as if it had."""
    keys = prompts_of(thread, key)
    del thread.unsure[key]
    if key in thread.in_doubt and keys:
        pacing.counted(thread, keys, now)
    thread.in_doubt.discard(key)


def _stale(thread: Thread, key: str) -> bool:
    """Whether a failed text must not be tried again as it is.

    Where it may have gone out it is, while one of its prompts wants something; one that is known
    not to have gone out goes without what was closed meanwhile, as another text.
    """
    closed = [thread.prompts[one].closed_at is not None for one in prompts_of(thread, key)]
    return all(closed) or (key not in thread.in_doubt and any(closed))


def _again_at(thread: Thread, text: SendText, now: datetime) -> datetime:
    """When a text is tried again: after its pause, and when its reader may be texted.

    Whoever puts a reminder off does not put this off: it may be on the phone, and it must be known.
    """
    carried = [
        thread.prompts[key].model_copy(update={"snoozed_until": None})
        for key in prompts_of(thread, text.key)
    ]
    times = (thread.next_time(one, now) for one in carried if one.closed_at is None)
    return max(thread.held_until.get(text.key, now), earliest(*times) or now)


def _taken_out(thread: Thread, key: str) -> bool:
    """Whether a text stood beside the prompts; it waits no more."""
    kept = [out for out in thread.outgoing if out.key != key]
    found = len(kept) < len(thread.outgoing)
    thread.outgoing = kept
    return found


def prompts_of(thread: Thread, outbox_key: str) -> tuple[str, ...]:
    """The prompts that a text carried: its key names the first, their codes the others."""
    keys = outbox_key.rpartition("#")[0].split("&")
    return tuple(key for key in keys if key in thread.prompts)


def _due(thread: Thread, now: datetime) -> list[_Known]:
    return [known for known, at in pacing.due_times(thread, now) if at <= now]


def _alone(thread: Thread, key: str, standing: StandingPrompt, now: datetime) -> SendText:
    code = thread.coded(key, now)
    reminder = pacing.merged(thread, standing, now)
    new = pacing.introduces(thread, standing)
    item = wording.prompt(standing, code, first=new, shared=thread.shared())
    if reminder:
        item = wording.with_visit(item, reminder[0][1])
    known = [(key, standing), *reminder]
    text = _text(thread, _outbox_key(known), (item,), now, standing=standing, codes=(code,))
    written = not _no_texts(thread)
    return text.model_copy(
        update={"voice": rings(standing), "written": written, "page": _pages(standing)}
    )


def _pages(standing: StandingPrompt) -> bool:
    """Whether it may wake a colleague."""
    return standing.prompt.question.urgent and not is_family(standing)


def _together(thread: Thread, known: list[_Known], now: datetime, *head: TextItem) -> SendText:
    codes = tuple(thread.coded(key, now) for key, _ in known)
    lines = tuple(
        wording.brief(standing, code) for (_, standing), code in zip(known, codes, strict=True)
    )
    items = (
        *head,
        *lines,
        wording.brief_end(codes[0], [standing for _, standing in known], morning=bool(head)),
    )
    key = f"{_outbox_key(known)}@{now:%m%d}" if head else _outbox_key(known)
    text = _text(thread, key, items, now, standing=known[0][1], codes=codes)
    return text.model_copy(update={"page": any(_pages(standing) for _, standing in known)})


def _morning(thread: Thread, now: datetime) -> SendText:
    """What is open when a shift begins; what the list names for the first time is shown by it."""
    found = pacing.morning_list(thread, now)
    known = found[: thread.memory.texts.together]
    thread.remember(listed_at=now)
    thread.listed = tuple(key for key, _ in known)
    head = wording.morning(len(found))
    return _together(thread, known, now, head)


def _outbox_key(known: list[_Known]) -> str:
    """Names a text by its prompts, how often they were sent, and how often that failed."""
    count = sum(standing.sent for _, standing in known) + 1
    failed = sum(standing.failed for _, standing in known)
    again = f".{failed}" if failed else ""
    return f"{'&'.join(key for key, _ in known)}#{count}{again}"


def _text(
    thread: Thread,
    key: str,
    items: tuple[TextItem, ...],
    now: datetime,
    *,
    standing: StandingPrompt | None = None,
    codes: tuple[int, ...] = (),
) -> SendText:
    useless = standing.prompt.question.useless_after if standing else None
    return SendText(
        key=key,
        to=thread.token,
        language=thread.memory.language,
        time_zone=thread.memory.time_zone,
        items=items,
        useless_after_real=thread.clock.real(useless) if useless else None,
        codes=codes,
        now=now,
    )
