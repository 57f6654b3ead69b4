"""What a phone holds when a text comes in, and everything that the text may turn out to mean."""

from dataclasses import dataclass
from datetime import datetime

from domain.asking.choices import Choice
from domain.clinical.flag import Flag
from domain.pathway import Role
from domain.texting.leaving.consent import Keyword
from domain.texting.reply_grammar import Chosen
from domain.texting.slots import Slot


@dataclass(frozen=True, kw_only=True)
class PromptOnPhone:
    """A prompt as its phone knows it: shown under `code`, maybe closed, with why.

    `answered` when this phone answered it, `taken_at` when it said what keeps it open ("I take
    it"), `handed_over` when it was closed because somebody else
    is asked now. `times` are those that it offers, by the value of their choice.
    """

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
    taken_at: datetime | None = None
    handed_over: bool = False
    episode: str = ""
    times: tuple[Slot, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Phone:
    """What the thread knows when a text comes in; `rostered` people have shifts to be off."""

    prompts: tuple[PromptOnPhone, ...]
    opted_out: bool
    last_reply_at: datetime | None
    closed_codes: dict[int, str]
    staff: bool = False
    rostered: bool = False

    @property
    def public(self) -> bool:
        """Whether a patient or caregiver holds it, or somebody who was never asked as staff."""
        return not self.staff or any(prompt.role.is_family for prompt in self.prompts)

    def open(self) -> tuple[PromptOnPhone, ...]:
        """The prompts that wait for an answer."""
        return tuple(prompt for prompt in self.prompts if prompt.closed_at is None)

    def seen_since_last_reply(self, wrote_at: datetime) -> tuple[PromptOnPhone, ...]:
        """The prompts that stood open at any moment between this person's last reply and this one.

        A text that comes late meant nothing that was shown after it was written.
        """
        return tuple(
            prompt
            for prompt in self.prompts
            if prompt.shown_at <= wrote_at
            if prompt.closed_at is None
            or self.last_reply_at is None
            or prompt.closed_at > self.last_reply_at
            or (prompt.closed_at == self.last_reply_at and not prompt.answered)
        )

    def overtaken(self, wrote_at: datetime) -> bool:
        """Whether a later text of this person was read before this one."""
        return self.last_reply_at is not None and wrote_at < self.last_reply_at


@dataclass(frozen=True, kw_only=True)
class Danger:
    """A danger word: answered at once with the emergency line, whatever was asked."""

    flag: Flag


@dataclass(frozen=True, kw_only=True)
class Death:
    """Somebody says that the patient has died; `prompt` when it is clear of whom."""

    prompt: PromptOnPhone | None = None


@dataclass(frozen=True, kw_only=True)
class NearLeaving:
    """Somebody is near leaving: texts pause until a person has decided.

    `prompt`, where a colleague says it of that prompt's patient without an answer.
    """

    prompt: PromptOnPhone | None = None
    flag: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class NoMoreTexts:
    """A colleague says that one of a family wants none; `prompt` when it is clear of which.

    `closed` is the code it was said of, where that takes no answer: its episode reads the words.
    """

    prompt: PromptOnPhone | None
    whose: tuple[Role, ...]
    flag: Flag | None = None
    closed: "NotOpen | None" = None


@dataclass(frozen=True, kw_only=True)
class Reserved:
    """STOP, START or HELP."""

    keyword: Keyword


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A clear choice for one prompt; `flag` when its note holds a danger word."""

    prompt: PromptOnPhone
    chosen: Chosen
    flag: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """UNDO for one prompt."""

    prompt: PromptOnPhone


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """FIX: what this phone answered was wrong, and this is right."""

    prompt: PromptOnPhone
    chosen: Chosen
    flag: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class FixWhat:
    """FIX without a choice that can be read."""

    prompt: PromptOnPhone


@dataclass(frozen=True, kw_only=True)
class Asked:
    """WHO for one prompt."""

    prompt: PromptOnPhone


@dataclass(frozen=True, kw_only=True)
class Given:
    """GIVE: somebody else is to do it; `to` as it was said, empty for anybody."""

    prompt: PromptOnPhone
    to: str


@dataclass(frozen=True, kw_only=True)
class Snoozed:
    """SNOOZE: when its reader wants to be reminded."""

    prompt: PromptOnPhone
    until: datetime


@dataclass(frozen=True, kw_only=True)
class RemindWhen:
    """SNOOZE without a time that can be read."""

    prompt: PromptOnPhone


@dataclass(frozen=True, kw_only=True)
class Resent:
    """RESEND: the text of a prompt once more."""

    prompt: PromptOnPhone


@dataclass(frozen=True, kw_only=True)
class OnCallAsked:
    """Somebody asks who is on call."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """LIST, or MORE of it."""

    more: bool


@dataclass(frozen=True, kw_only=True)
class ShiftRequested:
    """OFF or ON, for today."""

    off: bool


@dataclass(frozen=True, kw_only=True)
class WrongNumber:
    """The phone is not the patient's, says whoever holds it."""


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """A choice without the date or the reason that it needs."""

    prompt: PromptOnPhone
    choice: Choice
    flag: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class WhichOne:
    """What fits more than one prompt; `again` is what belongs behind the code, if no digit."""

    prompts: tuple[PromptOnPhone, ...]
    again: str = ""
    flag: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class NotOpen:
    """A code that takes no answer any more, or never was given out."""

    code: int
    words: str
    flag: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class NotRead:
    """A text of staff or a vendor that is no answer; `prompt` when its code was clear."""

    prompt: PromptOnPhone | None = None
    flag: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a patient or caregiver says beside any question: a person reads it."""


Interpretation = (
    Danger
    | Death
    | NearLeaving
    | NoMoreTexts
    | Reserved
    | Answered
    | TakenBack
    | Corrected
    | FixWhat
    | Asked
    | Given
    | Snoozed
    | RemindWhen
    | Resent
    | OnCallAsked
    | Listed
    | ShiftRequested
    | WrongNumber
    | Lacking
    | WhichOne
    | NotOpen
    | NotRead
    | Words
)
