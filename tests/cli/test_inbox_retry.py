"""`starter.py inbox retry`: what is read again is read with everything of its person."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from models.tables import Encounter, InboxRow
from store.inbox import Outcome
from tests.adt import adt
from tests.cli.world import World
from tests.places import ROOT

UNKNOWN_CLASS = "IPX"
LEFT = {"discharged": "2026-09-04 15:00", "disposition": "Home"}
DIED = {"discharged": "2026-09-04 15:00", "disposition": "XPD"}
JANE = ("--patient", "mercy-general", "4821")


@pytest.fixture
def hurried(running: World, tmp_path: Path) -> tuple[World, Path]:
    """A world whose feed knows neither the class nor the word of a death; and that file."""
    feeds = tmp_path / "feeds"
    feeds.mkdir()
    feed = feeds / "mercy-general.toml"
    feed.write_text((ROOT / "feeds" / "mercy-general.toml").read_text())
    running.env["HOMEWARD_FEEDS_DIR"] = str(feeds)
    return running, feed


def mend(feed: Path) -> None:
    """The words are known from now on."""
    text = feed.read_text().replace("[dispositions]\n", '[dispositions]\n"XPD" = "20"\n')
    assert '"XPD"' in text
    if "[patient_classes]" in text:
        text = text.replace("[patient_classes]\n", '[patient_classes]\n"IPX" = "inpatient"\n')
    else:
        text = text.replace("[hl7]\n", '[patient_classes]\n"IPX" = "inpatient"\n\n[hl7]\n')
    feed.write_text(text)


def hears(world: World, folder: Path, texts: Sequence[str]) -> None:
    """They come one after another."""
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        file = folder / f"{number:03}.hl7"
        file.write_text(text, newline="")
        world.types("discharge", file)


def episodes(world: World) -> list[Encounter]:
    """Everybody's."""
    with world.database.read() as session:
        return list(session.exec(select(Encounter)).all())


def outcomes(world: World) -> dict[int, str]:
    """What came of each message."""
    return {row.id or 0: row.outcome for row in world.messages()}


ADMITTED = adt("A01", "2026-09-04 08:00", patient_class=UNKNOWN_CLASS, control="in")
DEATHS = {
    "an A03 with the indicator": adt(
        "A03", "2026-09-04 15:05", patient_class=UNKNOWN_CLASS, died="Y", control="d", **LEFT
    ),
    "an A03 with the word": adt(
        "A03", "2026-09-04 15:05", patient_class=UNKNOWN_CLASS, control="d", **DIED
    ),
    "an A08 with the indicator": adt(
        "A08", "2026-09-04 16:05", patient_class=UNKNOWN_CLASS, died="Y", control="d"
    ),
}
HOME = adt("A03", "2026-09-04 15:04", patient_class=UNKNOWN_CLASS, control="h", **LEFT)


@pytest.mark.parametrize("retried", ["first", "last"])
@pytest.mark.parametrize("death", DEATHS)
def test_no_episode_begins_for_one_whose_other_message_says_they_died(
    hurried: tuple[World, Path], tmp_path: Path, death: str, retried: str
) -> None:
    """Whichever of them is named, and in whatever order they came: the death is heard first."""
    world, feed = hurried
    texts = [ADMITTED, DEATHS[death]]
    hears(world, tmp_path / "sent", texts if retried == "first" else texts[::-1])
    before = {row.episode: row.ending for row in episodes(world)}
    mend(feed)
    result = world.types("inbox", "retry", "--by", "ortiz", "1")
    assert result.exit_code == 0, result.output
    after = {row.episode: row.ending for row in episodes(world)}
    assert after.keys() == before.keys()
    assert all(ending == "died" for ending in after.values())
    assert [item.reason for item in world.work().values() if item.resolved_at is None] == []


def test_a_death_behind_many_messages_is_heard_before_any_of_them_starts(
    hurried: tuple[World, Path], tmp_path: Path
) -> None:
    """More than are delivered together: none of the first opens what the last would end."""
    world, feed = hurried
    unclassed = [
        adt("A01", f"2026-09-04 08:{minute:02}", patient_class=UNKNOWN_CLASS, control=f"n{minute}")
        for minute in range(58)
    ]
    hears(world, tmp_path / "sent", [*unclassed, DEATHS["an A03 with the word"]])
    began = {row.episode for row in episodes(world)}
    mend(feed)
    world.types("inbox", "retry", "--by", "ortiz", "1")
    assert {row.episode for row in episodes(world)} == began
    assert {row.ending for row in episodes(world)} <= {"died"}


def test_what_changes_with_it_has_its_line(hurried: tuple[World, Path], tmp_path: Path) -> None:
    """The named first, then whatever of the person comes to something else; the rest is counted."""
    world, feed = hurried
    transfer = adt("A02", "2026-09-04 09:00", patient_class=UNKNOWN_CLASS, control="t")
    hears(world, tmp_path / "sent", [ADMITTED, transfer, HOME])
    (episode,) = (row.episode for row in episodes(world))
    mend(feed)
    first, second, *others = world.types("inbox", "retry", "--by", "ortiz", "3").stdout.splitlines()
    assert first == f"3: started: {episode}"
    assert second == f"1: applied: {episode} (it was ignored)"
    assert others == ["1 more were read again, to the same end"]
    assert outcomes(world)[3] == Outcome.STARTED
    again = world.types("inbox", "retry", "--by", "ortiz", "3").stdout.splitlines()
    assert again == [first, "2 more were read again, to the same end"]


def test_everything_of_a_patient_and_of_a_feed(hurried: tuple[World, Path], tmp_path: Path) -> None:
    """By number each has its line; of a feed only what comes to something else, and a count."""
    world, feed = hurried
    other = adt(
        "A03", "2026-09-04 12:00", mrn="5533", visit="V-2", name="Doe^Ann", control="o", **LEFT
    )
    hears(world, tmp_path / "sent", [ADMITTED, HOME, other])
    mend(feed)
    lines = world.types("inbox", "retry", "--by", "ortiz", *JANE).stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["1", "2"]
    whole = world.types("inbox", "retry", "--by", "ortiz", "--feed", "mercy-general")
    assert (whole.exit_code, whole.stdout) == (0, "3 more were read again, to the same end\n")
    late = ("--feed", "mercy-general", "--since", "2027-01-01")
    assert world.types("inbox", "retry", "--by", "ortiz", *late).stdout == ""
    nobody = world.types("inbox", "retry", "--by", "ortiz", "--patient", "mercy-general", "1")
    assert (nobody.exit_code, nobody.stderr) == (
        1, "no message of theirs is kept that could be read again\n",
    )  # fmt: skip
    assert world.types("inbox", "retry", "--by", "ortiz", "--feed", "merci").exit_code == 1


def test_a_range_says_what_it_skips(hurried: tuple[World, Path], tmp_path: Path) -> None:
    """Texts share the numbers, and bodies are dropped: neither breaks a range off."""
    world, feed = hurried
    hears(world, tmp_path / "sent", [HOME])
    now = datetime.now(UTC)
    plain: dict[str, Any] = {
        "ordering_key": "p",
        "received_at": now,
        "real_received_at": now,
        "body_sealed": b"",
    }
    world.keeps(
        InboxRow(id=2, key="text:SM1", outcome="delivered", **plain),
        InboxRow(id=3, key="hl7:x", outcome="ignored", facility="mercy-general", **plain),
    )
    mend(feed)
    result = world.types("inbox", "retry", "--by", "ortiz", "1-9")
    assert result.exit_code == 0
    first, skipped = result.stdout.splitlines()
    assert first.startswith("1: started: mercy-general-")
    assert skipped == "skipped of 1-9: 2 came from phones; 3 have no body any more"
    none = world.types("inbox", "retry", "--by", "ortiz", "8-9").stdout
    assert none == "skipped of 8-9: no message of a hospital is in it\n"


@pytest.mark.parametrize(
    ("outcome", "detail"),
    [(Outcome.DISMISSED, "dismissed: not ours"), (Outcome.IGNORED, "MSH-12: not agreed")],
)
def test_what_was_settled_or_refused_is_not_taken_along(
    hurried: tuple[World, Path], tmp_path: Path, outcome: Outcome, detail: str
) -> None:
    """What a person settled, and what its sender was told is not taken, stays so until named."""
    world, feed = hurried
    hears(world, tmp_path / "sent", [ADMITTED, HOME])
    with world.database.write() as session:
        row = session.get_one(InboxRow, 1)
        row.outcome, row.detail = outcome, detail
    mend(feed)
    world.types("inbox", "retry", "--by", "ortiz", "2")
    assert outcomes(world)[1] == outcome
    world.types("inbox", "retry", "--by", "ortiz", "1")
    assert outcomes(world)[1] == Outcome.APPLIED


def test_a_merge_that_is_read_now_brings_the_other_record(
    hurried: tuple[World, Path], tmp_path: Path
) -> None:
    """Two records, one of which says that they died: the merge could not be read before."""
    world, feed = hurried
    other = {"mrn": "4899", "visit": "V-2", "control": "o"}
    died = adt("A03", "2026-09-04 15:05", patient_class=UNKNOWN_CLASS, **other, **DIED)
    merged = adt("A40", "2026-09-04 16:00", visit=None, mrn="4821", merged="4899", control="m")
    unread = merged.replace("|P|", "|X|")
    assert unread != merged
    hears(world, tmp_path / "sent", [died, ADMITTED, unread])
    mend(feed)
    taken = feed.read_text().replace('processing_ids = ["P"]', 'processing_ids = ["P", "X"]')
    assert taken != feed.read_text()
    feed.write_text(taken)
    lines = world.types("inbox", "retry", "--by", "ortiz", "3").stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["3", "1", "2"]
    assert {row.ending for row in episodes(world)} == {"died"}
