"""Where a patient lives: as the hospital said it, and what of it a visitor would miss.

An address is one thing: a newer one replaces the whole of an older one, never a part of it.
"""

import re
from dataclasses import dataclass

from domain.normalize import bare

_BOX = (
    r"(?:(?:p ?o|post office|postal) ?|lock ?)?(?:box|bx|drawer)|pob|pmb"
    r"|(?:apartado|apdo)(?: postal)?|casilla"
)
_ROUTE = r"r ?r|rfd|rd|rural (?:route|rt)|hc|hcr|highway contract(?: route)?|star route|psc|cmr"
_UNIT = r"apt|apartment|unit|lot|room|rm|suite|ste|floor|fl|space|spc|trailer|no|depto|apto"
_NO_STREET = re.compile(
    rf"(?:{_BOX})(?: [a-z0-9]+)?(?: (?:{_UNIT}|{_ROUTE}) [a-z0-9]+)?"
    rf"|(?:{_ROUTE}) ?[0-9]+[a-z]?(?: (?:{_BOX}) [a-z0-9]+)?"
    rf"|(?:(?:{_UNIT}) ?)?[0-9]*[a-z]?[0-9]*(?: (?:{_BOX}) [0-9]+)?"
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
    """One line for whoever must go there: what is known, then what is not.

    `postal_code` is the newest that the hospital said; one that fits no longer is told.
    """
    known = address or Address()
    area = " ".join(filter(None, (known.state, known.postal_code or postal_code or "")))
    country = known.country if known.abroad else ""
    line = " ".join(", ".join(filter(None, (known.street, known.city, area, country))).split())
    notes = "; ".join([*_lacking(known, postal_code), *_at_odds(known, postal_code)])
    if not line:
        return "No address is known."
    return f"{line} ({notes})" if notes else line


def _lacking(known: Address, postal_code: str | None) -> list[str]:
    said = bare(known.street)
    lacks = []
    if _no_street(said):
        lacks.append("street")
    elif _NO_NUMBER.fullmatch(said) or not any(char.isdigit() for char in said):
        lacks.append("house number")
    if not known.city or _no_town(bare(known.city)):
        lacks.append("town")
    if not known.postal_code and not postal_code and not known.abroad:
        lacks.append("ZIP")
    return [f"not known: {', '.join(lacks)}"] if lacks else []


def _no_street(said: str) -> bool:
    numbered = any(char.isdigit() for char in said)
    return bool(_NO_STREET.fullmatch(said) or (not numbered and _NOWHERE.search(said)))


def _no_town(said: str) -> bool:
    return bool(_NO_STREET.fullmatch(said) or _NOWHERE.search(said))


def _at_odds(known: Address, postal_code: str | None) -> list[str]:
    code = known.postal_code or postal_code or ""
    no_zip = code and not known.abroad and not _US_ZIP.fullmatch(code)
    newer = postal_code and known.postal_code and known.postal_code[:5] != postal_code[:5]
    return [
        *([f"{code} is no ZIP of the United States"] if no_zip else []),
        *([f"may be an old one: the newest ZIP is {postal_code}"] if newer else []),
    ]
