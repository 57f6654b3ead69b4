"""`starter.py discharge`: what hospitals say in files, told apart by looking, sent in order."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from operations.found_files import MOST_BYTES
from tests.cli.files import SMALLEST
from tests.cli.world import EXAMPLES, World

Hl7 = Callable[..., Path]
HEART_FAILURE = "a03-11-heart-failure"
MRN = "4821^^^MERCY^MR~999-55-0142^^^USSSA^SS"
NO_NUMBER = ((MRN, ""), ("MG0000117", "MG0000999"))
ADMITTED = (("ADT^A03^ADT_A03", "ADT^A02^ADT_A02"), ("MG0000117", "MG0000998"))
STRANGER = ("MERCYGEN", "ELSEWHERE")


def lines(said: str, folder: Path) -> list[str]:
    """What was said, each file by its name alone, episodes without their tokens."""
    names = (line.removeprefix(f"{folder}/") for line in said.splitlines())
    return [re.sub(r"mercy-general-\d{4}-\w{4}.*", "episode", name) for name in names]


# ---- the whole way


def test_whatever_hospitals_say_is_told_apart_and_sent(
    running: World, hl7: Hl7, tmp_path: Path
) -> None:
    """One line for each message in its order, counts at the end, and a status for people."""
    started = hl7(HEART_FAILURE, to="a.txt")
    hl7("a08-11-phone-corrected", to="b.json")
    hl7(HEART_FAILURE, *ADMITTED, to="c.hl7")
    hl7(HEART_FAILURE, *NO_NUMBER, to="d.hl7")
    hl7(HEART_FAILURE, STRANGER, to="e.hl7")
    result = running.types("discharge", *sorted(started.parent.glob("?.*")))
    assert lines(result.stdout, tmp_path) == [
        "a.txt: started: episode",
        "b.json: applied: episode",
        "c.hl7: ignored: ADT^A02: a transfer changes nothing here",
        "1 started, 1 applied, 1 ignored, 2 in the work queue",
    ]
    assert lines(result.stderr, tmp_path) == [
        (
            "d.hl7: in the work queue: PID-3: found nothing; "
            "expected the hospital's number of the patient"
        ),
        (
            "e.hl7: in the work queue: MSH-3: found MERCYADT of ELSEWHERE; "
            "expected a sender that a file in feeds/ names"
        ),
    ]
    assert result.exit_code == 1
    assert sorted(row.outcome for row in running.messages()) == [
        "applied", "ignored", "queued", "queued", "started",
    ]  # fmt: skip


def test_sending_again_is_harmless(running: World) -> None:
    """The same files start nothing twice, and their episodes are named again."""
    paths = (EXAMPLES / "discharges", EXAMPLES / "hl7" / f"{HEART_FAILURE}.hl7")
    first = running.types("discharge", *paths)
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.splitlines()[-1] == "12 started, 1 applied"
    kept = len(running.messages())
    again = running.types("discharge", *paths)
    assert (again.exit_code, again.stderr) == (0, "")
    assert again.stdout.splitlines()[-1] == "13 already there"
    assert len(running.messages()) == kept
    assert [line.rpartition(" ")[2] for line in again.stdout.splitlines()[:12]] == [
        line.rpartition(" ")[2] for line in first.stdout.splitlines()[:12]
    ]


def test_a_batch_keeps_its_order_and_its_numbers(running: World, hl7: Hl7, tmp_path: Path) -> None:
    """Messages of a file come in its order, numbered; a bad one stops no other."""
    whole = [
        hl7(HEART_FAILURE).read_bytes().decode(),
        hl7(HEART_FAILURE, *NO_NUMBER).read_bytes().decode(),
        hl7("a08-11-phone-corrected").read_bytes().decode(),
    ]
    batch = tmp_path / "batch.hl7"
    text = "\r".join(["FHS|^~\\&|X", "BHS|^~\\&|X", *whole, "BTS|3", "FTS|1"])
    batch.write_bytes(text.replace("\r", "\r\n").encode())
    result = running.types("discharge", batch)
    assert lines(result.stdout, tmp_path) == [
        "batch.hl7:1: started: episode",
        "batch.hl7:3: applied: episode",
        "1 started, 1 applied, 1 in the work queue",
    ]
    assert result.stderr.startswith(f"{batch}:2: in the work queue: PID-3: found nothing")


def test_a_senders_id_for_two_messages_is_no_part_of_the_answer(
    running: World, hl7: Hl7, tmp_path: Path
) -> None:
    """Both are kept; the warning is a log line, beside what may be piped."""
    hl7(HEART_FAILURE, to="a.hl7")
    hl7(HEART_FAILURE, ("(617)555-0166", "(617)555-0177"), to="b.hl7")
    result = running.types("discharge", tmp_path)
    assert lines(result.stdout, tmp_path) == [
        "a.hl7: started: episode",
        "b.hl7: applied: episode",
        "1 started, 1 applied",
    ]
    assert "sender_key_reused" in result.stderr
    assert len(running.messages()) == 2


def test_a_message_is_the_same_over_whatever_road(running: World, hl7: Hl7) -> None:
    """Its body is kept as a connection brings it, so that it is the same message in a file."""
    path = hl7(HEART_FAILURE)
    path.write_bytes(b"\x0b" + path.read_bytes().strip().replace(b"\r", b"\r\n") + b"\r\n\x1c\r\n")
    assert running.types("discharge", path).exit_code == 0
    assert running.types("discharge", EXAMPLES / "hl7" / f"{HEART_FAILURE}.hl7").exit_code == 0
    assert len(running.messages()) == 1


def test_fhir_goes_patient_by_patient(running: World, tmp_path: Path) -> None:
    """FHIR does not say whose it is: a facility is named; one body may open an episode."""
    body = EXAMPLES / "fhir" / "11-heart-failure-message.json"
    unnamed = running.types("discharge", body)
    assert unnamed.exit_code == 1
    assert "expected --facility with a facility that has a feed: lakeside, mercy-general" in (
        unnamed.stderr
    )
    assert running.messages() == []
    result = running.types("discharge", body, "--facility", "mercy-general")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 started")


def test_a_facility_without_a_feed_is_a_usage_error(world: World) -> None:
    """It is named with those that there are, before anything is reached."""
    result = world.types("discharge", EXAMPLES / "fhir", "--facility", "merci")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--facility: found merci; expected --facility with a facility" in result.stderr


def test_temporal_away_keeps_nothing_of_hl7_either(world: World, hl7: Hl7) -> None:
    """The same files can be sent again: nothing is half done."""
    result = world.types("discharge", hl7(HEART_FAILURE))
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.endswith("nothing is lost, the same files can be sent again\n")
    assert world.messages() == []


# ---- what will not do


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the whole file: found nothing; expected a discharge as JSON, HL7"),
    "blank": (b" \r\n\t", "the whole file: found nothing; expected"),
    "binary": (bytes(range(256)), "the whole file: found something else; expected"),
    "words": (b"Jane went home.", "the whole file: found something else; expected"),
    "half": (b'{"facility": "mercy', "expected a JSON file in UTF-8"),
    "half-fhir": (b'{"resourceType": "Bundle",', "expected JSON, with each name once"),
    "list": (b"[]", "expected a group of fields"),
    "latin": ('{"resourceType": "Encounter", "id": "é"}'.encode("latin-1"), "JSON in UTF-8"),
    "deep": (b"[" * 100_000, "expected a JSON file in UTF-8"),
    "envelope": (b"FHS|^~\\&|X\rFTS|0", "found an envelope without messages"),
    "header": (b"MSH", 'MSH: found "MSH"; expected a message that begins with MSH'),
    "separator": (b"MSHxADTx", "the whole file: found an envelope without messages"),
    "delimiters": (b"MSH|ab|", "MSH-2"),
    "nobody": (b"MSH|^~\\&|A|B\rPID|1", "MSH-3: found A of B; expected a sender"),
    "nulls": (b"\x00" * 100, "the whole file: found something else"),
    "utf-16": ("Jane".encode("utf-16"), "the whole file: found something else"),
}


MAY_BE = {"half", "separator", "delimiters", "nobody"}
"""Of these somebody must look: they may have been a discharge."""


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_told_apart(name: str, running: World, tmp_path: Path) -> None:
    """It is named, with what was found and what was expected, on one line."""
    body, said = BAD[name]
    path = tmp_path / "bad.hl7"
    path.write_bytes(body)
    result = running.types("discharge", path)
    assert isinstance(result.exception, SystemExit)
    outcome = "in the work queue" if name in MAY_BE else "refused"
    assert (result.exit_code, result.stdout) == (1, f"1 {outcome}\n")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{path}: {outcome}: ")
    assert said in line


def test_what_is_no_file_or_too_much(running: World, tmp_path: Path) -> None:
    """Nothing there, a folder without files, and more than anybody sends: each has its line."""
    (tmp_path / "folder" / ".git").mkdir(parents=True)
    (tmp_path / "folder" / ".git" / "config").write_text("hidden")
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    paths = [tmp_path / name for name in ("folder", "huge", "none")]
    result = running.types("discharge", *paths)
    folder, huge, none = result.stderr.splitlines()
    assert "found a folder with no file in it that can be read; expected files" in folder
    assert "found more; expected at most 64 MiB" in huge
    assert "expected a file that can be read" in none
    assert result.exit_code == 1


def test_several_faults_stand_below_one_another(running: World, tmp_path: Path) -> None:
    """Every fault of a discharge is named at once."""
    path = tmp_path / "discharge.json"
    path.write_text(json.dumps({**SMALLEST, "time_zone": "Boston", "colour": "blue"}))
    result = running.types("discharge", path)
    head, *problems = result.stderr.splitlines()
    assert head == f"{path}: in the work queue:"
    assert [problem.split()[0] for problem in problems] == ["colour:", "time_zone:"]


def test_a_folder_is_read_in_order_without_hidden_files(
    running: World, hl7: Hl7, tmp_path: Path
) -> None:
    """Folders are sorted, with those below them; what is hidden was not meant."""
    folder = tmp_path / "export"
    for name in ("b/1.hl7", "a/2.hl7", ".trash/3.hl7", "a/.4.hl7", "c.hl7"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        hl7(HEART_FAILURE, to=f"export/{name}")
    result = running.types("discharge", folder)
    shown = [line.partition(":")[0] for line in result.stdout.splitlines()[:-1]]
    assert shown == [str(folder / name) for name in ("a/2.hl7", "b/1.hl7", "c.hl7")]


def test_somebody_elses_text_commands_no_terminal(running: World, tmp_path: Path) -> None:
    """What was found is shown, and what a terminal would obey is spelled out."""
    path = tmp_path / "evil\x1b[2J.hl7"
    path.write_bytes(b"MSH|^~\\&|A\x1b]0;owned\x07|\xe2\x80\xaeB\rPID|1")
    result = running.types("discharge", path)
    assert r"evil\x1b[2J.hl7" in result.stderr
    assert "\x1b" not in result.stderr
    assert "\u202e" not in result.stderr


# ---- letters


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("its own", "ISO-8859-1"),
        ("its feed's", ""),
        ("a byte order mark", "utf-16"),
    ],
)
def test_each_message_has_its_letters(name: str, raw: str, running: World, hl7: Hl7) -> None:
    """By MSH-18, the feed's charset or a byte order mark; a last letter that looks blank stays."""
    path = hl7(HEART_FAILURE, ("Smith^Jane^M^^^^L", "Muñoz^Zoë^M^^^^L"))
    text = path.read_bytes().decode().rstrip("\r") + "à"
    if raw == "utf-16":
        path.write_bytes(text.encode("utf-16"))
    else:
        text = text.replace("|P|2.5.1\r", f"|P|2.5.1||||||{raw}\r" if raw else "|P|2.5.1\r")
        path.write_bytes(text.encode(raw or "utf-8"))
    assert running.types("discharge", path).exit_code == 0
    shown = running.types("inbox", "show", "1", "--by", "ortiz").stdout
    assert "Muñoz^Zoë" in shown
    assert shown.rstrip().endswith("à")
