"""Words that answer nothing, on their way to whoever should read them: once for each patient.

What one text says of two patients is two messages: neither is told what was said of the other.
"""

from datetime import datetime

from domain.clinical.flag import Flag
from domain.episode.facts import Person, Sense, entry_of
from domain.episode.family.recorded_consent import NO_MORE
from domain.pathway import Role
from domain.texting.interpretation import Interpretation, NotOpen, PromptOnPhone
from domain.texting.pacing import is_lately
from models.payloads import (
    GiveAnswer,
    PassedOn,
    PassOn,
    ReceivedText,
    SaidBack,
    Verdict,
    VerdictState,
)
from workflows.conversation import wording
from workflows.conversation.labels import MOST
from workflows.conversation.prompt import is_family
from workflows.conversation.state import Thread

HEARD, AFTER = "heard", "after"
_REMEMBERED = {HEARD: "thanked_at", AFTER: "after_at"}
"""Where it is kept when it was last said; all else is said as often as that a person reads it."""
_NOBODYS = Person(handle="", name="somebody", role=Role.VENDOR)


def pass_on(  # noqa: PLR0913 - the fields of a message, in one readable call
    thread: Thread,
    text: ReceivedText,
    flag: Flag | None,
    at_hand: str | None = None,
    *,
    sense: Sense = Sense.WORDS,
    about: tuple[str, ...] = (),
    said_back: SaidBack | None = None,
) -> None:
    """To the episode of the prompt at hand, else to all that a family's phone has to do with.

    Of a colleague's with several patients only one of them is told: who reads it asks which.
    """
    words = PassOn(
        text=text,
        phone_token=thread.token,
        episodes=about or _episodes(thread, at_hand),
        flag=flag,
        sense=sense,
        by=_colleague(thread, at_hand, about),
        prompt=at_hand or "",
        said_back=(said_back,) if said_back else (),
        clock=thread.clock,
    )
    _once(thread, words)


def _once(thread: Thread, words: PassOn) -> None:
    """What one text says of the same is one message; two things that it says are two."""
    same = next((one for one in thread.words if _is_same(one, words)), None)
    if same is None:
        thread.pass_on(words)
    elif same.sense and words.sense and same.sense is not words.sense:
        thread.pass_on(_under_its_own_name(words))
    else:
        both = {
            "flag": same.flag or words.flag,
            "sense": same.sense or words.sense,
            "said_back": (*same.said_back, *words.said_back),
        }
        thread.words[thread.words.index(same)] = same.model_copy(update=both)


def passed_on(thread: Thread, words: PassOn, became: PassedOn, now: datetime) -> None:
    """Say back what became of it, and only now: nobody is promised what nobody keeps.

    Of a no it must be known whether anybody's texts stop.
    """
    for said in words.said_back:
        _say_back(thread, words, said.model_copy(update={"kind": AFTER}) if became.over else said)
        if said.waits:
            thread.answer_in_hours(said.key, words.text.at, now)
    standing = thread.prompts.get(words.prompt)
    if standing is None:
        return
    near = words.sense is Sense.NEAR_LEAVING
    if words.sense not in NO_MORE and not near:
        return
    key = f"{words.text.message_id}/{words.prompt}#no"
    if became.kept and near:
        thread.say(key, wording.may_leave(standing))
    elif became.kept:
        thread.say(key, wording.no_more_texts(standing, NO_MORE[words.sense]))
    else:
        thread.say(key, wording.no_not_kept(standing))


def _say_back(thread: Thread, words: PassOn, said: SaidBack) -> None:
    """That a person reads it, at most once in a while; thanks, and that all is over, once a day."""
    memory, at = thread.memory, words.text.at
    last = {HEARD: memory.thanked_at, AFTER: memory.after_at}.get(said.kind)
    if said.kind not in _REMEMBERED:
        if memory.opted_out or is_lately(memory.told_at, at, memory.texts):
            return
    elif last is not None and last.date() == at.date():
        return
    thread.remember(**{_REMEMBERED.get(said.kind, "told_at"): at})
    thread.say(said.key, wording.to_the_public(said.kind, memory.facility_name, memory.line))


def danger_not_recorded(thread: Thread, key: str, answer: GiveAnswer, said: Verdict) -> None:
    """A danger in the note of an answer that no episode has kept is heard all the same.

    The note was kept before the episode was asked: what it says travels under its name.
    """
    if said.state in (VerdictState.RECORDED, VerdictState.CORRECTED) or answer.flag is None:
        return
    bare = ReceivedText(
        message_id=answer.message_id, phone=thread.token, body="", at=answer.told_at
    )
    words = PassOn(
        text=bare,
        phone_token=thread.token,
        episodes=(answer.episode,),
        flag=answer.flag,
        by=_colleague(thread, key),
        prompt=key,
        note=entry_of(answer.key, answer.message_id, answer.told_at),
        clock=thread.clock,
    )
    _once(thread, words)


def is_passed_on(thread: Thread, text: ReceivedText) -> bool:
    """Whether somebody is told of this text already."""
    return any(one.text.message_id == text.message_id for one in thread.words)


def set_apart(thread: Thread, text: ReceivedText) -> None:
    """What came with a text, where it may be of several patients or of none: a person says whose.

    The words go where they go, and without it.
    """
    bare = text.model_copy(update={"attached": ()})
    for number, one in enumerate(thread.words):
        if one.text.message_id == text.message_id:
            thread.words[number] = one.model_copy(update={"text": bare})
    thread.pass_on(
        PassOn(
            text=text,
            phone_token=thread.token,
            by=_colleague(thread, None) or _NOBODYS,
            clock=thread.clock,
        )
    )


def episode_of(thread: Thread, heard: Interpretation) -> str | None:
    """The episode that somebody named by its code, also where that takes no answer any more."""
    if isinstance(heard, NotOpen):
        return _of_code(thread, heard.code)
    prompt: PromptOnPhone | None = getattr(heard, "prompt", None)
    standing = thread.prompts.get(prompt.id) if prompt else None
    return standing.prompt.episode if standing else (prompt and prompt.episode) or None


def _of_code(thread: Thread, code: int) -> str | None:
    """By the prompt, or by the label that the code is remembered with."""
    for standing in thread.prompts.values():
        if standing.code == code:
            return standing.prompt.episode
    labels, closed = thread.memory.labels, thread.memory.closed.get(code, "")
    if len(labels) >= MOST:
        return None  # a label that was forgotten may be another patient's by now
    label = closed.partition(":")[0]
    return next((episode for episode, each in labels.items() if each == label), None)


def _episodes(thread: Thread, at_hand: str | None) -> tuple[str, ...]:
    prompts = [thread.prompts[at_hand]] if at_hand else list(thread.prompts.values())
    episodes = tuple(dict.fromkeys(standing.prompt.episode for standing in prompts))
    episodes = episodes or tuple(thread.memory.labels)
    if at_hand or thread.phone().public:
        return episodes
    open_ = [one.prompt.episode for _, one in thread.open_prompts()]
    return tuple(open_[:1] or episodes[-1:])


def _colleague(thread: Thread, at_hand: str | None, about: tuple[str, ...] = ()) -> Person | None:
    """Who was asked on this phone of these patients, where none of it is of a family."""
    every = list(thread.prompts.values())
    known = [one for one in every if one.prompt.episode in about] or every
    asked = [thread.prompts[at_hand]] if at_hand else known
    family = not thread.memory.staff or any(map(is_family, asked))
    return None if family or not asked else asked[-1].prompt.to.person


def _is_same(before: PassOn, words: PassOn) -> bool:
    """Of this very text, read a moment ago, and about the same: they are one message."""
    one_text = before.text.message_id == words.text.message_id
    return one_text and set(before.episodes) == set(words.episodes)


def _under_its_own_name(words: PassOn) -> PassOn:
    """One text that means two things of one patient: an episode hears each message id once."""
    name = f"{words.text.message_id}.{words.sense}"
    return words.model_copy(
        update={"text": words.text.model_copy(update={"message_id": name, "attached": ()})}
    )
