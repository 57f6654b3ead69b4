"""What a patient is called on one phone: the initials, unique there; a second J.S. is J.S.2."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from itertools import count

MOST = 200
"""How many labels outlive their prompts; patients whose prompts are here always keep theirs."""


def label_for(
    episode: str, initials: str, known: Mapping[str, str], asked: AbstractSet[str]
) -> tuple[str, dict[str, str]]:
    """The patient's label, and all labels with it. `asked` are the episodes with prompts here."""
    if episode in known:
        return known[episode], dict(known)
    taken = set(known.values())
    names = (initials if number == 1 else f"{initials}{number}" for number in count(1))
    label = next(name for name in names if name not in taken)
    labels = {**known, episode: label}
    past = [one for one in labels if one not in asked | {episode}]
    for one in past[: max(len(labels) - MOST, 0)]:
        del labels[one]
    return label, labels
