"""A part that is not let back for some seconds: whoever connects to it is refused."""

import time
from pathlib import Path

FOLDER = "held"


def hold(folder: Path, part: str, seconds: float) -> None:
    """Let nobody start this part of the stack in `folder` before so many seconds have passed."""
    (folder / FOLDER).mkdir(exist_ok=True)
    (folder / FOLDER / part).write_text(str(time.time() + seconds))


def wait_for_leave(part: str) -> None:
    """Wait until this part may start; it runs in the folder of its stack."""
    until = Path(FOLDER, part)
    if until.exists():
        time.sleep(max(float(until.read_text()) - time.time(), 0))
