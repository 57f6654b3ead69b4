"""`starter.py inbox list` and `feeds`: all that hospitals sent, narrowed, counted, for programs."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.encryption import Tokens
from models.tables import InboxRow, MergedPatient
from tests.cli.world import EVENING, EXAMPLES, World
from tests.places import ROOT

Hl7 = Callable[..., Path]
HEART_FAILURE = "a03-11-heart-failure"
NO_NUMBER = ("4821^^^MERCY^MR~999-55-0142^^^USSSA^SS", "")


def replace_key(row: InboxRow, key: str) -> InboxRow:
    """The row under another key."""
    row.key = key
    return row


def came(n: int, event: str = "ADT^A08", outcome: str = "applied") -> InboxRow:
    """The n-th message of an hour, one a minute from 9 p.m. UTC."""
    at = EVENING + timedelta(minutes=n)
    return InboxRow(
        key=f"hl7:{n}",
        ordering_key=f"of {n}",
        body_sealed=b"",
        received_at=at,
        real_received_at=at,
        outcome=outcome,
        facility="mercy-general",
        trigger=event,
        detail=f"detail {n}",
    )


def ids(world: World, *words: object) -> list[str]:
    """The ids of `inbox list` with these options, in its order."""
    result = world.types("inbox", "list", *words)
    assert result.exit_code == 0, result.stderr
    return [line.split()[0] for line in result.stdout.splitlines()[1:] if line[:1].isdigit()]


def test_everything_that_came_is_listed_the_newest_first(running: World, hl7: Hl7) -> None:
    """When, whose, what, and what came of it; nothing of what it says, no phone's texts."""
    running.keeps(came(1), replace_key(came(2), "text:SM1"))
    running.types("discharge", hl7(HEART_FAILURE, NO_NUMBER))
    assert ids(running) == ["3", "1"]
    head, *_ = (shown := running.types("inbox", "list").stdout).splitlines()
    assert head.split()[0] == "id"
    for secret in ("Smith", "4821", "V-20260904"):
        assert secret not in shown


def test_numbers_that_are_missing_are_said_to_be_texts(world: World) -> None:
    """Beside the list, where it is all of it and some are; a list that is narrowed has gaps."""
    world.keeps(came(1), replace_key(came(2), "text:SM1"), came(3, "ADT^A03"))
    assert "came from phones" in world.types("inbox", "list").stderr
    assert "came from phones" in world.types("inbox", "list", "--before", "9").stderr
    for words in (("--event", "A08"), ("--json",), ("--ids",), ("--limit", "1")):
        assert world.types("inbox", "list", *words).stderr == "", words


def test_the_list_is_narrowed(running: World) -> None:
    """By event with or without its kind, outcome, time (from in, until out), feed, and pages."""
    running.keeps(
        came(1, "ADT^A01", "ignored"),
        came(2, "ADT^A03", "started"),
        came(3),
        came(4, "ADT^A03", "ignored"),
    )
    assert ids(running, "--event", "a03") == ids(running, "--event", "ADT^A03") == ["4", "2"]
    assert ids(running, "--outcome", "ignored") == ["4", "1"]
    assert ids(running, "--outcome", "ignored", "--event", "A01") == ["1"]
    assert ids(running, "--since", "2026-09-04 21:02", "--until", "2026-09-04 21:04") == ["3", "2"]
    assert ids(running, "--since", "2026-09-04T17:04-04:00") == ["4"]
    assert ids(running, "--limit", "2") == ["4", "3"]
    assert ids(running, "--limit", "2", "--before", "3") == ["2", "1"]
    assert ids(running, "--feed", "mercy-general", "--until", "2026-09-05") == ["4", "3", "2", "1"]
    assert ids(running, "--since", "2026-09-05") == []


def test_what_a_filter_finds_is_dismissed_or_retried_together(running: World) -> None:
    """`--ids` is one line, the oldest first; each says what came of it; again is harmless."""
    running.keeps(came(1, "ADT^A44", "queued"), came(2, "ADT^A03", "queued"))
    running.keeps(came(3, "ADT^A44", "queued"))
    found = running.types("inbox", "list", "--event", "A44", "--ids").stdout.split()
    assert found == ["1", "3"]
    done = running.types(
        "inbox", "dismiss", "--by", "ortiz", *found, "--reason", "accounts are not ours"
    )
    assert (done.exit_code, done.stdout.splitlines()) == (
        0,
        ["inbox:1: dismissed", "inbox:3: dismissed"],
    )
    again = running.types(
        "inbox", "dismiss", "--by", "ortiz", *found, "2", "--reason", "accounts are not ours"
    )
    assert again.exit_code == 1
    assert again.stdout.splitlines()[-1] == "inbox:2: dismissed"
    which = ("--event", "A44", "--outcome", "queued")
    nothing = running.types("inbox", "list", *which, "--ids")
    assert nothing.stdout.split() == []


def test_each_feed_says_when_its_last_came(running: World) -> None:
    """Event by event: the last, and what came of a day and a week; another's name is refused."""
    running.keeps(came(1, "ADT^A03", "started"), came(2, "ADT^A03", "ignored"), came(3, "ADT^A08"))
    said = running.types("inbox", "feeds", "mercy-general").stdout
    assert "1 ignored, 1 started" in said
    assert "ADT^A08" in said
    assert "2026-09-04 21:03" in said
    assert running.types("inbox", "feeds", "mercy").exit_code == 1


def test_a_patients_messages_also_by_a_number_that_was_merged_away(running: World) -> None:
    """Looked for by the keyed hash of the number, which stands nowhere in the answer."""
    tokens = Tokens.parse(running.env["HOMEWARD_TOKEN_KEY"])
    old, now = (tokens.patient("mercy-general", mrn) for mrn in ("4799", "4821"))
    running.keeps(came(1), came(2))
    with running.database.write() as session:
        session.get_one(InboxRow, 1).ordering_key = now
        session.add(MergedPatient(patient_token=old, into_token=now))
    for mrn in ("4799", "4821"):
        assert ids(running, "--patient", "mercy-general", mrn) == ["1"]
    assert ids(running, "--patient", "mercy-general", "1") == []


def test_a_message_is_found_by_its_control_id(running: World, hl7: Hl7) -> None:
    """By MSH-10 alone or with its sender, whatever feed; also one that nobody could read."""
    other = (("MG0000117", "MG0000118"), ("4821^^^MERCY", "4822^^^MERCY"))
    running.types("discharge", hl7(HEART_FAILURE))
    running.types("discharge", hl7(HEART_FAILURE, *other))
    running.types("discharge", hl7(HEART_FAILURE, NO_NUMBER, ("MG0000117", "MG0000119")))
    assert ids(running, "--control-id", "MG0000117") == ["1"]
    assert ids(running, "--control-id", "MERCYADT|MERCYGEN|MG0000118") == ["2"]
    assert ids(running, "--control-id", "MG0000119", "--outcome", "queued") == ["3"]
    assert ids(running, "--control-id", "MG0000117", "--feed", "lakeside") == []
    assert ids(running, "--control-id", "mg0000117") == []


def test_a_senders_key_over_other_roads_is_found(running: World) -> None:
    """A Bundle's own id; and a row that came when no feed named its sender."""
    body = EXAMPLES / "fhir" / "11-heart-failure-message.json"
    running.types("discharge", body, "--facility", "mercy-general")
    identifier = json.loads(body.read_text())["identifier"]
    whole = f"{identifier['system']}|{identifier['value']}"
    assert ids(running, "--control-id", whole) == ["1"]
    tokens = Tokens.parse(running.env["HOMEWARD_TOKEN_KEY"])
    stranger = came(2)
    stranger.facility, stranger.sender_token = "", tokens.message("", "hl7", "NEWADT|MERCYGEN|77")
    running.keeps(stranger)
    assert ids(running, "--control-id", "NEWADT|MERCYGEN|77") == ["2"]


def test_a_bare_id_of_a_feed_that_takes_any_sender_is_refused(
    running: World, tmp_path: Path
) -> None:
    """Nothing found would read as "it never came": the whole key is asked for, and finds it."""
    text = (ROOT / "feeds" / "mercy-general.toml").read_text()
    feed = tmp_path / "mercy-general.toml"
    feed.write_text(text.replace('facilities = ["MERCYGEN"]', "facilities = []"))
    running.env["HOMEWARD_FEEDS_DIR"] = str(tmp_path)
    running.types("discharge", EXAMPLES / "hl7" / f"{HEART_FAILURE}.hl7")
    bare = running.types("inbox", "list", "--control-id", "MG0000117")
    assert (bare.exit_code, bare.stdout) == (2, "")
    assert "expected MSH-3|MSH-4|MSH-10" in bare.stderr
    assert ids(running, "--control-id", "MERCYADT|MERCYGEN|MG0000117") == ["1"]


def test_programs_read_both_lists(running: World) -> None:
    """One JSON list: of messages by id, of feeds with counts by outcome; no rows are no error."""
    running.keeps(came(1, "ADT^A03", "started"), came(2, "ADT^A03", "ignored"))
    listed = json.loads(running.types("inbox", "list", "--json", "--limit", "1").stdout)
    assert listed == [
        {
            "inbox": 2,
            "received": "2026-09-04T21:02:00+00:00",
            "facility": "mercy-general",
            "event": "ADT^A03",
            "outcome": "ignored",
            "detail": "detail 2",
        }
    ]
    (feed,) = json.loads(running.types("inbox", "feeds", "--json").stdout)
    assert (feed["event"], feed["last"]) == ("ADT^A03", "2026-09-04T21:02:00+00:00")
    assert feed["day"] == feed["week"] == {"ignored": 1, "started": 1}
    assert running.types("inbox", "list", "--event", "A99", "--json").stdout == "[]\n"
    assert running.types("inbox", "list", "--ids", "--json").exit_code == 2


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--feed", "mercey"), 1, "'mercey' is no facility in the store"),
        (("--patient", "mercey", "4821"), 1, "'mercey' is no facility in the store"),
        (("--outcome", "lost"), 2, "--outcome"),
        (("--since", "yesterday"), 2, "--since"),
        (("--until", "13/13/2026"), 2, "--until"),
        (("--limit", "0"), 2, "--limit"),
    ],
)
def test_what_cannot_be_meant_reads_as_no_all_clear(
    running: World, words: tuple[str, ...], status: int, said: str
) -> None:
    """An unknown feed, outcome or time is refused by its name, and lists nothing."""
    result = running.types("inbox", "list", *words)
    assert (result.exit_code, result.stdout) == (status, "")
    assert said in result.stderr
