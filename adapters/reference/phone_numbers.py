"""Phone numbers in the one form that is stored, hashed and sent: E.164, "+16175550123"."""

import phonenumbers

EXAMPLE = "+16175550123"

_PLACEHOLDER = 7
"""So many times one digit at the end is nobody's number: 617-999-9999, 000-000-0000."""
_TYPED_IN_A_ROW = {"1234567890", "0123456789", "9876543210", "2345678901"}
_NORTH_AMERICA, _STARTS_NO_PART = 1, {"0", "1"}
"""Neither an area code nor an exchange of the North American plan begins with these."""


def e164(text: str, region: str | None = None) -> str | None:
    """Write a number as E.164; None when no whole number of that region could look so.

    Possible is enough: the carrier knows what is assigned, and fictional 555 numbers are not. A
    number without its area code is none, nor is one behind an extension, nor a placeholder.
    Without a region only international numbers ("+1 ...") are read.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return None if number.extension or not _is_whole(number) else _written(number)


def first_in(text: str, region: str) -> str | None:
    """The first whole number in what somebody typed, such as "(617) 555-0123 CELL"."""
    if whole := e164(text, region):
        return whole
    found = phonenumbers.PhoneNumberMatcher(text, region, phonenumbers.Leniency.POSSIBLE)
    return next(
        (
            _written(one.number)
            for one in found
            if not one.number.extension and _is_whole(one.number)
        ),
        None,
    )


def has_extension(text: str, region: str) -> bool:
    """Whether somebody answers there who is behind an extension: it can be called, not texted."""
    found = phonenumbers.PhoneNumberMatcher(text, region, phonenumbers.Leniency.POSSIBLE)
    return any(one.number.extension and _is_whole(one.number) for one in found)


def _written(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_whole(number: phonenumbers.PhoneNumber) -> bool:
    """Whether it could be dialled from anywhere, and nobody typed it to fill a field."""
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return False
    digits = phonenumbers.national_significant_number(number)
    if len(set(digits[-_PLACEHOLDER:])) == 1 or digits in _TYPED_IN_A_ROW:
        return False
    return number.country_code != _NORTH_AMERICA or not _STARTS_NO_PART & {digits[0], digits[3]}


def is_e164(text: str) -> bool:
    """Whether this is a possible number and already written so."""
    return e164(text) == text
