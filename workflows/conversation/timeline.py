"""What a phone's history says of each thing that is done and waited for."""

from datetime import datetime

from domain.words.phrasebook import phrase
from models.payloads import (
    GiveAnswer,
    PassOn,
    PendingAnswer,
    PhoneMark,
    ReviewShift,
    SendText,
    StandingPrompt,
    TextItem,
    Unreachable,
)
from workflows import timeline
from workflows.conversation import outbound, pacing
from workflows.conversation.state import Thread


def before() -> str:
    """What the thread of a phone begins with."""
    return timeline.line(phrase("timeline.read_before"))


def holder(thread: Thread) -> str:
    """Whose phone it is: a handle, or the family's part of whom it was asked last."""
    if thread.memory.handle:
        return thread.memory.handle
    asked = [one.prompt.to.person.handle for one in thread.prompts.values()]
    return asked[-1] if asked else phrase("timeline.somebody")


def text(thread: Thread, sent: SendText) -> str:
    """`text okafor: call 27`."""
    said = [_said(item) for item in sent.items]
    if all(out.key != sent.key for out in thread.outgoing):
        said = [_asked(thread.prompts[key]) for key in outbound.prompts_of(thread, sent.key)]
    return timeline.line(_texted(thread), *dict.fromkeys(said))


def _asked(standing: StandingPrompt) -> str:
    code = f" {standing.code}" if standing.code is not None else ""
    what = f"{_task(standing)}{code}"
    return phrase("timeline.again", what=what) if standing.sent else what


def _said(item: TextItem) -> str:
    """What asks nothing: by its template's name, and what it is about."""
    about = item.words.get("task", "")
    code = f" {item.code}" if item.code is not None else ""
    return f"{phrase(f'texts.{item.kind}')}{f' {about}' if about else ''}{code}"


def _texted(thread: Thread) -> str:
    return phrase("timeline.text", who=holder(thread))


def next_text(thread: Thread, at: datetime | None, now: datetime) -> str:
    """`okafor: no answer to call`, where what is due next is a reminder."""
    due = [known for known, when in pacing.due_times(thread, now) if when == at]
    if not due:
        return timeline.line(holder(thread), phrase("timeline.next_due"))
    _, standing = min(due, key=pacing.rank)
    task = _task(standing)
    if standing.sent:
        words = phrase("timeline.no_answer", task=task)
    else:
        words = phrase("timeline.is_due", task=task)
    return timeline.line(standing.prompt.to.person.handle, words)


def shift(thread: Thread) -> str:
    """A change of somebody's hours."""
    return timeline.line(holder(thread), phrase("timeline.shift_ends"))


def review(asked: ReviewShift) -> str:
    """What the roster is asked."""
    return timeline.line(
        phrase("timeline.shift_of", who=asked.handle), phrase(f"values.{asked.change}")
    )


def said(thread: Thread, pending: PendingAnswer) -> str:
    """`hand over chandra: call, no answer`."""
    by, standing = pending.said.by.handle, thread.prompts.get(pending.id)
    head = phrase(f"pending.{pending.kind}", who=by or holder(thread))
    kind = standing.prompt.question.kind if standing else None
    given = pending.said if isinstance(pending.said, GiveAnswer) else None
    values = (given.value, *given.also) if given else ()
    return timeline.line(
        head,
        _task(standing) if standing else "",
        *(timeline.answer(kind, value) for value in values),
    )


def mark(thread: Thread, marked: PhoneMark) -> str:
    """That a phone gets no texts, or does again."""
    return timeline.line(
        phrase("timeline.mark", who=holder(thread)), phrase(f"values.{marked.why}")
    )


def unreachable(thread: Thread, told: Unreachable) -> str:
    """Of what its episode hears that it reached nobody."""
    standing = thread.prompts.get(f"{told.episode}|{told.key}")
    who = standing.prompt.to.person.handle if standing else holder(thread)
    return timeline.line(
        phrase("timeline.not_reached", who=who), _task(standing) if standing else ""
    )


def carrier(thread: Thread) -> str:
    """A pause that the carrier wants."""
    return timeline.line(_texted(thread), phrase("timeline.carrier_waits"))


def idle(thread: Thread) -> str:
    """The end of a thread in which nothing happens."""
    return timeline.line(holder(thread), phrase("timeline.thread_ends"))


def renews() -> str:
    """A long history goes on in a new one."""
    return timeline.line(phrase("timeline.renews"))


def wrote(thread: Thread, words: PassOn) -> str:
    """That somebody wrote, and whether it sounds like danger; never what."""
    sense = phrase(f"values.{words.sense}") if words.sense else ""
    danger = phrase("timeline.danger") if words.flag else ""
    return timeline.line(phrase("timeline.wrote", who=holder(thread)), danger, sense)


def keep(thread: Thread) -> str:
    """What outlives the thread."""
    return timeline.line(
        phrase("timeline.keep", who=holder(thread)), phrase("timeline.codes_and_labels")
    )


def _task(standing: StandingPrompt) -> str:
    question = standing.prompt.question
    return timeline.task(question.kind, question.step)
