"""`starter.py inbox`: what waits for a person, shown, retried, dismissed, each with its trace."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from models.tables import WorkItem
from store.hospital_inbox import ANSWER_WITHIN
from tests.cli.world import EXAMPLES, World
from tests.places import ROOT

Hl7 = Callable[..., Path]
HEART_FAILURE = "a03-11-heart-failure"
NO_NUMBER = ("4821^^^MERCY^MR~999-55-0142^^^USSSA^SS", "")
NUMBERED = "[hl7]\n"
MISNUMBERED = '[hl7]\nvisit_fields = ["PV1-50"]\n'
KNOWN, UNKNOWN_TO_IT = 'patient_authorities = ["MERCY"]', 'patient_authorities = ["OTHERS"]'
UNKNOWN = "nothing is kept under '99'; `starter.py inbox list` shows what is\n"


@pytest.fixture
def misread(running: World, tmp_path: Path) -> tuple[World, Path]:
    """A hospital whose feed knows no number of its patients: a discharge waits for a person."""
    feeds = tmp_path / "feeds"
    feeds.mkdir()
    feed = feeds / "mercy-general.toml"
    text = (ROOT / "feeds" / "mercy-general.toml").read_text()
    assert KNOWN in text
    feed.write_text(text.replace(KNOWN, UNKNOWN_TO_IT))
    running.env["HOMEWARD_FEEDS_DIR"] = str(feeds)
    sent = running.types("discharge", EXAMPLES / "hl7" / f"{HEART_FAILURE}.hl7")
    assert "in the work queue: PID-3: found" in sent.stderr
    return running, feed


# ---- listed


def test_an_empty_queue(world: World) -> None:
    """Nothing waits: that is said, and is no fault."""
    result = world.types("inbox", "queue")
    assert (result.exit_code, result.stdout) == (0, "nothing to show\n")


def test_what_waits_is_listed_with_what_to_do(running: World, hl7: Hl7) -> None:
    """Id, hospital, since when, whose, by when, why and what next; nothing that was found."""
    running.types("discharge", hl7(HEART_FAILURE, NO_NUMBER))
    result = running.types("inbox", "queue")
    assert result.exit_code == 0
    head, first, second, *_ = result.stdout.splitlines()
    assert head.split() == ["id", "since", "owner", "due", "why"]
    assert first.split()[:8] == ["1", "Fri", "9/4", "5p", "intake", "lead", "Sun", "9/6"]
    assert "ADT^A03: PID-3: expected the hospital's number of the patient" in first
    assert second.split() == ["mercy-general", "starter.py", "inbox", "show", "1", "--by", "YOU"]
    for secret in ("Smith", "4821", "V-20260904"):
        assert secret not in result.stdout


def test_a_discharge_that_cannot_be_placed_says_whom_to_answer(running: World, hl7: Hl7) -> None:
    """Its episode runs and asks; the queue says where the answer goes."""
    path = hl7(HEART_FAILURE, ("Home^Home or Self Care^L", "Moon^Moon^L"))
    episode = running.types("discharge", path).stdout.splitlines()[0].rpartition(" ")[2]
    shown = running.types("inbox", "queue").stdout
    assert f"{episode}/disposition" in shown
    assert f"starter.py answer {episode}" in shown
    done = running.types(
        "inbox", "dismiss", "--by", "ortiz", f"{episode}/disposition", "--reason", "asked the ward"
    )
    assert (done.exit_code, done.stdout) == (0, f"{episode}/disposition: dismissed\n")
    assert running.types("inbox", "queue").stdout == "nothing to show\n"


def test_one_hospitals_queue(running: World, hl7: Hl7) -> None:
    """A hospital sees its own."""
    running.types("discharge", hl7(HEART_FAILURE, NO_NUMBER))
    assert "ADT^A03" in running.types("inbox", "queue", "--facility", "mercy-general").stdout
    assert "nothing" in running.types("inbox", "queue", "--facility", "lakeside").stdout


def test_what_is_late_is_marked(running: World, hl7: Hl7) -> None:
    """Two days later it should have been looked at."""
    running.types("discharge", hl7(HEART_FAILURE, NO_NUMBER))
    assert " late" not in running.types("inbox", "queue").stdout
    clock = running.database.read_clock()
    later = clock.clinical_origin + ANSWER_WITHIN + timedelta(hours=1)
    running.database.set_clock(replace(clock, clinical_origin=later))
    assert "Sun 9/6 5p late" in running.types("inbox", "queue").stdout


# ---- shown


def test_a_message_is_shown_and_that_is_kept(running: World, hl7: Hl7) -> None:
    """One segment a line, with what came of it; who looks is in the audit."""
    running.types("discharge", hl7(HEART_FAILURE, NO_NUMBER))
    result = running.types("inbox", "show", "1", "--by", "ortiz")
    assert result.exit_code == 0
    facts, _, body = result.stdout.partition("\n\n")
    assert "outcome  queued" in facts.splitlines()
    assert "detail   PID-3: expected the hospital's number of the patient" in facts.splitlines()
    assert [line[:3] for line in body.split("\n")[:4]] == ["MSH", "EVN", "PID", "PD1"]
    assert "Smith^Jane" in body
    assert running.audited()[-1] == ("ortiz", "inbox shown", "inbox:1")


def test_json_is_shown_indented(running: World) -> None:
    """A discharge file is shown as a person would write it."""
    running.types("discharge", EXAMPLES / "discharges" / "01-knee-replacement-all-simple.json")
    shown = running.types("inbox", "show", "inbox:1", "--by", "ortiz").stdout
    assert '\n  "facility": "mercy-general",\n' in shown
    assert "started" in shown


@pytest.mark.parametrize(
    "words", [("show", "99", "--by", "ortiz"), ("dismiss", "99", "--by", "ortiz", "--reason", "x")]
)
def test_an_id_that_nobody_has(words: tuple[str, ...], world: World) -> None:
    """One line and status 1; nothing is audited."""
    result = world.types("inbox", *words)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", UNKNOWN)
    assert world.audited() == []


# ---- retried


def test_a_message_is_read_again_once_the_feed_is_right(misread: tuple[World, Path]) -> None:
    """What the hospital's file got wrong is put right, and its message starts the episode."""
    world, feed = misread
    still = world.types("inbox", "retry", "--by", "ortiz", "1")
    assert (still.exit_code, still.stdout.partition("1: ")[2][:14]) == (1, "queued: PID-3:")
    feed.write_text(feed.read_text().replace(UNKNOWN_TO_IT, KNOWN))
    result = world.types("inbox", "retry", "--by", "ortiz", "1")
    assert result.exit_code == 0
    assert result.stdout.startswith("1: started: mercy-general-")
    item = world.work()["inbox:1"]
    assert (item.resolved_at is not None, item.resolved_by) == (True, "a later delivery")
    assert "nothing" in world.types("inbox", "queue").stdout
    assert "started by a later" in world.types("inbox", "queue", "--all").stdout


def test_what_was_asked_is_withdrawn_once_its_message_is_read_anew(
    running: World, tmp_path: Path
) -> None:
    """Visits were looked for in a wrong place: the episode that asked makes way for the right."""
    feeds = tmp_path / "feeds"
    feeds.mkdir()
    feed = feeds / "mercy-general.toml"
    text = (ROOT / "feeds" / "mercy-general.toml").read_text()
    assert NUMBERED in text
    feed.write_text(text.replace(NUMBERED, MISNUMBERED))
    running.env["HOMEWARD_FEEDS_DIR"] = str(feeds)
    running.types("discharge", EXAMPLES / "hl7" / f"{HEART_FAILURE}.hl7")
    (asked,) = (key for key in running.work() if key.endswith("/disposition"))
    feed.write_text(text)
    assert running.types("inbox", "retry", "--by", "ortiz", "1").stdout.startswith("1: started: ")
    assert running.work()[asked].resolved_at is not None


def test_all_that_wait_are_retried_and_one_settles_its_own_work(
    misread: tuple[World, Path],
) -> None:
    """Sending the file again or retrying everything comes to the same."""
    world, feed = misread
    feed.write_text(feed.read_text().replace(UNKNOWN_TO_IT, KNOWN))
    result = world.types("inbox", "retry", "--by", "ortiz", "--all-queued")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
    assert world.types("inbox", "retry", "--by", "ortiz", "--all-queued").stdout == ""


def test_a_file_sent_again_once_the_feed_is_right_starts(misread: tuple[World, Path]) -> None:
    """Its patient is known now, so it is a message of theirs, and starts the episode."""
    world, feed = misread
    feed.write_text(feed.read_text().replace(UNKNOWN_TO_IT, KNOWN))
    again = world.types("discharge", EXAMPLES / "hl7" / f"{HEART_FAILURE}.hl7")
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (0, "1 started")


def test_one_that_cannot_be_retried_stops_no_other(misread: tuple[World, Path]) -> None:
    """Each has its line; the status says that not all is done."""
    world, feed = misread
    feed.write_text(feed.read_text().replace(UNKNOWN_TO_IT, KNOWN))
    result = world.types("inbox", "retry", "--by", "ortiz", "99", "1")
    first, second = result.stdout.splitlines()
    assert first == UNKNOWN.strip()
    assert second.startswith("1: started: ")
    assert result.exit_code == 1


def test_temporal_away_changes_nothing(world: World) -> None:
    """A retry can be repeated."""
    result = world.types("inbox", "retry", "--by", "ortiz", "1")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("no Temporal server answers at ")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("1", "--all-queued"),
        ("1", "--patient", "mercy-general", "4821"),
        ("--all-queued", "--feed", "mercy-general"),
        ("1", "--since", "2026-09-04"),
    ],
)
def test_what_to_retry_is_said_one_way(words: tuple[str, ...], world: World) -> None:
    """Ids, all that wait, a patient's or a feed's: none or two is a usage error."""
    result = world.types("inbox", "retry", "--by", "ortiz", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "retry takes ids, or one of" in result.stderr or "--since goes with" in result.stderr


# ---- dismissed


def test_a_message_is_dismissed_for_a_reason(running: World, hl7: Hl7) -> None:
    """It is out of the queue and it is audited; why is sealed, and shown to who looks."""
    path = hl7(HEART_FAILURE, NO_NUMBER)
    running.types("discharge", path)
    done = running.types("inbox", "dismiss", "--by", "ortiz", "1", "--reason", "a test system")
    assert (done.exit_code, done.stdout) == (0, "inbox:1: dismissed\n")
    (row,) = running.messages()
    assert row.outcome == "dismissed"
    assert row.detail.endswith("of the patient")
    assert running.work()["inbox:1"].resolved_by == "ortiz"
    assert running.audited()[-1] == ("ortiz", "inbox dismissed", "inbox:1")
    assert "a test system" not in f"{running.messages()} {running.audited()} {running.work()}"
    assert "a test system" in running.types("inbox", "show", "1", "--by", "ortiz").stdout
    assert running.audited()[-1] == ("ortiz", "inbox shown", "inbox:1")
    twice = running.types("inbox", "dismiss", "--by", "ortiz", "1", "--reason", "again")
    assert (twice.exit_code, twice.stderr) == (1, "inbox:1 waits for nobody: dismissed\n")
    again = running.types("discharge", path)
    assert again.stdout.splitlines()[-1] == "1 ignored"


def test_what_is_applied_cannot_be_dismissed(running: World, hl7: Hl7) -> None:
    """Only what waits for somebody can be settled by hand."""
    running.types("discharge", hl7(HEART_FAILURE))
    result = running.types("inbox", "dismiss", "--by", "ortiz", "1", "--reason", "x")
    assert (result.exit_code, result.stderr) == (1, "inbox:1 waits for nobody: started\n")


def test_work_without_a_message_is_dismissed_by_its_key(world: World) -> None:
    """A carrier's refusal and a step that stayed open are settled like the rest."""
    now = world.database.read_clock().clinical_origin
    episode = "episode-mercy-general-x-1"
    world.keeps(
        WorkItem(key="carrier-30034", reason="the carrier refuses our texts", since=now),
        WorkItem(
            key=f"{episode}/visit",
            facility="mercy-general",
            reason="open",
            about=episode,
            since=now,
        ),
    )
    shown = world.types("inbox", "queue").stdout
    assert "starter.py inbox dismiss carrier-30034" in shown
    assert f"starter.py status {episode}" in shown
    for key in ("carrier-30034", f"{episode}/visit"):
        assert (
            world.types("inbox", "dismiss", "--by", "ortiz", key, "--reason", "done").exit_code == 0
        )
    assert "nothing to show" in world.types("inbox", "queue").stdout
    assert "done" in world.types("inbox", "show", f"{episode}/visit", "--by", "ortiz").stdout
    assert world.audited()[-1] == ("ortiz", "inbox shown", f"{episode}/visit")
