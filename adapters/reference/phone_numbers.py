"""Phone numbers in the one form that is stored, hashed and sent: E.164, "+16175550123"."""

import phonenumbers

EXAMPLE = "+16175550123"


def e164(text: str, region: str | None = None) -> str | None:
    """Write a number as E.164; None when no number of that region could look so.

    Possible is enough: the carrier knows what is assigned, and fictional 555 numbers are not.
    Without a region only international numbers ("+1 ...") are read.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or number.extension:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_e164(text: str) -> bool:
    """Whether this is a possible number and already written so."""
    return e164(text) == text
