"""What is said of prompts: answers and corrections, and what is asked of a prompt instead."""

from datetime import datetime

from domain.texting.interpretation import (
    Answered,
    Asked,
    Corrected,
    Given,
    Listed,
    OnCallAsked,
    Resent,
    ShiftRequested,
    Snoozed,
    TakenBack,
)
from models.payloads import (
    GiveAnswer,
    PendingAnswer,
    PendingKind,
    ReceivedText,
    ShiftChange,
    ShiftRequest,
    StandingPrompt,
    TakeBack,
)
from workflows.conversation import pacing, wording
from workflows.conversation.state import Thread

_OfRoster = ShiftRequested | Given | OnCallAsked
OfPrompt = Answered | Corrected | TakenBack | Listed | Asked | Snoozed | Resent | _OfRoster


def act(thread: Thread, text: ReceivedText, heard: OfPrompt, key: str, now: datetime) -> None:
    """Do what is said, and say so under `key` where no episode has to be asked first."""
    match heard:
        case Answered():
            _answered(thread, text, heard, now)
        case Corrected():
            _corrected(thread, text, heard)
        case TakenBack(prompt=prompt):
            _taken_back(thread, text, prompt.id)
        case Listed(more=more):
            _list(thread, key, now, more=more)
        case Asked(prompt=prompt):
            thread.say(key, wording.who(thread.prompts[prompt.id]))
        case Snoozed() | Resent():
            _put_off_or_resent(thread, heard, key)
        case ShiftRequested() | Given() | OnCallAsked():
            thread.request_shift(_request(heard, key))


def _answered(thread: Thread, text: ReceivedText, heard: Answered, now: datetime) -> None:
    standing = thread.prompts[heard.prompt.id]
    prompt, chosen = standing.prompt, heard.chosen
    thread.remember(corrected_at=())
    thread.replied_about = prompt.episode
    words = wording.answered(standing, (chosen.choice, *chosen.also), text.at)
    thread.close(heard.prompt.id, min(now, text.at), words, answered=True)
    thread.hand_over(_pending(PendingKind.ANSWER, standing, text, heard))


def _pending(
    kind: PendingKind, standing: StandingPrompt, text: ReceivedText, heard: Answered | Corrected
) -> PendingAnswer:
    prompt, chosen = standing.prompt, heard.chosen
    said = GiveAnswer(
        episode=prompt.episode,
        key=prompt.question.key,
        value=chosen.choice.value,
        also=tuple(one.value for one in chosen.also),
        by=prompt.to.person,
        happened_at=chosen.happened_at or text.at,
        told_at=text.at,
        at=chosen.at,
        note=chosen.note,
        zoned=chosen.zoned,
        flag=heard.flag,
        message_id=text.message_id,
    )
    return PendingAnswer(id=heard.prompt.id, kind=kind, said=said)


def _corrected(thread: Thread, text: ReceivedText, heard: Corrected) -> None:
    standing = thread.prompts[heard.prompt.id]
    thread.remember(corrected_at=())
    thread.replied_about = standing.prompt.episode
    thread.answered_anew(heard.prompt.id, text.at)
    thread.hand_over(_pending(PendingKind.CORRECTION, standing, text, heard))


def _taken_back(thread: Thread, text: ReceivedText, key: str) -> None:
    prompt = thread.prompts[key].prompt
    thread.remember(corrected_at=())
    take_back = TakeBack(
        episode=prompt.episode,
        key=prompt.question.key,
        by=prompt.to.person,
        at=text.at,
        message_id=text.message_id,
    )
    thread.hand_over(PendingAnswer(id=key, kind=PendingKind.UNDO, said=take_back))


def _list(thread: Thread, key: str, now: datetime, *, more: bool) -> None:
    """The open prompts, a few at a time; MORE goes on where the last list ended."""
    thread.remember(corrected_at=())
    shown, left = pacing.page(thread, now, more=more)
    thread.listed = (*(thread.listed if more else ()), *(known for known, _ in shown))
    lines = [wording.listed(one, one.code) for _, one in shown if one.code is not None]
    thread.say(key, *lines, wording.listed_end(left, lines[0].code if lines else None))


def _put_off_or_resent(thread: Thread, heard: Snoozed | Resent, key: str) -> None:
    """An open prompt: its reader is reminded later, or gets its text again."""
    standing = thread.prompts[heard.prompt.id]
    match heard:
        case Resent(prompt=prompt):
            thread.say(key, wording.prompt(standing, prompt.code, shared=thread.shared()))
        case Snoozed(prompt=prompt, until=until):
            thread.snooze(prompt.id, until)
            thread.say(key, wording.snoozed(standing, until))


def _request(heard: _OfRoster, key: str) -> ShiftRequest:
    match heard:
        case ShiftRequested(off=off):
            return ShiftRequest(change=ShiftChange.OFF if off else ShiftChange.ON, key=key)
        case Given(prompt=prompt, to=to):
            return ShiftRequest(change=ShiftChange.GIVE, key=key, task=prompt.id, to=to)
        case OnCallAsked():
            return ShiftRequest(change=ShiftChange.ON_CALL, key=key)
