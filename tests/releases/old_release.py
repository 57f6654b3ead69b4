"""The process of an older release, which has never heard of one kind of prompt.

`python -m tests.releases.old_release KIND PORT TEMPLATES NOTES`. The kind is forgotten before
anything else is imported: payloads and tables are built at import.
"""

import asyncio
import sys
from pathlib import Path

from domain.asking import choices


def forget(word: str) -> None:
    """Make this process one that was built before that kind was thought of."""
    kind = choices.Kind(word)  # an enum cannot lose a member: these are its own tables
    choices.CHOICES.pop(kind, None)
    choices.TASKS.pop(kind, None)
    choices.Kind._member_map_.pop(kind.name)
    choices.Kind._member_names_.remove(kind.name)
    choices.Kind._value2member_map_.pop(word)
    assert word not in list(choices.Kind)


if __name__ == "__main__":
    forget(sys.argv[1])
    from tests.releases.release import work

    asyncio.run(work(int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])))
