"""What a text means, given the prompts that its phone holds. Ambiguity is asked about.

Order on a patient's or caregiver's phone: danger words, STOP and its like, a wrong number, then
the question that stands. On any other: STOP and its like, requests (LIST, OFF), then each line
against the prompts.
"""

import re
from dataclasses import replace
from datetime import datetime

from domain.asking.choices import LOWEST_CODE, Value
from domain.clinical.triage import Flag, Level, look
from domain.normalize import bare
from domain.texting.commands import TextCommand, Verb, command, said_of_prompt
from domain.texting.consent import Keyword, keyword, said_beside, said_in_note
from domain.texting.interpretation import (
    Answered,
    Asked,
    Corrected,
    Danger,
    FixWhat,
    Interpretation,
    Lacking,
    Listed,
    NotOpen,
    NotRead,
    Phone,
    PromptOnPhone,
    Reserved,
    ShiftRequested,
    TakenBack,
    WhichOne,
    Words,
    WrongNumber,
)
from domain.texting.reply_grammar import Chosen, Incomplete, Line, choose, split
from domain.texting.spellings import REFUSALS
from domain.texting.wrong_number import says_wrong_number, tells_of_wrong_number

COURTESY = frozenset(
    {"ok", "okay", "k", "thanks", "thank you", "thx", "ty", "great", "good", "gracias", "bien"}
)
"""A patient's whole text that asks for nothing: nobody is disturbed by it."""
THANKS = frozenset({"thanks", "thank you", "thx", "ty", "gracias"})
"""The same of staff and vendors, whose "ok" may be an answer."""
_AGREEING = frozenset({Value.SLOT_1, Value.SLOT_2, Value.SLOT_3, Value.WORKS})
_REFUSES = re.compile(rf"(?:{'|'.join(REFUSALS)})\b")
_CODE_ALONE = re.compile(r"#?(?P<code>[1-9][0-9]{1,5})\W*")


def listen(body: str, phone: Phone, now: datetime) -> tuple[Interpretation, ...]:
    """All that one text means, in order."""
    if phone.public:
        flag = look(body)
        if flag is None:
            return _from_public(body, phone, now)
        return (Danger(flag=flag), *_beside_danger(body, phone, now))
    return _from_staff(body, phone, now)


def emergency(note: str) -> Flag | None:
    """A staff note's danger where it is one at once; what can wait a day its writer sees to."""
    flag = look(note)
    return flag if flag is not None and flag.level is Level.EMERGENCY else None


# ---- patients and caregivers


def _beside_danger(body: str, phone: Phone, now: datetime) -> tuple[Interpretation, ...]:
    """What is clear beside danger words; the words themselves go to a person already."""
    wrong = (WrongNumber(),) if tells_of_wrong_number(body) else ()
    beside = said_beside(body)
    if beside is not None:
        return (Reserved(keyword=beside), *wrong)
    return wrong or tuple(h for h in _to_questions(body, phone, now) if isinstance(h, Answered))


def _from_public(body: str, phone: Phone, now: datetime) -> tuple[Interpretation, ...]:
    if bare(body) in COURTESY:
        return ()
    wrong = (WrongNumber(),) if says_wrong_number(body) else ()
    said = keyword(body, opted_out=phone.opted_out) or said_beside(body)
    if said is not None:
        return (Reserved(keyword=said), *wrong)
    return wrong or _to_questions(body, phone, now)


def _to_questions(body: str, phone: Phone, now: datetime) -> tuple[Interpretation, ...]:
    """Answers by code, else one to the question that stands; a person reads everything else."""
    lines = split(body)
    codes = {prompt.code for prompt in phone.prompts}
    if any(line.code in codes for line in lines):
        heard = _agreed(tuple(_line(line, phone, now) for line in lines))
    else:
        heard = (_to_the_one_question(body, phone, now),)
    return tuple(dict.fromkeys(map(_for_a_person, heard)))


def _to_the_one_question(body: str, phone: Phone, now: datetime) -> Interpretation:
    if phone.overtaken(now):
        return Words()
    standing = [prompt for prompt in phone.seen_since_last_reply(now) if prompt.choices]
    if len(standing) != 1 or standing[0].closed_at is not None:
        open_ = tuple(prompt for prompt in standing if prompt.closed_at is None)
        return WhichOne(prompts=open_) if _fits(body, open_, now) else Words()
    return _read(standing[0], body, now)


def _fits(body: str, open_: tuple[PromptOnPhone, ...], now: datetime) -> bool:
    """Whether a text would be an answer, if only it were clear to what."""
    kinds = dict.fromkeys((prompt.choices, prompt.time_zone) for prompt in open_)
    return any(choose(body, choices, now=now, zone=zone) for choices, zone in kinds)


def _for_a_person(heard: Interpretation) -> Interpretation:
    """What would be asked about again goes to a person; so does a choice that is refused."""
    match heard:
        case NotRead() | Lacking() | FixWhat() | Asked():
            return Words()
        case Answered(chosen=chosen) | Corrected(chosen=chosen) if _refuses(chosen):
            return Words()
        case _:
            return heard


def _refuses(chosen: Chosen) -> bool:
    return chosen.choice.value in _AGREEING and _REFUSES.match(bare(chosen.note)) is not None


# ---- everybody else


def _from_staff(body: str, phone: Phone, now: datetime) -> tuple[Interpretation, ...]:
    lines = split(body)
    if not phone.opted_out and _answers(lines, phone, now):
        heard = _agreed(tuple(_warned(line, phone, now) for line in lines))
        if not said_in_note(body):
            return heard
        kept = tuple(h for h in heard if isinstance(h, Answered))
        return (*kept, Reserved(keyword=Keyword.STOP))
    said = keyword(body, opted_out=phone.opted_out)
    if said is not None:
        return (Reserved(keyword=said),)
    if (asked := _command(body, phone)) is not None:
        return (asked,)
    if bare(body) in THANKS:
        return ()
    return _agreed(tuple(_warned(line, phone, now) for line in lines)) or (NotRead(),)


def _warned(line: Line, phone: Phone, now: datetime) -> Interpretation:
    """What a line means, with the emergency that its note tells of."""
    heard = _line(line, phone, now)
    match heard:
        case Answered(chosen=chosen) | Corrected(chosen=chosen):
            return replace(heard, flag=emergency(chosen.note))
        case NotRead() | NotOpen() | WhichOne() | Lacking():
            return replace(heard, flag=emergency(line.body))
        case _:
            return heard


def _answers(lines: tuple[Line, ...], phone: Phone, now: datetime) -> bool:
    """Whether a text is about prompts: what its notes say is not said of the texting."""
    standing = phone.open()
    return any(line.code is not None or _fits(line.body, standing, now) for line in lines)


def _command(body: str, phone: Phone) -> Listed | ShiftRequested | None:
    match command(body):
        case TextCommand.LIST:
            return Listed(more=False)
        case TextCommand.MORE:
            return Listed(more=True)
        case (TextCommand.OFF | TextCommand.ON) as said if phone.rostered:
            return ShiftRequested(off=said is TextCommand.OFF)
        case _:
            return None


# ---- lines and prompts


def _agreed(heard: tuple[Interpretation, ...]) -> tuple[Interpretation, ...]:
    """A prompt that one text answers in two ways is asked about; the same twice is said once."""
    kept: dict[object, Interpretation] = {}
    for number, one in enumerate(heard):
        if not isinstance(one, Answered | Corrected | TakenBack | Lacking):
            kept[number] = one
            continue
        before = kept.get(one.prompt.id)
        kept[one.prompt.id] = one if before is None else _both(before, one)
    return tuple(kept.values())


def _both(
    before: Interpretation, one: Answered | Corrected | TakenBack | Lacking
) -> Interpretation:
    match before, one:
        case Answered(chosen=first), Answered(chosen=second) if _same(first, second):
            note = "; ".join(filter(None, dict.fromkeys((first.note, second.note))))
            return replace(before, chosen=replace(first, note=note), flag=before.flag or one.flag)
        case _ if before == one:
            return before
        case _:
            return NotRead(prompt=one.prompt, flag=_flag(before) or _flag(one))


def _flag(heard: Interpretation) -> Flag | None:
    return heard.flag if isinstance(heard, Answered | Corrected | NotRead) else None


def _same(first: Chosen, second: Chosen) -> bool:
    return replace(first, note="") == replace(second, note="")


def _line(line: Line, phone: Phone, now: datetime) -> Interpretation:
    if line.code is None:
        return _without_code(line.body, phone, now)
    prompt = next((prompt for prompt in phone.prompts if prompt.code == line.code), None)
    if prompt is None:
        return NotOpen(code=line.code, words=phone.closed_codes.get(line.code, ""))
    return _to_code(prompt, line.body, now)


def _to_code(prompt: PromptOnPhone, body: str, now: datetime) -> Interpretation:
    """A body whose prompt was named; one that was handed over still takes an answer so."""
    said = said_of_prompt(body)
    if said is None:
        return _read(prompt, body, now) if _takes_answers(prompt) else _closed(prompt)
    match said.verb:
        case Verb.UNDO:
            return TakenBack(prompt=prompt)
        case Verb.WHO:
            return Asked(prompt=prompt)
        case Verb.FIX:
            return _fixed(prompt, said.rest, now)


def _takes_answers(prompt: PromptOnPhone) -> bool:
    return prompt.closed_at is None or (prompt.handed_over and not prompt.answered)


def _fixed(prompt: PromptOnPhone, body: str, now: datetime) -> Interpretation:
    """FIX corrects what this phone answered; of a prompt that is open it is the answer."""
    heard = _read(prompt, body, now)
    if _takes_answers(prompt):
        return heard
    if not prompt.answered:
        return _closed(prompt)
    match heard:
        case Answered(chosen=chosen):
            return Corrected(prompt=prompt, chosen=chosen)
        case Lacking():
            return heard
        case _:
            return FixWhat(prompt=prompt)


def _closed(prompt: PromptOnPhone) -> NotOpen:
    return NotOpen(code=prompt.code, words=prompt.closed_words)


def _read(prompt: PromptOnPhone, body: str, now: datetime) -> Answered | Lacking | NotRead:
    chosen = choose(body, prompt.choices, now=now, zone=prompt.time_zone)
    match chosen:
        case Chosen():
            return Answered(prompt=prompt, chosen=chosen)
        case Incomplete(choice=choice):
            return Lacking(prompt=prompt, choice=choice)
        case None:
            return NotRead(prompt=prompt)


def _without_code(body: str, phone: Phone, now: datetime) -> Interpretation:
    """A bare answer counts only if exactly one prompt stood open since the last reply."""
    alone = _CODE_ALONE.fullmatch(body)
    if alone and int(alone["code"]) >= LOWEST_CODE:
        return _code_alone(int(alone["code"]), phone)
    if phone.overtaken(now):
        return NotRead()
    said = said_of_prompt(body)
    if said is not None and said.verb is not Verb.WHO:
        return _of_the_newest(said.verb, phone, now)
    standing = [prompt for prompt in phone.seen_since_last_reply(now) if prompt.choices]
    if len(standing) == 1:
        return _read(standing[0], body, now) if not standing[0].closed_at else _closed(standing[0])
    if not _fits(body, tuple(standing), now):
        return NotRead()
    return WhichOne(prompts=tuple(filter(_takes_answers, standing)) or tuple(standing))


def _of_the_newest(said: Verb, phone: Phone, now: datetime) -> Interpretation:
    """UNDO or FIX without a code: what this phone answered last, when that was written."""
    answered = [
        prompt
        for prompt in reversed(phone.prompts)  # of those of one instant the last was read last
        if prompt.answered and prompt.closed_at is not None and prompt.closed_at <= now
    ]
    newest = max(answered, key=lambda prompt: prompt.closed_at or now, default=None)
    if newest is None:
        return NotRead()
    return TakenBack(prompt=newest) if said is Verb.UNDO else FixWhat(prompt=newest)


def _code_alone(code: int, phone: Phone) -> NotRead | NotOpen:
    """A code and nothing else: what it takes is said, or why it takes nothing."""
    prompt = next((prompt for prompt in phone.prompts if prompt.code == code), None)
    if prompt is not None:
        return NotRead(prompt=prompt) if _takes_answers(prompt) else _closed(prompt)
    words = phone.closed_codes.get(code)
    return NotOpen(code=code, words=words) if words is not None else NotRead()
