"""What lists write beside a drug that says nothing of it: codes, dates, who ordered it, advice.

Each kind is one pattern over the whole line, tried only where the line has one of its words. What
a pattern takes away holds no dose: where a figure could be one, the pattern asks for the word or
the shape that makes it none.
"""

import re
from collections.abc import Collection

_CODE = r"[a-tv-z][0-9][0-9ab](?:\.[0-9a-z]{1,4})?"
"""A diagnosis of ICD-10."""
_OF_A_FORM = r"cap|tab|oral|ec\b|sprinkle|pellet|part|[0-9]"
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*"
_DATE = r"[0-9]{1,2}[/-][0-9]{1,2}[/-](?:19|20)?[0-9]{2}"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_SAYS_MORE = (
    r"take|takes|give|use|inject|apply|one|two|three|half|then|at|daily|once|twice|every|each|times"
    r"|tab|tabs|tablet|tablets|cap|caps|capsule|capsules|puffs?|units?|with|mg|bid|tid|qid|hs|qhs|on"
    r"|stop|stopped|discontinued|hold|held|not|no longer|now|prn|as needed|increase|decrease|qod"
)
_REST = rf"(?:(?!\b(?:{_SAYS_MORE})\b)[^.;()0-9|])*"
"""To where something is said of the drug again."""
_NOT_DONE = (
    r"crush|chew|break|split|cut|open|drive|operate|stop|lie|drink|double|share|freeze|refrigerate"
    r"|swallow|inhale|shake|rub|mix|suck|substitute|abruptly|discontinue"
)
_OF_A_DOSE = (
    r"mg|mcg|g|gm|grams?|units?|u|iu|meq|ml|cc|tabs?|tablets?|caps?|capsules?|pills?|puffs?"
    r"|sprays?|drops?|gtts?|patch|patches|vials?|amps?|packets?|lozenges?|suppositor(?:y|ies)"
)
_AGAIN = (
    r"stop|stopped|discontinued?|d/c\w*|changed?|hold|held|on hold|not|no longer|daily|weekly|monthly|nightly|once"
    r"|twice|every|each|qd|qod|q[ap]m|bid|tid|qid|qhs|hs|prn|as needed|q\s?[0-9]|take|give|increase"
    r"|decrease|inject|apply|inhale|now|a day|times"
    rf"|(?:[0-9][0-9.,/]*|one|two|three|half)\s*(?:{_OF_A_DOSE})"
)
"""What says something of the drug again, behind words that are told of its order."""
_TOLD = rf"(?:(?!\b(?:{_AGAIN})\b).)*"
_ITS_DOSE = rf"(?:\s*:?\s*[0-9][0-9.,]*\s*(?:{_OF_A_DOSE})\b(?!\s*(?:{_AGAIN})\b))?"
"""What was given then, as a chart tells it; with how often behind it, it is what is taken."""
_PATTERNS: dict[str, tuple[str, ...]] = {
    r"\b(?:last time (?:this|it) was (?:given|taken)|last (?:given|fill(?:ed)?|admin(?:istered|istration)?|dose given|refill(?:ed)?|ordered)|next dose(?: is)?(?: due)?(?: on)?|what changed|next due)" + _ITS_DOSE + _TOLD: ("last", "next", "changed"),
    rf"\b(?:icd|dx|diagnosis|diagnoses|icd-?(?:9|10)(?:-?cm)?)\s*(?:-?\s*(?:9|10)(?:-?cm)?)?\s*(?:code)?\s*[:#]?\s*{_CODE}": ("icd", "dx", "diagnosis", "diagnoses"),
    r"\b(?:ndc|upc|gpi|gcn|rxcui|rxnorm|rx\s*(?:#|no\.?|num(?:ber)?|id)?|lot|script|prescription|order)\s*(?:#|no\.?|number|id|code)?\s*:?\s*[0-9][0-9-]{4,}": ("ndc", "upc", "gpi", "gcn", "rxcui", "rxnorm", "rx", "lot", "script", "prescription", "order"),
    r"\b(?:exp|expires|expiration|expiry)\.?\s*(?:date)?\s*:?\s*[0-9]{1,2}[/-][0-9]{2,4}": ("exp", "expires", "expiration", "expiry"),
    r"\b(?:inr\s+(?:goal|target|range)|(?:goal|target|therapeutic)\s+inr)\s*(?:range|of|is|between)?\s*[:=]?\s*[1-4](?:\.[0-9])?(?:\s*(?:-|to|and)\s*[1-4](?:\.[0-9])?)?": ("inr",),
    r"\b(?:goal|target|trough|level)s?(?:\s+(?:level|trough|range))?\s*(?:of|is|between|:)?\s*[0-9]+(?:\.[0-9]+)?\s*(?:-|to)\s*[0-9]+(?:\.[0-9]+)?(?:\s*ng/ml)?\b(?!\s*(?:mg|mcg|units?|u|ml|tab|cap|puff|g)\b)": ("goal", "target", "trough", "level", "levels"),
    r"\b(?:crcl|egfr|gfr|scr|a1c|hba1c|ef|lvef|bmi|wt|weight)\s*(?:of|is|=|:)?\s*[0-9]+(?:\.[0-9]+)?\s*(?:%|ml/min|kg\b|lbs?\b|mg/dl)?": ("crcl", "egfr", "gfr", "scr", "c", "ef", "lvef", "bmi", "wt", "weight"),
    r"\b(?:check|monitor|recheck|obtain|draw|follow)\s+(?:your\s+)?(?:inr|pt/inr|bp|blood pressure|blood sugars?|bg|labs?|bmp|cbc|cmp|tsh|potassium|k|weights?|levels?|pulse|heart rate|hr)\b(?:\s+(?:daily|weekly|monthly|once|twice|every|each|per|a|an|in|day|week|month|before|dose|doses|regularly|at|home|[0-9]|weeks|days|months))*": ("check", "monitor", "recheck", "obtain", "draw", "follow"),
    r"\b(?:daily|weekly|monthly|in)?\s*(?:a\s+|his\s+|her\s+|my\s+)?(?:pill|medication|med)\s*-?\s*(?:box|boxes|organizer|planner|minder|case|pack)\b": ("pill", "pillbox", "medication"),
    r"\b(?:daily|weekly)\s+(?:pillbox|pillboxes|mediset)\b": ("pillbox", "mediset"),
    r"\b(?:blister|bubble|pill|unit dose|multi-?dose)\s*-?\s*(?:pack|packs|packaging|packaged|packed|card|cards)\b": ("blister", "bubble", "unit", "multi", "multidose"),
    rf"\b(?:start(?:s|ed|ing)?|begin(?:s|ning)?|began|(?:stop|end) date|until|since|reported|ordered|filled|renewed|verified|updated|reviewed|effective)\s*(?:date|on|in)?\s*:?\s*(?:{_DAY})?(?:{_DATE}|(?:19|20)[0-9]{{2}}\b(?!\s*(?:mg|mcg|units?|u|ml))|{_MONTH}\.?\s+[0-9]{{1,2}},?\s+(?:19|20)[0-9]{{2}}|{_MONTH}\.?\s+(?:19|20)[0-9]{{2}}|[0-9]{{1,2}}/(?:19|20)[0-9]{{2}})(?:\s+at\s+[0-9]{{1,4}}(?::[0-9]{{2}})?\s*(?:am|pm)?)?": ("start", "starts", "started", "starting", "begin", "begins", "beginning", "began", "stop", "end", "until", "since", "reported", "ordered", "filled", "renewed", "verified", "updated", "reviewed", "effective"),
    r",?\s*\buntil (?:discontinued|further notice|seen|told otherwise|follow-?up)\b": ("until",),
    rf"\((?:per |by |from |rx |prescribed by |ordered by )?(?:dr|doctor)\.? (?!{_OF_A_FORM})[a-z .,'&/-]+\)": ("dr", "doctor"),
    rf"\b(?:per|by|from|with|pcp|prescriber|provider|ordered by|cardiologist|physician)\s*:?\s*(?:dr|doctor)\.?\s+(?!{_OF_A_FORM})[a-z'-]+": ("dr", "doctor"),
    rf"\bdr\.\s+(?!{_OF_A_FORM})[a-z'-]+": ("dr",),
    r"\b(?:prescriber|(?:authorizing |ordering )?provider|ordered by|prescribed by|written by|pharmacy|pharmacist|manufacturer|mfr|mfg|made by|labeler)\s*:\s*" + _TOLD.replace(").)*", ")[^;|()\n])*"): ("prescriber", "provider", "ordered", "prescribed", "written", "pharmacy", "pharmacist", "manufacturer", "mfr", "mfg", "made", "labeler"),
    r"[(\[*]?\b(?:c-?\s?(?:ii|iii|iv|v)|schedule\s+(?:ii|iii|iv|v|[2-5]))\b[)\]*]?(?!\s*(?:tab|cap|po|q))": ("c", "cii", "ciii", "civ", "cv", "schedule"),
    r"\bdaw\s*[:#=]?\s*[0-9]?\b": ("daw",),
    r"\b(?:rfl?s?|refills?|fills?)\s*[:#-]?\s*x?\s*[0-9]{1,2}\b|\br-[0-9]{1,2}\b": ("rf", "rfl", "rfls", "fill", "fills", "r"),
    r"\b[0-9]{2,3}\s?ds\b|\bdays?\s+supply\s*:?\s*[0-9]{1,3}\b": ("ds", "supply"),
    r"\b(?:limit|avoid|minimize)\s+(?:sun(?:light)?|alcohol|caffeine|salt)(?:\s+exposure)?\b": ("limit", "avoid", "minimize"),
    r"\brinse\s+(?:your\s+|the\s+)?mouth(?:\s+out)?(?:\s+with water)?(?:\s+and spit)?(?:\s+(?:after|following)\s+(?:each\s+|every\s+)?(?:use|dose|inhalation))?\b": ("rinse",),
    r"\b(?:sit|stay|remain|keep)\s+upright(?:\s+(?:for|at least)+)?\s*(?:[0-9]+\s*(?:-\s*[0-9]+\s*)?(?:min|minutes?|hours?|hrs?))?(?:\s+(?:after|afterwards?))?\b": ("upright",),
    r"\$\s*[0-9]+(?:\.[0-9]{2})?(?:\s*list)?": ("list", "copay", "cost"),
    rf"\b(?:do not|don t|dont|never|avoid)\s+(?:take (?:with|if)\b|(?:{_NOT_DONE})\w*){_REST}": ("not", "dont", "never", "avoid", "don"),
    rf"\bwait\s+(?:at least\s+)?[0-9]+(?:\s*-\s*[0-9]+)?\s*(?:min|minutes?)\s+(?:between|before|after|prior){_REST}": ("wait",),
    r"^\s*[0-9]+\s*actuat[a-z]*\s+(?=[a-z])": ("actuat", "actuation", "actuations"),
    r"\brotate\s+(?:injection\s+|application\s+)?sites?\b": ("rotate",),
    r"\b[0-9]{2}\s*(?:gauge|ga|g)\s*x\s*[0-9]+(?:/[0-9]+)?\s*(?:\"|mm|inch|in\b)?": ("gauge", "ga", "mm", "g"),
}  # fmt: skip
_COMPILED = tuple(map(re.compile, _PATTERNS))
_BY_WORD: dict[str, list[int]] = {}
for _n, _words in enumerate(_PATTERNS.values()):
    for _word in _words:
        _BY_WORD.setdefault(_word, []).append(_n)
_A_UNIT = 14
_UNIT = re.compile(rf"[0-9.,/]*\s*(?:{_OF_A_DOSE})\b")
_DOSE = re.compile(rf"\b(?:[0-9][0-9.,/]*|one|two|three|four|half)\s*(?:{_OF_A_DOSE})\b(?!\s*/)")
_OFTEN = re.compile(
    r"\b(?:daily|weekly|monthly|nightly|once|twice|every|each|qd|q[ap]m|bid|tid|qid|qhs|hs|bedtime"
    r"|q\s?[0-9]|times)\b"
)
_TAKEN = re.compile(r"\b(?:take|takes|inject|inhale|apply|instill)\s+(?:[0-9]|one|two|three|half)")
_REASON_WITH_CODE = re.compile(
    rf"\b(?:related to|due to|for|dx:?|diagnosis:?)\s(?:(?!\b(?:{_SAYS_MORE})\b)"
    rf"(?:\b(?:stage|type|class|grade)\s[0-9]|\([^()0-9]*\)|[^()\[\]0-9]))*[(\[]\s*{_CODE}\s*[)\]]"
)
_ILLNESS = (
    r"t[12]dm|i?i?ddm|dm\s?(?:type\s?)?(?:[12]|i{1,2})|ckd\s?[1-5][ab]?|nyha\s?[1-4]|hep\s?[bc]"
)
_IN_BRACKETS = re.compile(rf"[(\[]\s*(?:{_CODE}|{_ILLNESS})(?:\s*[,;]\s*{_CODE})*\s*[)\]]")
WORDS = frozenset(_BY_WORD)
"""A line without one of them has none of this, but for codes in brackets."""


def without(text: str, said: Collection[str]) -> str:
    """The text, in lower case, without what says nothing of the drug; `said`: its words.

    In the order of the table, so that one line is read alike wherever it is read again.
    """
    for n in sorted({n for word in WORDS.intersection(said) for n in _BY_WORD[word]}):
        text = _COMPILED[n].sub(_but_a_dose, text)
    return text


def _but_a_dose(found: re.Match[str]) -> str:
    """Nothing; but all of it where it holds a dose, or its last figure is one: that is read."""
    behind = found.string[found.end() : found.end() + _A_UNIT]
    figure = found[0][-1:].isdigit() and _UNIT.match(behind)
    said = found[0]
    return (
        said
        if figure or _TAKEN.search(said) or (_DOSE.search(said) and _OFTEN.search(said))
        else " "
    )


def without_codes(text: str) -> str:
    """Without a diagnosis in brackets: "hypertension (I10)"."""
    if not _IN_BRACKETS.search(text):
        return text
    return _IN_BRACKETS.sub(" ", _REASON_WITH_CODE.sub(" ", text))
