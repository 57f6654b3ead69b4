"""Who gets the texts that are meant for a patient, and why a phone gets none any more."""

from enum import StrEnum


class Unusable(StrEnum):
    """Why a phone is not texted: marked when it turns out, unmarked by START."""

    NOT = ""
    OPTED_OUT = "opted_out"
    WRONG_NUMBER = "wrong_number"
    NO_TEXTS = "no_texts"
    SILENT = "silent"

    @classmethod
    def _missing_(cls, _value: object) -> "Unusable":
        """A newer sender's reason is a reason."""
        return cls.SILENT
