"""Items as hospitals write them: which keep somebody alive, and what texts call them."""

import tomllib
from pathlib import Path

import pytest

from domain.clinical.equipment import (
    KINDS,
    UNKNOWN,
    in_language,
    keeps_alive,
    kind_of,
    names_one_of,
)
from domain.texting.gsm7 import to_gsm7

_ITEMS = tomllib.loads(Path(__file__).with_name("equipment_items.toml").read_text(encoding="utf-8"))
ALIVE: dict[str, list[str]] = _ITEMS["alive"]
ROUTINE: list[str] = _ITEMS["routine"]["items"]
ASKED: list[str] = _ITEMS["asked"]["items"]


@pytest.mark.parametrize(("title", "items"), ALIVE.items())
def test_what_keeps_somebody_alive_is_known_by_any_of_its_names(
    title: str, items: list[str]
) -> None:
    """Case, plural, spelling, marks, joins and language hide nothing; the kind is the right one."""
    found = {item: (kind_of(item).title, keeps_alive(item)) for item in items}
    assert found == dict.fromkeys(items, (title, True))


def test_what_looks_like_it_is_not_it() -> None:
    """Fans, lenses, tea, monitors of other things, and what only helps."""
    assert [item for item in ROUTINE if keeps_alive(item)] == []


@pytest.mark.parametrize(
    "item",
    [
        *(
            "home O2, sat 84% RA",
            "Home O2 - sats 85% RA",
            "oxygen (sats 84% RA)",
            "home O2 sats 85%",
        ),
        *(
            "O2 sat drops, needs 2L continuous",
            "home oxygen, monitor",
            "oxygen/monitor",
            "O2 & meter",
        ),
        *("vent; fan", "vent, cap", "suction + hook", "suction, tray", "oxygen, level 2 walker"),
        *(
            "tank, cover",
            "cylinder, seat",
            "oxygen, bar",
            "cpap pillows mask P10",
            "CPAP pillow mask",
        ),
        *("O2 tank x2", "CPAP x1", "BiPAP (1)", "portable tanks (6)", "CO2 monitor and oxygen"),
        *("ventilator x1 filters x2", "vented patient", "cpap filters 2 and cpap"),
    ],
)
def test_no_word_behind_a_mark_hides_what_keeps_alive(item: str) -> None:
    """A saturation is why somebody needs oxygen; what stands behind a comma is another thing."""
    assert keeps_alive(item)


@pytest.mark.parametrize(
    "item",
    [
        *("no oxygen at home", "pt has no oxygen - STAT", "no home oxygen set up yet"),
        *("oxygen meter flow 2L", "oxygen level 3 L/min", "oxygen not needed at rest, 2L exertion"),
        *("wheelchair, Zorba 3", "hospital bed, qx machine", "bed and night helper"),
        *("walker + EpiPen", "shower chair; lung trainer", "commode & night box"),
        *("CPAP filters x2", "CPAP filter (2)", "vent filter 2x", "ventilator filters qty 3"),
        *("CO2 tank", "CO2 monitor", "ventilated shoes", "ventilated seat x1"),
    ],
)
def test_what_is_hidden_or_beside_a_thing_is_never_routine(item: str) -> None:
    """What denies, measures or stands beside it makes nothing harmless: somebody is asked."""
    assert kind_of(item) is UNKNOWN


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("walker, standard", "walker"),
        ("wheelchair, 18 inch, elevating leg rests", "wheelchair"),
        ("hospital bed, semi-electric, half rails", "hospital bed"),
        ("walker w/ wheels, 2 tennis balls", "walker"),
        ("o2 sat monitor", "pulse oximeter"),
        ("oxygen saturation", "pulse oximeter"),
        ("cpap pillow", "cushion"),
    ],
)
def test_what_only_says_which_one_asks_nobody(item: str, title: str) -> None:
    """Sizes, sides and parts that every kind may have."""
    assert kind_of(item).title == title


def test_what_may_be_part_of_more_is_asked_about() -> None:
    """A routine word beside others makes nothing harmless: a colleague says how grave it is."""
    assert {kind_of(item).title for item in ASKED} == {UNKNOWN.title}


@pytest.mark.parametrize(
    "item",
    [
        *("CPAP cleaner", "CPAP cleaning wipes", "SoClean CPAP sanitizer", "CPAP mask liners"),
        *("CPAP hose holder", "CPAP travel bag", "BiPAP filters", "CPAP filter"),
        *("oxygen tubing holder", "O2 tank holder", "oxygen cylinder stand", "oxygen sign"),
        *("no smoking oxygen sign", "oxygen tubing clips", "oxygen concentrator cover"),
        *("concentrator filter", "ventilator filter", "ventilator stand", "vent filters"),
        *(
            "suction machine stand",
            "trach tube holder",
            "oxygen ear protectors",
            "oxygen tank cart",
        ),
        *("limpiador de CPAP", "soporte para tanque de oxígeno", "filtro de ventilador"),
        *("filtro del concentrador", "carrito para tanque de oxigeno", "funda para concentrador"),
    ],
)
def test_what_belongs_to_a_thing_is_not_the_thing(item: str) -> None:
    """No alarm rings for its absence: a colleague says how grave it is."""
    assert kind_of(item) is UNKNOWN


@pytest.mark.parametrize(
    "item",
    [
        *("CPAP and cleaner", "CPAP with cleaner", "BiPAP machine w/ filters", "CPAP + wipes"),
        *("oxygen with tank holder", "portable oxygen and cart", "ventilator, stand", "CPAP mask"),
        *("ventilator circuit", "ventilator battery", "vent circuit", "ventilator bag"),
        *("suction canister", "suction tubing", "oxygen tank wrench", "oxygen backpack", "IV pole"),
        *("CPAP headgear", "CPAP humidifier", "oxygen tubing", "trach ties", "O2 tank x4, cart"),
        *(
            "oxygen 2 L on cart",
            "concentrador con filtro",
            "oxígeno y carrito",
            "CPAP (filter incl)",
        ),
    ],
)
def test_what_may_be_the_thing_stays_urgent(item: str) -> None:
    """Two things in one item, and parts without which it does not work, count as the thing."""
    assert keeps_alive(item)


@pytest.mark.parametrize(
    "item",
    [
        *("walker, 02", "bed + 02", "commode / 02", "BSC and 02", "hospital bed & 02", "FWW; 02"),
        *("FWW 02", "nebulizer, 02", "wheelchair, 02 prn", "walker / 02 / BSC", "walker w 02"),
        *("02, walker", "02 and bed", "walker (02)", "walker y 02", "walker x1 02", "walker - 02"),
        *("walker, 02 cont", "FWW 02 continuous", "walker, 02 x 24h", "walker, 02 unit", "02 prn"),
        *("walker, 0 2", "walker 02 @ 2", "bed x2, 02"),
    ],
)
def test_a_zero_for_the_letter_drops_no_oxygen_beside_a_routine_thing(item: str) -> None:
    """Whatever mark or word joins them: without it somebody who needs oxygen goes home."""
    assert kind_of(item).title == "oxygen"


@pytest.mark.parametrize(
    "item", ["02 walker", "02 commode", "wheelchair K0001 02", "walker, no 02"]
)
def test_a_zero_and_a_two_that_may_be_either_are_asked_about(item: str) -> None:
    """Two of them, or oxygen: a colleague says which."""
    assert kind_of(item) is UNKNOWN


@pytest.mark.parametrize(
    ("item", "title"),
    [
        *((f"walker{said}", "walker") for said in (" qty 02", ", qty: 02", " #02", ", size 02")),
        *((f"walker{said}", "walker") for said in (" 02 pcs", " x02", ", 02 each", " 02/14")),
        *((f"walker{said}", "walker") for said in (", deliver 02/14", " due 2026-02-14", " rm 02")),
        *((f"walker{said}", "walker") for said in (" call 617 555 02 14", " (02 pack)", " 02-14")),
        *(("01 walker 02 commode", "walker"), ("02) commode", "commode"), ("02 walkers", "walker")),
        ("gloves 02 boxes", "supply kit"),
    ],
)
def test_a_number_or_a_date_is_no_oxygen(item: str, title: str) -> None:
    """How many, which size, where and when: nobody is alarmed."""
    assert kind_of(item).title == title


@pytest.mark.parametrize(
    "item",
    ["shower chair with suction feet", "shower chair suction-feet", "shower chair, suction legs"],
)
def test_feet_that_hold_by_suction_keep_nobody_alive(item: str) -> None:
    """A chair stands on them; a machine that is named beside them still counts."""
    assert not keeps_alive(item)
    assert keeps_alive(f"{item}, suction machine")
    assert keeps_alive("suction foot pump")


def test_an_item_that_names_two_things_is_the_graver_one() -> None:
    """A look-alike beside the real thing hides nothing."""
    assert kind_of("suction cup mat, suction machine").title == "suction machine"
    assert kind_of("walker and portable O2").title == "portable oxygen"
    assert kind_of("ventilator, and a vent fan").title == "ventilator"


def test_a_pathway_names_more_by_kind_or_by_its_own_words() -> None:
    """A kind of the table is meant by any of its names; what the table lacks by whole words."""
    assert names_one_of("KCI V.A.C. NPWT", ("wound vac",))
    assert names_one_of("bili-blanket", ("bili blanket",))
    assert not names_one_of("hospital bed", ("wound vac", "bili blanket"))
    assert not names_one_of("preventer", ("event",))


def test_whatever_is_written_becomes_a_title_of_the_list() -> None:
    """Names, numbers and links in an item are nothing that a title could say."""
    hostile = "O2 for Jane Smith 617-555-0123 ![x](http://evil.example/p.png)"
    assert kind_of(hostile).title == "oxygen"
    assert kind_of(f"{hostile} " * 5_000).title == "oxygen"
    assert kind_of("Jane Smith's own thing ![x](http://evil.example)") is UNKNOWN


@pytest.mark.parametrize("kind", [*KINDS, UNKNOWN], ids=lambda kind: kind.title)
def test_a_title_can_be_texted_in_both_languages(kind: object) -> None:
    """In letters of the cheap alphabet, short, each once, and each found again by its title."""
    assert isinstance(kind, type(UNKNOWN))
    spanish = in_language(kind.title, "es")
    for title in (kind.title, spanish):
        assert to_gsm7(title) == title
        assert len(title) <= 20
    assert in_language(f"{kind.title} (2)", "es") == f"{spanish} (2)"
    assert in_language(kind.title, "en") == kind.title
    assert (
        sum(other.title == kind.title for other in KINDS)
        + sum(in_language(other.title, "es") == spanish for other in KINDS)
        <= 2
    )


def test_an_ending_that_is_open_stands_at_the_end() -> None:
    """A star inside a phrase would silently never be found."""
    phrases = [phrase for kind in KINDS for phrase in (*kind.words, *kind.unless)]
    assert [phrase for phrase in phrases if "*" in phrase[:-1]] == []
