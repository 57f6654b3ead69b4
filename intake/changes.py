"""What is to be done for one person, once it is planned: starts, signals, and what is true then."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from domain.desired_episodes import DesiredEpisode, DesiredState
from domain.episode.facts import Ending
from domain.hospital.chart import Chart
from domain.hospital.discharge import Doubt
from models import names
from models.payloads import Close, OpenEpisode, Payload, Suspend
from models.tables import Encounter, WorkItem

HOSPITAL = "hospital"


@dataclass(frozen=True, kw_only=True)
class EpisodeSignal:
    """One signal to one episode."""

    episode: str
    signal: str
    payload: Payload


@dataclass(kw_only=True)
class Changes:
    """What is to be done for one person, in order, and what is true of the rows once it is done."""

    at: datetime
    root: str = ""
    facility: str = ""
    starts: list[OpenEpisode] = field(default_factory=list)
    signals: list[EpisodeSignal] = field(default_factory=list)
    told: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    held: dict[str, bool] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    strange: set[str] = field(default_factory=set)
    """Encounters whose number is another patient's: nothing is done about them."""
    unbegun: dict[str, str] = field(default_factory=dict)
    """By encounter the episode that was to begin and never did, and can no more."""
    suspended: dict[str, Suspend] = field(default_factory=dict)
    plans: dict[str, int] = field(default_factory=dict)
    queued: dict[str, WorkItem] = field(default_factory=dict)
    doubted: dict[str, tuple[Doubt, ...]] = field(default_factory=dict)
    """The doubts that an item of these asks about, by its key."""
    resolved: set[str] = field(default_factory=set)
    desired: dict[str, DesiredEpisode] = field(default_factory=dict)
    """What should be, by encounter."""
    rows: dict[str, Encounter] = field(default_factory=dict)
    """The newest identity of each encounter that has one."""
    chart: Chart = field(default_factory=Chart)

    @property
    def any(self) -> bool:
        """Whether anything is to be done at all."""
        return bool(self.starts or self.signals)

    def count(self, session: Session) -> None:
        """Number this plan for every episode that it touches."""
        for episode in {*self.told, *self.ended}:
            row = session.get(Encounter, episode)
            if row is not None:
                row.plan += 1
                self.plans[episode] = row.plan

    def tell(self, episode: str, signal: str, payload: Payload) -> None:
        """One signal more."""
        self.signals.append(EpisodeSignal(episode=episode, signal=signal, payload=payload))

    def begin_held(self, one: DesiredEpisode, row: Encounter) -> None:
        """An episode that starts while its patient is back in hospital must ask nobody first."""
        if one.desired is DesiredState.HELD and not row.unsure:
            self.suspended[row.episode] = Suspend(at=one.held_since or self.at)

    def end(self, row: Encounter, ending: Ending, reason: str, next_episode: str = "") -> None:
        """End an episode; one that has ended itself is only marked.

        That it is to end is kept before it is told: a crash must not let a newer discharge go to
        an episode that is closing. One that never began hears nothing.
        """
        row.ending = ending
        self.ended.add(row.episode)
        self.resolved |= {names.placing(row.episode), names.doubting(row.episode)}
        if row.outcome == "":
            row.unsure = True
            close = Close(
                ending=ending, at=self.at, by=HOSPITAL, reason=reason, next_episode=next_episode
            )
            self.tell(row.episode, names.CLOSE, close)
