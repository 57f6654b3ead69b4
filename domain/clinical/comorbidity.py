"""Comorbidities of the LACE index, from the table beside this file, each with its points.

The table says which sources it goes by, what of ICD-10-CM it settles, and who has signed it.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

_TABLE = tomllib.loads((Path(__file__).parent / "comorbidity.toml").read_text(encoding="utf-8"))
APPROVED = bool(_TABLE["reviewer"] and _TABLE["signed"])
"""Whether a clinician has signed it; until then `plan` says that nobody has."""

_ICD_10 = re.compile(r"[A-Za-z][0-9][0-9A-Za-z](\.?[0-9A-Za-z]{1,4})?(?![0-9A-Za-z])")


@dataclass(frozen=True, kw_only=True)
class Comorbidity:
    """One row: its points, and the family in which only the heaviest counts.

    `codes` are beginnings of codes, without the dot.
    """

    name: str
    points: int
    family: str
    codes: tuple[str, ...]


def icd_10(said: str) -> str:
    """The ICD-10-CM code that a coded diagnosis begins with; nothing where it has none.

    Many are sent as words in the code's place, or in another system.
    """
    found = _ICD_10.match(said.strip())
    return found[0] if found else ""


COMORBIDITIES = tuple(
    Comorbidity(
        name=row["name"],
        points=row["points"],
        family=row["family"],
        codes=(*row["codes"], *row.get("ours", ())),
    )
    for row in _TABLE["comorbidity"]
)
