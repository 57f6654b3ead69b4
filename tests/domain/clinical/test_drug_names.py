"""Our own table of names, held against itself."""

from domain.clinical.drugs.reading import read_drug
from domain.clinical.drugs.tables import BRANDS, ONE_STRENGTH, USUAL_ROUTE
from domain.hospital.discharge import Medication


def test_every_brand_stands_for_a_known_drug() -> None:
    """A brand whose ingredient no table has would pair with nothing but itself."""
    parts = {part for product in BRANDS.values() for part in product.split(" / ")}
    read = {part: read_drug(Medication(name=part)).ingredients for part in parts}
    assert {part for part, names in read.items() if not {*names} & USUAL_ROUTE.keys()} == set()


def test_what_is_sold_in_one_strength_is_one_drug_of_the_tables() -> None:
    """Its ingredients are read as they are listed, and its strength stands where none is said."""
    for (ingredients, form), strength in ONE_STRENGTH.items():
        unsaid = read_drug(Medication(name=" / ".join(ingredients), dose=f"1 {form or 'tablet'}"))
        said = read_drug(Medication(name=f"{' / '.join(ingredients)} {strength} {form}", dose="1"))
        assert unsaid.ingredients == said.ingredients == ingredients
        assert unsaid.known
