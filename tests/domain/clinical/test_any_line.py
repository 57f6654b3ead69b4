"""Whatever stands on a line is read: a drug list that nobody foresaw breaks no episode."""

from hypothesis import given
from hypothesis import strategies as st

from domain.clinical.drugs.reading import read_drug
from domain.clinical.drugs.words import purposes
from domain.hospital.discharge import Medication

_WORDS = st.sampled_from(
    [
        *sorted(purposes.SAID_OF_PURPOSE | purposes.PURPOSE_ENDS),
        "warfarin",
        "Lantus",
        "inh",
        "5",
        "mg",
        "1/2",
        "tab",
        "twice",
        "daily",
        "(",
        ")",
        "[",
        "/",
        "-",
    ]
)
_LINES = st.lists(_WORDS, max_size=8).map(" ".join) | st.text(max_size=30)


@given(_LINES, _LINES, st.none() | _LINES, st.none() | _LINES)
def test_any_line_is_read(name: str, dose: str, frequency: str | None, route: str | None) -> None:
    """Words of purpose at its end, brackets that nobody closes, nothing at all: no error."""
    line = Medication(name=name, dose=dose, frequency=frequency, route=route)
    assert read_drug(line) is not None


def test_a_purpose_at_the_end_of_a_name_is_read() -> None:
    """A pharmacist's line ended with what the drug is for, and reading it failed."""
    assert read_drug(Medication(name="pradaxa for blood thinner")) is not None
