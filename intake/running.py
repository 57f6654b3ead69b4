"""The running episodes as intake sees them: an episode is started, and hears signals.

RunningEpisodes   what is asked of whoever runs them
TemporalEpisodes  Temporal's workflows
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from domain.words.phrasebook import phrase, worded
from intake.changes import EpisodeSignal
from models import names
from models.payloads import OpenEpisode, Suspend


class RunningEpisodes(ABC):
    """Whoever runs episodes. Both may be repeated without harm."""

    @abstractmethod
    async def start(self, opening: OpenEpisode, suspended: Suspend | None = None) -> None:
        """Start one; one that was started before, even one that has ended, stays.

        `suspended` holds it from its first moment.
        """

    @abstractmethod
    async def signal(self, tell: EpisodeSignal) -> None:
        """Tell one something; one that has ended hears nothing."""


class TemporalEpisodes(RunningEpisodes):
    """The workflows of a Temporal namespace."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def start(self, opening: OpenEpisode, suspended: Suspend | None = None) -> None:
        """Start the workflow, whose id is the episode's for good."""
        try:
            await self._client.start_workflow(
                names.EPISODE,
                opening,
                id=opening.episode,
                task_queue=names.TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                static_summary=_summary(opening),
                memo={"pathway": opening.pathway.name},
                start_signal=names.SUSPEND if suspended else None,
                start_signal_args=[suspended] if suspended else [],
            )
        except WorkflowAlreadyStartedError:
            return

    async def signal(self, tell: EpisodeSignal) -> None:
        """Signal the workflow."""
        try:
            await self._client.get_workflow_handle(tell.episode).signal(tell.signal, tell.payload)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


Running = Callable[[], Awaitable[RunningEpisodes]]
"""Gives the running episodes when they are wanted: a message is taken without them."""


def on_temporal(connect: Callable[[], Awaitable[Client]]) -> Running:
    """The episodes of whatever namespace is connected to."""

    async def running() -> RunningEpisodes:
        return TemporalEpisodes(await connect())

    return running


def _summary(opening: OpenEpisode) -> str:
    discharge = opening.discharge
    going = "expected" if discharge.expected else "home"
    who, facility = discharge.patient.initials, opening.facility_name
    return worded(phrase(f"timeline.patient_{going}", who=who, facility=facility))
