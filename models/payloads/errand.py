"""What a change of an episode has for the world, in one activity."""

from models.payloads.asking import AskedTogether, AskTogether, Withdraw
from models.payloads.base import Payload
from models.payloads.episode import EpisodeRecord, KeepEntries


class Errand(Payload):
    """What is kept, taken back, asked and listed, in this order; any of them may be missing."""

    keep: tuple[KeepEntries, ...] = ()
    withdraw: tuple[Withdraw, ...] = ()
    ask: tuple[AskTogether, ...] = ()
    record: EpisodeRecord | None = None

    def each(self) -> tuple["Errand", ...]:
        """Its parts, an errand for each; what is kept is one, since it is confirmed together."""
        return (
            *((Errand(keep=self.keep),) if self.keep else ()),
            *(Errand(withdraw=(one,)) for one in self.withdraw),
            *(Errand(ask=(one,)) for one in self.ask),
            *((Errand(record=self.record),) if self.record else ()),
        )

    def listed(self, asked: tuple[AskedTogether | None, ...]) -> EpisodeRecord | None:
        """The record as it is listed once these people were asked: each owns their step."""
        if self.record is None:
            return None
        owners = dict(self.record.owners)
        for together, found in zip(self.ask, asked, strict=True):
            for one, told in zip(together.each(), found.people if found else (), strict=False):
                step = one.question.key.partition("/")[0]
                if step in owners and told.person is not None:
                    owners[step] = told.person.handle
        return self.record.model_copy(update={"owners": tuple(owners.items())})


class ErrandDone(Payload):
    """Who was asked, beside each part that asks; which parts failed, by their place in `each`."""

    asked: tuple[AskedTogether | None, ...] = ()
    failed: tuple[int, ...] = ()
