"""Completion in a shell: typer's own, offered where a shell can find the command, and nowhere else.

A shell completes by the first word of a line: of `python starter.py` it knows only `python`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

PYTHON = str(Path(sys.executable).parent)
COMPLETES = r"""
eval "$(env _STARTER.PY_COMPLETE=source_bash starter.py)"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_starterpy_completion "$1"
echo "${COMPREPLY[*]}"
"""


def in_bash(home: Path, *folders: str, script: str, words: tuple[str, ...] = ()) -> str:
    """What a bash says that looks for commands in these folders first."""
    path = os.pathsep.join((*folders, os.environ["PATH"]))
    ran = subprocess.run(  # noqa: S603 - our own words
        ["/bin/bash", "--norc", "-c", script, "bash", *words],
        env={"PATH": path, "HOME": str(home), "COLUMNS": "100"},
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""
    return ran.stdout.strip()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("starter.py", "inb"), "inbox"),
        (("starter.py", "inbox", ""), "queue list feeds show retry dismiss"),
        (
            ("starter.py", "close", "episode-x", "--reason", ""),
            "died withdrawn transferred cancelled",
        ),
    ],
)
def test_a_command_on_the_path_is_completed(
    words: tuple[str, ...], found: str, tmp_path: Path
) -> None:
    """Commands, their commands and the words of an option; nothing is written by that."""
    assert in_bash(tmp_path, PYTHON, str(ROOT), script=COMPLETES, words=words) == found
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_completed_is_not_offered(tmp_path: Path) -> None:
    """Run by a path, it has no option that would install what can never work."""
    script = f"python {ROOT / 'starter.py'} --help"
    assert "completion" not in in_bash(tmp_path, PYTHON, script=script)
    assert "--show-completion" in in_bash(tmp_path, PYTHON, str(ROOT), script=script)
