"""What a thread sends next, decided anew each time: confirmations first, then what is most urgent.

Several escalations that are due to one person at the same time are one text.
"""

from datetime import datetime

from domain.answers import Kind
from domain.decision import earliest
from domain.pathway import Role
from models.payloads import Delivery, Outgoing, SendText, StandingPrompt, TextItem
from workflows import wording
from workflows.thread import Thread

MOST_GATHERED = 4
_GATHERED = (Kind.ESCALATION, Kind.ESCALATION_DONE)


def next_at(thread: Thread, now: datetime) -> datetime | None:
    """When the next text is to go out; never, while there is none."""
    if thread.outgoing:
        return now if thread.outgoing else None
    return earliest(*(at for _, _, at in _due(thread, now)))


def next_text(thread: Thread, now: datetime) -> SendText:
    """The text to try now. Only to be called when one is due."""
    if thread.outgoing:
        return _beside_prompts(thread, thread.outgoing[0], now)
    due = [(key, standing) for key, standing, at in _due(thread, now) if at <= now]
    key, standing = min(due, key=_rank)
    gathered = [(k, s) for k, s in due if s.prompt.question.kind in _GATHERED]
    if standing.prompt.question.kind in _GATHERED and len(gathered) > 1:
        return _together(thread, gathered[:MOST_GATHERED], now)
    return _alone(thread, key, standing, now)


def drop_what_cannot_go(thread: Thread, now: datetime) -> None:
    """To a phone that opted out nothing goes but safety; what is useless by now is closed."""
    if thread.memory.opted_out:
        thread.outgoing = [out for out in thread.outgoing if out.safety]
        for key, _ in thread.open_prompts():
            thread.give_up(key, "opted out", now)
    for key, standing in thread.open_prompts():
        useless = standing.prompt.question.useless_after
        if useless is not None and useless <= now:
            thread.close(key, now, "its time is past")
    thread.forget_closed(now)


def sent(thread: Thread, text: SendText, now: datetime) -> None:
    """A text went out."""
    if thread.outgoing and thread.outgoing[0].key == text.key:
        thread.outgoing.pop(0)
        return
    thread.shown((key for key in prompts_of(thread, text.key) if key in thread.prompts), now)


def refused(thread: Thread, text: SendText, reason: str, now: datetime) -> None:
    """The carrier will never send this: whoever asked is told."""
    if thread.outgoing and thread.outgoing[0].key == text.key:
        thread.outgoing.pop(0)
        return
    for key in prompts_of(thread, text.key):
        if thread.prompts[key].closed_at is None:
            thread.give_up(key, reason, now)


def undelivered(thread: Thread, delivery: Delivery, now: datetime) -> None:
    """A text was accepted and did not arrive: its prompts cannot be answered."""
    for key in prompts_of(thread, delivery.key):
        standing = thread.prompts.get(key)
        if standing is not None and standing.closed_at is None:
            thread.give_up(key, f"not delivered, error {delivery.error_code}", now)


def prompts_of(thread: Thread, outbox_key: str) -> tuple[str, ...]:
    """The prompts that a text carried: its key names the first, their codes the others."""
    keys = outbox_key.rpartition("#")[0].split("&")
    return tuple(key for key in keys if key in thread.prompts)


def summary(text: SendText) -> str:
    """The line that the timeline shows for a text."""
    kinds = ", ".join(item.kind.replace("_", " ") for item in text.items)
    codes = " ".join(str(code) for code in text.codes)
    return f"text: {kinds} {codes}".strip()


def _due(thread: Thread, now: datetime) -> list[tuple[str, StandingPrompt, datetime]]:
    times = ((key, held, thread.next_time(held, now)) for key, held in thread.open_prompts())
    return [(key, held, at) for key, held, at in times if at is not None]


def _rank(due: tuple[str, StandingPrompt]) -> tuple[bool, datetime]:
    """Urgent first, then the oldest."""
    question = due[1].prompt.question
    return (not question.urgent, question.ask_at)


def _alone(thread: Thread, key: str, standing: StandingPrompt, now: datetime) -> SendText:
    code = thread.coded(key, now)
    item = wording.prompt(standing, code)
    first = standing.prompt.question.kind is Kind.ESCALATION and not standing.sent
    voice = first and standing.prompt.to.person.role is Role.ALWAYS_ON
    return _text(
        thread, f"{key}#{standing.sent + 1}", (item,), now, standing=standing, codes=(code,)
    ).model_copy(update={"voice": voice})


def _together(
    thread: Thread, gathered: list[tuple[str, StandingPrompt]], now: datetime
) -> SendText:
    codes = tuple(thread.coded(key, now) for key, _ in gathered)
    items = tuple(
        wording.prompt(standing, code).model_copy(update={"kind": "escalation_line"})
        for (_, standing), code in zip(gathered, codes, strict=True)
    )
    footer = TextItem(kind="escalation_choices")
    keys = "&".join(key for key, _ in gathered)
    count = sum(standing.sent for _, standing in gathered) + 1
    return _text(
        thread, f"{keys}#{count}", (*items, footer), now, standing=gathered[0][1], codes=codes
    )


def _beside_prompts(thread: Thread, out: Outgoing, now: datetime) -> SendText:
    return _text(thread, out.key, (out.item,), now)


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
        to_number=thread.number,
        to_token=thread.token,
        language=thread.memory.language,
        time_zone=thread.memory.time_zone,
        items=items,
        useless_after_real=thread.clock.real(useless) if useless else None,
        codes=codes,
        now=now,
    )
