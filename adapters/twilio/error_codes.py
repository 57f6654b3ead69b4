"""Twilio's error codes, and what each means for the next attempt."""

from adapters.carrier import CarrierErrorClass

_NEVER, _OPS = CarrierErrorClass.NEVER_AGAIN, CarrierErrorClass.STOP_AND_TELL_OPS
_LATER = CarrierErrorClass.LATER

OPTED_OUT = 21610
ERROR_CLASSES: dict[int, CarrierErrorClass] = {
    21211: _NEVER,  # not a valid number
    21614: _NEVER,  # not a mobile number
    OPTED_OUT: _NEVER,  # until START
    21612: _NEVER,  # not reachable from our number
    21214: _NEVER,  # of a call: the number cannot be reached
    21217: _NEVER,  # of a call: not a valid number
    21408: _NEVER,  # region not enabled
    21635: _NEVER,  # a landline
    30004: _NEVER,  # blocked
    30005: _NEVER,  # unknown handset
    30006: _NEVER,  # landline or unreachable carrier
    30007: _OPS,  # filtered as spam
    30034: _OPS,  # number not registered for US traffic (A2P 10DLC)
    21606: _OPS,  # our number cannot text
    21212: _OPS,  # our number is not valid
    21210: _OPS,  # of a call: our number is not verified
    21215: _OPS,  # of a call: its region is not enabled
    21602: _OPS,  # no body
    21617: _OPS,  # body too long
    20003: _OPS,  # credentials
    30002: _OPS,  # account suspended
    20429: _LATER,  # too many requests
    21611: _LATER,  # queue full
    30001: _LATER,  # queue overflow
    30008: _LATER,  # unknown error on the way
    30003: _LATER,  # handset off or out of reach
}
"""Twilio's codes (twilio.com/docs/api/errors), on creating a text or a call as on receipts."""


def error_class(code: int | None) -> CarrierErrorClass:
    """Say what a code means for the next attempt; codes change, so unknown ones are expected."""
    return ERROR_CLASSES.get(code or 0, CarrierErrorClass.ONE_RETRY)
