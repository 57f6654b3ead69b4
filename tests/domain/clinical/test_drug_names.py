"""Our own table of names, held against itself."""

from itertools import pairwise

from domain.clinical.drugs.reading import read_drug
from domain.clinical.drugs.tables import BRANDS, ONE_STRENGTH, PRODUCTS, USUAL_ROUTE
from domain.clinical.medications import Difference, compare
from domain.hospital.discharge import Medication, Medications

ONE_OF = {"patch": "1 patch", "drops": "1 drop", "inhaler": "2 puffs", "spray": "1 spray"}
"""What is taken at one time of what is no tablet."""


def _told(before: str, after: str, form: str) -> tuple[Difference, ...]:
    one, other = (
        Medication(name=f"{name} {form}", dose=ONE_OF.get(form, f"1 {form}"), frequency="weekly")
        for name in (before, after)
    )
    return compare(Medications(before_admission=(one,), at_discharge=(other,))).to_settle


def test_the_most_used_brands_are_what_the_table_of_products_says() -> None:
    """In each form and strength the brand and its ingredients are one drug, and both are known."""
    assert len(PRODUCTS) > 400
    for product in PRODUCTS:
        for brand in (*product.brands, product.written):
            assert read_drug(Medication(name=brand)).known
            for form, strengths in product.forms.items():
                for said in strengths:
                    assert _told(f"{brand} {said}", f"{product.written} {said}", form) == ()


def test_another_strength_of_a_product_is_told() -> None:
    """No two strengths of one form are read as the same."""
    for product in PRODUCTS:
        for form, strengths in product.forms.items():
            for one, other in pairwise(strengths):
                assert _told(f"{product.written} {one}", f"{product.written} {other}", form)


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
