"""On whose clock a patient is texted: the zone of their home, by its code or its state."""

from dataclasses import replace

import pytest

from adapters.reference.postal_codes import zone_of
from domain.hospital.address import Address
from domain.hospital.discharge import Patient

NEW_YORK, PHOENIX = "America/New_York", "America/Phoenix"


def home(postal_code: str | None, state: str = "") -> Patient:
    """A patient who lives there."""
    address = Address(street="12 Elm St", state=state) if state else None
    return Patient(mrn="1", given="A", family="B", postal_code=postal_code, address=address)


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("02139", NEW_YORK),
        ("96813", "Pacific/Honolulu"),
        ("96813-1234", "Pacific/Honolulu"),
        ("968131234", "Pacific/Honolulu"),
        ("85001", PHOENIX),
        ("86515", "America/Denver"),  # the Navajo Nation
        ("96910", "Pacific/Guam"),
        ("00901", "America/Puerto_Rico"),
        ("99546", "America/Adak"),
        ("32401", "America/Chicago"),  # Florida's west
    ],
)
def test_a_code_says_it(code: str, zone: str) -> None:
    """The code counts, whatever the state beside it says."""
    assert zone_of(home(code), NEW_YORK) == zone
    assert zone_of(home(code, "MA"), NEW_YORK) == zone


@pytest.mark.parametrize("code", [None, "", "2139", "0213", "00000", "99999", "M5V 2T6", "99634"])
def test_without_a_code_the_state_says_it(code: str | None) -> None:
    """Of Hawaii nobody is texted on New York's clock; nor by a zone that is none."""
    assert zone_of(home(code, "hi "), NEW_YORK) == "Pacific/Honolulu"
    assert zone_of(home(code, "TX"), NEW_YORK) == "America/Chicago"


@pytest.mark.parametrize("state", ["", "ON", "AE", "Hawaii?"])
def test_where_nothing_tells_it_is_the_hospitals(state: str) -> None:
    """No code and no state, or one that is abroad."""
    assert zone_of(home(None, state), PHOENIX) == PHOENIX


def test_a_code_of_another_country_is_no_zip() -> None:
    """A code of Mexico City or Madrid may be that of a town here."""
    for code in ("06110", "28001"):
        abroad = Address(street="1", city="X", state="TX", postal_code=code, country="MX")
        assert zone_of(replace(home(code), address=abroad), PHOENIX) == PHOENIX


def test_a_state_of_two_zones_keeps_the_hospitals() -> None:
    """A hospital in Texas' west has most of its patients near it."""
    assert zone_of(home(None, "TX"), "America/Denver") == "America/Denver"
