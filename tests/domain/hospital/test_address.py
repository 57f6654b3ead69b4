"""What whoever must go there reads of an address, and what it says is not known."""

from dataclasses import replace

import pytest

from domain.hospital import address as place
from domain.hospital.address import Address
from domain.words.phrasebook import worded

HOME = Address(street="12 Elm St, Apt 4", city="Cambridge", state="MA", postal_code="02139")


def in_words(found: Address | None, postal_code: str | None) -> str:
    """The line as somebody reads it."""
    return worded(place.in_words(found, postal_code))


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
        *("P O BOX 12A", "PO BOX A", "P.O. Drawer 5", "PMB 12", "PO Box 12, Apt 3", "Casilla 4"),
        *("RR 2 Box 45", "Rural Route 2 Box 45", "HC-01 Box 3456", "RFD 3", "Box 12 RR 3"),
        *("PSC 1234 Box 5678", "Unit 2050 Box 4190", "CMR 402", "Apdo. Postal 12"),
        *("Apt 4B", "# 4", "Lot 7", "12345", "0", "?", "NFA", "tent under bridge", "lives in car"),
        *("address unknown", "pt refused", "none given", "Same as above", "returned mail"),
        *("domicilio desconocido", "sin hogar", "se desconoce"),
    ],
)
def test_what_is_no_street_is_shown_and_not_taken_for_one(said: str) -> None:
    """Nobody can ring at a box; what the hospital wrote is shown all the same."""
    assert street(said) == f"{said}, Cambridge, MA 02139 (not known: street)"


@pytest.mark.parametrize(
    "said",
    [
        *("12 Elm St, PO Box 3", "1 Box Elder Ln", "4 Unknown Rd", "7 No Way", "Boxwood Ln 3"),
        *("12 Elm St Apt 4", "Lot 7, Sunny Acres MHP", "c/o Jane Doe, 12 Elm St", "RR Lane 5"),
        *("Carr. 2 Km 14.5 Bo. Candelaria", "Calle 5 #12", "Hwy 12 mile marker 40"),
        *("Navajo mile 4 north of the chapter house", "12 Elm St rear"),
    ],
)
def test_a_street_is_a_street_whatever_it_is_called(said: str) -> None:
    """A box beside a street, or a street with an odd name, hides nothing."""
    assert "not known" not in street(said)


@pytest.mark.parametrize(
    "said",
    [
        *("5th Ave", "3rd St", "W 42nd St", "Elm St, Apt 4", "Elm St Bldg 2 Apt 4C", "Calle 5"),
        *("County Rd 12", "County Road 5", "State Route 9", "Main St 2nd floor", "FM 1960"),
        "corner of Main and 5th",
    ],
)
def test_the_number_of_a_street_or_a_flat_is_no_house(said: str) -> None:
    """Whoever knocks would stand before a whole street of doors."""
    assert street(said).endswith("(not known: house number)")


@pytest.mark.parametrize(
    "said",
    [
        *("12 5th Ave", "401 W 42nd St Apt 4", "4512 County Rd 12", "12 Hwy 9", "Calle 5 #12"),
        *("Lot 7 Sunny Acres", "Km 4.2 Carr 167", "1 Unit St", "12 Bldg 4 Elm", "Urb. Flores C-4"),
        *("12-14 Elm St", "221B Baker St", "N6W23001 Bluemound Rd"),
    ],
)
def test_a_house_beside_other_numbers_is_one(said: str) -> None:
    """Its own number stands there too."""
    assert "not known" not in street(said)


@pytest.mark.parametrize(
    "said",
    [
        *("One Park Ave", "Two Penn Plaza", "One Main St", "Twenty-One Elm St Apt 4"),
        *("One Hundred Elm St", "One Federal St, Suite B"),
    ],
)
def test_a_house_whose_number_is_in_letters_has_one(said: str) -> None:
    """Nobody is told to ask for what is written there."""
    assert "not known" not in street(said)


@pytest.mark.parametrize(
    "said",
    [
        *("Seven Oaks Ln", "Ten Mile Rd", "One Way St", "Three Rivers Dr", "Five Points"),
        *("Two Notch Rd", "One Rd", "Park Ave One"),
    ],
)
def test_a_number_that_names_a_street_is_no_house(said: str) -> None:
    """A driver would go along the whole of it."""
    assert street(said).endswith("(not known: house number)")


@pytest.mark.parametrize("said", ["Bldg 4", "Building 4 Apt 2", "Fl 3", "Apt 4B"])
def test_a_flat_without_its_street_is_none(said: str) -> None:
    """Which building of which street nobody says."""
    assert street(said).endswith("(not known: street)")


def test_a_street_without_a_number_is_said_to_lack_it() -> None:
    """A driver would go along the whole of it."""
    for said in ("Elm Street", "Calle Luna s/n", "Calle 5 s/n", "000 Main St", "Sunrise Hall"):
        assert street(said).endswith("(not known: house number)"), said


@pytest.mark.parametrize("code", ["00000", "99999", "0213", "2139", "M5V 2T6"])
def test_a_code_that_is_no_zip_is_told(code: str) -> None:
    """A lost zero, a placeholder, another country: it is shown, and that it is none."""
    said = in_words(Address(street="12 Elm St", city="Cambridge", postal_code=code), code)
    assert said == f"12 Elm St, Cambridge, {code} ({code} is no ZIP of the United States)"


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("MEX", "Av. 1, Juarez, CHH 32000, MEX"),
        ("Canada", "Av. 1, Juarez, CHH 32000, Canada"),
        ("USA", "Av. 1, Juarez, CHH 32000"),
        ("u.s.", "Av. 1, Juarez, CHH 32000"),
        ("PRI", "Av. 1, Juarez, CHH 32000"),
    ],
)
def test_another_country_is_named(country: str, said: str) -> None:
    """Whoever must go there sees it; its code is no ZIP and is not complained of."""
    found = Address(
        street="Av. 1", city="Juarez", state="CHH", postal_code="32000", country=country
    )
    assert in_words(found, "32000") == said
    lacking = in_words(replace(found, postal_code=""), None)
    assert ("not known: ZIP" in lacking) is not found.abroad


@pytest.mark.parametrize("city", ["Unknown", "Homeless", "02139", "N/A"])
def test_a_town_that_is_none_is_told(city: str) -> None:
    """What is written in its place is shown."""
    said = in_words(Address(street="12 Elm St", city=city, postal_code="02139"), None)
    assert said == f"12 Elm St, {city}, 02139 (not known: town)"


@pytest.mark.parametrize(
    "said",
    [
        *("12 Elm St (old address)", "12 Elm St - former address", "12 Elm St PREV ADDR"),
        *("Motel 6 rm 12, 300 Main St", "300 Main St Super 8 Motel", "Holiday Inn 12 Elm St #204"),
        *("12 Elm St (moved 3/2026)", "12 Elm St, evicted", "12 Elm St, no longer lives there"),
        *(
            "12 Elm St temporary address",
            "staying with daughter 12 Elm St",
            "12 Elm St until Friday",
        ),
        *(
            "Pine Street Shelter, 444 Harrison Ave",
            "12 Elm St mailing address",
            "County Jail 20 Oak St",
        ),
        *("12 Elm St (direccion anterior)", "12 Elm St, casa de su hija", "Albergue 12 Calle Luna"),
        *(
            "12 Elm St, stays w son",
            "Rescue Mission 12 Elm St",
            "12 Elm St thru 12/15",
            "KOA campground 12",
        ),
        *("Sunrise SNF 12 Oak", "Salvation Army 407 Shawmut", "YMCA 12 Elm St", "Y.M.C.A. 12 Elm"),
        *("Shady Pines Nursing Home 12 Oak St", "Mercy Hospital 12 Elm St", "Acme Rehab 12 Oak St"),
        *("Halfway House 12 Elm St", "12 Elm St, sober living", "Hope Recovery Center 12 Elm St"),
    ],
)
def test_where_they_may_be_no_longer_is_said(said: str) -> None:
    """Whoever drives there is told that it may be the wrong door, and sees what was written."""
    shown = street(said)
    assert shown.startswith(said)
    assert shown.endswith("may be a place for a while, or one they left)")
    assert "(not known: house number; may be" in street("Sunrise Shelter")


@pytest.mark.parametrize(
    "said",
    [
        *("12 Hotel St", "4 Mission Hill", "7 Inn Rd", "12 Shelter Island Dr", "9 Jail Lane"),
        *(
            "12 Old Post Rd",
            "4 Prior Ave",
            "2 Moving Water Ct",
            "12 Mission St Apt 4",
            "5 Last Chance Rd",
        ),
        *(
            "12 Hospital Dr",
            "9 Hospital Hill Rd",
            "12 Rehab Ln",
            "4 Salvation Army Way",
            "22 Army St",
        ),
        *("12 Medical Center Blvd", "12 Nursing Home Rd", "Sunrise Assisted Living 12 Oak"),
        *("12 Temple St", "300 Old Mill Pl", "7 Former Ct", "18 Shelter Cove Rd", "1 Through St"),
    ],
)
def test_a_street_that_is_named_so_is_no_lodging(said: str) -> None:
    """The name of a street says nothing of who lives there."""
    assert street(said) == f"{said}, Cambridge, MA 02139"


def test_an_address_of_several_lines_is_one() -> None:
    """No line break of a hospital's tears a card or a letter."""
    found = Address(street="12 Elm St\r\n  Apt 4", city="Cambridge", postal_code="02139")
    assert in_words(found, None) == "12 Elm St Apt 4, Cambridge, 02139"


def test_a_newer_zip_that_does_not_fit_is_told() -> None:
    """A hospital that says only another ZIP has moved the patient: the street may be an old one."""
    assert in_words(HOME, "02140").endswith("(may be an old one: the newest ZIP is 02140)")
    assert in_words(HOME, "02139-1234") == in_words(HOME, "02139")
