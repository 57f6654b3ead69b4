"""Where a patient lives: as the hospital said it, and what of it a visitor would miss.

An address is one thing: a newer one replaces the whole of an older one, never a part of it.
"""

import re
from dataclasses import dataclass

from domain.normalize import bare
from domain.words.phrasebook import phrase

_BOX = (
    r"(?:(?:p ?o|post office|postal) ?|lock ?)?(?:box|bx|drawer)|pob|pmb"
    r"|(?:apartado|apdo)(?: postal)?|casilla"
)
_ROUTE = r"r ?r|rfd|rd|rural (?:route|rt)|hc|hcr|highway contract(?: route)?|star route|psc|cmr"
_INSIDE = (
    r"apt|apartment|unit|room|rm|suite|ste|floor|fl|bldg|building|edif|edificio|piso|depto|apto"
)
_UNIT = rf"{_INSIDE}|lot|space|spc|trailer|no"
_NO_STREET = re.compile(
    rf"(?:{_BOX})(?: [a-z0-9]+)?(?: (?:{_UNIT}|{_ROUTE}) [a-z0-9]+)?"
    rf"|(?:{_ROUTE}) ?[0-9]+[a-z]?(?: (?:{_BOX}) [a-z0-9]+)?"
    rf"|(?:(?:{_UNIT}) ?)?[0-9]*[a-z]?[0-9]*(?: (?:{_UNIT}) [0-9]*[a-z]?[0-9]*)?"
    rf"(?: (?:{_BOX}) [0-9]+)?"
    r"|general delivery|lista de correos|no|na|n a|n k|nfa|uto|same|tbd|x+|test|address|moved"
)
"""What stands where a street should be and is none: boxes, routes, a flat without its house."""
_NOWHERE = re.compile(
    r"\b(?:unkn?o?w?n|unk|none|not (?:known|given|provided|available|on file)|unable to|refused"
    r"|declined|unspecified|homeless|houseless|unhoused|undomiciled|transient|confidential"
    r"|no (?:fixed|permanent|known|address|street|home|abode)|same as|see (?:face ?sheet|chart)"
    r"|bad address|returned mail|lives in|living in|tent|desconocid[oa]|se desconoce|sin hogar"
    r"|sin (?:domicilio|direccion|calle))\b"
)
"""Words that say so; with a number beside them they may be a street's name."""
_NO_NUMBER = re.compile(r"0+(?: .*)?|.* s ?n|.* sin numero")
_OF_SOMETHING_ELSE = re.compile(
    rf"\b(?:[0-9]+(?:st|nd|rd|th)\b|(?:{_INSIDE}) ?(?:[0-9]+[a-z]?|[a-z][0-9]*)\b"
    r"|(?:(?:county|state|farm|ranch|township) )?(?:road|rd|highway|hwy|route|rte|cr|sr|fm|us|calle"
    r"|carr|carretera) [0-9]+[a-z]?\b)"
)
"""Numbers of a street, of a flat in a house: "5th Ave", "Elm St Apt 4", "County Rd 12"."""
_A_STREET = (
    r"(?:\w+ )?(?:st|street|rd|road|ave|avenue|ln|lane|blvd|dr|drive|way|ct|court|pl|place|hill"
    r"|rock|cove|island|bay|hwy|pkwy|cir|circle|trl|trail|ter|terrace)\b"
)
_FOR_A_WHILE = re.compile(
    r"\b(?:(?:old|former|previous|prev|prior|last|forwarding|mailing|billing|temp(?:orary)?"
    r"|parents|childhood) (?:address|addr|add|house|home|residence|place|location|stay)"
    r"|(?:moved|moving|evicted|vacated|condemned|foreclosed|burned|burnt|temporarily|no longer"
    r"|(?:does not|doesn ?t) live|used to live|until|thru|through"
    r"|snf|skilled nursing|nursing (?:home|facility|center)|rehab|rehabilitation|convalescent"
    r"|(?:care|treatment|recovery|detox|respite|warming|navigation|crisis) (?:center|centre)"
    r"|hospital"
    r"|halfway house|(?:sober|recovery|hospice|safe|transitional) (?:living|house|home|housing)"
    r"|respite|detox|salvation army|ymca|ywca|y ?m ?c ?a|catholic charities|medical center"
    r"|motel|hotel|inn|hostel|shelter|mission|motor lodge|suites|jail|prison|campground"
    rf"|encampment|albergue|refugio)(?! {_A_STREET})"
    r"|(?:staying|stays|living|lives|resides?) (?:with|at|in|w)"
    r"|dir(?:eccion)? (?:anterior|vieja|temporal)|casa de (?:su|mi|una?) \w+|se mudo|mudad[oa])\b"
)
"""Where they may be no longer, or not for long: "12 Elm St (old address)", "Motel 6 rm 12"."""
_IN_LETTERS = re.compile(
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?: (?:one|two|three|four|five"
    r"|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)(?: hundred)?"
    r"(?! (?:mile|way|tree|notch|chopt|bridge|pond|rod|rail|point|run|creek|prong|fork|lick|hill"
    r"|rock|bar|penny|horse|springs?|stone)\b)"
    r" (?!\w+s (?:st|street|rd|road|ave|avenue|ln|lane|blvd|dr|drive|ct|court|trl|trail)\b)"
    r"(?:\w+ ){1,3}(?:st|street|rd|road|ave|avenue|ln|lane|blvd|dr|drive|way|ct|court|pl|place"
    r"|plaza|sq|square|row|wharf|pkwy|parkway|cir|circle|ter|terrace)\b.*"
)
"""A house's number in letters, "One Park Ave"; "Seven Oaks Ln" and "Ten Mile Rd" are streets."""
_HERE = frozenset(
    {
        *("", "us", "usa", "u s", "u s a", "united states", "united states of america", "840"),
        *("pr", "pri", "puerto rico", "gu", "gum", "guam", "vi", "vir", "as", "asm", "mp", "mnp"),
    }
)
_US_ZIP = re.compile(r"(?!00000|99999)[0-9]{5}(?:-?[0-9]{4})?")


@dataclass(frozen=True, kw_only=True)
class Address:
    """`street` is all that stands above the town: house, street, apartment.

    A blank `country` is the United States.
    """

    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    @property
    def abroad(self) -> bool:
        """Whether it is in another country: its code is no ZIP, whatever it looks like."""
        return bare(self.country) not in _HERE


def in_words(address: Address | None, postal_code: str | None) -> str:
    """One line for whoever must go there: what is known, then in phrases what is not.

    `postal_code` is the newest that the hospital said; one that fits no longer is told.
    """
    known = address or Address()
    area = " ".join(filter(None, (known.state, known.postal_code or postal_code or "")))
    country = known.country if known.abroad else ""
    line = " ".join(", ".join(filter(None, (known.street, known.city, area, country))).split())
    notes = "; ".join([*_lacking(known, postal_code), *_at_odds(known, postal_code)])
    if not line:
        return phrase("address.not_known")
    return f"{line} ({notes})" if notes else line


def _lacking(known: Address, postal_code: str | None) -> list[str]:
    said = bare(known.street)
    lacks = []
    if _no_street(said):
        lacks.append(phrase("address.street"))
    elif _NO_NUMBER.fullmatch(said) or not _has_a_number(said):
        lacks.append(phrase("address.house_number"))
    if not known.city or _no_town(bare(known.city)):
        lacks.append(phrase("address.town"))
    if not known.postal_code and not postal_code and not known.abroad:
        lacks.append(phrase("address.zip"))
    return [phrase("address.lacks", parts=", ".join(lacks))] if lacks else []


def _has_a_number(said: str) -> bool:
    digits = re.search(r"[0-9]", _OF_SOMETHING_ELSE.sub(" ", said))
    return bool(digits or _IN_LETTERS.fullmatch(said))


def _no_street(said: str) -> bool:
    numbered = any(char.isdigit() for char in said)
    return bool(_NO_STREET.fullmatch(said) or (not numbered and _NOWHERE.search(said)))


def _no_town(said: str) -> bool:
    return bool(_NO_STREET.fullmatch(said) or _NOWHERE.search(said))


def _at_odds(known: Address, postal_code: str | None) -> list[str]:
    code = known.postal_code or postal_code or ""
    no_zip = code and not known.abroad and not _US_ZIP.fullmatch(code)
    newest, street = postal_code or code, bare(known.street)
    passing = not _no_street(street) and _FOR_A_WHILE.search(street)
    return [
        *([phrase("address.not_at_home")] if passing else []),
        *([phrase("address.no_zip", code=code)] if no_zip else []),
        *([phrase("address.perhaps_old", code=newest)] if code[:5] != newest[:5] else []),
    ]
