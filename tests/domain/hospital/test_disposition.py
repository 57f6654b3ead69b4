"""Where the patient went decides whether there is an episode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.hospital.disposition import (
    FHIR,
    NUBC,
    READMISSION_PLANNED,
    Route,
    against_advice,
    coded,
    route,
    speaks_of_hospice,
)
from domain.words.phrasebook import worded

ROWS = [
    (Route.OPEN, ["01", "1", "06", "04", "81", "84", "86", "home", "alt-home", "Home"]),
    (Route.OPEN_PRIORITY, ["07", "aadvice"]),
    (Route.NO_EPISODE, ["02", "05", "66", "03", "61", "62", "63", "65", "09", "21", "43", "51"]),
    (Route.NO_EPISODE, ["20", "40", "41", "42", "30", "exp", "snf", "rehab", "long", "psy"]),
    (Route.NO_EPISODE, ["82", "83", "85", "87", "88", "89", "90", "91", "93", "94", "other-hcf"]),
    (Route.HOSPICE, ["50"]),
    (Route.REVIEW, ["64", "69", "70", "92", "95", "oth", "hosp"]),
    (Route.WORK_QUEUE, ["71", "72", "08", "10", "29", "80", "96", "99", "", "O", "001"]),
    (Route.WORK_QUEUE, ["Feeling great", "o1", "0", "1.0", "\u0661"]),
]


@pytest.mark.parametrize(
    ("expected", "code"), [(where, code) for where, codes in ROWS for code in codes]
)
def test_routes(expected: Route, code: str) -> None:
    """Each row of the clinical rules; what is unknown goes to a person and is never defaulted."""
    found = route(code)
    assert found.route is expected
    assert found.reason


def test_planned_readmissions_are_said() -> None:
    """81 to 95 route as their base code, and the reason says the rest."""
    assert worded(route("86").reason) == "home with home health care, with a planned readmission"
    assert set(READMISSION_PLANNED) == {str(n) for n in range(81, 96)}


@given(st.text(max_size=8))
def test_only_the_table_opens(text: str) -> None:
    """Nothing outside of the table leaves the work queue."""
    known = {*NUBC, *READMISSION_PLANNED, *FHIR}
    said = text.strip().lower()
    if said.zfill(2) not in known and said not in known:
        assert route(text).route is Route.WORK_QUEUE


@pytest.mark.parametrize(
    "said",
    [
        *(
            "07",
            "7",
            " 07",
            "aadvice",
            "AMA",
            "A.M.A.",
            "a m a",
            "Left AMA",
            "LAMA",
            "DAMA",
            "LWBS",
        ),
        *("Left against medical advice", "AGAINST ADVICE", "eloped", "elopement", "absconded"),
        *("walked out", "left without being seen", "alta voluntaria", "contra consejo m\u00e9dico"),
    ],
)
def test_leaving_against_advice_is_known_by_its_words(said: str) -> None:
    """By its codes and by what hospitals write instead: it is nobody's ordinary discharge."""
    assert against_advice(said)


@pytest.mark.parametrize(
    "said",
    ["01", "06", "20", "87", "home", "hosp", "snf", "", "Alabama", "mama", "Panama", "PSYCH"],
)
def test_other_places_are_not_against_advice(said: str) -> None:
    """Places and other words are none."""
    assert not against_advice(said)


HOSPICE = (
    *("hospise", "hospic", "Home w/ hospise", "CMO", "comfort measures", "comfort measures only"),
    *("end of life care", "EOL care home", "terminal care", "home CMO", "cuidados paliativos"),
    *("end-of-life", "Comfort Measures Only - home"),
)
LEFT = (
    *("self discharge", "self-discharged", "Self D/C", "signed self out", "signed herself out"),
    *("signed out", "pt signed out", "signed out of hospital", "walked off unit", "walked off"),
    *("patient left", "pt left unit", "Patient left.", "patient left abruptly"),
    *("refused further care", "refused to stay", "left prior to completion", "discontinued care"),
    *("left prior to being seen", "irregular discharge", "se fue sin alta", "se fue sin el alta"),
    *("discharged herself", "se escap\u00f3", "abandon\u00f3 el hospital"),
)


@pytest.mark.parametrize("said", HOSPICE)
def test_hospice_is_heard_in_what_no_table_has(said: str) -> None:
    """A person is asked as before, and reads what it may mean; nobody plans rides unawares."""
    assert speaks_of_hospice(said)
    assert route(said).route is Route.WORK_QUEUE
    assert "hospice" in worded(route(said).reason)
    assert not against_advice(said)


@pytest.mark.parametrize("said", LEFT)
def test_leaving_on_ones_own_is_heard_in_what_no_table_has(said: str) -> None:
    """Whatever a hospital calls it, whoever is asked reads that they may have left so."""
    assert against_advice(said)
    assert route(said).route is Route.WORK_QUEUE
    assert "against medical advice" in worded(route(said).reason)
    assert not speaks_of_hospice(said)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "patient left for home by car",
            "left hip",
            "patient left hip repair",
            "signed out to PCP",
        ),
        *("signed out by MD", "patient left with daughter", "pt left via wheelchair to home"),
        *("patient left hospital with family", "discharged self care", "home, self care"),
        *("discharged to self care", "discontinued care plan", "refused home care", "left arm"),
        *("per CMO", "CMO approved", "hospital", "hospitalist", "bus terminal", "comfortable"),
        *("EOL battery", "irregular heartbeat", "left prior to noon", "alta a casa"),
    ],
)
def test_what_only_looks_like_it_is_an_unknown_disposition(said: str) -> None:
    """An ordinary way home, a side of the body, an officer's name."""
    assert not against_advice(said)
    assert not speaks_of_hospice(said)
    assert worded(route(said).reason) == "unknown disposition"


@pytest.mark.parametrize(
    ("said", "code"),
    [("01", "01"), (" 1", "01"), ("86", "86"), ("HOME", "home"), ("72", "72"), ("", ""), (" ", ""),
     ("Mrs Smith's house", "unread"), ("99", "unread"), ("Died", "unread"),
     ("left AMA with her son Tom", "unread against_advice"),
     ("St Ann's Hospice", "unread hospice"),
     ("eloped from hospice", "unread against_advice hospice")],
)  # fmt: skip
def test_an_episode_carries_a_code_and_no_words(said: str, code: str) -> None:
    """What no table has is a code of ours, with what was found in it."""
    assert coded(said) == code


@given(st.one_of(st.text(max_size=20), st.sampled_from([*NUBC, *FHIR, "AMA", "to hospice", "8"])))
def test_the_code_decides_as_the_words_do(text: str) -> None:
    """Nothing that an episode decides by where the patient went is another by the code."""
    code = coded(text)
    assert coded(code) == code
    assert route(code) == route(text)
    assert bool(code) is bool(text.strip())
    assert against_advice(code) is against_advice(text)
    assert speaks_of_hospice(code) is speaks_of_hospice(text)
