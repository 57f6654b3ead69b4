"""Who gets the texts that are meant for a patient, and why a phone gets none, for good or now."""

from domain.wire_enum import WireEnum


class Reachability(WireEnum, unknown="SILENT"):
    """Whether a phone is texted, and why not: marked when it turns out, unmarked by START.

    Of one question alone, whose phone goes on: `HELD_BACK`, it waits; `SHOWN`, it waited.
    """

    REACHABLE = ""
    OPTED_OUT = "opted_out"
    WRONG_NUMBER = "wrong_number"
    NO_TEXTS = "no_texts"
    SILENT = "silent"
    HELD_BACK = "held_back"
    SHOWN = "shown"
