"""The process of an older release, which has never heard of one kind of prompt.

`python -m tests.releases.old_release KIND PORT TEMPLATES NOTES`. Its words are forgotten before
anything else is imported, then the step's own list: payloads and tables are built at import.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from domain.asking import spoken


def forget(word: str) -> None:
    """Make this process one that was built before that kind was thought of."""
    assert isinstance(spoken.SPOKEN, dict)
    spoken.SPOKEN.pop(word)
    from domain.steps import catalogue  # noqa: PLC0415 - once its words are gone

    known = len(catalogue.kinds())
    catalogue.STEPS = tuple(
        replace(step, kinds=tuple(kind for kind in step.kinds if kind != word))
        for step in catalogue.STEPS
    )
    assert len(catalogue.kinds()) == known - 1


if __name__ == "__main__":
    forget(sys.argv[1])
    from tests.releases.release import work

    asyncio.run(work(int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])))
