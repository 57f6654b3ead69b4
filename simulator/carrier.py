"""The words that a carrier answers itself (help.twilio.com, "opt-out keywords")."""

from enum import StrEnum
from typing import Self

from simulator.network import Network


class OptOut(StrEnum):
    """What a whole message that is a reserved word asks of the carrier."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"

    @classmethod
    def of(cls, body: str) -> Self | None:
        """Read a text: only the word alone counts, in any case."""
        word = body.strip().upper()
        return next((cls(kind) for kind, words in _WORDS.items() if word in words), None)


_WORDS = {
    "STOP": {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"},
    "START": {"START", "YES", "UNSTOP"},
    "HELP": {"HELP", "INFO"},
}

STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this "
    "number. Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


def obey(network: Network, phone: str, body: str) -> str | None:
    """Opt a phone out or in when it asks, and give the carrier's own answer if there is one."""
    known = network.phone(phone)
    match OptOut.of(body):
        case OptOut.STOP if not known.opted_out:
            known.opted_out = True
            network.mark(known)
            return STOPPED
        case OptOut.START if known.opted_out:
            known.opted_out = False
            network.mark(known)
            return STARTED
        case OptOut.HELP:
            return HELPED
        case _:
            return None
