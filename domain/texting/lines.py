"""What one line of a text means for the prompts of its phone: by code, by initials, by none."""

import re
from dataclasses import replace
from datetime import datetime
from operator import itemgetter

from domain.asking.choices import LOWEST_CODE, OFFERED, Value
from domain.languages.joined import set_of
from domain.normalize import bare, plain
from domain.texting.commands import OOPS, Said, Verb, said_of_prompt
from domain.texting.interpretation import (
    Answered,
    Asked,
    Corrected,
    Death,
    FixWhat,
    Given,
    Interpretation,
    Lacking,
    NotOpen,
    NotRead,
    Phone,
    PromptOnPhone,
    RemindWhen,
    Resent,
    Snoozed,
    TakenBack,
    WhichOne,
)
from domain.texting.reply_grammar import Chosen, Incomplete, Line, choose
from domain.texting.slots import agrees
from domain.time.soon import read_soon

_CODE_ALONE = re.compile(r"#?(?P<code>[1-9][0-9]{1,5})\W*")
LONGEST_AGAIN = 24
_LATER = set_of(lambda one: one.commands.later)
"""Behind a code, where it is no answer: until when is asked."""
_INITIALS = re.compile(
    r"(?P<who>[^\W\d_]\.? ?[^\W\d_]\.?(?:[^\W\d_]\.?)?[2-9]?)[\s:,\-]+(?P<body>\S.*)"
)


def read_line(line: Line, phone: Phone, now: datetime) -> Interpretation:
    """What one line means; a code that no prompt has is said to be none."""
    if line.code is None:
        return _without_code(line.body, phone, now)
    prompt = next((prompt for prompt in phone.prompts if prompt.code == line.code), None)
    if prompt is None:
        return NotOpen(code=line.code, words=phone.closed_codes.get(line.code, ""))
    return _to_code(prompt, line.body, now)


def _to_code(prompt: PromptOnPhone, body: str, now: datetime) -> Interpretation:
    """A body whose prompt was named; one that was handed over still takes an answer so."""
    said = said_of_prompt(body)
    if said is None and not takes_answers(prompt):
        return _too_late(prompt, body, now)
    if said is None:
        heard = read(prompt, body, now)
        put_off = isinstance(heard, NotRead) and prompt.role.is_staff and bare(body) in _LATER
        return RemindWhen(prompt=prompt) if put_off else heard
    return _said(prompt, said, now)


def _said(prompt: PromptOnPhone, said: Said, now: datetime) -> Interpretation:
    """What is said of one prompt instead of an answer."""
    match said.verb:
        case Verb.UNDO:
            return TakenBack(prompt=prompt)
        case Verb.WHO:
            return Asked(prompt=prompt)
        case Verb.FIX:
            return _fixed(prompt, said.rest, now)
        case _ if prompt.closed_at is not None:
            return _closed(prompt)
        case _:
            return _handled(prompt, said, now)


def _handled(prompt: PromptOnPhone, said: Said, now: datetime) -> Interpretation:
    """An open prompt that is given away, put off or shown once more."""
    match said.verb:
        case Verb.GIVE if prompt.role.is_staff:
            return Given(prompt=prompt, to=said.rest)
        case Verb.SNOOZE if prompt.role.is_staff:
            until = read_soon(said.rest, now=now, zone=prompt.time_zone)
            return Snoozed(prompt=prompt, until=until) if until else RemindWhen(prompt=prompt)
        case Verb.RESEND:
            return Resent(prompt=prompt)
        case _:
            return NotRead(prompt=prompt)


def takes_answers(prompt: PromptOnPhone) -> bool:
    """Whether it is open, or somebody else is asked and this phone may still know."""
    return prompt.closed_at is None or (prompt.handed_over and not prompt.answered)


def _fixed(prompt: PromptOnPhone, body: str, now: datetime) -> Interpretation:
    """FIX corrects what this phone answered; of a prompt that is open it is the answer."""
    heard = read(prompt, body, now)
    if takes_answers(prompt):
        return heard
    if not prompt.answered:
        return _too_late(prompt, body, now)
    match heard:
        case Answered(chosen=chosen):
            return Corrected(prompt=prompt, chosen=chosen)
        case Lacking():
            return heard
        case _:
            return FixWhat(prompt=prompt)


def _too_late(prompt: PromptOnPhone, body: str, now: datetime) -> NotOpen | Death:
    """What comes when a prompt was taken back; of a death somebody must hear all the same."""
    heard = read(prompt, body, now)
    died = isinstance(heard, Answered) and heard.chosen.choice.value is Value.DIED
    return Death(prompt=prompt) if died and not prompt.answered else _closed(prompt)


def _closed(prompt: PromptOnPhone) -> NotOpen:
    return NotOpen(code=prompt.code, words=prompt.closed_words)


def read(prompt: PromptOnPhone, body: str, now: datetime) -> Answered | Lacking | NotRead:
    """A body as the answer to one prompt."""
    chosen = choose(body, prompt.choices, now=now, zone=prompt.time_zone)
    match chosen:
        case Chosen(choice=choice) if choice.value in OFFERED and chosen.note:
            return _slot(prompt, chosen, now)
        case Chosen():
            return Answered(prompt=prompt, chosen=chosen)
        case Incomplete(choice=choice):
            return Lacking(prompt=prompt, choice=choice)
        case None:
            return NotRead(prompt=prompt)


def _slot(prompt: PromptOnPhone, chosen: Chosen, now: datetime) -> Answered | NotRead:
    """An offered time and what stands behind it: its own time says no more, another contradicts."""
    said = agrees(chosen.note, chosen.choice, prompt.times, now=now, zone=prompt.time_zone)
    if said is False:
        return NotRead(prompt=prompt)
    return Answered(prompt=prompt, chosen=replace(chosen, note="") if said else chosen)


def _without_code(body: str, phone: Phone, now: datetime) -> Interpretation:
    """A bare answer counts only if exactly one prompt stood open since the last reply."""
    alone = _CODE_ALONE.fullmatch(body)
    if alone and int(alone["code"]) >= LOWEST_CODE:
        return _code_alone(int(alone["code"]), phone)
    if phone.overtaken(now):
        return NotRead()
    said = Said(verb=Verb.FIX) if bare(body) in OOPS else said_of_prompt(body)
    if said is not None and said.verb is not Verb.WHO:
        newest = said.verb in (Verb.UNDO, Verb.FIX)
        return _of_the_newest(said, phone, now) if newest else _of_the_one(said, body, phone, now)
    heard = _bare_answer(body, phone, now)
    return (_by_initials(body, phone, now) or heard) if isinstance(heard, NotRead) else heard


def _bare_answer(body: str, phone: Phone, now: datetime) -> Interpretation:
    standing = [prompt for prompt in phone.seen_since_last_reply(now) if prompt.choices]
    if len(standing) == 1:
        alone = standing[0]
        return _too_late(alone, body, now) if alone.closed_at else read(alone, body, now)
    if not fits(body, tuple(standing), now):
        return NotRead()
    return WhichOne(prompts=tuple(filter(takes_answers, standing)) or tuple(standing))


def _by_initials(body: str, phone: Phone, now: datetime) -> WhichOne | None:
    """Which code is meant by "JS 1" is asked: initials on one phone are nobody's name elsewhere."""
    found = _INITIALS.fullmatch(body)
    if found is None:
        return None
    open_ = (prompt for prompt in phone.open() if prompt.choices)
    mine = tuple(prompt for prompt in open_ if _is_called(prompt.label, found["who"]))
    fits_one = any(not isinstance(_to_code(one, found["body"], now), NotRead) for one in mine)
    again = found["body"][:LONGEST_AGAIN]
    return WhichOne(prompts=mine, again=again) if fits_one else None


def _is_called(label: str, said: str) -> bool:
    """Whether a label is what was said: "J.S.2" is "JS2", and may be "JS"."""
    known, meant = (re.sub(r"[\W_]", "", plain(each)) for each in (label, said))
    return known == meant or known.rstrip("23456789") == meant


def _of_the_one(said: Said, body: str, phone: Phone, now: datetime) -> Interpretation:
    """GIVE, SNOOZE or RESEND without a code: of the one prompt that stood, else it is asked."""
    standing = [prompt for prompt in phone.seen_since_last_reply(now) if prompt.choices]
    if len(standing) == 1:
        return _said(standing[0], said, now)
    open_ = tuple(prompt for prompt in phone.open() if prompt.choices)
    return WhichOne(prompts=open_, again=body[:LONGEST_AGAIN]) if open_ else NotRead()


def _of_the_newest(said: Said, phone: Phone, now: datetime) -> Interpretation:
    """UNDO or FIX without a code: what this phone answered last, when that was written."""
    answered = [
        (at, prompt)
        for prompt in reversed(phone.prompts)  # of those of one instant the last was read last
        if (at := prompt.closed_at if prompt.answered else prompt.taken_at) is not None
        if at <= now
    ]
    if not answered:
        return NotRead()
    _, newest = max(answered, key=itemgetter(0))
    return TakenBack(prompt=newest) if said.verb is Verb.UNDO else FixWhat(prompt=newest)


def _code_alone(code: int, phone: Phone) -> NotRead | NotOpen:
    """A code and nothing else: what it takes is said, or why it takes nothing."""
    prompt = next((prompt for prompt in phone.prompts if prompt.code == code), None)
    if prompt is not None:
        return NotRead(prompt=prompt) if takes_answers(prompt) else _closed(prompt)
    words = phone.closed_codes.get(code)
    return NotOpen(code=code, words=words) if words is not None else NotRead()


def fits(body: str, open_: tuple[PromptOnPhone, ...], now: datetime) -> bool:
    """Whether a text would be an answer, if only it were clear to what."""
    kinds = dict.fromkeys((prompt.choices, prompt.time_zone) for prompt in open_)
    return any(choose(body, choices, now=now, zone=zone) for choices, zone in kinds)
