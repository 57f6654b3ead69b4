"""Languages, however a hospital writes them."""

import pytest

from domain.hospital.languages import (
    OTHER,
    TEXTED,
    interpreter,
    language_code,
    language_name,
    texted_in,
)
from domain.words.phrasebook import worded


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("vi",), "vi"),
        (("vie",), "vi"),
        (("VI-VN",), "vi"),
        (("es-MX",), "es"),
        (("ES",), "es"),
        (("spa",), "es"),
        (("Spanish",), "es"),
        (("Español",), "es"),
        (("Spanish; Castilian",), "es"),
        (("Haitian Creole",), "ht"),
        (("American Sign Language",), "ase"),
        (("American English", "eng"), "en"),
        (("hmn",), "hmn"),
        (("uz",), "uz"),
        (("ara", "HL70296", "eng"), "ar"),
        (("X9", "Vietnamese"), "vi"),
        (("dan",), "da"),
        (("slo", "Slovak"), "sk"),
        (("nob",), "no"),
        (("nb",), "nb"),
        (("sgn-US",), "ase"),
        (("zh-Hans",), "zh"),
        (("pt-BR",), "pt"),
        (("French Creole",), "ht"),
        (("Creole - Haitian",), "ht"),
        (("Haitian; Haitian Creole",), "ht"),
        (("Chinese - Mandarin",), "zh"),
        (("Portuguese (Brazil)",), "pt"),
        (("Farsi, Persian",), "fa"),
        (("Tagalog/Filipino",), "tl"),
        (("Cape Verdean Creole",), "kea"),
        (("Bosnian/Serbo-Croatian",), "bs"),
        (("Khmer (Cambodian)",), "km"),
        (("Arabic - Iraqi",), "ar"),
        (("Greek, Modern (1453-)",), "el"),
        (("No English",), OTHER),
        (("Non-English",), OTHER),
        (("Does not speak English",), OTHER),
        (("sin dato",), OTHER),
        (("Creole",), OTHER),
        (("E",), OTHER),
        (("SP",), OTHER),
        (("other",), OTHER),
        (("xx",), OTHER),
        (("Klingon",), OTHER),
        (("",), None),
        ((), None),
        (("unknown",), None),
        (("NA",), None),
        (("Patient declined",), None),
    ],
)
def test_a_language_is_read_however_it_is_written(said: tuple[str, ...], code: str | None) -> None:
    """Codes of two and three letters, regions, names; what nobody knows is never English."""
    assert language_code(said) == code


def test_only_our_own_languages_need_no_interpreter() -> None:
    """Whoever speaks another one is not texted, and the nurse is told which it is."""
    assert [interpreter(code) for code in TEXTED] == ["", ""]
    assert not any(map(texted_in, ("vi", "uz", OTHER, "")))
    assert worded(interpreter("vi")) == "Speaks Vietnamese: no texts in it, ask for an interpreter"
    assert worded(interpreter(OTHER)).startswith("Speaks another language: ")
    assert worded(language_name("za")) == "za"
