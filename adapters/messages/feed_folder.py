"""The feeds of a running process: a changed file in `feeds/` is taken up within seconds.

One object for all who read messages in a process; no workflow reads feeds.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock

from adapters import wall_clock
from adapters.logging import get_logger
from adapters.messages.feed_file import read_feeds
from adapters.validation import Refused
from domain.hospital.feed import Feed, Feeds

LOOK = timedelta(seconds=2)
"""How long a look at the folder is good for."""
SETTLED = timedelta(seconds=1)
"""A file written to just now may be half a file that reads as a whole one: look again later."""
READ = "read"
log = get_logger(__name__)


class FeedFolder(Feeds):
    """Feeds by what their files say now. What will not do keeps all as they were, and is said.

    Raises Refused when made of a folder that will not do: a start is stopped, a change is not.
    """

    def __init__(self, folder: Path, real_now: Callable[[], datetime] = wall_clock.now) -> None:
        self._folder = folder
        self._real_now = real_now
        self._lock = Lock()
        self._looked_at = real_now()
        self._content: dict[str, bytes] | None = _content(folder)
        self._kept = read_feeds(folder)
        self._refused = ""

    @property
    def by_facility(self) -> dict[str, Feed]:
        """Every feed, by facility, as of at most two seconds ago."""
        with self._lock:
            now = self._real_now()
            if abs(now - self._looked_at) >= LOOK:
                self._looked_at = now
                self._look(now)
            return self._kept.by_facility

    def state(self) -> str:
        """Give "read", or the file that will not do: "mercy-general.toml: hl7.charset"."""
        _ = self.by_facility  # look first
        return self._refused or READ

    def _look(self, now: datetime) -> None:
        if not (self._kept.by_facility or self._folder.exists()):
            return  # there were none, and there are none
        try:
            if timedelta(0) <= now - _written_at(self._folder, now) < SETTLED:
                return
            content = _content(self._folder)
        except OSError as error:
            self._content = None  # once it is there again it is read anew
            away = f"{self._folder.name}: {type(error).__name__}"
            if away != self._refused:
                self._say(away)
            return
        if content != self._content:
            self._content = content
            self._take(none_left=not content)

    def _take(self, *, none_left: bool) -> None:
        """Read the files. None at all is rather a folder that was not mounted than a wish."""
        if none_left:
            self._say(f"{self._folder.name}: no feed is left")
            return
        try:
            self._kept = read_feeds(self._folder)
        except Refused as refused:
            places = ", ".join(one.field or "is not TOML" for one in refused.problems)
            self._say(f"{Path(refused.source).name}: {places}")
        else:
            self._refused = ""
            log.info("feeds_read_anew", facilities=sorted(self._kept.by_facility))

    def _say(self, refused: str) -> None:
        """Once for each content, or for a folder that is away."""
        log.warning("feed_refused", file=refused, kept="as before")
        self._refused = refused


def _written_at(folder: Path, now: datetime) -> datetime:
    """When a file was last written, put there or taken away."""
    newest = max(path.stat().st_mtime for path in (folder, *folder.glob("*.toml")))
    return datetime.fromtimestamp(newest, now.tzinfo)


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: sha256(path.read_bytes()).digest() for path in sorted(folder.glob("*.toml"))}
