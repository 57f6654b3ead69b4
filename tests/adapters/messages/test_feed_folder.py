"""Feeds that change under a running process."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.messages.feed_folder import LOOK, READ, FeedFolder
from adapters.validation import Refused

FEEDS = Path(__file__).parents[3] / "feeds"
FILE = "mercy-general.toml"
NAME = "mercy-general"


class Place:
    """A folder with one feed, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime(2026, 11, 22, 12, tzinfo=UTC)
        self.folder = folder / "feeds"
        self.folder.mkdir()
        self.text = (FEEDS / FILE).read_text(encoding="utf-8")
        self.write(self.text)
        self.feeds = FeedFolder(self.folder, lambda: self.now)

    def write(self, text: str, name: str = FILE, ago: timedelta = timedelta(minutes=1)) -> None:
        """Write a file, as if it had been written so long ago."""
        (self.folder / name).write_text(text, encoding="utf-8")
        self.date(ago)

    def date(self, ago: timedelta = timedelta(minutes=1)) -> None:
        """Say when all of the folder was written."""
        at = (self.now - ago).timestamp()
        for path in (*self.folder.iterdir(), self.folder):
            os.utime(path, (at, at))

    def later(self, by: timedelta = LOOK) -> datetime:
        """Let time pass."""
        self.now += by
        return self.now

    def country(self, to: str) -> str:
        """The file, with another country."""
        return self.text.replace('country = "US"', f'country = "{to}"', 1)

    def found(self) -> str:
        """The country that holds now."""
        feed = self.feeds.of(NAME)
        assert feed is not None
        return feed.country


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """The folder."""
    return Place(tmp_path)


def test_a_change_holds_within_seconds_and_not_at_each_use(place: Place) -> None:
    """A changed file is taken up at the first use two seconds after the last look."""
    place.write(place.country("MX"))
    assert place.found() == "US"
    place.later()
    assert place.found() == "MX"
    assert place.feeds.state() == READ


def test_a_file_of_this_moment_is_left_to_settle(place: Place) -> None:
    """Half a file may read as a whole one: what is being written waits for the next look."""
    place.later()
    place.write(place.country("MX"), ago=timedelta(0))
    assert place.found() == "US"
    place.later()
    assert place.found() == "MX"


def test_a_date_in_the_future_hides_no_change(place: Place) -> None:
    """A file from a machine whose clock is ahead is taken up like any other."""
    place.write(place.country("MX"), ago=-timedelta(days=1))
    place.later()
    assert place.found() == "MX"


@pytest.mark.parametrize("broken", ["facility = ", 'facility = "elsewhere"', "", "\x00"])
def test_a_broken_file_keeps_the_old_one_and_is_said_once(place: Place, broken: str) -> None:
    """What will not do changes nothing; the log says so once per content, and health names it."""
    place.write(broken)
    with capture_logs() as logs:
        for _ in range(5):
            place.later()
            assert place.found() == "US"
    assert [one["event"] for one in logs] == ["feed_refused"]
    assert place.feeds.state().startswith(FILE)
    place.write(broken + "\n# another")
    with capture_logs() as logs:
        place.later()
        assert place.found() == "US"
    assert [one["event"] for one in logs] == ["feed_refused"]
    place.write(place.country("MX"))
    place.later()
    assert (place.found(), place.feeds.state()) == ("MX", READ)


def test_the_old_content_again_is_whole_again(place: Place) -> None:
    """Whoever takes a broken change back has mended it."""
    place.write("facility = ")
    place.later()
    assert place.feeds.state() != READ
    place.write(place.text)
    place.later()
    assert place.feeds.state() == READ


def test_a_hospital_comes_and_goes(place: Place) -> None:
    """A new file is a new sender; a file that is taken away is a sender that nobody knows."""
    other = place.text.replace(NAME, "saint-other")
    for one in ("MERCYADT", "MERCYSCH", "MERCYRX"):
        other = other.replace(one, f"OTHER{one}")
    place.write(other, "saint-other.toml")
    place.later()
    assert set(place.feeds.by_facility) == {NAME, "saint-other"}, place.feeds.state()
    (place.folder / "saint-other.toml").unlink()
    place.date()
    place.later()
    assert set(place.feeds.by_facility) == {NAME}


def test_a_folder_that_is_away_takes_no_feed_away(place: Place) -> None:
    """An unmounted or emptied folder is no word of a clinic: all stays, and is said once."""
    (place.folder / FILE).unlink()
    place.date()
    place.later()
    assert (place.found(), place.feeds.state()) == ("US", "feeds: no feed is left")
    shutil.rmtree(place.folder)
    with capture_logs() as logs:
        for _ in range(3):
            place.later()
            assert place.found() == "US"
    assert len(logs) == 1
    place.folder.mkdir()
    place.write(place.country("MX"))
    place.later()
    assert (place.found(), place.feeds.state()) == ("MX", READ)


def test_no_folder_is_no_feeds_and_a_broken_one_stops_the_start(tmp_path: Path) -> None:
    """A process does not start on a feed that will not do; one without feeds may."""
    assert FeedFolder(tmp_path / "nowhere").by_facility == {}
    (tmp_path / FILE).write_text("facility = ", encoding="utf-8")
    with pytest.raises(Refused):
        FeedFolder(tmp_path)
