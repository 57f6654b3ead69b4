"""A nightly census as CSV: columns by the feed's names, every fault by line and column."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.messages.census_csv import census_instant, read_census
from adapters.messages.feed_file import read_feed
from adapters.validation import Refused
from domain.hospital.events import PatientClass
from domain.hospital.feed import CensusFeed, Feed
from tests.places import ROOT

FEED = read_feed(ROOT / "feeds" / "mercy-general.toml")
HEAD = "patient_number,visit_number,class,unit,admitted_at\n"
GOOD = f"{HEAD}4821,V-1,I,4EAST-412,2026-11-26 14:05\n"


def census(folder: Path, text: str | bytes) -> Path:
    """A file with this text."""
    path = folder / "census.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults(folder: Path, text: str | bytes, feed: Feed = FEED) -> list[str]:
    """What is wrong with it, each by its place."""
    with pytest.raises(Refused) as refused:
        read_census(census(folder, text), feed)
    return [str(one) for one in refused.value.problems]


def test_a_row_is_read_by_the_headings(tmp_path: Path) -> None:
    """Any order, any case, more columns than are wanted, a mark at the beginning, blank lines."""
    text = '\ufeffCLASS,bed,Visit_Number,patient_number\r\n\r\nINPT,"4,12",V-1, 4821 \r\n'
    (row,) = read_census(census(tmp_path, text), FEED)
    assert (row.line, row.mrn, row.visit, row.unit) == (3, "4821", "V-1", "")
    assert row.patient_class is PatientClass.INPATIENT
    assert row.admitted_at is None


def test_padded_numbers_are_the_same_where_the_feed_says_so(tmp_path: Path) -> None:
    """As in the hospital's messages: else everybody in house would be unknown."""
    feed = replace(FEED, strip_zeros=True)
    path = census(tmp_path, f"{HEAD}004821,0071,I,,\n")
    (row,), (as_sent,) = read_census(path, feed), read_census(path, FEED)
    assert (row.mrn, row.visit) == ("4821", "71")
    assert (as_sent.mrn, as_sent.visit) == ("004821", "0071")
    assert "each visit once" in faults(tmp_path, f"{HEAD}1,071,I,,\n2,71,I,,\n", feed)[0]


def test_headings_and_words_are_the_feeds(tmp_path: Path) -> None:
    """A hospital's own names of columns, its delimiter, its letters, its words for a class."""
    names = CensusFeed(
        patient="MRN", visit="Konto", patient_class="Art", unit="Straße", delimiter=";",
        charset="latin-1",
    )  # fmt: skip
    feed = replace(FEED, census=names, patient_classes={"Stationär": "inpatient"})
    text = "MRN;Konto;Art;Straße\n1;V-1;stationär;Süd\n2;V-2;E;Nord\n3;V-3;?;Nord\n".encode(
        "latin-1"
    )
    rows = read_census(census(tmp_path, text), feed)
    classes = [PatientClass.INPATIENT, PatientClass.EMERGENCY, None]
    assert [one.patient_class for one in rows] == classes
    assert rows[0].unit == "Süd"


@pytest.mark.parametrize(
    "said",
    ["2026-11-26 14:05", "202611261405", "2026-11-26T14:05:00-05:00", "11/26/2026 14:05",
     "11/26/2026 2:05 PM"],
)  # fmt: skip
def test_a_time_in_any_of_the_usual_ways(tmp_path: Path, said: str) -> None:
    """HL7, ISO, and as it is written in the United States; without an offset in the feed's zone."""
    (row,) = read_census(census(tmp_path, f"{HEAD}1,V,I,,{said}\n"), FEED)
    assert row.admitted_at == datetime(2026, 11, 26, 19, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (",V-2,I,,", "line 3, patient_number: found nothing; expected a number"),
        ("5,,I,,", "line 3, visit_number: found nothing; expected a number"),
        ("5,V-2,I,,soon", 'line 3, admitted_at: found "soon"; expected a time'),
        ("5,V-2,I,,2026-13-01", 'line 3, admitted_at: found "2026-13-01"'),
        ("5,V-1,I,,", "line 3, visit_number: found that of line 2; expected each visit once"),
        ("Total: 312", "line 3: found 1 cells; expected 5 cells"),
        ("5,V-2,I,,,", "line 3: found 6 cells; expected 5 cells"),
        ("5,V\x1b[2J,I,,", "line 3, visit_number"),
        (f"5,{'V' * 300},I,,", "line 3, visit_number"),
    ],
)
def test_a_bad_line_is_named_with_its_column(tmp_path: Path, line: str, place: str) -> None:
    """And a later bad line is named as well: all at once."""
    first, last = sorted(faults(tmp_path, f"{GOOD}{line}\n,V-9,I,,\n"))
    assert first.startswith(place)
    assert last.startswith("line 4, patient_number")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "found nothing; expected a line of headings"),
        (HEAD.encode(), "found no patient; expected somebody in house"),
        (b"visit_number,class\nV,I\n", 'expected one column "patient_number"'),
        (b"patient_number,visit_number,class,class\n1,V,I,I\n", "2 columns of that name"),
        (b"patient_number,visit_number,class\n1,V,\xff\n", "expected a CSV file in utf-8"),
        (HEAD.encode() + b'1,"V,I,,\n', "expected a CSV file in utf-8"),
    ],
)
def test_a_whole_file_that_will_not_do(tmp_path: Path, text: bytes, said: str) -> None:
    """Nobody in house is a broken export and no empty hospital."""
    assert said in "\n".join(faults(tmp_path, text))


def test_a_thousand_faults_are_not_all_shown(tmp_path: Path) -> None:
    """The first fifty, and how many more."""
    shown = faults(tmp_path, HEAD + ",V,I,,\n" * 1000)
    assert len(shown) == 51
    assert "1949 faults more" in shown[-1]


def test_a_census_is_of_the_last_midnight_unless_it_is_said() -> None:
    """Of the feed's own clock."""
    now = datetime(2026, 11, 27, 3, tzinfo=UTC)
    midnight = datetime(2026, 11, 26, 5, tzinfo=UTC)
    assert census_instant("", FEED.time_zone, now) == midnight
    assert census_instant("2026-11-26 00:00", FEED.time_zone, now) == midnight
    with pytest.raises(Refused, match="--at"):
        census_instant("yesterday", FEED.time_zone, now)
