"""Who works when, and what moves to somebody else because of it."""

from datetime import datetime

from domain.pathway import Role
from domain.time.clock import Clock
from domain.time.hours import Reach
from domain.wire_enum import WireEnum
from models.payloads.base import Payload


class ShiftChange(WireEnum, unknown="LOOK"):
    """What the roster is asked: to look at hours, change them, give a task away, say who is on."""

    LOOK = "look"
    OFF = "off"
    ON = "on"
    GIVE = "give"
    ON_CALL = "on_call"


class NotGiven(WireEnum, unknown="NOBODY"):
    """Why a task stays with whoever wanted to give it away."""

    NOBODY = "nobody"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    NOT_ON = "not_on"


class Moved(WireEnum, unknown="SHIFT"):
    """How a question came to go to somebody else: what else goes along, and who still must hear."""

    SHIFT = "shift"
    """Its holder's hours ended or changed: the rest of the step goes by the roster again."""
    GIVEN = "given"
    """Its holder gave it away, by text or on the card, and has heard; the step goes along."""
    GIVEN_BY_HAND = "given_by_hand"
    """Somebody else did, by command: the step goes along, and whoever had it hears of it."""


class OpenTask(Payload):
    """A prompt that somebody holds: `key` is the name under which it went out."""

    episode: str
    key: str
    to: Role
    due: datetime | None = None
    urgent: bool = False
    patient_language: str = ""


class ReviewShift(Payload):
    """Look at somebody's hours, after changing today's where they wish it, and at what they hold.

    `token` is the phone's: who has another number now holds nothing here. With LOOK, what is due
    before they work again is handed over, urgent tasks stay; with OFF urgent tasks move too. With
    GIVE the one task goes to whoever is called `to`, to anybody if that is empty.
    """

    handle: str
    token: str = ""
    change: ShiftChange
    tasks: tuple[OpenTask, ...] = ()
    to: str = ""
    now: datetime
    clock: Clock


class ReassignedTask(Payload):
    """A task that goes to somebody else."""

    episode: str
    key: str
    to_handle: str
    to_name: str


class ShiftReviewed(Payload):
    """Somebody's hours as they are now, and what was handed over.

    `known` is false of whoever is not on the roster (any more). `not_given` says why GIVE gave
    nothing, `names` who else is meant, or who is on.
    """

    reach: Reach
    known: bool = True
    handed: tuple[ReassignedTask, ...] = ()
    not_given: NotGiven | None = None
    names: tuple[str, ...] = ()


class ReassignQuestion(Payload):
    """To an episode: this question is to be asked of somebody else, whose turn it is now.

    `from_handle`: what no longer stands with that person stays where it is.
    """

    key: str
    from_handle: str
    from_name: str
    to_handle: str
    to_name: str
    how: Moved = Moved.SHIFT
