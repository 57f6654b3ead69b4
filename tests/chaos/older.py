"""An older build of the product: a commit that the repository's own history holds."""

import subprocess
import tarfile
from pathlib import Path

from tests.places import ROOT

HISTORIES = "tests/histories"
PRODUCT = (
    *("activities", "adapters", "cli", "domain", "gateway", "intake", "models", "operations"),
    *("store", "workflows", "worker.py"),
)


def newest_older_build() -> str | None:
    """The newest commit of another product whose recorded histories are still those of today.

    None right after a commit that recorded them anew, and in a checkout without its history.
    """
    today = _tree("HEAD")
    for commit in _git("log", "--format=%H", "HEAD").split()[1:]:
        if _tree(commit) != today:
            return None
        if _git("diff", "--name-only", commit, "HEAD", "--", *PRODUCT):
            return commit
    return None


def check_out(commit: str, folder: Path) -> Path:
    """Write a build into a folder."""
    folder.mkdir(parents=True)
    packed = folder / "build.tar"
    _git("archive", "--output", str(packed), commit)
    with tarfile.open(packed) as build:
        build.extractall(folder, filter="data")
    return folder


def _tree(commit: str) -> str:
    return _git("rev-parse", "--verify", "--quiet", f"{commit}:{HISTORIES}")


def _git(*words: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own words
        ("git", *words),  # noqa: S607 - of the path
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
