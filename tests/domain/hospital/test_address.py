"""What whoever must go there reads of an address, and what it says is not known."""

import pytest

from domain.hospital.address import Address, in_words

HOME = Address(street="12 Elm St, Apt 4", city="Cambridge", state="MA", postal_code="02139")


def street(said: str) -> str:
    """The line for an address that is whole but for its street."""
    return in_words(Address(street=said, city="Cambridge", state="MA", postal_code="02139"), None)


def test_a_whole_address_is_one_line() -> None:
    """Street, apartment, town, state, ZIP."""
    assert in_words(HOME, "02139") == "12 Elm St, Apt 4, Cambridge, MA 02139"


@pytest.mark.parametrize(
    ("address", "postal_code", "said"),
    [
        (None, None, "No address is known."),
        (Address(), None, "No address is known."),
        (None, "02139", "02139 (not known: street, town)"),
        (Address(city="Cambridge"), None, "Cambridge (not known: street, ZIP)"),
        (Address(street="12 Elm St"), "02139", "12 Elm St, 02139 (not known: town)"),
    ],
)
def test_what_is_not_known_is_said(
    address: Address | None, postal_code: str | None, said: str
) -> None:
    """A partial address never looks like a whole one."""
    assert in_words(address, postal_code) == said


@pytest.mark.parametrize(
    "said",
    [
        *("PO Box 12", "P.O. BOX 12", "P O Box 7", "POB 3", "Box 44", "General Delivery"),
        *("HOMELESS", "Unknown", "UNK", "N/A", "none", "No fixed abode", "Apartado 12", "XXXX"),
    ],
)
def test_what_is_no_street_is_shown_and_not_taken_for_one(said: str) -> None:
    """Nobody can ring at a box; what the hospital wrote is shown all the same."""
    assert street(said) == f"{said}, Cambridge, MA 02139 (not known: street)"


@pytest.mark.parametrize(
    "said", ["12 Elm St, PO Box 3", "1 Box Elder Ln", "4 Unknown Rd", "7 No Way"]
)
def test_a_street_is_a_street_whatever_it_is_called(said: str) -> None:
    """A box beside a street, or a street with an odd name, hides nothing."""
    assert "not known" not in street(said)


def test_a_street_without_a_number_is_said_to_lack_it() -> None:
    """A driver would go along the whole of it."""
    assert street("Elm Street").endswith("(not known: house number)")


def test_a_newer_zip_that_does_not_fit_is_told() -> None:
    """A hospital that says only another ZIP has moved the patient: the street may be an old one."""
    assert in_words(HOME, "02140").endswith("(may be an old one: the newest ZIP is 02140)")
    assert in_words(HOME, "02139-1234") == in_words(HOME, "02139")
