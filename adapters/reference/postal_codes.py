"""The time zone of a postal code of the United States, looked up offline."""

import re
from functools import lru_cache

import zipcodes

_ZIP = re.compile(r"\d{5}")


@lru_cache(maxsize=4096)
def zone_of(postal_code: str | None) -> str | None:
    """Give the IANA zone; None for what is no ZIP code or one that nobody knows."""
    found = _ZIP.match((postal_code or "").strip())
    if found is None:
        return None
    places = zipcodes.matching(found.group())  # type: ignore[no-untyped-call]
    return str(places[0]["timezone"]) if places and places[0].get("timezone") else None
