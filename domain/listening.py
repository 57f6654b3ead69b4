"""What a text means, given the prompts that its phone holds. Ambiguity is asked about.

Order: danger words of a patient, reserved words, then each line against the prompts.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.answers import Choice
from domain.consent import Keyword, keyword
from domain.pathway import Role
from domain.reading import clean, plain
from domain.replies import Chosen, Incomplete, Line, Verb, choose, split, verb
from domain.triage import Flag, Level, look

COURTESY = frozenset(
    {"ok", "okay", "k", "thanks", "thank you", "thx", "ty", "great", "good", "gracias", "bien"}
)
"""A patient's whole text that asks for nothing: nobody is disturbed by it."""
_TRIM = " \t\n.,!"
PUBLIC = (Role.PATIENT, Role.CAREGIVER)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A prompt as its phone knows it: shown under `code`, maybe closed, with why."""

    id: str
    code: int
    label: str
    role: Role
    choices: tuple[Choice, ...]
    shown_at: datetime
    time_zone: str
    closed_at: datetime | None = None
    closed_words: str = ""
    answered: bool = False


@dataclass(frozen=True, kw_only=True)
class Phone:
    """What the thread knows when a text comes in."""

    held: tuple[Held, ...]
    opted_out: bool
    last_reply_at: datetime | None
    closed_codes: dict[int, str]
    staff: bool = False

    @property
    def public(self) -> bool:
        """Whether a patient or caregiver holds it, or somebody who was never asked as staff."""
        return not self.staff or any(prompt.role in PUBLIC for prompt in self.held)

    def open(self) -> tuple[Held, ...]:
        """The prompts that wait for an answer."""
        return tuple(prompt for prompt in self.held if prompt.closed_at is None)

    def seen_since_last_reply(self) -> tuple[Held, ...]:
        """The prompts that stood open at any moment since this person last replied."""
        return tuple(
            prompt
            for prompt in self.held
            if prompt.closed_at is None
            or self.last_reply_at is None
            or prompt.closed_at > self.last_reply_at
        )


@dataclass(frozen=True, kw_only=True)
class Danger:
    """A danger word: answered at once with the emergency line, whatever was asked."""

    flag: Flag


@dataclass(frozen=True, kw_only=True)
class Reserved:
    """STOP, START or HELP."""

    keyword: Keyword


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A clear choice for one prompt; `flag` when its note holds a danger word."""

    prompt: Held
    chosen: Chosen
    flag: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """UNDO for one prompt."""

    prompt: Held


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """A choice without the date or the reason that it needs."""

    prompt: Held
    choice: Choice


@dataclass(frozen=True, kw_only=True)
class WhichOne:
    """An answer that fits more than one prompt."""

    prompts: tuple[Held, ...]


@dataclass(frozen=True, kw_only=True)
class NotOpen:
    """A code that takes no answer any more, or never was given out."""

    code: int
    words: str


@dataclass(frozen=True, kw_only=True)
class NotRead:
    """A text of staff or a vendor that is no answer; `prompt` when its code was clear."""

    prompt: Held | None = None
    flag: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a patient or caregiver says beside any question: a person reads it."""


Heard = Danger | Reserved | Answered | TakenBack | Lacking | WhichOne | NotOpen | NotRead | Words


def listen(body: str, phone: Phone, now: datetime) -> tuple[Heard, ...]:
    """All that one text means, in order."""
    flag = look(body)
    if flag is not None and phone.public:
        return (Danger(flag=flag),)
    if phone.public and plain(clean(body)).strip(_TRIM) in COURTESY:
        return ()
    reserved = keyword(body, opted_out=phone.opted_out)
    if reserved is not None:
        return (Reserved(keyword=reserved),)
    if phone.public:
        return (_public(body, phone, now),)
    return tuple(_line(line, phone, now) for line in split(body)) or (NotRead(),)


def emergency(note: str) -> Flag | None:
    """A staff note's danger where it is one at once; what can wait a day its writer sees to."""
    flag = look(note)
    return flag if flag is not None and flag.level is Level.EMERGENCY else None


def _public(body: str, phone: Phone, now: datetime) -> Heard:
    """A patient answers the one question that stands; anything else is for a person to read."""
    lines = split(body)
    code = lines[0].code if lines else None
    if code is not None and any(prompt.code == code for prompt in phone.held):
        return _line(lines[0], phone, now)
    standing = [prompt for prompt in phone.seen_since_last_reply() if prompt.choices]
    if len(standing) != 1 or standing[0].closed_at is not None:
        return WhichOne(prompts=tuple(standing)) if _bare(body, standing, now) else Words()
    chosen = choose(body, standing[0].choices, now=now, zone=standing[0].time_zone)
    return Answered(prompt=standing[0], chosen=chosen) if isinstance(chosen, Chosen) else Words()


def _bare(body: str, standing: list[Held], now: datetime) -> bool:
    """Whether a text would be an answer, if only it were clear to what."""
    open_ = [prompt for prompt in standing if prompt.closed_at is None]
    return len(open_) > 1 and any(
        choose(body, prompt.choices, now=now, zone=prompt.time_zone) for prompt in open_
    )


def _line(line: Line, phone: Phone, now: datetime) -> Heard:
    if line.code is None:
        return _without_code(line.body, phone, now)
    prompt = next((prompt for prompt in phone.held if prompt.code == line.code), None)
    if prompt is None:
        words = phone.closed_codes.get(line.code, "")
        return NotOpen(code=line.code, words=words)
    return _to(prompt, line.body, now)


def _to(prompt: Held, body: str, now: datetime) -> Heard:
    """A body that belongs to one prompt."""
    if verb(body) is Verb.UNDO:
        return TakenBack(prompt=prompt)
    if prompt.closed_at is not None:
        return NotOpen(code=prompt.code, words=prompt.closed_words)
    chosen = choose(body, prompt.choices, now=now, zone=prompt.time_zone)
    match chosen:
        case Chosen():
            return Answered(prompt=prompt, chosen=chosen, flag=emergency(chosen.note))
        case Incomplete(choice=choice):
            return Lacking(prompt=prompt, choice=choice)
        case None:
            return NotRead(prompt=prompt, flag=emergency(body))


def _without_code(body: str, phone: Phone, now: datetime) -> Heard:
    """A bare answer counts only if exactly one prompt stood open since the last reply."""
    if verb(body) is Verb.UNDO:
        answered = [prompt for prompt in phone.held if prompt.answered]
        newest = max(answered, key=lambda prompt: prompt.closed_at or now, default=None)
        return TakenBack(prompt=newest) if newest else NotRead()
    standing = [prompt for prompt in phone.seen_since_last_reply() if prompt.choices]
    if len(standing) == 1:
        return _to(standing[0], body, now)
    reads = any(choose(body, p.choices, now=now, zone=p.time_zone) for p in standing)
    return WhichOne(prompts=tuple(standing)) if reads else NotRead(flag=emergency(body))
