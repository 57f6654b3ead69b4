"""What `feed check` says of each message of a day: its place, its stay, what became of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import starter
from tests.adt import adt, siu
from tests.places import ROOT

FEED = "mercy-general"
LEFT = {"discharged": "2026-10-05 11:00", "disposition": "Home"}


def check(*words: object) -> Result:
    """Type the command; no settings, no server."""
    return CliRunner().invoke(starter.app, ["feed", "check", *map(str, words)], env={})


def lines(folder: Path, *texts: str) -> list[Any]:
    """What came of each of these messages, in the order in which they are told."""
    for number, text in enumerate(texts):
        (folder / f"{number:04}.hl7").write_text(text, newline="")
    found: list[Any] = json.loads(check(FEED, folder, "--json").stdout)["messages"]
    return found


def numbers(told: list[Any]) -> list[int]:
    """Which files they are, by their numbers."""
    return [int(Path(one["source"]).stem) for one in told]


def test_every_message_stands_where_it_was_sent(tmp_path: Path) -> None:
    """What tells no event goes by MSH-7 as well; what says no time stands behind the last file."""
    last = adt("A03", "2026-10-05 11:05", **LEFT)
    transfer = adt("A02", "2026-10-05 09:30")
    result = adt("A01", "2026-10-05 06:00").replace("ADT^A01", "ORU^R01")
    first = adt("A01", "2026-10-05 05:00")
    broken = "MSH|^~\\&|MERCYADT|MERC"
    assert numbers(lines(tmp_path, last, transfer, result, broken, first)) == [4, 2, 3, 1, 0]


def test_an_ignored_message_names_the_class_of_its_own_stay(tmp_path: Path) -> None:
    """Beside another stay of another class: an admission that was a slip, and its cancellation."""
    told = lines(
        tmp_path,
        adt("A04", "2026-10-05 08:00", visit="V-1", patient_class="O"),
        adt("A03", "2026-10-05 10:00", visit="V-1", patient_class="O", **LEFT),
        adt("A01", "2026-10-05 11:00", visit="V-2", patient_class="I"),
        adt("A11", "2026-10-05 11:30", visit="V-2", patient_class="I"),
        adt("A01", "2026-10-05 12:00", visit="V-3", patient_class="Q"),
        adt("A31", "2026-10-05 13:00", visit=None, patient_class=""),
    )
    assert [one["why"].partition("; PV1")[0] for one in told] == [
        "nothing was discharged yet: the stay is outpatient",
        "not an inpatient stay: outpatient",
        "nothing was discharged yet: the stay is inpatient",
        "the admission was taken back: the stay is inpatient",
        "nothing was discharged yet: the class of the stay is not understood",
        "no stay is named; of their last one: not an inpatient stay: outpatient",
    ]


def test_it_is_said_what_became_of_what_came_too_early(tmp_path: Path) -> None:
    """An admission and an order are taken up by the discharge; of one who died they are not."""
    orders = (ROOT / "examples" / "hl7" / "rde-11-discharge-medications.hl7").read_text()
    orders = orders.replace("\n", "\r").replace("V-20260904-0117", "V-1")
    orders = orders.replace("20260904", "20261005")
    other = {"mrn": "5533", "visit": "V-2", "name": "Doe^Ann"}
    told = lines(
        tmp_path,
        adt("A01", "2026-10-05 08:00"),
        orders,
        siu("S12", "2026-10-05 15:00", "2026-10-09 15:00", place="XRAY"),
        adt("A03", "2026-10-05 16:00", **LEFT),
        adt("A01", "2026-10-05 17:00", **other),
        adt("A03", "2026-10-05 18:00", **other, discharged="2026-10-05 17:30", disposition="20"),
        adt("A01", "2026-10-05 19:00", mrn="6644", visit="V-3", name="Roe^Max"),
    )
    (episode,) = told[3]["episodes"]
    assert [one["since"] for one in told] == [
        f"taken up by {episode}",
        f"taken up by {episode}",
        "not used: a booking at none of the feed's clinics",
        "",
        "not used: the hospital reports a death",
        "",
        "",
    ]
    shown = check(FEED, tmp_path).stdout
    assert "; by the end of the day taken up by mercy-general-" in shown
    assert shown.count("by the end of the day") == 4


@pytest.mark.parametrize("visit", ["V-1", None])
def test_news_of_somebody_without_a_discharge_stays_unused(
    tmp_path: Path, visit: str | None
) -> None:
    """Nothing is said twice: why it was ignored is why it is not used."""
    (one,) = lines(tmp_path, adt("A08", "2026-10-05 08:00", visit=visit))
    assert one["outcome"] == "ignored"
    assert one["since"] == ""


@pytest.mark.parametrize(
    ("asked", "acknowledge", "said"),
    [
        ("AL|AL", "", "2 answers each asked for (MSH-15 AL, MSH-16 AL)"),
        ("AL|SU", "", "2 answers each asked for (MSH-15 AL, MSH-16 SU)"),
        ("NE|NE", "", "no answer asked for (MSH-15 NE, MSH-16 NE)"),
        ("AL|ER", "", ""),
        ("AL|NE", "", ""),
        ("|", "", ""),
        ("AL|AL", "always_aa", ""),
        ("NE|NE", "always_aa", ""),
    ],
)
def test_what_asks_for_none_or_two_answers_is_said(
    tmp_path: Path, asked: str, acknowledge: str, said: str
) -> None:
    """With the setting that gives one to each: as the listener would answer it."""
    feed = tmp_path / "draft two.toml"
    text = (ROOT / "feeds" / "mercy-general.toml").read_text()
    assert "acknowledge" in text
    kept = [line for line in text.splitlines() if not line.startswith("acknowledge")]
    if acknowledge:
        kept[kept.index("[hl7]")] = f'[hl7]\nacknowledge = "{acknowledge}"'
    feed.write_text("\n".join(kept))
    sent = adt("A01", "2026-10-05 08:00", control="c1").replace("|P|2.5.1", f"|P|2.5.1|||{asked}")
    (tmp_path / "a.hl7").write_text(sent, newline="")
    shown = check(feed, tmp_path / "a.hl7").stdout
    looks = [line for line in shown.splitlines() if line.startswith("look: 1 x")]
    assert [line.partition(";")[0] for line in looks] == ([f"look: 1 x {said}"] if said else [])
    assert ("always_aa" in shown) is bool(said)


def test_two_drafts_of_one_feed_are_checked_side_by_side(tmp_path: Path) -> None:
    """Whatever they are called: the facility stands in the file; in force it has that name."""
    text = (ROOT / "feeds" / "mercy-general.toml").read_text()
    (tmp_path / "a.hl7").write_text(adt("A03", "2026-10-05 11:05", **LEFT), newline="")
    for name in ("feed1.toml", "mended, at last.toml"):
        (tmp_path / name).write_text(text)
        assert check(tmp_path / name).exit_code == 0
        assert check(tmp_path / name, tmp_path / "a.hl7").exit_code == 0
    nobody = text.replace('facility = "mercy-general"\n', "")
    assert nobody != text
    (tmp_path / "feed3.toml").write_text(nobody)
    result = check(tmp_path / "feed3.toml")
    assert result.exit_code == 2
    assert "facility" in result.stderr


def test_a_number_that_comes_with_and_without_its_check_digit_is_said(tmp_path: Path) -> None:
    """Two stays, or two people, of one: the first stays open and nobody else would say so."""
    first = adt("A01", "2026-10-05 08:00", visit="V-15")
    last = adt("A03", "2026-10-05 16:00", visit="V-1", **LEFT).replace(
        "V-1^^^MERCY^VN", "V-1^5^M10^MERCY^VN"
    )
    other = adt("A03", "2026-10-05 17:00", visit="V-9", mrn="5533", **LEFT).replace(
        "V-9^^^MERCY^VN", "V-9^5^M10^MERCY^VN"
    )
    lines(tmp_path, first, last, other)
    shown = check(FEED, tmp_path).stdout
    (look,) = (line for line in shown.splitlines() if line.startswith("look: PV1-19"))
    assert "1 x a number comes with its check digit" in look
    assert "V-1" not in look
    (tmp_path / "0000.hl7").unlink()
    assert "look: PV1-19" not in check(FEED, tmp_path).stdout


def test_numbers_that_one_sender_pads_are_one_where_the_feed_says_so(tmp_path: Path) -> None:
    """Orders under a padded number reach nobody, in silence: it says so, and what mends it."""
    orders = (ROOT / "examples" / "hl7" / "rde-11-discharge-medications.hl7").read_text()
    orders = orders.replace("\n", "\r").replace("20260904", "20261005")
    orders = orders.replace("V-20261005-0117", "0071").replace("4821^", "004821^")
    day = tmp_path / "day"
    day.mkdir()
    lines(day, adt("A03", "2026-10-05 11:05", visit="71", **LEFT), orders)
    shown = check(FEED, day).stdout
    for what in ("patient", "visit"):
        assert f"look: {what} numbers: 1 equal another one but for leading zeros" in shown
    assert "..21: no episode; look: RDE, and no ADT at all" in shown
    assert "look: 1 x somebody has no ADT at all" in shown
    feed = tmp_path / "draft.toml"
    text = (ROOT / "feeds" / "mercy-general.toml").read_text()
    feed.write_text(f"strip_zeros = true\n{text}")
    mended = check(feed, day)
    assert "leading zeros" not in mended.stdout
    assert "no ADT at all" not in mended.stdout
    assert "RDE^O11 J.S. ..21: applied" in mended.stdout


NK1 = "NK1|1|Lee^Tom|DAU^daughter||(617)555-0124^PRS^CP||ECP\r"


def test_it_is_said_what_each_who_is_followed_goes_by(tmp_path: Path) -> None:
    """Initials and last signs alone; times in the hospital's zone; none of who is not followed."""
    left = adt("A03", "2026-10-05 11:05", **LEFT).replace("|eng|", "|spa|") + NK1
    gone = {"mrn": "5533", "visit": "V-2", "name": "Doe^Ann"}
    lines(
        tmp_path,
        left,
        siu("S12", "2026-10-05 12:00", "2026-10-09 15:30"),
        adt("A03", "2026-10-05 13:00", **gone, discharged="2026-10-05 12:30", disposition="20"),
    )
    shown = check(FEED, tmp_path).stdout
    (start,) = (n for n, line in enumerate(shown.splitlines()) if line.strip() == "J.S. ..21")
    told = [line.strip() for line in shown.splitlines()[start + 1 : start + 8]]
    assert told[0].endswith("runs; left Mon 10/5 11a EDT; home or self care")
    assert told[1:] == [
        "mobile: ..23 gets the texts",
        "language: Spanish",
        "caregiver: T.L. ..24, child and emergency contact: no text goes there",
        "clinic: riverside-family",
        "list at discharge: missing",
        "visit: riverside-family, Fri 10/9 3:30p EDT",
    ]
    said = json.loads(check(FEED, tmp_path, "--json").stdout)["patients"]
    assert {one["patient"]: len(one["told"]) for one in said} == {"J.S. ..21": 6, "A.D. ..33": 0}
    assert not any(word in shown for word in ("Lee", "Smith", "5550123", "5550124", "4821"))


def test_why_a_number_gets_no_text_is_said(tmp_path: Path) -> None:
    """A landline is called; without a consent on file nobody is texted."""
    feed = tmp_path / "draft.toml"
    text = (ROOT / "feeds" / "mercy-general.toml").read_text()
    assert "consent_on_file = true" in text
    feed.write_text(text.replace("consent_on_file = true", "consent_on_file = false"))
    day = tmp_path / "day"
    day.mkdir()
    both = adt("A03", "2026-10-05 11:05", **LEFT).replace(
        "^PRS^CP", "^PRS^CP~6175550142^^PH^^^^^204"
    )
    lines(day, both, adt("A03", "2026-10-05 12:05", mrn="99", visit="V-9", mobile="", **LEFT))
    shown = check(feed, day).stdout
    assert "mobile: ..23 no text goes there: the hospital has no consent to texts" in shown
    assert "phone: ..42 to be called, never texted" in shown
    assert "phone: no number is known" in shown
    assert shown.count("caregiver: nobody is known") == 2


def test_offsets_that_are_not_the_zones_are_said(tmp_path: Path) -> None:
    """Summer's offset all year: by sender, how often and where; until the feed ignores them."""
    day = tmp_path / "day"
    day.mkdir()
    booked = siu("S12", "2026-11-30 15:00", "2026-12-09 15:00")
    lines(
        day,
        adt("A03", "2026-11-30 11:05", discharged="2026-11-30 11:00", disposition="Home"),
        booked.replace("-0500", "-0400"),
        booked.replace("-0500", "-0400").replace("F-1", "F-2"),
    )
    shown = check(FEED, day).stdout
    (look,) = (line for line in shown.splitlines() if line.startswith("look: offset"))
    assert look.startswith(
        "look: offset -04:00 where the zone says -05:00, in 2 messages of MERCYSCH (MSH-7, SCH-11.4"
    )
    assert look.endswith('ignore_offsets = ["MERCYSCH"] in [hl7]')
    feed = tmp_path / "draft.toml"
    text = (ROOT / "feeds" / "mercy-general.toml").read_text()
    feed.write_text(text.replace("[hl7]", '[hl7]\nignore_offsets = ["MERCYSCH"]'))
    assert "look: offset" not in check(feed, day).stdout


def test_a_class_that_nobody_follows_has_a_word(tmp_path: Path) -> None:
    """A healthy newborn goes home with the mother: no episode begins, and nobody is asked."""
    text = (ROOT / "feeds" / "mercy-general.toml").read_text()
    feed = tmp_path / "draft.toml"
    feed.write_text(
        text.replace("[patient_classes]\n", '[patient_classes]\n"NBN" = "not_followed"\n')
    )
    born = adt("A03", "2026-10-05 16:00", patient_class="NBN", **LEFT)
    (tmp_path / "a.hl7").write_text(born, newline="")
    said = json.loads(check(feed, tmp_path / "a.hl7", "--json").stdout)
    (one,) = said["messages"]
    assert (one["outcome"], one["why"]) == ("ignored", "not an inpatient stay: outpatient")
    assert said["words"] == []
    assert [who["asked"] for who in said["patients"]] == [[]]
