"""The questions of an episode that go to somebody else, until they are asked there."""

from domain.episode.decision import Decision
from models.payloads import HandedOver, Settled
from workflows.episode.asked_questions import base


class Handed:
    """Who hands over what to whom."""

    def __init__(self, told: tuple[HandedOver, ...] = ()) -> None:
        self._told = {base(one.key): one for one in told}

    def dump(self) -> tuple[HandedOver, ...]:
        """Everything, to be passed on."""
        return tuple(self._told.values())

    def begin(self, told: HandedOver) -> None:
        """A question is to go to somebody else."""
        self._told[base(told.key)] = told

    def end(self, question: str) -> HandedOver | None:
        """It is being asked there."""
        return self._told.pop(question, None)

    def forget(self, step: str, decision: Decision) -> None:
        """What a step does not ask any more was not handed over after all."""
        wanted = {question.key for question in decision.questions}
        gone = [key for key in self._told if key.startswith(f"{step}/") and key not in wanted]
        for key in gone:
            del self._told[key]

    def withdrawals(
        self, wires: tuple[str, ...], why: Settled
    ) -> tuple[tuple[Settled, tuple[str, ...]], ...]:
        """The withdrawn names by why: handed over to somebody, or settled.

        Who hands over is told of all at once by their own thread.
        """
        away = {wire: self._told[base(wire)] for wire in wires if base(wire) in self._told}
        settled = tuple(wire for wire in wires if wire not in away)
        handed = tuple(
            (
                Settled(words=f"handed over to {told.to_name}", silent=True, handed_over=True),
                (wire,),
            )
            for wire, told in away.items()
        )
        return (*handed, (why, settled)) if settled else handed
