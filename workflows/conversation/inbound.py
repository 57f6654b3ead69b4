"""What a thread does with a text: each thing that was heard becomes a change of the thread."""

from datetime import datetime

from domain.asking.reachability import Reachability
from domain.clinical.flag import Flag
from domain.episode.facts import Sense
from domain.episode.family.recorded_consent import NO_MORE
from domain.languages import Level
from domain.pathway import Role
from domain.texting.attachments import in_words
from domain.texting.interpretation import (
    Danger,
    Death,
    FixWhat,
    Interpretation,
    Lacking,
    NearLeaving,
    NoMoreTexts,
    NotOpen,
    NotRead,
    PromptOnPhone,
    RemindWhen,
    Reserved,
    WhichOne,
    Words,
    WrongNumber,
)
from domain.texting.interpreter import listen
from domain.texting.leaving.consent import Keyword
from domain.texting.pacing import a_while, is_lately
from domain.words.phrasebook import phrase
from models.payloads import ReceivedText, SaidBack, TextItem
from workflows.conversation import consent, to_prompts, wording
from workflows.conversation.passing_on import HEARD, episode_of, is_passed_on, pass_on, set_apart
from workflows.conversation.state import Thread

_NO_AGAIN: dict[tuple[Role, ...], str] = {
    (Role.PATIENT,): phrase("consent.again_of_patient"),
    (Role.CAREGIVER,): phrase("consent.again_of_caregiver"),
}
"""How a no is said again behind a code, by whose it is."""
_Unclear = FixWhat | RemindWhen | Lacking | WhichOne | NotOpen | NotRead


def read(thread: Thread, text: ReceivedText, now: datetime) -> None:
    """Act on one text: nothing here waits for anybody."""
    phone = thread.phone()
    thread.heard(text.message_id)
    said = text.body.strip() or not text.attached
    every = listen(text.body, phone, text.at) if said else ()
    for number, heard in enumerate(every, start=1):
        _act(thread, text, heard, f"{text.message_id}/{number}", now)
    if text.attached:
        _look_at(thread, text, every, f"{text.message_id}/{len(every) + 1}")
    thread.last_reply_at = _wrote_at(thread, text)
    thread.remember(stale=None)


def _wrote_at(thread: Thread, text: ReceivedText) -> datetime:
    """When this person last wrote: what closed after that may be what the next text answers."""
    return max(filter(None, (text.at, thread.last_reply_at)))


def _look_at(
    thread: Thread, text: ReceivedText, every: tuple[Interpretation, ...], key: str
) -> None:
    """What no rule can read goes to a person; a colleague's only where it is clear of whom."""
    if thread.phone().public:
        if not is_passed_on(thread, text):
            _words(thread, text, key)
        return
    told = _corrected_enough(thread, text.at)
    if not every and not told:
        thread.remember(corrected_at=(*_lately(thread, text.at), text.at))
    episodes = _pictured(thread, every, text.at)
    if len(episodes) == 1:
        pass_on(thread, text, None, about=episodes)
    else:
        set_apart(thread, text)
    if not every and not told:
        open_ = tuple(one for one in thread.phone().open() if one.choices)
        asks = len(episodes) > 1 and open_
        heard = wording.looked_at(in_words(text.attached), _example(thread))
        thread.say(key, _word_back(thread, WhichOne(prompts=open_)) if asks else heard)


def _pictured(thread: Thread, every: tuple[Interpretation, ...], at: datetime) -> tuple[str, ...]:
    """Whose a colleague's picture may be: the patients named beside it, else those in hand.

    So are those of a moment ago: phones send a picture after its words.
    """
    if named := tuple(dict.fromkeys(filter(None, (episode_of(thread, one) for one in every)))):
        return named
    prompts, lately = thread.prompts.values(), a_while(thread.memory.texts)
    in_hand = [one for one in prompts if one.closed_at is None or at - one.closed_at < lately]
    return tuple(dict.fromkeys(one.prompt.episode for one in in_hand or prompts))


def _act(
    thread: Thread, text: ReceivedText, heard: Interpretation, key: str, now: datetime
) -> None:
    match heard:
        case Danger() | Death() | NearLeaving() | Reserved() | WrongNumber() | Words():
            _beside(thread, text, heard, key, now)
        case NoMoreTexts():
            _no_more_texts(thread, text, heard, key)
        case FixWhat() | RemindWhen() | Lacking() | WhichOne() | NotOpen() | NotRead():
            _unclear(thread, text, heard, key)
        case _:
            to_prompts.act(thread, text, heard, key, now)


def _beside(
    thread: Thread,
    text: ReceivedText,
    heard: Danger | Death | NearLeaving | Reserved | WrongNumber | Words,
    key: str,
    now: datetime,
) -> None:
    """What is no answer to anything."""
    match heard:
        case Danger(flag=flag):
            _danger(thread, text, key, flag)
        case Death(prompt=prompt):
            _death(thread, text, key, prompt, now)
        case NearLeaving(prompt=PromptOnPhone(id=at_hand), flag=flag):
            pass_on(thread, text, flag, at_hand, sense=Sense.NEAR_LEAVING)
        case NearLeaving():
            told = SaidBack(key=key, kind="told_a_person", waits=True)
            pass_on(thread, text, None, sense=Sense.NEAR_LEAVING, said_back=told)
        case Reserved(keyword=word):
            _reserved(thread, text, word, key, now)
        case WrongNumber():
            _wrong_number(thread, text, key, now)
        case Words():
            _words(thread, text, key)


def _danger(thread: Thread, text: ReceivedText, key: str, flag: Flag) -> None:
    """An emergency is answered at once, at most once in a while; it is always passed on."""
    today = flag.level is Level.SAME_DAY
    told = SaidBack(key=key, kind="same_day", waits=False) if today else None
    pass_on(thread, text, flag, said_back=told)
    if not today and not is_lately(thread.memory.emergency_at, text.at, thread.memory.texts):
        thread.remember(emergency_at=text.at)
        _say_to_public(thread, key, "emergency", safety=True)


def _death(
    thread: Thread, text: ReceivedText, key: str, prompt: PromptOnPhone | None, now: datetime
) -> None:
    """Somebody says that a patient died: the episode asks for confirmation and pauses all texts."""
    open_ = tuple(one for one in thread.phone().open() if one.choices)
    if prompt is not None and prompt.id in thread.prompts:
        pass_on(thread, text, None, prompt.id, sense=Sense.DEATH)
        thread.say(key, wording.death_noted(thread.prompts[prompt.id]))
        if thread.prompts[prompt.id].closed_at is None:
            thread.close(prompt.id, now, phrase("withdrawn.death_noted"))
    elif thread.phone().public:
        told = SaidBack(key=key, kind="told_a_person", waits=True)
        pass_on(thread, text, None, sense=Sense.DEATH, said_back=told)
    else:
        about = (prompt.episode,) if prompt is not None and prompt.episode else ()
        sense = Sense.DEATH if about else Sense.WORDS
        pass_on(thread, text, None, sense=sense, about=about)
        which = WhichOne(prompts=open_) if open_ else NotRead()
        _unclear(thread, text, which, key, pressing=True)


def _no_more_texts(thread: Thread, text: ReceivedText, heard: NoMoreTexts, key: str) -> None:
    """A colleague says that one of a family wants no texts; of which family is asked if unclear.

    Said of a code that is closed it goes to that code's episode, where a person reads it.
    """
    if heard.closed is not None and heard.prompt is None:
        named = episode_of(thread, heard.closed)
        pass_on(thread, text, heard.flag, about=(named,) if named else ())
        _unclear(thread, text, heard.closed, key)
        return
    if heard.prompt is None or heard.prompt.id not in thread.prompts:
        open_ = tuple(one for one in thread.phone().open() if one.choices)
        pass_on(thread, text, heard.flag)
        again = _NO_AGAIN.get(heard.whose, phrase("consent.again_of_family"))
        _unclear(thread, text, WhichOne(prompts=open_, again=again) if open_ else NotRead(), key)
        return
    sense = next(sense for sense, whose in NO_MORE.items() if whose == heard.whose)
    pass_on(thread, text, heard.flag, heard.prompt.id, sense=sense)


def _unclear(
    thread: Thread,
    text: ReceivedText,
    heard: _Unclear,
    key: str,
    *,
    pressing: bool = False,
) -> None:
    """What needs a word back before it can be an answer; danger in it is passed on all the same.

    So is what a vendor wrote: whoever waits for them reads it now.
    """
    flag = None if isinstance(heard, FixWhat | RemindWhen) else heard.flag
    named = episode_of(thread, heard)
    about = (named,) if named else ()
    if flag is not None or (about and _is_vendors(heard)):
        pass_on(thread, text, flag, about=about)
    if _corrected_enough(thread, text.at, pressing=pressing or flag is not None):
        if flag is None:
            pass_on(thread, text, None, about=about)
        return
    thread.remember(corrected_at=(*_lately(thread, text.at), text.at))
    thread.say(key, _word_back(thread, heard))


def _is_vendors(heard: _Unclear) -> bool:
    prompt: PromptOnPhone | None = getattr(heard, "prompt", None)
    return prompt is not None and prompt.role is Role.VENDOR


def _word_back(thread: Thread, heard: _Unclear) -> TextItem:
    match heard:
        case RemindWhen(prompt=prompt):
            return wording.snooze_when(thread.prompts[prompt.id])
        case FixWhat(prompt=prompt):
            return wording.fix_what(thread.prompts[prompt.id])
        case Lacking(prompt=prompt, choice=choice):
            fixing = prompt.closed_at is not None
            return wording.lacking(thread.prompts[prompt.id], choice, fixing=fixing)
        case WhichOne(prompts=prompts, again=again):
            known = tuple(one for one in prompts if one.id in thread.prompts)
            tasks = {one.id: wording.task(thread.prompts[one.id]) for one in known}
            return wording.which_one(known, tasks, again) if known else _not_read(thread)
        case NotOpen(code=code, words=words):
            return wording.not_open(code, words)
        case NotRead(prompt=prompt):
            standing = thread.prompts.get(prompt.id) if prompt else None
            return wording.not_read(standing) if standing else _not_read(thread)


def _not_read(thread: Thread) -> TextItem:
    return wording.not_read(None, thread.memory.facility_name, _example(thread))


def _example(thread: Thread) -> int | None:
    """A code of the reader's own, where one is open."""
    open_ = (one.code for _, one in thread.open_prompts() if one.prompt.question.choices)
    return next((code for code in open_ if code is not None), None)


def _lately(thread: Thread, at: datetime) -> tuple[datetime, ...]:
    """When this phone was told that it was not understood, not long before."""
    rules = thread.memory.texts
    return tuple(one for one in thread.memory.corrected_at if is_lately(one, at, rules))


def _corrected_enough(thread: Thread, at: datetime, *, pressing: bool = False) -> bool:
    """Whether it was told often enough; of whom a danger or a death is, it is asked beyond that."""
    most = thread.memory.texts.corrections
    return len(_lately(thread, at)) >= (most * 2 if pressing else most)


def _wrong_number(thread: Thread, text: ReceivedText, key: str, now: datetime) -> None:
    """Whoever has this number now is none of ours: nothing more is sent, and somebody hears."""
    if not thread.memory.opted_out:
        _say_to_public(thread, key, "wrong_number", safety=True)
    pass_on(thread, text, None)
    for open_key, _ in thread.open_prompts():
        thread.give_up(open_key, now, Reachability.WRONG_NUMBER)
    thread.mark(Reachability.WRONG_NUMBER, now)


def _reserved(thread: Thread, text: ReceivedText, word: Keyword, key: str, now: datetime) -> None:
    match word:
        case Keyword.STOP:
            consent.opts_out(thread, text.at, now)
            if not text.carrier_confirms:
                _say_to_public(thread, key, "stopped", safety=True)
        case Keyword.START if _is_overtaken(thread, text.at):
            pass_on(thread, text, None)  # an older wish does not undo a newer one
        case Keyword.START:
            _started(thread, text, key, now)
        case Keyword.HELP if thread.memory.staff:
            _say_to_public(thread, key, "help_staff")
        case Keyword.HELP:
            if not text.carrier_confirms:
                _say_to_public(thread, key, "help")


def _is_overtaken(thread: Thread, at: datetime) -> bool:
    return thread.phone().overtaken(at) or consent.decided_since(thread, at)


def _started(thread: Thread, text: ReceivedText, key: str, now: datetime) -> None:
    """A family that was never texted may have said no to a person: its episodes hear of it too."""
    known = thread.prompts or thread.memory.opted_out
    consent.opts_in(thread, text.at, now)
    thread.mark(Reachability.REACHABLE, now)
    if thread.phone().public and known:
        pass_on(thread, text, None, sense=Sense.WANTS_TEXTS)
    if not text.carrier_confirms:
        _say_to_public(thread, key, "started")


def _words(thread: Thread, text: ReceivedText, key: str) -> None:
    """A patient's words go to a person."""
    pass_on(thread, text, None, said_back=SaidBack(key=key, kind=HEARD, waits=True))


def _say_to_public(thread: Thread, key: str, kind: str, *, safety: bool = False) -> None:
    memory = thread.memory
    item = wording.to_the_public(kind, memory.facility_name, memory.line)
    thread.say(key, item, safety=safety)
