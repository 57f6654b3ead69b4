"""The questions of an episode that go to somebody else, until they are asked there."""

from domain.episode.decision import Decision
from domain.words.phrasebook import phrase
from models.payloads import Moved, ReassignQuestion, Settled
from workflows.episode.asked_questions import base


class Handovers:
    """Who hands over what to whom."""

    def __init__(self, told: tuple[ReassignQuestion, ...] = ()) -> None:
        self._told = {base(one.key): one for one in told}

    def dump(self) -> tuple[ReassignQuestion, ...]:
        """Everything, to be passed on."""
        return tuple(self._told.values())

    def begin(self, told: ReassignQuestion) -> None:
        """A question is to go to somebody else."""
        self._told[base(told.key)] = told

    def end(self, question: str) -> ReassignQuestion | None:
        """It is being asked there."""
        return self._told.pop(question, None)

    def forget(self, step: str, decision: Decision) -> None:
        """What a step does not ask any more was not handed over after all."""
        wanted = {question.key for question in decision.questions}
        gone = [key for key in self._told if key.startswith(f"{step}/") and key not in wanted]
        for key in gone:
            del self._told[key]

    def withdrawals(
        self, sent_keys: tuple[str, ...], why: Settled
    ) -> tuple[tuple[Settled, tuple[str, ...]], ...]:
        """The withdrawn names by why: handed over to somebody, or settled.

        Who hands over is told of all at once by their own thread, unless another did it for them.
        """
        away = {
            sent_key: self._told[base(sent_key)]
            for sent_key in sent_keys
            if base(sent_key) in self._told
        }
        settled = tuple(sent_key for sent_key in sent_keys if sent_key not in away)
        handed = tuple(
            (
                Settled(
                    words=phrase("withdrawn.handed_over", who=told.to_name),
                    silent=told.how is not Moved.GIVEN_BY_HAND,
                    handed_over=True,
                ),
                (sent_key,),
            )
            for sent_key, told in away.items()
        )
        return (*handed, (why, settled)) if settled else handed
