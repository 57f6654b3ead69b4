"""Why a stack cannot be run here: each is one line and an exit status.

LocalRefusal
├── DayTooShort    2  latency would be clinical hours     (ask for a longer day)
├── PortInUse      2  somebody listens there              (end them, or set another port)
├── AlreadyRuns    2  the folder is another run's         (end that one)
├── StoreSpoilt    2  the folder's store cannot be used   (move it away)
├── NoTestServer   2  nothing here skips time             (install what the tests need)
├── NotReady       1  a part did not answer in time       (its log says why)
├── KeepsEnding    1  a part ends whenever it is started  (its log says why)
├── TimeStandsStill 1 a rehearsal does not go on        (what is at work is named)
└── TookTooLong    1  the episodes did not close in time  (what is open is named)
"""

from pathlib import Path

USAGE = 2


class LocalRefusal(Exception):  # noqa: N818 - named for what is wrong
    """One line for whoever typed the command."""

    status = 1


class DayTooShort(LocalRefusal):
    """A clinical day shorter than latency allows."""

    status = USAGE

    def __init__(self, seconds: float, least: float) -> None:
        super().__init__(
            f"a day of {seconds:g} s is too short: a second of latency would be"
            f" {24 / seconds:.1f} clinical hours; it takes {least:g} s or more"
        )


class PortInUse(LocalRefusal):
    """Somebody listens where a part must."""

    status = USAGE

    def __init__(self, port: int, part: str, setting: str) -> None:
        self.port = port
        super().__init__(
            f"port {port} ({part}) is in use: end what listens there, or set {setting}"
        )


class NoTestServer(LocalRefusal):
    """The time-skipping server is no part of what production installs."""

    status = USAGE

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not here: --real needs it, and requirements-dev.lock installs it"
        )


class AlreadyRuns(LocalRefusal):
    """The folder belongs to a run that has not ended."""

    status = USAGE

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another run uses {folder}; end that one first")


class StoreSpoilt(LocalRefusal):
    """What is kept in the folder is no store that can be used."""

    status = USAGE

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file} cannot be used ({why}); move it away, and a new one is made")


class NotReady(LocalRefusal):
    """A part was started and does not answer."""

    def __init__(self, part: str, seconds: float, log: Path) -> None:
        super().__init__(f"{part} was not ready after {seconds:g} s; see {log}")


class KeepsEnding(LocalRefusal):
    """A part ends again and again."""

    def __init__(self, part: str, log: Path, last_words: str) -> None:
        super().__init__(f"{part} keeps ending; see {log}; its last words: {last_words}")


class TookTooLong(LocalRefusal):
    """The run did not come to its end."""

    def __init__(self, seconds: float, waiting: str) -> None:
        super().__init__(f"not at its end after {seconds:.0f} s; still waiting for {waiting}")
