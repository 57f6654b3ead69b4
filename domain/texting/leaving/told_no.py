"""What a colleague writes of somebody else's wish: no more texts, and to whom of the family.

Source: FCC, 47 CFR 64.1200(a)(10): consent may be revoked by any reasonable means, so also by
telling a nurse, whose note then is the revocation. What is sure counts, what is in doubt is asked
about ("may want to opt out", "no texts before ten"); "did not opt out" is neither. A nurse who
writes "stop texting me" speaks of her own phone, unless she quotes somebody.
"""

import re
from dataclasses import dataclass

from domain.normalize import Clause, clauses
from domain.pathway import Role

_TEXTS = (
    r"(?:texts?|txts?|text (?:messages?|msgs?|reminders?)|texting|txting|sms|messages?|messaging"
    r"|msgs?|reminders?)"
)
_PATIENT = (
    r"(?:pts?|patients?|clients?|residents?|pacientes?|ella|she|he|shes|hes|her|him|they|them"
    r"|theyre)"
)
_KIN = (
    r"(?:caregivers?|cg|wife|husband|spouse|partner|sons?|daughters?|dtr|mom|mother|dad|father"
    r"|sister|brother|niece|nephew|aunt|uncle|grand(?:son|daughter|ma|pa)|girlfriend|boyfriend"
    r"|friend|roommate|poa|proxy|family|fam)"
)
_WHOM = rf"(?:(?:the|her|his|their) )?(?:{_PATIENT}|{_KIN})"
_OUR = (
    r"(?:(?:all|any|the|these|those|this|our|your|more|further|of|with|sending|getting|receiving"
    r"|to get|to receive) )*"
)
_ASKS = (
    r"(?:said|says|saying|states?|stated|told|tells|asks?|asked|asking|wants?|wanted|requests?"
    r"|requested|prefers?|preferred|would like)"
)
_NUMBER = r"(?:the |her |his |their |pts? )?(?:name|number|cell|phone|mobile)"
_LIST = rf"(?:(?:the|our|your|all|any|these|those|this|of) )*{_TEXTS}(?: (?:list|program))?"
_NOT = r"(?:does not|do not|did not|doesnt|dont|didnt|no longer|never|not)"
_OF_OURS = (
    r"(?! (?:of|from) (?!(?:\w+ ){0,4}"
    rf"(?:{_TEXTS}|it|this|that|them|these|those|everything|all|homeward)\b"
    r"|(?:(?:the|our|your|this|any) )*(?:program|list)\b))"
)
"""Behind "opted out": hospice, home PT, chemo or a trial are not our texts."""
_NO_MORE = (
    (
        r"(?:stop|stops|quit|cease) (?:sending|texting|messaging)"
        r"(?: (?:stuff|things|anything|these|all|this|it|them))*"
        r" (?:to|at) (?:\w+ ){0,2}(?:cell|phone|number|mobile)"
    ),
    rf"(?:cut|knock) (?:it|that|this|them) (?:out|off) (?:with|w) {_OUR}(?:auto )?{_TEXTS}",
    (
        rf"{_ASKS} (?:that )?(?:we|you|us|they) (?:not|dont|stop|quit|no longer) "
        r"(?:text|txt|message|texting|messaging)\b"
    ),
    (
        r"no (?:le|les) (?:manden?|envien?) (?:(?:mas|ya|estos|los|tantos) )*(?:mensajes|textos)"
        r"|no (?:le|les|la|lo) (?:escriban?|texteen?)(?: mas| ya)?(?! tant)"
    ),
    r"(?:taken|get|be|take) off (?:the |our |your |this )?(?:text|texting) (?:thing|list|program)",
    rf"no (?:more|further|additional) {_OUR}{_TEXTS}",
    r"no (?:texts?|txts?|texting|sms|text (?:messages?|msgs?))",
    (
        r"(?:d ?c|discontinue|(?:turn|shut|switch) off"
        r"|enough (?:with|w|of)|(?:stop|quit) (?:with|w))"
        rf" {_OUR}(?:auto(?:mated|matic)? )?{_TEXTS}"
    ),
    (
        rf"(?:hates?|sick of|tired of|fed up with) {_OUR}{_TEXTS}(?: \w+){{0,2}}"
        rf" (?:take|get) {_WHOM} off"
    ),
    (
        rf"(?:wants?|asks?|wanted|asked) (?:for )?(?:nothing|no) (?:more |further )?"
        rf"(?:sent|sending) to {_NUMBER}"
    ),
    (
        r"(?:revok\w+|withdr[ae]w\w*) (?:\w+ )?(?:permission|consent|ok) (?:to|for) (?:be )?"
        r"(?:text|txt|message|texting|txting)"
    ),
    rf"(?:stop|stops|quit|cease|end(?! of\b)) {_OUR}(?:{_WHOM} )?{_OUR}{_TEXTS}",
    (
        r"(?:^(?:(?:please|pls|just) )*|(?:please|pls) (?:just )?"
        rf"|{_ASKS} (?:\w+ ){{0,3}}|per \w+ )"
        r"(?:dont|do not|not to|to not|never) (?:ever )?(?:text|txt|message|msg)\b"
    ),
    (
        rf"(?<!\bi )(?<!\bwe )(?<!\bthey )(?:dont|do not|never) (?:text|txt|message|msg) {_WHOM}"
        r" (?:again|any ?more|ever|please|pls)"
    ),
    (
        r"(?:not to|to not|never to|rather not) (?:be (?:texted|txted|messaged)"
        rf"|(?:get|receive|have) {_OUR}{_TEXTS})"
    ),
    (
        rf"(?:{_ASKS}|needs?|please|pls) (?:(?!(?:why|when|if|how|whether)\b)\w+ ){{0,2}}"
        rf"{_TEXTS} (?:to (?:be )?)?"
        r"(?:stop|stopped|turned off|shut off|off|ended|cancell?ed|discontinued)\b"
    ),
    (
        rf"(?:remov(?:e|ed|ing)|taken?|taking|deleted?|dropp?e?d?) (?:{_WHOM} |{_NUMBER} )?"
        rf"(?:from|off|off of) {_LIST}"
    ),
    rf"(?:gets?|getting|wants?|wanted) (?:{_WHOM} )?(?:to be )?(?:off|off of|out of) {_LIST}",
    (
        r"(?:texted|txted|replied|sent|typed|answered|responded) (?:us |in |back )*(?:with )?stop\b"
        r"(?! (?:by|at|the|her|his|my|it|in|on|taking|sign)\b)"
    ),
    rf"(?:dont|do not|not to|never) send (?:{_WHOM} )?{_OUR}{_TEXTS}",
    (
        rf"{_NOT} (?:wants?|wanting|wish|wishes|like|agree to|consent to) "
        rf"(?:to (?:get|receive|have|be) |us to |you to )*{_OUR}(?:{_TEXTS}|texted|messaged|text)"
        r"(?! (?:to )?(?:be )?(?:stop|stopped|end|ended|off|turned off|cancell?ed)\b)"
    ),
    rf"(?:refus\w+|declin\w+) (?:\w+ and )?{_OUR}{_TEXTS}",
    rf"(?:opt(?:s|ed|ing)? (?:{_WHOM} )?out|optout|unsubscribed?){_OF_OURS}",
    (
        r"(?:revok\w+|withdr[ae]w\w*) (?:\w+ )?consent"
        rf"(?! (?:to|for|of|from) (?!(?:be |get |receive |our |the |any )*(?:{_TEXTS}|texted)\b))"
    ),
    r"no (?:quieren?|desean?) (?:recibir )?(?:mas )?(?:mensajes|textos)",
    r"no mas (?:mensajes|textos)",
    (
        r"no quieren? (?:q|que) (?:ya )?(?:le|les|la|lo) (?:lleguen?|manden?|envien?|escriban?"
        r"|texteen?)(?: (?:mas|ya|los|estos|nada))*(?: (?:mensajes|mensajitos|textos|nada))?"
    ),
)
_SAID = re.compile(rf"\b(?:{'|'.join(_NO_MORE)})\b")
_CONTACT = re.compile(r"\b(?:dont|do not|not to|never|stop) contact(?:ing)?\b")
_OPPOSITE = re.compile(rf"\b(?:{_NOT}|hasnt|has not|havent|got|gets|getting|received?|saw|seen) ")
_UNSURE = re.compile(
    r"\b(?:if|whether|may|might|maybe|perhaps|possibly|how|about|consider\w*|thinking|unless"
    r"|until|wonder\w*|could|know|unsure|not sure|when)\b"
)
_IN_PART = re.compile(
    r" (?:at night|in the (?:morning|evening)|before|after|until|till|today|tonight|tomorrow"
    r"|this week\w*|in english|in spanish|during|about|on \w+days?|on weekends?"
    r"|from (?!us\b|you\b|homeward\b|here\b|(?:the |our )?hospital\b)"
    r"|on (?:(?:the|her|his|their) )?"
    r"(?:bp|cuff|machine|monitor|app|portal|cpap|tv|glucometer|meter)\b)"
)
_OTHER_SENDER = re.compile(
    r"\b(?:pharmacy|cvs|walgreens|rite aid|insur\w+|aetna|humana|medicare|medicaid|bank|doctors?"
    r"|dr|pcp|office|clinic|dentist|church|school|spam|store|portal|mychart|company|lab|agency)"
    rf" (?:to |should |must |not )?(?:{_TEXTS}|stop|quit|to stop)\b"
)
"""Whose texts they may be instead of ours."""
_REPORTS = re.compile(
    r"\b(?<!\bi )(?<!\bwe )(?<!\byou )(?<!\bthis )(?<!\bit )"
    r"(?:says|wants|asks|requests|prefers|states|tells|refuses|declines|wishes|needs"
    r"|(?:does not|doesnt) (?:want|wish|like|need|consent|agree)|no quieren?|dice|pide)\b"
    r"|\b(?!(?:i|we|you|u|ive|already|just|and)\b)\w+ (?:has |have |had |just |also )*"
    r"(?:said|asked|told|requested|stated|wanted|opted|refused|declined|unsubscribed)\b"
)
"""Somebody else's words, whoever they are: "client wants", "Roberts said"."""
_FROM_THEM = re.compile(
    rf" (?:yet|came|back|left|from {_WHOM}"
    r"|(?:on|in) (?:(?:the|her|his) )?(?:vm|voice ?mail|machine))\b"
)
_TELLS = re.compile(
    r"\b(?:(?:told|tell|telling|let)(?! me\b| us\b)|explain\w*|advis\w+|inform\w*|instruct\w*"
    r"|remind\w*|educat\w+|taught|review\w*|discuss\w*|mention\w*|offer\w*|aware|understands?)\b"
)
_MAY = re.compile(r"\b(?:can|could|may|how|able|free|option|right|welcome|reply|text|by|to)\b")
_CAN = re.compile(rf"\b{_WHOM} can (?:\w+ ){{0,4}}$")
"""Before a no that is no more than what somebody was told they may do."""
_ASKED = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|if|whether|wonder\w*"
    r"|(?:to|says|said) tell (?:u|you|us|yall|them|the (?:hospital|office|nurse\w*)))\b"
)
_AND_SO = re.compile(
    r"\b(?:and|so|but) (?:\w+ )?(?:did|does|wants?|wanted|chose|will|would|agreed)\b"
)
_AND_THEY = re.compile(rf"\b(?:and|so|but) (?={_WHOM} )")
_OWN = re.compile(r" (?:to )?(?:me|us|my|mine)\b")
_QUOTED = re.compile(rf"\b(?:{_ASKS}|{_WHOM}|per)\b")
_ONE_OF_KIN = re.compile(
    rf"(?:\bto|text\w*|messag\w+|send\w*) (?:the |her |his |pts? )*{_KIN}\b"
    rf"|^(?:the |her |his |pts? )*{_KIN} (?:{_NOT} )?(?:wants?|opt\w*|refus\w+|declin\w+|wish\w*)"
)
_FAMILY = re.compile(r"\b(?:family|fam)\b")
_WHO_ELSE = re.compile(rf"\b(?:{_PATIENT}|{_KIN})\b")
_SELF = re.compile(r"\b(?:me|my|mine|us)\b")
_TOLD_ME = re.compile(rf"\b{_ASKS} (?:me|us)\b")
_QUOTES = re.compile(rf"\b{_WHOM} (?:\w+ )?{_ASKS}\b")
_BOTH = (Role.PATIENT, Role.CAREGIVER)


@dataclass(frozen=True, kw_only=True)
class ToldNo:
    """Whose no it is; `sure` when nobody need be asked whether it is one."""

    whose: tuple[Role, ...]
    sure: bool


def told_no(note: str) -> ToldNo | None:
    """Read in a colleague's words that somebody of the family wants no more texts."""
    found = [one for clause in clauses(note) if (one := _in_clause(clause)) is not None]
    if not found:
        return None
    sure = [one for one in found if one.sure] or found
    told = {role for one in sure for role in one.whose}
    return ToldNo(whose=tuple(role for role in _BOTH if role in told), sure=sure[0].sure)


def speaks_of_another(text: str) -> bool:
    """Whether somebody else is named: whoever writes does not speak of their own phone."""
    return any(_WHO_ELSE.search(clause.words) for clause in clauses(text))


def speaks_of_self(text: str) -> bool:
    """Whether whoever writes speaks of themselves; what they quote somebody as saying does not."""
    return any(
        _SELF.search(_TOLD_ME.sub("", clause.words)) and not _QUOTES.search(clause.words)
        for clause in clauses(text)
    )


def names_whom(text: str) -> bool:
    """Whether everything in it that is a no says itself of whom it is."""
    noes = [clause.words for clause in clauses(text) if _in_clause(clause) is not None]
    return bool(noes) and all(_WHO_ELSE.search(no) or _REPORTS.search(no) for no in noes)


def _in_clause(clause: Clause) -> ToldNo | None:
    """The first no of a clause that is sure, else the first that may be one."""
    found = [_no_at(said, clause) for said in _SAID.finditer(clause.words)]
    noes = [one for one in found if one is not None]
    if not found and _CONTACT.search(clause.words):
        return ToldNo(whose=_whose(clause.words), sure=False)
    return next((one for one in noes if one.sure), next(iter(noes), None))


def _no_at(said: re.Match[str], clause: Clause) -> ToldNo | None:
    before, after = clause.words[: said.start()], clause.words[said.end() :]
    own = _OWN.match(after) and not _QUOTED.search(clause.words)
    if own or _FROM_THEM.match(after) or _is_opposite(before):
        return None
    said_last = _AND_THEY.split(before)[-1]
    explained = _is_explained(said_last) and not _ASKED.search(before)
    if explained and not _AND_SO.search(after):
        return None
    revoked = said[0].startswith(("revok", "withdr"))
    in_part = (_IN_PART.match(after) and not revoked) or _OTHER_SENDER.search(clause.words)
    doubt = clause.asks or explained or _UNSURE.search(before) or in_part
    return ToldNo(whose=_whose(clause.words), sure=not doubt)


def _is_explained(before: str) -> bool:
    """Whether somebody was told what they may do, and has not said that they want it."""
    tells = _TELLS.search(before)
    may = _MAY.search(before, tells.end()) if tells else _CAN.search(before)
    return may is not None


def _is_opposite(before: str) -> bool:
    """Whether the three words in front turn it round: "did not opt out", "got no texts"."""
    return _OPPOSITE.search(f"{' '.join(before.split()[-3:])} ") is not None


def _whose(words: str) -> tuple[Role, ...]:
    """Of the caregiver alone where only they are named; a caregiver who speaks may mean both."""
    named = _WHO_ELSE.findall(words)
    kin = [one for one in named if re.fullmatch(_KIN, one)]
    if not kin:
        return (Role.PATIENT,)
    alone = len(named) == 1 and _ONE_OF_KIN.search(words) and not _FAMILY.search(words)
    return (Role.CAREGIVER,) if alone else _BOTH
