"""Colleagues as a text names them, and who of them is on: for GIVE and "who is on call"."""

import re

from domain.normalize import bare
from domain.staffing.assignment import Candidate, Need

_TITLES = frozenset(
    {"rn", "lpn", "np", "pa", "md", "dr", "nurse", "cm", "case", "manager", "supervisor", "pharmd"}
    | {"mr", "mrs", "ms", "miss", "por", "favor", "please", "now", "today"}
)


def is_called(candidate: Candidate, said: str) -> bool:
    """Whether every word that was said, but a title, is one of their name or handle."""
    words = {word for word in bare(said).split() if word not in _TITLES}
    handle = re.split(r"[^a-z0-9]+", candidate.handle)
    return bool(words) and words <= {*bare(candidate.name).split(), *handle}


def is_on(candidate: Candidate, need: Need) -> bool:
    """Whether texts reach them now: they work, or are on call and it is urgent."""
    on_call = need.urgent and candidate.on_call > 0
    return not candidate.mark and (candidate.reach.open_at(need.at) or on_call)
