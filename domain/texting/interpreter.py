"""What a text means, given the prompts that its phone holds. Ambiguity is asked about.

Order on a patient's or caregiver's phone: danger words, STOP and its like, a wrong number, then
the question that stands. On any other: STOP and its like, requests (LIST, OFF), then each line
against the prompts.
"""

import re
from dataclasses import replace
from datetime import datetime

from domain.asking.choices import Value
from domain.clinical.death import says_death
from domain.clinical.flag import Flag
from domain.clinical.triage import look, look_in_note
from domain.normalize import bare
from domain.texting.agreement import agreed, alone_in_its_note, beside, may_have_died
from domain.texting.check_in_replies import by_courtesy, not_fine, says_how, still_meant
from domain.texting.commands import TextCommand, command
from domain.texting.courtesy import is_courtesy, is_courtesy_beside, is_thanks
from domain.texting.interpretation import (
    Answered,
    Asked,
    Corrected,
    Danger,
    Death,
    FixWhat,
    Given,
    Interpretation,
    Lacking,
    Listed,
    NearLeaving,
    NoMoreTexts,
    NotOpen,
    NotRead,
    OnCallAsked,
    Phone,
    PromptOnPhone,
    RemindWhen,
    Resent,
    Reserved,
    ShiftRequested,
    Snoozed,
    TakenBack,
    WhichOne,
    Words,
    WrongNumber,
)
from domain.texting.leaving.consent import Keyword, keyword, said_at_an_edge, said_beside, says_stop
from domain.texting.leaving.near_leaving import is_near, is_stop_doubled
from domain.texting.leaving.told_no import told_no
from domain.texting.leaving.wrong_number import says_wrong_number, tells_of_wrong_number
from domain.texting.lines import fits, read, read_line
from domain.texting.quotations import is_automatic, is_reaction, quoted_lines, without_ours
from domain.texting.reply_grammar import Chosen, Line, split
from domain.texting.slots import named
from domain.texting.spellings import REFUSALS
from domain.texting.whose_phone import (
    apart,
    asked_whose,
    by_initials,
    is_of_another,
    is_of_both,
    leaves_beside,
    no_of_family,
)
from domain.words.phrasebook import phrase

_AGREEING = frozenset({Value.SLOT_1, Value.SLOT_2, Value.SLOT_3, Value.WORKS})
_ALL_IS_WELL = frozenset({Value.WORKS, Value.FINE})
_SAYS_OF_DEATH = frozenset({Value.DIED, Value.MISTAKEN})
_DEATHS = "|review/death."
"""In the names of what asks about a death, or says that nobody has confirmed it."""
_EQUIPMENT = frozenset({"home_oxygen", "equipment"})
_BUT = re.compile(r"\b(?:but|pero|however|except|though|sometimes|not|no)\b")
_AND = re.compile(r"[,;.&+]|\b(?:and|also|y|plus|w|with)\b")
_ALL_BUT = re.compile(r"(?:but|pero|except|excepto|salvo|though)\b")
_OF_WRONG_NUMBER = re.compile(r"(?:wrong|numero) (?:number|person|equivocado)\b")
_GOES_ON = re.compile(
    r"(?:questions?|things?|preguntas?|cosas?|problems?|problemas?|more|other|of|more thing)\b"
)
_COUNTS_BESIDE_LEAVING = Answered | Corrected | TakenBack | NoMoreTexts | Death
_OF_A_PROMPT = (Given, Snoozed, RemindWhen, Resent, FixWhat)
_REFUSES = re.compile(rf"(?:{'|'.join(REFUSALS)})\b")


def listen(body: str, phone: Phone, now: datetime) -> tuple[Interpretation, ...]:
    """All that one text means, in order. What a phone says by itself means nothing."""
    if is_noise(body, phone):
        return ()
    said = without_ours(body)
    if phone.public and not _is_of_work(said, phone):
        return _from_public(said, without_ours(quoted_lines(body)), phone, now)
    return _from_staff(said, phone, now)


def _is_of_work(body: str, phone: Phone) -> bool:
    """Whether a colleague who is one of a family too, on one phone, writes as a colleague.

    What names a code of their work is of that patient, and never of their own.
    """
    codes = {prompt.code for prompt in phone.prompts if not prompt.role.is_family}
    coded = any(line.code in codes for line in split(body))
    return phone.staff and (coded or _command(body, phone) is not None)


def is_noise(body: str, phone: Phone) -> bool:
    """Whether nobody said it: a reaction, or an automatic reply that holds nothing of anybody."""
    if is_reaction(body):
        return True
    if not is_automatic(body):
        return False
    said = bare(body)
    coded = not phone.public and any(line.code is not None for line in split(body))
    left = said_at_an_edge(body) is Keyword.STOP
    return not (
        _named_danger(body) or coded or left or says_death(body) or keyword(said, opted_out=False)
    )


def _named_danger(body: str) -> Flag | None:
    """The danger in words that a phone may have added; that they name 911 is none."""
    flag = look(body)
    return flag if flag is not None and flag.name != "asks_for_emergency" else None


def emergency(note: str) -> Flag | None:
    """A staff note's danger where it is one at once; what can wait a day its writer sees to."""
    return look_in_note(note)


# ---- patients and caregivers


def _from_public(body: str, quoted: str, phone: Phone, now: datetime) -> tuple[Interpretation, ...]:
    """A quoted line answers nothing; a danger or a death in it is heard."""
    flag, dead = look(body) or _named_danger(quoted), says_death(body) or says_death(quoted)
    danger = (Danger(flag=flag),) if flag else ()
    death = (Death(),) if dead else ()
    if dead:
        return (*danger, *death, *_leaves(body, phone, beside=True))
    if flag is not None:
        return (*danger, *_beside_danger(body, phone, now, flag))
    if is_courtesy(body):
        return by_courtesy(body, phone, now)
    wrong = (WrongNumber(),) if says_wrong_number(body) else ()
    if left := _leaves(body, phone, beside=False):
        asks = Reserved(keyword=Keyword.HELP) in left
        return (*left, *wrong, *(not_fine(phone) if asks else ()))
    return wrong or _to_questions(body, phone, now)


def _beside_danger(
    body: str, phone: Phone, now: datetime, flag: Flag
) -> tuple[Interpretation, ...]:
    """What is clear beside danger words; the words themselves go to a person already."""
    wrong = (WrongNumber(),) if tells_of_wrong_number(body) else ()
    if left := _leaves(body, phone, beside=True):
        return (*left, *wrong)
    heard = (h for h in _to_questions(body, phone, now) if isinstance(h, Answered))
    works = flag.name in _EQUIPMENT
    return wrong or tuple(
        h for h in heard if not (says_how(h) or (works and h.chosen.choice.value is Value.WORKS))
    )


def _leaves(body: str, phone: Phone, *, beside: bool) -> tuple[Reserved | NearLeaving, ...]:
    """STOP, START or HELP, plainly or beside other words; or somebody near leaving."""
    if beside:
        said = said_beside(body)
    else:
        said = keyword(body, opted_out=phone.opted_out) or said_at_an_edge(body)
    if said is None and is_stop_doubled(body):
        said = Keyword.STOP
    if said is not None:
        return (Reserved(keyword=said),)
    return (NearLeaving(),) if is_near(body) and not phone.opted_out else ()


def _to_questions(body: str, phone: Phone, now: datetime) -> tuple[Interpretation, ...]:
    """Answers by code, else one to the question that stands; a person reads everything else."""
    lines = split(body)
    codes = {prompt.code for prompt in phone.prompts}
    if any(line.code in codes for line in lines):
        heard = agreed(tuple(read_line(line, phone, now) for line in lines))
    else:
        heard = (_to_the_one_question(body, phone, now),)
    asked_back = any(isinstance(one, NotOpen | WhichOne) for one in heard)
    if asked_back and any(_says_more(line.body, phone, now) for line in lines):
        heard = (*heard, Words())
    return tuple(dict.fromkeys(each for one in heard for each in _with_the_rest(one)))


def _says_more(body: str, phone: Phone, now: datetime) -> bool:
    """Whether more stands in a line than a choice: asking back alone would lose it."""
    heard = [read(prompt, body, now) for prompt in phone.prompts if prompt.choices]
    notes = [one.chosen.note for one in heard if isinstance(one, Answered)]
    return not any(map(is_courtesy_beside, notes))


def _with_the_rest(heard: Interpretation) -> tuple[Interpretation, ...]:
    """What goes on behind a choice is read by a person; what contradicts it is no choice."""
    heard = _for_a_person(heard)
    if (
        not isinstance(heard, Answered)
        or not heard.chosen.note
        or is_courtesy_beside(heard.chosen.note)
    ):
        return (heard,)
    note = bare(heard.chosen.note)
    if says_stop(note):
        return (Reserved(keyword=Keyword.STOP),)
    if says_wrong_number(heard.chosen.note):
        return (WrongNumber(),)
    if tells_of_wrong_number(heard.chosen.note) or _OF_WRONG_NUMBER.match(note):
        return (Words(),)
    doubtful = heard.chosen.choice.value in _ALL_IS_WELL and _BUT.search(note)
    if doubtful or _GOES_ON.match(note):
        return (Words(),)
    told = heard.chosen.choice.value in (Value.DOES_NOT_WORK, Value.NONE_FITS)
    return (heard,) if told else (heard, Words())


def _to_the_one_question(body: str, phone: Phone, now: datetime) -> Interpretation:
    if phone.overtaken(now):
        return Words()
    standing = still_meant(body, phone, now)
    if len(standing) != 1 or standing[0].closed_at is not None:
        open_ = tuple(prompt for prompt in standing if prompt.closed_at is None)
        return WhichOne(prompts=open_) if fits(body, open_, now) else Words()
    return _read_or_named(standing[0], body, now)


def _read_or_named(prompt: PromptOnPhone, body: str, now: datetime) -> Interpretation:
    """An answer by digit or word, or the offered time that is named."""
    heard = read(prompt, body, now)
    if not isinstance(heard, NotRead):
        return heard
    slot = named(body, prompt.choices, prompt.times, now=now, zone=prompt.time_zone)
    return Answered(prompt=prompt, chosen=Chosen(choice=slot)) if slot else heard


def _for_a_person(heard: Interpretation) -> Interpretation:
    """What would be asked about again goes to a person; so does a choice that is refused."""
    match heard:
        case NotRead() | Lacking() | FixWhat() | Asked():
            return Words()
        case Given() | Snoozed() | RemindWhen() | Resent():
            return Words()
        case Corrected(prompt=prompt) if prompt.role.is_family:
            return Words()
        case Answered(chosen=chosen) | Corrected(chosen=chosen) if _refuses(chosen):
            return Words()
        case _:
            return heard


def _refuses(chosen: Chosen) -> bool:
    return chosen.choice.value in _AGREEING and _REFUSES.match(bare(chosen.note)) is not None


# ---- everybody else


def _from_staff(body: str, phone: Phone, now: datetime) -> tuple[Interpretation, ...]:
    lines, dead = split(body), says_death(body, staff=True)
    if not phone.opted_out and _answers(lines, phone, now):
        heard = _lines(lines, phone, now, dead=dead)
        if not leaves_beside(body, phone):
            return heard
        return (*_beside_leaving(heard), Reserved(keyword=Keyword.STOP))
    said = keyword(body, opted_out=phone.opted_out)
    if said is not None and not is_of_another(body, phone):
        heard = _lines(lines, phone, now, dead=dead) if said is Keyword.STOP else ()
        both = is_of_both(body, phone)
        told = (h for h in _beside_leaving(heard) if both or not isinstance(h, NoMoreTexts))
        return (*told, Reserved(keyword=said))
    if (asked := _command(body, phone)) is not None:
        return (asked,)
    if is_thanks(body):
        return ()
    heard = _lines(lines, phone, now, dead=dead) or (NotRead(),)
    return tuple(_which(one, phone) for one in heard)


def _beside_leaving(heard: tuple[Interpretation, ...]) -> tuple[Interpretation, ...]:
    """What of a text still counts whose writer leaves with it: nothing that asks them again."""
    return tuple(h for h in heard if isinstance(h, _COUNTS_BESIDE_LEAVING) or _danger(h))


def _danger(heard: Interpretation) -> bool:
    return isinstance(heard, NotRead | NotOpen | WhichOne | Lacking) and heard.flag is not None


def _which(heard: Interpretation, phone: Phone) -> Interpretation:
    """Danger that names no patient, on a phone with several: which one is asked at once."""
    open_ = tuple(prompt for prompt in phone.open() if prompt.choices)
    several = len({prompt.episode or prompt.id for prompt in open_}) > 1
    if isinstance(heard, NotRead) and heard.prompt is None and heard.flag and several:
        return WhichOne(prompts=open_, flag=heard.flag, again=phrase("consent.and_what_you_wrote"))
    return heard


def _lines(
    lines: tuple[Line, ...], phone: Phone, now: datetime, *, dead: bool
) -> tuple[Interpretation, ...]:
    """What the lines of a text mean, each for itself and then together."""
    each = (part for line in lines for part in apart(line, phone))
    heard = ((line, _warned(line, phone, now, dead=dead)) for line in each)
    return agreed(tuple(one for line, said in heard for one in _of_two(line, said, phone)))


def _of_two(line: Line, heard: Interpretation, phone: Phone) -> tuple[Interpretation, ...]:
    """A no, a danger or a death in a line with another open code too may be either patient's.

    Each is asked about; danger and death are told of both: a swallowed one is worse than one more.
    """
    others = beside(line, phone)
    if isinstance(heard, Death) and heard.prompt is not None:
        return (heard, *(Death(prompt=one) for one in others if may_have_died(one, line)))
    if not isinstance(heard, NoMoreTexts | Answered | NotRead) or heard.prompt is None:
        return (heard,)
    of_texts = isinstance(heard, NoMoreTexts) or told_no(line.body) is not None
    if not others or not (heard.flag or of_texts):
        return (heard,)
    both = (heard.prompt, *(others if heard.flag else ()))
    return tuple(NotRead(prompt=prompt, flag=heard.flag) for prompt in both)


def _warned(line: Line, phone: Phone, now: datetime, *, dead: bool) -> Interpretation:
    """What a line means, with the emergency that its note tells of."""
    heard = asked_whose(alone_in_its_note(read_line(line, phone, now), phone), line, phone)
    if isinstance(heard, _OF_A_PROMPT) and (emergency(line.body) or told_no(line.body)):
        heard = NotRead(prompt=heard.prompt)  # what else is said there matters more
    if dead and (death := _death_in(line, heard, phone)) is not None:
        return death
    if (no := no_of_family(line, heard, phone)) is not None:
        return replace(no, flag=emergency(line.body))
    match heard:
        case Answered(chosen=chosen) | Corrected(chosen=chosen):
            flag = emergency(chosen.note)
            if flag is None and _well_but(chosen):
                return NotRead(prompt=heard.prompt)
            return replace(heard, flag=flag)
        case NotRead() | NotOpen() | WhichOne() | Lacking():
            return replace(heard, flag=emergency(line.body))
        case _:
            return heard


def _well_but(chosen: Chosen) -> bool:
    """Whether "all well" is taken back by what follows it: "1 but out of lasix".

    A no to our texts alone takes nothing back, and must not wait for a second answer.
    """
    no = told_no(chosen.note)
    if no is not None and no.sure and not _AND.search(chosen.note):
        return False
    return chosen.choice.value is Value.SPOKE_WELL and _ALL_BUT.match(bare(chosen.note)) is not None


def _death_in(line: Line, heard: Interpretation, phone: Phone) -> Death | None:
    """A death that a line tells of, where nobody asks about one: whatever else it answers."""
    if not says_death(line.body, staff=True):
        return None
    if isinstance(heard, Answered | Corrected):
        about = _DEATHS in heard.prompt.id or heard.chosen.choice.value in _SAYS_OF_DEATH
        if about:
            return None
    open_ = tuple(prompt for prompt in phone.open() if prompt.choices)
    named = next((prompt for prompt in phone.prompts if prompt.code == line.code), None)
    alone = open_[0] if line.code is None and len(open_) == 1 else None
    return Death(prompt=named or alone or by_initials(line, phone))


def _answers(lines: tuple[Line, ...], phone: Phone, now: datetime) -> bool:
    """Whether a text is about prompts: what its notes say is not said of the texting."""
    return any(line.code is not None or fits(line.body, phone.open(), now) for line in lines)


def _command(body: str, phone: Phone) -> Listed | ShiftRequested | OnCallAsked | None:
    match command(body):
        case TextCommand.LIST:
            return Listed(more=False)
        case TextCommand.MORE:
            return Listed(more=True)
        case (TextCommand.OFF | TextCommand.ON) as said if phone.rostered:
            return ShiftRequested(off=said is TextCommand.OFF)
        case TextCommand.ON_CALL if phone.rostered:
            return OnCallAsked()
        case _:
            return None
