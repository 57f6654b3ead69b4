"""What a step decides: which questions should stand open now, what to do, when to decide again."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.asking.question import Question
from domain.episode.facts import Answer, Person
from domain.pathway import Role
from domain.wire_enum import WireEnum
from domain.words.phrasebook import phrase


class StepState(WireEnum, unknown="OPEN"):
    """How a step stands; what nobody knows is somebody's work.

    What is `RUNNING` owes nothing now, and more of it comes by the calendar.
    """

    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    UNRESOLVED = "unresolved"


class Phase(WireEnum, unknown="FOLLOW_UP"):
    """Where the thirty days stand, one word for lists and searches."""

    OPENING = "opening"
    """It has an identity, and has not said anything yet."""
    QUEUED = "queued"
    PREPARING = "preparing"
    FIRST_CONTACT = "first-contact"
    FOLLOW_UP = "follow-up"
    WATCHING = "watching"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """How a step was settled: when it happened, by whom, and whether that was too late.

    `record` says what was done in words that name no drug and nobody, `detail` how it came about.
    """

    state: StepState
    at: datetime
    by: str
    late: bool = False
    detail: str = ""
    record: str = ""


def settled_by(answer: Answer) -> Settlement:
    """Done as an answer says, when it happened."""
    return Settlement(
        state=StepState.DONE,
        at=answer.happened_at,
        by=answer.by.name,
        detail=phrase(f"values.{answer.value}"),
    )


@dataclass(frozen=True, kw_only=True)
class HoldSlots:
    """Free slots of the patient's clinic must be looked for and held until the patient answers."""

    round: int
    clinic: str
    after: datetime
    before: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class ChooseSlot:
    """The held slots of a round must become one booking, or be let go."""

    round: int
    slot: str


Action = HoldSlots | ChooseSlot


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A step's decision.

    `questions` is everything that should stand open, asked or not; what stands and is not here is
    withdrawn. `action` comes first when there is one. `decide_again_at` is when time alone changes
    the decision. `next` says in words what happens now, for confirmations and for ops.
    """

    step: str
    title: str
    due: datetime | None
    reason: str = ""
    questions: tuple[Question, ...] = ()
    action: Action | None = None
    decide_again_at: datetime | None = None
    settled: Settlement | None = None
    escalated: bool = False
    urgent: bool = False
    taken_by: Person | None = None
    owner: Role = Role.NURSE
    next: str = ""

    @property
    def in_place(self) -> bool:
        """Whether it was done, and not only ended."""
        return self.settled is not None and self.settled.state is StepState.DONE

    @property
    def running(self) -> bool:
        """Whether nothing is owed now and more comes by the calendar."""
        return self.settled is not None and self.settled.state is StepState.RUNNING

    @property
    def closed(self) -> Settlement | None:
        """How it was settled for good; what still runs is not."""
        return None if self.running else self.settled


def held(decision: Decision, *questions: Question) -> Decision:
    """The decision of a step that may ask nothing now: nor is anybody reached by its ladder."""
    return replace(
        decision, questions=questions, action=None, decide_again_at=None, escalated=False
    )


def earliest(*instants: datetime | None) -> datetime | None:
    """The first of the instants that are there."""
    return min((instant for instant in instants if instant is not None), default=None)


def later_than(now: datetime, *instants: datetime | None) -> datetime | None:
    """The first instant that still lies ahead: when time alone may change a decision."""
    return earliest(*(instant for instant in instants if instant is not None and instant > now))
