"""`starter.py feed check`: what a feed file means, and what a whole day of messages comes to."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import starter
from tests.adt import adt
from tests.cli.files import SMALLEST
from tests.places import ROOT, SAMPLES

FEED = "mercy-general"
LEFT = {"discharged": "2026-10-05 11:00", "disposition": "Home"}


def check(*words: object) -> Result:
    """Type the command; no settings, no server."""
    return CliRunner().invoke(starter.app, ["feed", "check", *map(str, words)], env={})


def day(folder: Path, *texts: str) -> Any:
    """What these messages come to, as a program hears it."""
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{number:04}.hl7").write_text(text, newline="")
    return json.loads(check(FEED, folder, "--json").stdout)


def outcomes(said: Any) -> list[str]:
    """What came of each message, in order."""
    return [one["outcome"] for one in said["messages"]]


def test_without_messages_it_says_what_it_understood_of_the_file() -> None:
    """The fields of the file, by name or by path."""
    for feed in (FEED, ROOT / "feeds" / "mercy-general.toml"):
        result = check(feed)
        assert result.exit_code == 0
        assert "time_zone: America/New_York" in result.stdout
        assert "hl7.visit_fields: PV1-19" in result.stdout


def test_every_bad_field_of_a_feed_file_is_named(tmp_path: Path) -> None:
    """All of them at once, each with its place, and the status of a file that will not do."""
    bad = tmp_path / "mercy-general.toml"
    text = (ROOT / "feeds" / "mercy-general.toml").read_text()
    text = text.replace("America/New_York", "Mars/Olympus").replace('"SNF" = "03"', '"SNF" = "xx"')
    bad.write_text(text)
    result = check(bad)
    assert result.exit_code == 2
    assert "time_zone" in result.stderr
    assert "dispositions.SNF" in result.stderr


def test_an_unknown_feed_names_those_there_are() -> None:
    """A name that no feed has is a mistake of the command."""
    result = check("merci", ROOT / "examples" / "hl7")
    assert result.exit_code == 2
    assert "lakeside, mercy-general" in result.stderr


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """No message is no good day: it is said and looked at."""
    result = check(FEED, tmp_path)
    assert result.exit_code == 1
    assert "a folder with no file" in result.stdout or "refused" in result.stdout


def test_a_day_is_folded_together(tmp_path: Path) -> None:
    """A discharge, a word nobody knows, a duplicate, a merge, a cancel, and one unreadable."""
    home = adt("A03", "2026-10-05 11:05", control="a", **LEFT)
    moon = adt(
        "A08",
        "2026-10-05 11:30",
        control="b",
        discharged="2026-10-05 11:00",
        disposition="Moon",
    )
    merged = adt("A40", "2026-10-05 12:00", control="c", mrn="4899", merged="4821", visit=None)
    other = {"mrn": "5533", "visit": "V-2", "name": "Doe^Ann"}
    left = adt("A03", "2026-10-05 12:10", control="d", **other, **LEFT)
    cancelled = adt("A13", "2026-10-05 12:20", control="e", **other)
    said = day(
        tmp_path / "day", cancelled, left, merged, moon, home, home, "MSH|^~\\&|MERCYADT|MERC"
    )
    assert sorted(outcomes(said)) == sorted(
        ["started", "applied", "applied", "started", "applied", "already there", "refused"]
    )
    patients = {one["patient"]: one for one in said["patients"]}
    assert set(patients) == {"J.S. ..21 ..99", "A.D. ..33"}
    (running,) = patients["J.S. ..21 ..99"]["episodes"]
    (ended,) = patients["A.D. ..33"]["episodes"]
    assert (running["stands"], ended["stands"]) == ("runs", "ended: cancelled")
    (asked,) = patients["J.S. ..21 ..99"]["asked"]
    assert asked["owner"]
    assert asked["due"]
    (word,) = said["words"]
    assert (word["table"], word["word"], word["times"]) == ("dispositions", "Moon", 1)
    assert word["line"] == '"Moon" = "..."'
    assert said["counts"]["ADT^A03"] == {"started": 2, "already there": 1}


def test_names_and_numbers_are_not_shown(tmp_path: Path) -> None:
    """Initials and two signs of the number: no name, telephone or whole number."""
    (tmp_path / "a.hl7").write_text(adt("A03", "2026-10-05 11:05", **LEFT), newline="")
    (tmp_path / "b.json").write_text(json.dumps({**SMALLEST, "encounter": "V-9"}))
    result = check(FEED, tmp_path)
    assert result.exit_code == 0, result.stdout
    for secret in ("Smith", "Jane", "4821", "6175550123"):
        assert secret not in result.stdout + result.stderr


def test_a_check_needs_nothing_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No settings, no store, no server: HL7, FHIR and a discharge file in one folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.hl7").write_text(adt("A03", "2026-10-05 11:05", mrn="7001", **LEFT), newline="")
    expected = (ROOT / "examples" / "hl7" / "a16-12-discharge-expected.hl7").read_bytes()
    (tmp_path / "b.hl7").write_bytes(expected)
    expired = {**SMALLEST, "disposition": "20", "patient": {**SMALLEST["patient"], "mrn": "7002"}}
    message = (ROOT / "examples" / "fhir" / "11-heart-failure-message.json").read_bytes()
    (tmp_path / "c.json").write_bytes(message)
    (tmp_path / "d.json").write_text(json.dumps(expired))
    before = sorted(tmp_path.rglob("*"))
    said = json.loads(check(FEED, tmp_path, "--json").stdout)
    came = {Path(one["source"]).name: one["outcome"] for one in said["messages"]}
    assert came == {
        "a.hl7": "started",
        "b.hl7": "started",
        "c.json": "started",
        "d.json": "ignored",
    }
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the project")
def test_published_messages_are_all_told_apart(tmp_path: Path) -> None:
    """Whatever others publish gets its line, of whatever sender, and never a traceback."""
    applications = ["ADTApp", "IMMAPP", "SCHApp", "PROSOLV", "SE050", "EPIC"]
    text = (ROOT / "feeds" / "mercy-general.toml").read_text()
    text = text.replace('facilities = ["MERCYGEN"]', "facilities = []")
    text = text.replace('["MERCYADT", "MERCYSCH", "MERCYRX"]', json.dumps(applications))
    feed = tmp_path / "mercy-general.toml"
    feed.write_text(text)
    said = json.loads(check(feed, SAMPLES, "--json").stdout)
    shown = {one["source"].partition(":")[0] for one in said["messages"]}
    assert shown == {str(path) for path in SAMPLES.rglob("*.*")}
    assert not [one for one in said["messages"] if "feeds/ names" in one["why"]]


def test_two_thousand_messages_are_checked_with_progress(tmp_path: Path) -> None:
    """A whole hospital's day, in bounded time; how far it is stands on stderr."""
    texts = [
        adt(
            "A03" if hour == 11 else "A08",
            f"2026-10-05 {hour}:{number % 60:02}",
            control=f"{number}-{hour}",
            mrn=f"{number:05}",
            visit=f"V-{number}",
            **LEFT,
        )
        for number in range(1, 501)
        for hour in (11, 13, 15, 17)
    ]
    (tmp_path / "day.hl7").write_text("".join(texts), newline="")
    result = check(FEED, tmp_path / "day.hl7", "--json")
    said = json.loads(result.stdout)
    assert len(said["messages"]) == 2000
    assert outcomes(said).count("started") == 500
    assert " messages, 0 of 1 files" in result.stderr
