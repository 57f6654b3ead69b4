"""What stands beside a drug and says nothing of it: it makes no difference, and hides none."""

import pytest

from tests.domain.clinical.written_lines import LINES, to_settle

SAID = [
    line.partition(": ")[::2]
    for line in (LINES / "beside.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
"""Where each phrase stands, and the phrase."""
DRUGS = (
    (
        "lisinopril 20 mg tablet|Take 1 tablet by mouth daily",
        "lisinopril 20 mg tablet|Take 2 tablets by mouth daily",
    ),
    ("metoprolol succinate ER 50 mg|1 tab PO BID", "metoprolol succinate ER 50 mg|1 tab PO TID"),
    ("furosemide 40 mg 1 tab daily", "furosemide 40 mg 1/2 tab daily"),
    ("warfarin 5 mg tablet|5 mg|Daily|Oral", "warfarin 5 mg tablet|7.5 mg|Daily|Oral"),
    (
        "insulin glargine 100 unit/mL|Inject 20 units under the skin at bedtime",
        "insulin glargine 100 unit/mL|Inject 22 units under the skin at bedtime",
    ),
    ("oxycodone 5 mg|1 tab q6h prn pain", "oxycodone 5 mg|1 tab q6h"),
    ("Lipitor 40 mg qhs", "Lipitor 80 mg qhs"),
    (
        "albuterol HFA 90 mcg inhaler|2 puffs q4h prn wheezing",
        "albuterol HFA 90 mcg inhaler|1 puff q4h prn wheezing",
    ),
    ("amoxicillin 400 mg/5 mL|5 mL PO BID", "amoxicillin 400 mg/5 mL|7.5 mL PO BID"),
    (
        "latanoprost 0.005 % eye drops|1 drop both eyes nightly",
        "latanoprost 0.005 % eye drops|1 drop left eye nightly",
    ),
    ("gabapentin 300 mg capsule|2 caps TID", "gabapentin 300 mg capsule|2 caps BID"),
    ("Plavix 75 qd", "Plavix 75 qod"),
)
"""A line, and the same with another dose, time or place."""
HIDES_NOTHING = (
    "warfarin 5 mg|1 tab daily, check INR weekly == warfarin 5 mg|1 tab daily, 2 tabs weekly",
    "furosemide 40 mg|1 tab daily, 2 tabs if weight 200 lbs == furosemide 40 mg|1 tab daily",
    "furosemide 40 mg|1 tab daily. Do not crush. 2 tabs on Monday == furosemide 40 mg|1 tab daily",
    "prednisone 10 mg|Do not stop abruptly take one twice daily == prednisone 10 mg|1 tab daily",
    "clonidine 0.1 mg|for HTN take 2 tabs bid (I10) == clonidine 0.1 mg|take 1 tab bid",
    "warfarin 5 mg|not taking: Reported on 3/4/25 == warfarin 5 mg|1 tab daily",
    "lisinopril 20 mg tablet|1 tab daily, not taking == lisinopril 20 mg tablet|1 tab daily",
    "levothyroxine 50 mcg|daily, stopped taking 3/4/2025 == levothyroxine 50 mcg|daily",
    "gabapentin 300 mg|1 cap TID starting 3/4/2025, 2 caps TID == gabapentin 300 mg|1 cap TID",
)  # fmt: skip


def _with(line: str, where: str, said: str) -> str:
    name, behind, rest = line.partition("|")
    joint = "" if said.startswith((",", ".", ";")) else " "
    if where == "name" and behind:
        return f"{name}{joint}{said}|{rest}"
    return f"{line}{joint}{said}"


@pytest.mark.parametrize(("where", "said"), SAID)
def test_what_stands_beside_a_drug_is_no_difference(where: str, said: str) -> None:
    """Codes, dates, who ordered it, what it is for and advice, of twelve drugs each."""
    lines = [line for line, _ in DRUGS if where == "dose" or "|" in line]
    told = [line for line in lines if any(to_settle(f"{line} == {_with(line, where, said)}"))]
    assert told == []


@pytest.mark.parametrize(("where", "said"), SAID)
def test_what_stands_beside_a_drug_hides_no_change(where: str, said: str) -> None:
    """Another dose, time or place is told with the phrase on either side and on both."""
    missed = [
        (before, after)
        for line, changed in DRUGS
        for before, after in (
            (_with(line, where, said), changed),
            (line, _with(changed, where, said)),
            (_with(line, where, said), _with(changed, where, said)),
        )
        if not all(to_settle(f"{before} == {after}"))
    ]
    assert missed == []


@pytest.mark.parametrize("text", HIDES_NOTHING)
def test_what_only_looks_like_it_is_to_settle(text: str) -> None:
    """A dose behind advice, and that it is not taken, are told."""
    assert all(to_settle(text))


@pytest.mark.parametrize(
    "text", [one for one in (LINES / "behind_words.txt").read_text().splitlines() if one[0] != "#"]
)
def test_a_dose_behind_what_says_nothing_is_read(text: str) -> None:
    """Words of the order or of what was given take no dose away that stands behind them."""
    line, one, other = text.split(" ~ ")
    assert all(to_settle(f"{line.format(one)} == {line.format(other)}"))
    assert to_settle(f"{line.format(one)} == {line.format(one)}") == (0, 0)
