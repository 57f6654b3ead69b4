"""Who gets the texts that are meant for a patient, and why a phone gets none any more."""

from domain.wire_enum import WireEnum


class Reachability(WireEnum, unknown="SILENT"):
    """Whether a phone is texted, and why not: marked when it turns out, unmarked by START."""

    REACHABLE = ""
    OPTED_OUT = "opted_out"
    WRONG_NUMBER = "wrong_number"
    NO_TEXTS = "no_texts"
    SILENT = "silent"
