"""What may be asked of the texting itself or of a prompt, beside answering: words and no grammar.

LIST and MORE, OFF and ON and "who is on call" are whole texts. The others are said of a code,
before or after it: "27 undo", "fix 27 4 left vm", "who is 27", "27?", "give 27 to Kim", "27 remind
me at 3", "resend 27". A word of these tables is never offered as an answer, so that the two cannot
be confused.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.clinical.drugs.tables import BRANDS, USUAL_ROUTE
from domain.clinical.drugs.words.vocabulary import FORMS, PIECES
from domain.languages.joined import any_of, of_all, set_of
from domain.normalize import bare, clean, plain


class Verb(StrEnum):
    """What a person may say of a prompt instead of answering it."""

    UNDO = "undo"
    FIX = "fix"
    WHO = "who"
    GIVE = "give"
    SNOOZE = "snooze"
    RESEND = "resend"


class TextCommand(StrEnum):
    """What a whole text may ask for, whatever is open."""

    LIST = "list"
    MORE = "more"
    OFF = "off"
    ON = "on"
    ON_CALL = "on_call"


@dataclass(frozen=True, kw_only=True)
class Said:
    """A verb, and what came with it: FIX the right choice, GIVE a name, SNOOZE a time."""

    verb: Verb
    rest: str = ""


COMMANDS: dict[TextCommand, frozenset[str]] = {
    TextCommand.LIST: set_of(lambda one: one.commands.list),
    TextCommand.MORE: set_of(lambda one: one.commands.more),
    TextCommand.OFF: set_of(lambda one: one.commands.off),
    TextCommand.ON: set_of(lambda one: one.commands.on),
    TextCommand.ON_CALL: set_of(lambda one: one.commands.on_call),
}
"""Without case, accents, apostrophes, punctuation and a "please"."""

UNDO = any_of(of_all(lambda one: one.commands.undo))
FIX = any_of(of_all(lambda one: one.commands.fix))
WHO = any_of(of_all(lambda one: one.commands.who))
GIVE = any_of(of_all(lambda one: one.commands.give))
SNOOZE = any_of(of_all(lambda one: one.commands.snooze))
RESEND = any_of(of_all(lambda one: one.commands.resend))
OOPS = set_of(lambda one: one.commands.oops)
"""Whole texts that mean FIX, of what was said last."""

_POLITE = f"(?:{any_of(of_all(lambda one: one.commands.polite))})"
_NAME = r"[^\W\d][\w.'\-]*(?: [^\W\d][\w.'\-]*){0,2}"
_NOBODY = r"(?:one|up|it|this|that|to|in|back)\b"
_TELLING = 5
"""Letters of a word that alone may name a drug: shorter ones are names and digits as well."""
_DRUGS = frozenset(
    {
        *(
            word
            for name in (*USUAL_ROUTE, *BRANDS)
            for word in name.split()
            if len(word) >= _TELLING
        ),
        *("tylenol", "acetaminophen", "ibuprofen", "motrin", "advil", "aspirin", "asa", "lasix"),
        *("furosemide", "potassium", "kcl", "k", "metoprolol", "lisinopril", "losartan", "norvasc"),
        *("amlodipine", "metformin", "prednisone", "albuterol", "nebs", "neb", "nitro", "benadryl"),
        *("zofran", "antibiotics", "antibiotic", "abx", "steroids", "insulin", "glucose", "narcan"),
        *("gabapentin", "statin", "lipitor", "plavix", "levothyroxine", "synthroid", "senna"),
        *("colace", "miralax", "laxative", "magnesium", "mag", "iron", "vitamin", "vitamins"),
        *("bumex", "torsemide", "spironolactone", "coreg", "carvedilol", "morphine", "tums"),
    }
)
_THINGS = frozenset(
    {
        *(
            word
            for form in (FORMS, PIECES)
            for said in form.values()
            for word in " ".join(said).split()
        ),
        *("of", "and", "oral", "film", "coated", "hcl", "actuation", "ml", "hr", "hour"),
        *("med", "meds", "medicine", "medicines", "medication", "medications", "pill", "pills"),
        *("dose", "doses", "drug", "drugs", "prn", "bid", "tid", "qid", "qd", "daily", "mg", "mcg"),
        *("extra", "half", "double", "supplement", "supplements", "vaccine", "vaccines", "shot"),
        *("shots", "oxygen", "o2", "fluids", "fluid", "water", "food", "iv", "blood", "list"),
        *("info", "information", "instructions", "education", "handout", "papers", "paperwork"),
        *(
            "paper",
            "copy",
            "script",
            "scripts",
            "rx",
            "refill",
            "refills",
            "card",
            "number",
            "ride",
        ),
        *("discharge", "appointment", "appt", "visit", "time", "times", "day", "days", "week"),
        *("update", "updates", "report", "call", "callback", "message", "msg", "text", "texts"),
        *(
            "tomorrow",
            "today",
            "tonight",
            "later",
            "again",
            "soon",
            "before",
            "after",
            "with",
            "prior",
        ),
        *("as", "needed", "mouth", "notice", "reminder", "reminders", "support", "help", "advice"),
        *(
            "equipment",
            "supplies",
            "walker",
            "wheelchair",
            "commode",
            "dressing",
            "results",
            "labs",
        ),
    }
)
_FAMILY = frozenset(
    {
        *("him", "her", "them", "me", "us", "you", "pt", "pts", "patient", "patients", "client"),
        *("wife", "husband", "spouse", "son", "daughter", "dtr", "mom", "mother", "dad", "father"),
        *(
            "sister",
            "brother",
            "family",
            "caregiver",
            "cg",
            "friend",
            "roommate",
            "neighbor",
            "poa",
        ),
        *("pharmacy", "hospice", "clinic", "office", "pcp", "vendor", "agency", "lab", "facility"),
        *("the", "a", "an", "his", "their", "my", "some", "more", "any", "to", "for", "and", "or"),
    }
)
_IT = r"(?: (?:that|it|this|last|one|that one|this one))?"
_OF_IT = r"(?: (?:the |that )?(?:link|card|text|message|msg))?"
_ALONE: dict[Verb, re.Pattern[str]] = {
    Verb.UNDO: re.compile(rf"(?:{UNDO}){_IT}"),
    Verb.WHO: re.compile(rf"(?:{WHO})(?: (?:this|that|it|she|he))?"),
    Verb.FIX: re.compile(rf"(?:{FIX}){_IT}"),
    Verb.RESEND: re.compile(rf"(?:{RESEND}|re send|send{_IT} again){_IT}{_OF_IT}(?: again)?"),
    Verb.SNOOZE: re.compile(rf"(?:{SNOOZE}){_IT}(?: later)?"),
    Verb.GIVE: re.compile(rf"give{_IT}(?: away)?"),
}
_WITH_REST: dict[Verb, re.Pattern[str]] = {
    Verb.FIX: re.compile(rf"(?:{FIX})\b[\s:,.\-]*(?:to\s+)?(?P<rest>\S.*)", re.DOTALL),
    Verb.SNOOZE: re.compile(rf"(?:{SNOOZE})\b{_IT}[\s:,.\-]*(?P<rest>\S.*)"),
    Verb.GIVE: re.compile(
        rf"(?:{GIVE})\b(?: (?:it|this|that|this one|pt|patient|off|over|him|her))* to "
        rf"(?P<rest>{_NAME})[\s.!]*|give (?!{_NOBODY})(?P<bare>{_NAME})[\s.!]*"
    ),
}


def said_of_prompt(body: str) -> Said | None:
    """Read what is said of a prompt instead of an answer; None when it should be one."""
    words = _bare(body)
    if not words:
        return Said(verb=Verb.WHO) if "?" in clean(body) else None
    for verb, alone in _ALONE.items():
        if alone.fullmatch(words):
            return Said(verb=verb)
    text = re.sub(
        rf"^{_POLITE}\s+|\s+{_POLITE}[\s.!]*$",
        "",
        " ".join(clean(body).split()),
        flags=re.IGNORECASE,
    )
    for verb, pattern in _WITH_REST.items():
        if found := pattern.fullmatch(plain(text)):
            group = "rest" if found["rest"] else "bare"
            if verb is Verb.GIVE and not _may_be_a_name(found[group]):
                return None  # a sentence about a patient: "give her a call"
            return Said(verb=verb, rest=text[found.start(group) : found.end(group)])
    return None


def _may_be_a_name(said: str) -> bool:
    """Whether GIVE may mean a colleague: no drug, no thing and nobody of a patient's own people.

    "Give tylenol prn", "give list to pt", "give to wife" hand no task to anybody.
    """
    words = set(bare(said).split())
    return bool(words) and not words & (_DRUGS | _THINGS | _FAMILY)


def command(text: str) -> TextCommand | None:
    """Read what a whole text asks for."""
    words = _bare(text)
    return next((said for said, ways in COMMANDS.items() if words in ways), None)


def _bare(text: str) -> str:
    """Keep the words alone, without a "please" around them."""
    return re.sub(rf"^{_POLITE} | {_POLITE}$", "", bare(text))
