"""Phones that hold prompts, for the tests of what a text means, and its meaning in one line."""

from datetime import datetime, timedelta

from domain.asking.kind import Kind
from domain.pathway import Role
from domain.steps.catalogue import kinds
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
from domain.texting.interpreter import listen
from tests.domain.examples import NEW_YORK

NOW = datetime.fromisoformat("2026-09-08T10:30:00-04:00")  # a Tuesday


_OWN, _BY_LOPEZ = "J.S.: you said no answer", "J.S.: done by RN Lopez Tue 9/8 10a"


def holds(
    code: int,
    kind: Kind,
    *,
    role: Role = Role.NURSE,
    closed: timedelta | None = None,
    answered: bool = False,
    handed_over: bool = False,
) -> PromptOnPhone:
    """Make a prompt, shown an hour ago and maybe closed some time ago."""
    return PromptOnPhone(
        id=f"p{code}",
        code=code,
        label="J.S.",
        role=role,
        choices=kinds()[kind].choices,
        shown_at=NOW - timedelta(hours=1),
        time_zone=NEW_YORK,
        closed_at=None if closed is None else NOW - closed,
        closed_words="" if closed is None else _OWN if answered else _BY_LOPEZ,
        answered=answered,
        handed_over=handed_over,
    )


def nurse(
    *held: PromptOnPhone, last_reply: timedelta | None = None, rostered: bool = True
) -> Phone:
    """Make a staff phone; code 23 was closed long ago."""
    return Phone(
        prompts=held,
        opted_out=False,
        last_reply_at=None if last_reply is None else NOW - last_reply,
        closed_codes={23: "A.B.: no longer needed"},
        staff=True,
        rostered=rostered,
    )


def patient(*kinds: Kind, opted_out: bool = False) -> Phone:
    """Make a patient's phone with these questions open, from code 27 on."""
    held = [holds(27 + n, kind, role=Role.PATIENT) for n, kind in enumerate(kinds)]
    return Phone(prompts=tuple(held), opted_out=opted_out, last_reply_at=None, closed_codes={})


def meaning(body: str, phone: Phone) -> list[str]:
    """Tell what a text means, each thing as a few words."""
    return [_told(heard) for heard in listen(body, phone, NOW)]


def _told(heard: Interpretation) -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each outcome
    match heard:
        case Danger(flag=flag):
            return f"danger {flag.name}"
        case Death(prompt=prompt):
            return f"{prompt.code} death" if prompt else "death"
        case NearLeaving():
            return "near leaving"
        case NoMoreTexts(prompt=prompt, whose=whose):
            named = f"{prompt.code} " if prompt else ""
            return f"{named}no more texts {' '.join(whose)}"
        case Reserved(keyword=keyword):
            return f"reserved {keyword}"
        case Answered(prompt=prompt, chosen=chosen):
            return f"{prompt.code} {chosen.choice.value}"
        case Corrected(prompt=prompt, chosen=chosen):
            return f"{prompt.code} corrected {chosen.choice.value}"
        case FixWhat(prompt=prompt):
            return f"{prompt.code} fix what"
        case TakenBack(prompt=prompt):
            return f"{prompt.code} undo"
        case Asked(prompt=prompt):
            return f"{prompt.code} who"
        case Given(prompt=prompt, to=to):
            return f"{prompt.code} give {to}".strip()
        case Snoozed(prompt=prompt, until=until):
            return f"{prompt.code} snooze {until:%m-%d %H:%M}"
        case RemindWhen(prompt=prompt):
            return f"{prompt.code} when?"
        case Resent(prompt=prompt):
            return f"{prompt.code} resend"
        case OnCallAsked():
            return "on call"
        case Lacking(prompt=prompt, choice=choice):
            return f"{prompt.code} lacking {choice.wants}"
        case NotOpen(code=code, words=words):
            return f"{code} not open: {words}"
        case NotRead(prompt=prompt):
            return f"{prompt.code} not read" if prompt else "not read"
        case WhichOne(prompts=prompts):
            return f"which {' '.join(str(prompt.code) for prompt in prompts)}"
        case Listed(more=more):
            return "more" if more else "list"
        case ShiftRequested(off=off):
            return "off" if off else "on"
        case WrongNumber():
            return "wrong number"
        case Words():
            return "words"
