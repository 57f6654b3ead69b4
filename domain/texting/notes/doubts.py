"""What makes an answer doubtful: conditions, contradictions, times that nobody could read."""

import re

from domain.asking.choices import OFFERED, Choice, Value
from domain.normalize import plain
from domain.texting.notes.hours import begins_with_an_hour, tells_an_hour
from domain.texting.notes.plain import is_plain

_FIRM = frozenset({Value.ACCEPTED, Value.CONFIRMED, Value.ARRANGED})
_SETTLING = frozenset(
    {Value.SPOKE_WELL, Value.SETTLED, Value.ATTENDED, Value.DELIVERED, Value.PICKED_UP}
)
_UNSETTLES = re.compile(
    r"^(?:but (?:only|not|left)|except|unless|if|not (?:yet|well|home|there)|left (?:before|without)|resched\w*|no one home|nobody home|excepto|salvo)\b"
    r"|\b(?:unless|pending|unresolved|refused|wrong (?:size|address|item))\b"
)
_CLOSED_BY_IT = frozenset(
    {
        *(Value.SETTLED, Value.WORKS, Value.LIST_FOUND, Value.DELIVERED, Value.PICKED_UP),
        *(Value.DONE, Value.TAKEN),
    }
)
_DONE_ALREADY = frozenset(
    {
        *(Value.DELIVERED, Value.PICKED_UP, Value.ATTENDED, Value.SETTLED, Value.WORKS, Value.DONE),
        *(Value.ARRANGED, Value.CONFIRMED, Value.ACCEPTED),
    }
)
_BUT = re.compile(
    r"^(?:but|pero|except|excepto|however|though|unless|if|only if)\b"
    r"|\b(?:unclear|unsure|not sure|clarif\w*|waiting on|need(?:s)? (?:clarif\w*|orders?|an? order))\b"
)
"""What is closed by one word stays open where the same text says that something is left."""
_NOT_ALL = re.compile(
    r"\b(?:back ?order\w*|out of stock|partial\w*|the rest|missing|damaged|defective|broken)\b"
    r"|\b(?:nobody|no ?one|nadie) (?:was |is |at |answered|en )*(?:home|there|the door|casa)?"
    r"|\b(?:not|never|isn'?t|wasn'?t|un|sin) ?(?:set ?up|setup|install\w*|assembl\w*|connect\w*|instala\w*|arma\w*)"
    r"|\b(?:could ?n[o']?t|couldnt|unable to|not able to|no se pudo) (?:set|install|assemble|connect|get in|reach|test|instalar|armar)\b"
    r"|\bno (?!issues?\b|problems?\b|questions?\b|concerns?\b|complaints?\b|charge|co-?pay|sig)\w+"
)
_NOT_DONE = re.compile(
    r"^(?:but )?(?:not(?! a problem| an issue)|never|no se|nunca|did ?n[o']?t|was ?n[o']?t|is ?n[o']?t|has ?n[o']?t)\b"
)
_NOBODY_THERE = (
    r"no (?:answer|ans|reply|response|one)|nobody|lvm|left (?:a )?(?:vm|msg|message|voicemail)|vm|voice ?mail"
    r"|mail ?box|could ?n[o']?t|couldnt|cant|can'?t|cannot|unable|did ?n[o']?t|didnt|not (?:able|yet|home|there|done|reached|sure)"
    r"|will (?:try|call|do|follow|check|go)|try(?:ing)? (?:again|later|to)|calling(?! 911)|later|tomorrow|waiting|awaiting|pending"
    r"|still|handed (?:to|off)|passed? (?:to|on)|in progress|working on it|not me"
)
_STILL_OPEN: dict[Value, re.Pattern[str]] = {
    Value.DONE: re.compile(
        rf"\b(?:{_NOBODY_THERE})\b(?! (?:alive|home with|breathing|ok|fine|well))"
    ),
    Value.TAKEN: re.compile(
        r"^(?:cant|can'?t|cannot|not|no|never|wrong|nope|unable|won'?t|wont)\b|\bnot me\b"
    ),
    Value.ATTENDED: re.compile(
        r"\b(?:cancel\w*|resched\w*|going|will (?:go|be|attend)|(?:she|he|pt|they) will|tomorrow|next week|missed|no ?show|didn'?t|was ?n[o']?t|late so|turned away|left (?:before|without))\b"
    ),
    Value.WORKS: re.compile(
        r"\b(?:broken?|broke|check(?:ed)?(?! ok| and)|hav(?:e|ing) ?n[o']?t|havent|hasn'?t|not (?:using|used|on|sure|tested|yet)|unsure|beep\w*|alarm\w*|leak\w*|dead|barely|kind of|sort of|so so|kinda|sometimes|a veces|mas o menos|until|till|red|off|doesn'?t|does ?n[o']?t|won'?t)\b"
    ),
    **dict.fromkeys(
        (Value.SETTLED, Value.LIST_FOUND),
        re.compile(
            r"\b(?:lvm|left (?:a )?(?:msg|message|vm|voicemail)|faxed|(?:re?q|request)(?:uest)?(?:ed)? ?(?:sent)?|sent to|will (?:send|fax|call|do)|partial\w*|incomplete|(?:don'?t|dont|do not|not|doesn'?t) match|(?:one|two|\d) (?:diff\w*|discrep\w*|left|open)|diffs?|discrepanc\w*|stopped (?:taking )?\w+|awaiting|waiting|pending|no (?:answer|ans|response|reply)|no call ?back|on hold|tomorrow|later|still)\b"
        ),
    ),
}
"""What says that a thing is not over yet, or that nobody was there."""
_TWO_DAYS = re.compile(
    r"\b(?:today|tonight|now|hoy)\b.*\b(?:mon|tue|wed|thu|fri|sat|sun|tomorrow|tmrw|later|next|manana)"
)
_AWAY = re.compile(
    r"\b(?<!from )(?<!discharge )(?:to|at|in|into) (?:the |a |an |our |your |st )?"
    r"(?:ed|er|e\.r\.?|icu|snf|rehab|obs|observation|emergency|hosp\w*|nursing home|detox|jail)\b"
    r"(?! (?:clinic|appt|f/?u|follow|last|before|when|for (?:her|his) (?:appt|visit)))"
    r"|\b(?:readmi\w*|rehospital\w*|hospitali[sz]ed|(?:re)?admitted (?:to|at|again|last ni\w+|today|yesterday|tonight|this (?:am|morning))|(?:being|got) (?:re)?admitted)\b"
)
_WISHED_OTHERWISE = {
    Value.TEXTS_WANTED: re.compile(
        r"\b(?:no|not|none|stop\w*|off|more|dont|don't|doesnt|doesn't|opt\w*|unsure|only|pero|ya)\b"
    ),
    Value.NO_MORE_TEXTS: re.compile(r"\b(?:actually|keep|but|wants? (?:them|texts|it)|yes)\b"),
}
_NEVER = re.compile(r"(?!)")
_UNBOOKED = re.compile(
    r"^(?:if|unless|is (?:full|taken|gone|no good|not)|no (?:good|slots?|openings?|appts?|avail\w*)|full|taken|but|si|pero)\b"
    r"|\b(?:pending|waitin\w*|pencil\w*|cancel\w*|called off|declined|refused|on hold|requested|left (?:a )?(?:msg|message|vm|voicemail)|lvm|they(?:'ll| will) (?:confirm|call|let)|needs? (?:a )?(?:referral|auth\w*|approval|order|insurance)|hopefully|maybe|perhaps|probably|possibly|i think|tbd|to be (?:confirmed|determined)|unconfirmed|no longer|fell through|was wrong)\b"
)
_MEANT_OTHERWISE = re.compile(
    r"^(?:(?:[-=]?>+|=>|→|nope?|sry|sorry|sike|make (?:that|it)|change(?: (?:that|it|this))?(?: to)?|actually|should be|read)\W*)+(?:(?:a|to|is) )?[1-9](?![\w:/])"
    r"|\bmeant (?:for |that for )?\d"
)
_UNDONE = re.compile(
    r"\b(?:scratch (?:that|it)|strike that|wait[, .]*no|no[, .]*wait|correction|that (?:one )?(?:was|is) (?:for )?\d\d)\b"
    r"|\b(?:undo|deshacer|wrong (?:pt|patient|one|person|code)|oops|meant \d\d|never ?mind|my mistake|waitlist\w*|wait list\w*|tentative\w*|not confirmed)\b"
    r"|^(?:almost|nearly|'?cept|except(?! for the pain))\b|\b(?:unless|oh wait|nvm|never ?mind|gave it away|(?:that'?s|thats|its|it'?s) one of \w+(?:'?s)?|will be once|owes? (?:me|us) a)\b"
    r"|\bprovided (?:that |if )?(?:her|his|he|she|they|the|we|it|pt|my)\b"
)
"""What takes back or conditions an answer, whatever it is."""
_ZONE = re.compile(
    r"(?:pacific|mountain|central|eastern|alaska|hawaii|arizona|atlantic|pt(?! (?:aware|knows?|notified|agree[sd]?|ok|told|confirmed|prefers?|will|is|has|wants?|can)\b)|[pmce][sd]t|[mce]t|a[sd]t|ak[sd]t|hst|utc|gmt|zulu)\b"
)
_LINK_TROUBLE = re.compile(
    r"\b(?:link|card|pin|page|app|log ?in|website|opening|open it|enlace|tarjeta)\b"
)
_CONDITION = re.compile(
    r"\b(?:but|only|if|unless|except|however|until|after|earliest|not before|tomorrow|late|delay\w*|cant|can't|cannot|wont|won't"
    r"|without|back ?order\w*|out of stock|short(?:age)?|partial\w*|the rest|tho|need|needs|instead|maybe|perhaps|possibl[ey]|probabl[ey]|hopefully|i think|should|might|tr(?:y|ying)|depend\w*|contingent|conditional\w*|as long as|so long as|provid(?:ed|ing)|assum\w*|suppos\w*|presum\w*|given|barring|with (?:prior )?auth\w*|requires?|must|wait(?:ing)?|different|no(?! (?:problems?|probs?|issues?|worries)\b)|not|pending|subject to|when|once|next week"
    r"|pero|solo|si|hasta|manana|siempre que|siempre y cuando|con tal|a menos que|a condicion|tal vez|quizas?|puede (?:ser|que)|a ver|creo que)\b"
)
_NOT_REACHED = re.compile(
    r"\b(?:mail ?box (?:is )?full|vm full|voice ?mail full|disconnected|no longer in service|out of service|busy signal|line (?:is |was )?busy|straight to (?:vm|voice ?mail)|wrong (?:#|num\w*|no\.?\b)|(?:will |to |she'?ll |he'?ll )?call (?:me |us )?back later)"
    r"|^(?:(?:he|she|pt|mom|dad)(?:'?s| is| was)? )?(?:asleep|sleeping|napping|in the shower|not home|out)(?! (?:well|ok|good|fine|better|through|at night|of (?:bed|the woods)))\b"
    r"|^(?:but |actually |however )?(?:(?:the )?(?:he|she|they|pt|patient|mom|dad|wife|husband|son|daughter) )?(?:hung up|not (?:spoken|reached|available)|maybe|perhaps|possibly|unsure|not sure"
    r"|no ans(?:wer)?|left (?:a )?(?:vm|msg|message|voicemail)|lvm|(?:didn'?t|did not|couldn'?t|could not|never|unable to) (?:actually |really |ever )?(?:speak|spoke|answer(?:ed)?|reach(?:ed)?|talk(?:ed)?|pick(?:ed)? up))\b"
)
_WHEN_VAGUELY = re.compile(
    r"(?:\b(?:spoke|lvm|called|talked|reached|tried|left (?:a )?(?:vm|msg|message))(?: (?:w|with|to|for) (?:\w+ ){0,2}\w+)?|^) (?:last night|yesterday|yest|this (?:am|morning|afternoon)|earlier today|anoche|ayer)$"
)
"""When an answer happened, without its hour: asked about, as what is said of the patient is not."""
_DECLINED_ELSE = re.compile(
    r"^(?:the |any |all |her |his |our |more )*(?:home (?:health|care|pt|ot|therapy)|hh|hospice|therapy|rehab|pt|ot|snf|services|chemo|surgery|vaccines?|texts?|texting|(?:text )?messages?|reminders)\W*$"
)
"""What else than what was asked somebody may decline."""
_OF_SOMETHING = re.compile(
    r"^(?:of|from) (?!(?:\w+ ){0,3}(?:texts?|texting|messages?|reminders|it|this|these|all|everything)\b)"
)
_NOT_SO = re.compile(
    r"(?:no (?:cm|case manager)\b(?! (?:yet|today))|not needed|not necessary|not in (?:the )?hosp\w*|not required|isnt needed|no longer needed)\b"
)
_SOMEBODY = re.compile(
    r"\b(?:(?:then|finally|later) (?:reached|got|talked|answered)|(?:he|she|pt|wife|son|dtr|daughter|husband) (?:then |finally )?(?:answered|picked up|called)|got (?:a ?hold|ahold|hold|through|thru|her|him|pt)|reached (?:him|her|pt|wife|husband|son|dtr|daughter|them)|(?:in (?:the )?(?:ed|er|hosp\w*|icu|snf|rehab|jail)|ed|er|snf|rehab|readmit\w*|admitted|inpatient|nursing home|found (?:on|down|by|him|her|unresp\w*)|unresponsive|ems|911|ambulance|called (?:me )?back|picked up|spoke|answered then))\b"
)
_CLOCK = re.compile(
    r"(?:\b(?:at|around|about|spoke|lvm|called|talked|reached)|@)\s*\d{1,4}(?::\d\d)?\s*(?:[ap]\.?m?\b)?(?!\s*(?:home|%|x|/))(?![\w/%]|[\s-]\d)|\b\d{1,2}:\d\d\b|^\d{3,4}\s?[ap]m?\b"
)
_TO_COME = re.compile(
    r"\b(?:will|tomorrow|appt|appointment|follow|f/?u|call back|cb|scheduled|visit|again|later|next|by|before|until|pt tomorrow|lives|room|apt|street|st|ave|main)\b"
)


def is_doubtful(note: str, choice: Choice, *, timed: bool) -> bool:
    """Whether a note takes back, conditions or contradicts its choice, or holds an unread time.

    A condition is no acceptance; "no answer, then she called back" is none; a time that was said
    counts or is asked about.
    """
    said = plain(note)
    if choice.value is Value.MISTAKEN:
        return not is_plain(note, choice.value)
    taken_back = (_UNDONE.search(said), _MEANT_OTHERWISE.search(said), _NOT_SO.match(said))
    if any(taken_back) or not is_plain(note, choice.value):
        return True
    if timed and choice.value in (Value.ACCEPTED, Value.CONFIRMED):
        return True  # when somebody will come, and no time of the past
    value, otherwise = choice.value, _WISHED_OTHERWISE.get(choice.value, _NEVER)
    contradicted = (
        value in _FIRM and (_CONDITION.search(said) or _TWO_DAYS.search(said)),
        value in _CLOSED_BY_IT and _BUT.search(said),
        value is Value.DELIVERED and _NOT_ALL.search(said),
        value in _DONE_ALREADY and _NOT_DONE.search(said),
        value in _STILL_OPEN and _STILL_OPEN[value].search(said),
        value in _SETTLING and _UNSETTLES.search(said),
        value is Value.SPOKE_WELL and (_AWAY.search(said) or _NOT_REACHED.search(said)),
        value is Value.DECLINED and _DECLINED_ELSE.search(said),
        value is Value.NO_MORE_TEXTS and _OF_SOMETHING.search(said),
        value is not Value.DIED and not timed and _WHEN_VAGUELY.search(said),
        value is Value.NO_ANSWER and _SOMEBODY.search(said),
        value is not Value.DIED and value not in OFFERED and begins_with_an_hour(said),
        otherwise.search(said),
    )
    if any(contradicted):
        return True
    hour = _CLOCK.search(said) is not None or (value is not Value.DIED and tells_an_hour(said))
    return hour and (timed or not _TO_COME.search(said))


def takes_itself_back(note: str) -> bool:
    """Whether what follows a booking takes it back, conditions it, or names another zone."""
    said = plain(note)
    return any((_UNDONE.search(said), _ZONE.match(said), _UNBOOKED.search(said)))


def is_about_the_link(rest: str) -> bool:
    """Whether "problem" is one with the card's link, and none of the patient's."""
    return _LINK_TROUBLE.search(plain(rest)) is not None
