"""Where a patient lives: as the hospital said it, and what of it a visitor would miss.

An address is one thing: a newer one replaces the whole of an older one, never a part of it.
"""

import re
from dataclasses import dataclass

from domain.normalize import bare

_NO_STREET = re.compile(
    r"(?:(?:p ?o|post office|postal) ?box|pob|box|apartado(?: postal)?)(?: [a-z]?\d+)?"
    r"|general delivery|lista de correos|unknown|not known|unk|none|no|na|n a|homeless|undomiciled"
    r"|transient|no (?:fixed|permanent|known) .*|sin domicilio.*|desconocid[oa]|refused|declined"
    r"|same|tbd|x+|confidential|address"
)
"""What stands where a street should be and is none."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """`street` is all that stands above the town: house, street, apartment."""

    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""


def in_words(address: Address | None, postal_code: str | None) -> str:
    """One line for whoever must go there: what is known, then what is not.

    `postal_code` is the newest that the hospital said; one that fits no longer is told.
    """
    known = address or Address()
    area = " ".join(filter(None, (known.state, known.postal_code or postal_code or "")))
    line = ", ".join(filter(None, (known.street, known.city, area)))
    notes = "; ".join([*_lacking(known, postal_code), *_at_odds(known, postal_code)])
    if not line:
        return "No address is known."
    return f"{line} ({notes})" if notes else line


def _lacking(known: Address, postal_code: str | None) -> list[str]:
    said = bare(known.street)
    lacks = []
    if not said or _NO_STREET.fullmatch(said):
        lacks.append("street")
    elif not any(char.isdigit() for char in said):
        lacks.append("house number")
    if not known.city:
        lacks.append("town")
    if not known.postal_code and not postal_code:
        lacks.append("ZIP")
    return [f"not known: {', '.join(lacks)}"] if lacks else []


def _at_odds(known: Address, postal_code: str | None) -> list[str]:
    newer = postal_code and known.postal_code and known.postal_code[:5] != postal_code[:5]
    return [f"may be an old one: the newest ZIP is {postal_code}"] if newer else []
