"""What was heard, said to people: which answer it is, and what follows from it."""

import re
from datetime import datetime, timedelta

from domain.asking.choices import Choice, Wants
from domain.texting.commands import Verb, said_of_prompt
from domain.texting.interpretation import Phone, PromptOnPhone
from domain.texting.reply_grammar import split
from domain.time.calendar import in_zone
from domain.time.phrasing import short_date, short_time
from operations.reading import ZONE, Heard

_NOT_RECORDED = "not recorded: they are asked again"
_FOLLOWS = {
    "danger": "people are woken until somebody has taken it",
    "same_day": "a sign of today: a nurse is asked to call, within two staffed hours",
    "death": "all texts to the family stop, and a person is asked to confirm",
    "near_stop": "texts pause until a person has asked",
    "wrong_number": "nothing more is texted to this number, and a person hears of it",
    "stop": "nothing more is texted to this phone",
    "start": "this phone may be texted again",
    "help": "the help text is sent",
    "words": "nobody's answer: a person reads it",
    "courtesy": "asks for nothing: nobody is disturbed",
    "noise": "nobody wrote it, a phone did or we: nobody is disturbed",
    "list": "what is open is texted",
    "more": "the next of the list is texted",
    "off": "they are off until midnight where they work",
    "on": "they are on again, until midnight where they work",
    "on_call": "who is on now is texted",
    "undo": "takes back what was answered last, while that can still be taken back",
    "who": "what it is about, its answers and its card are texted",
    "resend": "its text is sent again",
    "fix_what": f"a correction without its answer; {_NOT_RECORDED}",
    "no_more_texts": "a no of the family, told by a colleague: they are texted nothing more",
}
_LACKS = {"instant": "a date and a time are lacking", "reason": "a reason is lacking"}
_ASKED = {
    "remind when": f"until when is not clear; {_NOT_RECORDED}",
    "no prompt has this code": "nothing on this phone has the code; not recorded: they are told",
    "takes no answer": "it is closed; not recorded: they are told",
    "whose no it is": "a no to texts, and not clear whose; a person reads it, and they are asked",
    "not understood": f"not understood; {_NOT_RECORDED}",
}
_OF_SOMEBODY = ("no_more_texts", "near_stop")
_DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def said(heard: Heard, text: str, phone: Phone, now: datetime) -> str:
    """One line: the kind as programs get it, what it is of, what was meant, what follows."""
    return f"{_named(heard)}: {_meant(heard, text, phone, now)}"


def _meant(heard: Heard, text: str, phone: Phone, now: datetime) -> str:
    prompt = next((one for one in phone.prompts if one.code == heard.prompt), None)
    match heard.kind:
        case "answer" | "corrected" if prompt is not None:
            return _answer(heard, prompt, text, now)
        case "asked":
            return _asked(heard, prompt)
        case "snooze":
            return f"reminded again {at_in_words(heard.at, now)}; what is due stays due"
        case "give":
            who = f"{heard.note}, if they are on," if heard.note else "whoever is on"
            return f"{who} does it; both hear of it"
        case _:
            return _follows(heard, phone)


def _follows(heard: Heard, phone: Phone) -> str:
    """What comes of it, whatever else stands in the text."""
    if heard.kind == "danger" and phone.public:
        return f"answered at once with 911, and {_FOLLOWS['danger']}"
    if heard.kind == "death" and heard.prompt is None and not phone.public:
        return "of whom is not clear; a person reads it, and they are asked"
    return _FOLLOWS[heard.kind]


def at_in_words(at: str, now: datetime) -> str:
    """When it was or will be, on the reader's clock: "yesterday (Mon 9/7) 4:50p"."""
    instant = datetime.fromisoformat(at)
    day = in_zone(instant, ZONE).date()
    near = _DAYS.get((day - in_zone(now, ZONE).date()) // timedelta(days=1))
    date = f"{near} ({short_date(day)})" if near else short_date(day)
    return f"{date} {short_time(instant, ZONE)}"


def _named(heard: Heard) -> str:
    """The kind, how soon where the kind does not say so, what found it, and of whom it is."""
    kind = heard.kind.replace("_", " ")
    level = heard.level.replace("_", " ")
    by = f"[{heard.rule}{': ' + heard.phrase if heard.phrase else ''}]" if heard.level else ""
    of = f"{heard.prompt}" if heard.prompt else ""
    whose = f"({heard.note})" if heard.note and heard.kind in _OF_SOMEBODY else ""
    return " ".join(filter(None, (kind, "" if level == kind else level, of, by, whose)))


def _answer(heard: Heard, prompt: PromptOnPhone, text: str, now: datetime) -> str:
    """The digits and what they mean, when it happened, the note; what FIX did."""
    chosen = heard.choice.split(", ")
    choices = [one for one in prompt.choices if one.value.value in chosen]
    wants = any(one.wants is Wants.INSTANT for one in choices)
    meant = ", ".join(map(_choice, choices))
    when = at_in_words(heard.at, now) if heard.at else ""
    parts = [f"{meant} {when}"] if wants else [meant, when]
    parts.append(f"note: {heard.note}" if heard.note else "")
    if heard.kind == "corrected":
        parts.append("a correction: what was answered before stays on record beside it")
    elif _fixes(prompt, text):
        parts.append("FIX corrects an answer; this had none yet, so it is the first")
    return "; ".join(filter(None, parts))


def _choice(one: Choice) -> str:
    """Its digit and what that means; what is given by a time alone has no digit."""
    label = one.label if re.match(r"I\b", one.label) else one.label[:1].lower() + one.label[1:]
    return f"{one.digit} = {label}" if one.digit else label


def _fixes(prompt: PromptOnPhone, text: str) -> bool:
    """Whether FIX is written of that prompt."""
    verbs = [said_of_prompt(line.body) for line in split(text) if line.code in (prompt.code, None)]
    return any(one is not None and one.verb is Verb.FIX for one in verbs)


def _asked(heard: Heard, prompt: PromptOnPhone | None) -> str:
    """Why it could not be recorded, and that they are asked."""
    value, lacks, wanted = heard.rule.partition(" lacks ")
    if lacks:
        choices = prompt.choices if prompt else ()
        named = next((_choice(one) for one in choices if one.value.value == value), value)
        return f"{named}: {_LACKS[wanted]}; {_NOT_RECORDED}"
    if heard.rule.startswith("which of"):
        codes = heard.rule.removeprefix("which of").split()
        return f"which code is meant, of {' and '.join(codes) or 'none'}; {_NOT_RECORDED}"
    return _ASKED[heard.rule]
