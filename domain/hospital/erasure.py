"""Why the rows of one person may be emptied: one of these words, so that a reason names nobody."""

from enum import StrEnum


class Why(StrEnum):
    """A reason that is kept in clear."""

    ASKED = "asked"
    """They asked for it, or who speaks for them did."""
    NEVER_OURS = "never-ours"
    """They should never have been known here."""
    EXPIRED = "expired"
    """They were kept for as long as they had to be."""
