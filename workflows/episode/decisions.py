"""What every step decides, thought out once for what is known and the time."""

from datetime import datetime

from domain.episode.deadlines import window_ends
from domain.episode.decision import Decision, earliest, later_than
from domain.episode.facts import Facts
from domain.protocol import protocol


class Decisions:
    """The decisions of one state of the facts at one instant; of the next they are made anew."""

    def __init__(self) -> None:
        self._of: tuple[Facts, datetime] | None = None
        self._found: dict[str, Decision] = {}

    def decide(self, step: str, facts: Facts, now: datetime) -> Decision:
        """The decision of one step."""
        if self._of is None or self._of[0] is not facts or self._of[1] != now:
            self._of, self._found = (facts, now), {}
        if step not in self._found:
            self._found[step] = protocol.decide(step, facts, now)
        return self._found[step]

    def next_change(self, facts: Facts, now: datetime) -> tuple[datetime | None, Decision | None]:
        """When time alone changes something first, and whose decision; nobody's: the window ends.

        Both are nothing where time changes nothing any more.
        """
        found = (self.decide(step, facts, now) for step in protocol.steps(facts))
        waiting = [one for one in found if later_than(now, one.decide_again_at)]
        at = earliest(*(one.decide_again_at for one in waiting))
        ends = later_than(now, window_ends(facts))
        if ends is not None and (at is None or ends <= at):
            return ends, None
        return at, next((one for one in waiting if one.decide_again_at == at), None)
