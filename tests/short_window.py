"""The standard pathway with a window that ends sooner, and no day beyond it.

Its people think for up to three seconds, which are hours there: an alarm goes round less often.
"""

import re

from tests.places import ROOT

_ROUNDS = {
    "again_minutes = 30 ": "again_minutes = 180 ",
    "ring_again_minutes = 10 ": "ring_again_minutes = 60 ",
}
_DAYS = re.compile(
    r"^(\w*(?:coordination|case_management)(?:_days)? = )\[([\d, ]+)\]", re.MULTILINE
)


def standard_of(days: int) -> str:
    """The text of the file that ships, its thirty days so many."""
    standard = (ROOT / "pathways" / "standard.toml").read_text(encoding="utf-8")
    assert "window_days = 30" in standard

    def within(found: re.Match[str]) -> str:
        left = [one for one in found[2].split(",") if int(one) <= days]
        return f"{found[1]}[{','.join(left).strip()}]"

    for shipped, longer in _ROUNDS.items():
        assert shipped in standard
        standard = standard.replace(shipped, longer)
    return _DAYS.sub(within, standard.replace("window_days = 30", f"window_days = {days}"))
